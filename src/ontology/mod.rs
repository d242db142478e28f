//! The code lists of other ontologies: PLOVER's events and modes, ACLED's types, CAMEO's codes, and countries by their
//! ISO codes. `pack` and `script` check that codes exist, `sink` and `gazetteer::import` convert with them. Constant
//! tables; opens no files and does not know `Event`.

pub(crate) mod acled;
pub(crate) mod cameo;
pub(crate) mod country;
pub(crate) mod plover;
mod unknown;

pub use unknown::UnknownCode;

/// Checks a code of the scheme `plover`, `acled` or `cameo`. An empty code is valid: it says that the scheme has no
/// code.
pub fn check(scheme: &str, code: &str) -> Result<(), UnknownCode> {
    match scheme {
        _ if code.is_empty() => Ok(()),
        "plover" => plover::PloverCode::parse(code).map(drop),
        "acled" => acled::SubEvent::find(code).map(drop),
        "cameo" => cameo::check(code),
        _ => Err(UnknownCode::of("ontology", scheme, "plover, acled or cameo")),
    }
}
