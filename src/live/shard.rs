//! One thread's part of a corpus in memory: its articles, its engine, and what the rules said of each article.

use super::delta::{Delta, Difference};
use super::kept::{self, Kept, Standing};
use super::roster::Positions;
use super::shelf::{Query, Shelf};
use crate::coder::Coder;
use crate::coder::find::{Finder, Made, keep_coded};
use crate::event::Event;
use crate::frame::Notes;
use crate::pattern::{Hit, Matcher, Memo};
use crate::script::{Fault, Limits, Program, ScriptSet, View};
use crate::text::{Article, Document};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A part of the corpus. Lives on one thread and never leaves it.
pub struct Shard {
    shelf: Shelf,
    /// What the rules said of each document of the shelf, by sentence, then rule.
    pub(super) kept: Vec<Vec<Kept>>,
    program: Program,
    sets: Arc<Vec<Arc<ScriptSet>>>,
    pub(super) coder: Coder,
    pub(super) positions: Arc<Positions>,
    finder: Finder,
    interrupt: Arc<AtomicBool>,
    /// What the last update replaced.
    pub(super) before: Option<Before>,
}

/// What an update replaced.
pub(super) struct Before {
    sets: Arc<Vec<Arc<ScriptSet>>>,
    pub coder: Coder,
    pub positions: Arc<Positions>,
    /// By document, in their order.
    pub kept: Vec<(u32, Vec<Kept>)>,
    /// What the update before it replaced, should this one be reverted.
    earlier: Option<Box<Before>>,
}

/// New rules for a shard.
#[derive(Clone)]
pub struct Update {
    /// The scripts, all of them.
    pub sets: Arc<Vec<Arc<ScriptSet>>>,
    /// All rules, of which the matcher knows those that must be run.
    pub coder: Coder,
    /// Where the rules stand.
    pub positions: Arc<Positions>,
    /// Rules whose drafts no longer hold, by number.
    pub stale: Arc<Vec<u32>>,
    /// Rules whose events are filled in otherwise, by number.
    pub refill: Arc<Vec<u32>>,
}

/// What an update did to a shard.
#[derive(Default)]
pub struct Done {
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
            shelf: Shelf::default(),
            kept: Vec::new(),
            program,
            coder,
            positions: Arc::default(),
            finder: Finder::default(),
            interrupt,
            before: None,
            sets: Arc::default(),
        }
    }

    /// Puts an article on the shelf.
    pub fn add(&mut self, article: Article) {
        self.shelf.add(article);
        self.kept.push(Vec::new());
    }

    /// Takes all articles from the `len`th on off the shelf.
    pub fn truncate(&mut self, len: usize) {
        self.shelf.truncate(len);
        self.kept.truncate(len);
    }

    /// Builds the index, once the articles stand.
    pub fn index(&mut self) {
        self.shelf.index();
    }

    /// The documents, in order.
    pub fn documents(&self) -> &[Rc<Document>] {
        self.shelf.documents()
    }

    /// The articles with their index.
    pub(super) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Whether the user wants work to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed)
    }

    /// Takes new rules, and runs those that changed on the articles that can hold them.
    pub fn update(&mut self, update: &Update) -> Done {
        self.program.reload(&update.sets);
        let earlier = self.before.take().map(|before| Box::new(Before { earlier: None, ..before }));
        let mut before = Before {
            earlier,
            sets: std::mem::replace(&mut self.sets, update.sets.clone()),
            coder: std::mem::replace(&mut self.coder, update.coder.clone()),
            positions: std::mem::replace(&mut self.positions, update.positions.clone()),
            kept: Vec::new(),
        };
        let mut done = Done::default();
        let matcher = update.coder.matcher().clone();
        done.stopped = self.is_stopped();
        let query = self.shelf.query(&matcher).filter(|_| !done.stopped);
        let Some(mut query) = query else {
            self.before = Some(before);
            return done;
        };
        let touched = self.touched(update, &query);
        let mut hits = Vec::new();
        for number in touched {
            if self.interrupt.load(Ordering::Relaxed) {
                done.stopped = true;
                break;
            }
            self.shelf.scan(&mut query, number, &mut hits);
            let view = self.view(number, std::mem::take(&mut hits));
            let (made, faults) = self.finder.find(&self.coder, &self.program, &view);
            done.faults.extend(faults);
            done.moments += made.len();
            let at = number as usize;
            let old = std::mem::take(&mut self.kept[at]);
            let keep =
                |made: Made| Kept::new(self.positions.number(made.rule), made, view.document());
            let fresh: Vec<Kept> = made.into_iter().map(keep).collect();
            let sentences = sentences(&old, &fresh, update);
            self.kept[at] = renewed(&old, fresh, update);
            let there = |kept: &&Kept| sentences.binary_search(&kept.sentence).is_ok();
            let (was, is) = (old.iter().filter(there), self.kept[at].iter().filter(there));
            let difference = Difference {
                number,
                view: &view,
                before: kept::standing(was, &before.coder, &before.positions),
                after: kept::standing(is, &self.coder, &self.positions),
                refill: &update.refill,
            };
            done.deltas.extend(difference.deltas());
            before.kept.push((number, old));
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
        for (number, kept) in before.kept {
            self.kept[number as usize] = kept;
        }
        self.before = before.earlier.map(|earlier| *earlier);
    }

    /// The documents that hold a required word of a rule to be run, or a draft that no longer holds; sorted.
    fn touched(&self, update: &Update, query: &Query<'_>) -> Vec<u32> {
        let plans = 0..update.coder.matcher().plans().len();
        let mut touched: Vec<u32> =
            plans.flat_map(|plan| self.shelf.holding(query, plan)).collect();
        let changed = |kept: &Kept| {
            update.stale.contains(&kept.number) || update.refill.contains(&kept.number)
        };
        let marked = self.kept.iter().enumerate().filter(|(_, kept)| kept.iter().any(changed));
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
        let document = self.shelf.documents()[number as usize].clone();
        if !hits.is_empty() {
            keep_coded(&document, &mut hits);
        }
        let notes = Notes::new(document, self.coder.gazetteer().clone());
        Rc::new(View { matcher: matcher.clone(), notes, hits, memo: Memo::default() })
    }

    /// Document `number` as `coder` fills in what its rules said.
    pub(super) fn view_of(&self, coder: &Coder, number: u32) -> Rc<View> {
        let document = self.shelf.documents()[number as usize].clone();
        let notes = Notes::new(document, coder.gazetteer().clone());
        let matcher = coder.matcher().clone();
        Rc::new(View { matcher, notes, hits: Vec::new(), memo: Memo::default() })
    }

    /// Document `number` as the rules of `coder` see it that its matcher knows, whichever were run last.
    pub(super) fn view_for(&self, coder: &Coder, query: &mut Query<'_>, number: u32) -> Rc<View> {
        let mut hits = Vec::new();
        self.shelf.scan(query, number, &mut hits);
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
        look: impl FnOnce(&[Standing<'_>], &Rc<View>) -> T,
    ) -> T {
        let view = self.view(number, Vec::new());
        let kept = &self.kept[number as usize];
        look(&kept::standing(kept.iter(), &self.coder, &self.positions), &view)
    }

    /// A delta's event before and after, filled in by the rules of then and of now, without ids and what it takes from
    /// other events (for those, `Live::tell`). What an event was before can be told until the next update.
    pub fn tell(&self, number: u32, delta: &Delta) -> (Option<Event>, Option<Event>) {
        let fill = |kept: &Option<Kept>, coder: &Coder, positions: &Positions| {
            let kept = kept.as_ref()?;
            let view = self.view_of(coder, number);
            Some(kept.fill(coder, &view, positions.of(kept.number)?).event.clone())
        };
        let old = self.before.as_ref();
        let before = old.and_then(|old| fill(&delta.before, &old.coder, &old.positions));
        (before, fill(&delta.after, &self.coder, &self.positions))
    }

    /// The events of document `number`, complete.
    pub fn events(&self, number: u32) -> Vec<Event> {
        self.with_standing(number, |standing, view| kept::events(standing, &self.coder, view))
    }
}

/// The sentences, sorted, in which drafts came or went or are filled in otherwise; rivals share a sentence, so that no
/// other changes.
fn sentences(old: &[Kept], fresh: &[Kept], update: &Update) -> Vec<u32> {
    let touched =
        |kept: &&Kept| update.stale.contains(&kept.number) || update.refill.contains(&kept.number);
    let mut sentences: Vec<u32> =
        old.iter().filter(touched).chain(fresh).map(|kept| kept.sentence).collect();
    sentences.sort_unstable();
    sentences.dedup();
    sentences
}

/// An article's drafts after an update: those that still hold, and the fresh ones; of fresh ones that say what was
/// said before, the old ones, since their events may be made already.
fn renewed(before: &[Kept], fresh: Vec<Kept>, update: &Update) -> Vec<Kept> {
    let mut now: Vec<Kept> =
        before.iter().filter(|kept| !update.stale.contains(&kept.number)).cloned().collect();
    for kept in &mut now {
        if update.refill.contains(&kept.number) {
            kept.forget();
        }
    }
    now.extend(fresh.into_iter().map(|fresh| {
        let twin = before.iter().find(|old| old.says_as(&fresh));
        twin.filter(|old| !update.refill.contains(&old.number)).cloned().unwrap_or(fresh)
    }));
    now
}

/// The room of a view's hits, to be used again.
fn reclaimed(view: Rc<View>) -> Vec<Hit> {
    Rc::into_inner(view).map(|view| view.hits).unwrap_or_default()
}
