//! "Did you mean": the nearest of the names that exist. Used wherever a user types a name.

use dateline::suggest::suggest;

/// So many names are offered where there are too many to list.
const NEAREST: usize = 5;
/// So many are listed where none is near.
const LISTED: usize = 40;

/// A clause ready to end a message: `; did you mean "syria"?`, or what exists where nothing is near, of
/// many the nearest few.
pub fn hint<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_unstable();
    known.dedup();
    if let Some(name) = suggest(typed, known.iter().copied()) {
        return format!("; did you mean \"{name}\"?");
    }
    match known.len() {
        0 => "; none exist".into(),
        count if count <= LISTED => format!("; these exist: {}", known.join(", ")),
        count => {
            let score = |name: &str| strsim::jaro_winkler(typed, name);
            known.sort_by(|a, b| score(b).total_cmp(&score(a)));
            format!("; {count} exist, the nearest are: {}", known[..NEAREST].join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::hint;

    #[test]
    fn near_names_are_offered_and_far_ones_listed() {
        let known = ["air_strike", "siege", "aid"];
        assert_eq!(hint("airstrike", known), "; did you mean \"air_strike\"?");
        assert_eq!(hint("Air-Strikes", known), "; did you mean \"air_strike\"?");
        assert_eq!(hint("xyz", known), "; these exist: aid, air_strike, siege");
        assert_eq!(hint("xyz", []), "; none exist");
        let many: Vec<String> = (100..150).map(|n| format!("rule/{n}")).collect();
        let told = hint("xyz 149", many.iter().map(String::as_str));
        assert!(
            told.starts_with("; 50 exist, the nearest are: ") && told.contains("rule/149"),
            "{told}"
        );
    }
}
