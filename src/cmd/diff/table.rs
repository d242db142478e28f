//! A comparison as text for a terminal.

use super::report::Report;
use super::walk::Shown;
use crate::cmd::messages::counted;
use crate::cmd::{refuses_color, width};
use dateline::check::figures::{align, figure, table};
use dateline::check::rescore::{RowChange, ScoreChange};
use dateline::check::score::ScoreRow;
use dateline::compare::{Change, PieceRole, Tally, Way};
use dateline::sink::safe;
use std::fmt::Write;

/// The most values of one attribute that are listed.
const VALUES: usize = 3;

/// The report; `live`: for a terminal, with rules and emphasis.
pub fn text(report: &Report, live: bool) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "before  {}", report.sides[0].line());
    let _ = writeln!(text, "after   {}", report.sides[1].line());
    let _ = writeln!(text, "\n{}", report.verdict());
    for remark in &report.remarks {
        let _ = writeln!(text, "note: {remark}");
    }
    if !report.is_same() {
        let kinds = Report::rows(&report.summary.kinds);
        text.push_str(&tallies("kind", &kinds, Some(&report.summary.total), report.limit, live));
        let rules = Report::rows(&report.summary.rules);
        text.push_str(&tallies("rule", &rules, None, report.limit, live));
        text.push_str(&attributes(report, live));
        for way in Way::ALL {
            text.push_str(&differences(report, way, live));
        }
    }
    if let Some(scores) = &report.scores {
        text.push_str(&score(scores, live));
    }
    if let Some(cost) = report.cost() {
        let _ = writeln!(text, "\n{cost}");
    }
    text
}

/// The cells of a tally.
pub fn cells(tally: &Tally) -> [String; 4] {
    let signed = |sign: &str, count: u64| match count {
        0 => "0".to_owned(),
        count => format!("{sign}{count}"),
    };
    [
        signed("+", tally.came),
        signed("-", tally.went),
        signed("~", tally.changed),
        tally.same.to_string(),
    ]
}

fn tallies(
    noun: &str,
    rows: &[(&str, &Tally)],
    total: Option<&Tally>,
    limit: Option<usize>,
    live: bool,
) -> String {
    let mut figures = table(&[noun, "came", "went", "changed", "same"], live);
    let shown = rows.len().min(limit.unwrap_or(rows.len()));
    let total = total.map(|total| ("all", total));
    for (name, tally) in rows[..shown].iter().copied().chain(total) {
        let mut row = vec![safe(name)];
        row.extend(cells(tally));
        figures.add_row(row);
    }
    align(&mut figures);
    let mut text = format!("\n{}\n", figures.trim_fmt());
    if rows.len() > shown {
        let _ = writeln!(text, "... and {} more; --limit 0 shows all", rows.len() - shown);
    }
    text
}

fn attributes(report: &Report, live: bool) -> String {
    if report.summary.attributes.is_empty() {
        return String::new();
    }
    let mut figures = table(&["attribute", "changed", "most often from", "to", "events"], live);
    for (attribute, tally) in &report.summary.attributes {
        let names = [(*attribute).to_owned(), tally.events.to_string()];
        for (at, (from, to, count)) in tally.by_frequency().into_iter().take(VALUES).enumerate() {
            let [name, events] = if at == 0 { names.clone() } else { Default::default() };
            figures.add_row([name, events, value(from, 40), value(to, 40), count.to_string()]);
        }
    }
    format!("\n{}\n", figures.trim_fmt())
}

/// A value of at most `most` characters.
fn value(value: &str, most: usize) -> String {
    match value {
        "" => "none".to_owned(),
        value => cut(&safe(value), most),
    }
}

/// A change of value on one line.
fn arrow(from: &str, to: &str) -> String {
    format!("{} -> {}", value(from, 120), value(to, 120))
}

/// The text, cut to `most` characters.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text.to_owned(),
    }
}

fn differences(report: &Report, way: Way, live: bool) -> String {
    let (shown, more) = report.of_way(way);
    if shown.is_empty() && more == 0 {
        return String::new();
    }
    let mut text = format!("\n{}\n", way.name());
    shown.iter().for_each(|one| text.push_str(&difference(one, live)));
    if more > 0 {
        let _ = writeln!(text, "  ... and {more} more; --limit 0 shows all");
    }
    text
}

fn difference(shown: &Shown, live: bool) -> String {
    let one = &shown.difference;
    let Some(event) = one.event() else { return String::new() };
    let (article, sentence) = (safe(&event.article.id), event.evidence.sentence);
    let mut text = format!(
        "{} {article}:{sentence}  {}  {}\n",
        one.way().sign(),
        safe(&event.kind),
        safe(&event.rule)
    );
    let (on, off) = match live && !refuses_color() {
        true => ("\u{1b}[1m", "\u{1b}[0m"),
        false => ("[", "]"),
    };
    let mut sentence = String::new();
    for piece in one.passage.evidence() {
        // Each piece is cleaned by itself, which takes the spaces at its ends.
        let (clean, inner) = (safe(&piece.text), piece.text.trim());
        let lead = &piece.text[..piece.text.len() - piece.text.trim_start().len()];
        let space = |part: &str| if part.is_empty() { "" } else { " " };
        sentence.push_str(space(lead));
        match piece.role {
            PieceRole::Trigger => sentence.push_str(&format!("{on}{clean}{off}")),
            _ => sentence.push_str(&clean),
        }
        if !inner.is_empty() {
            sentence.push_str(space(&piece.text[lead.len() + inner.len()..]));
        }
    }
    let room = usize::from(width()).saturating_sub(4).max(40);
    for line in wrapped(sentence.trim(), room) {
        let _ = writeln!(text, "    {line}");
    }
    for Change { attribute, from, to } in &one.changes {
        let _ = writeln!(text, "    {attribute}: {}", arrow(from, to));
    }
    text
}

/// The words of a text in lines of at most `room` characters; a longer word has a line of its own.
fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        let fits = |line: &String| line.chars().count() + 1 + word.chars().count() <= room;
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if fits(line) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn score(scores: &ScoreChange, live: bool) -> String {
    let head = ["kind", "gold", "P", "R", "F1", "95%", "P", "R", "F1", "95%", "dF1", "95%"];
    let mut figures = table(&head, live);
    let (rows, alike) = rescored(scores);
    for row in rows.into_iter().chain([&scores.overall]) {
        figures.add_row(score_cells(row));
    }
    align(&mut figures);
    let articles = counted(scores.articles as u64, "article");
    let mut text = format!(
        "\nagainst gold, {articles}: before, after, and the difference of F1\n{}\n",
        figures.trim_fmt()
    );
    for line in alike.into_iter().chain(uncoded(scores)) {
        let _ = writeln!(text, "{line}");
    }
    text
}

/// The kinds whose score differs, and a sentence about the others, if there are any.
pub fn rescored(scores: &ScoreChange) -> (Vec<&RowChange>, Option<String>) {
    let counts = |row: &ScoreRow| (row.found, row.right);
    let differs = |row: &&RowChange| counts(&row.before) != counts(&row.after);
    let rows: Vec<&RowChange> = scores.kinds.iter().filter(differs).collect();
    let alike = (scores.kinds.len() - rows.len()) as u64;
    let line = format!("{} with the same score before and after.", counted(alike, "kind"));
    (rows, (alike > 0).then_some(line))
}

/// The cells of a row of scores: kind, gold, then precision, recall, F1 and its interval on both sides, then the
/// difference of F1 and its interval.
pub fn score_cells(row: &RowChange) -> Vec<String> {
    let mut cells = vec![row.kind.clone(), row.before.gold.to_string()];
    for side in [&row.before, &row.after] {
        let ScoreRow { precision, recall, f1, interval, .. } = side;
        cells.extend([precision, recall, f1].map(|share| figure(*share)));
        let interval = interval.map(|range| format!("{:.2}-{:.2}", range.low, range.high));
        cells.push(interval.unwrap_or_else(|| "-".to_owned()));
    }
    // A difference that rounds to zero has no sign.
    let signed = |value: f64, digits: usize| {
        let text = format!("{value:+.digits$}");
        match text.chars().all(|c| "+-0.".contains(c)) {
            true => text[1..].to_owned(),
            false => text,
        }
    };
    cells.push(row.f1_difference.map_or_else(|| "-".to_owned(), |value| signed(value, 3)));
    let range =
        row.interval.map(|range| format!("{} to {}", signed(range.low, 2), signed(range.high, 2)));
    cells.push(range.unwrap_or_else(|| "-".to_owned()));
    cells
}

/// A line for each kind that the gold never codes.
pub fn uncoded(scores: &ScoreChange) -> Vec<String> {
    let line = |(kind, (before, after)): (&String, &(u32, u32))| {
        format!("Kind {kind} left out ({before} before, {after} after): this gold never codes it.")
    };
    scores.uncoded.iter().map(line).collect()
}
