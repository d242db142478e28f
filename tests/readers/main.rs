//! Tests of the readers: every container and every kind of bad input, from bytes on disk to articles, and back from
//! articles to bytes.

mod archives;
mod containers;
mod documents;
mod encodings;
mod evidence;
mod faults;
mod html;
mod json;
mod packed;
mod press;
mod samples;
mod shelf;
