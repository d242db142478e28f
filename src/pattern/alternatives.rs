//! The alternatives of a pattern: each phrase and each part of an `any(...)`, each as the whole pattern with only that
//! alternative left. Where that pattern holds, the alternative alone is enough. A pack's tests use it to find
//! alternatives that no example needs.

use super::expr::{Op, Pattern};
use super::phrase::Phrase;

/// An alternative of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Alternative {
    /// The choice it belongs to: a list of phrases, or an `any(...)`; the whole pattern where that offers none.
    pub choice: Pattern,
    /// What it looks for, as in a rule file: a phrase in quotes, or a part.
    pub text: String,
    /// The phrase as written, where it is one.
    pub phrase: Option<String>,
    /// The whole pattern with only this alternative. One that is below a negation is required instead of excluded.
    pub only: Pattern,
    /// Whether it is below a negation.
    pub is_negated: bool,
}

/// The alternatives of `pattern`, in the order written; at least one: the pattern itself where it offers no choice.
pub fn alternatives(pattern: &Pattern) -> Vec<Alternative> {
    let mut found = Vec::new();
    collect(pattern, false, &|only| only, &mut found);
    if !found.iter().any(|one| !one.is_negated) {
        found.insert(0, whole(pattern, pattern, false, pattern.clone()));
    }
    found
}

/// A choice of one: `part`, of the choice `choice`.
fn whole(choice: &Pattern, part: &Pattern, is_negated: bool, only: Pattern) -> Alternative {
    let phrase = match part.op() {
        Op::Words(phrases) if phrases.len() == 1 => Some(phrases[0].written.clone()),
        _ => None,
    };
    let text = phrase.as_ref().map_or_else(|| part.to_string(), |phrase| format!("{phrase:?}"));
    Alternative { choice: choice.clone(), text, phrase, only, is_negated }
}

/// Collects the choices inside `pattern`; `rebuild` makes the whole pattern from one in its place.
fn collect(
    pattern: &Pattern,
    is_negated: bool,
    rebuild: &dyn Fn(Pattern) -> Pattern,
    found: &mut Vec<Alternative>,
) {
    match pattern.op() {
        Op::Words(phrases) if phrases.len() > 1 => {
            let one = |phrase: &Phrase| pattern.with_op(Op::Words([phrase.clone()].into()));
            for only in phrases.iter().map(one) {
                let rebuilt = rebuild(only.clone());
                found.push(whole(pattern, &only, is_negated, rebuilt));
            }
        }
        Op::Any(parts) => {
            for part in parts {
                let rebuild = |only| rebuild(pattern.with_op(Op::Any(vec![only])));
                let begun = found.len();
                collect(part, is_negated, &rebuild, found);
                if found.len() == begun {
                    found.push(whole(pattern, part, is_negated, rebuild(part.clone())));
                }
            }
        }
        Op::All(parts) => {
            each(parts, is_negated, &|parts| rebuild(pattern.with_op(Op::All(parts))), found)
        }
        Op::Seq(parts, gap) => {
            each(parts, is_negated, &|parts| rebuild(pattern.with_op(Op::Seq(parts, *gap))), found);
        }
        Op::Syntax(parts, tests) => {
            let made = |parts| rebuild(pattern.with_op(Op::Syntax(parts, tests.clone())));
            each(parts, is_negated, &made, found);
        }
        Op::Near(left, right, gap) => {
            let near = |left: Pattern, right: Pattern| {
                rebuild(pattern.with_op(Op::Near(left, right, *gap)))
            };
            collect(left, is_negated, &|only| near(only, right.clone()), found);
            collect(right, is_negated, &|only| near(left.clone(), only), found);
        }
        Op::Quoted(inner) => {
            collect(inner, is_negated, &|only| rebuild(pattern.with_op(Op::Quoted(only))), found);
        }
        Op::Not(inner) => {
            let begun = found.len();
            collect(inner, true, rebuild, found);
            if found.len() == begun {
                found.push(whole(pattern, inner, true, rebuild(inner.clone())));
            }
        }
        Op::Words(_) | Op::Lexicon(..) | Op::Regex(..) => {}
        Op::Actor | Op::Place | Op::Number | Op::Date => {}
    }
}

/// The choices in each of `parts`, the others unchanged.
fn each(
    parts: &[Pattern],
    is_negated: bool,
    rebuild: &dyn Fn(Vec<Pattern>) -> Pattern,
    found: &mut Vec<Alternative>,
) {
    for (at, part) in parts.iter().enumerate() {
        let with = |only: Pattern| {
            let mut parts = parts.to_vec();
            parts[at] = only;
            rebuild(parts)
        };
        collect(part, is_negated, &with, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(phrases: &[&str]) -> Pattern {
        Pattern::words(phrases).unwrap()
    }

    fn shown(pattern: &Pattern) -> Vec<String> {
        let found = alternatives(pattern);
        found.iter().map(|one| format!("{} -> {}", one.text, one.only)).collect()
    }

    #[test]
    fn each_phrase_and_part_of_a_choice_is_an_alternative() {
        let planes =
            Pattern::any(vec![words(&["jet", "plane"]), Pattern::entity(Op::Actor)]).unwrap();
        let hit = Pattern::seq(vec![planes, words(&["hit"])]).unwrap();
        assert_eq!(
            shown(&hit),
            [
                r#""jet" -> seq(any(any("jet")), any("hit"))"#,
                r#""plane" -> seq(any(any("plane")), any("hit"))"#,
                r#"actor() -> seq(any(actor()), any("hit"))"#,
            ]
        );
    }

    #[test]
    fn a_pattern_without_a_choice_is_its_own_alternative() {
        assert_eq!(shown(&words(&["truce"])), [r#""truce" -> any("truce")"#]);
    }

    #[test]
    fn what_must_be_absent_is_required_instead() {
        let all = vec![words(&["siege"]), Pattern::negate(words(&["film", "play"])).unwrap()];
        let found = alternatives(&Pattern::all(all).unwrap());
        let shown: Vec<(bool, String)> =
            found.iter().map(|one| (one.is_negated, one.only.to_string())).collect();
        assert_eq!(
            shown,
            [
                (false, r#"all(any("siege"), !any("film", "play"))"#.to_owned()),
                (true, r#"all(any("siege"), any("film"))"#.to_owned()),
                (true, r#"all(any("siege"), any("play"))"#.to_owned()),
            ]
        );
    }

    #[test]
    fn names_and_scopes_are_kept() {
        let pattern = words(&["a", "b"]).named("trigger").within(super::super::Scope::Article);
        assert_eq!(
            alternatives(&pattern)[1].only,
            words(&["b"]).named("trigger").within(super::super::Scope::Article)
        );
    }
}
