//! `dateline check` as a linter: findings about a pack that loads. Each has a code, a place, a reason and what to do, and for
//! the safe ones the change that does it. Reads no files and prints nothing: `cmd/check` gives it the files of a pack and
//! shows what it returns.

pub mod allow;
mod alternatives;
mod character;
pub mod code;
mod contradiction;
mod cover;
pub mod file;
pub mod finding;
pub mod fix;
mod impossible;
pub mod page;
mod rule;
mod sample;
pub mod sarif;
pub mod slow;
mod tree;
mod unused;

use crate::pack::Pack;
use crate::script::RuleSpec;
use cover::Judge;
use file::PackFile;
use finding::Finding;
use std::collections::BTreeSet;
use tree::Tree;
use unused::Script;

/// A pack to be checked, with what is needed to judge it.
pub struct LintInput<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// Its text files: all of its folder, or the rule file that it consists of.
    pub files: &'a [PackFile],
    /// The rules loaded, of other packs too.
    pub rules: &'a [RuleSpec],
    /// The scripts of the other packs loaded.
    pub others: Vec<&'a str>,
    /// Findings about the pack that others made: kinds, slow rules.
    pub findings: Vec<Finding>,
    /// Whether the time of rules was measured.
    pub measured: bool,
}

/// All findings about a pack, without those that its comments allow; sorted by place.
pub fn check(input: LintInput<'_>) -> Vec<Finding> {
    let LintInput { pack, files, rules, others, findings, measured } = input;
    let name = pack.manifest.name.as_str();
    let placed = |finding: Finding| {
        let file = files.iter().find(|file| Some(&file.path) == finding.file.as_ref());
        match (file, finding.line) {
            (Some(file), Some(line)) if finding.source_line.is_none() => {
                finding.at(file, file.line(line))
            }
            _ => finding,
        }
    };
    let mut findings: Vec<Finding> = findings.into_iter().map(placed).collect();
    let mut judge = Judge::default();
    let scripts = files.iter().filter(|file| file.is_script());
    let scripts = scripts.map(|file| Script { file, tree: Tree::new(&file.text) });
    let scripts: Vec<Script<'_>> = scripts.collect();
    let tree_of = |path: &str| scripts.iter().find(|script| script.file.path == path);
    for Script { file, tree } in &scripts {
        findings.extend(alternatives::in_script(name, file, tree, &mut judge));
        findings.extend(impossible::in_script(name, file, tree, &mut judge));
    }
    for file in files.iter().filter(|file| file.lexicon().is_some()) {
        findings.extend(alternatives::in_lexicon(name, file, &mut judge));
        findings.extend(impossible::in_lexicon(name, file, &mut judge));
    }
    let own: Vec<&RuleSpec> = rules.iter().filter(|rule| rule.pack == name).collect();
    for &spec in &own {
        let Some(Script { file, tree }) = tree_of(&spec.file) else { continue };
        findings.extend(contradiction::of_rule(spec, file, tree, &mut judge));
        findings.extend(rule::of_rule(spec, file, tree));
    }
    findings.extend(unused::in_pack(name, files, &scripts, &others));
    for file in files {
        let tree = tree_of(&file.path).map(|script| &script.tree);
        findings.extend(character::in_file(name, file, tree));
    }
    let named: Vec<(&str, &str, usize)> =
        own.iter().map(|rule| (rule.name.as_str(), rule.file.as_str(), rule.line)).collect();
    findings.extend(character::in_names(pack, files, &named));
    let allows = files
        .iter()
        .flat_map(|file| allow::read(file, tree_of(&file.path).map(|script| &script.tree)));
    let mut allows: Vec<allow::Allow<'_>> = allows.collect();
    allow::apply(name, &mut allows, &mut findings, measured);
    findings.sort_by_cached_key(Finding::order);
    let mut seen = BTreeSet::new();
    findings.retain(|finding| seen.insert(finding.order()));
    findings
}
