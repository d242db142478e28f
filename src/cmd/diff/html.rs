//! A comparison as one HTML page for a reviewer: the counts as tables, and each event in its paragraph with buttons for
//! a verdict. The page's script builds the events from data as they come into view (`page.js`), keeps the verdicts in
//! the browser, and writes them as gold.

use super::report::Report;
use super::table::{cells, score_cells, uncoded};
use super::walk::Shown;
use crate::cmd::html::{HtmlPage, data, escaped};
use crate::cmd::messages::counted;
use dateline::check::gold::GoldMention;
use dateline::compare::{PieceRole, Tally, attributes};
use serde::Serialize;
use std::fmt::Write;

/// A table of more kinds is folded at first, so that the events are in view.
const OPEN: usize = 8;

/// What the script reads.
#[derive(Serialize)]
struct PageData<'a> {
    /// The name under which the browser keeps the verdicts.
    store: String,
    /// Part of the name of the file of gold.
    name: String,
    rows: Vec<Row<'a>>,
}

/// An event of the page.
#[derive(Serialize)]
struct Row<'a> {
    /// A hash of its content, the same in a later page that shows the same difference.
    key: String,
    way: &'static str,
    kind: &'a str,
    rule: &'a str,
    article: &'a str,
    title: Option<&'a str>,
    outlet: Option<&'a str>,
    published: Option<&'a str>,
    sentence: u32,
    /// The passage in pieces: role and text.
    passage: Vec<(&'static str, &'a str)>,
    /// Name, value before, value after, and whether it changed.
    attributes: Vec<(&'a str, String, String, bool)>,
    /// The lines of gold that accept the event before and after.
    gold: [Option<&'a GoldMention>; 2],
}

/// The page.
pub fn text(report: &Report) -> anyhow::Result<String> {
    let [before, after] = report.sides.each_ref().map(|side| side.line());
    let sides = blake3::hash(format!("{before}\n{after}").as_bytes()).to_hex();
    let page = PageData {
        store: format!("dateline-diff-{}", &sides[..16]),
        name: format!("gold-{}", &sides[..8]),
        rows: report.shown.iter().filter_map(row).collect(),
    };
    let title = format!("Events: {} → {}", report.sides[0].name, report.sides[1].name);
    Ok(HtmlPage {
        title: &title,
        style: include_str!("page.css"),
        body: &body(report, &before, &after),
        data: &data(&page)?,
        script: include_str!("page.js"),
    }
    .text())
}

fn row(shown: &Shown) -> Option<Row<'_>> {
    let one = &shown.difference;
    let event = one.event()?;
    let gold = shown.gold.each_ref().map(Option::as_ref);
    let role = |role: PieceRole| match role {
        PieceRole::Around => "around",
        PieceRole::Evidence => "evidence",
        PieceRole::Trigger => "trigger",
    };
    let pieces = one.passage.pieces.iter();
    let attributes = attributes_beside(shown);
    let mut hash = blake3::Hasher::new();
    for part in [one.way().name(), &event.rule, &serde_json::to_string(&gold).ok()?] {
        hash.update(part.as_bytes()).update(b"\n");
    }
    for (name, from, to, _) in &attributes {
        for part in [name, from.as_str(), to.as_str()] {
            hash.update(part.as_bytes()).update(
                b"
",
            );
        }
    }
    Some(Row {
        key: hash.finalize().to_hex()[..16].to_owned(),
        way: one.way().name(),
        kind: &event.kind,
        rule: &event.rule,
        article: &event.article.id,
        title: event.article.title.as_deref(),
        outlet: event.article.outlet.as_deref(),
        published: event.article.published.as_deref(),
        sentence: event.evidence.sentence,
        passage: pieces.map(|piece| (role(piece.role), piece.text.as_str())).collect(),
        attributes,
        gold,
    })
}

/// Every attribute that one of the two versions has, in the order of the record.
fn attributes_beside(shown: &Shown) -> Vec<(&'static str, String, String, bool)> {
    let one = &shown.difference;
    let [before, after] =
        [&one.before, &one.after].map(|event| event.as_ref().map(attributes).unwrap_or_default());
    let mut names: Vec<&'static str> = Vec::new();
    // Both lists are in the order of the record, so a name that only the second has goes behind the one before it.
    for side in [&after, &before] {
        let mut at = 0;
        for (name, _) in side {
            match names.iter().position(|known| known == name) {
                Some(known) => at = known + 1,
                None => {
                    names.insert(at, name);
                    at += 1;
                }
            }
        }
    }
    for change in &one.changes {
        if !names.contains(&change.attribute) {
            names.push(change.attribute);
        }
    }
    let of = |side: &[(&str, String)], name: &str| {
        side.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    };
    let beside = |name: &'static str| match one.changes.iter().find(|it| it.attribute == name) {
        Some(change) => (name, change.from.clone(), change.to.clone(), true),
        None => {
            let value = |side| of(side, name).unwrap_or_default();
            (name, value(&before), value(&after), false)
        }
    };
    names.into_iter().map(beside).collect()
}

fn body(report: &Report, before: &str, after: &str) -> String {
    let total = &report.summary.total;
    let mut text = format!(
        "<a class=\"skip\" href=\"#events\">Skip to the events</a>\n<header>\n<h1>What changes</h1>\n<dl class=\"sides\">\
         <dt>Before</dt><dd>{}</dd><dt>After</dt><dd>{}</dd></dl>\n<p>{}.</p>\n",
        escaped(before),
        escaped(after),
        escaped(&report.verdict())
    );
    for remark in &report.remarks {
        let _ = writeln!(text, "<p class=\"remark\">{}</p>", escaped(remark));
    }
    text.push_str("<ul class=\"totals\">");
    for (name, sign, count) in [
        ("came", "+", total.came),
        ("went", "−", total.went),
        ("changed", "~", total.changed),
        ("same", "=", total.same),
    ] {
        let _ = write!(
            text,
            "<li class=\"{name}\"><b><span aria-hidden=\"true\">{sign}</span> {count}</b> {name}</li>"
        );
    }
    text.push_str("</ul>\n</header>\n");
    if !report.is_same() {
        let kinds = Report::rows(&report.summary.kinds);
        text.push_str(&section(
            "By kind",
            &tallies("kind", &kinds, Some(total)),
            kinds.len() <= OPEN,
        ));
        let rules = Report::rows(&report.summary.rules);
        text.push_str(&section("By rule", &tallies("rule", &rules, None), false));
    }
    if !report.summary.attributes.is_empty() {
        text.push_str(&section("By attribute", &attribute_table(report), false));
    }
    if report.scores.is_some() {
        text.push_str(&section("Against gold", &scores(report), true));
    }
    if let Some(cost) = report.cost() {
        let _ = writeln!(text, "<p class=\"cost\">{}.</p>", escaped(&cost));
    }
    let hidden: u64 = total.different() - report.shown.len() as u64;
    if hidden > 0 {
        let _ = writeln!(
            text,
            "<p class=\"remark\">{hidden} more differences are not on this page; --limit 0 shows all.</p>"
        );
    }
    if !report.is_same() {
        text.push_str(include_str!("page.html"));
    }
    text
}

fn section(title: &str, inner: &str, open: bool) -> String {
    let open = if open { " open" } else { "" };
    format!(
        "<details class=\"section\"{open}><summary>{title}</summary>\n<div class=\"wide\">{inner}</div>\n</details>\n"
    )
}

fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = "<table><thead><tr>".to_owned();
    for name in head {
        let _ = write!(text, "<th scope=\"col\">{}</th>", escaped(name));
    }
    text.push_str("</tr></thead><tbody>\n");
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            let (open, close) = match at {
                0 => ("<tr><th scope=\"row\">", "</th>"),
                _ => ("<td>", "</td>"),
            };
            let _ = write!(text, "{open}{}{close}", escaped(cell));
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody></table>");
    text
}

fn tallies(noun: &str, rows: &[(&str, &Tally)], total: Option<&Tally>) -> String {
    let total = total.map(|total| ("all", total));
    let rows: Vec<Vec<String>> = rows
        .iter()
        .copied()
        .chain(total)
        .map(|(name, tally)| [name.to_owned()].into_iter().chain(cells(tally)).collect())
        .collect();
    table(&[noun, "came", "went", "changed", "same"], &rows)
}

fn attribute_table(report: &Report) -> String {
    let mut rows = Vec::new();
    for (attribute, tally) in &report.summary.attributes {
        for (at, (from, to, count)) in tally.by_frequency().into_iter().take(5).enumerate() {
            let value =
                |value: &str| if value.is_empty() { "none".to_owned() } else { value.to_owned() };
            let (name, events) = match at {
                0 => ((*attribute).to_owned(), tally.events.to_string()),
                _ => (String::new(), String::new()),
            };
            rows.push(vec![name, events, value(from), value(to), count.to_string()]);
        }
    }
    table(&["attribute", "changed", "most often from", "to", "events"], &rows)
}

fn scores(report: &Report) -> String {
    let Some(scores) = &report.scores else { return String::new() };
    let head = [
        "kind",
        "gold",
        "P before",
        "R",
        "F1",
        "95 %",
        "P after",
        "R",
        "F1",
        "95 %",
        "F1 difference",
        "95 %",
    ];
    let rows: Vec<Vec<String>> =
        scores.kinds.iter().chain([&scores.overall]).map(score_cells).collect();
    let notes: String =
        uncoded(scores).iter().map(|line| format!("<p>{}</p>", escaped(line))).collect();
    format!("<p>{}</p>{}{notes}", counted(scores.articles as u64, "article"), table(&head, &rows))
}
