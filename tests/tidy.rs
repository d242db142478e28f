//! Checks invariants of the code by reading its files: the layers, which modules may open files, print, or name a
//! dependency, and what no file may contain. Each finding names file, line and invariant. `tidy/lexed.rs` separates
//! code from comments, `tidy/layers.rs` has the table of layers.

#[path = "tidy/circles.rs"]
mod circles;
#[path = "tidy/kinds.rs"]
mod kinds;
#[path = "tidy/layers.rs"]
mod layers;
#[path = "tidy/lexed.rs"]
mod lexed;

use lexed::{Lexed, is_word};
use std::collections::BTreeMap;
use std::path::Path;

/// The most lines a file may have.
const LONGEST: usize = 500;

/// The most characters a line of a rule file may have.
const WIDEST: usize = 120;

/// The most phrases that a rule file may list in one `any(...)`; longer lists are lexicons.
const MOST_LISTED: usize = 24;

/// Crates that only some modules may name: the crate, and the files or folders under `src` that may name it.
const GUESTS: &[(&str, &[&str])] = &[
    ("rhai", &["script"]),
    ("rustyline", &["repl/editor"]),
    ("clap", &["cmd"]),
    ("minisign", &["registry/sign.rs"]),
    ("minisign_verify", &["registry/sign.rs"]),
    ("toml_edit", &["registry/edit.rs", "registry/trust.rs"]),
    ("ureq", &["registry/transport.rs"]),
    ("rusqlite", &["sink/database"]),
    ("parquet", &["sink/columnar.rs", "corpus/columnar"]),
    ("arrow_array", &["arrow", "sink/columnar.rs", "corpus/columnar"]),
];

/// Where files may be opened.
const OPENERS: &[&str] = &[
    "file",
    "corpus",
    "gazetteer",
    "pack",
    "registry",
    "check/gold",
    "check/coded.rs",
    "check/keys.rs",
    "cmd",
    "repl/complete/paths.rs",
    "repl/history.rs",
    "repl/paths.rs",
    "repl/session/files.rs",
    "repl/commands/save.rs",
];

/// Who may print.
const PRINTERS: &[&str] = &["cmd", "repl/editor"];

/// Marks of unfinished work. Concatenated, so that this file does not contain them.
const UNDONE: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("to", "do!"),
    concat!("unimple", "mented!"),
    concat!("#[", "ignore"),
];

/// Folders of a developer's machine.
const WORKPLACES: &[&str] = &[concat!("/wo", "rk/"), concat!("/tm", "p/")];

/// Paths from the project's root, with `/`, and the files' texts.
type Files = BTreeMap<String, String>;

#[test]
fn the_crate_keeps_its_invariants() {
    let files = read_files(Path::new(env!("CARGO_MANIFEST_DIR")));
    let findings = findings(&files);
    assert!(findings.is_empty(), "{} findings\n{}", findings.len(), findings.join("\n"));
}

/// The lists of layers in the documentation are made from the table that the dependencies are checked against;
/// `BLESS=1` writes them.
#[test]
fn the_layer_lists_are_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let picture = layers::picture();
    for (path, prefix) in [("src/lib.rs", "//! "), ("ARCHITECTURE.md", "")] {
        let text = std::fs::read_to_string(root.join(path)).expect("a file of the project");
        let fence = format!("{prefix}```text layers\n");
        let (head, rest) = text.split_once(&fence).expect("a block of the layers");
        let (old, tail) = rest.split_once(&format!("{prefix}```\n")).expect("its end");
        let new: String = picture.lines().map(|line| format!("{prefix}{line}\n")).collect();
        if std::env::var_os("BLESS").is_some() {
            let whole = format!("{head}{fence}{new}{prefix}```\n{tail}");
            std::fs::write(root.join(path), whole).expect("a file of the project");
        } else {
            assert_eq!(old, new, "{path} shows other layers; BLESS=1 draws them");
        }
    }
}

#[test]
fn files_have_no_dependency_cycles() {
    let files = read_files(Path::new(env!("CARGO_MANIFEST_DIR")));
    let rust = lexed(&files);
    let test_files = test_files(&rust);
    let is_test = |path: &str| test_files.iter().any(|test| is_under(path, test));
    let below = rust
        .iter()
        .filter(|(path, _)| !is_test(path))
        .filter_map(|(path, lexed)| Some((path.strip_prefix("src/")?, lexed)));
    let found = circles::objections(&below.collect());
    assert!(found.is_empty(), "{} findings\n{}", found.len(), found.join("\n"));
}

fn read_files(root: &Path) -> Files {
    let mut files = Files::new();
    for folder in ["src", "tests", "benches", "examples", "rules", "fuzz/src", "fuzz/fuzz_targets"]
    {
        for entry in walkdir::WalkDir::new(root.join(folder)).into_iter().flatten() {
            let path = entry.path();
            let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
            if !["rs", "rhai", "toml", "md"].contains(&kind) {
                continue;
            }
            let parts = path.strip_prefix(root).expect("found below the root").iter();
            let parts: Vec<_> = parts.map(|part| part.to_string_lossy()).collect();
            let text = std::fs::read(path).expect("a file just found can be read");
            files.insert(parts.join("/"), String::from_utf8_lossy(&text).into_owned());
        }
    }
    files
}

fn lexed(files: &Files) -> BTreeMap<&str, Lexed> {
    files
        .iter()
        .filter(|(path, _)| path.ends_with(".rs"))
        .map(|(path, text)| (path.as_str(), Lexed::new(text)))
        .collect()
}

/// Everything wrong in `files`, one line each, by file.
fn findings(files: &Files) -> Vec<String> {
    let rust = lexed(files);
    let test_files = test_files(&rust);
    let declared = kinds::declared(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let mut findings = Vec::new();
    for (path, text) in files {
        let mut add = |line: usize, what: &str| findings.push(format!("{path}:{line}: {what}"));
        any_file(text, &mut add);
        if path.starts_with("rules/") && path.ends_with(".rhai") {
            rule_file(text, &mut add);
        }
        let Some(lexed) = rust.get(path.as_str()) else { continue };
        rust_file(text, &mut add);
        if let Some(below) = path.strip_prefix("src/") {
            let test_file = test_files.iter().any(|test| is_under(path, test));
            house_file(below, lexed, test_file, &mut add);
            if !test_file {
                kinds::named(below, text, lexed, &declared, &mut add);
            }
        }
    }
    findings
}

/// Files and folders, without ending, that are declared as test modules elsewhere.
fn test_files(rust: &BTreeMap<&str, Lexed>) -> Vec<String> {
    let mut found = Vec::new();
    for (path, lexed) in rust {
        let stem = path.strip_suffix(".rs").unwrap_or(path);
        let folder = ["/mod", "/lib", "/main"].iter().find_map(|root| stem.strip_suffix(root));
        for module in &lexed.test_modules {
            found.push(format!("{}/{module}", folder.unwrap_or(stem)));
        }
    }
    found
}

/// Whether `path` is `place` (without or with `.rs`) or is in that folder.
fn is_under(path: &str, place: &str) -> bool {
    path.strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest == ".rs" || rest.starts_with('/'))
}

fn any_file(text: &str, add: &mut impl FnMut(usize, &str)) {
    for (at, line) in text.lines().enumerate() {
        for mark in UNDONE.iter().filter(|mark| has_word(line, mark)) {
            add(at + 1, &format!("nothing is left undone: {mark}"));
        }
        for place in WORKPLACES.iter().filter(|place| line.contains(*place)) {
            add(at + 1, &format!("no path of a workplace: {place}"));
        }
    }
}

/// Limits that keep diffs of rule files readable.
fn rule_file(text: &str, add: &mut impl FnMut(usize, &str)) {
    for (at, line) in text.lines().enumerate() {
        let width = line.chars().count();
        if width > WIDEST {
            add(at + 1, &format!("no line of a rule file is over {WIDEST} characters: wrap it"));
        }
    }
    for (at, _) in text.match_indices("any(") {
        let listed = listed(&text[at + "any(".len()..]);
        if listed > MOST_LISTED {
            let line = text[..at].matches('\n').count() + 1;
            add(
                line,
                &format!("{listed} phrases in one list: put them into lexicons/, one a line"),
            );
        }
    }
}

/// How many texts in double quotes `code` begins with, separated by commas, inside brackets or not.
fn listed(code: &str) -> usize {
    let mut rest = code.trim_start_matches(['[', ' ', '\n']);
    let mut count = 0;
    while let Some((_, after)) = rest.strip_prefix('"').and_then(|text| text.split_once('"')) {
        count += 1;
        rest = after.trim_start_matches([',', ' ', '\n']);
    }
    count
}

fn rust_file(text: &str, add: &mut impl FnMut(usize, &str)) {
    if !text.starts_with("//!") {
        add(1, "a file opens with `//!`: what lives here, what does not, who calls it");
    }
    let count = text.lines().count();
    if count > LONGEST {
        add(count, &format!("no file is over {LONGEST} lines: split it by purpose"));
    }
}

/// The checks of files under `src`; `below` is the path from there.
fn house_file(below: &str, lexed: &Lexed, test_file: bool, add: &mut impl FnMut(usize, &str)) {
    let may = |places: &[&str]| places.iter().any(|place| is_under(below, place));
    if let [module, ..] = layers::module_path(below)[..] {
        if layers::number(module).is_none() {
            add(1, &format!("every module has a layer: enter {module} in tests/tidy/layers.rs"));
        }
        for (at, path) in layers::crate_paths(below, lexed) {
            if let Some(objection) = layers::objection(module, &path) {
                add(lexed.line(at) + 1, &objection);
            }
        }
    }
    let commented = |at: usize| lexed.commented.get(at).copied().unwrap_or(false);
    for (at, line) in lexed.code.lines().enumerate() {
        for (guest, rooms) in GUESTS.iter().filter(|(guest, _)| names_crate(line, guest)) {
            if !may(rooms) {
                add(at + 1, &format!("{guest} is named only in src/{}", rooms.join(", src/")));
            }
        }
        if test_file || lexed.test[at] {
            continue;
        }
        if opens_files(line) && !may(OPENERS) {
            add(at + 1, &format!("files are opened only in src/{}", OPENERS.join(", src/")));
        }
        if prints(line) && !may(PRINTERS) {
            add(at + 1, &format!("printing is for src/{} alone", PRINTERS.join(", src/")));
        }
        let has_reason = commented(at) || at > 0 && commented(at - 1);
        if [".unwrap()", ".expect("].iter().any(|call| line.contains(call)) && !has_reason {
            add(
                at + 1,
                "no `unwrap` or `expect` without its reason in a comment beside or above it",
            );
        }
    }
}

fn names_crate(line: &str, name: &str) -> bool {
    let path = format!("{name}::");
    has_word(line, &path) || has_word(line, &format!("use {name}"))
}

fn opens_files(line: &str) -> bool {
    ["fs::", "std::fs", "File::", "OpenOptions", "tempfile::"]
        .iter()
        .any(|call| has_word(line, call))
}

fn prints(line: &str) -> bool {
    ["println!", "eprintln!", "print!", "eprint!", "dbg!"].iter().any(|call| has_word(line, call))
}

/// Whether `word` occurs in `line` as a whole word. The end of a path (`a::word`) does not count, unless it is
/// `std::word`.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        let path = before.strip_suffix("::").unwrap_or_default();
        let tail_of_path = path.ends_with(is_word) && !path.ends_with("std");
        let goes_on = word.ends_with(is_word) && after.starts_with(is_word);
        !before.ends_with(is_word) && !tail_of_path && !goes_on
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The findings in invented files, each given as path and text.
    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let files = files.iter().map(|(path, text)| (path.to_string(), text.to_string()));
        findings(&files.collect())
    }

    /// The findings in one file under `src` that has its opening comment, with code from line 2 on.
    fn found_in(path: &str, code: &str) -> Vec<String> {
        found(&[(&format!("src/{path}"), &format!("//! Said.\n{code}"))])
    }

    #[track_caller]
    fn one(found: Vec<String>, start: &str) {
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(start), "{found:?}");
    }

    const CLEAN: &[&str] = &[];

    #[test]
    fn modules_use_only_lower_layers() {
        one(
            found_in("text/span.rs", "use crate::pattern::Expr;"),
            "src/text/span.rs:2: arrows run down only: text (layer 2) uses pattern::Expr (layer 4)",
        );
        one(
            found_in("sink/csv.rs", "fn f(c: &crate::coder::Coder) {}"),
            "src/sink/csv.rs:2: arrows",
        );
        one(
            found_in("sink/csv.rs", "use crate::{\n  text::Span,\n  frame::{a as b},\n};"),
            "src/sink/csv.rs:2: arrows",
        );
        one(found_in("pack/mod.rs", "use super::coder::Coder;"), "src/pack/mod.rs:2: arrows");
        one(found_in("pack/lock.rs", "use super::super::coder;"), "src/pack/lock.rs:2: arrows");
        one(found_in("event.rs", "mod a {}\nuse super::script::Fault;"), "src/event.rs:3: arrows");
        assert_eq!(found_in("coder.rs", "use crate::{pack::Pack, script, event::Event};"), CLEAN);
        assert_eq!(found_in("event.rs", "#[cfg(test)]\nmod tests {\n use super::*;\n}"), CLEAN);
        assert_eq!(
            found_in("pack/mod.rs", "#[cfg(test)]\nmod tests {\n use super::cmd;\n}"),
            CLEAN
        );
        assert_eq!(found_in("main.rs", "use dateline::cmd;"), CLEAN);
        assert_eq!(found_in("lib.rs", "pub mod cmd;\npub use crate::cmd::Cli;"), CLEAN);
    }

    #[test]
    fn modules_of_one_layer_do_not_use_each_other() {
        assert_eq!(found_in("repl/session.rs", "use crate::check::score;"), CLEAN);
        one(
            found_in("check/score.rs", "use crate::repl::Session;"),
            "src/check/score.rs:2: arrows",
        );
        assert_eq!(found_in("script/api.rs", "use crate::frame::place;"), CLEAN);
        one(found_in("frame/place.rs", "use crate::script::api;"), "src/frame/place.rs:2: arrows");
        one(found_in("sink/jsonl.rs", "use crate::frame::place;"), "src/sink/jsonl.rs:2: arrows");
        assert_eq!(found_in("incident.rs", "use crate::coder::Coder;"), CLEAN);
        assert_eq!(found_in("text/number.rs", "use crate::event::{Bound, Event};"), CLEAN);
        one(found_in("live/shard.rs", "use crate::check::score;"), "src/live/shard.rs:2: arrows");
        one(found_in("corpus/csv.rs", "use crate::sink::csv;"), "src/corpus/csv.rs:2: arrows");
        one(found_in("attic/mod.rs", ""), "src/attic/mod.rs:1: every module has a layer");
    }

    #[test]
    fn restricted_crates_are_named_only_where_allowed() {
        one(found_in("pack/mod.rs", "use rhai::Engine;"), "src/pack/mod.rs:2: rhai is named only");
        one(found_in("cmd/run.rs", "fn f(e: ::rhai::Engine) {}"), "src/cmd/run.rs:2: rhai");
        one(found_in("repl/mod.rs", "use rustyline as r;"), "src/repl/mod.rs:2: rustyline");
        one(found_in("repl/mod.rs", "use clap::Parser;"), "src/repl/mod.rs:2: clap");
        assert_eq!(found_in("script/engine.rs", "use rhai::Engine;"), CLEAN);
        assert_eq!(found_in("repl/editor.rs", "use rustyline::Editor;"), CLEAN);
        assert_eq!(found_in("cmd/cli.rs", "use clap::Parser;"), CLEAN);
        assert_eq!(found_in("pack/mod.rs", "// rhai::Engine\nlet a = \"use rhai::x\";"), CLEAN);
    }

    #[test]
    fn only_allowed_modules_open_files_and_print() {
        for call in ["std::fs::read(p)", "fs::read(p)", "File::open(p)", "OpenOptions::new()"] {
            one(
                found_in("script/engine.rs", call),
                "src/script/engine.rs:2: files are opened only",
            );
            assert_eq!(found_in("corpus/text.rs", call), CLEAN);
            assert_eq!(found_in("check/gold/write.rs", call), CLEAN);
        }
        one(found_in("check/score.rs", "use std::{fs, io};\nfs::read(p)"), "src/check/score.rs:3");
        for call in ["println!(\"a\")", "eprint!(\"a\")", "dbg!(a)"] {
            one(found_in("repl/session.rs", call), "src/repl/session.rs:2: printing is for");
            assert_eq!(found_in("cmd/run.rs", call), CLEAN);
        }
        assert_eq!(
            found_in("pack/mod.rs", "let s = r#\"a \" println!()\"#; 'x'; writeln!(w)"),
            CLEAN
        );
    }

    #[test]
    fn unwraps_have_a_comment() {
        one(found_in("text/a.rs", "a.unwrap();"), "src/text/a.rs:2: no `unwrap`");
        one(
            found_in("text/a.rs", "/// Doc.\nfn f() { a.expect(\"b\") }"),
            "src/text/a.rs:3: no `unwrap`",
        );
        assert_eq!(found_in("text/a.rs", "a.unwrap(); // just pushed"), CLEAN);
        assert_eq!(found_in("text/a.rs", "// The table is ours.\na.expect(\"b\");"), CLEAN);
        assert_eq!(found_in("text/a.rs", "a.unwrap_or(1);\nlet b = \".unwrap()\";"), CLEAN);
    }

    #[test]
    fn test_code_may_unwrap_print_and_read() {
        let body = "fn t() { a.unwrap(); println!(\"{}\", std::fs::read(p)); let c = '{'; }";
        assert_eq!(
            found_in("text/a.rs", &format!("#[cfg(test)]\nmod tests {{\n{body}\n}}")),
            CLEAN
        );
        one(
            found_in("text/a.rs", &format!("#[cfg(test)]\nmod tests {{\n{body}\n}}\nb.unwrap();")),
            "src/text/a.rs:6: no `unwrap`",
        );
        assert_eq!(found_in("text/a.rs", &format!("#![cfg(test)]\n{body}")), CLEAN);
        let declared = ("src/text/mod.rs", "//! Said.\n#[cfg(test)]\npub(crate) mod aid;");
        let code = format!("//! Said.\n{body}");
        assert_eq!(found(&[declared, ("src/text/aid.rs", &code)]), CLEAN);
        assert_eq!(found(&[("src/text/aid.rs", &code)]).len(), 3);
    }

    #[test]
    fn files_open_with_a_doc_comment_and_are_not_too_long() {
        one(
            found(&[("src/event.rs", "use std::io;\n")]),
            "src/event.rs:1: a file opens with `//!`",
        );
        let lines = |count| format!("//! Said.\n{}", "\n".repeat(count - 1));
        assert_eq!(found(&[("tests/a.rs", &lines(LONGEST))]), CLEAN);
        one(found(&[("tests/a.rs", &lines(LONGEST + 1))]), "tests/a.rs:501: no file is over");
        assert_eq!(found(&[("rules/a/pack.toml", "name = \"a\"")]), CLEAN);
    }

    #[test]
    fn rule_files_are_narrow_and_their_lists_short() {
        let in_rules = |text: &str| found(&[("rules/a/b.rhai", text)]);
        let wide = |width| format!("//! Said.\n// {}\n", "é".repeat(width - 3));
        assert_eq!(in_rules(&wide(WIDEST)), CLEAN);
        one(in_rules(&wide(WIDEST + 1)), "rules/a/b.rhai:2: no line of a rule file is over 120");
        assert_eq!(found(&[("rules/a/README.md", &wide(WIDEST + 1))]), CLEAN);
        let list = |count| format!("\nlet a = any([\n{}]);", "    \"a b\",\n".repeat(count));
        assert_eq!(in_rules(&list(MOST_LISTED)), CLEAN);
        one(in_rules(&list(MOST_LISTED + 1)), "rules/a/b.rhai:2: 25 phrases in one list");
        assert_eq!(in_rules("let a = any(b, \"c\"); let d = any(\"e\", f);"), CLEAN);
    }

    #[test]
    fn no_unfinished_work_and_no_machine_paths() {
        for mark in UNDONE {
            one(
                found_in("event.rs", &format!("// {mark}: later")),
                "src/event.rs:2: nothing is left",
            );
        }
        for place in WORKPLACES {
            one(found(&[("rules/a.rhai", &format!("{place}a"))]), "rules/a.rhai:1: no path");
        }
    }

    #[test]
    fn the_lexer_separates_code_from_comments_and_literals() {
        let text =
            "a /* b /* c */ d */ 'x' '\\'' b'\"' \"e\\\"f\" r\"g\" br##\"h\"#\"## 'life i\n// j\nk";
        let lexed = Lexed::new(text);
        assert_eq!(lexed.code.split_whitespace().collect::<Vec<_>>(), ["a", "'life", "i", "k"]);
        assert_eq!(lexed.code.chars().count(), text.chars().count());
        assert_eq!(lexed.commented, [true, true, false]);
        for broken in ["\"", "'\\", "r#\"", "/*", "b'", "#[cfg(test)] mod a {", "\u{e9}'", ""] {
            assert!(Lexed::new(broken).code.len() <= broken.len());
        }
    }
}
