//! The page of each code. `docs/src/lints.md` is the one source: the book has it, and `dateline doc CODE` prints its
//! sections.

use super::code::LintCode;

/// The page of the book about findings, as Markdown.
const PAGE: &str = include_str!("../../docs/src/lints.md");

/// The section about a code, as Markdown, from its heading on; empty if the page has none, which a test prevents.
pub fn page(code: &LintCode) -> &'static str {
    let heading = format!("### {}:", code.id);
    let Some(start) = PAGE.find(&heading) else { return "" };
    let section = &PAGE[start..];
    let after = section.get(1..).unwrap_or_default();
    // The next heading of this or a higher level.
    let end = ["\n### ", "\n## "].iter().filter_map(|next| after.find(next)).min();
    section[..end.map_or(section.len(), |end| end + 1)].trim_end()
}

/// The title of a code: its heading, without the code.
pub fn title(code: &LintCode) -> &'static str {
    let heading = page(code).lines().next().unwrap_or_default();
    heading.split_once(": ").map_or("", |(_, title)| title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::code::{CODES, code};

    #[test]
    fn each_code_has_a_page_and_each_page_a_code() {
        for code in CODES {
            let page = page(code);
            assert!(page.lines().count() > 2, "docs/src/lints.md: no section for {}", code.id);
            assert!(!title(code).is_empty(), "{}", code.id);
        }
        for line in PAGE.lines().filter_map(|line| line.strip_prefix("### ")) {
            let id = line.split(':').next().unwrap_or_default();
            assert!(code(id).is_some(), "docs/src/lints.md: {id} is not a code");
        }
    }
}
