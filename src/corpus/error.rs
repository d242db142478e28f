//! Errors of reading a corpus: each says what, where, and what to do. Readers return them one by one and continue with
//! the next article.

use super::{foreign, textless};
use crate::legible;
use crate::text::encoding::decode::DecodeError;
use std::path::Path;
use thiserror::Error;

/// An article, file or folder that could not be read. The rest of the corpus is still read.
#[derive(Debug, Error)]
pub enum CorpusError {
    /// A path that does not exist.
    #[error("{path}: no such file or folder; check the path")]
    Missing {
        /// The path as given.
        path: String,
    },
    /// Standard input where a part of a corpus is wanted.
    #[error("{path}: standard input has no parts, since its length is not known; name files")]
    NoParts {
        /// The path as given.
        path: String,
    },
    /// A folder that holds no article.
    #[error(
        "{path}: no article in this folder{told}; supported are .txt, .jsonl, .ndjson, .json-lines, .csv and .tsv, plain, .gz or \
         .zst"
    )]
    NoArticles {
        /// The folder as given.
        path: String,
        /// Which files are passed over, in parentheses; empty if there are none.
        told: String,
    },
    /// A format that is not read.
    #[error("{path}: it is {what}, which is not read; {}", foreign::advice(what))]
    Foreign {
        /// The file.
        path: String,
        /// What it is.
        what: &'static str,
    },
    /// A file whose name says that it is a document, and whose content is a plain text.
    #[error(
        "{path}: its content is not what its name says, and looks like plain text; if it is one article, end its name with \
         .txt"
    )]
    Misnamed {
        /// The file.
        path: String,
    },
    /// A document of XML in a vocabulary that is not read.
    #[error(
        "{path}: XML with the root <{root}>, which is not read; read are RSS, Atom, NewsML-G2 and NITF; save it as one of these, or \
         convert it to JSONL"
    )]
    ForeignXml {
        /// The file.
        path: String,
        /// The name of its root element.
        root: String,
    },
    /// A document of XML, or an item of it, that breaks off.
    #[error("{path}:{line}: {reason}; check that the file is complete")]
    BrokenXml {
        /// The file.
        path: String,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong there.
        reason: String,
    },
    /// A place in an archive of a crawler where there is no whole record.
    #[error(
        "{path}: at byte {at} of what it holds unpacked: {reason}; check that the file is complete"
    )]
    BrokenRecord {
        /// The file.
        path: String,
        /// Where, in bytes of the unpacked content.
        at: u64,
        /// What is wrong there.
        reason: String,
    },
    /// A workbook that cannot be read.
    #[error("{path}: {reason}; open it in Excel and save it as XLSX without a password, or as CSV")]
    BrokenSheet {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A table of Parquet that cannot be read.
    #[error(
        "{path}: {reason}; check that the file is complete, or write it again, unpacked or with snappy, gzip or zstd"
    )]
    BrokenTable {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A PDF that cannot be read.
    #[error(
        "{path}: {reason}; check that the file is complete, or convert it to text: pdftotext -layout FILE"
    )]
    BrokenPdf {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A PDF that holds pictures of text, or none.
    #[error("{path}: has no text layer; run OCR over it first (ocrmypdf in.pdf out.pdf)")]
    NoTextLayer {
        /// The file.
        path: String,
    },
    /// The system or a decompressor reported a read error.
    #[error(
        "{path}: cannot be read: {reason}; check that it is complete and that you have permission to read it"
    )]
    Unreadable {
        /// The file as given.
        path: String,
        /// What the system reports.
        reason: String,
    },
    /// An article with no text.
    #[error("{}: empty, there is no text to code; leave it out", PathAndLine(path, *line))]
    Empty {
        /// The file.
        path: String,
        /// Its line, counted from 1, in a file of many articles.
        line: Option<Line>,
    },
    /// A web page in which no text was found.
    #[error(
        "{path}: a web page without text; it may be filled in by a script, so save it again from a browser, as the complete page"
    )]
    NoPageText {
        /// The file.
        path: String,
    },
    /// A mail in which no text was found.
    #[error("{path}: a mail without text: {reason}")]
    NoMailText {
        /// The file.
        path: String,
        /// Why it has none, and what to do.
        reason: String,
    },
    /// Bytes that are not text.
    #[error("{}: binary, not text ({reason}); convert it to text first", PathAndLine(path, *line))]
    Binary {
        /// The file.
        path: String,
        /// Its line, counted from 1, in a file of many articles.
        line: Option<Line>,
        /// The reason, such as a NUL byte.
        reason: String,
    },
    /// Text in an encoding that is recognised but not read there.
    #[error(
        "{path}: text in {name}, which is not read here; convert it first: iconv -f {name} -t UTF-8"
    )]
    Encoding {
        /// The file.
        path: String,
        /// The encoding, as `iconv` knows it.
        name: &'static str,
    },
    /// An article larger than the size limit; no more than the limit was held in memory.
    #[error("{}: larger than {limit} bytes, too large for one article; split it into articles (JSONL, one a line)", PathAndLine(path, *line))]
    TooLarge {
        /// The file.
        path: String,
        /// Its line, counted from 1, in a file of many articles.
        line: Option<Line>,
        /// The limit in bytes.
        limit: u64,
    },
    /// A JSONL line that is not a JSON object.
    #[error(
        "{path}:{line}: not a JSON object ({reason}); write one article a line, as {{\"id\": \"...\", \"text\": \"...\"}}"
    )]
    NotJson {
        /// The file.
        path: String,
        /// Its line, counted from 1.
        line: Line,
        /// What the parser reports.
        reason: String,
    },
    /// A CSV record that has no end.
    #[error(
        "{path}:{line}: a quoted field that starts in this record is never closed; close it, or double the quotes inside it"
    )]
    OpenQuote {
        /// The file.
        path: String,
        /// The line the record begins in, counted from 1.
        line: u64,
    },
    /// A CSV record with more cells than the header.
    #[error(
        "{path}:{line}: {cells} cells under {columns} headers; put a text in which the separator occurs into quotes"
    )]
    ExtraCells {
        /// The file.
        path: String,
        /// The line the record begins in, counted from 1.
        line: u64,
        /// How many cells the record has.
        cells: usize,
        /// How many the header has.
        columns: usize,
    },
    /// A JSON list that is not one to its end.
    #[error(
        "{path}:{line}: {reason}; check that the file is complete, or write one article a line (.jsonl)"
    )]
    BrokenList {
        /// The file.
        path: String,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong there.
        reason: String,
    },
    /// A record without the field that holds the text.
    #[error("{path}:{line}: no text field, only {found}; name it with --field text=NAME")]
    NoText {
        /// The file.
        path: String,
        /// Its line, counted from 1; for CSV the header's.
        line: Line,
        /// The fields found instead.
        found: String,
    },
    /// An answer of a service that holds no article.
    #[error("{path}:{line}: {reason}")]
    Answer {
        /// The file.
        path: String,
        /// Its line, counted from 1.
        line: Line,
        /// What it says, and what to do.
        reason: String,
    },
    /// A table or list of links to articles, which holds no texts.
    #[error(
        "{path}:{line}: it is {what}, which holds no texts of articles, and nothing in it is coded; {advice}"
    )]
    NoTexts {
        /// The file.
        path: String,
        /// The line of its header or of its first record, counted from 1.
        line: Line,
        /// What it is.
        what: &'static str,
        /// Where the texts can be had.
        advice: &'static str,
    },
    /// A text field that holds something else.
    #[error(
        "{path}:{line}: field \"{field}\" is {found}, not a string; name another with --field text=NAME"
    )]
    NotString {
        /// The file.
        path: String,
        /// Its line, counted from 1.
        line: Line,
        /// The field's name.
        field: String,
        /// The type found.
        found: &'static str,
    },
    /// An article of a document with many that cannot be used.
    #[error("{path}: article {number}{}: {reason}", Titled(title.as_deref()))]
    Part {
        /// The file.
        path: String,
        /// Which article of it, counted from 1.
        number: u64,
        /// Its title, as far as it is shown.
        title: Option<String>,
        /// What is wrong and what to do.
        reason: &'static str,
    },
    /// A file that is encrypted.
    #[error("{path}: protected with a password; save it without one")]
    Password {
        /// The file.
        path: String,
    },
    /// An archive, or a document that is packed as one, that cannot be unpacked.
    #[error("{path}: cannot be unpacked: {reason}")]
    Packed {
        /// The file.
        path: String,
        /// What is wrong and what to do.
        reason: String,
    },
    /// An archive that holds no article.
    #[error(
        "{path}: no article in this archive{told}; unpack it and convert its files to text first"
    )]
    NoMembers {
        /// The archive.
        path: String,
        /// Which files are passed over, in parentheses; empty if there are none.
        told: String,
    },
    /// An archive with several files of one name.
    #[error(
        "{path}: {count} of its files have the name of another, and of each name only the last file is read; unpack it, and \
         pack them under different names"
    )]
    SameNames {
        /// The archive.
        path: String,
        /// How many files are not read.
        count: u64,
    },
    /// A `manifest.toml` that cannot be used; the articles beside it are read without it.
    #[error("{path}: {reason}; its articles are read without it")]
    Manifest {
        /// The manifest.
        path: String,
        /// What the parser reports.
        reason: String,
    },
}

/// The line that a record begins in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, counted from 1.
    pub number: u64,
    /// Which record of its file it is, counted from 1, where other records are in the same line.
    pub record: Option<u64>,
}

impl From<u64> for Line {
    /// A line with one record.
    fn from(number: u64) -> Self {
        Line { number, record: None }
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.record {
            Some(record) => write!(to, "{} (record {record})", self.number),
            None => write!(to, "{}", self.number),
        }
    }
}

/// So many names of fields are shown.
const MOST_NAMES: usize = 40;

impl CorpusError {
    /// The path of the file or folder, as given.
    pub fn path(&self) -> &str {
        match self {
            CorpusError::Missing { path }
            | CorpusError::NoParts { path }
            | CorpusError::NoArticles { path, .. }
            | CorpusError::Foreign { path, .. }
            | CorpusError::Misnamed { path }
            | CorpusError::ForeignXml { path, .. }
            | CorpusError::BrokenXml { path, .. }
            | CorpusError::BrokenRecord { path, .. }
            | CorpusError::BrokenSheet { path, .. }
            | CorpusError::BrokenTable { path, .. }
            | CorpusError::BrokenPdf { path, .. }
            | CorpusError::NoTextLayer { path }
            | CorpusError::Unreadable { path, .. }
            | CorpusError::Empty { path, .. }
            | CorpusError::NoPageText { path }
            | CorpusError::NoMailText { path, .. }
            | CorpusError::Binary { path, .. }
            | CorpusError::Encoding { path, .. }
            | CorpusError::TooLarge { path, .. }
            | CorpusError::NotJson { path, .. }
            | CorpusError::OpenQuote { path, .. }
            | CorpusError::ExtraCells { path, .. }
            | CorpusError::BrokenList { path, .. }
            | CorpusError::NoText { path, .. }
            | CorpusError::NoTexts { path, .. }
            | CorpusError::Answer { path, .. }
            | CorpusError::NotString { path, .. }
            | CorpusError::Part { path, .. }
            | CorpusError::Password { path }
            | CorpusError::Packed { path, .. }
            | CorpusError::NoMembers { path, .. }
            | CorpusError::SameNames { path, .. }
            | CorpusError::Manifest { path, .. } => path,
        }
    }

    /// Bytes of `path` that are not text.
    pub(super) fn undecoded(path: String, error: DecodeError) -> Self {
        match error {
            DecodeError::Foreign(name) => CorpusError::Encoding { path, name },
            DecodeError::Nul(_) | DecodeError::Controls { .. } => {
                CorpusError::Binary { path, line: None, reason: error.to_string() }
            }
        }
    }

    /// A record, or a table, that has these fields and none that holds a text.
    pub(super) fn no_text(path: &str, line: Line, names: &[&str]) -> Self {
        let path = path.to_owned();
        if let Some((what, advice)) = textless::by_names(names) {
            return CorpusError::NoTexts { path, line, what, advice };
        }
        let shown = legible::list(names.iter().take(MOST_NAMES));
        let found = match names.len() {
            0 => "an empty object".to_owned(),
            len if len > MOST_NAMES => format!("{shown} and {} others", len - MOST_NAMES),
            _ => shown,
        };
        CorpusError::NoText { path, line, found }
    }

    pub(super) fn io(path: &Path, error: &std::io::Error) -> Self {
        let path = path.display().to_string();
        match error.kind() {
            std::io::ErrorKind::NotFound => CorpusError::Missing { path },
            _ => CorpusError::Unreadable { path, reason: error.to_string() },
        }
    }
}

/// A title in quotation marks and parentheses, for messages; nothing where there is none.
struct Titled<'a>(Option<&'a str>);

impl std::fmt::Display for Titled<'_> {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(title) => write!(to, " (\"{title}\")"),
            None => Ok(()),
        }
    }
}

/// A path with an optional line number, for messages.
pub(super) struct PathAndLine<'a>(pub &'a str, pub Option<Line>);

impl std::fmt::Display for PathAndLine<'_> {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.1 {
            Some(line) => write!(to, "{}:{line}", self.0),
            None => to.write_str(self.0),
        }
    }
}
