//! "Did you mean": the nearest of the names that exist, wherever somebody writes a name in a rule, a manifest, a command
//! or at the prompt.

/// The nearest of `known` to what was written, where one is near: at most one edit, and one more for every four letters
/// of the name. Case does not count, and neither does the difference between `_`, `-` and a blank.
pub fn suggest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |name: &str| name.to_lowercase().replace(['-', ' '], "_");
    let written = fold(written);
    let distance = |name: &str| strsim::damerau_levenshtein(&fold(name), &written);
    let near = known.into_iter().map(|name| (distance(name), name));
    near.filter(|(distance, name)| *distance <= 1 + name.len() / 4).min().map(|near| near.1)
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn the_nearest_name_is_suggested_and_none_that_is_far() {
        let known = ["air_strike", "siege", "aid"];
        for (written, meant) in [
            ("air_strik", Some("air_strike")),
            ("Air-Strikes", Some("air_strike")),
            ("sieg", Some("siege")),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(suggest(written, known), meant, "{written}");
        }
        assert_eq!(suggest("aid", []), None);
    }
}
