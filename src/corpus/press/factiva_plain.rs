//! Factiva without its codes, as "Full Article" is saved: the title, the author, the number of words, the date, the
//! outlet and its code, the language, the notice of rights, the text, and "Document" with the number of the article.

use super::date::date_line;
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
        if let Some(mut draft) = article(&lines[from..at]) {
            draft.id = Some(number);
            drafts.push(Part::Article(draft));
        }
        from = at + 1;
    }
    if let Some(mut draft) = article(&lines[from..]) {
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
];

fn article(lines: &[Line<'_>]) -> Option<Draft> {
    let count = (0..lines.len()).find(|&at| counted(lines, at).is_some())?;
    let dated = counted(lines, count)?;
    let mut draft = Draft { date: date_line(lines[dated].text), ..Draft::default() };
    draft.title = title(&lines[..count]);
    let first = lines[..=count].iter().find(|line| !line.is_blank());
    draft.at = first.map_or(lines[count].start, |line| line.start);
    let rest: Vec<usize> = (dated + 1..lines.len()).filter(|&at| !lines[at].is_blank()).collect();
    // A time of day may stand between date and outlet.
    let is_time = |&&at: &&usize| lines[at].text.starts_with(|c: char| c.is_ascii_digit());
    let outlet = rest.iter().find(|at| !is_time(at));
    draft.outlet = outlet.and_then(|&at| value(lines[at].text));
    let head = rest.iter().take(10);
    let language = |at: &&usize| LANGUAGES.contains(&lines[**at].text.to_lowercase().as_str());
    let last = head
        .clone()
        .rfind(|&&at| is_copyright(lines[at].text))
        .or_else(|| head.clone().rfind(language))
        .or(outlet);
    let from = last.map_or(dated + 1, |&at| at + 1);
    draft.body = stretch(&lines[from..]).into_iter().collect();
    Some(draft)
}

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
