//! `dateline test`: tests each rule on its own examples and counterexamples.

use super::report::{FaultTally, counted};
use super::{CommandOutcome, pipeline, print, setup};
use dateline::check::examples::{ExampleFailure, ExampleReport, examine};
use std::fmt::Write;

/// Tests the examples of the packs named, or of all shipped packs.
pub fn run(packs: &[String]) -> anyhow::Result<CommandOutcome> {
    let mut failed = false;
    for names in setup::pack_groups(packs) {
        let setup::LoadedCoder { coder, packs, mut faults } = setup::load(&names)?;
        // The last one loaded is the one named; its dependencies are not tested with it.
        let own = packs.last().map(|pack| pack.manifest.name.as_str());
        let mut examined = pipeline::on_deep_stack(|| examine(&coder, own))?;
        std::mem::take(&mut examined.faults).into_iter().for_each(|fault| faults.add(fault));
        faults.show();
        print(&text(&names.join(", "), &examined, &faults))?;
        failed |= !faults.is_empty() || !examined.failures.is_empty();
    }
    Ok(if failed { CommandOutcome::Faults } else { CommandOutcome::Fine })
}

fn text(pack: &str, examined: &ExampleReport, faults: &FaultTally) -> String {
    let mut text = String::new();
    examined.failures.iter().for_each(|failure| write_failure(failure, &mut text));
    for (what, rules) in [
        ("example", &examined.without_example),
        ("counterexample", &examined.without_counterexample),
    ] {
        if !rules.is_empty() {
            let _ = writeln!(text, "{pack}: without {what}: {}", rules.join(", "));
        }
    }
    let counts = [
        counted(examined.rules as u64, "rule"),
        counted(examined.examples as u64, "example"),
        format!("{} failed", examined.failures.len()),
    ];
    let _ = write!(text, "{pack}: {}", counts.join(", "));
    if !faults.is_empty() {
        let _ = write!(text, ", {}", counted(faults.len(), "fault"));
    }
    text.push('\n');
    text
}

fn write_failure(failure: &ExampleFailure, text: &mut String) {
    let ExampleFailure { rule, pack, file, line, .. } = failure;
    let _ = writeln!(text, "FAILED {rule} ({pack}/{file}:{line})");
    let _ = writeln!(text, "  {}: {}", failure.sort.name(), failure.text);
    let _ = writeln!(text, "  expected: {}", failure.expected);
    for came in &failure.came {
        let _ = writeln!(text, "  got: {came}");
    }
    text.push('\n');
}
