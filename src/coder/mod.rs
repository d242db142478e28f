//! From an article to its events. A [`Coder`] is packs made ready: immutable, shared by threads. Each thread
//! codes through a [`Worker`] of its own. Batch and live work run the same coder.

mod antecedent;
mod assemble;
pub(crate) mod candidate;
pub(crate) mod dedup;
mod denial_links;
mod explain;
pub(crate) mod fill;
mod filler;
pub(crate) mod find;
mod ids;
mod mention;
mod names;
pub(crate) mod profile;
mod stance;
#[cfg(test)]
mod testing;
mod worker;

#[cfg(feature = "repl")]
pub(crate) use assemble::article_ref;
use candidate::Candidate;
pub use explain::{Report, RuleReport, SentenceReport};
use fill::Attributes;
pub(crate) use names::Gazetteers;
use names::Groups;
pub use worker::{Coded, Hits, Worker};

use crate::event::{Codes, Event};
use crate::frame::ArticleContext;
use crate::gazetteer::Gazetteer;
use crate::pack::Pack;
use crate::pattern::{Hit, Matcher, MatcherBuilder, Memo};
use crate::script::{
    EventKind, Fault, IncidentSpec, KindTable, Limits, Notice, Program, RuleSpec, ScriptSet, View,
};
use crate::text::Document;
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

/// The stack that a thread should have on which packs are made ready or articles are coded, in bytes: rules may nest deep,
/// and what finds its stack too small ends the process. Eight megabytes, as a program's first thread has on Linux.
pub const STACK_BYTES: usize = 8 << 20;

/// Packs made ready to code with. Cheap to clone; never changes.
#[derive(Clone)]
pub struct Coder {
    ready: Arc<Ready>,
}

/// What a coder is made of, shared by its workers.
struct Ready {
    sets: Vec<Arc<ScriptSet>>,
    limits: Limits,
    rules: Vec<RuleSpec>,
    incidents: Vec<IncidentSpec>,
    /// The rule of each plan of the matcher.
    rule_of: Vec<usize>,
    /// By rule: the kinds that its pack sees.
    kinds: Vec<Arc<KindTable>>,
    notices: Vec<Notice>,
    matcher: Arc<Matcher>,
    gazetteers: Gazetteers,
    groups: Groups,
}

impl Coder {
    /// Makes `packs` (dependencies first) ready. What is unsound in them comes back as faults; the rest works.
    pub fn new(packs: &[Arc<Pack>]) -> (Coder, Vec<Fault>) {
        Coder::with_limits(packs, Limits::default())
    }

    /// [`Coder::new`] with other limits for the scripts.
    pub fn with_limits(packs: &[Arc<Pack>], limits: Limits) -> (Coder, Vec<Fault>) {
        let (gazetteers, mut faults) = Gazetteers::of(packs);
        let (program, script_faults) = Program::load(&sets(packs), &limits);
        faults.extend(script_faults);
        let all: Vec<usize> = (0..program.specs().len()).collect();
        let (coder, plan_faults) = Coder::of(packs, &program, limits, gazetteers, &all);
        faults.extend(plan_faults);
        (coder, faults)
    }

    /// A coder of the rules of `program`, which was loaded from `packs`, that looks for those of them alone that
    /// `wanted` names (sorted). The faults are those of the rules wanted.
    pub fn of(
        packs: &[Arc<Pack>],
        program: &Program,
        limits: Limits,
        gazetteers: Gazetteers,
        wanted: &[usize],
    ) -> (Coder, Vec<Fault>) {
        let sets = sets(packs);
        let rules: Vec<RuleSpec> = program.specs().cloned().collect();
        let mut faults = Vec::new();
        let mut builder = MatcherBuilder::default();
        let mut rule_of = Vec::new();
        for &index in wanted {
            let rule = &rules[index];
            match builder.rule(&rule.when, rule.unless.as_ref(), rule.within, rule.per) {
                Ok(()) => rule_of.push(index),
                Err(error) => faults.push(rule_fault(&sets, rule, &error.to_string())),
            }
            for pattern in &rule.captured {
                if let Err(error) = builder.pattern(pattern) {
                    faults.push(rule_fault(&sets, rule, &error.to_string()));
                }
            }
        }
        let kinds_of =
            |rule: &RuleSpec| program.kinds().get(rule.home_set).cloned().unwrap_or_default();
        let kinds = rules.iter().map(kinds_of).collect();
        let groups = Groups::of(&sets);
        let ready = Ready {
            sets,
            limits,
            rules,
            incidents: program.incidents().to_vec(),
            rule_of,
            kinds,
            notices: program.notices(),
            matcher: Arc::new(builder.build()),
            gazetteers,
            groups,
        };
        (Coder { ready: Arc::new(ready) }, faults)
    }

    /// What each rule says of itself, in the order loaded.
    pub fn rules(&self) -> &[RuleSpec] {
        &self.ready.rules
    }

    /// The incident rules, in the order loaded.
    pub fn incidents(&self) -> &[IncidentSpec] {
        &self.ready.incidents
    }

    /// The kinds the packs declare or their rules name, sorted.
    pub fn kinds(&self) -> Vec<String> {
        let declared = self.ready.kinds.iter().flat_map(|kinds| kinds.keys().cloned());
        let mut all: Vec<String> =
            declared.chain(self.ready.rules.iter().map(|rule| rule.kind.clone())).collect();
        all.sort();
        all.dedup();
        all
    }

    /// The names of all packs. A rule may know fewer: those of its own pack, of the packs that this one depends on, and
    /// of the packs that depend on it.
    pub fn gazetteer(&self) -> &Arc<Gazetteer> {
        self.ready.gazetteers.whole()
    }

    /// The gazetteers of all packs.
    pub(crate) fn gazetteers(&self) -> &Gazetteers {
        &self.ready.gazetteers
    }

    /// An article as the rules see it that `matcher` knows, whose hits in it are `hits`.
    pub(crate) fn view(
        &self,
        matcher: &Arc<Matcher>,
        document: Rc<Document>,
        hits: Vec<Hit>,
    ) -> Rc<View> {
        let view = |gazetteer: &Arc<Gazetteer>, hits, narrower| View {
            matcher: matcher.clone(),
            notes: ArticleContext::new(document.clone(), gazetteer.clone()),
            hits,
            memo: Memo::default(),
            narrower,
        };
        let (whole, fewer) = (self.ready.gazetteers.whole(), &self.ready.gazetteers.all()[1..]);
        let narrower = fewer.iter().map(|names| Rc::new(view(names, hits.clone(), Vec::new())));
        let narrower = narrower.collect();
        Rc::new(view(whole, hits, narrower))
    }

    /// Which of an article's candidates stay once duplicates are dropped, in the order of its events.
    pub(crate) fn dedup(&self, candidates: &[Candidate<'_>]) -> Vec<usize> {
        dedup::dedup(candidates, &self.ready.groups, |rule| self.ready.rules[rule].home_set)
    }

    /// The patterns of the rules looked for, made ready.
    pub fn matcher(&self) -> &Arc<Matcher> {
        &self.ready.matcher
    }

    /// The rule of each plan of the matcher, as indices into [`Coder::rules`].
    pub fn planned(&self) -> &[usize] {
        &self.ready.rule_of
    }

    /// What works in the packs and is often not meant, such as a kind that nobody declares.
    pub fn notices(&self) -> &[Notice] {
        &self.ready.notices
    }

    /// The events of `candidates`, which are those of an article that stay, in order; `attributes` gives what was found
    /// for each, by its place among them. What the events add to each other is added here, and each is built whole.
    pub(crate) fn events<'a>(
        &self,
        view: &Rc<View>,
        candidates: &[Candidate<'a>],
        attributes: impl FnMut((usize, &Candidate<'a>)) -> Attributes,
    ) -> Vec<Event> {
        assemble::events(self, view, candidates, attributes)
    }

    /// The one event with this id and these attributes; `None` where other events of its article may add to it, so that
    /// only [`Coder::events`] can tell.
    pub(crate) fn lone_event(
        &self,
        view: &Rc<View>,
        one: &Candidate<'_>,
        id: &str,
        attributes: Attributes,
    ) -> Option<Event> {
        assemble::lone_event(self, view, one, id, attributes)
    }

    /// The ids of the events of `candidates`, which are those of `document` that stay, in order.
    pub(crate) fn ids<'a>(
        &self,
        document: &Document,
        candidates: impl Iterator<Item = &'a Candidate<'a>>,
    ) -> Vec<String> {
        ids::ids(self, document, candidates)
    }

    /// Why rules fired, or did not, on the sentences of `view`, which was made with this coder's matcher: all rules that
    /// come near, or the one named; on all sentences, or one (from 1). `program` holds the closures of all its rules.
    pub fn explain(
        &self,
        program: &Program,
        view: &Rc<View>,
        rule: Option<&str>,
        sentence: Option<usize>,
    ) -> Report {
        explain::report(&self.ready, program, view, rule, sentence)
    }

    /// A worker for the calling thread.
    pub fn worker(&self) -> Worker {
        Worker::new(self.clone())
    }
}

impl Ready {
    /// The closure's codes, else the rule's, else the mode's, else the kind's; an empty code stands for none.
    fn codes(&self, rule: usize, kind: &EventKind, mode: Option<&str>, own: &Codes) -> Codes {
        let of_mode = mode.and_then(|mode| kind.modes.get(mode));
        let sources = [Some(own), Some(&self.rules[rule].codes), of_mode, Some(&kind.codes)];
        let pick = |part: fn(&Codes) -> &Option<String>| {
            let first = sources.into_iter().flatten().find_map(|codes| part(codes).clone());
            first.filter(|code| !code.is_empty())
        };
        Codes {
            plover: pick(|codes| &codes.plover),
            acled: pick(|codes| &codes.acled),
            cameo: pick(|codes| &codes.cameo),
        }
    }

    /// The article with the names that the pack of rule `rule` knows.
    fn named<'v>(&self, view: &'v Rc<View>, rule: usize) -> &'v Rc<View> {
        view.narrowed(self.gazetteers.index(self.rules[rule].home_set))
    }

    /// The kind of that name as the pack of rule `rule` sees it; the default kind where nobody declares it.
    fn kind(&self, rule: usize, name: &str) -> &EventKind {
        static UNDECLARED: LazyLock<EventKind> = LazyLock::new(EventKind::default);
        self.kinds[rule].get(name).unwrap_or(&UNDECLARED)
    }
}

/// The scripts of `packs`, in their order.
pub fn sets(packs: &[Arc<Pack>]) -> Vec<Arc<ScriptSet>> {
    packs.iter().map(|pack| pack.scripts.clone()).collect()
}

fn rule_fault(sets: &[Arc<ScriptSet>], rule: &RuleSpec, message: &str) -> Fault {
    let set = sets.get(rule.set);
    let file = set.and_then(|set| set.rules.iter().find(|file| file.path == rule.file));
    let text = file.map_or("", |file| file.text.as_str());
    let fault = Fault {
        rule: Some(rule.id.clone()),
        ..Fault::of(&rule.pack, Some(&rule.file), message, "")
    };
    fault.at(text, Some(rule.line), Some(1))
}
