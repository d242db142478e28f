//! Floor 5: from an article to its events. A [`Coder`] is packs made ready: immutable, shared by threads. Each thread
//! codes through a [`Worker`] of its own. Batch and live work run the same coder.

mod explain;
mod fill;
mod inherit;
mod refute;
mod settle;
mod vouch;
mod worker;

pub use explain::Report;
pub use worker::{Coded, Hits, Worker};

use crate::event::Codes;
use crate::frame::place::Reach;
use crate::gazetteer::{Gazetteer, GazetteerBuilder};
use crate::pack::{self, Pack};
use crate::pattern::{Matcher, MatcherBuilder};
use crate::script::{Fault, IncidentSpec, Kind, Limits, Program, RuleSpec, ScriptSet};
use std::collections::BTreeMap;
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
        let mut faults = Vec::new();
        let gazetteer = gazetteer(packs, &mut faults);
        let sets: Vec<Arc<ScriptSet>> = packs.iter().map(|pack| pack.scripts.clone()).collect();
        let (program, script_faults) = Program::load(&sets, &limits);
        faults.extend(script_faults);
        let rules: Vec<RuleSpec> = program.specs().cloned().collect();
        let mut builder = MatcherBuilder::default();
        let mut rule_of = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            match builder.rule(&rule.when, rule.unless.as_ref(), rule.within, rule.per) {
                Ok(()) => {
                    rule_of.push(index);
                }
                Err(error) => {
                    faults.push(rule_fault(&sets, rule, &error.to_string()));
                }
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

    /// A worker for the calling thread.
    pub fn worker(&self) -> Worker {
        Worker::new(self.ready.clone())
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

fn gazetteer(packs: &[Arc<Pack>], faults: &mut Vec<Fault>) -> Arc<Gazetteer> {
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
    Arc::new(builder.build())
}

fn rule_fault(sets: &[Arc<ScriptSet>], rule: &RuleSpec, message: &str) -> Fault {
    let set = sets.iter().find(|set| set.pack == rule.pack);
    let file = set.and_then(|set| set.rules.iter().find(|file| file.path == rule.file));
    let text = file.map_or("", |file| file.text.as_str());
    let fault = Fault {
        rule: Some(rule.id.clone()),
        ..Fault::of(&rule.pack, Some(&rule.file), message, "")
    };
    fault.at(text, Some(rule.line), Some(1))
}
