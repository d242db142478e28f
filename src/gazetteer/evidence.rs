//! Whether a name of a name file is a place where it is written. The world has a town of nearly every surname and of many
//! words ("Reading", "Nice"), so that a name counts only with evidence beside it: a preposition, a verb that takes a place,
//! a country behind it, a word for a place; a city of many people needs less. Looks at the sentence alone.

use super::entry::{EntryKind, Reading};
use super::found::Stretch;
use super::hit::NameHit;
use super::index::key;
use super::place_words::{
    ACTS, AFTER, BEFORE, NAMED_FOR, PLACE_NOUNS, TAKES_PLACE, WEAK, is_scene,
};
use super::reading::{LOCAL, LOCAL_AFTER, is_close};
use crate::text::calendar;
use crate::text::tokens::memo::WordQuestion;
use std::ops::Range;

/// A town of so many people is a place after a weak preposition.
const MIDDLING: u64 = 20_000;

/// A town of so many people is one where the words around it fit a place better than a person.
const SMALL: u64 = 10_000;

/// A city of so many people is one without further evidence, unless something speaks against it.
const LARGE: u64 = 100_000;

/// Whether a word begins with a capital anywhere and belongs to no name: a day or a month.
fn is_capitalised(word: &str) -> bool {
    word == "i" || calendar::month(word).is_some() || calendar::weekday(word, true).is_some()
}

/// What the gazetteer has of a name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known<'a> {
    /// The people of the largest place of that name.
    pub people: u64,
    /// The country of that place.
    pub country: Option<&'a str>,
    /// Whether its first word is in the name of a person.
    pub person: bool,
}

impl Known<'_> {
    /// Whether the place is of some size and its name hardly a person's: where English is spoken towns bear surnames.
    fn is_distinct(&self) -> bool {
        const ENGLISH: &[&str] = &["USA", "GBR", "CAN", "AUS", "NZL", "IRL", "ZAF", "JAM"];
        self.people >= SMALL
            && !self.person
            && self.country.is_some_and(|country| !ENGLISH.contains(&country))
    }
}

/// Whether the name at `name` is a place. `before`: the name found before it; `is_country`: whether a country or region
/// is named at a token.
pub(super) fn is_place(
    stretch: &Stretch<'_>,
    name: &Range<usize>,
    known: Known<'_>,
    before: Option<(&NameHit, EntryKind)>,
    is_country: impl Fn(usize) -> bool,
) -> bool {
    let words = Beside { stretch, name };
    let people = known.people;
    let behind = words.gap_is(name.end, |gap| gap.trim() == ",") && is_country(name.end);
    if stretch.all_capitals {
        return behind || LOCAL.contains(&&*words.at(words.previous(1)));
    }
    if behind || words.is_owned(before) || words.is_listed(before) {
        return true;
    }
    if words.begins_sentence() && known.is_distinct() && words.opens() {
        return true;
    }
    let titled = stretch.is_titled();
    if !titled && words.runs_on() || words.is_part() || words.is_surname() {
        return false;
    }
    let lead = words.lead();
    let weak = WEAK.contains(&&*lead) && (people >= MIDDLING || name.len() > 1);
    if weak || is_local(&lead) || words.names_place_after() {
        return true;
    }
    let fits = titled || !words.follows_name();
    fits && words.is_taken()
        || fits && known.is_distinct() && (words.names_act() || words.is_scene())
        || fits && people >= LARGE && (!words.begins_sentence() || words.acts_or_is())
}

/// In text all in capitals: whether a name that begins at `start` could have the evidence it needs there.
pub(super) fn may_be_in_capitals(stretch: &Stretch<'_>, start: usize) -> bool {
    let words = Beside { stretch, name: &(start..start + 1) };
    let end = (start + 4).min(stretch.tokens.end);
    LOCAL.contains(&&*words.at(words.previous(1)))
        || (start..end).any(|at| stretch.document.gap_after(at).contains(','))
}

/// Whether a name after this word is often a place.
fn is_local(word: &str) -> bool {
    LOCAL.contains(&word)
        || BEFORE.contains(&word)
        || PLACE_NOUNS.contains(&word)
        || takes_place(word)
}

/// Whether the word is a form of a verb that takes a place.
fn takes_place(word: &str) -> bool {
    TAKES_PLACE.iter().any(|stem| {
        let ending = word.strip_prefix(stem);
        ending.is_some_and(|ending| matches!(ending, "" | "s" | "e" | "es" | "ed" | "d" | "ing"))
    })
}

/// A name with the words beside it.
struct Beside<'a> {
    stretch: &'a Stretch<'a>,
    name: &'a Range<usize>,
}

impl Beside<'_> {
    /// The token `back` before the name, within the stretch.
    fn previous(&self, back: usize) -> Option<usize> {
        self.name.start.checked_sub(back).filter(|at| *at >= self.stretch.tokens.start)
    }

    fn at(&self, token: Option<usize>) -> String {
        let mut buffer = String::new();
        let inside = token.filter(|at| *at < self.stretch.tokens.end);
        inside.map_or("", |at| key(self.stretch.document.surface(at), &mut buffer)).to_owned()
    }

    /// Whether the gap before token `next` is as `fits` says, and the token is in the stretch.
    fn gap_is(&self, next: usize, fits: impl Fn(&str) -> bool) -> bool {
        next < self.stretch.tokens.end && fits(self.stretch.document.gap_after(next - 1))
    }

    fn is_capital(&self, token: usize) -> bool {
        self.stretch.is_capital(token)
    }

    /// The word before the name, an article and a direction left out.
    fn lead(&self) -> String {
        let skipped = |word: &str| matches!(word, "the" | "nearby" | "besieged" | "embattled");
        let first = self.at(self.previous(1));
        if skipped(&first) { self.at(self.previous(2)) } else { first }
    }

    /// "Sudan's El Fasher": a country right before it.
    fn is_owned(&self, before: Option<(&NameHit, EntryKind)>) -> bool {
        before.is_some_and(|(hit, kind)| {
            hit.tokens.end == self.name.start
                && matches!(kind, EntryKind::Country | EntryKind::State)
                && self.stretch.document.is_possessive(hit.tokens.end - 1)
        })
    }

    /// "in Bakhmut, Avdiivka and Kupiansk": a place before it in a list.
    fn is_listed(&self, before: Option<(&NameHit, EntryKind)>) -> bool {
        let Some((hit, kind)) = before else { return false };
        let place = hit.reading == Reading::Place && !matches!(kind, EntryKind::Country);
        let gap = |at: usize| self.stretch.document.gap_after(at).trim();
        let end = hit.tokens.end;
        place
            && match self.name.start.checked_sub(end) {
                Some(0) => gap(end - 1) == ",",
                Some(1) => {
                    matches!(&*self.at(Some(end)), "and" | "or") && matches!(gap(end - 1), "" | ",")
                }
                _ => false,
            }
    }

    /// "Victoria Nuland": a further capitalised word that is not a word for a place, a day or a month.
    fn runs_on(&self) -> bool {
        let next = self.name.end;
        if !self.gap_is(next, |gap| gap == " ") || !self.is_capital(next) {
            return false;
        }
        let word = self.at(Some(next));
        !(is_capitalised(&word)
            || LOCAL_AFTER.contains(&&*word)
            || AFTER.contains(&&*word)
            || PLACE_NOUNS.contains(&&*word))
    }

    /// "General Wagner", "John Kent": a capitalised word right before that is not the first of the sentence.
    fn follows_name(&self) -> bool {
        let Some(before) = self.previous(1) else { return false };
        self.is_capital(before) && self.gap_is(self.name.start, |gap| gap == " ")
    }

    /// "Gulf of Aden", "Karbala-7", "INS Mysore": a part of another name.
    fn is_part(&self) -> bool {
        let document = self.stretch.document;
        let numbered = self.gap_is(self.name.end, |gap| gap == "-")
            && document.surface(self.name.end).starts_with(|c: char| c.is_ascii_digit());
        let named_for =
            self.at(self.previous(1)) == "of" && NAMED_FOR.contains(&&*self.at(self.previous(2)));
        let code = self.previous(1).is_some_and(|at| {
            let surface = document.surface(at);
            (2..=4).contains(&surface.len())
                && surface.bytes().all(|byte| byte.is_ascii_uppercase())
                && self.gap_is(self.name.start, |gap| gap == " ")
        });
        numbered || named_for || code && !self.stretch.all_capitals
    }

    /// Whether the running text has the name elsewhere behind a given name: "Howe" where it has "Geoffrey Howe".
    fn is_surname(&self) -> bool {
        let document = self.stretch.document;
        if self.name.len() > 1 {
            return false;
        }
        let title = document.article.layout.title;
        let in_title =
            |at: usize| title.is_some_and(|title| document.token_span(at).start < title.end);
        let given_name = |at: usize| {
            let mut buffer = String::new();
            let word = key(document.surface(at), &mut buffer);
            let other = is_local(word) || WEAK.contains(&word) || is_capitalised(word);
            let small = matches!(word, "the" | "and" | "but" | "as" | "while" | "since" | "at");
            self.is_capital(at) && document.gap_after(at) == " " && !other && !small
        };
        let fits = |at: usize| at > 0 && !in_title(at) && given_name(at - 1);
        document.first_place(WordQuestion::Surname, self.name.clone(), fits).is_some()
    }

    fn begins_sentence(&self) -> bool {
        self.previous(1).is_none()
    }

    /// "Kherson residents", "Gao airport".
    fn names_place_after(&self) -> bool {
        let close = is_close(self.stretch.document, self.name.end - 1);
        let word = self.at(Some(self.name.end));
        close && (LOCAL_AFTER.contains(&&*word) || AFTER.contains(&&*word))
    }

    /// "Toretsk had fallen", "Bakhmut was shelled": the subject of what is done to places.
    fn is_taken(&self) -> bool {
        let after = self.name.end..self.name.end + 3;
        let mut words = after.map(|at| self.at(Some(at))).skip_while(|word| {
            matches!(&**word, "has" | "had" | "have" | "been" | "was" | "were" | "is" | "being")
        });
        let verb = words.next().unwrap_or_default();
        matches!(&*verb, "fallen" | "fell" | "falls" | "fall" | "taken")
            || verb.ends_with("ed") && takes_place(&verb)
    }

    /// "ORIKHIV - Five trucks", "Kenscoff: gunmen came": the name that opens a bulletin; not a speaker ("Abe: we will").
    fn opens(&self) -> bool {
        let document = self.stretch.document;
        let last = self.name.end - 1;
        if self.name.end >= document.len() {
            return false;
        }
        let gap = document.gap_after(last);
        let shouted =
            self.name.clone().all(|at| !document.surface(at).contains(char::is_lowercase))
                && document.surface(last).chars().count() > 3;
        let dashed = gap.trim().starts_with(['-', '–', '—', '(']) && gap != "-";
        let colon = gap.starts_with(": ");
        let next = document.surface(self.name.end);
        let speaks = matches!(next, "I" | "We" | "we" | "Our" | "our");
        shouted && (dashed || colon) || colon && gap.trim() == ":" && !speaks
    }

    /// "The Karrada bombing": an act named after the town.
    fn names_act(&self) -> bool {
        let close = is_close(self.stretch.document, self.name.end - 1);
        close && ACTS.contains(&&*self.at(Some(self.name.end)))
    }

    /// "Kadugli remains encircled".
    fn is_scene(&self) -> bool {
        let words: Vec<String> =
            (self.name.end..self.name.end + 6).map(|at| self.at(Some(at))).collect();
        is_scene(words.iter().map(String::as_str))
    }

    /// Whether a verb or a possessive follows, as after the subject of a sentence.
    fn acts_or_is(&self) -> bool {
        let word = self.at(Some(self.name.end));
        self.stretch.document.is_possessive(self.name.end - 1)
            || matches!(
                &*word,
                "was"
                    | "is"
                    | "has"
                    | "had"
                    | "remains"
                    | "came"
                    | "fell"
                    | "falls"
                    | "under"
                    | "and"
                    | "hit"
                    | "shelled"
                    | "bombed"
                    | "attacked"
                    | "struck"
            )
            || self.is_scene()
    }
}

#[cfg(test)]
mod tests {
    use crate::gazetteer::import::names;
    use crate::gazetteer::testing::sentence;
    use crate::gazetteer::{Gazetteer, GazetteerBuilder, NameFile, Table};
    use crate::text::tokens::document::TOKENS_READ;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    /// A few towns of the world, among them names that are words or surnames, beside a table of states.
    static WORLD: LazyLock<Gazetteer> = LazyLock::new(|| {
        let towns = "name,aliases,kind,admin1,country,lat,lon,geonames_id,population,case\n\
            Reading,,town,England,GBR,51.4,-0.9,1,160000,\nNice,,town,PACA,FRA,43.7,7.2,2,340000,\n\
            Mobile,,town,Alabama,USA,30.7,-88,3,190000,\nOf,,town,Trabzon,TUR,40.9,40.2,4,20000,exact\n\
            Kharkiv,Kharkov,town,Kharkiv,UKR,49.9,36.2,5,1400000,\nToretsk,,town,Donetsk,UKR,48.4,37.8,6,31000,\n\
            El Fasher,Al Fashir,town,North Darfur,SDN,13.6,25.3,7,250000,\nVictoria,,town,,SYC,-4.6,55.4,8,26000,\n\
            Jackson,,town,Mississippi,USA,32.3,-90.2,9,150000,\nKupiansk,,town,Kharkiv,UKR,49.7,37.6,10,27000,\n";
        let (text, problems) = names(Table::Places, "places.csv", towns);
        assert_eq!(problems, []);
        let mut builder = GazetteerBuilder::new();
        let states = "name,aliases,adjectives,demonyms,code,capital\n\
            Ukraine,,Ukrainian,Ukrainians,UKR,Kyiv\nSudan,,Sudanese,Sudanese,SDN,Khartoum\n";
        assert_eq!(builder.add_table(Table::States, "states.csv", states), []);
        builder.add_names(NameFile::open(text.into()).expect("a name file"));
        builder.build()
    });

    /// The places found that a name file has.
    fn found(text: &str) -> Vec<String> {
        let document = sentence(text);
        let hits = WORLD.scan(&document, 0..document.len());
        let of_file = hits.iter().filter(|hit| !WORLD.is_of_table(hit.entry()));
        of_file.map(|hit| WORLD.entry(hit.entry()).name.clone()).collect()
    }

    #[test]
    fn a_name_with_evidence_is_a_place() {
        for (text, name) in [
            ("A blast was heard in Toretsk at night.", "Toretsk"),
            ("The army shelled Toretsk.", "Toretsk"),
            ("Reports that Toretsk had fallen were denied.", "Toretsk"),
            ("Sudan's El Fasher is besieged.", "El Fasher"),
            ("They entered Al-Fashir, Sudan, on Monday.", "El Fasher"),
            ("Toretsk residents fled.", "Toretsk"),
            ("Kharkiv was hit at dawn.", "Kharkiv"),
            ("Drones Attack Kharkov Overnight", "Kharkiv"),
            ("He lives in Mobile with her.", "Mobile"),
            ("They met in Reading on Monday.", "Reading"),
            ("Kupiansk remains encircled.", "Kupiansk"),
            ("Kupiansk came under fire 14 times.", "Kupiansk"),
            ("Kupiansk is back in Ukrainian hands.", "Kupiansk"),
            ("Kupiansk: gunmen came before dawn.", "Kupiansk"),
            ("TORETSK – Five trucks came.", "Toretsk"),
            ("TORETSK (Wire) - Five trucks came.", "Toretsk"),
            ("He reported the Toretsk massacre.", "Toretsk"),
        ] {
            assert_eq!(found(text), [name], "{text}");
        }
        assert_eq!(found("Strikes on Kharkiv and Kupiansk went on."), ["Kharkiv", "Kupiansk"]);
    }

    #[test]
    fn words_and_persons_are_no_places() {
        for text in [
            "Reading the report, he wept.",
            "Nice weather came back.",
            "Mobile phones were cut off.",
            "Of the dead two were children.",
            "Ms. Victoria Nuland spoke in the hall of Victoria Nuland.",
            "General Jackson said so.",
            "The toretsk of old.",
            "Andrew Jackson and Nice People won.",
            "Jackson: taxes will fall.",
            "Victoria has changed her mind.",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    /// How many tokens are read to find the names of `text`, twice of it and four times of it.
    fn read(text: &str) -> [u64; 3] {
        [1, 2, 4].map(|times| {
            let document = sentence(&text.repeat(50 * times));
            let before = TOKENS_READ.get();
            WORLD.scan(&document, 0..document.len());
            TOKENS_READ.get() - before
        })
    }

    #[test]
    fn names_of_a_whole_article_take_as_much_as_it_is_long() {
        for text in [
            "The army shelled Toretsk. ",
            "Toretsk residents fled. ",
            "Drones Attack Kharkov Overnight ",
            "General Jackson said so. ",
            "Kupiansk remains encircled. ",
            "THE ARMY WAS IN KHARKIV, UKRAINE. ",
        ] {
            let [one, two, four] = read(text);
            assert!(
                two <= 2 * one + one / 10 && four <= 4 * one + one / 5,
                "{text}: {one} {two} {four}"
            );
        }
    }

    #[test]
    fn text_in_capitals_needs_more() {
        assert_eq!(found("READING ROOMS IN KHARKIV CLOSED TODAY."), ["Kharkiv"]);
        assert_eq!(found("NICE MOBILE PHONES WERE SOLD."), [""; 0]);
    }

    proptest! {
        #[test]
        fn hits_are_in_order_and_inside(
            text in "(Kharkiv|El|Fasher|in|and|Of|Nice|Sudan|’s|, |\\. | |\\PC){0,30}"
        ) {
            let document = sentence(&text);
            let mut last = 0;
            for hit in WORLD.scan(&document, 0..document.len() + 3) {
                prop_assert!(hit.tokens.start >= last && hit.tokens.start < hit.tokens.end);
                prop_assert!(hit.tokens.end <= document.len() && !hit.entries.is_empty());
                last = hit.tokens.end;
            }
        }
    }
}
