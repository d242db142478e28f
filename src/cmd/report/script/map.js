// The map: a mark for each place, larger for more events. What is known exactly is a full dot; the less exactly a place is
// known, the wider and looser the ring around it.

// How exactly: the words of the record, from exact to vague, with what the key says.
const LEVELS = [
  { id: "exact", of: ["site", "town"], title: "a town or a site" },
  { id: "near", of: ["area"], title: "in or near it" },
  { id: "region", of: ["region"], title: "somewhere in a region" },
  { id: "country", of: ["country", "unknown"], title: "somewhere in a country" },
];
const levelOf = (place) => LEVELS.findIndex((level) => level.of.includes(placePrecision(place)));
// Areas stand for counts. Where the largest count would be too large, all are smaller.
let growth = 1.9;
const radius = (count) => (count ? Math.min(34, 3.5 + growth * Math.sqrt(count)) : 0);

// Where the map looks: the middle in the map's plane, and pixels in a unit.
const view = { x: 0, y: 0, scale: 4, width: 0, height: 0, moved: false };
let land = null;
let signs = null;
let countryNames = null;
let mapBox = null;

function buildMap() {
  const countries = outlines();
  countryNames = countries.filter((one) => one.area > 0);
  land = draw("g", { class: "land" }, countries.map((one) => draw("path", { d: one.path })));
  signs = draw("g", {});
  mapBox = draw("svg", { class: "map", role: "group", tabindex: "0", "aria-label": "Map; the table of places has the same. Arrow keys move it, plus and minus zoom" },
    hatch("map-hatch"), draw("rect", { class: "sea", width: "100%", height: "100%" }), land, signs);
  const tool = (label, sign, click) => button(sign, click, { "aria-label": label, title: label, class: "map-button" });
  byId("map").append(mapBox, make("div", { class: "map-tools", role: "group", "aria-label": "Map" },
    tool("Zoom in", "+", () => zoom(1.6)), tool("Zoom out", "\u2212", () => zoom(1 / 1.6)),
    tool("Show where most events are", "Most", () => fit(0.9)), tool("Show all places", "All", () => fit(1))));
  mapBox.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (move) pan(...move);
    else if (event.key === "+" || event.key === "=") zoom(1.6);
    else if (event.key === "-") zoom(1 / 1.6);
    else if (event.key === "0") fit(0.9);
    else return;
    event.preventDefault();
  });
  // The wheel scrolls the page until the map was chosen.
  mapBox.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && document.activeElement !== mapBox) return;
    event.preventDefault();
    const box = mapBox.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 1.25 : 0.8, event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  dragging();
}

function dragging() {
  let last = null;
  let far = 0;
  mapBox.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    last = [event.clientX, event.clientY];
    far = 0;
  });
  mapBox.addEventListener("pointermove", (event) => {
    if (!last) return;
    const [x, y] = [event.clientX - last[0], event.clientY - last[1]];
    far += Math.abs(x) + Math.abs(y);
    if (far < 5) return;
    // Only now is it no click on a place.
    if (!mapBox.hasPointerCapture(event.pointerId)) mapBox.setPointerCapture(event.pointerId);
    last = [event.clientX, event.clientY];
    pan(-x, -y);
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) mapBox.addEventListener(end, () => (last = null));
}

function pan(x, y) {
  view.x += x / view.scale;
  view.y += y / view.scale;
  view.moved = true;
  drawMap();
}

// Zooms around a point of the picture, the middle if none is given.
function zoom(times, atX = view.width / 2, atY = view.height / 2) {
  const scale = Math.max(1, Math.min(4000, view.scale * times));
  const [x, y] = [view.x + (atX - view.width / 2) / view.scale, view.y + (atY - view.height / 2) / view.scale];
  view.x = x - (atX - view.width / 2) / scale;
  view.y = y - (atY - view.height / 2) / scale;
  view.scale = scale;
  view.moved = true;
  drawMap();
}

// The places of the shown events: where, how many of each level, which events.
let spots = [];
function findSpots() {
  const found = new Map();
  // Of each place of the table its spot: there are far fewer places than events.
  const byPlace = tables.places.map((place) => {
    if (!hasSpot(place)) return null;
    const key = `${place[3]} ${place[4]}`;
    if (!found.has(key)) {
      found.set(key, { x: mapX(place[4]), y: mapY(place[3]), levels: [0, 0, 0, 0], names: new Map(), events: [] });
    }
    return [found.get(key), levelOf(place)];
  });
  for (const event of shown) {
    const at = events.place[event] === null ? null : byPlace[events.place[event]];
    if (!at) continue;
    const [spot, level] = at;
    const title = placeOf(event)[0];
    spot.levels[level]++;
    spot.names.set(title, (spot.names.get(title) || 0) + 1);
    spot.events.push(event);
  }
  spots = [...found.values()].filter((spot) => spot.events.length)
    .sort((a, b) => b.events.length - a.events.length || a.x - b.x || a.y - b.y);
  growth = spots.length ? Math.min(1.9, 24 / Math.sqrt(spots[0].events.length)) : 1.9;
}

// Half of the weight lies on each side of it.
function median(values) {
  const sorted = values.sort((a, b) => a[0] - b[0]);
  const all = sorted.reduce((sum, [, weight]) => sum + weight, 0);
  let sum = 0;
  return sorted.find(([, weight]) => (sum += weight) * 2 >= all)[0];
}

// Shows the places where this share of the events is, those nearest to the middle of all first.
function fit(share) {
  const all = spots.reduce((sum, spot) => sum + spot.events.length, 0);
  let [sum, left, right, top, bottom] = [0, Infinity, -Infinity, Infinity, -Infinity];
  const middle = spots.length ? [median(spots.map((spot) => [spot.x, spot.events.length])), median(spots.map((spot) => [spot.y, spot.events.length]))] : [0, 0];
  const far = (spot) => Math.hypot(spot.x - middle[0], spot.y - middle[1]);
  for (const spot of [...spots].sort((a, b) => far(a) - far(b))) {
    if (sum >= all * share) break;
    sum += spot.events.length;
    [left, right] = [Math.min(left, spot.x), Math.max(right, spot.x)];
    [top, bottom] = [Math.min(top, spot.y), Math.max(bottom, spot.y)];
  }
  if (!spots.length) [left, right, top, bottom] = [-170, 170, -75, 60];
  // At least some degrees, so that one town is shown in its country.
  const [wide, high] = [Math.max(5, (right - left) * 1.35), Math.max(4, (bottom - top) * 1.35)];
  view.x = (left + right) / 2;
  view.y = (top + bottom) / 2;
  view.scale = Math.max(1, Math.min(view.width / wide, view.height / high));
  view.moved = false;
  drawMap();
}

function showMap() {
  findSpots();
  sizeMap();
  if (!view.moved) fit(0.9);
  else drawMap();
  const without = shown.filter((event) => !placeOf(event)).length;
  const off = shown.filter((event) => placeOf(event) && !hasSpot(placeOf(event))).length;
  const parts = [];
  if (without) parts.push(`${counted(without, "event")} without a place`);
  if (off) parts.push(`${counted(off, "event")} at places whose position is not known`);
  byId("map-note").replaceChildren(mapKey(), parts.length ? `Not on the map: ${parts.join(", ")}. ` : "",
    "Outlines: Natural Earth, public domain; they take no position on borders.");
}

function sizeMap() {
  view.width = widthOf(byId("map"));
  view.height = Math.round(Math.max(260, Math.min(470, view.width * 0.68)));
  mapBox.setAttribute("width", view.width);
  mapBox.setAttribute("height", view.height);
  mapBox.setAttribute("viewBox", `0 0 ${view.width} ${view.height}`);
}

const drawMap = inNextFrame(() => {
  const toX = (x) => (x - view.x) * view.scale + view.width / 2;
  const toY = (y) => (y - view.y) * view.scale + view.height / 2;
  land.setAttribute("transform", `translate(${toX(0)} ${toY(0)}) scale(${view.scale})`);
  const seen = spots.map((spot) => ({ ...spot, px: toX(spot.x), py: toY(spot.y) }))
    .filter((spot) => spot.px > -40 && spot.px < view.width + 40 && spot.py > -40 && spot.py < view.height + 40);
  const groups = grouped(seen);
  const taken = groups.map((group) => [group.px - group.size, group.py - group.size, group.px + group.size, group.py + group.size]);
  const named = labels(groups, taken);
  const titles = countryNames.map((one) => ({ ...one, px: toX(one.x), py: toY(one.y), wide: one.width * view.scale }))
    .filter((one) => one.px > 30 && one.px < view.width - 30 && one.py > 14 && one.py < view.height - 8 && one.wide > one.title.length * 9)
    .filter((one) => !taken.some(([left, top, right, bottom]) => Math.abs(one.px - (left + right) / 2) < (right - left) / 2 + one.title.length * 4.5 && one.py > top - 2 && one.py < bottom + 12))
    .map((one) => draw("text", { x: one.px, y: one.py, class: "country-name" }, one.title));
  signs.replaceChildren(...titles, ...groups.map(sign), ...named);
});

// Places that would cover each other become one mark. Only places in the same or the next square can.
function grouped(seen) {
  const SQUARE = 64;
  const squares = new Map();
  const groups = [];
  for (const spot of seen) {
    const size = outer(spot.levels);
    const [column, row] = [Math.floor(spot.px / SQUARE), Math.floor(spot.py / SQUARE)];
    let into = null;
    for (let dx = -1; dx <= 1 && !into; dx++) {
      for (let dy = -1; dy <= 1 && !into; dy++) {
        into = (squares.get(`${column + dx} ${row + dy}`) || []).find((other) => {
          const apart = Math.hypot(other.px - spot.px, other.py - spot.py);
          return apart < Math.max(8, 0.75 * Math.max(other.size, size));
        });
      }
    }
    if (into) {
      into.levels = into.levels.map((count, level) => count + spot.levels[level]);
      into.parts.push(spot);
      into.size = outer(into.levels);
      continue;
    }
    const group = { ...spot, size, parts: [spot] };
    groups.push(group);
    const key = `${column} ${row}`;
    if (squares.has(key)) squares.get(key).push(group);
    else squares.set(key, [group]);
  }
  return groups;
}

// The radius of each level's ring: each lies around those that are more exact.
function rings(levels) {
  const found = [];
  let [inner, sum] = [0, 0];
  levels.forEach((count, level) => {
    sum += count;
    if (count) inner = Math.max(radius(sum), inner ? inner + 4 : 0);
    found.push(count ? inner : 0);
  });
  return found;
}
const outer = (levels) => Math.max(...rings(levels));

function groupTitle(group) {
  const names = new Map();
  for (const part of group.parts) for (const [title, count] of part.names) names.set(title, (names.get(title) || 0) + count);
  const sorted = [...names].sort((a, b) => b[1] - a[1]).map(([title]) => title);
  return sorted.length > 1 ? `${sorted[0]} +${sorted.length - 1}` : sorted[0];
}

function sign(group) {
  const count = group.levels.reduce((sum, one) => sum + one);
  const levels = group.levels.map((count, level) => (count ? `${number(count)} ${LEVELS[level].title}` : "")).filter(Boolean).join(", ");
  const title = groupTitle(group);
  const sizes = rings(group.levels);
  const shapes = [];
  for (let level = LEVELS.length - 1; level >= 0; level--) {
    if (group.levels[level]) shapes.push(...shape(LEVELS[level].id, sizes[level], group.px, group.py));
  }
  // A number stands where it has room.
  if (group.size >= 4 + 3.6 * number(count).length && group.size >= 10) shapes.push(draw("text", { x: group.px, y: group.py + 4, class: sizes[0] >= 2 + 3.6 * number(count).length ? "sign-count" : "sign-count loose" }, number(count)));
  const narrow = () => {
    const names = new Set(group.parts.flatMap((part) => [...part.names.keys()]));
    const bit = FACETS.findIndex((facet) => facet.id === "place");
    state.chosen[bit] = names;
    changed(true);
  };
  const made = mark(`${title}: ${counted(count, "event")} (${levels})`, shapes, () => {
    const list = group.parts.flatMap((part) => part.events).sort((a, b) => a - b);
    openSelection(title, list, `Show only ${title}`, narrow);
  });
  // The table of places is the way for the keyboard.
  made.removeAttribute("tabindex");
  made.setAttribute("aria-hidden", "true");
  return made;
}

function shape(level, size, x, y) {
  if (level === "country") {
    const box = { x: x - size, y: y - size, width: 2 * size, height: 2 * size, rx: 3 };
    return [draw("rect", { ...box, class: "sign country" }), draw("rect", { ...box, fill: "url(#map-hatch)" })];
  }
  return [draw("circle", { cx: x, cy: y, r: size, class: `sign ${level}` })];
}

// Names beside the marks, for those with the most events first, where there is room.
function labels(groups, taken) {
  const found = [];
  for (const group of groups.slice(0, 60)) {
    const title = shortened(groupTitle(group), 24);
    const wide = title.length * 6.6 + 4;
    const right = group.px + group.size + 4 + wide < view.width;
    const x = right ? group.px + group.size + 4 : group.px - group.size - 4 - wide;
    const box = [x, group.py - 8, x + wide, group.py + 7];
    const own = taken[groups.indexOf(group)];
    if (taken.some((other) => other !== own && box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
    taken.push(box);
    found.push(draw("text", { x: right ? x : x + wide, y: group.py + 4, class: right ? "place-name" : "place-name end" }, title));
  }
  return found;
}

// What the marks mean.
function mapKey() {
  const item = (level) => make("li", {}, draw("svg", { width: 22, height: 22, "aria-hidden": "true" }, shape(level.id, 8, 11, 11)), level.title);
  return make("ul", { class: "key", "aria-label": "How exactly a place is known" }, LEVELS.map(item));
}

// The table of places, which has what the map shows.
let allPlaces = false;
function showPlaces() {
  const found = new Map();
  for (const event of shown) {
    const key = events.place[event];
    if (found.has(key)) found.get(key).push(event);
    else found.set(key, [event]);
  }
  const sorted = [...found].sort((a, b) => b[1].length - a[1].length || compare(a[0], b[0]));
  const known = sorted.filter(([key]) => key !== null);
  const [few, many] = [9, 300];
  const rows = known.slice(0, allPlaces ? many : few).map(([key, list]) => placeRow(tables.places[key], list));
  if (found.has(null)) rows.push(placeRow(null, found.get(null)));
  const more = known.length > few && button(allPlaces ? "Show fewer" : `Show all ${number(known.length)}`, () => {
    allPlaces = !allPlaces;
    keepingFocus("places", showPlaces);
  }, { class: "quiet more", "data-key": "more" });
  const cut = allPlaces && known.length > many ? make("p", { class: "note" }, `These are the ${many} with the most events; the filter finds the others.`) : "";
  byId("places").replaceChildren(make("table", {}, make("caption", {}, "Places"),
    make("thead", {}, make("tr", {}, ["place", "how exactly", "events"].map((title) => make("th", { scope: "col" }, title)))), make("tbody", {}, rows)), cut, more || "");
}

function placeRow(place, list) {
  const title = place ? place[0] : "no place";
  const show = () => openSelection(title, list, place ? `Show only ${title}` : "Show only events without a place", () => {
    const bit = FACETS.findIndex((facet) => facet.id === "place");
    state.chosen[bit] = new Set([place ? place[0] : null]);
    changed(true);
  });
  const around = place ? [place[1] === title ? null : place[1], place[2] === title ? null : place[2]].filter(Boolean).join(", ") : "";
  return make("tr", {}, make("th", { scope: "row" }, button(name(title), show, { class: "link" }), around ? make("span", { class: "how" }, ` ${around}`) : ""),
    make("td", {}, place ? LEVELS[levelOf(place)].title : "", place && !hasSpot(place) ? make("span", { class: "how" }, " not on the map") : ""), make("td", { class: "count" }, number(list.length)));
}
