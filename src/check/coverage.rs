//! What the tests of a pack leave untested: alternatives of patterns that no example, counterexample or fixture needs
//! (`coder::reach`), and branches of functions and closures that none runs (`script::instrument`). Measured with a coder of
//! its own, whose scripts are changed for it; runs and the other tests never use that.

use super::examples;
use crate::coder::Coder;
use crate::coder::reach::{ConditionRole, PatternBranch, PatternReach};
use crate::pack::Pack;
use crate::script::instrument::{CodeBranch, instrument};
use crate::script::probe::Probe;
use crate::script::{RuleSpec, ScriptFile, ScriptSet};
use crate::text::Article;
use std::collections::HashMap;
use std::sync::Arc;

/// The text of a branch is cut to this many characters.
const WIDEST: usize = 100;

/// The branches of a pack, and which were reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// All branches, by file and line.
    pub branches: Vec<Branch>,
    /// Files whose code could not be measured.
    pub unmeasured: Vec<String>,
}

/// A branch of a pattern or of code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Branch {
    /// The file inside the pack.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What it belongs to: `when`, `given`, `unless`, `not`, or of code `body`, `if`, `else`, `no else`, `case`,
    /// `loop`.
    pub part: &'static str,
    /// The alternative, or the line of code.
    pub text: String,
    /// The rule, for an alternative; of several rules that share it, the first.
    pub rule: Option<String>,
    /// Whether something reached it.
    pub reached: bool,
}

impl Coverage {
    /// How many branches were reached.
    pub fn reached(&self) -> usize {
        self.branches.iter().filter(|branch| branch.reached).count()
    }
}

/// Measures the last of `packs`, named `own`, with the examples of its rules and with `articles`.
pub fn measure(packs: &[Arc<Pack>], own: &str, articles: &[Article]) -> Coverage {
    let Some(pack) = packs.iter().find(|pack| pack.manifest.name == own) else {
        return Coverage::default();
    };
    let probe = Probe::default();
    let probed = instrument(&pack.scripts, &probe);
    let changed = Arc::new(Pack { scripts: Arc::new(probed.set), ..(**pack).clone() });
    let packs: Vec<Arc<Pack>> = packs
        .iter()
        .map(|one| if one.manifest.name == own { changed.clone() } else { one.clone() })
        .collect();
    // The faults of the pack are those reported before.
    let coder = Coder::new(&packs).0;
    let mut worker = coder.worker();
    let mut reach = PatternReach::new(&coder, |rule| rule.pack == own);
    let own_rules = || coder.rules().iter().filter(|rule| rule.pack == own);
    let texts = own_rules().flat_map(|rule| rule.examples.iter().chain(&rule.counterexamples));
    let texts = texts.map(|example| examples::article("example", &example.text));
    for article in texts.chain(articles.iter().cloned()) {
        reach.read(article.clone());
        worker.code(article);
    }
    let mut branches = alternatives(&coder, &reach, &pack.scripts);
    let ran = probe.ran();
    let code = probed.branches.iter().enumerate();
    branches.extend(code.map(|(at, branch)| of_code(branch, ran.contains(&at), &pack.scripts)));
    branches.sort();
    Coverage { branches, unmeasured: probed.unmeasured }
}

/// The alternatives of all rules; one that several rules share is one branch.
fn alternatives(coder: &Coder, reach: &PatternReach, set: &ScriptSet) -> Vec<Branch> {
    let mut index = HashMap::new();
    let mut found: Vec<Branch> = Vec::new();
    for one in reach.branches() {
        let part = part(one);
        let alternative = &one.alternative;
        let key = (part, &alternative.choice, &alternative.text, alternative.is_negated);
        match index.get(&key) {
            Some(&at) => {
                let known: &mut Branch = &mut found[at];
                known.reached |= one.reached;
            }
            None => {
                index.insert(key, found.len());
                let rule = &coder.rules()[one.rule];
                let (file, line) = place(one, rule, set);
                let text = match rule.names.get(&alternative.choice) {
                    Some(name) if alternative.phrase.is_none() => {
                        format!("{name}: {}", alternative.text)
                    }
                    _ => alternative.text.clone(),
                };
                let (rule, text) = (Some(rule.id.clone()), short(&text));
                found.push(Branch { file, line, part, text, rule, reached: one.reached });
            }
        }
    }
    found
}

fn part(branch: &PatternBranch) -> &'static str {
    match (branch.alternative.is_negated, branch.role) {
        (true, _) => "not",
        (false, ConditionRole::When) => "when",
        (false, ConditionRole::Given(_)) => "given",
        (false, ConditionRole::Unless) => "unless",
    }
}

/// Where an alternative is written: for a phrase the first line from the rule on that has it in quotes, else the first
/// of its file, else of the pack's modules; otherwise the rule's line.
fn place(branch: &PatternBranch, rule: &RuleSpec, set: &ScriptSet) -> (String, usize) {
    let own = set.rules.iter().find(|file| file.path == rule.file);
    let quoted = branch.alternative.phrase.as_ref().map(|phrase| format!("\"{phrase}\""));
    let found = quoted.and_then(|quoted| {
        let line_in = |file: &ScriptFile, from: usize| {
            let mut lines = file.text.lines().enumerate().skip(from);
            lines.find(|(_, line)| line.contains(&quoted)).map(|(at, _)| at + 1)
        };
        let next = own.and_then(|file| {
            let later = file.text.lines().enumerate().skip(rule.line);
            later.into_iter().find(|(_, line)| line.starts_with("rule(")).map(|(at, _)| at)
        });
        let inside = own.and_then(|file| line_in(file, rule.line.saturating_sub(1)));
        let inside = inside.filter(|line| next.is_none_or(|next| *line <= next));
        let in_file = || own.and_then(|file| line_in(file, 0));
        let own_line = inside.or_else(in_file).map(|line| (rule.file.clone(), line));
        let in_lib =
            || set.lib.iter().find_map(|file| Some((file.path.clone(), line_in(file, 0)?)));
        own_line.or_else(in_lib)
    });
    found.unwrap_or_else(|| (rule.file.clone(), rule.line))
}

fn of_code(branch: &CodeBranch, reached: bool, set: &ScriptSet) -> Branch {
    let file = set.rules.iter().chain(&set.lib).find(|file| file.path == branch.file);
    let line = file.and_then(|file| file.text.lines().nth(branch.line.saturating_sub(1)));
    Branch {
        file: branch.file.clone(),
        line: branch.line,
        part: branch.what,
        text: short(line.unwrap_or_default().trim()),
        rule: None,
        reached,
    }
}

fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(WIDEST).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}
