//! The question of `pack update`, at a terminal.

use crate::desk::{Desk, MORE_RULES};
use expectrl::process::unix::WaitStatus;
use expectrl::session::OsSession;
use std::io::{ErrorKind, Write};
use std::time::{Duration, Instant};

/// Starts an update to 1.1.0 and waits for its question.
fn asked(desk: &Desk) -> OsSession {
    desk.pack("roads", "roads", "1.0.0", "");
    desk.repository("roads", &["v1.0.0"]);
    desk.study("study");
    desk.fine("ben", "study", &["pack", "add", &desk.git_url("roads")]);
    desk.pack("roads", "roads", "1.1.0", "");
    desk.shelf.put("roads/roads.rhai", MORE_RULES);
    desk.repository("roads", &["v1.1.0"]);
    let mut command = desk.command(env!("CARGO_BIN_EXE_dateline"), "ben", "study");
    command.args(["pack", "update", "--on", "../articles"]).env("TERM", "dumb");
    let mut session = OsSession::spawn(command).expect("a pseudo-terminal");
    let (mut text, begun) = (String::new(), Instant::now());
    while !text.contains("y or n") {
        assert!(begun.elapsed() < Duration::from_secs(120), "no question: {text}");
        let mut bytes = [0; 4096];
        match session.try_read(&mut bytes) {
            Ok(0) => panic!("it ended: {text}"),
            Ok(count) => text.push_str(&String::from_utf8_lossy(&bytes[..count])),
            Err(why) if why.kind() == ErrorKind::WouldBlock => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(why) => panic!("{why}: {text}"),
        }
    }
    session
}

#[test]
fn ctrl_c_at_the_question_ends_the_command_and_writes_nothing() {
    let desk = Desk::new();
    let mut session = asked(&desk);
    let files = desk.files("study");
    session.write_all(b"\x03").expect("the terminal takes keys");
    session.flush().expect("the terminal takes keys");
    let ended = session.get_process().wait().expect("it ends");
    assert!(matches!(ended, WaitStatus::Exited(_, 130)), "{ended:?}");
    assert_eq!(desk.files("study"), files);
}

#[test]
fn yes_at_the_question_writes() {
    let desk = Desk::new();
    let mut session = asked(&desk);
    session.write_all(b"y\r").expect("the terminal takes keys");
    session.flush().expect("the terminal takes keys");
    let ended = session.get_process().wait().expect("it ends");
    assert!(matches!(ended, WaitStatus::Exited(_, 0)), "{ended:?}");
    assert!(desk.fine("ben", "study", &["pack", "list"]).starts_with("roads  1.1.0"));
}
