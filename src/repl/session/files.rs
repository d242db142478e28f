//! The files of a session: reads articles, and handles changes of files while the session runs.

use super::state::Session;
use crate::corpus::{Conflict, CorpusError, ODD_ARTICLES, conflict};
use crate::file::identity::Target;
use crate::live::LiveCorpus;
use crate::pack::reads;
use crate::repl::corpus_queries::CorpusQueries;
use crate::repl::paths::shown_path;
use crate::repl::paths::{canonical, same_file};
use crate::repl::refusal::Refusal;
use crate::repl::reply::Reply;
use crate::repl::show::{counted, hanging};
use crate::repl::surface::Tone;
use crate::script::Limits;
use std::path::{Path, PathBuf};

/// At most this many articles that cannot be read are named.
const NAMED: usize = 10;

impl Session {
    /// Reads the corpus at `paths` (if empty, the shipped one) and adds it to the articles; returns the report of
    /// what could not be read.
    pub(super) fn read_corpus(&mut self, paths: Vec<PathBuf>) -> Result<String, Refusal> {
        let chunks = self.pack_source.corpus(&paths)?;
        let options = self.pack_source.options();
        let errors = self.corpus.live.borrow_mut().load(chunks, &options, |_| {})?;
        *self.corpus.queries.borrow_mut() = CorpusQueries::new(self.corpus.live.clone())?;
        self.refresh_articles();
        self.corpus.paths.extend(paths);
        Ok(self.told(&errors))
    }

    /// What was left out, and what is odd in the articles that were read last.
    fn told(&self, errors: &[CorpusError]) -> String {
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        let head = format!("{} left out", counted(errors.len(), "article or file"));
        let live = self.corpus.live.borrow();
        let odd = self.under(ODD_ARTICLES, live.remarks());
        format!("{}{odd}", self.under(&head, &errors))
    }

    /// The first of `errors` under a heading; nothing if there are none.
    fn under(&self, head: &str, errors: &[String]) -> String {
        if errors.is_empty() {
            return String::new();
        }
        let mut text = self.view.surface.paint(Tone::Changed, format!("{head}:\n"));
        for error in errors.iter().take(NAMED) {
            text.push_str(&hanging(&self.view.surface, &format!("  {}", crate::sink::safe(error))));
        }
        if errors.len() > NAMED {
            text.push_str(&format!("  … and {} more\n", errors.len() - NAMED));
        }
        text
    }

    /// Adds articles and codes them.
    pub(in crate::repl) fn load_articles(&mut self, paths: Vec<PathBuf>) -> Result<Reply, Refusal> {
        let begun = std::time::Instant::now();
        let before = self.corpus.live.borrow().len();
        let mut text = self.read_corpus(paths)?;
        let outcome = self.corpus.live.borrow_mut().recode()?;
        let applied = self.report(outcome, begun)?;
        if let Some(gold) = &mut self.gold.file {
            gold.rejoin(self.corpus.queries.borrow().ids(), &mut self.corpus.live.borrow_mut());
        }
        let count = self.corpus.live.borrow().len();
        let note = format!("{} more, {} in all", counted(count - before, "article"), count);
        text.push_str(&format!("{}{note}: {}\n", applied.faults, applied.summary));
        Ok(Reply::fine(text))
    }

    /// Reads all articles again from their paths. The old ones are kept until the new ones are loaded.
    pub(in crate::repl) fn reload_articles(&mut self) -> Result<Reply, Refusal> {
        let chunks = self.pack_source.corpus(&self.corpus.paths)?;
        let options = self.pack_source.options();
        let threads = self.corpus.live.borrow().threads();
        let mut fresh = LiveCorpus::new(threads, Limits::default(), self.interrupt.clone())
            .map_err(|error| Refusal::new(format!("cannot start worker threads: {error}"), ""))?;
        let errors = fresh.load(chunks, &options, |_| {})?;
        let outcome = fresh.update(self.rules.current.all())?;
        let before = self.corpus.live.borrow().len();
        *self.corpus.live.borrow_mut() = fresh;
        *self.corpus.queries.borrow_mut() = CorpusQueries::new(self.corpus.live.clone())?;
        self.refresh_articles();
        self.corpus.changed.clear();
        self.view.listed.clear();
        if let Some(gold) = &mut self.gold.file {
            gold.rejoin(self.corpus.queries.borrow().ids(), &mut self.corpus.live.borrow_mut());
        }
        self.refresh();
        let mut text = self.told(&errors);
        let now = self.corpus.live.borrow().len();
        let events = outcome.deltas.len();
        text.push_str(&format!(
            "{} read again (there were {before}), {}\n",
            counted(now, "article"),
            counted(events, "event")
        ));
        Ok(Reply::fine(text))
    }

    /// The folders and files to watch.
    pub fn watched(&self) -> Vec<PathBuf> {
        let mut all = if self.rules.watching { self.rules.sources.folders() } else { Vec::new() };
        let files = self.corpus.paths.iter().filter(|path| path.as_os_str() != "-");
        all.extend(files.map(|path| canonical(path)));
        all.extend(self.gold.file.as_ref().map(|gold| gold.path().to_owned()));
        all
    }

    /// Handles files that were changed, created or removed. The reply is empty if nothing needs to be reported.
    pub fn files_changed(&mut self, paths: &[PathBuf]) -> Reply {
        self.interrupt.store(false, std::sync::atomic::Ordering::Relaxed);
        let mut text = String::new();
        let mut end = crate::repl::reply::ReplyEnd::Fine;
        let in_pack =
            |path: &PathBuf| self.rules.sources.folders().iter().any(|root| path.starts_with(root));
        if self.rules.watching && paths.iter().any(in_pack) {
            match self.reread() {
                Ok(None) => {}
                Ok(Some(reply)) => {
                    text.push_str(&reply.text);
                    end = reply.end;
                }
                Err(refusal) => return refusal.reply(&self.view.surface),
            }
        }
        for path in paths {
            text.push_str(&self.corpus_changed(path));
        }
        if let Some(gold) = &mut self.gold.file
            && paths.iter().any(|path| same_file(path, gold.path()))
        {
            text.push_str(&match gold.refresh(&mut self.corpus.live.borrow_mut()) {
                Ok(0) => String::new(),
                Ok(others) => format!(
                    "{}: {} written by another session\n",
                    shown_path(gold.path()),
                    counted(others, "line")
                ),
                Err(error) => format!("{error}\n"),
            });
        }
        Reply { text: self.view.surface.harmless(text), end }
    }

    /// Checks what file events do not report: packs whose folder is missing.
    pub fn tick(&mut self) -> Reply {
        if !self.rules.watching || !self.rules.sources.has_missing_folder() {
            return Reply::default();
        }
        match self.reread() {
            Ok(reply) => reply.unwrap_or_default(),
            Err(refusal) => refusal.reply(&self.view.surface),
        }
    }

    /// Refuses to overwrite files that the session reads, and anything that is not a regular file.
    pub(in crate::repl) fn refuse_inputs(&self, path: &Path) -> Result<(), Refusal> {
        let target = Target::of(path);
        let gold = self.gold.file.as_ref().is_some_and(|gold| {
            same_file(path, gold.path()) || Target::of(gold.path()).is_same(&target)
        });
        if gold {
            return Err(is_read(path));
        }
        self.refuse_read(path, &target)?;
        match std::fs::metadata(path) {
            Ok(meta) if !meta.is_file() => {
                let message = format!("{} is not a regular file", shown_path(path));
                Err(Refusal::new(message, "name a file; dateline run writes to pipes and devices"))
            }
            _ => Ok(()),
        }
    }

    /// Refuses gold where the session reads something else: lines are added to a gold file. Only gold of a pack may be
    /// a file of it.
    pub(in crate::repl) fn refuse_as_gold(&self, path: &Path) -> Result<(), Refusal> {
        let target = Target::of(path);
        if reads::is_gold(&target) { Ok(()) } else { self.refuse_read(path, &target) }
    }

    /// Refuses an article and a file of a pack, also one that does not exist yet.
    fn refuse_read(&self, path: &Path, target: &Target) -> Result<(), Refusal> {
        let (packs, _) = self.rules.sources.packs();
        let pack = packs.iter().any(|pack| reads::file_at(pack, target).is_some())
            || reads::file_of_any(target).is_some();
        let article = conflict(&self.corpus.paths, target);
        if let Some(Conflict::Folder(folder)) = &article {
            let message = format!(
                "{} would lie among the articles of this session, in {}",
                shown_path(path),
                shown_path(folder)
            );
            return Err(Refusal::new(message, "write it to another folder"));
        }
        if article.is_some() || pack { Err(is_read(path)) } else { Ok(()) }
    }

    fn corpus_changed(&mut self, path: &Path) -> String {
        let home = self.corpus.paths.iter().any(|root| {
            same_file(path, root) || (root.is_dir() && canonical(path).starts_with(canonical(root)))
        });
        let in_pack = self.rules.sources.folders().iter().any(|root| path.starts_with(root));
        let is_gold = self.gold.file.as_ref().is_some_and(|gold| same_file(path, gold.path()));
        if !home
            || in_pack
            || is_gold
            || path.is_dir()
            || !self.corpus.changed.insert(path.to_owned())
        {
            return String::new();
        }
        let what = if path.exists() { "changed" } else { "was removed" };
        let note = format!(
            "{} {what} since the corpus was read: answers use the old text; :reload corpus reads it again",
            shown_path(path)
        );
        hanging(&self.view.surface, &note)
    }
}

fn is_read(path: &Path) -> Refusal {
    let message = format!("{} is a file that this session reads", shown_path(path));
    Refusal::new(message, "write to another")
}
