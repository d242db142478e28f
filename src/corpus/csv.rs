//! CSV: one article per record, after a header. The scanner (`cells`) is our own because it has to report the position of
//! every field in the file; of a stray quote inside a quoted field we tell. Where a field was not closed and the next
//! records were taken for its text, its record is an error and the next ones are read.

use super::assemble::{Container, DateField, Fields, Place};
use super::cells::{RecordEnd, RowLines, Scanner, after_line};
use super::event_table::{self, EventTable};
use super::field::{clean, clean_markup};
use super::fields::{FieldMap, FieldRole, PickedFields, Worth};
use super::format::FileKind;
use super::{CorpusError, Format, ReadOptions, foreign, html, separator, textless};
use crate::text::encoding::decode::{charset_of, decode_as};
use crate::text::layout::DateOrder;
use crate::text::{Article, Decoding, Escape, Markup, OffsetMap};
use memchr::{memchr, memchr_iter};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// A file's header row.
#[derive(Debug)]
pub(super) struct CsvHeader {
    delimiter: u8,
    /// What it is a table of, if it is one of events.
    events: Option<&'static EventTable>,
    /// The names of its columns.
    pub names: Vec<String>,
    roles: Vec<Option<(FieldRole, usize)>>,
    /// Whether its lines end with a carriage return, which was replaced, so that one in a cell was a line end too.
    pub has_returns: bool,
    /// What to say of two columns of one name.
    pub remark: Option<String>,
}

/// Whether the first line of a text is the header of a table: it names the text and another field of an article, or what
/// follows shows that it is one, though of a table without a column that is known to hold the text.
pub(super) fn is_header(text: &[u8], options: &ReadOptions) -> bool {
    let said = separator::line_of(text);
    let text = &text[said.map_or(0, |(_, len)| len)..];
    let line = text.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let delimiter = said.map_or_else(|| separator::most_in(line), |(separator, _)| separator);
    let mut scanner = Scanner::new(line, delimiter, 0);
    if scanner.record(0) == RecordEnd::Open {
        return false;
    }
    let name = |cell: &Range<usize>| String::from_utf8_lossy(&line[cell.clone()]).trim().to_owned();
    let names: Vec<String> = scanner.cells.iter().map(name).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if event_table::known(&names).is_some() || textless::by_names(&names).is_some() {
        return true;
    }
    let roles: Vec<FieldRole> =
        names.iter().filter_map(|name| options.fields.role(name)).map(|(role, _)| role).collect();
    let others = roles.iter().filter(|role| **role != FieldRole::Text).count();
    if roles.contains(&FieldRole::Text) {
        return others > 0 || said.is_some();
    }
    // A table whose column of texts is not known, of which that is told; no prose that has such words in its first line.
    let is_name = |name: &&str| (1..=40).contains(&name.len()) && !name.ends_with(['.', '!', '?']);
    let columns = scanner.cells.len();
    let least = if options.fields.is_set(FieldRole::Text) { 1 } else { 2 };
    let is_close = columns > 2 || !line.windows(2).any(|pair| pair == b", ");
    if others < least || !names.iter().all(is_name) || !is_close {
        return false;
    }
    let rest = &text[(line.len() + 1).min(text.len())..];
    let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    let mut rows = Scanner::new(rest, delimiter, 0);
    !rest.is_empty() && rows.record(0) != RecordEnd::Open && rows.cells.len() == columns
}

impl CsvHeader {
    /// The format of its file.
    pub fn format(&self) -> Format {
        let plain = if self.delimiter == b'\t' { Format::Tsv } else { Format::Csv };
        self.events.map_or(plain, |table| table.format)
    }

    /// The names of fields by which it was read.
    pub fn fields<'a>(&self, options: &'a ReadOptions) -> Cow<'a, FieldMap> {
        match self.events {
            Some(table) => Cow::Owned(table.fields(&options.fields)),
            None => Cow::Borrowed(&options.fields),
        }
    }

    /// Reads the header at the start of `bytes`, or below a line that says which separator the table has. Else the separator
    /// is a tab in a TSV file, and in others the one that occurs most in the header.
    pub fn read(
        bytes: &[u8],
        kind: FileKind,
        container: &Container,
        options: &ReadOptions,
    ) -> Result<(CsvHeader, RecordEnd), CorpusError> {
        let said = separator::line_of(bytes);
        let (start, line) = said.map_or((0, 1), |(_, len)| (len, 2));
        let first = &bytes[start..];
        let first = &first[..memchr(b'\n', first).unwrap_or(first.len())];
        let delimiter = match (said, kind) {
            (Some((separator, _)), _) => separator,
            (None, FileKind::Tsv) => b'\t',
            (None, _) => separator::most_in(first),
        };
        let mut scanner = Scanner::new(bytes, delimiter, 0);
        let end = scanner.record(start);
        if end == RecordEnd::Open {
            return Err(CorpusError::OpenQuote { path: container.path.clone(), line });
        }
        let name =
            |field: &Range<usize>| String::from_utf8_lossy(&bytes[field.clone()]).trim().to_owned();
        let names: Vec<String> = scanner.cells.iter().map(name).collect();
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        let events = event_table::known(&known);
        let own = events.map(|table| table.fields(&options.fields));
        let fields = own.as_ref().unwrap_or(&options.fields);
        let roles: Vec<_> = names.iter().map(|name| fields.role(name)).collect();
        if let Some((what, advice)) = textless::by_line(first) {
            let path = container.path.clone();
            return Err(CorpusError::NoTexts { path, line: line.into(), what, advice });
        }
        if !roles.iter().flatten().any(|(role, _)| *role == FieldRole::Text) {
            return Err(CorpusError::no_text(&container.path, line.into(), &known));
        }
        let mut picked = PickedFields::default();
        for (role, rank) in roles.iter().flatten() {
            picked.offer(*role, *rank, Worth::Filled, ());
        }
        let told = picked.told_twice(fields);
        let remark = told.map(|told| format!("{}:{line}: column {told}", container.path));
        let has_returns = false;
        Ok((CsvHeader { delimiter, events, names, roles, has_returns, remark }, end))
    }

    /// Where the last whole record of `bytes` ends; a record that continues beyond `bytes` is not whole. If it is given up
    /// to wait for its end, it counts as one of a line, as does each such record in the first half of `bytes`.
    pub fn boundary(&self, bytes: &[u8], gives_up: bool) -> usize {
        let (mut at, mut scanner) = (0, self.scanner(bytes));
        loop {
            at = match scanner.record(at) {
                RecordEnd::Line(next) => next,
                RecordEnd::Swallows => after_line(bytes, at),
                RecordEnd::Open if gives_up && at < bytes.len() / 2 => {
                    match memchr(b'\n', &bytes[at..]) {
                        Some(len) => at + len + 1,
                        None => return at,
                    }
                }
                RecordEnd::Bytes | RecordEnd::Open => return at,
            }
        }
    }

    /// Where the record behind the one at `at` begins; `None` where that one has no end.
    pub fn after(&self, scanner: &mut Scanner<'_>, at: usize) -> Option<usize> {
        match scanner.record(at) {
            RecordEnd::Line(next) => Some(next),
            RecordEnd::Bytes => Some(usize::MAX),
            RecordEnd::Open | RecordEnd::Swallows => None,
        }
    }

    /// The date field among the cells of a record, as written.
    pub fn date<'a>(&self, text: &'a str, cells: &[Range<usize>]) -> Option<&'a str> {
        self.pick(text, cells).get(FieldRole::Date).copied()
    }

    /// Finds the records of `bytes`.
    pub fn scanner<'b>(&self, bytes: &'b [u8]) -> Scanner<'b> {
        Scanner::new(bytes, self.delimiter, self.roles.len())
    }

    fn pick<'a>(&self, text: &'a str, fields: &[Range<usize>]) -> PickedFields<&'a str> {
        let mut picked = PickedFields::default();
        for (field, role) in fields.iter().zip(&self.roles) {
            if let (Some((role, rank)), Some(raw)) = (*role, text.get(field.clone())) {
                let worth = match role {
                    _ if raw.trim().is_empty() => Worth::Empty,
                    FieldRole::Outlet if raw.contains("://") => Worth::Weak,
                    _ => Worth::Filled,
                };
                picked.offer(role, rank, worth, raw);
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
    /// The order of day and month in its dates, where it is known.
    order: Option<DateOrder>,
    offset: u64,
    line: u64,
    at: usize,
    scanner: Scanner<'a>,
}

impl<'a> CsvRecords<'a> {
    /// The last argument is where `bytes` begins.
    pub fn new(
        container: &'a Container,
        options: &'a ReadOptions,
        head: Arc<CsvHeader>,
        bytes: &'a [u8],
        (charset, order): (&'static str, Option<DateOrder>),
        Place { offset, line, .. }: Place,
    ) -> Self {
        let scanner = head.scanner(bytes);
        CsvRecords { charset, order, container, options, head, bytes, offset, line, at: 0, scanner }
    }

    /// The article of the record at `range`.
    fn article(&self, range: Range<usize>, line: u64) -> Result<Article, CorpusError> {
        let (start, end) = (range.start, range.end);
        let bytes = self.bytes.get(start..end).unwrap_or_default();
        if bytes.len() > self.options.limit() {
            let path = self.container.path.clone();
            return Err(CorpusError::TooLarge {
                path,
                line: Some(line.into()),
                limit: self.options.limit() as u64,
            });
        }
        if let Some(at) = memchr(0, bytes) {
            let at = self.offset + (start + at) as u64;
            let reason = format!("a NUL byte at offset {at}");
            let path = self.container.path.clone();
            return Err(CorpusError::Binary { path, line: Some(line.into()), reason });
        }
        let base = OffsetMap::shifted(self.offset + start as u64);
        let decoded = decode_as(bytes, charset_of(bytes, self.charset));
        // Offsets of the fields in the decoded text, which in older encodings is longer than the bytes.
        let mut found = Scanner::new(decoded.text.as_bytes(), self.head.delimiter, 0);
        found.record(0);
        self.check_cells(&decoded.text, &found.cells, line)?;
        let base = decoded.offsets.compose(&base);
        let text: &str = &decoded.text;
        let picked = self.head.pick(text, &found.cells);
        let place =
            |raw: &str| base.from_clean((raw.as_ptr() as usize - text.as_ptr() as usize) as u32);
        let cleaned = |raw| clean(Cow::Borrowed(raw), Escape::Csv, &place(raw));
        let short = |role| picked.get(role).map(|&raw| cleaned(raw).text.trim().to_owned());
        let filled = |role| short(role).filter(|text| !text.is_empty());
        // A record that ends before its text field has an empty text.
        let raw_body = picked.get(FieldRole::Text).copied().unwrap_or(&text[..0]);
        let mut body = cleaned(raw_body);
        let markup = html::markup_of(&body.text);
        let marked = |raw| clean_markup(Cow::Borrowed(raw), Escape::Csv, markup, &place(raw));
        let mut odd = self.odd(&found, line, picked.told_empty(&self.options.fields));
        if markup != Markup::None {
            odd.extend(foreign::told_page(&body.text));
            body = marked(raw_body);
        }
        body.cleaning.line_ends |= self.head.has_returns && raw_body.contains('\n');
        let fields = Fields {
            line: Some(line.into()),
            number: None,
            id: filled(FieldRole::Id),
            outlet: filled(FieldRole::Outlet),
            date: filled(FieldRole::Date).map(|date| DateField::of(date, self.order)),
            title: picked.get(FieldRole::Title).map(|&raw| marked(raw)),
            body,
            odd,
            decoding: Decoding { markup, ..Decoding::of(decoded.charset, Escape::Csv) },
        };
        self.container.article(fields, self.options.order)
    }

    /// Refuses a record with more cells than the header, except for empty ones at its end: an unquoted text was cut.
    fn check_cells(
        &self,
        text: &str,
        cells: &[Range<usize>],
        line: u64,
    ) -> Result<(), CorpusError> {
        let columns = self.head.roles.len();
        let extra = cells.get(columns..).unwrap_or_default();
        if extra.iter().all(|cell| text.get(cell.clone()).is_none_or(|cell| cell.trim().is_empty()))
        {
            return Ok(());
        }
        let (path, cells) = (self.container.path.clone(), cells.len());
        Err(CorpusError::ExtraCells { path, line, cells, columns })
    }

    /// What is odd in a record that is read.
    fn odd(&self, found: &Scanner<'_>, line: u64, told: Option<String>) -> Vec<String> {
        let (cells, columns) = (found.cells.len(), self.head.roles.len());
        let mut odd: Vec<String> = told.into_iter().collect();
        if cells < columns {
            odd.push(format!(
                "{cells} cells under {columns} headers; those missing count as empty"
            ));
        }
        if let Some(RowLines { lines, rows }) = found.row_lines(columns) {
            odd.push(format!(
                "a quoted field ends only in line {}, and {rows} of {lines} lines after its first look like rows; check where its quote should be closed",
                line + lines as u64
            ));
        }
        if found.is_stray {
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
            let ended = self.scanner.record(start);
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
