//! What a pack brings to the engine, and what a rule says of itself: plain values, free of Rhai, shared by threads.

use super::fault::Fault;
use super::kind::KindDeclaration;
use crate::event::Codes;
use crate::pattern::{Pattern, Scope};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A pack's scripts and lexicons, in memory.
#[derive(Clone, Debug, Default)]
pub struct ScriptSet {
    /// The pack's name, its identity among those loaded together.
    pub pack: String,
    /// The names of the packs whose modules and lexicons its scripts can name beside its own, in order.
    pub depends: Vec<String>,
    /// Names of packs that it sees as those in `depends` without being built on them: of a rule file, the packs named in
    /// the same command.
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
    /// Files of `lib/` and `lexicons/` that could not be read, by path: what is wrong with each.
    pub unread: BTreeMap<String, Fault>,
    /// Whether it is one rule file, given by itself.
    pub lone: bool,
    /// The kinds that its manifest declares, by name.
    pub kinds: BTreeMap<String, KindDeclaration>,
    /// The text of its manifest, to show the lines that faults are on; empty where it has none.
    pub manifest: String,
    /// Whether its rules take the place of rules of their id in sets before it: `flight/seen` where one set has that
    /// rule, `yemen:flight/seen` where several have. A rule that takes a place stands where the other stood in the order
    /// of rules, which settles rivals. Its scripts see the modules and lexicons of all sets.
    pub replaces: bool,
}

/// A script and where it is in its pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptFile {
    /// The path inside the pack, with `/`.
    pub path: String,
    /// The script.
    pub text: String,
}

/// An example text and what is expected of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The text, coded as an article of its own.
    pub text: String,
    /// One map an event that must be found, holding what it must say; empty where any event will do.
    pub expect: Vec<Map<String, Value>>,
    /// The line of the rule file, from 1.
    pub line: usize,
}

/// All a rule says of itself but its closure.
#[derive(Clone, Debug)]
pub struct RuleSpec {
    /// Its id, unique over all packs loaded: the name, or `pack:name` where two packs loaded have a rule of that name.
    pub id: String,
    /// Its id as the pack's rule file has it, unique in its pack.
    pub name: String,
    /// The pack that the id is one of: its own, or the pack whose rule a typed rule replaces.
    pub home: String,
    /// The index of its set among those loaded.
    pub set: usize,
    /// The index of the set whose kinds and names it is coded with, and whose duplicates it drops: its own, or for a rule
    /// typed at a prompt in the place of a pack's that pack's.
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
    /// What must hold.
    pub when: Pattern,
    /// What must not.
    pub unless: Option<Pattern>,
    /// The unit both are judged over.
    pub within: Scope,
    /// The unit that gets one call.
    pub per: Scope,
    /// Codes of its own, over those of its kind.
    pub codes: Codes,
    /// Texts that must yield an event.
    pub examples: Vec<Example>,
    /// Texts that must not.
    pub counterexamples: Vec<Example>,
    /// Texts that should yield an event and do not yet.
    pub known_misses: Vec<Example>,
    /// Where it has a closure: a hash of what that depends on in its file.
    pub code: Option<[u8; 32]>,
    /// Patterns its closure captured.
    pub captured: Vec<Pattern>,
    /// What its file calls its patterns: those that a `let` names.
    pub names: Arc<HashMap<Pattern, String>>,
}

/// What an incident rule says: which mentions of the whole corpus report one occurrence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncidentSpec {
    /// Its id, unique over all packs loaded: the name, or `pack:name` where two packs loaded have one of that name.
    pub id: String,
    /// Its id as the pack's rule file has it, unique in its pack.
    pub name: String,
    /// The pack that the id is one of.
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
    /// Kinds that are the occurrence: one mention of any of them makes an incident.
    pub acts: Vec<String>,
    /// Kinds that tell of the occurrence: they join an incident and make none.
    pub details: Vec<String>,
    /// Those of them that deny another event: their place and actor are those of who denies and not of the act.
    pub denials: Vec<String>,
    /// What mentions in different articles must share.
    pub same: Vec<Shared>,
    /// So many days may lie between the first and the last day told; 0 is one day.
    pub days: u32,
}

/// An attribute that an incident rule may ask its mentions to share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shared {
    /// Where.
    Place,
    /// Who did it, or who took part.
    Actor,
    /// To whom.
    Recipient,
    /// The kind's mode: a taking and a release are two.
    Mode,
}

impl Shared {
    /// All of them, with the words for them in rules.
    pub const NAMES: &[(&str, Shared)] = &[
        ("place", Shared::Place),
        ("actor", Shared::Actor),
        ("recipient", Shared::Recipient),
        ("mode", Shared::Mode),
    ];
}
