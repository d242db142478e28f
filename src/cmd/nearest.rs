//! "Did you mean": the nearest of the names that exist. Used wherever a user types a name.

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
    let folded = typed.to_lowercase().replace(['-', ' '], "_");
    let score = |name: &str| strsim::jaro_winkler(&folded, &name.to_lowercase().replace('-', "_"));
    let best = known.iter().map(|name| (score(name), *name)).max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((score, name)) if score > 0.8 => format!("; did you mean \"{name}\"?"),
        Some(_) if known.len() <= LISTED => format!("; these exist: {}", known.join(", ")),
        Some(_) => {
            let mut near = known.clone();
            near.sort_by(|a, b| score(b).total_cmp(&score(a)));
            format!("; {} exist, the nearest are: {}", known.len(), near[..NEAREST].join(", "))
        }
        None => "; none exist".into(),
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
