//! Nexis and Lexis. Old exports number their articles ("3 of 10 DOCUMENTS") and label what they say in capitals, in the
//! language of the interface; those of Nexis Uni are in `nexis_uni`.

use super::date::{date_line, stated_date};
use super::draft::{Draft, Part, mark_broken_off};
use super::label::{is_copyright, labelled};
use super::lines::{Line, lines, stretch, value};
use super::nexis_uni;
use crate::text::Span;

/// Whether a text, or the beginning of one, is from Nexis.
pub fn is(lines: &[Line<'_>]) -> bool {
    let is_old = lines.iter().any(|line| is_separator(line.text))
        && (lines.iter().any(|line| header(line.text).is_some()) || nexis_uni::has_cover(lines));
    is_old || nexis_uni::is(lines)
}

/// The parts of a text from Nexis.
pub fn parts(text: &str) -> Vec<Part> {
    let lines = lines(text);
    let starts: Vec<usize> = (0..lines.len()).filter(|&at| is_separator(lines[at].text)).collect();
    if starts.is_empty() {
        return nexis_uni::parts(&lines);
    }
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let segments: Vec<&[Line<'_>]> =
        starts.iter().zip(ends).map(|(&start, end)| &lines[start..end]).collect();
    let mut drafts: Vec<Draft> = segments.iter().map(|segment| article(segment)).collect();
    let is_closed = |segment: &&[Line<'_>]| segment.iter().any(|line| closes(line.text));
    mark_broken_off(&mut drafts, &segments.iter().map(is_closed).collect::<Vec<_>>());
    let named = starts.iter().filter_map(|&at| counted(lines[at].text)).max();
    if let (Some(named), Some(first)) = (named, drafts.first_mut())
        && named != starts.len()
    {
        let found = starts.len();
        first.odd.push(format!(
            "the lines that number the articles name {named}, and {found} are in the file; export it again if some are missing"
        ));
    }
    drafts.into_iter().map(Part::Article).collect()
}

/// How many articles there are by a line that numbers one.
fn counted(line: &str) -> Option<usize> {
    line.split_whitespace().filter_map(|word| word.parse().ok()).next_back()
}

/// Whether a line numbers an article: "3 of 10 DOCUMENTS", "Dokument 3 von 10", "LEVEL 1 - 3 OF 10 STORIES".
fn is_separator(line: &str) -> bool {
    if line.len() > 60 {
        return false;
    }
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        [n, of, m, word] if is_number(n) && is_number(m) => {
            let of = of.to_lowercase();
            matches!(of.as_str(), "of" | "von" | "de" | "van" | "di")
                && word.to_uppercase().starts_with("DO")
                && word.chars().all(char::is_alphabetic)
        }
        ["LEVEL", level, "-", n, "OF", m, word] => {
            is_number(level)
                && is_number(n)
                && is_number(m)
                && word.chars().all(|c| c.is_ascii_uppercase())
        }
        // "Document 3 of 10" is that of another database.
        [word, n, of, m] if is_number(n) && is_number(m) => {
            let of = of.to_lowercase();
            matches!(of.as_str(), "von" | "de" | "van" | "di")
                && word.to_lowercase().starts_with("do")
        }
        _ => false,
    }
}

/// Labels before the body.
#[rustfmt::skip]
const HEADER: &[&str] = &[
    "SECTION", "LENGTH", "BYLINE", "HEADLINE", "DATELINE", "HIGHLIGHT", "SERIES", "COLUMN", "SHOW", "ANCHORS", "ANCHOR",
    "REPORTERS", "GUESTS", "SOURCE", "DISTRIBUTION", "TYPE", "KICKER", "DAY", "EDITION", "PAGE", "VOLUME", "ISSUE",
    "RUBRIK", "LÄNGE", "AUTOR", "TITEL", "HEADLINES", "SEITE", "AUSGABE",
    "RUBRIQUE", "LONGUEUR", "AUTEUR", "TITRE", "PAGES",
    "SECCIÓN", "SECCION", "LONGITUD", "TITULAR", "AUTHOR",
    "RUBRIEK", "LENGTE", "SECTIE",
];

/// Labels after the body.
#[rustfmt::skip]
const TAIL: &[&str] = &[
    "LOAD-DATE", "LANGUAGE", "PUBLICATION-TYPE", "PUB-TYPE", "DOCUMENT-TYPE", "GRAPHIC", "GRAPHICS", "SUBJECT", "URL",
    "JOURNAL-CODE", "ORGANIZATION", "COMPANY", "PERSON", "PEOPLE", "CITY", "STATE", "COUNTRY", "GEOGRAPHIC", "INDUSTRY",
    "TICKER", "NOTES", "CORRECTION", "CORRECTION-DATE", "CATEGORY", "ACC-NO", "CODEN", "ISBN", "ISSN", "TRANSCRIPT-TYPE",
    "UPDATE", "GRAFIK", "SPRACHE", "PUBLICATION-DATE", "LANGUE", "DATE-CHARGEMENT", "DATE-DE-CHARGEMENT",
    "FECHA-CARGA", "IDIOMA", "TAAL", "LAADDATUM", "COPYRIGHT", "PHOTOGRAPHER", "LIEN", "TYPE-PUBLICATION",
];

/// Whether a line is one of those that end an article.
fn closes(line: &str) -> bool {
    labelled(line, TAIL, true).is_some()
}

/// The label of a header line.
fn header(line: &str) -> Option<(&str, &str)> {
    labelled(line, HEADER, true)
}

/// What the lines before a body said.
#[derive(Default)]
struct Head {
    draft: Draft,
    /// A header line came.
    is_labelled: bool,
    /// The length came, after which nothing but the body does.
    has_length: bool,
    /// The last lines without a label below the outlet: the title, if no date comes.
    below_outlet: Option<Span>,
}

/// An article, from the lines from its number to the next.
fn article(lines: &[Line<'_>]) -> Draft {
    let mut head = Head::default();
    head.draft.at = lines[0].start;
    let mut at = 1;
    let mut body = None;
    while at < lines.len() && body.is_none() {
        if lines[at].is_blank() {
            at += 1;
            continue;
        }
        if labelled(lines[at].text, &["URL", "LIEN"], true).is_some() && has_text(&lines[at + 1..])
        {
            at += 1;
            continue;
        }
        if closes(lines[at].text) {
            break; // an article without a text, such as a picture
        }
        let is_labelled = header(lines[at].text).is_some();
        let ends = |line: &Line<'_>| line.is_blank() || !is_labelled && header(line.text).is_some();
        let end = lines[at + 1..].iter().position(ends).map_or(lines.len(), |len| at + 1 + len);
        body = head.take(lines, at, end);
        at = end;
    }
    let mut draft = head.draft;
    if draft.date.is_none() && draft.title.is_none() {
        draft.title = head.below_outlet;
    }
    if let Some(from) = body {
        let end = body_end(lines, from);
        draft.body = match labelled(lines[from].text, &["BODY", "TEXT"], true) {
            // Its text may begin on the same line.
            Some((_, "")) => stretch(&lines[from + 1..end.max(from + 1)]),
            Some((_, rest)) => stretch(&lines[from..end])
                .map(|span| Span::new(lines[from].end() - rest.len(), span.end as usize)),
            None => stretch(&lines[from..end]),
        }
        .into_iter()
        .collect();
    }
    draft
}

/// Whether a text comes before the labels that end an article: an address may stand above it.
fn has_text(lines: &[Line<'_>]) -> bool {
    let next = lines.iter().find(|line| !line.is_blank());
    next.is_some_and(|line| !closes(line.text) && !is_copyright(line.text))
}

impl Head {
    /// Takes the block of lines `at..end`, none of them blank; the line that the body begins with, if it is in it.
    fn take(&mut self, lines: &[Line<'_>], at: usize, end: usize) -> Option<usize> {
        let first = lines[at].text;
        if labelled(first, &["BODY", "TEXT"], true).is_some() {
            return Some(at);
        }
        if header(first).is_some() {
            return self.labels(lines, at, end);
        }
        if self.has_length || self.is_labelled && !self.has_more_labels(lines, end) {
            return Some(at);
        }
        if !self.is_labelled {
            self.unlabelled(&lines[at..end]);
        }
        None
    }

    /// Whether the length still follows, so that this block cannot be the body.
    fn has_more_labels(&self, lines: &[Line<'_>], from: usize) -> bool {
        let next = lines[from..].iter().filter(|line| !line.is_blank()).take(8);
        next.filter_map(|line| header(line.text)).any(|(label, _)| is_length(label))
    }

    /// Takes a block of labels; the line that the body begins with, if it is in it.
    fn labels(&mut self, lines: &[Line<'_>], at: usize, end: usize) -> Option<usize> {
        self.is_labelled = true;
        let mut from = at;
        while from < end {
            if labelled(lines[from].text, &["BODY", "TEXT"], true).is_some() {
                return Some(from);
            }
            let Some((label, rest)) = header(lines[from].text) else {
                from += 1;
                continue;
            };
            let len = lines[from + 1..end].iter().position(|line| {
                header(line.text).is_some() || labelled(line.text, &["BODY"], true).is_some()
            });
            let next = len.map_or(end, |len| from + 1 + len);
            let start = lines[from].end() - rest.len();
            let span = Span::new(start, lines[next - 1].end().max(start));
            match label {
                "HEADLINE" | "TITEL" | "TITRE" | "TITULAR" => self.draft.title = Some(span),
                _ if is_length(label) => {
                    self.has_length = true;
                    // A body may follow without a blank line.
                    if next > from + 1 && self.draft.title.is_some() {
                        return Some(from + 1);
                    }
                }
                _ => {}
            }
            from = next;
        }
        None
    }

    /// Outlet, date, edition and title have no labels: the outlet comes first, the title after the date.
    fn unlabelled(&mut self, block: &[Line<'_>]) {
        let rest: Vec<&Line<'_>> = block.iter().filter(|line| !is_copyright(line.text)).collect();
        let Some(first) = rest.first() else { return };
        if self.draft.date.is_none() {
            let is_stated = |line: &&Line<'_>| stated_date(line.text).is_some();
            let dated = rest
                .iter()
                .position(|line| date_line(line.text).is_some())
                .or_else(|| rest.iter().position(is_stated));
            let outlet = rest[..dated.unwrap_or(rest.len())].first();
            let is_outlet = self.draft.outlet.is_none();
            if is_outlet {
                self.draft.outlet = outlet.and_then(|line| value(line.text));
            }
            self.draft.date = dated.and_then(|at| stated_date(rest[at].text));
            let below = match dated {
                Some(at) => &rest[at + 1..],
                None => &rest[usize::from(is_outlet)..],
            };
            let title = below.iter().find(|line| !is_edition(line)).map(|line| line.span());
            match dated {
                // A document of Word may have no blank lines, so that the title comes at once.
                Some(_) => self.draft.title = title,
                None if is_outlet => self.below_outlet = title,
                None if !is_edition(first) => self.below_outlet = stretch(block),
                None => {}
            }
        } else if self.draft.title.is_none() && !is_edition(first) {
            self.draft.title = stretch(block);
        }
    }
}

/// Whether a line between date and title names the edition: it is centred, as they are, or says so.
fn is_edition(line: &Line<'_>) -> bool {
    let lower = line.text.to_lowercase();
    let words = ["edition", "final", "correction appended", "ausgabe", "édition", "editie"];
    line.indent >= 12 || line.text.len() < 40 && words.iter().any(|word| lower.ends_with(word))
}

fn is_length(label: &str) -> bool {
    matches!(label, "LENGTH" | "LÄNGE" | "LONGUEUR" | "LONGITUD" | "LENGTE")
}

/// Where the body that begins in line `from` ends: before the labels that follow it, or the notice of rights.
fn body_end(lines: &[Line<'_>], from: usize) -> usize {
    let is_spaced = lines.iter().skip(1).any(|line| line.is_blank());
    let begins = |at: usize| at == from || !is_spaced || lines[at - 1].is_blank();
    let tail = (from..lines.len()).find(|&at| begins(at) && closes(lines[at].text));
    let mut end = tail.unwrap_or(lines.len());
    loop {
        let kept = lines[from..end].iter().rposition(|line| !line.is_blank());
        let last = kept.map_or(from, |at| from + at);
        if last > from && lines[last].text.len() < 120 && is_copyright(lines[last].text) {
            end = last;
        } else {
            return end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_number_articles_are_known() {
        for line in [
            "1 of 10 DOCUMENTS",
            "2 of 2 DOCUMENT",
            "Dokument 3 von 10",
            "Document 1 de 4",
            "3 van 9 DOCUMENTEN",
            "LEVEL 1 - 2 OF 5 STORIES",
        ] {
            assert!(is_separator(line), "{line}");
        }
        for line in ["Document 1 of 20", "1 of 10 people", "12 of 15 doors", "of 10 DOCUMENTS"] {
            assert_eq!(is_separator(line), line == "12 of 15 doors", "{line}");
        }
    }
}
