//! Incidents as a table for people: one row each, with its sources, the range of its tolls and its disputes. Lossy:
//! `jsonl` has every member and why it was joined. Control characters are removed from text of articles.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use dateline::incident::{Incident, IncidentRealis, Member, Statement, Toll};
use dateline::sink::safe;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write;

/// How many figures, sources or outlets are named in a row.
const NAMED: usize = 4;
/// How much of a passage is shown, in characters.
const PASSAGE: usize = 220;

/// A table of at most `width` columns (at least 60), and a last line with the totals.
pub fn table(incidents: &[Incident], width: u16) -> String {
    if incidents.is_empty() {
        return "no incident\n".into();
    }
    let width = width.max(60);
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).force_no_tty();
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    table.set_header(["what, when, where", "sources, figures, disputes", "first report"]);
    for incident in incidents {
        table.add_row([what(incident), reports(incident), passage(incident)]);
    }
    for (column, share) in [24, 42, 34].into_iter().enumerate() {
        if let Some(column) = table.column_mut(column) {
            let columns = u16::try_from((u32::from(width) - 4) * share / 100).unwrap_or(width);
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(columns)));
        }
    }
    let mentions: usize = incidents.iter().map(Incident::mentions).sum();
    let several = incidents.iter().filter(|incident| incident.articles > 1).count();
    let disputed = incidents.iter().filter(|incident| !incident.contradiction.is_empty()).count();
    format!(
        "{}\n{} incidents of {mentions} mentions; {several} reported by several articles, {disputed} disputed\n",
        table.trim_fmt(),
        incidents.len()
    )
}

fn what(incident: &Incident) -> String {
    let mut lines = vec![safe(&incident.rule)];
    match incident.realis {
        IncidentRealis::Reported => {}
        IncidentRealis::Planned => lines.push("(planned)".into()),
        IncidentRealis::Background => lines.push("(background)".into()),
    }
    lines.extend(match (&incident.date.start, &incident.date.end) {
        (Some(start), Some(end)) if start.date != end.date => {
            Some(format!("{} – {}", start.date, end.date))
        }
        (Some(start), _) => Some(start.date.to_string()),
        _ => None,
    });
    if let Some(place) = &incident.place {
        lines.push(safe(place.name.as_ref().unwrap_or(&place.text)));
    }
    let actor_contradiction: Vec<String> =
        incident.actor.iter().take(NAMED).map(|actor| safe(&actor.name)).collect();
    if !actor_contradiction.is_empty() {
        lines.push(format!("by {}", actor_contradiction.join(", ")));
    }
    lines.push(incident.id.clone());
    lines.join("\n")
}

fn reports(incident: &Incident) -> String {
    let mut text = sources(incident);
    for toll in &incident.tolls {
        let _ = write!(text, "\n{} {}{}", toll.what, toll.range(), voices(toll));
    }
    for dispute in
        incident.contradiction.iter().filter(|d| ["act", "actor"].contains(&d.about.as_str()))
    {
        let sides: Vec<String> = dispute.sides.iter().map(side).collect();
        let about = if dispute.about == "act" { "disputed" } else { "actor disputed" };
        let _ = write!(text, "\n{about}: {}", sides.join("; "));
    }
    text
}

/// How many articles, of which outlets, citing whom.
fn sources(incident: &Incident) -> String {
    let articles = match incident.articles {
        1 => "1 article".to_owned(),
        many => format!("{many} articles"),
    };
    let articles = match incident.repeats {
        0 => articles,
        more => format!("{articles}, repeated by {more}"),
    };
    let outlets = named(&incident.outlets);
    let mut text = if outlets.is_empty() { articles } else { format!("{articles}: {outlets}") };
    let claimants = incident.members.iter().filter_map(|member| member.claimant.as_ref());
    let mut seen = HashSet::new();
    let claimants: Vec<&String> = claimants
        .map(|claimant| claimant.name.as_ref().unwrap_or(&claimant.text))
        .filter(|name| seen.insert(*name))
        .collect();
    if !claimants.is_empty() {
        let _ = write!(text, "\naccording to {}", named(claimants));
    }
    text
}

/// Who reports which figure, if there is more than one.
fn voices(toll: &Toll) -> String {
    let mut by_figure: BTreeMap<(u64, String), BTreeSet<&String>> = BTreeMap::new();
    for figure in toll.figures.iter().filter(|figure| figure.is_voiced()) {
        let voice = figure.claimant.as_ref().unwrap_or(&figure.outlet);
        by_figure.entry((figure.value, figure.in_words())).or_default().insert(voice);
    }
    if by_figure.len() < 2 && by_figure.values().all(|voices| voices.len() < 2) {
        return String::new();
    }
    let mut text = String::new();
    for ((_, figure), voices) in by_figure.iter().take(NAMED) {
        let _ = write!(text, "\n  {figure}: {}", named(voices.iter().copied()));
    }
    if by_figure.len() > NAMED {
        let _ = write!(text, "\n  and {} more figures", by_figure.len() - NAMED);
    }
    text
}

fn side(statement: &Statement) -> String {
    let who =
        if statement.claimants.is_empty() { &statement.outlets } else { &statement.claimants };
    format!("{} ({})", safe(&statement.says), named(who))
}

fn named<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let mut names = names.into_iter();
    let mut shown: Vec<String> = names.by_ref().take(NAMED).map(|name| safe(name)).collect();
    let more = names.count();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    shown.join(", ")
}

/// The passage to show: that of the act reported first.
fn passage(incident: &Incident) -> String {
    let acts = incident.members.iter().filter(|member| member.role == "act");
    let key = |member: &&Member| {
        (member.published.clone().unwrap_or_else(|| "9999".into()), member.article.clone())
    };
    let first = acts.min_by_key(key).or(incident.members.first());
    let Some(member) = first else { return String::new() };
    let text = safe(&member.evidence);
    let shown = match text.char_indices().nth(PASSAGE) {
        None => text,
        Some((cut, _)) => {
            let kept = &text[..cut];
            format!("{}…", kept.rfind(' ').map_or(kept, |space| &kept[..space]))
        }
    };
    format!("{shown} [{}]", safe(&member.article))
}
