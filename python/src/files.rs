//! Files of articles, for `read` and `code_files`.

use crate::articles::{ArticleTable, read as read_task};
use crate::coded::SharedTotals;
use crate::engine::{GENERAL, cores, order};
use crate::errors::DatelineError;
use crate::pool::Pool;
use crate::stream::Stream;
use crate::work::{Ordered, Source};
use dateline::DateOrder;
use dateline::corpus::{self, ReadOptions};
use pyo3::exceptions::{PyFileNotFoundError, PyValueError};
use pyo3::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;

/// The files as a source of tasks.
///
/// # Errors
/// A path does not exist, or a field is set that records cannot have.
pub fn source(
    paths: Vec<PathBuf>,
    fields: Vec<(String, String)>,
    order: DateOrder,
) -> PyResult<Source> {
    if paths.is_empty() {
        return Err(PyValueError::new_err("no path: give a file or folder of articles"));
    }
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        let why = format!("no file or folder {}: check the path", missing.display());
        return Err(PyFileNotFoundError::new_err(why));
    }
    let mut options = ReadOptions { order, ..ReadOptions::default() };
    for (field, name) in fields {
        let set = options.fields.set(&format!("{field}={name}"));
        set.map_err(|error| PyValueError::new_err(error.to_string()))?;
    }
    let chunks = Box::new(corpus::open(&paths, &options));
    Ok(Source::Files { chunks, options: Arc::new(options) })
}

/// Reads files into a table of articles.
#[pyfunction]
#[pyo3(signature = (paths, fields, date_order, threads))]
pub fn read(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    fields: Vec<(String, String)>,
    date_order: &str,
    threads: Option<usize>,
) -> PyResult<Stream> {
    let source = source(paths, fields, order(date_order)?)?;
    let totals = SharedTotals::default();
    let pool = GENERAL.get(py, || Pool::new(|| ()));
    let threads = threads.unwrap_or_else(cores).max(1);
    let rows = Ordered::new(source, pool, threads, |(): &mut (), task| read_task(task));
    let table = ArticleTable::new(rows, Arc::clone(&totals))
        .map_err(|error| DatelineError::new_err(error.to_string()))?;
    Ok(Stream::new(Box::new(table), totals))
}
