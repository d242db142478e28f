//! A coder's rules as bytes: what running the rule files gave, so that a later run of the same program on the same packs
//! need not run them again. The patterns are compiled anew, and closures are loaded when they are called.

use super::{Coder, Gazetteers};
use crate::gazetteer::PackedTables;
use crate::pack::Pack;
use crate::pattern::Pattern;
use crate::pattern::packed::{PackedPatterns, PatternNumber, PatternPacker};
use crate::script::{Declared, IncidentSpec, KindTable, Limits, Notice, RuleSpec};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// What makes most of a snapshot is in a compact form; specs have parts that only a form with field names can hold.
#[derive(Serialize, Deserialize)]
struct Snapshot {
    patterns: PackedPatterns,
    tables: Vec<PackedTables>,
    /// [`Specs`] as JSON.
    specs: String,
}

#[derive(Serialize, Deserialize)]
struct Specs {
    /// By rule file: the names of its patterns.
    names: Vec<Vec<(PatternNumber, String)>>,
    rules: Vec<PackedRule>,
    incidents: Vec<IncidentSpec>,
    kinds: Vec<KindTable>,
    notices: Vec<Notice>,
}

#[derive(Serialize, Deserialize)]
struct PackedRule {
    spec: RuleSpec,
    when: PatternNumber,
    given: Vec<PatternNumber>,
    unless: Option<PatternNumber>,
    captured: Vec<PatternNumber>,
    /// An index into `Specs::names`.
    names: usize,
}

impl Coder {
    /// Its rules as bytes for [`Coder::restore`], which no other version of the program may read.
    /// Only a coder that was made without faults may be restored later, since faults are not part of it.
    ///
    /// # Errors
    /// A value cannot be written.
    pub fn snapshot(&self) -> std::io::Result<Vec<u8>> {
        let compiled = &self.compiled;
        let mut packer = PatternPacker::default();
        let mut names: Vec<Vec<(PatternNumber, String)>> = Vec::new();
        let mut known: HashMap<*const HashMap<Pattern, String>, usize> = HashMap::new();
        let mut rules = Vec::with_capacity(compiled.rules.len());
        for spec in &compiled.rules {
            let of_file = *known.entry(Arc::as_ptr(&spec.names)).or_insert_with(|| {
                // Sorted, so that the bytes do not depend on the order of a hash map.
                let mut named: Vec<(&String, &Pattern)> =
                    spec.names.iter().map(|(pattern, name)| (name, pattern)).collect();
                named.sort_by_key(|(name, _)| *name);
                let named =
                    named.into_iter().map(|(name, pattern)| (packer.add(pattern), name.clone()));
                names.push(named.collect());
                names.len() - 1
            });
            rules.push(PackedRule {
                spec: spec.clone(),
                when: packer.add(&spec.when),
                given: packer.all(&spec.given),
                unless: spec.unless.as_ref().map(|unless| packer.add(unless)),
                captured: packer.all(&spec.captured),
                names: of_file,
            });
        }
        let specs = serde_json::to_string(&Specs {
            names,
            rules,
            incidents: compiled.incidents.clone(),
            kinds: compiled.kinds_of_sets.iter().map(|kinds| (**kinds).clone()).collect(),
            notices: compiled.notices.clone(),
        })?;
        let (patterns, tables) = (packer.finish(), compiled.gazetteers.packed());
        postcard::to_stdvec(&Snapshot { patterns, tables, specs }).map_err(std::io::Error::other)
    }

    /// The coder of `packs` whose rules [`Coder::snapshot`] gave as `bytes`, with the same packs and limits; `None` where
    /// the bytes are not such a snapshot or anything has a fault.
    pub fn restore(packs: &[Arc<Pack>], limits: Limits, bytes: &[u8]) -> Option<Coder> {
        let Snapshot { patterns, tables, specs } = postcard::from_bytes(bytes).ok()?;
        let specs: Specs = serde_json::from_str(&specs).ok()?;
        let gazetteers = Gazetteers::unpack(packs, tables)?;
        let declared = specs.declared(&patterns.unpack()?, packs.len())?;
        let all: Vec<usize> = (0..declared.rules.len()).collect();
        let (coder, plan_faults) = Coder::of(packs, declared, limits, gazetteers, &all);
        plan_faults.is_empty().then_some(coder)
    }
}

impl Specs {
    /// What `sets` packs declare, whose rules are made of these patterns.
    fn declared(self, patterns: &[Pattern], sets: usize) -> Option<Declared> {
        let one = |number: PatternNumber| patterns.get(number as usize).cloned();
        let all = |numbers: Vec<PatternNumber>| {
            numbers.into_iter().map(one).collect::<Option<Vec<Pattern>>>()
        };
        let mut names: Vec<Arc<HashMap<Pattern, String>>> = Vec::with_capacity(self.names.len());
        for named in self.names {
            let named = named.into_iter().map(|(number, name)| Some((one(number)?, name)));
            names.push(Arc::new(named.collect::<Option<_>>()?));
        }
        let mut rules = Vec::with_capacity(self.rules.len());
        for packed in self.rules {
            if packed.spec.set >= sets || packed.spec.home_set >= sets {
                return None;
            }
            rules.push(RuleSpec {
                when: one(packed.when)?,
                given: all(packed.given)?,
                unless: match packed.unless {
                    Some(number) => Some(one(number)?),
                    None => None,
                },
                captured: all(packed.captured)?,
                names: names.get(packed.names)?.clone(),
                ..packed.spec
            });
        }
        let kinds = self.kinds.into_iter().map(Arc::new).collect();
        Some(Declared { rules, incidents: self.incidents, kinds, notices: self.notices })
    }
}
