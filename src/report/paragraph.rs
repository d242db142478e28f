//! The paragraphs around passages, for events whose articles are at hand.

use crate::event::Event;
use crate::text::Document;
use std::collections::HashMap;
use std::ops::Range;

/// A paragraph of more bytes is cut around the passage.
const LONGEST: usize = 6_000;
/// How many bytes of a paragraph that is cut are kept before and after the passage, at least where they are there.
const AROUND: usize = 1_200;

/// Where a passage is: its article's id, its first byte and the one past its last.
type Place = (String, u32, u32);

/// The paragraphs of passages.
#[derive(Clone, Debug, Default)]
pub struct Paragraphs {
    texts: Vec<Paragraph>,
    by_passage: HashMap<Place, usize>,
}

/// A part of an article.
#[derive(Clone, Debug)]
struct Paragraph {
    /// The first byte in the article's cleaned text.
    start: usize,
    text: String,
}

/// A passage in its paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<'a> {
    /// The paragraph, or the passage alone where its paragraph is not known.
    pub text: &'a str,
    /// The bytes of the passage in it.
    pub passage: Range<usize>,
}

impl Paragraphs {
    /// Adds the paragraphs of `events` whose passages are in `document` where the events say.
    pub fn add<'e>(&mut self, document: &Document, events: impl IntoIterator<Item = &'e Event>) {
        let mut last: Option<(Range<usize>, usize)> = None;
        for event in events {
            let evidence = &event.evidence;
            let passage = evidence.start as usize..evidence.end as usize;
            if document.text().get(passage.clone()) != Some(evidence.text.as_str()) {
                continue;
            }
            let Some(range) = around(document, &passage) else { continue };
            let key = (event.article.id.clone(), evidence.start, evidence.end);
            if self.by_passage.contains_key(&key) {
                continue;
            }
            let number = match &last {
                Some((known, number)) if *known == range => *number,
                _ => {
                    let text = document.text().get(range.clone()).unwrap_or_default().to_owned();
                    self.texts.push(Paragraph { start: range.start, text });
                    self.texts.len() - 1
                }
            };
            last = Some((range, number));
            self.by_passage.insert(key, number);
        }
    }

    /// Adds those of other articles; of an article that both have, the earlier paragraphs are kept.
    pub fn absorb(&mut self, other: Paragraphs) {
        let base = self.texts.len();
        self.texts.extend(other.texts);
        for (key, number) in other.by_passage {
            self.by_passage.entry(key).or_insert(base + number);
        }
    }

    /// Of how many of `events` the paragraph is known.
    pub fn known(&self, events: &[Event]) -> usize {
        events.iter().filter(|event| self.find(event).is_some()).count()
    }

    /// The event's passage in its paragraph.
    pub fn place<'a>(&'a self, event: &'a Event) -> Placed<'a> {
        let alone = Placed { text: &event.evidence.text, passage: 0..event.evidence.text.len() };
        self.find(event).unwrap_or(alone)
    }

    fn find(&self, event: &Event) -> Option<Placed<'_>> {
        let evidence = &event.evidence;
        let key = (event.article.id.clone(), evidence.start, evidence.end);
        let paragraph = &self.texts[*self.by_passage.get(&key)?];
        let start = (evidence.start as usize).checked_sub(paragraph.start)?;
        let passage = start..start + evidence.text.len();
        // Two articles may have one id.
        let is_there = paragraph.text.get(passage.clone()) == Some(evidence.text.as_str());
        is_there.then_some(Placed { text: &paragraph.text, passage })
    }
}

/// The bytes of the paragraphs that a passage is in; cut at sentences where they are long.
fn around(document: &Document, passage: &Range<usize>) -> Option<Range<usize>> {
    let sentences = document.sentences();
    let first = sentences.partition_point(|one| (one.span.end as usize) <= passage.start);
    let past = sentences.partition_point(|one| (one.span.start as usize) < passage.end);
    let (from, to) = (sentences.get(first)?.paragraph, sentences[..past].last()?.paragraph);
    let is_in = |paragraph: u32| (from..=to).contains(&paragraph);
    let before = sentences[..first].iter().rev().take_while(|one| is_in(one.paragraph));
    let after = sentences[past..].iter().take_while(|one| is_in(one.paragraph));
    let starts: Vec<usize> = before.map(|one| one.span.start as usize).collect();
    let ends: Vec<usize> = after.map(|one| one.span.end as usize).collect();
    let whole = starts.last().map_or(passage.start, |start| (*start).min(passage.start))
        ..ends.last().map_or(passage.end, |end| (*end).max(passage.end));
    if whole.len() <= LONGEST {
        return Some(whole);
    }
    let near_start = starts.iter().take_while(|start| passage.start - **start <= AROUND).last();
    let near_end = ends.iter().take_while(|end| **end - passage.end <= AROUND).last();
    Some(*near_start.unwrap_or(&passage.start)..*near_end.unwrap_or(&passage.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;
    use crate::text::{Article, Vocabulary};
    use proptest::prelude::*;

    fn document(text: &str) -> Document {
        let article = Article::builder("a1", text).build().unwrap();
        Document::new(article, &mut Vocabulary::new())
    }

    fn event(text: &str, passage: &str) -> Event {
        let mut event = sample();
        event.evidence.text = passage.into();
        let start = text.find(passage).unwrap_or(0);
        event.evidence.start = start as u32;
        event.evidence.end = (start + passage.len()) as u32;
        event
    }

    const TEXT: &str =
        "Aid came at noon. Jets struck a mill. Rain fell.\n\nThe end came. All left.";

    #[test]
    fn passages_of_one_paragraph_share_its_text() {
        let document = document(TEXT);
        let events = [
            event(TEXT, "Aid came at noon."),
            event(TEXT, "Jets struck a mill."),
            event(TEXT, "All left."),
        ];
        let mut found = Paragraphs::default();
        found.add(&document, &events);
        assert_eq!((found.texts.len(), found.known(&events)), (2, 3));
        let placed = found.place(&events[1]);
        assert_eq!(placed.text, "Aid came at noon. Jets struck a mill. Rain fell.");
        assert_eq!(&placed.text[placed.passage], "Jets struck a mill.");
    }

    #[test]
    fn a_passage_that_is_not_in_its_article_stands_alone() {
        let mut found = Paragraphs::default();
        found.add(&document("Quite another text. It is here."), &[event(TEXT, "All left.")]);
        let event = event(TEXT, "All left.");
        assert_eq!(found.place(&event), Placed { text: "All left.", passage: 0..9 });
        // Another article of the same id has other words there.
        found.add(&document(TEXT), [&event]);
        let mut other = event.clone();
        other.evidence.text = "All wept.".into();
        assert_eq!(found.place(&other).text, "All wept.");
        assert_eq!(found.place(&event).text, "The end came. All left.");
    }

    #[test]
    fn a_long_paragraph_is_cut_at_sentences() {
        let many = "Many words are said here. ".repeat(400);
        let text = format!("{many}Jets struck a mill. {many}");
        let event = event(&text, "Jets struck a mill.");
        let mut found = Paragraphs::default();
        found.add(&document(&text), [&event]);
        let placed = found.place(&event);
        assert!(placed.text.len() < LONGEST, "{}", placed.text.len());
        assert!(placed.text.starts_with("Many") && placed.text.ends_with("here."));
        assert_eq!(&placed.text[placed.passage], "Jets struck a mill.");
    }

    proptest! {
        #[test]
        fn any_offsets_give_the_passage(
            text in "[a-z]\\PC{0,80}", passage in "\\PC{0,20}", start in 0u32..100, end in 0u32..100,
        ) {
            let mut event = sample();
            event.evidence.text.clone_from(&passage);
            (event.evidence.start, event.evidence.end) = (start, end);
            let cut = text.get(start as usize..end as usize).unwrap_or_default().to_owned();
            let mut inside = event.clone();
            inside.evidence.text = cut;
            let document = document(&text);
            let mut found = Paragraphs::default();
            found.add(&document, [&event, &inside]);
            for event in [&event, &inside] {
                let placed = found.place(event);
                prop_assert_eq!(&placed.text[placed.passage], &event.evidence.text);
            }
        }
    }
}
