//! CSV: one article per record, after a header. The scanner is our own because it has to report the position of every
//! field in the file; it reads RFC 4180, and treats a stray quote inside a quoted field as a literal quote, of which it
//! tells. Where such a quote shows that a field was not closed and the next records were taken for its text, its record
//! is an error and the next ones are read.

use super::assemble::{Container, DateField, Fields};
use super::field::clean;
use super::options::{FieldRole, FileKind, PickedFields};
use super::{CorpusError, ReadOptions};
use crate::text::encoding::decode::{charset_of, decode_as};
use crate::text::{Article, Decoding, Escape, OffsetMap};
use memchr::{memchr, memchr_iter, memchr2, memrchr};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// How a record ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecordEnd {
    /// At a line end; the next record begins here.
    Line(usize),
    /// At the end of the bytes.
    Bytes,
    /// It does not end: a quoted field is open.
    Open,
    /// Its end belongs to a later record, since a quoted field is not closed in it.
    Swallows,
}

/// Where the line at `start` is over.
fn after_line(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start + memchr(b'\n', rest).map_or(rest.len(), |len| len + 1)
}

/// Quotes inside quoted fields that are not doubled.
#[derive(Debug, Default)]
struct StrayQuotes {
    any: bool,
    /// Those that may begin a field of a later record: behind a separator or line end, after the field's first line.
    openers: Vec<usize>,
}

/// So many quotes of a record are looked at to see whether they begin a field of a later one.
const OPENERS: usize = 16;

/// Finds the fields of the record at `at`, without their quotes.
fn record(
    bytes: &[u8],
    mut at: usize,
    delimiter: u8,
    fields: &mut Vec<Range<usize>>,
    strays: &mut StrayQuotes,
) -> RecordEnd {
    fields.clear();
    (strays.any, strays.openers) = (false, Vec::new());
    loop {
        let (field, end) = match bytes.get(at) {
            Some(b'"') => match quoted(bytes, at + 1, delimiter, strays) {
                Some(end) => (at + 1..end, end + 1),
                None => return RecordEnd::Open,
            },
            _ => {
                let rest = bytes.get(at..).unwrap_or_default();
                let end = at + memchr2(delimiter, b'\n', rest).unwrap_or(rest.len());
                let cut = usize::from(
                    end > at && bytes[end - 1] == b'\r' && bytes.get(end) != Some(&delimiter),
                );
                (at..end - cut, end)
            }
        };
        fields.push(field);
        match bytes.get(end) {
            Some(&byte) if byte == delimiter => at = end + 1,
            Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => return RecordEnd::Line(end + 2),
            Some(b'\n') => return RecordEnd::Line(end + 1),
            _ => return RecordEnd::Bytes,
        }
    }
}

/// The offset of the closing quote of the field whose content begins at `at`.
fn quoted(bytes: &[u8], start: usize, delimiter: u8, strays: &mut StrayQuotes) -> Option<usize> {
    let (mut at, mut seen, mut is_later_line) = (start, start, false);
    loop {
        let quote = at + memchr(b'"', bytes.get(at..)?)?;
        match (bytes.get(quote + 1), bytes.get(quote + 2)) {
            (Some(b'"'), _) => at = quote + 2,
            (Some(&next), _) if next == delimiter => return Some(quote),
            (None | Some(b'\n'), _) | (Some(b'\r'), None | Some(b'\n')) => return Some(quote),
            _ => {
                strays.any = true;
                is_later_line |= memchr(b'\n', &bytes[seen..quote]).is_some();
                seen = quote;
                let begins_field =
                    matches!(bytes[quote - 1], before if before == delimiter || before == b'\n');
                if is_later_line && begins_field && strays.openers.len() < OPENERS {
                    strays.openers.push(quote);
                }
                at = quote + 1;
            }
        }
    }
}

/// A file's header row.
#[derive(Debug)]
pub(super) struct CsvHeader {
    delimiter: u8,
    roles: Vec<Option<(FieldRole, usize)>>,
}

/// A record, as found.
struct FoundRecord {
    end: RecordEnd,
    /// Whether a quote inside a quoted field is not doubled.
    is_stray: bool,
}

impl CsvHeader {
    /// Reads the header at the start of `bytes`; the delimiter is a tab in a TSV file, else whichever of comma, semicolon
    /// and tab occurs most in it.
    pub fn read(
        bytes: &[u8],
        kind: FileKind,
        container: &Container,
        options: &ReadOptions,
    ) -> Result<(CsvHeader, RecordEnd), CorpusError> {
        let first = &bytes[..memchr(b'\n', bytes).unwrap_or(bytes.len())];
        let count = |wanted: &u8| memchr_iter(*wanted, first).count();
        let delimiter = match kind {
            FileKind::Tsv => b'\t',
            _ => [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b','),
        };
        let mut fields = Vec::new();
        let end = record(bytes, 0, delimiter, &mut fields, &mut StrayQuotes::default());
        if end == RecordEnd::Open {
            return Err(CorpusError::OpenQuote { path: container.path.clone(), line: 1 });
        }
        let name =
            |field: &Range<usize>| String::from_utf8_lossy(&bytes[field.clone()]).trim().to_owned();
        let names: Vec<String> = fields.iter().map(name).collect();
        let roles: Vec<_> = names.iter().map(|name| options.fields.role(name)).collect();
        if !roles.iter().flatten().any(|(role, _)| *role == FieldRole::Text) {
            let found = names.join(", ");
            return Err(CorpusError::NoText { path: container.path.clone(), line: 1, found });
        }
        Ok((CsvHeader { delimiter, roles }, end))
    }

    /// Where the last whole record of `bytes` ends; a record that continues beyond `bytes` is not whole.
    pub fn boundary(&self, bytes: &[u8]) -> usize {
        let (mut at, mut fields) = (0, Vec::new());
        loop {
            at = match self.record(bytes, at, &mut fields).end {
                RecordEnd::Line(next) => next,
                RecordEnd::Swallows => after_line(bytes, at),
                RecordEnd::Bytes | RecordEnd::Open => return at,
            }
        }
    }

    /// Finds the fields of the record at `at`, without their quotes.
    fn record(&self, bytes: &[u8], at: usize, fields: &mut Vec<Range<usize>>) -> FoundRecord {
        let mut strays = StrayQuotes::default();
        let end = record(bytes, at, self.delimiter, fields, &mut strays);
        let swallows = strays.openers.iter().any(|&quote| self.begins_record(bytes, quote));
        FoundRecord { end: if swallows { RecordEnd::Swallows } else { end }, is_stray: strays.any }
    }

    /// Whether the line of this quote is a record of as many fields as the header has, one of which the quote begins.
    fn begins_record(&self, bytes: &[u8], quote: usize) -> bool {
        let line = memrchr(b'\n', &bytes[..quote]).map_or(0, |end| end + 1);
        let mut fields = Vec::new();
        let end = record(bytes, line, self.delimiter, &mut fields, &mut StrayQuotes::default());
        end != RecordEnd::Open
            && fields.len() == self.roles.len()
            && fields.iter().any(|field| field.start == quote + 1)
    }

    fn pick<'a>(&self, text: &'a str, fields: &[Range<usize>]) -> PickedFields<&'a str> {
        let mut picked = PickedFields::default();
        for (field, role) in fields.iter().zip(&self.roles) {
            if let (Some((role, rank)), Some(raw)) = (*role, text.get(field.clone()))
                && picked.wants(role, rank)
            {
                picked.put(role, rank, raw);
            }
        }
        picked
    }
}

/// The records of a block.
pub(super) struct CsvRecords<'a> {
    container: &'a Container,
    options: &'a ReadOptions,
    head: Arc<CsvHeader>,
    bytes: &'a [u8],
    /// The encoding of the file.
    charset: &'static str,
    offset: u64,
    line: u64,
    at: usize,
    fields: Vec<Range<usize>>,
}

impl<'a> CsvRecords<'a> {
    /// `place` is the offset and the line at which `bytes` begins.
    pub fn new(
        container: &'a Container,
        options: &'a ReadOptions,
        head: Arc<CsvHeader>,
        bytes: &'a [u8],
        charset: &'static str,
        (offset, line): (u64, u64),
    ) -> Self {
        CsvRecords {
            charset,
            container,
            options,
            head,
            bytes,
            offset,
            line,
            at: 0,
            fields: Vec::new(),
        }
    }

    /// The article of the record at `start..end`, whose fields were found last.
    fn article(&mut self, range: Range<usize>, line: u64) -> Result<Article, CorpusError> {
        let (start, end) = (range.start, range.end);
        let bytes = self.bytes.get(start..end).unwrap_or_default();
        if bytes.len() > self.options.limit() {
            let path = self.container.path.clone();
            return Err(CorpusError::TooLarge {
                path,
                line: Some(line),
                limit: self.options.limit() as u64,
            });
        }
        let base = OffsetMap::shifted(self.offset + start as u64);
        let decoded = decode_as(bytes, charset_of(bytes, self.charset));
        // Offsets of the fields in the decoded text, which in older encodings is longer than the bytes.
        let found = self.head.record(decoded.text.as_bytes(), 0, &mut self.fields);
        self.check_cells(&decoded.text, line)?;
        let base = decoded.offsets.compose(&base);
        let text: &str = &decoded.text;
        let picked = self.head.pick(text, &self.fields);
        let place =
            |raw: &str| base.from_clean((raw.as_ptr() as usize - text.as_ptr() as usize) as u32);
        let cleaned = |raw| clean(Cow::Borrowed(raw), Escape::Csv, &place(raw));
        let short = |role| picked.get(role).map(|&raw| cleaned(raw).text.trim().to_owned());
        let filled = |role| short(role).filter(|text| !text.is_empty());
        let fields = Fields {
            line: Some(line),
            id: filled(FieldRole::Id),
            outlet: filled(FieldRole::Outlet),
            date: filled(FieldRole::Date).map(DateField::Text),
            title: picked.get(FieldRole::Title).map(|&raw| cleaned(raw)),
            // A record that ends before its text field has an empty text.
            body: cleaned(picked.get(FieldRole::Text).copied().unwrap_or(&text[..0])),
            odd: self.odd(found.is_stray),
            decoding: Decoding { charset: decoded.charset, escape: Escape::Csv },
        };
        self.container.article(fields, self.options.order)
    }

    /// Refuses a record with more cells than the header, except for empty ones at its end: an unquoted text was cut.
    fn check_cells(&self, text: &str, line: u64) -> Result<(), CorpusError> {
        let columns = self.head.roles.len();
        let extra = self.fields.get(columns..).unwrap_or_default();
        if extra.iter().all(|cell| text.get(cell.clone()).is_none_or(|cell| cell.trim().is_empty()))
        {
            return Ok(());
        }
        let (path, cells) = (self.container.path.clone(), self.fields.len());
        Err(CorpusError::ExtraCells { path, line, cells, columns })
    }

    /// What is odd in a record that is read.
    fn odd(&self, is_stray: bool) -> Vec<String> {
        let (cells, columns) = (self.fields.len(), self.head.roles.len());
        let mut odd = Vec::new();
        if cells < columns {
            odd.push(format!(
                "{cells} cells under {columns} headers; those missing count as empty"
            ));
        }
        if is_stray {
            odd.push(
                "a quote in a quoted field is not doubled; it is read as part of the text"
                    .to_owned(),
            );
        }
        odd
    }
}

impl Iterator for CsvRecords<'_> {
    type Item = Result<Article, CorpusError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let start = self.at;
            self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
            let line = self.line;
            let ended = self.head.record(self.bytes, start, &mut self.fields).end;
            let end = match ended {
                RecordEnd::Line(next) => next,
                RecordEnd::Bytes => self.bytes.len(),
                // One bad quote must not lose the rest of the file: continue after the line it is in.
                RecordEnd::Open | RecordEnd::Swallows => after_line(self.bytes, start),
            };
            self.at = end;
            self.line += memchr_iter(b'\n', &self.bytes[start..end]).count() as u64;
            if matches!(ended, RecordEnd::Open | RecordEnd::Swallows) {
                return Some(Err(CorpusError::OpenQuote {
                    path: self.container.path.clone(),
                    line,
                }));
            }
            if !self.bytes[start..end].trim_ascii().is_empty() {
                return Some(self.article(start..end, line));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> (Vec<&str>, RecordEnd) {
        let mut fields = Vec::new();
        let end = record(text.as_bytes(), 0, b',', &mut fields, &mut StrayQuotes::default());
        (fields.into_iter().map(|field| &text[field]).collect(), end)
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
}
