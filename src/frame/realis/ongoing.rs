//! Whether a mention is ongoing: words of duration beside it, a progressive, a state, or a noun for something lasting.
//! Only `realis` calls this.

use super::TriggerView;

#[rustfmt::skip]
const GOES_ON: &[&str] = &[
    "continuing", "continues", "continue", "continued", "ongoing", "amid", "remain", "remains", "remained", "still", "raging", "rages", "escalating",
    "intensifying", "intensified", "halt", "halting", "stop", "stopping", "besieged", "relentless", "unrelenting", "incessant", "keeps",
];
/// Verbs whose progressive is an announcement: "is suspending its participation" has happened once it is said.
#[rustfmt::skip]
const AT_ONCE: &[&str] = &[
    "suspending", "ending", "announcing", "declaring", "cutting", "imposing", "lifting", "calling", "demanding", "accusing", "offering", "urging",
    "warning", "closing", "withdrawing", "severing", "breaking",
];
/// Words between a verb and the noun that says what is done ("carrying out an air war").
const LIGHT: &[&str] = &[
    "out", "a", "an", "the", "its", "their", "his", "heavy", "intense", "fierce", "daily",
    "ground", "air",
];
#[rustfmt::skip]
const GOES_ON_AFTER: &[&str] = &[
    "continue", "continues", "continued", "continuing", "rages", "raged", "persists", "remain", "remains", "ongoing",
];
const LASTING: &[&str] = &["offensive", "siege", "sieges", "blockade", "bombardment", "besieged"];
#[rustfmt::skip]
const ONCE: &[&str] = &[
    "lifted", "broke", "broken", "imposed", "imposing", "impose", "launched", "ended", "began", "killed", "kills", "wounded", "repelled", "re", "by", "put", "puts", "putting",
];
const UNDER: &[&str] =
    &["siege", "bombardment", "fire", "attack", "bombing", "shelling", "blockade"];

impl TriggerView<'_> {
    pub(super) fn ongoing(&self) -> bool {
        let marked = self.around(3).any(|at| {
            self.is(at, GOES_ON) || self.words.has(at, &["end", "to"]) || self.is_renewed(at)
        });
        // "The continued talks" are ongoing; what was said of them is not.
        let adjective =
            |at: usize| self.is(at.wrapping_sub(1), &["the", "a", "of", "its", "their", "and"]);
        let later = self.after(5).any(|at| {
            self.is(at, GOES_ON_AFTER) && !adjective(at) || self.words.has(at, &["entered", "its"])
        });
        let exists = self.before(2).any(|at| {
            self.word(at) == "theres" || self.word(at) == "there" && self.is(at + 1, &["are", "is"])
        });
        let rages = self.inside().any(|at| self.is(at, &["rages", "raged", "raging", "persists"]));
        marked
            || rages
            || later
            || exists
            || self.is_concern()
            || self.progressive()
            || self.state()
    }

    /// "Renewed strikes", not "the army renewed its strikes".
    fn is_renewed(&self, at: usize) -> bool {
        let first = at == self.words.range.start;
        self.word(at) == "renewed"
            && (first
                || self.is(
                    at.wrapping_sub(1),
                    &["the", "a", "of", "amid", "with", "by", "after", "over", "under", "and"],
                ))
    }

    /// Something that people are concerned about is ongoing.
    fn is_concern(&self) -> bool {
        let cares = |at: usize| {
            self.is(
                at,
                &["concern", "concerns", "concerned", "alarm", "alarmed", "worried", "outrage"],
            )
        };
        self.before(6).any(|at| {
            self.is(at, &["about", "over", "at"]) && (at.saturating_sub(8)..at).any(cares)
        })
    }

    /// "is bombing", "are being bombed", "have been shelling", "they were fighting".
    fn progressive(&self) -> bool {
        let goes = |at: usize, last: usize| {
            let verb = (at + 1..last.min(at + 4))
                .find(|&n| self.word(n).ends_with("ing") && self.word(n).len() > 4);
            verb.filter(|&verb| !self.is(verb, AT_ONCE)).is_some_and(|verb| {
                (at + 1..verb).all(|n| {
                    self.word(n).ends_with("ly")
                        || self.is(n, &["also", "now", "not", "still", "being", "hard"])
                })
            })
        };
        let be = |at: usize| {
            let word = self.word(at);
            matches!(word, "is" | "are" | "been") || word.ends_with("'re") || word.ends_with("’re")
        };
        let first = self.trigger.start;
        // "Have been carrying out an air war"
        let light = self.before(6).any(|at| {
            be(at)
                && goes(at, first)
                && (at + 2..first).all(|n| self.is(n, LIGHT) || self.word(n).ends_with("ing"))
        });
        let own = light
            || self.around(3).any(|at| {
                (be(at) || self.is(at, &["was", "were"]) && at + 4 > first)
                    && goes(at, self.trigger.end + 2)
            });
        // Its subject, or the second of two such verbs.
        let subject = self.after(4).any(|at| self.is(at, &["is", "are"]) && goes(at, at + 4));
        let partner = self.word(first).ends_with("ing")
            && self.before(3).any(|at| self.word(at) == "and")
            && self.before(9).any(|at| be(at) && goes(at, first));
        own || subject || partner
    }

    /// "under siege", "are trapped", "lie under bombardment".
    fn state(&self) -> bool {
        let put = |at: usize| {
            (at.saturating_sub(12)..at)
                .any(|n| self.is(n, &["put", "puts", "putting", "placed", "placing", "brought"]))
        };
        let under = self.around(3).any(|at| {
            self.word(at) == "under" && (at + 1..at + 7).any(|n| self.is(n, UNDER)) && !put(at)
        });
        let held = self.around(2).any(|at| {
            self.is(at, &["trapped", "surrounded"])
                && !(at > 0 && self.is(at - 1, &["was", "were"]))
        });
        under || held
    }

    /// A noun for something lasting ("the offensive", "the siege") without a word for its beginning or end.
    pub(super) fn is_lasting_noun(&self) -> bool {
        self.inside().any(|at| self.is(at, LASTING))
            && !self.around(4).chain(self.after(4)).any(|at| self.is(at, ONCE))
    }
}
