//! JSONL: one article per line. Fields are borrowed raw, so that their position in the line gives their position in the
//! file.

use super::assemble::{Container, Fields};
use super::field::clean;
use super::options::{FieldMap, FieldRole, PickedFields};
use super::{CorpusError, ReadOptions};
use crate::text::encoding::decode::{decode_as, guess};
use crate::text::{Article, Decoding, Escape, OffsetMap};
use memchr::memchr;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The lines of a block.
pub(super) struct JsonlRecords<'a> {
    container: &'a Container,
    options: &'a ReadOptions,
    /// Whole lines.
    bytes: &'a [u8],
    /// Where `bytes` begins in the container.
    offset: u64,
    /// The next line's number, from 1.
    line: u64,
    /// `bytes` as text, if all of it is valid UTF-8.
    valid: Option<&'a str>,
    /// The encoding, detected from the whole block: a single line is too short for that.
    charset: &'static str,
    at: usize,
}

impl<'a> JsonlRecords<'a> {
    pub fn new(
        container: &'a Container,
        options: &'a ReadOptions,
        bytes: &'a [u8],
        offset: u64,
        line: u64,
    ) -> Self {
        let valid = std::str::from_utf8(bytes).ok();
        let charset = if valid.is_some() { "utf-8" } else { guess(bytes) };
        JsonlRecords { container, options, bytes, offset, line, valid, charset, at: 0 }
    }

    fn article(&self, start: usize, end: usize, line: u64) -> Result<Article, CorpusError> {
        if end - start > self.options.limit() {
            let path = self.container.path.clone();
            let limit = self.options.limit() as u64;
            return Err(CorpusError::TooLarge { path, line: Some(line), limit });
        }
        let base = OffsetMap::shifted(self.offset + start as u64);
        let reader = LineReader { container: self.container, options: self.options, line };
        if let Some(text) = self.valid.and_then(|text| text.get(start..end)) {
            return reader.article(text, "utf-8", &base);
        }
        let bytes = self.bytes.get(start..end).unwrap_or_default();
        let decoded = decode_as(bytes, self.charset);
        reader.article(&decoded.text, decoded.charset, &decoded.offsets.compose(&base))
    }
}

impl Iterator for JsonlRecords<'_> {
    type Item = Result<Article, CorpusError>;

    fn next(&mut self) -> Option<Self::Item> {
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
        let Some(body) = inside(body) else { return Err(self.not_string(text, body)) };
        let place =
            |raw: &str| base.from_clean((raw.as_ptr() as usize - text.as_ptr() as usize) as u32);
        let cleaned = |raw| clean(Cow::Borrowed(raw), Escape::Json, &place(raw));
        let short =
            |role| picked.get(role).and_then(|raw| scalar(raw)).filter(|text| !text.is_empty());
        let fields = Fields {
            line: Some(self.line),
            id: short(FieldRole::Id),
            outlet: short(FieldRole::Outlet),
            date: short(FieldRole::Date),
            title: picked.get(FieldRole::Title).and_then(|raw| inside(raw)).map(cleaned),
            body: cleaned(body),
            decoding: Decoding { charset, escape: Escape::Json },
        };
        self.container.article(fields, self.options.order)
    }

    fn not_json(&self, error: &serde_json::Error) -> CorpusError {
        // The parser counts lines too, but here there is always just one.
        let reason = error.to_string().replace(" at line 1 column ", " at column ");
        CorpusError::NotJson { path: self.container.path.clone(), line: self.line, reason }
    }

    fn no_text(&self, text: &str) -> CorpusError {
        let fields: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(text).unwrap_or_default();
        let names: Vec<&str> = fields.keys().map(String::as_str).collect();
        let found = if names.is_empty() { "an empty object".to_owned() } else { names.join(", ") };
        CorpusError::NoText { path: self.container.path.clone(), line: self.line, found }
    }

    fn not_string(&self, text: &str, body: &RawValue) -> CorpusError {
        let found = match body.get().as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b't' | b'f') => "true or false",
            Some(b'n') => "null",
            _ => "a number",
        };
        let fields: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(text).unwrap_or_default();
        let is_text =
            |name: &&String| matches!(self.options.fields.role(name), Some((FieldRole::Text, _)));
        let field = fields.keys().find(is_text).cloned().unwrap_or_default();
        CorpusError::NotString { path: self.container.path.clone(), line: self.line, field, found }
    }
}

/// The content of a JSON string, still escaped.
fn inside(raw: &RawValue) -> Option<&str> {
    raw.get().strip_prefix('"')?.strip_suffix('"')
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
                Some((role, rank)) if picked.wants(role, rank) => {
                    picked.put(role, rank, map.next_value()?)
                }
                _ => {
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
