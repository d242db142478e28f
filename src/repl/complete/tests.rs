//! Tests of completion as a whole: a line with a cursor, and the candidates offered.

use super::*;
use proptest::prelude::*;
use std::sync::Arc;

fn symbols() -> Symbols {
    let list =
        |names: &[&str]| Arc::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    Symbols {
        variables: vec![("truce".into(), Some("Pattern")), ("found".into(), Some("Array"))],
        functions: vec![("shorten".into(), vec!["m".into()])],
        rules: list(&["ceasefire/declared", "ceasefire/broken", "strike/air"]),
        kinds: list(&["air_strike", "ceasefire"]),
        articles: list(&["seed-000", "seed-001", "my \"own\"", "zed\n:quit", "zee\u{202e}"]),
        lexicons: list(&["aircraft", "artillery"]),
        actors: list(&["Syria", "Russia"]),
        packs: list(&["conflict", "syria"]),
        events: list(&["e1"]),
    }
}

/// The start and the texts of the candidates at `^`; the `^` is removed from the line.
fn offered(line: &str) -> (usize, Vec<String>) {
    let at = line.find('^').unwrap();
    let found = complete(&symbols(), &line.replace('^', ""), at);
    (found.start, found.candidates.into_iter().map(|candidate| candidate.text).collect())
}

#[track_caller]
fn only(line: &str, texts: &[&str]) {
    assert_eq!(offered(line).1, texts, "{line}");
}

#[track_caller]
fn among(line: &str, wanted: &[&str], unwanted: &[&str]) {
    let found = offered(line).1;
    for text in wanted {
        assert!(found.iter().any(|other| other == text), "{line}: no {text} in {found:?}");
    }
    for text in unwanted {
        assert!(!found.iter().any(|other| other == text), "{line}: {text} in {found:?}");
    }
}

#[test]
fn commands_are_offered_after_the_colon() {
    assert_eq!(offered(":whyn^"), (0, vec![":whynot ".to_owned()]));
    only(":qui^", &[":quit"]);
    among(":^", &[":load ", ":quit", ":whynot "], &[]);
    only(":nothing^", &[]);
}

#[test]
fn a_name_puts_no_line_end_into_the_line() {
    only(":show z^", &[]);
    only(":show \"z^", &[]);
    only("article(`z^", &[]);
    only("article(\"z^", &["zed\\n:quit\"", "zee\\U0000202e\""]);
    only("article(\"zed\\n^", &["zed\\n:quit\""]);
    let shown = complete(&symbols(), "article(\"z", 10).candidates;
    assert!(shown.iter().all(|one| !one.shown.contains(crate::legible::is_hidden)));
}

#[test]
fn arguments_are_offered_by_their_kind() {
    assert_eq!(offered(":whynot dec^"), (8, vec!["ceasefire/declared".to_owned()]));
    only(":whynot ceasefire/declared seed-001^", &["seed-001:"]);
    only(":whynot x my^", &["my\\ \\\"own\\\":"]);
    only(":miss seed-000:1 air^", &["air_strike"]);
    only(":miss seed-000:1 ^", &["air_strike", "ceasefire"]);
    only(":export /none/a j^", &["jsonl"]);
    only("whynot dec^", &["ceasefire/declared"]);
    assert_eq!(offered("whynot dec^").0, 7, "without its colon");
    only(":set pag^", &["pager"]);
    only(":set pager o^", &["on", "off"]);
    only(":set width ^", &["auto"]);
    only(":show \"my^", &["\"my \\\"own\\\"\""]);
    among(":load s^", &["syria"], &["conflict"]);
    among(":help whyn^", &["whynot"], &[]);
    among(":help Pattern.na^", &["Pattern.named"], &[]);
    only(":unknown a^", &[]);
    only(":quit a^", &[]);
}

#[test]
fn an_entry_after_a_command_is_completed() {
    assert_eq!(offered(":time kw^any"), (6, offered("kw^").1));
    assert_eq!(offered(":time :whyn^"), (6, vec![":whynot ".to_owned()]));
    only(":time truce.nam^", &["named("]);
    among(":time let a = any(\"b\"); a.^", &["gap("], &["trigger()"]);
}

#[test]
fn functions_and_variables_are_offered() {
    among("^", &["any(", "place()", "truce", "shorten("], &["let", "parse_int("]);
    only("sho^", &["shorten("]);
    among("let p = ste^", &["stem("], &[]);
    only("ste^(", &["stem"]);
    among("l^", &["let", "lexicon(", "loop"], &[]);
    only("let pla^", &[]);
    only("12^", &[]);
    only("// pla^", &[]);
    assert_eq!(offered("any(\"a\") & tru^").0, 11);
}

#[test]
fn methods_are_offered_by_the_type_before_the_dot() {
    among("any(\"a\").^", &["gap(", "named(", "within("], &["trigger()", "kind("]);
    among("truce.^", &["named("], &["trigger()"]);
    among("rule(\"x\").kind(\"k\").^", &["when(", "given(", "unless("], &["named("]);
    among("rule(\"x\").code(|m| m.^", &["trigger()", "actor()"], &["named("]);
    among("rule(\"x\").code(|m| m.trigger().^", &["text()", "is_before("], &["trigger()"]);
    among("\"abc\".^", &["to_upper()", "split("], &["trigger()"]);
    among("[1].^", &["push(", "filter("], &["trigger()"]);
    among("events(\"x\").filter(|e| e.^", &["realis()", "count("], &["named("]);
    among("events()[0].^", &["stance()"], &["push("]);
    among("whatever.^", &["trigger()", "named("], &[]);
    among("truce\n  .wi^", &["within("], &[]);
    only("truce.wi^", &["within("]);
    only("truce.nothing^", &[]);
}

#[test]
fn names_inside_quotes_are_offered_by_the_function_around() {
    assert_eq!(offered("lexicon(\"air^"), (9, vec!["aircraft\"".to_owned()]));
    only("lexicon(\"air^\")", &["aircraft"]);
    only("lexicon(\"air^", &["aircraft\""]);
    only("events(\"cease^", &["ceasefire\"", "ceasefire/declared\"", "ceasefire/broken\""]);
    only("events(\"decl^", &["ceasefire/declared\""]);
    only("rule(\"x\").kind(\"a^", &["air_strike\""]);
    only("article(\"seed-001^", &["seed-001\""]);
    only("sentence(\"my^", &["my \\\"own\\\"\""]);
    only("sentence(3, \"my^", &[]);
    only("actor(\"Ru^", &["Russia\""]);
    only("truce.within(\"p^", &["paragraph\""]);
    only("rule(\"x\").status(\"st^", &["stable\""]);
    only("incident(\"x\").of([\"c^", &["ceasefire\""]);
    only("rule(\"x\").when(any(\"a\").named(\"verb\")).code(|m| m.span(\"v^", &["verb\""]);
    only("any(\"cease^", &[]);
    only("\"cease^", &[]);
    only("lexicon(`air^", &["aircraft`"]);
}

#[test]
fn files_are_offered_for_paths() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_str().unwrap();
    std::fs::create_dir(folder.path().join("news 1")).unwrap();
    for name in ["notes.txt", "it's.txt", ".hidden", "news 1/a.jsonl"] {
        std::fs::write(folder.path().join(name), "").unwrap();
    }
    only(
        &format!(":load {root}/n^"),
        &[&format!("{root}/news\\ 1/"), &format!("{root}/notes.txt")],
    );
    only(&format!(":load {root}/news\\ 1/^"), &[&format!("{root}/news\\ 1/a.jsonl")]);
    only(&format!(":load \"{root}/new^"), &[&format!("\"{root}/news 1/")]);
    only(&format!(":load \"{root}/news 1/a^"), &[&format!("\"{root}/news 1/a.jsonl\"")]);
    only(&format!(":load {root}/it^"), &[&format!("{root}/it\\'s.txt")]);
    only(&format!(":load {root}/.h^"), &[&format!("{root}/.hidden")]);
    only(&format!(":load a {root}/NOT^"), &[&format!("{root}/notes.txt")]);
    only(&format!(":load {root}/nothing/^"), &[]);
    only(&format!(":export {root}/no^"), &[&format!("{root}/notes.txt")]);
    // The inserted text names the file.
    let put = offered(&format!(":load {root}/it^")).1.remove(0);
    let line = format!(":load {put}");
    assert_eq!(lex::meant(lex::command(&line).last().unwrap()), format!("{root}/it's.txt"));
}

proptest! {
    #[test]
    fn any_line_and_cursor_position_is_accepted(line in "(:|:time |:save |)[ :/\"'`#{}()a.m1é\n=|,\\\\-]{0,30}", at in 0usize..40) {
        let found = complete(&symbols(), &line, at);
        prop_assert!(found.start <= line.len() && line.is_char_boundary(found.start));
    }
}
