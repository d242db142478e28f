//! A comparison as Markdown, for a comment on a proposed change. Texts of articles and packs are escaped, so that they
//! cannot make links, tables, HTML or mentions of people.

use super::report::Report;
use super::table::{cells, rescored, score_cells, uncoded};
use super::walk::Shown;
use crate::cmd::markdown::{code, escaped};
use crate::cmd::messages::counted;
use dateline::check::rescore::ScoreChange;
use dateline::compare::{Change, PieceRole, Tally, Way};
use std::fmt::Write;

/// The report.
pub fn text(report: &Report) -> String {
    let [before, after] = report.sides.each_ref().map(|side| escaped(&side.line()));
    let mut text = format!("### Events: {before} → {after}\n\n**{}**\n", report.verdict());
    for remark in &report.remarks {
        let _ = write!(text, "\n> {}\n", escaped(remark));
    }
    if !report.is_same() {
        let kinds = Report::rows(&report.summary.kinds);
        text.push_str(&tallies("kind", &kinds, Some(&report.summary.total)));
        let rules = Report::rows(&report.summary.rules);
        let shown = rows_shown(rules.len(), report.limit);
        let mut inner = tallies("rule", &rules[..shown], None);
        if rules.len() > shown {
            let _ = write!(inner, "\n… and {} more\n", rules.len() - shown);
        }
        text.push_str(&folded(&format!("By rule ({})", rules.len()), &inner));
        text.push_str(&attributes(report));
        for way in Way::ALL {
            text.push_str(&differences(report, way));
        }
    }
    if let Some(scores) = &report.scores {
        text.push_str(&score(scores));
    }
    if let Some(cost) = report.cost() {
        let _ = write!(text, "\n{}\n", escaped(&cost));
    }
    text
}

fn rows_shown(rows: usize, limit: Option<usize>) -> usize {
    rows.min(limit.unwrap_or(rows))
}

fn folded(summary: &str, inner: &str) -> String {
    format!("\n<details><summary>{summary}</summary>\n{inner}\n</details>\n")
}

fn row(text: &mut String, cells: impl IntoIterator<Item = String>) {
    let cells: Vec<String> = cells.into_iter().collect();
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

fn tallies(noun: &str, rows: &[(&str, &Tally)], total: Option<&Tally>) -> String {
    let mut text = format!("\n| {noun} | came | went | changed | same |\n|---|--:|--:|--:|--:|\n");
    for (name, tally) in rows {
        row(&mut text, [code(name)].into_iter().chain(cells(tally)));
    }
    if let Some(total) = total {
        row(&mut text, ["**all**".to_owned()].into_iter().chain(cells(total)));
    }
    text
}

fn attributes(report: &Report) -> String {
    if report.summary.attributes.is_empty() {
        return String::new();
    }
    let mut text = "\n| attribute | changed | most often |\n|---|--:|---|\n".to_owned();
    for (attribute, tally) in &report.summary.attributes {
        let values = tally.by_frequency();
        let first = values
            .iter()
            .take(3)
            .map(|(from, to, count)| format!("{} → {} ({count})", value(from), value(to)));
        let mut first: Vec<String> = first.collect();
        if values.len() > first.len() {
            first.push("…".to_owned());
        }
        row(&mut text, [code(attribute), tally.events.to_string(), first.join("; ")]);
    }
    text
}

fn value(value: &str) -> String {
    match value {
        "" => "*none*".to_owned(),
        value => escaped(value),
    }
}

fn differences(report: &Report, way: Way) -> String {
    let (shown, more) = report.of_way(way);
    if shown.is_empty() && more == 0 {
        return String::new();
    }
    let mut inner = String::new();
    shown.iter().for_each(|one| inner.push_str(&difference(one)));
    if more > 0 {
        let _ = write!(inner, "\n… and {more} more\n");
    }
    folded(&format!("{} {}", shown.len() as u64 + more, way.name()), &inner)
}

fn difference(shown: &Shown) -> String {
    let one = &shown.difference;
    let Some(event) = one.event() else { return String::new() };
    let place = format!("{}:{}", event.article.id, event.evidence.sentence);
    let mut text =
        format!("\n- {} {}, {}\\\n  ", code(&event.kind), code(&event.rule), escaped(&place));
    for piece in one.passage.evidence() {
        let inner = piece.text.trim();
        let lead = &piece.text[..piece.text.len() - piece.text.trim_start().len()];
        text.push_str(if lead.is_empty() { "" } else { " " });
        match piece.role {
            PieceRole::Trigger => text.push_str(&format!("<b>{}</b>", escaped(inner))),
            _ => text.push_str(&escaped(inner)),
        }
        if !inner.is_empty() && lead.len() + inner.len() < piece.text.len() {
            text.push(' ');
        }
    }
    text.truncate(text.trim_end().len());
    for Change { attribute, from, to } in &one.changes {
        let _ = write!(text, "\n  - {attribute}: {} → {}", value(from), value(to));
    }
    text.push('\n');
    text
}

fn score(scores: &ScoreChange) -> String {
    let mut text = format!(
        "\nAgainst gold, {} (P, R, F1 and its 95 % interval before, after; the difference of F1):\n\n\
         | kind | gold | P | R | F1 | 95 % | P | R | F1 | 95 % | ΔF1 | 95 % |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        counted(scores.articles as u64, "article")
    );
    let (rows, alike) = rescored(scores);
    for one in rows.into_iter().chain([&scores.overall]) {
        let mut cells = score_cells(one);
        cells[0] = code(&cells[0]);
        row(&mut text, cells);
    }
    for line in alike.into_iter().chain(uncoded(scores)) {
        let _ = write!(text, "\n{}\n", escaped(&line));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_only_text() {
        let text = escaped("<img src=x> [a](https://x.y) @user #12 | `b` **c**\n# d");
        for raw in ["<img", "[a]", "https://", "@user", "#12", " | ", "`b`", "**c**", "\n"] {
            assert!(!text.contains(raw), "{raw} in {text}");
        }
        assert_eq!(code("a`b|c"), "`a'b\\|c`");
    }
}
