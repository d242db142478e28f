//! The definitions file for editors (`.d.rhai`): what the Rhai language server reads for completion and checks.

use crate::script::api;
use rhai::Engine;
use std::fmt::Write;

/// Functions of Rhai that rules do not have: see `engine`.
const WITHHELD: &[&str] = &["eval", "sleep"];

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
    let all = Engine::new().definitions().single_file();
    let mut text = String::from("\n// What Rhai itself brings.\n");
    let mut item: Vec<&str> = Vec::new();
    for line in all.lines().filter(|line| *line != "module static;") {
        let line = line.trim_end();
        item.push(line);
        if line.starts_with("///") {
            continue;
        }
        let withheld = WITHHELD.iter().any(|name| line.starts_with(&format!("fn {name}(")));
        if !withheld && !(line.is_empty() && text.ends_with("\n\n")) {
            item.iter().for_each(|line| {
                text.push_str(line);
                text.push('\n');
            });
        }
        item.clear();
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
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
        for there in ["op ==(int, int) -> bool;", "fn contains(string: String, find: String) -> bool;"] {
            assert!(lines.contains(&there), "{there}");
        }
        assert!(lines.iter().any(|line| line.starts_with("fn filter(")));
        assert!(lines.iter().all(|line| !line.starts_with("fn eval(") && !line.starts_with("fn sleep(")));
        assert!(!text.contains("module static;") && !text.contains("Moment"));
        assert_eq!(text, rhai_definitions());
    }
}
