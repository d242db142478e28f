//! (date)
