//! Alternatives that add nothing: repeated, covered by another, different in spelling alone, or longer than one that
//! already decides. Only phrases that become one list in the compiled pattern are compared: of two lists in one
//! `any(...)` the first decides which words are the trigger, so that a phrase in both may matter.

use super::code::{LONGER_PHRASE, LintCode, REPEATED, SAME_BUT_SPELLING, SHADOWED};
use super::cover::Judge;
use super::file::PackFile;
use super::finding::Finding;
use super::tree::Tree;
use crate::pattern::phrase::Phrase;
use crate::pattern::{Op, Pattern};
use std::collections::BTreeSet;
use std::ops::Range;

/// How many names a chain of variables may have.
const DEPTH: usize = 16;

/// A phrase among alternatives.
struct Alternative {
    phrase: Phrase,
    /// Its literal, if it is written in this list and not in a variable that the list names.
    lexeme: Option<usize>,
    /// The frame and argument that it is the whole of.
    slot: Option<(usize, usize)>,
    /// Whether it is an argument of `stem`.
    is_stem: bool,
}

/// A list of phrases.
struct Pool {
    alternatives: Vec<Alternative>,
    /// Whether only the presence of one of them counts, and not which words they are.
    presence: bool,
}

/// Findings about the lists of a script.
pub fn in_script(pack: &str, file: &PackFile, tree: &Tree<'_>, judge: &mut Judge) -> Vec<Finding> {
    let reader = Reader { tree };
    let mut findings = Vec::new();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    for pool in reader.pools() {
        let own: Vec<usize> = pool.alternatives.iter().filter_map(|one| one.lexeme).collect();
        if own.iter().all(|lexeme| seen.contains(lexeme)) {
            continue;
        }
        seen.extend(own);
        for (at, by, code) in redundant(&pool.alternatives, pool.presence, judge) {
            let one = &pool.alternatives[at];
            let Some(lexeme) = one.lexeme else { continue };
            let finding = describe(pack, code, one, &pool.alternatives[by]);
            let finding = finding.at(file, tree.bytes(&(lexeme..lexeme + 1)));
            findings.push(match reader.removal(one) {
                Some(bytes) => finding.fixed_by(file, bytes, ""),
                None => finding,
            });
        }
    }
    findings
}

/// Findings about the phrases of a lexicon. Of a phrase whose line has a remark, the remark's author decides.
pub fn in_lexicon(pack: &str, file: &PackFile, judge: &mut Judge) -> Vec<Finding> {
    let mut lines = Vec::new();
    let mut phrases = Vec::new();
    for line in 1..=file.lines() {
        let written = file.line_text(line).split('#').next().unwrap_or_default().trim();
        if let Ok(phrase) = Phrase::parse(written) {
            lines.push(line);
            phrases.push(Alternative { phrase, lexeme: None, slot: None, is_stem: false });
        }
    }
    let mut findings = Vec::new();
    for (at, by, code) in redundant(&phrases, false, judge) {
        let text = file.line_text(lines[at]);
        let start = file.line(lines[at]).start + text.len() - text.trim_start().len();
        let length = phrases[at].phrase.written.len();
        let finding = describe(pack, code, &phrases[at], &phrases[by]);
        let finding = finding.at(file, start..start + length);
        findings.push(match text.contains('#') {
            true => finding,
            false => finding.fixed_by(file, file.whole_line(lines[at]), ""),
        });
    }
    findings
}

/// The alternatives that add nothing, each with the one that makes it so.
fn redundant(
    list: &[Alternative],
    presence: bool,
    judge: &mut Judge,
) -> Vec<(usize, usize, &'static LintCode)> {
    let mut found = Vec::new();
    for (at, one) in list.iter().enumerate() {
        // An alternative that is itself covered by an earlier equal one must not take that one away.
        let by = (0..list.len()).find(|&by| {
            by != at
                && judge.covers(&list[by].phrase, &one.phrase)
                && (by < at || !judge.covers(&one.phrase, &list[by].phrase))
        });
        if let Some(by) = by {
            let other = &list[by];
            let alike = one.is_stem == other.is_stem;
            let code = match (&one.phrase.written, &other.phrase.written) {
                (one, other) if alike && one == other => REPEATED,
                (one, other) if alike && spelling(one) == spelling(other) => SAME_BUT_SPELLING,
                _ => SHADOWED,
            };
            found.push((at, by, code));
        } else if presence {
            let shorter = (0..list.len()).find(|&by| {
                list[by].phrase.words.len() < one.phrase.words.len()
                    && judge.is_within(&list[by].phrase, &one.phrase)
            });
            found.extend(shorter.map(|by| (at, by, LONGER_PHRASE)));
        }
    }
    found
}

/// A phrase without what the notation ignores or what only narrows it: hyphens, spaces, capitals.
fn spelling(written: &str) -> String {
    let words = written.split(|c: char| c.is_whitespace() || c == '-');
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.join(" ")
}

fn describe(
    pack: &str,
    code: &'static LintCode,
    one: &Alternative,
    other: &Alternative,
) -> Finding {
    let shown = |one: &Alternative| match one.is_stem {
        true => format!("stem({:?})", one.phrase.written),
        false => format!("{:?}", one.phrase.written),
    };
    let (this, that) = (shown(one), shown(other));
    let message = match code.id {
        id if id == REPEATED.id => format!("{this} is listed twice"),
        id if id == SAME_BUT_SPELLING.id => {
            format!(
                "{this} and {that} differ in hyphens, spaces or capitals alone, and {that} matches both"
            )
        }
        id if id == LONGER_PHRASE.id => {
            format!("{this} changes nothing here: each text that has it also has {that}")
        }
        _ => format!("{this} adds nothing: {that} matches it too"),
    };
    Finding::of(code, pack, message, "remove it")
}

struct Reader<'t, 'a> {
    tree: &'t Tree<'a>,
}

impl Reader<'_, '_> {
    /// All lists, those before the ones that are parts of them.
    fn pools(&self) -> Vec<Pool> {
        let mut pools = Vec::new();
        let values = self.tree.values.values().map(|range| (range.clone(), false));
        let mut ranges: Vec<(Range<usize>, bool)> = values.collect();
        for frame in &self.tree.frames {
            let decides = matches!(self.tree.method(frame), Some("unless" | "given"));
            let is_pattern = frame.method || self.tree.word(frame.open) != "{";
            let args = frame.args.iter().filter(|_| is_pattern);
            ranges.extend(args.map(|arg| (arg.clone(), decides)));
            // A list with a name or scope of its own is followed by its methods.
            if let (Some("any" | "stem"), Some(name)) = (self.tree.function(frame), frame.name) {
                ranges.push((name..(frame.close + 1).min(self.tree.lexemes.len()), false));
            }
        }
        // An outer list begins before the lists that are parts of it, or where they begin and is longer.
        ranges.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        for (range, decides) in ranges {
            if let Some(alternatives) = self.plain(&range, None, 0) {
                pools.push(Pool { alternatives, presence: decides });
                continue;
            }
            for part in self.tree.split(&range, "|") {
                for part in self.tree.split(&part, "&") {
                    let negated = self.tree.word(part.start) == "!";
                    let part = part.start + usize::from(negated)..part.end;
                    pools.extend(self.mixed(&part, decides || negated));
                }
            }
        }
        pools
    }

    /// The phrases listed in an `any(...)` that has other parts too.
    fn mixed(&self, range: &Range<usize>, presence: bool) -> Option<Pool> {
        if let Some(alternatives) = self.plain(range, None, 0) {
            return Some(Pool { alternatives, presence });
        }
        let frame = self.tree.call(range)?;
        if self.tree.function(&self.tree.frames[frame]) != Some("any") {
            return None;
        }
        let listed = self.arguments(frame);
        let plain = listed.iter().filter_map(|(slot, arg)| self.plain(arg, Some(*slot), 0));
        Some(Pool { alternatives: plain.flatten().collect(), presence })
    }

    /// The arguments of a call, or the items of the array that is its only one.
    fn arguments(&self, frame: usize) -> Vec<((usize, usize), Range<usize>)> {
        let args = &self.tree.frames[frame].args;
        let array = match &args[..] {
            [only] => self.tree.group(only).filter(|_| self.tree.word(only.start) == "["),
            _ => None,
        };
        let frame = array.unwrap_or(frame);
        let args = self.tree.frames[frame].args.iter().enumerate();
        args.map(|(at, arg)| ((frame, at), arg.clone())).collect()
    }

    /// The phrases of an expression that is compiled to one list; `None` for any other.
    fn plain(
        &self,
        range: &Range<usize>,
        slot: Option<(usize, usize)>,
        depth: usize,
    ) -> Option<Vec<Alternative>> {
        if range.is_empty() || depth > DEPTH {
            return None;
        }
        let terms = self.tree.split(range, "|");
        if terms.len() > 1 {
            let terms = terms.iter().map(|term| self.plain(term, None, depth + 1));
            return Some(terms.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect());
        }
        if range.len() == 1 {
            return self.word(range.start, slot, depth);
        }
        if let Some(group) = self.tree.group(range) {
            let inner = &self.tree.frames[group].args;
            let is_group = self.tree.word(range.start) == "(" && inner.len() == 1;
            return if is_group { self.plain(&inner[0], None, depth + 1) } else { None };
        }
        let frame = self.tree.call(range)?;
        match self.tree.function(&self.tree.frames[frame])? {
            "any" => {
                let parts = self.arguments(frame).into_iter();
                let parts = parts.map(|(slot, arg)| self.plain(&arg, Some(slot), depth + 1));
                Some(parts.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
            }
            "stem" => {
                self.arguments(frame).into_iter().map(|(slot, arg)| self.stem(slot, &arg)).collect()
            }
            "regex" => self.regex(frame),
            _ => None,
        }
    }

    /// The phrase that a literal is, or the phrases of the variable that a name stands for.
    fn word(
        &self,
        at: usize,
        slot: Option<(usize, usize)>,
        depth: usize,
    ) -> Option<Vec<Alternative>> {
        if let Some(text) = self.tree.text(at) {
            let phrase = Phrase::parse(&text).ok()?;
            return Some(vec![Alternative { phrase, lexeme: Some(at), slot, is_stem: false }]);
        }
        let value = self.tree.values.get(self.tree.word(at))?;
        let inner = self.plain(value, None, depth + 1)?;
        let named = inner.into_iter().map(|one| Alternative { lexeme: None, slot: None, ..one });
        Some(named.collect())
    }

    fn stem(&self, slot: (usize, usize), arg: &Range<usize>) -> Option<Alternative> {
        let text = self.tree.text(arg.start).filter(|_| arg.len() == 1)?;
        let phrase = Phrase::stems(&text).ok()?;
        Some(Alternative { phrase, lexeme: Some(arg.start), slot: Some(slot), is_stem: true })
    }

    /// A regex that is rewritten as phrases covers others, and is not judged itself.
    fn regex(&self, frame: usize) -> Option<Vec<Alternative>> {
        let [arg] = &self.tree.frames[frame].args[..] else { return None };
        let pattern = Pattern::regex(&self.tree.text(arg.start)?).ok()?;
        let Op::Words(phrases) = pattern.op() else { return None };
        let listed = phrases.iter().map(|phrase| Alternative {
            phrase: phrase.clone(),
            lexeme: None,
            slot: None,
            is_stem: false,
        });
        Some(listed.collect())
    }

    /// The bytes to remove with an alternative; `None` where that would leave an empty list or drop a comment.
    fn removal(&self, one: &Alternative) -> Option<Range<usize>> {
        let (frame, arg) = one.slot?;
        let args = &self.tree.frames[frame].args;
        let own = self.tree.bytes(&args[arg]);
        let bytes = match (args.get(arg + 1), arg.checked_sub(1)) {
            (Some(next), _) => own.start..self.tree.bytes(next).start,
            (None, Some(last)) => self.tree.bytes(&args[last]).end..own.end,
            (None, None) => return None,
        };
        let holds = |comment: &crate::script::lexeme::Lexeme<'_>| bytes.contains(&comment.start);
        (!self.tree.comments.iter().any(holds)).then_some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(script: &str) -> Vec<(&'static str, String)> {
        let file = PackFile::new("a.rhai", script.as_bytes()).unwrap();
        let findings = in_script("p", &file, &Tree::new(script), &mut Judge::default());
        findings.iter().map(|finding| (finding.code.id, finding.message.clone())).collect()
    }

    fn codes(script: &str) -> Vec<&'static str> {
        found(script).into_iter().map(|(code, _)| code).collect()
    }

    #[test]
    fn only_what_adds_nothing_is_found() {
        assert_eq!(codes("let a = any(\"x\", \"y\", \"x\");"), ["W201"]);
        assert_eq!(codes("let a = any([\"bomb*\", \"bombers\"]);"), ["W202"]);
        assert_eq!(codes("let a = any(stem(\"strike\"), \"struck\", \"strike force\");"), ["W202"]);
        assert_eq!(codes("let a = any(\"cease-fire\", \"cease fire\");"), ["W203"]);
        assert_eq!(codes("let a = any(\"Truce\", \"truce\");"), ["W203"]);
        assert_eq!(codes("let a = stem(\"strike\", \"strikes\");"), ["W202"]);
        assert_eq!(codes("let a = \"x\" | \"y\" | \"x\";"), ["W201"]);
        assert_eq!(codes("let a = any(\"x\", \"x\").named(\"n\");"), ["W201"]);
        assert_eq!(codes("let a = any(\"x\", \"y\"); let b = any(a, \"x\");"), ["W201"]);
        assert_eq!(codes("let a = any(\"x y\", \"x\");"), [""; 0]);
        assert_eq!(codes("rule(\"r\").when(seq(any(\"x\", \"x\"), \"x\"));"), ["W201"]);
        assert_eq!(codes("f(|m| m.has(a) || m.has(a));"), [""; 0]);
    }

    #[test]
    fn a_longer_phrase_is_idle_only_where_presence_counts() {
        assert_eq!(codes("rule(\"r\").unless(any(\"car bomb\", \"bomb\"));"), ["W204"]);
        assert_eq!(codes("rule(\"r\").given(\"car bomb\" | \"bomb\");"), ["W204"]);
        assert_eq!(codes("rule(\"r\").when(\"x\" & !any(\"car bomb\", \"bomb\"));"), ["W204"]);
        assert_eq!(codes("rule(\"r\").when(any(\"car bomb\", \"bomb\"));"), [""; 0]);
    }

    #[test]
    fn lists_that_stay_apart_are_not_compared() {
        // The inner list comes after the outer phrases, so that "x" decides the trigger before "a" can.
        let script = "let a = any(\"a\", \"x\", seq(\"b\", \"c\")); let b = any(a, \"x\");";
        assert_eq!(codes(script), [""; 0]);
        assert_eq!(codes("let a = any(\"x\").named(\"n\"); let b = any(a, \"x\");"), [""; 0]);
    }
}
