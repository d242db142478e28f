//! A table for reading: the main attributes of each event, grouped by article and fitted to a width. Lossy on purpose;
//! use `jsonl` for everything. Text from articles is made safe for a terminal.

use super::brief::{attributes, safe, what};
use super::{Loss, Sink, SinkError};
use crate::event::Event;
use crate::legible;
use comfy_table::{ColumnConstraint, ContentArrangement, Row, Width, presets};
use std::fmt::Write as _;
use std::io::Write as _;

/// Lays out events in tables of at most `width` columns, one table per article; articles without events are left out.
#[derive(Clone, Copy, Debug)]
pub struct TableSink {
    /// The width in terminal columns; less than 40 counts as 40.
    pub width: u16,
}

/// From this width on, place, date and counts get columns of their own.
const WIDE: u16 = 140;
/// The column of the kind, and how many characters of it are never broken.
const KIND: usize = 1;
const LONGEST_KIND: u16 = 30;
/// How much of the evidence is shown, in characters.
const EVIDENCE: usize = 160;

impl Sink for TableSink {
    fn name(&self) -> &'static str {
        "table"
    }

    /// A table is for reading: what it leaves out is not counted.
    fn article(
        &self,
        events: &[Event],
        out: &mut Vec<u8>,
        loss: &mut Loss,
    ) -> Result<(), SinkError> {
        events.iter().for_each(|_| loss.written());
        let Some(first) = events.first() else { return Ok(()) };
        let article = &first.article;
        let mut head = safe(&article.id);
        for part in [&article.published, &article.outlet, &article.title].into_iter().flatten() {
            let _ = write!(head, "  {}", safe(part));
        }
        writeln!(out, "{}", legible::block(&head, false))?;
        let table = self.layout(events).trim_fmt();
        writeln!(out, "{}\n", legible::block(&table, false))?;
        Ok(())
    }
}

impl TableSink {
    fn layout(&self, events: &[Event]) -> comfy_table::Table {
        let width = self.width.max(40);
        let wide = width >= WIDE;
        let mut table = comfy_table::Table::new();
        table.load_style(presets::UTF8_HORIZONTAL_ONLY);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        table.set_header(match wide {
            true => {
                vec!["#", "what", "who → whom", "where", "when", "how many", "says", "evidence"]
            }
            false => vec!["#", "what", "who, where, when, how many", "evidence"],
        });
        for event in events {
            table.add_row(if wide { wide_row(event) } else { narrow_row(event) });
        }
        constrain(&mut table, width);
        table
    }
}

/// Gives the evidence, the last column, the width that the other columns leave, and never less than a third; by itself
/// the table library would wrap it early and leave the rest of the line empty.
fn constrain(table: &mut comfy_table::Table, width: u16) {
    let padding = 2;
    let widths = table.column_max_content_widths();
    let Some((&widest, others)) = widths.split_last() else { return };
    // A kind is one word, which must not be broken.
    let most = |column| if column == KIND { LONGEST_KIND } else { WIDE / 6 };
    let modest = |(column, &wanted): (usize, &u16)| wanted.min(most(column)) + padding;
    let taken: u16 = others.iter().enumerate().map(modest).sum();
    let left = width.saturating_sub(taken).max(width / 3);
    let evidence = left.min(widest.saturating_add(padding));
    if let Some(column) = table.column_mut(others.len()) {
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(evidence)));
    }
    if let Some(column) = table.column_mut(0) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    if let (Some(column), Some(&kind)) = (table.column_mut(KIND), others.get(KIND)) {
        let kind = kind.min(LONGEST_KIND) + padding;
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(kind)));
    }
}

fn wide_row(event: &Event) -> Row {
    let cells = [number(event), what(event)].into_iter().chain(attributes(event));
    Row::from(cells.chain([evidence(event)]).collect::<Vec<_>>())
}

fn narrow_row(event: &Event) -> Row {
    let details = attributes(event).into_iter();
    let details = details.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
    Row::from(vec![number(event), what(event), details, evidence(event)])
}

fn number(event: &Event) -> String {
    event.evidence.sentence.to_string()
}

/// The evidence around the trigger, the trigger between `*`; `…` marks omitted words.
fn evidence(event: &Event) -> String {
    let text = event.evidence.text.as_str();
    let offset = |at: u32| at.saturating_sub(event.evidence.start) as usize;
    let (start, end) = (offset(event.trigger.start), offset(event.trigger.end));
    let (Some(before), Some(trigger), Some(after)) =
        (text.get(..start), text.get(start..end), text.get(end..))
    else {
        return safe(&head(text, EVIDENCE));
    };
    let room = EVIDENCE.saturating_sub(trigger.chars().count());
    let after_len = after.chars().count();
    let before_len = before.chars().count();
    let left = (room / 2).max(room.saturating_sub(after_len)).min(before_len);
    let mark = if trigger.is_empty() { "" } else { "*" };
    safe(&format!(
        "{}{mark}{trigger}{mark}{}",
        tail(before, left),
        head(after, room.saturating_sub(left))
    ))
}

/// At most `room` characters from the start of `text`, cut at a space where there is one.
fn head(text: &str, room: usize) -> String {
    let Some((cut, _)) = text.char_indices().nth(room) else { return text.into() };
    let kept = &text[..cut];
    format!("{}…", kept.rfind(' ').map_or(kept, |space| &kept[..space]))
}

/// At most `room` characters from the end of `text`, cut at a space where there is one.
fn tail(text: &str, room: usize) -> String {
    let skip = text.chars().count().saturating_sub(room);
    let Some((cut, _)) = text.char_indices().nth(skip) else { return "…".into() };
    if cut == 0 {
        return text.into();
    }
    let kept = &text[cut..];
    format!("…{}", kept.find(' ').map_or(kept, |space| &kept[space + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;
    use proptest::prelude::*;

    fn draw(width: u16, event: Event) -> String {
        let mut out = Vec::new();
        TableSink { width }.article(&[event], &mut out, &mut Loss::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn both_layouts_show_what_matters() {
        for width in [60, 100, 180] {
            let text = draw(width, sample());
            let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
            for part in ["a1", "air_strike", "Russia", "Raqqa", "2016-08-11", "20", "*struck*"] {
                assert!(joined.contains(part), "{part} at {width}:\n{text}");
            }
            for line in text.lines().skip(1) {
                assert!(line.chars().count() <= width.into(), "too wide at {width}:\n{text}");
            }
        }
    }

    #[test]
    fn long_evidence_is_shortened_around_the_trigger() {
        let mut event = sample();
        let (before, after) = ("word ".repeat(80), " other".repeat(80));
        event.evidence.text = format!("{before}struck{after}");
        event.trigger.start = 100 + before.len() as u32;
        event.trigger.end = event.trigger.start + 6;
        let text = evidence(&event);
        assert!(text.starts_with("…word") && text.contains("*struck*") && text.ends_with("other…"));
        assert!(text.chars().count() <= EVIDENCE + 4);
    }

    proptest! {
        #[test]
        fn any_text_and_offsets_are_drawn(
            text in "\\PC{0,60}", start in 0u32..80, end in 0u32..80, width in 0u16..200,
        ) {
            let mut event = sample();
            event.evidence.text = text.clone();
            event.article.title = Some(text);
            event.trigger.start = start;
            event.trigger.end = end;
            event.evidence.start = 5;
            draw(width, event);
        }
    }
}
