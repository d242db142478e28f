//! The definitions file for editors (`.d.rhai`): what the Rhai language server reads for completion and checks.

use super::{Form, Param, read};
use crate::script::api;
use rhai::Engine;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Functions of Rhai that rules do not have: see `engine`.
const WITHHELD: &[&str] = &["eval", "sleep"];

/// Types that this build of Rhai lacks, or has no values of.
const ABSENT: &[&str] = &["Decimal", "f32"];

/// Types that Rhai spells in two ways.
const SPELLINGS: &[(&str, &str)] = &[
    ("array", "Array"),
    ("blob", "Blob"),
    ("map", "Map"),
    ("string", "String"),
    ("Fn", "FnPtr"),
    ("RhaiResult", "?"),
    ("", "()"),
    ("range", "Range<int>"),
    ("Range<int >", "Range<int>"),
    ("Range<float >", "Range<float>"),
    ("range=", "RangeInclusive<int>"),
];

/// The rule language as a definitions file: its functions with what they mean.
pub fn definitions() -> String {
    let mut text = format!(
        "module static;\n\n// What the rules of Dateline {} can call. Made by `dateline doc --definitions`.\n",
        env!("CARGO_PKG_VERSION")
    );
    for (_, file) in api::DEFINITIONS {
        text.push('\n');
        for line in file.lines() {
            // `//!` would be taken for the documentation of the whole file.
            let line = line.strip_prefix("//!").map_or(line.to_owned(), |rest| format!("//{rest}"));
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

/// What Rhai itself brings, to be put behind [`definitions`]: operators and functions of numbers, texts, arrays, maps.
pub fn rhai_definitions() -> String {
    format!("\n// What Rhai itself brings.\n\n{}\n", items().join("\n\n"))
}

/// What Rhai says of a function of its own, each of its forms as in a definitions file; `None` where it has none of
/// that name.
pub fn rhai_function(name: &str) -> Option<String> {
    let starts = [format!("fn {name}("), format!("fn get {name}("), format!("op {name}(")];
    let told = |item: &String| {
        let last = item.lines().last().unwrap_or_default();
        starts.iter().any(|start| last.starts_with(start))
    };
    let found: Vec<String> = items().into_iter().filter(told).collect();
    (!found.is_empty()).then(|| found.join("\n\n") + "\n")
}

/// Rhai's own functions and operators: doc comment and signature of each.
fn items() -> Vec<String> {
    let all = Engine::new().definitions().single_file();
    let mut items = Vec::new();
    let mut seen = BTreeSet::new();
    let mut item: Vec<String> = Vec::new();
    for line in all.lines().map(str::trim_end) {
        if line.starts_with("///") {
            item.push(line.to_owned());
            continue;
        }
        let line = tidied(line);
        let withheld = WITHHELD.iter().any(|name| line.starts_with(&format!("fn {name}(")));
        let absent = ABSENT.iter().any(|kind| line.contains(kind));
        let is_item = line.starts_with("fn ") || line.starts_with("op ");
        if is_item && !withheld && !absent && seen.insert(line.clone()) {
            item.push(line);
            items.push(item.join("\n"));
        }
        item.clear();
    }
    items
}

/// A signature with each type spelt one way: Rhai spells some in two.
fn tidied(line: &str) -> String {
    let Some((name, form, signature)) = read::signature(line) else { return line.to_owned() };
    let kind = |kind: &str| {
        let known = SPELLINGS.iter().find(|(odd, _)| *odd == kind);
        known.map_or(kind.to_owned(), |(_, kind)| (*kind).to_owned())
    };
    let param = |param: &Param| match param.name.as_str() {
        "" => kind(&param.kind),
        name => format!("{}{name}: {}", if param.rest { "..." } else { "" }, kind(&param.kind)),
    };
    let params: Vec<String> = signature.params.iter().map(param).collect();
    let start = match (form, signature.property) {
        (Form::Operator, _) => "op ",
        (_, true) => "fn get ",
        _ => "fn ",
    };
    format!("{start}{name}({}) -> {};", params.join(", "), kind(&signature.returns))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::reference::reference;

    #[test]
    fn the_file_holds_every_function_and_no_operator_of_rhai() {
        let text = definitions();
        assert!(text.starts_with("module static;\n"));
        assert_eq!(text.matches("module static;").count(), 1);
        let count = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
        let signatures: usize = reference().entries().map(|entry| entry.signatures.len()).sum();
        assert_eq!(count("fn ") + count("op "), signatures);
        assert!(!text.contains("//!") && !text.contains("op ==(int, int)"));
        assert_eq!(text, definitions());
    }

    #[test]
    fn what_rhai_brings_lacks_what_rules_do_not_have() {
        let text = rhai_definitions();
        let lines: Vec<&str> = text.lines().collect();
        for there in [
            "op ==(int, int) -> bool;",
            "fn append(array: Array, new_array: Array) -> ();",
            "fn contains(string: String, find: String) -> bool;",
        ] {
            assert!(lines.contains(&there), "{there}");
        }
        assert!(lines.iter().any(|line| line.starts_with("fn filter(")));
        assert!(
            lines
                .iter()
                .all(|line| !line.starts_with("fn eval(") && !line.starts_with("fn sleep("))
        );
        let signatures: Vec<&&str> = lines.iter().filter(|line| !line.starts_with('/')).collect();
        assert!(signatures.iter().all(|line| !line.contains(": array") && !line.contains("f32")));
        assert!(lines.iter().all(|line| !line.contains("-> ;") && !line.contains("RhaiResult")));
        assert!(!text.contains("module static;") && !text.contains("Moment"));
        assert_eq!(text, rhai_definitions());
        assert!(
            rhai_function("filter")
                .is_some_and(|told| told.contains("/// ") && told.contains("fn filter("))
        );
        assert_eq!((rhai_function("eval"), rhai_function("filt")), (None, None));
    }
}
