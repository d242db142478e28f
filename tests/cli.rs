//! Tests of the binary: exit codes, messages, files. The coding itself is tested elsewhere.

use assert_cmd::Command;
use std::fs;
use std::io::Write;
use std::path::Path;

fn dateline(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.args(args);
    command
}

/// Runs it, and gives exit code, standard output and standard error.
fn outcome(args: &[&str]) -> (i32, String, String) {
    let output = dateline(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn is_refused(args: &[&str], told: &str) {
    let (code, out, err) = outcome(args);
    assert_eq!(code, 2, "{args:?}: {err}");
    assert!(err.contains(told), "{args:?}: {err}");
    assert_eq!(out, "", "{args:?}");
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn wrong_use_is_refused_with_help() {
    is_refused(&["rnu"], "unrecognized subcommand");
    is_refused(&["run", "--fromat", "csv"], "--format");
    is_refused(&["run", "--jobs", "0"], "leave --jobs out to use all cores");
    is_refused(&["run", "--pack", "syira"], "did you mean \"syria\"?");
    is_refused(&["run", "--kind", "airstrike"], "did you mean \"air_strike\"?");
    is_refused(&["run", "no/such/corpus"], "no file or folder no/such/corpus");
    is_refused(&["run", "-o", "no/such/folder/x.jsonl"], "make it first");
    is_refused(&["run", "-o", "."], "name a file in it");
    is_refused(&["run", "--field", "text"], "--field text");
    is_refused(&["explain", "seed-3"], "did you mean \"seed-003\"?");
    is_refused(&["explain", "seed-003", "--rule", "no/such/rule"], "no rule \"no/such/rule\"");
    is_refused(&["explain", "seed-003", "--sentence", "0"], "counted from 1");
    is_refused(&["score", "--gold", "no/gold.jsonl"], "cannot read no/gold.jsonl");
    is_refused(&["score", "--tolls", "no/tolls.jsonl"], "cannot read no/tolls.jsonl");
}

#[test]
fn a_refused_run_keeps_the_old_output() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("events.jsonl");
    fs::write(&out, "old").unwrap();
    is_refused(&["run", "no/such/corpus", "-o", out.to_str().unwrap()], "no file or folder");
    assert_eq!(fs::read_to_string(&out).unwrap(), "old");
    assert_eq!(names(folder.path()), ["events.jsonl"]);
}

#[test]
fn the_shipped_corpus_gives_the_same_bytes_for_any_number_of_jobs() {
    let (code, one, err) = outcome(&["run", "--jobs", "1"]);
    assert_eq!((code, err.as_str()), (0, "standard input is empty: coding the shipped corpus\n"));
    assert!(one.lines().count() > 5);
    for jobs in ["2", "5"] {
        assert_eq!(outcome(&["run", "--jobs", jobs]).1, one);
    }
    for line in one.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(event["article"]["id"].as_str().unwrap().starts_with("seed-00"));
    }
}

#[test]
fn the_file_name_selects_the_format() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let events = outcome(&["run"]).1;
    assert_eq!(outcome(&["run", "-o", &path("a.jsonl")]).0, 0);
    assert_eq!(fs::read_to_string(path("a.jsonl")).unwrap(), events);

    assert_eq!(outcome(&["run", "-o", &path("a.csv")]).0, 0);
    let mut csv = csv::Reader::from_path(path("a.csv")).unwrap();
    assert_eq!(csv.records().collect::<Result<Vec<_>, _>>().unwrap().len(), events.lines().count());

    let table = outcome(&["run", "--format", "table"]).1;
    assert!(table.starts_with("seed-000") && table.lines().all(|line| !line.contains('\u{1b}')));
    for line in outcome(&["run", "--format", "hits"]).1.lines() {
        assert_eq!(line.split('\t').count(), 2, "{line}");
    }
    let mut written = names(folder.path());
    written.sort();
    assert_eq!(written, ["a.csv", "a.csv.run.json", "a.jsonl", "a.jsonl.run.json"]);
}

#[test]
fn events_can_be_filtered_by_kind() {
    let (code, out, _) = outcome(&["run", "--kind", "air_strike"]);
    assert_eq!(code, 0);
    assert!(!out.is_empty() && out.lines().all(|line| line.contains("\"kind\":\"air_strike\"")));
}

#[test]
fn a_missing_path_does_not_affect_the_rest() {
    let (code, out, err) = outcome(&["run", "corpus/seed-003.txt", "no/such/corpus"]);
    assert_eq!(code, 2);
    assert!(!out.is_empty());
    assert!(err.contains("no/such/corpus"), "{err}");
}

#[test]
fn a_bad_article_is_reported_and_an_error_only_with_strict() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("news.jsonl");
    let good = r#"{"id":"a","text":"An air strike hit the bridge on Monday."}"#;
    fs::write(&corpus, format!("{good}\nno json\n{good}\n")).unwrap();
    let path = corpus.to_str().unwrap();
    let (code, _, err) = outcome(&["run", path]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("1 article or file was left out"), "{err}");
    assert!(err.contains("news.jsonl:2"), "{err}");
    assert_eq!(outcome(&["run", "--strict", path]).0, 2);
}

#[test]
fn gold_with_an_unknown_word_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let gold = folder.path().join("gold.jsonl");
    let line = |count: &str| {
        format!(
            "{{\"article\":\"seed-003\",\"kind\":\"casualties\",\"evidence\":\"x\",\"counts\":[{count}]}}\n"
        )
    };
    let sound = line(r#"{"what":"killed","value":4,"bound":"at least"}"#);
    for (count, told) in [
        (
            r#"{"what":"dead","value":4}"#,
            "\"dead\" is not a type of count: use one of killed, wounded",
        ),
        (
            r#"{"what":"killed","bound":"maybe"}"#,
            "is not a bound of a figure: use one of exact, at_least",
        ),
    ] {
        fs::write(&gold, sound.clone() + &line(count)).unwrap();
        let (code, _, err) = outcome(&["score", "--gold", gold.to_str().unwrap()]);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("gold.jsonl:2: this line is not a gold mention"), "{err}");
        assert!(err.contains(told), "{err}");
    }
    fs::write(&gold, sound).unwrap();
    let (code, _, err) = outcome(&["score", "--gold", gold.to_str().unwrap()]);
    assert_eq!(code, 0, "{err}");
}

#[test]
fn a_score_reports_what_it_leaves_out() {
    let folder = tempfile::tempdir().unwrap();
    let gold = folder.path().join("gold.jsonl");
    let line = |article: &str, evidence: &str| {
        let mention = serde_json::json!({
            "article": article, "kind": "air_strike", "evidence": evidence, "stance": "asserted",
        });
        format!("{mention}\n")
    };
    let found = line("seed-003", "with Aleppo under Russian carpet bombing");
    fs::write(&gold, found.clone() + &line("seed-003", "not in it") + &line("other", "x")).unwrap();
    let gold_path = gold.to_str().unwrap();
    let (code, out, err) = outcome(&["score", "--gold", gold_path]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("1 gold mention of 1 other article left out"), "{out}");
    assert!(out.contains("1 gold passage not found in the text"), "{out}");
    assert!(out.contains("4 articles without gold left out"), "{out}");
    let json = outcome(&["score", "--json", "--confusions", "--gold", gold_path]).1;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["overall"]["gold"], 2);
    assert!(json["confusions"].is_array());
    let (_, twice, err) = outcome(&["score", "corpus", "corpus", "--json", "--gold", gold_path]);
    let twice: serde_json::Value = serde_json::from_str(&twice).unwrap();
    assert_eq!(twice["overall"]["gold"], 2);
    assert!(err.contains("seed-003: this id was there before"), "{err}");
    fs::write(&gold, line("other", "x")).unwrap();
    is_refused(&["score", "--gold", gold_path], "no article of the corpus has gold");
}

#[test]
fn tolls_of_whole_articles_are_scored() {
    let folder = tempfile::tempdir().unwrap();
    let tolls = folder.path().join("tolls.jsonl");
    let lines = "{\"article\": \"seed-000\", \"killed\": [20, 24]}\n{\"article\": \"seed-001\", \"killed\": 3}\n";
    fs::write(&tolls, lines).unwrap();
    let path = tolls.to_str().unwrap();
    let (code, out, err) = outcome(&["score", "--json", "--tolls", path]);
    assert_eq!(code, 0, "{err}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["verdicts"]["seed-000"], "exact");
    assert_eq!((&json["articles"], &json["untold"]), (&2.into(), &0.into()));
    let out = outcome(&["score", "--confusions", "--tolls", path]).1;
    assert!(out.starts_with("2 articles with a toll."), "{out}");
    is_refused(&["score"], "--gold FILE");
    is_refused(&["score"], "--keys FILE");
    is_refused(&["score"], "--tolls FILE");
    is_refused(&["score", "--gold", path, "--tolls", path], "cannot be used with");
    fs::write(&tolls, "{\"article\": \"nowhere\", \"killed\": 3}\n").unwrap();
    is_refused(&["score", "--tolls", path], "no article of the corpus has a toll");
    fs::write(&tolls, "{\"article\": \"seed-000\"}\n").unwrap();
    is_refused(&["score", "--tolls", path], "tolls.jsonl:1: this line is not a toll");
    is_refused(&["score", "--tolls", path], "nothing is scored until all lines can be read");
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["run", "--quiet"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_the_old_file_and_leaves_no_temporary_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("events.jsonl");
    fs::write(&out, "old").unwrap();
    // Standard input is left open, so that the run waits for more input.
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["run", "-", "-o", out.to_str().unwrap()])
        .stdin(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.as_mut().unwrap().write_all(b"An air strike hit").unwrap();
    while names(folder.path()).len() < 2 {
        assert!(child.try_wait().unwrap().is_none(), "the run ended before it was stopped");
        std::thread::yield_now();
    }
    // The temporary file is created after the program started to watch for Ctrl-C.
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(fs::read_to_string(&out).unwrap(), "old");
    assert_eq!(names(folder.path()), ["events.jsonl"]);
}

#[test]
fn a_closure_that_skips_gives_no_hit() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("mine.rhai");
    let text = "rule(\"a/skips\").kind(\"k\").when(\"shelled\").code(|m| skip(\"never\"));\n\
        rule(\"a/plain\").kind(\"k\").when(\"shelled\");\n\
        rule(\"a/some\").kind(\"k\").when(\"town\").code(|m| [#{}]);\n";
    fs::write(&rules, text).unwrap();
    let news = folder.path().join("news.txt");
    fs::write(&news, "Guns shelled the town.\n").unwrap();
    let (rules, news) = (rules.to_str().unwrap(), news.to_str().unwrap());
    let (code, out, err) = outcome(&["run", news, "-p", rules, "-f", "hits", "-q"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("a/plain") && out.contains("a/some") && !out.contains("a/skips"), "{out}");
}
