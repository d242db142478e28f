//! Sees what the values of a JSON text are, and so finds the records in one that wraps them: `{"articles": [...]}`, `{"response": {"docs": [...]}}`, the chats of
//! an export with their messages. Nothing is parsed: brackets and strings are followed, so that no more is in memory
//! than what is looked at. Which names the lists have does not matter, except for those of Telegram.

use super::array::{self, End};
use super::fields::{FieldMap, FieldRole};
use crate::legible;
use memchr::memchr;

/// What a value of a JSON text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// An article.
    Record,
    /// A list of articles.
    Records,
    /// It holds articles, or lists of them.
    Wrapper,
    /// None of these.
    Other,
    /// It goes on beyond the bytes, and what is known of it decides nothing.
    Unknown,
}

/// So many elements of a list are looked at to see whether they are articles.
const ELEMENTS: usize = 20;

/// Lists are looked for so deep inside others.
const DEPTH: usize = 8;

/// What the value that begins at `at` is.
pub(super) fn value(bytes: &[u8], at: usize, fields: &FieldMap) -> Value {
    look(bytes, at, fields, DEPTH)
}

fn look(bytes: &[u8], at: usize, fields: &FieldMap, depth: usize) -> Value {
    match bytes.get(at) {
        Some(b'{') if depth > 0 => look_at_object(bytes, at, fields, depth),
        Some(b'[') if depth > 0 => look_at_list(bytes, at, fields, depth),
        None => Value::Unknown,
        _ => Value::Other,
    }
}

fn look_at_object(bytes: &[u8], at: usize, fields: &FieldMap, depth: usize) -> Value {
    Object::of(bytes, at, fields, depth).value()
}

fn look_at_list(bytes: &[u8], at: usize, fields: &FieldMap, depth: usize) -> Value {
    let mut next = at + 1;
    for _ in 0..ELEMENTS {
        next = after_blank(bytes, next);
        if bytes.get(next).is_some_and(|byte| !matches!(byte, b'{' | b'[')) {
            return Value::Other;
        }
        match look(bytes, next, fields, depth - 1) {
            Value::Record => return Value::Records,
            Value::Records | Value::Wrapper => return Value::Wrapper,
            Value::Unknown => return Value::Unknown,
            Value::Other => match array::end(bytes, next) {
                End::At(end) => next = end,
                End::Torn(_) | End::Beyond => return Value::Other,
            },
        }
    }
    Value::Other
}

fn after_blank(bytes: &[u8], at: usize) -> usize {
    let blank = |byte: &&u8| byte.is_ascii_whitespace() || **byte == b',';
    at + bytes.get(at..).unwrap_or_default().iter().take_while(blank).count()
}

/// What to tell of the value at `at`: that a text of its own is passed over for a list of articles in it, or such a list
/// for the text.
pub(super) fn told(bytes: &[u8], at: usize, fields: &FieldMap) -> Option<String> {
    let at = match bytes.get(at) {
        Some(b'[') => after_blank(bytes, at + 1),
        _ => at,
    };
    if bytes.get(at) != Some(&b'{') {
        return None;
    }
    let object = Object::of(bytes, at, fields, DEPTH);
    let (text, list) = (object.text?, object.list?);
    let (name, listed) = (legible::line(text.name), legible::line(list.name));
    match object.value() {
        Value::Wrapper if !text.is_blank => Some(format!(
            "its \"{name}\" is not read as the text of an article, since \"{listed}\" is a list of articles"
        )),
        Value::Record if !list.is_part => Some(format!(
            "its first record has texts in \"{listed}\" too, which are not read; if they are the articles, save \"{listed}\" alone"
        )),
        _ => None,
    }
}

/// What the members of an object show of it.
#[derive(Default)]
struct Object<'b> {
    text: Option<OwnText<'b>>,
    has_title: bool,
    has_date: bool,
    /// The list in it that is most like one of articles.
    list: Option<List<'b>>,
    /// It holds an article.
    has_records: bool,
    /// It has members that are no objects and no lists.
    has_scalars: bool,
    /// It goes on beyond the bytes.
    is_cut: bool,
}

/// The text of an object, which is not in a list of it.
#[derive(Clone, Copy)]
struct OwnText<'b> {
    name: &'b str,
    is_blank: bool,
    /// It may well be what a service says of a request.
    is_weak: bool,
}

/// A list of objects that have texts, or something that holds such a list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct List<'b> {
    /// Its objects have titles or dates.
    is_of_dated: bool,
    /// Its name is one that lists of articles have.
    is_usual: bool,
    /// Its name says that it belongs to an article, as comments do.
    is_part: bool,
    /// Its name is that of a text.
    is_text: bool,
    name: &'b str,
}

impl<'b> Object<'b> {
    fn of(bytes: &'b [u8], at: usize, fields: &FieldMap, depth: usize) -> Self {
        let (mut object, mut members) = (Object::default(), Members::new(bytes, at));
        for member in members.by_ref() {
            object.see(bytes, &member, fields, depth);
        }
        object.is_cut = !members.is_whole && !members.is_torn;
        object
    }

    fn see(&mut self, bytes: &'b [u8], member: &Member<'b>, fields: &FieldMap, depth: usize) {
        let (name, value) = (key_of(member), &bytes[member.start..]);
        let role = fields.role(name).map(|(role, _)| role);
        let is_blank = value.starts_with(b"n")
            || value
                .strip_prefix(b"\"")
                .is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\""));
        self.has_title |= role == Some(FieldRole::Title) && !is_blank;
        self.has_date |= role == Some(FieldRole::Date) && !is_blank;
        if is_text(bytes, member, "", fields) {
            let text =
                OwnText { name, is_blank, is_weak: is_blank || FieldMap::is_of_answers(name) };
            let is_better = |known: &OwnText<'_>| known.is_weak && !text.is_weak;
            if self.text.as_ref().is_none_or(is_better) {
                self.text = Some(text);
            }
            return;
        }
        if !matches!(value.first(), Some(b'{' | b'[')) {
            self.has_scalars = true;
            return;
        }
        match look(bytes, member.start, fields, depth - 1) {
            Value::Records | Value::Wrapper => {
                let list = List::of(bytes, member, fields, role == Some(FieldRole::Text));
                self.list = self.list.max(Some(list));
            }
            Value::Record => self.has_records = true,
            Value::Other | Value::Unknown => {}
        }
    }

    fn value(&self) -> Value {
        let is_known = self.has_title || self.has_date;
        match (self.text, self.list) {
            (Some(text), Some(list)) if self.is_about(text, list) => Value::Wrapper,
            (Some(_), _) if self.is_cut => Value::Unknown,
            (Some(_), _) => Value::Record,
            // Its paragraphs.
            (None, Some(list)) if list.is_text && is_known && !list.is_of_dated => Value::Record,
            (None, Some(_)) => Value::Wrapper,
            // Articles by their ids; but an article with an object that has a text, such as what it quotes, has other
            // fields.
            (None, None) if self.has_records && !self.has_scalars => Value::Wrapper,
            (None, None) if self.is_cut => Value::Unknown,
            (None, None) => Value::Other,
        }
    }

    /// Whether the list is one of articles, and the text says something of it.
    fn is_about(&self, text: OwnText<'_>, list: List<'_>) -> bool {
        let is_known = self.has_title || self.has_date;
        match () {
            () if list.is_part => false,
            () if text.is_weak => list.is_usual || list.is_of_dated,
            () if self.has_title && self.has_date => false,
            () => {
                (list.is_usual && (list.is_of_dated || !is_known))
                    || (list.is_of_dated && !is_known)
            }
        }
    }
}

impl<'b> List<'b> {
    fn of(bytes: &'b [u8], member: &Member<'b>, fields: &FieldMap, is_text: bool) -> Self {
        let first = after_blank(bytes, member.start + 1);
        let is_list = bytes[member.start] == b'[' && bytes.get(first) == Some(&b'{');
        // Whether it has a title does not depend on what is inside it.
        let is_of_dated = is_list && {
            let object = Object::of(bytes, first, fields, 1);
            object.has_title || object.has_date
        };
        let name = key_of(member);
        let (is_usual, is_part) = (FieldMap::is_list(name), FieldMap::is_part(name));
        List { is_of_dated, is_usual, is_part, is_text, name }
    }
}

/// Whether a member of a record holds its text, in whatever form: a string, a list of strings, a list of pieces.
fn is_text(bytes: &[u8], member: &Member<'_>, within: &str, fields: &FieldMap) -> bool {
    let Ok(key) = std::str::from_utf8(member.key) else { return false };
    let name = if within.is_empty() { key.to_owned() } else { format!("{within}.{key}") };
    let value = bytes.get(member.start..).unwrap_or_default();
    if fields.role(&name).is_some_and(|(role, _)| role == FieldRole::Text) {
        match value {
            [b'"' | b'n', ..] => return true,
            [b'[', rest @ ..] => {
                let rest = rest.trim_ascii_start();
                let is_piece = rest.starts_with(b"{")
                    && Members::new(rest, 0).take(2).all(|member| {
                        matches!(member.key, b"type" | b"text") && rest[member.start] == b'"'
                    });
                return rest.starts_with(b"\"") || is_piece;
            }
            _ => {}
        }
    }
    let is_envelope = within.is_empty() && FieldMap::is_envelope(key);
    if !value.starts_with(b"{") || !(is_envelope || fields.leads_on(&name)) {
        return false;
    }
    Members::new(bytes, member.start).any(|inner| {
        (is_envelope
            && is_text(bytes, &inner, "", fields)
            && !FieldMap::is_envelope(key_of(&inner)))
            || (fields.leads_on(&name) && is_text(bytes, &inner, &name, fields))
    })
}

fn key_of<'b>(member: &Member<'b>) -> &'b str {
    std::str::from_utf8(member.key).unwrap_or_default()
}

/// A member of an object.
pub(super) struct Member<'b> {
    /// Its name, still escaped.
    pub key: &'b [u8],
    /// Where its value begins.
    pub start: usize,
    /// Where its value ends, if that is known.
    pub end: Option<usize>,
}

/// The members of the object at `at`, the last of which may not be whole.
struct Members<'b> {
    bytes: &'b [u8],
    at: usize,
    is_over: bool,
    /// Whether the end of the object was found.
    is_whole: bool,
    /// Whether it is broken in its last member.
    is_torn: bool,
}

impl<'b> Members<'b> {
    fn new(bytes: &'b [u8], at: usize) -> Self {
        Members { bytes, at: at + 1, is_over: false, is_whole: false, is_torn: false }
    }
}

impl<'b> Iterator for Members<'b> {
    type Item = Member<'b>;

    fn next(&mut self) -> Option<Member<'b>> {
        if self.is_over {
            return None;
        }
        match member(self.bytes, self.at) {
            Found::Member(member) => {
                self.is_over = member.end.is_none();
                self.is_torn =
                    self.is_over && matches!(array::end(self.bytes, member.start), End::Torn(_));
                self.at = member.end.unwrap_or(self.bytes.len());
                Some(member)
            }
            other => {
                self.is_over = true;
                self.is_whole = !matches!(other, Found::More);
                None
            }
        }
    }
}

/// What comes next in an object.
pub(super) enum Found<'b> {
    Member(Member<'b>),
    /// Its end; what is behind its bracket begins here.
    End(usize),
    More,
    /// Something that is no JSON, at this place.
    Broken(usize),
}

pub(super) fn member(bytes: &[u8], at: usize) -> Found<'_> {
    let blank = |byte: &&u8| byte.is_ascii_whitespace() || **byte == b',';
    let skip = |at: usize, wanted: &dyn Fn(&&u8) -> bool| {
        at + bytes.get(at..).unwrap_or_default().iter().take_while(wanted).count()
    };
    let start = skip(at, &blank);
    match bytes.get(start) {
        None => return Found::More,
        Some(b'}') => return Found::End(start + 1),
        Some(b'"') => {}
        Some(_) => return Found::Broken(start),
    }
    let end = match array::string_end(bytes, start + 1) {
        End::At(end) => end,
        End::Beyond => return Found::More,
        End::Torn(_) => return Found::Broken(start),
    };
    let white = |byte: &&u8| byte.is_ascii_whitespace();
    let colon = skip(end, &white);
    match bytes.get(colon) {
        None => return Found::More,
        Some(b':') => {}
        Some(_) => return Found::Broken(colon),
    }
    let value = skip(colon + 1, &white);
    let end_of_value = match (bytes.get(value), array::end(bytes, value)) {
        (None, _) => return Found::More,
        (Some(b',' | b'}' | b']'), _) => return Found::Broken(value),
        (_, End::At(end)) => Some(end),
        // An element of a list that is torn is known by the list's reader, which goes on behind it.
        (_, End::Torn(_) | End::Beyond) => None,
    };
    Found::Member(Member { key: &bytes[start + 1..end - 1], start: value, end: end_of_value })
}

/// How the objects lie in a JSON text that wraps nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrangement {
    /// One a line.
    Lines,
    /// Over several lines, or several in one.
    Objects,
}

/// How the objects lie, the first of which begins at `at`.
pub(super) fn arrangement(bytes: &[u8], at: usize) -> Arrangement {
    let Some(line_end) = memchr(b'\n', &bytes[at..]).map(|len| at + len) else {
        // One line, or more than is known of it.
        return match array::end(bytes, at) {
            End::At(end) if bytes[end..].trim_ascii_start().starts_with(b"{") => {
                Arrangement::Objects
            }
            _ => Arrangement::Lines,
        };
    };
    match array::end(bytes, at) {
        End::At(end) if end <= line_end => {
            let behind = bytes[end..line_end].trim_ascii_start();
            let goes_on = behind.starts_with(b"{") || behind == b",";
            if goes_on { Arrangement::Objects } else { Arrangement::Lines }
        }
        End::Torn(_) => Arrangement::Lines,
        // A line that is not whole, before others that begin anew.
        End::At(_) | End::Beyond => match bytes[line_end + 1..].starts_with(b"{") {
            true => Arrangement::Lines,
            false => Arrangement::Objects,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_on_lines_are_told_from_objects_over_lines() {
        for (text, expected) in [
            ("{\"a\":1}\n{\"a\":2}\n", Arrangement::Lines),
            ("{\"a\":\"cut off\n{\"a\":2}\n", Arrangement::Lines),
            ("{\"a\":1,\n{\"a\":2}\n", Arrangement::Lines),
            ("{\"a\":1} x\n{\"a\":2}\n", Arrangement::Lines),
            ("{\n  \"a\":1}\n{\n  \"a\":2}\n", Arrangement::Objects),
            ("{\"a\":1},\n{\"a\":2}\n", Arrangement::Objects),
            ("{\"a\":1}{\"a\":2}", Arrangement::Objects),
            ("{\"a\":1,\n\"b\":2}", Arrangement::Objects),
        ] {
            assert_eq!(arrangement(text.as_bytes(), 0), expected, "{text}");
        }
    }
}
