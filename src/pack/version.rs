//! The program versions that a pack was written for: `dateline = ">=0.1, <2"` in its manifest.

/// This program's version.
pub const OWN: &str = env!("CARGO_PKG_VERSION");

/// Why the program version `own` does not satisfy `wanted`; `None` if it does, or if `wanted` is empty. Conditions are
/// separated by commas: `>=`, `>`, `<=`, `<`, `=`, or no operator, which compares only the numbers given.
pub fn mismatch(wanted: &str, own: &str) -> Option<String> {
    let own = figures(own)?;
    for condition in wanted.split(',').map(str::trim).filter(|condition| !condition.is_empty()) {
        let digits = condition.find(|c: char| c.is_ascii_digit()).unwrap_or(condition.len());
        let (sign, version) = (condition[..digits].trim(), condition[digits..].trim());
        let Some(named) = figures(version) else {
            return Some(format!("\"{condition}\" is not a version condition"));
        };
        let same = own
            .iter()
            .zip(&named)
            .take(version.split('.').count())
            .all(|(own, named)| own == named);
        let holds = match sign {
            ">=" => own >= named,
            ">" => own > named && !same,
            "<=" => own <= named || same,
            "<" => own < named,
            "" | "=" | "^" | "~" => same,
            _ => return Some(format!("\"{condition}\" is not a version condition")),
        };
        if !holds {
            let [major, minor, patch] = own;
            return Some(format!(
                "it was written for dateline {wanted}, and this is {major}.{minor}.{patch}"
            ));
        }
    }
    None
}

/// Up to three numbers; missing ones are 0.
fn figures(version: &str) -> Option<[u64; 3]> {
    let mut figures = [0; 3];
    let release = version.split(['-', '+']).next().unwrap_or_default();
    for (at, part) in release.split('.').enumerate() {
        *figures.get_mut(at)? = part.trim().parse().ok()?;
    }
    Some(figures)
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
