//! The program versions that a pack was written for: `dateline = ">=0.1, <2"` in its manifest.

use super::toml_text::line_of;
use semver::{Prerelease, Version, VersionReq};
use toml::de::DeTable;

/// This program's version.
pub const OWN: &str = env!("CARGO_PKG_VERSION");

/// Why the program version `own` does not satisfy `wanted`; `None` if it does, or if `wanted` is empty. Conditions are
/// those of Cargo, separated by commas: `>=`, `>`, `<=`, `<`, `=`, or no operator for "compatible with".
pub fn mismatch(wanted: &str, own: &str) -> Option<String> {
    let given = wanted.split(',').map(str::trim).filter(|condition| !condition.is_empty());
    let conditions: Vec<&str> = given.collect();
    if conditions.is_empty() {
        return None;
    }
    let Ok(requirement) = VersionReq::parse(&conditions.join(", ")) else {
        return Some(format!("{wanted:?} is not a version condition: write one such as \">=0.1\""));
    };
    let mut own = Version::parse(own).ok()?;
    // A development version has what the release will have.
    own.pre = Prerelease::EMPTY;
    (!requirement.matches(&own)).then(|| {
        let Version { major, minor, patch, .. } = own;
        format!("it was written for dateline {wanted}, and this is {major}.{minor}.{patch}")
    })
}

/// Why this program cannot load a pack with this manifest, by its key `dateline` alone; `None` if it can, or if the
/// manifest cannot be parsed, which is reported elsewhere.
pub fn refusal(manifest: &str) -> Option<String> {
    let table = DeTable::parse(manifest).ok()?;
    let (key, value) = table.get_ref().iter().find(|(key, _)| key.get_ref() == "dateline")?;
    let why = mismatch(value.get_ref().as_str()?, OWN)?;
    let line = line_of(manifest, key.span().start);
    Some(format!("line {line}: {why}; use another version of the pack or of dateline"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn conditions_are_compared_with_the_version() {
        for (wanted, fits) in [
            ("", true),
            (">=0.1", true),
            (">= 0.1, <2", true),
            ("0.1", true),
            ("=0.1.3", true),
            ("<0.2", true),
            ("<=0.1", true),
            (">=0.2", false),
            ("0.2", false),
            ("<0.1", false),
            (">0.1", false),
            ("1", false),
            (">=0.1, <0.1.2", false),
        ] {
            assert_eq!(mismatch(wanted, "0.1.3").is_none(), fits, "{wanted}");
        }
        for odd in ["soon", ">=x", "!0.1", "0.1.2.3"] {
            assert!(
                mismatch(odd, "0.1.3").is_some_and(|why| why.contains("not a version condition")),
                "{odd}"
            );
        }
        assert_eq!(mismatch(">=0.1", OWN), None);
    }

    proptest! {
        #[test]
        fn no_condition_panics(wanted in "[<>=~^0-9., x-]{0,12}|\\PC{0,8}") {
            let _ = mismatch(&wanted, "0.1.3");
        }
    }
}
