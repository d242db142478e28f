// Who speaks: each claimant with how it is said and of whom, so that one sees at a glance whose account this is.

const VOICES = 10;
const MOST_VOICES = 300;
let allVoices = false;

function showVoices() {
  const found = new Map();
  for (const event of shown) {
    const who = claimantOf(event);
    if (who === null) continue;
    if (found.has(who)) found.get(who).push(event);
    else found.set(who, [event]);
  }
  const sorted = [...found].sort((a, b) => b[1].length - a[1].length || compare(a[0], b[0]));
  const rows = sorted.slice(0, allVoices ? MOST_VOICES : VOICES).map(([who, list]) => voiceRow(who, list));
  const more = sorted.length > VOICES && button(allVoices ? "Show fewer" : `Show all ${number(sorted.length)}`, () => {
    allVoices = !allVoices;
    keepingFocus("voices", showVoices);
  }, { class: "quiet more", "data-key": "more" });
  const cut = allVoices && sorted.length > MOST_VOICES ? make("p", { class: "note" }, `These are the ${MOST_VOICES} who are quoted most; the filter finds the others.`) : "";
  if (!rows.length) {
    byId("voices").replaceChildren(make("p", { class: "note" }, "No event that passes the filters names who says so."));
    return;
  }
  byId("voices").replaceChildren(make("table", { class: "voices" },
    make("caption", {}, `${counted(sorted.length, "source")} named; the other events are told by the outlets themselves or by someone not named`),
    make("thead", {}, make("tr", {}, ["who", "events", "how it is said", "what they speak of", "who is said to have done it"].map((title) => make("th", { scope: "col" }, title)))),
    make("tbody", {}, rows)), cut, more || "");
}

// The values that most of a list have, with their counts.
function most(values, few) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || compare(a[0], b[0]));
  const left = sorted.length - few;
  return sorted.slice(0, few).map(([value, count]) => (count > 1 ? `${value} (${number(count)})` : value)).join(", ") + (left > 0 ? ` and ${number(left)} more` : "");
}

function voiceRow(who, list) {
  const bit = FACETS.findIndex((facet) => facet.id === "claimant");
  const show = () => openSelection(who, list, `Show only what ${who} says`, () => {
    state.chosen[bit] = new Set([who]);
    changed(true);
  });
  const stances = report.words.stance.map((stance) => [stance, list.filter((event) => stanceOf(event) === stance).length]).filter(([, count]) => count);
  return make("tr", {}, make("th", { scope: "row" }, button(name(who), show, { class: "link", "data-key": who })), make("td", { class: "count" }, number(list.length)),
    make("td", {}, stances.map(([stance, count]) => [make("span", { class: `tag stance-${stance}` }, count === list.length ? stance : `${stance} ${number(count)}`), " "])),
    make("td", {}, most(list.map((event) => words(kindOf(event))), 3)),
    make("td", {}, name(most(list.flatMap((event) => partiesOf(events.actor, event)), 3))));
}
