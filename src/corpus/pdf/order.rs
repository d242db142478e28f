//! The order in which the stretches of a page are read: column by column, where it has columns. A gutter is a place that lines
//! on both sides keep free, side by side; lines that cross it, as headlines do, divide the page above from that below.

use super::lines::Stretch;

/// Lines of one column, or of a page without columns, downwards.
pub(super) type Column = Vec<Stretch>;

/// Columns may lie in columns, so deep.
const DEEPEST: usize = 5;

/// A column has at least so many lines, with so many letters on average; what has fewer is a table.
const LINES: usize = 3;
const LETTERS: usize = 15;

/// The columns of a page in reading order, from its stretches downwards.
pub(super) fn columns(page: Vec<Stretch>) -> Vec<Column> {
    let mut found = Vec::new();
    order(page, 0, &mut found);
    for column in &mut found {
        *column = joined(std::mem::take(column));
    }
    found
}

fn order(lines: Vec<Stretch>, depth: usize, found: &mut Vec<Column>) {
    if lines.is_empty() {
        return;
    }
    let gutter = if depth < DEEPEST { gutter(&lines) } else { None };
    let Some(gutter) = gutter else {
        found.push(lines);
        return;
    };
    let leftward = lines.iter().filter(|line| line.is_leftward).count() * 2 > lines.len();
    let mut band = Band::default();
    for line in lines {
        let crosses = line.start < gutter && line.end > gutter;
        if crosses != band.is_wide {
            std::mem::replace(&mut band, Band { is_wide: crosses, ..Band::default() })
                .order(depth, found);
        }
        // Where text runs to the left, the column on the right is read first.
        match crosses || (line.start < gutter) != leftward {
            true => band.first.push(line),
            false => band.second.push(line),
        }
    }
    band.order(depth, found);
}

/// Lines between two others that divide the page.
#[derive(Default)]
struct Band {
    is_wide: bool,
    first: Vec<Stretch>,
    second: Vec<Stretch>,
}

impl Band {
    fn order(self, depth: usize, found: &mut Vec<Column>) {
        order(self.first, depth + 1, found);
        order(self.second, depth + 1, found);
    }
}

/// Where the gutter is that the fewest lines cross.
fn gutter(lines: &[Stretch]) -> Option<f32> {
    let mut starts: Vec<f32> = lines.iter().map(|line| line.start).collect();
    let mut ends: Vec<f32> = lines.iter().map(|line| line.end).collect();
    starts.sort_by(f32::total_cmp);
    ends.sort_by(f32::total_cmp);
    let mut candidates: Vec<(usize, f32)> = Vec::new();
    for &end in &ends {
        let place = end + 0.5;
        let left = ends.partition_point(|&end| end <= place);
        let right = starts.len() - starts.partition_point(|&start| start < place);
        let crossing = lines.len().saturating_sub(left + right);
        if left >= LINES && right >= LINES && crossing * 5 <= lines.len() * 2 {
            candidates.push((crossing, place));
        }
    }
    candidates.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
    candidates.dedup_by(|one, other| (one.1 - other.1).abs() < 2.0);
    let places = candidates.into_iter().take(16).map(|(_, place)| place);
    places.into_iter().find(|&place| is_gutter(lines, place))
}

/// Whether lines on both sides of `place` stand side by side, and are as long as those of a text.
fn is_gutter(lines: &[Stretch], place: f32) -> bool {
    let left: Vec<&Stretch> = lines.iter().filter(|line| line.end <= place).collect();
    let right: Vec<&Stretch> = lines.iter().filter(|line| line.start >= place).collect();
    let range = |lines: &[&Stretch]| {
        let downs = || lines.iter().map(|line| line.down);
        (downs().fold(f32::MAX, f32::min), downs().fold(f32::MIN, f32::max))
    };
    let beside = |lines: &[&Stretch], (top, bottom): (f32, f32)| {
        let margin = 1.0;
        let is_beside =
            |line: &&&Stretch| line.down >= top - margin && line.down <= bottom + margin;
        lines.iter().filter(is_beside).count() >= LINES
    };
    // A line set wide may be in several stretches.
    let is_text = |lines: &[&Stretch]| {
        let letters: usize = lines.iter().map(|line| line.text.chars().count()).sum();
        let is_next = |pair: &&[&Stretch]| pair[1].down - pair[0].down > 0.3 * pair[0].size;
        let rows = 1 + lines.windows(2).filter(is_next).count();
        letters >= LETTERS * rows
    };
    beside(&left, range(&right))
        && beside(&right, range(&left))
        && is_text(&left)
        && is_text(&right)
}

/// Stretches of one line of a column as one: a table keeps its rows, and a line set wide stays a line.
fn joined(column: Column) -> Column {
    let mut found: Column = Vec::with_capacity(column.len());
    for next in column {
        match found.last_mut() {
            Some(last) if (last.down - next.down).abs() < 0.3 * last.size.min(next.size) => {
                let is_before = next.is_leftward != (next.start < last.start);
                let gap = if next.start < last.start {
                    last.start - next.end
                } else {
                    next.start - last.end
                };
                let between = if gap > 2.0 * last.size { "  " } else { " " };
                last.text = match is_before {
                    true => format!("{}{between}{}", next.text, last.text),
                    false => format!("{}{between}{}", last.text, next.text),
                };
                last.start = last.start.min(next.start);
                last.end = last.end.max(next.end);
            }
            _ => found.push(next),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, start: f32, down: f32) -> Stretch {
        let end = start + 5.0 * text.chars().count() as f32;
        let (text, size) = (text.to_owned(), 10.0);
        Stretch { text, start, end, down, size, is_leftward: false }
    }

    fn texts(page: Vec<Stretch>) -> Vec<Vec<String>> {
        let text = |column: Column| column.into_iter().map(|line| line.text).collect();
        columns(page).into_iter().map(text).collect()
    }

    #[test]
    fn columns_are_read_one_after_the_other() {
        let mut page = vec![line("A headline that goes over both of the columns", 0.0, 0.0)];
        for at in 1..=3 {
            let down = 12.0 * at as f32;
            page.push(line(&format!("the left column, {at}"), 0.0, down));
            page.push(line(&format!("the right column, {at}"), 120.0, down));
        }
        let found = texts(page);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[1][2], "the left column, 3");
        assert_eq!(found[2][0], "the right column, 1");
    }

    #[test]
    fn rows_of_a_table_stay_together() {
        let mut page = Vec::new();
        for at in 0..5 {
            page.push(line("Aleppo", 0.0, 12.0 * at as f32));
            page.push(line("12", 120.0, 12.0 * at as f32));
        }
        assert_eq!(texts(page), [vec!["Aleppo  12"; 5]]);
    }
}
