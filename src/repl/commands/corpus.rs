//! Commands about articles and packs on disk: `:corpus`, `:load`, `:reload`, `:watch`.

use crate::pack;
use crate::repl::command::{usage, words};
use crate::repl::paths::shown_path;
use crate::repl::refusal::Refusal;
use crate::repl::reply::Reply;
use crate::repl::rulebook::Rulebook;
use crate::repl::session::Session;
use crate::repl::show::{counted, number};
use crate::repl::surface::Tone;
use crate::script::console::CorpusAccess;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// `:corpus`
pub fn corpus(session: &mut Session, _: &str) -> Result<Reply, Refusal> {
    let articles = session.corpus.queries.borrow_mut().articles(None)?;
    let surface = session.view.surface;
    let sentences: usize = articles.iter().map(|article| article.count).sum();
    let mut outlets: BTreeMap<&str, usize> = BTreeMap::new();
    for article in &articles {
        *outlets.entry(article.outlet.as_deref().unwrap_or("no outlet")).or_default() += 1;
    }
    let mut outlets: Vec<(&str, usize)> = outlets.into_iter().collect();
    outlets.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let days: Vec<&str> =
        articles.iter().filter_map(|article| article.published.as_deref()).map(day).collect();
    let mut text = format!(
        "{}, {}\n",
        surface.paint(Tone::Strong, counted(articles.len(), "article")),
        counted(sentences, "sentence")
    );
    match session.corpus.paths.is_empty() {
        true => text.push_str("  from     the shipped corpus\n"),
        false => {
            for (at, path) in session.corpus.paths.iter().enumerate() {
                let head = if at == 0 { "from" } else { "" };
                text.push_str(&format!("  {head:<8} {}\n", shown_path(path)));
            }
        }
    }
    if let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) {
        let dated = match days.len() == articles.len() {
            true => String::new(),
            false => format!("  ({} without a day)", number(articles.len() - days.len())),
        };
        text.push_str(&format!("  days     {first} to {last}{dated}\n"));
    }
    outlets.retain(|(outlet, _)| {
        *outlet != "no outlet" || articles.iter().any(|a| a.outlet.is_some())
    });
    for (at, (outlet, count)) in outlets.iter().take(8).enumerate() {
        let head = if at == 0 { "outlets" } else { "" };
        text.push_str(&format!(
            "  {head:<8} {:>6}  {}\n",
            number(*count),
            crate::sink::safe(outlet)
        ));
    }
    if outlets.len() > 8 {
        text.push_str(&format!("  {:<8} {:>6}  more outlets\n", "", outlets.len() - 8));
    }
    if !session.corpus.changed.is_empty() {
        let count = counted(session.corpus.changed.len(), "file");
        let note = format!("  {count} changed since; :reload corpus reads all again\n");
        text.push_str(&surface.paint(Tone::Changed, note));
    }
    Ok(Reply::fine(text))
}

fn day(stamp: &str) -> &str {
    stamp.split('T').next().unwrap_or(stamp)
}

/// `:load PATH...`
pub fn load(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let names = words(line)?;
    if names.is_empty() {
        return Err(usage("load"));
    }
    let shipped = session.pack_source.shipped_packs();
    let is_pack = |name: &String| {
        pack::is_rule_file(name)
            || Path::new(name).join("pack.toml").exists()
            || (shipped.contains(name) && !Path::new(name).exists())
    };
    let (packs, articles): (Vec<String>, Vec<String>) = names.into_iter().partition(is_pack);
    let mut text = String::new();
    for pack in packs {
        text.push_str(&load_pack(session, &pack)?.text);
    }
    if !articles.is_empty() {
        let paths = articles.iter().map(PathBuf::from).collect();
        text.push_str(&session.load_articles(paths)?.text);
    }
    Ok(Reply::fine(text))
}

fn load_pack(session: &mut Session, name: &str) -> Result<Reply, Refusal> {
    let mut faults = session.rules.sources.add(&*session.pack_source, name)?;
    let (packs, duplicates) = session.rules.sources.packs();
    faults.extend(duplicates);
    let rules = Rulebook::new(packs, session.rules.current.typed().to_vec());
    let found = session.corpus.live.borrow_mut().trial(rules.all())?;
    let all: Vec<_> = faults.into_iter().chain(found).collect();
    session.rules.record(rules.packs().to_vec(), &all);
    let mut text = session.view.faults(&all);
    let applied = session.apply(rules, &format!("{name} loaded"))?;
    text.push_str(&applied.whole(&format!("{name} loaded")));
    Ok(Reply::fine(text))
}

/// `:reload [corpus]`
pub fn reload(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    match line {
        "corpus" => session.reload_articles(),
        "" | "packs" => match session.reread()? {
            Some(reply) => Ok(reply),
            None => Ok(Reply::fine("no file of a pack on disk has changed")),
        },
        _ => Err(usage("reload")),
    }
}

/// `:watch [on | off]`
pub fn watch(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    match line {
        "on" => session.rules.watching = true,
        "off" => session.rules.watching = false,
        "" => {}
        _ => return Err(usage("watch")),
    }
    if !session.rules.watching {
        return Ok(Reply::fine(
            "not watching: :reload reads saved files, :watch on resumes watching",
        ));
    }
    let folders = session.rules.sources.folders();
    if folders.is_empty() {
        let help = "no pack on disk to watch: all packs loaded are shipped with the program; :load FOLDER loads one from disk";
        return Ok(Reply::fine(help));
    }
    let mut text = "watching\n".to_owned();
    folders.iter().for_each(|folder| text.push_str(&format!("  {}\n", shown_path(folder))));
    Ok(Reply::fine(text))
}
