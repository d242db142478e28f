//! The publication date in a line of its own: date stamps, and authors with a date.

use super::published;
use super::{LayoutPass, TOP, opens_ignoring_case};
use crate::text::{Published, Span};

impl LayoutPass<'_> {
    /// Whether a short line of its own is a publication date or an author with a date.
    pub(super) fn is_stamp_line(&self, span: Span) -> bool {
        let line = span.cut(self.text);
        let near = (span.start as usize) < TOP;
        if line.len() > 110 || line.ends_with('.') && !near {
            return false;
        }
        let Some(found) = published::stamp_at(self.text, span.start as usize, self.hints.order)
        else {
            return near
                && line.len() <= 90
                && self.date_in(span).is_some_and(|(_, end)| end + 12 >= span.end as usize)
                && (opens_ignoring_case(line, "by ") || line.contains('|'));
        };
        let rest = self.text[found.end..span.end as usize]
            .trim_start_matches(|c: char| !c.is_alphanumeric());
        rest.is_empty()
            || (rest.len() <= 50
                && (opens_ignoring_case(rest, "by ") || rest.split(' ').count() <= 4))
    }

    /// Takes a date stamp in a byline as the publication date, unless one was found before.
    pub(super) fn publish_from(&mut self, span: Span) {
        if self.layout.published.is_none()
            && (span.start as usize) < TOP.max(self.text.len() / 2)
            && let Some((published, _)) = self.date_in(span)
        {
            self.layout.published = Some(published);
        }
    }

    /// The first full date in a short line.
    fn date_in(&self, span: Span) -> Option<(Published, usize)> {
        let bytes = self.text.as_bytes();
        (span.range()).filter(|&at| starts_word(bytes, at)).find_map(|at| {
            let found = published::stamp_at(self.text, at, self.hints.order)?;
            Some((self.published(found, at), found.end))
        })
    }

    pub(super) fn published(&self, found: published::Stamp, at: usize) -> Published {
        Published { date: found.date, time: found.time, span: Some(Span::new(at, found.end)) }
    }
}

/// Whether a word begins at byte `at`.
pub(super) fn starts_word(bytes: &[u8], at: usize) -> bool {
    let word = |byte: &u8| byte.is_ascii_alphanumeric();
    bytes.get(at).is_some_and(word)
        && !at.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(word)
}
