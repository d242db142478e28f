//! Accounts that continue without a verb of saying (ruling 24 of `docs/src/codebook.md`): a sentence that breaks down
//! the toll given in the sentence before, or adds to it without a new verb, belongs to the same claimant. Any other
//! plain sentence is in the outlet's own voice. `attribution` calls this last.

use super::claim::{Attribution, asserted};
use super::word_class::is_number;
use crate::analysis::coreference::named;
use crate::analysis::speech;
use crate::event::Stance;
use crate::text::RegionKind;
use crate::text::tokens::sentence_words::SentenceWords;

/// The maximum number of sentences for which an account may continue.
const REACH: usize = 3;

/// The attribution that a sentence without its own cue takes from the sentences before it.
pub(super) fn continued(words: &SentenceWords, sentence: usize) -> Option<Attribution> {
    let doc = words.doc;
    let sentences = doc.sentences();
    if !continues_account(words)
        || speech::of_sentence(doc, &sentences[sentence]).iter().any(|own| !own.speaker.is_empty())
    {
        return None;
    }
    for at in (sentence.saturating_sub(REACH)..sentence).rev() {
        let before = &sentences[at];
        if before.kind != RegionKind::Body || sentences[sentence].kind != RegionKind::Body {
            return None;
        }
        let current = SentenceWords::new(doc, before.tokens.clone());
        let found = speech::of_sentence(doc, before);
        if let Some(speech) = found.iter().rev().find(|speech| !speech.speaker.is_empty()) {
            return Some(Attribution {
                stance: Stance::Attributed,
                claimant: named(doc, at, speech),
                ..asserted()
            });
        }
        if !found.is_empty() || !continues_account(&current) {
            return None;
        }
    }
    None
}

/// Whether a sentence continues the account before it: "There were no injuries.", "Ten of the victims were children.",
/// "Another six died in the camp.", "Among the dead were two doctors."
fn continues_account(words: &SentenceWords) -> bool {
    let start = words.range.start;
    let bare = words.at(start) == "there"
        && matches!(words.at(start + 1), "was" | "were" | "is" | "are")
        && words.range.len() <= 9
        && !(start + 1..words.range.end).any(|at| words.is_capital(at));
    let some = |word: &str| is_number(word) || matches!(word, "all" | "both" | "none" | "others");
    let opens = words.at(start) == "another" && some(words.at(start + 1))
        || words.at(start) == "others"
        || words.at(start) == "the"
            && matches!(words.at(start + 1), "others" | "remaining" | "rest");
    let partitive = words.range.clone().any(|at| {
        let lead =
            words.at(at) == "among" || words.at(at) == "of" && at > start && some(words.at(at - 1));
        let many = matches!(words.at(at + 1), "them" | "whom")
            || matches!(words.at(at + 1), "the" | "those")
                && matches!(
                    words.at(at + 2),
                    "dead"
                        | "victims"
                        | "wounded"
                        | "injured"
                        | "killed"
                        | "casualties"
                        | "fatalities"
                );
        lead && many
    });
    bare || opens || partitive
}

#[cfg(test)]
mod tests {
    use crate::frame::attribution::attribute;
    use crate::text::testing::located;

    fn claimant(text: &str, trigger: &str) -> Option<String> {
        let (doc, sentence, tokens) = located(text, trigger);
        attribute(&doc, sentence, tokens).claimant.map(|span| span.cut(text).to_string())
    }

    #[test]
    fn a_breakdown_of_a_toll_keeps_its_claimant() {
        let current = "The Homs Media Office said ten people died when shells fell on a market.";
        for (next, trigger) in [
            ("Six of the victims were killed at a well.", "killed"),
            ("There were no other injuries.", "injuries"),
            ("Another two died in a nearby camp.", "died"),
            ("Among the dead were two doctors.", "dead"),
        ] {
            let text = format!("{current} {next}");
            assert_eq!(
                claimant(&text, trigger).as_deref(),
                Some("The Homs Media Office"),
                "{next}"
            );
        }
    }

    #[test]
    fn plain_sentences_return_to_the_outlets_voice() {
        let current = "The Homs Media Office said ten people died when shells fell on a market.";
        for next in [
            "Rebels have shelled the village since May.",
            "The shelling of the village went on.",
            "Government forces entered the village. Six of the victims were killed at a well.",
        ] {
            let trigger = if next.contains("killed") { "killed" } else { "shell" };
            let text = format!("{current} {next}").replace("shells fell", "bombs fell");
            assert_eq!(claimant(&text, trigger), None, "{next}");
        }
    }
}
