//! Some texts that a regex matches, to find whether a word can be among them.

use regex_syntax::hir::{Class, Hir, HirKind};

/// The most samples of a regex.
const MOST: usize = 64;
/// The most times that something repeated is written.
const MOST_TIMES: u32 = 40;

/// Samples of what `regex` matches: of each class of characters a letter, a capital and a digit if it has them. `None` where
/// they would be too many, so that none of them proves anything.
pub fn samples(regex: &str) -> Option<Vec<String>> {
    of(&regex_syntax::parse(regex).ok()?)
}

fn of(hir: &Hir) -> Option<Vec<String>> {
    let found = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![String::new()],
        HirKind::Literal(literal) => vec![String::from_utf8(literal.0.to_vec()).ok()?],
        HirKind::Class(Class::Unicode(class)) => {
            let wanted: [fn(char) -> bool; 3] =
                [char::is_lowercase, char::is_uppercase, char::is_numeric];
            let all = || class.iter().flat_map(|range| range.start()..=range.end());
            let mut chosen: Vec<char> =
                wanted.iter().filter_map(|fits| all().find(|&c| fits(c))).collect();
            if chosen.is_empty() {
                chosen.extend(all().find(|c| c.is_alphanumeric()).or_else(|| all().next()));
            }
            chosen.into_iter().map(String::from).collect()
        }
        HirKind::Class(Class::Bytes(_)) => return None,
        HirKind::Repetition(repetition) => {
            let least = repetition.min.min(MOST_TIMES);
            let once = of(&repetition.sub)?;
            let mut all = Vec::new();
            for times in [least, least + 1] {
                if repetition.max.is_none_or(|max| times <= max) {
                    all.extend(once.iter().map(|one| one.repeat(times as usize)));
                }
            }
            all
        }
        HirKind::Capture(capture) => of(&capture.sub)?,
        HirKind::Concat(parts) => {
            let mut all = vec![String::new()];
            for part in parts {
                let next = of(part)?;
                if all.len() * next.len() > MOST {
                    return None;
                }
                let joined = all.iter().flat_map(|l| next.iter().map(move |r| format!("{l}{r}")));
                all = joined.collect();
            }
            all
        }
        HirKind::Alternation(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(of(part)?);
            }
            all
        }
    };
    (found.len() <= MOST).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::samples;
    use proptest::prelude::*;

    #[test]
    fn samples_have_letters_where_the_regex_allows_them() {
        assert_eq!(samples("[a-z,]+"), Some(vec!["a".into(), "aa".into()]));
        assert_eq!(samples("[!?]"), Some(vec!["!".into()]));
        assert!(samples("[a-zA-Z0-9]{5}[a-zA-Z0-9][a-z]?[A-Z]?").is_none_or(|all| all.len() <= 64));
    }

    proptest! {
        #[test]
        fn each_sample_matches(regex in "([a-c]|\\[a-cX-Z!\\]|\\\\d|\\(a\\|b\\)|\\.)([+?*]|\\{2,3\\})?(x|[!])?") {
            let Ok(compiled) = regex::Regex::new(&format!("^(?:{regex})$")) else { return Ok(()) };
            for sample in samples(&regex).unwrap_or_default() {
                prop_assert!(compiled.is_match(&sample), "{regex} {sample:?}");
            }
        }
    }
}
