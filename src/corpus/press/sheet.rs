//! A text from a database with the way back to the bytes of its file, and the articles that are made of spans of it.

use super::draft::{Draft, Part};
use crate::corpus::assemble::{DateField, Fields};
use crate::corpus::field::{CleanedField, clean_bytes, clean_decoded};
use crate::corpus::reading::Reading;
use crate::corpus::source::Source;
use crate::corpus::{CorpusError, Format};
use crate::text::encoding::decode::{DecodeError, decode, decode_as};
use crate::text::encoding::rtf::{self, RtfText};
use crate::text::{Article, Decoding, Escape, Markup, OffsetMap, Span};
use std::borrow::Cow;

/// A text and where it came from.
pub(in crate::corpus) struct Sheet<'a> {
    /// The text that spans index.
    pub text: Cow<'a, str>,
    /// The bytes of the file.
    bytes: &'a [u8],
    /// From `text` to `bytes`.
    offsets: OffsetMap,
    decoding: Decoding,
    /// For rich text: where its reading depends on what came before.
    rich: Option<RtfText>,
}

/// The beginning of a file as text, if it is text.
pub(super) fn sampled(sample: &[u8]) -> Option<Cow<'_, str>> {
    decode(sample).ok().map(|decoded| decoded.text)
}

impl<'a> Sheet<'a> {
    /// That of a file of text.
    pub fn of_text(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let decoded = decode(bytes)?;
        let decoding = Decoding::of(decoded.charset, Escape::None);
        let (text, offsets) = (decoded.text, decoded.offsets);
        Ok(Sheet { text, bytes, offsets, decoding, rich: None })
    }

    /// That of a web page: the text is its source.
    pub fn of_page(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let mut sheet = Sheet::of_text(bytes)?;
        sheet.decoding.markup = Markup::Html;
        Ok(sheet)
    }

    /// That of a file of rich text.
    pub fn of_rtf(bytes: &'a [u8]) -> Self {
        let charset = rtf::charset_of(bytes);
        let decoded = decode_as(bytes, charset);
        let mut rich = rtf::read_document(&decoded.text, charset);
        let text = Cow::Owned(std::mem::take(&mut rich.text));
        let offsets = std::mem::take(&mut rich.offsets).compose(&decoded.offsets);
        let mut decoding = Decoding::of(decoded.charset, Escape::None);
        decoding.markup = Markup::Rtf;
        Sheet { text, bytes, offsets, decoding, rich: Some(rich) }
    }

    /// That of a file whose bytes hold no text, from the text extracted from it.
    pub fn of_extracted(text: String) -> Self {
        let mut decoding = Decoding::of("utf-8", Escape::None);
        decoding.is_extracted = true;
        let offsets = OffsetMap::default();
        Sheet { text: Cow::Owned(text), bytes: &[], offsets, decoding, rich: None }
    }

    /// Whether a file of rich text ends inside a group.
    pub fn is_open(&self) -> bool {
        self.rich.as_ref().is_some_and(|rich| rich.is_open)
    }

    /// The text in `span`.
    pub fn cut(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// How slices of the file that hold these spans are decoded.
    fn decoding_of(&self, spans: &[Span]) -> Decoding {
        let Some(rich) = &self.rich else { return self.decoding };
        let extracted = Decoding { is_extracted: true, ..Decoding::of("utf-8", Escape::None) };
        match rich.charset_in(spans, self.decoding.charset) {
            Some(charset) => Decoding { charset, ..self.decoding },
            // No slice would read as it does here: the offsets count in the text.
            None => extracted,
        }
    }

    fn field(&self, span: Span, decoding: Decoding) -> CleanedField<'_> {
        if decoding.is_extracted {
            let at = OffsetMap::shifted(u64::from(span.start));
            return clean_decoded(Cow::Borrowed(self.cut(span)), decoding, &at);
        }
        let raw = self.offsets.raw(span);
        let slice = self.bytes.get(raw.start as usize..raw.end as usize).unwrap_or_default();
        clean_bytes(slice, raw.start, decoding)
    }

    /// An article's title and body, and how they are decoded.
    fn fields(&self, draft: &Draft) -> (Option<CleanedField<'_>>, CleanedField<'_>, Decoding) {
        let spans: Vec<Span> = draft.title.iter().chain(&draft.body).copied().collect();
        let decoding = self.decoding_of(&spans);
        let title = draft.title.map(|span| self.field(span, decoding));
        let mut stretches = draft.body.iter().map(|&span| self.field(span, decoding));
        let first = stretches.next().unwrap_or_else(|| self.field(Span::new(0, 0), decoding));
        (title, stretches.fold(first, followed), decoding)
    }
}

/// Two stretches as one, with a blank line between them.
fn followed<'a>(before: CleanedField<'a>, next: CleanedField<'a>) -> CleanedField<'a> {
    const GLUE: &str = "\n\n";
    let len = before.text.len() as u32;
    let offsets =
        before.offsets.joined(len, GLUE.len() as u32, &next.offsets, next.text.len() as u32);
    let mut text = before.text.into_owned();
    text.push_str(GLUE);
    text.push_str(&next.text);
    let cleaning = before.cleaning.or(next.cleaning);
    CleanedField { text: Cow::Owned(text), offsets, cleaning }
}

/// The articles of a sheet, in order.
pub(in crate::corpus) fn readings(
    source: &Source<'_>,
    sheet: &Sheet<'_>,
    format: Format,
    parts: Vec<Part>,
) -> Vec<Reading> {
    let articles = parts.iter().filter(|part| matches!(part, Part::Article(_))).count();
    let mut number = 0;
    let mut lines = LineCounter::new(sheet);
    let path = &source.container.path;
    let read = parts.into_iter().map(|part| match part {
        Part::PassedOver(what, count) => Reading::passed_over(format, path, what, count),
        Part::Article(draft) => {
            number += 1;
            let line = lines.line_at(draft.at).filter(|_| articles > 1);
            let place = Place { number, line, is_only: articles == 1 };
            Reading::of(format, article(source, sheet, draft, place))
        }
    });
    read.collect()
}

/// Where an article is in its file.
struct Place {
    /// From 1.
    number: u64,
    /// From 1, if the file has lines and several articles.
    line: Option<u64>,
    /// Whether the file has no other, so that it goes by the file's name.
    is_only: bool,
}

fn article(
    source: &Source<'_>,
    sheet: &Sheet<'_>,
    draft: Draft,
    Place { number, line, is_only }: Place,
) -> Result<Article, CorpusError> {
    let path = || source.container.path.clone();
    let line = line.map(Into::into);
    let len: usize = draft.body.iter().map(|span| span.len()).sum();
    let limit = source.options.limit();
    if len > limit {
        return Err(CorpusError::TooLarge { path: path(), line, limit: limit as u64 });
    }
    let is_blank = draft.body.iter().all(|&span| sheet.cut(span).trim().is_empty());
    let reason = match draft.fault {
        Some(fault) => Some(fault.reason()),
        None if is_blank && draft.is_whole => {
            return Err(CorpusError::Empty { path: path(), line });
        }
        None if is_blank => Some(NO_TEXT),
        None => None,
    };
    if let Some(reason) = reason {
        let title = draft.title.map(|span| sheet.cut(span)).and_then(super::lines::value);
        let title = title.map(|title| title.chars().take(TITLE).collect());
        return Err(CorpusError::Part { path: path(), number, title, reason });
    }
    let (title, body, decoding) = sheet.fields(&draft);
    let fields = Fields {
        line,
        number: (!is_only).then_some(number),
        id: draft.id,
        outlet: draft.outlet,
        date: draft.date.map(DateField::Text),
        title,
        body,
        odd: draft.odd,
        decoding,
    };
    source.container.article(fields, source.options.order)
}

/// What is said of an article without a body.
const NO_TEXT: &str = "it has no text, only what describes it; export it with its full text";

/// So many characters of a title are shown.
const TITLE: usize = 60;

/// Counts lines, where the text has those of the file.
struct LineCounter<'t> {
    text: Option<&'t str>,
    line_end: u8,
    at: usize,
    line: u64,
}

impl<'t> LineCounter<'t> {
    fn new(sheet: &'t Sheet<'_>) -> Self {
        let is_file = sheet.rich.is_none() && !sheet.decoding.is_extracted;
        let line_end = super::lines::line_end(&sheet.text);
        LineCounter { text: is_file.then_some(&*sheet.text), line_end, at: 0, line: 1 }
    }

    /// The line that the byte `at` is on, counted from 1; places must come in order.
    fn line_at(&mut self, at: usize) -> Option<u64> {
        let passed = self.text?.as_bytes().get(self.at..at).unwrap_or_default();
        self.line += memchr::memchr_iter(self.line_end, passed).count() as u64;
        self.at = self.at.max(at);
        Some(self.line)
    }
}
