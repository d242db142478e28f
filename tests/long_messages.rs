//! A message is of readable length, however long the name, key, line or text that it is about.

mod common;

use common::{Ran, Shelf, dateline};

/// The length of each name, in bytes.
const LONG: usize = 10_000_000;
/// The length of texts in rule files, a little less than rules may have; longer lines take long in a program built without
/// optimisation.
const LONGISH: usize = 60_000;
/// No run here writes more bytes than this.
const MOST: usize = 20_000;

#[track_caller]
fn judge(what: &str, ran: &Ran) {
    let told = format!("{}{}", ran.err, ran.out);
    let start: String = told.chars().take(3_000).collect();
    assert!(told.len() < MOST, "{what}: {} bytes: {start}", told.len());
    assert_ne!(ran.code, 101, "{what}: {start}");
}

#[test]
fn a_rule_file_with_long_names() {
    let long = "x".repeat(LONGISH);
    for (what, rule) in [
        ("a variable", format!("let a = {};\n", "x".repeat(20 * LONGISH))),
        ("a function", format!("{long}(1);\n")),
        ("a method", format!("let a = 1; a.{long}();\n")),
        ("a kind", format!("rule(\"a/b\").kind(\"{long} y\").when(\"raid\");\n")),
        ("a status", format!("rule(\"a/b\").kind(\"raid\").status(\"{long}\").when(\"raid\");\n")),
        ("an id", format!("rule(\"{long}\").kind(\"raid\").when();\n")),
        ("a lexicon", format!("rule(\"a/b\").kind(\"raid\").when(lexicon(\"{long}\"));\n")),
        ("a regex", format!("rule(\"a/b\").kind(\"raid\").when(regex(\"({long}\"));\n")),
        ("a thrown text", format!("throw \"{long}\";\n")),
        ("a module", format!("import \"{long}\" as m;\n")),
        ("a line", format!("let a = 1; {} nothing;\n", " ".repeat(LONGISH))),
        ("a comment", format!("let a = nothing; // {long}\n")),
    ] {
        let shelf = Shelf::new();
        let pack = shelf.pack("mine", &[("a.rhai", "//! One.\n")]);
        shelf.put("mine/a.rhai", format!("//! One.\n{rule}"));
        for command in ["check", "test"] {
            judge(what, &dateline(&[command, &pack]));
        }
        let machine = dateline(&["check", &pack, "--format", "json"]);
        judge(&format!("{what} as JSON"), &machine);
    }
}

#[test]
fn files_of_a_pack_with_long_names() {
    let long = "x".repeat(LONG);
    for (what, file, text) in [
        ("a key", "pack.toml", format!("name = \"a\"\nversion = \"1\"\n{long} = 1\n")),
        ("a value", "pack.toml", format!("name = 1\nversion = \"{long}\"\n")),
        (
            "a kind",
            "pack.toml",
            format!("name = \"a\"\nversion = \"1\"\n[kinds.{long}]\nnone = 1\n"),
        ),
        (
            "a dependency",
            "pack.toml",
            format!("name = \"a\"\nversion = \"1\"\ndepends = [\"{long}\"]\n"),
        ),
        ("a broken line", "pack.toml", format!("name = \"a\"\nversion = \"1\"\n{long}\n")),
        ("a lexicon's line", "lexicons/l.txt", format!("raid\n({long} *\n")),
        ("a column", "gazetteers/places.csv", format!("name,{long}\na,b\n")),
        ("a cell", "gazetteers/places.csv", format!("name,kind,country\na,{long},SYR\n")),
        ("a row", "gazetteers/places.csv", format!("name,kind,country\na,\"{long}\n")),
    ] {
        let shelf = Shelf::new();
        let pack = shelf.pack("mine", &[("a.rhai", "//! One.\nlet a = lexicon(\"l\");\n")]);
        shelf.put(&format!("mine/{file}"), text);
        judge(what, &dateline(&["check", &pack]));
    }
}

#[test]
fn articles_events_and_gold_with_long_names() {
    let shelf = Shelf::new();
    let long = "x".repeat(LONG);
    let pack = shelf.pack("good", &[("good.rhai", common::GOOD)]);
    for (what, name, text) in [
        ("a key", "a.jsonl", format!("{{\"{long}\": 1}}\n")),
        ("an id", "b.jsonl", format!("{{\"id\": \"{long}\", \"text\": 3}}\n")),
        (
            "a date",
            "c.jsonl",
            format!("{{\"id\": \"a\", \"date\": {{\"{long}\": 1}}, \"text\": 3}}\n"),
        ),
        ("a broken line", "d.jsonl", format!("{{{long}\n")),
        ("a header", "e.csv", format!("{long},b\n1,2\n")),
    ] {
        let corpus = shelf.put(name, text);
        let ran = dateline(&["run", &corpus, "--pack", &pack]);
        assert!(ran.err.len() < MOST, "{what}: {}", ran.err.len());
    }
    let gold = shelf.put("gold.jsonl", format!("{{\"article\": \"a\", \"{long}\": 1}}\n"));
    judge("gold", &dateline(&["score", "--gold", &gold, "--pack", &pack]));
    let events = shelf.put("events.jsonl", format!("{{\"{long}\": 1}}\n"));
    let ran = dateline(&["export", &events, "--format", "csv"]);
    assert!(ran.err.len() < MOST, "{}", ran.err.len());
    let keys = shelf.put("types.toml", format!("task = \"a\"\n{long} = 1\n"));
    judge("a mapping", &dateline(&["score", "--keys", &gold, "--types", &keys, "--pack", &pack]));
}
