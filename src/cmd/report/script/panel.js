// The panel: an event with its evidence, or the events of a place or of a time.

// How many events of a selection are shown at once.
const STEP = 30;
// What had the focus before the panel was opened.
let before = null;

function showPanel(title, ...inside) {
  const panel = byId("panel");
  if (panel.hidden) before = document.activeElement;
  byId("panel-title").replaceChildren(title);
  byId("panel-body").replaceChildren(...inside.flat().filter(Boolean));
  panel.hidden = false;
  coverPage();
  panel.scrollTop = 0;
  byId("panel-title").focus({ preventScroll: true });
}

function closePanel() {
  if (byId("panel").hidden) return;
  byId("panel").hidden = true;
  coverPage();
  if (state.open !== null) {
    state.open = null;
    writeState(true);
    markOpen();
  }
  if (before && before.isConnected) before.focus({ preventScroll: true });
  before = null;
}

// Where the panel covers the page, nothing behind it can be reached.
const covering = matchMedia("(max-width: 40rem)");
function coverPage() {
  const panel = byId("panel");
  const covers = !panel.hidden && covering.matches;
  for (const one of document.body.children) if (one !== panel && one.tagName !== "SCRIPT") one.inert = covers;
  if (covers) {
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-modal", "true");
  } else {
    panel.removeAttribute("role");
    panel.removeAttribute("aria-modal");
  }
}

// The keys to the left and to the right go to the event before and after the open one.
function stepInPanel(key) {
  if (state.open === null || !byId("panel").contains(document.activeElement)) return;
  const order = orderedEvents();
  const at = order.indexOf(state.open);
  const next = key.key === "ArrowLeft" ? order[at - 1] : order[at + 1];
  if (next === undefined) return;
  key.preventDefault();
  openEvent(next);
}

function openEvent(event) {
  state.open = event;
  writeState(true);
  showEvent(event);
}

function showEvent(event) {
  const rows = attributesOf(event).map(([title, value, how]) =>
    make("tr", {}, make("th", { scope: "row" }, title), make("td", {}, name(value), how ? make("span", { class: "how" }, ` ${how}`) : "")));
  const table = make("table", { class: "attributes" }, make("caption", { class: "hidden" }, "What the record says"), make("tbody", {}, rows));
  showPanel(headingOf(event),
    make("p", { class: "source" }, name(sourceText(event))),
    paragraph(event),
    make("p", { class: "tags" }, stanceTag(event), realisTag(event)),
    table, relations(event), others(event), steps(event));
  markOpen();
}

// The incidents that hold it, what it denies, what denies it.
function relations(event) {
  const items = [];
  for (const at of incidentsOf.get(event) || []) {
    const incident = incidents[at];
    items.push(make("li", {}, "Part of ", button(incidentTitle(incident), () => goToIncident(at), { class: "link" }),
      incident.members.length > 1 ? `, with ${counted(incident.members.length - 1, "other event")}` : ""));
  }
  const other = (label, at) => make("li", {}, `${label} `, quotation(at, 120));
  const denied = events.denies[event];
  if (denied !== undefined) items.push(other("Denies:", denied));
  for (const denial of deniedBy.get(event) || []) items.push(other("Denied:", denial));
  return items.length ? [make("h3", {}, "Connections"), make("ul", { class: "plain" }, items)] : [];
}

// Events that were read from the same paragraph.
const inPassage = new Map();
events.passage.forEach((passage, event) => {
  if (inPassage.has(passage)) inPassage.get(passage).push(event);
  else inPassage.set(passage, [event]);
});
function others(event) {
  const all = inPassage.get(events.passage[event]).filter((other) => other !== event);
  if (!all.length) return [];
  const list = all.slice(0, STEP);
  const more = all.length > STEP ? make("p", {}, button(`All ${number(all.length)}`, () => openSelection("In one paragraph", all), { class: "link" })) : "";
  const item = (other) => make("li", {}, button(headingOf(other), () => openEvent(other), { class: "link" }),
    make("span", { class: "how" }, ` ${voiceText(other)}`));
  return [make("h3", {}, "Also in these lines"), make("ul", { class: "plain" }, list.map(item)), more];
}

// To the events before and after it among those shown.
function steps(event) {
  const order = orderedEvents();
  const at = order.indexOf(event);
  const step = (label, other) => button(label, () => openEvent(other), { disabled: other === undefined });
  return make("p", { class: "steps" }, step("\u2190 Previous event", order[at - 1]),
    step("Next event \u2192", at < 0 ? order[0] : order[at + 1]));
}

// The events of a selection, each with its passage; `narrow` filters the page by it.
function openSelection(title, list, narrowLabel, narrow) {
  state.open = null;
  writeState(false);
  const box = make("ul", { class: "plain cards" });
  const more = button("", () => extend(), { class: "quiet" });
  let done = 0;
  function extend() {
    const next = list.slice(done, done + STEP);
    box.append(...next.map((event) => make("li", {}, eventCard(event))));
    done += next.length;
    more.hidden = done >= list.length;
    more.textContent = `${counted(Math.min(STEP, list.length - done), "more event")}`;
  }
  extend();
  const filter = narrow && button(narrowLabel, () => {
    closePanel();
    narrow();
  });
  showPanel(title, make("p", { class: "source" }, counted(list.length, "event")), filter && make("p", {}, filter), box, make("p", {}, more));
}

function eventCard(event) {
  const place = placeOf(event);
  return make("article", { class: "event-card" },
    make("p", { class: "event-head" }, kindTag(event), make("span", { class: "how" },
      [dateText(dateOf(event)), place && place[0]].filter(Boolean).join(" \u00b7 "))),
    quotation(event, 320),
    make("p", { class: "how" }, name(voiceText(event)), " ", realisTag(event)));
}
