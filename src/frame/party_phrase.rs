//! Noun phrases that name parties, found without a tagger: gazetteer names, role nouns, and closed classes of modifiers
//! around them.

use super::party::{PartyHit, full_name};
use super::word_class::{
    PhraseWords, is_auxiliary, is_backing, is_boundary, is_determiner, is_event_noun, is_holding,
    is_modifier, is_number, is_preposition, is_quantity, is_saying, is_verbal,
};
use crate::gazetteer::{EntryId, EntryKind, Gazetteer, NameForm, NameHit, Reading};
use crate::text::{Document, calendar};
use std::ops::Range;

/// The function of a token in the phrase of a party.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Tag {
    Other,
    Determiner,
    Modifier,
    /// A gazetteer hit of a party (proper or generic), by its index.
    Party(usize),
    /// A gazetteer hit of a place, by its index.
    Place,
    /// A capitalised word that no gazetteer knows.
    Capital,
    /// The name in a compound modifier: "rebel-held", "Britain-based", "anti-government".
    Aside,
}

struct Chunker<'a> {
    gazetteer: &'a Gazetteer,
    words: &'a PhraseWords<'a>,
    hits: &'a [NameHit],
    tags: Vec<Tag>,
}

/// The parties among `tokens`, in order, never overlapping; coordinated names are separate parties. Objects that are
/// hit or held ("a hospital") are included, with kind [`EntryKind::Object`].
pub fn parties(document: &Document, gazetteer: &Gazetteer, tokens: Range<usize>) -> Vec<PartyHit> {
    party_phrases(gazetteer, &PhraseWords::new(document, tokens))
}

/// The parties in `words`, in order, never overlapping.
pub(super) fn party_phrases(gazetteer: &Gazetteer, words: &PhraseWords) -> Vec<PartyHit> {
    party_phrases_with(gazetteer, words, &gazetteer.scan(words.document, words.tokens.clone()))
}

/// As [`party_phrases`], with the gazetteer hits given.
pub(super) fn party_phrases_with(
    gazetteer: &Gazetteer,
    words: &PhraseWords,
    hits: &[NameHit],
) -> Vec<PartyHit> {
    let mut chunker =
        Chunker { gazetteer, words, hits, tags: vec![Tag::Other; words.tokens.len()] };
    chunker.tag();
    let mut found: Vec<PartyHit> = Vec::new();
    let mut at = words.tokens.start;
    while at < words.tokens.end {
        let run = chunker.run(at);
        if run.is_empty() {
            at += 1;
            continue;
        }
        at = run.end;
        if let Some(hit) = chunker.phrase(run) {
            at = at.max(hit.tokens.end);
            found.push(hit);
        }
    }
    found
}

impl Chunker<'_> {
    fn tag_of(&self, at: usize) -> Tag {
        at.checked_sub(self.words.tokens.start)
            .and_then(|nth| self.tags.get(nth))
            .copied()
            .unwrap_or(Tag::Other)
    }

    fn set(&mut self, at: usize, tag: Tag) {
        let start = self.words.tokens.start;
        if let Some(slot) = at.checked_sub(start).and_then(|nth| self.tags.get_mut(nth)) {
            *slot = tag;
        }
    }

    fn tag(&mut self) {
        let headline = self.words.is_headline();
        let shouting = !self
            .words
            .tokens
            .clone()
            .any(|at| self.words.document.surface(at).chars().any(char::is_lowercase));
        for at in self.words.tokens.clone() {
            let word = self.words.get(at);
            let tag = if is_determiner(word) {
                Tag::Determiner
            } else if is_number(word) || is_modifier(word) {
                Tag::Modifier
            } else if !headline && !shouting && self.words.is_capital(at) && may_be_name_word(word)
            {
                Tag::Capital
            } else {
                Tag::Other
            };
            self.set(at, tag);
        }
        for nth in 0..self.hits.len() {
            let (tokens, reading) = (self.hits[nth].tokens.clone(), self.hits[nth].reading);
            let next = tokens.end;
            let hyphen = self.words.is_hyphen(next - 1);
            let tag = if (hyphen && is_holding(self.words.get(next)))
                || (matches!(self.words.before(tokens.start), "pro" | "anti")
                    && self.words.is_hyphen(tokens.start - 1))
            {
                Tag::Aside
            } else {
                match reading {
                    Reading::Actor => Tag::Party(nth),
                    Reading::Place => Tag::Place,
                    Reading::Weapon => continue,
                }
            };
            for at in tokens {
                self.set(at, tag);
            }
            if tag != Tag::Place
                && hyphen
                && (is_backing(self.words.get(next)) || tag == Tag::Aside)
            {
                self.set(next, if tag == Tag::Aside { Tag::Aside } else { Tag::Modifier });
            }
        }
    }

    /// The longest run from `start` of tokens that may be in one phrase; empty where none begins there.
    fn run(&self, start: usize) -> Range<usize> {
        let mut end = start;
        while end < self.words.tokens.end {
            let tag = self.tag_of(end);
            let bridge =
                end > start && self.words.get(end) == "of" && is_quantity(self.words.before(end));
            if end > start && self.starts_new_phrase(end) {
                break;
            }
            if (tag == Tag::Other && !bridge)
                || (tag == Tag::Determiner && end > start && !bridge_before(self, end))
            {
                break;
            }
            end += 1;
            if !self.words.is_close(end - 1) {
                break;
            }
        }
        start..end
    }

    /// Whether a noun phrase begins at `at` though no comma separates it from the one before: "ten rebels two
    /// residents", "nine people Sputnik said".
    fn starts_new_phrase(&self, at: usize) -> bool {
        let Tag::Party(before) = self.tag_of(at - 1) else { return false };
        let plural = self.words.get(at - 1).ends_with('s') || self.words.get(at - 1) == "people";
        let common = plural && self.gazetteer.entry(self.hits[before].entry()).generic;
        let word = self.words.get(at);
        if self.words.gap(at - 1) == " " && is_number(word) && word.starts_with(char::is_alphabetic)
        {
            return true; // "the hospital four people"
        }
        let fresh = is_number(self.words.get(at))
            || self.words.is_capital(at) && !self.words.is_capital(at - 1);
        common && fresh && self.words.gap(at - 1) == " "
    }

    fn kind(&self, at: usize) -> Option<EntryKind> {
        match self.tag_of(at) {
            Tag::Party(nth) => Some(self.gazetteer.entry(self.hits[nth].entry()).kind),
            _ => None,
        }
    }

    /// The party that a run names, if any.
    fn phrase(&self, run: Range<usize>) -> Option<PartyHit> {
        let last = run.clone().rev().find(|&at| matches!(self.tag_of(at), Tag::Party(_)));
        let Some(mut head) = last else {
            return self.unknown_party(run);
        };
        if self.is_truce_regime(head) {
            return None;
        }
        let mut end = head + 1;
        // "Ambassador Samantha Power": capitalised words after a title are the name of its holder.
        if self
            .kind(head)
            .is_some_and(|kind| kind == EntryKind::Person || kind == EntryKind::Military)
        {
            let person = self.kind(head) == Some(EntryKind::Person);
            while person
                && end < run.end
                && self.tag_of(end) == Tag::Capital
                && self.words.is_close(end - 1)
            {
                head = end;
                end += 1;
            }
        }
        if end < run.end && self.words.is_hyphen(end - 1) && is_backing(self.words.get(end)) {
            end += 1;
        }
        let start = self.trim(run.start, head);
        let mut tokens = start..end;
        self.extend(&mut tokens, head);
        Some(self.party(tokens, head))
    }

    /// A phrase never begins inside a compound modifier, nor with places before a title.
    fn trim(&self, start: usize, head: usize) -> usize {
        let mut start = self.skip_date(start, head);
        while start < head && (self.tag_of(start) == Tag::Aside || self.words.get(start) == "of") {
            start += 1;
        }
        // "said Tuesday Syrian forces": an unknown capitalised word does not modify what follows it.
        let named = head > start && self.tag_of(head) == Tag::Capital;
        if !named
            && let Some(cut) = (start..head).rev().find(|&at| self.tag_of(at) == Tag::Capital)
            && !self.words.is_hyphen(cut)
        {
            start = cut + 1;
        }
        // Names of places and states in a row are a list of tags; the first of them modify nothing.
        let stray = (start..head).rev().find(|&at| self.modifies_next_name(at, head));
        stray.map_or(start, |at| at + 1)
    }

    /// Skips the rest of a date before a count or a name: "[May] 13th 30 people", "[May] 22 2016 Syrian troops".
    fn skip_date(&self, start: usize, head: usize) -> usize {
        let digits = |at: usize| {
            let word = self.words.get(at);
            (at < head && self.words.gap(at) == " ").then(|| word.parse::<u32>().ok()).flatten()
        };
        let ordinal = ["st", "nd", "rd", "th"].iter().any(|tail| {
            let day = self.words.get(start).strip_suffix(tail);
            day.is_some_and(|day| day.parse::<u32>().is_ok())
        });
        if ordinal && digits(start + 1).is_some() {
            return start + 1;
        }
        match (digits(start), digits(start + 1)) {
            (Some(1..=31), Some(1900..=2100)) => start + 2,
            (Some(_), Some(_)) if self.words.get(start + 1).len() != 3 => start + 1,
            _ => start,
        }
    }

    /// "The regime of cessation of hostilities": a state of affairs, not a party.
    fn is_truce_regime(&self, head: usize) -> bool {
        self.words.get(head) == "regime"
            && self.words.get(head + 1) == "of"
            && matches!(
                self.words.get(head + 2),
                "calm" | "ceasefire" | "cessation" | "quiet" | "sanctions" | "silence" | "truce"
            )
    }

    /// Whether the name at `at` is possessive, also without its apostrophe ("Syrias").
    fn is_owner(&self, at: usize) -> bool {
        let word = self.words.get(at);
        let hit = self.hits.iter().find(|hit| hit.tokens.contains(&at));
        let lost = hit.is_some_and(|hit| {
            let name = self.gazetteer.entry(hit.entry()).name.to_lowercase();
            word.strip_suffix('s').is_some_and(|stem| name.ends_with(stem))
        });
        lost || self.words.document.is_possessive(at)
    }

    /// Whether the place or state that ends at `at` is right before another proper name.
    fn modifies_next_name(&self, at: usize, head: usize) -> bool {
        let proper = |at: usize| match self.tag_of(at) {
            Tag::Party(nth) => {
                let entry = self.gazetteer.entry(self.hits[nth].entry());
                (!entry.generic && self.hits[nth].form != NameForm::Adjective).then_some(entry.kind)
            }
            _ => None,
        };
        let here = match self.tag_of(at) {
            Tag::Place => true,
            _ => proper(at) == Some(EntryKind::State),
        };
        let same = self.tag_of(at) == self.tag_of(at + 1) && self.tag_of(at) != Tag::Place;
        let next = self.tag_of(at + 1) == Tag::Place || proper(at + 1).is_some();
        here && !same && at < head && next && !self.words.is_hyphen(at) && !self.is_owner(at)
    }

    /// "residents of east Aleppo", "the envoy, Staffan de Mistura".
    fn extend(&self, tokens: &mut Range<usize>, head: usize) {
        let Some(kind) = self.kind(head) else { return };
        let generic = matches!(self.tag_of(head), Tag::Party(nth) if self.gazetteer.entry(self.hits[nth].entry()).generic);
        if !generic {
            return;
        }
        let open = matches!(
            kind,
            EntryKind::Person
                | EntryKind::Government
                | EntryKind::Civilian
                | EntryKind::Group
                | EntryKind::Opposition
        );
        if open && self.words.get(tokens.end) == "of" && self.words.gap(tokens.end - 1) == " " {
            let rest = self.run(tokens.end + 1);
            let named =
                rest.clone().any(|at| matches!(self.tag_of(at), Tag::Party(_) | Tag::Place));
            let event = is_event_noun(self.words.get(rest.end))
                && self.words.is_close(rest.end.saturating_sub(1));
            if named && !event {
                let last =
                    rest.rev().find(|&at| matches!(self.tag_of(at), Tag::Party(_) | Tag::Place));
                tokens.end = last.map_or(tokens.end, |last| last + 1);
            }
        }
        if kind == EntryKind::Person && self.words.gap(tokens.end - 1).trim() == "," {
            let rest = self.run(tokens.end);
            let is_name = |at| match self.tag_of(at) {
                Tag::Capital => true,
                Tag::Party(nth) => {
                    let entry = self.gazetteer.entry(self.hits[nth].entry());
                    entry.kind == EntryKind::Person && !entry.generic
                }
                _ => false,
            };
            if rest.len() >= 2 && rest.clone().all(is_name) {
                tokens.end = rest.end;
            }
        }
    }

    /// A person whom no gazetteer knows: two or more capitalised words, or one that was named in full before.
    fn unknown_party(&self, run: Range<usize>) -> Option<PartyHit> {
        let capitals = |at: &usize| self.tag_of(*at) == Tag::Capital;
        let start = run.clone().find(capitals)?;
        let end = (start..run.end).find(|at| !capitals(at)).unwrap_or(run.end);
        let tokens = start..end;
        if tokens.len() == 1 {
            let full = full_name(self.words.document, start)?;
            let mut hit = self.party(tokens, start);
            hit.entry = self.gazetteer.find_as(&full, Reading::Actor);
            hit.kind = Some(EntryKind::Person);
            self.resolve_entry(&mut hit, Some(full));
            return Some(hit);
        }
        let speaks = is_saying(self.words.get(end)) || is_saying(self.words.before(start));
        if !speaks || tokens.len() > 4 {
            return None;
        }
        let mut hit = self.party(tokens, end - 1);
        hit.kind = Some(EntryKind::Person);
        Some(hit)
    }

    fn party(&self, tokens: Range<usize>, head: usize) -> PartyHit {
        let document = self.words.document;
        let mut hit = PartyHit {
            span: document.tokens_span(tokens.clone()),
            kind: self.kind(head),
            entry: None,
            code: None,
            name: None,
            adjective: false,
            tokens,
            head,
        };
        if let Tag::Party(nth) = self.tag_of(head) {
            let name = &self.hits[nth];
            hit.adjective = name.form == NameForm::Adjective;
            if !self.gazetteer.entry(name.entry()).generic {
                hit.entry = Some(name.entry());
            }
        }
        let role = match self.tag_of(head) {
            Tag::Party(nth) => Some(self.hits[nth].entry()),
            _ => None,
        };
        if hit.entry.is_none() {
            hit.entry = self.named_within(&hit.tokens);
        }
        self.resolve_entry(&mut hit, None);
        self.combine_codes(&mut hit, role);
        hit.adjective |= self.modifies(&hit);
        // "Army men", "armed people" are not civilians.
        let arms = |at: usize| {
            matches!(
                self.words.get(at),
                "armed"
                    | "army"
                    | "military"
                    | "militia"
                    | "police"
                    | "rebel"
                    | "security"
                    | "masked"
            )
        };
        if hit.kind == Some(EntryKind::Civilian) && hit.tokens.clone().any(arms) {
            hit.kind = Some(EntryKind::Group);
        }
        hit
    }

    /// Whether a role noun in the singular modifies a noun that is not an event: "a military course".
    fn modifies(&self, hit: &PartyHit) -> bool {
        let generic = matches!(self.tag_of(hit.head), Tag::Party(nth) if self.gazetteer.entry(self.hits[nth].entry()).generic);
        let word = self.words.get(hit.tokens.end);
        generic
            && hit.tokens.end < self.words.tokens.end
            && self.words.gap(hit.tokens.end - 1) == " "
            && !self.words.get(hit.head).ends_with('s')
            && !is_verbal(word)
            && !is_saying(word)
            && !is_preposition(word)
            && !is_auxiliary(word)
            && !is_boundary(word)
            && !is_event_noun(word)
            && !word.ends_with("ly")
            && !matches!(
                word,
                "who" | "that" | "which" | "and" | "or" | "to" | "today" | "yesterday"
            )
    }

    /// The last proper name inside a phrase whose head is a common noun: the state in "the Russian envoy".
    fn named_within(&self, tokens: &Range<usize>) -> Option<EntryId> {
        let mut found = None;
        for at in tokens.clone() {
            if let Tag::Party(nth) = self.tag_of(at) {
                let id = self.hits[nth].entry();
                let entry = self.gazetteer.entry(id);
                if entry.kind == EntryKind::Person && !entry.generic {
                    return Some(id);
                }
                if !entry.generic && found.is_none() {
                    found = Some(id);
                }
            }
        }
        found
    }

    fn resolve_entry(&self, hit: &mut PartyHit, full: Option<String>) {
        if let Some(entry) = hit.entry.map(|id| self.gazetteer.entry(id)) {
            hit.name = Some(entry.name.clone());
            hit.code = entry.code.clone();
        } else if full.is_some() {
            hit.name = full;
        }
    }

    /// The code of a state's body: RUS and MIL make RUSMIL.
    fn combine_codes(&self, hit: &mut PartyHit, head: Option<EntryId>) {
        let Some(head) = head.map(|id| self.gazetteer.entry(id)).filter(|entry| entry.generic)
        else {
            return;
        };
        let part = head.code.as_deref().unwrap_or("");
        match hit.entry.map(|id| self.gazetteer.entry(id)) {
            Some(named) if named.kind == EntryKind::State => {
                let state = named.code.as_deref().unwrap_or("");
                hit.code = Some(format!("{state}{part}"));
                hit.name = None;
            }
            Some(_) => {}
            None => hit.code = (!part.is_empty()).then(|| part.to_owned()),
        }
    }
}

fn bridge_before(chunker: &Chunker, at: usize) -> bool {
    chunker.words.before(at) == "of" || is_determiner(chunker.words.before(at))
}

/// Whether a capitalised word may be part of a person's name: not a weekday, month or function word.
fn may_be_name_word(word: &str) -> bool {
    #[rustfmt::skip]
    const NOT: &[&str] = &[
        "i", "and", "or", "but", "if", "he", "she", "it", "they", "we", "you", "who", "what",
        "there", "here", "then", "now", "so", "not", "yes", "update", "gmt", "photo", "image",
        "read",
    ];
    word.len() > 1
        && !NOT.contains(&word)
        && !calendar::is_weekday(word)
        && !calendar::is_full_month(word)
        && !is_preposition(word)
        && !is_auxiliary(word)
        && !is_boundary(word)
        && !word.starts_with(|c: char| c.is_ascii_digit())
}
