//! What decided each attribute of an event: the rule, words of the passage, dates, a reading of a name. For `dateline
//! code --why` and `:why`. It asks `frame` the same questions as `fill`, after the event is made, so that coding
//! does not pay for it. `value` formats the attributes themselves.

mod value;

use super::Coder;
use super::candidate::Candidate;
use crate::event::{DateBasis, Event, Party, Place, PlaceBasis, Realis, Stance};
use crate::frame::ClauseForm;
use crate::gazetteer::Entry;
use crate::pack::PROMPT;
use crate::script::{EventKind, RuleSpec, View};
use crate::sink::safe;
use crate::text::{Document, Span};
use std::ops::Range;
use std::rc::Rc;

/// An attribute of an event and what decided it, as text that is safe for a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeBasis {
    /// The attribute's name in the record.
    pub attribute: &'static str,
    /// Its value; empty for none.
    pub value: String,
    /// What decided it; empty where there is nothing to say.
    pub basis: String,
}

/// What decided an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventBasis {
    /// Its attributes, in the order of the record.
    pub attributes: Vec<AttributeBasis>,
    /// How the conditions of its rule held: one line for each part.
    pub conditions: Vec<String>,
}

/// A rule's closure gave the value.
const BY_RULE: &str = "set by the rule's code";

/// The attributes of `event`, which `coder` made from `one` in `view`, and what decided each.
pub(crate) fn attributes(
    coder: &Coder,
    view: &Rc<View>,
    one: &Candidate<'_>,
    event: &Event,
) -> Vec<AttributeBasis> {
    let (kind, rule) = (coder.compiled.kind(one.rule, one.kind), &coder.rules()[one.rule]);
    let view = coder.compiled.named(view, one.rule);
    BasisReader { view, kind, rule, one, event }.attributes()
}

/// An event with all that it was made from.
struct BasisReader<'a> {
    view: &'a View,
    kind: &'a EventKind,
    rule: &'a RuleSpec,
    one: &'a Candidate<'a>,
    event: &'a Event,
}

impl BasisReader<'_> {
    fn attributes(&self) -> Vec<AttributeBasis> {
        let event = self.event;
        let row = |attribute, value, basis| AttributeBasis { attribute, value, basis };
        let mut rows = vec![
            row("kind", value::kind(event), self.of_kind()),
            row("rule", safe(&event.rule), origin(self.rule)),
            row("trigger", value::quoted(&event.trigger.text), self.of_trigger()),
            row("stance", event.stance.name().to_owned(), self.of_stance()),
            row("claimant", value::claimant(event), self.of_claimant()),
            row("realis", event.realis.name().to_owned(), self.of_realis()),
            row("actor", value::parties(&event.actor), self.of_actor()),
            row("recipient", value::parties(&event.recipient), self.of_recipient()),
            row("place", value::place(event), self.of_place()),
            row("date", value::date(event), self.of_date()),
            row("counts", value::counts(event), self.of_counts()),
            row("codes", value::codes(event), String::new()),
        ];
        if let Some(denied) = &event.denies {
            rows.push(row("denies", format!("event {denied}"), "of the same article".to_owned()));
        }
        for (name, value) in &event.extra {
            rows.push(row("extra", safe(&format!("{name}: {value}")), BY_RULE.to_owned()));
        }
        rows
    }

    fn document(&self) -> &Document {
        self.view.document()
    }

    /// Tokens as a quotation.
    fn quote(&self, tokens: Range<usize>) -> String {
        let document = self.document();
        value::quoted(document.tokens_span(tokens).cut(document.text()))
    }

    /// Tokens, each run of neighbours as one quotation.
    fn quotes(&self, tokens: &[usize]) -> String {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for &at in tokens {
            match runs.last_mut().filter(|run| run.end == at) {
                Some(run) => run.end = at + 1,
                None => runs.push(at..at + 1),
            }
        }
        let quoted: Vec<String> = runs.into_iter().map(|run| self.quote(run)).collect();
        quoted.join(", ")
    }

    fn of_kind(&self) -> String {
        let by = |set: bool| if set { BY_RULE } else { "of its rule" };
        let draft = self.one.draft;
        by(draft.kind.is_some() || draft.mode.is_some()).to_owned()
    }

    fn of_trigger(&self) -> String {
        match self.one.draft.trigger {
            Some(_) => BY_RULE.to_owned(),
            None => "the words that its rule matched".to_owned(),
        }
    }

    fn of_stance(&self) -> String {
        if self.one.draft.stance.is_some() {
            return BY_RULE.to_owned();
        }
        let cue = self.event.stance_cue.as_ref();
        let cue = cue.map_or_else(String::new, |cue| format!("by {}", value::quoted(cue)));
        match self.event.stance {
            Stance::Asserted if self.kind.is_speech(self.one.mode) => {
                "an act of speech: it is reported as said".to_owned()
            }
            Stance::Asserted => "no word of saying or doubt governs the trigger".to_owned(),
            Stance::Confirmed => {
                let found = self.view.notes.attribution(self.one.sentence, &self.one.trigger);
                let own = found.stance == Stance::Attributed;
                let own = own.then(|| "the claimant is the actor".to_owned());
                let parts = [Some(cue).filter(|cue| !cue.is_empty()), own];
                parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
            }
            _ => cue,
        }
    }

    fn of_claimant(&self) -> String {
        if self.one.draft.claimant.is_some() {
            return BY_RULE.to_owned();
        }
        let Some(claimant) = &self.event.claimant else { return String::new() };
        let mut parts = Vec::new();
        if claimant.name.as_ref().is_some_and(|name| *name != claimant.text) {
            parts.push(format!("as {}", value::quoted(&claimant.text)));
        }
        if let Some(cue) = &claimant.cue {
            parts.push(format!("speaker of {}", value::quoted(cue)));
        }
        if !claimant.via.is_empty() {
            parts.push(format!("cited by {}", safe(&claimant.via.join(", by "))));
        }
        parts.join("; ")
    }

    fn of_realis(&self) -> String {
        if self.one.draft.realis.is_some() {
            return BY_RULE.to_owned();
        }
        let (sentence, trigger) = (self.one.sentence, &self.one.trigger);
        let speech = self.kind.is_speech(self.one.mode);
        let start = self.event.date.start.map(|start| start.date).filter(|_| !speech);
        let (found, cue) = self.view.notes.realis_cue(sentence, trigger, start);
        let realis = self.event.realis;
        match (found == realis, realis) {
            (true, Realis::Actual) => {
                "no word near the trigger plans, tries, doubts, negates or dates it far back".into()
            }
            (true, Realis::Historical) if cue.is_empty() => {
                "its date is two months or more before the publication".to_owned()
            }
            (true, _) => format!("by {}", self.quotes(&cue)),
            (false, Realis::Actual) if speech => {
                format!(
                    "an act of speech has happened; {} is about what it asks",
                    self.quotes(&cue)
                )
            }
            (false, Realis::Historical) => "so many are the total of a long period".to_owned(),
            (false, _) => String::new(),
        }
    }

    fn of_actor(&self) -> String {
        self.of_parties(self.one.draft.actor.is_some(), &self.event.actor, true)
    }

    fn of_recipient(&self) -> String {
        self.of_parties(self.one.draft.recipient.is_some(), &self.event.recipient, false)
    }

    /// How the parties were found; `acting`: whether they are the actors.
    fn of_parties(&self, by_rule: bool, parties: &[Party], acting: bool) -> String {
        if by_rule {
            return BY_RULE.to_owned();
        }
        if parties.is_empty() {
            let clause = self.view.notes.clause(self.one.sentence, &self.one.trigger);
            return clause.map_or_else(String::new, |clause| {
                format!("no party found for {}", self.quote(clause.word..clause.word + 1))
            });
        }
        let mut parts: Vec<String> = Vec::new();
        for party in parties {
            let found = self.of_party(party, acting);
            let found = match &party.name {
                Some(name) if *name != party.text => {
                    format!("as {}, {found}", value::quoted(&party.text))
                }
                _ if parties.len() > 1 => format!("{}, {found}", value::quoted(&party.text)),
                _ => found,
            };
            parts.push(found);
        }
        parts.join("; ")
    }

    fn of_party(&self, party: &Party, acting: bool) -> String {
        let (Some(start), Some(end)) = (party.start, party.end) else {
            return "named by the rule".to_owned();
        };
        let tokens = self.document().tokens_in(Span { start, end });
        let (sentence, trigger) = (self.one.sentence, &self.one.trigger);
        let (actors, recipients) = self.view.notes.actor_of(sentence, trigger);
        let own = if acting { &actors } else { &recipients };
        if own.contains(&tokens) {
            return self.of_role(&tokens, acting);
        }
        if !acting && actors.contains(&tokens) {
            return "people who suffer such an act are its recipients, not its actors".to_owned();
        }
        if !acting {
            return "the people killed or hurt in the sentence".to_owned();
        }
        match self.document().sentence_of(tokens.start) {
            _ if self.kind.is_speech(self.one.mode) => "the speaker of the passage".to_owned(),
            Some(other) if other != sentence => {
                format!("the actor of an earlier event, in sentence {}", other + 1)
            }
            _ => "the actor of another event in the sentence, or the party accused".to_owned(),
        }
    }

    /// The place of a party in the trigger's clause.
    fn of_role(&self, tokens: &Range<usize>, acting: bool) -> String {
        let sentence = self.one.sentence;
        let here = &self.document().sentences()[sentence].tokens;
        if !here.contains(&tokens.start) {
            let other = self.document().sentence_of(tokens.start).map_or(0, |other| other + 1);
            return format!(
                "meant by the pronoun that opens the sentence; named in sentence {other}"
            );
        }
        let Some(clause) = self.view.notes.clause(sentence, &self.one.trigger) else {
            return String::new();
        };
        let word = self.quote(clause.word..clause.word + 1);
        let before = tokens.start < clause.word;
        let led = tokens.start > here.start && self.document().folded(tokens.start - 1) == "by";
        match (clause.form, acting, before) {
            _ if acting && led => format!("after \"by\", with {word}"),
            (ClauseForm::Noun, _, true) => format!("before the noun {word}"),
            (ClauseForm::Noun, _, false) => format!("after the noun {word}"),
            (ClauseForm::Active, _, false) => format!("after the verb {word}, as its object"),
            (ClauseForm::Active, true, true) => format!("before the verb {word}, as its subject"),
            (ClauseForm::Active, false, true) => {
                format!("before the verb {word}, whose subject suffers the act")
            }
            (ClauseForm::Passive, false, true) => format!("the subject of the passive {word}"),
            (ClauseForm::Passive, ..) => format!("beside the passive {word}"),
        }
    }

    fn of_place(&self) -> String {
        let by_rule = self.one.draft.place.is_some();
        let Some(place) = &self.event.place else {
            return match by_rule {
                true => BY_RULE.to_owned(),
                false => "the passage names none, and none may be taken from elsewhere".to_owned(),
            };
        };
        let mut parts = Vec::new();
        if by_rule {
            parts.push(BY_RULE.to_owned());
        }
        if place.name.as_ref().is_some_and(|name| *name != place.text) {
            parts.push(format!("as {}", value::quoted(&place.text)));
        }
        parts.push(self.reading(place));
        if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
            parts.push(format!("{lat:.3}, {lon:.3}"));
        }
        parts.push(match place.basis {
            PlaceBasis::Sentence => "basis: sentence".to_owned(),
            basis => format!("basis: {}, since the sentence names none", basis.name()),
        });
        parts.retain(|part| !part.is_empty());
        parts.join("; ")
    }

    /// Which of the gazetteer's readings of the name was used, and which others there are.
    fn reading(&self, place: &Place) -> String {
        if place.name.is_none() {
            return "no gazetteer knows it".to_owned();
        }
        let document = self.document();
        // The record has no offsets of a place: it is the last mention of these words up to the sentence.
        let mention = (0..=self.one.sentence).rev().find_map(|at| {
            let span = document.sentences()[at].span;
            let from = span.start as usize + span.cut(document.text()).find(&place.text)?;
            Some((at, document.tokens_in(Span::new(from, from + place.text.len()))))
        });
        let readings = mention.map(|(at, tokens)| self.view.notes.place_readings(at, &tokens));
        let readings = readings.unwrap_or_default();
        let used = readings.iter().position(|entry| Some(&entry.name) == place.name.as_ref());
        let Some(used) = used else {
            return format!("read as a place ({})", place.precision.name());
        };
        let mut text = format!("read as {}", entry_facts(readings[used]));
        let others: Vec<String> = readings
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != used)
            .map(|(_, entry)| format!("{} ({})", safe(&entry.name), entry_facts(entry)))
            .collect();
        if !others.is_empty() {
            let more = others.len().saturating_sub(OTHER_READINGS);
            let shown = &others[..others.len() - more];
            text.push_str(&format!(", not {}", shown.join(", ")));
            if more > 0 {
                text.push_str(&format!(" or {more} more"));
            }
        }
        text
    }

    fn of_date(&self) -> String {
        let date = &self.event.date;
        let published = self.event.article.published.as_deref();
        let by = if self.one.draft.date.is_some() { "set by the rule's code; " } else { "" };
        let precision = date.precision.name();
        match (&date.basis, date.start.is_some()) {
            (DateBasis::Phrase(phrase), true) => {
                let from = published.map_or_else(String::new, |day| format!(", published {day}"));
                format!("{by}read from {}{from}; {precision}", value::quoted(phrase))
            }
            (DateBasis::Phrase(phrase), false) if published.is_none() => {
                let phrase = value::quoted(phrase);
                format!("{by}{phrase} needs the publication date, which is not known")
            }
            (DateBasis::Phrase(phrase), false) => {
                format!("{by}{} gives no day", value::quoted(phrase))
            }
            (DateBasis::Published, _) => {
                format!("{by}no phrase dates it: the publication date; {precision}")
            }
            (DateBasis::Update, _) => format!("{by}the stamp of its block; {precision}"),
            (DateBasis::None, _) if self.one.draft.date.is_some() => BY_RULE.to_owned(),
            (DateBasis::None, _) => {
                "no phrase dates it, and the publication date is not known".to_owned()
            }
        }
    }

    fn of_counts(&self) -> String {
        if self.event.counts.is_empty() {
            return String::new();
        }
        if self.one.draft.counts.is_some() {
            return BY_RULE.to_owned();
        }
        let mut parts: Vec<String> = Vec::new();
        for count in &self.event.counts {
            let words = self.view.notes.words_of_number(self.one.sentence, count.value);
            let words =
                words.map_or_else(|| "words without a figure".to_owned(), |w| self.quote(w));
            let source = count.source.as_ref();
            let source = source.map_or_else(String::new, |who| format!(" by {}", safe(who)));
            parts.push(format!("{words}{source}"));
        }
        parts.join("; ")
    }
}

/// At most this many other readings of a name are listed.
const OTHER_READINGS: usize = 3;

/// The kind and position of a place: "town, Raqqa, SYR".
fn entry_facts(entry: &Entry) -> String {
    let parts = [Some(entry.kind.word()), entry.admin1.as_deref(), entry.country.as_deref()];
    let parts: Vec<String> = parts.into_iter().flatten().map(safe).collect();
    parts.join(", ")
}

/// Where a rule is written, and what it says about itself.
fn origin(rule: &RuleSpec) -> String {
    let about =
        if rule.about.is_empty() { String::new() } else { format!("; {}", safe(&rule.about)) };
    if rule.pack == PROMPT {
        return format!("typed here, not saved{about}");
    }
    let (pack, file) = (safe(&rule.pack), safe(&rule.file));
    format!("{pack}/{file}:{}, {}{about}", rule.line, safe(&rule.status))
}
