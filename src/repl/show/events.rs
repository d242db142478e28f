//! Shows events as a table. Each row has a number, by which commands name the event.

use super::passage::passage;
use super::table;
use crate::event::Event;
use crate::repl::surface::Surface;
use crate::sink::brief;
use comfy_table::{ColumnConstraint, Width};
use std::sync::Arc;

/// From this width on, place, date and counts have separate columns.
const WIDE: usize = 140;

/// The events as a table; the first is number `first`.
pub fn events(surface: &Surface, events: &[Arc<Event>], first: usize) -> String {
    let wide = surface.width >= WIDE;
    let header: &[&str] = match wide {
        true => &["#", "at", "what", "who → whom", "where", "when", "how many", "says", "evidence"],
        false => &["#", "at", "what", "who, where, when, how many", "evidence"],
    };
    let mut table = table(surface, header);
    let plain = Surface { color: false, ..*surface };
    for (at, event) in events.iter().enumerate() {
        let place = format!("{}:{}", brief::safe(&event.article.id), event.evidence.sentence);
        let mut row = vec![(first + at).to_string(), place, brief::what(event)];
        let attributes = brief::attributes(event);
        match wide {
            true => row.extend(attributes),
            false => row.push(
                attributes.iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join("\n"),
            ),
        }
        row.push(evidence(&plain, event, 160));
        table.add_row(row);
    }
    fit(&mut table, surface.width);
    marked(surface, &table.trim_fmt())
}

/// The evidence cut to `room` columns, with its trigger marked.
pub fn evidence(surface: &Surface, event: &Event, room: usize) -> String {
    let offset = |at: u32| at.saturating_sub(event.evidence.start) as usize;
    let trigger = offset(event.trigger.start)..offset(event.trigger.end);
    passage(surface, &event.evidence.text, trigger, room)
}

/// Gives the last column, the evidence, the width that the others leave, but at least a third.
fn fit(table: &mut comfy_table::Table, width: usize) {
    let widths = table.column_max_content_widths();
    let Some((&widest, others)) = widths.split_last() else { return };
    let taken: usize = others.iter().map(|&wanted| usize::from(wanted).min(26) + 2).sum();
    let left = width.saturating_sub(taken).max(width / 3).min(usize::from(widest) + 2);
    if let Some(column) = table.column_mut(others.len()) {
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(left as u16)));
    }
    for at in 0..2 {
        if let Some(column) = table.column_mut(at) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
}

/// The table's text with colours instead of asterisks. The evidence is the last column, so the change of width moves
/// nothing.
fn marked(surface: &Surface, text: &str) -> String {
    let line = |line: &str| match (surface.color, line.split_once('*')) {
        (true, Some((before, rest))) => match rest.split_once('*') {
            Some((word, after)) => format!("{before}{}{after}\n", surface.mark(word)),
            None => format!("{line}\n"),
        },
        _ => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}
