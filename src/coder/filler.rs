//! The state for filling in one event: what `fill` and `stance` look attributes up with, and how a name becomes a
//! party.

use super::CoderInner;
use crate::event::Party;
use crate::script::{EventKind, NameRef, View};
use crate::text::Span;
use std::ops::Range;

/// Fills in one event.
pub(super) struct Filler<'a> {
    /// The coder: codes and names.
    pub coder: &'a CoderInner,
    /// The article.
    pub view: &'a View,
    /// The event's kind.
    pub kind: &'a EventKind,
    /// Its sentence.
    pub sentence: usize,
    /// The trigger tokens.
    pub trigger: &'a Range<usize>,
}

impl Filler<'_> {
    /// The party that a draft or the grammar names.
    pub(super) fn party(&self, named: &NameRef) -> Party {
        let (text, span) = self.written(named);
        let (name, code) = self.canonical(span, &text);
        Party { text, name, code, start: span.map(|s| s.start), end: span.map(|s| s.end) }
    }

    /// The text as written, and its span in the article.
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

    /// The name and code that the gazetteers give for it.
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
