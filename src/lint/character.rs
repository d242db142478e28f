//! Characters that deceive the eye: those without width, those that reorder a line, and letters that look like others.
//!
//! The table of letters is small on purpose. Unicode's own has thousands of pairs, most of them between scripts that
//! nobody confuses; the letters below are those of the alphabets that share their shapes with Latin.

use super::code::{BIDIRECTIONAL, INVISIBLE, LOOK_ALIKE, MIXED_SCRIPTS};
use super::file::PackFile;
use super::finding::Finding;
use super::tree::Tree;
use crate::legible::{is_hidden, joins};
use crate::pack::Pack;
use std::ops::Range;

/// Letters of other alphabets that look like Latin ones.
const LOOK_ALIKES: &str = "аеорсухіјѕһԁԛԝьѵАВЕКМНОРСТХУІЈЅҺԌԚԜӀοανρτυικχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧհոսօցզյլՕՏՍ";

/// Alphabets whose letters are easily confused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alphabet {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Cherokee,
}

impl Alphabet {
    fn of(c: char) -> Option<Alphabet> {
        Some(match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
                Alphabet::Latin
            }
            '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => Alphabet::Latin,
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Alphabet::Greek,
            '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{a640}'..='\u{a69f}' => {
                Alphabet::Cyrillic
            }
            '\u{531}'..='\u{587}' => Alphabet::Armenian,
            '\u{13a0}'..='\u{13fd}' | '\u{ab70}'..='\u{abbf}' => Alphabet::Cherokee,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Alphabet::Latin => "Latin",
            Alphabet::Greek => "Greek",
            Alphabet::Cyrillic => "Cyrillic",
            Alphabet::Armenian => "Armenian",
            Alphabet::Cherokee => "Cherokee",
        }
    }
}

/// Findings about the characters of a file.
pub fn in_file(pack: &str, file: &PackFile, tree: Option<&Tree<'_>>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if file.text.bytes().all(|byte| byte.is_ascii_graphic() || b" \t\r\n".contains(&byte)) {
        return findings;
    }
    let mut before = ' ';
    for (at, c) in file.text.char_indices() {
        let bytes = at..at + c.len_utf8();
        let finding = if is_directional(c) {
            let message = format!(
                "U+{:04X} changes the order in which the text after it is shown, so that a reader sees something else than the program",
                u32::from(c)
            );
            Some(Finding::of(BIDIRECTIONAL, pack, message, "remove it"))
        } else if is_invisible(c) && !joins(c, before) {
            let message =
                format!("U+{:04X} cannot be seen, and makes equal words differ", u32::from(c));
            Some(Finding::of(INVISIBLE, pack, message, "remove it"))
        } else {
            None
        };
        if let Some(finding) = finding {
            let finding = finding.at(file, bytes.clone());
            findings.push(match is_read_by_people_alone(file, tree, at) {
                true => finding.fixed_by(file, bytes, ""),
                false => finding,
            });
        }
        before = c;
    }
    for (bytes, [one, other]) in mixed_words(&file.text) {
        let message = format!(
            "{:?} has {} and {} letters in one word",
            &file.text[bytes.clone()],
            one.name(),
            other.name()
        );
        let help = "type the word again in one alphabet";
        findings.push(Finding::of(MIXED_SCRIPTS, pack, message, help).at(file, bytes));
    }
    findings
}

/// Findings about the names that a pack gives: its own, and those of kinds, files and rules.
pub fn in_names(pack: &Pack, files: &[PackFile], rules: &[(&str, &str, usize)]) -> Vec<Finding> {
    let name = pack.manifest.name.as_str();
    let mut findings = Vec::new();
    let mut judge = |given: &str, what: &str, place: Option<(&PackFile, Range<usize>)>| {
        let finding = if let Some((_, [one, other])) = mixed_words(given).into_iter().next() {
            let message = format!(
                "the name of the {what} {given:?} has {} and {} letters in one word",
                one.name(),
                other.name()
            );
            Finding::of(MIXED_SCRIPTS, name, message, "write it in one alphabet")
        } else if let Some(word) = words(given).map(|bytes| &given[bytes]).find(|w| is_disguised(w))
        {
            let message = format!(
                "{word:?} in the name of the {what} {given:?} looks like Latin letters and has none"
            );
            Finding::of(LOOK_ALIKE, name, message, "write it in Latin letters")
        } else {
            return;
        };
        findings.push(match place {
            Some((file, bytes)) => finding.at(file, bytes),
            None => finding,
        });
    };
    let manifest = files.iter().find(|file| file.path == "pack.toml");
    let named = |wanted: &str| {
        let file = manifest?;
        let at = file.text.find(wanted)?;
        Some((file, at..at + wanted.len()))
    };
    judge(name, "pack", named(name));
    for kind in pack.scripts.kinds.keys() {
        judge(kind, "kind", named(kind));
    }
    for file in files {
        let stem = file.path.rsplit('/').next().and_then(|last| last.split('.').next());
        judge(stem.unwrap_or_default(), "file", Some((file, 0..0)));
    }
    for (id, path, line) in rules {
        let file = files.iter().find(|file| file.path == *path);
        judge(id, "rule", file.map(|file| (file, file.line(*line))));
    }
    findings
}

/// Marks that embed, override or isolate a direction.
fn is_directional(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A line end may be written as U+000D U+000A.
fn is_invisible(c: char) -> bool {
    is_hidden(c) && !matches!(c, '\n' | '\r' | '\t')
}

/// Whether the byte is in a comment, or in a file that the program does not load: then removing it changes no event.
fn is_read_by_people_alone(file: &PackFile, tree: Option<&Tree<'_>>, at: usize) -> bool {
    match tree {
        Some(tree) => tree.comments.iter().any(|comment| comment.range().contains(&at)),
        None => {
            let loaded = ["lexicons/", "gazetteers/"].iter().any(|top| file.path.starts_with(top));
            let is_remark = || {
                let line = file.line(file.line_of(at));
                file.lexicon().is_some() && file.text[line.start..at].contains('#')
            };
            !loaded && file.path.ends_with(".md") || is_remark()
        }
    }
}

/// The words of a text that have letters of two alphabets, with the two.
fn mixed_words(text: &str) -> Vec<(Range<usize>, [Alphabet; 2])> {
    let mut found = Vec::new();
    for bytes in words(text).filter(|bytes| !text[bytes.clone()].is_ascii()) {
        let mut alphabets = text[bytes.clone()].chars().filter_map(Alphabet::of);
        if let Some(first) = alphabets.next()
            && let Some(other) = alphabets.find(|other| *other != first)
        {
            found.push((bytes, [first, other]));
        }
    }
    found
}

/// The runs of letters of a text.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split(|c: char| !c.is_alphabetic()).filter_map(move |word| {
        let start = at;
        // One separator follows each word.
        let end = start + word.len();
        at = end + text[end..].chars().next().map_or(0, char::len_utf8);
        (!word.is_empty()).then_some(start..end)
    })
}

/// Whether each letter of the word is of another alphabet and looks like a Latin one.
fn is_disguised(word: &str) -> bool {
    !word.is_ascii() && word.chars().all(|c| LOOK_ALIKES.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(path: &str, text: &str) -> Vec<(&'static str, bool)> {
        let file = PackFile::new(path, text.as_bytes()).unwrap();
        let tree = file.is_script().then(|| Tree::new(&file.text));
        let findings = in_file("p", &file, tree.as_ref());
        findings.iter().map(|finding| (finding.code.id, finding.fix.is_some())).collect()
    }

    #[test]
    fn characters_that_deceive_are_found() {
        assert_eq!(
            codes("a.rhai", "let a = \"x\u{202e}y\"; // \u{200b}"),
            [("E701", false), ("E702", true)]
        );
        assert_eq!(codes("README.md", "a\u{ad}b"), [("E702", true)]);
        assert_eq!(
            codes("lexicons/a.txt", "a\u{200b}b # \u{200b}"),
            [("E702", false), ("E702", true)]
        );
        assert_eq!(codes("lexicons/a.txt", "c\u{435}asefire"), [("E703", false)]);
        assert_eq!(codes("lexicons/a.txt", "Алеппо Aleppo café naïve حلب\u{200c}ا"), []);
        assert!(is_disguised("\u{441}\u{430}\u{440}") && !is_disguised("Алеппо"));
    }

    #[test]
    fn words_are_where_they_are() {
        let text = "é b--ö1c";
        let found: Vec<&str> = words(text).map(|bytes| &text[bytes]).collect();
        assert_eq!(found, ["é", "b", "ö", "c"]);
    }
}
