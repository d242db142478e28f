//! The records of a block of JSON: one a line, or the elements of a list, or objects one after the other.

use super::array;
use super::assemble::{Container, Place};
use super::error::Line;
use super::fields::FieldMap;
use super::json_number;
use super::json_record::RecordReader;
use super::json_walk::Chat;
use super::reading::Reading;
use super::record_format::RecordFormat;
use super::{CorpusError, Format, ReadOptions};
use crate::text::OffsetMap;
use crate::text::encoding::decode::{charset_of, decode_as};
use crate::text::layout::DateOrder;
use memchr::{memchr, memchr_iter};
use std::borrow::Cow;
use std::ops::Range;

/// The records of a block.
pub(super) struct JsonRecords<'a> {
    container: &'a Container,
    options: &'a ReadOptions,
    /// The names of the fields.
    fields: Cow<'a, FieldMap>,
    /// Whole records.
    bytes: &'a [u8],
    format: Format,
    shape: Shape,
    /// The chat whose messages they are.
    chat: Option<&'a Chat>,
    /// Where `bytes` begins in the container.
    offset: u64,
    /// The next line's number, from 1.
    line: u64,
    /// How many elements came before.
    number: u64,
    /// `bytes` as text, if that is what they are in any encoding of the file: valid UTF-8, or ASCII.
    valid: Option<&'a str>,
    /// The encoding of the file.
    charset: &'static str,
    /// The order of day and month in its dates, where it is known.
    order: Option<DateOrder>,
    at: usize,
}

/// How the records lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Lines,
    /// Elements of a list, numbered.
    List,
    /// Objects one after the other, numbered.
    Objects,
    /// One object, which is the whole file.
    Single,
}

impl<'a> JsonRecords<'a> {
    /// The records of a block in this format; the last argument is their encoding, the order of their dates, and where the
    /// block begins.
    pub fn new(
        container: &'a Container,
        (options, fields): (&'a ReadOptions, Cow<'a, FieldMap>),
        records: &'a RecordFormat,
        bytes: &'a [u8],
        (charset, order, place): (&'static str, Option<DateOrder>, Place),
    ) -> Self {
        let Place { offset, line, number } = place;
        let is_text = charset == "utf-8" || bytes.is_ascii();
        let valid = if is_text { std::str::from_utf8(bytes).ok() } else { None };
        let (shape, chat) = match records {
            RecordFormat::Array => (Shape::List, None),
            RecordFormat::Messages(chat) => (Shape::List, Some(&**chat)),
            RecordFormat::Objects { is_single: false } => (Shape::Objects, None),
            RecordFormat::Objects { is_single: true } => (Shape::Single, None),
            RecordFormat::Lines | RecordFormat::Csv(_) => (Shape::Lines, None),
        };
        let format = records.format();
        JsonRecords {
            container,
            options,
            fields,
            bytes,
            format,
            shape,
            chat,
            offset,
            line,
            number,
            valid,
            charset,
            order,
            at: 0,
        }
    }

    fn record(&self, start: usize, end: usize, line: Line) -> Reading {
        if end - start > self.options.limit() {
            let path = self.container.path.clone();
            let limit = self.options.limit() as u64;
            let error = CorpusError::TooLarge { path, line: Some(line), limit };
            return Reading::of(self.format, Err(error));
        }
        let base = OffsetMap::shifted(self.offset + start as u64);
        let is_numbered = matches!(self.shape, Shape::List | Shape::Objects);
        let reader = RecordReader {
            container: self.container,
            options: self.options,
            fields: &self.fields,
            line,
            number: is_numbered.then_some(self.number),
            is_file: self.shape == Shape::Single,
            order: self.order,
        };
        let bytes = self.bytes.get(start..end).unwrap_or_default();
        let decoded;
        let (text, charset, base) = match self.valid.and_then(|text| text.get(start..end)) {
            Some(text) => (text, "utf-8", base),
            None => {
                decoded = decode_as(bytes, charset_of(bytes, self.charset));
                (&*decoded.text, decoded.charset, decoded.offsets.compose(&base))
            }
        };
        let mended = json_number::without_words(text);
        let text = mended.as_deref().unwrap_or(text);
        match self.chat {
            Some(chat) => reader.message(chat, text, charset, &base),
            None => Reading::of(self.format, reader.article(text, charset, &base)),
        }
    }
}

impl JsonRecords<'_> {
    /// The next element of a list, or the next object.
    fn next_element(&mut self) -> Option<Reading> {
        let (next, before) = (array::next(self.bytes, self.at), self.at);
        let found = match next {
            array::Next::Element(ref found) => found.clone(),
            array::Next::More(start) => start..self.bytes.len(),
            array::Next::End(_) => self.bytes.len()..self.bytes.len(),
        };
        self.at = found.end;
        self.line += newlines(&self.bytes[before..found.start]);
        let number = self.line;
        self.line += newlines(&self.bytes[found.clone()]);
        if found.is_empty() {
            return None;
        }
        self.number += 1;
        let record = self.has_others(before, &found).then_some(self.number);
        let line = Line { number, record };
        Some(match next {
            array::Next::Element(_) => self.record(found.start, found.end, line),
            _ => Reading::of(self.format, Err(self.cut_off(found.len(), number))),
        })
    }

    /// Whether other elements are in the lines of this one, behind the place `before`.
    fn has_others(&self, before: usize, found: &Range<usize>) -> bool {
        let is_alone = |gap: &[u8]| gap.contains(&b'\n');
        let behind = &self.bytes[found.end..];
        let behind = &behind[..array::blank(behind, 0)];
        let next = self.bytes.get(found.end + behind.len());
        let is_last = next.is_none_or(|next| *next == b']');
        let has_before = self.number > 1 && !is_alone(&self.bytes[before..found.start]);
        has_before || (!is_alone(behind) && !is_last)
    }

    /// The error of a record that has no end, of which so many bytes are there.
    fn cut_off(&self, len: usize, line: u64) -> CorpusError {
        let what = match self.shape {
            Shape::List => "this element of its list",
            Shape::Lines | Shape::Objects | Shape::Single => "this object",
        };
        CorpusError::BrokenList {
            path: self.container.path.clone(),
            line,
            reason: format!(
                "the file ends inside {what}, so that the {len} bytes from here to the end are not read"
            ),
        }
    }
}

/// How many line ends there are.
fn newlines(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}

impl Iterator for JsonRecords<'_> {
    type Item = Reading;

    fn next(&mut self) -> Option<Reading> {
        if self.shape != Shape::Lines {
            return self.next_element();
        }
        loop {
            let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
            let len = memchr(b'\n', rest).unwrap_or(rest.len());
            let (at, line) = (self.at, self.line);
            self.at += len + 1;
            self.line += 1;
            // Files that were joined each began with a mark.
            let mark = if rest.starts_with(array::MARK) { array::MARK.len() } else { 0 };
            if !rest[mark..len].trim_ascii().is_empty() {
                return Some(self.record(at + mark, at + len, line.into()));
            }
        }
    }
}
