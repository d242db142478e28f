//! The page of the book about comparisons shows what the program prints.

use crate::common::{Shelf, project};
use assert_cmd::Command;

/// The text of the first block of `page` that opens with `head`.
fn block<'a>(page: &'a str, head: &str) -> &'a str {
    let rest =
        page.split_once(&format!("```{head}\n")).unwrap_or_else(|| panic!("no block {head}")).1;
    rest.split_once("```\n").expect("a block ends").0
}

#[test]
fn the_page_shows_what_is_printed() {
    let page = std::fs::read_to_string(project("docs/src/diff.md")).expect("a page");
    let shelf = Shelf::new();
    for (language, name) in
        [("rhai", "before/raid.rhai"), ("rhai", "after/raid.rhai"), ("text", "news.txt")]
    {
        shelf.put(name, block(&page, &format!("{language} {name}")));
    }
    let (command, shown) = block(&page, "console").split_once('\n').expect("a command");
    let args = command.strip_prefix("$ dateline ").expect("a command of the program");
    let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(args.split(' '))
        .current_dir(shelf.path())
        .output()
        .expect("the program runs");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let trim = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(trim(shown), trim(&printed));
    for kept in ["-o report.html", "--limit 0", "--gold", "replaces"] {
        assert!(page.contains(kept), "{kept}");
    }
}
