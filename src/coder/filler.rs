//! One event being filled in: what `fill` and `stance` look attributes up with, and how a name becomes a party.

use super::Ready;
use crate::event::Party;
use crate::script::{EventKind, NameRef, View};
use crate::text::Span;
use std::ops::Range;

/// Fills in one event.
pub(super) struct Filler<'a> {
    /// The coder: codes, names.
    pub coder: &'a Ready,
    /// The article.
    pub view: &'a View,
    /// What the event's kind is.
    pub kind: &'a EventKind,
    /// Its sentence.
    pub sentence: usize,
    /// The tokens that say it.
    pub trigger: &'a Range<usize>,
}

impl Filler<'_> {
    /// The party that a draft or the grammar names.
    pub(super) fn party(&self, named: &NameRef) -> Party {
        let (text, span) = self.written(named);
        let (name, code) = self.canonical(span, &text);
        Party { text, name, code, start: span.map(|s| s.start), end: span.map(|s| s.end) }
    }

    /// What was written, and where it is in the text.
    pub(super) fn written(&self, named: &NameRef) -> (String, Option<Span>) {
        match named {
            NameRef::Text(text) => (text.clone(), None),
            NameRef::Tokens(tokens) => {
                let document = self.view.document();
                let span = document.tokens_span(tokens.clone());
                (span.cut(document.text()).to_owned(), Some(span))
            }
        }
    }

    /// The name and code that tables give for it.
    pub(super) fn canonical(
        &self,
        span: Option<Span>,
        text: &str,
    ) -> (Option<String>, Option<String>) {
        match self.view.notes.canonical(span, text) {
            Some((name, code)) => (Some(name), code),
            None => (None, None),
        }
    }
}
