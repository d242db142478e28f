//! Which of the places that a sentence names is the event's: the nearest without a clause or speaker in between, or the
//! clearest one where the trigger is elsewhere.

use super::carry;
use super::view::{PlacePhrase, PlaceView, is_local};
use crate::event::PlacePrecision;
use crate::frame::word_class::{
    is_auxiliary, is_boundary, is_determiner, is_event_noun, is_preposition, is_saying, is_verbal,
};
use crate::gazetteer::Entry;
use std::ops::Range;

/// A phrase of at least this cost is not the event's place.
const TOO_FAR: usize = 40;

/// Up to this cost, a named place counts as the one that contains the trigger's unnamed place.
const NEAR: usize = 20;

/// Talks are named after the town where they are held; other events are not.
fn is_talk(word: &str) -> bool {
    matches!(
        word,
        "talks"
            | "talk"
            | "process"
            | "conference"
            | "summit"
            | "negotiations"
            | "accord"
            | "accords"
            | "agreement"
            | "communique"
            | "convention"
            | "deal"
            | "meeting"
            | "round"
    )
}

impl PlaceView<'_> {
    /// The phrase that most likely says where the trigger's act was, or (`named`) a name close to it that says where
    /// that is.
    pub(super) fn nearest(&self, trigger: &Range<usize>, named: bool) -> Option<&PlacePhrase> {
        self.phrases
            .iter()
            .filter(|phrase| !named || phrase.entry.is_some())
            .map(|phrase| (self.cost(phrase, trigger), phrase))
            .filter(|(cost, _)| *cost < if named { NEAR } else { TOO_FAR })
            .min_by_key(|(cost, phrase)| (*cost, phrase.tokens.start))
            .map(|(_, phrase)| phrase)
    }

    /// The place that the trigger's own clause gives for a meeting or a truce: "talks in Geneva", "the Geneva talks",
    /// "a ceasefire for Aleppo"; never a place that the talks are about.
    pub(super) fn stated(&self, trigger: &Range<usize>) -> Option<&PlacePhrase> {
        let words = &self.words;
        let fits = |phrase: &&PlacePhrase| {
            let word_before = words.before(phrase.tokens.start);
            let beside = is_talk(self.described_noun(phrase)) || self.is_compound(phrase);
            let inside = trigger.start <= phrase.tokens.start && phrase.tokens.start <= trigger.end;
            if phrase.tokens.end <= trigger.start {
                return beside && trigger.start - phrase.tokens.end <= 2;
            }
            let led = matches!(
                word_before,
                "in" | "at" | "near" | "for" | "inside" | "across" | "throughout" | "around"
            ) || matches!(words.get(phrase.tokens.start), "near" | "around");
            let gap = trigger.end..phrase.tokens.start.max(trigger.end);
            let blocked = gap.clone().any(|at| {
                let word = words.get(at);
                is_boundary(word)
                    || is_saying(word)
                    || is_event_noun(word) && word != "fighting"
                    || matches!(
                        word,
                        "about"
                            | "regarding"
                            | "concerning"
                            | "over"
                            | "situation"
                            | "crisis"
                            | "war"
                            | "conflict"
                            | "that"
                            | "who"
                            | "which"
                    )
                    || words.gap(at).contains([',', ';', '“', '"'])
            });
            (led && !blocked && gap.len() <= 6 || beside && inside) && !self.is_speakers(phrase)
        };
        let named =
            || self.phrases.iter().filter(|phrase| phrase.is_name || phrase.entry.is_some());
        // "At the White House on Friday the ministers signed": where the sentence opens, all of its main clause is.
        let opens = |phrase: &&PlacePhrase| {
            let start = words.tokens.start;
            let led = phrase.tokens.start == start + 1
                || phrase.tokens.start == start + 2 && is_determiner(words.get(start + 1));
            let led = led && matches!(words.get(start), "in" | "at");
            let gap = phrase.tokens.end..trigger.start.max(phrase.tokens.end);
            (led || phrase.tokens.start == start && self.is_marked(phrase))
                && phrase.precision != PlacePrecision::Country
                && phrase.tokens.end <= trigger.start
                && gap.len() <= 14
                && !gap.clone().any(|at| {
                    let word = words.get(at);
                    is_boundary(word)
                        || is_saying(word)
                        || matches!(word, "that" | "who" | "which" | "in" | "at")
                        || words.gap(at).contains([';', '“', '"'])
                })
        };
        named().find(fits).or_else(|| named().find(opens))
    }

    /// The noun that a place right before it modifies: "the Raqqa assault", "the Geneva peace talks".
    fn described_noun(&self, phrase: &PlacePhrase) -> &str {
        let words = &self.words;
        let mut at = phrase.tokens.end;
        if !words.is_close(at - 1) {
            return "";
        }
        if matches!(words.get(at), "peace" | "ground" | "air" | "military" | "aid" | "civil")
            && words.is_close(at)
        {
            at += 1;
        }
        words.get(at)
    }

    fn is_compound(&self, phrase: &PlacePhrase) -> bool {
        let noun = self.described_noun(phrase);
        is_event_noun(noun) && !is_talk(noun)
    }

    fn cost(&self, phrase: &PlacePhrase, trigger: &Range<usize>) -> usize {
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
        if phrase.tokens.end <= trigger.start && words.get(phrase.tokens.end) == "where" {
            return self.meeting_cost(phrase); // "Aleppo, where hundreds were killed"
        }
        cost += 5 * between
            .clone()
            .filter(|&at| is_boundary(words.get(at)) || words.gap(at).contains([';', '“', '"']))
            .count();
        cost += 3 * between.clone().filter(|&at| words.gap(at).contains(',')).count();
        cost += self.lead_cost(phrase, trigger, &between);
        cost += match phrase.precision {
            PlacePrecision::Country => 6,
            _ if phrase.entry.is_some() || phrase.is_name => 0,
            _ if phrase.tokens.start == trigger.end => 1, // an object that is taken or hit
            _ => 12,
        };
        cost + self.meeting_cost(phrase)
    }

    /// A prohibitive cost for places where people meet or have their seat.
    fn meeting_cost(&self, phrase: &PlacePhrase) -> usize {
        let met = matches!(self.word_before(phrase), "in" | "at")
            && (is_talk(self.second_word_before(phrase))
                || matches!(
                    self.second_word_before(phrase),
                    "met"
                        | "meet"
                        | "meets"
                        | "gathered"
                        | "discussions"
                        | "dialogue"
                        | "forum"
                        | "council"
                        | "banned"
                        | "outlawed"
                        | "prohibited"
                ));
        // A capital that stands for its government.
        let ruled = matches!(
            self.second_word_before(phrase),
            "blame" | "pressure" | "sanctions" | "call" | "calls" | "called"
        );
        let meeting_cost = met
            || ruled
            || self.is_dateline(phrase)
            || self.is_qualifier(phrase)
            || self.is_speakers(phrase)
            || is_talk(self.described_noun(phrase));
        if meeting_cost { TOO_FAR } else { 0 }
    }

    /// "BEIRUT (Wire) Clashes": the desk's town, unless the sentence also names its country.
    fn is_dateline(&self, phrase: &PlacePhrase) -> bool {
        let byline =
            |entry: &&Entry| self.is_byline_place(&phrase.tokens) && !carry::is_without_desk(entry);
        let Some(entry) = self.entry(phrase).filter(byline) else { return false };
        !self.phrases.iter().any(|other| {
            other.tokens != phrase.tokens
                && self.entry(other).is_some_and(|other| other.country == entry.country)
        })
    }

    /// Whether a name in capitals, followed by a bracket or dash, opens a byline.
    pub(super) fn is_byline_place(&self, name: &Range<usize>) -> bool {
        let document = self.words.document;
        let written = |at: usize| document.surface(at);
        let shouted = name.clone().all(|at| !written(at).contains(char::is_lowercase))
            && name.clone().any(|at| written(at).chars().count() > 3);
        let gap = document.gap_after(name.end - 1);
        let marked = gap != "-" && gap.trim_start().starts_with(['(', '—', '–', '-']);
        let after = name.end..(name.end + 8).min(document.len());
        shouted && marked && after.into_iter().any(|at| written(at).contains(char::is_lowercase))
    }

    /// A name that says to whom something belongs: "U.S. air strikes", "Qatar Red Crescent", "US-Russian".
    fn is_qualifier(&self, phrase: &PlacePhrase) -> bool {
        let words = &self.words;
        let next = phrase.tokens.end;
        if phrase.precision != PlacePrecision::Country || words.is_hyphen(next - 1) {
            return phrase.precision == PlacePrecision::Country;
        }
        if !words.is_close(next - 1) {
            return false;
        }
        let surface = words.document.surface(phrase.head);
        let short = surface.len() <= 4 && !surface.contains(char::is_lowercase);
        let word = words.get(next);
        let noun = !(word.is_empty()
            || is_preposition(word)
            || is_boundary(word)
            || is_auxiliary(word)
            || is_saying(word)
            || words.is_capital(next));
        let body = (next..next + 3).any(|at| {
            words.is_capital(at)
                && matches!(
                    words.get(at),
                    "crescent"
                        | "cross"
                        | "airways"
                        | "university"
                        | "times"
                        | "foundation"
                        | "charity"
                        | "television"
                        | "post"
                        | "army"
                        | "council"
                )
        });
        short && noun || body
    }

    /// Whether an active verb follows.
    fn is_doing(&self, phrase: &PlacePhrase) -> bool {
        let words = &self.words;
        let end = phrase.tokens.end;
        is_auxiliary(words.get(end))
            && !matches!(words.get(end), "was" | "were" | "is" | "are")
            && !matches!(words.get(end + 1), "been" | "be" | "seen" | "come" | "fallen" | "changed")
    }

    /// "Between Jubaland and federal forces": a region that fights is none where it is fought.
    fn is_between_forces(&self, phrase: &PlacePhrase) -> bool {
        let words = &self.words;
        let end = phrase.tokens.end;
        phrase.precision == PlacePrecision::Region
            && self.word_before(phrase) == "between"
            && words.get(end) == "and"
            && (end + 1..end + 5)
                .any(|at| matches!(words.get(at), "forces" | "troops" | "fighters" | "soldiers"))
    }

    /// The preposition or other word before a phrase, without its determiner.
    fn word_before(&self, phrase: &PlacePhrase) -> &str {
        let start = phrase.tokens.start;
        let word_before = self.words.before(start);
        if is_determiner(word_before) { self.words.before(start - 1) } else { word_before }
    }

    /// The second word before a phrase.
    fn second_word_before(&self, phrase: &PlacePhrase) -> &str {
        phrase.tokens.start.checked_sub(2).map_or("", |at| self.words.get(at))
    }

    /// "Syria's civil war": a country that a war is named after is the place of the war.
    fn is_war(&self, phrase: &PlacePhrase) -> bool {
        matches!(self.described_noun(phrase), "war" | "conflict" | "uprising" | "revolution")
    }

    /// A cost for words around a phrase that do not fit the scene of an event.
    fn lead_cost(
        &self,
        phrase: &PlacePhrase,
        trigger: &Range<usize>,
        between: &Range<usize>,
    ) -> usize {
        let words = &self.words;
        let start = phrase.tokens.start;
        let word_before = self.word_before(phrase);
        let met = between.is_empty() && phrase.tokens.end > trigger.start;
        let object = met && !matches!(word_before, "from" | "to" | "by" | "with")
            || phrase.tokens.end <= trigger.start
                && between.len() <= 2
                && between.clone().all(|at| is_auxiliary(words.get(at)))
                && !is_preposition(word_before);
        if phrase.precision == PlacePrecision::Country {
            if self.is_war(phrase) {
                return 0;
            }
            // A country is more often a party than a scene.
            let inside = matches!(
                word_before,
                "in" | "inside" | "across" | "throughout" | "within" | "into"
            );
            let owner = words.document.is_possessive(phrase.tokens.end - 1);
            return match word_before {
                _ if inside && !owner => 0,
                "over" | "to" | "from" if !owner => 12,
                _ if phrase.weak || owner => TOO_FAR,
                _ => 25,
            };
        }
        let water =
            phrase.tokens.clone().any(|at| matches!(words.get(at), "river" | "lake" | "sea"))
                && !matches!(word_before, "on" | "in" | "at" | "near" | "along");
        let near = matches!(words.get(start), "near" | "outside" | "around");
        let under = words.get(phrase.tokens.end) == "under";
        match word_before {
            _ if water => 30,
            _ if self.is_departed(phrase, trigger) => TOO_FAR,
            _ if self.is_between_forces(phrase) => TOO_FAR,
            _ if object || near || under || self.is_compound(phrase) => 0,
            _ if is_local(word_before) => 0,
            // "Displaced from Luuq to Dollow": it was fought where they came from.
            "to" if (start.saturating_sub(4)..start).any(|at| words.get(at) == "from") => 25,
            "to" | "from" | "with" | "by" => 12,
            _ if phrase.weak => TOO_FAR,
            // "Moscow has refused": an actor is not a scene.
            _ if self.is_doing(phrase) => 25,
            _ => 5,
        }
    }

    /// Whether the phrase says where someone spoke or has their seat: "speaking in Geneva", "activists in the town
    /// said".
    fn is_speakers(&self, phrase: &PlacePhrase) -> bool {
        let words = &self.words;
        let start = phrase.tokens.start;
        let word_before = words.before(start);
        let second_word_before = start.checked_sub(2).map_or("", |at| words.get(at));
        let next = words.get(phrase.tokens.end);
        if words.is_hyphen(phrase.tokens.end - 1) && next == "based" {
            return true;
        }
        let speech = is_saying(second_word_before)
            || matches!(
                second_word_before,
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
            second_word_before,
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
        // "In Washington the ministry confirmed": the seat of the speaker.
        let seat = start == words.tokens.start + 1
            && self.is_abroad(phrase)
            && (phrase.tokens.end..phrase.tokens.end + 6).any(|at| is_saying(words.get(at)));
        matches!(word_before, "in" | "from" | "at") && (speech || person && is_saying(next) || seat)
    }

    /// The place that a sentence without the trigger names most clearly: a name that is the scene of something by its
    /// preposition, place noun or event noun. Countries are too vague, and towns where people meet do not count.
    pub(super) fn main_place(&self) -> Option<&PlacePhrase> {
        let words = &self.words;
        let scene = |phrase: &&PlacePhrase| {
            let start = phrase.tokens.start;
            let word_before = words.before(start);
            let led = is_local(word_before) && word_before != "against"
                || matches!(words.get(start), "near" | "outside" | "around")
                || phrase.tokens.len() > 1 && !phrase.weak
                || self.is_compound(phrase)
                || is_verbal(word_before) && !is_saying(word_before)
                || words.get(phrase.tokens.end) == "under"
                || self.is_left(phrase)
                || self.is_opening(phrase);
            (led && phrase.precision != PlacePrecision::Country || self.is_war(phrase))
                && (phrase.entry.is_some() || phrase.is_name)
                && self.meeting_cost(phrase) == 0
                && !self.is_departed(phrase, &(0..0))
                && !self.is_meeting_place(phrase)
        };
        self.phrases.iter().find(scene)
    }

    /// "A withdrawal from Babanusa": where they were is where it happened.
    fn is_left(&self, phrase: &PlacePhrase) -> bool {
        self.word_before(phrase) == "from"
            && matches!(
                self.second_word_before(phrase),
                "withdrawal"
                    | "withdrew"
                    | "withdrawn"
                    | "retreat"
                    | "retreated"
                    | "expelled"
                    | "driven"
            )
    }

    /// "Kenscoff: gunmen came", "Kadugli remains encircled": a town that opens the sentence as its scene.
    fn is_opening(&self, phrase: &PlacePhrase) -> bool {
        let words = &self.words;
        let end = phrase.tokens.end;
        let state = matches!(
            words.get(end),
            "remains" | "remained" | "came" | "changed" | "burned" | "burnt" | "fell" | "woke"
        ) || is_auxiliary(words.get(end)) && !self.is_doing(phrase);
        phrase.tokens.start == words.tokens.start
            && phrase.entry.is_some()
            && phrase.precision == PlacePrecision::Town
            && (state || self.is_marked(phrase))
    }

    /// Whether a colon or dash follows, as after the town that opens a bulletin.
    fn is_marked(&self, phrase: &PlacePhrase) -> bool {
        let gap = self.words.gap(phrase.tokens.end - 1);
        gap != "-" && gap.trim_start().starts_with([':', '—', '–', '-'])
    }

    /// Whether the phrase is in another country than most places of the article.
    fn is_abroad(&self, phrase: &PlacePhrase) -> bool {
        let country = self.entry(phrase).and_then(|entry| entry.country.as_ref());
        country.is_some() && self.main_country.is_some() && country != self.main_country.as_ref()
    }

    /// Whether words of meeting come before the phrase.
    fn is_meeting_place(&self, phrase: &PlacePhrase) -> bool {
        let start = phrase.tokens.start;
        let abroad = self.is_abroad(phrase);
        let from = start.saturating_sub(if abroad { 16 } else { 9 });
        let end = phrase.tokens.end + if abroad { 7 } else { 0 };
        (from..end).any(|at| {
            let word = self.words.get(at);
            let speaks = || {
                is_saying(word)
                    || matches!(word, "forum" | "council" | "interview" | "minister" | "ministers")
            };
            is_talk(word) && word != "deal"
                || abroad && speaks()
                || matches!(
                    word,
                    "met" | "meet" | "meets" | "discussions" | "dialogue" | "visit" | "visiting"
                )
        })
    }

    /// Whether the sentence is about the whole war, so that no town is its scene.
    pub(super) fn is_about_whole_war(&self) -> bool {
        let words = &self.words;
        words.tokens.clone().any(|at| {
            matches!(words.get(at), "war" | "conflict" | "uprising" | "revolution")
                && matches!(words.before(at), "the" | "civil" | "year" | "syrias" | "syria")
                && (at.saturating_sub(5)..at)
                    .any(|n| matches!(words.get(n), "in" | "since" | "during" | "of"))
        })
    }
}
