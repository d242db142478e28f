//! The layers of the crate, and the modules that a file names: a module may use only lower layers. The lists in
//! `src/lib.rs` and `ARCHITECTURE.md` are made from the table here.

use super::lexed::{Lexed, is_word};

/// A module with its layer.
pub struct Layer {
    /// Its number; a module uses only modules of lower layers.
    pub number: u8,
    /// The module.
    pub module: &'static str,
    /// What it does, in one line.
    pub what: &'static str,
}

const fn layer(number: u8, module: &'static str, what: &'static str) -> Layer {
    Layer { number, module, what }
}

/// Every module with its layer, from the highest. Add a new one here, on the lowest layer possible.
#[rustfmt::skip]
pub const LAYERS: &[Layer] = &[
    layer(12, "main", "parses the command line, runs one command, maps the outcome to an exit code"),
    layer(11, "cmd", "one file for each subcommand; only this module prints and names clap"),
    layer(10, "repl", "the live session; only `repl/editor` names rustyline"),
    layer(10, "card", "what a pack is, as data: its codebook, rules, names, sources, scores and cost"),
    layer(10, "report", "what a set of events says, as data: columns, incidents, what is not known"),
    layer(10, "annotation", "events as tasks of annotation tools, and their judgements as gold"),
    layer(9, "check", "examples of rules, scores against gold, agreement between coders"),
    layer(9, "compare", "the events of two versions of rules, and packs at revisions of git"),
    layer(9, "incident", "mentions of the whole corpus joined into incidents"),
    layer(9, "lint", "findings about a pack: what can never match, repeats, is unused, is missing, deceives the eye"),
    layer(9, "live", "a corpus in memory for rules that change"),
    layer(9, "registry", "packs built, signed, fetched from git and indexes, locked; only this module names minisign and ureq"),
    layer(8, "coder", "compiled packs; an article in, its events and faults out"),
    layer(7, "pack", "loads a folder of rules, modules, lexicons and gazetteers, with its faults"),
    layer(6, "script", "the rule language; only this module names Rhai"),
    layer(5, "frame", "the context of a mention: who says so, whether it happened, who, where, when, how many"),
    layer(4, "pattern", "patterns: compiled, evaluated, explained"),
    layer(3, "gazetteer", "tables of names with codes"),
    layer(3, "corpus", "reads files into articles, with offsets back to the raw bytes"),
    layer(3, "repeat", "finds articles that repeat an earlier one"),
    layer(3, "sink", "writes events as JSONL, CSV, table, databases, maps and the formats of other tools"),
    layer(3, "analysis", "grammar of a sentence: verbs of saying, speakers, quotations, coreference"),
    layer(2, "arrow", "events as columns in memory, for data frames"),
    layer(2, "text", "encoding, layout, tokens, sentences, numbers, dates; no I/O"),
    layer(1, "event", "the event record"),
    layer(1, "ontology", "tables of other codebooks"),
    layer(1, "suggest", "the known name nearest to a mistyped one"),
    layer(1, "file", "files opened only if they are plain, replaced atomically, locked, known under all their names"),
    layer(0, "legible", "text from outside made fit to show: hidden characters as escapes, long text cut"),
    layer(0, "quiet", "panics of code that is not ours, caught"),
];

/// The layer of a module; `None` if it is not in the table.
pub fn number(module: &str) -> Option<u8> {
    LAYERS.iter().find(|layer| layer.module == module).map(|layer| layer.number)
}

/// The table as text: one line for each module, with the layer's number where it changes.
pub fn picture() -> String {
    let mut text = String::new();
    let mut last = 0;
    for layer in LAYERS {
        let number = if layer.number == last { String::new() } else { layer.number.to_string() };
        text.push_str(&format!("{number:<3} {:<10} {}\n", layer.module, layer.what));
        last = layer.number;
    }
    text
}

/// The module path of a file under `src`: `text/span.rs` is `text::span`, `lib.rs` is the root.
pub fn module_path(file: &str) -> Vec<&str> {
    let stem = file.strip_suffix(".rs").unwrap_or(file);
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    if stem == "lib" { Vec::new() } else { stem.split('/').collect() }
}

/// Why `module` may not use `path` (a path from the crate's root); `None` where it may.
pub fn objection(module: &str, path: &[String]) -> Option<String> {
    let [used, ..] = path else { return None };
    let (from, to) = (number(module)?, number(used)?);
    if used == module || to < from {
        return None;
    }
    let path = path.join("::");
    Some(format!("arrows run down only: {module} (layer {from}) uses {path} (layer {to})"))
}

/// Every path of the code that starts at the crate's root, with the byte it begins at; `file` is below `src`.
///
/// `super::` is resolved; inside a test module it is one step shorter.
pub fn crate_paths(file: &str, lexed: &Lexed) -> Vec<(usize, Vec<String>)> {
    let code = lexed.code.as_str();
    let here = module_path(file);
    let mut paths = Vec::new();
    // The program is outside the library and names it.
    let root = if here == ["main"] { "dateline::" } else { "crate::" };
    for (at, _) in code.match_indices(root) {
        if !follows_word(code, at) {
            push_tree(&code[at..], &mut Vec::new(), at, &mut paths);
        }
    }
    // The root of every tree pushed so far is the crate itself.
    paths.iter_mut().for_each(|(_, path)| drop(path.remove(0)));
    for (at, _) in code.match_indices("super::") {
        if follows_word(code, at) || code[..at].ends_with("super::") {
            continue;
        }
        let mut trees = Vec::new();
        push_tree(&code[at..], &mut Vec::new(), at, &mut trees);
        let nested = usize::from(lexed.test[lexed.line(at)]);
        for (at, path) in trees {
            let up = path.iter().take_while(|name| *name == "super").count();
            let Some(kept) = (here.len() + nested).checked_sub(up) else { continue };
            let base = here.iter().take(kept).map(|name| name.to_string());
            paths.push((at, base.chain(path.into_iter().skip(up)).collect()));
        }
    }
    paths
}

/// Every path that a `use` of the code names, as it is written, tests left out. A name given by `as` is not followed.
pub fn use_paths(lexed: &Lexed) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, word) in lexed.code.match_indices("use ") {
        if !follows_word(&lexed.code, at) && !lexed.test[lexed.line(at)] {
            push_tree(&lexed.code[at + word.len()..], &mut Vec::new(), at, &mut paths);
        }
    }
    paths.into_iter().map(|(_, path)| path).collect()
}

fn follows_word(code: &str, at: usize) -> bool {
    code[..at].ends_with(is_word) || code[..at].ends_with("::")
}

/// Adds every path of the use tree that opens `code`, each behind `head`; how many bytes the tree takes.
fn push_tree(
    code: &str,
    head: &mut Vec<String>,
    at: usize,
    paths: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let depth = head.len();
    let mut taken = 0;
    loop {
        taken += code[taken..].len() - code[taken..].trim_start().len();
        let rest = &code[taken..];
        if let Some(group) = rest.strip_prefix('{') {
            taken += 1 + push_group(group, head, at, paths);
            break;
        }
        let name: String = rest.chars().take_while(|&c| is_word(c) || c == '*').collect();
        taken += name.len();
        if !name.is_empty() {
            head.push(name);
        }
        if !code[taken..].starts_with("::") {
            paths.push((at, head.clone()));
            break;
        }
        taken += 2;
    }
    head.truncate(depth);
    taken
}

/// The use trees between braces, up to after the closing brace.
fn push_group(
    code: &str,
    head: &mut Vec<String>,
    at: usize,
    paths: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let mut taken = 0;
    while taken < code.len() && !code[taken..].trim_start().starts_with('}') {
        taken += push_tree(&code[taken..], head, at, paths);
        // Skips the comma, and an `as name` before it.
        match code[taken..].find([',', '}']) {
            Some(next) => taken += next + usize::from(code[taken + next..].starts_with(',')),
            None => return code.len(),
        }
    }
    code[taken..].find('}').map_or(code.len(), |brace| taken + brace + 1)
}
