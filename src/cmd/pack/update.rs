//! `dateline pack update`: newer versions of packs, after showing which events differ.

use super::{StudyArgs, get, shown, with_study};
use crate::cmd::args::ReadArgs;
use crate::cmd::diff::{self, DiffArgs, DiffFormat};
use crate::cmd::stop::{stop_at_once, stop_flag};
use crate::cmd::{CommandOutcome, note, note_lines};
use anyhow::{Context, bail};
use clap::Args;
use dateline::pack::depends;
use dateline::registry::update::{stage, steps, update};
use std::io::{IsTerminal, stdin};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

/// The arguments of `pack update`.
#[derive(Debug, Args)]
// `--version` is that of the pack here.
#[command(disable_version_flag = true)]
pub struct UpdateArgs {
    /// The pack [default: all that pack.toml names]
    pub name: Option<String>,
    /// Files and folders of articles whose events are compared before anything is written [default: the shipped corpus]
    #[arg(long, value_name = "CORPUS", num_args = 1..)]
    pub on: Vec<PathBuf>,
    /// Score both states against these human-coded mentions
    #[arg(short, long, value_name = "FILE")]
    pub gold: Option<PathBuf>,
    /// Form of the comparison [default: by the output's extension (.md, .json, .html), else table]
    #[arg(short, long, value_enum)]
    pub format: Option<DiffFormat>,
    /// Write the comparison to this file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write without asking
    #[arg(long)]
    pub yes: bool,
    /// This version, also one that breaks with the old one
    #[arg(long = "version", value_name = "VERSION", requires = "name")]
    pub wanted: Option<String>,
    #[command(flatten)]
    pub study: StudyArgs,
    #[command(flatten)]
    pub reading: ReadArgs,
}

/// Shows what newer versions change, then writes them.
pub fn run(args: &UpdateArgs) -> anyhow::Result<CommandOutcome> {
    let version = match args.wanted.as_deref() {
        None => None,
        Some(text) => match depends::version(text) {
            Some(version) => Some(version),
            None => bail!("--version {text}: write one such as 1.2.0"),
        },
    };
    with_study(&args.study.folder, |supply, study| {
        let change = update(supply, study, args.name.as_deref(), version.as_ref())?;
        let steps = steps(study.lock.as_ref(), &change.lock);
        if change.is_empty(study) {
            note("nothing newer: pack.toml and dateline.lock stay as they are");
            return Ok(CommandOutcome::Fine);
        }
        note_lines(shown::steps(&steps, &supply.trust).trim_end());
        // A flag of its own: that of the comparison is not looked at after it.
        let stop = stop_flag().context("cannot watch for Ctrl-C")?;
        let beside = tempfile::tempdir().context("cannot make a folder for the comparison")?;
        let new = beside.path().join("new");
        stage(study, &change, &new)?;
        let compared = diff::run(&DiffArgs {
            before: study.folder.to_string_lossy().into_owned(),
            after: new.to_string_lossy().into_owned(),
            on: args.on.clone(),
            gold: args.gold.clone(),
            format: args.format,
            output: args.output.clone(),
            kinds: Vec::new(),
            limit: None,
            jobs: None,
            reading: args.reading.clone(),
        });
        match compared {
            Ok(CommandOutcome::Interrupted) => return Ok(CommandOutcome::Interrupted),
            Ok(_) => {}
            // The old state may be one that cannot be loaded, which the new one mends; then there is nothing to compare.
            Err(why) if args.yes => note(&format!("note: the events cannot be compared: {why:#}")),
            Err(why) => {
                return Err(why.context("the events cannot be compared, and nothing was written"));
            }
        }
        // Who is stopped at the question leaves nothing behind.
        drop(beside);
        stop_at_once().context("cannot watch for Ctrl-C")?;
        if stop.load(Ordering::Relaxed) {
            note("stopped; pack.toml and dateline.lock stay as they are");
            return Ok(CommandOutcome::Interrupted);
        }
        if !(args.yes || is_wanted()?) {
            note("nothing was written: run it again with --yes to write this");
            return Ok(CommandOutcome::Fine);
        }
        get::write(supply, study, &change)?;
        Ok(CommandOutcome::Fine)
    })
}

/// Asks at the terminal; without one, no.
fn is_wanted() -> anyhow::Result<bool> {
    if !stdin().is_terminal() {
        return Ok(false);
    }
    note("write this to pack.toml and dateline.lock? y or n");
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "yes"))
}
