//! Exports of Nexis Uni and Nexis Advance: a cover page that lists the articles; then of each its title, outlet and
//! date, what describes it with labels, "Body", the text, labels again, and "End of Document".

use super::date::{date_line, stated_date};
use super::draft::{Draft, Fault, Part};
use super::label::{is_copyright, is_word_count, labelled};
use super::lines::{Line, stretch, value};
use crate::text::Span;

/// The line after each article, in the languages of the interface.
const ENDS: [&str; 9] = [
    "end of document",
    "ende des dokuments",
    "ende des dokumentes",
    "fin du document",
    "fin del documento",
    "final del documento",
    "fim do documento",
    "fine del documento",
    "einde van document",
];

/// The line before the text.
const BODIES: [&str; 6] = ["body", "corps", "cuerpo", "corpo", "haupttext", "volltext"];

/// Labels before the text.
#[rustfmt::skip]
const HEADER: &[&str] = &[
    "Section", "Length", "Byline", "Highlight", "Dateline", "Series", "Column", "Anchors", "Guests", "Reporters", "Show",
    "Rubrik", "Länge", "Autor", "Rubrique", "Longueur", "Auteur", "Sección", "Longitud", "Rubriek", "Lengte", "Seção",
    "Distribution", "Kicker", "Day", "Edition",
];

/// Labels after the text.
#[rustfmt::skip]
const TAIL: &[&str] = &[
    "Load-Date", "Load Date", "Language", "Publication-Type", "Subject", "Journal Code", "Acc-No", "Update", "Ladedatum",
    "Aktualisiert", "Date de chargement", "Fecha de carga", "Laaddatum", "URL", "Link to Image", "Link to Original Document",
    "Document-Type", "Correction-Date", "Graphic", "Grafik", "Notes",
];

/// Lines alone after the text, each a heading of what is no text.
const HEADINGS: [&str; 9] = [
    "classification",
    "klassifizierung",
    "classement",
    "graphic",
    "grafik",
    "graphique",
    "notes",
    "correction",
    "related",
];

/// Words that a cover page begins lines with.
const COVER: [&str; 9] = [
    "Results for:",
    "Job Number:",
    "User Name:",
    "Date and Time:",
    "Documents (",
    "Dokumente (",
    "Document (",
    "Auftragsnummer:",
    "Benutzername:",
];

/// Whether the first lines are those of a cover page.
pub fn has_cover(lines: &[Line<'_>]) -> bool {
    let first = lines.iter().filter(|line| !line.is_blank()).take(8);
    first.filter(|line| COVER.iter().any(|head| line.text.starts_with(head))).count() >= 2
}

/// Whether a text, or the beginning of one, is a cover page: it says how many documents it lists.
fn has_list(lines: &[Line<'_>]) -> bool {
    has_cover(lines) && lines.iter().take(40).any(|line| counted(line.text).is_some())
}

/// Whether a text, or the beginning of one, is of this layout.
pub fn is(lines: &[Line<'_>]) -> bool {
    let has = |test: &dyn Fn(&str) -> bool| lines.iter().any(|line| test(line.text));
    let marks = [
        has(&is_end),
        has(&is_body),
        has(&|line| label(line).is_some_and(|(_, rest)| is_word_count(rest))),
        has(&|line| labelled(line, &["Load-Date", "Section", "Byline"], true).is_some()),
        has_cover(lines),
    ];
    marks.into_iter().filter(|found| *found).count() >= 3
        || marks[0] && (marks[1] || marks[2] || marks[3])
        || has_list(lines)
}

fn is_end(line: &str) -> bool {
    line.len() < 30 && ENDS.contains(&line.to_lowercase().as_str())
}

fn is_body(line: &str) -> bool {
    line.len() < 12 && BODIES.contains(&line.to_lowercase().as_str())
}

fn is_tail(line: &str) -> bool {
    labelled(line, TAIL, true).is_some()
        || line.len() < 20 && HEADINGS.contains(&line.to_lowercase().as_str())
}

fn label(line: &str) -> Option<(&str, &str)> {
    labelled(line, HEADER, true)
}

/// The parts of a text of this layout.
pub fn parts(lines: &[Line<'_>]) -> Vec<Part> {
    let ends: Vec<usize> = (0..lines.len()).filter(|&at| is_end(lines[at].text)).collect();
    let (mut drafts, mut from) = (Vec::new(), 0);
    for end in ends {
        drafts.push(article(&lines[from..end], from == 0));
        from = end + 1;
    }
    let rest = &lines[from..];
    let is_text = |line: &Line<'_>| is_body(line.text) || label(line.text).is_some();
    if from == 0 && has_list(lines) && !lines.iter().any(is_text) {
        return vec![Part::PassedOver("lists of documents", 1)];
    }
    let is_article = |line: &Line<'_>| {
        is_body(line.text) || label(line.text).is_some() || date_line(line.text).is_some()
    };
    if rest.iter().any(is_article) {
        let mut draft = article(rest, from == 0);
        draft.fault = Some(Fault::BrokenOff);
        drafts.push(draft);
    }
    let named = lines.iter().take(40).find_map(|line| counted(line.text));
    let found = drafts.iter().filter(|draft| draft.fault != Some(Fault::BrokenOff)).count();
    if let (Some(named), Some(first)) = (named, drafts.first_mut())
        && has_cover(lines)
        && named != found
    {
        first.odd.push(format!(
            "the cover page names {named} documents, and {found} are in the file; export it again if some are missing"
        ));
    }
    drafts.into_iter().map(Part::Article).collect()
}

/// The number on a cover page: "Documents (10)".
fn counted(line: &str) -> Option<usize> {
    let (_, rest) = line.split_once(" (")?;
    let is_head = COVER.iter().any(|head| head.ends_with('(') && line.starts_with(head));
    is_head.then(|| rest.strip_suffix(')')?.parse().ok()).flatten()
}

/// An article, from the lines before its end; the first of a file may have a cover page before it.
fn article(lines: &[Line<'_>], is_first: bool) -> Draft {
    let mut draft = Draft::default();
    let shown: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].is_blank()).collect();
    let Some(&first) = shown.first() else { return draft };
    let body = shown.iter().copied().find(|&at| is_body(lines[at].text));
    let is_anchor = |&at: &usize| {
        let line = lines[at].text;
        label(line).is_some() || is_body(line) || is_copyright(line)
    };
    let anchor = shown.iter().copied().find(is_anchor).unwrap_or(lines.len());
    let has_cover = is_first && has_cover(lines);
    let is_head = |at: &usize| *at < anchor && !LINKS.contains(&lines[*at].text);
    let head: Vec<usize> =
        shown.iter().copied().take_while(|&at| at < anchor).filter(is_head).collect();
    let dated = head
        .iter()
        .rposition(|&at| date_line(lines[at].text).is_some())
        .or_else(|| head.iter().rposition(|&at| stated_date(lines[at].text).is_some()));
    // Of a cover page it is known only that it ends before the title.
    let names = match dated {
        Some(at) if has_cover => &head[at.saturating_sub(2)..at],
        Some(at) => &head[..at],
        None if has_cover => &head[head.len().saturating_sub(2)..],
        None => &head[..head.len().min(2)],
    };
    draft.date = dated.and_then(|at| stated_date(lines[head[at]].text));
    let mut title = Vec::new();
    if let [first, .., outlet] = names {
        draft.outlet = value(lines[*outlet].text);
        let last = names[names.len() - 2];
        draft.title = stretch(&lines[*first..=last]);
        title.extend(lines[*first..=last].iter().map(|line| line.text));
    } else if let [only] = names {
        draft.title = Some(lines[*only].span());
        title.push(lines[*only].text);
    }
    draft.at = names.first().map_or(lines[first].start, |&at| lines[at].start);
    let from = match body {
        Some(at) => at + 1,
        None => head_end(lines, &shown, anchor),
    };
    let tail = (from..lines.len()).find(|&at| is_tail(lines[at].text)).unwrap_or(lines.len());
    let text = full_text(&lines[from.min(tail)..tail]);
    draft.body = without_page_heads(text, &title);
    if text.iter().any(|line| line.text.starts_with(NOT_SHOWN)) {
        draft.fault = Some(Fault::NotShown);
    }
    draft
}

/// Links that stand above the title.
const LINKS: [&str; 5] =
    ["Link to PDF", "Link to Image", "Link to Original Document", "Link to Audio", "View PDF"];

/// The stretches of a text between the heads of its pages: "Page 2 of 3", and the title again, which are no text.
fn without_page_heads(lines: &[Line<'_>], title: &[&str]) -> Vec<Span> {
    let (mut found, mut from) = (Vec::new(), 0);
    for at in 0..lines.len() {
        if at < from || !is_page_head(lines[at].text) {
            continue;
        }
        found.extend(stretch(&lines[from..at]));
        let is_head = |line: &Line<'_>| line.is_blank() || title.contains(&line.text);
        let len = lines[at + 1..].iter().take_while(|line| is_head(line)).count();
        from = at + 1 + len;
    }
    found.extend(stretch(&lines[from..]));
    found
}

/// Whether a line numbers a page: "Page 2 of 3".
fn is_page_head(line: &str) -> bool {
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = line.split(' ').collect();
    matches!(words[..], ["Page" | "Seite", n, "of" | "de" | "von", m] if is_number(n) && is_number(m))
}

/// What Nexis prints in the place of an article that it cannot show.
const NOT_SHOWN: &str = "We are sorry but there is an error in this document";

/// Where the labels that begin at line `anchor` end, if no line "Body" ends them.
fn head_end(lines: &[Line<'_>], shown: &[usize], anchor: usize) -> usize {
    let labels = shown.iter().copied().skip_while(|&at| at < anchor);
    let last = labels
        .take_while(|&at| label(lines[at].text).is_some() || is_copyright(lines[at].text))
        .last();
    last.map_or(anchor, |at| at + 1).min(lines.len())
}

/// A text that has an abstract before it, without the abstract.
fn full_text<'l, 't>(lines: &'l [Line<'t>]) -> &'l [Line<'t>] {
    let is = |line: &Line<'_>, word: &str| line.text.trim_end_matches(':') == word;
    let opening = lines.iter().find(|line| !line.is_blank());
    if !opening.is_some_and(|line| is(line, "ABSTRACT")) {
        return lines;
    }
    match lines.iter().position(|line| is(line, "FULL TEXT")) {
        Some(at) => &lines[at + 1..],
        None => lines,
    }
}
