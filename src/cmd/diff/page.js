"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const page = JSON.parse(byId("data").textContent);
  const list = byId("list");
  if (!list) return;

  // How many events are built at once.
  const STEP = 40;
  const SIGNS = { came: "+", went: "\u2212", changed: "~" };
  const controls = ["way", "kind", "rule", "attribute", "judged", "words"];

  // The verdicts: key of the event to [verdict, time]. A verdict is "after" or "before" (that version is right), "wrong"
  // or "unsure".
  let kept = { by: "", verdicts: {} };
  let saves = true;
  try {
    const old = JSON.parse(localStorage.getItem(page.store));
    if (old && typeof old.verdicts === "object") kept = old;
  } catch {
    saves = false;
  }

  function save() {
    try {
      localStorage.setItem(page.store, JSON.stringify(kept));
      saves = true;
    } catch {
      saves = false;
    }
  }

  // Texts of articles and packs become text nodes only.
  function make(tag, attributes, ...inside) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  }

  const verdictOf = (row) => (kept.verdicts[row.key] || [])[0];

  function stateOf(row) {
    const verdict = verdictOf(row);
    if (!verdict) return "none";
    return verdict === "after" || verdict === "before" ? "right" : verdict;
  }

  // The verdicts that an event can get: value, label, key.
  function choices(row) {
    if (row.way !== "changed") {
      return [[row.way === "came" ? "after" : "before", "Right", "r"], ["wrong", "Wrong", "w"], ["unsure", "Unsure", "u"]];
    }
    return [["after", "After is right", "r"], ["before", "Before is right", "b"], ["wrong", "No such event", "w"],
      ["unsure", "Unsure", "u"]];
  }

  let found = [];
  let built = 0;

  function filter() {
    const wanted = Object.fromEntries(controls.map((id) => [id, byId(id).value]));
    const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean);
    found = page.rows.filter((row) =>
      (!wanted.way || row.way === wanted.way)
      && (!wanted.kind || row.kind === wanted.kind)
      && (!wanted.rule || row.rule === wanted.rule)
      && (!wanted.attribute || row.attributes.some((one) => one[3] && one[0] === wanted.attribute))
      && (!wanted.judged || stateOf(row) === wanted.judged)
      && (!words.length || holds(row, words)));
    list.replaceChildren();
    built = 0;
    build();
    tell();
  }

  function holds(row, words) {
    const text = [row.article, row.title || "", row.rule, row.kind, ...row.passage.map((piece) => piece[1]),
      ...row.attributes.flatMap((one) => [one[1], one[2]])].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  }

  function tell() {
    const judged = page.rows.filter((row) => stateOf(row) !== "none").length;
    const lost = saves ? "" : " This browser keeps no verdicts: download them before you close the page.";
    byId("status").textContent = `${found.length} of ${page.rows.length} events; ${judged} judged.${lost}`;
    byId("end").textContent = found.length ? "" : "No event passes these filters.";
  }

  function build() {
    const more = found.slice(built, built + STEP);
    more.forEach((row, index) => list.append(card(row, built + index)));
    built += more.length;
  }

  function card(row, index) {
    const heading = `event-${index}`;
    const article = make("article", { class: `card ${row.way}`, tabindex: "-1", "aria-labelledby": heading });
    article.dataset.index = index;
    const way = make("span", { class: "way" }, `${SIGNS[row.way]} ${row.way}`);
    const rule = make("span", { class: "faint" }, row.rule);
    const where = [row.article, row.title, row.outlet, row.published, `sentence ${row.sentence}`];
    const passage = make("p", { class: "passage" });
    for (const [role, text] of row.passage) {
      passage.append(role === "trigger" ? make("mark", {}, text) : make("span", { class: role }, text));
    }
    article.append(
      make("h3", { id: heading }, way, ` ${row.kind} `, rule),
      make("p", { class: "faint" }, where.filter(Boolean).join(" \u00b7 ")),
      passage, table(row), verdict(row));
    return article;
  }

  function table(row) {
    const sides = row.way === "changed" ? ["before", "after"] : [row.way === "came" ? "after" : "before"];
    const head = make("tr", {}, make("th", { scope: "col" }, "attribute"));
    sides.forEach((side) => head.append(make("th", { scope: "col" }, side)));
    const body = make("tbody");
    // What changed comes first.
    const ordered = [...row.attributes.filter((one) => one[3]), ...row.attributes.filter((one) => !one[3])];
    for (const [name, before, after, differs] of ordered) {
      const line = make("tr", differs ? { class: "differs" } : {}, make("th", { scope: "row" }, name));
      for (const side of sides) {
        const value = side === "before" ? before : after;
        const inner = differs && value ? make(side === "before" ? "del" : "ins", {}, value) : value || "none";
        line.append(make("td", {}, inner));
      }
      body.append(line);
    }
    return make("table", {}, make("thead", {}, head), body);
  }

  function verdict(row) {
    const group = make("div", { class: "verdict", role: "group", "aria-label": "Verdict" });
    for (const [value, label, key] of choices(row)) {
      const button = make("button", { type: "button", "aria-keyshortcuts": key, "data-verdict": value }, label);
      button.setAttribute("aria-pressed", String(verdictOf(row) === value));
      button.addEventListener("click", () => judge(row, value));
      group.append(button);
    }
    return group;
  }

  // A verdict given again is taken back.
  function judge(row, value) {
    if (!value || verdictOf(row) === value) {
      delete kept.verdicts[row.key];
    } else {
      kept.verdicts[row.key] = [value, new Date().toISOString().replace(/\.\d+Z$/, "Z")];
    }
    save();
    for (const shown of list.querySelectorAll(".card")) {
      const other = found[shown.dataset.index];
      if (other.key !== row.key) continue;
      for (const button of shown.querySelectorAll("[data-verdict]")) {
        button.setAttribute("aria-pressed", String(verdictOf(row) === button.dataset.verdict));
      }
    }
    tell();
  }

  // The lines of gold, in the order of the page, each event once.
  function gold() {
    const done = new Set();
    const lines = [];
    for (const row of page.rows) {
      const [value, at] = kept.verdicts[row.key] || [];
      if (!value || value === "unsure" || done.has(row.key)) continue;
      done.add(row.key);
      const [before, after] = row.gold;
      const mention = value === "before" ? before : value === "after" ? after : after || before;
      const said = value === "wrong" ? "reject" : "accept";
      lines.push(JSON.stringify({ ...mention, verdict: said, by: kept.by || null, at }) + "\n");
    }
    return lines.join("");
  }

  function download() {
    const lines = gold();
    if (!lines) {
      byId("status").textContent = "No event is judged right or wrong yet, so there is no gold to download.";
      return;
    }
    const url = URL.createObjectURL(new Blob([lines], { type: "application/x-ndjson" }));
    const link = make("a", { href: url, download: `${page.name}.jsonl` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  const cards = () => [...list.querySelectorAll(".card")];

  function current() {
    const card = document.activeElement && document.activeElement.closest(".card");
    return card ? Number(card.dataset.index) : -1;
  }

  function go(to) {
    while (to >= built && built < found.length) build();
    const card = cards()[Math.max(0, Math.min(to, built - 1))];
    if (card) card.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const at = current();
    const row = found[at];
    const choice = row && choices(row).find((one) => one[2] === event.key);
    if (event.key === "j") go(at + 1);
    else if (event.key === "k") go(at < 0 ? 0 : at - 1);
    else if (event.key === "/") byId("words").focus();
    else if (event.key === "c" && row) judge(row, "");
    else if (choice) judge(row, choice[0]);
    else return;
    event.preventDefault();
  });

  function options(id, values) {
    const counts = new Map();
    values.forEach((value) => counts.set(value, (counts.get(value) || 0) + 1));
    const names = [...counts.keys()].sort();
    names.forEach((name) => byId(id).append(make("option", { value: name }, `${name} (${counts.get(name)})`)));
  }

  options("way", page.rows.map((row) => row.way));
  options("kind", page.rows.map((row) => row.kind));
  options("rule", page.rows.map((row) => row.rule));
  options("attribute", page.rows.flatMap((row) => row.attributes.filter((one) => one[3]).map((one) => one[0])));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  controls.forEach((id) => byId(id).addEventListener("input", filter));
  byId("by").value = kept.by || "";
  byId("by").addEventListener("input", (event) => {
    kept.by = event.target.value.trim();
    save();
  });
  byId("download").addEventListener("click", download);

  if ("IntersectionObserver" in window) {
    const watch = new IntersectionObserver((seen) => {
      if (seen.some((one) => one.isIntersecting) && built < found.length) {
        build();
        // It reports only changes: the end may still be in view.
        watch.unobserve(byId("end"));
        watch.observe(byId("end"));
      }
    }, { rootMargin: "1500px" });
    watch.observe(byId("end"));
  }
  filter();
  if (!("IntersectionObserver" in window)) while (built < found.length) build();
})();
