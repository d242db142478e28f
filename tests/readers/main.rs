//! Every container and every bad input, from bytes on disk to articles, and back from articles to bytes.

mod containers;
mod evidence;
mod faults;
mod shelf;
