//! Rewrites regexes as phrases. A regex tested once per distinct word costs nothing per token; one that runs over text
//! costs a hundred times the whole scan. So whatever can be expressed with words is lowered to words.

use super::error::PatternError;
use super::phrase::{Phrase, WordTest};
use super::regex_size::{MOST_REGEX_BYTES, MOST_REGEX_WEIGHT, weight, whole};
use crate::text::tokens::tokenise::tokenise;
use regex::RegexBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// The result of lowering a regex.
pub enum LoweredRegex {
    /// It equals any of these phrases.
    Phrases(Vec<Phrase>),
    /// It must run over the text, where one of these (words that every match contains) was found.
    Gated(Vec<Phrase>),
}

/// The most spellings that are listed.
const MOST_SPELLINGS: usize = 256;

/// Lowers `regex` as far as possible.
pub fn lower(regex: &str) -> Result<LoweredRegex, PatternError> {
    if regex.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(PatternError::ControlCharacter(regex.to_owned()));
    }
    let broken = |message: String| PatternError::Regex(regex.to_owned(), message);
    let hir = regex_syntax::parse(regex).map_err(|error| broken(one_line(&error.to_string())))?;
    let large = || {
        let shown: String = regex.chars().take(60).collect();
        let cut = if shown.len() < regex.len() { "\u{2026}" } else { "" };
        PatternError::LargeRegex(format!("\"{shown}{cut}\""), MOST_REGEX_BYTES >> 20)
    };
    if weight(&hir) > MOST_REGEX_WEIGHT {
        return Err(large());
    }
    // As it is compiled when it runs over text.
    let compiled = RegexBuilder::new(&whole(regex)).size_limit(MOST_REGEX_BYTES).build();
    compiled.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => large(),
        error => broken(one_line(&error.to_string())),
    })?;
    if hir.properties().minimum_len() == Some(0) {
        return Err(PatternError::EmptyRegex(regex.to_owned()));
    }
    if let Some(phrases) = phrases(&hir, regex) {
        return Ok(LoweredRegex::Phrases(phrases));
    }
    match required_word(&hir) {
        Some(word) => Ok(LoweredRegex::Gated(vec![Phrase::parse(&word)?])),
        None => Err(PatternError::UnboundRegex(regex.to_owned())),
    }
}

fn one_line(message: &str) -> String {
    message.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

/// The regex as phrases: branch by branch, each listed in full or split at its spaces.
fn phrases(hir: &Hir, written: &str) -> Option<Vec<Phrase>> {
    if let Some(spellings) = spellings(hir) {
        return spellings
            .iter()
            .map(|spelling| {
                let mut words = Vec::new();
                let piece = spelling.as_str();
                tokenise(piece, |start, len| {
                    let word = &piece[start..start + len];
                    words.push(if word.chars().any(char::is_uppercase) {
                        WordTest::Cased(word.to_owned())
                    } else {
                        WordTest::Folded(word.to_owned())
                    });
                });
                Phrase::of(words, written).ok()
            })
            .collect();
    }
    match hir.kind() {
        HirKind::Capture(capture) => phrases(&capture.sub, written),
        HirKind::Alternation(branches) => {
            let parts: Option<Vec<_>> = branches.iter().map(|b| phrases(b, written)).collect();
            parts.map(|parts| parts.concat())
        }
        _ => Some(vec![row(hir, written)?]),
    }
}

/// Every string the regex can match, if they are few.
fn spellings(hir: &Hir) -> Option<Vec<String>> {
    let found = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![String::new()],
        HirKind::Literal(literal) => vec![String::from_utf8(literal.0.to_vec()).ok()?],
        HirKind::Class(Class::Unicode(class)) => {
            let count: u32 =
                class.iter().map(|range| range.end() as u32 - range.start() as u32 + 1).sum();
            if count > 8 {
                return None;
            }
            class.iter().flat_map(|range| range.start()..=range.end()).map(String::from).collect()
        }
        HirKind::Class(Class::Bytes(_)) => return None,
        HirKind::Repetition(repetition) => {
            let (low, high) = (repetition.min, repetition.max.filter(|&max| max <= 3)?);
            let once = spellings(&repetition.sub)?;
            let mut all = Vec::new();
            let mut power = vec![String::new()];
            for times in 0..=high {
                if times >= low {
                    all.extend(power.iter().cloned());
                }
                power = product(&power, &once)?;
            }
            all
        }
        HirKind::Capture(capture) => spellings(&capture.sub)?,
        HirKind::Concat(parts) => {
            let mut all = vec![String::new()];
            for part in parts {
                all = product(&all, &spellings(part)?)?;
            }
            all
        }
        HirKind::Alternation(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(spellings(part)?);
            }
            all
        }
    };
    (found.len() <= MOST_SPELLINGS).then_some(found)
}

fn product(left: &[String], right: &[String]) -> Option<Vec<String>> {
    if left.len() * right.len() > MOST_SPELLINGS {
        return None;
    }
    Some(left.iter().flat_map(|l| right.iter().map(move |r| format!("{l}{r}"))).collect())
}

/// A concatenation split at its spaces into one word regex each.
fn row(hir: &Hir, written: &str) -> Option<Phrase> {
    let mut words: Vec<Vec<Hir>> = vec![Vec::new()];
    cut(hir, &mut words)?;
    let tests = words
        .into_iter()
        .filter(|word| !word.is_empty())
        .map(|word| WordTest::Regex(Hir::concat(word).to_string()))
        .collect();
    Phrase::of(tests, written).ok()
}

fn cut(hir: &Hir, words: &mut Vec<Vec<Hir>>) -> Option<()> {
    match hir.kind() {
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| cut(part, words)),
        HirKind::Look(_) | HirKind::Empty => Some(()),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            for (at, piece) in text.split([' ', '-']).enumerate() {
                if at > 0 {
                    words.push(Vec::new());
                }
                if !piece.is_empty() {
                    words.last_mut()?.push(Hir::literal(piece.as_bytes()));
                }
            }
            Some(())
        }
        _ if is_separator(hir) => {
            words.push(Vec::new());
            Some(())
        }
        _ if may_cross_words(hir) => None,
        _ => {
            words.last_mut()?.push(hir.clone());
            Some(())
        }
    }
}

/// White space or a hyphen, once or more, and nothing else.
fn is_separator(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => class.iter().all(|range| {
            (range.start()..=range.end()).take(64).all(|c| c.is_whitespace() || c == '-')
        }),
        HirKind::Repetition(repetition) => repetition.min > 0 && is_separator(&repetition.sub),
        HirKind::Capture(capture) => is_separator(&capture.sub),
        _ => false,
    }
}

/// Whether some match may contain a character that separates tokens.
fn may_cross_words(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0)
            .is_ok_and(|text| !text.chars().all(char::is_alphanumeric)),
        HirKind::Class(Class::Unicode(class)) => {
            class.iter().any(|range| (range.start()..=range.end()).any(|c| c == ' ' || c == '-'))
        }
        HirKind::Class(Class::Bytes(_)) => true,
        HirKind::Repetition(repetition) => may_cross_words(&repetition.sub),
        HirKind::Capture(capture) => may_cross_words(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(may_cross_words),
    }
}

/// A whole word of a top-level literal: between two spaces, or at an end of the regex.
fn required_word(hir: &Hir) -> Option<String> {
    let HirKind::Concat(parts) = hir.kind() else { return None };
    let mut best: Option<String> = None;
    for (index, part) in parts.iter().enumerate() {
        let HirKind::Literal(literal) = part.kind() else { continue };
        let Ok(text) = std::str::from_utf8(&literal.0) else { continue };
        let pieces: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        for (at, piece) in pieces.iter().enumerate() {
            let bounded = |outer: bool, edge: bool| !outer || edge;
            let open = bounded(at == 0, index == 0 || is_look_around(&parts[index - 1]));
            let closed = bounded(
                at + 1 == pieces.len(),
                index + 1 == parts.len() || parts.get(index + 1).is_some_and(is_look_around),
            );
            if open && closed && piece.len() > best.as_ref().map_or(1, String::len) {
                best = Some((*piece).to_owned());
            }
        }
    }
    best
}

fn is_look_around(hir: &Hir) -> bool {
    matches!(hir.kind(), HirKind::Look(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tests_of(regex: &str) -> Vec<Vec<WordTest>> {
        match lower(regex) {
            Ok(LoweredRegex::Phrases(phrases)) => phrases.iter().map(|p| p.words.clone()).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn finite_regexes_become_phrases() {
        let found = tests_of("stop(ped|ping)? (all )?fighting");
        assert_eq!(found.len(), 6);
        assert!(found.contains(&vec![
            WordTest::Folded("stopped".into()),
            WordTest::Folded("all".into()),
            WordTest::Folded("fighting".into())
        ]));
    }

    #[test]
    fn open_words_become_word_regexes() {
        let found = tests_of(r"\d+ (people|children)");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].len(), 2);
    }

    #[test]
    fn regexes_over_several_words_are_gated_or_rejected() {
        assert!(
            matches!(lower("chlorine .{0,30} attack"), Ok(LoweredRegex::Gated(w)) if w[0].written == "chlorine")
        );
        assert!(matches!(lower(".* [a-z]+"), Err(PatternError::UnboundRegex(_))));
        assert!(matches!(lower("(a)?"), Err(PatternError::EmptyRegex(_))));
        assert!(matches!(lower("(a"), Err(PatternError::Regex(..))));
        assert!(matches!(lower("\u{8}bomb"), Err(PatternError::ControlCharacter(_))));
    }
}
