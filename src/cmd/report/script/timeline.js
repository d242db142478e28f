// The kinds with their counts, and the events by day, week, month or year. An event that is dated to less than a step of the
// timeline is in a column; one whose date spans several steps is a bar below, as long as its date is unsure.

const UNITS = {
  day: { of: (day) => day, start: (step) => step, title: (step) => dayText(step), most: 45 },
  week: { of: (day) => Math.floor((day + 3) / 7), start: (step) => step * 7 - 3, title: (step) => `week of ${dayText(step * 7 - 3)}`, most: 57 },
  month: {
    of: (day) => calendar(day)[0] * 12 + calendar(day)[1],
    start: (step) => dayOf(Math.floor(step / 12), ((step % 12) + 12) % 12, 1),
    title: (step) => `${MONTHS[((step % 12) + 12) % 12]} ${Math.floor(step / 12)}`,
    most: 132,
  },
  year: { of: (day) => calendar(day)[0], start: (step) => dayOf(step, 0, 1), title: (step) => String(step), most: 400 },
};
const LANES = 7;
let wholeTime = false;

function showKinds() {
  const bit = FACETS.findIndex((facet) => facet.id === "kind");
  const counts = countsOfFacet(bit);
  const facet = FACETS[bit];
  const most = Math.max(1, ...counts);
  const row = (value, at) => {
    const picked = state.chosen[bit].has(value);
    const bar = make("span", { class: `kind-bar ${kindColour(value)}`, "aria-hidden": "true" });
    // Few are still seen, and none is not.
    bar.style.width = counts[at] ? `max(2px, ${(100 * counts[at]) / most}%)` : "0";
    return make("li", {}, button([make("span", { class: "kind-label" }, capital(words(value))), make("span", { class: "track" }, bar),
      make("span", { class: "count" }, number(counts[at]))], () => choose("kind", value), { class: "kind-row", "aria-pressed": String(picked), "data-key": value }));
  };
  const rows = facet.all.map(row);
  const first = 12;
  const opened = byId("kinds").querySelector("details")?.open;
  const rest = rows.length > first + 1 ? make("details", { open: opened }, make("summary", {}, `${rows.length - first} more kinds`), make("ul", { class: "plain" }, rows.slice(first))) : "";
  byId("kinds").replaceChildren(make("h3", { class: "hidden" }, "By kind"), make("ul", { class: "plain" }, rest ? rows.slice(0, first) : rows), ...(rest ? [rest] : []));
}

// The days to draw: where most events are, unless all are asked for.
function rangeOf(days) {
  const sorted = Float64Array.from(days).sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  if (wholeTime || sorted.length < 8) return [first, last];
  // A time that can be drawn by weeks is drawn whole.
  if (UNITS.week.of(last) - UNITS.week.of(first) < UNITS.week.most) return [first, last];
  const [low, high] = [at(0.05), at(0.95)];
  const margin = Math.max(10, (high - low) * 0.35);
  return [Math.max(first, low - margin), Math.min(last, high + margin)];
}

function unitFor(first, last) {
  const asked = byId("unit").value;
  const fits = (unit, most) => UNITS[unit].of(last) - UNITS[unit].of(first) < most;
  if (asked && fits(asked, 800)) return asked;
  return Object.keys(UNITS).find((unit) => fits(unit, UNITS[unit].most)) || "year";
}

// The shown events by step and colour, those whose date spans several steps, and those outside.
function timelineOf(list) {
  const dated = list.filter((event) => dateOf(event)[0] !== null);
  const result = { undated: list.length - dated.length, columns: new Map(), spans: [], early: [], late: [], unit: "day", first: 0, last: 0 };
  if (!dated.length) return result;
  const middles = dated.map((event) => (dateOf(event)[0] + dateOf(event)[1]) / 2);
  const [low, high] = rangeOf(middles);
  const unit = (result.unit = unitFor(Math.floor(low), Math.ceil(high)));
  const { of } = UNITS[unit];
  [result.first, result.last] = [of(Math.floor(low)), of(Math.ceil(high))];
  // A few days are drawn among their neighbours: one wide column says nothing.
  const lone = Math.max(0, 7 - (result.last - result.first));
  result.first -= Math.ceil(lone / 2);
  result.last += Math.floor(lone / 2);
  const spans = new Map();
  for (const event of dated) {
    const [from, to] = dateOf(event);
    const [a, b] = [of(from), of(to)];
    if (b < result.first) result.early.push(event);
    else if (a > result.last) result.late.push(event);
    else if (a === b) {
      const column = result.columns.get(a);
      if (column) column.push(event);
      else result.columns.set(a, [event]);
    } else {
      const key = `${from} ${to}`;
      if (!spans.has(key)) spans.set(key, { from, to, events: [] });
      spans.get(key).events.push(event);
    }
  }
  result.spans = [...spans.values()].sort((a, b) => a.from - b.from || a.to - b.to);
  return result;
}

const COLOURS = [...Array(COLOURED).keys()].map((at) => `kind-${at}`).concat("kind-other");
function stack(list) {
  const counts = new Map();
  for (const event of list) {
    const colour = kindColour(kindOf(event));
    counts.set(colour, (counts.get(colour) || 0) + 1);
  }
  return COLOURS.filter((colour) => counts.has(colour)).map((colour) => [colour, counts.get(colour)]);
}
function kindsText(list) {
  const counts = new Map();
  for (const event of list) counts.set(kindOf(event), (counts.get(kindOf(event)) || 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return sorted.slice(0, 4).map(([kind, count]) => `${number(count)} ${words(kind)}`).join(", ") + (sorted.length > 4 ? ` and ${sorted.length - 4} more kinds` : "");
}

const narrowTo = (from, to) => () => {
  [state.from, state.to] = [from, to];
  changed(true);
};

function showTimeline() {
  const time = timelineOf(shown);
  const box = byId("timeline");
  const notes = [];
  if (time.undated) notes.push(`${counted(time.undated, "event")} without a date ${time.undated === 1 ? "is" : "are"} not drawn.`);
  byId("timeline-note").replaceChildren(notes.join(" "));
  byId("timeline-table").replaceChildren();
  if (!time.columns.size && !time.spans.length && !time.early.length && !time.late.length) {
    box.replaceChildren(make("p", { class: "note empty-chart" }, "No event that passes the filters has a date."));
    return;
  }
  box.replaceChildren(timelineChart(time, widthOf(box)), ...outside(time));
  byId("timeline-table").append(timelineTable(time));
}

// What lies before and after the days that are drawn.
function outside(time) {
  const parts = [];
  const edge = (list, noun) => {
    if (!list.length) return;
    const title = `${counted(list.length, "event")} ${noun}`;
    parts.push(button(title, () => openSelection(capital(title), list), { class: "link" }));
  };
  const { start } = UNITS[time.unit];
  edge(time.early, `before ${dayText(start(time.first))}`);
  edge(time.late, `after ${dayText(start(time.last + 1) - 1)}`);
  if (parts.length || wholeTime) {
    parts.push(button(wholeTime ? "Draw where most events are" : "Draw the whole time", () => {
      wholeTime = !wholeTime;
      keepingFocus("timeline", showTimeline);
    }, { class: "quiet", "data-key": "whole" }));
  }
  return parts.length ? [make("p", { class: "note outside" }, parts)] : [];
}

function timelineChart(time, width) {
  const { start, title } = UNITS[time.unit];
  const [left, right, height] = [34, 8, 190];
  const steps = time.last - time.first + 1;
  const first = start(time.first);
  const all = start(time.last + 1) - first;
  const x = (day) => left + ((Math.max(first, Math.min(first + all, day)) - first) / all) * (width - left - right);
  const most = Math.max(1, ...[...time.columns.values()].map((list) => list.length));
  const scale = scaleOf(most / 1.08);
  const top = Math.max(scale.step, Math.ceil(most / scale.step) * scale.step);
  const y = (count) => 8 + (height - 8) * (1 - count / top);
  const lanes = lanesOf(time.spans, x);
  const full = height + 26 + (lanes.count ? 20 + lanes.count * 17 : 0);
  const chart = draw("svg", { width, height: full, viewBox: `0 0 ${width} ${full}`, class: "timeline", role: "group",
    "aria-label": `Events by ${time.unit}; arrow keys go from ${time.unit} to ${time.unit}` }, hatch("hatch"));
  for (let count = 0; count <= top; count += scale.step) {
    if (!Number.isInteger(count)) continue;
    chart.append(draw("line", { x1: left, x2: width - right, y1: y(count), y2: y(count), class: "grid" }),
      draw("text", { x: left - 6, y: y(count) + 4, class: "tick end" }, number(count)));
  }
  chart.append(...ticks(time, x, height, width, steps));
  const columns = [...time.columns].sort((a, b) => a[0] - b[0]);
  for (const [step, list] of columns) {
    const [from, to] = [start(step), start(step + 1)];
    const gap = x(to) - x(from) > 6 ? 1.5 : 0.25;
    let base = 0;
    const parts = stack(list).map(([colour, count]) => {
      const part = draw("rect", { x: x(from) + gap, width: Math.max(1, x(to) - x(from) - 2 * gap), y: y(base + count), height: Math.max(0.5, y(base) - y(base + count)), class: `bar-part ${colour}` });
      base += count;
      return part;
    });
    const hit = draw("rect", { x: x(from), width: Math.max(1, x(to) - x(from)), y: 0, height, class: "hit" });
    chart.append(mark(`${title(step)}: ${counted(list.length, "event")}, ${kindsText(list)}`, [...parts, hit],
      () => openSelection(capital(title(step)), list, `Show only ${title(step)}`, narrowTo(from, to - 1))));
  }
  if (lanes.count) {
    chart.append(draw("text", { x: left, y: height + 40, class: "tick" }, "Dated less exactly:"));
    lanes.placed.forEach(({ span, lane }) => chart.append(spanMark(span, x, height + 46 + lane * 17, width)));
    if (lanes.left.length) {
      const list = lanes.left.flatMap((span) => span.events);
      const label = `and ${counted(list.length, "more event")}`;
      chart.append(mark(label, [draw("text", { x: width - right, y: height + 40, class: "tick end linked" }, label)],
        () => openSelection("Dated less exactly", list)));
    }
  }
  rove(chart);
  return chart;
}

// Puts bars that overlap below each other.
function lanesOf(spans, x) {
  const ends = [];
  const placed = [];
  const left = [];
  for (const span of [...spans].sort((a, b) => b.events.length - a.events.length)) {
    const [from, to] = [x(span.from), Math.max(x(span.to + 1), x(span.from) + 26)];
    let lane = 0;
    while (lane < LANES && (ends[lane] || []).some(([a, b]) => from < b + 4 && to > a - 4)) lane++;
    if (lane === LANES) {
      left.push(span);
      continue;
    }
    (ends[lane] = ends[lane] || []).push([from, to]);
    placed.push({ span, lane });
  }
  placed.sort((a, b) => a.lane - b.lane || a.span.from - b.span.from);
  return { placed, left, count: ends.length };
}

function spanMark(span, x, y, width) {
  const [from, to] = [x(span.from), x(span.to + 1)];
  const wide = Math.max(6, to - from);
  const label = `${spanText(span.from, span.to)}: ${counted(span.events.length, "event")}, ${kindsText(span.events)}`;
  const inside = wide > 24;
  const at = inside ? from + wide / 2 : Math.min(from + wide + 4, width - 14);
  return mark(label, [
    draw("rect", { x: from, y, width: wide, height: 13, rx: 3, class: "span-bar" }),
    draw("rect", { x: from, y, width: wide, height: 13, rx: 3, fill: "url(#hatch)" }),
    draw("text", { x: at, y: y + 10.5, class: inside ? "tick middle span-count" : "tick" }, number(span.events.length)),
  ], () => openSelection(spanText(span.from, span.to), span.events, "Show only these days", narrowTo(span.from, span.to)));
}

// The lines by which a chart says "not known exactly".
const hatch = (id) => draw("defs", {}, draw("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
  draw("line", { x1: 0, x2: 0, y1: 0, y2: 6, class: "hatch-line" })));

function ticks(time, x, height, width, steps) {
  const { start } = UNITS[time.unit];
  const room = Math.max(2, Math.floor((width - 42) / 74));
  const every = Math.max(1, Math.ceil(steps / room));
  const marks = [];
  let last = null;
  for (let step = time.first; step <= time.last; step += every) {
    const at = x(start(step));
    const [year, month, day] = calendar(start(step));
    const isNew = year !== last;
    const label = { year: `${year}`, month: `${MONTHS[month]}${isNew ? ` ${year}` : ""}` }[time.unit] || `${day} ${MONTHS[month]}${isNew ? ` ${year}` : ""}`;
    last = year;
    marks.push(draw("line", { x1: at, x2: at, y1: height, y2: height + 5, class: "axis" }),
      draw("text", { x: at, y: height + 18, class: "tick" }, label));
  }
  return marks;
}

// A part of a chart that is a button: what it says, its shapes, what a click does.
function mark(label, shapes, click) {
  const press = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    click();
  };
  return draw("g", { role: "button", class: "mark", "aria-label": label, tabindex: "-1", click: press, keydown: press }, draw("title", {}, label), ...shapes);
}

// One part of a chart can be reached by the tab key; the arrow keys go from part to part.
function rove(chart) {
  const marks = [...chart.querySelectorAll(".mark")];
  if (!marks.length) return;
  marks[0].setAttribute("tabindex", "0");
  chart.addEventListener("keydown", (event) => {
    const at = marks.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: marks.length - 1 }[event.key];
    if (at < 0 || to === undefined || !marks[to]) return;
    event.preventDefault();
    marks[at].setAttribute("tabindex", "-1");
    marks[to].setAttribute("tabindex", "0");
    marks[to].focus();
  });
}

function timelineTable(time) {
  const { title } = UNITS[time.unit];
  const row = (label, list) => make("tr", {}, make("th", { scope: "row" }, label), make("td", {}, number(list.length)), make("td", {}, kindsText(list)));
  const rows = [...time.columns].sort((a, b) => a[0] - b[0]).map(([step, list]) => row(title(step), list));
  rows.push(...time.spans.map((span) => row(spanText(span.from, span.to), span.events)));
  return make("table", {}, make("caption", {}, `Events by ${time.unit}; then those that are dated less exactly`),
    make("thead", {}, make("tr", {}, ["when", "events", "kinds"].map((head) => make("th", { scope: "col" }, head)))), make("tbody", {}, rows));
}
