//! Markdown: texts of articles and packs are escaped here, so that they cannot make links, tables, HTML or mentions of
//! people.

use dateline::sink::safe;

/// Text that Markdown shows as it is.
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in safe(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A mention or a reference to an issue is made of the sign and what follows: a joiner keeps them apart.
            '@' | '#' => {
                out.push(c);
                out.push('\u{2060}');
            }
            c if c.is_ascii_punctuation() && "\\`*_[]|~$".contains(c) => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    // Bare addresses would become links.
    out.replace("://", "&#58;//").replace("www.", "www\\.")
}

/// A name of a kind or rule as code. Backticks would end it.
pub fn code(name: &str) -> String {
    format!("`{}`", safe(name).replace('`', "'").replace('|', "\\|"))
}
