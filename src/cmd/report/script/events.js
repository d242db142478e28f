// The events: what their columns say, in words.

const events = report.events;
const total = events.id.length;
const text = (number) => (number === null || number === undefined ? null : tables.texts[number]);

const kindOf = (event) => tables.texts[events.kind[event]];
const stanceOf = (event) => report.words.stance[events.stance[event]];
const realisOf = (event) => report.words.realis[events.realis[event]];
const claimantOf = (event) => text(events.claimant[event]);
const dateOf = (event) => tables.dates[events.date[event]];
const placeOf = (event) => (events.place[event] === null ? null : tables.places[events.place[event]]);
const articleOf = (event) => tables.articles[events.article[event]];
// An article whose outlet is not known stands for it.
const outletOfArticle = (article) => article[1] || article[0];
const outletOf = (event) => outletOfArticle(articleOf(event));
const partiesOf = (column, event) => tables.lists[column[event]].map((party) => tables.parties[party][0]);
const countsOf = (event) => tables.counts[events.counts[event]];
const passageOf = (event) => tables.passages[events.passage[event]][1];

const placePrecision = (place) => report.words.place_precision[place[5]];
const hasSpot = (place) => place[3] !== null;

// A place with what is around it: "Raqqa, Syria".
function placeText(place) {
  const [name, admin1, country] = place;
  return [name, admin1 === name ? null : admin1, country === name ? null : country].filter(Boolean).join(", ");
}

const BOUNDS = { exact: "", at_least: "at least ", up_to: "up to ", about: "about " };
function figureText(count) {
  const [what, value, , , bound, whom, source] = count;
  const said = [`${BOUNDS[report.words.bound[bound]]}${number(value)}`, text(whom), report.words.counted[what]].filter(Boolean).join(" ");
  return text(source) ? `${said}, according to ${text(source)}` : said;
}

// How the passage vouches for it: "attributed to the mayor".
const VOUCHED = { attributed: "said by", alleged: "alleged by", denied: "denied by", confirmed: "confirmed by" };
function voiceText(event) {
  const [stance, claimant] = [stanceOf(event), claimantOf(event)];
  if (stance === "asserted") return claimant ? `said by ${claimant}` : `${outletOf(event)}, in its own voice`;
  return `${VOUCHED[stance]} ${claimant || "someone not named"}`;
}

function headingOf(event) {
  const mode = text(events.mode[event]);
  return capital(words(kindOf(event))) + (mode ? `, ${words(mode)}` : "");
}

// The incidents: in the data each is a list, to be short.
const partyOf = ([party, mentions]) => ({ name: tables.parties[party][0], mentions });
const ROLES = ["whole", "part", "aside"];
function figureOf([value, low, high, bound, said, whom, claimant, outlet, event, role]) {
  return { value, low, high, bound: report.words.bound[bound], words: text(said), whom: text(whom), claimant: text(claimant),
    outlet: text(outlet), event, role: ROLES[role] };
}
function tollOf([what, low, high, open, range, figures]) {
  return { what, low, high, open: open === 1, range: text(range), figures: figures.map(figureOf) };
}
const incidents = report.incidents.map(([id, rule, kinds, realis, place, date, actor, recipient, articles, outlets, tolls, corroboration, contradiction, related, members]) => (
  { id, rule, kinds, realis, place, date, actor, recipient, articles, outlets, tolls, corroboration, contradiction, related, members }));

// Events by the event that they deny, and incidents by the events that they hold.
const deniedBy = new Map();
for (const [denial, denied] of Object.entries(events.denies)) {
  deniedBy.set(denied, [...(deniedBy.get(denied) || []), Number(denial)]);
}
const incidentsOf = new Map();
incidents.forEach((incident, at) => {
  for (const [event] of incident.members) {
    const known = incidentsOf.get(event);
    if (known) known.push(at);
    else incidentsOf.set(event, [at]);
  }
});

// The kinds that have a colour of their own, the most frequent ones; all others share one.
const COLOURED = 7;
const colourOf = new Map(report.totals.kinds.slice(0, COLOURED).map(([kind], at) => [kind, `kind-${at}`]));
const kindColour = (kind) => colourOf.get(kind) || "kind-other";
