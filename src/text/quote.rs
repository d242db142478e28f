//! (quote)
