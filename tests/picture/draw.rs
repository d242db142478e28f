//! Draws the screen of a terminal as SVG, with colours for light and for dark pages, and reads the text back.

use regex::Regex;
use std::fmt::Write;

/// The width of a character and the height of a line, in pixels.
const CELL: (f32, f32) = (8.4, 19.0);
/// The margin around the text.
const MARGIN: f32 = 16.0;

/// The look of the picture. A viewer with a dark theme gets the colours of the second block.
const STYLE: &str = "\
text { font: 14px ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace; white-space: pre; fill: #24292f }
.page { fill: #f6f8fa; stroke: #d0d7de }
.b { font-weight: bold } .d { opacity: .6 }
.c1 { fill: #cf222e } .c2 { fill: #116329 } .c3 { fill: #953800 } .c4 { fill: #0550ae } .c5 { fill: #8250df } .c6 { fill: #1b7c83 }
@media (prefers-color-scheme: dark) {
text { fill: #d0d7de }
.page { fill: #161b22; stroke: #30363d }
.c1 { fill: #ff7b72 } .c2 { fill: #7ee787 } .c3 { fill: #f2cc60 } .c4 { fill: #79c0ff } .c5 { fill: #d2a8ff } .c6 { fill: #76e3ea }
}";

/// A screen as an SVG: a `text` for each line, in it a `tspan` for each run of cells of one style.
pub fn svg(screen: &vt100::Screen) -> String {
    let (rows, columns) = screen.size();
    let mut lines: Vec<String> = (0..rows).map(|row| line(screen, row, columns)).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let width = f32::from(columns) * CELL.0 + 2.0 * MARGIN;
    let height = lines.len() as f32 * CELL.1 + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" \
         role=\"img\" aria-label=\"A live session of dateline\">\n<style>\n{STYLE}\n</style>\n\
         <rect class=\"page\" x=\".5\" y=\".5\" width=\"{:.0}\" height=\"{:.0}\" rx=\"8\"/>\n",
        width - 1.0,
        height - 1.0
    );
    for (row, line) in lines.iter().enumerate() {
        let base = MARGIN + row as f32 * CELL.1 + 14.0;
        let _ = writeln!(svg, "<text y=\"{base:.0}\">{line}</text>");
    }
    svg + "</svg>\n"
}

/// A run of cells of one style: its first column, its classes, its text.
struct Run {
    column: u16,
    look: String,
    text: String,
}

/// The runs of one line, without spaces at their ends.
fn line(screen: &vt100::Screen, row: u16, columns: u16) -> String {
    let mut runs: Vec<Run> = Vec::new();
    for column in 0..columns {
        let Some(cell) = screen.cell(row, column).filter(|cell| !cell.is_wide_continuation())
        else {
            continue;
        };
        let text = if cell.has_contents() { cell.contents() } else { " " };
        let look = look(cell);
        match runs.last_mut() {
            Some(run) if text == " " || run.look == look => run.text.push_str(text),
            None if text == " " => {}
            _ => runs.push(Run { column, look, text: text.to_owned() }),
        }
    }
    runs.iter().map(tspan).collect()
}

/// A run at its position, as wide as its cells in any font.
fn tspan(run: &Run) -> String {
    let left = MARGIN + f32::from(run.column) * CELL.0;
    let text = run.text.trim_end();
    let width = text.chars().count() as f32 * CELL.0;
    let class =
        if run.look.is_empty() { String::new() } else { format!(" class=\"{}\"", run.look) };
    let text = escaped(text);
    format!("<tspan x=\"{left:.1}\" textLength=\"{width:.1}\"{class}>{text}</tspan>")
}

/// The classes of a cell. The program uses only the first eight colours, bold and faint.
fn look(cell: &vt100::Cell) -> String {
    let mut classes = Vec::new();
    if let vt100::Color::Idx(color) = cell.fgcolor() {
        classes.push(format!("c{}", color % 8));
    }
    if cell.bold() {
        classes.push("b".to_owned());
    }
    if cell.dim() {
        classes.push("d".to_owned());
    }
    classes.join(" ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The text of a picture that `svg` drew, line by line.
pub fn text(svg: &str) -> Vec<String> {
    let lines = svg.lines().filter(|line| line.starts_with("<text "));
    lines.map(|line| plain(line).trim_end().to_owned()).collect()
}

/// A line without its tags, each run at its column.
fn plain(line: &str) -> String {
    let run =
        Regex::new("<tspan x=\"([0-9.]+)\"[^>]*>([^<]*)</tspan>").expect("a regular expression");
    let mut text = String::new();
    for found in run.captures_iter(line) {
        let left: f32 = found[1].parse().unwrap_or_default();
        let column = ((left - MARGIN) / CELL.0).round() as usize;
        let blanks = column.saturating_sub(text.chars().count());
        text.extend(std::iter::repeat_n(' ', blanks));
        text.push_str(&found[2].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
    }
    text
}
