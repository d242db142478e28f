// The controls of the filters: a group of choices with counts for each facet, days, words; and the filters in use, each
// with a button that removes it.

// How many choices of a facet are shown at first, and at most.
const FEW = 7;
const MANY = 200;

const facetViews = [];

function buildFilters() {
  const form = byId("filters");
  form.addEventListener("submit", (event) => event.preventDefault());
  // Among many events each letter takes a while to look for: only the last of several is.
  const patience = total > 20000 ? 200 : 0;
  let waiting = null;
  const search = make("input", { id: "words", type: "search", "aria-keyshortcuts": "/", input: (event) => {
    state.words = event.target.value.trim();
    clearTimeout(waiting);
    if (patience) waiting = setTimeout(() => changed(false), patience);
    else changed(false);
  } });
  const days = (id, label, key) => make("label", {}, label, make("input", { id, type: "date", change: (event) => {
    state[key] = dayFrom(event.target.value);
    changed(true);
  } }));
  const box = make("details", { class: "filter-box", id: "filter-box" }, make("summary", {}, "Filters"));
  box.append(
    make("div", { class: "facet" }, make("label", { class: "facet-title" }, "Words", search)),
    make("fieldset", { class: "facet days" }, make("legend", {}, "Date"), days("from", "from", "from"), days("to", "to", "to")));
  FACETS.forEach((facet, bit) => box.append(facetView(facet, bit)));
  form.append(box);
  // On a wide page the filters are always open; on a small one they are folded.
  const wide = matchMedia("(min-width: 62rem)");
  const fold = () => (box.open = wide.matches);
  wide.addEventListener("change", fold);
  fold();
}

function facetView(facet, bit) {
  const list = make("ul", { class: "choices" });
  const view = { facet, bit, list, all: false, words: "", boxes: new Map() };
  view.find = make("input", { type: "search", class: "find", "aria-label": `Find in: ${facet.title}`, placeholder: "find", input: (event) => {
    view.words = event.target.value.toLowerCase().trim();
    showFacet(view);
  } });
  view.more = button("", () => {
    view.all = !view.all;
    showFacet(view);
  }, { class: "quiet more" });
  facetViews.push(view);
  const field = make("fieldset", { class: "facet", "data-facet": facet.id }, make("legend", {}, facet.title));
  if (facet.all.length > 20) field.append(view.find);
  field.append(list, view.more);
  return field;
}

function choice(view, at) {
  const { facet, bit } = view;
  const value = facet.all[at];
  const input = make("input", { type: "checkbox", change: (event) => {
    if (event.target.checked) state.chosen[bit].add(value);
    else state.chosen[bit].delete(value);
    changed(true);
  } });
  const count = make("span", { class: "count" });
  const swatch = facet.id === "kind" ? make("span", { class: `swatch ${kindColour(value)}`, "aria-hidden": "true" }) : "";
  const label = make("span", { class: value === null ? "none" : "" }, name(facet.label(value)));
  return { input, count, item: make("li", {}, make("label", {}, input, swatch, label, count)) };
}

function showFacet(view) {
  const { facet, bit } = view;
  const counts = countsOfFacet(bit);
  const chosen = state.chosen[bit];
  const found = [];
  for (let at = 0; at < facet.all.length && found.length < MANY; at++) {
    const value = facet.all[at];
    const isFound = !view.words || facet.label(value).toLowerCase().includes(view.words);
    if (chosen.has(value) || (isFound && (view.all || view.words || found.length < FEW))) found.push(at);
  }
  const items = found.map((at) => {
    let box = view.boxes.get(at);
    if (!box) view.boxes.set(at, (box = choice(view, at)));
    box.input.checked = chosen.has(facet.all[at]);
    box.count.textContent = number(counts[at]);
    box.item.classList.toggle("empty", counts[at] === 0);
    return box.item;
  });
  // A list that stays the same is left alone, so that the focus stays in it.
  if (items.length !== view.list.children.length || items.some((item, at) => view.list.children[at] !== item)) {
    view.list.replaceChildren(...items);
  }
  view.more.hidden = facet.all.length <= FEW || Boolean(view.words);
  view.more.textContent = view.all ? "fewer" : `all ${number(facet.all.length)}`;
  if (view.all && facet.all.length > MANY) view.more.textContent = `fewer (the first ${MANY} are shown)`;
}

function showFilters() {
  facetViews.forEach(showFacet);
  const set = (id, value) => {
    if (document.activeElement !== byId(id)) byId(id).value = value;
  };
  set("words", state.words);
  set("from", state.from === null ? "" : iso(state.from));
  set("to", state.to === null ? "" : iso(state.to));
  showChips();
}

// The filters in use: title, value, and what removes it.
function inUse() {
  const used = [];
  FACETS.forEach((facet, bit) => {
    for (const value of facet.all) {
      if (state.chosen[bit].has(value)) used.push([facet.title, facet.label(value), () => state.chosen[bit].delete(value)]);
    }
  });
  for (const gap of report.gaps) {
    if (state.gaps.has(gap.id)) used.push(["Events", gap.label, () => state.gaps.delete(gap.id)]);
  }
  if (isDated()) {
    const days = state.from === null ? `until ${dayText(state.to)}`
      : state.to === null ? `from ${dayText(state.from)}` : spanText(state.from, state.to);
    used.push(["Date", days, () => ([state.from, state.to] = [null, null])]);
  }
  if (state.words) used.push(["Words", state.words, () => (state.words = "")]);
  return used;
}

function showChips() {
  const used = inUse();
  const chips = used.map(([title, value, remove]) => {
    const click = () => {
      remove();
      changed(true);
    };
    return make("li", {}, button([make("span", { class: "chip-title" }, `${title} `), name(shortened(value, 40)),
      make("span", { "aria-hidden": "true", class: "cross" }, " \u00d7")], click, { class: "chip", "aria-label": `Remove filter: ${title} ${value}` }));
  });
  if (used.length) {
    const clear = () => {
      clearFilters();
      changed(true);
    };
    chips.push(make("li", {}, button("Clear all", clear, { class: "quiet", id: "clear" })));
  }
  byId("chips").replaceChildren(...chips);
  byId("chips").hidden = !used.length;
  const filters = used.length;
  byId("filter-box").firstChild.textContent = filters ? `Filters (${filters} in use)` : "Filters";
  const all = shown.length === total;
  byId("status").textContent = all
    ? `${counted(total, "event")}, ${counted(incidents.length, "incident")}`
    : `${number(shown.length)} of ${counted(total, "event")}, ${number(shownIncidents.length)} of ${counted(incidents.length, "incident")}`;
}

// Sets a filter to one value, or removes it where it is that already.
function choose(id, value) {
  const bit = FACETS.findIndex((facet) => facet.id === id);
  const chosen = state.chosen[bit];
  if (chosen.has(value)) chosen.delete(value);
  else chosen.add(value);
  changed(true);
}
