//! Tests of output formats through the binary: each is opened by a reader of its own, as far as this machine has it, and
//! none loses or changes anything without a word in its loss report.

#[path = "../common/mod.rs"]
mod common;
mod databases;
mod desk;
mod lines;
mod maps;
mod parquet;
mod readers;
mod tables;
mod tasks;
