//! Finds the cells of CSV records, as RFC 4180 has them. A stray quote inside a quoted cell is a literal quote. Where a
//! quote was not closed, the next rows seem to be text of its cell: that is found by lines in the cell that are rows.
//! No byte is looked at more than a few times, however many quotes are not closed.

use memchr::{memchr, memchr_iter, memchr2, memrchr};
use std::ops::Range;

/// How a record ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecordEnd {
    /// At a line end; the next record begins here.
    Line(usize),
    /// At the end of the bytes.
    Bytes,
    /// It does not end: a quoted cell is open.
    Open,
    /// Its end belongs to a later record, since a quoted cell is not closed in it.
    Swallows,
}

/// Where the line at `start` is over.
pub(super) fn after_line(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start + memchr(b'\n', rest).map_or(rest.len(), |len| len + 1)
}

/// Finds the records of a table, from its first to its last.
pub(super) struct Scanner<'b> {
    bytes: &'b [u8],
    delimiter: u8,
    /// How many columns the header has; 0 if it is not known, then no record counts as one that swallows others.
    columns: usize,
    /// The cells of the record found last, without their quotes.
    pub cells: Vec<Range<usize>>,
    /// Whether a quote inside one of them is not doubled.
    pub is_stray: bool,
    /// Where the quoted cell found last begins.
    opened: usize,
    /// No quote in these bytes closes a cell that begins in them or before, except for one next to its first quote.
    /// Without it, each of many records with an open quote would be read to the end of the bytes. By the column of the
    /// cell, since rows inside it are known by that.
    barren: Vec<Range<usize>>,
}

/// Where a quoted cell ends.
enum QuotedEnd {
    /// At this quote.
    Closed(usize),
    Open,
    Swallows,
}

/// Lines inside a cell that look like rows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RowLines {
    /// Lines of the cell after its first.
    pub lines: usize,
    /// Those that look like rows.
    pub rows: usize,
}

impl<'b> Scanner<'b> {
    pub fn new(bytes: &'b [u8], delimiter: u8, columns: usize) -> Self {
        let (cells, barren) = (Vec::new(), vec![0..0; columns + 1]);
        Scanner { bytes, delimiter, columns, cells, is_stray: false, opened: 0, barren }
    }

    /// Finds the cells of the record at `start`, which is not before that of the last call.
    pub fn record(&mut self, start: usize) -> RecordEnd {
        self.cells.clear();
        self.is_stray = false;
        let (mut at, mut has_lines) = (start, false);
        let end = loop {
            let (cell, end) = match self.bytes.get(at) {
                Some(b'"') => match self.quoted(at + 1) {
                    QuotedEnd::Closed(end) => {
                        has_lines = has_lines || memchr(b'\n', &self.bytes[at..end]).is_some();
                        (at + 1..end, end + 1)
                    }
                    QuotedEnd::Open => return RecordEnd::Open,
                    QuotedEnd::Swallows => return RecordEnd::Swallows,
                },
                _ => self.unquoted(at),
            };
            self.cells.push(cell);
            match self.bytes.get(end) {
                Some(&byte) if byte == self.delimiter => at = end + 1,
                Some(b'\r') if self.bytes.get(end + 1) == Some(&b'\n') => {
                    break RecordEnd::Line(end + 2);
                }
                Some(b'\n') => break RecordEnd::Line(end + 1),
                _ => break RecordEnd::Bytes,
            }
        };
        if has_lines && self.holds_rows() { RecordEnd::Swallows } else { end }
    }

    /// The cell at `at`, which has no quotes, and where it ends.
    fn unquoted(&self, at: usize) -> (Range<usize>, usize) {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let end = at + memchr2(self.delimiter, b'\n', rest).unwrap_or(rest.len());
        let is_return = end > at && self.bytes[end - 1] == b'\r';
        let cut = usize::from(is_return && self.bytes.get(end) != Some(&self.delimiter));
        (at..end - cut, end)
    }

    /// Finds the closing quote of the cell whose content begins at `start`.
    fn quoted(&mut self, start: usize) -> QuotedEnd {
        let bytes = self.bytes;
        self.opened = start - 1;
        let (mut at, mut seen, mut is_later_line, mut checked) = (start, start, false, start);
        loop {
            // A quote right here may pair with the one before it; quotes further on do not depend on where we began.
            let barren = &self.barren[self.column()];
            if barren.contains(&at) && bytes[at] != b'"' {
                self.is_stray = true;
                at = barren.end;
            }
            let Some(found) = bytes.get(at..).and_then(|rest| memchr(b'"', rest)) else {
                self.set_barren(start, bytes.len());
                return QuotedEnd::Open;
            };
            let quote = at + found;
            match (bytes.get(quote + 1), bytes.get(quote + 2)) {
                (Some(b'"'), _) => at = quote + 2,
                (Some(&next), _) if next == self.delimiter => return QuotedEnd::Closed(quote),
                (None | Some(b'\n'), _) | (Some(b'\r'), None | Some(b'\n')) => {
                    return QuotedEnd::Closed(quote);
                }
                _ => {
                    self.is_stray = true;
                    is_later_line = is_later_line || memchr(b'\n', &bytes[seen..quote]).is_some();
                    (seen, at) = (quote, quote + 1);
                    let before = bytes[quote - 1];
                    let begins_cell = before == self.delimiter || before == b'\n';
                    if self.columns > 0 && is_later_line && begins_cell && quote >= checked {
                        let line = memrchr(b'\n', &bytes[..quote]).map_or(0, |end| end + 1);
                        checked = after_line(bytes, quote);
                        if self.begins_row(line..checked, quote) {
                            self.set_barren(start, line);
                            return QuotedEnd::Swallows;
                        }
                    }
                }
            }
        }
    }

    fn set_barren(&mut self, start: usize, end: usize) {
        let column = self.column();
        let barren = &mut self.barren[column];
        let first = if barren.contains(&start) { barren.start } else { start };
        *barren = first..end.max(start);
    }

    /// The column of the cell that is read; the number of columns if there are more cells.
    fn column(&self) -> usize {
        self.cells.len().min(self.columns)
    }

    /// Whether this line is a row in which the quote begins a cell: one of as many cells as the header has, or one whose
    /// quoted cell is in the same column as that of the record and goes on in the next line. A first cell may not, since
    /// a line of a text may well begin with a quote.
    fn begins_row(&self, line: Range<usize>, quote: usize) -> bool {
        let mut row = Scanner::new(&self.bytes[line.clone()], self.delimiter, 0);
        let end = row.record(0);
        let column = self.cells.len();
        if end == RecordEnd::Open {
            return (1..self.columns).contains(&column)
                && row.cells.len() == column
                && line.start + row.opened == quote;
        }
        row.cells.len() == self.columns
            && row.cells.iter().any(|cell| line.start + cell.start == quote + 1)
    }

    /// Whether the lines inside a quoted cell are all rows: of as many cells as the header has, the first of which is
    /// written like that of this record, with a digit. A single such line in a table of two columns may be a text.
    fn holds_rows(&self) -> bool {
        let Some(first) = self.cells.first().cloned() else { return false };
        let shape = |cell: &[u8]| -> Vec<u8> { cell.iter().map(|&byte| shape(byte)).collect() };
        let own = shape(&self.bytes[first.clone()]);
        if self.columns < 2 || !own.contains(&b'9') {
            return false;
        }
        self.quoted_lines().any(|inside| {
            let mut rows = 0;
            let are_rows = self.lines_of(inside).all(|line| {
                rows += 1;
                self.row(line.clone()).is_some_and(|cell| shape(cell) == own)
            });
            are_rows && (rows > 1 || (rows == 1 && self.columns > 2))
        })
    }

    /// The lines of a quoted cell of this record of which at least half look like rows, if there are any.
    pub fn row_lines(&self, columns: usize) -> Option<RowLines> {
        let known = Scanner { columns, ..Scanner::new(self.bytes, self.delimiter, columns) };
        self.quoted_lines().find_map(|inside| {
            let (mut lines, mut rows) = (0, 0);
            for line in self.lines_of(inside) {
                lines += 1;
                rows += usize::from(known.row(line).is_some());
            }
            (columns > 1 && rows > 0 && rows * 2 >= lines).then_some(RowLines { lines, rows })
        })
    }

    /// The quoted cells of this record that have several lines, from their second line on, but not one that is first.
    fn quoted_lines(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.cells.iter().skip(1).filter_map(|cell| {
            let is_quoted = self.bytes.get(cell.start.checked_sub(1)?) == Some(&b'"');
            let end = cell.start + memchr(b'\n', &self.bytes[cell.clone()])?;
            is_quoted.then_some(end + 1..cell.end)
        })
    }

    /// The lines that begin in these bytes, the last one to its own end.
    fn lines_of(&self, inside: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut at = inside.start;
        std::iter::from_fn(move || {
            let start = at;
            at = after_line(self.bytes, start);
            (start < inside.end).then_some(start..at)
        })
    }

    /// The first cell of this line, if it is a row of as many cells as the header has. Behind a comma of a text there is a
    /// space, behind one of a table none.
    fn row(&self, line: Range<usize>) -> Option<&[u8]> {
        let bytes = &self.bytes[line];
        if memchr_iter(self.delimiter, bytes).count() + 1 < self.columns {
            return None;
        }
        let mut row = Scanner::new(bytes, self.delimiter, 0);
        let is_whole = row.record(0) != RecordEnd::Open && row.cells.len() == self.columns;
        let is_tight = row.cells.iter().all(|cell| bytes.get(cell.start) != Some(&b' '));
        let first = bytes.get(row.cells.first()?.clone()).filter(|cell| !cell.is_empty());
        first.filter(|_| is_whole && is_tight)
    }
}

/// What kind of character this is: ids and dates are alike in that, from row to row.
fn shape(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => b'9',
        b'a'..=b'z' | b'A'..=b'Z' => b'a',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> (Vec<&str>, RecordEnd) {
        let mut scanner = Scanner::new(text.as_bytes(), b',', 0);
        let end = scanner.record(0);
        (scanner.cells.into_iter().map(|cell| &text[cell]).collect(), end)
    }

    #[test]
    fn fields_are_found_with_and_without_quotes() {
        assert_eq!(
            cut("a,\"b, \"\"c\"\"\n\",d\r\nnext"),
            (vec!["a", "b, \"\"c\"\"\n", "d"], RecordEnd::Line(17))
        );
        assert_eq!(cut("a,,"), (vec!["a", "", ""], RecordEnd::Bytes));
        assert_eq!(cut("a,\"b\"\r\n"), (vec!["a", "b"], RecordEnd::Line(7)));
    }

    #[test]
    fn stray_quotes_are_text() {
        assert_eq!(cut("\"a \"b\" c\",d"), (vec!["a \"b\" c", "d"], RecordEnd::Bytes));
        assert_eq!(cut("5\" gun,d"), (vec!["5\" gun", "d"], RecordEnd::Bytes));
        assert_eq!(cut("a,\"b\nc"), (vec!["a"], RecordEnd::Open));
    }

    /// How each record of `text` ends, with one scanner for all, or with a new one for each.
    fn ends(text: &str, is_shared: bool) -> Vec<RecordEnd> {
        let bytes = text.as_bytes();
        let (mut shared, mut at, mut found) = (Scanner::new(bytes, b',', 2), 0, Vec::new());
        while at < bytes.len() {
            let end = match is_shared {
                true => shared.record(at),
                false => Scanner::new(bytes, b',', 2).record(at),
            };
            found.push(end);
            at = match end {
                RecordEnd::Line(next) => next,
                RecordEnd::Bytes => bytes.len(),
                RecordEnd::Open | RecordEnd::Swallows => after_line(bytes, at),
            };
        }
        found
    }

    proptest::proptest! {
        #[test]
        fn what_was_seen_before_changes_no_end_of_a_cell(text in "([ab1 ]|,|\"|\"|\n|,\"|\n1,\"){0,40}") {
            let is_cut = |end: &RecordEnd| matches!(end, RecordEnd::Open | RecordEnd::Swallows);
            let (shared, alone) = (ends(&text, true), ends(&text, false));
            proptest::prop_assert_eq!(shared.len(), alone.len());
            for (shared, alone) in shared.iter().zip(&alone) {
                proptest::prop_assert!(shared == alone || (is_cut(shared) && is_cut(alone)));
            }
        }
    }
}
