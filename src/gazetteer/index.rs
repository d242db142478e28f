//! Names as word sequences in a trie: folded words are interned, edges lie in one hash map. `builder` fills it, `scan`
//! walks it.

use super::{EntryId, Form};
use crate::text::tokens::fold;
use crate::text::tokens::tokenise::tokenise;
use rustc_hash::FxHashMap;

/// A name's way into the trie: where it leads and how it must be written.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub entry: EntryId,
    pub form: Form,
    pub case: Case,
    /// Rank among names of equal words: lower is better.
    pub rank: u32,
}

/// How a name's words must be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// Any way at all.
    Any,
    /// All capitals: a short acronym.
    Capitals,
    /// Words whose bit is set begin with a capital.
    Title(u32),
    /// Exactly so.
    Exact(Box<[Box<str>]>),
}

/// A node's number.
pub(super) type Node = u32;

/// The root.
pub(super) const ROOT: Node = 0;

/// The trie.
#[derive(Clone, Debug)]
pub(super) struct Index {
    words: FxHashMap<Box<str>, u32>,
    edges: FxHashMap<u64, Node>,
    ends: Vec<Vec<Name>>,
}

impl Index {
    pub fn new() -> Self {
        Index { words: FxHashMap::default(), edges: FxHashMap::default(), ends: vec![Vec::new()] }
    }

    /// Adds `spelling` for `name`; false where it holds no word.
    pub fn add(&mut self, spelling: &str, name: Name) -> bool {
        let mut node = ROOT;
        let mut buffer = String::new();
        let mut any = false;
        tokenise(spelling, |start, len| {
            any = true;
            let word = self.word(key(&spelling[start..start + len], &mut buffer));
            let fresh = self.ends.len() as Node;
            node = *self.edges.entry(edge(node, word)).or_insert(fresh);
            if node == fresh {
                self.ends.push(Vec::new());
            }
        });
        if any && !self.ends[node as usize].iter().any(|old| old.entry == name.entry) {
            self.ends[node as usize].push(name);
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

    /// Whether any name holds the folded word.
    pub fn knows(&self, folded: &str) -> bool {
        self.words.contains_key(folded)
    }

    /// One step down from `node`.
    pub fn step(&self, node: Node, folded: &str) -> Option<Node> {
        let word = self.words.get(folded)?;
        self.edges.get(&edge(node, *word)).copied()
    }

    /// The names that end at `node`, best rank first once [`Index::finish`] ran.
    pub fn ends(&self, node: Node) -> &[Name] {
        self.ends.get(node as usize).map_or(&[], Vec::as_slice)
    }

    /// Orders the names of each node.
    pub fn finish(&mut self) {
        for names in &mut self.ends {
            names.sort_by_key(|name| (name.rank, name.entry));
        }
    }
}

fn edge(node: Node, word: u32) -> u64 {
    u64::from(node) << 32 | u64::from(word)
}

/// The form under which a word is looked up: lower case, no dots of an acronym, no accents, no apostrophes.
/// It is written to `buffer`, whose old content is lost.
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

/// The letter under an accent, for the accents that names in news carry.
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
