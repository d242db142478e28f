//! (repair)
