//! Writes the definitions file for editors (`.d.rhai`), which the Rhai language server reads for completion and checks.

use super::stock::{self, StockFunction};
use crate::script::api;
use crate::script::console::docs;
use std::fmt::Write as _;

/// The rule language as a definitions file: its functions with their documentation, followed by those of the prompt.
pub fn definitions() -> String {
    let mut text = format!(
        "module static;\n\n// What the rules of Dateline {} can call. Made by `dateline doc --definitions`.\n",
        env!("CARGO_PKG_VERSION")
    );
    add(&mut text, api::DEFINITIONS);
    text.push_str("\n// What only the prompt of `dateline repl` can call. Rules cannot: a rule sees one article.\n");
    add(&mut text, docs::DEFINITIONS);
    text
}

fn add(text: &mut String, files: &[(&str, &str)]) {
    for (_, file) in files {
        text.push('\n');
        for line in file.lines() {
            // `//!` would be read as the documentation of the whole file.
            let line = line.strip_prefix("//!").map_or(line.to_owned(), |rest| format!("//{rest}"));
            let _ = writeln!(text, "{line}");
        }
    }
}

/// The functions and operators built into Rhai (numbers, texts, arrays, maps), to be appended to [`definitions`].
pub fn rhai_definitions() -> String {
    let mut text = String::from("\n// Functions built into Rhai.\n");
    for StockFunction { doc, line } in stock::items() {
        text.push('\n');
        doc.iter().for_each(|line| {
            let _ = writeln!(text, "{}", format!("/// {line}").trim_end());
        });
        let _ = writeln!(text, "{line}");
    }
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
        let (rules, prompt) = text.split_once("\n// What only the prompt of").unwrap();
        assert!(rules.contains("\nfn seq(") && !rules.contains("\nfn kwic("));
        assert!(prompt.contains("\nfn kwic(") && prompt.contains("\nfn stance(event: Event)"));
        assert_eq!(text, definitions());
    }

    #[test]
    fn builtin_definitions_leave_out_disabled_functions() {
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
    }
}
