//! The report of tests as one JSON object. `docs/src/testing.md` describes it; its `format` changes with its meaning.

use super::TestedPack;
use dateline::check::coverage::Branch;
use dateline::check::test_case::{Suite, TestCase};
use serde_json::{Value, json};

/// The version of the form of the report.
const FORMAT: u32 = 1;

/// The whole report.
pub fn report(tested: &[TestedPack]) -> anyhow::Result<String> {
    let passed = !tested.is_empty() && tested.iter().all(TestedPack::has_passed);
    let packs: Result<Vec<Value>, serde_json::Error> = tested.iter().map(pack).collect();
    let whole = json!({ "format": FORMAT, "passed": passed, "packs": packs? });
    Ok(format!("{}\n", serde_json::to_string_pretty(&whole)?))
}

fn pack(tested: &TestedPack) -> Result<Value, serde_json::Error> {
    let test = &tested.test;
    let faults: Vec<String> = tested.faults.iter().map(|fault| fault.render(false)).collect();
    let coverage = test.coverage.as_ref().map(|coverage| {
        let missing = coverage.branches.iter().filter(|branch| !branch.reached);
        json!({
            "reached": coverage.reached(),
            "branches": coverage.branches.len(),
            "missing": missing.map(branch).collect::<Vec<Value>>(),
            "unmeasured": coverage.unmeasured,
        })
    });
    Ok(json!({
        "pack": test.pack,
        "version": test.version,
        "passed": tested.has_passed(),
        "counts": {
            "rules": test.examples.rules,
            "examples": test.examples.examples,
            "known_misses": test.known_misses(),
            "fixtures": test.count(Suite::Fixtures),
            "quiet": test.count(Suite::Quiet),
            "known_exceptions": test.excused,
            "gold": test.count(Suite::Gold),
            "failed": test.failed().count(),
            "faults": tested.faults.len(),
        },
        "without_example": test.examples.without_example,
        "without_counterexample": test.examples.without_counterexample,
        "tests": test.cases.iter().map(case).collect::<Vec<Value>>(),
        "faults": faults,
        "score": serde_json::to_value(&test.score)?,
        "coverage": coverage,
    }))
}

fn case(case: &TestCase) -> Value {
    json!({
        "suite": case.suite.name(),
        "name": case.name,
        "rule": case.rule,
        "file": case.file,
        "line": case.line,
        "passed": !case.has_failed(),
        "failure": case.failure,
    })
}

fn branch(branch: &Branch) -> Value {
    json!({
        "file": branch.file,
        "line": branch.line,
        "part": branch.part,
        "text": branch.text,
        "rule": branch.rule,
    })
}
