//! "Did you mean": finds the known name nearest to one that was mistyped in a rule, a manifest, a command or at the
//! prompt.

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

#[cfg(test)]
mod tests {
    use super::suggest;

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
}
