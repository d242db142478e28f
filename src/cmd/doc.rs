//! `dateline doc`: describes what rules and the prompt can call, as a page, as JSON, or as the definitions file for
//! editors; and the reference of commands. The first comes from `script::reference`, the second from `commands`,
//! completions and manual pages from `shell`; this module only selects and formats. `pack` lays out the card of a pack.

mod html;
mod markdown;
mod pack;

use super::card::MeasureArgs;
use super::output::Outputs;
use super::shell::ShellArgs;
use super::{CommandOutcome, nearest, refuses_color, shell, width};
use anyhow::bail;
use clap::{Args, Command, ValueEnum};
use dateline::lint;
use dateline::lint::code::LintCode;
use dateline::script::reference::{
    Page, ReferenceEntry, ReferenceGroup, definitions, page, reference, rhai_definitions,
    rhai_reference,
};
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// The arguments of `doc`.
#[derive(Debug, Args)]
pub struct DocArgs {
    /// What to describe: a function, a method (m.actor), a type (Match), an operator, a code of `check` (W202); or one pack,
    /// as a folder, archive, rule file or name (syria). Without a name, one line for each function
    #[arg(value_name = "NAME", conflicts_with_all = ["api", "definitions"])]
    pub names: Vec<String>,
    /// Describe everything
    #[arg(long, conflicts_with = "definitions")]
    pub api: bool,
    /// The reference of dateline's own commands and options, as Markdown
    #[arg(long, conflicts_with_all = ["names", "api", "definitions", "format"])]
    pub commands: bool,
    /// The definitions file for editors with a Rhai language server (.d.rhai)
    #[arg(long)]
    pub definitions: bool,
    /// With --definitions: include Rhai's own functions
    #[arg(long, requires = "definitions", conflicts_with_all = ["api", "names", "format"])]
    pub rhai: bool,
    /// Output format [default: laid out for the terminal on one, else md]
    #[arg(short, long, value_enum, conflicts_with = "definitions")]
    pub format: Option<DocFormat>,
    /// Write to this file; it is written or replaced atomically
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub measure: MeasureArgs,
    #[command(flatten)]
    pub shell: ShellArgs,
}

/// A format of `doc`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DocFormat {
    /// Markdown
    Md,
    /// JSON for programs: each part in a field of its own
    Json,
    /// Of a pack: one HTML page that loads nothing
    Html,
}

/// Writes what was asked for; an error if a name is not known. `command` gives the program's clap definition.
pub fn run(args: &DocArgs, command: fn() -> Command) -> anyhow::Result<CommandOutcome> {
    if let Some(folder) = &args.shell.man {
        shell::write_manual(command, folder)?;
        return Ok(CommandOutcome::Fine);
    }
    if let Some(name) = pack::asked(args)? {
        return pack::run(name, args);
    }
    // Before the output is opened, so that an unknown name leaves an existing file unchanged.
    let request = requested(args)?;
    if args.format == Some(DocFormat::Html) {
        bail!("only a pack has an HTML page: name one, as in dateline doc syria --format html");
    }
    let is_rules = |path: &&PathBuf| {
        let name = path.to_string_lossy();
        name.ends_with(".rhai") && !name.ends_with(".d.rhai")
    };
    if let Some(path) = args.output.as_ref().filter(is_rules) {
        let place = path.display();
        bail!("{place} is named as a rule file: definitions for editors are in .d.rhai files");
    }
    let mut output = Outputs::default().open(args.output.as_deref())?;
    let layout = match args.format {
        None if output.is_terminal() => {
            DocLayout::Terminal(Page::new(width().into(), !refuses_color()))
        }
        Some(DocFormat::Json) => DocLayout::Json,
        _ => DocLayout::Markdown,
    };
    output.write_all(render(&request, layout, command)?.as_bytes())?;
    output.commit()?;
    Ok(CommandOutcome::Fine)
}

/// What the arguments ask for.
enum DocRequest {
    Definitions {
        rhai: bool,
    },
    Commands,
    Completions(clap_complete::Shell),
    All,
    Overview,
    Some(Vec<DocEntry>),
    /// The pages of codes of `dateline check`.
    Codes(Vec<&'static LintCode>),
}

/// The page of a code of `dateline check`.
#[derive(Serialize)]
struct CodePage {
    code: &'static LintCode,
    name: &'static str,
    title: &'static str,
    /// Markdown.
    page: &'static str,
}

/// One entry to describe; `own`: it is one of Rhai's own functions.
struct DocEntry {
    entry: &'static ReferenceEntry,
    own: bool,
}

#[derive(Clone, Copy)]
enum DocLayout {
    Terminal(Page),
    Markdown,
    Json,
}

fn requested(args: &DocArgs) -> anyhow::Result<DocRequest> {
    if args.definitions {
        return Ok(DocRequest::Definitions { rhai: args.rhai });
    }
    if args.commands {
        return Ok(DocRequest::Commands);
    }
    if let Some(shell) = args.shell.completions {
        return Ok(DocRequest::Completions(shell));
    }
    if args.api {
        return Ok(DocRequest::All);
    }
    if args.names.is_empty() {
        return Ok(DocRequest::Overview);
    }
    let codes: Option<Vec<_>> = args.names.iter().map(|name| lint::code::code(name)).collect();
    if let Some(codes) = codes {
        return Ok(DocRequest::Codes(codes));
    }
    let mut found = Vec::new();
    for name in &args.names {
        found.extend(find(name)?);
    }
    Ok(DocRequest::Some(found))
}

/// Whether rules can call something of that name.
fn is_callable(name: &str) -> bool {
    let has = |on: &dateline::script::reference::Reference| {
        !on.named(name).is_empty() || on.entries().any(|entry| entry.on.as_deref() == Some(name))
    };
    has(reference()) || has(rhai_reference())
}

/// The entries that `name` names in the rule language, or else in Rhai: by name, or all methods of a type.
fn find(name: &str) -> anyhow::Result<Vec<DocEntry>> {
    for (reference, own) in [(reference(), false), (rhai_reference(), true)] {
        let mut entries = reference.named(name);
        if entries.is_empty() {
            entries =
                reference.entries().filter(|entry| entry.on.as_deref() == Some(name)).collect();
        }
        if !entries.is_empty() {
            return Ok(entries.into_iter().map(|entry| DocEntry { entry, own }).collect());
        }
    }
    let known = [reference(), rhai_reference()];
    let packs = super::shipped::pack_names();
    let known = known.iter().flat_map(|one| one.names().into_iter().chain(one.types()));
    let known = known.chain(packs.iter().map(String::as_str));
    let bare = name.split('(').next().unwrap_or(name);
    let bare = bare.rsplit('.').next().unwrap_or(bare);
    bail!("rules cannot call {name:?}{}", nearest::hint(bare, known));
}

fn render(
    request: &DocRequest,
    layout: DocLayout,
    command: fn() -> Command,
) -> anyhow::Result<String> {
    let groups: &[ReferenceGroup] = reference().groups();
    Ok(match (request, layout) {
        (DocRequest::Definitions { rhai: false }, _) => definitions(),
        (DocRequest::Definitions { rhai: true }, _) => {
            format!("{}{}", definitions(), rhai_definitions())
        }
        (DocRequest::Commands, _) => super::commands::page(command()),
        (DocRequest::Completions(shell), _) => shell::completions(command, *shell),
        (DocRequest::All, DocLayout::Terminal(page)) => page.groups(groups),
        (DocRequest::All, DocLayout::Markdown) => page::markdown(groups),
        (DocRequest::All | DocRequest::Overview, DocLayout::Json) => json(reference())?,
        (DocRequest::Overview, DocLayout::Terminal(page)) => page.overview(groups) + MORE,
        (DocRequest::Overview, DocLayout::Markdown) => page::markdown_overview(groups),
        (DocRequest::Codes(codes), DocLayout::Json) => {
            let page = |code: &&'static LintCode| CodePage {
                code,
                name: code.name,
                title: lint::page::title(code),
                page: lint::page::page(code),
            };
            json(&codes.iter().map(page).collect::<Vec<_>>())?
        }
        (DocRequest::Codes(codes), _) => {
            let pages: Vec<&str> = codes.iter().map(|code| lint::page::page(code)).collect();
            pages.join("\n\n") + "\n"
        }
        (DocRequest::Some(found), DocLayout::Json) => {
            json(&found.iter().map(|found| found.entry).collect::<Vec<_>>())?
        }
        (DocRequest::Some(found), layout) => {
            let texts: Vec<String> = found.iter().map(|found| entry_text(found, layout)).collect();
            texts.join("\n")
        }
    })
}

/// The text below the overview.
const MORE: &str = "\ndateline doc NAME describes one, dateline doc --api all of them. Functions of texts, arrays and maps \
are Rhai's\nown (https://rhai.rs/book); dateline doc describes those too, by name.\n";

fn entry_text(found: &DocEntry, layout: DocLayout) -> String {
    let text = match layout {
        DocLayout::Terminal(page) => page.entry(found.entry),
        _ => page::markdown_entry(found.entry),
    };
    match (found.own, found.entry.prompt) {
        (true, _) => format!("Rhai's own:\n\n{text}"),
        (_, true) => format!("At the prompt of a session, not in rules:\n\n{text}"),
        _ => text,
    }
}

fn json(value: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}
