//! A table that Python reads once, batch by batch.

use crate::capsule::{Reader, export, export_schema};
use crate::coded::{SharedTotals, locked};
use crate::errors::DatelineError;
use arrow_schema::SchemaRef;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::sync::{Mutex, PoisonError};

/// The table; it is made while it is read.
#[pyclass(frozen, module = "dateline._native")]
pub struct Stream {
    reader: Mutex<Option<Reader>>,
    schema: SchemaRef,
    totals: SharedTotals,
}

impl Stream {
    /// The table that `reader` gives.
    pub fn new(reader: Reader, totals: SharedTotals) -> Stream {
        let schema = reader.schema();
        Stream { reader: Mutex::new(Some(reader)), schema, totals }
    }
}

#[pymethods]
impl Stream {
    /// The Arrow stream. Another schema than its own is not made: the reader casts.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let taken = self.reader.lock().unwrap_or_else(PoisonError::into_inner).take();
        match taken {
            Some(reader) => export(py, reader),
            None => Err(DatelineError::new_err(
                "this table was read already, and is made only once: keep what you read, such as pyarrow.table(stream)",
            )),
        }
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        export_schema(py, &self.schema)
    }

    /// What was given so far, as JSON.
    fn totals(&self) -> PyResult<String> {
        let totals = locked(&self.totals, |totals| totals.clone());
        serde_json::to_string(&totals).map_err(|error| DatelineError::new_err(error.to_string()))
    }

    /// The names and types of the columns.
    fn columns(&self) -> Vec<(String, String)> {
        let each = self.schema.fields().iter();
        each.map(|field| (field.name().clone(), field.data_type().to_string())).collect()
    }
}
