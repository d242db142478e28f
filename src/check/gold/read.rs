//! Reads gold files. An incomplete line was left by a writer that was stopped, and is skipped; any other line that
//! cannot be read is an error.

use super::settle::settled;
use super::{Gold, GoldError, GoldMention};
use crate::check::tolls::ArticleToll;
use crate::file::plain;
use crate::pack::archive::MOST_BYTES;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Reads the mentions of `path`, with the last verdict on each passage and kind; blank lines are skipped.
pub fn read(path: &Path) -> Result<Gold, GoldError> {
    Ok(GoldLines::read(&whole(path)?, 1).map_err(|bad| bad.gold(path))?.gold())
}

/// The mentions in the bytes of a file, as [`read`] gives them; `path` is for messages.
pub fn parse(bytes: &[u8], path: &str) -> Result<Gold, GoldError> {
    Ok(GoldLines::read(bytes, 1).map_err(|bad| bad.gold(Path::new(path)))?.gold())
}

/// Reads all tolls of `path`, in order; blank lines are skipped.
pub fn read_tolls(path: &Path) -> Result<Vec<ArticleToll>, GoldError> {
    let mut tolls = Vec::new();
    for (line, text) in numbered(&whole(path)?, 1) {
        let bad = |why| GoldError::Toll { path: path.to_owned(), line, why };
        tolls.push(value(text).map_err(bad)?);
    }
    Ok(tolls)
}

fn whole(path: &Path) -> Result<Vec<u8>, GoldError> {
    let unreadable = |why| GoldError::Unreadable { path: path.to_owned(), why };
    let mut file = plain::open_named(path).map_err(unreadable)?;
    // The lock prevents reading a half-written line. Failing to get it is ignored: a file system without locks is
    // assumed to have no second writer.
    let _ = file.try_lock_shared();
    all(&mut file).map_err(unreadable)
}

/// Everything in `file`, which may have as many bytes as a file of a pack.
pub fn all(file: &mut File) -> io::Result<Vec<u8>> {
    plain::rest(file, MOST_BYTES)
}

/// The lines of a gold file, in its order.
#[derive(Clone, Debug, Default)]
pub struct GoldLines {
    /// The mentions, each with its line number.
    pub mentions: Vec<(usize, GoldMention)>,
    /// The numbers of incomplete lines.
    pub torn: Vec<usize>,
}

/// A line that is not a gold mention.
pub struct InvalidLine {
    line: usize,
    why: serde_json::Error,
}

impl InvalidLine {
    /// The error, for a file of this path.
    pub fn gold(self, path: &Path) -> GoldError {
        let path: PathBuf = path.to_owned();
        GoldError::Line { path, line: self.line, why: self.why }
    }
}

impl GoldLines {
    /// The lines of `bytes`, the first of which has the number `first`.
    pub fn read(bytes: &[u8], first: usize) -> Result<GoldLines, InvalidLine> {
        let mut lines = GoldLines::default();
        for (line, text) in numbered(bytes, first) {
            match value(text) {
                Ok(mention) => lines.mentions.push((line, mention)),
                Err(why) if why.is_eof() => lines.torn.push(line),
                Err(why) => return Err(InvalidLine { line, why }),
            }
        }
        Ok(lines)
    }

    /// The gold that results from the lines.
    pub fn gold(&self) -> Gold {
        let (mut mentions, mut rejected) = (Vec::new(), Vec::new());
        for at in settled(&self.mentions) {
            let mention = self.mentions[at].1.clone();
            match mention.verdict {
                super::Verdict::Reject => rejected.push(mention),
                _ => mentions.push(mention),
            }
        }
        Gold { mentions, rejected, torn: self.torn.clone() }
    }
}

/// The lines that are not blank, with their numbers.
fn numbered(bytes: &[u8], first: usize) -> impl Iterator<Item = (usize, &[u8])> {
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    lines
        .map(move |(index, line)| {
            (index + first, line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii())
        })
        .filter(|(_, line)| !line.is_empty())
}

fn value<T: DeserializeOwned>(line: &[u8]) -> Result<T, serde_json::Error> {
    let torn = |error: std::str::Utf8Error| {
        // A character cut in two at the end of the line: parse what comes before it, which is an incomplete line.
        error.error_len().is_none().then(|| &line[..error.valid_up_to()])
    };
    match std::str::from_utf8(line) {
        Ok(text) => serde_json::from_str(text),
        Err(error) => serde_json::from_slice(torn(error).unwrap_or(line)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::ArticlePart;
    use super::*;
    use std::io::Write;

    fn file(text: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text).unwrap();
        file
    }

    #[test]
    fn an_invalid_line_is_reported_with_its_number() {
        let good = r#"{"article":"a","kind":"aid","evidence":"Food came.","in":"title"}"#;
        let sound = file(format!("\u{feff}{good}\n\n").as_bytes());
        let gold = read(sound.path()).unwrap();
        assert_eq!((gold.mentions.len(), gold.mentions[0].part), (1, ArticlePart::Title));
        let message = read_tolls(sound.path()).unwrap_err().to_string();
        assert!(message.contains(":1: this line is not a toll"), "{message}");
        for bad in [&br#"{"article":"a"}"#[..], b"{]", b"[1]", b"\"\xff\xff\""] {
            let bad = file(&[good.as_bytes(), b"\n\n", bad, b"\n"].concat());
            let message = read(bad.path()).unwrap_err().to_string();
            assert!(message.contains(":3: this line is not a gold mention"), "{message}");
        }
    }

    #[test]
    fn an_incomplete_line_is_skipped_wherever_it_is_cut() {
        let good = "{\"article\":\"a\",\"kind\":\"aid\",\"evidence\":\"Brot für alle.\"}";
        for cut in 1..good.len() {
            let text = [&good.as_bytes()[..cut], b"\n", good.as_bytes()].concat();
            let gold = read(file(&text).path()).unwrap();
            assert_eq!((gold.mentions.len(), &gold.torn[..]), (1, &[1][..]), "{cut}");
        }
    }
}
