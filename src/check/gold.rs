//! Gold: mentions coded by people, one JSON object a line. Reads them; scoring is `score`'s.

use super::tolls::Toll;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// A mention as a person coded it, under the codebook. Attributes that no one coded are `None` or empty.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldMention {
    /// The article's id.
    pub article: String,
    /// Whether `start` and `end` count in the article's text or in its title.
    #[serde(rename = "in", default)]
    pub part: Part,
    /// The codebook's kind.
    pub kind: String,
    /// The kind's mode.
    #[serde(default)]
    pub mode: Option<String>,
    /// The passage, quoted from the article.
    pub evidence: String,
    /// The words that most clearly say the event.
    #[serde(default)]
    pub trigger: Option<String>,
    /// The stance's name.
    #[serde(default)]
    pub stance: Option<String>,
    /// Who says so.
    #[serde(default)]
    pub claimant: Option<String>,
    /// The realis' name.
    #[serde(default)]
    pub realis: Option<String>,
    /// Who did it.
    #[serde(default)]
    pub actor: Vec<String>,
    /// To whom.
    #[serde(default)]
    pub recipient: Vec<String>,
    /// Where.
    #[serde(default)]
    pub place: Option<String>,
    /// The ISO day; `None` where the passage does not tell it.
    #[serde(default)]
    pub date: Option<String>,
    /// How many.
    #[serde(default)]
    pub counts: Vec<GoldCount>,
    /// First character (code point, not byte) of the passage in its part.
    #[serde(default)]
    pub start: usize,
    /// One past the last character.
    #[serde(default)]
    pub end: usize,
}

/// The part of an article that offsets count in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The headline.
    Title,
    /// The text.
    #[default]
    Text,
}

/// A figure as a person coded it.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldCount {
    /// `killed`, `wounded` and so on.
    pub what: String,
    /// The figure, where there is one.
    #[serde(default)]
    pub value: Option<u64>,
    /// The least it can be, where a vague figure has no value.
    #[serde(default)]
    pub low: Option<u64>,
    /// The bound's name; a space for an underscore is fine.
    #[serde(default)]
    pub bound: Option<String>,
}

/// Why gold could not be read. A score over half the gold would mislead, so that one bad line is one error.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// The file could not be opened or read.
    #[error("cannot read {path}: {why}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// A line is no gold mention.
    #[error(
        "{path}:{line}: this line is no gold mention ({why}); each line is a JSON object with at least \
         \"article\", \"kind\" and \"evidence\"; nothing is scored until all lines can be read",
        path = path.display()
    )]
    Line {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// What is wrong with it.
        why: serde_json::Error,
    },
    /// A line is no toll.
    #[error(
        "{path}:{line}: this line is no toll ({why}); each line is a JSON object with \"article\" and \"killed\", a number \
         or a list of numbers; nothing is scored until all lines can be read",
        path = path.display()
    )]
    Toll {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// What is wrong with it.
        why: serde_json::Error,
    },
}

/// Reads all mentions of `path`, in order; blank lines are passed over.
pub fn read(path: &Path) -> Result<Vec<GoldMention>, GoldError> {
    lines(path, |path, line, why| GoldError::Line { path, line, why })
}

/// Reads all tolls of `path`, in order; blank lines are passed over.
pub fn read_tolls(path: &Path) -> Result<Vec<Toll>, GoldError> {
    lines(path, |path, line, why| GoldError::Toll { path, line, why })
}

fn lines<T: DeserializeOwned>(
    path: &Path,
    bad: impl Fn(PathBuf, usize, serde_json::Error) -> GoldError,
) -> Result<Vec<T>, GoldError> {
    let unreadable = |why| GoldError::Unreadable { path: path.to_owned(), why };
    let mut values = Vec::new();
    for (index, line) in BufReader::new(File::open(path).map_err(unreadable)?).lines().enumerate() {
        let line = line.map_err(unreadable)?;
        let text = line.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            continue;
        }
        let value = serde_json::from_str(text);
        values.push(value.map_err(|why| bad(path.to_owned(), index + 1, why))?);
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_bad_line_is_named() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        writeln!(file, r#"{{"article":"a","kind":"aid","evidence":"Food came.","in":"title"}}"#)
            .unwrap();
        writeln!(file).unwrap();
        assert_eq!(read(file.path()).unwrap()[0].part, Part::Title);
        writeln!(file, r#"{{"article":"a"}}"#).unwrap();
        let told = read_tolls(file.path()).unwrap_err().to_string();
        assert!(told.contains(":1: this line is no toll"), "{told}");
        let told = read(file.path()).unwrap_err().to_string();
        assert!(told.contains(":3: this line is no gold mention"), "{told}");
    }
}
