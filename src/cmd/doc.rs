//! `dateline doc`: what rules and the prompt can call, as a page, as data, or as the definitions file for editors; and the reference of
//! commands. The first comes from `script::reference`, the second from `commands`, files for shells and `man` from `shell`; here is only what was asked for and how it is laid out.

use super::output::Output;
use super::shell::ShellArgs;
use super::{Outcome, nearest, refuses_color, shell, width};
use anyhow::bail;
use clap::{Args, Command, ValueEnum};
use dateline::script::reference::{
    Page, ReferenceEntry, ReferenceGroup, definitions, page, reference, rhai_definitions,
    rhai_reference,
};
use std::io::Write;
use std::path::PathBuf;

/// The arguments of `doc`.
#[derive(Debug, Args)]
pub struct DocArgs {
    /// What to describe: a function, a method (m.actor), a type (Match), an operator; without a name, one line for each
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
    pub shell: ShellArgs,
}

/// A format of `doc`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DocFormat {
    /// Markdown
    Md,
    /// JSON for programs: each part in a field of its own
    Json,
}

/// Writes what was asked for; an error where a name is not known. `command` gives the program's own command line.
pub fn run(args: &DocArgs, command: fn() -> Command) -> anyhow::Result<Outcome> {
    if let Some(folder) = &args.shell.man {
        shell::write_manual(command, folder)?;
        return Ok(Outcome::Fine);
    }
    // A name that is not known shall leave an old file as it is.
    let asked = asked(args)?;
    let mut output = Output::open(args.output.as_deref())?;
    let layout = match args.format {
        None if output.is_terminal() => {
            Layout::Terminal(Page::new(width().into(), !refuses_color()))
        }
        None | Some(DocFormat::Md) => Layout::Markdown,
        Some(DocFormat::Json) => Layout::Json,
    };
    output.write_all(render(&asked, layout, command)?.as_bytes())?;
    output.commit()?;
    Ok(Outcome::Fine)
}

/// What is to be told.
enum Asked {
    Definitions { rhai: bool },
    Commands,
    Completions(clap_complete::Shell),
    All,
    Overview,
    Some(Vec<Told>),
}

/// One thing to be told of; `own`: Rhai's own.
struct Told {
    entry: &'static ReferenceEntry,
    own: bool,
}

#[derive(Clone, Copy)]
enum Layout {
    Terminal(Page),
    Markdown,
    Json,
}

fn asked(args: &DocArgs) -> anyhow::Result<Asked> {
    if args.definitions {
        return Ok(Asked::Definitions { rhai: args.rhai });
    }
    if args.commands {
        return Ok(Asked::Commands);
    }
    if let Some(shell) = args.shell.completions {
        return Ok(Asked::Completions(shell));
    }
    if args.api {
        return Ok(Asked::All);
    }
    if args.names.is_empty() {
        return Ok(Asked::Overview);
    }
    let mut found = Vec::new();
    for name in &args.names {
        found.extend(find(name)?);
    }
    Ok(Asked::Some(found))
}

/// What `name` names in the rule language, or else in Rhai: entries, or all methods of a type.
fn find(name: &str) -> anyhow::Result<Vec<Told>> {
    for (reference, own) in [(reference(), false), (rhai_reference(), true)] {
        let mut entries = reference.named(name);
        if entries.is_empty() {
            entries =
                reference.entries().filter(|entry| entry.on.as_deref() == Some(name)).collect();
        }
        if !entries.is_empty() {
            return Ok(entries.into_iter().map(|entry| Told { entry, own }).collect());
        }
    }
    let known = [reference(), rhai_reference()];
    let known = known.iter().flat_map(|one| one.names().into_iter().chain(one.types()));
    let bare = name.split('(').next().unwrap_or(name);
    let bare = bare.rsplit('.').next().unwrap_or(bare);
    bail!("rules cannot call {name:?}{}", nearest::hint(bare, known));
}

fn render(asked: &Asked, layout: Layout, command: fn() -> Command) -> anyhow::Result<String> {
    let groups: &[ReferenceGroup] = reference().groups();
    Ok(match (asked, layout) {
        (Asked::Definitions { rhai: false }, _) => definitions(),
        (Asked::Definitions { rhai: true }, _) => {
            format!("{}{}", definitions(), rhai_definitions())
        }
        (Asked::Commands, _) => super::commands::page(command()),
        (Asked::Completions(shell), _) => shell::completions(command, *shell),
        (Asked::All, Layout::Terminal(page)) => page.groups(groups),
        (Asked::All, Layout::Markdown) => page::markdown(groups),
        (Asked::All | Asked::Overview, Layout::Json) => json(reference())?,
        (Asked::Overview, Layout::Terminal(page)) => page.overview(groups) + MORE,
        (Asked::Overview, Layout::Markdown) => page::markdown_overview(groups),
        (Asked::Some(found), Layout::Json) => {
            json(&found.iter().map(|told| told.entry).collect::<Vec<_>>())?
        }
        (Asked::Some(found), layout) => {
            let texts: Vec<String> = found.iter().map(|told| one(told, layout)).collect();
            texts.join("\n")
        }
    })
}

/// What stands below the overview.
const MORE: &str = "\ndateline doc NAME describes one, dateline doc --api all of them. Functions of texts, arrays and maps \
are Rhai's\nown (https://rhai.rs/book); dateline doc describes those too, by name.\n";

fn one(told: &Told, layout: Layout) -> String {
    let text = match layout {
        Layout::Terminal(page) => page.entry(told.entry),
        _ => page::markdown_entry(told.entry),
    };
    match (told.own, told.entry.prompt) {
        (true, _) => format!("Rhai's own:\n\n{text}"),
        (_, true) => format!("At the prompt of a session, not in rules:\n\n{text}"),
        _ => text,
    }
}

fn json(value: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}
