//! The speed job: its corpus, generated on demand and never committed, its texts, and the lists and rules of
//! `rules.json`. Lists become needles here; `bare` and `reference` look for the same ones.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::Regex;
use regex_syntax::hir::literal::{ExtractKind, Extractor};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Errors here end the bench with their message.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// An article of the corpus, with only the fields that the job reads; the headline is ignored.
#[derive(serde::Deserialize)]
pub struct Row {
    /// The article's id.
    pub id: String,
    /// The text.
    pub text: String,
}

/// `rules.json`.
#[derive(serde::Deserialize)]
struct Written {
    lists: BTreeMap<String, Vec<String>>,
    rules: Vec<WrittenRule>,
}

#[derive(serde::Deserialize)]
struct WrittenRule {
    id: String,
    any: Option<String>,
    both: Option<[String; 2]>,
}

/// The job, prepared for searching.
pub struct Job {
    /// One literal each; a regular expression of `rules.json` is expanded to several.
    pub needles: Vec<Needle>,
    /// The rules in the order of `rules.json`.
    pub rules: Vec<Rule>,
}

/// A rule holds in a sentence that has a hit of each of its lists.
pub struct Rule {
    /// Its id.
    pub id: String,
    /// One bit per list.
    pub lists: u32,
}

/// A literal to search for, and what makes an occurrence of it a hit.
pub struct Needle {
    /// The literal; found in any case.
    pub literal: String,
    /// The list's bit.
    pub list: u32,
    /// Whether the case must match.
    cased: bool,
    /// Whether the word may continue after it.
    prefix: bool,
    /// For an open-ended expression, of which the literal is the tail: the whole expression, which must end there.
    whole: Option<Regex>,
}

/// How far before its tail an open-ended expression is searched for, in bytes.
const REACH: usize = 64;

impl Needle {
    /// Whether the occurrence at `start..end` is a hit: whole words, right case.
    #[inline]
    pub fn holds(&self, text: &str, start: usize, end: usize) -> bool {
        let bytes = text.as_bytes();
        if !self.prefix && is_word(text, end, true) {
            return false;
        }
        if self.cased && bytes[start..end] != *self.literal.as_bytes() {
            return false;
        }
        match &self.whole {
            None => !is_word(text, start, false),
            Some(whole) => {
                let mut from = start.saturating_sub(REACH);
                while !text.is_char_boundary(from) {
                    from -= 1;
                }
                whole.is_match(&text[from..end])
            }
        }
    }
}

/// Whether the character after (`forward`) or before `at` belongs to a word.
#[inline]
fn is_word(text: &str, at: usize, forward: bool) -> bool {
    let beside = if forward { at } else { at.wrapping_sub(1) };
    match text.as_bytes().get(beside) {
        None => false,
        Some(&byte) if byte < 0x80 => byte.is_ascii_alphanumeric() || byte == b'_',
        Some(_) => {
            let wide =
                if forward { text[at..].chars().next() } else { text[..at].chars().next_back() };
            wide.is_some_and(char::is_alphanumeric)
        }
    }
}

impl Job {
    /// Reads `rules.json`.
    pub fn read(path: &Path) -> Outcome<Job> {
        let written: Written = serde_json::from_str(&fs::read_to_string(path)?)?;
        let names: Vec<&String> = written.lists.keys().collect();
        let bit = |name: &String| match names.binary_search(&name) {
            Ok(at) if at < 32 => Ok(1u32 << at),
            _ => Err(format!("{}: no list {name:?}", path.display())),
        };
        let mut needles = Vec::new();
        for (name, phrases) in &written.lists {
            for phrase in phrases {
                push_needles(&mut needles, phrase, bit(name)?)?;
            }
        }
        let mut rules = Vec::new();
        for rule in written.rules {
            let mut lists = 0;
            for name in rule.any.iter().chain(rule.both.iter().flatten()) {
                lists |= bit(name)?;
            }
            rules.push(Rule { id: rule.id, lists });
        }
        Ok(Job { needles, rules })
    }

    /// One automaton over all needles, for overlapping search ignoring ASCII case.
    pub fn automaton(&self, kind: AhoCorasickKind) -> Outcome<AhoCorasick> {
        let literals = self.needles.iter().map(|needle| needle.literal.as_str());
        let mut builder = AhoCorasick::builder();
        Ok(builder.kind(Some(kind)).ascii_case_insensitive(true).build(literals)?)
    }
}

/// Adds the needles of one phrase, in the notation of `rules.json`.
fn push_needles(needles: &mut Vec<Needle>, phrase: &str, list: u32) -> Outcome<()> {
    let plain = |literal: &str, cased, prefix| Needle {
        literal: literal.to_owned(),
        list,
        cased,
        prefix,
        whole: None,
    };
    if let Some(literal) = phrase.strip_prefix("CS:") {
        needles.push(plain(literal, true, false));
    } else if let Some(expression) = phrase.strip_prefix("re:") {
        push_expression(needles, expression, list)?;
    } else if let Some(literal) = phrase.strip_suffix('*') {
        needles.push(plain(literal, false, true));
    } else {
        needles.push(plain(phrase, false, false));
    }
    Ok(())
}

/// Expands a regular expression to all strings it accepts; if there are infinitely many, to their tails.
fn push_expression(needles: &mut Vec<Needle>, expression: &str, list: u32) -> Outcome<()> {
    let hir = regex_syntax::parse(expression)?;
    let mut extractor = Extractor::new();
    let mut literals = extractor.extract(&hir);
    let mut whole = None;
    if !literals.is_exact() {
        literals = extractor.kind(ExtractKind::Suffix).extract(&hir);
        whole = Some(Regex::new(&format!("(?i)(?-u:\\b)(?:{expression})$"))?);
    }
    let literals = literals.literals().ok_or_else(|| format!("{expression}: no literal in it"))?;
    for literal in literals {
        needles.push(Needle {
            literal: String::from_utf8(literal.as_bytes().to_vec())?,
            list,
            cased: false,
            prefix: false,
            whole: whole.clone(),
        });
    }
    Ok(())
}

/// The articles of a JSONL file.
pub fn read_rows(path: &Path) -> Outcome<Vec<Row>> {
    let file = fs::read_to_string(path)?;
    file.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// The path of the corpus, which is generated at most once; `Err` says why it cannot be generated here.
pub fn corpus(data: &Path, folder: &Path) -> Result<PathBuf, String> {
    let made = folder.join("corpus");
    if made.join("articles.jsonl").is_file() {
        return Ok(made);
    }
    let script = data.join("../bench/make_corpus.py");
    if !script.is_file() {
        return Err(format!("there is no {}", script.display()));
    }
    println!("making the corpus in {}, once", made.display());
    // An incomplete corpus must not be mistaken for a complete one: it gets its name when it is complete.
    let half = folder.join("corpus.half");
    let _ = fs::remove_dir_all(&half);
    match Command::new("python3").arg(&script).arg(&half).status() {
        Err(error) => return Err(format!("python3 cannot be run: {error}")),
        Ok(status) if !status.success() => {
            return Err(format!("{} ended with {status}", script.display()));
        }
        Ok(_) => {}
    }
    fs::rename(&half, &made).map_err(|error| format!("{}: {error}", made.display()))?;
    Ok(made)
}
