//! Whether a mention's event happened, by the passage's own grammar: negation, plans, conditions, attempts, what goes on
//! and what is background. Tense alone is weak in news prose, so each reading rests on a word near the trigger; where
//! none stands, the event is actual.

use crate::event::Realis;
use crate::text::Document;
use crate::text::speech::Words;
use jiff::civil::Date;
use std::ops::Range;

/// From how many days before publication an event is background (CODEBOOK: two months).
const BACKGROUND: i32 = 60;

/// The realis of the mention whose trigger is the tokens `trigger` (of the whole document) in sentence number `sentence`.
///
/// `published` is the article's date and `event_start` the first day of the event, where they are known.
pub fn judge(
    doc: &Document,
    sentence: usize,
    trigger: Range<usize>,
    published: Option<Date>,
    event_start: Option<Date>,
) -> Realis {
    let Some(one) = doc.sentences().get(sentence) else { return Realis::Actual };
    let words = Words::new(doc, one.tokens.clone());
    let view = View { words: &words, trigger: &trigger };
    if view.negated() {
        return Realis::Negated;
    }
    if view.attempted() {
        return Realis::Attempted;
    }
    if view.hypothetical() {
        return Realis::Hypothetical;
    }
    if view.future() {
        return Realis::Future;
    }
    let old = published
        .zip(event_start)
        .is_some_and(|(published, start)| days_between(start, published) >= BACKGROUND);
    let ongoing = view.ongoing();
    if !ongoing && (old || view.background(published)) {
        return Realis::Historical;
    }
    if ongoing { Realis::Ongoing } else { Realis::Actual }
}

fn days_between(start: Date, end: Date) -> i32 {
    start.until(end).map_or(0, |span| span.get_days())
}

struct View<'a> {
    words: &'a Words<'a>,
    trigger: &'a Range<usize>,
}

impl View<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.at(at)
    }

    /// Up to `reach` tokens before the trigger and in its clause, nearest first.
    fn before(&self, reach: usize) -> impl Iterator<Item = usize> + '_ {
        let floor = self.words.range.start.max(self.trigger.start.saturating_sub(reach));
        (floor..self.trigger.start).rev().take_while(|&at| {
            !self.words.gap(at).contains([',', ';', ':', '"', '“', '”', '—'])
                && !ends_clause(self.word(at))
        })
    }

    fn inside(&self) -> impl Iterator<Item = usize> + '_ {
        self.trigger.clone()
    }

    /// The trigger's tokens and up to `reach` before it.
    fn around(&self, reach: usize) -> impl Iterator<Item = usize> + '_ {
        self.inside().chain(self.before(reach))
    }

    /// Up to `reach` tokens after the trigger and in its clause.
    fn after(&self, reach: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.words.range.end.min(self.trigger.end + reach);
        (self.trigger.end..end).take_while(|&at| {
            at == self.words.range.start || !self.words.gap(at - 1).contains([';', ':', ',', '—'])
        })
    }

    fn negated(&self) -> bool {
        let refused = self.around(3).any(|at| {
            let word = self.word(at);
            let negative =
                matches!(word, "not" | "never") || word.ends_with("n't") || word.ends_with("n’t");
            negative
                && !matches!(
                    self.word(at + 1),
                    "only" | "immediately" | "clear" | "confirmed" | "just"
                )
                && !matches!(self.word(at + 1), "given")
        });
        let none = self.words.at(self.trigger.start) == "no"
            || matches!(
                self.word(self.trigger.start.wrapping_sub(1)),
                "no" | "without" | "neither" | "nor"
            )
            || self.inside().any(|at| {
                self.word(at) == "no" && !matches!(self.word(at + 1), "longer" | "letup")
            });
        let yet = self.around(4).chain(self.after(24)).any(|at| {
            self.words.has(at, &["yet", "to"])
                && matches!(self.word(at.wrapping_sub(1)), "has" | "have" | "had")
        });
        let longer =
            self.inside().chain(self.after(5)).any(|at| self.words.has(at, &["no", "longer"]));
        refused || none || yet || longer
    }

    fn attempted(&self) -> bool {
        let tried = self.around(5).any(|at| match self.word(at) {
            "tried" | "trying" | "tries" | "attempted" | "attempting" | "attempt" | "attempts"
            | "failed" | "fails" | "failing" | "struggled" | "fought" => {
                (at + 1..at + 4).any(|n| self.word(n) == "to")
                    || matches!(self.word(at), "attempted" | "failed")
                        && self.trigger.contains(&(at + 1))
            }
            "foiled" | "thwarted" | "repelled" | "aborted" | "averted" | "botched" | "repulsed" => {
                true
            }
            _ => false,
        });
        tried
            || self.around(3).any(|at| self.words.has(at, &["called", "off"]))
            || self.after(4).any(|at| {
                matches!(self.word(at), "foiled" | "thwarted" | "repelled" | "repulsed")
                    || self.word(at) == "failed" && self.word(at + 1) != "to"
            })
    }

    fn hypothetical(&self) -> bool {
        let start = self.words.range.start;
        let conditional =
            self.before(12).chain(self.trigger.start..self.trigger.start + 1).any(|at| {
                matches!(
                    self.word(at),
                    "if" | "unless"
                        | "whether"
                        | "could"
                        | "might"
                        | "considering"
                        | "considered"
                        | "possibility"
                        | "prospects"
                ) || self.word(at) == "may" && !self.words.is_capital(at)
                    || matches!(
                        self.word(at),
                        "feared"
                            | "fears"
                            | "fear"
                            | "risk"
                            | "urged"
                            | "urge"
                            | "urging"
                            | "press"
                    ) && !matches!(self.word(at), "urged")
                        && at + 8 > self.trigger.start
            });
        let led = matches!(self.word(start), "if" | "unless")
            && !(start..self.trigger.start).any(|at| self.words.gap(at).contains(','));
        let marks = self.after(4).chain(self.inside()).any(|at| {
            self.words.has(at, &["would", "be"])
                || self.words.has(at, &["would", "mark"])
                || self.words.has(at, &["would", "have"])
                || matches!(self.word(at), "could" | "might" | "if")
        });
        let talk = self.before(4).any(|at| {
            matches!(self.word(at), "talking" | "talk" | "possible" | "potential")
                && self.word(at + 1) != "to"
        });
        conditional || led || marks || talk
    }

    fn future(&self) -> bool {
        if self.around(5).any(|at| {
            matches!(self.word(at), "will" | "would" | "'ll" | "shall")
                || self.word(at).ends_with("'ll")
                || self.word(at).ends_with("’ll")
        }) {
            return true;
        }
        let planned = self.around(6).any(|at| {
            let infinitive = (at + 1..at + 4).any(|n| self.word(n) == "to");
            match self.word(at) {
                "plan" | "plans" | "planned" | "planning" | "promised" | "promises" | "promise"
                | "vowed" | "vows" | "pledged" | "pledges" | "hopes" | "hope" | "hoped"
                | "intends" | "intend" | "intended" | "aims" | "aimed" | "scheduled"
                | "upcoming" | "forthcoming" | "planning" | "preparing" | "prepared" | "seeks"
                | "seeking" | "sought" | "aiming" | "prepares" => true,
                "agreed" | "expected" | "set" | "ready" | "due" | "about" | "want" | "wants"
                | "wanted" | "going" | "offered" | "proposed" | "order" | "push" | "ordered"
                | "bid" | "effort" | "efforts" | "were" | "was" | "way" | "decided"
                | "threatened" => {
                    infinitive
                        && (!matches!(self.word(at), "were" | "was" | "about" | "set" | "due")
                            || self.word(at + 1) == "to")
                }
                _ => false,
            }
        });
        planned || self.purpose()
    }

    /// "to retake the town": an infinitive at the trigger's head that nothing marks as done.
    fn purpose(&self) -> bool {
        let first = self.trigger.start;
        let to = if self.word(first) == "to" { first } else { first.wrapping_sub(1) };
        if self.word(to) != "to" || to < self.words.range.start {
            return false;
        }
        let verb = self.word(to + 1);
        let base = !matches!(
            verb,
            "the"
                | "a"
                | "an"
                | "its"
                | "their"
                | "his"
                | "be"
                | "attacks"
                | "clashes"
                | "fighting"
                | "reports"
        ) && !verb.ends_with("ing")
            && !verb.ends_with('s')
            && !verb.starts_with(|c: char| c.is_ascii_digit())
            && !self.words.is_capital(to + 1);
        let done = matches!(
            self.word(to.wrapping_sub(1)),
            "began"
                | "begun"
                | "started"
                | "continued"
                | "continue"
                | "continues"
                | "managed"
                | "forced"
                | "led"
                | "had"
                | "have"
                | "has"
                | "able"
                | "used"
                | "attack"
                | "due"
                | "according"
                | "thanks"
                | "near"
                | "close"
                | "allowed"
                | "helped"
                | "seems"
                | "appeared"
                | "appears"
                | "base"
                | "flown"
        );
        let flown = (to.saturating_sub(7).max(self.words.range.start)..to)
            .any(|at| matches!(self.word(at), "flown" | "managed" | "forced"));
        base && !done && !flown
    }

    fn ongoing(&self) -> bool {
        let marked = self.around(3).any(|at| {
            matches!(
                self.word(at),
                "continuing"
                    | "continues"
                    | "continue"
                    | "continued"
                    | "ongoing"
                    | "amid"
                    | "remain"
                    | "remains"
                    | "remained"
                    | "still"
                    | "raging"
                    | "rages"
                    | "escalating"
                    | "intensifying"
                    | "renewed"
                    | "near-constant"
                    | "halt"
                    | "halting"
                    | "stop"
                    | "stopping"
                    | "daily"
                    | "besieged"
                    | "relentless"
                    | "keeps"
            ) || self.words.has(at, &["end", "to"])
                || self.words.has(at, &["violence", "is"])
        });
        let later = self.after(5).any(|at| {
            matches!(
                self.word(at),
                "continue"
                    | "continues"
                    | "continued"
                    | "continuing"
                    | "rages"
                    | "raged"
                    | "persists"
                    | "remain"
                    | "remains"
                    | "ongoing"
            ) || self.words.has(at, &["entered", "its"])
        });
        marked || later || self.progressive() || self.state()
    }

    /// "is bombing", "are being bombed", "have been shelling".
    fn progressive(&self) -> bool {
        self.around(3).any(|at| {
            let be = matches!(self.word(at), "is" | "are" | "'re" | "been")
                || self.word(at).ends_with("'re")
                || self.word(at).ends_with("’re");
            let verb = (at + 1..at + 4).find(|&n| {
                n < self.trigger.end + 2 && self.word(n).ends_with("ing") && self.word(n).len() > 4
            });
            be && verb.is_some_and(|verb| {
                (at + 1..verb).all(|n| {
                    self.word(n).ends_with("ly")
                        || matches!(
                            self.word(n),
                            "also" | "now" | "not" | "still" | "being" | "hard"
                        )
                })
            })
        })
    }

    /// "under siege", "are trapped", "lie under bombardment".
    fn state(&self) -> bool {
        self.around(3).any(|at| {
            self.word(at) == "under"
                && (at + 1..at + 6).any(|n| {
                    matches!(
                        self.word(n),
                        "siege"
                            | "bombardment"
                            | "fire"
                            | "attack"
                            | "bombing"
                            | "shelling"
                            | "blockade"
                    )
                })
        }) || self.around(2).any(|at| {
            matches!(self.word(at), "trapped" | "surrounded")
                && !matches!(self.word(at.wrapping_sub(1)), "was" | "were")
        })
    }

    /// Words that set the event far back: "since 2012", "two years ago", "last year", "in June".
    fn background(&self, published: Option<Date>) -> bool {
        let end = self.words.range.end.min(self.trigger.end + 14);
        let clause = self.before(8).collect::<Vec<_>>();
        let from = clause.last().copied().unwrap_or(self.trigger.start);
        (from..end).any(|at| {
            let next = self.word(at + 1);
            match self.word(at) {
                "years" | "months" | "decades" => next == "ago" || next == "earlier",
                "last" => next == "year",
                "year" => next == "ago" || next == "earlier",
                "since" | "in" | "until" => {
                    self.far_month(at + 1, published)
                        || year(next).is_some_and(|year| far_year(year, published))
                }
                "early" | "late" | "mid" | "of" => {
                    year(next).is_some_and(|year| far_year(year, published))
                }
                "war" | "conflict" | "uprising" => {
                    matches!(self.word(at.wrapping_sub(1)), "civil" | "the")
                        && (at + 1..at + 6).any(|n| {
                            matches!(self.word(n), "began" | "erupted" | "started" | "broke")
                        })
                }
                "in" if next == "the" && self.word(at + 2) == "past" => {
                    matches!(self.word(at + 3), "" | "year" | "years")
                }
                _ => false,
            }
        }) || self.before(30).any(|at| {
            self.words.has(at, &["in", "the", "past"])
                && !matches!(
                    self.word(at + 3),
                    "24" | "few" | "two" | "three" | "hours" | "week" | "days"
                )
        })
    }

    /// Whether a month named at token `at` (its year too, if given) began `BACKGROUND` days or more before publication.
    fn far_month(&self, at: usize, published: Option<Date>) -> bool {
        let at = at + usize::from(matches!(self.word(at), "early" | "late" | "mid" | "the"));
        let (Some(month), Some(published)) = (month(self.word(at)), published) else {
            return false;
        };
        if !self.words.is_capital(at) {
            return false;
        }
        let stated = [at + 1, at + 2].into_iter().find_map(|n| year(self.word(n)));
        let guess = if month > published.month() { published.year() - 1 } else { published.year() };
        let first = Date::new(stated.unwrap_or(guess), month, 28).ok();
        first.is_some_and(|first| days_between(first, published) >= BACKGROUND)
    }
}

fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|year| (1900..2100).contains(year))
}

fn far_year(year: i16, published: Option<Date>) -> bool {
    published.is_some_and(|published| {
        year + 1 < published.year() || (year < published.year() && published.month() > 2)
    })
}

fn month(word: &str) -> Option<i8> {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const WHOLE: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let at = NAMES
        .iter()
        .position(|name| *name == word)
        .or_else(|| WHOLE.iter().position(|name| *name == word));
    at.or((word == "sept").then_some(8)).map(|at| at as i8 + 1)
}

/// Words before which another clause ends.
fn ends_clause(word: &str) -> bool {
    matches!(
        word,
        "that"
            | "which"
            | "who"
            | "where"
            | "said"
            | "says"
            | "but"
            | "while"
            | "because"
            | "after"
    )
}
