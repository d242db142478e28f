//! The native part of the Python package `dateline`: what `dateline/*.py` calls. Values cross as Arrow streams, or as JSON
//! where there are few; the classes that people use are in Python.
//!
//! Work is done by threads that never touch Python (`pool`), and who waits for them lets Python go on and looks at signals
//! (`wait`). Only `capsule` and `wait` have unsafe code.

mod analysis;
mod article;
mod articles;
mod capsule;
mod coded;
mod columns;
mod engine;
mod errors;
mod files;
mod pool;
mod records;
mod shipped;
mod signed;
mod stream;
mod wait;
mod work;

use arrow_schema::SchemaRef;
use dateline::Event;
use engine::{Engine, apart};
use errors::{DatelineError, EventError};
use mimalloc::MiMalloc;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::path::PathBuf;
use std::sync::Arc;
use stream::Stream;

/// What the program `dateline` uses, too. Only Rust's memory is taken from it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Events that came back from Python.
#[pyclass(frozen, module = "dateline._native")]
pub struct Events(pub Vec<Event>);

#[pymethods]
impl Events {
    /// The events of a table that `code_table` or `code_files` made.
    #[staticmethod]
    fn of_table(py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Events> {
        let reader = capsule::import(table)?;
        // A table that is a generator of Python is read on this thread, which has its lock.
        let _ = py;
        records::of_table(reader).map(Events).map_err(EventError::new_err)
    }

    /// The events of lines of JSON.
    #[staticmethod]
    fn of_lines(lines: &str) -> PyResult<Events> {
        records::of_lines(lines).map(Events).map_err(EventError::new_err)
    }

    /// The events of a file of lines of JSON.
    #[staticmethod]
    fn of_file(py: Python<'_>, path: PathBuf) -> PyResult<Events> {
        let path = path.to_string_lossy().into_owned();
        apart(py, move || records::of_file(&path))?.map(Events).map_err(EventError::new_err)
    }

    /// Each event as JSON.
    fn lines(&self) -> PyResult<Vec<String>> {
        let lines: Result<Vec<String>, _> = self.0.iter().map(serde_json::to_string).collect();
        lines.map_err(|error| DatelineError::new_err(error.to_string()))
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }
}

/// The differences between two sets of events, as JSON.
#[pyfunction]
fn diff(py: Python<'_>, before: &Events, after: &Events) -> PyResult<String> {
    let (before, after) = (before.0.clone(), after.0.clone());
    apart(py, move || analysis::diff(&before, &after))?
}

/// The names and types of the columns of events; with signed numbers for Spark.
#[pyclass(frozen, module = "dateline._native")]
struct EventSchema(SchemaRef);

#[pymethods]
impl EventSchema {
    #[new]
    fn new(signed: bool) -> PyResult<EventSchema> {
        let schema = coded::schema().map_err(|error| DatelineError::new_err(error.to_string()))?;
        Ok(EventSchema(if signed { Arc::new(signed::schema(&schema)) } else { schema }))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::export_schema(py, &self.0)
    }
}

/// Raises what a signal asks for, such as `KeyboardInterrupt`: a reader of a stream that was stopped raises its own error
/// first.
#[pyfunction]
fn check_signals(py: Python<'_>) -> PyResult<()> {
    py.check_signals()
}

/// The module.
#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", dateline::pack::PROGRAM_VERSION)?;
    module.add_class::<Engine>()?;
    module.add_class::<Stream>()?;
    module.add_class::<Events>()?;
    module.add_class::<EventSchema>()?;
    module.add_function(wrap_pyfunction!(files::read, module)?)?;
    module.add_function(wrap_pyfunction!(diff, module)?)?;
    module.add_function(wrap_pyfunction!(check_signals, module)?)?;
    errors::register(module)
}
