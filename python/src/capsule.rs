//! Tables in and out of Python through the Arrow C stream interface: no copy, and no library that both sides must have.
//! <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>

use crate::errors::ColumnError;
use crate::pool::words;
use arrow_array::ffi::FFI_ArrowSchema;
use arrow_array::ffi_stream::{ArrowArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyCapsuleMethods};
use std::ffi::CStr;
use std::panic::{AssertUnwindSafe, catch_unwind};

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";

/// A table that is read batch by batch.
pub type Reader = Box<dyn RecordBatchReader + Send>;

/// The table that a Python object is.
///
/// # Errors
/// It is none, or its stream cannot be opened.
pub fn import(table: &Bound<'_, PyAny>) -> PyResult<Reader> {
    if !table.hasattr("__arrow_c_stream__")? {
        let kind = table.get_type().name()?.to_string();
        return Err(PyTypeError::new_err(format!(
            "{kind} is no table: give one with __arrow_c_stream__, such as a DataFrame of polars or pandas (with pyarrow), a \
             pyarrow.Table, a relation of DuckDB or dateline.read(...)"
        )));
    }
    let capsule = table.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
    let stream = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: by its name the capsule holds such a stream; it is moved out, and an empty one is left, which the
    // capsule's destructor knows not to release.
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(stream.as_ptr()) };
    let reader = ArrowArrayStreamReader::try_new(stream)
        .map_err(|error| ColumnError::new_err(format!("cannot read the table: {error}")))?;
    Ok(Box::new(reader))
}

/// The columns that a Python object describes.
///
/// # Errors
/// It is no schema.
pub fn import_schema(schema: &Bound<'_, PyAny>) -> PyResult<Schema> {
    let capsule = schema.call_method0("__arrow_c_schema__")?.cast_into::<PyCapsule>()?;
    let pointer = capsule.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>();
    // SAFETY: by its name the capsule holds such a schema, and it lives until the end of this function.
    let schema = unsafe { pointer.as_ref() };
    Schema::try_from(schema).map_err(|error| ColumnError::new_err(error.to_string()))
}

/// A table as a capsule that other libraries take over.
pub fn export<'py>(py: Python<'py>, reader: Reader) -> PyResult<Bound<'py, PyCapsule>> {
    let stream = FFI_ArrowArrayStream::new(Box::new(Caught { reader, is_over: false }));
    PyCapsule::new_with_value(py, stream, STREAM)
}

/// The columns of a table as a capsule.
pub fn export_schema<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema)
        .map_err(|error| ColumnError::new_err(error.to_string()))?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}

/// A reader whose panics are errors: one that reached the caller, which is not Rust, would end the process.
struct Caught {
    reader: Reader,
    is_over: bool,
}

impl Iterator for Caught {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let next = catch_unwind(AssertUnwindSafe(|| self.reader.next())).unwrap_or_else(|panic| {
            let why = format!("internal error, please report it: {}", words(&*panic));
            Some(Err(ArrowError::ComputeError(why)))
        });
        self.is_over = !matches!(next, Some(Ok(_)));
        next
    }
}

impl RecordBatchReader for Caught {
    fn schema(&self) -> SchemaRef {
        self.reader.schema()
    }
}
