//! What is marked in an article: of each event the trigger, and the words that name its parties and claimant.

use crate::event::{Event, Party};
use crate::sink::Loss;
use crate::text::{Article, Span};

/// What words in a text are to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartRole {
    /// They name who did it.
    Actor,
    /// They name to whom.
    Recipient,
    /// They name who says so.
    Claimant,
}

impl PartRole {
    /// All roles.
    pub const ALL: [PartRole; 3] = [PartRole::Actor, PartRole::Recipient, PartRole::Claimant];

    /// Its name: of the attribute in the record.
    pub fn name(self) -> &'static str {
        match self {
            PartRole::Actor => "actor",
            PartRole::Recipient => "recipient",
            PartRole::Claimant => "claimant",
        }
    }

    /// Its name as a label, which no kind has, since kinds are written small.
    pub fn label(self) -> &'static str {
        match self {
            PartRole::Actor => "Actor",
            PartRole::Recipient => "Recipient",
            PartRole::Claimant => "Claimant",
        }
    }

    /// The role of a name or label.
    pub fn of(name: &str) -> Option<PartRole> {
        PartRole::ALL.into_iter().find(|role| name == role.name() || name == role.label())
    }
}

/// An article with its events.
pub struct TaskArticle<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its events, in text order.
    pub events: &'a [Event],
}

/// A marked event.
pub struct EventMark<'a> {
    /// The event.
    pub event: &'a Event,
    /// The words of its trigger, in bytes.
    pub span: Span,
    /// Its parties and claimant, as far as the text names them.
    pub parts: Vec<PartMark>,
}

/// The marked words of a party or claimant.
pub struct PartMark {
    /// What they are to the event.
    pub role: PartRole,
    /// Of an actor or recipient which one, from 1.
    pub number: usize,
    /// The words, in bytes.
    pub span: Span,
}

impl PartMark {
    /// The id of the mark, from that of its event.
    pub fn id(&self, event: &str) -> String {
        part_id(event, self.role, self.number)
    }
}

/// What annotators are told of an event beside its marks: place, date and counts, in words.
pub fn note(event: &Event) -> String {
    let mut words = Vec::new();
    words.extend(event.place.iter().map(|place| format!("place: {}", place.text)));
    if let Some(start) = event.date.start {
        let end = event.date.end.filter(|end| *end != start);
        let to = end.map_or_else(String::new, |end| format!(" to {end}"));
        words.push(format!("date: {start}{to}"));
    }
    words.extend(event.counts.iter().map(ToString::to_string));
    // Notes are one line.
    words.join("; ").replace(|c: char| c.is_control(), " ")
}

/// The id of the mark of a part.
pub fn part_id(event: &str, role: PartRole, number: usize) -> String {
    format!("{event}.{}.{number}", role.name())
}

/// The parts of an event that have a position: role, number, span.
pub fn positions(event: &Event) -> Vec<PartMark> {
    let of_parties = |role: PartRole, parties: &[Party]| {
        let each = parties.iter().enumerate();
        let positions = each.filter_map(|(at, party)| {
            let span = Span { start: party.start?, end: party.end? };
            Some(PartMark { role, number: at + 1, span })
        });
        positions.collect::<Vec<_>>()
    };
    let mut parts = of_parties(PartRole::Actor, &event.actor);
    parts.extend(of_parties(PartRole::Recipient, &event.recipient));
    parts.extend(event.claimant.as_ref().map(|claimant| {
        let span = Span { start: claimant.start, end: claimant.end };
        PartMark { role: PartRole::Claimant, number: 1, span }
    }));
    parts
}

impl TaskArticle<'_> {
    /// The words of a span.
    pub fn words(&self, span: Span) -> &str {
        span.cut(&self.article.text)
    }

    /// The events that can be marked; counts the others, and the parts that no words of the text name, in `loss`.
    pub fn marks(&self, loss: &mut Loss) -> Vec<EventMark<'_>> {
        let text = &self.article.text;
        let has = |span: Span| {
            span.start < span.end && text.get(span.start as usize..span.end as usize).is_some()
        };
        let mut marks = Vec::new();
        for event in self.events {
            let span = Span { start: event.trigger.start, end: event.trigger.end };
            if !has(span) {
                loss.left_out("its trigger has no words in the text", &event.id);
                continue;
            }
            let mut parts = positions(event);
            parts.retain(|part| has(part.span));
            let named = event.actor.len() + event.recipient.len() + event.claimant.iter().count();
            let how = "not marked: the rule names them, and no words of the text do";
            loss.field("actor, recipient, claimant", how, named - parts.len());
            loss.written();
            marks.push(EventMark { event, span, parts });
        }
        marks
    }
}
