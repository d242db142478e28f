//! The lines of a text, without white space at their ends, as the layouts of the databases look at them.

use crate::text::Span;
use memchr::memchr;

/// A line.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Its text, without white space at either end.
    pub text: &'a str,
    /// Where that begins in the whole text, in bytes.
    pub start: usize,
    /// By how many characters it is indented.
    pub indent: usize,
}

impl Line<'_> {
    /// One past its last byte.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Where it is.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end())
    }

    /// Whether nothing is on it.
    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// All lines of a text. Where a text has none of the usual line ends, those of the first Macintosh count.
pub fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::with_capacity(text.len() / 64 + 1);
    let line_end = line_end(text);
    let mut at = 0;
    while at < text.len() {
        let end = memchr(line_end, &text.as_bytes()[at..]).map_or(text.len(), |len| at + len);
        let line = &text[at..end];
        let inner = line.trim_start_matches(is_space);
        let start = at + line.len() - inner.len();
        let indent = line[..line.len() - inner.len()].chars().count();
        found.push(Line { text: inner.trim_end_matches(is_space), start, indent });
        at = end + 1;
    }
    found
}

/// The byte that ends the lines of a text.
pub fn line_end(text: &str) -> u8 {
    match memchr(b'\n', text.as_bytes()) {
        None => b'\r',
        Some(_) => b'\n',
    }
}

/// White space, and marks that are not seen, which exports begin their lines with.
fn is_space(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{feff}' | '\u{200b}' | '\u{c}')
}

/// The span from the first to the last line that is not blank; `None` if all are.
pub fn stretch(lines: &[Line<'_>]) -> Option<Span> {
    let first = lines.iter().find(|line| !line.is_blank())?;
    let last = lines.iter().rfind(|line| !line.is_blank())?;
    Some(Span::new(first.start, last.end()))
}

/// A value for the record: in one line, without white space at its ends; `None` if it is blank.
pub fn value(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}
