//! Compares what annotators left of an article's marks with the events that were given out, and makes gold of it: an
//! event whose mark is still there is right, with the attributes that the annotator left; one whose mark is gone is
//! wrong; a mark of no event is an event that no rule found.

use super::mark::{PartRole, positions};
use super::reading::{Returned, ReturnedEvent, ReturnedPart};
use crate::check::gold::{GoldMention, Verdict};
use crate::event::{ArticleRef, Event, Party};
use crate::text::layout::{self, Hints};
use crate::text::{Article, Decoding, Document, Escape, OffsetMap, Origin, Span, Vocabulary};
use std::collections::BTreeSet;

/// The gold of one article by one annotator.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// The lines.
    pub mentions: Vec<GoldMention>,
    /// How many events are right as they are.
    pub accepted: u64,
    /// How many are right, with other words or attributes.
    pub corrected: u64,
    /// How many are wrong.
    pub rejected: u64,
    /// How many were added.
    pub added: u64,
    /// Parts that belong to no event.
    pub loose: u64,
    /// How many events are not judged: they have no mark, and a mark could not be read.
    pub unsure: u64,
}

impl Judged {
    /// Whether the article came back as it was given out.
    pub fn is_unchanged(&self) -> bool {
        (self.corrected, self.rejected, self.added, self.unsure) == (0, 0, 0, 0)
    }

    /// Adds the gold of another article.
    pub fn add(&mut self, other: Judged) {
        self.mentions.extend(other.mentions);
        self.accepted += other.accepted;
        self.corrected += other.corrected;
        self.rejected += other.rejected;
        self.added += other.added;
        self.loose += other.loose;
        self.unsure += other.unsure;
    }
}

/// Judges the events of an article; `events` are those that were given out.
///
/// # Errors
/// The text is not the one that the events were coded from.
pub fn judge(returned: &Returned, events: &[&Event]) -> Result<Judged, String> {
    let text = &returned.text;
    let is_of_text = |event: &&&Event| {
        let evidence = &event.evidence;
        text.get(evidence.start as usize..evidence.end as usize) == Some(evidence.text.as_str())
    };
    if let Some(other) = events.iter().find(|event| !is_of_text(event)) {
        return Err(format!(
            "the text of {} is not the one that event {} was coded from: import with the events that were exported",
            other.article.id, other.id
        ));
    }
    let id = returned.article.as_deref().or(events.first().map(|event| event.article.id.as_str()));
    let Some(id) = id else {
        return Err("no event is of this article, and nothing says its id".into());
    };
    let article = article_of(id, events.first().map(|event| &event.article), text);
    let document = Document::new(article, &mut Vocabulary::new());
    Ok(Judgement { returned, events, document: &document }.gold())
}

/// The article as it was when its events were coded, as far as gold needs it: where its title is.
fn article_of(id: &str, about: Option<&ArticleRef>, text: &str) -> Article {
    let title = about.and_then(|about| about.title.as_deref());
    let decoding = about.map_or("", |about| about.decoding.split(',').next().unwrap_or_default());
    let parts = ["+json", "+csv", "+xml", "+html", "+rtf", "+extracted"];
    let is_part = parts.iter().any(|part| decoding.contains(part));
    let span = title.and_then(|title| {
        let at = if is_part { text.starts_with(title).then_some(0) } else { text.find(title) };
        at.map(|at| Span::new(at, at + title.len()))
    });
    let field = span.filter(|_| is_part);
    let mut layout = layout::analyse(text, &Hints { title: field, ..Hints::default() });
    layout.title = span.or(layout.title);
    let escape = if is_part { Escape::Json } else { Escape::None };
    Article {
        id: id.to_owned(),
        outlet: about.and_then(|about| about.outlet.clone()),
        text: text.to_owned(),
        layout,
        origin: Origin {
            path: about.map_or_else(String::new, |about| about.path.clone()),
            decoding: Decoding::of("utf-8", escape),
            cleaning: Default::default(),
            offsets: OffsetMap::default(),
            pages: Vec::new(),
        },
        remarks: Vec::new(),
    }
}

/// Whether a mark is of an event.
type IsOf<'a> = dyn Fn(&ReturnedEvent, &Event) -> bool + 'a;

struct Judgement<'a> {
    returned: &'a Returned,
    events: &'a [&'a Event],
    document: &'a Document,
}

impl Judgement<'_> {
    fn gold(&self) -> Judged {
        let mut judged = Judged::default();
        let pairs = self.pairs();
        let owners = self.owners(&pairs);
        if !self.returned.refused {
            judged.loose = owners.iter().filter(|owner| owner.is_empty()).count() as u64;
        }
        let taken: BTreeSet<usize> = pairs.iter().flatten().copied().collect();
        for (at, event) in self.events.iter().enumerate() {
            if !taken.contains(&at) && !self.returned.unread.is_empty() && !self.returned.refused {
                judged.unsure += 1;
            } else if !taken.contains(&at) {
                judged.mentions.push(self.verdict(event, Verdict::Reject));
                judged.rejected += 1;
            }
        }
        for (at, (mark, pair)) in self.returned.events.iter().zip(&pairs).enumerate() {
            if self.returned.refused {
                continue;
            }
            let of_mark = owners.iter().zip(&self.returned.parts);
            let parts: Vec<&ReturnedPart> =
                of_mark.filter(|(owner, _)| owner.contains(&at)).map(|(_, part)| part).collect();
            let mention = self.mention(mark, pair.map(|at| self.events[at]), &parts);
            match pair.map(|at| self.events[at]) {
                Some(event) if event.kind != mark.kind => {
                    // The event as coded is wrong, and another one is there.
                    judged.mentions.push(self.verdict(event, Verdict::Reject));
                    judged.corrected += 1;
                }
                Some(event) if mention == self.verdict(event, Verdict::Accept) => {
                    judged.accepted += 1;
                }
                Some(_) => judged.corrected += 1,
                None => judged.added += 1,
            }
            judged.mentions.push(mention);
        }
        judged
    }

    /// For each mark the event that it is of: the one with its id; else one of its kind at its place, then one that it
    /// overlaps.
    fn pairs(&self) -> Vec<Option<usize>> {
        let marks = &self.returned.events;
        let mut pairs = vec![None; marks.len()];
        if self.returned.refused {
            return pairs;
        }
        let mut taken = vec![false; self.events.len()];
        let trigger = |event: &Event| Span { start: event.trigger.start, end: event.trigger.end };
        let rules: [&IsOf; 3] = [
            &|mark, event| mark.id == event.id,
            &|mark, event| mark.kind == event.kind && mark.span == trigger(event),
            &|mark, event| {
                let own = trigger(event);
                mark.kind == event.kind && mark.span.start < own.end && own.start < mark.span.end
            },
        ];
        for is_of in rules {
            for (mark, pair) in marks.iter().zip(&mut pairs).filter(|(_, pair)| pair.is_none()) {
                let mut free = self.events.iter().enumerate().filter(|(at, _)| !taken[*at]);
                *pair = free.find(|(_, event)| is_of(mark, event)).map(|(at, _)| at);
                pair.iter().for_each(|at| taken[*at] = true);
            }
        }
        pairs
    }

    /// For each part the marks that it belongs to: the linked one; else those whose event had this part; else the only
    /// mark of its sentence.
    fn owners(&self, pairs: &[Option<usize>]) -> Vec<Vec<usize>> {
        let marks = &self.returned.events;
        let had = |pair: &Option<usize>, part: &ReturnedPart| {
            let event = pair.and_then(|at| self.events.get(at));
            event.is_some_and(|event| {
                positions(event).iter().any(|own| own.role == part.role && own.span == part.span)
            })
        };
        let each = self.returned.parts.iter().map(|part| {
            let linked = marks.iter().position(|mark| part.event.as_ref() == Some(&mark.id));
            if let Some(at) = linked {
                return vec![at];
            }
            let of_event: Vec<usize> =
                (0..marks.len()).filter(|at| had(&pairs[*at], part)).collect();
            if !of_event.is_empty() {
                return of_event;
            }
            let sentence = self.sentence(part.span);
            let near: Vec<usize> =
                (0..marks.len()).filter(|at| self.sentence(marks[*at].span) == sentence).collect();
            if near.len() == 1 { near } else { Vec::new() }
        });
        each.collect()
    }

    /// The sentence that holds the beginning of `span`; where there is none, its line.
    fn sentence(&self, span: Span) -> Span {
        let sentences = self.document.sentences();
        let at = sentences.partition_point(|sentence| sentence.span.end <= span.start);
        let holds = |sentence: Span| sentence.start <= span.start && span.start < sentence.end;
        match sentences.get(at).map(|sentence| sentence.span).filter(|found| holds(*found)) {
            Some(sentence) => sentence,
            None => {
                let text = self.document.text();
                let (before, after) = text.split_at(span.start as usize);
                let start = before.rfind('\n').map_or(0, |at| at + 1);
                let end = after.find('\n').map_or(text.len(), |at| before.len() + at);
                Span::new(start, end)
            }
        }
    }

    /// A verdict on an event, with all its attributes.
    fn verdict(&self, event: &Event, verdict: Verdict) -> GoldMention {
        let mention = GoldMention::of_event(event, &self.document.article, verdict, "", "");
        GoldMention { by: self.returned.by.clone(), at: self.returned.at.clone(), ..mention }
    }

    /// The gold of a mark: of the event that it is of, with what the annotator changed, else a new one.
    fn mention(
        &self,
        mark: &ReturnedEvent,
        event: Option<&Event>,
        parts: &[&ReturnedPart],
    ) -> GoldMention {
        let kept = event.filter(|event| event.kind == mark.kind);
        let mut mention = match kept {
            Some(event) => self.verdict(event, Verdict::Accept),
            None => self.new_mention(mark),
        };
        let words = mark.span.cut(self.document.text());
        if let Some(event) = kept
            && mark.span != (Span { start: event.trigger.start, end: event.trigger.end })
        {
            mention.trigger = Some(words.to_owned());
            let inside =
                event.evidence.start <= mark.span.start && mark.span.end <= event.evidence.end;
            if !inside {
                let new = self.new_mention(mark);
                (mention.evidence, mention.part) = (new.evidence, new.part);
                (mention.start, mention.end) = (new.start, new.end);
            }
        }
        mention.stance = mark.stance.clone().or(mention.stance);
        mention.realis = mark.realis.clone().or(mention.realis);
        mention.actor = self.names(PartRole::Actor, event, parts);
        mention.recipient = self.names(PartRole::Recipient, event, parts);
        mention.claimant = self.names(PartRole::Claimant, event, parts).into_iter().next();
        mention
    }

    /// An event that a person sees at a mark. It counts as missed by the rules: its place, date and counts are not coded.
    fn new_mention(&self, mark: &ReturnedEvent) -> GoldMention {
        let passage = self.sentence(mark.span);
        let passage = Span { start: passage.start, end: passage.end.max(mark.span.end) };
        let text = self.document.text();
        let mut mention =
            GoldMention::seen(&self.document.article, passage, &mark.kind, Verdict::Miss);
        mention.trigger = Some(mark.span.cut(text).to_owned());
        (mention.by, mention.at) = (self.returned.by.clone(), self.returned.at.clone());
        mention
    }

    /// The names of the parties of a role. Words that the annotator left as they were keep the name that the event has
    /// for them, as "he" may stand for one; parties without words in the text were not shown and stay.
    fn names(&self, role: PartRole, event: Option<&Event>, parts: &[&ReturnedPart]) -> Vec<String> {
        let text = self.document.text();
        let known: Vec<(Option<Span>, &str)> =
            event.map_or_else(Vec::new, |event| named(role, event));
        let mut names: Vec<String> = Vec::new();
        let mut shown: Vec<&&ReturnedPart> =
            parts.iter().filter(|part| part.role == role).collect();
        for (span, name) in &known {
            let is_left = |part: &&ReturnedPart| Some(part.span) == *span;
            match shown.iter().position(|part| is_left(part)) {
                Some(at) => {
                    shown.remove(at);
                    names.push((*name).to_owned());
                }
                None if span.is_none() => names.push((*name).to_owned()),
                None => {}
            }
        }
        names.extend(shown.iter().map(|part| part.span.cut(text).to_owned()));
        names
    }
}

/// The names of an event's parties of a role, with the words that name them, where the text has such words.
fn named(role: PartRole, event: &Event) -> Vec<(Option<Span>, &str)> {
    let words = |start: u32, end: u32| (start < end).then_some(Span { start, end });
    match role {
        PartRole::Actor => named_parties(&event.actor),
        PartRole::Recipient => named_parties(&event.recipient),
        PartRole::Claimant => {
            let one = event.claimant.iter();
            one.map(|claimant| (words(claimant.start, claimant.end), claimant.text.as_str()))
                .collect()
        }
    }
}

fn named_parties(parties: &[Party]) -> Vec<(Option<Span>, &str)> {
    let words = |party: &Party| {
        let (start, end) = (party.start?, party.end?);
        (start < end).then_some(Span { start, end })
    };
    parties.iter().map(|party| (words(party), party.text.as_str())).collect()
}
