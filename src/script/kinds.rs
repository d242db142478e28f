//! Resolves the kinds that each pack sees: its own declarations override those of the packs it depends on. Called by
//! `program` once all rule files are loaded, since a rule file may declare kinds too.

use super::fault::{Fault, Notice};
use super::kind::{EventKind, KindDeclaration};
use super::lexeme::{Lexeme, code, literal};
use super::naming::depends;
use super::spec::{RuleSpec, ScriptFile, ScriptSet};
use crate::suggest::suggest;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The most kinds that are like each other in a row.
const MOST_MODELS: usize = 64;

/// With how many of the declarations of a kind each later one is compared: more are a mistake already.
const MOST_COMPARED: usize = 8;

/// Kinds by name.
pub type KindTable = BTreeMap<String, EventKind>;

/// A kind declared in a rule file.
#[derive(Clone, Debug)]
pub struct KindInFile {
    /// The index of its pack.
    pub set: usize,
    /// Its name.
    pub name: String,
    /// Its flags and codes.
    pub declaration: KindDeclaration,
}

/// The kinds that each of `sets` sees, by set. Mistakes in declarations are added to `faults`.
pub fn resolve(
    sets: &[Arc<ScriptSet>],
    in_files: &[KindInFile],
    faults: &mut Vec<Fault>,
) -> Vec<Arc<KindTable>> {
    let own: Vec<PackDeclarations<'_>> =
        (0..sets.len()).map(|set| PackDeclarations::of(sets, in_files, set)).collect();
    let mut all: Vec<KindTable> = Vec::with_capacity(sets.len());
    for set in 0..sets.len() {
        let mut kinds = KindTable::default();
        for &dependency in &dependencies(sets, set) {
            own[dependency].overlay(&mut kinds, &mut Vec::new());
        }
        own[set].overlay(&mut kinds, faults);
        all.push(kinds);
    }
    // Kinds declared at a prompt apply to the rules of every pack, just as a typed rule replaces a pack's rule.
    for (typed, _) in sets.iter().enumerate().filter(|(_, set)| set.replaces) {
        for kinds in &mut all[..typed] {
            own[typed].overlay(kinds, &mut Vec::new());
        }
    }
    all.into_iter().map(Arc::new).collect()
}

/// The sets that `sets[set]` depends on, directly or through others, in the order loaded.
fn dependencies(sets: &[Arc<ScriptSet>], set: usize) -> Vec<usize> {
    let mut found = BTreeSet::new();
    let mut pending = depends(sets, set);
    while let Some(at) = pending.pop() {
        if at != set && found.insert(at) {
            pending.extend(depends(sets, at));
        }
    }
    found.into_iter().collect()
}

/// The declarations of one set by the name of the kind; those of one kind are in the order loaded.
struct PackDeclarations<'a> {
    set: &'a ScriptSet,
    declared: BTreeMap<&'a str, Vec<&'a KindDeclaration>>,
}

impl<'a> PackDeclarations<'a> {
    fn of(
        sets: &'a [Arc<ScriptSet>],
        in_files: &'a [KindInFile],
        set: usize,
    ) -> PackDeclarations<'a> {
        let mut declared: BTreeMap<&str, Vec<&KindDeclaration>> = BTreeMap::new();
        for (name, declaration) in &sets[set].kinds {
            declared.entry(name).or_default().push(declaration);
        }
        for kind in in_files.iter().filter(|kind| kind.set == set) {
            declared.entry(&kind.name).or_default().push(&kind.declaration);
        }
        PackDeclarations { set: &sets[set], declared }
    }

    /// Applies the declarations to the kinds of the packs it depends on.
    fn overlay(&self, kinds: &mut KindTable, faults: &mut Vec<Fault>) {
        let mut done = BTreeSet::new();
        for name in self.declared.keys() {
            self.overlay_one(name, kinds, &mut done, &mut Vec::new(), faults);
        }
    }

    /// Applies the declarations of one kind, after those of the kind that it is like. `pending` are the kinds
    /// whose `like` led here, for finding cycles.
    fn overlay_one<'s>(
        &'s self,
        name: &'s str,
        kinds: &mut KindTable,
        done: &mut BTreeSet<&'s str>,
        pending: &mut Vec<&'s str>,
        faults: &mut Vec<Fault>,
    ) {
        let Some(all) = self.declared.get(name).filter(|_| !done.contains(name)) else { return };
        let mut kind = kinds.get(name).cloned().unwrap_or_default();
        if let Some((declaration, model)) = all
            .iter()
            .find_map(|declaration| declaration.like.as_deref().map(|model| (*declaration, model)))
        {
            pending.push(name);
            if pending.len() > MOST_MODELS {
                let message =
                    format!("the kind \"{name}\" is like more than {MOST_MODELS} others in a row");
                faults.push(self.fault(
                    declaration,
                    &message,
                    "write its own flags in place of `like`",
                ));
            } else if pending.contains(&model) {
                let cycle = [&pending[..], &[model]].concat().join("\" is like \"");
                let help = "remove one `like`";
                faults.push(self.fault(declaration, &format!("the kind \"{cycle}\""), help));
            } else {
                self.overlay_one(model, kinds, done, pending, faults);
                match kinds.get(model) {
                    // What it is for people is said by its own declaration, not by its model's.
                    Some(model) => kind = EventKind { about: kind.about, ..model.clone() },
                    None => faults.push(self.unknown_model(declaration, name, model, kinds)),
                }
            }
            pending.pop();
        }
        // The first declaration of a flag wins, so it is applied last.
        for declaration in all.iter().rev() {
            kind.overlay(declaration);
        }
        for (at, later) in all.iter().enumerate().skip(1) {
            for first in &all[..at.min(MOST_COMPARED)] {
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
        declaration: &KindDeclaration,
        name: &str,
        model: &str,
        kinds: &KindTable,
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
        self.fault(declaration, &message, &help)
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
        let help = format!(
            "the declaration in {}:{} applies; remove one of the two",
            first.file, first.line
        );
        self.fault(later, &message, &help)
    }

    fn fault(&self, declaration: &KindDeclaration, message: &str, help: &str) -> Fault {
        let fault = Fault::of(&self.set.pack, Some(&declaration.file), message, help);
        let file = self.set.rules.iter().find(|file| file.path == declaration.file);
        match file {
            Some(file) => fault.at(&file.text, Some(declaration.line), Some(1)),
            None => fault.at(&self.set.manifest, Some(declaration.line), Some(1)),
        }
    }
}

/// The kinds that rule files name and nobody declares, each once. They have the default flags, and are often misspelt.
/// Both a rule's `.kind("...")` and `kind: "..."` in a closure or an example count as naming a kind.
pub fn undeclared(
    rules: &[&RuleSpec],
    kinds: &[Arc<KindTable>],
    sets: &[Arc<ScriptSet>],
) -> Vec<Notice> {
    let mut found: BTreeMap<(String, usize), Vec<UndeclaredUse<'_>>> = BTreeMap::new();
    let is_unknown =
        |set: usize, kind: &str| kinds.get(set).is_some_and(|kinds| !kinds.contains_key(kind));
    for &rule in rules.iter().filter(|rule| is_unknown(rule.home_set, &rule.kind)) {
        let named = UndeclaredUse { rule: Some(rule), file: &rule.file, line: rule.line };
        found.entry((rule.kind.clone(), rule.set)).or_default().push(named);
    }
    for (set, pack) in sets.iter().enumerate() {
        // Splitting a file into lexemes is expensive, and few files name a kind that is unknown.
        let may_name_unknown = |file: &&ScriptFile| {
            may_be_kinds(&file.text).any(|kind| kind.is_none_or(|kind| is_unknown(set, kind)))
        };
        for file in pack.rules.iter().filter(may_name_unknown) {
            for (line, kind) in kinds_in_maps(&file.text) {
                let named = UndeclaredUse { rule: None, file: &file.path, line };
                if is_unknown(set, &kind) && !found.contains_key(&(kind.clone(), set)) {
                    found.insert((kind.clone(), set), vec![named]);
                }
            }
        }
    }
    let known: BTreeSet<&str> =
        kinds.iter().flat_map(|kinds| kinds.keys().map(String::as_str)).collect();
    let notice = |((kind, set), named): ((String, usize), Vec<UndeclaredUse<'_>>)| {
        let first = &named[0];
        let more = match named.len() - 1 {
            0 => String::new(),
            1 => ", and one more rule has it".to_owned(),
            more => format!(", and {more} more rules have it"),
        };
        let message = format!("no pack declares the kind \"{kind}\"{more}");
        let declare =
            format!("`kind(\"{kind}\");` in a rule file or `[kinds.{kind}]` in pack.toml");
        let elsewhere = (0..sets.len()).find(|&other| kinds[other].contains_key(&kind));
        let (message, help) = match elsewhere.map(|other| &sets[other].pack) {
            Some(other) => (
                format!("the pack {} cannot see the kind \"{kind}\"{more}", sets[set].pack),
                format!(
                    "the pack {other} declares it: add {other} to `depends`, or declare it with {declare}"
                ),
            ),
            None => {
                let near = suggest(&kind, known.iter().copied()).map_or_else(String::new, |near| {
                    format!("did you mean \"{near}\"? Otherwise ")
                });
                (
                    message,
                    format!("{near}declare it with {declare}: until then it uses the defaults"),
                )
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

/// A place that names a kind nobody declares.
struct UndeclaredUse<'a> {
    rule: Option<&'a RuleSpec>,
    file: &'a str,
    line: usize,
}

/// What may be kinds named in maps of a script, found by a search of the text: at least all that [`kinds_in_maps`]
/// finds, and also what stands in comments and strings. `None` is one that only the lexer can read.
fn may_be_kinds(text: &str) -> impl Iterator<Item = Option<&str>> {
    let after = text.match_indices("kind").map(|(at, key)| text[at + key.len()..].trim_start());
    let values = after.filter_map(|rest| Some(rest.strip_prefix(':')?.trim_start()));
    // A value that begins like a name is a variable or a call.
    let values =
        values.filter(|value| !value.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
    values.map(|value| {
        let (name, _) = value.strip_prefix('"')?.split_once('"')?;
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_').then_some(name)
    })
}

/// The kinds named in maps of a script, `kind: "..."`, each with its line, from 1.
fn kinds_in_maps(text: &str) -> Vec<(usize, String)> {
    let code: Vec<Lexeme<'_>> = code(text).collect();
    let said = code.windows(4).filter(|four| {
        matches!(four[0].text, "#{" | ",") && four[1].text == "kind" && four[2].text == ":"
    });
    let line = |lexeme: &Lexeme<'_>| text[..lexeme.start].matches('\n').count() + 1;
    said.filter_map(|four| Some((line(&four[3]), literal(four[3].text)?))).collect()
}

/// Kinds that two packs declare differently, where a pack depends on both and does not declare the kind itself.
pub fn contradictions(sets: &[Arc<ScriptSet>]) -> Vec<Notice> {
    let mut found = Vec::new();
    for (set, own) in sets.iter().enumerate().filter(|(_, set)| !set.replaces) {
        let depended_on = dependencies(sets, set);
        for (at, &first) in depended_on.iter().enumerate() {
            for &second in &depended_on[at + 1..] {
                let related = dependencies(sets, second).contains(&first);
                for (name, declaration) in sets[second].kinds.iter().filter(|_| !related) {
                    let Some(other) = sets[first].kinds.get(name) else { continue };
                    let flags = other.conflicts(declaration);
                    if flags.is_empty() || own.kinds.contains_key(name) {
                        continue;
                    }
                    let (one, two) = (&sets[first].pack, &sets[second].pack);
                    let message = format!(
                        "{one} and {two} declare the kind \"{name}\" with a different `{}`; rules of {} use the declaration in {two}",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_for_kinds_finds_all_that_the_lexer_finds() {
        let script = "// kind: \"in_comment\"\nlet m = #{ kind: \"raid\", n: 1 };\nlet n = #{ a: 1, kind : `sweep` };\n\
            let o = #{ kind: which, mode: \"kind: \\\"odd\\\"\" };";
        let exact: Vec<String> = kinds_in_maps(script).into_iter().map(|(_, kind)| kind).collect();
        assert_eq!(exact, ["raid", "sweep"]);
        let searched: Vec<Option<&str>> = may_be_kinds(script).collect();
        assert!(searched.contains(&Some("raid")), "{searched:?}");
        // What is not a plain text in double quotes is left to the lexer.
        assert!(searched.contains(&None), "{searched:?}");
    }
}
