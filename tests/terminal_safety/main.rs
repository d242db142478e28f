//! Nothing that comes from a pack, a file or an argument controls the terminal, or makes a line of its own: every command
//! is run on hostile names and texts. The commands are those of the program, so that a new one fails until it is run here.

#[path = "../common/mod.rs"]
mod common;
mod world;

use std::collections::BTreeMap;
use world::{BAD, Output, World};

/// One run of a command.
struct Case {
    args: Vec<String>,
    input: String,
    /// Whether standard output is for programs, and keeps its bytes.
    is_data: bool,
}

/// Whether a character may come out: what can be seen, line ends, tabs, and the marks that the program itself writes.
fn may_come_out(c: char) -> bool {
    !dateline::legible::is_hidden(c) || matches!(c, '\n' | '\t' | '\u{2068}' | '\u{2069}')
}

#[track_caller]
fn judge(what: &str, text: &str) {
    if let Some(odd) = text.chars().find(|&c| !may_come_out(c)) {
        panic!("{what}: {odd:?} came out:\n{:?}", text.chars().take(4_000).collect::<String>());
    }
    for line in text.lines() {
        assert!(!line.starts_with("FORGED"), "{what}: a line of its own:\n{text}");
    }
}

/// The page of commands as the program prints it: each command that runs, with its options that take a value.
fn commands(world: &World) -> BTreeMap<String, Vec<String>> {
    let page = world.run(&["doc", "--commands"], "").out;
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut name = String::new();
    for line in page.lines() {
        if let Some(heading) = line.trim_start_matches('#').strip_prefix(" `dateline ") {
            name = heading.trim_end_matches('`').to_owned();
            continue;
        }
        // A command of commands has no usage of its own.
        if line == format!("dateline {name}") || line.starts_with(&format!("dateline {name} ")) {
            found.entry(name.clone()).or_default();
        }
        if let Some(option) = line.strip_prefix("| `-") {
            let cell = option.split(" | ").next().unwrap_or_default();
            let words = format!("-{cell}").replace('`', "");
            let long = words.split([' ', ',']).find(|word| word.starts_with("--"));
            let takes_value = words.split(' ').next_back().is_some_and(|word| {
                word.chars().all(|c| c.is_ascii_uppercase() || "_=[]<>.|".contains(c))
            });
            if let (Some(long), true) = (long, takes_value) {
                found.entry(name.clone()).or_default().push(long.to_owned());
            }
        }
    }
    assert!(found.len() > 25, "the page of commands has changed its form: {found:?}");
    found
}

#[test]
fn no_argument_controls_the_terminal() {
    let world = World::new();
    for (command, options) in commands(&world) {
        let words: Vec<&str> = command.split(' ').collect();
        let odd = format!("--{BAD}");
        let mut tried: Vec<Vec<&str>> = vec![vec![odd.as_str()], vec![BAD], vec![BAD; 9]];
        // With a path that is not there, so that none codes the shipped corpus.
        tried.extend(options.iter().map(|option| vec![option.as_str(), BAD, BAD]));
        for args in tried {
            let args = [&words[..], &args[..]].concat();
            let Output { out, err, .. } = world.run(&args, "");
            // A file of that name may be there, from an option before. These write JSON Lines into a pipe.
            if !["run", "incidents", "export"].contains(&command.as_str()) {
                judge(&format!("{args:?} stdout"), &out);
            }
            judge(&format!("{args:?} stderr"), &err);
        }
    }
    for args in [vec![BAD], vec!["help", BAD], vec!["pack", "help", BAD], vec!["pack", BAD]] {
        let Output { out, err, .. } = world.run(&args, "");
        judge("wrong use", &format!("{out}{err}"));
    }
}

#[test]
fn no_name_or_text_in_a_file_controls_the_terminal() {
    let world = World::new();
    world.events();
    let mut cases = cases(&world);
    for command in commands(&world).keys() {
        let mut is_quoted = false;
        let tried = cases.remove(command.as_str()).unwrap_or_default();
        assert!(!tried.is_empty(), "no run of `dateline {command}` here: add one to `cases`");
        for case in tried {
            let args: Vec<&str> = case.args.iter().map(String::as_str).collect();
            let Output { out, err, code } = world.run(&args, &case.input);
            assert!(code.is_some_and(|code| code < 101), "{args:?} ended with {code:?}: {err}");
            judge(&format!("{args:?} stderr"), &err);
            if !case.is_data {
                judge(&format!("{args:?} stdout"), &out);
            }
            is_quoted |= out.contains("OWNED") || err.contains("OWNED");
        }
        assert!(
            is_quoted,
            "no run of `dateline {command}` shows a hostile text, so that it proves nothing"
        );
    }
    assert!(cases.is_empty(), "runs of commands that do not exist: {:?}", cases.keys());
}

/// The runs of each command.
fn cases(world: &World) -> BTreeMap<&'static str, Vec<Case>> {
    let mut all: BTreeMap<&'static str, Vec<Case>> = BTreeMap::new();
    let at = |name: &str| world.at(name);
    let (evil, news, sound) = (at("evil"), at("news"), at("sound"));
    let (plain, events, gold) = (at("plain"), at("events.jsonl"), at("gold.jsonl"));
    let mut add = |command: &'static str, args: &[&str]| {
        let words = command.split(' ').chain(args.iter().copied()).map(str::to_owned).collect();
        let is_data = args.iter().any(|arg| DATA.contains(arg));
        let case = Case { args: words, input: String::new(), is_data };
        all.entry(command).or_default().push(case);
    };
    let text = format!("A raid hit Gullhaven {BAD}. A truce held {BAD}.");
    for format in ["table", "jsonl", "csv", "acled", "plover", "hits"] {
        add("code", &[&text, "--title", BAD, "--outlet", BAD, "--pack", &evil, "--format", format]);
        add("run", &[&news, "--pack", &evil, "--format", format]);
        add("export", &[&events, "--format", format]);
    }
    add("code", &[&text, "--why", "--pack", &evil]);
    add("code", &["Quiet, a truce.", "third", "--why", "--pack", &evil]);
    add("run", &[&news, "--pack", &evil, "--kind", BAD]);
    add("export", &[&at("broken.jsonl"), "--format", "table"]);
    for format in ["table", "jsonl", "csv"] {
        add("incidents", &[&news, "--pack", &evil, "--format", format]);
        add("incidents", &["--events", &events, "--pack", &evil, "--format", format]);
    }
    let page = at("report.html");
    add("report", &["--corpus", &news, "--pack", &evil, "-o", &page]);
    add("report", &[&events, "--corpus", &news, "--pack", &evil, "-o", &page]);
    add("report", &[&at("broken.jsonl"), "-o", &page]);
    let file = format!("{news}/n{BAD}.jsonl");
    add("explain", &[&format!("{file}#{BAD}"), "--pack", &evil]);
    add("explain", &[&format!("{file}#{BAD}"), "--pack", &evil, "--sentence", "1"]);
    add("explain", &[&format!("{file}#{BAD}"), "--pack", &evil, "--rule", BAD]);
    add("explain", &[&format!("{file}#nothing"), "--pack", &evil]);
    add("explain", &[&format!("{news}/t{BAD}.txt"), "--pack", &evil, "--rule", "a/given"]);
    for more in [&[][..], &["--confusions"], &["--confusions", "--json"]] {
        for (option, file) in [("--gold", "gold.jsonl"), ("--tolls", "tolls.jsonl")] {
            add("score", &[&[option, &at(file), &news, "--pack", &evil], more].concat());
        }
        let (keys, types) = (at("keys.jsonl"), at("types.toml"));
        add("score", &[&["--keys", &keys, "--types", &types, "--pack", &evil], more].concat());
    }
    add("score", &["--gold", &at("broken.jsonl"), &news, "--pack", &evil]);
    for format in ["table", "md", "json", "html"] {
        add("diff", &[&plain, &evil, "--on", &news, "--gold", &gold, "--format", format]);
        add("diff", &[&events, &evil, "--on", &news, "--format", format]);
        add("diff", &[&events, &at("broken.jsonl"), "--format", format]);
    }
    for format in ["text", "junit", "json"] {
        add("test", &[&evil, "--format", format, "--coverage"]);
        add("test", &[&sound, "--format", format, "--rule", BAD]);
    }
    for format in ["text", "json", "sarif"] {
        add("check", &[&evil, "--format", format]);
        add("check", &[&sound, &plain, "--slow", "--format", format]);
    }
    add("check", &[&format!("{evil}/f0{BAD}.rhai")]);
    add("verify", &[&events, &news, "--pack", &evil]);
    add("verify", &[&events, &news, "--pack", &plain, "--all"]);
    add("verify", &[&at("broken.jsonl"), &news]);
    for format in ["text", "bibtex", "cff"] {
        add("cite", &[&events, "--format", format]);
    }
    add("cite", &[&gold]);
    add("import petrarch", &[&at("dict.txt"), &at("none.txt")]);
    add("import geonames", &[&at("dump.txt"), "--admin1", &at("dict.txt")]);
    add("import names", &[&at("places.csv")]);
    let judged = at("judged.gold.jsonl");
    for tool in ["import labelstudio", "import prodigy", "import brat", "import uima"] {
        add(tool, &[&at("dict.txt"), "--events", &events, "-o", &judged]);
    }
    add("doc", &[&evil]);
    add("doc", &[&evil, "--format", "html"]);
    add("doc", &[BAD]);
    packs(world, &mut add);
    let sessions = [
        ":rules",
        ":events",
        ":corpus",
        ":watch",
        ":profile",
        ":gold",
        ":test",
        ":run",
        ":show 1",
        ":misses",
        ":why 1",
        "articles()",
        "kwic(\"raid\")",
        "count(\"raid\")",
        "article(1)",
        ":code A raid hit us.",
        ":tokens 1:1",
        ":score",
        "let words = lexicon(\"none\");",
        "throw \"x\\x1b[2J\\u202e\";",
        "\"a\\x1b[2J\\u202e\\nb\"",
        ":history",
        ":load nothing\u{1b}[2J\u{202e}",
        ":nosuch\u{1b}[2J\u{202e}",
        "let \u{202e}x\u{1b}[2J = 1;",
    ];
    for entry in sessions {
        for echo in [&[][..], &["--echo"]] {
            let args = [&["repl", &news, "--pack", &evil], echo].concat();
            let args = args.into_iter().map(str::to_owned).collect();
            let input = format!("{entry}\n");
            all.entry("repl").or_default().push(Case { args, input, is_data: false });
        }
    }
    all
}

/// Formats for programs, which keep their bytes in a file or pipe. `hits` and Markdown are among them.
const DATA: &[&str] = &[
    "jsonl", "csv", "acled", "plover", "hits", "--json", "json", "junit", "sarif", "md", "html",
    "bibtex", "cff",
];

/// The runs of the commands for packs, in an order in which each finds what it needs.
fn packs(world: &World, add: &mut impl FnMut(&'static str, &[&str])) {
    let at = |name: &str| world.at(name);
    let (evil, sound, study) = (at("evil"), at("sound"), at("study"));
    let (key, archive, site) = (at("mine.key"), at("roads.pack"), at("site"));
    world.run(&["pack", "keygen", "--no-password", "-o", &key], "");
    world.run(&["pack", "build", &sound, "-o", &archive], "");
    add("pack new", &["river", "--in", &at("river")]);
    add("pack new", &["river", "--in", &evil]);
    add("pack new", &[BAD]);
    add("pack build", &[&sound, "-o", &at("again.pack")]);
    add("pack build", &[&evil]);
    add("pack build", &[&sound, "-o", &at("places.csv")]);
    add("pack keygen", &["--no-password", "-o", &at("second.key")]);
    add("pack keygen", &["--no-password", "-o", &key]);
    for pack in [&archive, &sound, &evil] {
        add("pack sign", &[pack, "--key", &key]);
        add("pack verify", &[pack]);
        add("pack verify", &[pack, "--key", &at("mine.pub")]);
        add("pack verify", &[pack, "--lines"]);
        add("pack publish", &[pack, "--to", &site, "--key", &key, "--note", BAD]);
        add("pack show", &[pack]);
        add("pack show", &[pack, "--json"]);
    }
    add("pack trust", &[&at("mine.pub"), "--as", BAD, "--names", BAD]);
    add("pack trust", &[]);
    add("pack trust", &["--forget", BAD]);
    let folder = ["--in", &study];
    for (command, args) in [
        ("pack add", &[sound.as_str()][..]),
        ("pack add", &[BAD]),
        ("pack add", &[&archive, "--as", BAD]),
        ("pack sync", &[]),
        ("pack sync", &["--locked"]),
        ("pack update", &[]),
        ("pack update", &["roads", "--yes"]),
        ("pack remove", &[BAD]),
        ("pack remove", &["roads"]),
        ("pack list", &[]),
        ("pack tree", &[]),
        ("pack vendor", &[]),
    ] {
        add(command, &[args, &folder].concat());
    }
}
