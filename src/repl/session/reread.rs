//! Packs on disk read again: what changed is taken, what is at fault is told once, and the last good version stands in.

use super::state::Session;
use crate::pack::Pack;
use crate::repl::refusal::Refusal;
use crate::repl::reply::{End, Reply};
use crate::repl::rulebook::Rules;
use crate::repl::show::{counted, hanging};
use crate::repl::surface::Tone;
use crate::script::{Fault, UNTIL_THEN};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Session {
    /// Reads the packs on disk again and takes what changed. `None` where nothing did.
    pub(in crate::repl) fn reread(&mut self) -> Result<Option<Reply>, Refusal> {
        let reread = self.rules.sources.reread(&*self.pack_source);
        let mut text = String::new();
        for kept in &reread.kept {
            let told = format!("{}{kept}", self.view.surface.paint(Tone::Went, "fault: "));
            text.push_str(&hanging(&self.view.surface, &told));
        }
        for name in &reread.back {
            text.push_str(&format!("the pack {name} exists again and was read\n"));
        }
        let faulty = !reread.kept.is_empty();
        let typed = self.rules.current.typed().to_vec();
        let mut rules = Rules::new(reread.packs.clone(), typed.clone());
        if rules.is_as(&self.rules.current)
            && text.is_empty()
            && reread.faults.is_empty()
            && self.rules.faults.is_empty()
        {
            return Ok(None);
        }
        let faults = self.corpus.live.borrow_mut().trial(rules.all())?;
        let all: Vec<Fault> = reread.faults.into_iter().chain(faults).collect();
        let (packs, stand) = self.rules.sources.mended(&reread.packs, &all);
        if !stand.is_empty() {
            rules = Rules::new(packs, typed);
        }
        let same = rules.is_as(&self.rules.current);
        let news = changed_files(&self.rules.seen, &reread.packs);
        if same && news.is_empty() && text.is_empty() && self.rules.faults == all {
            return Ok(None);
        }
        let heading = heading(&news, &gone_files(&self.rules.seen, &reread.packs));
        let mended = !self.rules.faults.is_empty() && all.is_empty();
        // Standing faults were told when they came.
        let news_of = |fault: &&Fault| !self.rules.faults.contains(fault);
        let fresh: Vec<Fault> =
            all.iter().filter(news_of).map(|fault| softened(fault, &stand)).collect();
        let gone = gone_files(&self.rules.seen, &reread.packs);
        text.push_str(&self.view.faults(&causes(&fresh, &stand)));
        let more = fresh.len() - causes(&fresh, &stand).len();
        if more > 0 {
            let told = format!("{} caused by that\n", counted(more, "other fault"));
            text.push_str(&self.view.surface.paint(Tone::Faint, told));
        }
        if same {
            gone.iter().for_each(|file| text.push_str(&format!("{file} was removed\n")));
        }
        self.rules.record(reread.packs, &all);
        for file in stand.iter().filter(|file| news.contains(file) || file.ends_with("as a whole"))
        {
            text.push_str(&format!("{file}: its last good version stays in use\n"));
        }
        if !same {
            let applied = self.apply(rules, &heading)?;
            text.push_str(&applied.whole(&heading));
        } else if fresh.is_empty() && !faulty && !(news.is_empty() && text.is_empty() && !mended) {
            text.push_str(&format!("{heading}: no event was added, removed or changed\n"));
        }
        if mended {
            text.push_str("the packs have no faults now\n");
        }
        let end = if faulty || !fresh.is_empty() { End::Fault } else { End::Fine };
        Ok(Some(Reply { text, end }))
    }
}

/// Of the faults those that others come of: where a pack stands as a whole, a module or a lexicon is at fault, and all
/// that leans on it would be told as well.
fn causes(faults: &[Fault], stand: &BTreeSet<String>) -> Vec<Fault> {
    let whole = |fault: &Fault| stand.contains(&format!("{} as a whole", fault.pack));
    let is_module =
        |fault: &Fault| fault.file.as_ref().is_some_and(|file| file.starts_with("lib/"));
    let modules = faults.iter().any(|fault| whole(fault) && is_module(fault));
    let mut causes: Vec<Fault> = Vec::new();
    for fault in faults {
        let first = !modules && !causes.iter().any(whole);
        if !whole(fault) || is_module(fault) || first {
            causes.push(fault.clone());
        }
    }
    causes
}

/// A fault without what it says of lost rules, where the last good version of its file stands in.
fn softened(fault: &Fault, stand: &BTreeSet<String>) -> Fault {
    let file = fault.file.as_deref().unwrap_or_default();
    let stands =
        |name: &String| *name == format!("{}/{file}", fault.pack) || name.ends_with("as a whole");
    let help = match stand.iter().any(stands) {
        true => fault.help.replace(UNTIL_THEN, "").trim_end_matches([';', ' ']).to_owned(),
        false => fault.help.clone(),
    };
    Fault { help, ..fault.clone() }
}

/// What happened to files, in a few words.
fn heading(changed: &[String], gone: &[String]) -> String {
    let saved: Vec<&str> =
        changed.iter().filter(|file| !gone.contains(file)).map(String::as_str).collect();
    let few = |files: &[&str]| match files.len() {
        0..=3 => files.join(", "),
        more => format!("{} and {} more", files[..2].join(", "), more - 2),
    };
    let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
    match (saved.is_empty(), gone.is_empty()) {
        (true, true) => "packs read again".to_owned(),
        (false, true) => format!("{} saved", few(&saved)),
        (true, false) => format!("{} removed", few(&gone)),
        (false, false) => format!("{} saved, {} removed", few(&saved), few(&gone)),
    }
}

/// The files that differ between two readings of the packs, as `pack/path`.
fn changed_files(old: &[Arc<Pack>], new: &[Arc<Pack>]) -> Vec<String> {
    let (old, new) = (texts(old, new), texts(new, old));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names.into_iter().filter(|name| old.get(*name) != new.get(*name)).cloned().collect()
}

/// The files that were there and are no more.
fn gone_files(old: &[Arc<Pack>], new: &[Arc<Pack>]) -> Vec<String> {
    let (old, new) = (texts(old, new), texts(new, old));
    old.into_keys().filter(|name| !new.contains_key(name)).collect()
}

/// The files of `packs` by name, but for packs that are among `others` as they are: tables are large, and most packs
/// are as they were.
fn texts(packs: &[Arc<Pack>], others: &[Arc<Pack>]) -> BTreeMap<String, String> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let is_old =
        |pack: &Arc<Pack>| others.iter().any(|other| other.scripts.hash == pack.scripts.hash);
    for pack in packs.iter().filter(|pack| !is_old(pack)) {
        let name = &pack.manifest.name;
        for file in pack.scripts.rules.iter().chain(&pack.scripts.lib) {
            texts.insert(format!("{name}/{}", file.path), file.text.clone());
        }
        for (lexicon, phrases) in &pack.scripts.lexicons {
            texts.insert(format!("{name}/lexicons/{lexicon}.txt"), phrases.join("\n"));
        }
        texts.insert(format!("{name}/pack.toml"), format!("{:?}", pack.manifest));
        for (_, path, text) in &pack.tables {
            texts.insert(format!("{name}/{path}"), text.clone());
        }
    }
    texts
}
