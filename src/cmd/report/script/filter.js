// Filters: which events are shown, and how many each choice would show. The state is in the address, so that a link keeps
// it.

// The facets. `values` gives the values of an event; null stands for "not known".
const FACETS = [
  { id: "kind", title: "Kind", none: "", values: kindOf, show: words },
  { id: "place", title: "Place", none: "no place", values: (event) => (placeOf(event) ? placeOf(event)[0] : null) },
  { id: "claimant", title: "Who says so", none: "nobody named", values: claimantOf },
  { id: "stance", title: "How it is said", none: "", values: stanceOf },
  { id: "realis", title: "Whether it happened", none: "", values: realisOf },
  { id: "outlet", title: "Outlet or article", none: "", values: outletOf },
];
const GAP = FACETS.length; // the bit of "what is not known"
const DATE = GAP + 1;
const WORDS = GAP + 2;

// Of each facet its values, the most frequent first, and of each event the number of its value.
for (const facet of FACETS) {
  const found = new Map();
  for (let event = 0; event < total; event++) {
    const value = facet.values(event);
    found.set(value, (found.get(value) || 0) + 1);
  }
  facet.all = [...found].sort(([a, m], [b, n]) => n - m || compare(a || "", b || "")).map(([value]) => value);
  const numbers = new Map(facet.all.map((value, at) => [value, at]));
  facet.column = Uint32Array.from({ length: total }, (_, event) => numbers.get(facet.values(event)));
  facet.numbers = numbers;
  facet.label = (value) => (value === null ? facet.none : facet.show ? facet.show(value) : value);
}

// What is asked for. `open` is the event in the panel.
const state = { chosen: FACETS.map(() => new Set()), gaps: new Set(), from: null, to: null, words: "", open: null };

// The result: for each event the filters that it fails, as bits; the events shown; the incidents shown.
const fails = new Uint16Array(total);
let shown = [];
let shownIncidents = [];

const lowered = new Map();
function passageLowered(event) {
  const passage = events.passage[event];
  let known = lowered.get(passage);
  if (known === undefined) lowered.set(passage, (known = tables.passages[passage][1].toLowerCase()));
  return known;
}
function namesLowered(event) {
  const place = placeOf(event);
  return [kindOf(event), words(kindOf(event)), place && placeText(place), text(events.place_text[event]), claimantOf(event),
    outletOf(event), articleOf(event)[2], ...partiesOf(events.actor, event), ...partiesOf(events.recipient, event)]
    .filter(Boolean).join(" ").toLowerCase();
}
function holdsWords(event, asked) {
  const passage = passageLowered(event);
  const left = asked.filter((word) => !passage.includes(word));
  if (!left.length) return true;
  const names = namesLowered(event);
  return left.every((word) => names.includes(word));
}

const isDated = () => state.from !== null || state.to !== null;
function inRange(row) {
  const [first, last] = row;
  return first !== null && (state.to === null || first <= state.to) && (state.from === null || last >= state.from);
}

function applyFilters() {
  fails.fill(0);
  FACETS.forEach((facet, bit) => {
    const chosen = state.chosen[bit];
    if (!chosen.size) return;
    const wanted = facet.all.map((value) => chosen.has(value));
    for (let event = 0; event < total; event++) if (!wanted[facet.column[event]]) fails[event] |= 1 << bit;
  });
  let mask = 0;
  report.gaps.forEach((gap, bit) => (mask |= state.gaps.has(gap.id) ? 1 << bit : 0));
  const dated = isDated();
  const inside = dated ? tables.dates.map(inRange) : [];
  const asked = state.words.toLowerCase().split(/\s+/).filter(Boolean);
  for (let event = 0; event < total; event++) {
    if (mask && (events.gaps[event] & mask) !== mask) fails[event] |= 1 << GAP;
    if (dated && !inside[events.date[event]]) fails[event] |= 1 << DATE;
    if (asked.length && !holdsWords(event, asked)) fails[event] |= 1 << WORDS;
  }
  shown = [];
  for (let event = 0; event < total; event++) if (!fails[event]) shown.push(event);
  shownIncidents = [];
  incidents.forEach((incident, at) => {
    if (incident.members.some(([event]) => !fails[event])) shownIncidents.push(at);
  });
}

// How many events each value of a facet would show, given all other filters.
function countsOfFacet(bit) {
  const facet = FACETS[bit];
  const counts = new Uint32Array(facet.all.length);
  const others = ~(1 << bit);
  for (let event = 0; event < total; event++) if (!(fails[event] & others)) counts[facet.column[event]]++;
  return counts;
}

// The state as the address has it, with the open event or without it. "place=" without a value asks for events without a place.
function stateText(withOpen = true) {
  const parts = new URLSearchParams();
  FACETS.forEach((facet, bit) => {
    for (const value of facet.all) if (state.chosen[bit].has(value)) parts.append(facet.id, value === null ? "" : value);
  });
  for (const gap of report.gaps) if (state.gaps.has(gap.id)) parts.append("gap", gap.id);
  if (state.from !== null) parts.set("from", iso(state.from));
  if (state.to !== null) parts.set("to", iso(state.to));
  if (state.words) parts.set("words", state.words);
  if (withOpen && state.open !== null) parts.set("event", events.id[state.open]);
  return parts.toString();
}

// What the address asks for that this report does not have, in words.
let ignored = [];

// Reads the state from the address; what it does not know is left out, and told.
function readState() {
  const parts = new URLSearchParams(location.hash.slice(1));
  ignored = [];
  const isKnown = (title, asked, known) => {
    if (!known) ignored.push(`${title} \u201c${shortened(asked, 60)}\u201d`);
    return known;
  };
  FACETS.forEach((facet, bit) => {
    const asked = parts.getAll(facet.id).map((value) => (value === "" && !facet.numbers.has("") ? null : value));
    const has = (value) => isKnown(facet.title, value === null ? facet.none || "not known" : value, facet.numbers.has(value));
    state.chosen[bit] = new Set(asked.filter(has));
  });
  state.gaps = new Set(parts.getAll("gap").filter((id) => isKnown("Not known", id, report.gaps.some((gap) => gap.id === id))));
  const day = (key) => {
    const asked = parts.get(key);
    const found = dayFrom(asked);
    if (asked) isKnown(`Date ${key}`, asked, found !== null && asked.length === 10);
    return asked && asked.length === 10 ? found : null;
  };
  [state.from, state.to] = [day("from"), day("to")];
  if (state.from !== null && state.to !== null && state.from > state.to) {
    isKnown("Date", `from ${iso(state.from)} to ${iso(state.to)}, which ends before it begins`, false);
    [state.from, state.to] = [null, null];
  }
  state.words = parts.get("words") || "";
  const asked = parts.get("event");
  const open = events.id.indexOf(asked);
  if (asked !== null) isKnown("Event", asked, open >= 0);
  state.open = open < 0 ? null : open;
  const keys = [...FACETS.map((facet) => facet.id), "gap", "from", "to", "words", "event"];
  for (const key of new Set(parts.keys())) if (key) isKnown("Filter", key, keys.includes(key));
}

// Says what was left out of the link.
function showIgnored() {
  const box = byId("ignored");
  const more = ignored.length > 5 ? ` and ${number(ignored.length - 5)} more` : "";
  box.textContent = ignored.length
    ? `The link asks for what this report does not have, and that is left out: ${ignored.slice(0, 5).join(", ")}${more}.` : "";
  box.hidden = !ignored.length;
}

// Writes the state to the address. `step`: whether the back button of the browser should undo it.
function writeState(step) {
  const asked = stateText();
  if (asked === location.hash.slice(1)) return;
  const url = asked ? `#${asked}` : location.pathname + location.search;
  try {
    if (step) history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  } catch {
    location.hash = asked;
  }
}

function clearFilters() {
  state.chosen.forEach((chosen) => chosen.clear());
  state.gaps.clear();
  [state.from, state.to, state.words] = [null, null, ""];
}
