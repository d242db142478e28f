//! The size of the terminal window, and the pager for texts that do not fit into it.

use std::io::Write;
use std::process::{Command, Stdio};
use unicode_width::UnicodeWidthStr;

/// The columns of the window; `None` without a terminal.
pub fn width() -> Option<usize> {
    size().map(|(columns, _)| columns)
}

/// Columns and rows of the window.
fn size() -> Option<(usize, usize)> {
    let (columns, rows) = crossterm::terminal::size().ok()?;
    (columns > 0 && rows > 0).then_some((columns.into(), rows.into()))
}

/// Whether a text and the prompt after it take more rows than the window has.
pub fn is_long(text: &str) -> bool {
    let Some((columns, rows)) = size() else { return false };
    rows_of(text, columns, rows) + 1 > rows
}

/// The rows that `text` takes; counting stops soon after `enough`.
fn rows_of(text: &str, columns: usize, enough: usize) -> usize {
    let mut rows = 0;
    for line in text.lines() {
        rows += bare(line).width().div_ceil(columns).max(1);
        if rows > enough {
            break;
        }
    }
    rows
}

/// A line without the codes that colour it.
fn bare(line: &str) -> String {
    let mut bare = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // All colour codes end with a letter.
            let _ = chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            bare.push(c);
        }
    }
    bare
}

/// Shows `text` in the pager: `$DATELINE_PAGER`, `$PAGER`, else less. `false`: there is no pager, and nothing was
/// shown.
pub fn page(text: &str) -> bool {
    let Some(mut command) = pager(|name| std::env::var(name).ok()) else { return false };
    let Ok(mut child) = command.stdin(Stdio::piped()).spawn() else { return false };
    if let Some(mut input) = child.stdin.take() {
        // A pager that the user quits early closes the pipe.
        let _ = input.write_all(text.as_bytes());
    }
    // 126 and 127 are the shell's exit codes for a program that it cannot run or find.
    let code = child.wait().ok().and_then(|status| status.code());
    !matches!(code, Some(126 | 127))
}

fn pager(variable: impl Fn(&str) -> Option<String>) -> Option<Command> {
    let named = variable("DATELINE_PAGER").or_else(|| variable("PAGER"));
    let mut command = match named.as_deref().map(str::trim) {
        // The user wants no pager.
        Some("" | "cat") => return None,
        Some(named) => {
            let mut shell = Command::new("sh");
            shell.args(["-c", named]);
            shell
        }
        None => {
            let mut less = Command::new("less");
            less.arg("-FRX");
            return Some(less);
        }
    };
    // The pager named is most often less without its options.
    if variable("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    Some(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_count_wrapped_lines_and_ignore_colour_codes() {
        assert_eq!(rows_of("a\n\nb\n", 10, 100), 3);
        assert_eq!(rows_of("0123456789a\n", 10, 100), 2);
        assert_eq!(rows_of("日本語日本語\n", 10, 100), 2);
        assert_eq!(rows_of("\u{1b}[1;33m0123456789\u{1b}[0m\n", 10, 100), 1);
        assert_eq!(rows_of(&"a\n".repeat(1000), 10, 20), 21);
    }

    #[test]
    fn the_pager_comes_from_the_environment() {
        let with = |given: &[(&str, &str)]| {
            let value = |name: &str| {
                given.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            };
            let command = pager(value)?;
            let args = command.get_args().map(|arg| arg.to_string_lossy().into_owned());
            Some(args.collect::<Vec<_>>().join(" "))
        };
        assert_eq!(with(&[]).as_deref(), Some("-FRX"));
        assert_eq!(with(&[("PAGER", "more")]).as_deref(), Some("-c more"));
        assert_eq!(
            with(&[("PAGER", "more"), ("DATELINE_PAGER", "w3m -")]).as_deref(),
            Some("-c w3m -")
        );
        assert_eq!(with(&[("PAGER", "more"), ("DATELINE_PAGER", "")]), None);
        assert_eq!(with(&[("PAGER", "cat")]), None);
    }
}
