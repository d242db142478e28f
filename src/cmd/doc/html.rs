//! The card of a pack as one HTML page. It can be read without its script, which only adds a filter of rules
//! (`page.js`). All texts of the pack are escaped: packs are strangers' work.

use super::markdown::{codes_line, expectation, rule_line, sorts};
use crate::cmd::card::lines::{NO_GOLD, amount, below_line, cost_line, counts_line, measured_line};
use crate::cmd::html::{HtmlPage, escaped};
use crate::cmd::messages::counted;
use dateline::card::Card;
use dateline::card::kind::{KindCard, RuleCard};
use dateline::card::topic::Topic;
use dateline::check::figures::cells;
use dateline::event::Codes;
use dateline::sink::safe;
use std::fmt::Write;

/// The page.
pub fn text(card: &Card) -> String {
    let title = shown(&format!("{} {}", card.pack.name, card.pack.version));
    HtmlPage {
        title: &title,
        style: include_str!("page.css"),
        body: &body(card),
        data: "null",
        script: include_str!("page.js"),
    }
    .text()
}

/// Text of a pack, without marks that turn the direction of what is beside it.
fn shown(text: &str) -> String {
    safe(text)
}

/// Text of a pack, for an element or attribute.
fn told(text: &str) -> String {
    escaped(&shown(text))
}

fn body(card: &Card) -> String {
    let pack = &card.pack;
    let mut text =
        String::from("<a class=\"skip\" href=\"#codebook\">To the codebook</a>\n<header>\n");
    let _ = writeln!(
        text,
        "<h1>{} <span class=\"faint\">{}</span></h1>",
        told(&pack.name),
        told(&pack.version)
    );
    if !card.summary.is_empty() {
        let _ = writeln!(text, "<p class=\"summary\">{}</p>", told(&card.summary));
    }
    text.push_str("</header>\n<main>\n");
    facts(card, &mut text);
    scope(card, &mut text);
    scores(card, &mut text);
    codebook(card, &mut text);
    incidents(card, &mut text);
    names(card, &mut text);
    let _ = write!(text, "<h2>What it costs</h2>\n<p>{}</p>\n", told(&cost_line(card)));
    if let Some(line) = measured_line(card) {
        let _ = writeln!(text, "<p>{}</p>", told(&line));
    }
    text.push_str("</main>\n");
    text
}

fn facts(card: &Card, text: &mut String) {
    let pack = &card.pack;
    text.push_str("<dl class=\"facts\">\n");
    let mut fact = |label: &str, value: &str, class: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "<dt>{label}</dt><dd{class}>{}</dd>", told(value));
        }
    };
    fact("licence", &pack.licence, "");
    fact("authors", &pack.authors.join(", "), "");
    fact("language", &card.language.join(", "), "");
    if !card.dateline.is_empty() {
        fact("written for", &format!("dateline {}", card.dateline), "");
    }
    fact("cite", &pack.cite, "");
    fact("from", &pack.from, "");
    fact("key", pack.key.as_deref().unwrap_or_default(), " class=\"hash\"");
    for below in &card.stands_on {
        fact("stands on", &below_line(below), "");
    }
    for overlay in &card.overlays {
        fact("changes", &overlay.to_string(), "");
    }
    fact("tree", &pack.tree, " class=\"hash\"");
    fact("rules hash", &pack.rules, " class=\"hash\"");
    text.push_str("</dl>\n");
}

fn scope(card: &Card, text: &mut String) {
    let _ = write!(text, "<h2>What it tags</h2>\n<p>{}.</p>\n", told(&counts_line(card)));
    if !card.kinds.is_empty() {
        text.push_str("<nav aria-label=\"Kinds\"><ul class=\"kinds\">\n");
        for kind in &card.kinds {
            let name = told(&kind.name);
            let count = kind.rules.len();
            let _ = writeln!(
                text,
                "<li><a href=\"#kind-{name}\">{name} <span class=\"faint\">{count}</span></a></li>"
            );
        }
        text.push_str("</ul></nav>\n");
    }
    topics(card, |topic| &topic.about, text);
    if card.topics.iter().any(|topic| !topic.leaves_alone.is_empty()) {
        text.push_str("<h2>What it leaves alone</h2>\n");
        topics(card, |topic| &topic.leaves_alone, text);
    }
}

/// A longer list of files is folded at first, so that the rest of the page is in view.
const OPEN: usize = 8;

/// What files say of themselves, as a list.
fn topics(card: &Card, part: fn(&Topic) -> &str, text: &mut String) {
    let told_of: Vec<&Topic> = card.topics.iter().filter(|topic| !part(topic).is_empty()).collect();
    if told_of.is_empty() {
        return;
    }
    let folded = told_of.len() > OPEN;
    if folded {
        let files = counted(told_of.len() as u64, "file");
        let _ = writeln!(text, "<details><summary>In the words of {files}</summary>");
    }
    text.push_str("<ul class=\"topics\">\n");
    for topic in told_of {
        let _ = writeln!(text, "<li>{} <code>{}</code></li>", told(part(topic)), told(&topic.file));
    }
    text.push_str(if folded { "</ul></details>\n" } else { "</ul>\n" });
}

/// Opens a table that scrolls sideways where it is too wide.
fn open_table(label: &str, header: &[&str], text: &mut String) {
    let _ = write!(
        text,
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table>\n<thead><tr>"
    );
    for cell in header {
        let _ = write!(text, "<th scope=\"col\">{cell}</th>");
    }
    text.push_str("</tr></thead>\n<tbody>\n");
}

/// A row of a table; the cells are HTML.
fn row(cells: &[String], text: &mut String) {
    for (at, cell) in cells.iter().enumerate() {
        let _ = match at {
            0 => write!(text, "<tr><th scope=\"row\">{cell}</th>"),
            _ => write!(text, "<td>{cell}</td>"),
        };
    }
    text.push_str("</tr>\n");
}

const CLOSE_TABLE: &str = "</tbody></table></div>\n";

fn scores(card: &Card, text: &mut String) {
    text.push_str("<h2>How well it codes</h2>\n");
    let Some(measured) = &card.score else {
        let _ = writeln!(text, "<p>{}</p>", told(NO_GOLD));
        return;
    };
    let _ = writeln!(text, "<p>{}</p>", told(&amount(measured)));
    let header = ["kind", "gold", "found", "right", "P", "R", "F1", "95 % of F1", "promised"];
    open_table("Scores", &header, text);
    for line in measured.score.kinds.iter().chain([&measured.score.overall]) {
        let promised = card.min_f1.get(&line.kind).map(|least| format!("{least:.2}"));
        let mut shown: Vec<String> = cells(line).iter().map(|cell| told(cell)).collect();
        shown.push(promised.unwrap_or_default());
        row(&shown, text);
    }
    text.push_str(CLOSE_TABLE);
}

fn codebook(card: &Card, text: &mut String) {
    text.push_str("<h2 id=\"codebook\" tabindex=\"-1\">Codebook</h2>\n");
    if card.kinds.is_empty() {
        text.push_str("<p>It declares no kinds and has no rules.</p>\n");
        return;
    }
    text.push_str(
        "<form class=\"bar\" id=\"bar\" hidden><label for=\"filter\">Show only rules with these words</label>\
         <input id=\"filter\" type=\"search\" autocomplete=\"off\">\
         <button type=\"button\" id=\"open\" aria-pressed=\"false\">Open all rules</button>\
         <p id=\"found\" aria-live=\"polite\"></p></form>\n",
    );
    card.kinds.iter().for_each(|kind| write_kind(kind, text));
}

fn write_kind(kind: &KindCard, text: &mut String) {
    let name = told(&kind.name);
    let rules = counted(kind.rules.len() as u64, "rule");
    let _ = write!(
        text,
        "<section class=\"kind\" id=\"kind-{name}\">\n<h3><code>{name}</code> <span class=\"faint\">{rules}</span></h3>\n"
    );
    if !kind.about.is_empty() {
        let _ = writeln!(text, "<p>{}</p>", told(&kind.about));
    }
    if !kind.declared {
        text.push_str(
            "<p class=\"faint\">Declared by a pack that it stands on, or by nobody.</p>\n",
        );
    }
    let codes = codes_line(&kind.codes);
    if !codes.is_empty() {
        let _ = writeln!(text, "<p class=\"codes\">{}</p>", told(&codes));
    }
    if !kind.flags.is_empty() {
        text.push_str("<ul class=\"flags\">");
        kind.flags.iter().for_each(|flag| {
            let _ = write!(text, "<li>{}</li>", told(flag));
        });
        text.push_str("</ul>\n");
    }
    if !kind.modes.is_empty() {
        open_table(&format!("Modes of {name}"), &["mode", "PLOVER", "ACLED", "CAMEO"], text);
        for mode in &kind.modes {
            let cell = |code: &Option<String>| told(code.as_deref().unwrap_or("–"));
            let Codes { plover, acled, cameo } = &mode.codes;
            let mode = format!("<code>{}</code>", told(&mode.name));
            row(&[mode, cell(plover), cell(acled), cell(cameo)], text);
        }
        text.push_str(CLOSE_TABLE);
    }
    kind.rules.iter().for_each(|rule| write_rule(rule, text));
    text.push_str("</section>\n");
}

fn write_rule(rule: &RuleCard, text: &mut String) {
    let _ = writeln!(
        text,
        "<details class=\"rule\"><summary><code>{}</code> {}</summary>\n<p class=\"faint\">{}</p>",
        told(&rule.id),
        told(&rule.about),
        told(&rule_line(rule))
    );
    let codes = codes_line(&rule.codes);
    if !codes.is_empty() {
        let _ = writeln!(text, "<p class=\"codes\">Codes of its own: {}</p>", told(&codes));
    }
    for reference in &rule.references {
        let _ = writeln!(text, "<p>Source: {}</p>", told(reference));
    }
    for ((what, examples), class) in sorts(rule).into_iter().zip(["finds", "leaves", "misses"]) {
        if examples.is_empty() {
            continue;
        }
        let _ = writeln!(text, "<h4 class=\"{class}\">{what}</h4>\n<ul class=\"{class}\">");
        for one in examples {
            let _ = write!(text, "<li>{}", told(&one.text));
            for map in &one.expect {
                let _ = write!(text, " <span class=\"expect\">{}</span>", told(&expectation(map)));
            }
            text.push_str("</li>\n");
        }
        text.push_str("</ul>\n");
    }
    text.push_str("</details>\n");
}

fn incidents(card: &Card, text: &mut String) {
    if card.incidents.is_empty() {
        return;
    }
    text.push_str("<h2>Incidents</h2>\n");
    open_table("Incident rules", &["rule", "joins", "kinds", "share", "days"], text);
    for rule in &card.incidents {
        let kinds: Vec<&str> = rule.acts.iter().chain(&rule.details).map(String::as_str).collect();
        row(
            &[
                format!("<code>{}</code>", told(&rule.id)),
                told(&rule.about),
                told(&kinds.join(", ")),
                rule.same.join(", "),
                rule.days.to_string(),
            ],
            text,
        );
    }
    text.push_str(CLOSE_TABLE);
}

fn names(card: &Card, text: &mut String) {
    if !card.tables.is_empty() {
        text.push_str("<h2>Names</h2>\n");
        open_table("Tables of names", &["table", "rows"], text);
        for table in &card.tables {
            let path = format!("<code>{}</code>", told(&table.path));
            row(&[path, table.rows.to_string()], text);
        }
        text.push_str(CLOSE_TABLE);
    }
    if !card.pack.data.is_empty() {
        text.push_str("<h2>Data of others</h2>\n");
        open_table("Data of others", &["file", "licence", "source"], text);
        for data in &card.pack.data {
            let path = format!("<code>{}</code>", told(&data.path));
            row(&[path, told(&data.licence), told(&data.source)], text);
        }
        text.push_str(CLOSE_TABLE);
    }
}
