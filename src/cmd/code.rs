//! `dateline code`: codes sentences given on the command line or through standard input, and shows their events.

mod layout;

use super::args::{OffsetArgs, PackArgs};
use super::format::{Format, LossArgs, LossReport, Shape};
use super::messages::{FaultTally, show_notices};
use super::output::Outputs;
use super::standard_input::{self, StandardInput};
use super::{CommandOutcome, note_lines, pipeline, print, print_data, setup, width};
use anyhow::{Context, anyhow, bail};
use clap::Args;
use dateline::coder::{Coder, ExplainedArticle, Worker};
use dateline::corpus::ReadOptions;
use dateline::event::count_in;
use dateline::legible::brief;
use dateline::sink::{HitsSink, Loss};
use dateline::text::Article;
use dateline::text::layout::{DateOrder, can_read_date};
use std::ffi::OsString;
use std::io::{self, Read};

/// The arguments of `code`.
#[derive(Debug, Args)]
pub struct CodeArgs {
    /// The text of an article, in quotes; several arguments are an article each; "-" for standard input, which is also read where something is piped in
    #[arg(value_name = "TEXT")]
    pub texts: Vec<OsString>,
    /// The day of publication, such as 2024-03-12; without it words such as "Tuesday" give no day
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Option<String>,
    /// The headline, coded as the first sentence
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// The outlet that published it
    #[arg(long, value_name = "OUTLET")]
    pub outlet: Option<String>,
    #[command(flatten)]
    pub pack: PackArgs,
    /// Output format
    #[arg(short, long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    #[command(flatten)]
    pub offsets: OffsetArgs,
    /// Show below the table what decided each attribute of each event
    #[arg(long)]
    pub why: bool,
}

fn date(text: &str) -> Result<String, String> {
    match !text.trim().is_empty() && can_read_date(text, DateOrder::default()) {
        true => Ok(text.to_owned()),
        false => Err("no date can be read in it; write it as 2024-03-12".to_owned()),
    }
}

/// Codes the texts and prints their events.
pub fn run(args: &CodeArgs) -> anyhow::Result<CommandOutcome> {
    if args.why && args.format != Format::Table {
        bail!(
            "--why explains a table: leave --format out, or take events of other formats without --why"
        );
    }
    let articles = args.articles()?;
    let setup::LoadedCoder { coder, mut faults, .. } = setup::load(&args.pack.packs)?;
    let coded = pipeline::on_deep_stack(|| args.code(&coder, articles))??;
    coded.report.iter().for_each(|message| note_lines(message));
    faults.merge(coded.faults);
    faults.show();
    show_notices(&coder);
    match args.format {
        Format::Table => print(&coded.out)?,
        _ => print_data(&coded.out)?,
    }
    let asked = LossArgs { quiet: false, loss: None };
    LossReport::open(&asked, args.format, &mut Outputs::default())?.show(&coded.loss);
    Ok(if faults.is_empty() { CommandOutcome::Fine } else { CommandOutcome::Faults })
}

/// What is printed about all texts.
#[derive(Default)]
struct CodedTexts {
    out: String,
    report: Vec<String>,
    faults: FaultTally,
    loss: Loss,
}

impl CodeArgs {
    /// The articles, in the order of the arguments.
    fn articles(&self) -> anyhow::Result<Vec<Article>> {
        if self.texts.is_empty() {
            match standard_input::look().context("cannot read standard input")? {
                StandardInput::Text => return Ok(vec![self.piped()?]),
                StandardInput::Silent => {
                    bail!("{}", standard_input::silent("there is no text to code"))
                }
                StandardInput::Terminal | StandardInput::Empty => {
                    bail!(
                        "no text: write one in quotes (dateline code \"Jets bombed a market in Aleppo.\"), or pipe one in"
                    )
                }
            }
        }
        if self.texts.iter().filter(|text| *text == "-").count() > 1 {
            bail!("- is named twice: standard input can be read only once");
        }
        let several = self.texts.len() > 1;
        let each = self.texts.iter().enumerate();
        each.map(|(at, text)| match text.to_str() {
            Some("-") => self.piped(),
            Some(text) => {
                let id = if several { format!("text-{}", at + 1) } else { "text".to_owned() };
                let path = format!("argument {}", at + 1);
                let article = Article::builder(&id, text).path(&path);
                Ok(self.described(article).build()?)
            }
            None => bail!(
                "argument {}: it is not UTF-8; pipe the text in (dateline code - < FILE), where other encodings are read",
                at + 1
            ),
        })
        .collect()
    }

    /// The text on standard input, to its end.
    fn piped(&self) -> anyhow::Result<Article> {
        let limit = ReadOptions::default().max_article as u64;
        let mut bytes = Vec::new();
        let input = io::stdin().lock().take(limit + 1);
        { input }.read_to_end(&mut bytes).context("cannot read standard input")?;
        let article = Article::builder_of_bytes("stdin", &bytes)?.path("-");
        Ok(self.described(article).build()?)
    }

    fn described<'a>(
        &'a self,
        mut article: dateline::ArticleBuilder<'a>,
    ) -> dateline::ArticleBuilder<'a> {
        if let Some(date) = &self.date {
            article = article.date(date);
        }
        if let Some(title) = &self.title {
            article = article.title(title);
        }
        match &self.outlet {
            Some(outlet) => article.outlet(outlet),
            None => article,
        }
    }

    fn code(&self, coder: &Coder, articles: Vec<Article>) -> anyhow::Result<CodedTexts> {
        let mut worker = coder.worker();
        let mut all = CodedTexts::default();
        let sink = match self.format.shape() {
            Shape::Lines(sink) => Some(sink),
            Shape::Hits => None,
            Shape::Whole(_) | Shape::Annotated(_) => bail!(
                "code prints lines, and {} is a file: use `dateline run -o FILE` or `dateline export`",
                self.format.name()
            ),
        };
        let mut out = Vec::new();
        if let Some(sink) = &sink {
            sink.begin(&mut out).map_err(|error| anyhow!(error))?;
        }
        let mut undated = false;
        for article in articles {
            let Some(sink) = &sink else {
                self.hits(coder, &mut worker, article, &mut out, &mut all);
                continue;
            };
            let text = article.text.clone();
            let mut coded = self.explained(&mut worker, article);
            count_in(&mut coded.events, &text, self.offsets.offsets.unit())?;
            sink.article(&coded.events, &mut out, &mut all.loss).map_err(|error| anyhow!(error))?;
            undated |= coded.needs_date();
            if let Some(hides) = coded.letters.hides() {
                all.report.push(format!("note: {} is {hides}", brief(&coded.article.id)));
            }
            if self.why {
                out.extend(layout::reasons(&coded, width().into()).into_bytes());
            }
            if coded.events.is_empty() {
                let text = layout::nothing(&coded, width().into());
                match self.format {
                    Format::Table => out.extend(text.into_bytes()),
                    _ => all.report.push(text.trim_end().to_owned()),
                }
            }
            coded.faults.into_iter().for_each(|fault| all.faults.add(fault));
        }
        if undated {
            all.report.push(NO_DATE.to_owned());
        }
        all.out = String::from_utf8(out)?;
        Ok(all)
    }

    /// The events of a text with what must be told about them; explanations are made only if they are shown.
    fn explained(&self, worker: &mut Worker, article: Article) -> ExplainedArticle {
        match self.why {
            true => worker.code_and_explain(article),
            false => worker.code_or_explain(article),
        }
    }

    fn hits(
        &self,
        coder: &Coder,
        worker: &mut Worker,
        article: Article,
        out: &mut Vec<u8>,
        all: &mut CodedTexts,
    ) {
        let found = worker.hits(article);
        let rules = found.rules.iter().filter_map(|&rule| coder.rules().get(rule as usize));
        HitsSink.article(&found.article_id, rules.map(|rule| rule.id.as_str()), out);
        found.faults.into_iter().for_each(|fault| all.faults.add(fault));
    }
}

const NO_DATE: &str = "note: no publication date is known, so days such as \"Tuesday\" are not resolved; \
    give one: --date 2024-03-12";
