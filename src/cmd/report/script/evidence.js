// The words of an event: its passage in the paragraph, with the evidence and the trigger marked.

// The pieces of a passage: role and text. `around`: how many characters of the paragraph are shown before and after.
function pieces(event, around) {
  const whole = passageOf(event);
  const [start, end, from, to] = events.marks[event];
  const first = Math.max(0, start - around);
  const last = Math.min(whole.length, end + around);
  const cut = [
    ["around", (first > 0 ? "\u2026" : "") + whole.slice(first, start)],
    ["evidence", whole.slice(start, from)],
    ["trigger", whole.slice(from, to)],
    ["evidence", whole.slice(to, end)],
    ["around", whole.slice(end, last) + (last < whole.length ? "\u2026" : "")],
  ];
  return cut.filter(([, piece]) => piece);
}

const pieceElements = (list) =>
  list.map(([role, piece]) => (role === "trigger" ? make("mark", {}, piece) : make("span", { class: role }, piece)));

// The whole paragraph.
const paragraph = (event) =>
  make("blockquote", { class: "passage", dir: "auto" }, pieceElements(pieces(event, Infinity)));

// The words around the trigger, about `most` characters, for lists.
function excerpt(event, most) {
  const whole = passageOf(event);
  const [start, end, from, to] = events.marks[event];
  let first = start;
  let last = end;
  if (end - start > most) {
    const word = Math.min(to - from, most);
    first = Math.max(start, from - Math.floor((most - word) / 2));
    last = Math.min(end, Math.max(first + most, from + word));
    const space = whole.indexOf(" ", first);
    if (first > start && space > first && space < from) first = space + 1;
  }
  const end1 = Math.min(to, last);
  return make("span", { class: "excerpt", dir: "auto" }, pieceElements([
    ["evidence", (first > start ? "\u2026" : "") + whole.slice(first, Math.max(first, from))],
    ["trigger", whole.slice(from, end1)],
    ["evidence", whole.slice(end1, last) + (last < end ? "\u2026" : "")],
  ].filter(([, piece]) => piece)));
}

// A quotation that opens its event.
function quotation(event, most) {
  return button(excerpt(event, most), () => openEvent(event), { class: "quote", title: "Read it in its paragraph" });
}

function sourceText(event) {
  const [id, outlet, title, published] = articleOf(event);
  const day = dayFrom(published);
  return [outlet, title, day === null ? published : dayText(day), id].filter(Boolean).join(" \u00b7 ");
}

const stanceTag = (event) => make("span", { class: `tag stance-${stanceOf(event)}` }, stanceOf(event));
const realisTag = (event) =>
  ["actual", "ongoing"].includes(realisOf(event)) ? "" : make("span", { class: "tag" }, realisOf(event));
const kindTag = (event) =>
  make("span", { class: "kind-name" }, make("span", { class: `swatch ${kindColour(kindOf(event))}`, "aria-hidden": "true" }), headingOf(event));

// Where its place was read, if not in the passage itself.
const BASES = {
  paragraph: "named earlier in the paragraph",
  title: "named in the headline",
  dateline: "named in the dateline",
  article: "named elsewhere in the article",
};
const PRECISIONS = {
  site: "a building or site", town: "a town", area: "in or near it", region: "a region", country: "only the country is known",
  unknown: "it is not known how exactly",
};

// All that the record has of an event: name, value, and a remark on how it is known.
function attributesOf(event) {
  const place = placeOf(event);
  const [date, phrase] = [dateOf(event), tables.texts[dateOf(event)[5]]];
  const based = { published: "by the day of publication", update: "by the stamp of its update", none: "" };
  const dateBasis = phrase in based ? based[phrase] : `\u201c${phrase}\u201d`;
  const basis = events.place_basis[event] === null ? null : BASES[report.words.place_basis[events.place_basis[event]]];
  const via = events.via[event];
  const cue = [text(events.cue[event]), via && `cited by ${via.join(", cited by ")}`].filter(Boolean).join("; ");
  const vouched = text(events.stance_cue[event]);
  const codes = tables.codes[events.codes[event]];
  const extra = Object.entries(events.extra[event] || {});
  return [
    ["when", dateText(date), date[0] === null ? "" : dateBasis],
    ["where", place ? placeText(place) : "not known", place ? [`\u201c${text(events.place_text[event])}\u201d`, PRECISIONS[placePrecision(place)], basis].filter(Boolean).join("; ") : ""],
    ["who did it", partiesOf(events.actor, event).join(", ") || "not known", ""],
    ["to whom", partiesOf(events.recipient, event).join(", ") || "not known", ""],
    ["how many", countsOf(event).map(figureText).join("; "), ""],
    ["who says so", claimantOf(event) || (stanceOf(event) === "asserted" ? "the outlet itself" : "someone not named"), cue ? `\u201c${cue}\u201d` : ""],
    ["how it is said", stanceOf(event), vouched && vouched !== cue ? `\u201c${vouched}\u201d` : ""],
    ["whether it happened", realisOf(event), ""],
    ...["PLOVER", "ACLED", "CAMEO"].map((book, at) => [book, codes[at] || "", ""]),
    ...extra.map(([key, value]) => [words(key), typeof value === "string" ? value : JSON.stringify(value), ""]),
    ["rule", tables.texts[events.rule[event]], ""],
    ["event", events.id[event], `article ${articleOf(event)[0]}, sentence ${events.sentence[event]}`],
  ].filter(([, value]) => value);
}
