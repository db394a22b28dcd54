/* What Django's pages leave without a name: the boxes of its autocomplete get that of the field they stand for, and
   a heading of a table that says nothing is none. */
"use strict";

(() => {
  const nameOf = (select) =>
    select.getAttribute("aria-label") || (select.labels && select.labels[0] ? select.labels[0].textContent.trim() : "");

  const nameBoxes = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const box = select.nextElementSibling;
      if (!box || !box.classList.contains("select2")) continue;
      const name = nameOf(select);
      box.querySelector("ul.select2-selection__rendered")?.setAttribute("role", "presentation");
      for (const part of box.querySelectorAll(".select2-selection, span.select2-selection__rendered[role], .select2-search__field")) {
        part.setAttribute("aria-label", name);
        part.removeAttribute("aria-labelledby");
      }
    }
  };

  // The boxes come and are drawn anew at any moment; names change attributes only, so this does not watch itself.
  document.addEventListener("DOMContentLoaded", () => {
    for (const head of document.querySelectorAll(".tabular thead th:empty")) {
      const cell = document.createElement("td");
      cell.className = head.className;
      head.replaceWith(cell);
    }
    nameBoxes();
    new MutationObserver(nameBoxes).observe(document.body, { childList: true, subtree: true });
  });
  document.addEventListener("focusin", (event) => {
    // The field in the opened list belongs to whichever box is open.
    if (!event.target.matches(".select2-dropdown .select2-search__field")) return;
    const open = document.querySelector(".select2-container--open .select2-selection");
    if (open) event.target.setAttribute("aria-label", open.getAttribute("aria-label") || "");
  });
})();
