// What is not known, what the page stands on, and how the parts follow the filters.

const SORTS = { unknown: "Not known", vague: "Known only roughly", inferred: "Inferred, not read in the passage" };

function showGaps() {
  const rows = [];
  let last = null;
  report.gaps.forEach((gap, bit) => {
    const list = shown.filter((event) => events.gaps[event] & (1 << bit));
    const share = shown.length ? Math.round((100 * list.length) / shown.length) : 0;
    const toggle = () => {
      if (!state.gaps.delete(gap.id)) state.gaps.add(gap.id);
      changed(true);
    };
    if (gap.sort !== last) rows.push(make("tr", { class: "group" }, make("th", { scope: "colgroup", colspan: "4" }, SORTS[gap.sort])));
    last = gap.sort;
    const bar = make("span", { class: "share-bar" });
    bar.style.width = `${share}%`;
    rows.push(make("tr", {}, make("th", { scope: "row" }, `Events ${gap.label}`), make("td", { class: "count" }, number(list.length)),
      make("td", { class: "share" }, make("span", { class: "track", "aria-hidden": "true" }, bar), `${share}\u202f%`),
      make("td", {}, list.length ? button(state.gaps.has(gap.id) ? "Show all again" : "Show them", toggle, { class: "quiet", "aria-pressed": String(state.gaps.has(gap.id)), "aria-label": `Show only events ${gap.label}` }) : "")));
  });
  byId("gaps").replaceChildren(make("table", { class: "gaps" }, make("caption", {}, `Of ${counted(shown.length, "event")} shown`),
    make("thead", {}, make("tr", {}, ["what", "events", "share", "show"].map((title) => make("th", { scope: "col" }, title)))), make("tbody", {}, rows)));
}

const MOST_ARTICLES = 200;
function buildAbout() {
  const [articles, totals] = [tables.articles, report.totals];
  const terms = [
    ["asserted", "in the outlet's own voice"], ["attributed", "someone is said to say so"], ["alleged", "said with doubt"],
    ["denied", "said not to be so"], ["confirmed", "said by a party that would know"],
  ];
  const packs = report.packs.map(([pack, version, hash]) => make("li", {}, name(`${pack} ${version}`), make("span", { class: "how" }, ` ${hash.slice(0, 16)}`)));
  const row = ([id, outlet, title, published]) => make("tr", {}, make("th", { scope: "row" }, name(id)), make("td", {}, name(title || "")),
    make("td", {}, name(outlet || "not known")), make("td", {}, published ? (dayFrom(published) === null ? published : dayText(dayFrom(published))) : "not known"));
  const cut = articles.length > MOST_ARTICLES ? ` (the first ${MOST_ARTICLES} of ${number(articles.length)})` : "";
  byId("about").append(
    make("p", {}, "News reports what people say. Each event here is a passage that was found by rules, with who vouches for it and how firmly. Whether it is true is not judged. A denied attack is an event that is marked as denied; two death tolls of one attack stand side by side."),
    make("dl", { class: "facts" }, terms.flatMap(([term, meaning]) => [make("dt", {}, stanceWord(term)), make("dd", {}, meaning)])),
    make("p", {}, `Made by Dateline ${page.version} from ${counted(totals.events, "event")}. The page holds all its data, loads nothing and sends nothing.${packs.length ? " Rules of:" : ""}`),
    packs.length ? make("ul", {}, packs) : "",
    report.coded_by.length ? make("p", { class: "how" }, `Coded by ${report.coded_by.slice(0, 3).map((hash) => hash.slice(0, 16)).join(", ")}${report.coded_by.length > 3 ? ` and ${report.coded_by.length - 3} others` : ""}.`) : "",
    make("details", {}, make("summary", {}, `The articles${cut}`), make("div", { class: "wide" }, make("table", {},
      make("caption", { class: "hidden" }, "Articles"), make("thead", {}, make("tr", {}, ["article", "title", "outlet", "published"].map((title) => make("th", { scope: "col" }, title)))),
      make("tbody", {}, articles.slice(0, MOST_ARTICLES).map(row))))));
}
const stanceWord = (stance) => make("span", { class: `tag stance-${stance}` }, stance);

function showAll() {
  keepingFocus("chips", showFilters);
  keepingFocus("kinds", showKinds);
  keepingFocus("timeline", showTimeline);
  showMap();
  keepingFocus("places", showPlaces);
  showIncidents();
  keepingFocus("voices", showVoices);
  showList();
  keepingFocus("gaps", showGaps);
}

// A filter was changed. `step`: whether the browser's back button undoes it.
function changed(step) {
  applyFilters();
  writeState(step);
  view.moved = false;
  showAllSoon();
}
const showAllSoon = inNextFrame(showAll);

// The colours: as the system has them, unless the button was used.
function buildTheme() {
  const dark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const label = () => (byId("theme").textContent = dark() ? "Light colours" : "Dark colours");
  let kept = null;
  try {
    kept = localStorage.getItem("dateline-theme");
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  if (kept === "dark" || kept === "light") document.documentElement.dataset.theme = kept;
  byId("theme").hidden = false;
  label();
  byId("theme").addEventListener("click", () => {
    document.documentElement.dataset.theme = dark() ? "light" : "dark";
    try {
      localStorage.setItem("dateline-theme", document.documentElement.dataset.theme);
    } catch {
      // As above.
    }
    label();
  });
}

function followAddress() {
  const before = stateText(false);
  readState();
  showIgnored();
  if (stateText(false) !== before) {
    applyFilters();
    view.moved = false;
    showAll();
  }
  if (state.open === null) closePanel();
  else showEvent(state.open);
}

function start() {
  buildTheme();
  byId("report").hidden = false;
  // Without events there is nothing to choose or to draw.
  document.body.classList.toggle("empty", !total);
  byId("nothing").hidden = total > 0;
  readState();
  showIgnored();
  applyFilters();
  buildFilters();
  buildMap();
  buildList();
  buildAbout();
  showAll();
  if (state.open !== null) showEvent(state.open);
  byId("panel-close").addEventListener("click", closePanel);
  covering.addEventListener("change", coverPage);
  byId("unit").addEventListener("change", showTimeline);
  byId("incident-order").addEventListener("change", showIncidents);
  byId("event-order").addEventListener("change", showList);
  byId("more-incidents").addEventListener("click", moreIncidents);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") closePanel();
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") stepInPanel(event);
    else if (event.key === "/" && !event.target.closest("input, select, textarea")) {
      event.preventDefault();
      byId("filter-box").open = true;
      byId("words").focus();
    }
  });
  // The address has the filters, so that these links must not change it.
  for (const link of document.querySelectorAll(".skip")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      byId(link.getAttribute("href").slice(1)).focus();
    });
  }
  addEventListener("popstate", followAddress);
  addEventListener("hashchange", () => {
    if (stateText() !== location.hash.slice(1)) followAddress();
  });
  addEventListener("beforeprint", printEvents);
  addEventListener("afterprint", () => byId("print-list").replaceChildren());
  let width = innerWidth;
  addEventListener("resize", inNextFrame(() => {
    if (innerWidth === width) return;
    width = innerWidth;
    showTimeline();
    showMap();
    showList();
  }));
}
start();
