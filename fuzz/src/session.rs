//! Lines typed in a session: no panic, and no control character in a reply. Completion, hints and colours of each line,
//! with the cursor anywhere, keep to the line.

use super::desk;
use super::wide_stack::on_wide_stack;
use dateline::repl::complete::complete;
use dateline::repl::highlight::{painted, tones};
use dateline::repl::hint::hint;
use dateline::repl::is_incomplete::{IncompleteCheck, indent};
use dateline::repl::{Reply, ReplyEnd, Surface, Symbols};

/// The most lines of one session: more take long and find little.
const MOST_LINES: usize = 24;

/// The bytes are lines; a blank at the beginning of a line joins it to the entry before.
pub fn check(data: &[u8]) {
    on_wide_stack(data, |data| {
        let text = String::from_utf8_lossy(data);
        let mut session = desk::open();
        for entry in entries(&text).into_iter().take(MOST_LINES) {
            typed(&entry, &session.symbols());
            if desk::writes_files(&entry) {
                break;
            }
            let reply = session.eval(&entry);
            is_plain(&reply, &entry);
            if reply.end == ReplyEnd::Leave {
                return;
            }
        }
        is_plain(&session.leave(), "the end of input");
    });
}

fn entries(text: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for line in text.split('\n') {
        match entries.last_mut() {
            Some(entry) if line.starts_with(' ') => {
                entry.push('\n');
                entry.push_str(line);
            }
            _ => entries.push(line.to_owned()),
        }
    }
    entries
}

fn is_plain(reply: &Reply, entry: &str) {
    let is_odd = |c: char| c.is_control() && c != '\n' && c != '\t';
    let text = &reply.text;
    assert!(!text.contains(is_odd), "the reply to {entry:?} has control characters: {text:?}");
}

/// What the editor asks while a line is typed.
fn typed(line: &str, symbols: &Symbols) {
    IncompleteCheck::default().check(line, symbols);
    indent(line);
    let places: Vec<usize> = (0..=line.len()).filter(|&at| line.is_char_boundary(at)).collect();
    for at in places.iter().copied().step_by(places.len().div_ceil(6)) {
        // A path would be looked up on the disk.
        if !line.contains(['/', '~']) {
            let found = complete(symbols, line, at);
            assert!(line.get(found.start..at).is_some(), "{found:?} at {at} of {line:?}");
        }
        hint(symbols, line, at, 80, |_| None);
        let mut end = 0;
        for (range, _) in tones(line, symbols, at) {
            assert!(
                range.start == end && line.get(range.clone()).is_some(),
                "{range:?} of {line:?}"
            );
            end = range.end;
        }
        assert_eq!(end, line.len(), "{line:?} is not coloured to its end");
        painted(line, symbols, at, &Surface { width: 80, color: true });
    }
}
