//! Patterns that their own conditions rule out: whatever `when` matches holds what `unless`, or a `!` beside it, forbids.
//! Only what is certain counts: wherever the one is found, the other is found in the same unit of text.

use super::code::{BLOCKED, CONTRADICTED};
use super::cover::Judge;
use super::file::PackFile;
use super::finding::Finding;
use super::tree::Tree;
use crate::pattern::phrase::Phrase;
use crate::pattern::{Op, Pattern, Scope};
use crate::script::RuleSpec;
use std::ops::Range;

/// Findings about the conditions of a rule of `file`.
pub fn of_rule(
    rule: &RuleSpec,
    file: &PackFile,
    tree: &Tree<'_>,
    judge: &mut Judge,
) -> Vec<Finding> {
    let mut found = Vec::new();
    let line = file.line(rule.line);
    let own = tree.item_at(rule.line, |at| file.line_of(at)).map(|item| item.start..item.end());
    let own = own.unwrap_or(line.clone());
    let add = |code, message: String, help: &str, bytes: Option<Range<usize>>| {
        let bytes = bytes.unwrap_or(line.clone());
        Finding::of(code, &rule.pack, message, help).at(file, bytes).about(&rule.id)
    };
    if let Some((part, not)) = denied(&rule.when, judge) {
        let message = format!(
            "a part of it can never match: {part} always holds {not}, which it excludes by `!`"
        );
        let help = "remove the `!`, or narrow what it excludes";
        found.push(add(CONTRADICTED, message, help, place(tree, &own, &written(&not))));
    }
    let Some(unless) = &rule.unless else { return found };
    if entails(&rule.when, unless, judge) {
        let message = "it can never match: whatever .when matches holds what .unless excludes";
        let help = "narrow .unless, or remove the rule";
        found.push(add(CONTRADICTED, message.to_owned(), help, None));
        return found;
    }
    let when = argument(tree, &own, "when");
    for phrase in phrases(&rule.when) {
        if !hits(phrase, unless, judge) {
            continue;
        }
        // A list that several rules share may be right for another of them.
        let bytes = when.as_ref().and_then(|when| place(tree, when, &phrase.written));
        if let Some(bytes) = bytes {
            let message = format!(
                "{:?} never counts here: .unless excludes each text that has it",
                phrase.written
            );
            let help = "remove it here, or narrow .unless";
            found.push(add(BLOCKED, message, help, Some(bytes)));
        }
    }
    found
}

/// The bytes of what a method called in `own` is given.
fn argument(tree: &Tree<'_>, own: &Range<usize>, method: &str) -> Option<Range<usize>> {
    let inside = tree.lexemes_in(own.clone());
    let mut frames = tree.frames.iter().filter(|frame| inside.contains(&frame.open));
    let frame = frames.find(|frame| tree.method(frame) == Some(method))?;
    frame.args.first().map(|arg| tree.bytes(arg))
}

/// The literal of a phrase among these bytes; of several the first.
fn place(tree: &Tree<'_>, own: &Range<usize>, written: &str) -> Option<Range<usize>> {
    let mut lexemes = tree.lexemes_in(own.clone());
    let at = lexemes.find(|&at| tree.text(at).is_some_and(|text| text == written))?;
    Some(tree.bytes(&(at..at + 1)))
}

/// The first phrase of a pattern, as written; empty where it has none.
fn written(pattern: &Pattern) -> String {
    match pattern.op() {
        Op::Words(phrases) => phrases.first().map(|one| one.written.clone()).unwrap_or_default(),
        Op::Near(left, ..) => written(left),
        _ => pattern.parts().first().map(written).unwrap_or_default(),
    }
}

/// The phrases listed in a pattern, those of lexicons and of negated parts left out, and those of parts that look
/// elsewhere.
fn phrases(pattern: &Pattern) -> Vec<&Phrase> {
    if pattern.scope().is_some() {
        return Vec::new();
    }
    match pattern.op() {
        Op::Words(phrases) => phrases.iter().collect(),
        Op::Not(_) => Vec::new(),
        Op::Near(left, right, _) => [left, right].into_iter().flat_map(phrases).collect(),
        _ => pattern.parts().iter().flat_map(phrases).collect(),
    }
}

/// A part of an `&` and what another part of it excludes, where the first always holds the second.
fn denied(pattern: &Pattern, judge: &mut Judge) -> Option<(Pattern, Pattern)> {
    if let Op::All(parts) = pattern.op() {
        for not in parts.iter().filter(|part| part.scope().is_none()) {
            let Op::Not(inner) = not.op() else { continue };
            for part in parts.iter().filter(|part| !matches!(part.op(), Op::Not(_))) {
                if entails(part, inner, judge) {
                    return Some((part.clone(), inner.clone()));
                }
            }
        }
    }
    match pattern.op() {
        Op::Not(_) => None,
        Op::Near(left, right, _) => denied(left, judge).or_else(|| denied(right, judge)),
        _ => pattern.parts().iter().find_map(|part| denied(part, judge)),
    }
}

/// Whether `other` is certain to hold wherever `pattern` does, over one unit.
fn entails(pattern: &Pattern, other: &Pattern, judge: &mut Judge) -> bool {
    let scopes = match (pattern.scope(), other.scope()) {
        (None, None | Some(Scope::Article)) => true,
        (one, other) => one == other,
    };
    if !scopes {
        return false;
    }
    if is_part(pattern, other) {
        return true;
    }
    match pattern.op() {
        Op::Words(phrases) | Op::Lexicon(_, phrases) => {
            phrases.iter().all(|phrase| hits(phrase, other, judge))
        }
        Op::Any(parts) => parts.iter().all(|part| entails(part, other, judge)),
        Op::All(parts) | Op::Seq(parts, _) | Op::Syntax(parts, _) => {
            parts.iter().any(|part| !matches!(part.op(), Op::Not(_)) && entails(part, other, judge))
        }
        Op::Near(left, right, _) => entails(left, other, judge) || entails(right, other, judge),
        Op::Quoted(inner) => entails(inner, other, judge),
        Op::Regex(..) | Op::Actor | Op::Place | Op::Number | Op::Date | Op::Not(_) => false,
    }
}

/// Whether `other` is the pattern, or any of several of which the pattern is one.
fn is_part(pattern: &Pattern, other: &Pattern) -> bool {
    let same = pattern.op() == other.op() && !matches!(pattern.op(), Op::Not(_));
    same || matches!(other.op(), Op::Any(parts) if parts.iter().any(|part| part.scope() == pattern.scope() && is_part(pattern, part)))
}

/// Whether `other` is certain to hold where the phrase is found.
fn hits(phrase: &Phrase, other: &Pattern, judge: &mut Judge) -> bool {
    if !matches!(other.scope(), None | Some(Scope::Article)) {
        return false;
    }
    match other.op() {
        Op::Words(listed) | Op::Lexicon(_, listed) => {
            listed.iter().any(|one| judge.is_within(one, phrase))
        }
        Op::Any(parts) => parts.iter().any(|part| hits(phrase, part, judge)),
        Op::All(parts) => parts.iter().all(|part| hits(phrase, part, judge)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(phrases: &[&str]) -> Pattern {
        Pattern::words(phrases).unwrap()
    }

    #[test]
    fn only_certain_contradictions_count() {
        let mut judge = Judge::default();
        let strike = words(&["air strike", "hunger strike"]);
        assert!(entails(&strike, &words(&["strike*"]), &mut judge));
        assert!(!entails(&strike, &words(&["hunger strike"]), &mut judge));
        let seq = Pattern::seq(vec![words(&["a"]), words(&["b"])]).unwrap();
        assert!(entails(&seq, &words(&["b", "c"]), &mut judge));
        assert!(!entails(&words(&["b"]), &seq, &mut judge) && entails(&seq, &seq, &mut judge));
        let far = words(&["b"]).within(Scope::Article);
        assert!(entails(&seq, &far, &mut judge) && !entails(&far, &words(&["b"]), &mut judge));
        let all = Pattern::all(vec![seq.clone(), Pattern::negate(words(&["b"])).unwrap()]).unwrap();
        assert!(denied(&all, &mut judge).is_some());
        let all = Pattern::all(vec![strike, Pattern::negate(words(&["hunger strike"])).unwrap()])
            .unwrap();
        assert!(denied(&all, &mut judge).is_none());
    }
}
