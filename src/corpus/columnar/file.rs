//! The rows of a file, batch by batch.

use super::row::{RowColumn, RowTable, Rows};
use crate::corpus::assemble::Container;
use crate::corpus::block::BLOCK;
use crate::corpus::column_order::order_of;
use crate::corpus::event_table;
use crate::corpus::fields::FieldRole;
use crate::corpus::reading::{Omission, Reading};
use crate::corpus::source::Source;
use crate::corpus::{CorpusError, Format, ReadOptions};
use crate::quiet::caught;
use arrow_array::RecordBatch;
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::basic::{Compression, Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::ChunkReader;
use std::sync::Arc;

/// How every file begins and ends; one whose columns are named in secret ends in another way.
const MAGIC: &[u8] = b"PAR1";

/// A batch has at most so many rows, whatever the file says of their length.
const MOST_ROWS: usize = 1 << 10;

/// Whether a file that begins so is one of Parquet.
pub(in super::super) fn is(first: &[u8]) -> bool {
    first.starts_with(MAGIC)
}

/// The articles of a file in memory.
pub(in super::super) fn read(source: &Source<'_>) -> Vec<Reading> {
    let bytes = Bytes::copy_from_slice(source.bytes);
    let failed = |error| Reading::of(Format::Parquet, Err(error));
    let size = source.bytes.len() as u64;
    let opened =
        RowBlocks::open(|| Ok(bytes.clone()), size, &source.container.path, source.options);
    let blocks = match opened {
        Ok(blocks) => blocks,
        Err(error) => return vec![failed(error)],
    };
    let (mut found, mut told) = (Vec::new(), Vec::new());
    for next in blocks {
        match next {
            Ok(block) => {
                told.extend(block.told);
                found.extend(block.rows.readings(source.container, source.options));
            }
            Err(error) => found.push(failed(error)),
        }
    }
    if let Some(article) = found.iter_mut().find_map(|reading| reading.outcome.as_mut().ok()) {
        article.remarks.extend(told);
    }
    found
}

/// Some rows that were read.
pub(in super::super) struct RowBlock {
    pub rows: Rows,
    /// The bytes of the file that they stand for.
    pub weight: u64,
    /// What is odd in the file as a whole; with its first rows.
    pub told: Vec<String>,
}

/// A file that is being read.
pub(in super::super) struct RowBlocks {
    path: String,
    reader: Option<ParquetRecordBatchReader>,
    table: Arc<RowTable>,
    /// How many rows were read, and how many the file has.
    read: u64,
    rows: u64,
    /// In bytes.
    size: u64,
    /// What is odd in the file as a whole.
    told: Vec<String>,
}

impl RowBlocks {
    /// Opens a file of `size` bytes; `input` is called for each reader of it.
    ///
    /// # Errors
    /// It is no whole file of Parquet, or no column of it holds texts.
    pub fn open<T: ChunkReader + 'static>(
        input: impl Fn() -> std::io::Result<T>,
        size: u64,
        path: &str,
        options: &ReadOptions,
    ) -> Result<RowBlocks, CorpusError> {
        let opened = caught(|| RowBlocks::opened(&input, size, path, options));
        opened.unwrap_or_else(|| Err(broken(path, &"its structure is damaged")))
    }

    fn opened<T: ChunkReader + 'static>(
        input: &impl Fn() -> std::io::Result<T>,
        size: u64,
        path: &str,
        options: &ReadOptions,
    ) -> Result<RowBlocks, CorpusError> {
        let start = || input().map_err(|why| CorpusError::io(path.as_ref(), &why));
        let failed = |why: ParquetError| broken(path, &why);
        // The schema that the writer noted beside the columns may ask for many more types.
        let plain = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let metadata = ArrowReaderMetadata::load(&start()?, plain).map_err(failed)?;
        let file = metadata.metadata();
        let mut table = table(file, path, options)?;
        if let Some(packed) = unread_packing(file, &table) {
            return Err(broken(path, &format!("it is packed with {packed}, which is not read")));
        }
        let rows = u64::try_from(file.file_metadata().num_rows()).unwrap_or_default();
        if rows == 0 {
            return Err(CorpusError::Empty { path: path.to_owned(), line: None });
        }
        let mask = |leaves: &[usize]| {
            ProjectionMask::leaves(file.file_metadata().schema_descr(), leaves.iter().copied())
        };
        let build = |input: T, leaves: &[usize]| {
            ParquetRecordBatchReaderBuilder::new_with_metadata(input, metadata.clone())
                .with_projection(mask(leaves))
                .with_batch_size(batch_size(file, leaves, rows))
                .build()
        };
        let mut told: Vec<String> = table.told(path).into_iter().collect();
        let dated = leaves_with_text(file, &table, FieldRole::Date);
        if !dated.is_empty() {
            let dates = dates(build(start()?, &dated).map_err(failed)?, &table);
            let (order, remark) = order_of(dates.iter().map(String::as_str), path, options);
            table.order = order;
            told.extend(remark);
        }
        let leaves: Vec<usize> = table.columns.iter().map(|column| column.leaf).collect();
        let reader = Some(build(start()?, &leaves).map_err(failed)?);
        let (path, table) = (path.to_owned(), Arc::new(table));
        Ok(RowBlocks { path, reader, table, read: 0, rows, size, told })
    }
}

impl Iterator for RowBlocks {
    type Item = Result<RowBlock, CorpusError>;

    fn next(&mut self) -> Option<Self::Item> {
        let reader = self.reader.as_mut()?;
        let before = self.read;
        let batch: RecordBatch = match caught(|| reader.next()) {
            Some(Some(Ok(batch))) => batch,
            Some(None) if before >= self.rows => {
                self.reader = None;
                return None;
            }
            ended => {
                self.reader = None;
                let why = match ended {
                    Some(Some(Err(why))) => why.to_string(),
                    _ => "the rest is missing or damaged".to_owned(),
                };
                let reason = format!("it breaks off behind row {before} of {}: {why}", self.rows);
                return Some(Err(broken(&self.path, &reason)));
            }
        };
        self.read += batch.num_rows() as u64;
        let part =
            |rows: u64| (u128::from(self.size) * u128::from(rows) / u128::from(self.rows)) as u64;
        let weight = part(self.read).saturating_sub(part(before));
        let rows = Rows { table: Arc::clone(&self.table), batch, first: before + 1 };
        Some(Ok(RowBlock { rows, weight, told: std::mem::take(&mut self.told) }))
    }
}

fn broken(path: &str, why: &dyn std::fmt::Display) -> CorpusError {
    CorpusError::BrokenTable { path: path.to_owned(), reason: why.to_string() }
}

/// The columns that matter. Those in lists hold several values for a row, and are not looked at.
fn table(
    file: &ParquetMetaData,
    path: &str,
    options: &ReadOptions,
) -> Result<RowTable, CorpusError> {
    let columns = file.file_metadata().schema_descr().columns();
    let names: Vec<(usize, String)> = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.max_rep_level() == 0)
        .map(|(leaf, column)| (leaf, column.path().parts().join(".")))
        .collect();
    let known: Vec<&str> = names.iter().map(|(_, name)| name.as_str()).collect();
    let events = event_table::known(&known);
    let fields =
        events.map_or_else(|| options.fields.clone(), |table| table.fields(&options.fields));
    let columns: Vec<RowColumn> = names
        .iter()
        .filter_map(|(leaf, name)| {
            let (role, rank) = fields.role(name)?;
            let path = columns[*leaf].path().parts().to_vec();
            Some(RowColumn { leaf: *leaf, path, role, rank })
        })
        .collect();
    if !columns.iter().any(|column| column.role == FieldRole::Text) {
        return Err(CorpusError::no_text(path, 1.into(), &known));
    }
    Ok(RowTable { columns, events, fields, order: None })
}

/// How many rows are about as long as a block.
fn batch_size(file: &ParquetMetaData, leaves: &[usize], rows: u64) -> usize {
    let groups = file.row_groups().iter();
    let bytes: u64 = groups
        .flat_map(|group| leaves.iter().filter_map(|leaf| group.columns().get(*leaf)))
        .map(|column| u64::try_from(column.uncompressed_size()).unwrap_or_default())
        .sum();
    let wanted = (BLOCK as u64).saturating_mul(rows) / bytes.max(1);
    usize::try_from(wanted).unwrap_or(MOST_ROWS).clamp(1, MOST_ROWS)
}

/// How a column that matters is packed, if that is not read.
fn unread_packing(file: &ParquetMetaData, table: &RowTable) -> Option<&'static str> {
    let columns = file.row_groups().iter().flat_map(|group| {
        table.columns.iter().filter_map(|column| group.columns().get(column.leaf))
    });
    columns.map(|column| column.compression()).find_map(|packing| match packing {
        Compression::UNCOMPRESSED
        | Compression::SNAPPY
        | Compression::GZIP(_)
        | Compression::ZSTD(_) => None,
        Compression::BROTLI(_) => Some("Brotli"),
        Compression::LZO => Some("LZO"),
        Compression::LZ4 | Compression::LZ4_RAW => Some("LZ4"),
    })
}

/// The columns of this role that hold texts.
fn leaves_with_text(file: &ParquetMetaData, table: &RowTable, role: FieldRole) -> Vec<usize> {
    let columns = file.file_metadata().schema_descr().columns();
    let is_text = |leaf: usize| columns[leaf].physical_type() == Type::BYTE_ARRAY;
    let of_role = table.columns.iter().filter(|column| column.role == role);
    of_role.map(|column| column.leaf).filter(|leaf| is_text(*leaf)).collect()
}

/// All dates that are written as texts, as far as the file can be read.
fn dates(reader: ParquetRecordBatchReader, table: &RowTable) -> Vec<String> {
    let mut found = Vec::new();
    for batch in reader.map_while(Result::ok) {
        found.extend(table.dates(&batch));
    }
    found
}

impl Rows {
    /// The articles of these rows, with what is passed over.
    pub fn readings<'a>(
        &'a self,
        container: &'a Container,
        options: &'a ReadOptions,
    ) -> impl Iterator<Item = Reading> + 'a {
        let format = self.table.events.map_or(Format::Parquet, |table| table.format);
        (0..self.batch.num_rows()).map(move |row| {
            match (self.article(row, container, options), self.table.events) {
                (Err(CorpusError::Empty { .. }), Some(table)) => {
                    Reading::passed_over(format, &container.path, table.textless, 1)
                }
                (read, _) => {
                    Reading { format: Some(format), outcome: read.map_err(Omission::Error) }
                }
            }
        })
    }
}
