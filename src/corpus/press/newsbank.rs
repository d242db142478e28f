//! NewsBank (Access World News): a title, a line with outlet and date, lines that describe the article, its text, and
//! its number or a notice of rights.

use super::date::{date_in, date_line};
use super::draft::{Draft, Part, mark_broken_off};
use super::label::{is_copyright, is_word_count, labelled};
use super::lines::{Line, lines, stretch, value};

/// Labels before the text.
#[rustfmt::skip]
const HEADER: &[&str] = &[
    "Author", "Section", "Edition", "Page", "Readability", "Column", "Series", "Dateline", "Estimated printed pages",
    "OpenURL Link", "Article Bookmark", "Source", "Word Count", "Lexile", "Author/Byline", "Byline", "Day", "Location",
];

/// Labels after the text.
#[rustfmt::skip]
const TAIL: &[&str] = &[
    "Caption", "Record", "Record Number", "Memo", "Index Terms", "Document ID", "Copyright", "Citation", "OpenURL Link",
    "Article Bookmark", "Illustration/Photo", "Illustration", "Notes", "Correction", "Dateline",
];

/// Whether a text, or the beginning of one, is from NewsBank.
pub fn is(lines: &[Line<'_>]) -> bool {
    let has_head = (0..lines.len()).any(|at| source(lines, at).is_some());
    has_head && lines.iter().any(|line| ends_article(line.text))
}

fn ends_article(line: &str) -> bool {
    let own = ["Record Number", "Record", "OpenURL Link", "Document ID", "Article Bookmark"];
    labelled(line, &own, true).is_some() || line == "OpenURL Link"
}

/// The outlet and date of a line "Gullhaven Post (Gullhaven, ST) - August 12, 2016" or "August 12, 2016 | Gullhaven
/// Post (Gullhaven, ST)", if lines that describe an article follow it.
fn source(lines: &[Line<'_>], at: usize) -> Option<(String, String)> {
    let line = lines[at].text;
    let (outlet, date) = match line.split_once(" | ") {
        Some((date, outlet)) if line.len() < 200 => (outlet, date_line(date.trim())?),
        _ => {
            let (outlet, date) = line.rsplit_once(" - ").filter(|_| line.len() < 200)?;
            if !outlet.ends_with(')') && !outlet.contains(", The") {
                return None;
            }
            (outlet, date_line(date.trim())?)
        }
    };
    let next = lines[at + 1..].iter().filter(|line| !line.is_blank()).take(3);
    let is_described = next.filter(|line| describes(line.text)).count() > 0;
    let outlet = outlet.split(" | ").next().unwrap_or(outlet);
    is_described.then(|| value(outlet).map(|outlet| (outlet, date))).flatten()
}

/// Whether a line describes an article.
fn describes(line: &str) -> bool {
    labelled(line, HEADER, true).is_some()
        || is_word_count(line)
        || line == "OpenURL Link"
        || line.starts_with("http://")
        || line.starts_with("https://")
}

/// The parts of a text from NewsBank.
pub fn parts(text: &str) -> Vec<Part> {
    let lines = lines(text);
    let heads: Vec<usize> = (0..lines.len()).filter(|&at| source(&lines, at).is_some()).collect();
    // An article begins with its title, the line above.
    let title =
        |head: usize| lines[..head].iter().rposition(|line| !line.is_blank()).unwrap_or(head);
    let starts: Vec<usize> = heads.iter().map(|&head| title(head)).collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let articles = heads.iter().zip(&starts).zip(ends);
    let (mut drafts, is_closed): (Vec<Draft>, Vec<bool>) =
        articles.map(|((&head, &start), end)| article(&lines, start, head, end)).unzip();
    mark_broken_off(&mut drafts, &is_closed);
    drafts.into_iter().map(Part::Article).collect()
}

/// An article from line `start` to line `end`, its source at line `head`; and whether something closes it.
fn article(lines: &[Line<'_>], start: usize, head: usize, end: usize) -> (Draft, bool) {
    let mut draft = Draft { at: lines[start].start, ..Draft::default() };
    if start < head {
        draft.title = Some(lines[start].span());
    }
    if let Some((outlet, date)) = source(lines, head) {
        draft.outlet = Some(outlet);
        draft.date = date_in(&date);
    }
    let mut from = head + 1;
    while from < end && (lines[from].is_blank() || describes(lines[from].text)) {
        from += 1;
    }
    let is_tail = |&at: &usize| {
        let line = lines[at].text.trim_start_matches(['\u{2022}', ' ']);
        labelled(line, TAIL, true).is_some()
            || line.starts_with("Citation (")
            || line == "OpenURL Link"
            || line.len() < 200 && is_copyright(line)
    };
    let tail = (from..end).find(is_tail).unwrap_or(end);
    draft.body = stretch(&lines[from..tail]).into_iter().collect();
    let number = lines[tail..end]
        .iter()
        .find_map(|line| labelled(line.text, &["Record Number", "Record", "Document ID"], true));
    draft.id = number.and_then(|(_, number)| value(number));
    (draft, tail < end)
}
