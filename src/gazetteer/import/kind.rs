//! Decodes CAMEO-like actor codes into country and kind. Used by the importers only.

use crate::gazetteer::code::{is_actor_code, is_country};

/// What an actor code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorCode {
    /// The code, up to its last known part.
    pub code: String,
    /// The country at its start.
    pub country: Option<String>,
    /// The kind's word in tables.
    pub kind: &'static str,
    /// Whether unknown parts at the end were dropped.
    pub cut: bool,
}

/// Country codes that the dictionaries spell differently from ISO.
const RENAMED: &[(&str, &str)] = &[("KSV", "XKX"), ("USR", "SUN"), ("ROM", "ROU"), ("TMP", "TLS")];

/// Decodes a code; `dated` says whether it holds for a limited time, as codes of persons do. `None` if not even its
/// first part is known.
pub fn decode(code: &str, dated: bool) -> Option<ActorCode> {
    let parts: Vec<&str> = (0..code.len() / 3)
        .map_while(|at| code.get(at * 3..at * 3 + 3))
        .map(|part| RENAMED.iter().find(|(old, _)| *old == part).map_or(part, |(_, new)| *new))
        .collect();
    let known: Vec<&str> = parts.iter().copied().take_while(|part| is_actor_code(part)).collect();
    let country = known.first().filter(|part| is_country(part)).map(|part| (*part).to_owned());
    let roles = &known[usize::from(country.is_some())..];
    let kind = match roles.first() {
        // A republic of a union or a territory has two country codes.
        _ if country.is_some() && roles.iter().all(|part| is_country(part)) => "state",
        None => return None,
        Some(role) => kind(role, roles, dated),
    };
    let kept = known.concat();
    Some(ActorCode { cut: kept.len() != code.len(), code: kept, country, kind })
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
        let decoded = |code: &str, dated| {
            let coded = decode(code, dated).unwrap();
            (coded.country, coded.kind, coded.cut)
        };
        let syria = || Some("SYR".to_owned());
        assert_eq!(decoded("SYR", false), (syria(), "state", false));
        assert_eq!(decoded("USRGEO", false).1, "state");
        assert_eq!(decoded("SYRREB", false), (syria(), "rebel", false));
        assert_eq!(decoded("SYRGOV", false), (syria(), "government", false));
        assert_eq!(decoded("SYRGOV", true), (syria(), "person", false));
        assert_eq!(decoded("IGOUNO", false), (None, "igo", false));
        assert_eq!(decoded("SYRREBQQQ", false), (syria(), "rebel", true));
        assert_eq!(decoded("KSVGOV", false).0.as_deref(), Some("XKX"));
        assert!(
            decode("QQQ", false).is_none()
                && decode("---", false).is_none()
                && decode("é", true).is_none()
        );
    }
}
