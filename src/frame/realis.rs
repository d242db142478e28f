//! Whether a mention's event happened, by the grammar of its passage: negation, plans, conditions, attempts, ongoing
//! and background events. Tense alone is weak evidence in news prose, so each reading needs a word near the trigger;
//! without one, the event is actual. `background` handles phrases for times far in the past.

pub(super) mod cue;
pub(super) mod governing;
mod ongoing;
pub(super) mod view;

use super::background;
use super::word_class::is_event_noun;
use crate::event::Realis;
use crate::language::{Class, Lexicon};
use crate::text::Document;
use crate::text::tokens::sentence_words::SentenceWords;
use jiff::civil::Date;
use std::ops::Range;
use view::TriggerView;

/// The realis of the mention with the trigger tokens `trigger` (of the whole document) in the sentence with index
/// `sentence`.
///
/// `published` is the article's date and `event_start` the first day of the event, where known.
#[cfg(test)]
pub fn judge(
    doc: &Document,
    sentence: usize,
    trigger: Range<usize>,
    published: Option<Date>,
    event_start: Option<Date>,
) -> Realis {
    of_words(doc, sentence, trigger.clone())
        .unwrap_or_else(|| of_time(doc, sentence, trigger, published, event_start))
}

/// The realis, where the words around the trigger decide it whatever the date; `None` where they leave it to
/// [`of_time`].
pub fn of_words(doc: &Document, sentence: usize, trigger: Range<usize>) -> Option<Realis> {
    let one = doc.sentences().get(sentence)?;
    let words = SentenceWords::new(doc, one.tokens.clone());
    TriggerView { words: &words, trigger: &trigger }.realis_of_words()
}

/// Whether a sentence has a word that can make a governing clause decide the realis, so that its analysis is worth the
/// time.
pub fn may_be_governed(doc: &Document, sentence: usize) -> bool {
    let Some(one) = doc.sentences().get(sentence) else { return false };
    let english = Lexicon::english();
    let telling = |at: usize| {
        let word = doc.folded(at);
        [Class::Negative, Class::None, Class::Untrue].iter().any(|class| english.is(&word, *class))
            || doc.gap_after(at).contains('?')
    };
    one.tokens.clone().any(telling)
}

/// The realis of a mention that [`of_words`] does not decide: whether it is background, by its date and by words that
/// place it in the past, or still going on.
pub fn of_time(
    doc: &Document,
    sentence: usize,
    trigger: Range<usize>,
    published: Option<Date>,
    event_start: Option<Date>,
) -> Realis {
    let Some(one) = doc.sentences().get(sentence) else { return Realis::Actual };
    let words = SentenceWords::new(doc, one.tokens.clone());
    TriggerView { words: &words, trigger: &trigger }.realis_of_time(published, event_start)
}

#[rustfmt::skip]
const TRIES: &[&str] = &[
    "tried", "trying", "tries", "attempted", "attempting", "attempt", "attempts", "failed", "fails", "failing", "struggled", "fought",
];
const FOILS: &[&str] =
    &["foiled", "thwarted", "repelled", "aborted", "averted", "botched", "repulsed"];
const DOUBTS: &[&str] =
    &["if", "unless", "whether", "might", "considering", "considered", "possibility", "prospects"];
const FEARS: &[&str] = &["feared", "fears", "fear", "risk"];
#[rustfmt::skip]
const PLANS: &[&str] = &[
    "plan", "plans", "planned", "planning", "promised", "promises", "promise", "vowed", "vows", "pledged", "pledges", "hopes", "hope", "hoped",
    "intends", "intend", "intended", "aims", "aimed", "aiming", "scheduled", "upcoming", "forthcoming", "preparing", "prepared", "prepares",
    "seeks", "seeking", "sought",
];
/// Words that refer to the future when an infinitive follows within a few words.
#[rustfmt::skip]
const LEANS: &[&str] = &[
    "agreed", "expected", "ready", "want", "wants", "wanted", "going", "offered", "proposed", "order", "push", "ordered", "bid", "effort", "efforts",
    "way", "decided", "threatened",
];
/// Words that do so only with "to" directly after them.
const LEANS_NEXT: &[&str] = &["were", "was", "is", "are", "about", "set", "due"];
/// Words that open a noun phrase, so that a "to" before them is not an infinitive: "due to the attack".
const NOMINAL: &[&str] =
    &["the", "a", "an", "its", "their", "his", "her", "this", "that", "these", "those"];
#[rustfmt::skip]
const DONE: &[&str] = &[
    "began", "begun", "started", "continued", "continue", "continues", "managed", "forced", "led", "had", "have", "has", "able", "used", "attack", "due",
    "according", "thanks", "near", "close", "allowed", "helped", "seems", "appeared", "appears", "base", "flown", "owing", "prior", "response",
    "subjected", "exposed", "succumbed", "contrary", "similar", "linked", "related", "amounts", "amounted",
];

/// Words between a subject and its verb.
const AUXILIARIES: &[&str] = &[
    "has", "have", "had", "been", "was", "were", "is", "are", "ever", "yet", "so", "far", "being",
];

impl TriggerView<'_> {
    /// As [`of_words`].
    fn realis_of_words(&self) -> Option<Realis> {
        if self.negated() {
            Some(Realis::Negated)
        } else if self.attempted() {
            Some(Realis::Attempted)
        } else if self.promised() {
            Some(Realis::Future)
        } else if self.hypothetical() {
            Some(Realis::Hypothetical)
        } else if self.future() {
            Some(Realis::Future)
        } else if self.ongoing() {
            Some(Realis::Ongoing)
        } else {
            None
        }
    }

    /// As [`of_time`].
    fn realis_of_time(&self, published: Option<Date>, event_start: Option<Date>) -> Realis {
        let up_to_now = self.comes_up_to_now(published, event_start);
        let old = published
            .zip(event_start)
            .is_some_and(|(to, from)| background::is_long_before(from, to));
        if !up_to_now && (old || background::is_background(self, published)) {
            Realis::Historical
        } else if self.is_lasting_noun() {
            Realis::Ongoing
        } else {
            Realis::Actual
        }
    }

    fn negated(&self) -> bool {
        let first = self.trigger.start;
        let refused = self.around(3).any(|at| {
            let word = self.word(at);
            let negative =
                matches!(word, "not" | "never") || word.ends_with("n't") || word.ends_with("n’t");
            negative
                && !self.is(at + 1, &["only", "immediately", "clear", "confirmed", "just", "given"])
                && !self.negates_denial(at)
                && !self.negates_outcome(at)
        });
        let none = first > 0 && self.is(first - 1, &["no", "without", "neither", "nor"])
            || self
                .inside()
                .any(|at| self.word(at) == "no" && !self.is(at + 1, &["longer", "letup"]));
        let yet = self.around(4).chain(self.after(24)).any(|at| {
            self.words.has(at, &["yet", "to"]) && at > 0 && self.is(at - 1, &["has", "have", "had"])
        });
        let longer =
            self.inside().chain(self.after(5)).any(|at| self.words.has(at, &["no", "longer"]));
        refused || none || self.has_no_actor() || yet || longer || self.is_ruled_out()
    }

    /// "Nobody was killed", "neither side used gas", "no group had shelled it": the subject of the verb is nobody.
    /// "Nobody died when shells hit the port" negates only the deaths.
    fn has_no_actor(&self) -> bool {
        let nobody =
            |at: usize| self.is(at, &["nobody", "none"]) || self.words.has(at, &["no", "one"]);
        let first = self.trigger.start;
        let parted = |at: usize| {
            let before =
                |n: usize| self.is(n, &["when", "in", "by", "during", "though", "until", "if"]);
            (at..first).any(before)
                || self.inside().any(|n| self.is(n, &["when", "after", "as", "while", "though"]))
        };
        // "No one has been detained": auxiliaries do not part the subject from its verb.
        let reaches = |at: usize| {
            let subject = at + if self.word(at) == "no" { 2 } else { 1 };
            at + 4 > first || (subject..first).all(|n| self.is(n, AUXILIARIES))
        };
        let near = self.around(7).any(|at| nobody(at) && reaches(at) && !parted(at));
        let verb = self.word(self.trigger.start);
        let acts = verb.ends_with("ed")
            || self.is(self.trigger.start, &["used", "hit", "struck", "fired", "took"]);
        let sides = |at: usize| {
            let head = at + 1;
            self.is(at, &["no", "neither"])
                && self.is(
                    head,
                    &["side", "party", "group", "faction", "army", "power", "state", "country"],
                )
                && (head + 1..self.trigger.start)
                    .all(|n| self.is(n, &["has", "have", "had", "ever", "was", "is", "yet"]))
        };
        near || acts && self.before(5).any(sides)
    }

    /// "There was no question of sending men": something nobody intends to do.
    fn is_ruled_out(&self) -> bool {
        let of = |at: usize| {
            self.words.has(at, &["no", "question", "of"])
                || self.words.has(at, &["no", "intention", "of"])
                || self.words.has(at, &["no", "plans", "to"])
                || self.words.has(at, &["no", "plan", "to"])
                || self.words.has(at, &["ruled", "out"])
                || self.words.has(at, &["rules", "out"])
        };
        self.before(6).any(of)
    }

    /// Whether the negative at `at` negates a verb of denying before the trigger: "did not deny shelling the town".
    fn negates_denial(&self, at: usize) -> bool {
        let english = Lexicon::english();
        at + 1 < self.trigger.start
            && english
                .verb(self.word(at + 1))
                .is_some_and(|reading| english.is(reading.lemma, Class::Denying))
    }

    /// Whether the negative at `at` is in a later clause of the trigger ("bombed the town but did not hit the mill"),
    /// or negates only the result of the act ("the raid did not kill any").
    fn negates_outcome(&self, at: usize) -> bool {
        let first = self.trigger.start;
        if at <= first || !self.trigger.contains(&at) {
            return false;
        }
        let later = (first..at).any(|n| self.words.gap(n).contains(',') || self.word(n) == "but");
        let act = (first..at).any(|n| is_event_noun(self.word(n)));
        let brought = self.is(
            at + 1,
            &["kill", "cause", "hurt", "wound", "injure", "hit", "damage", "claim", "leave"],
        );
        later || act && brought
    }

    /// "Had they shelled the town, hundreds would have died": something that did not happen.
    fn is_counterfactual(&self) -> bool {
        let would_have =
            self.inside().chain(self.before(5)).any(|at| self.words.has(at, &["would", "have"]));
        let had = self.word(self.words.range.start) == "had"
            && self.words.range.clone().any(|at| self.word(at) == "would");
        would_have || had
    }

    fn attempted(&self) -> bool {
        let tried = self.around(5).any(|at| {
            let infinitive = (at + 1..at + 4).any(|n| self.word(n) == "to");
            let object = self.is(at, &["attempted", "failed"]) && self.trigger.contains(&(at + 1));
            self.is(at, TRIES) && (infinitive || object) || self.is(at, FOILS)
        });
        tried
            || self.around(3).any(|at| self.words.has(at, &["called", "off"]))
            || self.after(4).any(|at| {
                self.is(at, FOILS) || self.word(at) == "failed" && self.word(at + 1) != "to"
            })
    }

    /// A plain future inside the trigger itself, without a condition.
    fn promised(&self) -> bool {
        !self.is_counterfactual()
            && self.inside().any(|at| self.is(at, &["will", "would", "shall"]))
            && !self.inside().chain(self.before(12)).any(|at| self.is(at, &["if", "unless"]))
    }

    fn hypothetical(&self) -> bool {
        let (start, first) = (self.words.range.start, self.trigger.start);
        let can = |at: usize| {
            self.word(at) == "could" && self.word(at + 1) != "not"
                || self.word(at) == "may" && !self.words.is_capital(at)
        };
        let conditional = self.before(12).chain(first..first + 1).any(|at| {
            self.is(at, DOUBTS)
                || can(at)
                || self.is(at, FEARS) && at + 8 > first
                || self.words.has(at, &["press", "for"])
        });
        let led = self.is(start, &["if", "unless"])
            && !(start..first).any(|at| self.words.gap(at).contains(','));
        let later = self.after(6).any(|at| self.is(at, &["would", "might", "if"]) || can(at))
            || self.inside().any(|at| self.word(at) == "might" || can(at));
        let talk = self.before(4).any(|at| {
            self.is(at, &["talking", "talk", "possible", "potential"]) && self.word(at + 1) != "to"
        }) || self.inside().take(2).any(|at| self.is(at, &["talking"]));
        conditional || led || later || talk || self.is_counterfactual()
    }

    fn future(&self) -> bool {
        let will = self.around(5).any(|at| {
            let word = self.word(at);
            matches!(word, "will" | "would" | "shall")
                || word.ends_with("'ll")
                || word.ends_with("’ll")
        });
        let planned = self.around(6).any(|at| {
            // A word inside the trigger refers to the future only of the trigger itself.
            let inside = at >= self.trigger.start;
            let last = if inside { self.trigger.end.min(at + 4) } else { at + 4 };
            let infinitive = (at + 1..last).any(|n| self.word(n) == "to");
            // "Agreed to an immediate truce": done, whatever the truce is for.
            let object =
                self.word(at) == "agreed" && self.word(at + 1) == "to" && self.is(at + 2, NOMINAL);
            self.is(at, PLANS)
                || self.is(at, LEANS) && infinitive && !object
                || self.is(at, LEANS_NEXT)
                    && infinitive
                    && self.word(at + 1) == "to"
                    && !self.is(at + 2, NOMINAL)
                    // "Three were hurt due to rocket fire": "due" means a plan only before an infinitive.
                    && (self.word(at) != "due"
                        || at > 0 && matches!(self.word(at - 1), "is" | "are" | "was" | "were"))
        });
        will || planned || self.purpose()
    }

    /// "to retake the town": an infinitive at the start of the trigger that no word marks as completed.
    fn purpose(&self) -> bool {
        let first = self.trigger.start;
        let to = if self.word(first) == "to" { first } else { first.saturating_sub(1) };
        if self.word(to) != "to" {
            return false;
        }
        let verb = self.word(to + 1);
        let base = !self.is(to + 1, &["the", "a", "an", "its", "their", "his", "be"])
            && !verb.ends_with("ing")
            && !verb.ends_with('s')
            && verb != "have" // "believed to have died"
            && !verb.starts_with(|c: char| c.is_ascii_digit())
            && !self.words.is_capital(to + 1);
        let from = to.saturating_sub(7).max(self.words.range.start);
        let done = to > 0 && self.is(to - 1, DONE)
            || (from..to).any(|at| self.is(at, &["flown", "managed", "forced"]));
        base && !done
    }

    /// "Have been killed since April", "has since taken": a period that ends now and began within the year.
    fn comes_up_to_now(&self, published: Option<Date>, start: Option<Date>) -> bool {
        if self.has_since() {
            return true;
        }
        let recent = published.zip(start).is_some_and(|(to, from)| (to - from).get_days() < 365);
        let toll = self.inside().any(|at| {
            self.is(
                at,
                &[
                    "killed",
                    "wounded",
                    "injured",
                    "died",
                    "deaths",
                    "displaced",
                    "fled",
                    "killing",
                    "dead",
                    "claimed",
                ],
            )
        });
        let perfect = self.inside().chain(self.before(6)).any(|at| self.is(at, &["has", "have"]));
        let since = (self.trigger.start..self.words.range.end).any(|at| self.word(at) == "since")
            || (self.words.range.start..self.trigger.start).any(|at| self.word(at) == "since");
        recent && toll && perfect && since
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::located;
    use jiff::civil::date;

    fn read(text: &str, trigger: &str) -> Realis {
        let (doc, sentence, tokens) = located(text, trigger);
        judge(&doc, sentence, tokens, Some(date(2016, 9, 20)), None)
    }

    #[test]
    fn words_near_the_trigger_decide() {
        for (text, trigger, want) in [
            ("Rebels shelled the village on Monday.", "shelled the village", Realis::Actual),
            ("The army did not shell the village.", "shell the village", Realis::Negated),
            ("Aid has yet to reach the village.", "reach the village", Realis::Negated),
            ("Rebels tried to take the hill.", "take the hill", Realis::Attempted),
            ("The army foiled a car bomb attack.", "car bomb attack", Realis::Attempted),
            ("The army will open a corridor on Friday.", "open a corridor", Realis::Future),
            ("Both sides agreed to hold talks.", "hold talks", Realis::Future),
            ("The envoys were to meet in Geneva.", "meet in Geneva", Realis::Future),
            ("Lights went out due to the sabotage of a pylon.", "sabotage", Realis::Actual),
            (
                "Three people were hurt due to rocket fire on a market.",
                "rocket fire",
                Realis::Actual,
            ),
            ("Talks are due to open on Friday.", "open on Friday", Realis::Future),
            ("Many fled owing to gun battles at the port.", "gun battles", Realis::Actual),
            ("Both sides agreed to an immediate truce.", "truce", Realis::Actual),
            ("No one has yet been detained.", "detained", Realis::Negated),
            ("It was the first convoy since March.", "convoy", Realis::Actual),
            (
                "If rebels shell the town, the truce is over.",
                "shell the town",
                Realis::Hypothetical,
            ),
            (
                "Jets are bombing the northern suburbs.",
                "bombing the northern suburbs",
                Realis::Ongoing,
            ),
            ("Thousands remain under siege in the valley.", "under siege", Realis::Ongoing),
            ("Rebels have held the hill since 2012.", "have held the hill", Realis::Historical),
            ("The army took the town two years ago.", "took the town", Realis::Historical),
            ("Shells struck the market in April.", "struck the market", Realis::Historical),
            ("Mines killed sixty over the past year.", "killed", Realis::Historical),
            ("Mines killed sixty over the past day.", "killed", Realis::Actual),
        ] {
            assert_eq!(read(text, trigger), want, "{text}");
        }
    }

    #[test]
    fn announcements_are_actual_and_concerns_are_ongoing() {
        for (text, trigger, want) in [
            (
                "The port is suspending its trade with the isle.",
                "suspending its trade",
                Realis::Actual,
            ),
            (
                "He voiced concern to the envoy about the bombing of ports.",
                "bombing of ports",
                Realis::Ongoing,
            ),
            ("Renewed bombing shook the port.", "bombing", Realis::Ongoing),
            ("The navy renewed bombing on Monday.", "bombing", Realis::Actual),
            ("Jets have been carrying out an air war.", "air war", Realis::Ongoing),
            ("They spoke of the weight of the continued talks.", "spoke of", Realis::Actual),
            ("Six men are believed to have died.", "have died", Realis::Actual),
            ("Fighting raged for a third day.", "Fighting raged", Realis::Ongoing),
            ("Nobody was killed at the port.", "killed", Realis::Negated),
            ("Nobody was hurt when shells hit the port.", "shells hit", Realis::Actual),
            ("Nobody was hurt when shells hit the port.", "hurt when shells", Realis::Actual),
            ("Neither side used gas at the port.", "used gas", Realis::Negated),
            ("There was no question of sending in the navy.", "sending", Realis::Negated),
            ("The navy said no raid took place.", "raid", Realis::Negated),
            (
                "Jets bombed the mill but did not hit the port.",
                "Jets bombed the mill but did not",
                Realis::Actual,
            ),
            ("The raid did not kill any miners.", "raid did not kill", Realis::Actual),
            ("Had jets come, hundreds would have died.", "have died", Realis::Hypothetical),
            ("The raids put the port under siege.", "under siege", Realis::Actual),
            (
                "Tens of thousands have been killed in the civil war and millions displaced.",
                "millions displaced",
                Realis::Historical,
            ),
        ] {
            assert_eq!(read(text, trigger), want, "{text}");
        }
    }

    #[test]
    fn periods_up_to_now_are_not_background() {
        let judged = |text: &str, trigger: &str, start| {
            let (doc, sentence, tokens) = located(text, trigger);
            judge(&doc, sentence, tokens, Some(date(2016, 9, 20)), Some(start))
        };
        let text = "Ninety people have been killed since talks broke off in April.";
        assert_eq!(judged(text, "have been killed", date(2016, 4, 1)), Realis::Actual);
        let text = "They broke into the town in June and have since taken the port.";
        assert_eq!(judged(text, "taken the port", date(2016, 6, 1)), Realis::Actual);
        let text = "Rebels have held the port since May 2015.";
        assert_eq!(judged(text, "have held", date(2015, 5, 1)), Realis::Historical);
    }

    #[test]
    fn an_old_event_is_background() {
        let (doc, sentence, tokens) = located("Rebels shelled the village.", "shelled");
        let judged =
            |start| judge(&doc, sentence, tokens.clone(), Some(date(2016, 9, 20)), Some(start));
        assert_eq!(judged(date(2016, 7, 1)), Realis::Historical);
        assert_eq!(judged(date(2016, 9, 1)), Realis::Actual);
    }
}
