/* What makes the pages quicker and kinder. Every page works without it: htmx swaps, this file minds
   the focus, says aloud what happened, closes menus, asks before what cannot be undone, and keeps typed words. */
(() => {
  "use strict";

  const root = document.documentElement;
  root.classList.add("js");

  // Saying what happened

  const live = () => document.getElementById("announce");
  const toast = () => document.getElementById("toast");

  /** Emptied first: the same sentence twice is read twice. */
  function announce(words) {
    const region = live();
    if (!region || !words) return;
    region.textContent = "";
    window.setTimeout(() => { region.textContent = words; }, 60);
  }

  let hiding;
  function hideToast() {
    window.clearTimeout(hiding);
    if (toast()) toast().querySelector("p").textContent = "";
  }

  /** A bad message stays until it is closed; a good one leaves after ten seconds, unless somebody is at it. */
  function showToast(words, level = "info") {
    const box = toast();
    if (!box || !words) return;
    window.clearTimeout(hiding);
    box.dataset.level = level;
    box.querySelector("p").textContent = words;
    if (level !== "error") {
      hiding = window.setTimeout(function leave() {
        if (box.matches(":hover, :focus-within")) hiding = window.setTimeout(leave, 3000);
        else hideToast();
      }, 10000);
    }
  }

  /** The detail of an HX-Trigger event: a sentence, or an object with message and level. */
  const said = (detail) => ({ message: detail.message ?? detail.value, level: detail.level });

  document.addEventListener("announce", (event) => announce(said(event.detail).message));
  document.addEventListener("toast", (event) => showToast(said(event.detail).message, said(event.detail).level));
  /** Keeping words is quiet: when it fails it says so in its place, and nothing was refused. */
  const isQuiet = (event) => event.detail.elt?.matches?.(".autosave");
  const lost = (event) => { if (!isQuiet(event)) showToast(toast()?.dataset.lost, "error"); };

  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:timeout", lost);
  document.addEventListener("htmx:responseError", (event) => {
    if (isQuiet(event)) return;
    const { status } = event.detail.xhr;
    showToast(status >= 500 ? toast()?.dataset.lost : toast()?.dataset.refused, "error");
  });

  // Before and after a swap

  let hadFocus = false;
  let asking = null; // where the focus was when something was asked: a button that waits is off, and loses it

  /** Addresses stay short enough to read and send, whoever sends the form. */
  document.addEventListener("formdata", ({ target, formData }) => {
    if (target.method !== "get") return;
    for (const name of [...formData.keys()]) {
      if (formData.getAll(name).every((value) => value === "")) formData.delete(name);
    }
  });

  /** Another day makes another page: its bar and its links are of that day too, so htmx does not hear of it. */
  document.addEventListener("submit", (event) => {
    if (document.activeElement?.closest(".when")) event.stopPropagation();
  }, true);

  /** What stands outside of what was swapped goes on leading to what is shown: languages, days, the way in. */
  document.addEventListener("htmx:pushedIntoHistory", () => {
    for (const link of document.querySelectorAll(".languages a")) link.search = location.search;
    for (const link of document.querySelectorAll(".when .links a")) {
      const day = new URLSearchParams(link.search);
      const here = new URLSearchParams(location.search);
      for (const name of ["as_of", "known_at", "page"]) here.delete(name);
      if (day.has("as_of")) here.set("as_of", day.get("as_of"));
      link.search = here;
    }
    const door = document.querySelector(".sign-in");
    if (door) door.search = new URLSearchParams({ next: location.pathname + location.search });
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isQuiet(event)) asking = document.activeElement;
    event.detail.target?.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    event.detail.target?.removeAttribute("aria-busy");
    if (event.detail.successful || isQuiet(event)) return;
    const from = asking;
    window.setTimeout(() => { // once it is on again
      if (from?.isConnected && document.activeElement === document.body) from.focus();
    });
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    hadFocus = event.detail.shouldSwap && event.detail.target.contains(document.activeElement);
  });

  /** Focus goes where the answer asks; otherwise it stays; if it fell with what was replaced, to the new content. */
  document.addEventListener("htmx:afterSettle", (event) => {
    const fresh = event.detail.elt;
    if (!fresh?.isConnected || !fresh.matches) return;
    announce(find(fresh, "[data-announce]")?.dataset.announce);
    const wanted = find(fresh, "[data-focus]");
    const lost = hadFocus && (!document.activeElement || document.activeElement === document.body);
    hadFocus = false;
    if (wanted) focus(wanted);
    else if (lost) focus(find(fresh, "h1, h2, h3") ?? fresh);
    restore(fresh);
    find(fresh, "a[data-arrives]")?.click(); // the file that somebody waited for on its page
  });

  const find = (within, selector) => (within.matches(selector) ? within : within.querySelector(selector));

  function focus(element) {
    if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
    element.focus();
  }

  // Dropdowns and menus are details: Escape and a click elsewhere close them

  const OPEN = "details.filter[open], details.menu[open]";

  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll(OPEN)) {
      if (!open.contains(event.target)) open.open = false;
    }
    if (event.target.closest?.("#toast button")) hideToast();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest?.(OPEN) ?? document.querySelector(OPEN);
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else hideToast();
  });

  document.addEventListener("focusin", (event) => {
    for (const open of document.querySelectorAll(OPEN)) {
      if (!open.contains(event.target)) open.open = false;
    }
  });

  /** A dropdown that would leave the window opens towards the other side. */
  document.addEventListener("toggle", (event) => {
    const details = event.target;
    if (!details.matches("details.filter[open]")) return;
    delete details.dataset.opens;
    const { left, right } = details.lastElementChild.getBoundingClientRect();
    if (left < 0) details.dataset.opens = "start";
    else if (right > root.clientWidth) details.dataset.opens = "end";
  }, true);

  // Asking first. In the capture phase, so that neither htmx nor the browser has begun.

  function asked(event, element) {
    if (element && !window.confirm(element.dataset.confirm)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    asked(event, button?.matches("[data-confirm]") ? button : event.target.closest("form[data-confirm]"));
  }, true);

  document.addEventListener("click", (event) => asked(event, event.target.closest?.("a[data-confirm]")), true);

  // Keeping typed words (in this tab only) until something says they were saved, or the person signs out

  const PREFIX = "keep:";
  const SENT = "keep-sent";

  const store = {
    read(key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
    write(key, value) { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
    drop(key) { try { sessionStorage.removeItem(key); } catch { /* forbidden */ } },
  };

  const keyOf = (form) => PREFIX + form.dataset.keep;
  const reached = (form) => `${PREFIX}reached:${form.dataset.keep}`;
  const typed = (form) => [...form.elements].filter((field) =>
    field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && field.type !== undefined);

  function keep(form) {
    const words = typed(form).map((field) =>
      [field.name, field.type === "checkbox" || field.type === "radio" ? field.value : null,
        field.type === "checkbox" || field.type === "radio" ? field.checked : field.value]);
    store.write(keyOf(form), words);
    store.drop(reached(form));
  }

  /** What the server sent back with errors is newer than what was kept, so it stays. So are the words that it kept
      itself, once all that was typed in this tab had reached it: somebody may have gone on in another. */
  function restore(within) {
    const forms = [...within.querySelectorAll("form[data-keep]")];
    if (within.matches?.("form[data-keep]")) forms.push(within);
    for (const form of forms) {
      if (form.querySelector("[data-unsaved]")) continue;
      if (form.hasAttribute("data-kept") && store.read(reached(form))) continue;
      for (const [name, option, value] of store.read(keyOf(form)) ?? []) {
        for (const field of typed(form)) {
          if (field.name !== name) continue;
          if (option === null) field.value = value;
          else if (field.value === option) field.checked = value;
        }
      }
    }
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-keep]");
    if (form) keep(form);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-forget]")) {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) store.drop(key);
    } else if (form.matches(".kept")) {
      store.drop(keyOf(form.parentElement.querySelector("form[data-keep]"))); // discarded here too
    } else if (form.matches("[data-keep]")) {
      store.write(SENT, [...(store.read(SENT) ?? []), keyOf(form)]);
    }
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = (event.detail.requestConfig?.elt ?? event.detail.elt)?.closest?.("form[data-keep]"); // elt is gone once swapped
    const { xhr, requestConfig } = event.detail;
    if (!form || !requestConfig || requestConfig.verb === "get" || isQuiet(event)) return;
    const leaves = ["HX-Redirect", "HX-Location", "HX-Refresh"].some((name) => xhr.getResponseHeader(name));
    if (event.detail.successful && !leaves && !xhr.responseText.includes("data-unsaved")) store.drop(keyOf(form));
    if (!leaves) store.drop(SENT); // otherwise the page it leads to tells
  });

  // The server keeps them too, for the next tab, machine or session

  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt } = event.detail;
    if (isQuiet(event)) elt.sending = sessionStorage.getItem(keyOf(elt.closest("form")));
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful } = event.detail;
    const form = isQuiet(event) && elt.closest("form");
    if (!form) return;
    const time = new Date().toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit" });
    elt.textContent = successful ? elt.dataset.done.replace("{time}", time) : elt.dataset.failed;
    if (successful && elt.sending && elt.sending === sessionStorage.getItem(keyOf(form))) store.write(reached(form), true);
  });

  function settle() {
    const saved = document.querySelector('.message[data-level="success"]') && !document.querySelector("[data-unsaved]");
    if (saved) for (const key of store.read(SENT) ?? []) store.drop(key);
    store.drop(SENT);
    restore(document.body);
    const wanted = document.querySelector(".error-summary[data-focus]");
    if (wanted) focus(wanted);
  }

  settle(); // deferred, so the page is read by now
})();
