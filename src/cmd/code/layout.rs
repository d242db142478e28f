//! Lays out what `code` shows besides the table: what decided each event, and the rules that came near where there is
//! none.

use dateline::coder::{ExplainedArticle, RuleReport};
use dateline::sink::safe;
use std::fmt::Write;

/// The column in which values begin.
const VALUES: usize = 14;
/// At most this many sentences without an event are shown, and for each this many rules.
const SENTENCES: usize = 10;
const RULES: usize = 5;

/// For each event: its attributes, what decided each, and how its rule matched.
pub fn reasons(coded: &ExplainedArticle, width: usize) -> String {
    let mut text = String::new();
    for (at, (event, basis)) in coded.events.iter().zip(&coded.bases).enumerate() {
        let trigger = safe(&event.trigger.text);
        let (article, number) = (safe(&event.article.id), event.evidence.sentence);
        let page = event.evidence.page.map(|page| format!(", p. {page}")).unwrap_or_default();
        let _ = writeln!(text, "event {} ({article}:{number}{page}, \"{trigger}\")", at + 1);
        for row in &basis.attributes {
            let value = if row.value.is_empty() { "-" } else { &row.value };
            let basis =
                if row.basis.is_empty() { String::new() } else { format!("  ({})", row.basis) };
            let head = format!("  {:<width$}", row.attribute, width = VALUES - 2);
            text.push_str(&hanging(&head, VALUES, &format!("{value}{basis}"), width));
        }
        text.push_str("  how its rule matched\n");
        for line in &basis.conditions {
            let depth = 4 + line.len() - line.get(1..).unwrap_or_default().trim_start().len();
            text.push_str(&hanging("    ", depth, &safe_line(line), width));
        }
        text.push('\n');
    }
    text
}

/// That there is no event, and which rules came near.
pub fn nothing(coded: &ExplainedArticle, width: usize) -> String {
    let mut text = format!("{}: no event\n", safe(&coded.article.id));
    if coded.near.is_empty() {
        text.push_str("  no rule's required words occur in it\n");
        return text;
    }
    for sentence in coded.near.iter().take(SENTENCES) {
        text.push_str(&hanging("  ", 2, &safe(&sentence.text), width));
        for rule in sentence.rules.iter().take(RULES) {
            text.push_str(&hanging("    ", 6, &missed(rule), width));
        }
        more(&mut text, 4, sentence.rules.len().saturating_sub(RULES), "rule");
    }
    more(&mut text, 2, coded.near.len().saturating_sub(SENTENCES), "sentence");
    text
}

fn missed(rule: &RuleReport) -> String {
    let id = safe(&rule.rule);
    match &rule.skip_reason {
        Some(reason) => format!("{id} held, but {}", safe(reason)),
        None => format!("{id} does not fire: {}", safe(&rule.lines.join("; "))),
    }
}

fn more(text: &mut String, indent: usize, count: usize, noun: &str) {
    if count > 0 {
        let plural = if count == 1 { "" } else { "s" };
        let _ = writeln!(text, "{}and {count} more {noun}{plural}", " ".repeat(indent));
    }
}

/// A line of an explanation, with the indent after its sign kept.
fn safe_line(line: &str) -> String {
    let rest = line.get(1..).unwrap_or_default();
    let indent = rest.len() - rest.trim_start().len();
    let sign = line.chars().next().unwrap_or(' ');
    format!("{sign}{}{}", " ".repeat(indent), safe(rest))
}

/// `head` and `text`, wrapped to `width` columns; further lines begin in column `indent`. Spaces at the start of `text`
/// and inside it are kept where no line is broken.
fn hanging(head: &str, indent: usize, text: &str, width: usize) -> String {
    let room = width.max(indent + 20);
    let mut out = head.to_owned();
    let mut column = head.chars().count();
    for piece in text.split_inclusive(' ') {
        let length = piece.trim_end().chars().count();
        if column + length > room && column > indent {
            out.truncate(out.trim_end().len());
            let _ = write!(out, "\n{}", " ".repeat(indent));
            column = indent;
        }
        out.push_str(piece);
        column += piece.chars().count();
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::hanging;

    #[test]
    fn long_text_is_wrapped_below_its_column() {
        assert_eq!(hanging("  a ", 4, "one two", 30), "  a one two\n");
        let text = hanging("  a ", 4, "one two three four five six seven", 24);
        assert_eq!(text, "  a one two three four\n    five six seven\n");
    }
}
