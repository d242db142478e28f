//! The report of tests for people.

use super::TestedPack;
use crate::cmd::messages::counted;
use dateline::check::coverage::Coverage;
use dateline::check::gates;
use dateline::check::test_case::{Suite, TestCase};
use dateline::legible::{brief, list};
use dateline::sink::safe;
use std::fmt::Write;

/// The failures of a pack's tests, what is missing, and a summary in the last line. Where `is_blessed`, fixtures that
/// differ have not failed: their golden events are written next.
pub fn report(tested: &TestedPack, is_blessed: bool) -> String {
    let (pack, test) = (&brief(&tested.label), &tested.test);
    let mut text = String::new();
    for case in test.failed() {
        match is_blessed && case.can_bless {
            true => blessed(case, &mut text),
            false => failure(&test.pack, case, &mut text),
        }
    }
    for (what, rules) in [
        ("example", &test.examples.without_example),
        ("counterexample", &test.examples.without_counterexample),
    ] {
        if !rules.is_empty() {
            let _ = writeln!(text, "{pack}: without {what}: {}", list(rules));
        }
    }
    if let Some(score) = &test.score {
        let _ = writeln!(text, "{pack}: gold: all kinds: {}", gates::figures(&score.overall));
        for row in &score.kinds {
            let _ = writeln!(text, "{pack}: gold: {}: {}", brief(&row.kind), gates::figures(row));
        }
    }
    if let Some(coverage) = &test.coverage {
        text.push_str(&missing(pack, &test.pack, coverage));
    }
    text.push_str(&summary(tested, is_blessed));
    text
}

fn failure(pack: &str, case: &TestCase, text: &mut String) {
    let pack = brief(pack);
    let place = case.file.as_deref().map(brief).map(|file| match case.line {
        Some(line) => format!(" ({pack}/{file}:{line})"),
        None => format!(" ({pack}/{file})"),
    });
    let _ = writeln!(text, "FAILED {}{}", heading(case), place.unwrap_or_default());
    for line in &case.failure {
        let _ = writeln!(text, "  {}", safe(line));
    }
    text.push('\n');
}

/// What the golden events of a fixture become.
fn blessed(case: &TestCase, text: &mut String) {
    let _ = writeln!(text, "ACCEPTED {}", heading(case));
    // The last line says that --bless accepts them.
    let differences = case.failure.len().saturating_sub(1);
    for line in &case.failure[..differences] {
        let _ = writeln!(text, "  {}", safe(line));
    }
    text.push('\n');
}

fn heading(case: &TestCase) -> String {
    match case.suite {
        Suite::Examples => brief(&case.subject).into_owned(),
        suite => format!("{suite}: {}", safe(&case.subject)),
    }
}

/// The branches that nothing reaches, and how many are reached.
fn missing(label: &str, pack: &str, coverage: &Coverage) -> String {
    let mut text = String::new();
    let (label, pack) = (brief(label), brief(pack));
    for branch in coverage.branches.iter().filter(|branch| !branch.reached) {
        let rule =
            branch.rule.as_ref().map(|rule| format!(" ({})", brief(rule))).unwrap_or_default();
        let (file, line, part) = (brief(&branch.file), branch.line, branch.part);
        let _ = writeln!(
            text,
            "not reached: {pack}/{file}:{line}: {part}: {}{rule}",
            safe(&branch.text)
        );
    }
    for file in coverage.unmeasured.iter().map(|file| brief(file)) {
        let _ = writeln!(text, "not measured: the functions and closures of {pack}/{file}");
    }
    let (reached, all) = (coverage.reached(), coverage.branches.len());
    let _ = writeln!(text, "{label}: {reached} of {all} branches reached by an example or fixture");
    text
}

fn summary(tested: &TestedPack, is_blessed: bool) -> String {
    let test = &tested.test;
    let mut counts = Vec::new();
    // No rule was looked at where only other tests were asked for.
    if test.examples.rules > 0 {
        counts.push(counted(test.examples.rules as u64, "rule"));
        counts.push(counted(test.examples.examples as u64, "example"));
    }
    match test.known_misses() {
        0 => {}
        1 => counts.push("1 known miss among them".to_owned()),
        several => counts.push(format!("{several} known misses among them")),
    }
    for (suite, noun) in
        [(Suite::Fixtures, "fixture"), (Suite::Quiet, "quiet article"), (Suite::Gold, "gate")]
    {
        // A score without a gate tests nothing.
        let is_test = |case: &&TestCase| {
            case.suite == suite
                && !case.is_stand_in
                && (suite != Suite::Gold || case.name != "score")
        };
        let count = test.cases.iter().filter(is_test).count();
        if count > 0 {
            counts.push(counted(count as u64, noun));
        }
    }
    match test.excused {
        0 => {}
        1 => counts.push("1 known exception".to_owned()),
        several => counts.push(format!("{several} known exceptions")),
    }
    let failed = test.failed().filter(|case| !(is_blessed && case.can_bless)).count();
    counts.push(format!("{failed} failed"));
    if !tested.faults.is_empty() {
        counts.push(counted(tested.faults.len(), "fault"));
    }
    format!("{}: {}\n", brief(&tested.label), counts.join(", "))
}
