//! JSONL: one article per line; and the elements of a JSON list, which are read like lines. Fields are borrowed raw, so that their position in the line gives their position in the
//! file.

use super::array;
use super::assemble::{Container, DateField, Fields, Place};
use super::field::clean;
use super::options::{FieldMap, FieldRole, PickedFields};
use super::{CorpusError, ReadOptions};
use crate::text::encoding::decode::{charset_of, decode_as};
use crate::text::{Article, Decoding, Escape, OffsetMap};
use memchr::{memchr, memchr_iter};
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The lines of a block, or elements of a list.
pub(super) struct JsonRecords<'a> {
    container: &'a Container,
    options: &'a ReadOptions,
    /// Whole lines or elements.
    bytes: &'a [u8],
    /// Whether they are elements of a list.
    is_list: bool,
    /// Where `bytes` begins in the container.
    offset: u64,
    /// The next line's number, from 1.
    line: u64,
    /// How many elements of the list came before.
    number: u64,
    /// `bytes` as text, if that is what they are in any encoding of the file: valid UTF-8, or ASCII.
    valid: Option<&'a str>,
    /// The encoding of the file.
    charset: &'static str,
    at: usize,
}

impl<'a> JsonRecords<'a> {
    /// The elements of a list.
    pub fn elements(
        container: &'a Container,
        options: &'a ReadOptions,
        bytes: &'a [u8],
        charset: &'static str,
        place: Place,
    ) -> Self {
        let is_list = true;
        JsonRecords { is_list, ..JsonRecords::lines(container, options, bytes, charset, place) }
    }

    /// The lines of a block; the last argument is where it begins.
    pub fn lines(
        container: &'a Container,
        options: &'a ReadOptions,
        bytes: &'a [u8],
        charset: &'static str,
        Place { offset, line, number }: Place,
    ) -> Self {
        let is_text = charset == "utf-8" || bytes.is_ascii();
        let valid = if is_text { std::str::from_utf8(bytes).ok() } else { None };
        let is_list = false;
        JsonRecords {
            container,
            options,
            bytes,
            is_list,
            offset,
            line,
            number,
            valid,
            charset,
            at: 0,
        }
    }

    fn article(&self, start: usize, end: usize, line: u64) -> Result<Article, CorpusError> {
        if end - start > self.options.limit() {
            let path = self.container.path.clone();
            let limit = self.options.limit() as u64;
            return Err(CorpusError::TooLarge { path, line: Some(line), limit });
        }
        let base = OffsetMap::shifted(self.offset + start as u64);
        let reader = LineReader {
            container: self.container,
            options: self.options,
            line,
            number: self.is_list.then_some(self.number),
        };
        if let Some(text) = self.valid.and_then(|text| text.get(start..end)) {
            return reader.article(text, "utf-8", &base);
        }
        let bytes = self.bytes.get(start..end).unwrap_or_default();
        let decoded = decode_as(bytes, charset_of(bytes, self.charset));
        reader.article(&decoded.text, decoded.charset, &decoded.offsets.compose(&base))
    }
}

impl JsonRecords<'_> {
    /// The next element of a list.
    fn next_element(&mut self) -> Option<Result<Article, CorpusError>> {
        let (next, before) = (array::next(self.bytes, self.at), self.at);
        let found = match next {
            array::Next::Element(ref found) => found.clone(),
            array::Next::More(start) => start..self.bytes.len(),
            array::Next::End(_) => self.bytes.len()..self.bytes.len(),
        };
        self.at = found.end;
        self.line += newlines(&self.bytes[before..found.start]);
        let line = self.line;
        self.line += newlines(&self.bytes[found.clone()]);
        if found.is_empty() {
            return None;
        }
        self.number += 1;
        Some(match next {
            array::Next::Element(_) => self.article(found.start, found.end, line),
            _ => Err(CorpusError::BrokenList {
                path: self.container.path.clone(),
                line,
                reason: format!(
                    "the file ends inside this element of its list, so that the {} bytes from here to the end are not read",
                    found.len()
                ),
            }),
        })
    }
}

/// How many line ends there are.
fn newlines(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}

impl Iterator for JsonRecords<'_> {
    type Item = Result<Article, CorpusError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_list {
            return self.next_element();
        }
        loop {
            let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
            let len = memchr(b'\n', rest).unwrap_or(rest.len());
            let (start, line) = (self.at, self.line);
            self.at += len + 1;
            self.line += 1;
            if !rest[..len].trim_ascii().is_empty() {
                return Some(self.article(start, start + len, line));
            }
        }
    }
}

struct LineReader<'a> {
    container: &'a Container,
    options: &'a ReadOptions,
    line: u64,
    /// The number of its element in a list, from 1.
    number: Option<u64>,
}

impl LineReader<'_> {
    fn article(
        &self,
        text: &str,
        charset: &'static str,
        base: &OffsetMap,
    ) -> Result<Article, CorpusError> {
        let mut parser = serde_json::Deserializer::from_str(text);
        let picked = FieldPicker(&self.options.fields)
            .deserialize(&mut parser)
            .and_then(|picked| parser.end().map(|()| picked))
            .map_err(|error| self.not_json(&error))?;
        let Some(&body) = picked.get(FieldRole::Text) else { return Err(self.no_text(text)) };
        let rank = picked.rank(FieldRole::Text);
        let Some(body) = inside(body) else { return Err(self.not_string(text, body, rank)) };
        let place =
            |raw: &str| base.from_clean((raw.as_ptr() as usize - text.as_ptr() as usize) as u32);
        let cleaned = |raw| clean(Cow::Borrowed(raw), Escape::Json, &place(raw));
        let short =
            |role| picked.get(role).and_then(|raw| scalar(raw)).filter(|text| !text.is_empty());
        let odd =
            [(FieldRole::Id, "id"), (FieldRole::Outlet, "outlet"), (FieldRole::Title, "title")];
        let odd = odd.into_iter().filter_map(|(role, name)| odd_value(name, picked.get(role)?));
        let known = &self.options.fields;
        let odd = odd.chain(picked.told_empty(known)).chain(picked.told_twice(known));
        let fields = Fields {
            line: Some(self.line),
            number: self.number,
            id: short(FieldRole::Id),
            outlet: short(FieldRole::Outlet),
            date: picked.get(FieldRole::Date).and_then(|raw| date(raw)),
            odd: odd.collect(),
            title: picked.get(FieldRole::Title).and_then(|raw| inside(raw)).map(cleaned),
            body: cleaned(body),
            decoding: Decoding::of(charset, Escape::Json),
        };
        self.container.article(fields, self.options.order)
    }

    fn not_json(&self, error: &serde_json::Error) -> CorpusError {
        // The parser counts lines too, from the one that the record begins in.
        let (row, column) = (error.line().max(1) as u64, error.column());
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or(&reason);
        let reason = format!("{reason} at column {column}");
        CorpusError::NotJson {
            path: self.container.path.clone(),
            line: self.line + row - 1,
            reason,
        }
    }

    fn no_text(&self, text: &str) -> CorpusError {
        let fields: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(text).unwrap_or_default();
        let names: Vec<&str> = fields.keys().map(String::as_str).collect();
        let found = if names.is_empty() { "an empty object".to_owned() } else { names.join(", ") };
        CorpusError::NoText { path: self.container.path.clone(), line: self.line, found }
    }

    fn not_string(&self, text: &str, body: &RawValue, rank: Option<usize>) -> CorpusError {
        let found = kind(body);
        let fields: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(text).unwrap_or_default();
        let wanted = rank.map(|rank| (FieldRole::Text, rank));
        let is_text = |name: &&String| self.options.fields.role(name) == wanted;
        let field = fields.keys().find(is_text).cloned().unwrap_or_default();
        CorpusError::NotString { path: self.container.path.clone(), line: self.line, field, found }
    }
}

/// The content of a JSON string, still escaped.
fn inside(raw: &RawValue) -> Option<&str> {
    raw.get().strip_prefix('"')?.strip_suffix('"')
}

/// Whether a value says nothing: null, or a string of spaces at most.
fn is_empty(raw: &RawValue) -> bool {
    raw.get() == "null" || inside(raw).is_some_and(|text| text.trim().is_empty())
}

/// What a value is that is no string.
fn kind(raw: &RawValue) -> &'static str {
    match raw.get().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        _ => "a number",
    }
}

/// What to say of a field that should be a string and is not; its value is not used. A missing one is often null.
fn odd_value(name: &str, raw: &RawValue) -> Option<String> {
    let is_read = inside(raw).is_some() || (name != "title" && scalar(raw).is_some());
    let found = kind(raw);
    (!is_read && found != "null").then(|| format!("its {name} is {found}, and is not read"))
}

/// A date field: a string, a number, or `{"$date": ...}` as MongoDB exports it.
fn date(raw: &RawValue) -> Option<DateField> {
    if let Some(text) = scalar(raw) {
        return (!text.is_empty()).then_some(DateField::Text(text));
    }
    let value: serde_json::Value = serde_json::from_str(raw.get()).unwrap_or_default();
    if value.is_null() {
        return None;
    }
    let number = |value: &serde_json::Value| {
        value.as_i64().or_else(|| value.get("$numberLong")?.as_str()?.parse().ok())
    };
    let exported = value.get("$date").and_then(|date| match (date.as_str(), number(date)) {
        (Some(text), _) => Some(text.to_owned()),
        (None, Some(number)) => {
            jiff::Timestamp::from_millisecond(number).ok().map(|at| at.to_string())
        }
        (None, None) => None,
    });
    Some(exported.map_or_else(|| DateField::Other(raw.get().to_owned()), DateField::Text))
}

/// A string or a number as text.
fn scalar(raw: &RawValue) -> Option<String> {
    match inside(raw) {
        Some(escaped) => {
            let cleaned = clean(Cow::Borrowed(escaped), Escape::Json, &OffsetMap::default());
            Some(cleaned.text.trim().to_owned())
        }
        None => raw
            .get()
            .starts_with(|c: char| c == '-' || c.is_ascii_digit())
            .then(|| raw.get().to_owned()),
    }
}

/// Picks the fields of an object that the field map names, raw.
struct FieldPicker<'a>(&'a FieldMap);

impl<'de> DeserializeSeed<'de> for FieldPicker<'_> {
    type Value = PickedFields<&'de RawValue>;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FieldPicker<'_> {
    type Value = PickedFields<&'de RawValue>;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut picked = PickedFields::default();
        while let Some(role) = map.next_key_seed(FieldNames(self.0))? {
            match role {
                Some((role, rank)) => {
                    let value: &RawValue = map.next_value()?;
                    picked.offer(role, rank, is_empty(value), value);
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(picked)
    }
}

/// Reads a field name as the role it has.
struct FieldNames<'a>(&'a FieldMap);

impl<'de> DeserializeSeed<'de> for FieldNames<'_> {
    type Value = Option<(FieldRole, usize)>;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for FieldNames<'_> {
    type Value = Option<(FieldRole, usize)>;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a field name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.role(name))
    }
}
