// All events that pass the filters, one row each. Rows are made as they come into view: the list is as high as all of them,
// and holds only those that can be seen.

// A browser draws no element of more pixels than this.
const HIGHEST = 15000000;
// How many rows above and below the visible ones are kept.
const SPARE = 6;
const rowHeight = () => (widthOf(byId("list")) < 640 ? 148 : 68);

let ordered = [];
let rowHigh = 68;
let rowsBox = null;
let current = 0; // the row that the tab key reaches
const rowsMade = new Map();

// The events shown, in the order of the list.
const orderedEvents = () => ordered;

function orderEvents() {
  ordered = shown;
  if (byId("event-order").value === "date") {
    const first = (event) => (dateOf(event)[0] === null ? Infinity : dateOf(event)[0]);
    ordered = [...shown].sort((a, b) => compare(first(a), first(b)) || a - b);
  }
}

function buildList() {
  rowsBox = make("div", { role: "presentation", class: "rows" });
  byId("list").append(rowsBox);
  byId("list").addEventListener("scroll", inNextFrame(() => fillRows()), { passive: true });
  byId("list").addEventListener("keydown", (event) => {
    const pageful = Math.max(1, Math.floor(byId("list").clientHeight / rowHigh) - 1);
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + pageful, PageUp: current - pageful, Home: 0, End: rowCount() - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    goToRow(to);
  });
}

const rowCount = () => Math.min(ordered.length, Math.floor(HIGHEST / rowHigh));

function showList() {
  orderEvents();
  const box = byId("list");
  rowHigh = rowHeight();
  rowsMade.clear();
  rowsBox.replaceChildren();
  current = 0;
  box.scrollTop = 0;
  rowsBox.style.height = `${Math.max(rowCount() * rowHigh, 1)}px`;
  box.style.setProperty("--row", `${rowHigh}px`);
  box.style.height = `${Math.min(rowCount() * rowHigh + 2, Math.round(innerHeight * 0.78))}px`;
  byId("list-title").textContent = ordered.length === total ? `All ${counted(total, "event")}` : `${number(ordered.length)} of ${counted(total, "event")}`;
  if (!ordered.length) {
    box.style.height = "auto";
    rowsBox.style.height = "auto";
    rowsBox.append(make("p", { class: "note" }, total ? "No event passes the filters." : "There are no events."));
    return;
  }
  fillRows();
}

function fillRows() {
  if (!ordered.length) return;
  const box = byId("list");
  const first = Math.max(0, Math.floor(box.scrollTop / rowHigh) - SPARE);
  const last = Math.min(rowCount(), Math.ceil((box.scrollTop + Math.max(box.clientHeight, 400)) / rowHigh) + SPARE);
  for (const [at, element] of rowsMade) {
    // The row with the focus stays, or the keyboard would lose its place.
    if ((at < first || at >= last) && !element.contains(document.activeElement)) {
      element.remove();
      rowsMade.delete(at);
    }
  }
  for (let at = first; at < last; at++) {
    if (rowsMade.has(at)) continue;
    const element = rowView(at);
    const next = [...rowsMade.keys()].filter((other) => other > at).sort((a, b) => a - b)[0];
    rowsBox.insertBefore(element, next === undefined ? null : rowsMade.get(next));
    rowsMade.set(at, element);
  }
  if (rowCount() < ordered.length && last === rowCount() && !rowsBox.querySelector(".cut")) {
    rowsBox.append(make("p", { class: "note cut" }, `The list ends here, at ${number(rowCount())} events: filter to see the others.`));
  }
}

function rowView(at) {
  const event = ordered[at];
  const place = placeOf(event);
  const row = button([
    make("span", { class: "row-when" }, shortened(dateText(dateOf(event)), 34)),
    make("span", { class: "row-what" }, kindTag(event), place ? make("span", { class: "how" }, name(shortened(place[0], 40))) : ""),
    excerpt(event, 190),
    make("span", { class: "row-who" }, name(shortened(voiceText(event), 70)), " ", realisTag(event)),
  ], () => {
    current = at;
    openEvent(event);
  }, { class: "row", tabindex: at === current ? "0" : "-1", "data-event": event });
  if (state.open === event) row.classList.add("open");
  const item = make("div", { role: "listitem", class: "row-item", "aria-setsize": ordered.length, "aria-posinset": at + 1 }, row);
  item.style.top = `${at * rowHigh}px`;
  return item;
}

function goToRow(to) {
  const at = Math.max(0, Math.min(rowCount() - 1, to));
  const box = byId("list");
  const old = rowsMade.get(current);
  if (old) old.firstChild.setAttribute("tabindex", "-1");
  current = at;
  if (at * rowHigh < box.scrollTop) box.scrollTop = at * rowHigh;
  if ((at + 1) * rowHigh > box.scrollTop + box.clientHeight) box.scrollTop = (at + 1) * rowHigh - box.clientHeight;
  fillRows();
  const row = rowsMade.get(at).firstChild;
  row.setAttribute("tabindex", "0");
  row.focus({ preventScroll: true });
}

// Marks the event in the panel.
function markOpen() {
  for (const element of rowsMade.values()) {
    element.firstChild.classList.toggle("open", Number(element.firstChild.dataset.event) === state.open);
  }
}

// Paper has no scrolling: the events are written out, as many as can be printed.
const PRINTED = 1000;
function printEvents() {
  const left = ordered.length - PRINTED;
  byId("print-list").replaceChildren(...ordered.slice(0, PRINTED).map(eventCard),
    ...(left > 0 ? [make("p", { class: "note" }, `${counted(left, "more event")} not printed: filter to print them.`)] : []));
  const from = incidentsBuilt;
  incidentsBuilt = Math.max(from, Math.min(incidentsOrdered.length, 300));
  if (incidentsBuilt > from) buildIncidents(from);
}
