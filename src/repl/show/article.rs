//! Shows an article with its events marked in the text.

use super::passage::padded;
use super::wrapped;
use crate::event::Event;
use crate::repl::surface::{Surface, Tone};
use crate::script::console::ArticleSummary;
use crate::sink::{brief, safe};
use std::ops::Range;
use std::sync::Arc;

/// A sentence to show.
#[derive(Clone, Debug)]
pub struct DisplayedSentence {
    /// Its number, from 1.
    pub number: usize,
    /// Its cleaned text.
    pub text: String,
    /// Its first byte in the cleaned text.
    pub start: u32,
    /// Whether it is page furniture, which is not coded.
    pub furniture: bool,
}

/// The article: each sentence with the triggers of its events marked, and below it one line for each event.
pub fn article(
    surface: &Surface,
    head: &ArticleSummary,
    sentences: &[DisplayedSentence],
    events: &[Arc<Event>],
) -> String {
    let mut text = surface.paint(Tone::Strong, safe(&head.id));
    for part in [&head.published, &head.outlet].into_iter().flatten() {
        text.push_str(&format!("  {}", safe(part)));
    }
    text.push('\n');
    if let Some(title) = &head.title {
        text.push_str(&wrapped(surface, 0, &surface.paint(Tone::Strong, safe(title))));
    }
    text.push('\n');
    let width = sentences.last().map_or(1, |last| last.number.to_string().len());
    for sentence in sentences {
        text.push_str(&sentence_lines(surface, sentence, width, events));
    }
    text
}

fn sentence_lines(
    surface: &Surface,
    sentence: &DisplayedSentence,
    width: usize,
    events: &[Arc<Event>],
) -> String {
    let end = sentence.start + sentence.text.len() as u32;
    let here = |at: u32| sentence.start <= at && at < end;
    let mut triggers: Vec<Range<usize>> = events
        .iter()
        .filter(|event| here(event.trigger.start) && event.trigger.end <= end)
        .map(|event| {
            (event.trigger.start - sentence.start) as usize
                ..(event.trigger.end - sentence.start) as usize
        })
        .collect();
    triggers.sort_by_key(|range| (range.start, range.end));
    let body = marks(surface, &sentence.text, &triggers);
    let lines = wrapped(surface, width + 3, &body);
    let body = lines.get(width + 3..).unwrap_or_default();
    let number = surface.paint(Tone::Faint, format!("{:>width$}", sentence.number));
    let mut text = match sentence.furniture {
        true => format!(" {number}- {}\n", surface.paint(Tone::Faint, body.trim_end())),
        false => format!(" {number}  {body}"),
    };
    let own = events.iter().enumerate();
    for (at, event) in own.filter(|(_, event)| event.evidence.sentence as usize == sentence.number)
    {
        let summary = line(event);
        let number = padded(&format!("[{}]", at + 1), 5);
        let lines = wrapped(surface, width + 9, &summary);
        let body = lines.get(width + 9..).unwrap_or_default().trim_end().to_owned();
        let body = surface.paint(Tone::Added, body);
        text.push_str(&format!("{}{number} {body}\n", " ".repeat(width + 3)));
    }
    text
}

/// An event in one line: kind, mode, realis, who, where, when, how many, who says so.
pub fn line(event: &Event) -> String {
    let what = brief::what(event).replace('\n', " ");
    let attributes = brief::attributes(event);
    let attributes: Vec<String> = attributes.into_iter().filter(|part| !part.is_empty()).collect();
    match attributes.is_empty() {
        true => what,
        false => format!("{what}: {}", attributes.join("; ")),
    }
}

/// An event's evidence, not shortened, with its trigger marked.
pub fn marked(surface: &Surface, event: &Event) -> String {
    let offset = |at: u32| at.saturating_sub(event.evidence.start) as usize;
    let trigger = offset(event.trigger.start)..offset(event.trigger.end);
    marks(surface, &event.evidence.text, &[trigger])
}

/// `text` with the byte ranges `found` (sorted) marked; a range that overlaps the one before it is skipped.
fn marks(surface: &Surface, text: &str, found: &[Range<usize>]) -> String {
    let mut shown = String::new();
    let mut at = 0;
    for range in found {
        let (Some(before), Some(word)) = (text.get(at..range.start), text.get(range.clone()))
        else {
            continue;
        };
        push(&mut shown, before);
        shown.push_str(&surface.mark(safe(word)));
        at = range.end;
    }
    push(&mut shown, text.get(at..).unwrap_or_default());
    shown
}

/// Adds `text` without control characters; one space is kept at each end that has white space.
fn push(shown: &mut String, text: &str) {
    let blank = |c: char| c.is_whitespace();
    if text.starts_with(blank) && !shown.is_empty() {
        shown.push(' ');
    }
    let clean = safe(text);
    shown.push_str(&clean);
    if text.ends_with(blank) && !clean.is_empty() {
        shown.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_marked_at_their_byte_ranges() {
        let plain = Surface::default();
        let text = "Shells fell,\nand jets struck.";
        assert_eq!(marks(&plain, text, &[7..11, 22..28]), "Shells *fell*, and jets *struck*.");
        assert_eq!(marks(&plain, text, &[7..11, 7..9, 99..100]), "Shells *fell*, and jets struck.");
        assert_eq!(marks(&plain, "", &[]), "");
    }
}
