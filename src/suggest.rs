//! "Did you mean": finds the known name nearest to one that was mistyped in a rule, a manifest, a command or at the
//! prompt.

use crate::legible::list;

/// The name of `known` nearest to `written`, if one is near: at a Damerau-Levenshtein distance of at most 1, plus 1
/// for every four bytes of the name. Case is ignored, and `_`, `-` and a space count as equal.
pub fn suggest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody mistypes so long a name, and to compare it with each known one takes long.
    if written.len() > LONGEST {
        return None;
    }
    let fold = |name: &str| name.to_lowercase().replace(['-', ' '], "_");
    let written = fold(written);
    let distance = |name: &str| strsim::damerau_levenshtein(&fold(name), &written);
    let near = known.into_iter().map(|name| (distance(name), name));
    near.filter(|(distance, name)| *distance <= 1 + name.len() / 4).min().map(|near| near.1)
}

/// For a name of more bytes none is suggested.
const LONGEST: usize = 200;

/// How many of the nearest names are offered if there are too many to list.
const NEAREST: usize = 5;
/// So many characters of a mistyped name are compared.
const COMPARED: usize = 200;
/// At most this many names are listed if none is near.
const LISTED: usize = 40;

/// A clause to append to a message: `; did you mean "syria"?`, or the list of known names if none is near, or the
/// nearest few if there are many.
pub fn hint<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_unstable();
    known.dedup();
    if let Some(name) = suggest(typed, known.iter().copied()) {
        return format!("; did you mean \"{name}\"?");
    }
    match known.len() {
        0 => "; none exist".into(),
        count if count <= LISTED => format!("; these exist: {}", list(known)),
        count => {
            let typed: String = typed.chars().take(COMPARED).collect();
            let score = |name: &str| strsim::jaro_winkler(&typed, name);
            known.sort_by(|a, b| score(b).total_cmp(&score(a)));
            format!("; {count} exist, the nearest are: {}", list(&known[..NEAREST]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{hint, suggest};

    #[test]
    fn the_nearest_name_is_suggested_unless_it_is_too_far() {
        let known = ["air_strike", "siege", "aid"];
        for (written, meant) in [
            ("air_strik", Some("air_strike")),
            ("Air-Strikes", Some("air_strike")),
            ("sieg", Some("siege")),
            ("xyz", None),
            ("", None),
            (&"x".repeat(10_000_000), None),
        ] {
            assert_eq!(suggest(written, known), meant, "{written}");
        }
        assert_eq!(suggest("aid", []), None);
    }

    #[test]
    fn a_near_name_is_suggested_or_the_known_names_are_listed() {
        let known = ["air_strike", "siege", "aid"];
        assert_eq!(hint("airstrike", known), "; did you mean \"air_strike\"?");
        assert_eq!(hint("Air-Strikes", known), "; did you mean \"air_strike\"?");
        assert_eq!(hint("xyz", known), "; these exist: aid, air_strike, siege");
        assert_eq!(hint("xyz", []), "; none exist");
        let many: Vec<String> = (100..150).map(|n| format!("rule/{n}")).collect();
        let clause = hint("xyz 149", many.iter().map(String::as_str));
        assert!(
            clause.starts_with("; 50 exist, the nearest are: ") && clause.contains("rule/149"),
            "{clause}"
        );
    }
}
