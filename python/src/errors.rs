//! The exceptions.

use crate::pool::Panicked;
use crate::wait::internal_text;
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyOSError};
use pyo3::prelude::*;

create_exception!(
    dateline,
    DatelineError,
    PyException,
    "What dateline raises; the kinds below say more."
);
create_exception!(
    dateline,
    PackError,
    DatelineError,
    "A pack cannot be loaded, or has faults. The message says where and what to do; `faults` has each one."
);
create_exception!(
    dateline,
    ArticleError,
    DatelineError,
    "A text cannot be coded, such as an empty one."
);
create_exception!(
    dateline,
    ColumnError,
    DatelineError,
    "A table lacks a column that was named, or the column has a type that does not fit."
);
create_exception!(
    dateline,
    EventError,
    DatelineError,
    "Something that should be an event is none."
);

/// A panic as an exception.
pub fn internal(panic: &Panicked) -> PyErr {
    DatelineError::new_err(internal_text(panic))
}

/// A thread that could not be started.
pub fn no_thread(error: &std::io::Error) -> PyErr {
    PyOSError::new_err(format!("cannot start a thread: {error}"))
}

/// Adds the exceptions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("DatelineError", py.get_type::<DatelineError>())?;
    module.add("PackError", py.get_type::<PackError>())?;
    module.add("ArticleError", py.get_type::<ArticleError>())?;
    module.add("ColumnError", py.get_type::<ColumnError>())?;
    module.add("EventError", py.get_type::<EventError>())
}
