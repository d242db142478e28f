// Country outlines for the map: read from the data, projected once. The map's plane has a degree of longitude as its unit;
// north is up, so y grows southwards.

const UNIT = 100; // steps in a degree, as tools/world.mjs writes them
const mapX = (lon) => lon;
function mapY(lat) {
  const most = Math.max(-84, Math.min(84, lat));
  return (-180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (most * Math.PI) / 360));
}

// The numbers of a line: groups of five bits, the lowest first; what is odd is negative.
function numbersOf(written) {
  const found = [];
  let [value, bits] = [0, 0];
  for (let at = 0; at < written.length; at++) {
    const group = written.charCodeAt(at) - 63;
    value |= (group & 31) << bits;
    bits += 5;
    if (group & 32) continue;
    found.push(value & 1 ? -((value + 1) >> 1) : value >> 1);
    [value, bits] = [0, 0];
  }
  return found;
}

// Of each country its name, its outline as a path, and the place for its name: middle and width of its largest part.
function outlines() {
  const lines = page.world.arcs.map((written) => {
    const steps = numbersOf(written);
    const points = [];
    let [x, y] = [0, 0];
    for (let at = 0; at < steps.length; at += 2) {
      [x, y] = [x + steps[at], y + steps[at + 1]];
      points.push([mapX(x / UNIT), mapY(y / UNIT)]);
    }
    return points;
  });
  const ring = (arcs) => unwound(arcs.flatMap((at, place) => {
    const points = at < 0 ? [...lines[~at]].reverse() : lines[at];
    return place ? points.slice(1) : points;
  }));
  return page.world.countries.map(([title, polygons]) => {
    let path = "";
    let largest = { area: 0, x: 0, y: 0, width: 0 };
    for (const rings of polygons) {
      rings.forEach((arcs, place) => {
        const points = ring(arcs);
        // What crosses the edge of the map is drawn at both ends.
        const turns = [0, ...(points.some(([x]) => x > 180.01) ? [-360] : []), ...(points.some(([x]) => x < -180.01) ? [360] : [])];
        for (const turn of turns) path += `M${points.map(([x, y]) => `${(x + turn).toFixed(3)},${y.toFixed(3)}`).join("L")}Z`;
        if (place === 0) {
          const middle = middleOf(points);
          if (middle.area > largest.area) largest = middle;
        }
      });
    }
    return { title, path, ...largest };
  });
}

// A ring without jumps from one edge of the map to the other: it goes on beyond the edge.
function unwound(points) {
  let turn = 0;
  return points.map(([x, y], at) => {
    const step = at ? x - points[at - 1][0] : 0;
    if (step > 180) turn -= 360;
    if (step < -180) turn += 360;
    return [x + turn, y];
  });
}

// The middle of an area, its size, and how wide it is.
function middleOf(points) {
  let [area, x, y, left, right] = [0, 0, 0, Infinity, -Infinity];
  points.forEach(([x0, y0], at) => {
    const [x1, y1] = points[(at + 1) % points.length];
    const cross = x0 * y1 - x1 * y0;
    area += cross / 2;
    x += ((x0 + x1) * cross) / 6;
    y += ((y0 + y1) * cross) / 6;
    left = Math.min(left, x0);
    right = Math.max(right, x0);
  });
  return area ? { area: Math.abs(area), x: x / area, y: y / area, width: right - left } : { area: 0, x: 0, y: 0, width: 0 };
}
