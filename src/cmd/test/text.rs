//! The report of tests for people.

use super::TestedPack;
use crate::cmd::report::counted;
use dateline::check::coverage::Coverage;
use dateline::check::gates;
use dateline::check::test_case::{Suite, TestCase};
use dateline::sink::safe;
use std::fmt::Write;

/// The failures of a pack's tests, what is missing, and a summary in the last line.
pub fn report(tested: &TestedPack) -> String {
    let (pack, test) = (&tested.label, &tested.test);
    let mut text = String::new();
    test.failed().for_each(|case| failure(&test.pack, case, &mut text));
    for (what, rules) in [
        ("example", &test.examples.without_example),
        ("counterexample", &test.examples.without_counterexample),
    ] {
        if !rules.is_empty() {
            let _ = writeln!(text, "{pack}: without {what}: {}", rules.join(", "));
        }
    }
    if let Some(score) = &test.score {
        let _ = writeln!(text, "{pack}: gold: all kinds: {}", gates::figures(&score.overall));
        for row in &score.kinds {
            let _ = writeln!(text, "{pack}: gold: {}: {}", row.kind, gates::figures(row));
        }
    }
    if let Some(coverage) = &test.coverage {
        text.push_str(&missing(pack, &test.pack, coverage));
    }
    text.push_str(&summary(tested));
    text
}

fn failure(pack: &str, case: &TestCase, text: &mut String) {
    let place = case.file.as_ref().map(|file| match case.line {
        Some(line) => format!(" ({pack}/{file}:{line})"),
        None => format!(" ({pack}/{file})"),
    });
    let _ = writeln!(text, "FAILED {}{}", heading(case), place.unwrap_or_default());
    for line in &case.failure {
        let _ = writeln!(text, "  {}", safe(line));
    }
    text.push('\n');
}

fn heading(case: &TestCase) -> String {
    match case.suite {
        Suite::Examples => case.subject.clone(),
        suite => format!("{suite}: {}", safe(&case.subject)),
    }
}

/// The branches that nothing reaches, and how many are reached.
fn missing(label: &str, pack: &str, coverage: &Coverage) -> String {
    let mut text = String::new();
    for branch in coverage.branches.iter().filter(|branch| !branch.reached) {
        let rule = branch.rule.as_ref().map(|rule| format!(" ({rule})")).unwrap_or_default();
        let (file, line, part) = (&branch.file, branch.line, branch.part);
        let _ = writeln!(
            text,
            "not reached: {pack}/{file}:{line}: {part}: {}{rule}",
            safe(&branch.text)
        );
    }
    for file in &coverage.unmeasured {
        let _ = writeln!(text, "not measured: the functions and closures of {pack}/{file}");
    }
    let (reached, all) = (coverage.reached(), coverage.branches.len());
    let _ = writeln!(text, "{label}: {reached} of {all} branches reached by an example or fixture");
    text
}

fn summary(tested: &TestedPack) -> String {
    let test = &tested.test;
    let mut counts = vec![
        counted(test.examples.rules as u64, "rule"),
        counted(test.examples.examples as u64, "example"),
    ];
    match test.known_misses() {
        0 => {}
        1 => counts.push("1 known miss among them".to_owned()),
        several => counts.push(format!("{several} known misses among them")),
    }
    for (suite, noun) in
        [(Suite::Fixtures, "fixture"), (Suite::Quiet, "quiet article"), (Suite::Gold, "gate")]
    {
        let gates = || test.cases.iter().filter(|case| case.suite == suite && case.name != "score");
        let count = gates().count();
        if count > 0 {
            counts.push(counted(count as u64, noun));
        }
    }
    match test.excused {
        0 => {}
        1 => counts.push("1 known exception".to_owned()),
        several => counts.push(format!("{several} known exceptions")),
    }
    counts.push(format!("{} failed", test.failed().count()));
    if !tested.faults.is_empty() {
        counts.push(counted(tested.faults.len(), "fault"));
    }
    format!("{}: {}\n", tested.label, counts.join(", "))
}
