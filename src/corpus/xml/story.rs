//! An article of an XML document: its parts as ranges of the document's text, made into fields that lead back to the bytes.

use super::document::{Document, Item};
use super::escape::unescape_xml;
use super::scan::{CDATA, CDATA_END};
use crate::corpus::CorpusError;
use crate::corpus::assemble::{DateField, Fields};
use crate::corpus::field::{CleanedField, clean_markup};
use crate::text::encoding::decode::decode_as;
use crate::text::layout::DateOrder;
use crate::text::{Article, Decoding, Escape, Markup, OffsetMap, Span};
use memchr::memmem;
use std::borrow::Cow;
use std::ops::Range;

/// The parts of an article; ranges are bytes of the document's text.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub id: Option<String>,
    pub outlet: Option<String>,
    pub date: Option<String>,
    /// The order of day and month in its date, where other dates of the document show it.
    pub order: Option<DateOrder>,
    pub title: Option<Range<usize>>,
    /// Its paragraphs, or all of it in one range.
    pub body: Vec<Range<usize>>,
    /// How the body is written.
    pub form: Form,
    /// What is odd in it; sentences for people.
    pub odd: Vec<String>,
}

/// How the text of an element is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// Text with the escapes of XML.
    #[default]
    Plain,
    /// HTML with the escapes of XML around it.
    Escaped,
    /// Elements, or HTML inside a literal section: no escapes around it.
    Elements,
}

impl Form {
    fn decoding(self, charset: &'static str) -> Decoding {
        let (escape, markup) = match self {
            Form::Plain => (Escape::Xml, Markup::None),
            Form::Escaped => (Escape::Xml, Markup::Html),
            Form::Elements => (Escape::None, Markup::Html),
        };
        Decoding { markup, ..Decoding::of(charset, escape) }
    }
}

/// The range without white space at its ends and, if it is one literal section, without its marks.
pub(super) fn inside(text: &str, range: Range<usize>) -> Range<usize> {
    let range = trimmed(text, range);
    let bytes = &text.as_bytes()[range.clone()];
    let inner = bytes.strip_prefix(CDATA).and_then(|inner| inner.strip_suffix(CDATA_END));
    match inner.filter(|inner| memmem::find(inner, CDATA_END).is_none()) {
        Some(_) => trimmed(text, range.start + CDATA.len()..range.end - CDATA_END.len()),
        None => range,
    }
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let start = range.end - text[range.clone()].trim_start().len();
    start..start + text[start..range.end].trim_end().len()
}

/// How the text in `range`, the inside of an element, is written, and its range without the marks of a literal section.
pub(super) fn form_of(text: &str, range: Range<usize>) -> (Form, Range<usize>) {
    let whole = trimmed(text, range);
    let inner = inside(text, whole.clone());
    let raw = &text[inner.clone()];
    if inner != whole {
        return (if has_tags(raw) { Form::Elements } else { Form::Plain }, inner);
    }
    let has_sections = memmem::find(raw.as_bytes(), CDATA).is_some();
    let form = match () {
        () if !has_sections && has_tags(raw) => Form::Elements,
        () if has_tags(&unescape_xml(Cow::Borrowed(raw)).0) => Form::Escaped,
        () => Form::Plain,
    };
    (form, inner)
}

/// Whether a text has something that looks like a tag.
fn has_tags(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes).any(|at| {
        let rest = bytes[at + 1..].strip_prefix(b"/").unwrap_or(&bytes[at + 1..]);
        rest.first().is_some_and(|&byte| byte.is_ascii_alphabetic() || byte == b'!')
    })
}

impl Document<'_> {
    /// Makes an article of its parts.
    pub fn article(&self, story: Story, item: &Item) -> Result<Article, CorpusError> {
        let Story { id, outlet, date, order, title, mut body, form, odd } = story;
        let text = self.text();
        let title = title.map(|title| inside(text, title));
        // A title with tags, or of several lines, is read as HTML, whose white space means nothing.
        let is_odd = |title: &Range<usize>| {
            let raw = &text[title.clone()];
            raw.contains('\n') || has_tags(&unescape_xml(Cow::Borrowed(raw)).0)
        };
        let form = match form {
            Form::Plain if title.as_ref().is_some_and(is_odd) => Form::Escaped,
            form => form,
        };
        let has_sections =
            |range: &Range<usize>| memmem::find(text[range.clone()].as_bytes(), CDATA).is_some();
        let form = match form {
            Form::Elements if body.iter().any(has_sections) => Form::Escaped,
            form => form,
        };
        let decoding = form.decoding(self.decoded.charset);
        let title_field = title.clone().map(|title| self.field(&[title], decoding));
        let mut body_field = self.field(&body, decoding);
        if let (true, Some(title)) = (body_field.text.trim().is_empty(), title) {
            body = vec![title];
            body_field = self.field(&body, decoding);
        }
        let fields = Fields {
            line: Some(item.line.into()),
            number: Some(item.number),
            id,
            outlet,
            date: date.map(|date| DateField::of(date, order)),
            title: title_field,
            body: body_field,
            odd,
            decoding,
        };
        self.source.container.article(fields, self.source.options.order)
    }

    /// Whether any of these ranges has text.
    pub fn has_text(&self, ranges: &[Range<usize>], form: Form) -> bool {
        !self.field(ranges, form.decoding(self.decoded.charset)).text.trim().is_empty()
    }

    /// The texts of some ranges, with a blank line between them.
    fn field(&self, ranges: &[Range<usize>], decoding: Decoding) -> CleanedField<'_> {
        let cleaned = ranges.iter().map(|range| self.cleaned(range.clone(), decoding));
        let mut parts: Vec<CleanedField<'_>> =
            cleaned.filter(|part| !part.text.trim().is_empty()).collect();
        // In pairs, so that a text of many paragraphs is not copied for each of them.
        while parts.len() > 1 {
            let mut pairs = Vec::with_capacity(parts.len().div_ceil(2));
            let mut rest = parts.into_iter();
            while let Some(first) = rest.next() {
                pairs.push(match rest.next() {
                    Some(second) => joined(first, second),
                    None => first,
                });
            }
            parts = pairs;
        }
        parts.pop().unwrap_or(CleanedField {
            text: Cow::Borrowed(""),
            offsets: OffsetMap::default(),
            cleaning: Default::default(),
        })
    }

    /// The text of one range, without white space at its ends.
    fn cleaned(&self, range: Range<usize>, decoding: Decoding) -> CleanedField<'_> {
        let raw = self.decoded.offsets.raw(Span::new(range.start, range.end));
        let (start, end) = (raw.start as usize, raw.end as usize);
        let bytes = self.source.bytes.get(start..end).unwrap_or_default();
        // Decoded again, since the map of the range alone is shorter than that of the document.
        let decoded = decode_as(bytes, self.decoded.charset);
        let at = decoded.offsets.compose(&OffsetMap::shifted(raw.start));
        let mut field = clean_markup(decoded.text, decoding.escape, decoding.markup, &at);
        let skipped = field.text.len() - field.text.trim_start().len();
        if skipped > 0 || field.text.ends_with(char::is_whitespace) {
            field.text = Cow::Owned(field.text.trim().to_owned());
            field.offsets = field.offsets.from_clean(skipped as u32);
        }
        field
    }
}

/// Between the paragraphs of a text.
const GLUE: &str = "\n\n";

fn joined<'a>(first: CleanedField<'a>, second: CleanedField<'a>) -> CleanedField<'a> {
    let (len, glue) = (first.text.len() as u32, GLUE.len() as u32);
    let offsets = first.offsets.joined(len, glue, &second.offsets, second.text.len() as u32);
    let text = [&*first.text, GLUE, &*second.text].concat();
    CleanedField { text: text.into(), offsets, cleaning: first.cleaning.or(second.cleaning) }
}
