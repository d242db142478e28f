//! What can never match, read from the script: phrases no text has, regexes no word matches, negations in a sequence,
//! gaps without effect, and regexes that cost a scan of the text.

use super::code::{IDLE_GAP, NEGATED_PART, NO_TEXT, NO_WORD, SCAN};
use super::cover::Judge;
use super::file::PackFile;
use super::finding::Finding;
use super::sample::samples;
use super::tree::{Frame, Tree};
use crate::pattern::phrase::{Phrase, WordTest};
use crate::pattern::{Op, Pattern};
use crate::text::tokens::tokenise::tokenise;
use std::ops::Range;

/// More words than a sentence of news has: a gap of so many is none.
const LONGEST_GAP: usize = 200;

/// The functions and methods whose arguments are phrases.
const TAKERS: &[&str] = &["any", "all", "seq", "near", "quoted", "when", "unless", "given"];

/// Findings about a script.
pub fn in_script(pack: &str, file: &PackFile, tree: &Tree<'_>, judge: &mut Judge) -> Vec<Finding> {
    let mut found = Found { pack, file, tree, findings: Vec::new() };
    for frame in &tree.frames {
        let name = tree.function(frame).or_else(|| tree.method(frame));
        match name {
            Some("regex") if !frame.method => found.regex(frame, judge),
            Some("seq") if !frame.method => found.sequence(frame),
            Some("near") if !frame.method => {
                found.negations(&frame.args[..frame.args.len().min(2)]);
                found.gap(frame.args.get(2));
            }
            Some("gap") if frame.method => found.gap(frame.args.first()),
            _ => {}
        }
    }
    for at in 0..tree.lexemes.len() {
        if takes_phrases(tree, at)
            && let Some(text) = tree.text(at)
            && let Ok(phrase) = Phrase::parse(&text)
            && !judge.matches_itself(&phrase)
        {
            found.add(no_text(pack, &phrase), &(at..at + 1));
        }
    }
    found.findings
}

/// Findings about the phrases of a lexicon.
pub fn in_lexicon(pack: &str, file: &PackFile, judge: &mut Judge) -> Vec<Finding> {
    let mut findings = Vec::new();
    for line in 1..=file.lines() {
        let text = file.line_text(line);
        let written = text.split('#').next().unwrap_or_default().trim();
        let Ok(phrase) = Phrase::parse(written) else { continue };
        if !judge.matches_itself(&phrase) {
            let start = file.line(line).start + text.len() - text.trim_start().len();
            findings.push(no_text(pack, &phrase).at(file, start..start + written.len()));
        }
    }
    findings
}

fn no_text(pack: &str, phrase: &Phrase) -> Finding {
    let tests: Vec<String> = phrase.words.iter().map(shown).collect();
    let message = format!(
        "{:?} does not match its own words: it is read as {}, because a word with `*` keeps only its letters and digits",
        phrase.written,
        tests.join(" ")
    );
    let help = "write the forms out without `*`, or as a regex in backquotes";
    Finding::of(NO_TEXT, pack, message, help)
}

fn shown(test: &WordTest) -> String {
    match test {
        WordTest::Any => "*".into(),
        WordTest::Folded(word)
        | WordTest::Cased(word)
        | WordTest::Stem(word)
        | WordTest::Regex(word)
        | WordTest::Glob(word, _) => format!("\"{word}\""),
    }
}

/// Whether the lexeme is a term of what a pattern function takes.
fn takes_phrases(tree: &Tree<'_>, at: usize) -> bool {
    let beside = [tree.before(at), tree.word(at + 1)];
    let fits = |sign: &str| matches!(sign, "(" | ")" | "[" | "]" | "," | "|" | "&" | "!" | "");
    if !beside.iter().all(|sign| fits(sign)) {
        return false;
    }
    let mut frame = tree.around(at);
    while let Some(around) = frame {
        if let Some(name) = tree.function(around).or_else(|| tree.method(around)) {
            return TAKERS.contains(&name);
        }
        if around.name.is_some() || !matches!(tree.word(around.open), "(" | "[") {
            return false;
        }
        frame = around.parent.map(|parent| &tree.frames[parent]);
    }
    false
}

struct Found<'f, 't, 'a> {
    pack: &'f str,
    file: &'f PackFile,
    tree: &'t Tree<'a>,
    findings: Vec<Finding>,
}

impl Found<'_, '_, '_> {
    fn add(&mut self, finding: Finding, range: &Range<usize>) {
        self.findings.push(finding.at(self.file, self.tree.bytes(range)));
    }

    fn regex(&mut self, frame: &Frame, judge: &mut Judge) {
        let [arg] = &frame.args[..] else { return };
        let Some(text) = self.tree.text(arg.start).filter(|_| arg.len() == 1) else { return };
        let Ok(pattern) = Pattern::regex(&text) else { return };
        match pattern.op() {
            Op::Regex(_, gate) => {
                let gate: Vec<String> = gate.iter().map(|word| word.written.clone()).collect();
                let message = format!(
                    "this regex runs over the text of each sentence with \"{}\": it cannot be rewritten as tests of single words",
                    gate.join("\", \"")
                );
                let help = "write seq(...).gap(n), near(...), or a regex in which only spaces and hyphens separate words";
                self.add(Finding::of(SCAN, self.pack, message, help), arg);
            }
            Op::Words(phrases) => {
                let dead = phrases.iter().flat_map(|phrase| &phrase.words);
                let mut dead = dead.filter_map(|test| match test {
                    WordTest::Regex(regex) if is_dead(test, regex, judge) => Some(regex),
                    _ => None,
                });
                if let Some(word) = dead.next() {
                    let message = format!(
                        "no word matches `{word}`: a word is letters and digits, without signs around it"
                    );
                    let help = "leave out the signs between words; dots of acronyms are dropped before a regex is tried";
                    self.add(Finding::of(NO_WORD, self.pack, message, help), arg);
                }
            }
            _ => {}
        }
    }

    fn sequence(&mut self, frame: &Frame) {
        self.negations(&frame.args);
        let [only] = &frame.args[..] else { return };
        if self.tree.word(only.start) != "[" {
            let message = "a sequence of one part has no order and no gap".to_owned();
            let help = "give the parts that follow each other, or the part without seq()";
            self.add(Finding::of(IDLE_GAP, self.pack, message, help), only);
        }
    }

    /// A negation has no words, so that nothing can stand before or behind it.
    fn negations(&mut self, args: &[Range<usize>]) {
        for arg in args.iter().filter(|arg| self.tree.word(arg.start) == "!") {
            let alone = ["|", "&"].iter().all(|sign| self.tree.split(arg, sign).len() == 1);
            if alone {
                let message = "this can never match: a negation has no words, so that no other part can follow it or be near it";
                let help = "put it beside the sequence: seq(...) & !p, or into .unless(p)";
                self.add(Finding::of(NEGATED_PART, self.pack, message.to_owned(), help), arg);
            }
        }
    }

    fn gap(&mut self, arg: Option<&Range<usize>>) {
        let Some(arg) = arg.filter(|arg| arg.len() == 1) else { return };
        let gap = self.tree.word(arg.start).replace('_', "").parse::<usize>();
        if gap.is_ok_and(|gap| gap > LONGEST_GAP) {
            let message =
                format!("no sentence has so many words: a gap above {LONGEST_GAP} limits nothing");
            let help =
                "join the parts by `&`, or give the number of words that may be between them";
            self.add(Finding::of(IDLE_GAP, self.pack, message, help), arg);
        }
    }
}

/// Whether no word passes the test of a regex.
fn is_dead(test: &WordTest, regex: &str, judge: &mut Judge) -> bool {
    let Some(samples) = samples(regex) else { return false };
    let is_word = |sample: &String| {
        let (mut count, mut whole) = (0, false);
        tokenise(sample, |_, len| (count, whole) = (count + 1, len == sample.len()));
        count == 1 && whole && judge.accepts(test, sample)
    };
    !samples.is_empty() && !samples.iter().any(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(script: &str) -> Vec<&'static str> {
        let file = PackFile::new("a.rhai", script.as_bytes()).unwrap();
        let findings = in_script("p", &file, &Tree::new(script), &mut Judge::default());
        findings.iter().map(|finding| finding.code.id).collect()
    }

    #[test]
    fn what_can_never_match_is_found() {
        assert_eq!(codes("let a = any(\"don't*\", \"bomb*\");"), ["E101"]);
        assert_eq!(codes("let a = \"x\" & any([\"don't*\"]);"), ["E101"]);
        assert_eq!(codes("let a = regex(`[!?]+[a-z]?`);"), ["E102"]);
        assert_eq!(codes("let a = regex(`U\\.N\\.[a-z]*`);"), ["E102"]);
        assert_eq!(codes("let a = seq(\"x\", !\"y\");"), ["E103"]);
        assert_eq!(codes("let a = near(!any(\"y\"), \"x\", 2);"), ["E103"]);
        assert_eq!(codes("let a = seq(\"x\").gap(0);"), ["W106"]);
        assert_eq!(codes("let a = seq(\"x\", \"y\").gap(500);"), ["W106"]);
        assert_eq!(codes("let a = regex(`chlorine .{0,20}attack`);"), ["W301"]);
        for fine in [
            "regex(`\\d+ (men|women)`)",
            "regex(`[a-z]*stan`)",
            "regex(`\\d{1,3},\\d{3}`)",
            "seq(\"x\", \"y\" & !\"z\")",
            "f(\"don't*\")",
            "any(\"U.S.*\", \"don't\")",
            "any(\"ca\u{200b}fe\", \"ｗｉｄｅ\", \"cafe\u{301}\", \"o\u{fb03}ce\", \"١٢\", \"va\u{fe0f}r*\")",
        ] {
            assert_eq!(codes(&format!("let a = {fine};")), [""; 0], "{fine}");
        }
    }
}
