// The figures of an incident: each with the one who gives it, on a common scale, so that a range is seen as a range.

const COUNTED = { killed: "killed", wounded: "wounded", casualties: "killed or wounded", detained: "detained", displaced: "displaced", besieged: "besieged" };

// Figures that say the same are one row: the words and who gives them.
function figureRows(toll) {
  const rows = new Map();
  for (const figure of toll.figures) {
    const who = figure.claimant || figure.outlet;
    const key = `${figure.words}\n${who}\n${figure.role}`;
    const row = rows.get(key) || { ...figure, who, events: [] };
    if (figure.event !== null && !row.events.includes(figure.event)) row.events.push(figure.event);
    rows.set(key, row);
  }
  const order = { whole: 0, part: 1, aside: 2 };
  return [...rows.values()].sort((a, b) => order[a.role] - order[b.role] || a.value - b.value || compare(a.who, b.who));
}

// Round numbers that divide a scale.
function scaleOf(most) {
  const rough = most / 3;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough) || power;
  return { step, most: Math.max(step, Math.ceil((most * 1.08) / step) * step) };
}

function tollView(toll) {
  const rows = figureRows(toll);
  const whole = rows.filter((row) => row.role === "whole");
  const scale = scaleOf(Math.max(...(whole.length ? whole : rows).map((row) => row.value), 1));
  const head = make("p", { class: "toll-head" }, make("b", {}, numbered(toll.range)), ` ${COUNTED[toll.what]}`,
    whole.length > 1 ? make("span", { class: "how" }, `, by ${counted(new Set(whole.map((row) => row.who)).size, "account")}`) : "");
  const body = rows.map((row) => make("tr", { class: row.role },
    make("th", { scope: "row" }, name(row.claimant || row.outlet), row.claimant ? "" : make("span", { class: "how" }, " no source found")),
    make("td", { class: "figure" }, figureWords(row), row.whom ? make("span", { class: "how" }, " ", name(row.whom)) : "",
      row.role === "part" ? make("span", { class: "how" }, " (part of another figure)") : "",
      row.role === "aside" ? make("span", { class: "how" }, " (probably not of this incident)") : ""),
    make("td", { class: "strip", "aria-hidden": "true" }, row.role === "aside" ? "" : strip(row, toll, scale)),
    make("td", { class: "words" }, row.events.slice(0, 3).map((event) => quotation(event, 170)),
      row.events.length > 3 ? button(`all ${number(row.events.length)} passages`, () => openSelection(`${numbered(capital(row.words))}, by ${row.who}`, row.events), { class: "link" }) : "")));
  return make("div", { class: "toll" }, head, make("table", { class: "figures" },
    make("caption", { class: "hidden" }, `${capital(COUNTED[toll.what])}: who says how many`),
    make("thead", {}, make("tr", {}, ["who says so", "how many", "", "in these words"].map((title, at) =>
      make(at === 2 ? "td" : "th", at === 2 ? { "aria-hidden": "true" } : { scope: "col" }, title)))),
    make("tbody", {}, body)));
}

const figureWords = (row) => make("b", {}, numbered(row.words));

// A point on the scale; "at least" goes on to the right, "up to" to the left, "about" is a ring.
function strip(row, toll, scale) {
  const [width, height] = [150, 22];
  const at = (value) => 6 + (Math.min(value, scale.most) / scale.most) * (width - 12);
  const x = at(row.value);
  const picture = draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "strip-chart" },
    draw("rect", { x: at(toll.low), y: 0, width: Math.max(1, at(toll.high) - at(toll.low)), height, class: "range" }),
    draw("line", { x1: 0, x2: width, y1: 11, y2: 11, class: "axis" }));
  const arrow = (end) => {
    const tip = end > x ? -5 : 5;
    return [draw("line", { x1: x, x2: end, y1: 11, y2: 11, class: "open" }),
      draw("path", { d: `M${end + tip},7 L${end},11 L${end + tip},15`, class: "open" })];
  };
  if (row.bound === "at_least") picture.append(...arrow(width - 1));
  else if (row.bound === "up_to") picture.append(...arrow(1));
  else if (row.high !== null && row.high > row.low) {
    picture.append(draw("line", { x1: at(row.low), x2: at(row.high), y1: 11, y2: 11, class: "open" }));
  }
  picture.append(draw("circle", { cx: x, cy: 11, r: 5, class: row.bound === "about" ? "point vague" : "point" }));
  return picture;
}
