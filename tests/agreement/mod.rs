//! Prints how often the results of `frame` agree with the hand-coded gold, if `DATELINE_DATA` names the folder of the
//! development data; skipped otherwise. These are unit tests of `frame`, which declares this module: they use items
//! that are private to the crate.

mod figures;
mod parties;
mod voices;

use serde_json::Value;
use std::path::Path;

/// Articles held out while the rules were written: only totals over them are printed.
const HELD_BACK: [&str; 5] = [
    "fakes-1926479108",
    "fakes-1923102845",
    "fakes-1923848183",
    "fakes-1965511177",
    "fakes-1926479156",
];

/// The rows of a file of `gold/`; `None`, with a message, if the folder is not named.
fn rows(name: &str) -> Option<Vec<Value>> {
    let Some(folder) = std::env::var_os("DATELINE_DATA") else {
        println!("skipped: DATELINE_DATA is not set");
        return None;
    };
    let text = std::fs::read_to_string(Path::new(&folder).join("gold").join(name));
    let text = text.expect("the gold can be read");
    Some(text.lines().map(|line| serde_json::from_str(line).expect("a row of JSON")).collect())
}
