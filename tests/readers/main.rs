//! Tests of the readers: every container and every kind of bad input, from bytes on disk to articles, and back from
//! articles to bytes.

mod containers;
mod encodings;
mod evidence;
mod expect;
mod faults;
mod mail;
mod sheet;
mod shelf;
mod warc;
mod xml;
