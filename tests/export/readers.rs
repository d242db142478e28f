//! The programs that read what was written. A test whose program is missing says so and passes.

use std::process::Command;

/// Runs a Python script that needs these modules; what it printed, or `None` where there is no such Python.
/// `DATELINE_PYTHON` names another interpreter than `python3`.
pub fn python(modules: &[&str], script: &str, args: &[&str]) -> Option<String> {
    let python = std::env::var("DATELINE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let imports = modules.iter().map(|module| format!("import {module}\n")).collect::<String>();
    let there = Command::new(&python).args(["-c", &imports]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        println!("skipped: {python} with {} is not on this machine", modules.join(", "));
        return None;
    }
    Some(ran(Command::new(&python).env("PYTHONUTF8", "1").args(["-c", script]).args(args)))
}

/// Runs a program; what it printed, or `None` where it is not on this machine.
pub fn program(name: &str, args: &[&str]) -> Option<String> {
    if Command::new(name).arg("--version").output().is_err() {
        println!("skipped: {name} is not on this machine");
        return None;
    }
    Some(ran(Command::new(name).args(args)))
}

fn ran(command: &mut Command) -> String {
    let output = command.output().expect("a program");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.trim().is_empty(), "{told}");
    String::from_utf8(output.stdout).expect("UTF-8")
}
