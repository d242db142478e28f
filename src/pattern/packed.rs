//! Patterns as plain data that can be written to a file and read again: each distinct pattern and each list of phrases
//! once, however many patterns share it.

use super::condition::Test;
use super::expr::{Op, Pattern, Phrases, Scope};
use super::phrase::Phrase;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// The number of a pattern in [`PackedPatterns`].
pub type PatternNumber = u32;

/// Patterns, each of which is made of earlier ones.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct PackedPatterns {
    /// Each distinct phrase: most are in several lists.
    phrases: Vec<Phrase>,
    /// Lists of phrases, by their numbers.
    lists: Vec<Vec<u32>>,
    patterns: Vec<PackedPattern>,
}

#[derive(Debug, Serialize, Deserialize)]
struct PackedPattern {
    op: PackedOp,
    name: Option<String>,
    scope: Option<Scope>,
}

/// [`Op`] with numbers in place of lists and patterns.
#[derive(Debug, Serialize, Deserialize)]
enum PackedOp {
    Words(u32),
    Lexicon(String, u32),
    Regex(String, u32),
    Actor,
    Place,
    Number,
    Date,
    Quoted(PatternNumber),
    Any(Vec<PatternNumber>),
    All(Vec<PatternNumber>),
    Not(PatternNumber),
    Seq(Vec<PatternNumber>, usize),
    Near(PatternNumber, PatternNumber, usize),
    Syntax(Vec<PatternNumber>, Vec<Test>),
}

/// Packs patterns one after the other.
#[derive(Default)]
pub struct PatternPacker {
    packed: PackedPatterns,
    numbers: FxHashMap<Pattern, PatternNumber>,
    phrases: FxHashMap<Phrase, u32>,
    lists: FxHashMap<Phrases, u32>,
}

impl PatternPacker {
    /// The number of a pattern; it and its parts are added if they are new.
    pub fn add(&mut self, pattern: &Pattern) -> PatternNumber {
        if let Some(&number) = self.numbers.get(pattern) {
            return number;
        }
        let op = match pattern.op() {
            Op::Words(list) => PackedOp::Words(self.list(list)),
            Op::Lexicon(name, list) => PackedOp::Lexicon(name.clone(), self.list(list)),
            Op::Regex(regex, list) => PackedOp::Regex(regex.clone(), self.list(list)),
            Op::Actor => PackedOp::Actor,
            Op::Place => PackedOp::Place,
            Op::Number => PackedOp::Number,
            Op::Date => PackedOp::Date,
            Op::Quoted(inner) => PackedOp::Quoted(self.add(inner)),
            Op::Any(parts) => PackedOp::Any(self.all(parts)),
            Op::All(parts) => PackedOp::All(self.all(parts)),
            Op::Not(inner) => PackedOp::Not(self.add(inner)),
            Op::Seq(parts, gap) => PackedOp::Seq(self.all(parts), *gap),
            Op::Syntax(parts, tests) => PackedOp::Syntax(self.all(parts), tests.clone()),
            Op::Near(left, right, gap) => PackedOp::Near(self.add(left), self.add(right), *gap),
        };
        let (name, scope) = (pattern.name().map(str::to_owned), pattern.scope());
        let number = self.packed.patterns.len() as PatternNumber;
        self.packed.patterns.push(PackedPattern { op, name, scope });
        self.numbers.insert(pattern.clone(), number);
        number
    }

    /// The numbers of several patterns.
    pub fn all(&mut self, patterns: &[Pattern]) -> Vec<PatternNumber> {
        patterns.iter().map(|pattern| self.add(pattern)).collect()
    }

    fn list(&mut self, list: &Phrases) -> u32 {
        if let Some(&number) = self.lists.get(list) {
            return number;
        }
        let phrases = list.iter().map(|phrase| self.phrase(phrase)).collect();
        let number = self.packed.lists.len() as u32;
        self.packed.lists.push(phrases);
        self.lists.insert(list.clone(), number);
        number
    }

    fn phrase(&mut self, phrase: &Phrase) -> u32 {
        if let Some(&number) = self.phrases.get(phrase) {
            return number;
        }
        let number = self.packed.phrases.len() as u32;
        self.packed.phrases.push(phrase.clone());
        self.phrases.insert(phrase.clone(), number);
        number
    }

    /// All that was added.
    pub fn finish(self) -> PackedPatterns {
        self.packed
    }
}

impl PackedPatterns {
    /// The patterns, by number; `None` where the data are not those that a packer made.
    pub fn unpack(self) -> Option<Vec<Pattern>> {
        let phrase = |number: u32| self.phrases.get(number as usize).cloned();
        let of_list = |list: Vec<u32>| list.into_iter().map(phrase).collect::<Option<_>>();
        let lists: Vec<Phrases> = self.lists.into_iter().map(of_list).collect::<Option<_>>()?;
        let list = |number: u32| lists.get(number as usize).cloned();
        let mut made: Vec<Pattern> = Vec::with_capacity(self.patterns.len());
        for PackedPattern { op, name, scope } in self.patterns {
            let one = |number: PatternNumber| made.get(number as usize).cloned();
            let all = |numbers: Vec<PatternNumber>| {
                numbers.into_iter().map(one).collect::<Option<Vec<Pattern>>>()
            };
            let op = match op {
                PackedOp::Words(number) => Op::Words(list(number)?),
                PackedOp::Lexicon(name, number) => Op::Lexicon(name, list(number)?),
                PackedOp::Regex(regex, number) => Op::Regex(regex, list(number)?),
                PackedOp::Actor => Op::Actor,
                PackedOp::Place => Op::Place,
                PackedOp::Number => Op::Number,
                PackedOp::Date => Op::Date,
                PackedOp::Quoted(inner) => Op::Quoted(one(inner)?),
                PackedOp::Any(parts) => Op::Any(all(parts)?),
                PackedOp::All(parts) => Op::All(all(parts)?),
                PackedOp::Not(inner) => Op::Not(one(inner)?),
                PackedOp::Seq(parts, gap) => Op::Seq(all(parts)?, gap),
                PackedOp::Syntax(parts, tests) => Op::Syntax(all(parts)?, tests),
                PackedOp::Near(left, right, gap) => Op::Near(one(left)?, one(right)?, gap),
            };
            made.push(Pattern::assembled(op, name, scope).ok()?);
        }
        Some(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_the_same_after_packing() {
        let bomb = Pattern::words(&["bomb*", "air strike", "US"]).unwrap();
        let said = Pattern::stems(&["say"]).unwrap().named("said");
        let gated = Pattern::regex(r"(bombs?|shells?) .{0,9} fell").unwrap();
        let near = Pattern::near(bomb.clone(), said.clone(), 4).unwrap().within(Scope::Paragraph);
        let seq = Pattern::seq(vec![bomb.clone(), Pattern::entity(Op::Place)]).unwrap();
        let seq = seq.gap(7).unwrap();
        let lexicon = Pattern::lexicon("arms", &["gun", "rifle"]).unwrap();
        let parts =
            vec![near, Pattern::quoted(seq).unwrap(), Pattern::negate(gated).unwrap(), lexicon];
        let whole = Pattern::all(vec![Pattern::any(parts).unwrap(), said.clone()]).unwrap();

        let mut packer = PatternPacker::default();
        let numbers = packer.all(&[whole.clone(), said.clone(), bomb.clone()]);
        let text = serde_json::to_string(&packer.finish()).unwrap();
        let packed: PackedPatterns = serde_json::from_str(&text).unwrap();
        let made = packed.unpack().unwrap();
        let again: Vec<&Pattern> = numbers.iter().map(|&number| &made[number as usize]).collect();
        assert_eq!(again, [&whole, &said, &bomb]);
        assert_eq!(again[0].to_string(), whole.to_string());
    }

    #[test]
    fn numbers_of_nothing_are_refused() {
        let broken = r#"{"phrases": [], "lists": [], "patterns": [{"op": {"Words": 0}, "name": null, "scope": null}]}"#;
        assert!(serde_json::from_str::<PackedPatterns>(broken).unwrap().unpack().is_none());
        let later = r#"{"phrases": [], "lists": [], "patterns": [{"op": {"Not": 0}, "name": null, "scope": null}]}"#;
        assert!(serde_json::from_str::<PackedPatterns>(later).unwrap().unpack().is_none());
    }
}
