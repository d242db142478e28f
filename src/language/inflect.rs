//! The regular forms of English verbs and nouns, by spelling.

/// The regular forms of the verb with base form `base`: third person, past, and -ing. `doubles` if its last letter is
/// written twice ("ban", "banned").
pub(super) fn regular(base: &str, doubles: bool) -> [String; 3] {
    let last = if doubles { base.chars().next_back().map(String::from) } else { None };
    let doubled = format!("{base}{}", last.as_deref().unwrap_or_default());
    let vowel_before_y = base.ends_with(['a', 'e', 'i', 'o', 'u'])
        || ["ay", "ey", "oy", "uy"].iter().any(|ending| base.ends_with(ending));
    let past = if let Some(stem) = base.strip_suffix('y').filter(|_| !vowel_before_y) {
        format!("{stem}ied")
    } else if base.ends_with('e') {
        format!("{base}d")
    } else {
        format!("{doubled}ed")
    };
    [third_person(base), past, present_participle(base, &doubled)]
}

/// "attacks", "denies", "crushes".
pub(super) fn third_person(base: &str) -> String {
    let hisses = ["s", "x", "z", "ch", "sh", "o"].iter().any(|ending| base.ends_with(ending));
    let vowel_before_y = ["ay", "ey", "oy", "uy"].iter().any(|ending| base.ends_with(ending));
    match base.strip_suffix('y') {
        Some(stem) if !vowel_before_y => format!("{stem}ies"),
        _ if hisses => format!("{base}es"),
        _ => format!("{base}s"),
    }
}

/// "soldiers", "families", "policemen".
pub(super) fn plural(noun: &str) -> String {
    match noun.strip_suffix("man") {
        Some(stem) => format!("{stem}men"),
        None => third_person(noun),
    }
}

/// "attacking", "denying", "moving", "dying", "banning"; `doubled` is the base with its last letter doubled, where it is.
pub(super) fn present_participle(base: &str, doubled: &str) -> String {
    if let Some(stem) = base.strip_suffix("ie") {
        return format!("{stem}ying");
    }
    let silent = base.ends_with('e')
        && !["ee", "oe", "ye"].iter().any(|ending| base.ends_with(ending))
        && base.len() > 2;
    if silent {
        return format!("{}ing", &base[..base.len() - 1]);
    }
    format!("{doubled}ing")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_spelled_as_they_are_written() {
        for (base, doubles, forms) in [
            ("attack", false, ["attacks", "attacked", "attacking"]),
            ("deny", false, ["denies", "denied", "denying"]),
            ("deploy", false, ["deploys", "deployed", "deploying"]),
            ("seize", false, ["seizes", "seized", "seizing"]),
            ("ban", true, ["bans", "banned", "banning"]),
            ("die", false, ["dies", "died", "dying"]),
            ("agree", false, ["agrees", "agreed", "agreeing"]),
            ("crush", false, ["crushes", "crushed", "crushing"]),
        ] {
            assert_eq!(regular(base, doubles), forms.map(str::to_owned));
        }
    }
}
