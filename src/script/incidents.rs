//! From what rule files say of incidents to sound specs: each judged once all packs are loaded, since the kinds it
//! names may be those of any of them. Called by `program`.

use super::advice::near;
use super::api::{IncidentBuilder, Said};
use super::fault::Fault;
use super::kinds::Kinds;
use super::spec::{IncidentSpec, RuleSpec, ScriptSet, Shared};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An incident rule as its file left it.
pub struct Begun {
    /// What was said.
    pub builder: IncidentBuilder,
    /// The index of its pack.
    pub set: usize,
    /// The index of its file among the pack's rule files.
    pub file: usize,
}

/// What joining looks at of a kind.
#[derive(Clone, Copy, Default)]
struct Flags {
    detail: bool,
    denies: bool,
}

/// Days between tellings, where a rule does not say.
const USUAL_DAYS: u32 = 1;

/// The sound incident rules, in the order loaded; the others are faults. `known` are the rules of all packs.
pub fn finish(
    begun: &[Begun],
    sets: &[Arc<ScriptSet>],
    rules: &[&RuleSpec],
    declared: &[Arc<Kinds>],
    faults: &mut Vec<Fault>,
) -> Vec<IncidentSpec> {
    let mut kinds: BTreeMap<&str, Flags> = BTreeMap::new();
    for rule in rules {
        kinds.entry(&rule.kind).or_default();
    }
    for (name, kind) in declared.iter().flat_map(|kinds| kinds.iter()) {
        kinds.insert(name, Flags { detail: kind.detail, denies: kind.denies });
    }
    // Each with its set.
    let mut specs: Vec<(usize, IncidentSpec)> = Vec::new();
    for begun in begun {
        match spec(begun, sets, &kinds, &specs) {
            Ok(spec) => match specs.iter_mut().find(|(_, other)| other.id == spec.id) {
                Some(replaced) => *replaced = (begun.set, spec),
                None => specs.push((begun.set, spec)),
            },
            Err(fault) => faults.push(*fault),
        }
    }
    specs.into_iter().map(|(_, spec)| spec).collect()
}

fn spec(
    begun: &Begun,
    sets: &[Arc<ScriptSet>],
    kinds: &BTreeMap<&str, Flags>,
    earlier: &[(usize, IncidentSpec)],
) -> Result<IncidentSpec, Box<Fault>> {
    let (set, file) = (&sets[begun.set], &sets[begun.set].rules[begun.file]);
    let draft = begun.builder.0.borrow();
    let bad = |line: usize, column: usize, message: &str, help: &str| {
        let fault = Fault::of(&set.pack, Some(&file.path), message, help);
        let fault = fault.at(&file.text, Some(line), Some(column));
        Box::new(Fault { rule: Some(draft.id.clone()), ..fault })
    };
    let stands = |(of, other): &&(usize, IncidentSpec)| {
        other.id == draft.id && !(set.replaces && *of < begun.set)
    };
    if let Some((_, twin)) = earlier.iter().find(stands) {
        let help =
            format!("the first stands in {}/{}:{}; rename one", twin.pack, twin.file, twin.line);
        return Err(bad(draft.line, 1, "another incident rule has this id", &help));
    }
    if draft.of.is_empty() {
        let help = "say which kinds are the occurrence: .of(\"air_strike\")";
        return Err(bad(draft.line, 1, "the incident rule has no .of(...)", help));
    }
    for said in draft.of.iter().chain(&draft.join) {
        if !kinds.contains_key(said.kind.as_str()) {
            let (line, column) =
                (said.at.line().unwrap_or(draft.line), said.at.position().unwrap_or(1));
            let message = format!("no rule is of kind {:?}", said.kind);
            return Err(bad(line, column, &message, &nearest(&said.kind, kinds)));
        }
    }
    let (acts, details) = parted(&draft.of, &draft.join, kinds);
    let denies = |kind: &&String| kinds.get(kind.as_str()).is_some_and(|kind| kind.denies);
    let denials = acts.iter().chain(&details).filter(denies).cloned().collect();
    let mut same = draft.same.clone().unwrap_or_else(|| vec![Shared::Place]);
    same.sort();
    same.dedup();
    Ok(IncidentSpec {
        id: draft.id.clone(),
        pack: set.pack.clone(),
        pack_version: set.version.clone(),
        pack_hash: set.hash.clone(),
        file: file.path.clone(),
        line: draft.line,
        about: draft.about.clone(),
        acts,
        details,
        denials,
        same,
        days: draft.days.unwrap_or(USUAL_DAYS),
    })
}

/// Acts and details. A kind that only tells of acts (a toll) is a detail wherever it is named, unless a rule is of
/// nothing else.
fn parted(of: &[Said], join: &[Said], kinds: &BTreeMap<&str, Flags>) -> (Vec<String>, Vec<String>) {
    let is_detail = |said: &&Said| kinds.get(said.kind.as_str()).is_some_and(|kind| kind.detail);
    let only_details = of.iter().all(|said| is_detail(&said));
    let mut acts: Vec<String> = Vec::new();
    let mut details: Vec<String> = Vec::new();
    for said in of {
        let list = if only_details || !is_detail(&said) { &mut acts } else { &mut details };
        if !list.contains(&said.kind) {
            list.push(said.kind.clone());
        }
    }
    for said in join {
        if !acts.contains(&said.kind) && !details.contains(&said.kind) {
            details.push(said.kind.clone());
        }
    }
    (acts, details)
}

fn nearest(kind: &str, kinds: &BTreeMap<&str, Flags>) -> String {
    match near(kind, kinds.keys().copied()) {
        Some(known) => format!("did you mean {known:?}?"),
        None => "name a kind of these packs, as .kind(...) or pack.toml spells it".into(),
    }
}
