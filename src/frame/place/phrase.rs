//! Finds all place phrases in a range of tokens: a name with the words that belong to it, or a place noun without a
//! name. `choice` decides which of them is an event's place.

use super::view::{PlacePhrase, PlaceView, is_local};
use crate::event::PlacePrecision;
use crate::frame::word_class::{
    is_auxiliary, is_boundary, is_determiner, is_direction, is_holding, is_number,
    is_place_modifier, is_place_noun, is_preposition, is_saying, is_site_noun,
};
use crate::gazetteer::{EntryId, EntryKind, NameForm, Reading};
use std::ops::Range;

impl PlaceView<'_> {
    /// Every place phrase, in order.
    pub(super) fn find(&self) -> Vec<PlacePhrase> {
        let words = &self.words;
        let hits = self.gazetteer.scan(words.document, words.tokens.clone());
        let mut found: Vec<PlacePhrase> = Vec::new();
        let mut at = words.tokens.start;
        let mut next = 0;
        while at < words.tokens.end {
            while hits.get(next).is_some_and(|hit| hit.tokens.start < at) {
                next += 1;
            }
            let floor = found.last().map_or(words.tokens.start, |phrase| phrase.tokens.end);
            if let Some(hit) = hits.get(next).filter(|hit| hit.tokens.start == at) {
                at = hit.tokens.end;
                let id = self.meant(hit, &hits);
                let aside = words.is_hyphen(at - 1)
                    && (is_holding(words.get(at))
                        || words.get(at) == "led"
                        || words.get(at) == "backed");
                if id.is_none() && hit.reading == Reading::Place && !aside {
                    // A name of places in other countries than the one behind it.
                    let phrase = self.around_unknown(hit.tokens.clone(), floor);
                    at = phrase.tokens.end;
                    found.push(phrase);
                    continue;
                }
                let Some(id) = id.filter(|_| !aside) else {
                    // "The market", "a school": objects that are hit are places as well.
                    found.extend(self.unnamed(hit.tokens.end - 1, floor));
                    continue;
                };
                let owned = found.last().is_some_and(|last| last.tokens.end == hit.tokens.start);
                if hit.reading != Reading::Place || !owned && self.is_surname(&hit.tokens) {
                    continue;
                }
                let weak = hit.form == NameForm::Adjective;
                let mut phrase = self.named(hit.tokens.clone(), id, weak, floor);
                if weak {
                    // "The Turkish town of Suruc" is a phrase for Suruc.
                    let bare = phrase.tokens.end == hit.tokens.end;
                    if bare || words.get(phrase.tokens.end) == "of" {
                        continue;
                    }
                    self.drop_name(&mut phrase);
                }
                at = phrase.tokens.end;
                found.push(phrase);
                continue;
            }
            if let Some(phrase) = self.unnamed(at, floor) {
                found.push(phrase);
            } else if let Some(name) = self.unknown(at)
                && hits.get(next).is_none_or(|hit| hit.tokens.start >= name.end)
            {
                let phrase = self.around_unknown(name, floor);
                at = phrase.tokens.end;
                found.push(phrase);
                continue;
            }
            at += 1;
        }
        self.merge(found)
    }

    /// "A Syrian border town" is in Syria but does not mean Syria.
    fn drop_name(&self, phrase: &mut PlacePhrase) {
        let noun = phrase.tokens.end - 1;
        if matches!(
            self.words.get(noun),
            "city"
                | "town"
                | "village"
                | "cities"
                | "towns"
                | "villages"
                | "district"
                | "districts"
                | "quarter"
                | "neighborhood"
                | "neighbourhood"
                | "neighborhoods"
                | "neighbourhoods"
        ) {
            phrase.precision = self.precision(EntryKind::Area, false, Some(noun));
            phrase.weak = !is_local(self.words.before(phrase.tokens.start));
            (phrase.entry, phrase.is_name) = (None, false);
        }
    }

    /// Whether a name follows a capitalised word that belongs to it: in "Malik Kasab" it is not a town.
    fn is_surname(&self, name: &Range<usize>) -> bool {
        let words = &self.words;
        let Some(given) = name.start.checked_sub(1).filter(|at| words.tokens.contains(at)) else {
            return false;
        };
        let word = words.get(given);
        let surface = words.document.surface(given);
        !words.is_headline()
            && words.is_capital(given)
            && surface.chars().any(char::is_lowercase)
            && words.gap(given) == " "
            && given > words.tokens.start
            && !(is_direction(word)
                || is_determiner(word)
                || is_local(word)
                || is_place_noun(word)
                || is_place_modifier(word))
            && self.gazetteer.find(word).is_none()
    }

    /// The phrase around a name at `name`: "the contested city of Aleppo", "Aleppo's eastern districts".
    fn named(&self, name: Range<usize>, id: EntryId, weak: bool, floor: usize) -> PlacePhrase {
        let words = &self.words;
        let mut end = name.end;
        let mut noun = None;
        let mut at = name.end;
        while words.is_close(at - 1) && at < words.tokens.end {
            let word = words.get(at);
            if is_place_noun(word) && !(word == "base" || word == "front" && weak) {
                noun = Some(at);
                end = at + 1;
            } else if !(is_direction(word) || is_place_modifier(word)) {
                break;
            }
            at += 1;
        }
        let (start, outer) = self.extend_left(name.start, floor);
        let entry = self.gazetteer.entry(id);
        let start = if start + 1 == name.start && end == name.end && is_determiner(words.get(start))
        {
            name.start
        } else {
            start
        };
        let directed = (start..name.start).any(|at| {
            is_direction(words.get(at)) || matches!(words.get(at), "near" | "outside" | "around")
        }) || words.document.is_possessive(name.end - 1) && noun.is_some();
        let precision = self.precision(entry.kind, directed, noun.or(outer));
        let entry = Some(id);
        PlacePhrase {
            tokens: start..end,
            head: name.end - 1,
            entry,
            precision,
            is_name: true,
            around: None,
            weak,
        }
    }

    /// The phrase around a name that no gazetteer knows.
    fn around_unknown(&self, name: Range<usize>, floor: usize) -> PlacePhrase {
        let words = &self.words;
        let noun = (words.is_close(name.end - 1) && is_place_noun(words.get(name.end)))
            .then_some(name.end);
        let (start, outer) = self.extend_left(name.start, floor);
        let precision = match noun.or(outer) {
            Some(noun) => self.precision(EntryKind::Area, false, Some(noun)),
            None => PlacePrecision::Unknown,
        };
        let end = noun.map_or(name.end, |noun| noun + 1);
        let tokens = start..end;
        PlacePhrase {
            tokens,
            head: name.end - 1,
            entry: None,
            precision,
            is_name: true,
            around: None,
            weak: false,
        }
    }

    /// How far a phrase extends to the left of `from`, and the place noun found on the way ("town of").
    fn extend_left(&self, from: usize, floor: usize) -> (usize, Option<usize>) {
        let words = &self.words;
        let mut start = from;
        let mut outer = None;
        while start > floor && words.is_close(start - 1) {
            let word = words.before(start);
            let of = word == "of"
                && start >= floor + 2
                && (is_place_noun(words.get(start - 2))
                    || is_direction(words.get(start - 2))
                    || is_site_noun(words.get(start - 2)));
            if of {
                outer = outer.or(Some(start - 2));
                start -= 2;
            } else if is_direction(word)
                || is_place_modifier(word) && !is_saying(word)
                || is_number(word) && outer.is_some()
            {
                start -= 1;
            } else if is_determiner(word) || matches!(word, "near" | "outside" | "around") {
                start -= 1;
                break;
            } else if words.document.is_possessive(start - 1) && is_place_noun(word) {
                start -= 1; // "the city's eastern Zabadieh"
            } else {
                break;
            }
        }
        (start, outer)
    }

    /// A phrase with a place noun and no name: "the city", "opposition areas", "a local market".
    fn unnamed(&self, at: usize, floor: usize) -> Option<PlacePhrase> {
        let words = &self.words;
        let word = words.get(at);
        let area = is_place_noun(word);
        if !area && !is_site_noun(word)
            || matches!(
                word,
                "part"
                    | "parts"
                    | "side"
                    | "base"
                    | "front"
                    | "home"
                    | "post"
                    | "capital"
                    | "center"
                    | "centre"
                    | "building"
                    | "station"
                    | "square"
                    | "office"
                    | "lines"
                    | "sites"
                    | "site"
                    | "crossing"
            ) && !is_determiner(words.before(at))
            || matches!(word, "border" | "frontier" | "territory")
        {
            return None;
        }
        let (start, _) = self.extend_left(at, floor);
        let start = self.noun_phrase_start(start, floor).unwrap_or(start);
        let led = start < at || is_local(words.before(start));
        if !led
            || words.is_close(at)
                && at + 1 < words.tokens.end
                && (words.get(at + 1) == "of" || words.document.is_possessive(at))
                && words.get(at + 1) != "in"
        {
            return None;
        }
        let kind = if is_site_noun(word) { EntryKind::Site } else { EntryKind::Area };
        let precision = self.precision(kind, false, Some(at));
        Some(PlacePhrase {
            tokens: start..at + 1,
            head: at,
            entry: None,
            precision,
            is_name: false,
            around: None,
            weak: !is_local(words.before(start)),
        })
    }

    /// Where a noun phrase begins whose nearest words are not place words: "a crowded fruit" market.
    fn noun_phrase_start(&self, from: usize, floor: usize) -> Option<usize> {
        let words = &self.words;
        let opens = |at: usize| is_determiner(words.get(at)) || is_number(words.get(at));
        if opens(from) {
            return None;
        }
        for start in (floor.max(from.saturating_sub(3))..from).rev() {
            let word = words.get(start);
            if !words.is_close(start) || words.is_capital(start) && start > words.tokens.start {
                return None;
            }
            if opens(start) {
                return Some(start);
            }
            if is_preposition(word)
                || is_boundary(word)
                || is_auxiliary(word)
                || is_saying(word)
                || word == "and"
            {
                return None;
            }
        }
        None
    }

    fn precision(&self, kind: EntryKind, directed: bool, noun: Option<usize>) -> PlacePrecision {
        let noun = noun.map_or("", |at| self.words.get(at));
        match noun {
            "province" | "provinces" | "governorate" | "region" | "department" | "countryside"
            | "valley" => {
                return PlacePrecision::Region;
            }
            "neighborhood" | "neighborhoods" | "neighbourhood" | "neighbourhoods" | "district"
            | "districts" | "suburb" | "suburbs" | "outskirts" | "quarter" | "area" | "areas"
            | "part" | "parts" | "side" => {
                return PlacePrecision::Area;
            }
            _ => {}
        }
        match kind {
            EntryKind::Site => PlacePrecision::Site,
            EntryKind::Town if directed => PlacePrecision::Area,
            EntryKind::Country if directed => PlacePrecision::Region,
            EntryKind::Town => PlacePrecision::Town,
            EntryKind::Region => PlacePrecision::Region,
            EntryKind::Country => PlacePrecision::Country,
            _ if matches!(noun, "city" | "town" | "village" | "cities" | "towns" | "villages") => {
                PlacePrecision::Town
            }
            _ => PlacePrecision::Area,
        }
    }

    /// Merges "Tal Madiq" and "northern Aleppo Province", "Lausanne" and "Switzerland" into one phrase each.
    fn merge(&self, found: Vec<PlacePhrase>) -> Vec<PlacePhrase> {
        let mut joined: Vec<PlacePhrase> = Vec::new();
        for phrase in found {
            let Some(last) = joined.last_mut() else {
                joined.push(phrase);
                continue;
            };
            let between: Vec<&str> = (last.tokens.end..phrase.tokens.start.max(last.tokens.end))
                .map(|at| self.words.get(at))
                .collect();
            let gap = self.words.gap(last.tokens.end - 1);
            // "Syria's Aleppo", "Syrias Aleppo", "a checkpoint in Syria's Aleppo": the country says which Aleppo is
            // meant.
            let country =
                last.entry.filter(|&id| self.gazetteer.entry(id).kind == EntryKind::Country);
            if let (Some(outer), Some(inner)) = (country, phrase.entry)
                && matches!(between[..], [] | ["of"])
                && self.words.is_close(last.tokens.end - 1)
                && width(phrase.precision) < width(PlacePrecision::Country)
            {
                let entry = Some(self.entry_within(inner, outer));
                let tokens = last.tokens.start..phrase.tokens.end;
                *last = match last.precision {
                    PlacePrecision::Country => PlacePhrase { tokens, entry, ..phrase },
                    _ => PlacePhrase { tokens, entry, ..last.clone() },
                };
                continue;
            }
            // "Khan Sheikhoun in Idlib": Idlib is the province, though a town has the same name.
            let held = match (last.entry, phrase.entry) {
                (Some(inner), Some(outer)) if inner != outer => {
                    let (inner, outer) = (self.gazetteer.entry(inner), self.gazetteer.entry(outer));
                    inner.admin1.as_ref() == Some(&outer.name)
                }
                _ => false,
            };
            let wider = width(phrase.precision) > width(last.precision)
                || last.entry.is_none()
                    && phrase.entry.is_some()
                    && !matches!(last.precision, PlacePrecision::Region);
            // "a base in the United States"
            let in_country =
                phrase.precision == PlacePrecision::Country && matches!(between[..], ["in", "the"]);
            let within =
                (matches!(between[..], ["in"] | ["of"] | ["near"]) || in_country) && gap == " ";
            let comma = between.is_empty()
                && gap.trim() == ","
                && phrase.entry.is_some()
                && last.entry.is_some();
            if (wider || held) && (within || comma) {
                let lone = last.entry.is_none();
                if lone {
                    // "Kafr Basin in Idlib" is not Idlib. But "the market in Kafr Basin" is in it, as a quarter is in
                    // its town.
                    let quarter = last.precision == PlacePrecision::Area
                        && phrase
                            .entry
                            .is_some_and(|id| self.gazetteer.entry(id).kind == EntryKind::Town)
                        && phrase.precision == PlacePrecision::Town
                        && between != ["near"];
                    // "The Syiran town of Idlib" (sic) still means Idlib.
                    let titled = between == ["of"]
                        && phrase.precision == PlacePrecision::Town
                        && matches!(
                            self.words.get(last.tokens.end - 1),
                            "city" | "town" | "village"
                        );
                    if last.is_name && !quarter && !titled {
                        last.around = phrase.entry.or(phrase.around);
                    } else {
                        (last.entry, last.around) = (phrase.entry, phrase.around);
                        last.is_name |= phrase.is_name && phrase.entry.is_none();
                    }
                    if last.is_name && last.precision == PlacePrecision::Unknown {
                        last.precision = phrase.precision; // no nearer than what holds it
                    }
                } else if let (Some(inner), Some(outer)) = (last.entry, phrase.entry) {
                    last.entry = Some(self.entry_within(inner, outer));
                }
                last.tokens.end = phrase.tokens.end;
                last.weak = false;
            } else {
                joined.push(phrase);
            }
        }
        joined
    }

    /// Of the places with the name of `inner`, the one that is in `outer`.
    fn entry_within(&self, inner: EntryId, outer: EntryId) -> EntryId {
        let outer = self.gazetteer.entry(outer);
        let same = self.gazetteer.find_all(&self.gazetteer.entry(inner).name);
        let mut places = same.into_iter().filter(|&id| {
            let entry = self.gazetteer.entry(id);
            entry.reading() == Reading::Place
                && entry.kind == self.gazetteer.entry(inner).kind
                && entry.country == outer.country
                && (outer.kind == EntryKind::Country || outer.admin1 == entry.admin1)
        });
        places.next().unwrap_or(inner)
    }
}

/// An order of precisions by the size of the place.
fn width(precision: PlacePrecision) -> u8 {
    match precision {
        PlacePrecision::Site => 0,
        PlacePrecision::Area => 1,
        PlacePrecision::Town => 2,
        PlacePrecision::Region => 3,
        PlacePrecision::Country => 4,
        PlacePrecision::Unknown => 5,
    }
}
