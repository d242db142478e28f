//! Floor 5: from an article to its events. A [`Coder`] is packs made ready: immutable, shared by threads. Each thread
//! codes through a [`Worker`] of its own. Batch and live work run the same coder.

mod explain;
pub mod fill;
pub mod find;
mod inherit;
pub mod profile;
mod refute;
pub mod settle;
mod vouch;
mod worker;

pub use explain::{Report, RuleReport, SentenceReport};
use fill::Filled;
pub use worker::{Coded, Hits, Worker};

use crate::event::{Codes, Event};
use crate::frame::place::Reach;
use crate::gazetteer::{Gazetteer, GazetteerBuilder};
use crate::pack::{self, Pack};
use crate::pattern::{Matcher, MatcherBuilder};
use crate::script::{Fault, IncidentSpec, Kind, Limits, Program, RuleSpec, ScriptSet, View};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

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
    kinds: BTreeMap<String, Kind>,
    matcher: Arc<Matcher>,
    gazetteer: Arc<Gazetteer>,
}

impl Coder {
    /// Makes `packs` (dependencies first) ready. What is unsound in them comes back as faults; the rest works.
    pub fn new(packs: &[Arc<Pack>]) -> (Coder, Vec<Fault>) {
        Coder::with_limits(packs, Limits::default())
    }

    /// [`Coder::new`] with other limits for the scripts.
    pub fn with_limits(packs: &[Arc<Pack>], limits: Limits) -> (Coder, Vec<Fault>) {
        let (gazetteer, mut faults) = gazetteer(packs);
        let (program, script_faults) = Program::load(&sets(packs), &limits);
        faults.extend(script_faults);
        let all: Vec<usize> = (0..program.specs().len()).collect();
        let (coder, plan_faults) = Coder::of(packs, &program, limits, gazetteer, &all);
        faults.extend(plan_faults);
        (coder, faults)
    }

    /// A coder of the rules of `program`, which was loaded from `packs`, that looks for those of them alone that
    /// `wanted` names (sorted). The faults are those of the rules wanted.
    pub fn of(
        packs: &[Arc<Pack>],
        program: &Program,
        limits: Limits,
        gazetteer: Arc<Gazetteer>,
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
        let ready = Ready {
            sets,
            limits,
            rules,
            incidents: program.incidents().to_vec(),
            rule_of,
            kinds: pack::kinds(packs),
            matcher: Arc::new(builder.build()),
            gazetteer,
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
        let declared = self.ready.kinds.keys().cloned();
        let mut all: Vec<String> =
            declared.chain(self.ready.rules.iter().map(|rule| rule.kind.clone())).collect();
        all.sort();
        all.dedup();
        all
    }

    /// The names the packs know.
    pub fn gazetteer(&self) -> &Arc<Gazetteer> {
        &self.ready.gazetteer
    }

    /// The patterns of the rules looked for, made ready.
    pub fn matcher(&self) -> &Arc<Matcher> {
        &self.ready.matcher
    }

    /// The rule of each plan of the matcher, as indices into [`Coder::rules`].
    pub fn planned(&self) -> &[usize] {
        &self.ready.rule_of
    }

    /// An article's events of what is settled: each with its id, with what it takes from others, linked to others.
    pub fn complete(&self, settled: Vec<Filled>) -> Vec<Event> {
        let mut events = settle::stamp(settled);
        inherit::actors(&mut events);
        refute::link(&mut events, |event| self.ready.is_speech(&event.kind, event.mode.as_deref()));
        events
    }

    /// Whether other events of its article may add to this one in [`Coder::complete`], beside its id.
    pub fn leans_on_others(&self, event: &Event) -> bool {
        inherit::may_inherit(event) || refute::is_denial(event)
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
    fn codes(&self, rule: &RuleSpec, kind: &str, mode: Option<&str>, own: &Codes) -> Codes {
        let of_kind = self.kinds.get(kind);
        let of_mode = of_kind.zip(mode).and_then(|(kind, mode)| kind.modes.get(mode));
        let sources = [Some(own), Some(&rule.codes), of_mode, of_kind.map(|kind| &kind.codes)];
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

    fn is_speech(&self, kind: &str, mode: Option<&str>) -> bool {
        let speech = |kind: &Kind| {
            kind.speech || mode.is_some_and(|mode| kind.speech_modes.iter().any(|m| m == mode))
        };
        self.kinds.get(kind).is_some_and(speech)
    }

    /// How far an event looks for its place: as its kind says, else an act of speech not at all.
    fn reach(&self, kind: &str) -> Reach {
        self.kinds.get(kind).map_or(Reach::Act, |kind| match kind.place {
            Some(reach) => reach,
            None if kind.speech => Reach::None,
            None => Reach::Act,
        })
    }
}

/// The scripts of `packs`, in their order.
pub fn sets(packs: &[Arc<Pack>]) -> Vec<Arc<ScriptSet>> {
    packs.iter().map(|pack| pack.scripts.clone()).collect()
}

/// The names that `packs` know, and what is wrong with their tables.
pub fn gazetteer(packs: &[Arc<Pack>]) -> (Arc<Gazetteer>, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut builder = GazetteerBuilder::new();
    for pack in packs {
        for (table, path, text) in &pack.tables {
            for problem in builder.add_table(*table, path, text) {
                let fault =
                    Fault::of(&pack.manifest.name, Some(path), &problem.message, &problem.help);
                faults.push(fault.at(text, Some(problem.line as usize), Some(problem.column)));
            }
        }
    }
    (Arc::new(builder.build()), faults)
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
