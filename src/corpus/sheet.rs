//! Workbooks of Excel (XLSX): each row below a header is an article. The bytes of such a file hold no text that could be cut
//! out, so that offsets count in the text of the row: its title, a blank line, its text. Formulas give their last values;
//! macros are ignored. Cells are read one by one, since a sheet may claim any size.

use super::assemble::DateField;
use super::column_order::order_of;
use super::event_table::{self, EventTable};
use super::extracted::ExtractedRow;
use super::fields::{FieldMap, FieldRole, PickedFields, Worth};
use super::reading::Reading;
use super::source::Source;
use super::{CorpusError, Format};
use crate::quiet::caught;
use crate::text::Article;
use crate::text::layout::DateOrder;
use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType, Reader, Xlsx, XlsxError};
use memchr::memmem;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// Whether a file is a workbook, by its first bytes.
pub(super) fn is_workbook(sample: &[u8]) -> bool {
    sample.starts_with(b"PK\x03\x04")
        && memmem::find(sample, b"xl/").is_some()
        && memmem::find(sample, b"word/").is_none()
}

/// A header is looked for in so many rows: titles and notes may stand above it.
const ROWS: usize = 20;

/// A workbook may unpack to so many times the size of an article.
const UNPACKED: usize = 16;

/// A cell of Excel holds no more UTF-16 units.
const LONGEST_CELL: usize = 32_767;

/// The articles of a workbook, in order.
pub(super) fn read(source: &Source<'_>) -> Vec<Reading> {
    let broken = |reason: String| {
        let path = source.container.path.clone();
        vec![Reading::of(Format::Xlsx, Err(CorpusError::BrokenSheet { path, reason }))]
    };
    if let Err(reason) = check_size(source.bytes, source.options.limit().saturating_mul(UNPACKED)) {
        return broken(reason);
    }
    match caught(|| rows(source)) {
        Some(Ok(readings)) => readings,
        Some(Err(XlsxError::Password)) => broken("it is protected by a password".to_owned()),
        Some(Err(error)) => broken(format!("it is not a whole workbook ({error})")),
        None => broken("it is not a whole workbook".to_owned()),
    }
}

/// Refuses a workbook whose parts are larger than `limit` together once they are unpacked.
fn check_size(bytes: &[u8], limit: usize) -> Result<(), String> {
    let broken = |_| "it is not a whole workbook: a part of it is missing or damaged".to_owned();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut left = limit as u64;
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(broken)?;
        let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|error| format!("it is not a whole workbook ({error})"))?;
        left = left
            .checked_sub(size)
            .ok_or_else(|| format!("it unpacks to more than {limit} bytes"))?;
    }
    Ok(())
}

/// What the header of a sheet says.
struct Header {
    /// The columns that matter, by their numbers.
    columns: BTreeMap<u32, (FieldRole, usize)>,
    /// What it is a table of, if it is one of events.
    events: Option<&'static EventTable>,
    fields: FieldMap,
}

/// A sheet with a header.
struct Sheet {
    header: Header,
    /// The rows below it, with their numbers from 0.
    rows: Vec<(u32, Row)>,
    /// What is wrong with its end.
    broken: Option<CorpusError>,
}

/// The cells of a row that are not empty, by their columns.
type Row = BTreeMap<u32, Value>;

/// The value of a cell.
struct Value {
    text: String,
    /// It as a number, where it is one.
    number: Option<f64>,
}

/// The rows of the first sheet with a header and rows below it.
fn rows(source: &Source<'_>) -> Result<Vec<Reading>, XlsxError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(source.bytes))?;
    let names = workbook.sheet_names();
    let path = &source.container.path;
    let (mut first_row, mut has_header) = (None, false);
    for name in &names {
        let Some(found) = sheet(&mut workbook, name, source, &mut first_row)? else { continue };
        has_header = true;
        if found.rows.is_empty() && found.broken.is_none() {
            continue;
        }
        let mut found = articles(source, found);
        let others: Vec<String> = names
            .iter()
            .filter(|other| *other != name)
            .map(|other| format!("\"{other}\""))
            .collect();
        let article = found.iter_mut().find_map(|reading| reading.outcome.as_mut().ok());
        if let Some(article) = article.filter(|_| !others.is_empty()) {
            article.remarks.push(format!(
                "{path}: only its sheet \"{name}\" is read, the first with a header that names the text; not {}",
                others.join(", ")
            ));
        }
        return Ok(found);
    }
    let error = match first_row.filter(|_| !has_header) {
        Some(names) => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            CorpusError::no_text(path, 1, &names)
        }
        None => CorpusError::Empty { path: path.clone(), line: None },
    };
    Ok(vec![Reading::of(Format::Xlsx, Err(error))])
}

/// What a sheet holds; `None` if it has no header. The first row of the workbook, for a message, is kept in `first_row`.
fn sheet(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    source: &Source<'_>,
    first_row: &mut Option<Vec<String>>,
) -> Result<Option<Sheet>, XlsxError> {
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_) | XlsxError::WorksheetNotFound(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let (mut found, mut seen): (Option<Sheet>, usize) = (None, 0);
    let (mut row, mut number) = (Row::new(), 0);
    loop {
        let cell = match cells.next_cell() {
            Ok(cell) => cell,
            // What is whole is kept.
            Err(error) => {
                let Some(sheet) = &mut found else { return Err(error) };
                let path = source.container.path.clone();
                let reason = format!("it breaks off behind row {} ({error})", number + 1);
                sheet.broken = Some(CorpusError::BrokenSheet { path, reason });
                return Ok(found);
            }
        };
        let next = cell.as_ref().map(|cell| cell.get_position().0);
        if next != Some(number) && !row.is_empty() {
            let whole = std::mem::take(&mut row);
            match &mut found {
                Some(sheet) => sheet.rows.push((number, whole)),
                None => {
                    let shown = || whole.values().map(|value| value.text.clone()).collect();
                    first_row.get_or_insert_with(shown);
                    found = header_of(&whole, seen == 0, source).map(|header| Sheet {
                        header,
                        rows: Vec::new(),
                        broken: None,
                    });
                    seen += 1;
                    if found.is_none() && seen == ROWS {
                        return Ok(None);
                    }
                }
            }
        }
        let Some(cell) = cell else { return Ok(found) };
        number = cell.get_position().0;
        if let Some(value) = value_of(cell.get_value()) {
            row.insert(cell.get_position().1, value);
        }
    }
}

/// The columns of a sheet, where a row is a header: it names the text and, unless it is the first row, another field.
fn header_of(row: &Row, is_first: bool, source: &Source<'_>) -> Option<Header> {
    let names: Vec<&str> = row.values().map(|value| value.text.trim()).collect();
    let events = event_table::known(&names);
    let given = &source.options.fields;
    let fields = events.map_or_else(|| given.clone(), |table| table.fields(given));
    let role = |value: &Value| fields.role(value.text.trim());
    let columns: BTreeMap<_, _> =
        row.iter().filter_map(|(&column, value)| Some((column, role(value)?))).collect();
    let has_text = columns.values().any(|(role, _)| *role == FieldRole::Text);
    let is_header = has_text && (is_first || columns.len() > 1);
    is_header.then_some(Header { columns, events, fields })
}

/// The articles of a sheet, in order.
fn articles(source: &Source<'_>, sheet: Sheet) -> Vec<Reading> {
    let Sheet { header, rows, broken } = sheet;
    let path = &source.container.path;
    let format = header.events.map_or(Format::Xlsx, |table| table.format);
    let dates = rows.iter().filter_map(|(_, row)| {
        header.pick(row).get(FieldRole::Date).copied().flatten().map(|value| &*value.text)
    });
    let (order, told) = order_of(dates, path, source.options);
    let textless = header.events.map(|table| table.textless);
    let read = rows.iter().map(|(number, row)| {
        match (article(source, &header, row, *number, order), textless) {
            (Err(CorpusError::Empty { .. }), Some(what)) => {
                Reading::passed_over(format, path, what, 1)
            }
            (read, _) => Reading::of(format, read),
        }
    });
    let mut found: Vec<Reading> = read.collect();
    if let Some(article) = found.iter_mut().find_map(|reading| reading.outcome.as_mut().ok()) {
        article.remarks.extend(told);
    }
    found.extend(broken.map(|error| Reading::of(format, Err(error))));
    found
}

impl Header {
    /// The cells of a row that hold the parts of an article.
    fn pick<'a>(&self, row: &'a Row) -> PickedFields<Option<&'a Value>> {
        let mut picked = PickedFields::default();
        for (column, (role, rank)) in &self.columns {
            match row.get(column) {
                Some(value) => picked.offer(*role, *rank, Worth::Filled, Some(value)),
                None => picked.offer(*role, *rank, Worth::Empty, None),
            }
        }
        picked
    }
}

/// The value of a cell; `None` for one that is empty or an error.
fn value_of(data: &DataRef<'_>) -> Option<Value> {
    let of_text = |text: &str| Value { text: text.to_owned(), number: None };
    let value = match data {
        DataRef::String(text) => of_text(text),
        DataRef::SharedString(text) => of_text(text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => of_text(text),
        DataRef::Int(number) => Value { text: number.to_string(), number: Some(*number as f64) },
        DataRef::Float(number) => Value { text: number.to_string(), number: Some(*number) },
        DataRef::Bool(is) => of_text(&is.to_string()),
        DataRef::DateTime(time) => of_text(&shown(time)),
        DataRef::Error(_) | DataRef::Empty => return None,
    };
    Some(value).filter(|value| !value.text.trim().is_empty())
}

/// A date or a time as Excel shows it: a time has no day, nor has how long something took.
fn shown(time: &ExcelDateTime) -> String {
    let days = time.as_f64();
    if !time.is_duration() && !(0.0..1.0).contains(&days) {
        return iso(time);
    }
    let minutes = (days * 24.0 * 60.0).round() as i64;
    format!("{}:{:02}", minutes / 60, (minutes % 60).abs())
}

fn iso(time: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, _, _) = time.to_ymd_hms_milli();
    match (hour, minute) {
        (0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"),
    }
}

/// A date: a number in a column of dates counts days, where its cell was not formatted as a date.
fn date_of(value: &Value) -> String {
    match value.number {
        Some(days) if (20_000.0..80_000.0).contains(&days) => {
            iso(&ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false))
        }
        _ => value.text.clone(),
    }
}

fn article(
    source: &Source<'_>,
    header: &Header,
    row: &Row,
    number: u32,
    order: Option<DateOrder>,
) -> Result<Article, CorpusError> {
    let picked = header.pick(row);
    let value = |role| picked.get(role).copied().flatten();
    let short = |role| value(role).map(|value: &Value| value.text.trim().to_owned());
    let text = value(FieldRole::Text).map_or("", |value| &*value.text);
    let odd = [
        picked.told_empty(&header.fields),
        picked.told_twice(&header.fields),
        (text.encode_utf16().count() >= LONGEST_CELL).then(|| {
            "its text is as long as a cell may be, so that its end was probably cut off".to_owned()
        }),
    ];
    let row = ExtractedRow {
        number: u64::from(number) + 1,
        id: short(FieldRole::Id),
        outlet: short(FieldRole::Outlet),
        date: value(FieldRole::Date).map(|value| DateField::of(date_of(value), order)),
        title: value(FieldRole::Title).map(|value| &*value.text),
        text,
        odd: odd.into_iter().flatten().collect(),
    };
    row.article(source.container, source.options)
}
