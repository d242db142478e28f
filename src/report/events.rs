//! The events as columns: for each attribute one list, with a number for each event. What is absent is `null`.

use super::gap;
use super::paragraph::Paragraphs;
use super::table::{Tables, word};
use crate::event::{Event, PlaceBasis, Realis, Stance};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// The columns. Numbers are of rows of [`Tables`], or of words of the record.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EventColumns {
    /// Its id.
    pub id: Vec<String>,
    /// The kind: a text.
    pub kind: Vec<u32>,
    /// The mode: a text.
    pub mode: Vec<Option<u32>>,
    /// The article.
    pub article: Vec<u32>,
    /// The paragraph, or the passage where the paragraph is not known.
    pub passage: Vec<u32>,
    /// Four places in it, in UTF-16 units: start and end of the evidence, start and end of the trigger.
    pub marks: Vec<[u32; 4]>,
    /// The sentence's number in its article.
    pub sentence: Vec<u32>,
    /// The stance: a word.
    pub stance: Vec<u32>,
    /// The words that show it: a text.
    pub stance_cue: Vec<Option<u32>>,
    /// Who says so, by canonical name or as written: a text.
    pub claimant: Vec<Option<u32>>,
    /// Who says so, as written: a text.
    pub claimant_text: Vec<Option<u32>>,
    /// The verb of saying: a text.
    pub cue: Vec<Option<u32>>,
    /// The realis: a word.
    pub realis: Vec<u32>,
    /// Who did it: a list of parties.
    pub actor: Vec<u32>,
    /// To whom: a list of parties.
    pub recipient: Vec<u32>,
    /// Where: a place.
    pub place: Vec<Option<u32>>,
    /// Where, as written: a text.
    pub place_text: Vec<Option<u32>>,
    /// Where the place was read: a word.
    pub place_basis: Vec<Option<u32>>,
    /// When: a date.
    pub date: Vec<u32>,
    /// How many: a list of figures.
    pub counts: Vec<u32>,
    /// Codes of other codebooks.
    pub codes: Vec<u32>,
    /// The rule: a text.
    pub rule: Vec<u32>,
    /// What is not known of it, as bits.
    pub gaps: Vec<u32>,
    /// Of a denial that names an event of the report: that event.
    pub denies: BTreeMap<u32, u32>,
    /// Who cited the claimant, outermost last, where someone did.
    pub via: BTreeMap<u32, Vec<String>>,
    /// The attributes that its rule adds, where it does.
    pub extra: BTreeMap<u32, BTreeMap<String, serde_json::Value>>,
}

impl EventColumns {
    /// The columns of `events`. `numbers` has the number of each id.
    pub fn of(
        events: &[&Event],
        numbers: &HashMap<&str, u32>,
        paragraphs: &Paragraphs,
        tables: &mut Tables,
    ) -> EventColumns {
        let mut columns = EventColumns::default();
        for (event, number) in events.iter().zip(0u32..) {
            columns.passage(event, paragraphs, tables);
            columns.account(event, tables);
            columns.act(event, tables);
            let denied = event.denies.as_deref().and_then(|id| numbers.get(id));
            columns.denies.extend(denied.map(|denied| (number, *denied)));
            let via = event.claimant.as_ref().map(|claimant| &claimant.via);
            let via = via.filter(|via| !via.is_empty()).cloned();
            columns.via.extend(via.map(|via| (number, via)));
            if !event.extra.is_empty() {
                columns.extra.insert(number, event.extra.clone());
            }
        }
        columns
    }

    /// Where it was read.
    fn passage(&mut self, event: &Event, paragraphs: &Paragraphs, tables: &mut Tables) {
        let article = tables.article(&event.article);
        let placed = paragraphs.place(event);
        self.id.push(event.id.clone());
        self.article.push(article);
        self.sentence.push(event.evidence.sentence);
        self.passage.push(tables.passages.number((article, placed.text.to_owned())));
        let [start, end] = [placed.passage.start, placed.passage.end];
        let trigger =
            trigger(event).map_or([start, start], |[from, to]| [start + from, start + to]);
        self.marks.push([start, end, trigger[0], trigger[1]].map(|byte| units(placed.text, byte)));
    }

    /// Who says so, and how.
    fn account(&mut self, event: &Event, tables: &mut Tables) {
        let claimant = event.claimant.as_ref();
        let name = claimant.map(|it| it.name.as_ref().unwrap_or(&it.text).as_str());
        self.stance.push(word(Stance::NAMES, &event.stance));
        self.stance_cue.push(tables.optional(event.stance_cue.as_deref()));
        self.claimant.push(tables.optional(name));
        self.claimant_text.push(tables.optional(claimant.map(|it| it.text.as_str())));
        self.cue.push(tables.optional(claimant.and_then(|it| it.cue.as_deref())));
        self.realis.push(word(Realis::NAMES, &event.realis));
        self.gaps.push(gap::of(event));
    }

    /// What happened.
    fn act(&mut self, event: &Event, tables: &mut Tables) {
        let place = event.place.as_ref();
        self.kind.push(tables.text(&event.kind));
        self.mode.push(tables.optional(event.mode.as_deref()));
        self.rule.push(tables.text(&event.rule));
        self.actor.push(tables.parties(&event.actor));
        self.recipient.push(tables.parties(&event.recipient));
        self.place.push(place.map(|place| tables.place(place)));
        self.place_text.push(tables.optional(place.map(|place| place.text.as_str())));
        self.place_basis.push(place.map(|place| word(PlaceBasis::NAMES, &place.basis)));
        self.date.push(tables.date(&event.date));
        self.counts.push(tables.counts(&event.counts));
        self.codes.push(tables.codes(&event.codes));
    }
}

/// The bytes of the trigger within the passage; `None` where its offsets do not fit.
fn trigger(event: &Event) -> Option<[usize; 2]> {
    let base = event.evidence.start;
    let start = event.trigger.start.checked_sub(base)? as usize;
    let end = event.trigger.end.checked_sub(base)? as usize;
    let cut = event.evidence.text.get(start..end)?;
    (cut == event.trigger.text).then_some([start, end])
}

/// A byte of `text` as a number of UTF-16 units, in which a script counts.
fn units(text: &str, byte: usize) -> u32 {
    let before = text.get(..byte).unwrap_or(text);
    let units = if before.is_ascii() { before.len() } else { before.encode_utf16().count() };
    u32::try_from(units).unwrap_or(u32::MAX)
}
