//! What a rule lacks: a description, an example, a counterexample, a status.

use super::code::{LintCode, NO_ABOUT, NO_COUNTEREXAMPLE, NO_EXAMPLE, NO_STATUS};
use super::file::PackFile;
use super::finding::Finding;
use super::tree::Tree;
use crate::script::RuleSpec;
use crate::script::items::Action;

/// Findings about a rule of `file`.
pub fn of_rule(rule: &RuleSpec, file: &PackFile, tree: &Tree<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut lacks = |is_missing: bool, code: &'static LintCode, what: &str, help: &str| {
        if is_missing {
            let finding = Finding::of(code, &rule.pack, format!("it has no {what}"), help);
            findings.push(finding.at(file, file.line(rule.line)).about(&rule.id));
        }
    };
    let about = "say in one sentence what it finds: .about(\"...\")";
    lacks(rule.about.trim().is_empty(), NO_ABOUT, "description", about);
    let example = "add a sentence that it must find: .example(\"...\")";
    lacks(rule.examples.is_empty(), NO_EXAMPLE, "example", example);
    let counterexample =
        "add a sentence like its examples that it must leave alone: .counterexample(\"...\")";
    lacks(rule.counterexamples.is_empty(), NO_COUNTEREXAMPLE, "counterexample", counterexample);
    let status = "say how far it is tested: .status(\"experimental\"), \"test\" or \"stable\"";
    lacks(
        !has_status(rule, file, tree),
        NO_STATUS,
        "status, so that it counts as experimental",
        status,
    );
    findings
}

/// Whether the statement that makes the rule gives it a status; a rule that a function makes may have one from there.
fn has_status(rule: &RuleSpec, file: &PackFile, tree: &Tree<'_>) -> bool {
    let Some(item) = tree.item_at(rule.line, |at| file.line_of(at)) else { return true };
    if !matches!(item.action, Action::Call("rule", Some(_))) {
        return true;
    }
    let pairs = item.lexemes.windows(2);
    let mut pairs = pairs.map(|pair| (pair[0].text, pair[1].text));
    pairs.any(|pair| pair == (".", "status"))
}
