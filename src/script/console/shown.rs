//! Shows a script's value: as Rhai writes it, except for the host's types, and truncated where it is long.

use super::answer::{Tally, Value};
use super::questions::{Articles, Concordance, EventHandle, Frequencies, Sentences};
use crate::event::Event;
use crate::pattern::Pattern;
use crate::script::builder::RuleBuilder;
use crate::script::error::plain;
use rhai::{Array, Dynamic, FnPtr, Map};
use std::sync::Arc;

/// The most bytes of a value that are shown; the last item may exceed it slightly.
const MOST_BYTES: usize = 64 << 10;
/// The most levels of nested arrays and maps that are shown.
const DEEPEST: usize = 32;

/// Converts a script's value for display.
pub fn value_of(value: Dynamic) -> Value {
    macro_rules! known {
        ($($sort:ident => $make:expr),+ $(,)?) => {$(
            if let Some(known) = value.read_lock::<$sort>() {
                let make: fn($sort) -> Value = $make;
                return make(known.clone());
            }
        )+};
    }
    known! {
        Concordance => |list| Value::Concordance(list.0),
        Frequencies => |list| Value::Frequencies(list.0),
        Articles => |list| Value::Articles(list.0),
        Sentences => |list| Value::Sentences(list.0),
        Tally => Value::Tally,
        EventHandle => |event| Value::Events(vec![event.0]),
        Pattern => Value::Pattern,
        RuleBuilder => |_| Value::Nothing, // the session reports the rule itself
    }
    if value.is_unit() {
        return Value::Nothing;
    }
    if let Some(array) = value.read_lock::<Array>() {
        let events: Option<Vec<Arc<Event>>> = array
            .iter()
            .map(|item| item.read_lock::<EventHandle>().map(|event| event.0.clone()))
            .collect();
        if let Some(events) = events.filter(|events| !events.is_empty()) {
            return Value::Events(events);
        }
    }
    Value::Plain(shown(&value))
}

/// The value as text, with its full length where it was truncated.
pub fn shown(value: &Dynamic) -> String {
    let mut page = ValueWriter { text: String::new(), cut: false };
    page.write(value, 0);
    if page.cut {
        let size = |count: usize, of: &str| format!(" ({} {of} in all)", grouped(count));
        let length = if let Some(list) = value.read_lock::<Array>() {
            size(list.len(), "items")
        } else if let Some(map) = value.read_lock::<Map>() {
            size(map.len(), "entries")
        } else if let Ok(text) = value.as_immutable_string_ref() {
            size(text.chars().count(), "characters")
        } else {
            String::new()
        };
        page.text.push_str(&length);
    }
    page.text
}

/// A number with commas between thousands.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

struct ValueWriter {
    text: String,
    cut: bool,
}

impl ValueWriter {
    fn is_full(&self) -> bool {
        self.text.len() >= MOST_BYTES
    }

    fn write(&mut self, value: &Dynamic, depth: usize) {
        if let Some(list) = value.read_lock::<Array>() {
            self.list("[", "]", depth, list.iter(), |page, item| page.write(item, depth + 1));
        } else if let Some(map) = value.read_lock::<Map>() {
            self.list("#{", "}", depth, map.iter(), |page, (name, item)| {
                page.quoted(name);
                page.text.push_str(": ");
                page.write(item, depth + 1);
            });
        } else if let Ok(text) = value.as_immutable_string_ref() {
            self.quoted(&text);
        } else {
            self.text.push_str(&one(value));
        }
    }

    fn list<T>(
        &mut self,
        open: &str,
        close: &str,
        depth: usize,
        items: impl ExactSizeIterator<Item = T>,
        mut write: impl FnMut(&mut ValueWriter, T),
    ) {
        self.text.push_str(open);
        for (at, item) in items.enumerate() {
            if at > 0 {
                self.text.push_str(", ");
            }
            if self.is_full() || depth >= DEEPEST {
                self.cut = true;
                self.text.push('\u{2026}');
                break;
            }
            write(self, item);
        }
        self.text.push_str(close);
    }

    /// A text in quotes. Only quotes, backslashes and control characters are escaped, so that all alphabets stay
    /// legible.
    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        for c in text.chars() {
            if self.is_full() {
                self.cut = true;
                self.text.push('\u{2026}');
                break;
            }
            match c {
                '"' | '\\' => self.text.extend(['\\', c]),
                c if c.is_control() => self.text.extend(c.escape_default()),
                c => self.text.push(c),
            }
        }
        self.text.push('"');
    }
}

/// Any other value than a text, list or map.
fn one(value: &Dynamic) -> String {
    fn counted(count: usize, what: &str) -> String {
        format!("{} {what}", grouped(count))
    }
    macro_rules! known {
        ($($sort:ty => $show:expr),+ $(,)?) => {$(
            if let Some(known) = value.read_lock::<$sort>() {
                let show: fn(&$sort) -> String = $show;
                return show(&known);
            }
        )+};
    }
    known! {
        Pattern => |pattern| pattern.to_string(),
        RuleBuilder => |rule| format!("rule({:?})", rule.0.borrow().id),
        EventHandle => |event| format!("event {} ({})", event.0.id, event.0.kind),
        Concordance => |list| counted(list.0.len(), "places"),
        Frequencies => |list| counted(list.0.len(), "spellings"),
        Articles => |list| counted(list.0.len(), "articles"),
        Sentences => |list| counted(list.0.len(), "sentences"),
        Tally => |tally| counted(tally.matches, "matches"),
        FnPtr => |f| match f.is_anonymous() {
            true => "a closure".to_owned(),
            false => format!("Fn({})", f.fn_name()),
        },
        char => |c| format!("{c:?}"),
    }
    match value.type_name() {
        "()" => "()".to_owned(),
        name if name.contains("::") => plain(name),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(count: i64) -> Dynamic {
        Dynamic::from((0..count).map(Dynamic::from).collect::<Array>())
    }

    #[test]
    fn short_values_are_as_rhai_writes_them() {
        let map: Map = [("a".into(), list(3)), ("b".into(), Dynamic::from("x \"y\" \n"))].into();
        assert_eq!(shown(&Dynamic::from(map)), "#{\"a\": [0, 1, 2], \"b\": \"x \\\"y\\\" \\n\"}");
        assert_eq!(shown(&Dynamic::from("\u{645}\u{64e}")), "\"\u{645}\u{64e}\"");
        for (value, text) in [
            (Dynamic::from(1.5), "1.5"),
            (Dynamic::from(true), "true"),
            (Dynamic::UNIT, "()"),
            (Dynamic::from('x'), "'x'"),
            (list(0), "[]"),
        ] {
            assert_eq!(shown(&value), text);
        }
        let pattern = Pattern::words(&["truce"]).unwrap();
        let inside = Dynamic::from(vec![Dynamic::from(pattern.clone())]);
        assert_eq!(shown(&inside), format!("[{pattern}]"));
    }

    #[test]
    fn long_values_are_truncated_and_their_length_is_shown() {
        let text = shown(&Dynamic::from("\u{e9}".repeat(1_234_567)));
        assert!(text.ends_with("\u{e9}\u{2026}\" (1,234,567 characters in all)"));
        assert!(text.len() < MOST_BYTES + 100);
        let text = shown(&list(100_000));
        assert!(
            text.starts_with("[0, 1, 2, ") && text.ends_with(", \u{2026}] (100,000 items in all)")
        );
        let nested = shown(&Dynamic::from(vec![list(100_000), list(3)]));
        assert!(
            nested.ends_with("\u{2026}], \u{2026}] (2 items in all)"),
            "{}",
            &nested[nested.len() - 60..]
        );
        let deep = (0..400).fold(list(1), |inner, _| Dynamic::from(vec![inner]));
        assert!(shown(&deep).contains("[\u{2026}]"));
    }
}
