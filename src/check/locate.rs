//! Finds a gold passage in the cleaned text of an article. Gold was quoted from the article as published, so white
//! space, punctuation and traces of broken encodings may differ: only letters and digits are compared.

use super::gold::{ArticlePart, GoldMention};
use crate::text::{Article, Span};

/// An article prepared for searching several passages in it.
pub struct Locator<'a> {
    article: &'a Article,
    letters: [Letters; 2],
}

/// The letters and digits of a text in lower case, and for each byte of them its offset in the text.
struct Letters {
    text: String,
    from: Vec<u32>,
    /// For each byte, the end of the character it came from, as an offset in the text (exclusive).
    to: Vec<u32>,
}

impl Letters {
    fn of(text: &str, keep: impl Fn(char) -> bool) -> Self {
        let mut letters = Letters { text: String::new(), from: Vec::new(), to: Vec::new() };
        for (at, c) in text.char_indices().filter(|&(_, c)| keep(c)) {
            for lower in c.to_lowercase() {
                letters.text.push(lower);
                let (from, to) = (at as u32, (at + c.len_utf8()) as u32);
                letters.from.resize(letters.text.len(), from);
                letters.to.resize(letters.text.len(), to);
            }
        }
        letters
    }
}

/// The characters compared: first all letters and digits, then only those of ASCII, which also finds a passage quoted
/// with wrongly decoded characters in it.
const KEEP: [fn(char) -> bool; 2] = [char::is_alphanumeric, |c| c.is_ascii_alphanumeric()];

impl<'a> Locator<'a> {
    /// Prepares `article`.
    pub fn new(article: &'a Article) -> Self {
        Locator { article, letters: KEEP.map(|keep| Letters::of(&article.text, keep)) }
    }

    /// The span of the passage that `mention` quotes; of several occurrences, the one nearest to the offset that the
    /// mention gives. `None` where it does not occur.
    pub fn find(&self, mention: &GoldMention) -> Option<Span> {
        let expected = self.expected(mention);
        self.letters.iter().zip(KEEP).find_map(|(letters, keep)| {
            let wanted = Letters::of(&mention.evidence, keep).text;
            if wanted.is_empty() {
                return None;
            }
            // The span starts at the passage's first letter, not at a quotation mark or dash before it.
            let lead = mention.evidence.find(keep).unwrap_or_default() as u32;
            let spans = letters.text.match_indices(&wanted).filter_map(|(at, found)| {
                let start = *letters.from.get(at)?;
                let end = *letters.to.get(at + found.len() - 1)?;
                Some(Span { start, end })
            });
            spans.min_by_key(|span| span.start.abs_diff(expected + lead))
        })
    }

    /// The byte at which the passage should start, by the mention's offset.
    fn expected(&self, mention: &GoldMention) -> u32 {
        let base = base(self.article, mention.part);
        let part = self.article.text.get(base..).unwrap_or_default();
        let at = part.char_indices().nth(mention.start).map_or(part.len(), |(at, _)| at);
        (base + at) as u32
    }
}

/// The byte at which gold starts to count the characters of a part of `article`.
fn base(article: &Article, part: ArticlePart) -> usize {
    let Some(title) = article.layout.title else { return 0 };
    // A title from a field of its own is put before the text in which gold counts, with a blank line between.
    let field = article.origin.decoding.is_part();
    match part {
        ArticlePart::Title => title.start as usize,
        ArticlePart::Text if field => {
            let end = title.end as usize;
            let rest = article.text.get(end..).unwrap_or_default();
            if rest.starts_with("\n\n") { end + 2 } else { end }
        }
        ArticlePart::Text => 0,
    }
}

/// The position of `passage` as gold gives it: the part, the first character and the end (exclusive). A passage outside
/// the text is at its start.
pub fn place(article: &Article, passage: Span) -> (ArticlePart, usize, usize) {
    let in_title = |title: Span| title.start <= passage.start && passage.start < title.end;
    let part = match article.layout.title.is_some_and(in_title) {
        true => ArticlePart::Title,
        false => ArticlePart::Text,
    };
    let before = article.text.get(base(article, part)..passage.start as usize);
    let start = before.map_or(0, |before| before.chars().count());
    let inside = article.text.get(passage.start as usize..passage.end as usize);
    (part, start, start + inside.map_or(0, |inside| inside.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::examples;
    use proptest::prelude::*;

    fn mention(evidence: &str, start: usize) -> GoldMention {
        let value = serde_json::json!({
            "article": "a", "kind": "aid", "evidence": evidence, "start": start,
        });
        serde_json::from_value(value).unwrap()
    }

    fn cut(text: &str, evidence: &str, start: usize) -> Option<String> {
        let article = examples::article("a", text);
        Locator::new(&article).find(&mention(evidence, start)).map(|span| span.cut(text).to_owned())
    }

    #[test]
    fn spacing_quotes_and_broken_encodings_do_not_matter() {
        let text = "He said “no\u{a0}— never”.\nThe end.";
        assert_eq!(cut(text, "He said \"no - never\".", 0).unwrap(), "He said “no\u{a0}— never");
        assert_eq!(cut(text, "â€œno â€” neverâ€", 0).unwrap(), "no\u{a0}— never");
        assert_eq!(cut(text, "yes", 0), None);
        assert_eq!(cut(text, "...", 0), None);
    }

    #[test]
    fn the_nearest_occurrence_is_taken() {
        let article = examples::article("a", "Aid came. Much later, aid came.");
        let locator = Locator::new(&article);
        assert_eq!(locator.find(&mention("Aid came", 0)).unwrap().start, 0);
        assert_eq!(locator.find(&mention("Aid came", 25)).unwrap().start, 22);
    }

    proptest! {
        #[test]
        fn any_text_and_passage_are_searched(text in "\\PC{0,60}", passage in "\\PC{0,9}", at in 0usize..90) {
            if let Some(found) = cut(&text, &passage, at) {
                assert!(text.contains(&found));
            }
        }
    }
}
