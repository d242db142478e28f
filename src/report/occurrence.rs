//! Incidents for the page: as `incident` wrote them, with events, places and dates by number.

use super::table::Tables;
use crate::event::Counted;
use crate::incident::{
    Contradiction, Corroboration, Figure, Incident, IncidentParty, IncidentRealis, Member, Toll,
};
use serde::Serialize;
use std::collections::HashMap;

/// An incident. Numbers are of rows of [`Tables`] or of events.
#[derive(Clone, Debug, Serialize)]
pub struct Occurrence {
    /// Its id.
    pub id: String,
    /// The incident rule: a text.
    pub rule: u32,
    /// Kinds of its mentions: texts.
    pub kinds: Vec<u32>,
    /// Whether it happened, as reported.
    pub realis: IncidentRealis,
    /// Where: a place.
    pub place: Option<u32>,
    /// When: a date.
    pub date: u32,
    /// Who did it.
    pub actor: Vec<IncidentParty>,
    /// To whom.
    pub recipient: Vec<IncidentParty>,
    /// How many articles report it.
    pub articles: u32,
    /// The outlets that do.
    pub outlets: Vec<String>,
    /// The figures and their range.
    pub tolls: Vec<TollRow>,
    /// What independent voices agree on.
    pub corroboration: Vec<Corroboration>,
    /// Where voices contradict each other.
    pub contradiction: Vec<Contradiction>,
    /// Incidents of other rules that share a mention, by number.
    pub related: Vec<u32>,
    /// The mentions: event, role, the event it was joined to, why.
    pub members: Vec<(u32, &'static str, Option<u32>, Vec<String>)>,
}

/// The figures of one sort.
#[derive(Clone, Debug, Serialize)]
pub struct TollRow {
    what: Counted,
    low: u64,
    high: u64,
    open: bool,
    /// In words: "20–43", "20 or more".
    range: String,
    figures: Vec<FigureRow>,
}

/// One figure.
#[derive(Clone, Debug, Serialize)]
pub struct FigureRow {
    value: u64,
    low: u64,
    high: Option<u64>,
    /// In words: "at least 20".
    words: String,
    whom: Option<String>,
    /// Who gives it; `null` where it is the outlet itself.
    claimant: Option<String>,
    /// The outlet, or the article where the outlet is not known.
    outlet: String,
    /// The event that has it.
    event: Option<u32>,
    /// `whole`, `part` (counts some of the others) or `aside` (probably not of this occurrence).
    role: &'static str,
}

/// All incidents. `numbers` has the number of each event's id.
pub fn all(
    incidents: &[Incident],
    numbers: &HashMap<&str, u32>,
    tables: &mut Tables,
) -> Vec<Occurrence> {
    let ids: HashMap<&str, u32> =
        incidents.iter().zip(0u32..).map(|(one, number)| (one.id.as_str(), number)).collect();
    let occurrence = |one: &Incident| Occurrence {
        id: one.id.clone(),
        rule: tables.text(&one.rule),
        kinds: one.kinds.iter().map(|kind| tables.text(kind)).collect(),
        realis: one.realis,
        place: one.place.as_ref().map(|place| tables.place(place)),
        date: tables.date(&one.date),
        actor: one.actor.clone(),
        recipient: one.recipient.clone(),
        articles: one.articles,
        outlets: one.outlets.clone(),
        tolls: one.tolls.iter().map(|toll| toll_row(toll, numbers)).collect(),
        corroboration: one.corroboration.clone(),
        contradiction: one.contradiction.clone(),
        related: one.related.iter().filter_map(|id| ids.get(id.as_str()).copied()).collect(),
        members: one.members.iter().filter_map(|member| member_row(member, numbers)).collect(),
    };
    incidents.iter().map(occurrence).collect()
}

fn member_row(
    member: &Member,
    numbers: &HashMap<&str, u32>,
) -> Option<(u32, &'static str, Option<u32>, Vec<String>)> {
    let number = |id: &str| numbers.get(id).copied();
    let with = member.with.as_deref().and_then(number);
    Some((number(&member.event)?, member.role, with, member.why.clone()))
}

fn toll_row(toll: &Toll, numbers: &HashMap<&str, u32>) -> TollRow {
    let Toll { what, low, high, open, .. } = *toll;
    let figures = toll.figures.iter().map(|figure| figure_row(figure, numbers)).collect();
    TollRow { what, low, high, open, range: toll.range(), figures }
}

fn figure_row(figure: &Figure, numbers: &HashMap<&str, u32>) -> FigureRow {
    FigureRow {
        value: figure.value,
        low: figure.low,
        high: figure.high,
        words: figure.in_words(),
        whom: figure.whom.clone(),
        claimant: figure.claimant.clone(),
        outlet: figure.outlet.clone(),
        event: numbers.get(figure.event.as_str()).copied(),
        role: match (figure.part, figure.aside) {
            (_, true) => "aside",
            (true, false) => "part",
            (false, false) => "whole",
        },
    }
}
