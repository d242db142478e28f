//! `incident("id")` and its methods: which mentions of the whole corpus report the same occurrence. Collects the
//! settings; `script::incidents` checks them once all packs are loaded, since a kind may be declared in another file.

use crate::script::builder::{IncidentBuilder, IncidentDraft, NamedKind};
use crate::script::error::{ScriptResult, check_id, fail, plain};
use crate::script::host::Host;
use crate::script::meter;
use crate::script::spec::SharedAttribute;
use rhai::{Array, Dynamic, Engine, NativeCallContext};
use std::cell::RefCell;
use std::rc::Rc;

/// The longest window, in days.
const MOST_DAYS: i64 = 3_660;

type IncidentResult = ScriptResult<IncidentBuilder>;

/// Registers `incident` and its methods.
pub fn register(engine: &mut Engine, host: &Host) {
    let loading = host.clone();
    engine.register_fn("incident", move |context: NativeCallContext, id: &str| -> IncidentResult {
        let line = context.call_position().line().unwrap_or(1);
        check_id("an incident rule", "incident(\"strike\")", id)?;
        if loading.loading.borrow().is_none() {
            let help = "write it at the top of the file, beside the rules";
            return Err(fail("an incident rule cannot be made inside a closure", help));
        }
        meter::hold(size_of::<IncidentDraft>() + id.len())?;
        loading.while_loading(|loading| {
            let draft = IncidentDraft { id: id.to_owned(), line, ..IncidentDraft::default() };
            let incident = IncidentBuilder(Rc::new(RefCell::new(draft)));
            loading.incidents.push(incident.clone());
            Ok(incident)
        })
    });
    engine
        .register_fn("about", |rule: &mut IncidentBuilder, text: &str| -> IncidentResult {
            meter::hold(text.len())?;
            Ok(rule.update(|draft| draft.about = text.into()))
        })
        .register_fn("days", |rule: &mut IncidentBuilder, days: i64| -> IncidentResult {
            match u32::try_from(days).ok().filter(|_| days <= MOST_DAYS) {
                Some(days) => Ok(rule.update(|draft| draft.days = Some(days))),
                None => {
                    let help = format!(
                        "give a whole number from 0 (all on one day) to {MOST_DAYS}: .days(1)"
                    );
                    Err(fail(&format!("{days} is not a number of days"), &help))
                }
            }
        });
    lists(engine);
}

/// Registers a method that takes one to fifteen texts, or an array of them: Rhai has no variadic functions.
macro_rules! listing {
    ($engine:expr, $name:expr, $take:expr) => {
        listing!(@each $engine, $name, $take;
            [a] [a b] [a b c] [a b c d] [a b c d e] [a b c d e f] [a b c d e f g] [a b c d
            e f g h] [a b c d e f g h i] [a b c d e f g h i j] [a b c d e f g h i j k] [a
            b c d e f g h i j k l] [a b c d e f g h i j k l m] [a b c d e f g h i j k l m
            n] [a b c d e f g h i j k l m n o]);
    };
    (@each $engine:expr, $name:expr, $take:expr; $([$($arg:ident)+])+) => {$(
        $engine.register_fn(
            $name,
            |at: NativeCallContext, rule: &mut IncidentBuilder, $($arg: &str),+| -> IncidentResult {
                $take(&at, rule, vec![$($arg.to_owned()),+])
            },
        );
    )+
        $engine.register_fn(
            $name,
            |at: NativeCallContext, rule: &mut IncidentBuilder, list: Array| -> IncidentResult {
                $take(&at, rule, texts($name, list)?)
            },
        );
    };
}

fn lists(engine: &mut Engine) {
    listing!(engine, "of", |at: &NativeCallContext,
                            rule: &IncidentBuilder,
                            kinds|
     -> IncidentResult {
        let kinds = said(at, kinds)?;
        Ok(rule.update(|draft| draft.of.extend(kinds)))
    });
    listing!(engine, "join", |at: &NativeCallContext,
                              rule: &IncidentBuilder,
                              kinds|
     -> IncidentResult {
        let kinds = said(at, kinds)?;
        Ok(rule.update(|draft| draft.join.extend(kinds)))
    });
    listing!(engine, "same", |_: &NativeCallContext,
                              rule: &IncidentBuilder,
                              parts: Vec<String>| {
        let parts = parts.iter().map(|part| shared(part)).collect::<Result<Vec<_>, _>>()?;
        Ok(rule.update(|draft| draft.same.get_or_insert_default().extend(parts)))
    });
}

fn texts(name: &str, list: Array) -> ScriptResult<Vec<String>> {
    let text = |item: Dynamic| {
        item.into_string().map_err(|what| {
            fail(
                &format!("expected a text in the list of .{name}, found {}", plain(what)),
                &format!("write .{name}([\"...\", \"...\"])"),
            )
        })
    };
    list.into_iter().map(text).collect()
}

fn said(at: &NativeCallContext, kinds: Vec<String>) -> ScriptResult<Vec<NamedKind>> {
    if kinds.iter().any(|kind| kind.trim().is_empty()) {
        return Err(fail(
            "a kind's name must not be empty",
            "name it as .kind(...) does: \"drone_strike\"",
        ));
    }
    let at = at.call_position();
    Ok(kinds.into_iter().map(|kind| NamedKind { kind, at }).collect())
}

fn shared(part: &str) -> ScriptResult<SharedAttribute> {
    let known = SharedAttribute::NAMES.iter().find(|(name, _)| *name == part);
    known.map(|(_, shared)| *shared).ok_or_else(|| {
        let names: Vec<String> =
            SharedAttribute::NAMES.iter().map(|(name, _)| format!("{name:?}")).collect();
        let help = match part {
            "date" | "day" | "days" => "dates are compared by .days(n)".to_owned(),
            "kind" => "kinds are named by .of(...) and .join(...)".to_owned(),
            _ => format!("it compares {}", names.join(", ")),
        };
        fail(&format!("{part:?} is not an attribute that .same() compares"), &help)
    })
}
