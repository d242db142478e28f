//! Lays replies out for a surface: returns text, prints nothing. Text from articles passes through `sink::safe`,
//! which removes terminal control characters.

pub mod article;
pub mod difference;
pub mod events;
pub mod examples;
pub mod figures;
pub mod passage;
pub mod record;
pub mod value;

use super::surface::Surface;
pub use crate::script::console::grouped as number;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use std::time::Duration;

/// An empty table under `header`, fitted to the surface.
pub fn table(surface: &Surface, header: &[&str]) -> Table {
    let mut table = Table::new();
    let style = presets::UTF8_HORIZONTAL_ONLY.row_separator(comfy_table::LineStyle::none());
    table.load_style(style);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(surface.width.clamp(30, 1000) as u16).set_header(header.to_vec());
    table
}

/// Aligns these columns right.
pub fn flush_right(table: &mut Table, columns: &[usize]) {
    for (at, column) in table.column_iter_mut().enumerate() {
        if columns.contains(&at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// A number with its noun: "1 event", "2 events".
pub fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{} {noun}s", number(count)),
    }
}

/// A duration for people: "0.4 ms", "1.32 s".
pub fn duration(time: Duration) -> String {
    match time.as_secs_f64() {
        seconds if seconds < 1.0 => format!("{:.1} ms", seconds * 1e3),
        seconds => format!("{seconds:.2} s"),
    }
}

/// A line wrapped to the surface, the following lines indented two columns more than the first; a line that fits is
/// not changed.
pub fn hanging(surface: &Surface, line: &str) -> String {
    if passage::columns(line) <= surface.width {
        return format!("{line}\n");
    }
    let begin = line.len() - line.trim_start().len();
    let deeper = Surface { width: surface.width.saturating_sub(2), ..*surface };
    let lines = wrapped(&deeper, begin, line);
    let mut text = String::new();
    for (at, line) in lines.lines().enumerate() {
        text.push_str(if at == 0 { "" } else { "  " });
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// Text wrapped to the surface, each line after `indent` spaces.
pub fn wrapped(surface: &Surface, indent: usize, text: &str) -> String {
    let room = surface.width.saturating_sub(indent).max(20);
    let pad = " ".repeat(indent);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let needed = passage::columns(&line) + 1 + passage::columns(word);
        if !line.is_empty() && needed > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines.iter().map(|line| format!("{pad}{line}\n")).collect()
}
