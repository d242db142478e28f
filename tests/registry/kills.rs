//! A program that is killed at any step of a change leaves the old state or the new one. The steps are those at which
//! the binary, built for tests, ends itself if a variable names them.

use crate::desk::{Desk, MORE_RULES};

const STEPS: &[&str] = &[
    "after copy",
    "before next lock",
    "before pack.toml",
    "after pack.toml",
    "after lock",
    "vendor: copied",
];

/// Runs a command that ends itself at a step; whether it did.
fn is_killed(desk: &Desk, step: &str, args: &[&str]) -> bool {
    let mut command = desk.command(env!("CARGO_BIN_EXE_dateline"), "ben", "study");
    let output =
        command.args(args).env("DATELINE_KILL_AT", step).output().expect("the binary runs");
    output.status.code().is_none() || output.status.code() == Some(134)
}

/// Kills a command at every step, and looks at the events; how often it was killed.
fn kill_at_every_step(prepare: impl Fn() -> Desk, args: &[&str]) -> usize {
    let whole = prepare();
    let old = whole.events("ben", "study", ".");
    whole.fine("ben", "study", args);
    let new = whole.events("ben", "study", ".");
    let settled = whole.files("study");
    let mut killed = 0;
    for step in STEPS {
        let desk = prepare();
        if !is_killed(&desk, step, args) {
            continue;
        }
        killed += 1;
        let now = desk.events("ben", "study", ".");
        assert!(now == old || now == new, "killed at {step:?} of {args:?}: {now}");
        // The lock agrees with pack.toml, and the command can be given again.
        desk.fine("ben", "study", &["pack", "list"]);
        let again = desk.run("ben", "study", args);
        assert_eq!(again.code, 0, "after {step:?}: {}", again.err);
        desk.fine("ben", "study", &["pack", "sync", "--locked"]);
        assert_eq!(desk.events("ben", "study", "."), new, "{step}");
        let names = |files: std::collections::BTreeMap<String, Vec<u8>>| -> Vec<String> {
            files.into_keys().filter(|path| !path.ends_with(".part")).collect()
        };
        assert_eq!(names(desk.files("study")), names(settled.clone()), "{step}");
    }
    killed
}

/// A study, and a repository with two versions of a pack.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.pack("roads", "roads", "1.0.0", "");
    desk.repository("roads", &["v1.0.0"]);
    desk.pack("roads", "roads", "1.1.0", "");
    desk.shelf.put("roads/roads.rhai", MORE_RULES);
    desk.repository("roads", &["v1.1.0"]);
    desk.study("study");
    desk
}

/// The arguments that add a version of the pack of the repository beside the study.
const ADD: [&str; 5] = ["pack", "add", "git+../roads", "--version", "1.0.0"];

#[test]
fn an_add_that_is_killed_leaves_the_old_or_the_new_state() {
    let prepare = || {
        let desk = desk();
        desk.fine("ben", "study", &["pack", "sync"]);
        desk
    };
    assert_eq!(kill_at_every_step(prepare, &ADD), 4);
}

#[test]
fn an_add_of_an_archive_that_is_killed_leaves_the_old_or_the_new_state() {
    let prepare = || {
        let desk = desk();
        desk.fine("ben", ".", &["pack", "build", "roads"]);
        desk
    };
    assert_eq!(kill_at_every_step(prepare, &["pack", "add", "../roads-1.1.0.pack"]), 5);
}

#[test]
fn an_update_that_is_killed_leaves_the_old_or_the_new_state() {
    let prepare = || {
        let desk = desk();
        desk.fine("ben", "study", &ADD);
        desk
    };
    let update = ["pack", "update", "--yes", "--on", "../articles"];
    assert_eq!(kill_at_every_step(prepare, &update), 4);
}

#[test]
fn a_vendor_that_is_killed_leaves_the_old_or_the_new_state() {
    let prepare = || {
        let desk = desk();
        desk.fine("ben", "study", &ADD);
        desk
    };
    assert_eq!(kill_at_every_step(prepare, &["pack", "vendor"]), 1);
}
