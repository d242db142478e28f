//! Tests that the session shown in `docs/src/session.md` is up to date: the same entries get the same replies.

use assert_cmd::Command;
use regex::Regex;
use std::path::Path;

const BEGIN: &str = "<!-- recorded session -->\n```text\n";
const END: &str = "```\n<!-- end of session -->";
const PAGE: &str = "docs/src/session.md";

#[test]
fn the_recorded_session_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join(PAGE)).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the page has a recorded session");
    let (shown, after) = rest.split_once(END).expect("the session has an end");

    let folder = tempfile::tempdir().unwrap();
    let lines = std::fs::read(root.join("tests/session/readme.txt")).unwrap();
    let output = Command::cargo_bin("dateline")
        .unwrap()
        .args(["repl", "--echo"])
        .env("DATELINE_CODER", "ada")
        .current_dir(folder.path())
        .write_stdin(lines)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(folder.path().join("mine/evacuation.rhai").exists(), "the rule is saved");

    let time = Regex::new(r"\d+ ms").unwrap();
    let timeless = |text: &str| time.replace_all(text, "N ms").trim_end().to_owned();
    if timeless(shown) != timeless(&said) && std::env::var_os("BLESS").is_some() {
        let text = format!("{before}{BEGIN}{}\n{END}{after}", said.trim_end());
        std::fs::write(root.join(PAGE), text).unwrap();
        return;
    }
    assert_eq!(
        timeless(shown),
        timeless(&said),
        "{PAGE} shows another session; BLESS=1 records it again: read it before you commit it"
    );
}
