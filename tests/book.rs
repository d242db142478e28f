//! Tests that the documentation agrees with the project: links resolve, pages made by commands are up to date,
//! examples show what the program prints. `BLESS=1 cargo test --test book` writes the page of commands again.

mod common;
#[path = "book/links.rs"]
mod links;

use common::{Shelf, dateline};
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// The most bytes that `README.md` may have.
const README_SIZE: usize = 12_000;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The names of the pages of the book, sorted.
fn pages() -> Vec<String> {
    let entries = fs::read_dir(root().join("docs/src")).expect("the pages can be listed");
    let names = entries.map(|entry| entry.expect("a page").file_name().into_string());
    let mut names: Vec<String> = names.map(|name| name.expect("a UTF-8 name")).collect();
    names.retain(|name| name.ends_with(".md"));
    names.sort();
    names
}

#[test]
fn the_readme_is_short() {
    let size = page("README.md").len();
    assert!(size <= README_SIZE, "README.md has {size} bytes; move text to docs/src");
}

#[test]
fn the_summary_lists_every_page() {
    let summary = page("docs/src/SUMMARY.md");
    for name in pages().iter().filter(|name| *name != "SUMMARY.md") {
        assert!(summary.contains(&format!("({name})")), "docs/src/SUMMARY.md does not list {name}");
    }
}

#[test]
fn every_relative_link_resolves() {
    let mut names: Vec<String> =
        ["README", "ARCHITECTURE", "CHANGELOG", "CONTRIBUTING", "SECURITY"]
            .map(|name| format!("{name}.md"))
            .to_vec();
    names.extend(pages().iter().map(|name| format!("docs/src/{name}")));
    for folder in ["rules", "corpus", "benches", "tests"] {
        let found = walkdir::WalkDir::new(root().join(folder)).into_iter().flatten();
        let found = found.filter(|entry| entry.file_name() == "README.md");
        let relative = found.map(|entry| links::relative(&root(), entry.path()));
        names.extend(relative);
    }
    let broken: Vec<String> =
        names.iter().flat_map(|name| links::broken(&root(), name, &page(name))).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn pages_of_the_book_link_only_to_pages_of_the_book() {
    for name in pages() {
        for (line, target) in links::links(&page(&format!("docs/src/{name}"))) {
            let outside = target.contains("..") || target.starts_with('/');
            assert!(!outside, "docs/src/{name}:{line}: {target} is not in the book");
        }
    }
}

#[test]
fn the_page_of_commands_is_current() {
    let ran = dateline(&["doc", "--commands"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let path = "docs/src/commands.md";
    let kept = fs::read_to_string(root().join(path)).unwrap_or_default();
    if kept != ran.out && std::env::var_os("BLESS").is_some() {
        fs::write(root().join(path), &ran.out).expect("the page can be written");
        return;
    }
    let differs = kept.lines().zip(ran.out.lines()).find(|(old, new)| old != new);
    assert!(
        kept == ran.out,
        "{path} differs from `dateline doc --commands`, first at {differs:?}; BLESS=1 writes it again"
    );
}

/// A folder with the shipped packs in `rules`, and the pack `mine` with the files of these blocks of a page.
fn workshop(page: &str, rules: &str) -> Shelf {
    let shelf = Shelf::new();
    for entry in walkdir::WalkDir::new(root().join("rules")).into_iter().flatten() {
        if entry.file_type().is_file() {
            let name = links::relative(&root(), entry.path());
            shelf.put(&name, fs::read(entry.path()).expect("a file of a pack"));
        }
    }
    shelf.put("mine/pack.toml", block(page, "```toml mine/pack.toml\n"));
    shelf.put("mine/corridor.rhai", rules);
    shelf
}

/// The text of the first block that opens with `head`.
fn block<'a>(page: &'a str, head: &str) -> &'a str {
    let rest = page.split_once(head).unwrap_or_else(|| panic!("no block {head}")).1;
    rest.split_once("```\n").expect("a block ends").0
}

/// Every command of the first console block on a page that calls the program on the pack `mine`, with what it prints there.
fn consoles(page: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let blocks = page.split("```console\n").skip(1);
    for text in blocks.filter_map(|rest| rest.split_once("```\n").map(|(text, _)| text)) {
        for line in text.lines() {
            match (line.strip_prefix("$ dateline "), found.last_mut()) {
                (Some(command), _) => found.push((command.to_owned(), String::new())),
                (None, Some((_, out))) => {
                    out.push_str(line);
                    out.push('\n');
                }
                (None, None) => {}
            }
        }
    }
    found
}

/// Runs the first `count` commands of a page in a temporary folder, and compares the output.
#[track_caller]
fn plays(name: &str, count: usize) {
    let page = page(name);
    let rules = block(&page, "```rhai\n");
    let shelf = workshop(&page, rules);
    let consoles = consoles(&page);
    assert!(consoles.len() >= count, "{name} has lost its commands");
    for (command, shown) in consoles.iter().take(count) {
        let args: Vec<&str> = command.split(' ').collect();
        let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(&args)
            .current_dir(shelf.path())
            .output()
            .expect("the program runs");
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        let trim = |text: &str| {
            let lines = text.lines().map(|line| line.trim().to_owned());
            lines.filter(|line| !line.is_empty() && !is_rule(line)).collect::<Vec<_>>()
        };
        assert_eq!(trim(shown), trim(&said), "{name}: dateline {command}");
    }
}

/// Whether a line only separates others; its length depends on the width of the table.
fn is_rule(line: &str) -> bool {
    line.chars().all(|c| c == '─' || c == '═')
}

#[test]
fn the_first_rule_of_the_readme_finds_what_it_says() {
    plays("README.md", 2);
}

#[test]
fn the_first_rule_of_the_guide_finds_what_it_says() {
    plays("docs/src/rules.md", 3);
}

#[test]
fn the_page_of_the_record_shows_an_event() {
    let guide = page("docs/src/rules.md");
    let shelf = workshop(&guide, block(&guide, "```rhai\n"));
    let mine = shelf.at("mine");
    let ran = dateline(&["run", "--pack", &mine, "--kind", "corridor", "--format", "jsonl"]);
    let text = page("docs/src/record.md");
    let mut shown: Value = serde_json::from_str(block(&text, "```json\n")).expect("a record");
    let mut events = ran.events();
    let event = events.iter_mut().find(|event| event["evidence"]["sentence"] == 34);
    let event = event.expect("the event of sentence 34");
    for record in [&mut shown, &mut *event] {
        record["pack_hash"] = Value::Null;
        record["coded_by"] = Value::Null;
    }
    assert_eq!(&shown, event, "docs/src/record.md shows another event");
}

/// The lines of a block that are neither empty, nor lines of a table's frame, nor a mark that something was left out.
fn told(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !is_rule(line) && *line != "...").collect()
}

/// Every line of a shortened output on a page is a line of what the program prints, in that order.
#[track_caller]
fn shows_lines_of(name: &str, shown: &str, printed: &str) {
    let mut printed = printed.lines().map(str::trim);
    for line in told(shown) {
        assert!(printed.any(|other| other == line), "{name} shows {line:?}, which is not printed");
    }
}

#[test]
fn shortened_tables_show_what_is_printed() {
    const SENTENCE: &str =
        "Russian missiles hit a hospital in Kharkiv on Tuesday, killing five people.";
    let readme = page("README.md");
    let coded = dateline(&["code", SENTENCE, "--date", "2024-03-12"]).out;
    shows_lines_of("README.md", block(&readme, "```text\n"), &coded);
    let (_, rest) = readme.split_once("--kind chemical_attack").expect("a second table");
    let attacks = dateline(&["run", "--kind", "chemical_attack", "--format", "table"]).out;
    shows_lines_of("README.md", block(rest, "```text\n"), &attacks);
    let incidents = dateline(&["incidents", "--kind", "air_strike", "--format", "table"]).out;
    let name = "docs/src/incidents.md";
    shows_lines_of(name, block(&page(name), "```text\n"), &incidents);
}

#[test]
fn the_page_of_formats_shows_what_is_printed() {
    let name = "docs/src/formats.md";
    let formats = page(name);
    let guide = page("docs/src/rules.md");
    let shelf = workshop(&guide, block(&guide, "```rhai\n"));
    let text = "Russia opened two corridors for civilians out of Aleppo on Monday.";
    let wire = format!(
        "{{\"docno\": 7, \"story\": \"{text}\"}}\n{{\"docno\": 8, \"headline\": \"\"}}\nno JSON\n"
    );
    shelf.put("wire.jsonl", wire);
    shelf.put("events.jsonl", dateline(&["run", "--format", "jsonl"]).out);
    for (command, shown) in consoles(&formats) {
        let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(command.split(' '))
            .current_dir(shelf.path())
            .output()
            .expect("the program runs");
        let said = [output.stdout, output.stderr].concat();
        shows_lines_of(name, &shown, &String::from_utf8(said).expect("UTF-8"));
    }
}

#[test]
fn the_codebook_defines_the_kinds_of_the_shipped_pack() {
    let manifest: toml::Table = page("rules/conflict/pack.toml").parse().expect("a manifest");
    let kinds: BTreeSet<&str> =
        manifest["kinds"].as_table().expect("kinds").keys().map(String::as_str).collect();
    let codebook = page("docs/src/codebook.md");
    let row = Regex::new(r"(?m)^\| `([a-z_]+)` \|").expect("a regular expression");
    let defined: BTreeSet<&str> =
        row.captures_iter(&codebook).map(|found| found.get(1).expect("a name").as_str()).collect();
    assert_eq!(defined, kinds);
}

#[test]
fn every_ruling_that_is_cited_is_in_the_codebook() {
    let codebook = page("docs/src/codebook.md");
    let numbers = Regex::new(r"(?m)^(\d+)\. ").expect("a regular expression");
    let defined: Vec<usize> =
        numbers.captures_iter(&codebook).map(|found| found[1].parse().expect("a number")).collect();
    let count = defined.len();
    assert_eq!(defined, (1..=count).collect::<Vec<_>>(), "rulings are numbered in order");
    let cited = Regex::new(r"rulings? (\d+)").expect("a regular expression");
    for folder in ["src", "rules"] {
        for entry in walkdir::WalkDir::new(root().join(folder)).into_iter().flatten() {
            let kept = entry.path().extension().is_some_and(|kind| kind == "rs" || kind == "rhai");
            let text = if kept { fs::read_to_string(entry.path()) } else { Ok(String::new()) };
            for found in cited.captures_iter(&text.expect("a file of the project")) {
                let number: usize = found[1].parse().expect("a number");
                assert!((1..=count).contains(&number), "{}: {}", entry.path().display(), &found[0]);
            }
        }
    }
}

#[test]
fn paths_named_on_pages_exist() {
    let path = Regex::new(r"`((?:src|tests|rules|corpus|benches|docs)/[A-Za-z0-9_./-]+)`");
    let path = path.expect("a regular expression");
    let mut names: Vec<String> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].map(str::to_owned).to_vec();
    names.extend(pages().iter().map(|name| format!("docs/src/{name}")));
    for name in names {
        for found in path.captures_iter(&page(&name)) {
            assert!(root().join(&found[1]).exists(), "{name} names {}", &found[1]);
        }
    }
}
