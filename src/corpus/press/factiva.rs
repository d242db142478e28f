//! Factiva with its two-letter codes: a table of "HD" (headline), "PD" (date), "SN" (outlet), "LP" (first paragraphs),
//! "TD" (text), "AN" (number) and more. Without the codes: `factiva_plain`.

use super::date::date_in;
use super::draft::{Draft, Fault, Part};
use super::factiva_plain;
use super::label::accession;
use super::lines::{Line, lines, stretch, value};
use crate::text::Span;

/// The codes.
#[rustfmt::skip]
const CODES: &[&str] = &[
    "AN", "ART", "AU", "BY", "CLM", "CO", "CR", "CT", "CX", "CY", "DLN", "ED", "ET", "GC", "HD", "HL", "HLP", "IN", "IPC",
    "IPD", "LA", "LP", "NS", "PD", "PG", "PUB", "RE", "RF", "RST", "SC", "SE", "SN", "TD", "VOL", "WC",
];

/// Whether a text, or the beginning of one, is from Factiva.
pub fn is(lines: &[Line<'_>]) -> bool {
    is_coded(lines) || factiva_plain::is(lines)
}

fn is_coded(lines: &[Line<'_>]) -> bool {
    let has =
        |name: &str| lines.iter().any(|line| code(line).is_some_and(|(code, _)| code == name));
    has("HD") && (has("LP") || has("TD")) && (has("PD") || has("SN"))
}

/// The parts of a text from Factiva.
pub fn parts(text: &str) -> Vec<Part> {
    let lines = lines(text);
    if is_coded(&lines) { coded(&lines) } else { factiva_plain::parts(&lines) }
}

/// The code that a line begins with, and where its value begins, in bytes of the line.
fn code<'t>(line: &Line<'t>) -> Option<(&'t str, usize)> {
    let len = line.text.bytes().take(4).take_while(u8::is_ascii_uppercase).count();
    let name = &line.text[..len];
    if !CODES.contains(&name) {
        return None;
    }
    let rest = &line.text[len..];
    let value = rest.trim_start();
    // A single space is after any word.
    let is_cell = rest.is_empty() || rest.starts_with('\t') || rest.len() - value.len() > 1;
    is_cell.then_some((name, line.text.len() - value.len()))
}

/// The value of a code: its spans, one for each line of a table's cell.
struct Value<'l, 't> {
    code: &'t str,
    lines: &'l [Line<'t>],
    /// Where it begins in the first of the lines.
    start: usize,
}

impl Value<'_, '_> {
    fn span(&self) -> Option<Span> {
        let whole = stretch(self.lines)?;
        let begin = self.lines[0].start + self.start;
        let first = if begin < self.lines[0].end() {
            begin
        } else {
            stretch(&self.lines[1..])?.start as usize
        };
        Some(Span::new(first, (whole.end as usize).max(first)))
    }

    fn text(&self) -> Option<String> {
        let first = self.lines[0].text.get(self.start..).unwrap_or_default();
        let rest = self.lines[1..].iter().map(|line| line.text);
        value(&[first].into_iter().chain(rest).collect::<Vec<_>>().join(" "))
    }
}

fn coded(lines: &[Line<'_>]) -> Vec<Part> {
    let starts: Vec<usize> = (0..lines.len()).filter(|&at| code(&lines[at]).is_some()).collect();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut current: Option<Draft> = None;
    for (index, &at) in starts.iter().enumerate() {
        let next = starts.get(index + 1).copied().unwrap_or(lines.len());
        let Some((code, start)) = code(&lines[at]) else { continue };
        let value = Value { code, lines: &lines[at..next], start };
        let is_new = current.as_ref().is_none_or(|draft| {
            value.code == "HD" && draft.title.is_some()
                || value.code == "SE" && !draft.body.is_empty()
        });
        if is_new {
            drafts.extend(current.take());
            current = Some(Draft { at: lines[at].start, ..Draft::default() });
        }
        let Some(draft) = &mut current else { continue };
        take(draft, &value);
        if value.code == "AN" {
            drafts.extend(current.take());
        }
    }
    if let Some(mut draft) = current {
        // Codes may be missing; the number is the last of each article, where any article has it.
        let are_numbered = !drafts.is_empty() && drafts.iter().all(|draft| draft.id.is_some());
        draft.fault = are_numbered.then_some(Fault::BrokenOff);
        drafts.push(draft);
    }
    drafts.retain(|draft| draft.title.is_some() || !draft.body.is_empty());
    drafts.into_iter().map(Part::Article).collect()
}

fn take(draft: &mut Draft, value: &Value<'_, '_>) {
    match value.code {
        "HD" => draft.title = value.span(),
        "PD" => draft.date = value.text().map(|date| date_in(&date).unwrap_or(date)),
        "SN" => draft.outlet = value.text(),
        "LP" | "TD" => draft.body.extend(value.span()),
        "AN" => {
            let text = value.text();
            draft.id = text.map(|text| accession(&text).unwrap_or(text));
        }
        _ => {}
    }
}
