//! "Did you mean" in the messages of commands: the known names nearest to a mistyped one.

use dateline::legible::list;
use dateline::suggest::suggest;

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
    use super::hint;

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
