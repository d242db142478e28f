//! Patterns as text: as rules write them, with long lists cut short.

use super::condition::{Test, WordSort};
use super::expr::{Op, Pattern};
use crate::analysis::grammar::Role;
use std::fmt;

impl fmt::Display for Pattern {
    /// The pattern in source notation, long lists cut short.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.op() {
            Op::Words(phrases) => {
                list(f, "any", phrases.iter().map(|p| format!("{:?}", p.written)))?
            }
            Op::Lexicon(name, _) => write!(f, "lexicon({name:?})")?,
            Op::Regex(regex, _) => write!(f, "regex({regex:?})")?,
            Op::Actor => f.write_str("actor()")?,
            Op::Place => f.write_str("place()")?,
            Op::Number => f.write_str("number()")?,
            Op::Date => f.write_str("date()")?,
            Op::Quoted(inner) => write!(f, "quoted({inner})")?,
            Op::Any(parts) => list(f, "any", parts.iter().map(Pattern::to_string))?,
            Op::All(parts) => list(f, "all", parts.iter().map(Pattern::to_string))?,
            Op::Not(inner) => write!(f, "!{inner}")?,
            Op::Seq(parts, gap) => {
                list(f, "seq", parts.iter().map(Pattern::to_string))?;
                if *gap != 3 {
                    write!(f, ".gap({gap})")?;
                }
            }
            Op::Near(left, right, gap) => write!(f, "near({left}, {right}, {gap})")?,
            Op::Syntax(parts, tests) => syntax(f, parts, tests)?,
        }
        if let Some(name) = self.name() {
            write!(f, ".named({name:?})")?;
        }
        if let Some(scope) = self.scope() {
            write!(f, ".within({:?})", scope.name())?;
        }
        Ok(())
    }
}

/// A pattern by grammar as rules write it: `verb("blame").subject(actor())`.
fn syntax(f: &mut fmt::Formatter<'_>, parts: &[Pattern], tests: &[Test]) -> fmt::Result {
    let mut rest = parts.iter().skip(1);
    for (nth, test) in tests.iter().enumerate() {
        if nth > 0 {
            f.write_str(".")?;
        }
        let of_noun = matches!(tests.first(), Some(Test::Is(WordSort::Noun)));
        match test {
            Test::Has(Role::Doer) if of_noun => f.write_str("by")?,
            Test::Has(Role::Undergoer) if of_noun => f.write_str("on")?,
            _ => write!(f, "{test}")?,
        }
        if nth == 0
            && let Some(Op::Words(phrases)) = parts.first().map(Pattern::op)
        {
            list(f, "", phrases.iter().map(|p| format!("{:?}", p.written)))?;
        }
        let part = if test.takes_part() { rest.next() } else { None };
        match (test, part) {
            (Test::Has(Role::After(words)), Some(part)) => write!(f, "({words:?}, {part})")?,
            (_, Some(part)) => write!(f, "({part})")?,
            (_, None) => {}
        }
    }
    Ok(())
}

fn list(
    f: &mut fmt::Formatter<'_>,
    function: &str,
    items: impl ExactSizeIterator<Item = String>,
) -> fmt::Result {
    const SHOWN: usize = 4;
    let count = items.len();
    let shown: Vec<String> = items.take(SHOWN).collect();
    write!(f, "{function}({}", shown.join(", "))?;
    if count > SHOWN {
        write!(f, ", … {} more", count - SHOWN)?;
    }
    f.write_str(")")
}
