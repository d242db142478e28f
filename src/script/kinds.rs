//! Which kinds each pack sees, and what they are: its own declarations over those of the packs below it. Called by
//! `program` once all rule files are loaded, since a rule file may declare kinds too.

use super::advice::near;
use super::fault::{Fault, Notice};
use super::kind::{EventKind, KindDeclaration};
use super::spec::{RuleSpec, ScriptSet};
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

/// The sets that `sets[set]` stands on, in the order loaded.
fn sets_below(_sets: &[Arc<ScriptSet>], set: usize) -> Vec<usize> {
    (0..set).collect()
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
        let help = match near(model, known.filter(|known| *known != name)) {
            Some(near) => format!("did you mean \"{near}\"?"),
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
        let message =
            format!("the kind \"{name}\" is declared twice, with another `{}`", flags.join("`, `"));
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

/// The kinds that rules name and nobody declares, each once: they work with the defaults, and are often misspelt.
pub fn undeclared(
    rules: &[&RuleSpec],
    kinds: &[Arc<Kinds>],
    sets: &[Arc<ScriptSet>],
) -> Vec<Notice> {
    let mut found: BTreeMap<(&str, &str), Vec<&RuleSpec>> = BTreeMap::new();
    for &rule in rules {
        let set = sets.iter().rposition(|set| set.pack == rule.pack);
        if set.is_some_and(|set| !kinds[set].contains_key(&rule.kind)) {
            found.entry((&rule.kind, &rule.pack)).or_default().push(rule);
        }
    }
    let known: BTreeSet<&str> =
        kinds.iter().flat_map(|kinds| kinds.keys().map(String::as_str)).collect();
    let notice = |((kind, pack), rules): ((&str, &str), Vec<&RuleSpec>)| {
        let first = rules[0];
        let more = match rules.len() - 1 {
            0 => String::new(),
            1 => ", and one more rule is of it".to_owned(),
            more => format!(", and {more} more rules are of it"),
        };
        let message = format!("no pack declares the kind \"{kind}\"{more}");
        let near = near(kind, known.iter().copied())
            .map_or_else(String::new, |near| format!("did you mean \"{near}\"? Else "));
        let help = format!(
            "{near}declare it: kind(\"{kind}\"); in a rule file, or [kinds.{kind}] in pack.toml; it works with the \
             defaults until then"
        );
        let fault = Fault {
            rule: Some(first.id.clone()),
            ..Fault::of(pack, Some(&first.file), &message, &help)
        };
        let set = sets.iter().rfind(|set| set.pack == first.pack);
        let file = set.and_then(|set| set.rules.iter().find(|file| file.path == first.file));
        let text = file.map_or("", |file| file.text.as_str());
        Notice(fault.at(text, Some(first.line), Some(1)))
    };
    found.into_iter().map(notice).collect()
}
