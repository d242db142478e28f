//! Checks the incident rules of rule files and makes specs of them. This happens once all packs are loaded, since an
//! incident rule may name a kind of any of them. Called by `program`.

use super::builder::{IncidentBuilder, NamedKind};
use super::fault::Fault;
use super::ids;
use super::kinds::KindTable;
use super::spec::{IncidentSpec, RuleSpec, ScriptSet, SharedAttribute};
use crate::suggest::suggest;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An incident rule as its file built it, not yet checked.
pub struct UncheckedIncident {
    /// Its settings.
    pub builder: IncidentBuilder,
    /// The index of its pack.
    pub set: usize,
    /// The index of its file among the pack's rule files.
    pub file: usize,
}

/// The flags of a kind that matter for incidents.
#[derive(Clone, Copy, Default)]
struct Flags {
    detail: bool,
    denies: bool,
}

/// The days between the first and last reported day, where a rule does not say.
const USUAL_DAYS: u32 = 1;

/// The valid incident rules, in the order loaded; each other one adds a fault. `rules` are the rules of all packs.
pub fn finish(
    begun: &[UncheckedIncident],
    sets: &[Arc<ScriptSet>],
    rules: &[&RuleSpec],
    declared: &[Arc<KindTable>],
    faults: &mut Vec<Fault>,
) -> Vec<IncidentSpec> {
    let mut kinds: BTreeMap<&str, Flags> = BTreeMap::new();
    for rule in rules {
        kinds.entry(&rule.kind).or_default();
    }
    for (name, kind) in declared.iter().flat_map(|kinds| kinds.iter()) {
        kinds.insert(name, Flags { detail: kind.detail, denies: kind.denies });
    }
    let mut specs: Vec<IncidentSpec> = Vec::new();
    for begun in begun {
        match spec(begun, sets, &kinds, &specs) {
            Ok((spec, None)) => specs.push(spec),
            Ok((spec, Some(at))) => specs[at] = spec,
            Err(fault) => faults.push(*fault),
        }
    }
    give_ids(&mut specs);
    specs
}

/// Puts the pack's name before ids that several packs have.
fn give_ids(specs: &mut [IncidentSpec]) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for spec in &*specs {
        *count.entry(spec.name.clone()).or_default() += 1;
    }
    for spec in specs.iter_mut().filter(|spec| count[&spec.name] > 1) {
        spec.id = ids::qualified(&spec.home, &spec.name);
    }
}

/// The index in `earlier` of the incident rule that rule `written` of set `set` replaces, if any. The error is a
/// message and help, where the rule is refused.
fn place(
    set: usize,
    sets: &[Arc<ScriptSet>],
    written: &str,
    earlier: &[IncidentSpec],
) -> Result<Option<usize>, (String, String)> {
    let own = &sets[set];
    let (pack, name) = match written.split_once(':').filter(|_| own.replaces) {
        Some((pack, name)) => (Some(pack), name),
        None => (None, written),
    };
    if !own.replaces && name.contains(':') {
        let message = "an incident rule's id cannot contain `:`, which separates a pack from its rule where two packs have the same id";
        let help = format!("use another character: incident(\"{}\")", name.replace(':', "/"));
        return Err((message.to_owned(), help));
    }
    let wanted = |spec: &IncidentSpec| match (own.replaces, pack) {
        (false, _) => spec.home == own.pack,
        (true, pack) => pack.is_none_or(|pack| spec.home == pack),
    };
    let all = earlier.iter().enumerate();
    let found: Vec<(usize, &IncidentSpec)> =
        all.filter(|(_, spec)| spec.name == name && wanted(spec)).collect();
    match (&found[..], pack) {
        ([], Some(pack)) if pack != own.pack => Err((
            format!("no loaded pack {pack} has an incident rule {name} to replace"),
            "an incident rule of your own has no `:` in its id".to_owned(),
        )),
        ([], _) => Ok(None),
        ([(_, twin)], _) if !own.replaces || twin.set == set => Err((
            "another incident rule has this id".to_owned(),
            format!("the first is in {}/{}:{}; rename one", twin.pack, twin.file, twin.line),
        )),
        ([(at, _)], _) => Ok(Some(*at)),
        (several, _) => {
            let ids: Vec<String> =
                several.iter().map(|(_, spec)| ids::qualified(&spec.home, name)).collect();
            let help = format!(
                "say which one it replaces: incident(\"{}\")",
                ids.join("\") or incident(\"")
            );
            Err((format!("several packs have an incident rule {name}"), help))
        }
    }
}

fn spec(
    begun: &UncheckedIncident,
    sets: &[Arc<ScriptSet>],
    kinds: &BTreeMap<&str, Flags>,
    earlier: &[IncidentSpec],
) -> Result<(IncidentSpec, Option<usize>), Box<Fault>> {
    let (set, file) = (&sets[begun.set], &sets[begun.set].rules[begun.file]);
    let draft = begun.builder.0.borrow();
    let bad = |line: usize, column: usize, message: &str, help: &str| {
        let fault = Fault::of(&set.pack, Some(&file.path), message, help);
        let fault = fault.at(&file.text, Some(line), Some(column));
        Box::new(Fault { rule: Some(draft.id.clone()), ..fault })
    };
    let place = place(begun.set, sets, &draft.id, earlier)
        .map_err(|(message, help)| bad(draft.line, 1, &message, &help))?;
    if draft.of.is_empty() {
        let help = "name the kinds that make an incident: .of(\"drone_strike\")";
        return Err(bad(draft.line, 1, "the incident rule has no .of(...)", help));
    }
    for said in draft.of.iter().chain(&draft.join) {
        if !kinds.contains_key(said.kind.as_str()) {
            let (line, column) =
                (said.at.line().unwrap_or(draft.line), said.at.position().unwrap_or(1));
            let message = format!("no rule has the kind {:?}", said.kind);
            return Err(bad(line, column, &message, &nearest(&said.kind, kinds)));
        }
    }
    let (acts, details) = acts_and_details(&draft.of, &draft.join, kinds);
    let denies = |kind: &&String| kinds.get(kind.as_str()).is_some_and(|kind| kind.denies);
    let denials = acts.iter().chain(&details).filter(denies).cloned().collect();
    let mut same = draft.same.clone().unwrap_or_else(|| vec![SharedAttribute::Place]);
    same.sort();
    same.dedup();
    let name = match set.replaces {
        true => draft.id.split_once(':').map_or(draft.id.as_str(), |(_, name)| name),
        false => &draft.id,
    };
    let spec = IncidentSpec {
        id: name.to_owned(),
        name: name.to_owned(),
        home: place.map_or(&set.pack, |at| &earlier[at].home).clone(),
        set: begun.set,
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
    };
    Ok((spec, place))
}

/// Splits the kinds into acts and details. A kind that only reports on acts (a toll) is a detail even in `of`, unless
/// `of` has no other kinds.
fn acts_and_details(
    of: &[NamedKind],
    join: &[NamedKind],
    kinds: &BTreeMap<&str, Flags>,
) -> (Vec<String>, Vec<String>) {
    let is_detail =
        |said: &&NamedKind| kinds.get(said.kind.as_str()).is_some_and(|kind| kind.detail);
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
    match suggest(kind, kinds.keys().copied()) {
        Some(known) => format!("did you mean {known:?}?"),
        None => "name a kind of these packs, as .kind(...) or pack.toml spells it".into(),
    }
}
