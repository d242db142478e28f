//! Dateline turns news into event data that can be checked: who did what to whom, where, when, how many, and who
//! says so.

#![deny(missing_docs)]

pub mod check;
pub mod coder;
pub mod corpus;
pub mod event;
pub mod frame;
pub mod gazetteer;
pub mod pack;
pub mod pattern;
pub mod script;
pub mod sink;
pub mod text;
