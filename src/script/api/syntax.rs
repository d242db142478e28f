//! Conditions on patterns by grammar: what has a part in the act that a verb or noun names. `verb` and `noun` themselves
//! are with the other functions that take any number of words, in `build`.

use super::build::texts;
use crate::analysis::grammar::Role;
use crate::pattern::{Pattern, Test, WordSort};
use crate::script::error::{ScriptResult, fail};
use crate::script::host::{Host, built, pattern_of};
use rhai::{Array, Dynamic, Engine};

type PatternResult = ScriptResult<Pattern>;

/// A pattern with one more test; `method` names it in messages.
fn with(
    pattern: &Pattern,
    method: &str,
    sort: Option<WordSort>,
    test: Test,
    part: Option<Pattern>,
) -> PatternResult {
    let right = match (pattern.word_sort(), sort) {
        (Some(is), Some(asked)) => is == asked,
        (is, _) => is.is_some(),
    };
    let made = if right { pattern.with_test(test, part) } else { None };
    let Some(made) = made else {
        let takers = match sort {
            Some(WordSort::Verb) => "verb(...)",
            Some(WordSort::Noun) => "noun(...)",
            None => "verb(...) or noun(...)",
        };
        return Err(fail(
            &format!("only {takers} has .{method}()"),
            "write the words in verb(\"blame\") or noun(\"raid\"), and then what they need",
        ));
    };
    built(made)
}

/// Registers the methods.
pub fn register(engine: &mut Engine, host: &Host) {
    let roles: [(&str, Option<WordSort>, Role); 4] = [
        ("subject", Some(WordSort::Verb), Role::Doer),
        ("object", Some(WordSort::Verb), Role::Undergoer),
        ("by", None, Role::Doer),
        ("on", None, Role::Undergoer),
    ];
    for (name, sort, role) in roles {
        let host = host.clone();
        let test = Test::Has(role);
        engine.register_fn(name, move |pattern: &mut Pattern, part: Dynamic| -> PatternResult {
            let pattern = pattern.clone();
            host.while_loading(|_| {
                with(&pattern, name, sort, test.clone(), Some(pattern_of(&part)?))
            })
        });
    }
    let outer = host.clone();
    engine.register_fn(
        "after",
        move |pattern: &mut Pattern, words: Dynamic, part: Dynamic| -> PatternResult {
            let pattern = pattern.clone();
            outer.while_loading(|_| {
                let words = texts(&listed(words), "after")?;
                let words = words.iter().map(|word| word.trim().to_lowercase()).collect();
                let test = Test::Has(Role::After(words));
                with(&pattern, "after", None, test, Some(pattern_of(&part)?))
            })
        },
    );
    verbs_of_nouns(engine, host);
    flags(engine, host);
}

/// An array as its items, anything else as one item.
fn listed(given: Dynamic) -> Array {
    match given.flatten_clone().try_cast::<Array>() {
        Some(items) => items,
        None => vec![given],
    }
}

/// Registers a method of nouns for one to four verbs and for an array of them.
macro_rules! takes_verbs {
    ($engine:expr, $host:expr, $name:literal, $test:expr, $([$($arg:ident)+]),+) => {$(
        let host = $host.clone();
        $engine.register_fn($name, move |pattern: &mut Pattern, $($arg: Dynamic),+| -> PatternResult {
            let pattern = pattern.clone();
            let given: Array = [$($arg),+].into_iter().flat_map(listed).collect();
            host.while_loading(|_| {
                let verbs = Pattern::stems(&texts(&given, $name)?);
                with(&pattern, $name, Some(WordSort::Noun), $test, Some(built(verbs)?))
            })
        });
    )+};
}

fn verbs_of_nouns(engine: &mut Engine, host: &Host) {
    takes_verbs!(engine, host, "object_of", Test::ObjectOf, [a], [a b], [a b c], [a b c d]);
    takes_verbs!(engine, host, "subject_of", Test::SubjectOf, [a], [a b], [a b c], [a b c d]);
}

/// A condition without a part: its method, the sort of pattern that has it, and the test.
type Flag = (&'static str, Option<WordSort>, fn(bool) -> Test);

fn flags(engine: &mut Engine, host: &Host) {
    let tests: [Flag; 3] = [
        ("negated", None, Test::Negated),
        ("modal", Some(WordSort::Verb), Test::Modal),
        ("passive", Some(WordSort::Verb), Test::Passive),
    ];
    for (name, sort, test) in tests {
        let plain = host.clone();
        engine.register_fn(name, move |pattern: &mut Pattern| -> PatternResult {
            plain.while_loading(|_| with(pattern, name, sort, test(true), None))
        });
        let host = host.clone();
        engine.register_fn(name, move |pattern: &mut Pattern, yes: bool| -> PatternResult {
            host.while_loading(|_| with(pattern, name, sort, test(yes), None))
        });
    }
}
