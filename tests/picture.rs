//! The picture of a live session in `README.md` is a recording: the program runs in a pseudo-terminal, and its screen
//! becomes an SVG. The text of the picture must be what the program prints now; `BLESS=1 cargo test --test picture`
//! draws it again.

#![cfg(unix)]

#[path = "picture/draw.rs"]
mod draw;
#[path = "terminal/screen.rs"]
#[allow(dead_code, reason = "the tests of the terminal use the rest")]
mod screen;

use regex::Regex;
use screen::{Key, Terminal};
use std::fs;
use std::path::Path;

const PICTURE: &str = "docs/src/images/session.svg";

/// What is typed, in order.
const ENTRIES: &[&str] = &[
    "kwic(\"evacuat*\")",
    "kind(\"evacuation\").like(\"displacement\")",
    "let hindrance = stem(\"obstruct\", \"block\", \"fail\", \"failure\");",
    "rule(\"evacuation/hindered\").kind(\"evacuation\").when(any(\"evacuat*\") & hindrance)",
    ":why 2",
];

const COLUMNS: u16 = 100;
const ROWS: u16 = 46;

/// The text of a picture, line by line, without the times that differ from run to run.
fn text_of(picture: &str) -> Vec<String> {
    let time = Regex::new(r"\d+(\.\d+)? m?s\b").expect("a regular expression");
    let lines = draw::text(picture);
    lines.iter().map(|line| time.replace_all(line, "N ms").into_owned()).collect()
}

#[test]
fn the_picture_is_up_to_date() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let history = folder.path().join("history");
    let history = history.to_str().expect("a UTF-8 path");
    let variables = [("DATELINE_HISTORY", history), ("DATELINE_PAGER", "")];
    let mut terminal = Terminal::start(&["repl"], &variables);
    terminal.wait_for_prompt();
    terminal.resize(COLUMNS, ROWS);
    for entry in ENTRIES {
        terminal.answer(entry);
    }
    let drawn = draw::svg(terminal.cells());
    terminal.key(Key::Ctrl('d'));
    terminal.wait_for("leave without saving?");
    terminal.enter("y");
    terminal.wait_for_end(0);

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PICTURE);
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if text_of(&kept) != text_of(&drawn) && std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the picture");
        fs::write(&path, drawn).expect("the picture can be written");
        return;
    }
    assert_eq!(
        text_of(&kept),
        text_of(&drawn),
        "{PICTURE} shows another session; BLESS=1 draws it again: look at it before you commit it"
    );
}
