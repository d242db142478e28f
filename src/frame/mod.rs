//! Floor 3: what a mention says beside its kind: who, where. Reads documents and gazetteers; `coder` and `script` call
//! it, for sentences in which a rule fired.

mod agent;
mod chunk;
#[cfg(test)]
mod gold;
pub mod party;
pub mod place;
mod word;
