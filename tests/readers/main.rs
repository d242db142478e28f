//! Tests of the readers: every container and every kind of bad input, from bytes on disk to articles, and back from
//! articles to bytes.

mod answers;
mod archives;
mod containers;
mod documents;
mod encodings;
mod evidence;
mod expect;
mod faults;
mod html;
mod json;
mod mail;
mod packed;
mod parquet;
mod pdf;
mod press;
mod press_odd;
mod samples;
mod sheet;
mod shelf;
mod warc;
mod xml;
