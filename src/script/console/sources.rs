//! What was typed at a prompt, by name, so that a rule typed there can be written out whole: with the `let`s and
//! functions it depends on, and nothing else.

use crate::script::items::{Action, Item, items, names};
use std::collections::{BTreeMap, BTreeSet};

/// The texts of what lasts, in the order typed. A name typed again leaves what was built on the first as it is.
#[derive(Clone, Default)]
pub struct Sources {
    entries: Vec<DefinitionEntry>,
    /// What each name stands for now: its definition and what was assigned to it since.
    current: BTreeMap<String, Vec<usize>>,
}

#[derive(Clone)]
struct DefinitionEntry {
    text: String,
    /// The entries it depends on, as the names meant when it was typed.
    on: Vec<usize>,
}

impl Sources {
    /// Records a statement or function that defines `name` again.
    pub fn define(&mut self, name: &str, text: &str) {
        // The name on the left is the new one; what its own text means by it is the old one.
        let value = match text.trim_start().starts_with("fn ") {
            true => "",
            false => text.split_once('=').map_or("", |(_, value)| value),
        };
        let at = self.add(text, value);
        self.current.insert(name.to_owned(), vec![at]);
    }

    /// Records a statement that changes what is behind `name`, where it is known.
    pub fn change(&mut self, name: &str, text: &str) {
        if self.current.contains_key(name) {
            let at = self.add(text, text);
            self.current.entry(name.to_owned()).or_default().push(at);
        }
    }

    fn add(&mut self, text: &str, value: &str) -> usize {
        let on = self.stands_on(value);
        self.entries.push(DefinitionEntry { text: closed(text), on });
        self.entries.len() - 1
    }

    fn stands_on(&self, text: &str) -> Vec<usize> {
        names(text)
            .into_iter()
            .filter_map(|name| self.current.get(name))
            .flatten()
            .copied()
            .collect()
    }

    /// A file that holds `text` and all it depends on, in the order typed.
    pub fn file(&self, text: &str) -> String {
        let mut wanted = BTreeSet::new();
        let mut open = self.stands_on(text);
        while let Some(at) = open.pop() {
            if wanted.insert(at) {
                open.extend(&self.entries[at].on);
                // Functions call each other as they are now, whatever was typed first.
                if self.entries[at].text.starts_with("fn ") {
                    open.extend(self.stands_on(&self.entries[at].text));
                }
            }
        }
        let mut file = String::new();
        for at in &wanted {
            file.push_str(&self.entries[*at].text);
            file.push('\n');
        }
        if !file.is_empty() {
            file.push('\n');
        }
        file + closed(text).as_str() + "\n"
    }
}

/// A statement with its semicolon; a function needs none.
fn closed(text: &str) -> String {
    items(text).iter().map(Item::closed).collect::<Vec<_>>().join("\n")
}

/// The variable whose value a call on it changes: `words.push("x")`.
pub fn changed_by_call(text: &str) -> Option<&str> {
    #[rustfmt::skip]
    const CHANGING: &[&str] = &[
        "append", "chop", "clear", "dedup", "drain", "extend", "fill_with", "insert", "mixin", "pad", "pop", "push",
        "remove", "replace", "retain", "reverse", "set", "shift", "sort", "splice", "truncate",
    ];
    let items = items(text);
    let [item] = &items[..] else { return None };
    let Action::Change(name) = item.action else { return None };
    CHANGING.contains(&item.word(2)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_takes_along_what_it_stands_on_and_no_more() {
        let mut sources = Sources::default();
        sources.define("truce", "let truce = any(\"truce\")");
        sources.define("other", "let other = any(\"other\");");
        sources.define("late", "fn late(m) { m.has(over) }");
        sources.define("over", "let over = truce & \"other\";");
        sources.define("truce", "let truce = any(\"ceasefire\");");
        sources.change("truce", "truce = truce | \"lull\"");
        assert_eq!(
            sources.file("truce"),
            "let truce = any(\"ceasefire\");\ntruce = truce | \"lull\";\n\ntruce;\n"
        );
        let file = sources.file("rule(\"x\").when(over /* late */).kind(\"other\")");
        assert_eq!(
            file,
            "let truce = any(\"truce\");\nlet over = truce & \"other\";\n\nrule(\"x\").when(over /* late */).kind(\"other\");\n"
        );
    }
}
