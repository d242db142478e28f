//! The scripts of a pack, and the specs of its rules: plain values without Rhai types, shared by threads.

use super::fault::Fault;
use super::kind::KindDeclaration;
use super::probe::Probe;
use crate::event::Codes;
use crate::pattern::{Op, Pattern, Scope};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A pack's scripts and lexicons, in memory.
#[derive(Clone, Debug, Default)]
pub struct ScriptSet {
    /// The pack's name, unique among those loaded together.
    pub pack: String,
    /// The names of the packs whose modules and lexicons its scripts can use besides its own, in order.
    pub depends: Vec<String>,
    /// Names of packs that it sees like those in `depends` without depending on them: for a single rule file, the packs
    /// named in the same command.
    pub beside: Vec<String>,
    /// Its version.
    pub version: String,
    /// A hash over its files.
    pub hash: String,
    /// Rule files, in the order they are to be loaded.
    pub rules: Vec<ScriptFile>,
    /// Files of `lib/`, each a module named as its stem.
    pub lib: Vec<ScriptFile>,
    /// Lexicons: phrases by name.
    pub lexicons: BTreeMap<String, Vec<String>>,
    /// Files of `lib/` and `lexicons/` that could not be read, by path, each with its fault.
    pub unread: BTreeMap<String, Fault>,
    /// Whether it is a single rule file, given without a pack.
    pub lone: bool,
    /// The kinds that its manifest declares, by name.
    pub kinds: BTreeMap<String, KindDeclaration>,
    /// The text of its manifest, to show the lines that faults are on; empty where it has none.
    pub manifest: String,
    /// The changes that its manifest makes to rules of packs it stands on.
    pub overlays: Vec<Overlay>,
    /// Whether its rules replace rules of the same id in earlier sets: `flight/seen` where one set has that rule,
    /// `yemen:flight/seen` where several have. A replacing rule takes the position of the other in the order of rules,
    /// since of duplicates the rule loaded first wins. Its scripts see the modules and lexicons of all sets.
    pub replaces: bool,
    /// Where its scripts note which of their branches run: only where they were changed to do so (`instrument`). Sets
    /// that are loaded together share one.
    pub probe: Option<Probe>,
}

/// Changes to the rules of another pack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlay {
    /// The other pack.
    pub pack: String,
    /// Ids of rules that are not loaded, with `*` for any letters, and the line of each in the manifest.
    pub disable: Vec<(String, usize)>,
    /// Ids of rules, phrases beside which they do not fire, and the line.
    pub unless: Vec<(String, Vec<String>, usize)>,
    /// The lowest status of rules that are loaded.
    pub min_status: Option<String>,
    /// Its line in the manifest, from 1.
    pub line: usize,
}

/// A script and its path in the pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptFile {
    /// The path inside the pack, with `/`.
    pub path: String,
    /// The script.
    pub text: String,
}

/// An example text and what is expected of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Example {
    /// The text, coded as an article of its own.
    pub text: String,
    /// One map for each event that must be found, with the attributes it must have; empty where any event will do.
    pub expect: Vec<Map<String, Value>>,
    /// The line of the rule file, from 1.
    pub line: usize,
}

/// A rule, except for its closure.
/// Its JSON form leaves the patterns out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RuleSpec {
    /// Its id, unique over all packs loaded: the name, or `pack:name` where two packs loaded have a rule of that name.
    pub id: String,
    /// Its id as the pack's rule file has it, unique in its pack.
    pub name: String,
    /// The pack that the id belongs to: its own, or the pack whose rule a typed rule replaces.
    pub home: String,
    /// The index of its set among those loaded.
    pub set: usize,
    /// The index of the set whose kinds and gazetteers its events are coded with, and among whose rules duplicates are
    /// dropped: its own, or for a rule typed at a prompt the set of the rule it replaces.
    pub home_set: usize,
    /// Its pack.
    pub pack: String,
    /// That pack's version.
    pub pack_version: String,
    /// That pack's hash.
    pub pack_hash: String,
    /// Its file inside the pack.
    pub file: String,
    /// Its line in that file, from 1.
    pub line: usize,
    /// What it finds, in one sentence.
    pub about: String,
    /// The kind of its events, unless its closure says otherwise.
    pub kind: String,
    /// Their mode.
    pub mode: Option<String>,
    /// `experimental`, `test` or `stable`.
    pub status: String,
    /// Where its definition comes from.
    pub references: Vec<String>,
    /// The pattern that must hold.
    #[serde(skip, default = "no_pattern")]
    pub when: Pattern,
    /// The contexts that must hold around it: in the scope of the pattern itself, else in the article.
    #[serde(skip)]
    pub given: Vec<Pattern>,
    /// The pattern that must not hold.
    #[serde(skip)]
    pub unless: Option<Pattern>,
    /// The unit over which `when` and `unless` are evaluated.
    pub within: Scope,
    /// The unit for which the closure is called once.
    pub per: Scope,
    /// Its own codes, which override those of its kind.
    pub codes: Codes,
    /// Texts that must give an event.
    pub examples: Vec<Example>,
    /// Texts that must not.
    pub counterexamples: Vec<Example>,
    /// Texts that should give an event and do not yet.
    pub known_misses: Vec<Example>,
    /// Whether it has a closure; without one the host makes its events.
    pub has_closure: bool,
    /// If it has a closure and is loaded to be edited: a hash of everything in its file that the closure depends on.
    pub code: Option<[u8; 32]>,
    /// The patterns that its closure captured.
    #[serde(skip)]
    pub captured: Vec<Pattern>,
    /// The patterns that its file names by a `let`, with their names.
    #[serde(skip)]
    pub names: Arc<HashMap<Pattern, String>>,
}

/// In place of a pattern that was left out.
fn no_pattern() -> Pattern {
    Pattern::entity(Op::Actor)
}

/// An incident rule: which mentions of the whole corpus report the same occurrence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentSpec {
    /// Its id, unique over all packs loaded: the name, or `pack:name` where two packs loaded have one of that name.
    pub id: String,
    /// Its id as the pack's rule file has it, unique in its pack.
    pub name: String,
    /// The pack that the id belongs to.
    pub home: String,
    /// The index of its set among those loaded.
    pub set: usize,
    /// Its pack.
    pub pack: String,
    /// That pack's version.
    pub pack_version: String,
    /// That pack's hash.
    pub pack_hash: String,
    /// Its file inside the pack.
    pub file: String,
    /// Its line in that file, from 1.
    pub line: usize,
    /// What it joins, in one sentence.
    pub about: String,
    /// Kinds that are the occurrence: one mention of any of them is enough for an incident.
    pub acts: Vec<String>,
    /// Kinds that report on the occurrence: their mentions join an incident and make none.
    pub details: Vec<String>,
    /// Those of both that deny another event: their place and actor are those of the denial, not of the act.
    pub denials: Vec<String>,
    /// What mentions in different articles must share.
    pub same: Vec<SharedAttribute>,
    /// The most days between the first and the last reported day; 0: all on one day.
    pub days: u32,
}

/// An attribute that an incident rule may ask its mentions to share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SharedAttribute {
    /// Where.
    Place,
    /// Who did it, or who took part.
    Actor,
    /// To whom.
    Recipient,
    /// The kind's mode: a capture and a release are two incidents.
    Mode,
}

impl SharedAttribute {
    /// All of them, with their names in rules.
    pub const NAMES: &[(&str, SharedAttribute)] = &[
        ("place", SharedAttribute::Place),
        ("actor", SharedAttribute::Actor),
        ("recipient", SharedAttribute::Recipient),
        ("mode", SharedAttribute::Mode),
    ];
}
