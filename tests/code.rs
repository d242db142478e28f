//! Tests of `dateline code`, and of standard input where no corpus is named. They run the program.

mod common;

use common::{Shelf, dateline, dateline_reading};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const BOMBED: &str =
    "Russian jets bombed a market in Aleppo on Tuesday, killing at least 12 people.";

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_sentence_gives_a_table_of_its_events() {
    let ran = dateline(&["code", BOMBED, "--date", "2016-08-03", "--outlet", "Wire"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for part in ["text 2016-08-03 Wire", "air_strike", "Russian jets", "2016-08-02", "12 killed"] {
        assert!(one_line(&ran.out).contains(part), "{part}: {}", ran.out);
    }
}

#[test]
fn several_texts_are_articles_of_their_own() {
    let ran = dateline(&["code", "Rebels shelled Hama.", BOMBED, "-f", "jsonl"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ids: Vec<String> = ran
        .out
        .lines()
        .map(|line| {
            let event: serde_json::Value = serde_json::from_str(line).unwrap();
            event["article"]["id"].as_str().unwrap().to_owned()
        })
        .collect();
    assert!(ids.contains(&"text-1".to_owned()) && ids.contains(&"text-2".to_owned()), "{ids:?}");
    assert_eq!(ran.err.matches("no publication date").count(), 1, "said once: {}", ran.err);
}

#[test]
fn the_reasons_on_the_page_are_those_of_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/src/quick-start.md")).unwrap();
    let shown = page.split_once("```text why\n").unwrap().1.split_once("```").unwrap().0;
    let ran = dateline(&["code", BOMBED, "--date", "2016-08-03", "--why"]);
    let said = one_line(&ran.out);
    for line in shown.lines() {
        assert!(said.contains(&one_line(line)), "{line}: {}", ran.out);
    }
}

#[test]
fn every_attribute_has_its_reason() {
    let text = "The Syrian Observatory for Human Rights said rebels will attack Hama on Tuesday.";
    let ran = dateline(&["code", text, "--why"]);
    let said = one_line(&ran.out);
    for part in [
        "by \"will\"",
        "speaker of \"said\"",
        "how its rule matched",
        "\"on Tuesday\" needs the publication date, which is not known",
        "read as town, Hama, SYR",
    ] {
        assert!(said.contains(part), "{part}: {}", ran.out);
    }
    let refused = dateline(&["code", text, "--why", "-f", "csv"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("--why explains a table"), "{}", refused.err);
}

#[test]
fn without_an_event_the_nearest_rules_are_named() {
    let text = "The committee met in Geneva to talk about wheat.";
    let ran = dateline(&["code", text]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("text: no event\n"), "{}", ran.out);
    assert!(ran.out.contains("does not fire: "), "{}", ran.out);
    let ran = dateline(&["code", text, "-f", "jsonl"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert!(ran.err.contains("text: no event"), "{}", ran.err);
    let shelf = Shelf::new();
    let pack = shelf.pack("mine", &[("a.rhai", "rule(\"a/a\").kind(\"a\").when(\"shelled\");\n")]);
    let ran = dateline(&["code", text, "-p", &pack]);
    assert!(ran.out.contains("no rule's required words occur in it"), "{}", ran.out);
}

#[test]
fn piped_text_is_coded() {
    for args in [&["code"][..], &["code", "-"]] {
        let ran = dateline_reading(args, BOMBED.as_bytes());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.starts_with("stdin\n"), "{}", ran.out);
    }
    // Windows-1252, with a headline: the offsets lead into the bytes that were piped in.
    let ran = dateline_reading(
        &["code", "-f", "jsonl", "--title", "Hit", "--date", "3 August 2016"],
        b"Jets bombed Aleppo\x92s market.",
    );
    let event: serde_json::Value = serde_json::from_str(ran.out.lines().next().unwrap()).unwrap();
    assert_eq!(event["article"]["decoding"], "windows-1252");
    assert_eq!(event["article"]["title"], "Hit");
    assert_eq!(
        (&event["evidence"]["raw_start"], &event["evidence"]["raw_end"]),
        (&0.into(), &28.into())
    );
}

#[test]
fn texts_at_fault_are_refused_with_what_to_do() {
    for (args, told) in [
        (&["code", ""][..], "argument 1: empty"),
        (&["code", "Shells fell.", " \n"], "argument 2: empty"),
        (&["code", "\u{1}\u{2}"], "argument 1: empty"),
        (&["code", "-", "-"], "only once"),
        (&["code", "x", "--date", "soon"], "write it as 2024-03-12"),
        (&["code", "x", "--date", "2024-02-30"], "write it as 2024-03-12"),
        (&["code", "x", "--date", ""], "write it as 2024-03-12"),
        (&["code"], "pipe one in"),
        (&["explain"], "pipe one in"),
    ] {
        let ran = dateline(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.contains(told), "{args:?}: {}", ran.err);
    }
    let ran = dateline_reading(&["code"], b"\0\x01\xff\0\0");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("binary, not text"), "{}", ran.err);
    let ran = dateline_reading(&["code", "-"], b"");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("empty"), "{}", ran.err);
    let ran = dateline(&["code", "Jets\u{1b}[2J bombed Aleppo\u{7}."]);
    assert!(!ran.out.contains('\u{1b}') && ran.out.contains("air_strike"), "{}", ran.out);
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_not_utf_8_is_refused() {
    use std::os::unix::ffi::OsStrExt;
    let text = std::ffi::OsStr::from_bytes(b"Caf\xe9 was bombed.");
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    let ran = command.arg("code").arg(text).stdin(Stdio::null()).output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("argument 1: it is not UTF-8"));
}

#[test]
fn a_text_of_megabytes_is_coded_and_a_larger_one_refused() {
    let shelf = Shelf::new();
    shelf.put("mine/pack.toml", "name = \"mine\"\nversion = \"0.1.0\"\n");
    shelf.put("mine/a.rhai", "rule(\"a/a\").kind(\"a\").when(\"shelled\");\n");
    let pack = shelf.at("mine");
    let mut text = "The committee met again. ".repeat(100_000);
    text.push_str("Rebels shelled Hama.");
    let ran = dateline_reading(&["code", "-p", &pack], text.as_bytes());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("*shelled*"), "{}", ran.out);
    let ran = dateline_reading(&["code", "-p", &pack], &vec![b'a'; 33 << 20]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("larger than 33554432 bytes"), "{}", ran.err);
}

#[test]
fn texts_in_one_case_are_told() {
    let ran =
        dateline(&["code", "JETS BOMBED A MARKET IN ALEPPO.", "jets bombed a market in aleppo."]);
    assert!(ran.err.contains("text-1 is in capitals only"), "{}", ran.err);
    assert!(ran.err.contains("text-2 is in small letters only"), "{}", ran.err);
    let shelf = Shelf::new();
    for name in ["a", "b"] {
        shelf.put(&format!("news/{name}.txt"), "jets bombed a market in aleppo.");
    }
    shelf.put("news/c.txt", "Jets bombed a market in Aleppo.");
    for command in ["run", "incidents"] {
        let ran = dateline(&[command, &shelf.at("news")]);
        assert_eq!(ran.err.matches("note: 2 articles are in small letters only").count(), 1);
        assert_eq!(dateline(&[command, &shelf.at("news"), "-q"]).err, "", "{command}");
    }
}

#[test]
fn a_run_codes_what_is_piped_in_and_says_so() {
    let named = dateline_reading(&["run", "-"], BOMBED.as_bytes());
    let piped = dateline_reading(&["run"], BOMBED.as_bytes());
    assert_eq!(piped.out, named.out);
    assert_eq!(piped.err, "coding standard input; name - to say so\n");
    assert_eq!(dateline_reading(&["run", "-q"], BOMBED.as_bytes()).err, "");
    let ran = dateline_reading(&["incidents"], BOMBED.as_bytes());
    assert!(ran.out.contains("Aleppo") && ran.err.contains("coding standard input"), "{}", ran.err);
    let ran = dateline_reading(&["explain"], BOMBED.as_bytes());
    assert!(ran.out.starts_with("stdin:1"), "{}", ran.out);
}

#[test]
fn an_empty_standard_input_gives_the_shipped_corpus() {
    let told = "standard input is empty: coding the shipped corpus\n";
    let device = dateline(&["run"]);
    assert!(device.out.contains("seed-000"));
    assert_eq!(device.err, told);
    let pipe = dateline_reading(&["run"], b"");
    assert_eq!((pipe.out, pipe.err.as_str()), (device.out.clone(), told));
    let shelf = Shelf::new();
    let file = fs::File::open(shelf.put("empty.txt", "")).unwrap();
    let ran = Command::new(env!("CARGO_BIN_EXE_dateline")).arg("run").stdin(file).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stderr), told);
    // A corpus that is named is read, whatever is piped in.
    let named = dateline_reading(&["run", "corpus/seed-000.txt"], BOMBED.as_bytes());
    assert_eq!(named.err, "");
}

#[test]
fn an_open_and_silent_pipe_does_not_stop_a_run() {
    let began = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.arg("run").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let held = child.stdin.take(); // the pipe stays open
    let ran = child.wait_with_output().unwrap();
    drop(held);
    let err = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && err.contains("nothing came through standard input"), "{err}");
    assert!(String::from_utf8_lossy(&ran.stdout).contains("seed-000"));
    assert!(began.elapsed() > Duration::from_secs(4), "a slow writer is waited for");
}
