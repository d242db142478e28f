// What all parts share: the data, elements, words, days.

// The data. A long one is packed: a browser reads packed text faster than it reads long text.
async function readPage() {
  const element = document.getElementById("data");
  const read = JSON.parse(element.textContent);
  // The text is not needed any more.
  element.textContent = "";
  if (read.packed === undefined) return read;
  if (!("DecompressionStream" in window)) {
    const message = "This browser is too old to unpack the events of this page: open it in one of 2023 or later.";
    document.body.prepend(Object.assign(document.createElement("p"), { className: "remark", textContent: message }));
    throw new Error(message);
  }
  const binary = atob(read.packed);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

const page = await readPage();
const report = page.report;
const tables = report.tables;
const byId = (id) => document.getElementById(id);

function filled(element, attributes, inside) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...inside.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== ""));
  return element;
}

// Texts of articles and packs become text nodes only. An attribute that is a function listens for the event of its name.
const make = (tag, attributes, ...inside) => filled(document.createElement(tag), attributes, inside);
const draw = (tag, attributes, ...inside) =>
  filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, inside);
// A name of any script, which must not turn the words around it.
const name = (text) => make("bdi", {}, text);
const button = (label, click, attributes) => make("button", { type: "button", click, ...attributes }, label);

// A narrow space that does not break divides thousands, as in the head of the page.
const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
// The same for the numbers in a sentence that has no years.
const numbered = (text) => text.replace(/\d{4,}/g, (digits) => number(digits));
const counted = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
// Names of kinds are words joined by underscores.
const words = (text) => text.replaceAll("_", " ");
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const shortened = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}\u2026` : text);
// Numbers compare as such; what is equal keeps its order.
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// Days are counted from 1970-01-01; a calendar date as year, month from 0, day.
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const calendars = new Map();
function calendar(day) {
  let known = calendars.get(day);
  if (!known) {
    const date = new Date(day * 86400000);
    calendars.set(day, (known = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]));
  }
  return known;
}
function dayOf(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return Math.round(date.getTime() / 86400000);
}
function iso(day) {
  return new Date(day * 86400000).toISOString().slice(0, 10);
}
function dayFrom(text) {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?!\d)/.exec(text || "");
  if (!match) return null;
  const day = dayOf(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  // There is no 30 February.
  return iso(day) === match[0] ? day : null;
}
function dayText(day) {
  const [year, month, date] = calendar(day);
  return `${date} ${MONTHS[month]} ${year}`;
}
function spanText(first, last) {
  if (first === last) return dayText(first);
  const [[y0, m0, d0], [y1, m1]] = [calendar(first), calendar(last)];
  if (y0 === y1 && m0 === m1) return `${d0}\u2013${dayText(last)}`;
  if (y0 === y1) return `${d0} ${MONTHS[m0]} \u2013 ${dayText(last)}`;
  return `${dayText(first)} \u2013 ${dayText(last)}`;
}

// A row of the table of dates in words, no more exact than it is known.
function dateText(row) {
  const [first, last, start, , precision, basis] = row;
  const phrase = tables.texts[basis];
  if (first === null) return ["none", "published", "update"].includes(phrase) ? "no date" : `no date (\u201c${phrase}\u201d)`;
  const [year, month] = calendar(first);
  switch (report.words.date_precision[precision]) {
    case "year": return first === last ? `about ${year}` : wholeYears(first, last);
    case "month": return last - first < 31 ? `${MONTHS[month]} ${year}` : spanText(first, last);
    case "hour": case "minute": {
      const clock = start && start.length > 10 ? `, ${start.slice(11, 16)}` : "";
      return spanText(first, last) + clock;
    }
    default: return spanText(first, last);
  }
}
function wholeYears(first, last) {
  const [from, to] = [calendar(first)[0], calendar(last)[0]];
  return from === to ? String(from) : `${from}\u2013${to}`;
}

// Does `work` once in the next frame, however often it is asked for.
function inNextFrame(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      work();
    });
  };
}
// Draws a part anew; a button that had the focus has it again, or the first one, so that the keyboard keeps its place.
function keepingFocus(id, work) {
  const box = byId(id);
  const old = box.contains(document.activeElement) ? document.activeElement : null;
  const keyOf = (one) => one.dataset.key || one.getAttribute("aria-label") || one.textContent;
  const key = old && keyOf(old);
  work();
  if (!old || old.isConnected) return;
  const all = [...box.querySelectorAll("button, [role=button]")];
  const next = all.find((one) => keyOf(one) === key) || all[0] || byId("report");
  next.focus({ preventScroll: true });
}
// The width that an element has for its content, in pixels.
const widthOf = (element) => Math.max(200, Math.floor(element.getBoundingClientRect().width));
