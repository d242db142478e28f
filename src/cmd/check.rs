//! `dateline check`: loads packs, reports their faults and what else is wrong with them, summarises their contents.

mod args;
mod fix;
mod gather;

pub use args::{CheckArgs, CheckFormat};

use super::messages::{FINDING_WIDTH, counted};
use super::{CommandOutcome, colored_output, note_lines, print, print_data, setup};
use dateline::legible::{brief, list};
use dateline::lint::code::{KIND, Severity};
use dateline::lint::finding::Finding;
use dateline::lint::sarif::Sarif;
use dateline::pack::run_record;
use dateline::script::{IncidentSpec, RuleSpec};
use gather::Checked;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write;

/// All findings as JSON.
#[derive(Serialize)]
struct FindingsDocument<'a> {
    dateline: &'static str,
    errors: usize,
    warnings: usize,
    findings: &'a [Finding],
}

/// Checks the packs named, or all shipped packs.
pub fn run(args: &CheckArgs) -> anyhow::Result<CommandOutcome> {
    // A pack on which several others depend is reported once.
    let mut reported: HashSet<String> = HashSet::new();
    let mut all: Vec<Finding> = Vec::new();
    let mut roots: BTreeMap<String, String> = BTreeMap::new();
    for names in setup::pack_groups(&args.packs) {
        if args.fix {
            fix::run(&names, args.format != CheckFormat::Text)?;
        }
        let checked = gather::check(&names, args.slow)?;
        if let (Some(own), Some(name)) = (checked.own(), names.last()) {
            let place = match &own.file {
                // The place of a rule file is that of the folder it is in.
                Some(_) => name.rsplit_once('/').map_or(".", |(folder, _)| folder),
                None => name,
            };
            roots.insert(own.manifest.name.clone(), place.to_owned());
        }
        if args.format == CheckFormat::Text {
            show(&checked, &mut reported)?;
        }
        all.extend(checked.faults_found());
        all.extend(checked.findings);
    }
    // A fault of a pack on which several others depend is found with each of them.
    let mut seen = BTreeSet::new();
    all.retain(|finding| seen.insert(finding.order()));
    let count = |severity| all.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    match args.format {
        CheckFormat::Text => {}
        CheckFormat::Json => {
            let dateline = env!("CARGO_PKG_VERSION");
            let document = FindingsDocument { dateline, errors, warnings, findings: &all };
            print_data(&(serde_json::to_string_pretty(&document)? + "\n"))?;
        }
        CheckFormat::Sarif => {
            let place = |pack: &str, file: Option<&str>| {
                let root = roots.get(pack).map_or(pack, String::as_str).trim_start_matches("./");
                format!("{root}/{}", file.unwrap_or("pack.toml"))
            };
            print_data(&(serde_json::to_string_pretty(&Sarif::new(&all, place))? + "\n"))?;
        }
    }
    let fails = errors > 0 || args.deny_warnings && warnings > 0;
    Ok(if fails { CommandOutcome::Faults } else { CommandOutcome::Fine })
}

/// How many findings of one code in one file are shown.
const MOST_OF_CODE: usize = 50;

/// Shows the faults and findings of a group of packs, and the summary of those that were not shown before.
fn show(checked: &Checked, reported: &mut HashSet<String>) -> anyhow::Result<()> {
    let Checked { coder, packs, faults, findings, .. } = checked;
    faults.show();
    let own = checked.own().map(|pack| pack.manifest.name.as_str());
    let others = coder.notices().iter().filter(|notice| Some(notice.0.pack.as_str()) != own);
    for notice in others.take(MOST_OF_CODE) {
        note_lines(&format!("{}\n", notice.render_to(super::colored(), FINDING_WIDTH).trim_end()));
    }
    let mut text = String::new();
    let mut of_code: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    for finding in findings {
        let shown = of_code.entry((finding.code.id, finding.file.as_deref())).or_default();
        *shown += 1;
        if *shown > MOST_OF_CODE {
            continue;
        }
        let is_notice = finding.code == KIND;
        let color = if is_notice { super::colored() } else { colored_output() };
        let shown = finding.render_to(color, FINDING_WIDTH);
        // What is said of kinds is said by all commands, with the faults.
        match is_notice {
            true => note_lines(&format!("{}\n", shown.trim_end())),
            false => text.push_str(&format!("{}\n\n", shown.trim_end())),
        }
    }
    for ((code, file), count) in of_code.iter().filter(|(_, count)| **count > MOST_OF_CODE) {
        let more = counted((count - MOST_OF_CODE) as u64, "more finding");
        let place = file.map_or(String::new(), |file| format!(" in {}", brief(file)));
        let _ = writeln!(text, "{more} {code}{place}, not shown: --format json has all\n");
    }
    let fresh: BTreeSet<&str> = packs
        .iter()
        .filter(|pack| reported.insert(pack.scripts.hash.clone()))
        .map(|pack| pack.manifest.name.as_str())
        .collect();
    for pack in packs.iter().filter(|pack| fresh.contains(pack.manifest.name.as_str())) {
        let verdict = counted(faults.of_pack(&pack.manifest.name), "fault");
        let _ = writeln!(
            text,
            "{} {} ({}): {verdict}",
            brief(&pack.manifest.name),
            brief(&pack.manifest.version),
            pack.scripts.hash
        );
    }
    for pack in packs.iter().filter(|pack| fresh.contains(pack.manifest.name.as_str())) {
        for overlay in run_record::overlays(pack) {
            let _ = writeln!(text, "  {}", brief(&format!("{}: {overlay}", pack.manifest.name)));
        }
    }
    text.push_str(&rules(coder.rules(), &fresh));
    text.push_str(&incidents(coder.incidents(), &fresh));
    if let Some(own) = own.filter(|_| !findings.is_empty()) {
        text.push_str(&tally(own, findings));
    }
    print(&text)
}

/// The line that counts the findings about a pack.
fn tally(pack: &str, findings: &[Finding]) -> String {
    let count = |wanted| findings.iter().filter(|one| one.severity == wanted).count() as u64;
    let mut parts = Vec::new();
    for severity in [Severity::Error, Severity::Warning] {
        if count(severity) > 0 {
            parts.push(counted(count(severity), severity.name()));
        }
    }
    let fixable = findings.iter().filter(|finding| finding.fix.is_some()).count();
    let fix = match fixable {
        0 => String::new(),
        count => format!("; dateline check --fix corrects {count}"),
    };
    let code = findings.first().map_or("", |finding| finding.code.id);
    format!(
        "  {}: {}{fix}; dateline doc {code} explains the first\n",
        brief(pack),
        parts.join(", ")
    )
}

/// The summary of the rules: how many, of which status, of which kinds; one line for each pack that has some.
fn rules(rules: &[RuleSpec], wanted: &BTreeSet<&str>) -> String {
    let mut packs: BTreeMap<&str, Vec<&RuleSpec>> = BTreeMap::new();
    let rules = rules.iter().filter(|rule| wanted.contains(rule.pack.as_str()));
    rules.for_each(|rule| packs.entry(&rule.pack).or_default().push(rule));
    let mut text = String::new();
    for (pack, rules) in packs {
        let mut statuses: BTreeMap<&str, u64> = BTreeMap::new();
        rules.iter().for_each(|rule| *statuses.entry(&rule.status).or_default() += 1);
        let statuses: Vec<String> =
            statuses.iter().map(|(status, count)| format!("{count} {status}")).collect();
        let kinds: BTreeSet<&str> = rules.iter().map(|rule| rule.kind.as_str()).collect();
        let examples: usize = rules.iter().map(|rule| rule.examples.len()).sum();
        let counterexamples: usize = rules.iter().map(|rule| rule.counterexamples.len()).sum();
        let _ = writeln!(
            text,
            "  {}: {} ({}), {}, {}, {}: {}",
            brief(pack),
            counted(rules.len() as u64, "rule"),
            statuses.join(", "),
            counted(examples as u64, "example"),
            counted(counterexamples as u64, "counterexample"),
            counted(kinds.len() as u64, "kind"),
            list(kinds)
        );
    }
    text
}

/// The summary of the incident rules, one line for each pack that has some.
fn incidents(rules: &[IncidentSpec], wanted: &BTreeSet<&str>) -> String {
    let mut packs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let rules = rules.iter().filter(|rule| wanted.contains(rule.pack.as_str()));
    rules.for_each(|rule| packs.entry(&rule.pack).or_default().push(&rule.id));
    let line = |(pack, ids): (&str, Vec<&str>)| {
        let count = counted(ids.len() as u64, "incident rule");
        format!("  {}: {count}: {}\n", brief(pack), list(ids))
    };
    packs.into_iter().map(line).collect()
}
