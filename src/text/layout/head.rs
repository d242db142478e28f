//! What comes before the report in the first running text: a headline run together with it, the repeated title,
//! agencies, date stamps and what follows them, the dateline.

use super::byline::starts_word;
use super::dateline::dateline_at;
use super::headline::same_words;
use super::published;
use super::{HEADLINE, LayoutPass, opens_ignoring_case};
use crate::text::{Published, RegionKind, Span};
use memchr::memmem;

/// News agencies that sign the opening of a report.
#[rustfmt::skip]
const AGENCIES: &[&str] = &[
    "AFP", "Reuters", "REUTERS", "AP", "SANA", "Xinhua", "TASS", "dpa", "DPA", "Agencies",
    "(AFP)", "(Reuters)", "(AP)",
];

impl LayoutPass<'_> {
    /// Reads what comes before the report itself in the first running text; returns where the report begins.
    pub(super) fn read_head(&mut self, span: Span) -> usize {
        let mut at = span.start as usize;
        let end = span.end as usize;
        if self.layout.title.is_none()
            && self.layout.published.is_none()
            && let Some(stop) = self.headline_before_stamp(at, end)
        {
            let title = Span::new(at, stop).trimmed(self.text);
            self.push(at, stop, RegionKind::Title);
            self.layout.title = Some(title);
            at = self.blanks(stop);
        }
        let mut stamped = false;
        loop {
            let before = at;
            at = self.read_title_again(at, end);
            if let Some(to) = self.read_stamp(at, end) {
                stamped = true;
                at = to;
            }
            if at == before {
                break;
            }
        }
        let year = self.layout.published.map(|p| p.date.year()).or(self.year);
        if let Some(found) =
            dateline_at(self.text, at, year, stamped).filter(|found| found.end < end)
        {
            self.layout.dateline = Some(found.place);
            if let (None, Some((date, span))) = (self.layout.published, found.date) {
                self.layout.published = Some(Published { date, time: None, span: Some(span) });
            }
            self.push(at, found.end, RegionKind::Byline);
            at = found.end;
        }
        at
    }

    /// The end of a headline that is run together with the report, recognised by an agency and a date between them.
    fn headline_before_stamp(&self, at: usize, end: usize) -> Option<usize> {
        let mut limit = end.min(at + HEADLINE);
        while !self.text.is_char_boundary(limit) {
            limit -= 1;
        }
        let head = &self.text[at..limit];
        let agency = AGENCIES.iter().filter_map(|agency| {
            let found = memmem::find(head.as_bytes(), agency.as_bytes())?;
            let after = self.blanks(at + found + agency.len());
            let whole =
                starts_word(self.text.as_bytes(), at + found) && after > at + found + agency.len();
            (whole && found > 12 && self.stamp_in_text(after, end).is_some()).then_some(at + found)
        });
        agency.min()
    }

    /// Reads the repeated headline at `at`; returns where reading continues.
    fn read_title_again(&mut self, at: usize, end: usize) -> usize {
        let Some(title) = self.layout.title else { return at };
        if title.start as usize >= at || title.end as usize > at {
            return at;
        }
        let Some(len) = same_words(title.cut(self.text), &self.text[at..end]) else { return at };
        let stop = at + len;
        let stop = stop + usize::from(self.text[stop..].starts_with(['.', ':']));
        if stop >= end {
            return at;
        }
        self.title_again(Span::new(at, stop).trimmed(self.text));
        self.blanks(stop)
    }

    /// Reads an agency, a date and what follows it at `at`; returns where reading continues.
    fn read_stamp(&mut self, at: usize, end: usize) -> Option<usize> {
        let mut from = at;
        while let Some(agency) =
            AGENCIES.iter().find(|agency| self.text[from..].starts_with(**agency))
        {
            let after = self.blanks(from + agency.len());
            if after == from + agency.len() {
                break;
            }
            from = after;
        }
        let found = self.stamp_in_text(from, end)?;
        if self.layout.published.is_none() {
            self.layout.published = Some(self.published(found, from));
        }
        let to = self.skip_stamp_extras(found.end, end);
        self.push(at, to, RegionKind::Byline);
        Some(self.blanks(to))
    }

    /// A date stamp that opens running text: no comma or lower-case word continues it.
    fn stamp_in_text(&self, at: usize, end: usize) -> Option<published::Stamp> {
        let found =
            published::stamp_at(self.text, at, self.hints.order).filter(|found| found.end < end)?;
        let rest = self.text[found.end..end].trim_start();
        let next = rest.chars().next()?;
        let opens = !next.is_lowercase() && !matches!(next, ',' | ';' | '.');
        (opens || opens_ignoring_case(rest, "by ")).then_some(found)
    }

    /// The offset after "(updated 1500 07.10.2017)", "Get short URL 0 110" and "by Jane Doe" following a date stamp.
    fn skip_stamp_extras(&self, mut at: usize, end: usize) -> usize {
        loop {
            let from = self.blanks(at);
            let rest = &self.text[from..end];
            let next = if opens_ignoring_case(rest, "(updated") {
                rest.find(')').filter(|&to| to < 60).map(|to| from + to + 1)
            } else if opens_ignoring_case(rest, "get short url") {
                let tail = rest.get(13..).unwrap_or("");
                let digits = tail.len()
                    - tail.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').len();
                Some(from + 13 + digits)
            } else if rest.starts_with("by ") {
                let mut words = rest.get(3..).unwrap_or("").split(' ');
                let names = [words.next(), words.next()];
                let len: usize = names.iter().flatten().map(|name| name.len() + 1).sum();
                let named =
                    names.iter().all(|n| n.is_some_and(|n| n.starts_with(char::is_uppercase)));
                named.then_some((from + 2 + len).min(end))
            } else {
                None
            };
            match next.filter(|&next| next > at && next <= end) {
                Some(next) => at = next,
                None => return at,
            }
        }
    }
}
