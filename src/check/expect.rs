//! Compares an event with what an example expects, attribute by attribute.
//!
//! | key | agrees where |
//! |---|---|
//! | `kind` `mode` `stance` `realis` `trigger` `rule` | equal text, case aside |
//! | `evidence` | the evidence contains the text |
//! | `actor` `recipient` | each expected name is the name of one of the parties (`names`) |
//! | `place` `claimant` | it is its name (`names`) |
//! | `date` | equal to the start, or to `start..end` |
//! | `killed` `wounded` `casualties` `detained` `displaced` `besieged` | for a number, some count of that type has the value; for a text such as "at least 20", value and bound |
//! | `plover` `acled` `cameo` | equal text |
//! | any other | equal to the rule's own attribute of that name |
//!
//! `()` (null) expects the attribute to be absent.

use super::names::same_name;
use crate::event::{Counted, Event};
use crate::gazetteer::Gazetteer;
use serde_json::{Map, Value};

/// An attribute that is not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeMismatch {
    /// The attribute.
    pub key: String,
    /// What was expected, as text.
    pub expected: String,
    /// The actual value, as text; "nothing" where there is none.
    pub came: String,
}

/// The attributes of `event` that are not as `expected` says, in the order of its keys. Two names of one entry of
/// `gazetteer` agree.
pub fn differences(
    expected: &Map<String, Value>,
    event: &Event,
    gazetteer: &Gazetteer,
) -> Vec<AttributeMismatch> {
    let differs = |(key, wanted): (&String, &Value)| {
        let named = names(key, event);
        let came = match &named {
            Some(named) => named.iter().flat_map(|(text, name)| both(text, *name)).collect(),
            None => values(key, event),
        };
        let wanted_all = match wanted {
            Value::Array(items) => items.iter().collect(),
            wanted => vec![wanted],
        };
        let fits = |wanted: &&Value| match wanted {
            Value::Null => came.is_empty(),
            wanted => match &named {
                Some(named) => {
                    let wanted = shown(wanted);
                    let is_it = |&(text, name)| same_name(&wanted, text, name, Some(gazetteer));
                    named.iter().any(is_it)
                }
                None => came.iter().any(|came| agrees(key, wanted, came)),
            },
        };
        (!wanted_all.iter().all(fits)).then(|| AttributeMismatch {
            key: key.clone(),
            expected: wanted_all.into_iter().map(shown).collect::<Vec<_>>().join(", "),
            came: match came.is_empty() {
                true => "nothing".into(),
                false => came.join(" / "),
            },
        })
    };
    expected.iter().filter_map(differs).collect()
}

/// The names of `event` under `key`, each as written and its canonical name; `None` where the attribute is no name.
fn names<'e>(key: &str, event: &'e Event) -> Option<Vec<(&'e str, Option<&'e str>)>> {
    let parties = match key {
        "actor" => &event.actor,
        "recipient" => &event.recipient,
        "place" => {
            let named =
                event.place.iter().map(|place| (place.text.as_str(), place.name.as_deref()));
            return Some(named.collect());
        }
        "claimant" => {
            let named = event.claimant.iter().map(|who| (who.text.as_str(), who.name.as_deref()));
            return Some(named.collect());
        }
        _ => return None,
    };
    Some(parties.iter().map(|party| (party.text.as_str(), party.name.as_deref())).collect())
}

/// All values of `event` under `key`, as text: a count with its bound.
fn values(key: &str, event: &Event) -> Vec<String> {
    let one = |value: &Option<String>| value.iter().cloned().collect();
    match key {
        "kind" => vec![event.kind.clone()],
        "mode" => one(&event.mode),
        "stance" => vec![event.stance.name().into()],
        "realis" => vec![event.realis.name().into()],
        "rule" => vec![event.rule.clone()],
        "trigger" => vec![event.trigger.text.clone()],
        "evidence" => vec![event.evidence.text.clone()],
        "date" => date(event),
        "plover" => one(&event.codes.plover),
        "acled" => one(&event.codes.acled),
        "cameo" => one(&event.codes.cameo),
        other => match (Counted::parse(other), event.extra.get(other)) {
            (Ok(what), _) => {
                let counts = event.counts.iter().filter(|count| count.what == what);
                counts.map(|count| count.bound.in_words(count.value)).collect()
            }
            (_, None | Some(Value::Null)) => vec![],
            (_, Some(Value::Array(items))) => items.iter().map(shown).collect(),
            (_, Some(value)) => vec![shown(value)],
        },
    }
}

/// A name as written, and its canonical one if that is another.
fn both(text: &str, name: Option<&str>) -> Vec<String> {
    let name = name.filter(|name| *name != text).map(str::to_owned);
    std::iter::once(text.to_owned()).chain(name).collect()
}

fn date(event: &Event) -> Vec<String> {
    match (&event.date.start, &event.date.end) {
        (Some(start), Some(end)) if start != end => {
            vec![start.to_string(), format!("{start}..{end}")]
        }
        (Some(start), _) => vec![start.to_string()],
        _ => vec![],
    }
}

fn agrees(key: &str, wanted: &Value, came: &str) -> bool {
    match wanted {
        Value::Number(number) if Counted::parse(key).is_ok() => {
            came.rsplit(' ').next() == Some(number.to_string().as_str())
        }
        Value::String(text) if key == "evidence" => came.contains(text.as_str()),
        wanted => plain(&shown(wanted)) == plain(came),
    }
}

fn plain(text: &str) -> String {
    text.trim().to_lowercase().replace('’', "'")
}

/// A value for display: a text without quotation marks.
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;
    use serde_json::json;

    fn keys(expected: Value) -> Vec<String> {
        let Value::Object(expected) = expected else { panic!("not a map") };
        differences(&expected, &sample(), &Gazetteer::empty())
            .into_iter()
            .map(|found| found.key)
            .collect()
    }

    #[test]
    fn attributes_are_compared_as_the_table_says() {
        let none: [&str; 0] = [];
        assert_eq!(
            keys(json!({ "kind": "air_strike", "stance": "Attributed", "mode": null })),
            none
        );
        assert_eq!(keys(json!({ "actor": ["syria", "Russia"], "place": "Ar Raqqah" })), none);
        assert_eq!(keys(json!({ "killed": 20, "displaced": "about 300", "wounded": null })), none);
        assert_eq!(keys(json!({ "date": "2016-08-11", "evidence": "a monitor said" })), none);
        assert_eq!(keys(json!({ "killed": "20", "claimant": "SOHR" })), ["claimant", "killed"]);
        assert_eq!(keys(json!({ "weapon": "drone", "actor": "Iran" })), ["actor", "weapon"]);
    }

    #[test]
    fn a_difference_gives_expected_and_actual_value() {
        let Value::Object(expected) = json!({ "place": "Homs" }) else { panic!("not a map") };
        let found = differences(&expected, &sample(), &Gazetteer::empty());
        assert_eq!(found[0].expected, "Homs");
        assert_eq!(found[0].came, "Raqqa / Ar Raqqah");
    }
}
