//! Is the coding right? Examples beside the rules, and scores against gold. Values in, reports out: no terminal here.
//! Called by `cmd`.

pub mod agree;
pub mod confusion;
pub mod examples;
pub mod expect;
pub mod figures;
pub mod gold;
pub mod keys;
pub mod locate;
pub mod phrase;
pub mod score;
pub mod tally;
pub mod tolls;
pub mod typed;
pub mod types;
