//! `dateline doc`: what rules can call, as a page, as data, or as the definitions file for editors. All of it comes from
//! `script::reference`; here is only what was asked for and how it is laid out.

use super::cli::{DocArgs, DocFormat};
use super::output::Output;
use super::{Outcome, nearest, refuses_color, width};
use anyhow::bail;
use dateline::script::reference::{
    Entry, Group, Page, definitions, page, reference, rhai_definitions, rhai_function,
};
use std::io::Write;

/// Tells what was asked for; an error where a name is not known.
pub fn run(args: &DocArgs) -> anyhow::Result<Outcome> {
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
    output.write_all(told(&asked, layout)?.as_bytes())?;
    output.commit()?;
    Ok(Outcome::Fine)
}

/// What is to be told.
enum Asked {
    Definitions { rhai: bool },
    All,
    Overview,
    Some(Vec<Told>),
}

/// One thing to be told of.
enum Told {
    Entry(&'static Entry),
    /// A function of Rhai's own, as in a definitions file.
    Rhai(String),
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

/// What `name` names: entries, all methods of a type, or a function of Rhai's own.
fn find(name: &str) -> anyhow::Result<Vec<Told>> {
    let reference = reference();
    let mut entries = reference.named(name);
    if entries.is_empty() {
        let of_type = |entry: &&Entry| entry.on.as_deref() == Some(name);
        entries = reference.entries().filter(of_type).collect();
    }
    if entries.is_empty() {
        if let Some(text) = rhai_function(name.trim_end_matches("()")) {
            return Ok(vec![Told::Rhai(text)]);
        }
        let known = reference.names().into_iter().chain(reference.types());
        let bare = name.split('(').next().unwrap_or(name);
        let bare = bare.rsplit('.').next().unwrap_or(bare);
        bail!("rules can call no {name:?}{}", nearest::hint(bare, known));
    }
    Ok(entries.into_iter().map(Told::Entry).collect())
}

fn told(asked: &Asked, layout: Layout) -> anyhow::Result<String> {
    let groups: &[Group] = reference().groups();
    Ok(match (asked, layout) {
        (Asked::Definitions { rhai: false }, _) => definitions(),
        (Asked::Definitions { rhai: true }, _) => {
            format!("{}{}", definitions(), rhai_definitions())
        }
        (Asked::All, Layout::Terminal(page)) => page.groups(groups),
        (Asked::All, Layout::Markdown) => page::markdown(groups),
        (Asked::All | Asked::Overview, Layout::Json) => json(reference())?,
        (Asked::Overview, Layout::Terminal(page)) => page.overview(groups) + MORE,
        (Asked::Overview, Layout::Markdown) => page::markdown_overview(groups),
        (Asked::Some(found), Layout::Json) => {
            let value = |told: &Told| match told {
                Told::Entry(entry) => serde_json::to_value(entry),
                Told::Rhai(text) => Ok(serde_json::json!({ "definition": text })),
            };
            json(&found.iter().map(value).collect::<Result<Vec<_>, _>>()?)?
        }
        (Asked::Some(found), layout) => {
            let texts: Vec<String> = found.iter().map(|told| one(told, layout)).collect();
            texts.join("\n")
        }
    })
}

/// What stands below the overview.
const MORE: &str = "\ndateline doc NAME tells of one, dateline doc --api of all. Functions of texts, arrays and maps \
are Rhai's\nown (https://rhai.rs/book); dateline doc tells of those too, by name.\n";

fn one(told: &Told, layout: Layout) -> String {
    match (told, layout) {
        (Told::Entry(entry), Layout::Terminal(page)) => page.entry(entry),
        (Told::Entry(entry), _) => page::markdown_entry(entry),
        (Told::Rhai(text), Layout::Terminal(_)) => format!("Rhai's own:\n\n{text}"),
        (Told::Rhai(text), _) => format!("Rhai's own:\n\n```rhai\n{text}```\n"),
    }
}

fn json(value: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}
