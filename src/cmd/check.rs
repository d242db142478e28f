//! `dateline check`: loads packs, reports their faults, says what is in them.

use super::report::{counted, show_notices};
use super::{Outcome, print, setup};
use dateline::script::{IncidentSpec, RuleSpec};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write;

/// Checks the packs named, or all shipped packs.
pub fn run(packs: &[String]) -> anyhow::Result<Outcome> {
    let mut faulty = false;
    // A pack that others stand on is told once.
    let mut told: HashSet<String> = HashSet::new();
    for names in setup::each(packs) {
        let setup::Loaded { coder, packs, faults } = setup::load(&names)?;
        faults.show();
        show_notices(&coder);
        faulty |= !faults.is_empty();
        let mut text = String::new();
        let fresh: BTreeSet<&str> = packs
            .iter()
            .filter(|pack| told.insert(pack.scripts.hash.clone()))
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
        text.push_str(&rules(coder.rules(), &fresh));
        text.push_str(&incidents(coder.incidents(), &fresh));
        print(&text)?;
    }
    Ok(if faulty { Outcome::Faults } else { Outcome::Fine })
}

/// The rules in sum: how many, of which status, of which kinds, a line a pack that holds them.
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

/// The incident rules, a line a pack that holds some.
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
