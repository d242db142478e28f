//! A file of a pack as the checks read it: its text, with lines for offsets.

use std::ops::Range;

/// A text file of a pack.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// Its path in the pack, with `/`.
    pub path: String,
    /// Its text, without the byte-order mark that some editors put first.
    pub text: String,
    /// How many bytes of the file come before the text: 3 with a byte-order mark, else 0.
    pub mark: usize,
    /// The byte of the text where each line begins.
    starts: Vec<usize>,
}

/// A place in a file: line and column from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl PackFile {
    /// A file of these bytes; `None` if they are not UTF-8.
    pub fn new(path: &str, bytes: &[u8]) -> Option<PackFile> {
        let whole = std::str::from_utf8(bytes).ok()?;
        let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        Some(PackFile {
            path: path.to_owned(),
            mark: whole.len() - text.len(),
            starts: starts.collect(),
            text: text.to_owned(),
        })
    }

    /// The line, from 1, that contains the byte `at`.
    pub fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at).max(1)
    }

    /// The line and column of the byte `at`.
    pub fn place(&self, at: usize) -> Place {
        let line = self.line_of(at);
        let before = self.text.get(self.starts[line - 1]..at).unwrap_or_default();
        Place { line, column: before.chars().count() + 1 }
    }

    /// The bytes of a line, without its end; empty where there is no such line.
    pub fn line(&self, line: usize) -> Range<usize> {
        let Some(&start) = line.checked_sub(1).and_then(|line| self.starts.get(line)) else {
            return self.text.len()..self.text.len();
        };
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        start..start + self.text[start..end].trim_end_matches('\r').len()
    }

    /// The text of a line, without its end.
    pub fn line_text(&self, line: usize) -> &str {
        &self.text[self.line(line)]
    }

    /// How many lines there are; a last empty one counts.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// A line with the line end behind it.
    pub fn whole_line(&self, line: usize) -> Range<usize> {
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        self.line(line).start..end
    }

    /// Whether it is a rule file or a module.
    pub fn is_script(&self) -> bool {
        self.path.ends_with(".rhai") && !self.path.ends_with(".d.rhai")
    }

    /// The name of the lexicon that it is, if it is one.
    pub fn lexicon(&self) -> Option<&str> {
        let name = self.path.strip_prefix("lexicons/")?.strip_suffix(".txt")?;
        (!name.contains('/')).then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters() {
        let file = PackFile::new("a.txt", "\u{feff}é b\r\nc\n".as_bytes()).unwrap();
        assert_eq!((file.mark, file.lines()), (3, 3));
        assert_eq!(file.place(3), Place { line: 1, column: 3 });
        assert_eq!(file.place(6), Place { line: 2, column: 1 });
        assert_eq!((file.line_text(1), file.line_text(2), file.line_text(9)), ("é b", "c", ""));
        assert_eq!(file.whole_line(2), 6..8);
        assert!(PackFile::new("b", b"\xff").is_none());
    }
}
