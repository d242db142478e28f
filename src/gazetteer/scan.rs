//! Finds the names in a token range: longest match first, leftmost, in the case that the tables require. `reading`
//! decides which of several readings applies.

use super::builder::Gazetteer;
use super::entry::{EntryId, EntryKind, NameForm, Reading};
use super::evidence::{self, Known};
use super::found::{FoundName, Stretch};
use super::hit::NameHit;
use super::index::{Case, ROOT, key};
use super::reading;
use crate::text::Document;
use crate::text::tokens::fold;
use std::ops::Range;

/// Acronyms that are ordinary words in all-capitals text.
const COMMON_IN_CAPITALS: &[&str] = &[
    "is", "us", "who", "it", "in", "as", "or", "an", "no", "so", "am", "be", "we", "me", "my",
    "pa", "ha", "fa",
];

impl Gazetteer {
    /// The names among `tokens` of `document`, in order, never overlapping.
    ///
    /// At each token the longest name wins. Acronyms must be in capitals, other names need a capital where the table
    /// has one; all-capitals text satisfies both, but short acronyms that are ordinary words ("IS", "US") do not match
    /// there unless dotted.
    pub fn scan(&self, document: &Document, tokens: Range<usize>) -> Vec<NameHit> {
        let tokens = tokens.start..tokens.end.min(document.len());
        let mut hits = Vec::new();
        let all_capitals = is_all_capitals(document, tokens.clone());
        let stretch = Stretch::new(document, tokens.clone(), all_capitals);
        let mut buffer = String::new();
        let mut at = tokens.start;
        while at < tokens.end {
            let of_tables = self.longest(document, at, tokens.end, all_capitals, &mut buffer);
            let of_files = self.in_files(&stretch, at, hits.last());
            match self.better(of_tables, of_files) {
                Some((end, names)) => {
                    let mut hit = reading::judge(self, document, tokens.clone(), at..end, names);
                    if let Some(before) = hits.last() {
                        self.share_reading(document, before, &mut hit);
                    }
                    hits.push(hit);
                    at = end;
                }
                None => at += 1,
            }
        }
        hits
    }

    /// Whether each of `tokens` is a word of some name: if not, no name covers them all, and [`Gazetteer::scan`] need
    /// not be called.
    pub fn knows_words(&self, document: &Document, mut tokens: Range<usize>) -> bool {
        let mut buffer = String::new();
        tokens.all(|at| {
            let word = key(document.surface(at), &mut buffer);
            let stem = || word.strip_suffix('s').is_some_and(|stem| self.index.knows(stem));
            self.index.knows(word) || stem()
        })
    }

    /// "Russia and Damascus": a name that may be a government is one if a state that acts is beside it.
    fn share_reading(&self, document: &Document, before: &NameHit, hit: &mut NameHit) {
        let state = before.reading == Reading::Actor
            && before.form == NameForm::Name
            && self.entry(before.entry()).kind == EntryKind::State;
        let between = before.tokens.end..hit.tokens.start;
        let joined = between.len() == 1 && document.surface(between.start) == "and";
        if !(state && joined && hit.reading == Reading::Place) {
            return;
        }
        let acts = |id: &EntryId| self.entry(*id).reading() == Reading::Actor;
        if let Some(nth) = hit.entries.iter().position(acts) {
            hit.entries.swap(0, nth);
            hit.reading = Reading::Actor;
            hit.form = NameForm::Capital;
        }
    }

    fn longest(
        &self,
        document: &Document,
        start: usize,
        limit: usize,
        all_capitals: bool,
        buffer: &mut String,
    ) -> Option<(usize, Vec<FoundName>)> {
        let mut node = ROOT;
        let mut best = None;
        for at in start..limit {
            if at > start && !is_joined(document, at - 1) {
                break;
            }
            let surface = document.surface(at);
            let word = key(surface, buffer);
            let next = match self.index.step(node, word) {
                Some(next) => next,
                None => match self.bare_plural(node, surface, word) {
                    Some(next) => next,
                    None => break,
                },
            };
            node = next;
            let ends = self.index.ends(node);
            if ends.is_empty() {
                continue;
            }
            let tokens = start..at + 1;
            let names: Vec<FoundName> = ends
                .iter()
                .filter(|name| fits(&name.case, document, tokens.clone(), all_capitals))
                .map(|name| FoundName { entry: name.entry, form: name.form })
                .collect();
            if !names.is_empty() {
                best = Some((at + 1, names));
            }
        }
        best
    }

    /// The longest name of a name file that begins at token `start` and has evidence beside it.
    fn in_files(
        &self,
        stretch: &Stretch<'_>,
        start: usize,
        before: Option<&NameHit>,
    ) -> Option<(usize, Vec<FoundName>)> {
        let document = stretch.document;
        if self.files.is_empty()
            || !document.surface(start).starts_with(char::is_uppercase)
            || stretch.all_capitals && !evidence::may_be_in_capitals(stretch, start)
        {
            return None;
        }
        let mut best: Option<(usize, Vec<FoundName>)> = None;
        for (first, file) in &self.files {
            let (mut words, mut buffer, mut within) = (String::new(), String::new(), None);
            if !file.may_begin(key(document.surface(start), &mut buffer)) {
                continue;
            }
            for at in start..stretch.tokens.end {
                if at > start {
                    if !is_joined(document, at - 1) {
                        break;
                    }
                    words.push(' ');
                }
                words.push_str(key(document.surface(at), &mut buffer));
                let lines = file.beginning(&words, within);
                within = Some(lines.clone());
                if lines.is_empty() {
                    break;
                }
                let tokens = start..at + 1;
                let fitting = file.exactly(&words, lines).filter(|&line| {
                    fits(&file.case(line), document, tokens.clone(), stretch.all_capitals)
                });
                let entries = fitting.filter_map(|line| file.entry_line(line));
                let names: Vec<FoundName> = entries
                    .filter(|&line| file.entry(line).is_some())
                    .map(|line| EntryId(first + line as u32))
                    .map(|entry| FoundName { entry, form: NameForm::Name })
                    .collect();
                if !names.is_empty() && best.as_ref().is_none_or(|(end, _)| *end <= at) {
                    best = Some((at + 1, names));
                }
            }
        }
        let (end, mut names) = best?;
        let is_place = |name: &FoundName| self.entry(name.entry).reading() == Reading::Place;
        if names.iter().any(is_place) {
            let places =
                names.iter().filter(|name| is_place(name)).map(|name| self.entry(name.entry));
            let largest = places.max_by_key(|entry| entry.population.unwrap_or(0));
            let mut buffer = String::new();
            let known = Known {
                people: largest.and_then(|entry| entry.population).unwrap_or(0),
                country: largest.and_then(|entry| entry.country.as_deref()),
                person: self.is_of_person(key(document.surface(start), &mut buffer)),
            };
            let before = before.map(|hit| (hit, self.entry(hit.entry()).kind));
            let country = |at: usize| self.is_country_at(document, at, stretch.tokens.end);
            if !evidence::is_place(stretch, &(start..end), known, before, country) {
                names.retain(|name| !is_place(name));
            }
        }
        (!names.is_empty()).then_some((end, names))
    }

    /// Whether a country, state or region of a table is named at this token.
    fn is_country_at(&self, document: &Document, at: usize, end: usize) -> bool {
        let found = self.longest(document, at, end, false, &mut String::new());
        found.is_some_and(|(_, names)| {
            names.iter().any(|name| {
                matches!(
                    self.entry(name.entry).kind,
                    EntryKind::Country | EntryKind::State | EntryKind::Region
                )
            })
        })
    }

    /// The longer of two matches that begin at one token. Of equal ones that of the tables, with the further places of
    /// this name where it may be a place at all.
    fn better(
        &self,
        of_tables: Option<(usize, Vec<FoundName>)>,
        of_files: Option<(usize, Vec<FoundName>)>,
    ) -> Option<(usize, Vec<FoundName>)> {
        let ((end, mut names), (other_end, others)) = match (of_tables, of_files) {
            (Some(one), Some(other)) => (one, other),
            (one, other) => return one.or(other),
        };
        if other_end != end {
            return Some(if other_end > end { (other_end, others) } else { (end, names) });
        }
        let is_place = |name: &FoundName| self.entry(name.entry).reading() == Reading::Place;
        // A capital that a table of states has for its government is a place as well.
        let is_capital = |name: &FoundName| name.form == NameForm::Capital;
        if names.iter().any(is_place) || names.iter().all(is_capital) {
            let known: Vec<u64> =
                names.iter().filter_map(|name| self.entry(name.entry).geonames_id).collect();
            let is_new = |name: &FoundName| {
                self.entry(name.entry).geonames_id.is_none_or(|id| !known.contains(&id))
            };
            names.extend(others.into_iter().filter(is_new));
        }
        Some((end, names))
    }

    /// Texts that lost their apostrophes write "Syrias" for "Syria's".
    fn bare_plural(&self, node: u32, surface: &str, word: &str) -> Option<u32> {
        let stem = word.strip_suffix('s').filter(|stem| stem.len() > 3)?;
        if !surface.starts_with(char::is_uppercase) || self.index.knows(word) {
            return None;
        }
        self.index.step(node, stem)
    }
}

/// Whether a name may continue over the gap after token `at`.
fn is_joined(document: &Document, at: usize) -> bool {
    let short = document.token_span(at).len() <= 4;
    document.gap_after(at).chars().all(|c| match c {
        ' ' | '\n' | '\t' | '-' | '\u{a0}' | '\u{2010}' | '\u{2011}' | '\'' | '’' | '‘' | '`'
        | 's' => true,
        '.' => short,
        _ => false,
    })
}

/// Whether a range is written all in capitals.
pub(super) fn is_all_capitals(document: &Document, tokens: Range<usize>) -> bool {
    let mut upper = 0;
    for at in tokens {
        let surface = document.surface(at);
        if surface.chars().any(char::is_lowercase) {
            return false;
        }
        upper += usize::from(surface.chars().filter(|c| c.is_uppercase()).count() > 1);
    }
    upper >= 3
}

fn fits(case: &Case, document: &Document, tokens: Range<usize>, all_capitals: bool) -> bool {
    match case {
        Case::Any => true,
        Case::Capitals => {
            let surface = document.surface(tokens.start);
            let plain = fold::plain(surface);
            !plain.chars().any(char::is_lowercase)
                && (!all_capitals
                    || surface.contains('.')
                    || !COMMON_IN_CAPITALS.iter().any(|word| word.eq_ignore_ascii_case(&plain)))
        }
        Case::Title(bits) => tokens.enumerate().all(|(nth, at)| {
            nth >= 32
                || bits & (1 << nth) == 0
                || !document.surface(at).starts_with(char::is_lowercase)
        }),
        Case::Exact(words) => {
            tokens.zip(words.iter()).all(|(at, word)| *fold::plain(document.surface(at)) == **word)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::testing::{SHIPPED, sentence};
    use proptest::prelude::*;

    /// The names in a sentence, each with its best entry and its reading.
    fn names(text: &str) -> Vec<(String, String, Reading)> {
        let document = sentence(text);
        let gazetteer = &SHIPPED.0;
        gazetteer
            .scan(&document, 0..document.len())
            .into_iter()
            .map(|hit| {
                let written =
                    document.tokens_span(hit.tokens.clone()).cut(document.text()).to_owned();
                (written, gazetteer.entry(hit.entry()).name.clone(), hit.reading)
            })
            .collect()
    }

    fn reading(text: &str, name: &str) -> Option<Reading> {
        names(text).into_iter().find(|found| found.0 == name).map(|found| found.2)
    }

    #[test]
    fn shipped_tables_have_no_problems() {
        assert_eq!(SHIPPED.1, []);
        assert!(SHIPPED.0.len() > 1_500);
    }

    #[test]
    fn capitals_distinguish_acronyms_from_words() {
        let found = |text: &str, name: &str| names(text).iter().any(|found| found.1 == name);
        assert!(found("The jets hit IS positions.", "Islamic State"));
        assert!(!found("The army is in town.", "Islamic State"));
        assert!(!found("The army told us so.", "United States"));
        assert!(!found("THE ARMY IS NEAR US AND NEAR THE ROAD.", "Islamic State"));
        assert!(!found("THE ARMY IS NEAR US AND NEAR THE ROAD.", "United States"));
        assert!(found("THE U.S. ENVOY SPOKE IN SAN SALVADOR TODAY.", "United States"));
        assert!(found("THE U.S. ENVOY SPOKE IN SAN SALVADOR TODAY.", "San Salvador"));
        assert!(!found("They will turkey-shoot at dawn.", "Turkey"));
        assert!(found("Syrias largest city fell.", "Syria"));
    }

    #[test]
    fn every_name_passes_the_known_words_check() {
        let texts = [
            "THE U.S. ENVOY SPOKE IN SAN SALVADOR TODAY.",
            "Syrias largest city fell to the Free Syrian Army, Raqqa is Being Slaughtered Silently said.",
        ];
        for text in texts {
            let document = sentence(text);
            let hits = SHIPPED.0.scan(&document, 0..document.len());
            assert!(!hits.is_empty());
            assert!(hits.iter().all(|hit| SHIPPED.0.knows_words(&document, hit.tokens.clone())));
            assert!(!SHIPPED.0.knows_words(&document, 0..document.len()));
        }
    }

    #[test]
    fn the_longest_name_wins() {
        let found = names("The Syrian Observatory for Human Rights counted them.");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].1, "Syrian Observatory for Human Rights");
        let found = names("Troops left Deir Ezzor. Damascus agreed.");
        assert_eq!(found[1].1, "Deir ez-Zor");
    }

    #[test]
    fn a_capital_beside_a_state_is_its_government() {
        assert_eq!(
            reading("They slammed Russia and Damascus over it.", "Damascus"),
            Some(Reading::Actor)
        );
        assert_eq!(
            reading("They drove through Homs and Damascus at night.", "Damascus"),
            Some(Reading::Place)
        );
        assert_eq!(reading("Damascus rejects the plan.", "Damascus"), Some(Reading::Actor));
    }

    #[test]
    fn context_picks_the_reading() {
        assert_eq!(reading("Moscow denied the charge.", "Moscow"), Some(Reading::Actor));
        assert_eq!(reading("They accused Damascus of lying.", "Damascus"), Some(Reading::Actor));
        assert_eq!(reading("Shells fell in Damascus.", "Damascus"), Some(Reading::Place));
        assert_eq!(reading("They fled from Damascus.", "Damascus"), Some(Reading::Place));
        assert_eq!(reading("The war in Syria goes on.", "Syria"), Some(Reading::Place));
        assert_eq!(reading("Syria rejected the offer.", "Syria"), Some(Reading::Actor));
        assert_eq!(reading("Russian jets came back.", "Russian"), Some(Reading::Actor));
        assert_eq!(reading("a Syrian town near the border", "Syrian"), Some(Reading::Place));
    }

    #[test]
    fn city_and_province_are_distinguished() {
        let kind = |text: &str| {
            let document = sentence(text);
            let hits = SHIPPED.0.scan(&document, 0..document.len());
            hits.iter()
                .find(|hit| hit.reading == Reading::Place)
                .map(|hit| SHIPPED.0.entry(hit.entry()).kind)
        };
        assert_eq!(kind("Fighting in Aleppo went on."), Some(crate::gazetteer::EntryKind::Town));
        assert_eq!(
            kind("Fighting in Aleppo province went on."),
            Some(crate::gazetteer::EntryKind::Region)
        );
    }

    proptest! {
        #[test]
        fn hits_are_in_order_and_within(text in "(Syria|IS|al-|Nusra|Front|U\\.N\\.|, |\\. | |’s|Deir|Ezzor|\\PC){0,30}") {
            let document = sentence(&text);
            let mut last = 0;
            for hit in SHIPPED.0.scan(&document, 0..document.len() + 3) {
                prop_assert!(hit.tokens.start >= last && hit.tokens.start < hit.tokens.end);
                prop_assert!(hit.tokens.end <= document.len() && !hit.entries.is_empty());
                last = hit.tokens.end;
            }
        }
    }
}
