//! Documents for tests, made from plain strings. Called by tests of `text`, `gazetteer` and `frame` only.

use super::layout::{Hints, analyse};
use super::{
    Article, Decoding, Document, Escape, Layout, OffsetMap, Origin, Published, Region, RegionKind,
    Span, Vocabulary,
};
use jiff::civil::Date;
use std::ops::Range;

/// `text` as a document: each line that is not blank is a body region and a paragraph of its own.
pub fn document(text: &str, published: Option<Date>) -> Document {
    let mut at = 0;
    let mut spans = Vec::new();
    for line in text.split('\n') {
        spans.push((Span::new(at, at + line.len()).trimmed(text), spans.len() as u32));
        at += line.len() + 1;
    }
    regions(text, &spans, published)
}

/// `text` as a document with body regions at `spans`, each paired with its paragraph's number.
pub fn regions(text: &str, spans: &[(Span, u32)], published: Option<Date>) -> Document {
    let region = |&(span, paragraph)| Region { span, kind: RegionKind::Body, paragraph };
    let layout = Layout {
        published: published.map(|date| Published { date, time: None, span: None }),
        regions: spans.iter().filter(|(span, _)| !span.is_empty()).map(region).collect(),
        ..Layout::default()
    };
    with_layout(text, layout)
}

/// `text` as a document, with its layout analysed as a reader would.
pub fn laid_out(text: &str) -> Document {
    with_layout(text, analyse(text, &Hints::default()))
}

/// `text` as a document with the given layout.
pub fn with_layout(text: &str, layout: Layout) -> Document {
    let article = Article {
        id: "test".into(),
        outlet: None,
        text: text.into(),
        layout,
        origin: Origin {
            path: "-".into(),
            decoding: Decoding::of("utf-8", Escape::None),
            cleaning: Default::default(),
            offsets: OffsetMap::default(),
            pages: Vec::new(),
        },
        remarks: Vec::new(),
    };
    Document::new(article, &mut Vocabulary::new())
}

/// The tokens of the first occurrence of `words` in the document.
pub fn tokens(doc: &Document, words: &str) -> Range<usize> {
    let start = doc.text().find(words).expect("the words stand in the text");
    doc.tokens_in(Span::new(start, start + words.len()))
}

/// `text` with its layout analysed, and the sentence and tokens of the first occurrence of `trigger`.
pub fn located(text: &str, trigger: &str) -> (Document, usize, Range<usize>) {
    let doc = laid_out(text);
    let tokens = tokens(&doc, trigger);
    let sentence = doc.sentence_of(tokens.start).expect("the trigger is in a sentence");
    (doc, sentence, tokens)
}
