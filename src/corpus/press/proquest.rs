//! ProQuest: articles between lines of underscores, each with "Full text:" and labels after it.

use super::date::date_in;
use super::draft::{Draft, Part, mark_broken_off};
use super::label::labelled;
use super::lines::{Line, lines, stretch, value};
use crate::text::Span;

/// Labels of ProQuest, in the order of an article; the text lies between "Full text" and the next of them.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "Author", "Publication info", "Publication Info", "ProQuest document link", "Abstract", "Abstract (summary)", "Links",
    "Full text", "Full Text", "Text", "Subject", "Title", "Correspondence author", "Location", "People", "Person",
    "Company / organization", "Company", "Classification", "Identifier / keyword", "Publication title", "Volume", "Issue",
    "Pages", "First page", "Start page", "Number of pages", "Publication year", "Publication date", "Year", "Section",
    "Publisher", "Place of publication", "Country of publication", "Publication subject", "ISSN", "e-ISSN", "eISSN",
    "Source type", "Language of publication", "Language", "Document type", "Document feature", "Accession number",
    "ProQuest document ID", "Document URL", "Copyright", "Last updated", "Database", "Column", "Edition", "Dateline",
    "Credit", "Illustration", "Caption", "Word count", "Document Text", "Supplement", "DOI", "Business indexing term",
    "Alternate title", "CODEN", "Report name", "Publication Date",
];

/// Whether a text, or the beginning of one, is from ProQuest.
pub fn is(lines: &[Line<'_>]) -> bool {
    let known = [
        "ProQuest document ID",
        "Document URL",
        "Full text",
        "Publication title",
        "Publication info",
        "ProQuest document link",
    ];
    let marks = known
        .iter()
        .filter(|name| lines.iter().any(|line| labelled(line.text, &[*name], false).is_some()));
    let has_rule = lines.iter().any(|line| is_rule(line.text));
    has_rule
        && (marks.count() >= 2
            || lines.iter().any(|line| line.text == "Report Information from ProQuest"))
}

/// A line of underscores.
fn is_rule(line: &str) -> bool {
    line.len() >= 20 && line.bytes().all(|byte| byte == b'_')
}

/// Labels before the text, in lower case.
const BEFORE: [&str; 9] = [
    "author",
    "publication info",
    "proquest document link",
    "abstract",
    "abstract (summary)",
    "links",
    "full text",
    "text",
    "document text",
];

/// The last labels of an article, in lower case.
const LAST: [&str; 5] =
    ["proquest document id", "document url", "copyright", "last updated", "database"];

fn is_text_label(label: &str) -> bool {
    ["full text", "text", "document text"].iter().any(|name| label.eq_ignore_ascii_case(name))
}

/// The stretches of lines between the rules that part articles: a report may have such a line of its own.
fn blocks<'l, 't>(lines: &'l [Line<'t>]) -> Vec<&'l [Line<'t>]> {
    let (mut blocks, mut from, mut in_text) = (Vec::new(), 0, false);
    for (at, line) in lines.iter().enumerate() {
        if let Some((label, _)) = known(line) {
            in_text = (in_text || is_text_label(label))
                && !LAST.iter().any(|last| label.eq_ignore_ascii_case(last));
        }
        if is_rule(line.text) && (!in_text || begins_article(&lines[at + 1..])) {
            blocks.push(&lines[from..at]);
            (from, in_text) = (at + 1, false);
        }
    }
    blocks.push(&lines[from..]);
    blocks
}

/// Whether an article begins with these lines: they number it, or the first label among them comes before a text.
fn begins_article(lines: &[Line<'_>]) -> bool {
    let mut shown = lines.iter().filter(|line| !line.is_blank()).take(12);
    shown.clone().next().is_some_and(|line| is_numbered(line.text))
        || shown
            .find_map(known)
            .is_some_and(|(label, _)| BEFORE.iter().any(|name| label.eq_ignore_ascii_case(name)))
}

/// Whether a line numbers an article: "Document 3 of 10".
fn is_numbered(line: &str) -> bool {
    line.starts_with("Document ") && line.contains(" of ") && line.len() < 40
}

/// The parts of a text from ProQuest.
pub fn parts(text: &str) -> Vec<Part> {
    let lines = lines(text);
    let mut drafts = Vec::new();
    let mut abstracts = 0;
    for block in blocks(&lines) {
        match article(block) {
            Block::Article(draft) => drafts.push(*draft),
            Block::WithoutText => abstracts += 1,
            Block::Other => {}
        }
    }
    // The number is among the last labels of an article.
    let is_closed: Vec<bool> = drafts.iter().map(|draft| draft.id.is_some()).collect();
    mark_broken_off(&mut drafts, &is_closed);
    let mut parts: Vec<Part> = drafts.into_iter().map(Part::Article).collect();
    if abstracts > 0 {
        parts.push(Part::PassedOver("records without a full text", abstracts));
    }
    parts
}

enum Block {
    Article(Box<Draft>),
    /// It describes an article and does not have it.
    WithoutText,
    /// A list of the articles, or a notice of the database.
    Other,
}

/// The label that a line begins with, and what follows it; some exports print headings in capitals in place of labels.
fn known<'l>(line: &'l Line<'_>) -> Option<(&'l str, &'l str)> {
    let is_heading = HEADINGS.contains(&line.text);
    is_heading.then_some((line.text, "")).or_else(|| labelled(line.text, LABELS, false))
}

/// Headings of parts of an article, each alone on its line.
const HEADINGS: [&str; 4] = ["FULL TEXT", "ABSTRACT", "DETAILS", "LINKS"];

fn article(lines: &[Line<'_>]) -> Block {
    let mut draft = Draft::default();
    let Some(first) = lines.iter().find(|line| !line.is_blank()) else { return Block::Other };
    draft.at = first.start;
    let mut at = 0;
    let mut is_described = false;
    while at < lines.len() {
        let Some((label, rest)) = known(&lines[at]) else {
            at += 1;
            continue;
        };
        let start = lines[at].end() - rest.len();
        let label = label.to_lowercase();
        if is_text_label(&label) {
            let end = text_end(lines, at);
            let below = stretch(&lines[at + 1..end]);
            let span = match below {
                Some(below) if rest.is_empty() => below,
                Some(below) => Span::new(start, below.end as usize),
                None => Span::new(start, lines[at].end()),
            };
            draft.body = Some(span).filter(|span| !span.is_empty()).into_iter().collect();
            at = end;
            continue;
        }
        match label.as_str() {
            "title" => draft.title = Some(Span::new(start, lines[at].end())),
            "publication title" => draft.outlet = outlet(rest),
            "publication date" => draft.date = date_in(rest).or_else(|| value(rest)),
            "proquest document id" => draft.id = value(rest),
            "document url" if draft.id.is_none() => draft.id = value(rest),
            _ => {}
        }
        is_described |=
            matches!(label.as_str(), "title" | "publication title" | "publication info");
        at += 1;
    }
    if draft.title.is_none_or(|title| title.is_empty()) {
        draft.title = heading(lines);
    }
    match draft.body.is_empty() {
        false => Block::Article(Box::new(draft)),
        true if is_described => Block::WithoutText,
        true => Block::Other,
    }
}

/// The line that the text that begins at line `from` ends before: the next label after a blank line.
fn text_end(lines: &[Line<'_>], from: usize) -> usize {
    // A report may have lines "Location: ..." of its own; then no other label follows, or the same one comes again.
    let is_again = |at: usize, label: &str| {
        let later = lines[at + 1..].iter().filter_map(known);
        later.map(|(label, _)| label).any(|other| other.eq_ignore_ascii_case(label))
    };
    let is_next = |&at: &usize| {
        let Some((label, _)) = known(&lines[at]) else { return false };
        let next = lines[at + 1..].iter().find(|line| !line.is_blank());
        let is_heading = HEADINGS.contains(&lines[at].text);
        (lines[at - 1].is_blank() || is_heading)
            && next.is_none_or(|next| known(next).is_some())
            && !is_again(at, label)
    };
    (from + 1..lines.len()).find(is_next).unwrap_or(lines.len())
}

/// "New York Times, Late Edition (East Coast); New York, N.Y." without the place.
fn outlet(written: &str) -> Option<String> {
    value(written.split(';').next().unwrap_or(written))
}

/// The first line of an article, after its number.
fn heading(lines: &[Line<'_>]) -> Option<Span> {
    let mut shown = lines.iter().filter(|line| !line.is_blank() && !is_numbered(line.text));
    shown.next().filter(|line| known(line).is_none()).map(Line::span)
}
