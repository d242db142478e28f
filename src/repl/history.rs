//! The history of entries across sessions, in a file. Each entry is appended when it is entered, so that a killed
//! session loses none and several sessions can write at once. Shared by the session and its editor.

use crate::file::lock::{LockMode, acquire};
use crate::file::plain;
use crate::file::staged::Staged;
use crate::repl::paths::shown_path;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How many entries are kept.
pub const MOST: usize = 10_000;

/// The largest history file that is read, in bytes.
const MOST_BYTES: u64 = 64 << 20;

/// How long to wait for another session's lock on the file.
const LOCK_TIMEOUT: Duration = Duration::from_millis(500);

/// The entries, the oldest first; of equal ones only the last.
#[derive(Debug, Default)]
pub struct History {
    entries: Vec<String>,
    path: Option<PathBuf>,
    /// The file error that was not reported yet.
    error: Option<String>,
    /// Whether an error was recorded before: only the first is reported.
    error_reported: bool,
}

/// Where the history file is: `$DATELINE_HISTORY`, else `$XDG_STATE_HOME/dateline/history`, else
/// `~/.local/state/dateline/history`. An empty `$DATELINE_HISTORY` means no file.
pub fn path() -> Option<PathBuf> {
    path_from(|name| std::env::var_os(name).map(PathBuf::from))
}

fn path_from(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    if let Some(own) = variable("DATELINE_HISTORY") {
        return (!own.as_os_str().is_empty()).then_some(own);
    }
    // The XDG standard says that relative folders are to be ignored.
    let state = variable("XDG_STATE_HOME").filter(|state| state.is_absolute());
    let state = state.or_else(|| Some(variable("HOME")?.join(".local/state")))?;
    Some(state.join("dateline").join("history"))
}

impl History {
    /// The history in the file at `path`; a file that does not exist is read as empty. `None`: the history lasts as
    /// long as the session. If the file cannot be read, the error is returned by [`take_error`](Self::take_error).
    pub fn open(path: Option<PathBuf>) -> History {
        let mut history = History { path, ..History::default() };
        let Some(path) = history.path.clone() else { return history };
        match read(&path) {
            Ok(text) => {
                let lines = text.lines().count();
                history.entries = bounded(text.lines().map(entry));
                // Rewritten only now and then.
                if lines > history.entries.len() + MOST / 2 {
                    history.guard(rewrite);
                }
            }
            Err(error) => history.fail(&path, "be read", &error),
        }
        history
    }

    /// The entries, the oldest first.
    pub fn entries(&self) -> &[String] {
        &self.entries
    }

    /// Adds an entry and appends it to the file. An empty one, or one that begins with a space, is not kept.
    pub fn add(&mut self, text: &str) {
        let text = text.trim_end();
        if text.is_empty() || text.starts_with(char::is_whitespace) {
            return;
        }
        let repeated = self.entries.last().is_some_and(|last| last == text);
        if repeated {
            return;
        }
        self.entries.retain(|entry| entry != text);
        self.entries.push(text.to_owned());
        if self.entries.len() > MOST {
            self.entries.remove(0);
        }
        self.guard(|path| append(path, text));
    }

    /// The entries that contain `text`, ignoring case; the newest first.
    pub fn search(&self, text: &str) -> Vec<&str> {
        let wanted = text.to_lowercase();
        let all = self.entries.iter().rev().map(String::as_str);
        all.filter(|entry| entry.to_lowercase().contains(&wanted)).collect()
    }

    /// The last entry that begins with `start` and is longer.
    pub fn continued(&self, start: &str) -> Option<&str> {
        let mut all = self.entries.iter().rev();
        let longer = |entry: &&String| entry.len() > start.len() && entry.starts_with(start);
        all.find(longer).map(String::as_str)
    }

    /// The error of the history file, once in a session.
    pub fn take_error(&mut self) -> Option<String> {
        self.error.take()
    }

    /// Runs `work` on the file, if there is one, and records its error.
    fn guard(&mut self, work: impl FnOnce(&Path) -> io::Result<()>) {
        if let Some(path) = self.path.clone()
            && let Err(error) = work(&path)
        {
            self.fail(&path, "be written", &error);
        }
    }

    fn fail(&mut self, path: &Path, what: &str, error: &io::Error) {
        if !std::mem::replace(&mut self.error_reported, true) {
            self.error = Some(format!(
                "the history of entries cannot {what}: {}: {error}; set $DATELINE_HISTORY to another file, \
                 or to nothing for none",
                shown_path(path)
            ));
        }
    }
}

/// The entries without those repeated later, at most the last [`MOST`].
fn bounded(entries: impl Iterator<Item = String>) -> Vec<String> {
    let all: Vec<String> = entries.filter(|entry| !entry.trim().is_empty()).collect();
    let mut seen = std::collections::HashSet::new();
    let mut last: Vec<&String> =
        all.iter().rev().filter(|entry| seen.insert(*entry)).take(MOST).collect();
    last.reverse();
    last.into_iter().cloned().collect()
}

/// An entry escaped to one line.
fn line(entry: &str) -> String {
    let entry = entry.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
    entry + "\n"
}

/// The entry of an escaped line.
fn entry(line: &str) -> String {
    let mut entry = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        let escaped = if c == '\\' { chars.next() } else { None };
        match escaped {
            Some('n') => entry.push('\n'),
            Some('r') => entry.push('\r'),
            Some(other) => entry.push(other),
            None => entry.push(c),
        }
    }
    entry
}

/// The file's text; bytes that are not UTF-8 are replaced.
fn read(path: &Path) -> io::Result<String> {
    match plain::read(path, MOST_BYTES) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error),
    }
}

/// Appends an entry to the file. If the last line is incomplete, a line end is added first.
fn append(path: &Path, text: &str) -> io::Result<()> {
    let _held = hold(path)?;
    let mut file = plain::open_with(path, private().read(true).append(true).create(true))?;
    let glue = match ends_within_line(&mut file)? {
        true => "\n",
        false => "",
    };
    file.write_all(format!("{glue}{}", line(text)).as_bytes())
}

fn ends_within_line(file: &mut File) -> io::Result<bool> {
    use std::io::{Seek, SeekFrom};
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// Removes repeated and old entries from the file. Writes to another file first, so that nothing is lost if this is
/// interrupted.
fn rewrite(path: &Path) -> io::Result<()> {
    let _held = hold(path)?;
    let entries = bounded(read(path)?.lines().map(entry));
    let text: String = entries.iter().map(|entry| line(entry)).collect();
    // The permissions of the old file are kept.
    let mut file = Staged::open(path)?;
    file.write_all(text.as_bytes())?;
    file.commit_durably()
}

/// Readable by the owner only: entries may be private.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Locks the history against other sessions until the result is dropped. A separate file is locked, because the
/// history file may be replaced.
fn hold(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = private();
    options.write(true).create(true).truncate(false);
    let lock = plain::open_with(&with_ending(path, "lock"), &options)?;
    match acquire(&lock, LockMode::Exclusive, LOCK_TIMEOUT)? {
        true => Ok(lock),
        false => Err(io::Error::other("another session keeps it locked")),
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn opened(path: &Path) -> History {
        History::open(Some(path.to_owned()))
    }

    #[test]
    fn entries_are_kept_and_of_equal_ones_the_last() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/dateline/history");
        let mut first = opened(&path);
        for text in ["one", "rule(\"x\\\\y\")\n  .when(1)", "two", "one", " secret", "", "two\n"] {
            first.add(text);
        }
        let expected = ["rule(\"x\\\\y\")\n  .when(1)", "one", "two"];
        assert_eq!(first.entries(), expected);
        assert_eq!(opened(&path).entries(), expected);
        assert!(first.take_error().is_none());
    }

    #[test]
    fn concurrent_sessions_lose_no_entry() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history");
        std::thread::scope(|scope| {
            for session in 0..4 {
                let mut history = opened(&path);
                scope.spawn(move || (0..50).for_each(|n| history.add(&format!("{session} {n}"))));
            }
        });
        let all = opened(&path);
        assert_eq!(all.entries().len(), 200);
        for session in 0..4 {
            let own = format!("{session} ");
            let own: Vec<&String> = all.entries().iter().filter(|e| e.starts_with(&own)).collect();
            let expected: Vec<String> = (0..50).map(|n| format!("{session} {n}")).collect();
            assert_eq!(own, expected.iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_entry_is_not_appended_to_an_incomplete_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history");
        std::fs::write(&path, b"whole\nhal\xff").unwrap();
        opened(&path).add("next");
        assert_eq!(opened(&path).entries(), ["whole", "hal\u{fffd}", "next"]);
    }

    #[test]
    fn the_history_is_bounded_in_memory_and_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history");
        let many: String = (0..MOST * 2).map(|n| format!("entry {n}\n")).collect();
        std::fs::write(&path, many).unwrap();
        let mut history = opened(&path);
        assert_eq!((history.entries().len(), history.entries()[0].as_str()), (MOST, "entry 10000"));
        history.add("more");
        assert_eq!(history.entries().len(), MOST);
        let left = std::fs::read_to_string(&path).unwrap();
        assert_eq!(left.lines().count(), MOST + 1);
    }

    #[test]
    fn entries_are_found_by_text_and_prefix() {
        let mut history = History::open(None);
        for text in ["kwic(\"Truce\")", "count(truce)", "let a = 1"] {
            history.add(text);
        }
        assert_eq!(history.search("TRUCE"), ["count(truce)", "kwic(\"Truce\")"]);
        assert_eq!(history.continued("k"), Some("kwic(\"Truce\")"));
        assert_eq!(history.continued("let a = 1"), None);
    }

    #[test]
    fn an_error_is_reported_once_and_entries_are_still_kept() {
        let folder = tempfile::tempdir().unwrap();
        // The path is a folder, not a file.
        let mut history = opened(folder.path());
        let message = history.take_error().unwrap();
        assert!(
            message.contains("cannot be read") && message.contains("$DATELINE_HISTORY"),
            "{message}"
        );
        history.add("one");
        history.add("two");
        assert_eq!(history.take_error(), None);
        assert_eq!(history.entries(), ["one", "two"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_and_a_device_are_no_history() {
        let folder = tempfile::tempdir().unwrap();
        let make = |path: &Path| {
            assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
        };
        let pipe = folder.path().join("pipe");
        make(&pipe);
        let message = opened(&pipe).take_error().unwrap();
        assert!(message.contains("it is a named pipe"), "{message}");
        assert!(append(&pipe, "one").unwrap_err().to_string().contains("it is a named pipe"));
        let message = opened(Path::new("/dev/zero")).take_error().unwrap();
        assert!(message.contains("it is a device"), "{message}");
        // The file that is locked is beside it.
        make(&folder.path().join("history.lock"));
        let mut history = opened(&folder.path().join("history"));
        history.add("one");
        let message = history.take_error().unwrap();
        assert!(message.contains("it is a named pipe"), "{message}");
    }

    #[test]
    fn the_path_comes_from_the_environment() {
        let with = |given: &[(&str, &str)]| {
            let given: Vec<(String, PathBuf)> =
                given.iter().map(|(name, value)| ((*name).to_owned(), value.into())).collect();
            path_from(|name| {
                given.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
            })
        };
        let home = ("HOME", "/home/a");
        assert_eq!(with(&[home]), Some("/home/a/.local/state/dateline/history".into()));
        assert_eq!(with(&[home, ("XDG_STATE_HOME", "/s")]), Some("/s/dateline/history".into()));
        assert_eq!(with(&[home, ("XDG_STATE_HOME", "s")]), with(&[home]));
        assert_eq!(with(&[home, ("DATELINE_HISTORY", "h")]), Some("h".into()));
        assert_eq!(with(&[home, ("DATELINE_HISTORY", "")]), None);
        assert_eq!(with(&[]), None);
    }

    proptest! {
        #[test]
        fn any_entry_survives_escaping(text in "[\\\\nr\n\r\"aé]{0,20}") {
            let line = line(&text);
            prop_assert_eq!(line.matches('\n').count(), 1);
            prop_assert_eq!(entry(&line[..line.len() - 1]), text);
        }
    }
}
