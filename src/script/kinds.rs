//! Which kinds each pack sees, and what they are: its own declarations over those of the packs below it. Called by
//! `program` once all rule files are loaded, since a rule file may declare kinds too.

use super::fault::{Fault, Notice};
use super::kind::{EventKind, KindDeclaration};
use super::lexeme::{Lexeme, code, literal};
use super::naming::depends;
use super::spec::{RuleSpec, ScriptSet};
use crate::suggest::suggest;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Kinds by name.
pub type Kinds = BTreeMap<String, EventKind>;

/// A kind declared in a rule file.
#[derive(Clone, Debug)]
pub struct InFile {
    /// The index of its pack.
    pub set: usize,
    /// Its name.
    pub name: String,
    /// What is said of it.
    pub said: KindDeclaration,
}

/// The kinds that each of `sets` sees, by set. What is wrong with declarations is added to `faults`.
pub fn resolve(
    sets: &[Arc<ScriptSet>],
    in_files: &[InFile],
    faults: &mut Vec<Fault>,
) -> Vec<Arc<Kinds>> {
    let own: Vec<Own<'_>> = (0..sets.len()).map(|set| Own::of(sets, in_files, set)).collect();
    let mut all: Vec<Kinds> = Vec::with_capacity(sets.len());
    for set in 0..sets.len() {
        let mut kinds = Kinds::default();
        for &below in &sets_below(sets, set) {
            own[below].overlay(&mut kinds, &mut Vec::new());
        }
        own[set].overlay(&mut kinds, faults);
        all.push(kinds);
    }
    // What is typed at a prompt holds for the rules of every pack, as a typed rule takes the place of a pack's.
    for (typed, _) in sets.iter().enumerate().filter(|(_, set)| set.replaces) {
        for kinds in &mut all[..typed] {
            own[typed].overlay(kinds, &mut Vec::new());
        }
    }
    all.into_iter().map(Arc::new).collect()
}

/// The sets that `sets[set]` depends on, whether it names them or one of those does, in the order loaded.
fn sets_below(sets: &[Arc<ScriptSet>], set: usize) -> Vec<usize> {
    let mut below = BTreeSet::new();
    let mut open = depends(sets, set);
    while let Some(at) = open.pop() {
        if at != set && below.insert(at) {
            open.extend(depends(sets, at));
        }
    }
    below.into_iter().collect()
}

/// The declarations of one set: by name, those of one kind in the order loaded.
struct Own<'a> {
    set: &'a ScriptSet,
    declared: BTreeMap<&'a str, Vec<&'a KindDeclaration>>,
}

impl<'a> Own<'a> {
    fn of(sets: &'a [Arc<ScriptSet>], in_files: &'a [InFile], set: usize) -> Own<'a> {
        let mut declared: BTreeMap<&str, Vec<&KindDeclaration>> = BTreeMap::new();
        for (name, said) in &sets[set].kinds {
            declared.entry(name).or_default().push(said);
        }
        for kind in in_files.iter().filter(|kind| kind.set == set) {
            declared.entry(&kind.name).or_default().push(&kind.said);
        }
        Own { set: &sets[set], declared }
    }

    /// Puts the declarations over the kinds known from below.
    fn overlay(&self, kinds: &mut Kinds, faults: &mut Vec<Fault>) {
        let mut done = BTreeSet::new();
        for name in self.declared.keys() {
            self.overlay_one(name, kinds, &mut done, &mut Vec::new(), faults);
        }
    }

    /// Puts the declarations of one kind over what is known; first, those of the kind that it is like. `open` are the
    /// kinds on the way here.
    fn overlay_one<'s>(
        &'s self,
        name: &'s str,
        kinds: &mut Kinds,
        done: &mut BTreeSet<&'s str>,
        open: &mut Vec<&'s str>,
        faults: &mut Vec<Fault>,
    ) {
        let Some(all) = self.declared.get(name).filter(|_| !done.contains(name)) else { return };
        let mut kind = kinds.get(name).cloned().unwrap_or_default();
        if let Some((said, model)) =
            all.iter().find_map(|said| said.like.as_deref().map(|model| (*said, model)))
        {
            open.push(name);
            if open.contains(&model) {
                let circle = [&open[..], &[model]].concat().join("\" is like \"");
                let help = "take one `like` out";
                faults.push(self.fault(said, &format!("the kind \"{circle}\""), help));
            } else {
                self.overlay_one(model, kinds, done, open, faults);
                match kinds.get(model) {
                    Some(model) => kind = model.clone(),
                    None => faults.push(self.unknown_model(said, name, model, kinds)),
                }
            }
            open.pop();
        }
        // The first declaration of a flag holds, so it is laid on last.
        for said in all.iter().rev() {
            kind.overlay(said);
        }
        for (at, later) in all.iter().enumerate().skip(1) {
            for first in &all[..at] {
                let flags = first.conflicts(later);
                if !flags.is_empty() {
                    faults.push(self.conflict(name, first, later, &flags));
                }
            }
        }
        done.insert(name);
        kinds.insert(name.to_owned(), kind);
    }

    fn unknown_model(
        &self,
        said: &KindDeclaration,
        name: &str,
        model: &str,
        kinds: &Kinds,
    ) -> Fault {
        let known = kinds.keys().map(String::as_str).chain(self.declared.keys().copied());
        let help = match suggest(model, known.filter(|known| *known != name)) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None if self.set.replaces => "name a kind that a loaded pack declares".to_owned(),
            None if self.set.lone => {
                "name a kind of this file, or name a pack that declares it beside the file: -p PACK"
                    .to_owned()
            }
            None => "name a kind of this pack or of one that it depends on".to_owned(),
        };
        let message = format!("the kind \"{name}\" is like \"{model}\", which no pack declares");
        self.fault(said, &message, &help)
    }

    fn conflict(
        &self,
        name: &str,
        first: &KindDeclaration,
        later: &KindDeclaration,
        flags: &[&str],
    ) -> Fault {
        let message = format!(
            "the kind \"{name}\" is declared twice, with a different `{}`",
            flags.join("`, `")
        );
        let help =
            format!("what {}:{} says holds; take one of the two out", first.file, first.line);
        self.fault(later, &message, &help)
    }

    fn fault(&self, said: &KindDeclaration, message: &str, help: &str) -> Fault {
        let fault = Fault::of(&self.set.pack, Some(&said.file), message, help);
        let file = self.set.rules.iter().find(|file| file.path == said.file);
        match file {
            Some(file) => fault.at(&file.text, Some(said.line), Some(1)),
            None => fault.at(&self.set.manifest, Some(said.line), Some(1)),
        }
    }
}

/// The kinds that rule files name and nobody declares, each once: they work with the defaults, and are often misspelt.
/// A rule's `.kind("...")` and what its closure or its examples say, `kind: "..."`, count.
pub fn undeclared(
    rules: &[&RuleSpec],
    kinds: &[Arc<Kinds>],
    sets: &[Arc<ScriptSet>],
) -> Vec<Notice> {
    let mut found: BTreeMap<(String, usize), Vec<Named<'_>>> = BTreeMap::new();
    let is_unknown =
        |set: usize, kind: &str| kinds.get(set).is_some_and(|kinds| !kinds.contains_key(kind));
    for &rule in rules.iter().filter(|rule| is_unknown(rule.home_set, &rule.kind)) {
        let named = Named { rule: Some(rule), file: &rule.file, line: rule.line };
        found.entry((rule.kind.clone(), rule.set)).or_default().push(named);
    }
    for (set, pack) in sets.iter().enumerate() {
        for file in &pack.rules {
            for (line, kind) in said_in_maps(&file.text) {
                let named = Named { rule: None, file: &file.path, line };
                if is_unknown(set, &kind) && !found.contains_key(&(kind.clone(), set)) {
                    found.insert((kind.clone(), set), vec![named]);
                }
            }
        }
    }
    let known: BTreeSet<&str> =
        kinds.iter().flat_map(|kinds| kinds.keys().map(String::as_str)).collect();
    let notice = |((kind, set), named): ((String, usize), Vec<Named<'_>>)| {
        let first = &named[0];
        let more = match named.len() - 1 {
            0 => String::new(),
            1 => ", and one more rule is of it".to_owned(),
            more => format!(", and {more} more rules are of it"),
        };
        let message = format!("no pack declares the kind \"{kind}\"{more}");
        let declare =
            format!("`kind(\"{kind}\");` in a rule file or `[kinds.{kind}]` in pack.toml");
        let stranger = (0..sets.len()).find(|&other| kinds[other].contains_key(&kind));
        let (message, help) = match stranger.map(|other| &sets[other].pack) {
            Some(other) => (
                format!("{} sees no kind \"{kind}\"{more}", sets[set].pack),
                format!(
                    "the pack {other} declares it: add {other} to `depends`, or declare it by {declare}"
                ),
            ),
            None => {
                let near = suggest(&kind, known.iter().copied())
                    .map_or_else(String::new, |near| format!("did you mean \"{near}\"? Else "));
                (message, format!("{near}declare it by {declare}: until then it has the defaults"))
            }
        };
        let fault = Fault::of(&sets[set].pack, Some(first.file), &message, &help);
        let fault = Fault { rule: first.rule.map(|rule| rule.id.clone()), ..fault };
        let file = sets[set].rules.iter().find(|file| file.path == first.file);
        let text = file.map_or("", |file| file.text.as_str());
        Notice(fault.at(text, Some(first.line), Some(1)))
    };
    found.into_iter().map(notice).collect()
}

/// Where a kind is named that nobody declares.
struct Named<'a> {
    rule: Option<&'a RuleSpec>,
    file: &'a str,
    line: usize,
}

/// The kinds that maps in a script give, `kind: "..."`, each with its line, from 1.
fn said_in_maps(text: &str) -> Vec<(usize, String)> {
    let code: Vec<Lexeme<'_>> = code(text).collect();
    let said = code.windows(4).filter(|four| {
        matches!(four[0].text, "#{" | ",") && four[1].text == "kind" && four[2].text == ":"
    });
    let line = |lexeme: &Lexeme<'_>| text[..lexeme.start].matches('\n').count() + 1;
    said.filter_map(|four| Some((line(&four[3]), literal(four[3].text)?))).collect()
}

/// What the packs that `sets[set]` depends on say differently of a kind, and it does not say itself.
pub fn contradictions(sets: &[Arc<ScriptSet>]) -> Vec<Notice> {
    let mut found = Vec::new();
    for (set, own) in sets.iter().enumerate().filter(|(_, set)| !set.replaces) {
        let below = sets_below(sets, set);
        for (at, &first) in below.iter().enumerate() {
            for &second in &below[at + 1..] {
                let related = sets_below(sets, second).contains(&first);
                for (name, said) in sets[second].kinds.iter().filter(|_| !related) {
                    let Some(other) = sets[first].kinds.get(name) else { continue };
                    let flags = other.conflicts(said);
                    if flags.is_empty() || own.kinds.contains_key(name) {
                        continue;
                    }
                    let (one, two) = (&sets[first].pack, &sets[second].pack);
                    let message = format!(
                        "{one} and {two} declare the kind \"{name}\" with another `{}`; for rules of {} what {two} says holds",
                        flags.join("`, `"),
                        own.pack
                    );
                    let help = format!("declare it: [kinds.{name}] in its pack.toml");
                    found.push(Notice(Fault::of(&own.pack, Some("pack.toml"), &message, &help)));
                }
            }
        }
    }
    found
}
