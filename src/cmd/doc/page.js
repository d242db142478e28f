"use strict";
// The filter of rules. Without this script all of the page can be read.
const bar = document.getElementById("bar");
if (bar) {
  const filter = document.getElementById("filter");
  const open = document.getElementById("open");
  const found = document.getElementById("found");
  const rules = [...document.querySelectorAll(".rule")].map((element) => {
    const kind = element.closest(".kind");
    return { element, text: `${kind.id.slice(5)} ${element.textContent}`.toLowerCase() };
  });
  const kinds = [...document.querySelectorAll(".kind")];
  const show = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { element, text } of rules) {
      element.hidden = !words.every((word) => text.includes(word));
      count += element.hidden ? 0 : 1;
    }
    for (const kind of kinds) {
      kind.hidden = words.length > 0 && !kind.querySelector(".rule:not([hidden])");
    }
    found.textContent = words.length > 0 ? `${count} of ${rules.length} rules` : "";
  };
  filter.addEventListener("input", show);
  bar.addEventListener("submit", (event) => event.preventDefault());
  open.addEventListener("click", () => {
    const all = open.getAttribute("aria-pressed") !== "true";
    open.setAttribute("aria-pressed", String(all));
    for (const { element } of rules) element.open = all;
  });
  // A link to a kind that the filter hides would lead nowhere.
  for (const link of document.querySelectorAll(".kinds a")) {
    link.addEventListener("click", () => { filter.value = ""; show(); });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== filter) {
      event.preventDefault();
      filter.focus();
    }
  });
  bar.hidden = false;
  show();
}
