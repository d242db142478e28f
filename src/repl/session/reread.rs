//! Reads packs on disk again: applies what changed, reports each fault once, and keeps the last good version of
//! faulty files.

use super::state::Session;
use crate::legible;
use crate::pack::Pack;
use crate::repl::refusal::Refusal;
use crate::repl::reply::{Reply, ReplyEnd};
use crate::repl::rulebook::Rulebook;
use crate::repl::show::{counted, hanging};
use crate::repl::surface::Tone;
use crate::script::{Fault, UNTIL_THEN};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Session {
    /// Reads the packs on disk again and applies what changed. `None` if nothing did.
    pub(in crate::repl) fn reread(&mut self) -> Result<Option<Reply>, Refusal> {
        let reread = self.rules.sources.reread(&*self.pack_source);
        let mut text = String::new();
        for message in &reread.unreadable {
            let note = format!("{}{message}", self.view.surface.paint(Tone::Removed, "fault: "));
            text.push_str(&hanging(&self.view.surface, &note));
        }
        for name in &reread.readable_again {
            text.push_str(&format!("the pack {name} exists again and was read\n"));
        }
        let faulty = !reread.unreadable.is_empty();
        let typed = self.rules.current.typed().to_vec();
        let mut rules = Rulebook::new(reread.packs.clone(), typed.clone());
        if rules.has_same_rules(&self.rules.current)
            && text.is_empty()
            && reread.faults.is_empty()
            && self.rules.faults.is_empty()
        {
            return Ok(None);
        }
        let faults = self.corpus.live.borrow_mut().trial(rules.all())?;
        let all: Vec<Fault> = reread.faults.into_iter().chain(faults).collect();
        let (packs, replaced) = self.rules.sources.with_last_good(&reread.packs, &all);
        if !replaced.is_empty() {
            rules = Rulebook::new(packs, typed);
        }
        let same = rules.has_same_rules(&self.rules.current);
        let changed = changed_files(&self.rules.seen, &reread.packs);
        if same && changed.is_empty() && text.is_empty() && self.rules.faults == all {
            return Ok(None);
        }
        let heading = heading(&changed, &removed_files(&self.rules.seen, &reread.packs));
        let heading = legible::line(&heading);
        let mended = !self.rules.faults.is_empty() && all.is_empty();
        // Faults that already existed were reported before.
        let is_new = |fault: &&Fault| !self.rules.faults.contains(fault);
        let fresh: Vec<Fault> =
            all.iter().filter(is_new).map(|fault| without_lost_rules(fault, &replaced)).collect();
        let removed = removed_files(&self.rules.seen, &reread.packs);
        text.push_str(&self.view.faults(&causes(&fresh, &replaced)));
        let more = fresh.len() - causes(&fresh, &replaced).len();
        if more > 0 {
            let note = format!("{} caused by that\n", counted(more, "other fault"));
            text.push_str(&self.view.surface.paint(Tone::Faint, note));
        }
        if same {
            removed
                .iter()
                .for_each(|file| text.push_str(&format!("{} was removed\n", legible::line(file))));
        }
        self.rules.record(reread.packs, &all);
        for file in
            replaced.iter().filter(|file| changed.contains(file) || file.ends_with("as a whole"))
        {
            let file = legible::line(file);
            text.push_str(&format!("{file}: its last good version stays in use\n"));
        }
        if !same {
            let applied = self.apply(rules, &heading)?;
            text.push_str(&applied.whole(&heading));
        } else if fresh.is_empty() && !faulty && !(changed.is_empty() && text.is_empty() && !mended)
        {
            text.push_str(&format!("{heading}: no event was added, removed or changed\n"));
        }
        if mended {
            text.push_str("the packs have no faults now\n");
        }
        let end = if faulty || !fresh.is_empty() { ReplyEnd::Fault } else { ReplyEnd::Fine };
        Ok(Some(Reply { text, end }))
    }
}

/// The faults without those caused by others: if a pack is kept in its old version as a whole, a module or lexicon is
/// at fault, and everything that uses it would be reported as well.
fn causes(faults: &[Fault], replaced: &BTreeSet<String>) -> Vec<Fault> {
    let whole = |fault: &Fault| replaced.contains(&format!("{} as a whole", fault.pack));
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

/// A fault without the help about missing rules, if the last good version of its file is in use.
fn without_lost_rules(fault: &Fault, replaced: &BTreeSet<String>) -> Fault {
    let file = fault.file.as_deref().unwrap_or_default();
    let stands =
        |name: &String| *name == format!("{}/{file}", fault.pack) || name.ends_with("as a whole");
    let help = match replaced.iter().any(stands) {
        true => fault.help.replace(UNTIL_THEN, "").trim_end_matches([';', ' ']).to_owned(),
        false => fault.help.clone(),
    };
    Fault { help, ..fault.clone() }
}

/// What happened to files, in a few words.
fn heading(changed: &[String], removed: &[String]) -> String {
    let saved: Vec<&str> =
        changed.iter().filter(|file| !removed.contains(file)).map(String::as_str).collect();
    let few = |files: &[&str]| match files.len() {
        0..=3 => files.join(", "),
        more => format!("{} and {} more", files[..2].join(", "), more - 2),
    };
    let removed: Vec<&str> = removed.iter().map(String::as_str).collect();
    match (saved.is_empty(), removed.is_empty()) {
        (true, true) => "packs read again".to_owned(),
        (false, true) => format!("{} saved", few(&saved)),
        (true, false) => format!("{} removed", few(&removed)),
        (false, false) => format!("{} saved, {} removed", few(&saved), few(&removed)),
    }
}

/// The files that differ between two readings of the packs, as `pack/path`.
fn changed_files(old: &[Arc<Pack>], new: &[Arc<Pack>]) -> Vec<String> {
    let (old, new) = (texts(old, new), texts(new, old));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names.into_iter().filter(|name| old.get(*name) != new.get(*name)).cloned().collect()
}

/// The files that existed and no longer do.
fn removed_files(old: &[Arc<Pack>], new: &[Arc<Pack>]) -> Vec<String> {
    let (old, new) = (texts(old, new), texts(new, old));
    old.into_keys().filter(|name| !new.contains_key(name)).collect()
}

/// The texts of the files of `packs` by name, without packs that are equal in `others`: tables are large, and most
/// packs do not change.
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
        for (path, file) in &pack.names {
            texts.insert(format!("{name}/{path}"), file.fingerprint());
        }
    }
    texts
}
