//! Workbooks of Excel (XLSX): each row below a header is an article. The bytes of such a file hold no text that could be cut
//! out, so that offsets count in the text of the row: its title, a blank line, its text. Formulas give their last values;
//! macros are ignored. Cells are read one by one, since a sheet may claim any size.

use super::assemble::{DateField, Fields};
use super::field::{clean, clean_markup};
use super::fields::{FieldRole, PickedFields, Worth};
use super::html::looks_like_html;
use super::reading::{Omission, Reading};
use super::source::Source;
use super::{CorpusError, Format};
use crate::quiet::caught;
use crate::text::{Decoding, Escape, Markup, OffsetMap};
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
    let broken = |error: &dyn std::fmt::Display| format!("it is not a whole workbook ({error})");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut left = limit as u64;
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(|error| broken(&error))?;
        let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|error| broken(&error))?;
        left = left
            .checked_sub(size)
            .ok_or_else(|| format!("it unpacks to more than {limit} bytes"))?;
    }
    Ok(())
}

/// The columns of a sheet that matter, by their numbers.
type Header = BTreeMap<u32, (FieldRole, usize)>;

/// The cells of a row that are not empty, by their columns.
type Row = BTreeMap<u32, Value>;

/// The value of a cell.
struct Value {
    text: String,
    /// It as a number, where it is one.
    number: Option<f64>,
}

/// The rows of the first sheet with a header.
fn rows(source: &Source<'_>) -> Result<Vec<Reading>, XlsxError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(source.bytes))?;
    let names = workbook.sheet_names();
    let mut first_row = None;
    for name in &names {
        let Some(mut found) = sheet(&mut workbook, name, source, &mut first_row)? else { continue };
        let others: Vec<String> = names
            .iter()
            .filter(|other| *other != name)
            .map(|other| format!("\"{other}\""))
            .collect();
        let article = found.iter_mut().find_map(|reading| reading.outcome.as_mut().ok());
        if let Some(article) = article.filter(|_| !others.is_empty()) {
            article.remarks.push(format!(
                "{}: only its sheet \"{name}\" is read, the first with a header that names the text; not {}",
                source.container.path,
                others.join(", ")
            ));
        }
        return Ok(found);
    }
    let path = source.container.path.clone();
    let error = match first_row {
        Some(found) => CorpusError::NoText { path, line: 1, found },
        None => CorpusError::Empty { path, line: None },
    };
    Ok(vec![Reading::of(Format::Xlsx, Err(error))])
}

/// What a sheet holds; `None` if it has no header. The first row of the workbook, for a message, is kept in `first_row`.
fn sheet(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    source: &Source<'_>,
    first_row: &mut Option<String>,
) -> Result<Option<Vec<Reading>>, XlsxError> {
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_) | XlsxError::WorksheetNotFound(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let (mut header, mut seen): (Option<Header>, usize) = (None, 0);
    let (mut found, mut row, mut number) = (Vec::new(), Row::new(), 0);
    loop {
        let cell = match cells.next_cell() {
            Ok(cell) => cell,
            // What is whole is kept.
            Err(error) if header.is_some() => {
                let path = source.container.path.clone();
                let reason = format!("it breaks off behind row {} ({error})", number + 1);
                let error = CorpusError::BrokenSheet { path, reason };
                found.push(Reading::of(Format::Xlsx, Err(error)));
                return Ok(Some(found));
            }
            Err(error) => return Err(error),
        };
        let next = cell.as_ref().map(|cell| cell.get_position().0);
        if next != Some(number) && !row.is_empty() {
            let whole = std::mem::take(&mut row);
            match &header {
                Some(header) => found.push(article(source, header, whole, number)),
                None => {
                    let shown = || whole.values().map(|value| &*value.text).collect::<Vec<_>>();
                    first_row.get_or_insert_with(|| shown().join(", "));
                    header = header_of(&whole, seen == 0, source);
                    seen += 1;
                    if header.is_none() && seen == ROWS {
                        return Ok(None);
                    }
                }
            }
        }
        let Some(cell) = cell else { return Ok(header.map(|_| found)) };
        number = cell.get_position().0;
        if let Some(value) = value_of(cell.get_value()) {
            row.insert(cell.get_position().1, value);
        }
    }
}

/// The roles of the columns, where a row is a header: it names the text and, unless it is the first row, another field.
fn header_of(row: &Row, is_first: bool, source: &Source<'_>) -> Option<Header> {
    let role = |value: &Value| source.options.fields.role(value.text.trim());
    let header: Header =
        row.iter().filter_map(|(&column, value)| Some((column, role(value)?))).collect();
    let has_text = header.values().any(|(role, _)| *role == FieldRole::Text);
    (has_text && (is_first || header.len() > 1)).then_some(header)
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
        DataRef::DateTime(time) => of_text(&iso(time)),
        DataRef::Error(_) | DataRef::Empty => return None,
    };
    Some(value).filter(|value| !value.text.trim().is_empty())
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

fn article(source: &Source<'_>, header: &Header, row: Row, number: u32) -> Reading {
    let mut picked = PickedFields::default();
    for (column, (role, rank)) in header {
        match row.get(column) {
            Some(value) => picked.offer(*role, *rank, Worth::Filled, Some(value)),
            None => picked.offer(*role, *rank, Worth::Empty, None),
        }
    }
    let value = |role| picked.get(role).copied().flatten();
    let short = |role| value(role).map(|value: &Value| value.text.trim().to_owned());
    let text = value(FieldRole::Text).map_or("", |value| &*value.text);
    let title = value(FieldRole::Title).map(|value| &*value.text).filter(|title| !title.is_empty());
    let markup = if looks_like_html(text) { Markup::Html } else { Markup::None };
    let before = title.map_or(0, |title| title.len() as u64 + 2);
    let odd = [
        picked.told_empty(&source.options.fields),
        picked.told_twice(&source.options.fields),
        (text.encode_utf16().count() >= LONGEST_CELL).then(|| {
            "its text is as long as a cell may be, so that its end was probably cut off".to_owned()
        }),
    ];
    let fields = Fields {
        line: Some(u64::from(number) + 1),
        number: None,
        id: short(FieldRole::Id),
        outlet: short(FieldRole::Outlet),
        date: value(FieldRole::Date).map(|value| DateField::Text(date_of(value))),
        title: title.map(|title| clean(title.into(), Escape::None, &OffsetMap::shifted(0))),
        body: clean_markup(text.into(), Escape::None, markup, &OffsetMap::shifted(before)),
        odd: odd.into_iter().flatten().collect(),
        decoding: Decoding { markup, is_extracted: true, ..Decoding::of("utf-8", Escape::None) },
    };
    let read = source.container.article(fields, source.options.order);
    Reading { format: Some(Format::Xlsx), outcome: read.map_err(Omission::Error) }
}
