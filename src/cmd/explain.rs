//! `dateline explain`: shows what the rules find in one article, and why.

use super::args::{PackArgs, ReadArgs};
use super::messages::OddArticles;
use super::standard_input::{self, StandardInput};
use super::{CommandOutcome, nearest, note, pipeline, print, setup, shipped};
use anyhow::{Context, anyhow, bail};
use clap::Args;
use dateline::corpus::{self, Chunks, ReadOptions};
use dateline::script::ids::{self, RuleLookup};
use dateline::text::Article;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// The arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A file (FILE#ID where it holds several articles), the id of a shipped article, such as seed-003, or "-" for standard input; where none is named, what is piped in
    pub article: Option<String>,
    /// Explain only this rule
    #[arg(short, long)]
    pub rule: Option<String>,
    /// Explain only this sentence, counted from 1 as in the events
    #[arg(short, long, value_name = "N", value_parser = sentence)]
    pub sentence: Option<NonZeroUsize>,
    #[command(flatten)]
    pub pack: PackArgs,
    #[command(flatten)]
    pub reading: ReadArgs,
}

/// Prints the report on one article.
pub fn run(args: &ExplainArgs) -> anyhow::Result<CommandOutcome> {
    let options = args.reading.options()?;
    let setup::LoadedCoder { coder, faults, .. } = setup::load(&args.pack.packs)?;
    let known = || coder.rules().iter().map(|rule| rule.id.as_str());
    let wanted = match args.rule.as_deref().map(|rule| (rule, ids::lookup(coder.rules(), rule))) {
        None => None,
        Some((_, RuleLookup::One(id))) => Some(id.to_owned()),
        Some((rule, RuleLookup::Several(ids))) => bail!("{}", ids::several(rule, &ids)),
        Some((rule, RuleLookup::Nothing)) => {
            faults.show(); // a rule may be unknown because it has a fault
            bail!("no rule \"{rule}\"{}", nearest::hint(rule, known()));
        }
    };
    let article = match &args.article {
        Some(article) => find(article, &options)?,
        None => find(&piped()?, &options)?,
    };
    let mut odd = OddArticles::default();
    odd.add(&article);
    let sentence = args.sentence.map(NonZeroUsize::get);
    let report =
        pipeline::on_deep_stack(|| coder.worker().explain(article, wanted.as_deref(), sentence))?;
    faults.show();
    odd.show();
    if let Some(number) = sentence.filter(|&number| number > report.count) {
        bail!("{} has no sentence {number}: it has {}", report.article, report.count);
    }
    print(&report.to_string())?;
    Ok(if faults.is_empty() { CommandOutcome::Fine } else { CommandOutcome::Faults })
}

/// Standard input as the article, where something is piped in.
fn piped() -> anyhow::Result<String> {
    match standard_input::look().context("cannot read standard input")? {
        StandardInput::Text => {
            note("explaining standard input; name - to say so");
            Ok("-".to_owned())
        }
        StandardInput::Silent => bail!("{}", standard_input::silent("there is nothing to explain")),
        StandardInput::Terminal | StandardInput::Empty => {
            bail!(
                "no article: name a file or a shipped article (dateline explain seed-003), or pipe one in"
            )
        }
    }
}

/// The article named: a file, one of several in a file (`FILE#ID`), or a shipped one by its id.
fn find(name: &str, options: &ReadOptions) -> anyhow::Result<Article> {
    if name == "-" || Path::new(name).exists() {
        return single_article(corpus::open(&[PathBuf::from(name)], options), name, None, options);
    }
    if let Some((path, id)) = name.rsplit_once('#').filter(|(path, _)| Path::new(path).exists()) {
        return single_article(
            corpus::open(&[PathBuf::from(path)], options),
            path,
            Some(id),
            options,
        );
    }
    if let Some(chunks) = shipped::article(name, options) {
        return single_article(chunks, name, None, options);
    }
    let ids = shipped::article_ids();
    let hint = nearest::hint(name, ids.iter().map(String::as_str));
    bail!("no article \"{name}\": it is neither a file nor the id of a shipped article{hint}")
}

/// The article `id` of `chunks`, or the only one.
fn single_article(
    chunks: Chunks,
    path: &str,
    id: Option<&str>,
    options: &ReadOptions,
) -> anyhow::Result<Article> {
    let mut others: Vec<Article> = Vec::new();
    let mut errors = Vec::new();
    for chunk in chunks {
        let chunk = chunk?;
        for article in chunk.articles(options) {
            match article {
                Ok(article) if id == Some(article.id.as_str()) => return Ok(article),
                Ok(article) if others.len() < 5 => others.push(article),
                Ok(_) => {}
                Err(error) => errors.push(error.to_string()),
            }
        }
    }
    let ids = || others.iter().map(|other| other.id.as_str()).collect::<Vec<_>>().join(", ");
    match (id, others.len()) {
        (None, 1) => others.pop().ok_or_else(|| anyhow!("no article in {path}")),
        (_, 0) if !errors.is_empty() => {
            let last = errors.pop().unwrap_or_default();
            errors.iter().for_each(|error| note(&format!("error: {error}")));
            bail!("{last}")
        }
        (_, 0) => bail!("no article in {path}"),
        (None, _) => {
            bail!("{path} contains several articles ({}, ...); name one as {path}#ID", ids())
        }
        (Some(id), _) => bail!("no article \"{id}\" in {path}; it contains {}, ...", ids()),
    }
}

fn sentence(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "sentences are counted from 1".into())
}
