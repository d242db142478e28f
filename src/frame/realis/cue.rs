//! Which words decide the realis of a mention: those without which the sentence would be read otherwise. Found by
//! reading the sentence again without each of them, so that it cannot differ from the judgement. Only for explanations.

use super::view::TriggerView;
use crate::event::Realis;
use crate::text::Document;
use crate::text::tokens::sentence_words::SentenceWords;
use jiff::civil::Date;
use std::ops::Range;

/// A trigger, and the dates that its realis may depend on.
pub struct RealisCase<'a> {
    /// The article.
    pub document: &'a Document,
    /// The sentence, an index.
    pub sentence: usize,
    /// The trigger tokens.
    pub trigger: Range<usize>,
    /// The article's date.
    pub published: Option<Date>,
    /// The first day of the event, where known.
    pub start: Option<Date>,
}

impl RealisCase<'_> {
    /// The realis by words and dates, and the tokens that decide it, in order: none where the event is actual, or
    /// where its date alone decides.
    pub fn judge(&self) -> (Realis, Vec<usize>) {
        let Some(sentence) = self.document.sentences().get(self.sentence) else {
            return (Realis::Actual, Vec::new());
        };
        let words = || SentenceWords::new(self.document, sentence.tokens.clone());
        let found = self.read(&words());
        if found == Realis::Actual {
            return (found, Vec::new());
        }
        let tokens = sentence.tokens.clone();
        let decides = |at: &usize| self.read(&words().without(*at)) != found;
        let mut cue: Vec<usize> = tokens.clone().filter(decides).collect();
        if cue.is_empty() {
            // Several words would each suffice: the one at which the reading changes when all before it are left out.
            let mut rest = words();
            for at in tokens {
                rest = rest.without(at);
                if self.read(&rest) != found {
                    cue.push(at);
                    break;
                }
            }
        }
        (found, cue)
    }

    fn read(&self, words: &SentenceWords) -> Realis {
        let view = TriggerView { words, trigger: &self.trigger };
        view.realis_of_words().unwrap_or_else(|| view.realis_of_time(self.published, self.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::located;
    use jiff::civil::date;

    fn cue(text: &str, trigger: &str, start: Option<Date>) -> (Realis, String) {
        let (document, sentence, trigger) = located(text, trigger);
        let published = Some(date(2016, 9, 20));
        let case = RealisCase { document: &document, sentence, trigger, published, start };
        let (realis, tokens) = case.judge();
        let words: Vec<_> = tokens.iter().map(|&at| document.folded(at)).collect();
        (realis, words.join(" "))
    }

    #[test]
    fn the_deciding_words_are_found() {
        for (text, trigger, realis, words) in [
            ("Rebels shelled the town.", "shelled", Realis::Actual, ""),
            ("Rebels have not shelled the town.", "shelled", Realis::Negated, "not"),
            ("Rebels will attack the town.", "attack", Realis::Future, "will"),
            ("The army tried to storm the town.", "storm", Realis::Attempted, "tried to"),
        ] {
            assert_eq!(cue(text, trigger, None), (realis, words.to_owned()), "{text}");
        }
    }

    #[test]
    fn an_old_date_decides_without_words() {
        let found = cue("Rebels shelled the town.", "shelled", Some(date(2016, 1, 2)));
        assert_eq!(found, (Realis::Historical, String::new()));
    }
}
