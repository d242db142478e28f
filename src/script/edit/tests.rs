//! Files with rules written into them, byte for byte.

use super::*;

const FILE: &str = "//! Truces.\n\nlet truce = any(\"truce\", \"ceasefire*\");\nlet line = any(\"ceasefire line\"); // no truce\n\
    fn short(m) { m.text() }\n\n// The first.\nrule(\"t/held\").kind(\"truce\").when(truce & \"held\").unless(line)\n    \
    .example(\"The truce held.\"); // as ever\n\n/* the second */\nrule(\"t/over\")\n    .kind(\"truce\")\n    .when(truce & \"over\")\n    \
    .code(|m| #{ note: short(m) });\n";

fn text(file: &str, id: &str, typed: &str) -> String {
    place(file, id, typed, &[]).unwrap().text
}

#[test]
fn a_rule_takes_the_place_of_the_files_own_and_the_rest_stays() {
    let typed = "let truce = any( \"truce\", \"ceasefire*\" );\n\nrule(\"t/held\").kind(\"truce\").mode(\"m\").when(truce);\n";
    let placed = place(FILE, "t/held", typed, &[]).unwrap();
    let old = "rule(\"t/held\").kind(\"truce\").when(truce & \"held\").unless(line)\n    .example(\"The truce held.\");";
    let new = "rule(\"t/held\").kind(\"truce\").mode(\"m\").when(truce);";
    assert_eq!(placed.text, FILE.replace(old, new));
    assert_eq!((placed.line, placed.replaced), (8, true));
    assert_eq!(placed.lost, [(true, "The truce held.".to_owned())]);
    assert!(placed.added.is_empty());
}

#[test]
fn a_new_rule_stands_at_the_end_behind_a_blank_line_with_what_it_needs() {
    let typed = "let calm = any(\"calm\");\nfn short(m) { m.text() }\nfn long(m) { short(m) + 1 }\n\n\
        rule(\"t/calm\").kind(\"truce\").when(calm).code(|m| #{ note: long(m) });\n";
    let placed = place(FILE, "t/calm", typed, &[]).unwrap();
    let end = "\nlet calm = any(\"calm\");\nfn long(m) { short(m) + 1 }\n\n\
        rule(\"t/calm\").kind(\"truce\").when(calm).code(|m| #{ note: long(m) });\n";
    assert_eq!(placed.text, format!("{FILE}{end}"));
    assert_eq!(placed.added, ["calm", "long"]);
    assert!(!placed.replaced);
    assert_eq!(placed.text.lines().nth(placed.line - 1).unwrap(), end.lines().last().unwrap());
    let rule = "rule(\"a\").kind(\"k\").when(\"w\");";
    assert_eq!(text("", "a", rule), format!("{rule}\n"));
    assert_eq!(text("//! Head", "a", rule), format!("//! Head\n\n{rule}\n"));
    let open = "rule(\"b\").kind(\"k\").when(\"v\") // last";
    assert_eq!(
        text(open, "a", rule),
        format!("rule(\"b\").kind(\"k\").when(\"v\"); // last\n\n{rule}\n")
    );
    assert_eq!(text("let a = 1;\r\n\r\n", "a", rule), format!("let a = 1;\r\n\r\n{rule}\r\n"));
}

#[test]
fn what_is_new_stands_above_the_rule_and_its_comment() {
    let typed = "let calm = any(\"calm\");\nrule(\"t/held\").kind(\"truce\").when(calm);";
    let new = text(FILE, "t/held", typed);
    assert!(
        new.contains("m.text() }\n\nlet calm = any(\"calm\");\n\n// The first.\nrule(\"t/held\").kind(\"truce\").when(calm); // as ever\n"),
        "{new}"
    );
    // A name that the file has only below is not there yet.
    let file = "rule(\"a\").kind(\"k\").when(\"w\");\nlet calm = any(\"calm\");\n";
    let new = text(file, "a", "let calm = any(\"calm\");\nrule(\"a\").kind(\"k\").when(calm);");
    assert_eq!(
        new,
        "let calm = any(\"calm\");\n\nrule(\"a\").kind(\"k\").when(calm);\nlet calm = any(\"calm\");\n"
    );
}

#[test]
fn a_name_with_another_meaning_is_objected_to() {
    let refused = |typed: &str| place(FILE, "t/new", typed, &[]).unwrap_err();
    let other = refused("let truce = any(\"lull\");\nrule(\"t/new\").kind(\"k\").when(truce);");
    assert_eq!(
        (other.message.as_str(), other.line),
        ("the file has another `truce`, in line 3", Some(3))
    );
    assert!(other.help.contains("another name"));
    let own = refused(
        "fn short(m) { 1 }\nrule(\"t/new\").kind(\"k\").when(\"w\").code(|m| #{ note: short(m) });",
    );
    assert_eq!(own.line, Some(5));
    // One of other arity is another function.
    let typed = "fn short(m, n) { 1 }\nrule(\"t/new\").kind(\"k\").when(\"w\").code(|m| #{ note: short(m, 1) });";
    assert!(place(FILE, "t/new", typed, &[]).is_ok());
    // A method or property of that name is none.
    let typed = "let line = any(\"x\");\nrule(\"t/new\").kind(\"k\").when(\"w\").code(|m| #{ note: m.line() });";
    assert!(place(FILE, "t/new", typed, &[]).unwrap().added.is_empty());
    // The same words made of another meaning are another meaning.
    let file = "let a = any(\"x\");\nlet b = a & \"y\";\nlet a = any(\"z\");\n";
    let typed = "let a = any(\"z\");\nlet b = a & \"y\";\nrule(\"n\").kind(\"k\").when(b);";
    assert!(place(file, "n", typed, &[]).unwrap_err().message.contains("`b`"));
    let changed = "let a = any(\"z\");\na = a | \"more\";\nrule(\"n\").kind(\"k\").when(a);";
    assert!(place(file, "n", changed, &[]).unwrap_err().message.contains("`a`"));
    assert_eq!(
        place("", "n", changed, &[]).unwrap().text.lines().nth(1),
        Some("a = a | \"more\";")
    );
}

#[test]
fn what_cannot_be_read_or_told_apart_is_objected_to() {
    let rule = "rule(\"a\").kind(\"k\").when(\"w\");";
    let broken = place("let a = 1;\nlet b = (;\n", "a", rule, &[]).unwrap_err();
    assert_eq!(broken.line, Some(2));
    assert!(broken.message.starts_with("the file cannot be read, line 2"), "{broken:?}");
    assert!(place("", "a", "rule(\"a\"", &[]).unwrap_err().message.contains("what was typed"));
    assert!(place("", "b", rule, &[]).is_err());
    let twice = place(&format!("{rule}\n{rule}\n"), "a", rule, &[]).unwrap_err();
    assert_eq!(twice.line, Some(2));
    let hidden = format!("let r = 1;\nlet r = {rule}\n");
    assert_eq!(place(&hidden, "a", rule, &[]).unwrap_err().line, Some(2));
    assert!(place("let a = 1;\n/* open", "a", rule, &[]).is_err());
}

#[test]
fn a_long_line_is_broken_before_each_call_and_examples_end_it() {
    let typed = "rule(\"a/b\").about(\"What it finds, told at length. So.\").kind(\"k\").when(seq(\"a\", \"b\").gap(2) & x.named(\"t\")).code(|m| #{ mode: m.text() });";
    let typed = format!("let x = any(\"x\");\n{typed}");
    let examples = [
        (true, "He said \"a\\b\".\nTwice.".to_owned()),
        (false, "No a.".to_owned()),
        (true, "He said \"a\\b\".\nTwice.".to_owned()),
    ];
    let placed = place("", "a/b", &typed, &examples).unwrap();
    assert_eq!(
        placed.text,
        "let x = any(\"x\");\n\nrule(\"a/b\")\n    .about(\"What it finds, told at length. So.\")\n    .kind(\"k\")\n    \
         .when(seq(\"a\", \"b\").gap(2) & x.named(\"t\"))\n    .code(|m| #{ mode: m.text() })\n    \
         .example(\"He said \\\"a\\\\b\\\".\\nTwice.\")\n    .counterexample(\"No a.\");\n"
    );
    // Written again with the same examples nothing changes.
    let again =
        place(&placed.text, "a/b", &source(&placed.text, "a/b").unwrap(), &examples).unwrap();
    assert_eq!((again.text, again.lost), (placed.text, Vec::new()));
    let own = "rule(\"c\")\n  .kind(\"k\")\n  .when(\"w\") // why\n  ;";
    let placed = place("", "c", own, &[(true, "W.".into())]).unwrap();
    assert_eq!(
        placed.text,
        "rule(\"c\")\n  .kind(\"k\")\n  .when(\"w\") // why\n    .example(\"W.\");\n"
    );
}

#[test]
fn a_rule_of_a_file_comes_with_what_it_stands_on() {
    assert_eq!(
        source(FILE, "t/over").unwrap(),
        "let truce = any(\"truce\", \"ceasefire*\");\nfn short(m) { m.text() }\n\nrule(\"t/over\")\n    .kind(\"truce\")\n    \
         .when(truce & \"over\")\n    .code(|m| #{ note: short(m) });\n"
    );
    assert_eq!(source(FILE, "t/none"), None);
    assert_eq!(source("let a = (", "a"), None);
    assert_eq!(
        source("rule(`a`).kind(\"k\").when(\"w\")", "a").unwrap(),
        "rule(`a`).kind(\"k\").when(\"w\");\n"
    );
}

#[test]
fn texts_are_written_so_that_they_are_read_back() {
    for text in ["", "a \"b\" \\ c", "é\n\t\r\u{1}\u{85}", "${x} `y` 'z' //", "\u{202e}ع"] {
        assert_eq!(literal(&layout::quoted(text)).as_deref(), Some(text));
        let read = reader().eval_expression::<String>(&layout::quoted(text)).unwrap();
        assert_eq!(read, text);
    }
    assert_eq!(literal("#\"a\\n\"#").as_deref(), Some("a\\n"));
    assert_eq!(literal("`a${b}`"), None);
}
