//! Lays out the reference: as text of a given width for terminals, or as Markdown.

use super::{CallForm, ReferenceEntry, ReferenceGroup};
use std::fmt::Write;

/// Explains the notation of the examples; shown at the head of the whole reference.
pub const READING: &str = "The tests run all examples. `// -> 2` gives the result of a line, `// error:` its error. \
`// >` starts a text to which the lines below it apply, with the trigger between asterisks; a text in braces is an article with \
its fields. `// +` starts a text in which the pattern above is found between the asterisks, `// -` one in which it \
does not hold. Examples for the prompt are typed there line by line, over the shipped corpus. Types: `A | B` means either, `()` nothing, `?` anything; a pattern may also be given as a `String` (a phrase) or an \
`Array` (any of its items).";

/// The narrowest page, in columns.
const NARROWEST: usize = 40;
/// The widest line of prose: longer ones are hard to read.
const WIDEST: usize = 100;

/// A page for a terminal.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    width: usize,
    styled: bool,
}

impl Page {
    /// A page of `width` columns (40 to 100); `styled`: with names in bold.
    pub fn new(width: usize, styled: bool) -> Page {
        Page { width: width.clamp(NARROWEST, WIDEST), styled }
    }

    /// The whole text of some groups.
    pub fn groups(&self, groups: &[ReferenceGroup]) -> String {
        let mut text = self.prose(READING, 0);
        for group in groups {
            let _ = write!(text, "\n{}\n\n", self.bold(&group.title.to_uppercase()));
            text.push_str(&self.prose(&group.about, 0));
            for entry in &group.entries {
                text.push('\n');
                text.push_str(&self.entry(entry));
            }
        }
        text
    }

    /// An overview with one line for each name.
    pub fn overview(&self, groups: &[ReferenceGroup]) -> String {
        let mut text = String::new();
        for group in groups {
            if !text.is_empty() {
                text.push('\n');
            }
            let _ = writeln!(text, "{}", self.bold(&group.title.to_uppercase()));
            let len = |entry: &ReferenceEntry| call(entry).chars().count();
            let column = 4 + group.entries.iter().map(len).max().unwrap_or_default();
            for entry in &group.entries {
                let gap = " ".repeat(column - 2 - len(entry));
                let _ = write!(text, "  {}{gap}", self.bold(&call(entry)));
                text.push_str(self.wrapped(&entry.summary, column).trim_start());
            }
        }
        text
    }

    /// One entry: signatures, description, errors, examples.
    pub fn entry(&self, entry: &ReferenceEntry) -> String {
        let mut text = String::new();
        for signature in &entry.signatures {
            let _ = writeln!(text, "{}", self.bold(&signature.shown));
        }
        text.push_str(&self.prose(&entry.text, 4));
        if !entry.errors.is_empty() {
            text.push_str(&self.prose(&format!("Errors: {}", entry.errors), 4));
        }
        for example in &entry.examples {
            text.push('\n');
            example.lines().for_each(|line| {
                let _ = writeln!(text, "        {line}");
            });
        }
        text
    }

    fn prose(&self, text: &str, indent: usize) -> String {
        let paragraphs = text.split("\n\n").map(|paragraph| self.wrapped(paragraph, indent));
        paragraphs.collect::<Vec<_>>().join("\n")
    }

    /// Wraps `text` into lines that begin at column `indent`.
    fn wrapped(&self, text: &str, indent: usize) -> String {
        let mut lines = " ".repeat(indent);
        let mut column = indent;
        for (at, word) in text.split_whitespace().enumerate() {
            let len = word.chars().count();
            if at > 0 && column + 1 + len > self.width {
                let _ = write!(lines, "\n{}", " ".repeat(indent));
                column = indent;
            } else if at > 0 {
                lines.push(' ');
                column += 1;
            }
            lines.push_str(word);
            column += len;
        }
        lines.push('\n');
        lines
    }

    fn bold(&self, text: &str) -> String {
        if self.styled { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// A call in its shortest form: `m.actor()`, `near(...)`, `p | q`.
fn call(entry: &ReferenceEntry) -> String {
    let params = entry.signatures.first().map_or(&[][..], |signature| &signature.params);
    let brackets = |given: usize| if given == 0 { "()" } else { "(...)" };
    match (entry.form, params) {
        (CallForm::Operator, [_]) => format!("{} a", entry.name),
        (CallForm::Operator, _) => format!("a {} b", entry.name),
        (CallForm::Method, [receiver, rest @ ..]) => {
            format!("{}.{}{}", receiver.name, entry.name, brackets(rest.len()))
        }
        _ => format!("{}{}", entry.name, brackets(params.len())),
    }
}

/// The whole text of some groups as Markdown, with headings of level 2 and 3.
pub fn markdown(groups: &[ReferenceGroup]) -> String {
    let mut text = format!("# What a rule can call\n\n{READING}\n");
    let mut prompt = false;
    for group in groups {
        if group.prompt && !prompt {
            text.push_str("\n# What only the prompt can call\n");
            prompt = true;
        }
        let _ = write!(text, "\n## {}\n\n{}\n", group.title, group.about);
        for entry in &group.entries {
            text.push('\n');
            text.push_str(&markdown_entry(entry));
        }
    }
    text
}

/// An overview with one line for each name, as Markdown.
pub fn markdown_overview(groups: &[ReferenceGroup]) -> String {
    let mut text = String::new();
    for group in groups {
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = write!(text, "## {}\n\n", group.title);
        for entry in &group.entries {
            let _ = writeln!(text, "- `{}`: {}", call(entry), entry.summary);
        }
    }
    text
}

/// One entry as Markdown, under a heading of level 3.
pub fn markdown_entry(entry: &ReferenceEntry) -> String {
    let fenced = |lines: &str| format!("\n```rhai\n{lines}\n```\n");
    let shown: Vec<&str> = entry.signatures.iter().map(|one| one.shown.as_str()).collect();
    let mut text =
        format!("### `{}`\n{}\n{}\n", call(entry), fenced(&shown.join("\n")), entry.text);
    if !entry.errors.is_empty() {
        let _ = write!(text, "\n**Errors.** {}\n", entry.errors);
    }
    entry.examples.iter().for_each(|example| text.push_str(&fenced(example)));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::reference::reference;

    #[test]
    fn an_entry_is_fitted_to_the_width() {
        let entry = reference().named("Pattern.within")[0];
        let page = Page::new(44, false).entry(entry);
        assert!(
            page.starts_with("pattern.within(scope: String) -> Pattern\n    Allows this part"),
            "{page}"
        );
        assert!(page.contains("\n    Errors: The scope is not"), "{page}");
        assert!(page.contains("\n        any(\"truce\").within(\"page\")   // error:"), "{page}");
        let prose = page.lines().filter(|line| !line.starts_with("     "));
        assert!(prose.clone().all(|line| line.chars().count() <= 44), "{page}");
        assert!(prose.count() > 4, "{page}");
        assert!(!page.contains('\u{1b}'));
        assert!(Page::new(44, true).entry(entry).starts_with("\u{1b}[1mpattern.within(scope"));
    }

    #[test]
    fn every_name_is_in_the_overview_and_on_both_pages() {
        let groups = reference().groups();
        let page = Page::new(80, false);
        let (overview, whole, marked) =
            (page.overview(groups), page.groups(groups), markdown(groups));
        let listed = markdown_overview(groups);
        for entry in reference().entries() {
            let shown = &entry.signatures[0].shown;
            assert!(whole.contains(shown) && marked.contains(shown), "{shown}");
            assert!(overview.contains(&call(entry)) && listed.contains(&call(entry)), "{shown}");
        }
        assert!(
            overview.lines().chain(listed.lines().take(1)).all(|line| line.chars().count() <= 80)
        );
        assert!(marked.contains("\n### `m.actor()`\n\n```rhai\nm.actor() -> Words | ()\n```\n"));
        assert_eq!(marked.matches("```").count() % 2, 0);
    }
}
