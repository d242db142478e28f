//! The passage of an event for a reader: its sentence within its paragraph, cut into pieces, with triggers marked.

use crate::event::{Event, OffsetUnit};
use crate::text::{Document, Span};

/// The most bytes of a paragraph that are shown before and after a sentence; whole sentences are left out beyond.
const AROUND: usize = 1_200;

/// What a piece of a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceRole {
    /// Another sentence of the paragraph.
    Around,
    /// The event's evidence.
    Evidence,
    /// A trigger within it.
    Trigger,
}

/// A piece of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text as in the article.
    pub text: String,
    /// What it is.
    pub role: PieceRole,
}

/// The passage of an event, in pieces that give its text when joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The pieces, none of them empty.
    pub pieces: Vec<Piece>,
    /// Whether the evidence was found in the article at the event's offsets.
    pub is_in_article: bool,
}

impl Passage {
    /// The passage of an event that one or both sides have; the triggers of both are marked. At least one is there.
    pub fn of(
        document: Option<&Document>,
        before: Option<&Event>,
        after: Option<&Event>,
    ) -> Passage {
        let Some(event) = after.or(before) else {
            return Passage { pieces: Vec::new(), is_in_article: false };
        };
        let evidence = &event.evidence;
        let range = evidence.start as usize..evidence.end as usize;
        let is_there = |document: &&Document| {
            event.offsets == OffsetUnit::Bytes
                && document.text().get(range) == Some(evidence.text.as_str())
        };
        let found = document.filter(is_there);
        let around = found.map(|document| around(document, evidence.start, evidence.end));
        let (lead, tail) = around.unwrap_or_default();
        let mut pieces = Vec::new();
        push(&mut pieces, &lead, PieceRole::Around);
        let triggers = [before, after].into_iter().flatten().filter_map(trigger);
        marked(&evidence.text, triggers.collect(), &mut pieces);
        push(&mut pieces, &tail, PieceRole::Around);
        Passage { pieces, is_in_article: found.is_some() }
    }

    /// The pieces of the evidence alone.
    pub fn evidence(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(|piece| piece.role != PieceRole::Around)
    }
}

/// The trigger's range within the text of the evidence; `None` where its offsets do not fit it.
fn trigger(event: &Event) -> Option<(usize, usize)> {
    let (base, text) = (event.evidence.start, event.evidence.text.as_str());
    let byte = |offset: u32| event.offsets.byte(text, offset.checked_sub(base)?);
    let (start, end) = (byte(event.trigger.start)?, byte(event.trigger.end)?);
    let cut = text.get(start..end)?;
    (cut == event.trigger.text && !cut.is_empty()).then_some((start, end))
}

/// Cuts the evidence at the ranges of its triggers, which may overlap.
fn marked(evidence: &str, mut triggers: Vec<(usize, usize)>, pieces: &mut Vec<Piece>) {
    triggers.sort_unstable();
    let mut done = 0;
    for (start, end) in triggers {
        let start = start.max(done);
        if end <= start {
            continue;
        }
        push(pieces, evidence.get(done..start).unwrap_or_default(), PieceRole::Evidence);
        push(pieces, evidence.get(start..end).unwrap_or_default(), PieceRole::Trigger);
        done = end;
    }
    push(pieces, evidence.get(done..).unwrap_or_default(), PieceRole::Evidence);
}

fn push(pieces: &mut Vec<Piece>, text: &str, role: PieceRole) {
    if !text.is_empty() {
        pieces.push(Piece { text: text.to_owned(), role });
    }
}

/// The text of the paragraph before and after a passage; an ellipsis stands for what is too long.
fn around(document: &Document, start: u32, end: u32) -> (String, String) {
    let (sentences, text) = (document.sentences(), document.text());
    let first = sentences.partition_point(|one| one.span.end <= start);
    let Some(paragraph) = sentences.get(first).map(|one| one.paragraph) else {
        return Default::default();
    };
    let last = sentences.partition_point(|one| one.span.start < end);
    let is_beside = |one: &&crate::text::Sentence| one.paragraph == paragraph;
    let mut from = start;
    for one in sentences[..first].iter().rev().take_while(is_beside) {
        if (start - one.span.start) as usize > AROUND {
            break;
        }
        from = one.span.start;
    }
    let mut to = end;
    for one in sentences[last..].iter().take_while(is_beside) {
        if (one.span.end - end) as usize > AROUND {
            break;
        }
        to = one.span.end;
    }
    let cut_before =
        sentences[..first].iter().rev().take_while(is_beside).any(|one| one.span.start < from);
    let cut_after = sentences[last..].iter().take_while(is_beside).any(|one| one.span.end > to);
    let cut = |from: u32, to: u32| Span { start: from, end: to.max(from) }.cut(text).to_owned();
    let mut lead = cut(from, start);
    let mut tail = cut(end, to);
    if cut_before {
        lead.insert_str(0, "… ");
    }
    if cut_after {
        tail.push_str(" …");
    }
    (lead, tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;
    use crate::text::{Article, Vocabulary};
    use proptest::prelude::*;

    fn document(text: &str) -> Document {
        let article = Article::builder("a", text).build().unwrap();
        Document::new(article, &mut Vocabulary::new())
    }

    fn event(text: &str, evidence: &str, trigger: &str) -> Event {
        let mut event = sample();
        let start = text.find(evidence).unwrap_or(0) as u32;
        event.evidence.text = evidence.into();
        (event.evidence.start, event.evidence.end) = (start, start + evidence.len() as u32);
        let inner = start + evidence.find(trigger).unwrap_or(0) as u32;
        event.trigger.text = trigger.into();
        (event.trigger.start, event.trigger.end) = (inner, inner + trigger.len() as u32);
        event
    }

    fn shown(passage: &Passage) -> String {
        let piece = |piece: &Piece| match piece.role {
            PieceRole::Around => piece.text.clone(),
            PieceRole::Evidence => format!("[{}]", piece.text),
            PieceRole::Trigger => format!("<{}>", piece.text),
        };
        passage.pieces.iter().map(piece).collect()
    }

    const TEXT: &str =
        "Aid came at noon. Jets struck a mill and hit a bridge. Rain fell.\n\nThe end came.";

    #[test]
    fn a_sentence_is_shown_in_its_paragraph_with_the_triggers_of_both_sides() {
        let document = document(TEXT);
        let one = event(TEXT, "Jets struck a mill and hit a bridge.", "struck");
        let two = event(TEXT, "Jets struck a mill and hit a bridge.", "hit");
        let passage = Passage::of(Some(&document), Some(&one), Some(&two));
        assert_eq!(
            shown(&passage),
            "Aid came at noon. [Jets ]<struck>[ a mill and ]<hit>[ a bridge.] Rain fell."
        );
        let alone = Passage::of(None, Some(&one), None);
        assert_eq!(shown(&alone), "[Jets ]<struck>[ a mill and hit a bridge.]");
        assert!(passage.is_in_article && !alone.is_in_article);
    }

    #[test]
    fn evidence_that_is_elsewhere_is_shown_alone() {
        let other = document("Quite another text. It is here.");
        let event = event(TEXT, "Jets struck a mill and hit a bridge.", "struck");
        let passage = Passage::of(Some(&other), None, Some(&event));
        assert_eq!(shown(&passage), "[Jets ]<struck>[ a mill and hit a bridge.]");
        assert!(!passage.is_in_article);
    }

    #[test]
    fn long_paragraphs_are_cut_at_sentences() {
        let long = "Many words are said here. ".repeat(200);
        let text = format!("{long}Jets struck a mill. {long}");
        let event = event(&text, "Jets struck a mill.", "struck");
        let passage = shown(&Passage::of(Some(&document(&text)), Some(&event), None));
        assert!(passage.len() < 3 * AROUND, "{}", passage.len());
        assert!(passage.starts_with("… Many") && passage.ends_with("here. …"), "{passage}");
    }

    proptest! {
        #[test]
        fn any_offsets_give_the_evidence(
            text in "[a-z]\\PC{0,60}",
            evidence in "\\PC{0,20}",
            at in prop::collection::vec(0u32..90, 6),
        ) {
            let side = |at: &[u32]| {
                let mut event = sample();
                event.evidence.text.clone_from(&evidence);
                (event.evidence.start, event.evidence.end) = (at[0], at[0] + evidence.len() as u32);
                event.trigger.text = evidence.chars().take(3).collect();
                (event.trigger.start, event.trigger.end) = (at[1], at[2]);
                event
            };
            let (one, two) = (side(&at[..3]), side(&at[3..]));
            let document = document(&text);
            for document in [None, Some(&document)] {
                let passage = Passage::of(document, Some(&one), Some(&two));
                let shown: String = passage.evidence().map(|piece| piece.text.as_str()).collect();
                prop_assert_eq!(&shown, &evidence);
            }
        }
    }
}
