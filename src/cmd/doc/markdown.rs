//! The card of a pack as Markdown.

use crate::cmd::card::lines::{NO_GOLD, amount, below_line, cost_line, counts_line, measured_line};
use crate::cmd::markdown::{code, escaped};
use crate::cmd::messages::counted;
use dateline::card::Card;
use dateline::card::kind::{ExampleCard, KindCard, RuleCard};
use dateline::check::figures::cells;
use dateline::event::Codes;
use std::fmt::Write;

/// The card.
pub fn text(card: &Card) -> String {
    let pack = &card.pack;
    let mut text = format!("# {} {}\n", escaped(&pack.name), escaped(&pack.version));
    if !card.summary.is_empty() {
        let _ = write!(text, "\n{}\n", escaped(&card.summary));
    }
    facts(card, &mut text);
    scope(card, &mut text);
    scores(card, &mut text);
    if !card.kinds.is_empty() {
        text.push_str("\n## Codebook\n");
        card.kinds.iter().for_each(|kind| write_kind(kind, &mut text));
    }
    incidents(card, &mut text);
    names(card, &mut text);
    let _ = write!(text, "\n## What it costs\n\n{}\n", escaped(&cost_line(card)));
    if let Some(line) = measured_line(card) {
        let _ = write!(text, "\n{}\n", escaped(&line));
    }
    text
}

fn row<const N: usize>(text: &mut String, cells: [String; N]) {
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

fn facts(card: &Card, text: &mut String) {
    let pack = &card.pack;
    text.push_str("\n|  |  |\n|---|---|\n");
    for (label, value) in [
        ("licence", &*pack.licence),
        ("authors", &*pack.authors.join(", ")),
        ("language", &*card.language.join(", ")),
        ("written for", &*card.dateline),
        ("cite", &*pack.cite),
        ("from", &*pack.from),
        ("key", pack.key.as_deref().unwrap_or_default()),
    ] {
        if !value.is_empty() {
            let for_program = if label == "written for" { "dateline " } else { "" };
            row(text, [label.to_owned(), format!("{for_program}{}", escaped(value))]);
        }
    }
    row(text, ["tree".to_owned(), code(&pack.tree)]);
    row(text, ["rules hash".to_owned(), code(&pack.rules)]);
    for below in &card.stands_on {
        row(text, ["stands on".to_owned(), escaped(&below_line(below))]);
    }
    for overlay in &card.overlays {
        row(text, ["changes".to_owned(), escaped(&overlay.to_string())]);
    }
}

fn scope(card: &Card, text: &mut String) {
    let _ = write!(text, "\n## What it tags\n\n{}.\n", escaped(&counts_line(card)));
    let tags: Vec<_> = card.topics.iter().filter(|topic| !topic.about.is_empty()).collect();
    if !tags.is_empty() {
        text.push('\n');
        for topic in tags {
            let _ = writeln!(text, "- {}: {}", code(&topic.file), escaped(&topic.about));
        }
    }
    let alone: Vec<_> = card.topics.iter().filter(|topic| !topic.leaves_alone.is_empty()).collect();
    if !alone.is_empty() {
        text.push_str("\n## What it leaves alone\n\n");
        for topic in alone {
            let _ = writeln!(text, "- {}: {}", code(&topic.file), escaped(&topic.leaves_alone));
        }
    }
}

fn scores(card: &Card, text: &mut String) {
    text.push_str("\n## How well it codes\n\n");
    let Some(measured) = &card.score else {
        let _ = writeln!(text, "{}", escaped(NO_GOLD));
        return;
    };
    let _ = write!(text, "{}\n\n", escaped(&amount(measured)));
    text.push_str("| kind | gold | found | right | P | R | F1 | 95 % of F1 | promised |\n");
    text.push_str("|---|--:|--:|--:|--:|--:|--:|---|--:|\n");
    for line in measured.score.kinds.iter().chain([&measured.score.overall]) {
        let promised = card.min_f1.get(&line.kind).map(|least| format!("{least:.2}"));
        let mut shown: Vec<String> = cells(line).iter().map(|cell| escaped(cell)).collect();
        shown.push(promised.unwrap_or_default());
        let _ = writeln!(text, "| {} |", shown.join(" | "));
    }
}

/// The codes of a kind or rule, in one line; empty if it has none.
pub fn codes_line(codes: &Codes) -> String {
    let named = [("PLOVER", &codes.plover), ("ACLED", &codes.acled), ("CAMEO", &codes.cameo)];
    let each = named.into_iter().filter_map(|(scheme, code)| Some((scheme, code.as_ref()?)));
    each.map(|(scheme, code)| format!("{scheme} {code}")).collect::<Vec<_>>().join("; ")
}

fn write_kind(kind: &KindCard, text: &mut String) {
    let _ = write!(text, "\n### {}\n\n", code(&kind.name));
    if !kind.about.is_empty() {
        let _ = write!(text, "{}\n\n", escaped(&kind.about));
    }
    if !kind.declared {
        text.push_str("Declared by a pack that it stands on, or by nobody.\n\n");
    }
    let codes = codes_line(&kind.codes);
    if !codes.is_empty() {
        let _ = write!(text, "{}\n\n", escaped(&codes));
    }
    if !kind.flags.is_empty() {
        kind.flags.iter().for_each(|flag| {
            let _ = writeln!(text, "- {}", escaped(flag));
        });
        text.push('\n');
    }
    if !kind.modes.is_empty() {
        text.push_str("| mode | PLOVER | ACLED | CAMEO |\n|---|---|---|---|\n");
        for mode in &kind.modes {
            let cell = |code: &Option<String>| escaped(code.as_deref().unwrap_or("-"));
            let Codes { plover, acled, cameo } = &mode.codes;
            row(text, [code(&mode.name), cell(plover), cell(acled), cell(cameo)]);
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{}.", counted(kind.rules.len() as u64, "rule"));
    kind.rules.iter().for_each(|rule| write_rule(rule, text));
}

/// What stands beside the name of a rule: status, mode, place in the files.
pub fn rule_line(rule: &RuleCard) -> String {
    let mode = rule.mode.as_ref().map_or_else(String::new, |mode| format!(", mode {mode}"));
    let status = if rule.status.is_empty() { "no status" } else { &rule.status };
    format!("{status}{mode}, {}:{}", rule.file, rule.line)
}

fn write_rule(rule: &RuleCard, text: &mut String) {
    let _ = write!(text, "\n#### {}\n\n", code(&rule.id));
    if !rule.about.is_empty() {
        let _ = write!(text, "{}\n\n", escaped(&rule.about));
    }
    let _ = writeln!(text, "{}", escaped(&rule_line(rule)));
    let codes = codes_line(&rule.codes);
    if !codes.is_empty() {
        let _ = write!(text, "\nCodes of its own: {}\n", escaped(&codes));
    }
    for reference in &rule.references {
        let _ = write!(text, "\nSource: {}\n", escaped(reference));
    }
    for (what, examples) in sorts(rule) {
        if !examples.is_empty() {
            let _ = write!(text, "\n{what}:\n\n");
            examples.iter().for_each(|one| {
                let _ = writeln!(text, "- {}{}", escaped(&one.text), expected(one));
            });
        }
    }
}

/// The examples of a rule by sort.
pub fn sorts(rule: &RuleCard) -> [(&'static str, &[ExampleCard]); 3] {
    [
        ("Finds", &rule.examples),
        ("Leaves alone", &rule.counterexamples),
        ("Is known to miss", &rule.known_misses),
    ]
}

fn expected(example: &ExampleCard) -> String {
    let maps: Vec<String> = example.expect.iter().map(|map| escaped(&expectation(map))).collect();
    if maps.is_empty() { String::new() } else { format!(" → {}", maps.join(" and ")) }
}

/// The attributes that an event must have: "kind siege, mode lifted, no actor".
pub fn expectation(map: &serde_json::Map<String, serde_json::Value>) -> String {
    let one = |(name, value): (&String, &serde_json::Value)| match value {
        serde_json::Value::Null => format!("no {name}"),
        serde_json::Value::String(text) => format!("{name} {text}"),
        other => format!("{name} {other}"),
    };
    map.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn incidents(card: &Card, text: &mut String) {
    if card.incidents.is_empty() {
        return;
    }
    text.push_str("\n## Incidents\n\n| rule | joins | kinds | what mentions share | days |\n");
    text.push_str("|---|---|---|---|--:|\n");
    for rule in &card.incidents {
        let kinds: Vec<String> = rule.acts.iter().chain(&rule.details).map(|it| code(it)).collect();
        row(
            text,
            [
                code(&rule.id),
                escaped(&rule.about),
                kinds.join(", "),
                rule.same.join(", "),
                rule.days.to_string(),
            ],
        );
    }
}

fn names(card: &Card, text: &mut String) {
    if !card.tables.is_empty() {
        text.push_str("\n## Names\n\n| table | rows |\n|---|--:|\n");
        for table in &card.tables {
            row(text, [code(&table.path), table.rows.to_string()]);
        }
    }
    if !card.pack.data.is_empty() {
        text.push_str("\n## Data of others\n\n| file | licence | source |\n|---|---|---|\n");
        for data in &card.pack.data {
            row(text, [code(&data.path), escaped(&data.licence), escaped(&data.source)]);
        }
    }
}
