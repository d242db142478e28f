//! Completes files and folders as arguments of commands: with `~`, spaces escaped or quoted, a slash after folders.
//! The only part of completion that reads the disk.

use super::candidate::{Completion, CompletionCandidate};
use super::choose::{begins, is_seen};
use super::quotes;
use crate::repl::lex;
use std::path::{Path, PathBuf};

/// How many entries of a folder are read at most, so that a huge folder does not block typing.
const MOST: usize = 5_000;

/// The files that the word `typed`, which starts at byte `start`, may mean.
pub fn in_word(typed: &str, start: usize) -> Completion {
    let quote = typed.chars().next().filter(|quote| matches!(quote, '"' | '\''));
    let pieces =
        lex::command(&format!(": {typed}")).into_iter().last().map(|piece| lex::meant(&piece));
    let meant = if typed.is_empty() { String::new() } else { pieces.unwrap_or_default() };
    let (folder, name) = match meant.rfind('/') {
        Some(at) => meant.split_at(at + 1),
        None if meant == "~" => ("~/", ""),
        None => ("", meant.as_str()),
    };
    let candidates = entries(folder, name)
        .into_iter()
        .map(|entry| {
            let is_folder = entry.ends_with('/');
            let mut text = quotes::escaped_word(&format!("{folder}{entry}"), quote);
            if is_folder && quote.is_some() {
                // Without the closing quote, since more will be typed inside.
                text.pop();
            }
            CompletionCandidate { text, shown: entry, about: String::new() }
        })
        .collect();
    Completion { start, candidates }
}

/// The entries of a folder that begin with `name`, sorted, folders with a slash; hidden ones only if `name` begins
/// with a dot, and none with a line end or a character that cannot be seen.
fn entries(folder: &str, name: &str) -> Vec<String> {
    let Ok(found) = std::fs::read_dir(expanded(folder)) else { return Vec::new() };
    let mut entries: Vec<String> = found
        .take(MOST)
        .flatten()
        .filter_map(|entry| {
            let shown = entry.file_name().into_string().ok()?;
            let wanted = is_seen(&shown)
                && begins(&shown, name)
                && (name.starts_with('.') || !shown.starts_with('.'));
            // `is_dir` follows links.
            let slash = if wanted && entry.path().is_dir() { "/" } else { "" };
            wanted.then(|| format!("{shown}{slash}"))
        })
        .collect();
    entries.sort();
    entries
}

/// The folder that a text names: the working folder if it is empty, the home folder for `~`.
fn expanded(folder: &str) -> PathBuf {
    let home = std::env::var_os("HOME");
    match (folder.strip_prefix("~/"), home) {
        (Some(below), Some(home)) => Path::new(&home).join(below),
        _ if folder.is_empty() => PathBuf::from("."),
        _ => PathBuf::from(folder),
    }
}
