//! `dateline test`: runs the tests of packs: examples of rules, fixtures, the quiet corpus, gold; and with `--coverage`
//! lists what they leave untested. `text`, `junit` and `json` are the forms of the report, `bless` writes golden events.

mod bless;
mod json;
mod junit;
mod text;

use super::gate::prose;
use super::messages::FaultTally;
use super::output::Outputs;
use super::{CommandOutcome, nearest, note, pipeline, setup};
use clap::{Args, ValueEnum};
use dateline::check::pack_test::{PackTest, Selection, test};
use dateline::check::test_case::Suite;
use dateline::check::test_files::TestFiles;
use dateline::pack::Pack;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The arguments of `test`.
#[derive(Debug, Args)]
pub struct TestArgs {
    /// Packs: folders, archives (arms-1.1.0.pack), rule files (mine.rhai), names of shipped packs, or name@version [default: all shipped packs]
    #[arg(value_name = "PACK")]
    packs: Vec<String>,
    /// Only this rule, or with a star at the end all rules whose id begins so; repeatable
    #[arg(long = "rule", value_name = "ID")]
    rules: Vec<String>,
    /// Only these tests; repeatable
    #[arg(long, value_enum, value_name = "TESTS")]
    only: Vec<SuiteArg>,
    /// List the alternatives of patterns and the branches of closures that no example or fixture reaches
    #[arg(long)]
    coverage: bool,
    /// Show how fixtures differ from their golden events, then write these as they come
    #[arg(long, conflicts_with = "rules")]
    bless: bool,
    /// The form of the report [default: by the ending of the output, .xml or .json, else text]
    #[arg(long, value_enum)]
    format: Option<ReportFormat>,
    /// Write the report to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A group of tests, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SuiteArg {
    /// Examples, counterexamples and known misses of rules
    Examples,
    /// Whole articles with golden events
    Fixtures,
    /// Articles that must give no event
    Quiet,
    /// Gold, and the least scores of pack.toml
    Gold,
}

/// A form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// For people
    Text,
    /// JUnit XML, for continuous integration
    Junit,
    /// One JSON object
    Json,
}

impl SuiteArg {
    fn suite(self) -> Suite {
        match self {
            SuiteArg::Examples => Suite::Examples,
            SuiteArg::Fixtures => Suite::Fixtures,
            SuiteArg::Quiet => Suite::Quiet,
            SuiteArg::Gold => Suite::Gold,
        }
    }
}

/// The tests of a pack, with the faults of loading it.
pub struct TestedPack {
    /// What was asked for: the pack, after the packs beside it for a rule file.
    label: String,
    test: PackTest,
    faults: FaultTally,
}

impl TestedPack {
    /// Whether nothing failed.
    fn has_passed(&self) -> bool {
        self.faults.is_empty() && self.test.failed().next().is_none()
    }
}

/// The form of a report in this file, by its ending.
fn format_of(output: Option<&Path>) -> ReportFormat {
    match output.and_then(Path::extension).and_then(|end| end.to_str()) {
        Some("xml") => ReportFormat::Junit,
        Some("json") => ReportFormat::Json,
        _ => ReportFormat::Text,
    }
}

/// Tests the packs named, or all shipped packs.
pub fn run(args: &TestArgs) -> anyhow::Result<CommandOutcome> {
    let selection = Selection {
        suites: args.only.iter().map(|only| only.suite()).collect(),
        rules: args.rules.clone(),
        coverage: args.coverage,
    };
    let format = args.format.unwrap_or_else(|| format_of(args.output.as_deref()));
    let mut outputs = Outputs::default();
    let mut output = outputs.open(args.output.as_deref())?;
    let mut tested = Vec::new();
    let mut known_rules = BTreeSet::new();
    let mut passed = true;
    for names in setup::pack_groups(&args.packs) {
        let setup::LoadedCoder { coder, packs, mut faults } = setup::load(&names)?;
        outputs.reads_packs(&packs)?;
        // The last one loaded is the one named; its dependencies are not tested with it.
        let Some(own) = packs.last() else { continue };
        let rules = coder.rules().iter().filter(|rule| rule.pack == own.manifest.name);
        let rules: Vec<String> = rules.map(|rule| rule.id.clone()).collect();
        let is_wanted = rules.iter().any(|id| selection.has_rule(id));
        known_rules.extend(rules);
        if !selection.rules.is_empty() && !is_wanted {
            continue;
        }
        let files = test_files(own)?;
        let mut found = pipeline::on_deep_stack(|| test(&coder, &packs, own, &files, &selection))?;
        std::mem::take(&mut found.faults).into_iter().for_each(|fault| faults.add(fault));
        faults.show();
        let mut one = TestedPack { label: names.join(", "), test: found, faults };
        if format == ReportFormat::Text {
            output.write_all(&prose(&text::report(&one, args.bless), false))?;
        }
        if args.bless {
            output.flush()?;
            bless::write(own, &mut one)?;
        }
        passed &= one.has_passed();
        tested.push(one);
    }
    match format {
        ReportFormat::Text => {}
        ReportFormat::Junit => output.write_all(junit::report(&tested).as_bytes())?,
        ReportFormat::Json => output.write_all(json::report(&tested)?.as_bytes())?,
    }
    output.commit()?;
    for wanted in &selection.rules {
        let one = Selection { rules: vec![wanted.clone()], ..Selection::default() };
        if !known_rules.iter().any(|id| one.has_rule(id)) {
            let hint = nearest::hint(wanted, known_rules.iter().map(String::as_str));
            note(&format!(
                "error: no rule {wanted:?} in these packs, so that nothing was tested{hint}"
            ));
            passed = false;
        }
    }
    Ok(if passed { CommandOutcome::Fine } else { CommandOutcome::Faults })
}

/// The test files of a pack; a rule file has none.
pub fn test_files(pack: &Pack) -> anyhow::Result<TestFiles> {
    if pack.file.is_some() || pack.root.is_empty() {
        return Ok(TestFiles::default());
    }
    let (store, root) = setup::files_of(pack)?;
    Ok(TestFiles::of(&store, root)?)
}
