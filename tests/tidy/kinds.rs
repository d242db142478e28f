//! Checks that no kind of a shipped pack is named in the code: every difference between kinds is a flag of the kind.

use super::lexed::Lexed;
use std::collections::{BTreeMap, BTreeSet};

/// Modules whose word lists hold English nouns, some of which are also kinds ("siege", "aid").
const WORD_LISTS: &[&str] =
    &["analysis/", "frame/", "text/", "pattern/", "gazetteer/", "ontology/"];

/// Other places where such a word is not a kind: the noun of a phrase, what is counted, the role of a mention.
const WORDS: &[(&str, &str)] = &[
    ("coder/antecedent.rs", "bombing"),
    ("coder/antecedent.rs", "shelling"),
    ("coder/fill.rs", "casualties"),
    ("coder/stance.rs", "demand"),
    ("coder/stance.rs", "threat"),
    ("event/count.rs", "casualties"),
    ("script/kind.rs", "casualties"),
    ("incident/record.rs", "denial"),
    ("cmd/incidents/flat.rs", "denial"),
];

/// The kinds that the manifests among `files` (path and text) declare.
pub fn declared<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeSet<String> {
    let manifests = files.filter(|(path, _)| path.ends_with("/pack.toml"));
    let headings = manifests.flat_map(|(_, text)| text.lines());
    let names = headings.filter_map(|line| line.trim().strip_prefix("[kinds."));
    names.filter_map(|rest| rest.split([']', '.']).next()).map(str::to_owned).collect()
}

/// The places where code of a file below `src` names one of `kinds`: as a whole string literal, or, for a name with
/// an underscore, which is not an English word, anywhere. Tests may name kinds.
pub fn named(
    path: &str,
    text: &str,
    lexed: &Lexed,
    kinds: &BTreeSet<String>,
    add: &mut impl FnMut(usize, &str),
) {
    let mut said: BTreeMap<usize, &str> = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        let is_comment = line.trim_start().starts_with("//");
        if is_comment || lexed.test.get(at).copied().unwrap_or_default() {
            continue;
        }
        let code = line.split(" // ").next().unwrap_or(line);
        for kind in kinds {
            let is_word = !kind.contains('_');
            let found = match is_word {
                true => code.contains(&format!("\"{kind}\"")),
                false => code.contains(kind.as_str()),
            };
            let allowed = WORDS.contains(&(path, kind))
                || is_word && WORD_LISTS.iter().any(|folder| path.starts_with(folder));
            if found && !allowed {
                said.insert(at, kind);
            }
        }
    }
    for (at, kind) in said {
        add(at + 1, &format!("no kind of a pack is named: make what is done for {kind} a flag"));
    }
}
