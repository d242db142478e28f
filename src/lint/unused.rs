//! What a pack defines and nothing uses: lexicons, functions, variables. A name that is used anywhere counts as used, so
//! that a finding is certain and some unused things are not found.

use super::code::{UNUSED_FUNCTION, UNUSED_LEXICON, UNUSED_VARIABLE};
use super::file::PackFile;
use super::finding::Finding;
use super::tree::Tree;
use crate::script::items::Action;
use crate::script::lexeme::{LexemeKind, code};
use std::collections::{BTreeMap, BTreeSet};

/// A script of the pack, read.
pub struct Script<'a> {
    /// Its file.
    pub file: &'a PackFile,
    /// Its parts.
    pub tree: Tree<'a>,
}

/// What patterns are built of: a variable made of nothing else can be removed.
const BUILDERS: &[&str] = &[
    "any", "all", "seq", "near", "stem", "lexicon", "regex", "quoted", "actor", "place", "number",
    "date", "gap", "named", "within",
];

/// Findings about unused definitions. `others` are the texts of scripts of the other packs loaded. A pack without rules is
/// there for others, and of its lexicons and functions nothing is known.
pub fn in_pack(
    pack: &str,
    files: &[PackFile],
    scripts: &[Script<'_>],
    others: &[&str],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let has_rules = scripts.iter().any(|script| {
        let items = &script.tree.items;
        items.iter().any(|item| matches!(item.action, Action::Call("rule" | "incident", _)))
    });
    let names = Names::of(scripts, others);
    if has_rules {
        lexicons(pack, files, scripts, others, &mut findings);
        for script in scripts {
            functions(pack, script, &names, &mut findings);
        }
    }
    for script in scripts {
        variables(pack, script, &names, &mut findings);
        inner_variables(pack, script, &mut findings);
    }
    findings
}

/// How often each name occurs in all scripts, also as a string.
struct Names<'a>(BTreeMap<&'a str, usize>);

impl<'a> Names<'a> {
    fn of(scripts: &[Script<'a>], others: &[&'a str]) -> Names<'a> {
        let mut names = BTreeMap::new();
        for text in
            scripts.iter().map(|script| script.file.text.as_str()).chain(others.iter().copied())
        {
            for lexeme in code(text) {
                let name = match lexeme.kind {
                    LexemeKind::Name => lexeme.text,
                    // A function pointer is made of a name in quotes.
                    LexemeKind::Text => lexeme.text.trim_matches(['"', '`']),
                    _ => continue,
                };
                *names.entry(name).or_default() += 1;
            }
        }
        Names(names)
    }

    fn count(&self, name: &str) -> usize {
        self.0.get(name).copied().unwrap_or_default()
    }
}

fn lexicons(
    pack: &str,
    files: &[PackFile],
    scripts: &[Script<'_>],
    others: &[&str],
    findings: &mut Vec<Finding>,
) {
    let mut used: BTreeSet<String> = BTreeSet::new();
    let other_trees =
        others.iter().filter(|text| text.contains("lexicon(")).map(|text| Tree::new(text));
    let other_trees: Vec<Tree<'_>> = other_trees.collect();
    for (own, tree) in scripts
        .iter()
        .map(|script| (true, &script.tree))
        .chain(other_trees.iter().map(|t| (false, t)))
    {
        for frame in tree.frames.iter().filter(|frame| tree.function(frame) == Some("lexicon")) {
            let name = frame.args.first().filter(|arg| arg.len() == 1);
            match name.and_then(|arg| tree.text(arg.start)) {
                Some(name) => {
                    used.insert(name.rsplit("::").next().unwrap_or_default().to_owned());
                }
                // A name that is computed may be any of them.
                None if own => return,
                None => {}
            }
        }
    }
    for file in files {
        let Some(name) = file.lexicon().filter(|name| !used.contains(*name)) else { continue };
        let message = format!("nothing uses the lexicon {name}");
        let help = format!("use it by lexicon({name:?}), or remove the file");
        // At the first phrase, so that a comment above it can allow the finding.
        let is_phrase = |line: &usize| {
            let text = file.line_text(*line).trim();
            !text.is_empty() && !text.starts_with('#')
        };
        let line = (1..=file.lines()).find(is_phrase).unwrap_or(1);
        findings.push(Finding::of(UNUSED_LEXICON, pack, message, &help).at(file, file.line(line)));
    }
}

fn functions(pack: &str, script: &Script<'_>, names: &Names<'_>, findings: &mut Vec<Finding>) {
    for item in &script.tree.items {
        let Action::Function(name, _) = item.action else { continue };
        let own = item.lexemes.iter().filter(|lexeme| lexeme.text == name).count();
        // A definition of the same name elsewhere counts as a use.
        if names.count(name) > own {
            continue;
        }
        let at = item.lexemes.iter().find(|lexeme| lexeme.text == name);
        let start = item.start + at.map_or(0, |lexeme| lexeme.start);
        let message = format!("nothing calls the function {name}");
        let finding = Finding::of(UNUSED_FUNCTION, pack, message, "call it, or remove it");
        findings.push(finding.at(script.file, start..start + name.len()));
    }
}

/// Variables at the top of a file.
fn variables(pack: &str, script: &Script<'_>, names: &Names<'_>, findings: &mut Vec<Finding>) {
    let is_module = script.file.path.starts_with("lib/");
    let items = &script.tree.items;
    for (at, item) in items.iter().enumerate() {
        let Action::Define(name) = item.action else { continue };
        let is_used = items[at + 1..].iter().any(|later| {
            later.uses().contains(name)
                || matches!(later.action, Action::Change(changed) if changed == name)
        });
        // Those of a module may be read from outside.
        if name.starts_with('_') || is_used || is_module && names.count(name) > 1 {
            continue;
        }
        let Some(written) = item.lexemes.iter().find(|lexeme| lexeme.text == name) else {
            continue;
        };
        let start = item.start + written.start;
        let message = format!("nothing reads the variable {name}");
        let finding =
            Finding::of(UNUSED_VARIABLE, pack, message, "remove it, or begin its name with `_`");
        let finding = finding.at(script.file, start..start + name.len());
        findings.push(match removal(script, at) {
            Some(bytes) => finding.fixed_by(script.file, bytes, ""),
            None => finding,
        });
    }
}

/// The bytes of a definition with its lines; `None` where other code or a comment is on or right above them, or where
/// its value does more than build a pattern.
fn removal(script: &Script<'_>, at: usize) -> Option<std::ops::Range<usize>> {
    let (file, item) = (script.file, &script.tree.items[at]);
    let builds = item
        .uses()
        .iter()
        .all(|name| BUILDERS.contains(name) || script.tree.values.contains_key(name));
    let calls_module = item.lexemes.iter().any(|lexeme| lexeme.text == "::");
    let first = file.line_of(item.start);
    let last = file.line_of(item.end() - 1);
    let bytes = file.line(first).start..file.whole_line(last).end;
    let whole = file.text[bytes.clone()].trim() == item.text;
    let above = first.checked_sub(1).map_or("", |line| file.line_text(line)).trim();
    (builds && !calls_module && whole && !above.starts_with("//") && !above.ends_with("*/"))
        .then_some(bytes)
}

/// Variables inside closures and functions.
fn inner_variables(pack: &str, script: &Script<'_>, findings: &mut Vec<Finding>) {
    for item in &script.tree.items {
        let lexemes = &item.lexemes;
        for at in 1..lexemes.len() {
            let Some(name) = lexemes.get(at + 1).map(|lexeme| lexeme.text) else { continue };
            let is_name = lexemes[at + 1].kind == LexemeKind::Name;
            if lexemes[at].text != "let" || !is_name || name.starts_with('_') {
                continue;
            }
            // Strings in backquotes read variables too.
            let is_used = lexemes[at + 2..].iter().any(|lexeme| match lexeme.kind {
                LexemeKind::Text => lexeme.text.contains(name),
                _ => lexeme.text == name,
            });
            if !is_used {
                let start = item.start + lexemes[at + 1].start;
                let message = format!("nothing reads the variable {name}");
                let help = "remove it, or begin its name with `_`";
                let finding = Finding::of(UNUSED_VARIABLE, pack, message, help);
                findings.push(finding.at(script.file, start..start + name.len()));
            }
        }
    }
}
