//! Tests of scripts piped into the live session: no prompts, replies on standard output, an end at the first error.

use assert_cmd::Command;
use std::process::Output;

fn repl(arguments: &[&str], script: impl Into<Vec<u8>>) -> Output {
    let mut command = Command::cargo_bin("dateline").unwrap();
    command.arg("repl").args(arguments).write_stdin(script).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_script_runs_without_prompts() {
    let output =
        repl(&[], "let a = any(\n  \"truce\"\n)\n\ncount(a)\n// a remark\n:quit\ncount(a)\n");
    assert!(output.status.success());
    assert_eq!(out(&output), "3 matches in 3 sentences of 2 articles\n");
    assert_eq!(err(&output), "");
}

#[test]
fn a_script_ends_at_the_first_error_and_names_its_line() {
    let output = repl(&[], "1 + 1\n:nope\n2 + 2\n3 + 3\n");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(out(&output), "2\n");
    let told = err(&output);
    assert!(told.contains("no command :nope"), "{told}");
    assert!(told.contains("stopped at line 2 of the script; 2 lines after it not run"), "{told}");

    let output = repl(&[], "count(\"truce\"\n");
    assert_eq!(output.status.code(), Some(1), "what is open at the end is at fault");
    assert!(err(&output).contains("prompt:1"), "{}", err(&output));
}

#[test]
fn unsaved_rules_are_named_at_the_end() {
    let output = repl(&[], "rule(\"x/y\").kind(\"k\").when(\"truce\")\n");
    assert!(output.status.success());
    assert!(out(&output).contains("x/y  +3 added"));
    assert!(err(&output).contains("typed and not saved: x/y"));
}

#[test]
fn echo_shows_the_entries() {
    let output = repl(&["--echo"], "let a =\n  3\n");
    assert_eq!(out(&output), "dateline> let a =\n........>   3\n\n");
}

#[test]
fn a_session_that_cannot_be_opened_fails_at_once() {
    for (arguments, told) in [
        (&["nowhere"][..], "no file or folder nowhere"),
        (&["--pack", "syriah"][..], "did you mean \"syria\"?"),
    ] {
        let output = repl(arguments, "1 + 1\n");
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(out(&output), "");
        assert!(err(&output).contains(told), "{}", err(&output));
    }
    let output = repl(&[], &b"\xff\xfe\n"[..]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("UTF-8"), "{}", err(&output));
}

#[test]
fn a_line_of_a_script_never_answers_a_question() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.csv");
    std::fs::write(&file, "mine\n").unwrap();
    let path = file.display();
    let output = repl(&[], format!(":export {path}\n1 + 1\n"));
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("exists"), "{}", err(&output));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine\n");
    let output = repl(&[], format!(":export {path} replace\n:quit\n"));
    assert!(output.status.success(), "{}", err(&output));
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("id,"));
}
