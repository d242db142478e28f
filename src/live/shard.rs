//! One thread's part of a corpus in memory: its articles, its engine, and what the rules said of each article.

use super::delta::{Delta, Difference};
use super::document_store::{DocumentStore, Query};
use super::draft_cache::{self, CachedDraft, ResolvedDraft, Sayings};
use super::rule_table::Positions;
use crate::coder::Coder;
use crate::coder::find::{MomentDraft, RuleRunner, keep_coded};
use crate::event::Event;
use crate::pattern::{Hit, Matcher};
use crate::script::{Fault, Limits, Program, ScriptSet, View};
use crate::text::{Article, Document};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A part of the corpus. Lives on one thread and never leaves it.
pub struct Shard {
    store: DocumentStore,
    /// What the rules said of each document of the store; of one rule in order of sentence.
    pub(super) cached: Vec<Vec<CachedDraft>>,
    program: Program,
    sets: Arc<Vec<Arc<ScriptSet>>>,
    pub(super) coder: Coder,
    pub(super) positions: Arc<Positions>,
    finder: RuleRunner,
    interrupt: Arc<AtomicBool>,
    /// What the last update replaced.
    pub(super) before: Option<Before>,
    /// The rules that the update before that replaced: once the last is reverted, its differences are told by them.
    pub(super) past: Option<(Coder, Arc<Positions>)>,
}

/// What an update replaced.
pub(super) struct Before {
    sets: Arc<Vec<Arc<ScriptSet>>>,
    pub coder: Coder,
    pub positions: Arc<Positions>,
    /// By document, in their order.
    replaced: Vec<Replaced>,
}

/// What an update replaced of one document's drafts.
struct Replaced {
    number: u32,
    /// How many stayed as they were; what came stands after them.
    stayed: usize,
    gone: Vec<CachedDraft>,
}

impl Before {
    /// What was cached of document `number`, of which `now` is cached; `None` where the update changed nothing of it.
    pub fn cached<'a>(
        &'a self,
        number: u32,
        now: &'a [CachedDraft],
    ) -> Option<impl Iterator<Item = &'a CachedDraft>> {
        let at = self.replaced.binary_search_by_key(&number, |replaced| replaced.number).ok()?;
        let Replaced { stayed, gone, .. } = &self.replaced[at];
        Some(now[..*stayed].iter().chain(gone))
    }
}

/// New rules for a shard.
#[derive(Clone)]
pub struct RuleUpdate {
    /// The scripts, all of them.
    pub sets: Arc<Vec<Arc<ScriptSet>>>,
    /// All rules, of which the matcher knows those that must be run.
    pub coder: Coder,
    /// Where the rules are.
    pub positions: Arc<Positions>,
    /// Rules whose drafts no longer hold, by number.
    pub stale: Arc<Vec<u32>>,
    /// Rules whose events are filled in otherwise, by number.
    pub refill: Arc<Vec<u32>>,
}

/// What an update did to a shard.
#[derive(Default)]
pub struct UpdateOutcome {
    /// The differences, in order of the articles.
    pub deltas: Vec<Delta>,
    /// Mistakes of rules that showed.
    pub faults: Vec<Fault>,
    /// How many sentences the rules' conditions held on.
    pub moments: usize,
    /// Whether it was stopped before its end; then [`Shard::revert`] is due.
    pub stopped: bool,
}

impl Shard {
    /// An empty shard that codes with no rules yet.
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

    /// Removes all articles from the `len`th on.
    pub fn truncate(&mut self, len: usize) {
        self.store.truncate(len);
        self.cached.truncate(len);
    }

    /// Builds the index, once the articles are added.
    pub fn index(&mut self) {
        self.store.index();
    }

    /// The documents, in order.
    pub fn documents(&self) -> &[Rc<Document>] {
        self.store.documents()
    }

    /// The articles with their index.
    pub(super) fn store(&self) -> &DocumentStore {
        &self.store
    }

    /// Whether the user wants work to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed)
    }

    /// Takes new rules, and runs those that changed on the articles that can hold them.
    pub fn update(&mut self, update: &RuleUpdate) -> UpdateOutcome {
        self.program.reload(&update.sets);
        if let Some(before) = self.before.take() {
            self.past = Some((before.coder, before.positions));
        }
        let mut before = Before {
            sets: std::mem::replace(&mut self.sets, update.sets.clone()),
            coder: std::mem::replace(&mut self.coder, update.coder.clone()),
            positions: std::mem::replace(&mut self.positions, update.positions.clone()),
            replaced: Vec::new(),
        };
        let mut done = UpdateOutcome::default();
        let matcher = update.coder.matcher().clone();
        done.stopped = self.is_stopped();
        let query = self.store.query(&matcher).filter(|_| !done.stopped);
        let Some(mut query) = query else {
            self.before = Some(before);
            return done;
        };
        let touched = self.touched(update, &query);
        let unmoved = before.positions == self.positions;
        let (mut hits, mut sayings) = (Vec::new(), Sayings::default());
        for number in touched {
            if self.interrupt.load(Ordering::Relaxed) {
                done.stopped = true;
                break;
            }
            self.store.scan(&mut query, number, &mut hits);
            let view = self.view(number, std::mem::take(&mut hits));
            let (made, faults) = self.finder.find(&self.coder, &self.program, &view);
            done.faults.extend(faults);
            done.moments += made.len();
            let keep = |made: MomentDraft| {
                let rule = self.positions.number(made.rule);
                CachedDraft::new(rule, made, view.document(), &mut sayings)
            };
            let fresh: Vec<CachedDraft> = made.into_iter().map(keep).collect();
            let all = &mut self.cached[number as usize];
            let gone = update.cut(all);
            if unmoved && update.leaves(&gone, &fresh) {
                all.extend(gone);
                hits = reclaimed(view);
                continue;
            }
            let stayed = all.len();
            let sentences = sentences(&gone, &fresh);
            update.renew(all, &gone, fresh);
            let there = |cached: &&CachedDraft| sentences.binary_search(&cached.sentence).is_ok();
            let was = all[..stayed].iter().chain(&gone).filter(there);
            let is = all.iter().filter(there);
            let document = view.document();
            let difference = Difference {
                number,
                view: &view,
                before: draft_cache::standing(was, &before.coder, document, &before.positions),
                after: draft_cache::standing(is, &self.coder, document, &self.positions),
                refill: &update.refill,
            };
            done.deltas.extend(difference.deltas());
            before.replaced.push(Replaced { number, stayed, gone });
            hits = reclaimed(view);
        }
        self.before = Some(before);
        done
    }

    /// Goes back to what the last update replaced.
    pub fn revert(&mut self) {
        let Some(before) = self.before.take() else { return };
        self.program.restore(&before.sets);
        self.sets = before.sets;
        self.coder = before.coder;
        self.positions = before.positions;
        for replaced in before.replaced {
            let cached = &mut self.cached[replaced.number as usize];
            cached.truncate(replaced.stayed);
            cached.extend(replaced.gone);
        }
    }

    /// The documents that hold a required word of a rule to be run, or a draft that no longer holds; sorted.
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

    /// Document `number` as the patterns of `matcher` see it, whose hits in it are `hits`.
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

    /// Document `number` as `coder` fills in what its rules said.
    pub(super) fn view_of(&self, coder: &Coder, number: u32) -> Rc<View> {
        let document = self.store.documents()[number as usize].clone();
        coder.view(coder.matcher(), document, Vec::new())
    }

    /// Document `number` as the rules of `coder` see it that its matcher knows, whichever were run last.
    pub(super) fn view_for(&self, coder: &Coder, query: &mut Query<'_>, number: u32) -> Rc<View> {
        let mut hits = Vec::new();
        self.store.scan(query, number, &mut hits);
        self.view_with(coder.matcher(), number, hits)
    }

    /// The closures of all rules.
    pub(super) fn program(&self) -> &Program {
        &self.program
    }

    /// What stands of document `number`, and the view to fill it in with.
    pub fn with_standing<T>(
        &self,
        number: u32,
        look: impl FnOnce(&[ResolvedDraft<'_>], &Rc<View>) -> T,
    ) -> T {
        let view = self.view(number, Vec::new());
        let cached = &self.cached[number as usize];
        let document = view.document();
        look(&draft_cache::standing(cached.iter(), &self.coder, document, &self.positions), &view)
    }

    /// The events of document `number`, complete, where `wanted` says so of the kind and the rule's id of one of them; else
    /// none is made, which is the expensive part.
    pub fn events_if(&self, number: u32, wanted: impl Fn(&str, &str) -> bool) -> Vec<Event> {
        self.with_standing(number, |standing, view| {
            let rules = self.coder.rules();
            let any = standing
                .iter()
                .any(|one| wanted(one.candidate.kind, &rules[one.candidate.rule].id));
            if any { draft_cache::events(standing, &self.coder, view) } else { Vec::new() }
        })
    }

    /// The events of document `number`, complete.
    pub fn events(&self, number: u32) -> Vec<Event> {
        self.with_standing(number, |standing, view| {
            draft_cache::events(standing, &self.coder, view)
        })
    }
}

impl RuleUpdate {
    /// Whether what was cached no longer holds, or is filled in otherwise.
    fn changes(&self, cached: &CachedDraft) -> bool {
        self.stale.contains(&cached.number) || self.refill.contains(&cached.number)
    }

    /// Cuts what the update changes out of an article's drafts.
    fn cut(&self, cached: &mut Vec<CachedDraft>) -> Vec<CachedDraft> {
        match cached.iter().any(|cached| self.changes(cached)) {
            true => cached.extract_if(.., |cached| self.changes(cached)).collect(),
            false => Vec::new(),
        }
    }

    /// Whether what the rules say now is what they said, and is filled in as it was: so it is in most articles. Rules
    /// that are in the same order then separate rivals as they did.
    fn leaves(&self, gone: &[CachedDraft], fresh: &[CachedDraft]) -> bool {
        let alike = |(old, new): (&CachedDraft, &CachedDraft)| {
            old.says_as(new) && !self.refill.contains(&old.number)
        };
        gone.len() == fresh.len() && gone.iter().zip(fresh).all(alike)
    }

    /// Adds to an article's drafts what takes the place of those `gone`: those that hold and are filled in otherwise,
    /// and the fresh ones; of fresh ones that say what was said before, the old ones, since their events may be made
    /// already.
    fn renew(&self, cached: &mut Vec<CachedDraft>, gone: &[CachedDraft], fresh: Vec<CachedDraft>) {
        let holding = gone.iter().filter(|cached| !self.stale.contains(&cached.number));
        cached.extend(holding.cloned().map(|mut cached| {
            cached.forget();
            cached
        }));
        cached.extend(fresh.into_iter().map(|fresh| {
            let twin = gone.iter().find(|old| old.says_as(&fresh));
            twin.filter(|old| !self.refill.contains(&old.number)).cloned().unwrap_or(fresh)
        }));
    }
}

/// The sentences, sorted, in which drafts came or went or are filled in otherwise; rivals share a sentence, so that no
/// other changes.
fn sentences(gone: &[CachedDraft], fresh: &[CachedDraft]) -> Vec<u32> {
    let mut sentences: Vec<u32> = gone.iter().chain(fresh).map(|cached| cached.sentence).collect();
    sentences.sort_unstable();
    sentences.dedup();
    sentences
}

/// The memory of a view's hits, to be used again.
fn reclaimed(view: Rc<View>) -> Vec<Hit> {
    Rc::into_inner(view).map(|view| view.hits).unwrap_or_default()
}
