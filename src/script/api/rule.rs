//! `rule("id")` and its methods.

use super::build::scope_of;
use super::kind::read_codes;
use crate::pattern::Pattern;
use crate::script::builder::{RuleBuilder, RuleDraft};
use crate::script::error::{ScriptResult, StopReason, check_id, fail, label, plain};
use crate::script::host::{Host, built, pattern_of};
use crate::script::meter;
use crate::script::spec::Example;
use rhai::{Dynamic, Engine, EvalAltResult, FnPtr, Map, NativeCallContext, Position};
use serde_json::Value;
use std::cell::RefCell;
use std::rc::Rc;

type RuleResult = ScriptResult<RuleBuilder>;

/// Registers `rule`, its methods, and `skip`.
pub fn register(engine: &mut Engine, host: &Host) {
    let loading = host.clone();
    engine.register_fn("rule", move |context: NativeCallContext, id: &str| -> RuleResult {
        let line = context.call_position().line().unwrap_or(1);
        check_id("a rule", "rule(\"topic/what\")", id)?;
        meter::hold(size_of::<RuleDraft>() + id.len())?;
        loading.while_loading(|loading| {
            let draft = RuleDraft { id: id.to_owned(), line, ..RuleDraft::default() };
            let rule = RuleBuilder(Rc::new(RefCell::new(draft)));
            loading.rules.push(rule.clone());
            Ok(rule)
        })
    });
    engine.register_fn("skip", |reason: &str| -> ScriptResult<Dynamic> {
        let stop = Dynamic::from(StopReason::Skip(reason.to_owned()));
        Err(Box::new(EvalAltResult::ErrorTerminated(stop, Position::NONE)))
    });
    texts(engine);
    conditions(engine);
    examples(engine);
}

fn texts(engine: &mut Engine) {
    engine
        .register_fn("about", |rule: &mut RuleBuilder, text: &str| -> RuleResult {
            meter::hold(text.len())?;
            Ok(rule.update(|r| r.about = text.into()))
        })
        .register_fn("kind", |rule: &mut RuleBuilder, kind: &str| -> RuleResult {
            let kind = label("kind", kind)?;
            Ok(rule.update(|r| r.kind = kind))
        })
        .register_fn("mode", |rule: &mut RuleBuilder, mode: &str| -> RuleResult {
            let mode = label("mode", mode)?;
            Ok(rule.update(|r| r.mode = Some(mode)))
        })
        .register_fn("status", |rule: &mut RuleBuilder, status: &str| -> RuleResult {
            if !["experimental", "test", "stable"].contains(&status) {
                let help = "a status is \"experimental\", \"test\" or \"stable\"";
                return Err(fail(&format!("{status:?} is not a status"), help));
            }
            Ok(rule.update(|r| r.status = Some(status.into())))
        })
        .register_fn("references", |rule: &mut RuleBuilder, text: &str| -> RuleResult {
            meter::hold(TEXT + text.len())?;
            Ok(rule.update(|r| r.references.push(text.into())))
        })
        .register_fn("references", |rule: &mut RuleBuilder, list: rhai::Array| -> RuleResult {
            let texts: Vec<String> = list.iter().map(Dynamic::to_string).collect();
            meter::hold(texts.iter().map(|text| TEXT + text.len()).sum())?;
            Ok(rule.update(|r| r.references.extend(texts)))
        })
        .register_fn("codes", |rule: &mut RuleBuilder, codes: Map| -> RuleResult {
            let codes = read_codes(&codes)?;
            Ok(rule.update(|r| r.codes = codes))
        });
}

fn conditions(engine: &mut Engine) {
    engine
        .register_fn("when", |rule: &mut RuleBuilder, pattern: Dynamic| -> RuleResult {
            let pattern = pattern_of(&pattern)?;
            Ok(rule.update(|r| r.when = Some(pattern)))
        })
        .register_fn("given", |rule: &mut RuleBuilder, pattern: Dynamic| -> RuleResult {
            let pattern = pattern_of(&pattern)?;
            meter::hold(TEXT)?;
            Ok(rule.update(|r| r.given.push(pattern)))
        })
        .register_fn("unless", |rule: &mut RuleBuilder, pattern: Dynamic| -> RuleResult {
            let pattern = pattern_of(&pattern)?;
            // Either `unless` blocks the rule.
            let first = rule.0.borrow().unless.clone();
            let either = match first {
                None => pattern,
                Some(first) => built(Pattern::any(vec![first, pattern]))?,
            };
            Ok(rule.update(|r| r.unless = Some(either)))
        })
        .register_fn("within", |rule: &mut RuleBuilder, scope: &str| -> RuleResult {
            let scope = scope_of(scope)?;
            Ok(rule.update(|r| r.within = Some(scope)))
        })
        .register_fn("per", |rule: &mut RuleBuilder, scope: &str| -> RuleResult {
            let scope = scope_of(scope)?;
            Ok(rule.update(|r| r.per = Some(scope)))
        })
        .register_fn("code", |rule: &mut RuleBuilder, code: FnPtr| {
            rule.update(|r| r.code = Some(code))
        });
}

fn examples(engine: &mut Engine) {
    engine
        .register_fn(
            "example",
            |at: NativeCallContext, rule: &mut RuleBuilder, text: &str| -> RuleResult {
                let example = example(&at, text, Vec::new())?;
                Ok(rule.update(|r| r.examples.push(example)))
            },
        )
        .register_fn(
            "example",
            |at: NativeCallContext,
             rule: &mut RuleBuilder,
             text: &str,
             expect: Map|
             -> RuleResult {
                let example = example(&at, text, vec![expected(&expect)?])?;
                Ok(rule.update(|r| r.examples.push(example)))
            },
        )
        .register_fn(
            "example",
            |at: NativeCallContext,
             rule: &mut RuleBuilder,
             text: &str,
             expect: rhai::Array|
             -> RuleResult {
                let maps: Result<Vec<_>, _> = expect
                    .iter()
                    .map(|item| match item.read_lock::<Map>() {
                        Some(map) => expected(&map),
                        None => {
                            Err(fail("an expected event is not a map", "write [#{...}, #{...}]"))
                        }
                    })
                    .collect();
                let example = example(&at, text, maps?)?;
                Ok(rule.update(|r| r.examples.push(example)))
            },
        )
        .register_fn(
            "counterexample",
            |at: NativeCallContext, rule: &mut RuleBuilder, text: &str| -> RuleResult {
                let example = example(&at, text, Vec::new())?;
                Ok(rule.update(|r| r.counterexamples.push(example)))
            },
        )
        .register_fn(
            "known_miss",
            |at: NativeCallContext, rule: &mut RuleBuilder, text: &str| -> RuleResult {
                let example = example(&at, text, Vec::new())?;
                Ok(rule.update(|r| r.known_misses.push(example)))
            },
        );
}

fn example(
    at: &NativeCallContext,
    text: &str,
    expect: Vec<serde_json::Map<String, Value>>,
) -> ScriptResult<Example> {
    let attributes = expect.iter().flatten();
    let values = attributes.map(|(key, value)| TEXT + key.len() + text_bytes(value));
    meter::hold(size_of::<Example>() + text.len() + values.sum::<usize>())?;
    let line = at.call_position().line().unwrap_or(1);
    Ok(Example { text: text.to_owned(), expect, line })
}

/// The bytes of the texts in a value.
fn text_bytes(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(list) => list.iter().map(|item| TEXT + text_bytes(item)).sum(),
        _ => 0,
    }
}

/// About how many bytes a value in a list takes besides its text.
const TEXT: usize = 64;

fn expected(map: &Map) -> ScriptResult<serde_json::Map<String, Value>> {
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
