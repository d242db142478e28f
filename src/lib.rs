//! Dateline turns news into event data that can be checked: who did what to whom, where, when, how many, and who
//! says so.

#![deny(missing_docs)]

pub mod corpus;
pub mod event;
pub mod frame;
pub mod gazetteer;
pub mod text;
