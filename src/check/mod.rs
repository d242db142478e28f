//! Evaluates coding: the tests of a pack (examples, fixtures, quiet articles, gold, coverage), and scores against gold and answer keys. Takes values and returns reports,
//! independent of terminals. Called by `cmd` and `repl`.

pub mod agree;
pub mod coded;
pub mod confusion;
pub mod coverage;
pub mod examples;
pub(crate) mod expect;
pub mod figures;
pub mod fixtures;
pub mod gates;
pub mod gold;
pub mod keys;
pub(crate) mod locate;
pub(crate) mod names;
pub mod pack_test;
pub(crate) mod phrase;
pub mod quiet;
pub mod rescore;
pub mod score;
pub(crate) mod tally;
pub mod test_case;
pub mod test_files;
pub mod tolls;
pub mod typed;
pub mod types;
