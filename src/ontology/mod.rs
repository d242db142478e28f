//! What other codebooks are made of, as facts: PLOVER's events and modes, ACLED's types, CAMEO's codes,
//! countries by their ISO codes. `pack` and `script` ask whether a code exists, `sink` and `gazetteer::import` map by it.
//! Pure values; no files, no events.

pub(crate) mod acled;
pub(crate) mod cameo;
pub(crate) mod country;
pub(crate) mod plover;
mod unknown;

pub use unknown::UnknownCode;

/// Checks a code of the scheme `plover`, `acled` or `cameo`. An empty code says that the scheme has none.
pub fn check(scheme: &str, code: &str) -> Result<(), UnknownCode> {
    match scheme {
        _ if code.is_empty() => Ok(()),
        "plover" => plover::PloverCode::parse(code).map(drop),
        "acled" => acled::SubEvent::find(code).map(drop),
        "cameo" => cameo::check(code),
        _ => Err(UnknownCode::of("ontology", scheme, "plover, acled or cameo")),
    }
}
