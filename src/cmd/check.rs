//! `dateline check`: loads packs, reports their faults, summarises their contents.

use super::report::{counted, show_notices};
use super::{CommandOutcome, print, setup};
use dateline::pack::run_record;
use dateline::script::{Fault, IncidentSpec, RuleSpec};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write;

/// Checks the packs named, or all shipped packs.
pub fn run(packs: &[String]) -> anyhow::Result<CommandOutcome> {
    let mut faulty = false;
    // A pack on which several others depend is reported once.
    let mut reported: HashSet<String> = HashSet::new();
    for names in setup::pack_groups(packs) {
        let setup::LoadedCoder { coder, packs, faults } = setup::load(&names)?;
        let mut faults = faults;
        for pack in &packs {
            // A run looks at few lines of a name file; here each is read.
            for (path, file) in &pack.names {
                for problem in file.problems(path) {
                    let name = &pack.manifest.name;
                    let fault = Fault::of(name, Some(path), &problem.message, &problem.help);
                    let line = problem.line as usize;
                    faults.add(fault.at_line(file.line_text(line), line, 1));
                }
            }
        }
        faults.show();
        show_notices(&coder);
        faulty |= !faults.is_empty();
        let mut text = String::new();
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
                pack.manifest.name, pack.manifest.version, pack.scripts.hash
            );
        }
        for pack in packs.iter().filter(|pack| fresh.contains(pack.manifest.name.as_str())) {
            for overlay in run_record::overlays(pack) {
                let _ = writeln!(text, "  {}: {overlay}", pack.manifest.name);
            }
        }
        text.push_str(&rules(coder.rules(), &fresh));
        text.push_str(&incidents(coder.incidents(), &fresh));
        print(&text)?;
    }
    Ok(if faulty { CommandOutcome::Faults } else { CommandOutcome::Fine })
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
            "  {pack}: {} ({}), {}, {}, {}: {}",
            counted(rules.len() as u64, "rule"),
            statuses.join(", "),
            counted(examples as u64, "example"),
            counted(counterexamples as u64, "counterexample"),
            counted(kinds.len() as u64, "kind"),
            kinds.into_iter().collect::<Vec<_>>().join(", ")
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
        format!("  {pack}: {count}: {}\n", ids.join(", "))
    };
    packs.into_iter().map(line).collect()
}
