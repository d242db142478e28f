//! Finds dependency cycles between files of `src`: files that use each other, directly or through others. There
//! should be none; `KNOWN` lists those that still exist, and the list can only shrink.
//!
//! A file's use of its own child modules is not counted, and a use of a re-export counts as a use of the file that
//! defines the item. Test code is left out.

use super::layers;
use super::lexed::{Lexed, is_word};
use std::collections::{BTreeMap, BTreeSet};

/// The cycles that still exist, each with its files below `src`. Remove what no longer exists; add nothing.
const KNOWN: &[&[&str]] = &[];

/// From a file to the files it uses.
type Arrows = BTreeMap<String, BTreeSet<String>>;

/// The findings about cycles between `files` (paths below `src`, test files left out), a line each.
pub fn objections(files: &BTreeMap<&str, &Lexed>) -> Vec<String> {
    compare(&circles(&arrows(files)), KNOWN)
}

/// Every cycle that is not part of a known one, and every known one that no longer exists as listed.
fn compare(circles: &[(Vec<String>, Vec<String>)], known: &[&[&str]]) -> Vec<String> {
    let mut found = Vec::new();
    for (files, arrows) in circles {
        let is_known = known.iter().any(|known| files.iter().all(|file| known.contains(&&**file)));
        if !is_known {
            found.push(format!("files use each other in a circle:\n    {}", arrows.join("\n    ")));
        }
    }
    for known in known {
        if !circles
            .iter()
            .any(|(files, _)| files.iter().map(String::as_str).eq(known.iter().copied()))
        {
            let files = known.join(", ");
            found.push(format!("this circle changed or was removed, update KNOWN: {files}"));
        }
    }
    found
}

/// Each cycle: its files in order, and the dependencies between them.
fn circles(arrows: &Arrows) -> Vec<(Vec<String>, Vec<String>)> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        arrows.keys().map(|file| (file.as_str(), reachable(arrows, file))).collect();
    let mut circles = Vec::new();
    let mut seen = BTreeSet::new();
    for (&file, reach) in &reached {
        if !reach.contains(file) || seen.contains(file) {
            continue;
        }
        let returns = |other: &&&str| reached.get(**other).is_some_and(|back| back.contains(file));
        let circle: BTreeSet<&str> = reach.iter().filter(returns).copied().collect();
        seen.extend(circle.iter().copied());
        let inside = circle.iter().flat_map(|from| {
            let used = arrows[*from].iter().filter(|to| circle.contains(to.as_str()));
            used.map(move |to| format!("{from} -> {to}"))
        });
        circles.push((circle.iter().map(|file| file.to_string()).collect(), inside.collect()));
    }
    circles
}

/// Every file that `from` uses, directly or through others.
fn reachable<'a>(arrows: &'a Arrows, from: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = vec![from];
    while let Some(file) = open.pop() {
        for to in arrows.get(file).into_iter().flatten() {
            if reached.insert(to.as_str()) {
                open.push(to);
            }
        }
    }
    reached
}

/// The dependencies between `files`.
fn arrows(files: &BTreeMap<&str, &Lexed>) -> Arrows {
    let modules = Modules::new(files);
    let mut arrows = Arrows::new();
    for (&file, lexed) in files {
        let here = module(file);
        let used = arrows.entry(file.to_owned()).or_default();
        for path in modules.paths(file, lexed) {
            let Some(to) = modules.definer(&path) else { continue };
            let is_child = module(to).starts_with(&here);
            if !is_child {
                used.insert(to.to_owned());
            }
        }
    }
    arrows
}

fn module(file: &str) -> Vec<String> {
    layers::module_path(file).into_iter().map(str::to_owned).collect()
}

/// The modules that files define, and the names that each brings in from elsewhere.
struct Modules<'a> {
    files: BTreeMap<Vec<String>, &'a str>,
    brought: BTreeMap<&'a str, BTreeMap<String, Vec<String>>>,
}

impl<'a> Modules<'a> {
    fn new(files: &BTreeMap<&'a str, &Lexed>) -> Modules<'a> {
        let mut modules = Modules {
            files: files.keys().map(|&file| (module(file), file)).collect(),
            brought: BTreeMap::new(),
        };
        for (&file, lexed) in files {
            let paths = layers::use_paths(lexed).into_iter();
            let paths = paths.filter_map(|path| modules.absolute(file, path));
            let names = paths.filter_map(|path| Some((path.last()?.clone(), path)));
            modules.brought.insert(file, names.collect());
        }
        modules
    }

    /// The path as seen from the crate's root of a path that a `use` in `file` names; `None` for another crate's.
    fn absolute(&self, file: &str, path: Vec<String>) -> Option<Vec<String>> {
        let here = module(file);
        let up = path.iter().take_while(|name| *name == "super").count();
        let (base, rest) = match path.first()?.as_str() {
            "crate" => (&here[..0], &path[1..]),
            "self" => (&here[..], &path[1..]),
            "super" => (&here[..here.len().checked_sub(up)?], &path[up..]),
            child => {
                let child = here.iter().cloned().chain([child.to_owned()]);
                self.files.get(&child.collect::<Vec<_>>())?;
                (&here[..], &path[..])
            }
        };
        let mut path: Vec<String> = base.iter().chain(rest).cloned().collect();
        if path.last().is_some_and(|name| name == "self") {
            path.pop();
        }
        Some(path)
    }

    /// Every path that the code of `file` names, as seen from the crate's root, tests left out.
    fn paths(&self, file: &str, lexed: &Lexed) -> Vec<Vec<String>> {
        let is_code = |at: usize| !lexed.test[lexed.line(at)];
        let named = layers::crate_paths(file, lexed).into_iter();
        let mut paths: Vec<Vec<String>> =
            named.filter(|(at, _)| is_code(*at)).map(|(_, path)| path).collect();
        // A path that begins with the name of an imported module, such as `staged::write`.
        for (name, path) in &self.brought[file] {
            let head = format!("{name}::");
            for (at, _) in lexed.code.match_indices(&head) {
                let before = &lexed.code[..at];
                if !before.ends_with(is_word) && !before.ends_with(':') && is_code(at) {
                    let rest = &lexed.code[at + head.len()..];
                    let next = rest.chars().take_while(|&c| is_word(c)).collect();
                    paths.push(path.iter().cloned().chain([next]).collect());
                }
            }
        }
        paths
    }

    /// The file that defines what `path` names: the deepest module on the path, or the module it re-exports the name
    /// from.
    fn definer(&self, path: &[String]) -> Option<&'a str> {
        let mut path = path.to_vec();
        // Re-exports pass through only a few files.
        for _ in 0..8 {
            let depth =
                (0..=path.len()).rev().find(|&len| self.files.contains_key(&path[..len]))?;
            let file = self.files[&path[..depth]];
            let Some(name) = path.get(depth) else { return Some(file) };
            match self.brought[file].get(name) {
                Some(from) if from[..] != path[..=depth] => {
                    path = from.iter().chain(&path[depth + 1..]).cloned().collect();
                }
                _ => return Some(file),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cycles among invented files, each given as path and code.
    fn found(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        let lexed: Vec<(&str, Lexed)> =
            files.iter().map(|(path, code)| (*path, Lexed::new(code))).collect();
        let files = lexed.iter().map(|(path, lexed)| (*path, lexed)).collect();
        circles(&arrows(&files)).into_iter().map(|(files, _)| files).collect()
    }

    #[test]
    fn dependency_cycles_are_found() {
        let a = ("a/mod.rs", "pub mod b;\npub mod c;\npub use c::Thing;");
        let b = ("a/b.rs", "use super::c::other;");
        assert_eq!(found(&[a, b, ("a/c.rs", "use crate::a::b::thing;")]), [["a/b.rs", "a/c.rs"]]);
        assert_eq!(found(&[a, b, ("a/c.rs", "fn f() { super::b::g() }")]).len(), 1);
        assert_eq!(found(&[a, b, ("a/c.rs", "use crate::a::b;\nfn f() { b::g() }")]).len(), 1);
        assert!(found(&[a, b, ("a/c.rs", "")]).is_empty());
    }

    #[test]
    fn a_use_of_a_re_export_counts_for_the_defining_file() {
        let a = ("a/mod.rs", "mod b;\nmod c;\npub use c::Thing;");
        let b = ("a/b.rs", "use super::Thing;");
        assert!(found(&[a, b, ("a/c.rs", "")]).is_empty());
        assert_eq!(found(&[a, b, ("a/c.rs", "use super::b::x;")]), [["a/b.rs", "a/c.rs"]]);
        let used = ("d.rs", "use crate::a::Thing;");
        assert_eq!(found(&[a, used, ("a/c.rs", "use crate::d::x;")]), [["a/c.rs", "d.rs"]]);
    }

    #[test]
    fn children_and_tests_make_no_cycle() {
        let parent = ("a/mod.rs", "mod b;\nuse b::f;\npub struct A;");
        assert!(found(&[parent, ("a/b.rs", "use super::A;")]).is_empty());
        let test = "#[cfg(test)]\nmod tests {\n use crate::b::g;\n}";
        assert!(found(&[("a.rs", test), ("b.rs", "use crate::a::f;")]).is_empty());
    }

    #[test]
    fn listed_cycles_that_no_longer_exist_are_reported() {
        let circle = (vec!["a.rs".to_owned(), "b.rs".to_owned()], vec!["a.rs -> b.rs".to_owned()]);
        let found = [circle];
        assert!(compare(&found, &[&["a.rs", "b.rs"]]).is_empty());
        assert_eq!(compare(&found, &[]).len(), 1);
        assert_eq!(compare(&[], &[&["a.rs", "b.rs"]]).len(), 1);
        assert_eq!(compare(&found, &[&["a.rs", "b.rs", "c.rs"]]).len(), 1);
    }
}
