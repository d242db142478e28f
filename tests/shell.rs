//! Tests of `dateline doc --completions` and `dateline doc --man`: shells and `man` accept the files.

mod common;

use common::{Shelf, dateline};
use std::fs;
use std::process::Command;

const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

/// The subcommands, as `--help` lists them.
fn subcommands() -> Vec<String> {
    subcommands_of(&["--help"])
}

/// The commands that the help printed for these arguments lists.
fn subcommands_of(args: &[&str]) -> Vec<String> {
    let help = dateline(args).out;
    let list = help.split_once("Commands:\n").expect("a list of commands").1;
    let names = list.lines().take_while(|line| !line.is_empty());
    // A long description continues on a line that is indented further.
    let names = names.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// The script for a shell.
fn script(shell: &str) -> String {
    let ran = dateline(&["doc", "--completions", shell]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell}");
    ran.out
}

/// What `program` prints when called with `args`; `None` if it is not installed.
fn printed(program: &str, args: &[&str]) -> Option<String> {
    let Ok(output) = Command::new(program).args(args).output() else {
        eprintln!("skipped: {program} is not installed");
        return None;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {args:?}: {text}{error}");
    Some(text)
}

#[test]
fn each_script_names_all_commands() {
    let names = subcommands();
    assert!(names.len() > 8, "{names:?}");
    for shell in SHELLS {
        let script = script(shell);
        for name in names.iter().map(String::as_str).chain(["petrarch", "left-out"]) {
            assert!(script.contains(name), "the script for {shell} lacks {name}");
        }
    }
}

#[test]
fn shells_accept_their_scripts() {
    let shelf = Shelf::new();
    for (shell, check) in [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")] {
        printed(shell, &[check, &shelf.put(shell, script(shell))]);
    }
}

#[test]
fn bash_completes_commands_and_values() {
    let shelf = Shelf::new();
    let path = shelf.at("dateline.bash");
    let ran = dateline(&["doc", "--completions", "bash", "-o", &path]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    for (words, expected) in [
        (&["ex"][..], &["explain", "export"][..]),
        (&["import", "g"], &["geonames"]),
        (&["run", "--format", "js"], &["jsonl"]),
    ] {
        let current = words.last().expect("a word");
        let previous = words.iter().rev().nth(1).unwrap_or(&"dateline");
        let call = format!(
            "source {path}; COMP_WORDS=(dateline {}); COMP_CWORD={}; _dateline dateline {current} {previous}; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.join(" "),
            words.len(),
        );
        let Some(text) = printed("bash", &["-c", &call]) else { return };
        assert_eq!(text.lines().collect::<Vec<_>>(), expected, "{words:?}");
    }
}

#[test]
fn each_command_has_a_manual_page() {
    let shelf = Shelf::new();
    let folder = shelf.at("share/man1");
    for _ in 0..2 {
        let ran = dateline(&["doc", "--man", &folder]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    }
    let names = subcommands();
    let mut pages = vec!["dateline".to_owned()];
    pages.extend(names.iter().map(|name| format!("dateline-{name}")));
    for group in ["import", "pack"] {
        let inner = subcommands_of(&[group, "--help"]);
        assert!(inner.len() > 2, "{inner:?}");
        pages.extend(inner.iter().map(|name| format!("dateline-{group}-{name}")));
    }
    pages.retain(|page| !page.ends_with("-help"));
    let mut count = 0;
    for page in pages {
        let path = format!("{folder}/{page}.1");
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(text.contains(&format!(".TH {page} 1 \"\" \"dateline ")), "{text}");
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"] {
            assert!(text.contains(&format!(".SH {section}\n")), "{page} lacks {section}");
        }
        let end = if page == "dateline" { "EXIT STATUS" } else { "SEE ALSO" };
        assert!(text.contains(end), "{page} lacks {end}");
        printed("mandoc", &["-T", "lint", "-W", "error", &path]);
        count += 1;
    }
    // No page of a command that `--help` does not list.
    let written = fs::read_dir(&folder).expect("a folder").count();
    assert_eq!(written, count);
}

#[test]
fn an_unknown_shell_and_a_file_in_place_of_the_folder_are_errors() {
    let ran = dateline(&["doc", "--completions", "tcsh"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("powershell"), "{}", ran.err);
    let shelf = Shelf::new();
    let file = shelf.put("man1", "mine");
    let ran = dateline(&["doc", "--man", &file]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("cannot create"), "{}", ran.err);
    assert_eq!(fs::read_to_string(&file).expect("the file"), "mine");
}
