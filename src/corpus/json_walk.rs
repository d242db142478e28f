//! The way through a JSON text that wraps its records, from one list of them to the next.

use super::array::{self, End};
use super::fields::FieldMap;
use super::wrapped::{self, Found, Value, member, value};
use std::sync::Arc;

/// A chat of Telegram, as far as it is known before its messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Chat {
    /// As JSON writes it, still escaped; without it, the account was deleted.
    pub name: Option<String>,
    pub id: Option<String>,
    /// Whether its sort is written, as it is of each chat.
    has_type: bool,
}

/// What comes next in a text that wraps its records; places are in the bytes that were looked at.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A list of records, whose elements begin here; of messages, with their chat.
    List(usize, Option<Arc<Chat>>),
    /// A record of its own, at these bytes.
    Record(usize, usize),
    /// A record, or what is to be told of, on the outermost level: here begins a sequence of them.
    Sequence(usize),
    /// What is before this place is no longer needed, and more bytes are.
    More(usize),
    /// Here it is no JSON.
    Broken(usize),
    /// All is over; whether all brackets are closed.
    End(bool),
}

/// The way through a text that wraps its records.
#[derive(Debug, Default)]
pub(super) struct Walk {
    stack: Vec<Frame>,
    /// What is to be told of the objects on the way.
    pub told: Vec<String>,
}

#[derive(Debug)]
enum Frame {
    List,
    Object(Chat),
}

/// The way goes into brackets so deep.
const DEEPEST: usize = 64;

impl Walk {
    /// Goes on from `at` to the next records. `is_all`: no more bytes are to come, or so many are there that what a value
    /// is has to be decided.
    pub fn step(&mut self, bytes: &[u8], at: usize, is_all: bool, fields: &FieldMap) -> Step {
        let mut at = at;
        loop {
            at += array::blank(bytes, at);
            let step = match (self.stack.last_mut(), bytes.get(at)) {
                (None, None) if is_all => return Step::End(true),
                (_, None) if is_all => return Step::End(false),
                (_, None) => return Step::More(at),
                (Some(Frame::List), Some(b']')) | (Some(Frame::Object(_)), Some(b'}')) => {
                    self.stack.pop();
                    Ok(at + 1)
                }
                (Some(Frame::Object(_)), _) => self.member(bytes, at, is_all, fields),
                (frame, Some(b'{' | b'[')) => {
                    let is_outermost = frame.is_none();
                    self.enter(bytes, (at, at), is_all, fields, is_outermost, None)
                }
                (None, _) => return Step::Sequence(at),
                (Some(Frame::List), _) => skip(bytes, (at, at)),
            };
            match step {
                Ok(next) => at = next,
                Err(step) => return step,
            }
        }
    }

    /// The member of an object at `at`.
    fn member(
        &mut self,
        bytes: &[u8],
        at: usize,
        is_all: bool,
        fields: &FieldMap,
    ) -> Result<usize, Step> {
        let found = match member(bytes, at) {
            Found::Member(found) => found,
            Found::More if is_all => return Err(Step::End(false)),
            Found::More => return Err(Step::More(at)),
            Found::End(end) => return Ok(end),
            Found::Broken(at) => return Err(Step::Broken(at)),
        };
        let Some(Frame::Object(chat)) = self.stack.last_mut() else {
            return Err(Step::Broken(at));
        };
        if let (key @ (b"name" | b"id" | b"type"), Some(end)) = (found.key, found.end) {
            let value = String::from_utf8_lossy(&bytes[found.start..end]).trim().to_owned();
            match key {
                b"name" if value != "null" => chat.name = Some(value),
                b"id" => chat.id = Some(value),
                _ => chat.has_type = chat.has_type || key == b"type",
            }
        }
        match bytes[found.start] {
            b'{' | b'[' => {
                let chat = (found.key == b"messages" && chat.has_type).then(|| chat.clone());
                self.enter(bytes, (at, found.start), is_all, fields, false, chat)
            }
            _ => skip(bytes, (at, found.start)),
        }
    }

    /// The object or list at the second place; the first is where its name begins.
    fn enter(
        &mut self,
        bytes: &[u8],
        (start, at): (usize, usize),
        is_all: bool,
        fields: &FieldMap,
        is_outermost: bool,
        chat: Option<Chat>,
    ) -> Result<usize, Step> {
        let is_object = bytes.get(at) == Some(&b'{');
        let is_whole = matches!(array::end(bytes, at), End::At(_));
        if !is_whole && !is_all {
            return Err(Step::More(start));
        }
        match value(bytes, at, fields) {
            Value::Records => Err(Step::List(at + 1, chat.map(Arc::new))),
            Value::Wrapper if self.stack.len() < DEEPEST => {
                self.told.extend(is_object.then(|| wrapped::told(bytes, at, fields)).flatten());
                self.stack.push(match is_object {
                    true => Frame::Object(Chat::default()),
                    false => Frame::List,
                });
                Ok(at + 1)
            }
            _ if is_outermost => Err(Step::Sequence(at)),
            Value::Record => match array::end(bytes, at) {
                End::At(end) => Err(Step::Record(at, end)),
                End::Beyond => Err(Step::More(start)),
                End::Torn(at) => Err(Step::Broken(at)),
            },
            Value::Wrapper | Value::Other | Value::Unknown => skip(bytes, (start, at)),
        }
    }
}

/// Passes over the value at the second place.
fn skip(bytes: &[u8], (start, at): (usize, usize)) -> Result<usize, Step> {
    match array::end(bytes, at) {
        End::At(end) => Ok(end.max(at + 1)),
        End::Torn(at) => Err(Step::Broken(at)),
        End::Beyond => Err(Step::More(start)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found in `text`, as text.
    fn found(text: &str) -> Vec<String> {
        let (mut walk, mut at, mut all) = (Walk::default(), 0, Vec::new());
        let fields = FieldMap::default();
        let bytes = text.as_bytes();
        loop {
            match walk.step(bytes, at, true, &fields) {
                Step::List(start, chat) => {
                    let name = chat.and_then(|chat| chat.name.clone()).unwrap_or_default();
                    at = start;
                    while let array::Next::Element(range) = array::next(bytes, at) {
                        all.push(format!("{name}{}", &text[range.clone()]));
                        at = range.end;
                    }
                    let array::Next::End(end) = array::next(bytes, at) else { return all };
                    at = end;
                }
                Step::Record(start, end) => {
                    all.push(text[start..end].to_owned());
                    at = end;
                }
                Step::Sequence(start) => {
                    all.push(format!("rest {}", &text[start..]));
                    return all;
                }
                Step::End(true) => return all,
                other => {
                    all.push(format!("{other:?}"));
                    return all;
                }
            }
        }
    }

    #[test]
    fn records_are_found_wherever_they_are() {
        let (a, b) = (r#"{"text":"A."}"#, r#"{"title":"T","body":"B."}"#);
        for whole in [
            format!(r#"{{"status":"ok","articles":[{a},{b}]}}"#),
            format!(r#"{{"articles":{{"page":1,"results":[{a},{b}],"pages":[1,2]}}}}"#),
            format!(r#"{{"hits":{{"total":{{"value":2}},"hits":[{a},{b}]}},"x":{{}}}}"#),
            format!(r#"[{{"articles":[{a}]}},{{"articles":[{b}]}}]"#),
            format!("{{\"articles\":[{a}]}}\n{{\"articles\":[{b}]}}\n"),
            format!(r#"{{"one":{a},"two":{b}}}"#),
            format!(r#"{{"empty":[],"n":[[1]],"posts":[{a},{b}],"next":null}}"#),
            format!(r#"{{"status":"ok","message":"success","data":[{a},{b}]}}"#),
            format!(r#"{{"articles":[{a},{b}],"text":"About these."}}"#),
            format!(r#"{{"body":"","items":[{a},{b}]}}"#),
            format!(r#"{{"content":null,"timestamp":1,"data":[{a},{b}]}}"#),
            format!(r#"{{"message":"ok","data":{{"page":1,"articles":[{a},{b}]}}}}"#),
            format!("[[{a}],[{b}]]"),
        ] {
            assert_eq!(found(&whole), [a, b], "{whole}");
        }
        let hit = format!(r#"{{"_id":"1","_source":{a}}}"#);
        assert_eq!(found(&format!(r#"{{"hits":[{hit}]}}"#)), [hit]);
    }

    #[test]
    fn a_record_is_no_wrapper_of_what_it_holds() {
        for record in [
            r#"{"comments":[{"text":"No."}],"text":"A."}"#,
            r#"{"title":"T","quoted":{"text":"No."}}"#,
            r#"{"content":{"rendered":"A."},"links":[{"text":"No."}]}"#,
            r#"{"authors":[{"name":"N"}],"story":"A."}"#,
            r#"{"text":"A.","thread":[{"text":"No."}]}"#,
            r#"{"title":"T","date":"2016-08-12","text":"A.","items":[{"title":"U","text":"No."}]}"#,
            r#"{"title":"T","content":[{"id":1,"text":"A."},{"id":2,"text":"B."}]}"#,
        ] {
            assert_eq!(found(record), [format!("rest {record}")]);
        }
    }

    #[test]
    fn chats_are_known_with_their_messages() {
        let message = r#"{"id":1,"type":"message","date":"2016-08-12T10:00:00","text":["A ",{"type":"bold","text":"b"}]}"#;
        let chat = |name: &str| {
            format!(r#"{{"name":"{name}","type":"public_channel","id":7,"messages":[{message}]}}"#)
        };
        assert_eq!(found(&chat("X")), [format!("\"X\"{message}")]);
        let all = format!(
            r#"{{"about":"t","chats":{{"about":"t","list":[{},{}]}}}}"#,
            chat("X"),
            chat("Y")
        );
        assert_eq!(found(&all), [format!("\"X\"{message}"), format!("\"Y\"{message}")]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_ends_the_walk_early_or_keeps_it_going(text in r#"([\[\]{}:,"\n]|"text":|"a"|\{"text":"x"\}|1){0,40}"#) {
            let bytes = text.as_bytes();
            for len in (0..=bytes.len()).filter(|&len| text.is_char_boundary(len)) {
                let (mut walk, mut at) = (Walk::default(), 0);
                for _ in 0..100 {
                    match walk.step(&bytes[..len], at, false, &FieldMap::default()) {
                        Step::List(next, _) | Step::Record(_, next) => {
                            proptest::prop_assert!(next > at && next <= len);
                            at = next;
                        }
                        Step::More(from) => {
                            proptest::prop_assert!(from >= at);
                            break;
                        }
                        _ => break,
                    }
                }
            }
        }
    }
}
