//! All functions that scripts and the prompt can call, as plain data: the only source of help. It is written in the
//! definition files beside the code (`api/*.d.rhai`, `console/*.d.rhai`), read here (`read`), and compared with the
//! engine's functions by a test (`drift`). The command `doc`, completion, hints and the definitions file for editors
//! use [`reference()`].

mod definitions;
#[cfg(test)]
mod drift;
pub mod page;
mod read;
mod stock;

pub use definitions::{definitions, rhai_definitions};
pub use page::Page;
pub use stock::rhai_reference;

use super::api;
use super::console::docs;
use serde::Serialize;
use std::sync::LazyLock;

/// All functions that scripts can call, followed by those that only the prompt can.
#[derive(Debug, Default, Serialize)]
pub struct Reference {
    groups: Vec<ReferenceGroup>,
}

/// Functions that belong together, under one heading.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct ReferenceGroup {
    /// The heading.
    pub title: String,
    /// Whether it is only for the prompt of a session, not for rules.
    pub prompt: bool,
    /// Introduction to all of them; paragraphs are separated by blank lines.
    pub about: String,
    /// Its entries, in the order in which they are shown.
    pub entries: Vec<ReferenceEntry>,
}

/// One name and what it does; the same name on another type is another entry.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct ReferenceEntry {
    /// The name, or the sign of an operator.
    pub name: String,
    /// How it is called.
    pub form: CallForm,
    /// Whether it can be called only at the prompt of a session, not by rules.
    pub prompt: bool,
    /// The type it is a method of: `Match`, `Words`, ...
    pub on: Option<String>,
    /// Each way to call it, at least one.
    pub signatures: Vec<Signature>,
    /// The first sentence of `text`.
    pub summary: String,
    /// Its description; paragraphs are separated by blank lines, lines are not wrapped.
    pub text: String,
    /// When it fails; empty where it does not.
    pub errors: String,
    /// Examples, each some lines of Rhai, which a test runs. `// -> 2` gives the result of a line, `// error:` the
    /// error. `// >` starts a text, with the trigger between asterisks; `// +` starts a text in which the pattern above
    /// is found between the asterisks, `// -` one in which it is not. Examples of the prompt are typed there line by
    /// line, over the shipped corpus and with the shipped pack `syria`.
    pub examples: Vec<String>,
}

/// The form of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CallForm {
    /// `near(p, q, 3)`
    Function,
    /// `m.trigger()`
    Method,
    /// `p & q`
    Operator,
}

/// One way to call something. Types are written as in definition files: `A | B` means either, `()` nothing, `?`
/// anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// The parameters; for a method, the first is what it is called on.
    pub params: Vec<Param>,
    /// The type of the result.
    pub returns: String,
    /// Whether it is a property, read without brackets: `m.sentence`.
    pub property: bool,
    /// The whole signature for display: `m.find(pattern: Pattern) -> Words | ()`.
    pub shown: String,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Param {
    /// Its name; empty in operators.
    pub name: String,
    /// Its type.
    pub kind: String,
    /// Whether it is variadic: `...parts`.
    pub rest: bool,
}

/// The types of the rule language and of the prompt that have methods: their name in Rust, and in the reference.
const TYPES: &[(&str, &str)] = &[
    ("Pattern", "Pattern"),
    ("RuleBuilder", "Rule"),
    ("IncidentBuilder", "Incident"),
    ("KindBuilder", "Kind"),
    ("Moment", "Match"),
    ("Words", "Words"),
    ("Count", "Count"),
    ("ArticleHandle", "Article"),
    ("Concordance", "Concordance"),
    ("Tally", "Tally"),
    ("Frequencies", "Frequencies"),
    ("Articles", "Articles"),
    ("Sentences", "Sentences"),
    ("EventHandle", "Event"),
];

/// The reference's name for a type that Rhai names like this; `None` for types that are not part of the rule language.
pub fn shown_type(rust: &str) -> Option<&'static str> {
    let last = rust.rsplit("::").next().unwrap_or(rust);
    TYPES.iter().find(|(name, _)| *name == last).map(|(_, shown)| *shown)
}

/// [`shown_type`], and also the names of Rhai's built-in types; `None` for types without methods.
pub fn type_named(rust: &str) -> Option<&'static str> {
    shown_type(rust).or_else(|| stock::shown_type(rust))
}

/// The names of the types that have methods.
fn shown_type_names() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|(_, shown)| *shown)
}

/// The reference, read once.
pub fn reference() -> &'static Reference {
    static REFERENCE: LazyLock<Reference> =
        LazyLock::new(|| read::read(api::DEFINITIONS, docs::DEFINITIONS).0);
    &REFERENCE
}

impl Reference {
    /// The groups, in the order in which they are shown.
    pub fn groups(&self) -> &[ReferenceGroup] {
        &self.groups
    }

    /// The entries of functions that rules can call, in the order of the groups.
    pub fn of_rules(&self) -> impl Iterator<Item = &ReferenceEntry> {
        self.entries().filter(|entry| !entry.prompt)
    }

    /// The entries of functions that only the prompt can call, in the order of the groups.
    pub fn of_prompt(&self) -> impl Iterator<Item = &ReferenceEntry> {
        self.entries().filter(|entry| entry.prompt)
    }

    /// All entries, in the order of the groups.
    pub fn entries(&self) -> impl Iterator<Item = &ReferenceEntry> {
        self.groups.iter().flat_map(|group| &group.entries)
    }

    /// The entries of a name, however it is typed: `actor`, `actor()`, `.actor`, `m.actor`, `Match.actor`, `|`. What
    /// comes before a dot narrows them to one type where it names one (with a capital), or the usual variable of one.
    pub fn named(&self, typed: &str) -> Vec<&ReferenceEntry> {
        let bare = typed.trim();
        let bare = bare.split_once('(').map_or(bare, |(name, _)| name);
        let (before, name) = bare.rsplit_once('.').unwrap_or(("", bare));
        let all: Vec<&ReferenceEntry> = self.entries().filter(|entry| entry.name == name).collect();
        let narrowed: Vec<&ReferenceEntry> =
            all.iter().copied().filter(|entry| entry.is_called_on(before)).collect();
        let is_type = before.starts_with(char::is_uppercase);
        if narrowed.is_empty() && !is_type { all } else { narrowed }
    }

    /// The methods and properties of a type, such as `Match`, by name.
    pub fn methods(&self, on: &str) -> Vec<&ReferenceEntry> {
        let mut found: Vec<&ReferenceEntry> = self
            .entries()
            .filter(|entry| entry.form == CallForm::Method && entry.on.as_deref() == Some(on))
            .collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found
    }

    /// The functions that are not methods, by name.
    pub fn functions(&self) -> Vec<&ReferenceEntry> {
        let mut found: Vec<&ReferenceEntry> =
            self.entries().filter(|entry| entry.form == CallForm::Function).collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found
    }

    /// Every type that has methods, sorted.
    pub fn types(&self) -> Vec<&str> {
        let mut found: Vec<&str> = self.entries().filter_map(|entry| entry.on.as_deref()).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Every name, sorted, each once.
    pub fn names(&self) -> Vec<&str> {
        let mut found: Vec<&str> = self.entries().map(|entry| entry.name.as_str()).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl ReferenceEntry {
    /// The name that is unambiguous in a lookup: `near`, `Match.actor`, `|`.
    pub fn full_name(&self) -> String {
        match (&self.on, self.form) {
            (Some(on), CallForm::Method) => format!("{on}.{}", self.name),
            _ => self.name.clone(),
        }
    }

    /// Whether `before`, the text typed before the dot, is its type or the name of the variable in its signature.
    fn is_called_on(&self, before: &str) -> bool {
        let receiver = self.signatures.first().and_then(|signature| signature.params.first());
        self.form == CallForm::Method
            && (self.on.as_deref() == Some(before)
                || receiver.is_some_and(|param| param.name == before))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_typed() {
        let found = |typed: &str| -> Vec<String> {
            reference().named(typed).iter().map(|entry| entry.full_name()).collect()
        };
        assert_eq!(found("near"), ["near"]);
        assert_eq!(found("near(p, q, 3)"), ["near"]);
        assert_eq!(found("actor"), ["actor", "Match.actor"]);
        for typed in ["m.actor", "Match.actor", " m.actor() "] {
            assert_eq!(found(typed), ["Match.actor"], "{typed}");
        }
        assert_eq!(found("words.text"), ["Words.text"]);
        assert_eq!(found("story.within"), ["Pattern.within", "Rule.within"]);
        assert_eq!(found("|"), ["|"]);
        assert_eq!(found("event.stance"), ["Event.stance"]);
        assert_eq!(found("count(p)"), ["Match.count", "count", "Event.count"]);
        assert!(found("String.text").is_empty());
        assert!(found("nothing").is_empty() && found("").is_empty() && found(".").is_empty());
    }

    #[test]
    fn methods_are_listed_by_type() {
        let names = |on: &str| -> Vec<&str> {
            reference().methods(on).iter().map(|entry| entry.name.as_str()).collect()
        };
        assert_eq!(names("Count"), ["value", "what", "whom"]);
        assert!(names("Match").contains(&"actor_before") && !names("Match").contains(&"near"));
        assert!(names("Words").contains(&"name") && !names("Words").contains(&"=="));
        assert!(names("i64").is_empty());
        let functions: Vec<&str> =
            reference().functions().iter().map(|entry| entry.name.as_str()).collect();
        assert!(functions.contains(&"seq") && !functions.contains(&"gap"));
        assert!(functions.contains(&"kwic") && names("Event").contains(&"stance"));
        assert_eq!(names("Tally"), ["articles", "matches", "sentences"]);
        assert_eq!(shown_type("dateline::script::view::Moment"), Some("Match"));
        assert_eq!(shown_type("dateline::script::console::questions::EventHandle"), Some("Event"));
        assert_eq!(shown_type("i64"), None);
        assert!(TYPES.iter().all(|(_, shown)| reference().types().contains(shown)));
    }
}
