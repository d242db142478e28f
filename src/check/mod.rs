//! Is the coding right? Examples beside the rules, and scores against gold. Values in, reports out: no terminal here.
//! Called by `cmd`.

pub mod agree;
pub mod confusion;
pub mod examples;
pub(crate) mod expect;
pub mod figures;
pub mod gold;
pub mod keys;
pub(crate) mod locate;
pub(crate) mod phrase;
pub mod score;
pub(crate) mod tally;
pub mod tolls;
pub mod typed;
pub mod types;
