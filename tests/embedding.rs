//! Tests for programs that embed the library: the examples run, and the list of crates that are built.

#[path = "../examples/code_article.rs"]
mod code_article;
#[path = "../examples/own_sink.rs"]
mod own_sink;

use std::process::Command;

#[test]
fn an_article_in_memory_is_coded_with_a_pack_in_memory() {
    code_article::main().unwrap();
    let lines = code_article::coded().unwrap();
    let [line] = lines.lines().collect::<Vec<_>>()[..] else { panic!("one event: {lines}") };
    let event: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(event["kind"], "protest");
    assert_eq!(event["trigger"]["text"], "marched");
    assert_eq!(event["date"]["start"], "2016-08-11");
    assert_eq!(event["article"]["outlet"], "Example Wire");
    assert_eq!(event["evidence"]["raw_start"], 0);
}

#[test]
fn a_custom_sink_writes_and_reports_losses() {
    own_sink::main().unwrap();
    let (rows, report) = own_sink::written().unwrap();
    assert_eq!(
        rows,
        "day\tactor\tkind\trecipient\tarticle\n\
         2016-08-11\tHarbour Guard\tarrest\tPier Gang\tgullhaven-1\n"
    );
    assert!(report.starts_with("who-did-what: 1 of 2 events written\n"), "{report}");
    assert!(report.contains("did not happen, or not yet"), "{report}");
}

/// The names of the crates that a build with only these features contains.
fn crates(features: &[&str]) -> Vec<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR")).args(["tree", "--offline", "--locked"]);
    cargo.args(["--edges", "normal", "--prefix", "none", "--format", "{p}"]);
    cargo.args(["--no-default-features", "--features", &features.join(",")]);
    let output = cargo.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    text.lines().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect()
}

#[test]
fn the_library_alone_has_no_command_line_or_terminal_dependency() {
    let session = ["rustyline", "crossterm", "notify", "notify-debouncer-full"];
    let command = [
        "clap",
        "indicatif",
        "anyhow",
        "mimalloc",
        "rust-embed",
        "signal-hook",
        "minisign",
        "toml_edit",
        "ureq",
        "rustls",
        "rusqlite",
        "parquet",
        "arrow-array",
    ];
    let library = crates(&[]);
    assert!(library.contains(&"rhai".to_owned()), "{library:?}");
    for name in session.iter().chain(&command) {
        assert!(!library.contains(&name.to_string()), "{name} is built for the library alone");
    }
    let cli = crates(&["cli"]);
    assert!(cli.contains(&"clap".to_owned()));
    for name in ["rustyline", "notify", "ureq"] {
        assert!(!cli.contains(&name.to_owned()), "{name} is built for the command alone");
    }
}
