//! Lays out a score as text tables. The caller prints them.

use super::score::{Score, ScoreRow};
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// An empty table with `header`; `ruled`: with lines, for a terminal, else plain columns.
pub fn table(header: &[&str], ruled: bool) -> Table {
    let mut table = Table::new();
    let style = match ruled {
        true => presets::UTF8_HORIZONTAL_ONLY,
        false => presets::NOTHING,
    };
    table.load_style(style.row_separator(comfy_table::LineStyle::none()));
    table.set_content_arrangement(ContentArrangement::Disabled).set_header(header.to_vec());
    table
}

/// The cells of a row: name, counts, precision, recall, F1, interval.
pub fn cells(line: &ScoreRow) -> Vec<String> {
    let interval = line.interval.map(|range| format!("{:.2}-{:.2}", range.low, range.high));
    let counts = [line.gold, line.found, line.right].map(|count| count.to_string());
    let shares = [line.precision, line.recall, line.f1].map(figure);
    let mut cells = vec![crate::sink::safe(&line.kind)];
    cells.extend(counts.into_iter().chain(shares));
    cells.push(interval.unwrap_or_else(|| "-".into()));
    cells
}

/// A ratio with three decimals; `-` for `None`.
pub fn figure(share: Option<f64>) -> String {
    share.map_or_else(|| "-".into(), |share| format!("{share:.3}"))
}

/// Aligns all columns except the first to the right.
pub fn align(table: &mut Table) {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// The two tables of a score: kinds and attributes.
pub fn tables(score: &Score, ruled: bool) -> String {
    let mut kinds = table(&["kind", "gold", "found", "right", "P", "R", "F1", "95% of F1"], ruled);
    for line in score.kinds.iter().chain([&score.overall]) {
        kinds.add_row(cells(line));
    }
    let mut attributes = table(&["attribute", "agree", "of", "share"], ruled);
    for one in &score.attributes {
        let share = (one.of > 0).then(|| f64::from(one.agree) / f64::from(one.of));
        attributes.add_row([
            one.attribute.to_owned(),
            one.agree.to_string(),
            one.of.to_string(),
            figure(share),
        ]);
    }
    align(&mut kinds);
    align(&mut attributes);
    format!("{}\n\nOf the right events:\n{}\n", kinds.trim_fmt(), attributes.trim_fmt())
}
