//! The kind of actor that a CAMEO-like code tells. For the importers alone.

use crate::gazetteer::code::{is_actor_code, is_country};

/// What a code says of an actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coded {
    /// The code, as far as its parts are known.
    pub code: String,
    /// The country at its head.
    pub country: Option<String>,
    /// The kind's word in tables.
    pub kind: &'static str,
    /// Whether parts behind had to be dropped.
    pub cut: bool,
}

/// Codes of countries that the dictionaries spell otherwise than ISO does.
const RENAMED: &[(&str, &str)] = &[("KSV", "XKX"), ("USR", "SUN"), ("ROM", "ROU"), ("TMP", "TLS")];

/// Reads a code; `dated` says whether it holds for a time only, as codes of persons do. `None` where not even its
/// first part is known.
pub fn coded(code: &str, dated: bool) -> Option<Coded> {
    let parts: Vec<&str> = (0..code.len() / 3)
        .map_while(|at| code.get(at * 3..at * 3 + 3))
        .map(|part| RENAMED.iter().find(|(old, _)| *old == part).map_or(part, |(_, new)| *new))
        .collect();
    let known: Vec<&str> = parts.iter().copied().take_while(|part| is_actor_code(part)).collect();
    let country = known.first().filter(|part| is_country(part)).map(|part| (*part).to_owned());
    let roles = &known[usize::from(country.is_some())..];
    let kind = match roles.first() {
        // A republic of a union or a territory has two countries' codes.
        _ if country.is_some() && roles.iter().all(|part| is_country(part)) => "state",
        None => return None,
        Some(role) => kind(role, roles, dated),
    };
    let kept = known.concat();
    Some(Coded { cut: kept.len() != code.len(), code: kept, country, kind })
}

fn kind(role: &str, roles: &[&str], dated: bool) -> &'static str {
    match role {
        "ELI" => "person",
        "GOV" | "MIL" | "COP" | "SPY" | "JUD" | "LEG" | "OPP" | "PTY" if dated => "person",
        "GOV" | "SPY" | "JUD" | "LEG" => "government",
        "MIL" => "military",
        "COP" => "police",
        "OPP" => "opposition",
        "PTY" => "political",
        "REB" | "SEP" | "INS" => "rebel",
        "IMG" if roles.contains(&"MUS") || roles.contains(&"ALQ") => "jihadist",
        "IMG" | "RAD" => "rebel",
        "ISI" | "ALQ" => "jihadist",
        "UAF" => "militia",
        "IGO" => "igo",
        "NGO" | "NGM" | "AMN" | "IRC" | "HRI" | "ENV" => "ngo",
        "HLH" => "medical",
        "MED" => "media",
        "BUS" | "MNC" => "business",
        "CRM" => "criminal",
        "CVL" | "REF" | "EDU" | "LAB" | "AGR" => "civilian",
        _ => "group",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tell_country_and_kind() {
        let told = |code: &str, dated| {
            let coded = coded(code, dated).unwrap();
            (coded.country, coded.kind, coded.cut)
        };
        let syria = || Some("SYR".to_owned());
        assert_eq!(told("SYR", false), (syria(), "state", false));
        assert_eq!(told("USRGEO", false).1, "state");
        assert_eq!(told("SYRREB", false), (syria(), "rebel", false));
        assert_eq!(told("SYRGOV", false), (syria(), "government", false));
        assert_eq!(told("SYRGOV", true), (syria(), "person", false));
        assert_eq!(told("IGOUNO", false), (None, "igo", false));
        assert_eq!(told("SYRREBQQQ", false), (syria(), "rebel", true));
        assert_eq!(told("KSVGOV", false).0.as_deref(), Some("XKX"));
        assert!(
            coded("QQQ", false).is_none()
                && coded("---", false).is_none()
                && coded("é", true).is_none()
        );
    }
}
