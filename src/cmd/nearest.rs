//! "Did you mean": the nearest of the names that exist. Used wherever a user types a name.

/// A clause ready to end a message: `; did you mean "syria"?`, or the list of what exists where nothing is near.
pub fn hint<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_unstable();
    known.dedup();
    let folded = typed.to_lowercase().replace(['-', ' '], "_");
    let score = |name: &str| strsim::jaro_winkler(&folded, &name.to_lowercase().replace('-', "_"));
    let best = known.iter().map(|name| (score(name), *name)).max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((score, name)) if score > 0.8 => format!("; did you mean \"{name}\"?"),
        Some(_) if known.len() <= 40 => format!("; there are: {}", known.join(", ")),
        Some(_) => format!("; there are {} others", known.len()),
        None => "; there are none".into(),
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
        assert_eq!(hint("xyz", known), "; there are: aid, air_strike, siege");
        assert_eq!(hint("xyz", []), "; there are none");
    }
}
