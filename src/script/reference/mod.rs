//! What scripts and the prompt can call, as plain data: the one source of all help. It is written in the definition files
//! beside the code (`api/*.d.rhai`, `console/*.d.rhai`), read here (`read`), and held to what the engine really has (`drift`, a test). Whoever shows
//! help depends on [`reference()`]: the command `doc`, completion and hints, the definitions file for editors.

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

/// All that scripts can call, and behind it what the prompt alone can.
#[derive(Debug, Default, Serialize)]
pub struct Reference {
    groups: Vec<Group>,
}

/// Functions that belong together, under one heading.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The heading.
    pub title: String,
    /// Whether it is for the prompt of a session alone, and not for rules.
    pub prompt: bool,
    /// What holds for all of them; paragraphs parted by blank lines.
    pub about: String,
    /// Its entries, those first that are met first.
    pub entries: Vec<Entry>,
}

/// One name and what it does; the same name on another type is another entry.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The name; of an operator its sign.
    pub name: String,
    /// How it is called.
    pub form: Form,
    /// Whether it can be called at the prompt of a session alone, and not by rules.
    pub prompt: bool,
    /// The type it is a method of: `Match`, `Words`, ...
    pub on: Option<String>,
    /// Each way to call it, at least one.
    pub signatures: Vec<Signature>,
    /// The first sentence of `text`.
    pub summary: String,
    /// What it means; paragraphs parted by blank lines, lines not wrapped.
    pub text: String,
    /// What is an error; empty where nothing is.
    pub errors: String,
    /// Examples, lines of Rhai each, which the test of the reference runs. `// -> 2` says what a line gives, `// error:` how it
    /// fails; `// >` opens a text, with the trigger between asterisks; `// +` opens a text in which the pattern above is
    /// found where the asterisks stand, `// -` one in which it is not. Those of the prompt are typed there, a line after
    /// the other, over the shipped corpus under the shipped pack `syria`.
    pub examples: Vec<String>,
}

/// How something is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// `near(p, q, 3)`
    Function,
    /// `m.trigger()`
    Method,
    /// `p & q`
    Operator,
}

/// One way to call something. Types are written as in definition files: `A | B` is either, `()` nothing, `?` anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// What goes in; of a method first what it is called on.
    pub params: Vec<Param>,
    /// The type that comes out.
    pub returns: String,
    /// Whether it is read without brackets: `m.sentence`.
    pub property: bool,
    /// The whole as a person reads it: `m.find(pattern: Pattern) -> Words | ()`.
    pub shown: String,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Param {
    /// Its name; empty in operators.
    pub name: String,
    /// Its type.
    pub kind: String,
    /// Whether any number may follow: `...parts`.
    pub rest: bool,
}

/// The types of the rule language and of the prompt that have methods, as Rust names them and as the reference does.
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

/// What the reference calls the type that Rhai tells by this name; `None` for types that are not of the rule language.
pub fn shown_type(rust: &str) -> Option<&'static str> {
    let last = rust.rsplit("::").next().unwrap_or(rust);
    TYPES.iter().find(|(name, _)| *name == last).map(|(_, shown)| *shown)
}

/// [`shown_type`], and what the reference calls Rhai's own types; `None` for types without methods.
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
    /// The groups, in the order in which they are best read.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// What rules can call, by group.
    pub fn of_rules(&self) -> impl Iterator<Item = &Entry> {
        self.entries().filter(|entry| !entry.prompt)
    }

    /// What the prompt alone can call, by group.
    pub fn of_prompt(&self) -> impl Iterator<Item = &Entry> {
        self.entries().filter(|entry| entry.prompt)
    }

    /// All entries, by group.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.groups.iter().flat_map(|group| &group.entries)
    }

    /// The entries of a name, however it is typed: `actor`, `actor()`, `.actor`, `m.actor`, `Match.actor`, `|`. What
    /// comes before a dot narrows them to one type where it names one (with a capital), or the usual variable of one.
    pub fn named(&self, typed: &str) -> Vec<&Entry> {
        let bare = typed.trim();
        let bare = bare.split_once('(').map_or(bare, |(name, _)| name);
        let (before, name) = bare.rsplit_once('.').unwrap_or(("", bare));
        let all: Vec<&Entry> = self.entries().filter(|entry| entry.name == name).collect();
        let narrowed: Vec<&Entry> =
            all.iter().copied().filter(|entry| entry.is_called_on(before)).collect();
        let is_type = before.starts_with(char::is_uppercase);
        if narrowed.is_empty() && !is_type { all } else { narrowed }
    }

    /// The methods and properties of a type, such as `Match`, by name.
    pub fn methods(&self, on: &str) -> Vec<&Entry> {
        let mut found: Vec<&Entry> = self
            .entries()
            .filter(|entry| entry.form == Form::Method && entry.on.as_deref() == Some(on))
            .collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found
    }

    /// What is called by its name alone, by name.
    pub fn functions(&self) -> Vec<&Entry> {
        let mut found: Vec<&Entry> =
            self.entries().filter(|entry| entry.form == Form::Function).collect();
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

impl Entry {
    /// The name as it is best looked up: `near`, `Match.actor`, `|`.
    pub fn full_name(&self) -> String {
        match (&self.on, self.form) {
            (Some(on), Form::Method) => format!("{on}.{}", self.name),
            _ => self.name.clone(),
        }
    }

    /// Whether `before`, what was typed before the dot, is its type or the variable it is shown with.
    fn is_called_on(&self, before: &str) -> bool {
        let receiver = self.signatures.first().and_then(|signature| signature.params.first());
        self.form == Form::Method
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
    fn methods_go_by_type() {
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
