/* The keys of the review queue: A accepts, R goes to the reason, J and K to the next and the previous note. They press
   what is on the page anyway, are off while somebody types, and can be switched off for good. */
(() => {
  "use strict";

  const STORED = "review-keys";
  const TYPING = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit], [type=button])";
  const PAUSE = 500; // after a new note has come: a key pressed twice must not decide on a note nobody has read

  const box = document.getElementById("review-keys");
  const stored = () => { try { return localStorage.getItem(STORED); } catch { return null; } };
  box.checked = stored() !== "off";
  box.addEventListener("change", () => {
    try { localStorage.setItem(STORED, box.checked ? "on" : "off"); } catch { /* forbidden: it holds for this page */ }
  });

  /** The chosen note stays in sight in its list, which scrolls by itself; the page does not move for it. */
  function showChosen() {
    const list = document.querySelector(".queue");
    const chosen = list?.querySelector("[aria-current]");
    if (chosen) list.scrollTop += chosen.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 3;
  }

  let changedAt = -PAUSE;
  document.addEventListener("htmx:afterSettle", () => {
    changedAt = performance.now();
    showChosen();
  });
  showChosen();

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (!box.checked || event.defaultPrevented || event.repeat || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || target.closest?.(TYPING)) return;
    const letter = key.toLowerCase();
    if (letter === "r") {
      const reason = document.querySelector("#note form textarea");
      if (reason) {
        event.preventDefault(); // or the letter would be typed into it
        reason.focus();
      }
    } else if ("ajk".includes(letter) && !(letter === "a" && performance.now() - changedAt < PAUSE)) {
      document.querySelector(`#note [data-key="${letter}"]`)?.click();
    }
  });
})();
