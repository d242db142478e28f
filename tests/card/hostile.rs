//! Packs are strangers' work: nothing in one may become HTML, a link, or a command of a terminal.

use super::told;
use crate::common::Shelf;

/// A text that is hostile to HTML, Markdown and terminals.
const HOSTILE: &str =
    "</script><img src=x onerror=alert(1)>[a](javascript:b)|`\\u001b[2J\\u202e@all";

#[test]
fn no_text_of_a_pack_becomes_code_of_its_card() {
    let shelf = Shelf::new();
    let manifest = format!(
        "name = \"odd\"\nversion = \"0.1.0\"\nsummary = \"{HOSTILE}\"\nauthors = [\"{HOSTILE}\"]\nlicence = \"{HOSTILE}\"\n\
         cite = \"{HOSTILE}\"\nlanguage = [\"{HOSTILE}\"]\n[[data]]\npath = \"{HOSTILE}\"\nlicence = \"{HOSTILE}\"\n\
         source = \"{HOSTILE}\"\n[kinds.odd]\nabout = \"{HOSTILE}\"\n"
    );
    shelf.put("odd/pack.toml", manifest);
    let said = HOSTILE.replace("\\u001b", "\\x1b");
    let head = HOSTILE.replace("\\u001b", "\u{1b}").replace("\\u202e", "\u{202e}");
    let rule = format!(
        "//! {head}\n//! Leaves alone {head}\nrule(\"odd/a\").about(\"{said}\").kind(\"odd\").references([\"{said}\"])\n    \
         .when(\"well\").example(\"A well {said}.\").counterexample(\"{said}\");\n"
    );
    shelf.put("odd/a.rhai", rule);
    let pack = shelf.at("odd");
    let page = told(&["doc", &pack, "--format", "html"]);
    // The script and the data element of the page itself are its only ones.
    assert_eq!(page.matches("<script").count(), 2, "{page}");
    assert!(!page.contains("<img") && page.contains("&lt;img src=x"), "{page}");
    for forbidden in ["http://", "https://", "src=\"", "url(", "@import", "<link", "<iframe"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
    let markdown = told(&["doc", &pack]);
    // In code, between backticks, Markdown reads nothing; no text of the pack can end it.
    let markdown = markdown.replace("\\`", "");
    let prose: String = markdown.split('`').step_by(2).collect();
    assert_eq!(markdown.matches('`').count() % 2, 0, "{markdown}");
    assert!(!prose.contains("<img") && !prose.contains("[a](java"), "{prose}");
    let terminal = told(&["pack", "show", &pack]);
    for text in [&page, &markdown, &terminal] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    }
}
