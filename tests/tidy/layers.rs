//! The floors of the house, and which modules a file names: arrows run down only.

use super::lexed::{Lexed, is_word};

/// Every module of the house with its floor. A new one is entered here, on the lowest floor it can live on.
const FLOORS: &[(&str, u8)] = &[
    ("main", 8),
    ("cmd", 7),
    ("repl", 6),
    ("check", 6),
    ("incident", 5),
    ("live", 5),
    ("coder", 5),
    ("pack", 4),
    ("script", 3),
    ("frame", 3),
    ("sink", 3),
    ("analysis", 2),
    ("pattern", 2),
    ("gazetteer", 2),
    ("corpus", 2),
    ("event", 2),
    ("text", 1),
    ("ontology", 1),
];

/// What may be leant on inside a floor: the first stands on the second.
const INSIDE: &[(&str, &str)] = &[
    ("repl", "check"),
    ("incident", "coder"),
    ("live", "coder"),
    ("script", "frame"),
    ("pattern", "gazetteer"),
    ("pattern", "event"),
    ("gazetteer", "event"),
    ("corpus", "event"),
];

/// Names of `event` that `text` may use: plain values of the record that figures and dates come in.
const LENT_TO_TEXT: &[&str] = &["Bound", "DatePrecision"];

/// The floor of a module; `None` where the table does not know it.
pub fn floor(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

/// The module path of a file under `src`: `text/span.rs` is `text::span`, `lib.rs` is the root.
pub fn module_path(file: &str) -> Vec<&str> {
    let stem = file.strip_suffix(".rs").unwrap_or(file);
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    if stem == "lib" { Vec::new() } else { stem.split('/').collect() }
}

/// Why `module` may not use `path` (a path from the crate's root); `None` where it may.
pub fn objection(module: &str, path: &[String]) -> Option<String> {
    let [used, rest @ ..] = path else { return None };
    let (from, to) = (floor(module)?, floor(used)?);
    let lent = module == "text"
        && used == "event"
        && rest.first().is_some_and(|name| LENT_TO_TEXT.contains(&name.as_str()));
    let inside = INSIDE.contains(&(module, used.as_str()));
    if used == module || to < from || inside || lent {
        return None;
    }
    let path = path.join("::");
    Some(format!("layers run down only: {module} (floor {from}) uses {path} (floor {to})"))
}

/// Every path of the code that starts at the crate's root, with the byte it begins at; `file` is below `src`.
///
/// `super::` is followed to where it leads; inside a test module it is one step shorter.
pub fn crate_paths(file: &str, lexed: &Lexed) -> Vec<(usize, Vec<String>)> {
    let code = lexed.code.as_str();
    let here = module_path(file);
    let mut paths = Vec::new();
    // The program stands outside the library and names it.
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

/// The trees between braces, past the closing one.
fn push_group(
    code: &str,
    head: &mut Vec<String>,
    at: usize,
    paths: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let mut taken = 0;
    while taken < code.len() && !code[taken..].trim_start().starts_with('}') {
        taken += push_tree(&code[taken..], head, at, paths);
        // Past the comma, and past an `as name` before it.
        match code[taken..].find([',', '}']) {
            Some(next) => taken += next + usize::from(code[taken + next..].starts_with(',')),
            None => return code.len(),
        }
    }
    code[taken..].find('}').map_or(code.len(), |brace| taken + brace + 1)
}
