//! Evaluates coding: examples in rule files, and scores against gold and answer keys. Takes values and returns reports,
//! independent of terminals. Called by `cmd` and `repl`.

pub mod agree;
pub mod confusion;
pub mod examples;
pub(crate) mod expect;
pub mod figures;
pub mod gold;
pub mod keys;
pub(crate) mod locate;
pub(crate) mod phrase;
pub mod rescore;
pub mod score;
pub(crate) mod tally;
pub mod tolls;
pub mod typed;
pub mod types;
