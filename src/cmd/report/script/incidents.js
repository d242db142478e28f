// Incidents: when and where, the figures of each side, who says it happened and who denies it, and every event that
// tells of it.

const AT_ONCE = 8;
let incidentsBuilt = AT_ONCE;
let incidentsOrdered = [];

function incidentTitle(incident) {
  const place = incident.place === null ? null : tables.places[incident.place];
  const date = tables.dates[incident.date];
  const where = place ? `${place[5] === report.words.place_precision.indexOf("area") ? "in or near" : "in"} ${place[0]}` : "";
  const when = date[0] === null ? "date not known" : dateText(date);
  return `${[capital(words(tables.texts[incident.rule])), where].filter(Boolean).join(" ")}, ${when}`;
}

// The highest figure of dead; a toll begins with what it counts, low, high.
const deadOf = (incident) => {
  const toll = incident.tolls.find(([what]) => what === "killed");
  return toll ? toll[2] : -1;
};
const dayOfIncident = (incident) => {
  const first = tables.dates[incident.date][0];
  return first === null ? Infinity : first;
};
// Where voices disagree most comes first, then where most is told.
const ORDERS = {
  disputed: (a, b) => b.contradiction.length - a.contradiction.length || deadOf(b) - deadOf(a) || b.members.length - a.members.length,
  date: (a, b) => compare(dayOfIncident(a), dayOfIncident(b)),
  toll: (a, b) => deadOf(b) - deadOf(a),
  mentions: (a, b) => b.members.length - a.members.length,
};

function showIncidents() {
  const order = ORDERS[byId("incident-order").value];
  incidentsOrdered = [...shownIncidents].sort((a, b) => order(incidents[a], incidents[b]) || a - b);
  incidentsBuilt = AT_ONCE;
  byId("incidents").replaceChildren();
  buildIncidents(0);
}

function buildIncidents(from) {
  const next = incidentsOrdered.slice(from, incidentsBuilt);
  byId("incidents").append(...next.map(incidentView));
  if (!incidentsOrdered.length) {
    byId("incidents").replaceChildren(make("p", { class: "note" }, incidents.length
      ? "No incident holds an event that passes the filters." : "The rules of the packs join no incident from these events."));
  }
  const left = incidentsOrdered.length - incidentsBuilt;
  byId("more-incidents").hidden = left <= 0;
  byId("more-incidents").textContent = `Show ${number(Math.min(left, 4 * AT_ONCE))} more of ${counted(incidentsOrdered.length, "incident")}`;
}

function moreIncidents() {
  const from = incidentsBuilt;
  incidentsBuilt += 4 * AT_ONCE;
  buildIncidents(from);
  const first = byId("incidents").children[from];
  if (first) first.focus();
}

// Shows an incident in the list, though the filters hide it.
function goToIncident(at) {
  let place = incidentsOrdered.indexOf(at);
  if (place < 0) {
    incidentsOrdered.unshift(at);
    place = 0;
    byId("incidents").prepend(incidentView(at));
  }
  while (place >= incidentsBuilt) {
    const from = incidentsBuilt;
    incidentsBuilt += 4 * AT_ONCE;
    buildIncidents(from);
  }
  if (innerWidth < 1100) closePanel();
  const card = byId(`incident-${at}`);
  card.scrollIntoView({ block: "start" });
  card.focus({ preventScroll: true });
}

function incidentView(at) {
  const incident = incidents[at];
  const heading = `incident-title-${at}`;
  const card = make("article", { class: "incident", id: `incident-${at}`, tabindex: "-1", "aria-labelledby": heading },
    make("h3", { id: heading }, name(incidentTitle(incident))), incidentFacts(incident),
    incident.tolls.map(tollOf).map(tollView), incident.contradiction.filter((one) => !isToll(one.about)).map(dispute),
    agreement(incident), memberView(incident));
  return card;
}

const isToll = (about) => about in COUNTED;
const list = (names, most = 6) => {
  const left = names.length - most;
  return names.slice(0, most).join(", ") + (left > 0 ? ` and ${left} more` : "");
};

function incidentFacts(incident) {
  const tags = [];
  if (incident.realis === "planned") tags.push(make("span", { class: "tag" }, "planned or possible"));
  if (incident.realis === "background") tags.push(make("span", { class: "tag" }, "background"));
  const about = incident.contradiction.map((one) => (one.about === "act" ? "whether it happened" : one.about === "actor" ? "who did it" : `how many were ${COUNTED[one.about] || one.about}`));
  if (about.length) tags.push(make("span", { class: "tag disputed" }, `disputed: ${about.join(", ")}`));
  const parties = (title, parties) => (parties.length ? [make("dt", {}, title), make("dd", {}, name(list(parties.map((party) => party.name))))] : []);
  const outlets = incident.outlets.length ? ` (${list(incident.outlets.map(text))})` : "";
  return [
    tags.length ? make("p", { class: "tags" }, tags) : "",
    make("dl", { class: "facts" }, parties("By", incident.actor.map(partyOf)), parties("Against", incident.recipient.map(partyOf)),
      make("dt", {}, "Told in"), make("dd", {}, `${counted(incident.members.length, "event")} from ${counted(incident.articles, "article")}`, name(outlets))),
  ];
}

// Who says what: the sides of a contradiction that is not about a figure.
function dispute(one) {
  const title = one.about === "act" ? "Whether it happened" : "Who did it";
  const side = (statement) => make("div", { class: "side" }, make("b", {}, name(numbered(capital(statement.says)))),
    make("p", {}, name(list([...statement.claimants])), statement.claimants.length ? make("span", { class: "how" }, ` in ${list([...statement.outlets])}`) : name(list([...statement.outlets]))));
  return make("div", { class: "dispute" }, make("h4", {}, title), make("div", { class: "sides" }, one.sides.map(side)));
}

function agreement(incident) {
  const lines = incident.corroboration.map((one) => make("li", {}, `${numbered(capital(one.says))}: ${counted(one.voices, "independent voice")} `,
    make("span", { class: "how" }, name(list([...one.claimants, ...(one.claimants.length ? [] : one.outlets)])))));
  return lines.length ? make("div", { class: "agreement" }, make("h4", {}, "What several say"), make("ul", { class: "plain" }, lines)) : "";
}

// Each event of the incident: who says what of whom, in which words. Built when it is opened.
function memberView(incident) {
  const box = make("details", { class: "members" }, make("summary", {}, `Who says what: ${counted(incident.members.length, "event")}`));
  box.addEventListener("toggle", () => {
    if (box.open && box.children.length === 1) box.append(memberTable(incident));
  });
  if (incident.members.length <= 2 && !incident.tolls.length) box.open = true;
  return box;
}

// How many events of an incident its table has; the panel has all.
const MEMBERS = 100;
function memberTable(incident) {
  const left = incident.members.length - MEMBERS;
  const all = () => openSelection(incidentTitle(incident), incident.members.map(([event]) => event));
  const more = left > 0 ? make("tr", {}, make("td", { colspan: "3" }, button(`Show all ${number(incident.members.length)} events`, all, { class: "link" }))) : "";
  const row = ([event, role, , why]) => make("tr", {},
    make("th", { scope: "row" }, name(claimantOf(event) || outletOf(event)), make("span", { class: "how" }, " ", stanceOf(event))),
    make("td", {}, kindTag(event), " ", realisTag(event), whom(event), text(role) === "denial" ? make("span", { class: "tag disputed" }, "denial") : ""),
    make("td", { class: "words" }, quotation(event, 200), why.length ? make("span", { class: "how why" }, `joined by: ${why.map(text).join(", ")}`) : ""));
  return make("table", { class: "member-table" }, make("caption", { class: "hidden" }, "The events of this incident"),
    make("thead", {}, make("tr", {}, ["who says so", "what", "in these words"].map((title) => make("th", { scope: "col" }, title)))),
    make("tbody", {}, incident.members.slice(0, MEMBERS).map(row), more));
}

function whom(event) {
  const [by, to] = [partiesOf(events.actor, event), partiesOf(events.recipient, event)];
  const parts = [by.length ? `by ${list(by, 3)}` : "", to.length ? `against ${list(to, 3)}` : ""].filter(Boolean).join(", ");
  return parts ? make("span", { class: "how" }, " ", name(parts)) : "";
}
