//! Rules that a stranger could have written to end the process, fill the memory or never end. Each case in
//! `hostile_rules/` is a rule file whose first line says what is told of it; the larger ones are made here. Every
//! command must end with a fault that says what is wrong, and the sound rule beside must still give its event.

mod common;

use common::{GOOD, Ran, STRIKE, Shelf, dateline, dateline_reading, project};
use std::fs;

/// An article for the sound rule and for those of the cases.
const ARTICLE: &str = "A bomb fell on the mill. An air strike hit the bridge on Monday.\n";

/// The cases: name, text, and what is told of it.
fn cases() -> Vec<(String, String, String)> {
    let entries = fs::read_dir(project("tests/hostile_rules")).expect("the cases");
    let mut all: Vec<_> = entries
        .map(|entry| {
            let path = entry.expect("a case").path();
            let text = fs::read_to_string(&path).expect("a text");
            let told = text.lines().next().and_then(|line| line.strip_prefix("//! told: "));
            let told = told.expect("the first line says what is told").to_owned();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, text, told)
        })
        .collect();
    all.sort();
    assert!(all.len() > 10);
    all
}

/// A pack of a hostile file and a sound one.
fn pack(shelf: &Shelf, text: &str) -> String {
    shelf.pack("mine", &[("a.rhai", text), ("zzz.rhai", GOOD)])
}

/// The command ended by itself, with a fault that says this, and without the text of a panic.
fn ended_with(what: &str, ran: &Ran, told: &str) {
    assert_eq!(ran.code, 1, "{what}: {}\n{}", ran.code, ran.err);
    assert!(ran.err.contains(told), "{what} does not say {told:?}:\n{}", ran.err);
    assert!(!ran.err.contains("panicked"), "{what}:\n{}", ran.err);
    assert!(ran.err.len() < 200_000, "{what}: {} bytes of faults", ran.err.len());
}

/// A run of the pack in which the sound rule still works.
fn run_with(what: &str, shelf: &Shelf, pack: &str, told: &str) -> Ran {
    let article = shelf.put("a.txt", ARTICLE);
    let ran = dateline(&["run", &article, "-p", pack, "-f", "jsonl"]);
    ended_with(what, &ran, told);
    let rules: Vec<_> = ran.events().iter().map(|event| event["rule"].to_string()).collect();
    assert!(rules.contains(&"\"good/strike\"".to_owned()), "{what}: {rules:?}");
    ran
}

#[test]
fn no_rule_file_ends_the_process() {
    for (name, text, told) in cases() {
        let shelf = Shelf::new();
        let pack = pack(&shelf, &text);
        run_with(&name, &shelf, &pack, &told);
    }
}

#[test]
fn no_entry_ends_a_session() {
    for (name, text, _) in cases().into_iter().filter(|(name, ..)| SESSION.contains(&&name[..])) {
        let shelf = Shelf::new();
        let article = shelf.put("a.txt", STRIKE);
        let sound = shelf.pack("sound", &[("zzz.rhai", GOOD)]);
        let entries = text.lines().skip(1).map(|line| format!("{line}\n")).collect::<String>();
        let ran = dateline_reading(&["repl", &article, "-p", &sound], entries.as_bytes());
        let all = ran.out + ran.err.as_str();
        assert!(ran.code >= 0 && all.contains("error: "), "{name}: {}\n{all}", ran.code);
        assert!(!all.contains("panicked"), "{name}:\n{all}");
    }
}

/// The cases that need no more operations than a file may use, which a prompt may use a hundred times.
const SESSION: &[&str] =
    &["negated", "quoted", "sequence", "near", "mixed", "lists", "closures", "no_order"];

#[test]
fn no_nesting_of_source_ends_the_process() {
    let deep = |open: &str, middle: &str, close: &str| {
        format!("let x = {}{middle}{};", open.repeat(50_000), close.repeat(50_000))
    };
    let joined = |with: &str| format!("let x = {};", vec!["\"bomb\""; 50_000].join(with));
    let texts = [
        deep("(", "1", ")"),
        deep("[", "1", "]"),
        deep("#{ a: ", "1", "}"),
        deep("{", "1", "}"),
        deep("!", "true", ""),
        deep("if true {", "1", "}"),
        deep("|x| ", "1", ""),
        deep("`${", "1", "}`"),
        deep("any(", "\"bomb\"", ")"),
        joined(" | "),
        joined(" + "),
        joined(" && "),
        joined(" ?? "),
        format!("let x = \"bomb\"{};", ".to_upper()".repeat(50_000)),
        format!("let y = []; y{} = 1;", "[0]".repeat(50_000)),
        format!("if false {{}}{}", " else if false {}".repeat(50_000)),
        format!("fn f() {}{}", "{ loop ".repeat(50_000), "}".repeat(50_000)),
        "/*".repeat(50_000),
    ];
    for text in texts {
        let shelf = Shelf::new();
        let pack = pack(&shelf, &text);
        run_with(&text[..40.min(text.len())], &shelf, &pack, "mine/a.rhai");
    }
}

#[test]
fn nested_manifests_and_long_rows_of_packs_are_refused() {
    let shelf = Shelf::new();
    let article = shelf.put("a.txt", ARTICLE);
    let lists = format!("x = {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let pack = shelf.put("odd/pack.toml", format!("name = \"odd\"\nversion = \"1.0.0\"\n{lists}"));
    let ran = dateline(&["run", &article, "-p", pack.trim_end_matches("/pack.toml")]);
    assert!([1, 2].contains(&ran.code) && !ran.err.contains("panicked"), "{}", ran.err);
    for number in 0..3_000 {
        let below = number + 1;
        let manifest =
            format!("name = \"p{number}\"\nversion = \"1.0.0\"\ndepends = [\"../p{below}\"]\n");
        shelf.put(&format!("p{number}/pack.toml"), manifest);
    }
    shelf.put("p3000/pack.toml", "name = \"p3000\"\nversion = \"1.0.0\"\n");
    let ran = dateline(&["run", &article, "-p", &shelf.at("p0")]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("more than 64 levels deep"), "{}", ran.err);
}

#[test]
fn a_file_of_many_variables_or_faults_is_left_early() {
    let shelf = Shelf::new();
    let lets: String = (0..50_000).map(|n| format!("let x{n} = any(\"word{n}\");\n")).collect();
    run_with("lets", &shelf, &pack(&shelf, &lets), "the file has more than 1024 variables");
    let faults = "nosuch();\n".repeat(20_000);
    run_with("faults", &shelf, &pack(&shelf, &faults), "... and 51 more faults");
}

#[test]
fn regexes_of_a_pack_are_bounded_together() {
    let rule = |n: usize| {
        format!("rule(\"r{n}\").kind(\"bombing\").when(regex(`\\w{{{}}}n{n}`));\n", 30 + n % 9)
    };
    let shelf = Shelf::new();
    let rules: String = (0..500).map(rule).collect();
    run_with(
        "regexes",
        &shelf,
        &pack(&shelf, &rules),
        "the regexes of this pack take too much memory",
    );
}

#[test]
fn texts_of_a_pack_are_bounded_together() {
    let rule = |n: usize| {
        format!(
            "let r = rule(\"r{n}\").kind(\"bombing\").when(\"bomb\");\n\
             for i in 0..400 {{ r.example(`${{i}}${{text}}`); }}\n"
        )
    };
    let shelf = Shelf::new();
    let rules: String = (0..8).map(rule).collect();
    let text = format!("let text = \"x\";\ntext.pad(60000, \"x\");\n{rules}");
    let told = "the patterns and texts of this pack take too much memory";
    run_with("texts", &shelf, &pack(&shelf, &text), told);
}

/// Each pattern has as many places as pairs of those of the one before.
#[test]
fn pairs_of_pairs_end() {
    let shelf = Shelf::new();
    let rules = "let w = regex(\"[a-z]+ ?[a-z]*\");\nlet p = near(w, w, 1000);\n\
                 let n = near(p, p, 1000).within(\"sentence\");\n\
                 for i in 0..6 { n = near(n, \"mill\", 900).within(if i % 2 == 0 { \"article\" } else { \"sentence\" }); }\n\
                 rule(\"wide/pairs\").kind(\"bombing\").when(near(p, p, 1000) & \"bomb\");\n\
                 rule(\"wide/scopes\").kind(\"bombing\").when(n & \"bomb\");\n";
    let pack = pack(&shelf, rules);
    let long = format!("A bomb fell on {} mill. ", "the old mill and ".repeat(70));
    let article = shelf.put("a.txt", format!("{}{STRIKE}", long.repeat(8)));
    let ran = dateline(&["run", &article, "-p", &pack, "-f", "jsonl"]);
    assert!(ran.code >= 0 && !ran.err.contains("panicked"), "{}: {}", ran.code, ran.err);
    let rules: Vec<_> = ran.events().iter().map(|event| event["rule"].to_string()).collect();
    assert!(rules.contains(&"\"good/strike\"".to_owned()), "{rules:?}");
}

/// What a closure puts into events is limited by the length of the article, and so are the messages that it throws.
#[test]
fn what_closures_return_is_bounded() {
    let shelf = Shelf::new();
    let rules = "rule(\"fat/note\").kind(\"bombing\").when(\"bomb\").code(|m| { let t = \"x\"; t.pad(30000, \"x\"); #{ note: t } });\n\
                 rule(\"fat/throw\").kind(\"bombing\").when(\"bomb\").code(|m| { throw m.sentence().text() });\n";
    let pack = pack(&shelf, rules);
    let text: String = (0..2_000).map(|n| format!("A bomb fell on mill {n}. ")).collect();
    let article = shelf.put("a.txt", text + STRIKE);
    let ran = dateline(&["run", &article, "-p", &pack, "-f", "jsonl"]);
    assert!(ran.out.len() < 5_000_000, "{} bytes", ran.out.len());
    assert!(ran.err.len() < 100_000 && ran.err.contains("is put aside"), "{}", ran.err);
    assert!(ran.out.contains("good/strike"));
}

/// A rule whose closure does not end, and an article with its word in each of so many sentences.
const ENDLESS: &str =
    "rule(\"bad/endless\").kind(\"bombing\").when(\"bomb\").code(|m| { loop { } });\n";

#[test]
fn a_rule_that_never_ends_is_put_aside_and_counted() {
    let shelf = Shelf::new();
    let pack = pack(&shelf, ENDLESS);
    let mut articles = String::new();
    for number in 0..30 {
        let text = "A bomb fell on the mill. ".repeat(100) + STRIKE.trim();
        articles.push_str(&format!("{{\"id\": \"a{number:02}\", \"text\": \"{text}\"}}\n"));
    }
    let file = shelf.put("a.jsonl", articles);
    let run = |jobs: &str| dateline(&["run", &file, "-p", &pack, "-f", "jsonl", "-j", jobs]);
    let one = run("1");
    ended_with("endless", &one, "ran too many operations");
    assert_eq!(one.events().len(), 30);
    assert!(one.err.contains("is put aside"), "{}", one.err);
    // Three calls in each of six articles exceed the limits, and two in the seventh, after which the rule is not called.
    assert!(one.err.contains("(20 times, in 7 articles)"), "{}", one.err);
    assert!(one.err.contains("(2,980 times, in 30 articles)"), "{}", one.err);
    assert_eq!(one.err.matches("good/strike").count(), 0, "{}", one.err);
    let two = run("3");
    assert_eq!((&one.out, &one.err), (&two.out, &two.err));
}

#[test]
fn a_fault_says_how_often_it_occurred() {
    let shelf = Shelf::new();
    let fails = "rule(\"bad/fails\").kind(\"bombing\").when(\"bomb\").code(|m| m.nosuch());\n";
    let pack = pack(&shelf, fails);
    let article = shelf.put("a.txt", "A bomb fell on the mill. ".repeat(200));
    let ran = dateline(&["run", &article, "-p", &pack, "-f", "jsonl"]);
    ended_with("fails", &ran, "200 times");
}

#[test]
fn a_pattern_of_many_levels_is_evaluated_once_a_level() {
    let shelf = Shelf::new();
    let rules = "let p = any(\"bomb\");\nfor i in 0..30 { p = near(all(p, \"fell\"), \"fell\", 90); }\n\
                 rule(\"deep/near\").kind(\"bombing\").when(p);\n";
    let pack = pack(&shelf, rules);
    let article = shelf.put("a.txt", format!("A bomb {}on the mill.\n", "fell ".repeat(32)));
    let ran = dateline(&["run", &article, "-p", &pack, "-f", "jsonl"]);
    assert_eq!((ran.code, ran.events().len()), (0, 1), "{}", ran.err);
}

#[test]
fn a_session_outlives_the_rule_files_it_watches() {
    let shelf = Shelf::new();
    let text = fs::read_to_string(project("tests/hostile_rules/negated.rhai")).expect("a case");
    let pack = pack(&shelf, &text);
    let article = shelf.put("a.txt", ARTICLE);
    let ran = dateline_reading(&["repl", &article, "-p", &pack], b"1 + 41\n:rules\n");
    let all = ran.out + ran.err.as_str();
    assert!(ran.code >= 0 && all.contains("42") && all.contains("128 levels"), "{all}");
}
