//! Incidents for the page: as `incident` wrote them, with events, places and dates by number.

use super::table::{Tables, word};
use crate::event::{Bound, Counted};
use crate::incident::{
    Contradiction, Corroboration, Figure, Incident, IncidentParty, IncidentRealis, Member, Toll,
};
use serde::Serialize;
use std::collections::HashMap;

/// An incident, as a list. Numbers are of rows of [`Tables`], or of events.
#[derive(Clone, Debug, Serialize)]
pub struct Occurrence(
    /// Its id.
    pub String,
    /// The incident rule: a text.
    pub u32,
    /// Kinds of its mentions: texts.
    pub Vec<u32>,
    /// Whether it happened, as reported.
    pub IncidentRealis,
    /// Where: a place.
    pub Option<u32>,
    /// When: a date.
    pub u32,
    /// Who did it: parties, and how many mentions name them.
    pub Vec<(u32, u32)>,
    /// To whom, likewise.
    pub Vec<(u32, u32)>,
    /// How many articles report it.
    pub u32,
    /// The outlets that do: texts.
    pub Vec<u32>,
    /// The figures and their range.
    pub Vec<TollRow>,
    /// What independent voices agree on.
    pub Vec<Corroboration>,
    /// Where voices contradict each other.
    pub Vec<Contradiction>,
    /// Incidents of other rules that share a mention, by number.
    pub Vec<u32>,
    /// The mentions.
    pub Vec<MemberRow>,
);

/// A mention: event, role, the event it was joined to, why (texts).
pub type MemberRow = (u32, u32, Option<u32>, Vec<u32>);

/// The figures of one sort: what they count, low, high, open (`1`) or not, the range in words (a text), the figures.
pub type TollRow = (Counted, u64, u64, u8, u32, Vec<FigureRow>);

/// One figure: value, low, high, bound, in words (a text), of whom, who gives it (`null` where it is the outlet itself),
/// the outlet (or the article where that is not known), the event, `0` for a whole figure, `1` for a part of others, `2`
/// for one set aside.
pub type FigureRow =
    (u64, u64, Option<u64>, u32, u32, Option<u32>, Option<u32>, u32, Option<u32>, u8);

/// All incidents. `numbers` has the number of each event's id.
pub fn all(
    incidents: &[Incident],
    numbers: &HashMap<&str, u32>,
    tables: &mut Tables,
) -> Vec<Occurrence> {
    let ids: HashMap<&str, u32> =
        incidents.iter().zip(0u32..).map(|(one, number)| (one.id.as_str(), number)).collect();
    let mut writer = OccurrenceWriter { ids, numbers, tables };
    incidents.iter().map(|one| writer.occurrence(one)).collect()
}

struct OccurrenceWriter<'a> {
    /// The number of each incident's id.
    ids: HashMap<&'a str, u32>,
    numbers: &'a HashMap<&'a str, u32>,
    tables: &'a mut Tables,
}

impl OccurrenceWriter<'_> {
    fn occurrence(&mut self, one: &Incident) -> Occurrence {
        Occurrence(
            one.id.clone(),
            self.tables.text(&one.rule),
            one.kinds.iter().map(|kind| self.tables.text(kind)).collect(),
            one.realis,
            one.place.as_ref().map(|place| self.tables.place(place)),
            self.tables.date(&one.date),
            self.parties(&one.actor),
            self.parties(&one.recipient),
            one.articles,
            one.outlets.iter().map(|outlet| self.tables.text(outlet)).collect(),
            one.tolls.iter().map(|toll| self.toll(toll)).collect(),
            one.corroboration.clone(),
            one.contradiction.clone(),
            one.related.iter().filter_map(|id| self.ids.get(id.as_str()).copied()).collect(),
            one.members.iter().filter_map(|member| self.member(member)).collect(),
        )
    }

    fn parties(&mut self, parties: &[IncidentParty]) -> Vec<(u32, u32)> {
        let number = |party: &IncidentParty| {
            let row = (party.name.clone(), party.code.clone());
            (self.tables.parties.number(row), party.mentions)
        };
        parties.iter().map(number).collect()
    }

    fn event(&self, id: &str) -> Option<u32> {
        self.numbers.get(id).copied()
    }

    fn member(&mut self, member: &Member) -> Option<MemberRow> {
        let why = member.why.iter().map(|why| self.tables.text(why)).collect();
        let role = self.tables.text(member.role);
        let with = member.with.as_deref().and_then(|id| self.event(id));
        Some((self.event(&member.event)?, role, with, why))
    }

    fn toll(&mut self, toll: &Toll) -> TollRow {
        let range = self.tables.text(&toll.range());
        let figures = toll.figures.iter().map(|figure| self.figure(figure)).collect();
        (toll.what, toll.low, toll.high, u8::from(toll.open), range, figures)
    }

    fn figure(&mut self, figure: &Figure) -> FigureRow {
        let tables = &mut *self.tables;
        let role = match (figure.part, figure.aside) {
            (_, true) => 2,
            (true, false) => 1,
            (false, false) => 0,
        };
        (
            figure.value,
            figure.low,
            figure.high,
            word(Bound::NAMES, &figure.bound),
            tables.text(&figure.in_words()),
            tables.optional(figure.whom.as_deref()),
            tables.optional(figure.claimant.as_deref()),
            tables.text(&figure.outlet),
            self.event(&figure.event),
            role,
        )
    }
}
