//! Word tests: the tests of single words that patterns make, arranged so that a spelling is judged by a few lookups.

use super::phrase::WordTest;
use super::regex_size::{compile, has_capital};
use super::stem::stem;
use crate::text::tokens::fold;
use regex::Regex;
use rustc_hash::FxHashMap;

/// A set of alternative phrases: a leaf of some pattern.
pub type LeafId = u32;

/// A word test's number in one matcher.
pub type ClassId = u32;

/// The class of every word: the test [`WordTest::Any`].
pub const ANY: ClassId = 0;

/// What the trie needs to know of a word.
#[derive(Default)]
pub struct WordSet {
    /// Its classes, sorted.
    pub classes: Vec<ClassId>,
    /// Leaves hit by the word alone, with the all-capitals flag.
    pub ends: Vec<(LeafId, bool)>,
    /// Trie nodes from which longer phrases continue.
    pub nexts: Vec<u32>,
}

/// All word tests of a matcher, arranged so that a word is judged by a few lookups.
#[derive(Default)]
pub struct WordTests {
    ids: FxHashMap<WordTest, ClassId>,
    folded: FxHashMap<String, ClassId>,
    cased: FxHashMap<String, Vec<ClassId>>,
    stems: FxHashMap<String, ClassId>,
    prefixes: FxHashMap<String, Vec<Prefix>>,
    prefix_lens: Vec<usize>,
    globs: Vec<Glob>,
    regexes: Vec<(Regex, bool, ClassId)>,
}

/// A glob with a star before its end.
struct Glob {
    class: ClassId,
    /// What stands between the stars; in small letters unless case matters.
    parts: Vec<String>,
    cased: bool,
}

/// Whether a star stands for this letter.
fn is_of_star(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '\'')
}

impl Glob {
    /// Whether the word is what the parts are, with any letters of [`is_of_star`] in each place of a star. The first
    /// occurrence of each part will do, since parts consist of such letters too.
    fn fits(&self, word: &str) -> bool {
        let [first, middle @ .., last] = &self.parts[..] else { return false };
        let inner =
            word.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str()));
        let Some(inner) = inner.filter(|inner| inner.chars().all(is_of_star)) else { return false };
        let rest = middle.iter().try_fold(inner, |rest, part| {
            rest.find(part.as_str()).map(|at| &rest[at + part.len()..])
        });
        rest.is_some()
    }
}

struct Prefix {
    class: ClassId,
    /// The prefix as written, if case matters.
    cased: Option<String>,
}

impl WordTests {
    /// The class of `test`, added if new.
    pub fn intern(&mut self, test: &WordTest) -> ClassId {
        if *test == WordTest::Any {
            return ANY;
        }
        if let Some(&class) = self.ids.get(test) {
            return class;
        }
        let class = self.ids.len() as ClassId + 1;
        self.ids.insert(test.clone(), class);
        match test {
            WordTest::Any => {}
            WordTest::Folded(word) => {
                self.folded.insert(word.clone(), class);
            }
            WordTest::Cased(word) => {
                self.cased.entry(word.clone()).or_default().push(class);
                let capitals = word.to_uppercase();
                if word.chars().any(char::is_lowercase) && starts_upper(word) {
                    self.cased.entry(capitals).or_default().push(class);
                }
            }
            WordTest::Stem(stem) => {
                self.stems.insert(stem.clone(), class);
            }
            WordTest::Glob(glob, cased) => self.add_glob(glob, *cased, class),
            WordTest::Regex(regex) => {
                let cased = has_capital(regex);
                let whole =
                    if cased { format!("^(?:{regex})$") } else { format!("(?i)^(?:{regex})$") };
                if let Ok(regex) = compile(&whole) {
                    self.regexes.push((regex, cased, class));
                }
            }
        }
        class
    }

    fn add_glob(&mut self, glob: &str, cased: bool, class: ClassId) {
        let prefix = glob.trim_end_matches('*');
        if !prefix.contains('*') {
            let folded = prefix.to_lowercase();
            if !self.prefix_lens.contains(&folded.len()) {
                self.prefix_lens.push(folded.len());
            }
            let cased = cased.then(|| prefix.to_owned());
            self.prefixes.entry(folded).or_default().push(Prefix { class, cased });
            return;
        }
        if glob.chars().all(|letter| letter == '*' || is_of_star(letter)) {
            let glob = if cased { glob.to_owned() } else { glob.to_lowercase() };
            let parts = glob.split('*').map(str::to_owned).collect();
            self.globs.push(Glob { class, parts, cased });
            return;
        }
        let parts: Vec<String> = glob.split('*').map(regex::escape).collect();
        let whole = format!("{}^{}$", if cased { "" } else { "(?i)" }, parts.join(r"[\w']*"));
        if let Ok(regex) = compile(&whole) {
            self.regexes.push((regex, cased, class));
        }
    }

    /// All tests added so far, in arbitrary order.
    pub fn tests(&self) -> impl Iterator<Item = &WordTest> {
        self.ids.keys()
    }

    /// The class of a test that was added before.
    pub fn class(&self, test: &WordTest) -> Option<ClassId> {
        if *test == WordTest::Any { Some(ANY) } else { self.ids.get(test).copied() }
    }

    /// The classes of a spelling, sorted.
    pub fn judge(&self, spelling: &str, classes: &mut Vec<ClassId>) {
        let plain = fold::plain(spelling);
        let folded = fold::fold(spelling);
        classes.extend(self.folded.get(folded.as_ref()));
        classes.extend(self.cased.get(plain.as_ref()).into_iter().flatten());
        if !self.stems.is_empty() {
            classes.extend(self.stems.get(&stem(&folded)));
        }
        for &len in &self.prefix_lens {
            for prefix in
                folded.get(..len).and_then(|head| self.prefixes.get(head)).into_iter().flatten()
            {
                let fits = prefix.cased.as_ref().is_none_or(|cased| {
                    plain.starts_with(cased.as_str())
                        || (starts_upper(cased) && !plain.chars().any(char::is_lowercase))
                });
                if fits {
                    classes.push(prefix.class);
                }
            }
        }
        let fits = |cased: bool, test: &dyn Fn(&str) -> bool| {
            let word = if cased { &plain } else { &folded };
            // "275,000" also matches a test of its last part, as it would match a regex with word boundaries.
            let piece = word.rsplit([',', '.']).next().filter(|piece| piece.len() < word.len());
            test(word) || piece.is_some_and(test)
        };
        let globs = self.globs.iter().filter(|glob| fits(glob.cased, &|word| glob.fits(word)));
        classes.extend(globs.map(|glob| glob.class));
        let regexes = self.regexes.iter();
        let regexes =
            regexes.filter(|(regex, cased, _)| fits(*cased, &|word| regex.is_match(word)));
        classes.extend(regexes.map(|(.., class)| *class));
        classes.sort_unstable();
        classes.dedup();
    }
}

fn starts_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whether a glob has the word, judged by the regex that it stands for.
    fn by_regex(glob: &str, word: &str) -> bool {
        let parts: Vec<String> = glob.split('*').map(regex::escape).collect();
        compile(&format!("^{}$", parts.join(r"[\w']*"))).unwrap().is_match(word)
    }

    proptest! {
        #[test]
        fn a_glob_is_what_its_regex_is(
            glob in "[ab]{0,2}(\\*[ab]{0,2}){0,3}\\*[ab]{1,2}",
            word in "[ab]{0,8}|[ab'.,]{0,6}",
        ) {
            let mut tests = WordTests::default();
            let class = tests.intern(&WordTest::Glob(glob.clone(), true));
            let pieces = [word.as_str(), word.rsplit([',', '.']).next().unwrap_or_default()];
            let expected = pieces.iter().any(|piece| by_regex(&glob, piece));
            let mut classes = Vec::new();
            tests.judge(&word, &mut classes);
            prop_assert_eq!(classes.contains(&class), expected, "{} {}", glob, word);
        }
    }
}
