//! The functions and operators built into Rhai (numbers, texts, arrays, maps), in the form of the reference. The texts
//! are Rhai's own documentation; its examples are not run.

use super::{CallForm, Param, Reference, ReferenceEntry, ReferenceGroup, read};
use rhai::Engine;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Functions of Rhai that are disabled for rules: see `engine`.
const WITHHELD: &[&str] = &["eval", "sleep"];

/// Types that this build of Rhai does not have, or has no values of.
const ABSENT: &[&str] = &["Decimal", "f32"];

/// Types that Rhai spells in two ways, with the spelling used here.
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

/// The types of Rhai that have methods.
const TYPES: &[&str] = &["Array", "Blob", "FnPtr", "Map", "String", "bool", "char", "float", "int"];

/// The reference's name for a type that Rhai names like this, where it is a built-in type with methods.
pub fn shown_type(rhai: &str) -> Option<&'static str> {
    let name = match rhai {
        "i64" => "int",
        "f64" => "float",
        _ => SPELLINGS.iter().find(|(odd, _)| *odd == rhai).map_or(rhai, |(_, name)| name),
    };
    TYPES.iter().find(|known| **known == name).copied()
}

/// The built-in functions of Rhai in one group, sorted by name and type; built on first use.
pub fn rhai_reference() -> &'static Reference {
    static REFERENCE: LazyLock<Reference> = LazyLock::new(build);
    &REFERENCE
}

fn build() -> Reference {
    let mut entries: BTreeMap<(String, Option<String>), ReferenceEntry> = BTreeMap::new();
    for StockFunction { doc, line } in items() {
        let Some((name, form, mut signature)) = read::signature(&line) else { continue };
        let on = signature.params.first().map(|param| param.kind.clone());
        let on = on.filter(|kind| form != CallForm::Operator && TYPES.contains(&kind.as_str()));
        let form = if on.is_some() { CallForm::Method } else { form };
        signature.shown = read::shown(&name, form, &signature);
        let entry = entries.entry((name.clone(), on.clone())).or_insert_with(|| ReferenceEntry {
            name,
            form,
            prompt: false,
            on,
            signatures: Vec::new(),
            summary: String::new(),
            text: String::new(),
            errors: String::new(),
            examples: Vec::new(),
        });
        if entry.text.is_empty() {
            let prose = doc.iter().filter(|line| !line.starts_with("# Example"));
            (entry.text, entry.errors, entry.examples) = read::parts(prose.map(String::as_str));
            entry.summary = read::first_sentence(&entry.text).to_owned();
        }
        entry.signatures.push(signature);
    }
    let about = "Functions built into Rhai, in Rhai's own words; see https://rhai.rs/book.";
    let entries = entries.into_values().collect();
    Reference {
        groups: vec![ReferenceGroup {
            title: "Rhai".into(),
            prompt: false,
            about: about.into(),
            entries,
        }],
    }
}

/// A built-in function or operator: doc comment and signature.
pub struct StockFunction {
    /// Lines of the doc comment, without `///`.
    pub doc: Vec<String>,
    /// The signature.
    pub line: String,
}

/// Rhai's built-in functions and operators, in Rhai's order, each once.
pub fn items() -> Vec<StockFunction> {
    let all = Engine::new().definitions().single_file();
    let mut items = Vec::new();
    let mut seen = BTreeSet::new();
    let mut doc: Vec<String> = Vec::new();
    for line in all.lines().map(str::trim_end) {
        if let Some(text) = line.strip_prefix("///") {
            doc.push(text.strip_prefix(' ').unwrap_or(text).to_owned());
            continue;
        }
        let line = tidied(line);
        let withheld = WITHHELD.iter().any(|name| line.starts_with(&format!("fn {name}(")));
        let absent = ABSENT.iter().any(|kind| line.contains(kind));
        // Rhai lists `print` of each type as an operator; once, as a function, is enough.
        let is_operator = line.starts_with("op ") && !line[3..].starts_with(char::is_alphabetic);
        let is_item = line.starts_with("fn ") || is_operator || line.starts_with("op in(");
        let doc = std::mem::take(&mut doc);
        if is_item && !withheld && !absent && seen.insert(line.clone()) {
            items.push(StockFunction { doc, line });
        }
    }
    items
}

/// A signature with normalised spellings of types, and with `()` as the result where none is given.
fn tidied(line: &str) -> String {
    let line = match line.strip_suffix(';') {
        Some(start) if !line.contains(") -> ") => format!("{start} -> ();"),
        _ => line.to_owned(),
    };
    let Some((name, form, signature)) = read::signature(&line) else { return line };
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
        (CallForm::Operator, _) => "op ",
        (_, true) => "fn get ",
        _ => "fn ",
    };
    format!("{start}{name}({}) -> {};", params.join(", "), kind(&signature.returns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtin_functions_are_read_in_the_form_of_the_reference() {
        let reference = rhai_reference();
        let [filter] = &reference.named("Array.filter")[..] else { panic!("one entry") };
        assert_eq!((filter.form, filter.on.as_deref()), (CallForm::Method, Some("Array")));
        assert!(filter.signatures[0].shown.starts_with("array.filter("), "{filter:?}");
        assert!(filter.summary.starts_with("Iterate through all the elements"), "{filter:?}");
        assert!(!filter.examples.is_empty() && !filter.text.contains("```"));
        assert!(reference.methods("String").iter().any(|entry| entry.name == "split"));
        assert!(reference.functions().iter().any(|entry| entry.name == "print"));
        assert_eq!(reference.named("eval"), Vec::<&ReferenceEntry>::new());
        let odd = |kind: &str| SPELLINGS.iter().any(|(odd, _)| *odd == kind) || kind.is_empty();
        for signature in reference.entries().flat_map(|entry| &entry.signatures) {
            let shown = &signature.shown;
            assert!(!ABSENT.iter().any(|kind| shown.contains(kind)), "{shown}");
            let kinds = signature.params.iter().map(|param| &param.kind);
            assert!(!kinds.chain([&signature.returns]).any(|kind| odd(kind)), "{shown}");
        }
    }
}
