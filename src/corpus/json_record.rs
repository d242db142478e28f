//! One record of JSON: an article of a scraper or a news service, or a message of Telegram. Fields are borrowed raw, so
//! that their position in the record gives their position in the file.

use super::assemble::{Container, DateField, Fields};
use super::error::Line;
use super::field::{CleanedField, clean, clean_markup};
use super::fields::{FieldMap, FieldRole, PickedFields, Worth};
use super::json_walk::Chat;
use super::reading::Reading;
use super::{CorpusError, Format, ReadOptions, answer, foreign, html, pieces};
use crate::text::layout::DateOrder;
use crate::text::{Article, Decoding, Escape, Markup, OffsetMap};
use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// Reads one record.
pub(super) struct RecordReader<'a> {
    pub container: &'a Container,
    pub options: &'a ReadOptions,
    /// The names of the fields.
    pub fields: &'a FieldMap,
    /// The line that it begins in.
    pub line: Line,
    /// Its number in a list, from 1.
    pub number: Option<u64>,
    /// Whether it is all that its file holds, so that the file's name is its id.
    pub is_file: bool,
    /// The order of day and month in the dates of its file, where it is known.
    pub order: Option<DateOrder>,
}

/// The text of a record, raw.
enum Body<'t> {
    /// Inside a string.
    Whole(&'t str),
    /// Strings that are one text, from the first character to the last.
    Pieces(&'t str),
    /// The insides of strings, each a paragraph.
    Paragraphs(Vec<&'t str>),
}

impl<'t> Body<'t> {
    fn of(raw: &'t RawValue) -> Option<Body<'t>> {
        match (inside(raw), strings(raw)) {
            (Some(text), _) => Some(Body::Whole(text)),
            (None, Some(texts)) => Some(Body::Paragraphs(texts)),
            (None, None) => match pieces::paragraphs(raw.get()) {
                Some(texts) => Some(Body::Paragraphs(texts)),
                None => pieces::inside(raw.get()).map(Body::Pieces),
            },
        }
    }

    fn escape(&self) -> Escape {
        if matches!(self, Body::Pieces(_)) { Escape::JsonPieces } else { Escape::Json }
    }

    /// The clean text; `place` gives the place of a part of the record in the file.
    fn cleaned(&self, markup: Markup, place: impl Fn(&str) -> OffsetMap) -> CleanedField<'t> {
        let escape = self.escape();
        let cleaned = |raw: &'t str| clean_markup(Cow::Borrowed(raw), escape, markup, &place(raw));
        match self {
            Body::Whole(raw) | Body::Pieces(raw) => cleaned(raw),
            Body::Paragraphs(all) => {
                let (first, rest) = all.split_first().map_or(("", &[][..]), |(a, b)| (*a, b));
                rest.iter().fold(cleaned(first), |whole, next| whole.followed_by(cleaned(next)))
            }
        }
    }
}

impl RecordReader<'_> {
    /// The article of the record in `text`, whose bytes are at `base` in the file.
    pub fn article(
        &self,
        text: &str,
        charset: &'static str,
        base: &OffsetMap,
    ) -> Result<Article, CorpusError> {
        let mut parser = serde_json::Deserializer::from_str(text);
        let picked = FieldPicker { fields: self.fields, within: "", is_enveloped: false }
            .deserialize(&mut parser)
            .and_then(|picked| parser.end().map(|()| picked))
            .map_err(|error| self.not_json(&error))?;
        let Some(&body) = picked.get(FieldRole::Text) else { return Err(self.no_text(text)) };
        let rank = picked.rank(FieldRole::Text);
        let name = self.fields.name(FieldRole::Text, rank.unwrap_or_default());
        if FieldMap::is_of_answers(name)
            && picked.get(FieldRole::Title).is_none()
            && let Some(reason) = answer::without_articles(text)
        {
            return Err(self.answer(reason));
        }
        let Some(body) = Body::of(body) else { return Err(self.not_string(body, rank)) };
        let short = |role| {
            picked.get(role).and_then(|raw| first_scalar(raw)).filter(|text| !text.is_empty())
        };
        let odd =
            [(FieldRole::Id, "id"), (FieldRole::Outlet, "outlet"), (FieldRole::Title, "title")];
        let odd = odd.into_iter().filter_map(|(role, name)| odd_value(name, picked.get(role)?));
        let known = self.fields;
        let odd = odd.chain(picked.told_empty(known)).chain(picked.told_twice(known));
        let about = About {
            id: short(FieldRole::Id),
            outlet: short(FieldRole::Outlet),
            date: picked.get(FieldRole::Date).and_then(|raw| date(raw)).map(|date| match date {
                DateField::Text(written) => DateField::of(written, self.order),
                other => other,
            }),
            title: picked.get(FieldRole::Title).and_then(|raw| title(raw)),
            odd: odd.collect(),
        };
        self.assembled(about, &body, (text, charset, base))
    }

    /// The article with this body; the last argument is the record's text, encoding and place.
    fn assembled(
        &self,
        about: About<'_>,
        body: &Body<'_>,
        (text, charset, base): (&str, &'static str, &OffsetMap),
    ) -> Result<Article, CorpusError> {
        let place =
            |raw: &str| base.from_clean((raw.as_ptr() as usize - text.as_ptr() as usize) as u32);
        let mut cleaned = body.cleaned(Markup::None, place);
        let markup = html::markup_of(&cleaned.text);
        let mut odd = about.odd;
        if markup != Markup::None {
            odd.extend(foreign::told_page(&cleaned.text));
            cleaned = body.cleaned(markup, place);
        }
        let escape = body.escape();
        let title = |raw| clean_markup(Cow::Borrowed(raw), escape, markup, &place(raw));
        let fields = Fields {
            line: (!self.is_file).then_some(self.line),
            number: self.number,
            id: about.id,
            outlet: about.outlet,
            date: about.date,
            title: about.title.map(title),
            body: cleaned,
            odd,
            decoding: Decoding { markup, ..Decoding::of(charset, escape) },
        };
        self.container.article(fields, self.options.order)
    }

    /// The message of a chat of Telegram in `text`, as above.
    pub fn message(
        &self,
        chat: &Chat,
        text: &str,
        charset: &'static str,
        base: &OffsetMap,
    ) -> Reading {
        let format = Format::Telegram;
        let passed_over = |what| Reading::passed_over(format, &self.container.path, what, 1);
        let message: Message = match serde_json::from_str(text) {
            Ok(message) => message,
            Err(error) => return Reading::of(format, Err(self.not_json(&error))),
        };
        if message.kind.is_some_and(|kind| inside(kind) == Some("service")) {
            return passed_over("messages of the service, such as who joined");
        }
        let raw = message.text.filter(|raw| !is_empty(raw));
        let body = raw.and_then(|raw| match inside(raw) {
            Some(whole) => Some(Body::Whole(whole)),
            None => pieces::inside(raw.get()).map(Body::Pieces),
        });
        let Some(body) = body else {
            return passed_over("messages without a text, such as pictures");
        };
        let blank = body.cleaned(Markup::None, |_| OffsetMap::default());
        if blank.text.trim().is_empty() {
            return passed_over("messages without a text, such as pictures");
        }
        let unescaped = |raw: &String| {
            let raw = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).unwrap_or(raw);
            let name = clean(Cow::Borrowed(raw), Escape::Json, &OffsetMap::default());
            name.text.trim().to_owned()
        };
        let name = chat.name.as_ref().map(unescaped).filter(|name| !name.is_empty());
        let id = message.id.and_then(scalar);
        let source = name.clone().or_else(|| chat.id.clone());
        let about = About {
            id: id.map(|id| match &source {
                Some(source) => format!("{source}/{id}"),
                None => id,
            }),
            outlet: name,
            date: message.date.and_then(date),
            title: None,
            odd: Vec::new(),
        };
        Reading::of(format, self.assembled(about, &body, (text, charset, base)))
    }

    fn not_json(&self, error: &serde_json::Error) -> CorpusError {
        // The parser counts lines too, from the one that the record begins in.
        let (row, column) = (error.line().max(1) as u64, error.column());
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or(&reason);
        let reason = format!("{reason} at column {column}");
        CorpusError::NotJson {
            path: self.container.path.clone(),
            line: Line { number: self.line.number + row - 1, ..self.line },
            reason,
        }
    }

    fn answer(&self, reason: String) -> CorpusError {
        CorpusError::Answer { path: self.container.path.clone(), line: self.line, reason }
    }

    fn no_text(&self, text: &str) -> CorpusError {
        if let Some(reason) = answer::without_articles(text) {
            return self.answer(reason);
        }
        let fields: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(text).unwrap_or_default();
        // Of a list of articles inside it, those of the first.
        let listed = fields.values().find_map(|value| value.as_array()?.first()?.as_object());
        let named = |fields: &serde_json::Map<String, serde_json::Value>| -> Vec<String> {
            fields.keys().cloned().collect()
        };
        let names = [named(&fields), listed.map(named).unwrap_or_default()].concat();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        CorpusError::no_text(&self.container.path, self.line, &names)
    }

    fn not_string(&self, body: &RawValue, rank: Option<usize>) -> CorpusError {
        let rank = rank.unwrap_or_default();
        let field = self.fields.name(FieldRole::Text, rank).to_owned();
        let (path, found) = (self.container.path.clone(), kind(body));
        CorpusError::NotString { path, line: self.line, field, found }
    }
}

/// What a record says of an article beside its text.
struct About<'t> {
    id: Option<String>,
    outlet: Option<String>,
    date: Option<DateField>,
    /// Inside a string.
    title: Option<&'t str>,
    odd: Vec<String>,
}

/// A message of Telegram.
#[derive(Deserialize)]
struct Message<'t> {
    #[serde(borrow)]
    id: Option<&'t RawValue>,
    #[serde(borrow, rename = "type")]
    kind: Option<&'t RawValue>,
    #[serde(borrow)]
    date: Option<&'t RawValue>,
    #[serde(borrow)]
    text: Option<&'t RawValue>,
}

/// The date field of the record in `text`, as written.
pub(super) fn date_of(text: &str, fields: &FieldMap) -> Option<String> {
    let picker = FieldPicker { fields, within: "", is_enveloped: false };
    let picked = picker.deserialize(&mut serde_json::Deserializer::from_str(text)).ok()?;
    match date(picked.get(FieldRole::Date)?)? {
        DateField::Text(written) => Some(written),
        DateField::Ordered(..) | DateField::Other(_) => None,
    }
}

/// The content of a JSON string, still escaped.
fn inside(raw: &RawValue) -> Option<&str> {
    raw.get().strip_prefix('"')?.strip_suffix('"')
}

/// The contents of a list of strings, without blank ones; `None` if there are none, or if it is another list. A null
/// among them says nothing.
fn strings(raw: &RawValue) -> Option<Vec<&str>> {
    if !raw.get().starts_with('[') {
        return None;
    }
    let elements: Vec<Option<&RawValue>> = serde_json::from_str(raw.get()).ok()?;
    let texts: Option<Vec<&str>> = elements.into_iter().flatten().map(inside).collect();
    let filled: Vec<&str> = texts?.into_iter().filter(|text| !text.trim().is_empty()).collect();
    (!filled.is_empty()).then_some(filled)
}

/// Whether a value says nothing: null, or a string of spaces at most.
fn is_empty(raw: &RawValue) -> bool {
    raw.get() == "null" || inside(raw).is_some_and(|text| text.trim().is_empty())
}

/// How much a value is worth for a role.
fn worth(role: FieldRole, raw: &RawValue) -> Worth {
    let is_address =
        || inside(raw).is_some_and(|text| text.contains("://") || text.contains(":\\/"));
    let is_usable = match role {
        FieldRole::Text => Body::of(raw).is_some(),
        FieldRole::Title => title(raw).is_some(),
        FieldRole::Date => matches!(date(raw), Some(DateField::Text(_))),
        FieldRole::Id | FieldRole::Outlet => first_scalar(raw).is_some(),
    };
    match () {
        () if is_empty(raw) => Worth::Empty,
        () if !is_usable => Worth::Unusable,
        () if role == FieldRole::Outlet && is_address() => Worth::Weak,
        () => Worth::Filled,
    }
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

/// What to say of a field that is not read as it is. A missing one is often null.
fn odd_value(name: &str, raw: &RawValue) -> Option<String> {
    if let Some(several) = strings(raw) {
        let count = several.len();
        return (count > 1)
            .then(|| format!("its {name} is a list of {count}; only the first is read"));
    }
    let is_read = inside(raw).is_some() || (name != "title" && scalar(raw).is_some());
    let found = kind(raw);
    (!is_read && found != "null").then(|| format!("its {name} is {found}, and is not read"))
}

/// The title: a string, or the first of a list of strings; still escaped.
fn title(raw: &RawValue) -> Option<&str> {
    inside(raw).or_else(|| strings(raw)?.first().copied())
}

/// A date field: a string, a number, or `{"$date": ...}` as MongoDB exports it.
fn date(raw: &RawValue) -> Option<DateField> {
    if let Some(text) = first_scalar(raw) {
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
    let exported = exported.or_else(|| number(&value).map(|number| number.to_string()));
    Some(exported.map_or_else(|| DateField::Other(raw.get().to_owned()), DateField::Text))
}

/// A string or a number as text; of a list of strings the first.
fn first_scalar(raw: &RawValue) -> Option<String> {
    scalar(raw).or_else(|| strings(raw)?.first().map(|text| unescaped(text)))
}

/// A string or a number as text.
fn scalar(raw: &RawValue) -> Option<String> {
    match inside(raw) {
        Some(escaped) => Some(unescaped(escaped)),
        None => raw
            .get()
            .starts_with(|c: char| c == '-' || c.is_ascii_digit())
            .then(|| raw.get().to_owned()),
    }
}

/// The text of the inside of a string, on its own.
fn unescaped(escaped: &str) -> String {
    let cleaned = clean(Cow::Borrowed(escaped), Escape::Json, &OffsetMap::default());
    cleaned.text.trim().to_owned()
}

/// Picks the fields of an object that the field map names, raw, also from objects in it.
struct FieldPicker<'a> {
    fields: &'a FieldMap,
    /// The names of the objects that it is in, joined by dots.
    within: &'a str,
    /// Whether it is the record inside a wrapper of its own.
    is_enveloped: bool,
}

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
        let rank = |rank| if self.is_enveloped { FieldMap::enveloped(rank) } else { rank };
        while let Some(key) = map.next_key_seed(KeyReader(&self))? {
            if key.role.is_none() && key.inside.is_none() && !key.is_envelope {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value: &'de RawValue = map.next_value()?;
            if let Some((role, known)) = key.role {
                picked.offer(role, rank(known), worth(role, value), value);
            }
            if !value.get().starts_with('{') {
                continue;
            }
            let inner = |within, is_enveloped| {
                let picker = FieldPicker { fields: self.fields, within, is_enveloped };
                picker.deserialize(&mut serde_json::Deserializer::from_str(value.get()))
            };
            let named = key.inside.as_deref().map(|within| inner(within, self.is_enveloped));
            let enveloped = key.is_envelope.then(|| inner("", true));
            for found in [named, enveloped].into_iter().flatten() {
                picked.merge(found.map_err(serde::de::Error::custom)?);
            }
        }
        Ok(picked)
    }
}

/// What the name of a field says.
struct Key {
    role: Option<(FieldRole, usize)>,
    /// The names that lead to it, if fields of it may have a role.
    inside: Option<String>,
    is_envelope: bool,
}

/// Reads a field name as the role it has.
struct KeyReader<'a, 'b>(&'a FieldPicker<'b>);

impl<'de> DeserializeSeed<'de> for KeyReader<'_, '_> {
    type Value = Key;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyReader<'_, '_> {
    type Value = Key;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a field name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let FieldPicker { fields, within, is_enveloped } = self.0;
        let whole = match within.is_empty() {
            true => Cow::Borrowed(name),
            false => Cow::Owned(format!("{within}.{name}")),
        };
        let is_envelope = within.is_empty() && !is_enveloped && FieldMap::is_envelope(name);
        let role = fields.role(&whole);
        let inside = fields.leads_on(&whole).then(|| whole.into_owned());
        Ok(Key { role, inside, is_envelope })
    }
}
