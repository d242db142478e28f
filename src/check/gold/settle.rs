//! Resolves several verdicts on one passage and kind: the last one applies.

use super::{GoldMention, Verdict};

/// The least letters for a passage inside another to mean the same; shorter ones may be contained by chance.
const ENOUGH: usize = 20;

/// The indices of the lines that apply, in the order of the file.
///
/// Lines coded by hand, which name no event, do not replace each other: a passage may report two events of a kind. A
/// verdict replaces one line about the same event; a rejection replaces all of them.
pub fn settled(lines: &[(usize, GoldMention)]) -> Vec<usize> {
    let mut current: Vec<LatestVerdict<'_>> = Vec::new();
    for (index, (_, mention)) in lines.iter().enumerate() {
        let line = LatestVerdict { index, mention, letters: letters(&mention.evidence) };
        let by_hand = mention.event.is_none() && mention.verdict == Verdict::Accept;
        match mention.verdict {
            Verdict::Reject => current.retain(|other| !line.is_about(other)),
            // Another report of a miss adds nothing to a line that already says the event is there.
            Verdict::Miss
                if current.iter().any(|other| other.is_there() && line.is_about(other)) =>
            {
                continue;
            }
            _ if by_hand => current.retain(|other| other.is_there() || !line.is_about(other)),
            _ => {
                if let Some(at) = line.best(&current) {
                    current.remove(at);
                }
                current.retain(|other| other.is_there() || !line.is_about(other));
            }
        }
        current.push(line);
    }
    let mut indices: Vec<usize> = current.into_iter().map(|line| line.index).collect();
    indices.sort_unstable();
    indices
}

/// A line that no later line has replaced so far.
struct LatestVerdict<'a> {
    index: usize,
    mention: &'a GoldMention,
    letters: String,
}

impl LatestVerdict<'_> {
    fn is_there(&self) -> bool {
        self.mention.verdict != Verdict::Reject
    }

    /// Whether both lines are about one event.
    fn is_about(&self, other: &LatestVerdict<'_>) -> bool {
        let (one, two) = (self.mention, other.mention);
        if one.article != two.article || one.kind != two.kind {
            return false;
        }
        match (&one.event, &two.event) {
            (Some(event), Some(known)) if event == known => true,
            // Events of one rule are different; events of two rules are the same if their lines say the same.
            (Some(_), Some(_)) => {
                one.rule != two.rule && one.mode == two.mode && self.says_the_same(other)
            }
            _ => self.says_the_same(other),
        }
    }

    fn says_the_same(&self, other: &LatestVerdict<'_>) -> bool {
        let (short, long) = match self.letters.len() < other.letters.len() {
            true => (&self.letters, &other.letters),
            false => (&other.letters, &self.letters),
        };
        let passage = short == long || short.len() >= ENOUGH && long.contains(short.as_str());
        let trigger =
            |mention: &GoldMention| letters(mention.trigger.as_deref().unwrap_or_default());
        let (one, two) = (trigger(self.mention), trigger(other.mention));
        // People quote more or fewer words of a trigger; a line without a trigger matches any.
        passage && (one.contains(&two) || two.contains(&one))
    }

    /// The line that this one replaces: the one for the same event, else the nearest in mode and trigger.
    fn best(&self, current: &[LatestVerdict<'_>]) -> Option<usize> {
        let near = |other: &LatestVerdict<'_>| {
            let (one, two) = (self.mention, other.mention);
            (one.event == two.event, one.mode == two.mode, one.trigger == two.trigger)
        };
        let candidates = current.iter().enumerate();
        let candidates = candidates.filter(|(_, other)| other.is_there() && self.is_about(other));
        candidates.max_by_key(|(at, other)| (near(other), usize::MAX - at)).map(|(at, _)| at)
    }
}

/// The letters and digits of a passage in lower case, for comparison.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "Jets hit a bridge and a school by the river.";

    fn line(verdict: &str, event: Option<&str>, mode: &str, trigger: &str) -> (usize, GoldMention) {
        let value = serde_json::json!({
            "article": "a", "kind": "air_strike", "evidence": FIRST, "verdict": verdict,
            "event": event, "rule": event.map(|event| format!("rule/{}", &event[..1])),
            "mode": mode, "trigger": trigger,
        });
        (0, serde_json::from_value(value).unwrap())
    }

    #[test]
    fn the_last_verdict_on_an_event_applies() {
        let accept = || line("accept", Some("a1"), "x", "hit");
        let reject = || line("reject", Some("a1"), "x", "hit");
        assert_eq!(settled(&[accept(), reject()]), [1]);
        assert_eq!(settled(&[accept(), reject(), accept()]), [2]);
        assert_eq!(settled(&[accept(), accept()]), [1]);
        let changed = line("accept", Some("a1"), "y", "struck");
        assert_eq!(settled(&[accept(), changed]), [1]);
        let other = line("accept", Some("a2"), "x", "hit");
        assert_eq!(settled(&[accept(), other.clone()]), [0, 1]);
        assert_eq!(settled(&[accept(), other, reject()]), [1, 2]);
    }

    #[test]
    fn a_renamed_rule_gives_the_same_event() {
        let accept = line("accept", Some("a1"), "x", "hit");
        let renamed = line("accept", Some("b1"), "x", "hit");
        assert_eq!(settled(&[accept.clone(), renamed]), [1]);
        assert_eq!(settled(&[accept, line("accept", Some("b1"), "y", "hit")]), [0, 1]);
    }

    #[test]
    fn lines_coded_by_hand_stay_until_a_verdict_replaces_them() {
        let hand = |mode, trigger| line("accept", None, mode, trigger);
        let both = [hand("x", "hit a bridge"), hand("y", "hit a bridge")];
        assert_eq!(settled(&both), [0, 1]);
        let judged = |event| [&both[..], &[event]].concat();
        assert_eq!(settled(&judged(line("accept", Some("a1"), "y", "hit"))), [0, 2]);
        assert_eq!(settled(&judged(line("accept", Some("a1"), "y", "fled"))), [0, 1, 2]);
        assert_eq!(settled(&judged(line("reject", Some("a1"), "y", "hit"))), [2]);
        let mut inside = line("reject", Some("a1"), "y", "hit");
        inside.1.evidence = "“Jets hit a bridge and a school”".into();
        assert_eq!(settled(&judged(inside.clone())), [2]);
        inside.1.evidence = "Jets hit".into();
        assert_eq!(settled(&judged(inside)), [0, 1, 2]);
    }

    #[test]
    fn a_verdict_on_an_event_replaces_a_miss_but_not_the_reverse() {
        let mut miss = line("miss", None, "x", "");
        miss.1.trigger = None;
        let accept = line("accept", Some("a1"), "x", "hit");
        assert_eq!(settled(&[miss.clone(), miss.clone()]), [0]);
        assert_eq!(settled(&[miss.clone(), accept.clone()]), [1]);
        assert_eq!(settled(&[accept, miss.clone()]), [0]);
        let reject = line("reject", Some("a1"), "x", "hit");
        assert_eq!(settled(&[miss.clone(), reject.clone()]), [1]);
        assert_eq!(settled(&[reject, miss]), [1]);
    }
}
