//! Floor 1: what other codebooks are made of, as facts: PLOVER's events and modes, ACLED's types, CAMEO's codes,
//! countries by their ISO codes. `pack` and `script` ask whether a code exists, `sink` and `gazetteer::import` map by it.
//! Pure values; no files, no events.

pub(crate) mod acled;
pub(crate) mod cameo;
pub(crate) mod country;
pub(crate) mod plover;

/// A code that its codebook does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: String,
}

impl Unknown {
    fn of(what: &str, code: &str, help: &str) -> Unknown {
        Unknown { message: format!("unknown {what} \"{code}\""), help: help.to_owned() }
    }
}

/// Checks a code of the scheme `plover`, `acled` or `cameo`. An empty code says that the scheme has none.
pub fn check(scheme: &str, code: &str) -> Result<(), Unknown> {
    match scheme {
        _ if code.is_empty() => Ok(()),
        "plover" => plover::Code::parse(code).map(drop),
        "acled" => acled::SubEvent::find(code).map(drop),
        "cameo" => cameo::check(code),
        _ => Err(Unknown::of("ontology", scheme, "plover, acled or cameo")),
    }
}
