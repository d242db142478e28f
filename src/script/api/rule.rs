//! `rule("id")` and its methods: what a rule says of itself.

use super::build::scope_of;
use super::kind::read_codes;
use crate::pattern::Pattern;
use crate::script::builder::{RuleBuilder, RuleDraft};
use crate::script::error::{Stop, fail, label, plain};
use crate::script::host::{Host, pattern_of};
use crate::script::spec::Example;
use rhai::{Dynamic, Engine, EvalAltResult, FnPtr, Map, NativeCallContext, Position};
use serde_json::Value;
use std::cell::RefCell;
use std::rc::Rc;

type Built = Result<RuleBuilder, Box<EvalAltResult>>;

/// Registers `rule`, its methods, and `skip`.
pub fn register(engine: &mut Engine, host: &Host) {
    let loading = host.clone();
    engine.register_fn("rule", move |context: NativeCallContext, id: &str| -> Built {
        let line = context.call_position().line().unwrap_or(1);
        if id.trim().is_empty() {
            return Err(fail("a rule needs an id", "write rule(\"topic/what\")"));
        }
        loading.while_loading(|loading| {
            let draft = RuleDraft { id: id.to_owned(), line, ..RuleDraft::default() };
            let rule = RuleBuilder(Rc::new(RefCell::new(draft)));
            loading.rules.push(rule.clone());
            Ok(rule)
        })
    });
    engine.register_fn("skip", |reason: &str| -> Result<Dynamic, Box<EvalAltResult>> {
        let stop = Dynamic::from(Stop::Skip(reason.to_owned()));
        Err(Box::new(EvalAltResult::ErrorTerminated(stop, Position::NONE)))
    });
    texts(engine);
    conditions(engine);
    examples(engine);
}

fn texts(engine: &mut Engine) {
    engine
        .register_fn("about", |rule: &mut RuleBuilder, text: &str| {
            rule.say(|r| r.about = text.into())
        })
        .register_fn("kind", |rule: &mut RuleBuilder, kind: &str| -> Built {
            let kind = label("kind", kind)?;
            Ok(rule.say(|r| r.kind = kind))
        })
        .register_fn("mode", |rule: &mut RuleBuilder, mode: &str| -> Built {
            let mode = label("mode", mode)?;
            Ok(rule.say(|r| r.mode = Some(mode)))
        })
        .register_fn("status", |rule: &mut RuleBuilder, status: &str| -> Built {
            if !["experimental", "test", "stable"].contains(&status) {
                let help = "a status is \"experimental\", \"test\" or \"stable\"";
                return Err(fail(&format!("{status:?} is not a status"), help));
            }
            Ok(rule.say(|r| r.status = Some(status.into())))
        })
        .register_fn("references", |rule: &mut RuleBuilder, text: &str| {
            rule.say(|r| r.references.push(text.into()))
        })
        .register_fn("references", |rule: &mut RuleBuilder, list: rhai::Array| {
            rule.say(|r| r.references.extend(list.iter().map(Dynamic::to_string)))
        })
        .register_fn("codes", |rule: &mut RuleBuilder, codes: Map| -> Built {
            let codes = read_codes(&codes)?;
            Ok(rule.say(|r| r.codes = codes))
        });
}

fn conditions(engine: &mut Engine) {
    engine
        .register_fn("when", |rule: &mut RuleBuilder, pattern: Dynamic| -> Built {
            let pattern = pattern_of(&pattern)?;
            Ok(rule.say(|r| r.when = Some(pattern)))
        })
        .register_fn("unless", |rule: &mut RuleBuilder, pattern: Dynamic| -> Built {
            let pattern = pattern_of(&pattern)?;
            Ok(rule.say(|r| {
                r.unless = match r.unless.take() {
                    None => Some(pattern),
                    // Two `unless` block either way; only a list without parts can fail here.
                    Some(first) => Pattern::any(vec![first.clone(), pattern]).ok().or(Some(first)),
                }
            }))
        })
        .register_fn("within", |rule: &mut RuleBuilder, scope: &str| -> Built {
            let scope = scope_of(scope)?;
            Ok(rule.say(|r| r.within = Some(scope)))
        })
        .register_fn("per", |rule: &mut RuleBuilder, scope: &str| -> Built {
            let scope = scope_of(scope)?;
            Ok(rule.say(|r| r.per = Some(scope)))
        })
        .register_fn("code", |rule: &mut RuleBuilder, code: FnPtr| {
            rule.say(|r| r.code = Some(code))
        });
}

fn examples(engine: &mut Engine) {
    engine
        .register_fn("example", |at: NativeCallContext, rule: &mut RuleBuilder, text: &str| {
            let example = example(&at, text, Vec::new());
            rule.say(|r| r.examples.push(example))
        })
        .register_fn(
            "example",
            |at: NativeCallContext, rule: &mut RuleBuilder, text: &str, expect: Map| -> Built {
                let example = example(&at, text, vec![expected(&expect)?]);
                Ok(rule.say(|r| r.examples.push(example)))
            },
        )
        .register_fn(
            "example",
            |at: NativeCallContext,
             rule: &mut RuleBuilder,
             text: &str,
             expect: rhai::Array|
             -> Built {
                let maps: Result<Vec<_>, _> = expect
                    .iter()
                    .map(|item| match item.read_lock::<Map>() {
                        Some(map) => expected(&map),
                        None => {
                            Err(fail("an expected event is not a map", "write [#{...}, #{...}]"))
                        }
                    })
                    .collect();
                let example = example(&at, text, maps?);
                Ok(rule.say(|r| r.examples.push(example)))
            },
        )
        .register_fn(
            "counterexample",
            |at: NativeCallContext, rule: &mut RuleBuilder, text: &str| {
                let example = example(&at, text, Vec::new());
                rule.say(|r| r.counterexamples.push(example))
            },
        )
        .register_fn("known_miss", |at: NativeCallContext, rule: &mut RuleBuilder, text: &str| {
            let example = example(&at, text, Vec::new());
            rule.say(|r| r.known_misses.push(example))
        });
}

fn example(
    at: &NativeCallContext,
    text: &str,
    expect: Vec<serde_json::Map<String, Value>>,
) -> Example {
    Example { text: text.to_owned(), expect, line: at.call_position().line().unwrap_or(1) }
}

fn expected(map: &Map) -> Result<serde_json::Map<String, Value>, Box<EvalAltResult>> {
    map.iter()
        .map(|(key, value)| {
            let value = if let Ok(number) = value.as_int() {
                Value::from(number)
            } else if let Ok(flag) = value.as_bool() {
                Value::Bool(flag)
            } else if value.is_unit() {
                Value::Null
            } else if let Some(list) = value.read_lock::<rhai::Array>() {
                list.iter().map(|item| Value::String(item.to_string())).collect()
            } else {
                match value.clone().into_string() {
                    Ok(text) => Value::String(text),
                    Err(what) => {
                        let help =
                            "expected values are texts, numbers, true, false, () or lists of texts";
                        return Err(fail(&format!("`{key}` is {}", plain(what)), help));
                    }
                }
            };
            Ok((key.to_string(), value))
        })
        .collect()
}
