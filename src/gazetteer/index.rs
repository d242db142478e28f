//! Names as word sequences in a trie: folded words are interned, all edges are in one hash map. `builder` fills it,
//! `scan` walks it.

use super::{EntryId, NameForm};
use crate::text::encoding::plain::make_plain;
use crate::text::tokens::fold;
use crate::text::tokens::tokenise::tokenise;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A name at the end of a path in the trie: its entry and how it must be written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Name {
    pub entry: EntryId,
    pub form: NameForm,
    pub case: Case,
    /// Rank among names with the same words: lower is better.
    pub rank: u32,
}

/// How a name's words must be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Case {
    /// In any case.
    Any,
    /// All capitals: a short acronym.
    Capitals,
    /// Words whose bit is set must begin with a capital.
    Title(u32),
    /// Exactly as in the table.
    Exact(Box<[Box<str>]>),
}

impl Case {
    /// What either of two spellings with the same words allows.
    fn or(self, other: Case) -> Case {
        match (self, other) {
            (Case::Any, _) | (_, Case::Any) => Case::Any,
            (Case::Title(one), Case::Title(other)) => Case::Title(one & other),
            (one, _) => one,
        }
    }
}

/// A node's number.
pub(super) type Node = u32;

/// The root.
pub(super) const ROOT: Node = 0;

/// The trie.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Index {
    words: FxHashMap<Box<str>, u32>,
    edges: FxHashMap<u64, Node>,
    ends: Vec<Vec<Name>>,
}

impl Index {
    pub fn new() -> Self {
        Index { words: FxHashMap::default(), edges: FxHashMap::default(), ends: vec![Vec::new()] }
    }

    /// Adds `spelling` for `name`; false if it contains no word.
    pub fn add(&mut self, spelling: &str, name: Name) -> bool {
        let mut node = ROOT;
        let mut buffer = String::new();
        let mut any = false;
        let spelling = &*make_plain(Cow::Borrowed(spelling)).0; // as in articles
        tokenise(spelling, |start, len| {
            any = true;
            let word = self.word(key(&spelling[start..start + len], &mut buffer));
            let fresh = self.ends.len() as Node;
            node = *self.edges.entry(edge(node, word)).or_insert(fresh);
            if node == fresh {
                self.ends.push(Vec::new());
            }
        });
        let names = &mut self.ends[node as usize];
        // An entry's spellings are added one after the other, so that only the last name can be of the same entry.
        match names.last_mut().filter(|last| last.entry == name.entry) {
            _ if !any => {}
            Some(last) => last.case = last.case.clone().or(name.case),
            None => names.push(name),
        }
        any
    }

    fn word(&mut self, folded: &str) -> u32 {
        if let Some(&word) = self.words.get(folded) {
            return word;
        }
        let word = self.words.len() as u32;
        self.words.insert(folded.into(), word);
        word
    }

    /// Whether any name contains the folded word.
    pub fn knows(&self, folded: &str) -> bool {
        self.words.contains_key(folded)
    }

    /// The child of `node` for a word.
    pub fn step(&self, node: Node, folded: &str) -> Option<Node> {
        let word = self.words.get(folded)?;
        self.edges.get(&edge(node, *word)).copied()
    }

    /// The names that end at `node`, best rank first once [`Index::finish`] was called.
    pub fn ends(&self, node: Node) -> &[Name] {
        self.ends.get(node as usize).map_or(&[], Vec::as_slice)
    }

    /// Sorts the names of each node by rank.
    pub fn finish(&mut self) {
        for names in &mut self.ends {
            names.sort_by_key(|name| (name.rank, name.entry));
        }
    }
}

fn edge(node: Node, word: u32) -> u64 {
    u64::from(node) << 32 | u64::from(word)
}

/// The form under which a word is looked up: lower case, without the dots of an acronym, accents and apostrophes.
/// Written to `buffer`, which is cleared first.
pub fn key<'b>(surface: &str, buffer: &'b mut String) -> &'b str {
    buffer.clear();
    if surface.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        buffer.push_str(surface);
        buffer.make_ascii_lowercase();
        return buffer;
    }
    for letter in fold::fold(surface).chars() {
        match letter {
            '\'' | '`' | '‘' | 'ʻ' | 'ʿ' | 'ʾ' => {}
            '\u{300}'..='\u{36f}' => {}
            _ if letter.is_ascii() => buffer.push(letter),
            'ß' => buffer.push_str("ss"),
            'æ' => buffer.push_str("ae"),
            _ => buffer.push(base(letter)),
        }
    }
    buffer
}

/// The base letter of an accented one, for the accents common in names in news.
pub(super) fn base(letter: char) -> char {
    const TABLE: &[(&str, char)] = &[
        ("àáâãäåāăą", 'a'),
        ("çćĉċč", 'c'),
        ("ďđḍḏḑ", 'd'),
        ("èéêëēĕėęě", 'e'),
        ("ĝğġģ", 'g'),
        ("ĥħḥḩẖḫ", 'h'),
        ("ìíîïĩīĭįı", 'i'),
        ("ķḳ", 'k'),
        ("ĺļľŀł", 'l'),
        ("ñńņňŋ", 'n'),
        ("òóôõöøōŏő", 'o'),
        ("ŕŗř", 'r'),
        ("śŝşšșṣ", 's'),
        ("ţťŧțṭṯ", 't'),
        ("ùúûüũūŭůűų", 'u'),
        ("ýÿ", 'y'),
        ("źżžẓz̧", 'z'),
    ];
    TABLE.iter().find(|(marked, _)| marked.contains(letter)).map_or(letter, |(_, plain)| *plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_drop_case_dots_and_accents() {
        let mut buffer = String::new();
        assert_eq!(key("U.N.", &mut buffer), "un");
        assert_eq!(key("Erdoğan", &mut buffer), "erdogan");
        assert_eq!(key("Ja’afari", &mut buffer), "jaafari");
        assert_eq!(key("Ḩalab", &mut buffer), "halab");
    }
}
