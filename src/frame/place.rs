//! Where: the place that the words around a trigger give, as written, with what the gazetteer knows of it. The sentence
//! first, then its paragraph, then the headline; never the place where someone merely spoke.

use super::word::{
    Words, is_auxiliary, is_boundary, is_determiner, is_direction, is_event_noun, is_holding,
    is_number, is_place_modifier, is_place_noun, is_saying, is_site_noun,
};
use crate::event::{Place, PlacePrecision};
use crate::gazetteer::{Entry, EntryId, Form, Gazetteer, Kind, Reading};
use crate::text::{Document, Sentence, Span};
use std::ops::Range;

/// The place of what the trigger says, or `None` where nothing tells it. `trigger` is a range of tokens inside
/// `sentence`.
///
/// The sentence's own words come first. Only where it points back ("the attack", "there") is the place taken from
/// the sentences before it in its paragraph, then from the headline, then from a dateline in a country that the
/// sentence names: an article's place is not every mention's.
pub fn locate(
    document: &Document,
    gazetteer: &Gazetteer,
    sentence: &Sentence,
    trigger: Range<usize>,
) -> Option<Place> {
    let here = View::new(document, gazetteer, sentence.tokens.clone());
    if let Some(phrase) = here.nearest(&trigger) {
        return Some(here.place(phrase));
    }
    if here.points_back(&trigger) { locate_beyond(document, gazetteer, sentence) } else { None }
}

/// The place that the article gives a sentence that names none: from the sentences before it in its paragraph, the
/// headline, the dateline. For callers who know that the event must have had a place.
pub fn locate_beyond(
    document: &Document,
    gazetteer: &Gazetteer,
    sentence: &Sentence,
) -> Option<Place> {
    let sentences = document.sentences();
    let index = sentences.partition_point(|other| other.tokens.end <= sentence.tokens.start);
    let paragraph = sentences[..index]
        .iter()
        .rev()
        .take_while(|other| other.paragraph == sentence.paragraph && other.kind == sentence.kind)
        .take(3);
    let title = document.article.layout.title.map(|span| document.tokens_in(span));
    let ranges = paragraph.map(|other| other.tokens.clone()).chain(title);
    for tokens in ranges.filter(|tokens| *tokens != sentence.tokens) {
        let view = View::new(document, gazetteer, tokens);
        if let Some(phrase) = view.told() {
            return Some(view.place(phrase));
        }
    }
    let dateline = document.article.layout.dateline?;
    let view = View::new(document, gazetteer, document.tokens_in(dateline));
    let phrase = view.phrases.iter().find(|phrase| phrase.entry.is_some())?;
    // A dateline names the desk as often as the scene.
    let country = view.entry(phrase)?.country.clone();
    let kin = gazetteer.scan(document, sentence.tokens.clone());
    kin.iter()
        .any(|hit| country.is_some() && gazetteer.entry(hit.entry()).country == country)
        .then(|| view.place(phrase))
}

/// A place as written.
#[derive(Clone, Debug)]
struct Phrase {
    tokens: Range<usize>,
    /// The token that says best what it is.
    head: usize,
    entry: Option<EntryId>,
    precision: PlacePrecision,
    /// Of lower rank: a place of which something else is told, an adjective, an actor's country.
    weak: bool,
}

/// A stretch with its words and the places it names.
struct View<'a> {
    words: Words<'a>,
    gazetteer: &'a Gazetteer,
    phrases: Vec<Phrase>,
}

impl<'a> View<'a> {
    fn new(document: &'a Document, gazetteer: &'a Gazetteer, tokens: Range<usize>) -> Self {
        let mut view = View { words: Words::new(document, tokens), gazetteer, phrases: Vec::new() };
        view.phrases = view.find();
        view
    }

    fn entry(&self, phrase: &Phrase) -> Option<&'a Entry> {
        phrase.entry.map(|id| self.gazetteer.entry(id))
    }

    /// Every place phrase, in order.
    fn find(&self) -> Vec<Phrase> {
        let words = &self.words;
        let hits = self.gazetteer.scan(words.document, words.tokens.clone());
        let mut found: Vec<Phrase> = Vec::new();
        let mut at = words.tokens.start;
        let mut next = 0;
        while at < words.tokens.end {
            while hits.get(next).is_some_and(|hit| hit.tokens.start < at) {
                next += 1;
            }
            let floor = found.last().map_or(words.tokens.start, |phrase| phrase.tokens.end);
            if let Some(hit) = hits.get(next).filter(|hit| hit.tokens.start == at) {
                at = hit.tokens.end;
                let id = hit
                    .entries
                    .iter()
                    .copied()
                    .find(|&id| self.gazetteer.entry(id).reading() == Reading::Place);
                let aside = words.is_hyphen(at - 1)
                    && (is_holding(words.get(at))
                        || words.get(at) == "led"
                        || words.get(at) == "backed");
                let Some(id) = id.filter(|_| !aside) else { continue };
                if hit.reading != Reading::Place || self.is_surname(&hit.tokens) {
                    continue;
                }
                let weak = hit.form == Form::Adjective;
                let phrase = self.named(hit.tokens.clone(), id, weak, floor);
                if hit.form == Form::Adjective && phrase.tokens.end == hit.tokens.end {
                    continue;
                }
                at = phrase.tokens.end;
                found.push(phrase);
                continue;
            }
            if let Some(phrase) = self.unnamed(at, floor) {
                found.push(phrase);
            }
            at += 1;
        }
        self.join(found)
    }

    /// Whether a name follows a capitalised word that belongs to it: "Malik Kasab" is no town.
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
    fn named(&self, name: Range<usize>, id: EntryId, weak: bool, floor: usize) -> Phrase {
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
        let (start, outer) = self.leftward(name.start, floor);
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
        Phrase { tokens: start..end, head: name.end - 1, entry: Some(id), precision, weak }
    }

    /// How far a phrase reaches to the left of `from`, and the place noun found on the way ("town of").
    fn leftward(&self, from: usize, floor: usize) -> (usize, Option<usize>) {
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
    fn unnamed(&self, at: usize, floor: usize) -> Option<Phrase> {
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
        {
            return None;
        }
        let (start, _) = self.leftward(at, floor);
        let led = start < at || is_local(words.before(start));
        if !led
            || words.is_close(at)
                && at + 1 < words.tokens.end
                && (words.get(at + 1) == "of" || words.document.is_possessive(at))
                && words.get(at + 1) != "in"
        {
            return None;
        }
        let kind = if is_site_noun(word) { Kind::Site } else { Kind::Area };
        let precision = self.precision(kind, false, Some(at));
        Some(Phrase {
            tokens: start..at + 1,
            head: at,
            entry: None,
            precision,
            weak: !is_local(words.before(start)),
        })
    }

    fn precision(&self, kind: Kind, directed: bool, noun: Option<usize>) -> PlacePrecision {
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
            Kind::Site => PlacePrecision::Site,
            Kind::Town if directed => PlacePrecision::Area,
            Kind::Country if directed => PlacePrecision::Region,
            Kind::Town => PlacePrecision::Town,
            Kind::Region => PlacePrecision::Region,
            Kind::Country => PlacePrecision::Country,
            _ if matches!(noun, "city" | "town" | "village" | "cities" | "towns" | "villages") => {
                PlacePrecision::Town
            }
            _ => PlacePrecision::Area,
        }
    }

    /// Joins "Tal Madiq" and "northern Aleppo Province", "Lausanne" and "Switzerland" to one phrase each.
    fn join(&self, found: Vec<Phrase>) -> Vec<Phrase> {
        let mut joined: Vec<Phrase> = Vec::new();
        for phrase in found {
            let Some(last) = joined.last_mut() else {
                joined.push(phrase);
                continue;
            };
            let between: Vec<&str> = (last.tokens.end..phrase.tokens.start.max(last.tokens.end))
                .map(|at| self.words.get(at))
                .collect();
            let gap = self.words.gap(last.tokens.end - 1);
            let wider = rank(phrase.precision) > rank(last.precision)
                || last.entry.is_none()
                    && phrase.entry.is_some()
                    && !matches!(last.precision, PlacePrecision::Region);
            let within = matches!(between[..], ["in"] | ["of"] | ["near"]) && gap == " ";
            let comma = between.is_empty()
                && gap.trim() == ","
                && phrase.entry.is_some()
                && last.entry.is_some();
            if wider && (within || comma) {
                let lone = last.entry.is_none();
                if lone {
                    last.entry = phrase.entry;
                } else if let (Some(inner), Some(outer)) = (last.entry, phrase.entry) {
                    last.entry = Some(self.agreeing(inner, outer));
                }
                last.tokens.end = phrase.tokens.end;
                last.weak = false;
            } else {
                joined.push(phrase);
            }
        }
        joined
    }

    /// Of the places that share `inner`'s name, the one that lies in `outer`.
    fn agreeing(&self, inner: EntryId, outer: EntryId) -> EntryId {
        let outer = self.gazetteer.entry(outer);
        let same = self.gazetteer.find_all(&self.gazetteer.entry(inner).name);
        let mut places = same.into_iter().filter(|&id| {
            let entry = self.gazetteer.entry(id);
            entry.reading() == Reading::Place
                && entry.kind == self.gazetteer.entry(inner).kind
                && entry.country == outer.country
                && (outer.kind == Kind::Country || outer.admin1 == entry.admin1)
        });
        places.next().unwrap_or(inner)
    }

    /// Whether the sentence leans on what was told before: "there", "the attack", "this area".
    fn points_back(&self, trigger: &Range<usize>) -> bool {
        let words = &self.words;
        let definite = |at: usize| matches!(words.get(at), "the" | "this" | "these" | "those");
        words.tokens.clone().any(|at| {
            let word = words.get(at);
            word == "there" && !is_auxiliary(words.get(at + 1)) || word == "scene"
        }) || trigger
            .clone()
            .any(|at| is_event_noun(words.get(at)) && at.checked_sub(1).is_some_and(definite))
    }

    /// The phrase that most likely tells where the trigger's event was.
    fn nearest(&self, trigger: &Range<usize>) -> Option<&Phrase> {
        self.phrases
            .iter()
            .map(|phrase| (self.cost(phrase, trigger), phrase))
            .filter(|(cost, _)| *cost < 40)
            .min_by_key(|(cost, phrase)| (*cost, phrase.tokens.start))
            .map(|(_, phrase)| phrase)
    }

    fn cost(&self, phrase: &Phrase, trigger: &Range<usize>) -> usize {
        let words = &self.words;
        let (between, mut cost) = if phrase.tokens.start >= trigger.end {
            let gap = trigger.end..phrase.tokens.start;
            (gap.clone(), gap.len())
        } else if phrase.tokens.end <= trigger.start {
            let gap = phrase.tokens.end..trigger.start;
            (gap.clone(), gap.len() + gap.len() / 2 + 3)
        } else {
            (trigger.start..trigger.start, 0)
        };
        cost += 5 * between
            .clone()
            .filter(|&at| is_boundary(words.get(at)) || words.gap(at).contains([';', '“', '"']))
            .count();
        cost += 3 * between.filter(|&at| words.gap(at).contains(',')).count();
        let lead = words.before(phrase.tokens.start);
        cost += match lead {
            _ if is_local(lead) => 0,
            "to" | "from" | "with" | "by" => 12,
            _ if matches!(words.get(phrase.tokens.start), "near" | "outside" | "around") => 0,
            _ if phrase.weak => 40,
            _ => 5,
        };
        cost += match phrase.precision {
            PlacePrecision::Country => 6,
            _ if phrase.entry.is_none() => 12,
            _ => 0,
        };
        if self.is_speakers(phrase) { cost + 40 } else { cost }
    }

    /// Whether the phrase tells where someone spoke or sits: "speaking in Geneva", "activists in the town said".
    fn is_speakers(&self, phrase: &Phrase) -> bool {
        let words = &self.words;
        let start = phrase.tokens.start;
        let lead = words.before(start);
        let outer = start.checked_sub(2).map_or("", |at| words.get(at));
        let next = words.get(phrase.tokens.end);
        if words.is_hyphen(phrase.tokens.end - 1) && next == "based" {
            return true;
        }
        let speech = is_saying(outer)
            || matches!(
                outer,
                "speaking"
                    | "reporters"
                    | "statement"
                    | "interview"
                    | "conference"
                    | "journalists"
                    | "telephone"
                    | "phone"
                    | "correspondent"
                    | "reporter"
                    | "based"
                    | "email"
            );
        let person = matches!(
            outer,
            "official"
                | "officials"
                | "activist"
                | "activists"
                | "resident"
                | "residents"
                | "sources"
                | "source"
                | "journalist"
                | "doctor"
                | "witnesses"
                | "spokesman"
                | "ambassador"
                | "correspondents"
                | "council"
        );
        matches!(lead, "in" | "from" | "at") && (speech || person && is_saying(next))
    }

    /// The place that a stretch without the trigger tells most plainly: a name after a local preposition, or any name.
    fn told(&self) -> Option<&Phrase> {
        let named = || {
            self.phrases.iter().filter(|phrase| phrase.entry.is_some() && !self.is_speakers(phrase))
        };
        let local = |phrase: &&Phrase| is_local(self.words.before(phrase.tokens.start));
        let fine = |phrase: &&Phrase| phrase.precision != PlacePrecision::Country && !phrase.weak;
        named()
            .find(|phrase| local(phrase) && fine(phrase))
            .or_else(|| named().find(fine))
            .or_else(|| named().find(local))
    }

    /// The town that "the city" stands for: the last one named before.
    fn antecedent(&self, phrase: &Phrase) -> Option<EntryId> {
        let word = self.words.get(phrase.head);
        if !matches!(word, "city" | "town" | "village")
            || self.words.get(phrase.tokens.start) != "the"
        {
            return None;
        }
        let document = self.words.document;
        let nth =
            document.sentences().partition_point(|other| other.tokens.end <= phrase.tokens.start);
        let earlier =
            document.sentences()[..nth].iter().rev().take(8).map(|other| other.tokens.clone());
        let here = self.words.tokens.start..phrase.tokens.start;
        for tokens in std::iter::once(here).chain(earlier) {
            let hits = self.gazetteer.scan(document, tokens);
            let town =
                hits.iter().rev().filter(|hit| hit.reading == Reading::Place).find_map(|hit| {
                    let entry = self.gazetteer.entry(hit.entry());
                    (entry.kind == Kind::Town).then_some(hit.entry())
                });
            if town.is_some() {
                return town;
            }
        }
        None
    }

    fn place(&self, phrase: &Phrase) -> Place {
        let document = self.words.document;
        let span: Span = document.tokens_span(phrase.tokens.clone());
        let entry =
            phrase.entry.or_else(|| self.antecedent(phrase)).map(|id| self.gazetteer.entry(id));
        let country = entry.and_then(|entry| entry.country.as_deref());
        Place {
            text: span.cut(document.text()).to_owned(),
            name: entry.map(|entry| entry.name.clone()),
            admin1: entry.and_then(|entry| entry.admin1.clone()),
            country: country.and_then(|code| self.gazetteer.country_name(code)).map(str::to_owned),
            lat: entry.and_then(|entry| entry.lat),
            lon: entry.and_then(|entry| entry.lon),
            geonames_id: entry.and_then(|entry| entry.geonames_id),
            precision: phrase.precision,
        }
    }
}

/// Prepositions that lead to a place.
fn is_local(word: &str) -> bool {
    matches!(
        word,
        "in" | "on"
            | "at"
            | "near"
            | "over"
            | "around"
            | "inside"
            | "outside"
            | "across"
            | "throughout"
            | "into"
            | "of"
            | "within"
            | "against"
            | "through"
            | "along"
    )
}

/// How wide a place is.
fn rank(precision: PlacePrecision) -> u8 {
    match precision {
        PlacePrecision::Site => 0,
        PlacePrecision::Area => 1,
        PlacePrecision::Town => 2,
        PlacePrecision::Region => 3,
        PlacePrecision::Country => 4,
        PlacePrecision::Unknown => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::testing::{SHIPPED, document};

    fn place(texts: &[&str], trigger: &str) -> Option<Place> {
        let numbered: Vec<(&str, u32)> = texts.iter().map(|text| (*text, 0)).collect();
        let document = document(&numbered, texts.len() > 1);
        let last = document.sentences().last()?;
        let at = last.tokens.clone().find(|&at| document.surface(at) == trigger)?;
        locate(&document, &SHIPPED.0, last, at..at + 1)
    }

    fn told(text: &str, trigger: &str) -> (String, Option<String>, PlacePrecision) {
        let found = place(&[text], trigger).expect("a place");
        (found.text, found.name, found.precision)
    }

    #[test]
    fn phrases_keep_their_modifiers() {
        let (text, name, precision) = told("Shells fell in northern Syria.", "fell");
        assert_eq!((text.as_str(), name.as_deref()), ("northern Syria", Some("Syria")));
        assert_eq!(precision, PlacePrecision::Region);
        let (text, name, precision) = told("Troops fought north of Raqqa city at night.", "fought");
        assert_eq!((text.as_str(), name.as_deref()), ("north of Raqqa city", Some("Raqqa")));
        assert_eq!(precision, PlacePrecision::Area);
        let (text, name, _) =
            told("Jets struck the city's eastern Zabdiya neighborhood.", "struck");
        assert_eq!(
            (text.as_str(), name.as_deref()),
            ("the city's eastern Zabdiya neighborhood", Some("Zabadieh"))
        );
        let (text, name, _) =
            told("They clashed in Tal Rifaat in northern Aleppo Province.", "clashed");
        assert_eq!(
            (text.as_str(), name.as_deref()),
            ("Tal Rifaat in northern Aleppo Province", Some("Tel Rifaat"))
        );
    }

    #[test]
    fn facts_come_with_the_name() {
        let found = place(&["A bomb went off in Raqqa."], "bomb").expect("a place");
        assert_eq!(found.country.as_deref(), Some("Syria"));
        assert_eq!(found.admin1.as_deref(), Some("Raqqa"));
        assert!(found.lat.is_some() && found.lon.is_some() && found.geonames_id.is_some());
    }

    #[test]
    fn speakers_places_are_left_out() {
        assert_eq!(place(&["Speaking in Geneva, he said the raid failed."], "raid"), None);
        assert_eq!(
            place(&["The minister told reporters in Ankara that jets bombed rebels."], "bombed"),
            None
        );
    }

    #[test]
    fn what_points_back_finds_the_headline() {
        let found = place(&["Raid on market in Idlib", "The raid killed two people."], "raid");
        assert_eq!(found.and_then(|place| place.name).as_deref(), Some("Idlib"));
        assert_eq!(place(&["Raid on market in Idlib", "Moscow accused Ankara."], "accused"), None);
    }
}
