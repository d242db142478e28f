//! Who says so.
