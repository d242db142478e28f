//! Shows the value of an entry.

use super::passage::{columns, head, padded_left, tail};
use super::{counted, events, flush_right, number, table, wrapped};
use crate::pattern::{Op, Pattern};
use crate::repl::surface::{Surface, Tone};
use crate::script::console::{ArticleSummary, ConcordanceLine, NumberedSentence, Tally, Value};
use crate::sink::safe;

/// `value` as text, at most `rows` rows of a list; empty if there is nothing to show.
pub fn value(surface: &Surface, value: &Value, rows: usize) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Plain(text) => plain(text),
        Value::Pattern(shown) => pattern(surface, shown),
        Value::Concordance(lines) => concordance(surface, lines, rows),
        Value::Tally(count) => tally(count),
        Value::Frequencies(counts) => frequencies(surface, counts, rows),
        Value::Articles(list) => articles(surface, list, rows),
        Value::Sentences(list) => sentences(surface, list),
        Value::Events(list) => {
            let shown = &list[..list.len().min(rows)];
            let text = events::events(surface, shown, 1);
            text + list_footer(surface, list.len(), rows, "event").as_str()
        }
        Value::Rules(ids) => ids.iter().map(|id| format!("{id}\n")).collect(),
    }
}

/// The last line of a list: its length, and how to see all if it was cut.
fn list_footer(surface: &Surface, count: usize, rows: usize, noun: &str) -> String {
    let note = match count > rows {
        true => {
            format!("{} of {}; :set rows {count} shows all\n", number(rows), counted(count, noun))
        }
        false => format!("{}\n", counted(count, noun)),
    };
    surface.paint(Tone::Faint, note)
}

/// A text as it is, hidden characters as escapes, except line ends and tabs.
fn plain(text: &str) -> String {
    crate::legible::block(text, false).into_owned() + "\n"
}

/// A pattern, over several lines if it does not fit into one.
fn pattern(surface: &Surface, pattern: &Pattern) -> String {
    let mut text = String::new();
    part(surface, pattern, 0, &mut text);
    text
}

fn part(surface: &Surface, pattern: &Pattern, depth: usize, text: &mut String) {
    let whole = pattern.to_string();
    let pad = "  ".repeat(depth);
    let parts = pattern.parts();
    if columns(&whole) + pad.len() <= surface.width || parts.len() < 2 || depth > 20 {
        text.push_str(&wrapped(surface, pad.len(), &safe(&whole)));
        return;
    }
    let (open, sign) = match pattern.op() {
        Op::Any(_) => ("any of", "|"),
        Op::All(_) => ("all of", "&"),
        _ => ("in order", ">"),
    };
    let name = pattern.name().map_or(String::new(), |name| format!(" ({name})"));
    text.push_str(&format!("{pad}{}{name}\n", surface.paint(Tone::Keyword, open)));
    for inner in parts {
        let before = text.len();
        part(surface, inner, depth + 1, text);
        // The operator is placed in the indent, so that the parts are aligned.
        let at = before + pad.len();
        if text.get(at..at + 2) == Some("  ") {
            text.replace_range(at..at + 1, sign);
        }
    }
}

/// The lines of a concordance, aligned on the match.
fn concordance(surface: &Surface, lines: &[ConcordanceLine], rows: usize) -> String {
    let shown = &lines[..lines.len().min(rows)];
    let place = |line: &ConcordanceLine| format!("{}:{}", safe(&line.article), line.sentence);
    let margin = shown.iter().map(|line| columns(&place(line))).max().unwrap_or(0).min(28);
    let found = shown.iter().map(|line| columns(&safe(&line.found))).max().unwrap_or(0);
    let found = found.min(surface.width / 3);
    let marks = if surface.color { 0 } else { 2 };
    let rest = surface.width.saturating_sub(margin + found + marks + 4).max(20);
    let left = rest / 2;
    let mut text = String::new();
    for line in shown {
        let (before, after) = (safe(&line.before), safe(&line.after));
        let word = head(&safe(&line.found), found);
        let right = (rest - left) + found - columns(&word);
        let gap = |there: bool| if there { " " } else { "" };
        let (near, far) = (gap(line.before.ends_with(' ')), gap(line.after.starts_with(' ')));
        text.push_str(&format!(
            "{}  {}{}{far}{}\n",
            surface.paint(Tone::Faint, padded_left(&tail(&place(line), margin), margin)),
            padded_left(&(tail(&before, left) + near), left + 1),
            surface.mark(&word),
            head(&after, right.saturating_sub(far.len())),
        ));
    }
    text + list_footer(surface, lines.len(), rows, "line").as_str()
}

fn tally(tally: &Tally) -> String {
    format!(
        "{} in {} of {}\n",
        match tally.matches {
            1 => "1 match".to_owned(),
            more => format!("{} matches", number(more)),
        },
        counted(tally.sentences, "sentence"),
        counted(tally.articles, "article")
    )
}

fn frequencies(surface: &Surface, counts: &[(String, usize)], rows: usize) -> String {
    let shown = &counts[..counts.len().min(rows)];
    let most = shown.first().map_or(1, |(_, count)| *count).max(1);
    let width = shown.iter().map(|(_, count)| number(*count).len()).max().unwrap_or(0);
    let words = shown.iter().map(|(word, _)| columns(&safe(word))).max().unwrap_or(0).min(40);
    let room = surface.width.saturating_sub(width + words + 4).min(40);
    let mut text = String::new();
    for (word, count) in shown {
        let bar = "▪".repeat((count * room / most).max(1).min(room));
        text.push_str(&format!(
            "{:>width$}  {}  {}\n",
            number(*count),
            super::passage::padded(&head(&safe(word), words), words),
            surface.paint(Tone::Faint, bar)
        ));
    }
    text + list_footer(surface, counts.len(), rows, "spelling").as_str()
}

fn articles(surface: &Surface, list: &[ArticleSummary], rows: usize) -> String {
    let shown = &list[..list.len().min(rows)];
    let mut table = table(surface, &["#", "id", "published", "outlet", "n", "title"]);
    for one in shown {
        let given = |text: &Option<String>| text.as_deref().map(safe).unwrap_or_default();
        table.add_row([
            one.number.to_string(),
            safe(&one.id),
            given(&one.published),
            given(&one.outlet),
            number(one.count),
            given(&one.title),
        ]);
    }
    flush_right(&mut table, &[0, 4]);
    format!("{}\n{}", table.trim_fmt(), list_footer(surface, list.len(), rows, "article"))
}

fn sentences(surface: &Surface, list: &[NumberedSentence]) -> String {
    let mut text = String::new();
    let width = list.last().map_or(1, |last| last.number.to_string().len());
    for (at, one) in list.iter().enumerate() {
        if at == 0 || list[at - 1].article != one.article {
            text.push_str(&surface.paint(Tone::Strong, safe(&one.article)));
            text.push('\n');
        }
        let lines = wrapped(surface, width + 4, &safe(&one.text));
        let tone = if one.furniture { Tone::Faint } else { Tone::Number };
        let number = surface.paint(tone, format!("{:>width$}", one.number));
        let sign = if one.furniture { "-" } else { " " };
        let body = lines.get(width + 4..).unwrap_or_default();
        let body = if one.furniture {
            surface.paint(Tone::Faint, body.trim_end()) + "\n"
        } else {
            body.to_owned()
        };
        text.push_str(&format!(" {number} {sign} {body}"));
    }
    text
}
