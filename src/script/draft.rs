//! Reads what a closure returned into drafts of events. `coder::fill` fills in what a draft leaves open.

use super::api::Words;
use super::error::{ScriptError, fail, label, plain, unknown};
use super::meter;
use crate::event::{Bound, Codes, Count, Counted, Realis, Stance, UnknownName};
use crate::ontology;
use rhai::{Dynamic, Map};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Range;

/// A reference to a party, a place, a date or a claimant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameRef {
    /// A range of the article's tokens.
    Tokens(Range<usize>),
    /// A text given by the rule.
    Text(String),
}

/// An event as a rule describes it. `None`: the rule does not say, and the host fills it in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// A kind in place of the rule's.
    pub kind: Option<String>,
    /// A mode in place of the rule's.
    pub mode: Option<String>,
    /// A trigger in place of the one found, as tokens.
    pub trigger: Option<Range<usize>>,
    /// Who did it.
    pub actor: Option<Vec<NameRef>>,
    /// To whom.
    pub recipient: Option<Vec<NameRef>>,
    /// Where; the inner `None`: the rule says that there is no place.
    pub place: Option<Option<NameRef>>,
    /// When, as the words that say so; the inner `None` as for `place`.
    pub date: Option<Option<NameRef>>,
    /// Who says so; the inner `None` as for `place`.
    pub claimant: Option<Option<NameRef>>,
    /// Its stance: stated as a fact, attributed to someone, alleged, ...
    pub stance: Option<Stance>,
    /// Whether it happened.
    pub realis: Option<Realis>,
    /// How many.
    pub counts: Option<Vec<Count>>,
    /// Codes that override those of the rule.
    pub codes: Codes,
    /// All other attributes, by name.
    pub extra: BTreeMap<String, Value>,
}

impl Draft {
    /// Reads what a closure returned: a map, an array of maps, or nothing (the event as the host sees it).
    pub fn read(returned: Dynamic) -> Result<Vec<Draft>, ScriptError> {
        let returned = returned.flatten();
        if returned.is_unit() {
            return Ok(vec![Draft::default()]);
        }
        if returned.is_map() {
            return Ok(vec![Draft::from_map(returned.cast::<Map>())?]);
        }
        if returned.is_array() {
            let maps = returned.cast::<rhai::Array>().into_iter();
            return maps
                .map(|item| match item.flatten().try_cast::<Map>() {
                    Some(map) => Draft::from_map(map),
                    None => Err(wrong("an item of the returned array is not a map")),
                })
                .collect();
        }
        Err(wrong(&format!("the closure returned {}", plain(returned.type_name()))))
    }

    fn from_map(map: Map) -> Result<Draft, ScriptError> {
        if map.len() > MOST_ATTRIBUTES {
            return Err(wrong(&format!(
                "the closure returned {} attributes, more than the {MOST_ATTRIBUTES} an event may have",
                map.len()
            )));
        }
        let mut draft = Draft::default();
        for (key, value) in map {
            let value = value.flatten();
            if value.is_unit() {
                continue;
            }
            match key.as_str() {
                "kind" => draft.kind = Some(label("kind", &word("kind", &value)?)?),
                "mode" => draft.mode = Some(label("mode", &word("mode", &value)?)?),
                "trigger" => draft.trigger = Some(tokens("trigger", &value)?),
                "actor" => draft.actor = Some(parties("actor", value)?),
                "recipient" => draft.recipient = Some(parties("recipient", value)?),
                "place" => draft.place = Some(one("place", value)?),
                "date" => draft.date = Some(one("date", value)?),
                "claimant" => draft.claimant = Some(one("claimant", value)?),
                "stance" => draft.stance = Some(choice("stance", &value, Stance::parse)?),
                "realis" => draft.realis = Some(choice("realis", &value, Realis::parse)?),
                "counts" => draft.counts = Some(counts(value)?),
                "plover" => draft.codes.plover = Some(code("plover", &value)?),
                "acled" => draft.codes.acled = Some(code("acled", &value)?),
                "cameo" => draft.codes.cameo = Some(code("cameo", &value)?),
                _ => {
                    draft.extra.insert(key.to_string(), json(&key, &value, 0)?);
                }
            }
        }
        Ok(draft)
    }
}

fn wrong(what: &str) -> ScriptError {
    fail(what, "a closure returns #{ name: value, ... }, an array of such maps, or skip(\"why\")")
}

fn word(key: &str, value: &Dynamic) -> Result<String, ScriptError> {
    text(value)
        .ok_or_else(|| wrong(&format!("`{key}` is {}, not a text", plain(value.type_name()))))
}

/// A code, checked against its codebook.
fn code(scheme: &str, value: &Dynamic) -> Result<String, ScriptError> {
    let code = word(scheme, value)?;
    ontology::check(scheme, &code).map_err(|unknown| fail(&unknown.message, &unknown.help))?;
    Ok(code)
}

fn text(value: &Dynamic) -> Option<String> {
    if let Some(words) = value.read_lock::<Words>() {
        return Some(words.text());
    }
    value.clone().into_string().ok()
}

fn choice<T>(
    key: &str,
    value: &Dynamic,
    parse: fn(&str) -> Result<T, UnknownName>,
) -> Result<T, ScriptError> {
    let given = word(key, value)?;
    parse(&given).map_err(|unknown| {
        let known = unknown.known.join(", ");
        fail(&format!("{given:?} is not a {key}"), &format!("{key} is one of {known}"))
    })
}

fn tokens(key: &str, value: &Dynamic) -> Result<Range<usize>, ScriptError> {
    match value.read_lock::<Words>() {
        Some(words) => Ok(words.tokens.clone()),
        None => Err(fail(
            &format!("`{key}` is {}, not words of the article", plain(value.type_name())),
            "take it from m.spans(\"name\") or m.find(pattern)",
        )),
    }
}

fn named(key: &str, value: &Dynamic) -> Result<NameRef, ScriptError> {
    if let Some(words) = value.read_lock::<Words>() {
        return Ok(NameRef::Tokens(words.tokens.clone()));
    }
    word(key, value).map(NameRef::Text)
}

fn one(key: &str, value: Dynamic) -> Result<Option<NameRef>, ScriptError> {
    if value.is_array() {
        let first = value.cast::<rhai::Array>().into_iter().next();
        return first.map(|value| named(key, &value.flatten())).transpose();
    }
    named(key, &value).map(Some)
}

fn parties(key: &str, value: Dynamic) -> Result<Vec<NameRef>, ScriptError> {
    if value.is_array() {
        let items = value.cast::<rhai::Array>().into_iter().map(Dynamic::flatten);
        return items.filter(|item| !item.is_unit()).map(|item| named(key, &item)).collect();
    }
    named(key, &value).map(|named| vec![named])
}

fn counts(value: Dynamic) -> Result<Vec<Count>, ScriptError> {
    let items = if value.is_array() { value.cast::<rhai::Array>() } else { vec![value] };
    items.into_iter().map(|item| count(item.flatten())).collect()
}

fn count(item: Dynamic) -> Result<Count, ScriptError> {
    if let Some(count) = item.read_lock::<Count>() {
        return Ok(count.clone());
    }
    let help = "write #{ what: \"killed\", value: 12 }, or take it from m.counts()";
    let Some(map) = item.try_cast::<Map>() else { return Err(fail("a count is not a map", help)) };
    let number = |key: &str| -> Result<Option<u64>, ScriptError> {
        let Some(given) = map.get(key).filter(|given| !given.is_unit()) else { return Ok(None) };
        let whole = given.as_int().ok().and_then(|number| u64::try_from(number).ok());
        let odd = || format!("a count's `{key}` is {given}, not a whole number of 0 or more");
        whole.map(Some).ok_or_else(|| fail(&odd(), help))
    };
    let what = map.get("what").and_then(text).ok_or_else(|| fail("a count has no `what`", help))?;
    let value = number("value")?.ok_or_else(|| fail("a count has no `value`", help))?;
    const KEYS: &[&str] = &["what", "value", "low", "high", "bound", "whom", "source"];
    if let Some(odd) = map.keys().find(|key| !KEYS.contains(&key.as_str())) {
        let help = format!("a count has {}", KEYS.join(", "));
        return Err(fail(&format!("a count has no `{odd}`"), &help));
    }
    let bound = match map.get("bound") {
        Some(bound) => choice("bound", bound, Bound::parse)?,
        None => Bound::Exact,
    };
    // An open bound stays open: "at least 3" has no highest figure unless the rule gives one.
    let (low, high) = match bound {
        Bound::Exact | Bound::About => (value, Some(value)),
        Bound::AtLeast => (value, None),
        Bound::UpTo => (0, Some(value)),
    };
    let (low, high) = (number("low")?.unwrap_or(low), number("high")?.or(high));
    if let Some(high) = high.filter(|high| *high < low) {
        let help =
            "`low` is the least that is meant and `high` the most; without them `value` is both";
        return Err(fail(
            &format!("a count's `low` of {low} is more than its `high` of {high}"),
            help,
        ));
    }
    Ok(Count {
        what: Counted::parse(&what).map_err(|word| unknown(&word))?,
        value,
        low,
        high,
        bound,
        whom: map.get("whom").and_then(text),
        source: map.get("source").and_then(text),
    })
}

/// The deepest nesting of an attribute. The limit also keeps the recursion from overflowing the stack.
const MOST_NESTED: usize = 8;
/// The most items of a map. Rhai does not limit a map that grows by `map[key] = value`.
const MOST_ATTRIBUTES: usize = 512;

/// The value of attribute `key`, or a part of it.
fn json(key: &str, value: &Dynamic, depth: usize) -> Result<Value, ScriptError> {
    if depth > MOST_NESTED {
        let help =
            "write a text, a number, true or false, words of the article, or a short list of them";
        return Err(fail(
            &format!("an attribute is nested more than {MOST_NESTED} levels deep"),
            help,
        ));
    }
    if let Some(text) = text(value) {
        // Counted as work, so that the drafts of an article cannot hold many times its text.
        meter::add(2 * text.len());
        return Ok(Value::String(text));
    }
    if let Ok(number) = value.as_int() {
        return Ok(Value::from(number));
    }
    if let Ok(number) = value.as_float() {
        let number = serde_json::Number::from_f64(number).map(Value::Number);
        return number.ok_or_else(|| {
            let help =
                "a division by zero gives such a value: test for it, and leave the attribute out";
            fail(&format!("`{key}` is {value}, which is not a number"), help)
        });
    }
    if let Ok(flag) = value.as_bool() {
        return Ok(Value::Bool(flag));
    }
    if value.is_unit() {
        return Ok(Value::Null);
    }
    if let Some(items) = value.read_lock::<rhai::Array>() {
        let items = items.iter().map(|item| json(key, item, depth + 1));
        return items.collect::<Result<Vec<_>, _>>().map(Value::Array);
    }
    if let Some(map) = value.read_lock::<Map>() {
        if map.len() > MOST_ATTRIBUTES {
            return Err(fail(
                &format!("an attribute is a map of more than {MOST_ATTRIBUTES} items"),
                "a rule builds events and stores nothing: collect less",
            ));
        }
        let items =
            map.iter().map(|(key, value)| Ok((key.to_string(), json(key, value, depth + 1)?)));
        return items.collect::<Result<serde_json::Map<_, _>, ScriptError>>().map(Value::Object);
    }
    Err(fail(
        &format!("an attribute cannot be {}", plain(value.type_name())),
        "write a text, a number, true or false, or words of the article",
    ))
}
