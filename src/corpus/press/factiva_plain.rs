//! Factiva without its codes, as "Full Article" is saved: the title, the author, the number of words, the date, the
//! outlet and its code, the language, the notice of rights, the text, and "Document" with the number of the article. An
//! article whose head is written in another way is found by its number all the same.

use super::date::{date_line, stated_date};
use super::draft::{Draft, Fault, Part};
use super::label::{accession, is_copyright, is_word_count};
use super::lines::{Line, stretch, value};
use crate::text::Span;

/// Whether the lines are of this layout.
pub fn is(lines: &[Line<'_>]) -> bool {
    let has_count = (0..lines.len()).any(|at| counted(lines, at).is_some());
    let has_number = lines.iter().any(|line| accession(line.text).is_some());
    has_count && (has_number || lines.iter().any(|line| line.text.contains("Factiva")))
}

/// The line of the date, if line `at` is the number of words and the date follows.
fn counted(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let next = || (at + 1..lines.len()).find(|&at| !lines[at].is_blank());
    if !is_word_count(lines[at].text) {
        return None;
    }
    next().filter(|&at| date_line(lines[at].text).is_some())
}

/// The articles of the lines.
pub fn parts(lines: &[Line<'_>]) -> Vec<Part> {
    let mut drafts = Vec::new();
    let mut from = 0;
    for at in 0..lines.len() {
        let Some(number) = accession(lines[at].text) else { continue };
        if let Some(mut draft) = article(&lines[from..at], true) {
            draft.id = Some(number);
            drafts.push(Part::Article(draft));
        }
        from = at + 1;
    }
    if let Some(mut draft) = article(&lines[from..], from == 0) {
        draft.fault = (from > 0).then_some(Fault::BrokenOff);
        drafts.push(Part::Article(draft));
    }
    drafts
}

/// The names of languages in the languages of the interface, in lower case.
#[rustfmt::skip]
const LANGUAGES: &[&str] = &[
    "english", "englisch", "anglais", "inglés", "inglese", "inglês", "french", "französisch", "français", "francés",
    "german", "deutsch", "allemand", "alemán", "spanish", "spanisch", "espagnol", "español", "arabic", "arabisch", "arabe",
    "russian", "russisch", "russe", "portuguese", "português", "italian", "italiano", "dutch", "turkish", "chinese",
    "русский", "українська", "polski", "türkçe", "中文", "العربية",
];

/// The lines that describe an article.
struct Head {
    /// Where the title and the author end: before the number of words, or the date.
    title_end: usize,
    /// The line of the date, as it is stated.
    dated: Option<usize>,
    /// The number of words, or else the date, after which the outlet comes.
    last: Option<usize>,
}

/// So many lines describe an article at most, those that are blank apart.
const MOST: usize = 16;

/// What the lines of an article begin with. Of a head without a date or without the number of words the rest is found.
fn head(lines: &[Line<'_>]) -> Head {
    if let Some((count, dated)) = (0..lines.len()).find_map(|at| Some((at, counted(lines, at)?))) {
        return Head { title_end: count, dated: Some(dated), last: Some(dated) };
    }
    let shown: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].is_blank()).collect();
    let rights = shown.iter().take(MOST).position(|&at| is_copyright(lines[at].text));
    let first = &shown[..rights.unwrap_or(shown.len()).min(MOST)];
    let count = first.iter().copied().find(|&at| is_word_count(lines[at].text));
    let is_dated = |&at: &usize| stated_date(lines[at].text).is_some();
    let dated = first.iter().copied().skip(1).filter(|&at| Some(at) > count).find(is_dated);
    let title_end = count.or(dated).or(shown.get(1).copied()).unwrap_or(lines.len());
    Head { title_end, dated, last: dated.or(count) }
}

/// An article; without its number, only if it has the number of its words, which nothing else in an export has.
fn article(lines: &[Line<'_>], is_numbered: bool) -> Option<Draft> {
    let is_whole = (0..lines.len()).any(|at| counted(lines, at).is_some());
    if !is_whole && !is_numbered && !lines.iter().any(|line| is_word_count(line.text)) {
        return None;
    }
    let Head { title_end, dated, last: described } = head(lines);
    let first = lines.iter().find(|line| !line.is_blank())?;
    let mut draft = Draft { at: first.start, ..Draft::default() };
    draft.date = dated.and_then(|at| stated_date(lines[at].text));
    draft.title = title(&lines[..title_end]);
    let from = described.map_or(title_end, |at| at + 1);
    let rest: Vec<usize> = (from..lines.len()).filter(|&at| !lines[at].is_blank()).collect();
    // A time of day may stand between date and outlet.
    let is_time = |&&at: &&usize| lines[at].text.starts_with(|c: char| c.is_ascii_digit());
    let outlet = described.and_then(|_| rest.iter().find(|at| !is_time(at)));
    draft.outlet = outlet.and_then(|&at| value(lines[at].text));
    let head = rest.iter().take(10);
    let language = |at: &&usize| LANGUAGES.contains(&lines[**at].text.to_lowercase().as_str());
    let last = head
        .clone()
        .rfind(|&&at| is_copyright(lines[at].text))
        .or_else(|| head.clone().rfind(language))
        .or(outlet);
    let from = last.map_or(from, |&at| at + 1);
    draft.body = stretch(&lines[from..]).into_iter().collect();
    if !is_whole && (described.is_none() || last.is_none()) {
        draft.odd.push(HEAD.to_owned());
    }
    let counts = (0..lines.len()).filter(|&at| counted(lines, at).is_some()).count();
    if counts > 1 {
        draft.odd.push(format!(
            "{counts} numbers of words with a date are in it, as of several articles of which only the last has its number; export it again"
        ));
    }
    Some(draft)
}

/// What is said of an article whose head is not known.
const HEAD: &str = "the lines that describe it are not understood, so that its outlet and date are missing and some of \
                    them may be coded as its text; save it with indexing (\"Full Article/Report plus Indexing\")";

/// The title among the lines before the number of words: the one above the author, or the longest.
fn title(lines: &[Line<'_>]) -> Option<Span> {
    let shown: Vec<&Line<'_>> = lines.iter().filter(|line| !line.is_blank()).collect();
    let shown = &shown[shown.len().saturating_sub(6)..];
    let is_author = |line: &&&Line<'_>| {
        let words = ["By ", "Von ", "Par ", "Por ", "Di "];
        words.iter().any(|word| line.text.starts_with(word))
    };
    let author = shown.iter().position(|line| is_author(&line)).filter(|&at| at > 0);
    let found = match author {
        Some(at) => shown.get(at - 1),
        None => shown.iter().rev().max_by_key(|line| line.text.len()),
    };
    found.map(|line| line.span())
}
