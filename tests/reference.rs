//! Tests the examples in the reference of the rule language: every example of every function is run and must give the
//! result it claims. `tests/reference/example.rs` parses an example; here it is made into rules and run.
//! `tests/reference/prompt.rs` runs the examples of the prompt.

mod common;
#[path = "reference/example.rs"]
mod example;
#[path = "reference/prompt.rs"]
mod prompt;

use common::deep;
use dateline::check::examples;
use dateline::coder::Coder;
use dateline::corpus::{ReadOptions, embedded};
use dateline::event::Event;
use dateline::pack::{self, Store};
use dateline::script::{Fault, reference};
use dateline::text::Article;
use example::{Check, Example};
use serde_json::Value;
use std::collections::BTreeMap;

/// The pack in which examples run: a small gazetteer, so that it loads fast.
const PACK: &[(&str, &str)] = &[
    ("pack.toml", "name = \"doc\"\nversion = \"0.1.0\"\n"),
    ("lexicons/arms.txt", "mortar*\nRPG\n"),
    (
        "gazetteers/actors.csv",
        "name,aliases,kind,code\nRussia,Moscow,government,RUS\nTurkey,,government,TUR\nIran,,government,IRN\n",
    ),
    ("gazetteers/roles.csv", "name,aliases,kind,code\nrebel,rebels,rebel,REB\n"),
    ("gazetteers/places.csv", "name,kind,country\nHoms,town,SYR\nHama,town,SYR\nBeirut,town,LBN\n"),
];

/// The coder of the pack with one rule file, and its faults.
fn coder(rules: &str) -> (Coder, Vec<Fault>) {
    let files = PACK.iter().copied().chain([("doc.rhai", rules)]);
    let files: BTreeMap<_, _> = files
        .map(|(path, text)| (format!("doc/{path}"), text.as_bytes().to_vec().into()))
        .collect();
    let (packs, mut faults) = pack::load(&Store::Memory(files), "doc").expect("the pack loads");
    let (coder, found) = Coder::new(&packs);
    faults.extend(found);
    (coder, faults)
}

/// The article of a text: parsed as a record if it is one.
fn article(text: &str) -> Article {
    if !text.starts_with('{') {
        return examples::article("doc", text);
    }
    let options = ReadOptions::default();
    let files = vec![("doc.jsonl".to_owned(), text.as_bytes().to_vec().into())];
    let mut chunks = embedded(files, &options);
    let chunk = chunks.next().expect("a chunk").expect("a sound record");
    chunk.articles(&options).next().expect("an article").expect("a sound article")
}

/// The events of a rule file in a text; what goes wrong as messages.
fn events(rules: &str, text: &str) -> Result<Vec<Event>, Vec<String>> {
    let (coder, faults) = coder(rules);
    let coded = coder.worker().code(article(text));
    let messages: Vec<String> =
        faults.into_iter().chain(coded.faults).map(|fault| fault.message).collect();
    if messages.is_empty() { Ok(coded.events) } else { Err(messages) }
}

/// The failures of a check; none if it holds.
fn wrong(example: &Example, check: &Check) -> Option<String> {
    let setup = &example.setup;
    match check {
        Check::Rules => whole(&example.text),
        Check::Loads => {
            let faults = coder(&example.text).1;
            (!faults.is_empty()).then(|| format!("{faults:?}"))
        }
        Check::Pattern { pattern, text, marks } => {
            let rules = format!(
                "{setup}\nlet it = {pattern};\nrule(\"doc/it\").kind(\"doc\").when(it)\n\
                 .code(|m| #{{ found: m.find_all(it).map(|words| words.text()) }});"
            );
            let found = events(&rules, text).map(|events| marked(&events));
            (found != Ok(marks.clone())).then(|| format!("{pattern} in {text:?}: {found:?}"))
        }
        Check::Gives { expression, value, text, trigger } => {
            let shape = format!("#{{ came: [{expression}], want: [{value}] }}");
            let came = events(&example.rule(trigger, &shape), text);
            let Ok([event]) = came.as_deref() else {
                return Some(format!("{expression} in {text:?}: {came:?}"));
            };
            let [came, want] = ["came", "want"].map(|key| event.extra.get(key).cloned());
            let trigger_fits =
                trigger.as_ref().is_none_or(|trigger| *trigger == event.trigger.text);
            (came.is_none() || came != want || !trigger_fits).then(|| {
                let shown =
                    |value: Option<Value>| value.map_or_else(String::new, |v| v.to_string());
                format!("{expression} in {text:?}: {}, not {}", shown(came), shown(want))
            })
        }
        Check::Fails { expression, message, at } => {
            let came = match at {
                Some((text, trigger)) => {
                    events(&example.rule(trigger, &format!("#{{ came: {expression} }}")), text)
                }
                None => events(&format!("{setup}\n{expression};"), "Nothing."),
            };
            let fits =
                matches!(&came, Err(told) if told.len() == 1 && told[0].starts_with(message));
            (!fits).then(|| format!("{expression}: {came:?}"))
        }
    }
}

/// What is wrong with an example that is a rule file with examples of its own.
fn whole(rules: &str) -> Option<String> {
    let (coder, faults) = coder(rules);
    let examined = examples::examine(&coder, None);
    let faults = faults.iter().chain(&examined.faults);
    let mut told: Vec<String> = faults.map(|fault| fault.render(false)).collect();
    told.extend(examined.failures.iter().map(|failure| format!("{failure:?}")));
    told.extend((examined.examples == 0).then(|| "it has no .example".to_owned()));
    (!told.is_empty()).then(|| told.join("\n"))
}

/// The texts of all finds in events, in order.
fn marked(events: &[Event]) -> Vec<String> {
    let lists = events.iter().filter_map(|event| event.extra.get("found")?.as_array());
    lists.flatten().map(|found| found.as_str().unwrap_or_default().to_owned()).collect()
}

/// All failures of an example.
fn failures(text: &str) -> Vec<String> {
    match Example::read(text) {
        Ok(example) => example.checks.iter().filter_map(|check| wrong(&example, check)).collect(),
        Err(what) => vec![what],
    }
}

#[test]
fn every_example_of_the_reference_is_true() {
    let mut tried = 0;
    let told = deep(|| {
        let mut told = Vec::new();
        for entry in reference().of_rules() {
            for example in &entry.examples {
                tried += 1;
                let name = entry.full_name();
                told.extend(failures(example).iter().map(|what| format!("{name}: {what}")));
            }
        }
        told
    });
    assert!(tried > 80, "the reference has lost its examples: {tried}");
    assert!(told.is_empty(), "{} of {tried}\n{}", told.len(), told.join("\n"));
}

#[test]
fn every_example_of_the_prompt_is_true() {
    let prompt = prompt::Prompt::new();
    let mut tried = 0;
    let mut told = Vec::new();
    for entry in reference().of_prompt() {
        for example in &entry.examples {
            tried += 1;
            let name = entry.full_name();
            told.extend(prompt.failures(example).iter().map(|what| format!("{name}: {what}")));
        }
    }
    assert!(tried > 30, "the reference has lost its examples: {tried}");
    assert!(told.is_empty(), "{} of {tried}\n{}", told.len(), told.join("\n"));
    for lie in [
        "articles().len()   // -> 4",
        "articles().len()   // error: no",
        "kwic(12)           // -> 1",
        "kwic(12)           // error: no",
        "kwick(12)\n1       // -> 1",
        "events()           // -> []",
        "articles()",
    ] {
        assert!(!prompt.failures(lie).is_empty(), "{lie}");
    }
}

#[test]
fn a_wrong_example_is_detected() {
    let lies = [
        "any(\"truce\")   // + A *truce* holds the truce.",
        "any(\"truce\")   // + A truce holds.",
        "any(\"truce\")   // - A truce holds.",
        "any(\"truce\")   // + A *pause* holds.",
        "any(\"truce\"    // + A *truce* holds.",
        "any(\"truce\")   // error: no",
        "any(1)   // error: no",
        "// > Rebels *shelled* Homs.\nm.trigger()   // -> \"struck\"",
        "// > Rebels *shelled* Homs.\nm.trigger()   // -> ()",
        "// > Rebels *shelled* Homs.\nm.triger()   // -> \"shelled\"",
        "// > Rebels *shelled* Homs.\nm.trigger()   // error: no",
        "let when = any(\"Homs\");\n// > Rebels *shelled* Homs.\nm.place()   // -> \"Homs\"",
        "rule(\"a/b\").kind(\"c\").when(\"truce\").example(\"A pause.\");",
        "rule(\"a/b\").kind(\"c\").when(\"truce\");",
        "any(\"truce\")",
        "// + A text without a pattern.",
        "m.trigger()   // -> \"no text\"",
        "let truce = any(12);\n// loads",
        "// a remark",
        "",
    ];
    deep(|| {
        for lie in lies {
            assert!(!failures(lie).is_empty(), "{lie}");
        }
        assert!(failures("let truce = any(\"truce\");\n// loads").is_empty());
    });
}
