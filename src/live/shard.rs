//! One thread's part of a corpus in memory: its articles, its engine, and the drafts that rules returned for each
//! article.

use super::delta::{ArticleDifference, Delta};
use super::document_store::{DocumentStore, Query};
use super::draft_cache::{self, CachedDraft, DraftInterner, ResolvedDraft};
use super::rule_table::Positions;
use super::shard_repeats::ShardRepeats;
use crate::coder::Coder;
use crate::coder::find::{MomentDraft, RuleRunner, keep_coded};
use crate::event::Event;
use crate::pattern::{Hit, Matcher};
use crate::script::{CallRule, Fault, Limits, Program, ScriptSet, View};
use crate::text::{Article, Document};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A part of the corpus. Stays on one thread.
pub struct Shard {
    store: DocumentStore,
    /// The drafts of each document in the store; those of one rule in order of sentence.
    pub(super) cached: Vec<Vec<CachedDraft>>,
    program: Program,
    sets: Arc<Vec<Arc<ScriptSet>>>,
    pub(super) coder: Coder,
    pub(super) positions: Arc<Positions>,
    finder: RuleRunner,
    interrupt: Arc<AtomicBool>,
    /// Which documents repeat an earlier one.
    pub(super) repeats: ShardRepeats,
    /// The state before the last update.
    pub(super) before: Option<PreviousState>,
    /// The rules before the previous update: if the last one is reverted, its differences are reported with these.
    pub(super) past: Option<(Coder, Arc<Positions>)>,
}

/// What an update replaced.
pub(super) struct PreviousState {
    sets: Arc<Vec<Arc<ScriptSet>>>,
    pub coder: Coder,
    pub positions: Arc<Positions>,
    /// By document, in order.
    replaced: Vec<ReplacedDrafts>,
}

/// The drafts of one document that an update replaced.
struct ReplacedDrafts {
    number: u32,
    /// How many drafts were kept; new ones come after them.
    kept: usize,
    removed: Vec<CachedDraft>,
}

impl PreviousState {
    /// The drafts of document `number` before the update; `now` are its current ones. `None` if the update changed
    /// nothing.
    pub fn cached<'a>(
        &'a self,
        number: u32,
        now: &'a [CachedDraft],
    ) -> Option<impl Iterator<Item = &'a CachedDraft>> {
        let at = self.replaced.binary_search_by_key(&number, |replaced| replaced.number).ok()?;
        let ReplacedDrafts { kept, removed, .. } = &self.replaced[at];
        Some(now[..*kept].iter().chain(removed))
    }
}

/// New rules for a shard.
#[derive(Clone)]
pub struct RuleUpdate {
    /// The scripts, all of them.
    pub sets: Arc<Vec<Arc<ScriptSet>>>,
    /// All rules; the matcher contains those that must be run.
    pub coder: Coder,
    /// The positions of the rules.
    pub positions: Arc<Positions>,
    /// Rules whose cached drafts are invalid, by number.
    pub stale: Arc<Vec<u32>>,
    /// Rules whose events must be filled in again, by number.
    pub refill: Arc<Vec<u32>>,
}

/// The result of an update on a shard.
#[derive(Default)]
pub struct ShardOutcome {
    /// The differences, in order of the articles.
    pub deltas: Vec<Delta>,
    /// Mistakes of rules that occurred.
    pub faults: Vec<Fault>,
    /// How many times the rules' conditions held.
    pub moments: usize,
    /// Whether it was interrupted; then [`Shard::revert`] must be called.
    pub stopped: bool,
}

impl Shard {
    /// An empty shard without rules.
    pub fn new(coder: Coder, limits: &Limits, interrupt: Arc<AtomicBool>) -> Shard {
        let (program, _) = Program::load_stoppable(&[], limits, interrupt.clone());
        Shard {
            store: DocumentStore::default(),
            cached: Vec::new(),
            program,
            coder,
            positions: Arc::default(),
            finder: RuleRunner::default(),
            interrupt,
            repeats: ShardRepeats::default(),
            before: None,
            past: None,
            sets: Arc::default(),
        }
    }

    /// Adds an article to the store.
    pub fn add(&mut self, article: Article) {
        self.store.add(article);
        self.cached.push(Vec::new());
    }

    /// Removes all articles from index `len` on.
    pub fn truncate(&mut self, len: usize) {
        self.store.truncate(len);
        self.cached.truncate(len);
        self.repeats.truncate(len);
    }

    /// Builds the index, once the articles are added.
    pub fn index(&mut self) {
        self.store.index();
    }

    /// The documents, in order.
    pub fn documents(&self) -> &[Rc<Document>] {
        self.store.documents()
    }

    /// The store of articles with its index.
    pub(super) fn store(&self) -> &DocumentStore {
        &self.store
    }

    /// Whether the user has interrupted the work.
    pub(super) fn is_stopped(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed)
    }

    /// Replaces the rules, and runs those that changed on the articles where they can hold.
    pub fn update(&mut self, update: &RuleUpdate) -> ShardOutcome {
        self.program.reload(&update.sets);
        if let Some(before) = self.before.take() {
            self.past = Some((before.coder, before.positions));
        }
        let mut before = PreviousState {
            sets: std::mem::replace(&mut self.sets, update.sets.clone()),
            coder: std::mem::replace(&mut self.coder, update.coder.clone()),
            positions: std::mem::replace(&mut self.positions, update.positions.clone()),
            replaced: Vec::new(),
        };
        let mut done = ShardOutcome::default();
        let matcher = update.coder.matcher().clone();
        done.stopped = self.is_stopped();
        let query = self.store.query(&matcher).filter(|_| !done.stopped);
        let Some(mut query) = query else {
            self.before = Some(before);
            return done;
        };
        let touched = self.touched(update, &query);
        let unmoved = before.positions == self.positions;
        let (mut hits, mut interner) = (Vec::new(), DraftInterner::default());
        for number in touched {
            if self.interrupt.load(Ordering::Relaxed) {
                done.stopped = true;
                break;
            }
            self.store.scan(&mut query, number, &mut hits);
            let view = self.view(number, std::mem::take(&mut hits));
            let (made, faults) =
                self.finder.find(&self.coder, || &self.program as &dyn CallRule, &view);
            done.faults.extend(faults);
            done.moments += made.len();
            let keep = |made: MomentDraft| {
                let rule = self.positions.number(made.rule);
                CachedDraft::new(rule, made, view.document(), &mut interner)
            };
            let fresh: Vec<CachedDraft> = made.into_iter().map(keep).collect();
            let all = &mut self.cached[number as usize];
            let removed = update.cut(all);
            if unmoved && update.changes_nothing(&removed, &fresh) {
                all.extend(removed);
                hits = reclaimed(view);
                continue;
            }
            let kept = all.len();
            let sentences = sentences(&removed, &fresh);
            update.replace(all, &removed, fresh);
            let there = |cached: &&CachedDraft| sentences.binary_search(&cached.sentence).is_ok();
            let was = all[..kept].iter().chain(&removed).filter(there);
            let is = all.iter().filter(there);
            let document = view.document();
            let difference = ArticleDifference {
                number,
                view: &view,
                before: draft_cache::surviving(was, &before.coder, document, &before.positions),
                after: draft_cache::surviving(is, &self.coder, document, &self.positions),
                refill: &update.refill,
            };
            done.deltas.extend(difference.deltas());
            before.replaced.push(ReplacedDrafts { number, kept, removed });
            hits = reclaimed(view);
        }
        self.before = Some(before);
        done
    }

    /// Reverts the last update.
    pub fn revert(&mut self) {
        let Some(before) = self.before.take() else { return };
        self.program.restore(&before.sets);
        self.sets = before.sets;
        self.coder = before.coder;
        self.positions = before.positions;
        for replaced in before.replaced {
            let cached = &mut self.cached[replaced.number as usize];
            cached.truncate(replaced.kept);
            cached.extend(replaced.removed);
        }
    }

    /// The documents that contain a required word of a rule to be run, or a draft that is invalid; sorted.
    fn touched(&self, update: &RuleUpdate, query: &Query<'_>) -> Vec<u32> {
        let plans = 0..update.coder.matcher().plans().len();
        let mut touched: Vec<u32> =
            plans.flat_map(|plan| self.store.holding(query, plan)).collect();
        let marked = self.cached.iter().enumerate();
        let marked =
            marked.filter(|(_, cached)| cached.iter().any(|cached| update.changes(cached)));
        touched.extend(marked.map(|(number, _)| number as u32));
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    fn view(&self, number: u32, hits: Vec<Hit>) -> Rc<View> {
        self.view_with(self.coder.matcher(), number, hits)
    }

    /// A view of document `number` for the patterns of `matcher`, with `hits` as its hits.
    pub(super) fn view_with(
        &self,
        matcher: &Arc<Matcher>,
        number: u32,
        mut hits: Vec<Hit>,
    ) -> Rc<View> {
        let document = self.store.documents()[number as usize].clone();
        if !hits.is_empty() {
            keep_coded(&document, &mut hits);
        }
        self.coder.view(matcher, document, hits)
    }

    /// A view of document `number` for filling in events with `coder`.
    pub(super) fn view_of(&self, coder: &Coder, number: u32) -> Rc<View> {
        let document = self.store.documents()[number as usize].clone();
        coder.view(coder.matcher(), document, Vec::new())
    }

    /// A view of document `number` for the rules that `coder`'s matcher contains, whichever were run last.
    pub(super) fn view_for(&self, coder: &Coder, query: &mut Query<'_>, number: u32) -> Rc<View> {
        let mut hits = Vec::new();
        self.store.scan(query, number, &mut hits);
        self.view_with(coder.matcher(), number, hits)
    }

    /// The closures of all rules.
    pub(super) fn program(&self) -> &Program {
        &self.program
    }

    /// Calls `look` with the surviving drafts of document `number` and the view for filling them in.
    pub fn with_surviving<T>(
        &self,
        number: u32,
        look: impl FnOnce(&[ResolvedDraft<'_>], &Rc<View>) -> T,
    ) -> T {
        let view = self.view(number, Vec::new());
        let cached = &self.cached[number as usize];
        let document = view.document();
        look(&draft_cache::surviving(cached.iter(), &self.coder, document, &self.positions), &view)
    }

    /// The events of document `number`, complete, if `wanted` accepts the kind and rule id of one of them; else no
    /// event is built, which is the expensive part.
    pub fn events_if(&self, number: u32, wanted: impl Fn(&str, &str) -> bool) -> Vec<Event> {
        self.with_surviving(number, |surviving, view| {
            let rules = self.coder.rules();
            let any = surviving
                .iter()
                .any(|one| wanted(one.candidate.kind, &rules[one.candidate.rule].id));
            if any { self.complete(number, surviving, view) } else { Vec::new() }
        })
    }

    /// The events of document `number`, complete.
    pub fn events(&self, number: u32) -> Vec<Event> {
        self.with_surviving(number, |surviving, view| self.complete(number, surviving, view))
    }

    /// The events of `surviving`, marked if document `number` repeats an earlier one.
    fn complete(
        &self,
        number: u32,
        surviving: &[ResolvedDraft<'_>],
        view: &Rc<View>,
    ) -> Vec<Event> {
        let mut events = draft_cache::events(surviving, &self.coder, view);
        self.repeats.mark(number, &mut events);
        events
    }
}

impl RuleUpdate {
    /// Whether the cached draft is invalid, or its event must be filled in again.
    fn changes(&self, cached: &CachedDraft) -> bool {
        self.stale.contains(&cached.number) || self.refill.contains(&cached.number)
    }

    /// Removes the drafts that the update changes from an article's drafts and returns them.
    fn cut(&self, cached: &mut Vec<CachedDraft>) -> Vec<CachedDraft> {
        match cached.iter().any(|cached| self.changes(cached)) {
            true => cached.extract_if(.., |cached| self.changes(cached)).collect(),
            false => Vec::new(),
        }
    }

    /// Whether the new drafts equal the old ones and their events need not be filled in again: true for most articles.
    /// While rules keep their order, deduplication gives the same result.
    fn changes_nothing(&self, removed: &[CachedDraft], fresh: &[CachedDraft]) -> bool {
        let alike = |(old, new): (&CachedDraft, &CachedDraft)| {
            old.equals(new) && !self.refill.contains(&old.number)
        };
        removed.len() == fresh.len() && removed.iter().zip(fresh).all(alike)
    }

    /// Adds the replacements of the removed drafts to an article's drafts: those still valid, to be filled in again,
    /// and the fresh ones. If a fresh draft equals an old one, the old one is used, since its attributes may be cached
    /// already.
    fn replace(
        &self,
        cached: &mut Vec<CachedDraft>,
        removed: &[CachedDraft],
        fresh: Vec<CachedDraft>,
    ) {
        let holding = removed.iter().filter(|cached| !self.stale.contains(&cached.number));
        cached.extend(holding.cloned().map(|mut cached| {
            cached.forget();
            cached
        }));
        cached.extend(fresh.into_iter().map(|fresh| {
            let twin = removed.iter().find(|old| old.equals(&fresh));
            twin.filter(|old| !self.refill.contains(&old.number)).cloned().unwrap_or(fresh)
        }));
    }
}

/// The sentences, sorted, in which drafts were added, removed or must be filled in again; duplicates share a sentence,
/// so that no other sentence changes.
fn sentences(removed: &[CachedDraft], fresh: &[CachedDraft]) -> Vec<u32> {
    let mut sentences: Vec<u32> =
        removed.iter().chain(fresh).map(|cached| cached.sentence).collect();
    sentences.sort_unstable();
    sentences.dedup();
    sentences
}

/// Recovers the allocation of a view's hits for reuse.
fn reclaimed(view: Rc<View>) -> Vec<Hit> {
    Rc::into_inner(view).map(|view| view.hits).unwrap_or_default()
}
