//! From an article to its events. A [`Coder`] is a set of compiled packs: immutable, shared by threads. Each thread
//! codes through its own [`Worker`]. Batch and live work use the same coder.

mod antecedent;
mod assemble;
pub(crate) mod basis;
pub(crate) mod candidate;
pub(crate) mod dedup;
mod denial_links;
mod explain;
pub(crate) mod fill;
mod filler;
pub(crate) mod find;
mod guard;
mod ids;
mod mention;
mod names;
pub(crate) mod profile;
pub mod reach;
mod snapshot;
mod stance;
#[cfg(test)]
mod testing;
mod worker;

#[doc(hidden)]
pub use assemble::article_ref;
pub use basis::{AttributeBasis, EventBasis};
use candidate::Candidate;
pub(crate) use explain::NO_CONTEXT;
pub use explain::{Report, RuleReport, SentenceReport};
use fill::Attributes;
pub(crate) use names::Gazetteers;
use names::PackGroups;
pub(crate) use worker::view_of;
pub use worker::{ArticleHits, CodedArticle, ExplainedArticle, Worker};

use crate::event::{Codes, Event};
use crate::frame::ArticleContext;
use crate::gazetteer::Gazetteer;
use crate::pack::{Pack, tree};
use crate::pattern::{EvalMemo, Hit, Matcher, MatcherBuilder};
use crate::script::{
    CallRule, Declared, EventKind, Fault, IncidentSpec, KindTable, Limits, Notice, Program,
    RuleSpec, ScriptSet, View,
};
use crate::text::Document;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

/// The stack in bytes that a thread needs which compiles packs or codes articles. Rules may be nested deeply, and a
/// stack overflow ends the process. Eight megabytes, as the main thread has on Linux.
pub const STACK_BYTES: usize = 8 << 20;

/// Compiled packs. Cheap to clone; immutable.
#[derive(Clone)]
pub struct Coder {
    compiled: Arc<CoderInner>,
    /// What `coded_by` of its events says.
    coded_by: Arc<str>,
    /// The options in it.
    options: Arc<BTreeMap<String, String>>,
}

/// The data of a coder, shared by its workers.
struct CoderInner {
    sets: Vec<Arc<ScriptSet>>,
    limits: Limits,
    rules: Vec<RuleSpec>,
    incidents: Vec<IncidentSpec>,
    /// By plan of the matcher: its rule.
    rule_of: Vec<usize>,
    /// By rule: the kinds that its pack knows.
    kinds: Vec<Arc<KindTable>>,
    /// By pack: the kinds that it knows.
    kinds_of_sets: Vec<Arc<KindTable>>,
    notices: Vec<Notice>,
    matcher: Arc<Matcher>,
    gazetteers: Gazetteers,
    groups: PackGroups,
}

impl Coder {
    /// Compiles `packs` (dependencies first). Mistakes in them are returned as faults; the other rules work.
    pub fn new(packs: &[Arc<Pack>]) -> (Coder, Vec<Fault>) {
        Coder::with_limits(packs, Limits::default())
    }

    /// [`Coder::new`] with other limits for the scripts.
    pub fn with_limits(packs: &[Arc<Pack>], limits: Limits) -> (Coder, Vec<Fault>) {
        let (gazetteers, mut faults) = Gazetteers::of(packs);
        let (program, script_faults) = Program::load(&sets(packs), &limits);
        faults.extend(script_faults);
        let declared = program.declared();
        let all: Vec<usize> = (0..declared.rules.len()).collect();
        let (coder, plan_faults) = Coder::of(packs, declared, limits, gazetteers, &all);
        faults.extend(plan_faults);
        (coder, faults)
    }

    /// A coder of the rules that `packs` declare, that only looks for the rules in `wanted` (sorted). The faults are those
    /// of these rules.
    pub fn of(
        packs: &[Arc<Pack>],
        declared: Declared,
        limits: Limits,
        gazetteers: Gazetteers,
        wanted: &[usize],
    ) -> (Coder, Vec<Fault>) {
        let sets = sets(packs);
        let Declared { rules, incidents, kinds: kinds_of_sets, notices } = declared;
        let mut faults = Vec::new();
        let mut builder = MatcherBuilder::default();
        let mut rule_of = Vec::new();
        for &index in wanted {
            let rule = &rules[index];
            let RuleSpec { when, given, unless, within, per, .. } = rule;
            match builder.rule(when, given, unless.as_ref(), *within, *per) {
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
            |rule: &RuleSpec| kinds_of_sets.get(rule.home_set).cloned().unwrap_or_default();
        let kinds = rules.iter().map(kinds_of).collect();
        let groups = PackGroups::of(&sets);
        let compiled = CoderInner {
            sets,
            limits,
            rules,
            incidents,
            rule_of,
            kinds,
            kinds_of_sets,
            notices,
            matcher: Arc::new(builder.build()),
            gazetteers,
            groups,
        };
        let options = Arc::default();
        let coded_by = coded_by(&compiled.sets, &options);
        (Coder { compiled: Arc::new(compiled), coded_by, options }, faults)
    }

    /// The same coder for articles that are read with options other than the default ones: those that change events, by
    /// name. Only `coded_by` of the events differs.
    #[doc(hidden)]
    pub fn with_options(self, options: &BTreeMap<String, String>) -> Coder {
        let coded_by = coded_by(&self.compiled.sets, options);
        Coder { coded_by, options: Arc::new(options.clone()), ..self }
    }

    /// The options that [`Coder::with_options`] was given.
    pub(crate) fn options(&self) -> &BTreeMap<String, String> {
        &self.options
    }

    /// A hash over all that decides its events besides the articles: this program's version, the packs with all that they
    /// load, and the options. 64 hexadecimal digits.
    pub fn coded_by(&self) -> &str {
        &self.coded_by
    }

    /// The specification of each rule, in load order.
    pub fn rules(&self) -> &[RuleSpec] {
        &self.compiled.rules
    }

    /// The incident rules, in load order.
    pub fn incidents(&self) -> &[IncidentSpec] {
        &self.compiled.incidents
    }

    /// The kinds the packs declare or their rules name, sorted.
    pub fn kinds(&self) -> Vec<String> {
        let declared = self.compiled.kinds.iter().flat_map(|kinds| kinds.keys().cloned());
        let mut all: Vec<String> =
            declared.chain(self.compiled.rules.iter().map(|rule| rule.kind.clone())).collect();
        all.sort();
        all.dedup();
        all
    }

    /// The kinds that the pack of this name knows, its own and those of the packs it stands on, as it sees them.
    pub fn kinds_of(&self, pack: &str) -> Option<&KindTable> {
        let at = self.compiled.sets.iter().position(|set| set.pack == pack)?;
        self.compiled.kinds_of_sets.get(at).map(|kinds| &**kinds)
    }

    /// The names of all packs. A rule may know fewer: those of its own pack, of the packs it depends on, and of the
    /// packs that depend on it.
    pub fn gazetteer(&self) -> &Arc<Gazetteer> {
        self.compiled.gazetteers.whole()
    }

    /// The gazetteers of all packs.
    pub(crate) fn gazetteers(&self) -> &Gazetteers {
        &self.compiled.gazetteers
    }

    /// An article as the rules of `matcher` see it; `hits` are the matcher's hits in it.
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
            memo: EvalMemo::default(),
            narrower,
        };
        let (whole, fewer) =
            (self.compiled.gazetteers.whole(), &self.compiled.gazetteers.all()[1..]);
        let narrower = fewer.iter().map(|names| Rc::new(view(names, hits.clone(), Vec::new())));
        let narrower = narrower.collect();
        Rc::new(view(whole, hits, narrower))
    }

    /// Which of an article's candidates remain after duplicates are dropped, in the order of its events.
    pub(crate) fn dedup(&self, candidates: &[Candidate<'_>]) -> Vec<usize> {
        dedup::dedup(candidates, &self.compiled.groups, |rule| self.compiled.rules[rule].home_set)
    }

    /// The compiled patterns of the rules.
    pub fn matcher(&self) -> &Arc<Matcher> {
        &self.compiled.matcher
    }

    /// By plan of the matcher: its rule, as an index into [`Coder::rules`].
    pub fn planned(&self) -> &[usize] {
        &self.compiled.rule_of
    }

    /// What works in the packs but is often a mistake, such as a kind that nobody declares.
    pub fn notices(&self) -> &[Notice] {
        &self.compiled.notices
    }

    /// The events of `candidates` (those of an article that are kept), in order. `attributes` gives the attributes of
    /// each, by its index. Links between the events are made here, and each event is built completely.
    pub(crate) fn events<'a>(
        &self,
        view: &Rc<View>,
        candidates: &[Candidate<'a>],
        attributes: impl FnMut((usize, &Candidate<'a>)) -> Attributes,
    ) -> Vec<Event> {
        assemble::events(self, view, candidates, attributes)
    }

    /// The single event with this id and these attributes; `None` where other events of its article may add to it, so
    /// that [`Coder::events`] is needed.
    pub(crate) fn lone_event(
        &self,
        view: &Rc<View>,
        one: &Candidate<'_>,
        id: &str,
        attributes: Attributes,
    ) -> Option<Event> {
        assemble::lone_event(self, view, one, id, attributes)
    }

    /// The ids of the events of `candidates` (those of `document` that are kept), in order.
    pub(crate) fn ids<'a>(
        &self,
        document: &Document,
        candidates: impl Iterator<Item = &'a Candidate<'a>>,
    ) -> Vec<String> {
        ids::ids(self, document, candidates)
    }

    /// Why rules fired or did not on the sentences of `view`, which was made with this coder's matcher: all rules whose
    /// words are found, or the one named; on all sentences, or one (counted from 1). `program` holds the closures of
    /// all its rules.
    pub fn explain(
        &self,
        program: &dyn CallRule,
        view: &Rc<View>,
        rule: Option<&str>,
        sentence: Option<usize>,
    ) -> Report {
        explain::report(&self.compiled, program, view, rule, sentence)
    }

    /// The rules that came nearest to an event on each sentence of `view`, the nearest first; sentences without any
    /// are left out.
    pub(crate) fn near_misses(
        &self,
        program: &dyn CallRule,
        view: &Rc<View>,
    ) -> Vec<SentenceReport> {
        explain::near_misses(&self.compiled, program, view)
    }

    /// A worker for the calling thread.
    pub fn worker(&self) -> Worker {
        Worker::new(self.clone())
    }
}

impl CoderInner {
    /// The codes from the closure, else from the rule, else from the mode, else from the kind; an empty code means
    /// none.
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

/// The scripts of `packs`, in order.
pub fn sets(packs: &[Arc<Pack>]) -> Vec<Arc<ScriptSet>> {
    packs.iter().map(|pack| pack.scripts.clone()).collect()
}

fn coded_by(sets: &[Arc<ScriptSet>], options: &BTreeMap<String, String>) -> Arc<str> {
    let packs = sets.iter().map(|set| (set.pack.as_str(), set.hash.as_str()));
    tree::coded_by(packs, options).into()
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
