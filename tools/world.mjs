// Makes src/cmd/report/world.json: country outlines for the map of `dateline report`.
//
//   npm install world-atlas@2.0.2
//   node tools/world.mjs node_modules/world-atlas/countries-50m.json src/cmd/report/world.json
//
// The outlines are Natural Earth's, which are in the public domain; world-atlas packs them as TopoJSON. This script
// drops islets and points that a map of a war does not need, and rounds to a hundredth of a degree, about a kilometre.
// The file it writes:
//   source     where the outlines are from
//   arcs       lines; each is first longitude and latitude, then differences, in hundredths of a degree, as text: a number n
//              is 2n, or -2n - 1 where it is negative, in groups of five bits, the lowest first; a group is the character
//              63 + group, and 32 more where another group follows
//   countries  [name, polygons]; a polygon is a list of rings, a ring a list of arcs; ~n is arc n backwards
import { readFileSync, writeFileSync } from "node:fs";

const [from, to] = process.argv.slice(2);
if (!to) {
  console.error("usage: node world.mjs countries-50m.json world.json");
  process.exit(2);
}

const UNIT = 100; // steps in a degree
const TOLERANCE = 0.012; // degrees that a dropped point may lie off the line
const LEAST = 0.02; // square degrees of the smallest ring that is kept, unless it is a country's largest

const atlas = JSON.parse(readFileSync(from, "utf8"));
const { scale, translate } = atlas.transform;

// The lines in degrees.
const lines = atlas.arcs.map((arc) => {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    [x, y] = [x + dx, y + dy];
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
});

const line = (at) => (at < 0 ? [...lines[~at]].reverse() : lines[at]);
const ring = (arcs) => arcs.flatMap((at, number) => line(at).slice(number ? 1 : 0));

// The area of a ring in square degrees, those of the equator.
function area(points) {
  let sum = 0;
  for (let at = 0; at < points.length; at++) {
    const [[x0, y0], [x1, y1]] = [points[at], points[(at + 1) % points.length]];
    sum += (x1 - x0) * (y0 + y1) / 2;
  }
  return Math.abs(sum) * Math.cos((points[0][1] * Math.PI) / 180);
}

// Douglas and Peucker: keeps the ends, and the point farthest from their line if it is far enough, and so on.
function simplified(points) {
  const kept = new Set([0, points.length - 1]);
  const open = [[0, points.length - 1]];
  // A ring has one end: its farthest point is kept, so that it stays an area.
  while (open.length) {
    const [first, last] = open.pop();
    const [[x0, y0], [x1, y1]] = [points[first], points[last]];
    const length = Math.hypot(x1 - x0, y1 - y0);
    let [most, at] = [-1, 0];
    for (let i = first + 1; i < last; i++) {
      const [x, y] = points[i];
      const off = length
        ? Math.abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length
        : Math.hypot(x - x0, y - y0);
      if (off > most) [most, at] = [off, i];
    }
    if (most > TOLERANCE) {
      kept.add(at);
      open.push([first, at], [at, last]);
    }
  }
  return points.filter((_, at) => kept.has(at));
}

const polygonsOf = (shape) => (shape.type === "Polygon" ? [shape.arcs] : shape.arcs || []);
// Antarctica has no place on a map whose north is up and whose edges are cut off before the poles.
const countries = atlas.objects.countries.geometries
  .filter((shape) => shape.properties.name !== "Antarctica")
  .map((shape) => {
    const polygons = polygonsOf(shape).map((rings) => ({ rings, area: area(ring(rings[0])) }));
    const largest = Math.max(...polygons.map((one) => one.area));
    const kept = polygons.filter((one) => one.area >= LEAST || one.area === largest);
    return [shape.properties.name, kept.map((one) => one.rings)];
  })
  .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

// Only the arcs in use, renumbered in the order of their use.
const numbers = new Map();
const arcs = [];
let count = 0;
function written(value) {
  let [rest, text] = [value < 0 ? -2 * value - 1 : 2 * value, ""];
  for (; rest >= 32; rest >>= 5) text += String.fromCharCode(63 + 32 + (rest & 31));
  return text + String.fromCharCode(63 + rest);
}
function renumbered(at) {
  const old = at < 0 ? ~at : at;
  if (!numbers.has(old)) {
    numbers.set(old, arcs.length);
    const points = simplified(lines[old]).map((point) => point.map((degrees) => Math.round(degrees * UNIT)));
    const steps = points.map(([x, y], i) => (i ? [x - points[i - 1][0], y - points[i - 1][1]] : [x, y]));
    count += steps.length;
    arcs.push(steps.flat().map(written).join(""));
  }
  const number = numbers.get(old);
  return at < 0 ? ~number : number;
}
const all = countries.map(([name, polygons]) => [
  name,
  polygons.map((rings) => rings.map((arcs) => arcs.map(renumbered))),
]);

const lineOf = (value) => JSON.stringify(value);
writeFileSync(
  to,
  `{"source":"Natural Earth 1:50m, public domain; from world-atlas 2.0.2",\n"arcs":[\n${arcs.map(lineOf).join(",\n")}\n],"countries":[\n${all.map(lineOf).join(",\n")}\n]}\n`,
);
console.log(`${countries.length} countries, ${arcs.length} arcs, ${count} points`);
