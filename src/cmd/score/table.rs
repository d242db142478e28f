//! The tables of a score: figures in columns, plain where no terminal reads them.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use dateline::check::score::Line;
use std::io::{self, IsTerminal};

/// A table without frame, under `header`.
pub fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    let style = match io::stdout().is_terminal() {
        true => presets::UTF8_HORIZONTAL_ONLY,
        false => presets::NOTHING,
    };
    table.load_style(style.row_separator(comfy_table::LineStyle::none())).force_no_tty();
    table.set_content_arrangement(ContentArrangement::Disabled).set_header(header.to_vec());
    table
}

/// A line as cells: name, counts, shares, interval.
pub fn cells(line: &Line) -> Vec<String> {
    let interval = line.interval.map(|range| format!("{:.2}-{:.2}", range.low, range.high));
    let counts = [line.gold, line.found, line.right].map(|count| count.to_string());
    let shares = [line.precision, line.recall, line.f1].map(figure);
    let mut cells = vec![line.kind.clone()];
    cells.extend(counts.into_iter().chain(shares));
    cells.push(interval.unwrap_or_else(|| "-".into()));
    cells
}

/// A share with three decimals, `-` where there is none.
pub fn figure(share: Option<f64>) -> String {
    share.map_or_else(|| "-".into(), |share| format!("{share:.3}"))
}

/// Sets all columns but the first flush right.
pub fn align(table: &mut Table) {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}
