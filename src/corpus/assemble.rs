//! Builds an [`Article`] from cleaned fields: joins title and body, decides id and outlet, finds the layout. All
//! readers use it.

use super::error::{Line, PathAndLine};
use super::field::CleanedField;
use super::html::looks_like_html;
use super::manifest::CorpusManifest;
use super::{CorpusError, foreign};
use crate::text::layout::{DateOrder, Hints, analyse, can_read_date};
use crate::text::{Article, Decoding, Layout, Origin, Span};
use jiff::civil::Date;
use std::sync::Arc;

/// What all articles of a file have in common.
#[derive(Debug)]
pub(super) struct Container {
    /// The path as given; "-" for standard input.
    pub path: String,
    /// The file's name without its extensions.
    pub stem: String,
    pub manifest: Option<Arc<CorpusManifest>>,
    /// Whether its name does not say what it is.
    pub guessed: bool,
}

/// Where a block begins in its file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// In bytes.
    pub offset: u64,
    /// From 1.
    pub line: u64,
    /// How many elements of a JSON list came before.
    pub number: u64,
}

/// A date field.
pub(super) enum DateField {
    /// As written.
    Text(String),
    /// As written, in the order of day and month that its column has.
    Ordered(String, DateOrder),
    /// Something that is no date, such as a list; as written.
    Other(String),
}

impl DateField {
    /// A date as written, in the order of its column where that is known.
    pub fn of(written: String, order: Option<DateOrder>) -> Self {
        match order {
            Some(order) => DateField::Ordered(written, order),
            None => DateField::Text(written),
        }
    }
}

/// The fields of one article.
pub(super) struct Fields<'a> {
    /// The line the article begins in, counted from 1, in a file with many articles.
    pub line: Option<Line>,
    /// The number of the article in a JSON list, counted from 1: several may be in one line.
    pub number: Option<u64>,
    pub id: Option<String>,
    pub outlet: Option<String>,
    pub date: Option<DateField>,
    pub title: Option<CleanedField<'a>>,
    pub body: CleanedField<'a>,
    /// What is odd in the record, although it can be read; sentences for people.
    pub odd: Vec<String>,
    pub decoding: Decoding,
}

/// The text between a title field and the body.
const GLUE: &str = "\n\n";

impl Container {
    /// The same container, whose articles are of this day, as 2016-08-12, where nothing else says when they are from.
    pub fn dated(&self, day: &str) -> Container {
        let manifest = match self.manifest.as_deref() {
            Some(known) => known.with_day(day),
            None => CorpusManifest::default().with_day(day),
        };
        let (path, stem) = (self.path.clone(), self.stem.clone());
        Container { path, stem, manifest: Some(Arc::new(manifest)), guessed: self.guessed }
    }

    /// Builds the article from `fields`.
    pub fn article(&self, fields: Fields<'_>, order: DateOrder) -> Result<Article, CorpusError> {
        let Fields { line, number, id, outlet, date, title, body, odd, decoding } = fields;
        if body.text.trim().is_empty() {
            return Err(CorpusError::Empty { path: self.path.clone(), line });
        }
        let id = id.unwrap_or_else(|| match number.or(line.map(|line| line.number)) {
            Some(number) => format!("{}:{number}", self.stem),
            None => self.stem.clone(),
        });
        let manifest = self.manifest.as_deref();
        let outlet =
            outlet.or_else(|| manifest.and_then(|known| known.outlet(&id)).map(str::to_owned));
        let (date, other, date_order) = match date {
            Some(DateField::Text(date)) => (Some(date), None, None),
            Some(DateField::Ordered(date, order)) => (Some(date), None, Some(order)),
            Some(DateField::Other(other)) => (None, Some(other), None),
            None => (None, None, None),
        };
        let date = date.or_else(|| manifest.and_then(|known| known.published(&id)));
        let (mut whole, title) = joined(title, body);
        let text = std::mem::take(&mut whole.text).into_owned();
        let layout = analyse(&text, &Hints { title, date: date.as_deref(), order, date_order });
        let unread = date.iter().filter(|date| !can_read_date(date, order)).chain(&other);
        let mut remarks: Vec<String> =
            unread.map(|date| self.odd_date(line, date, &layout)).collect();
        remarks.extend(odd.iter().map(|odd| format!("{}: {odd}", PathAndLine(&self.path, line))));
        let tags = || looks_like_html(&text).then_some("tags of HTML");
        if let Some(what) = foreign::markup(&text).or_else(tags) {
            let place = PathAndLine(&self.path, line);
            remarks.push(format!(
                "{place}: its text has {what} in it, which is coded as if it were words; convert it to text first"
            ));
        }
        let CleanedField { offsets, cleaning, .. } = whole;
        let origin =
            Origin { path: self.path.clone(), decoding, cleaning, offsets, pages: Vec::new() };
        Ok(Article { id, outlet, text, layout, origin, remarks })
    }

    fn odd_date(&self, line: Option<Line>, date: &str, layout: &Layout) -> String {
        let place = PathAndLine(&self.path, line);
        let shown: String = date.chars().filter(|c| !c.is_control()).take(40).collect();
        let then = match layout.published {
            Some(_) => "the date printed in the text is used",
            None => "the article counts as undated",
        };
        let hint = match excel_day(date) {
            Some(day) => format!("if it counts days as Excel does, write it as {day}"),
            None => "write it as 2016-08-12".to_owned(),
        };
        format!("{place}: no date can be read in \"{shown}\"; {then}; {hint}")
    }
}

/// The day of a number as Excel counts days, from the end of 1899 on, if it is one of the last century or of this one.
fn excel_day(written: &str) -> Option<Date> {
    let days =
        written.trim().parse::<f64>().ok().filter(|days| (10_000.0..80_000.0).contains(days))?;
    let first = Date::new(1899, 12, 30).ok()?;
    first.checked_add(jiff::Span::new().days(days as i64)).ok()
}

/// Title and body as one text, and the title's span in it. A body that begins with its title is left unchanged.
fn joined<'a>(
    title: Option<CleanedField<'a>>,
    body: CleanedField<'a>,
) -> (CleanedField<'a>, Option<Span>) {
    let Some(title) = title.filter(|title| !title.text.trim().is_empty()) else {
        return (body, None);
    };
    let head = title.text.trim();
    let blank = body.text.len() - body.text.trim_start().len();
    let first = body.text.trim_start().lines().next().unwrap_or_default().trim_end();
    if first == head {
        return (body, Some(Span::new(blank, blank + head.len())));
    }
    let skipped = title.text.len() - title.text.trim_start().len();
    let mut text = String::with_capacity(head.len() + GLUE.len() + body.text.len());
    text.push_str(head);
    text.push_str(GLUE);
    text.push_str(&body.text);
    let span = Span::new(0, head.len());
    let offsets = title.offsets.from_clean(skipped as u32).joined(
        span.end,
        GLUE.len() as u32,
        &body.offsets,
        body.text.len() as u32,
    );
    let mut cleaning = title.cleaning.or(body.cleaning);
    cleaning.title_trimmed = head.len() < title.text.len();
    (CleanedField { text: text.into(), offsets, cleaning }, Some(span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::OffsetMap;

    #[test]
    fn days_as_excel_counts_them_are_known() {
        let day = |written| excel_day(written).map(|day| day.to_string());
        assert_eq!(day("42594").as_deref(), Some("2016-08-12"));
        assert_eq!(day(" 42594.75 ").as_deref(), Some("2016-08-12"));
        assert_eq!((day("2016"), day("20160812"), day("x"), day("NaN")), (None, None, None, None));
    }

    fn cleaned(text: &str, base: u64) -> CleanedField<'_> {
        let offsets = OffsetMap::shifted(base);
        CleanedField { text: text.into(), offsets, cleaning: Default::default() }
    }

    #[test]
    fn a_title_goes_before_the_body() {
        let (whole, span) = joined(Some(cleaned(" Truce holds ", 90)), cleaned("It held.", 10));
        assert_eq!(whole.text, "Truce holds\n\nIt held.");
        assert_eq!(whole.cleaning.to_string(), ", title trimmed");
        assert_eq!(span, Some(Span::new(0, 11)));
        assert_eq!(whole.offsets.raw(Span::new(0, 11)), 91..102);
        assert_eq!(whole.offsets.raw(Span::new(13, 15)), 10..12);
    }

    #[test]
    fn a_title_printed_in_the_body_is_not_repeated() {
        let (whole, span) =
            joined(Some(cleaned("Truce holds", 90)), cleaned("\nTruce holds\nIt held.", 10));
        assert_eq!((&*whole.text, span), ("\nTruce holds\nIt held.", Some(Span::new(1, 12))));
    }
}
