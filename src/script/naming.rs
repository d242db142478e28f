//! What a pack's scripts can name: its own modules and lexicons, and those of the packs in its `depends`.
//!
//! All packs share one engine, and a function of one pack may run while another pack's rule calls it; it must then still
//! reach the modules of its own pack. So each module name in a script is bound when the script is compiled: the token
//! before `::` is replaced by a name that holds the pack, `util` by `util@yemen`, under which the engine knows the module.
//! An author cannot write `@` in a name, so that nothing else leads there.

use super::lexeme::{LexemeKind, code};
use super::spec::{ScriptFile, ScriptSet};
use crate::suggest::suggest;
use rhai::{Engine, Module, Position, Token};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

/// Rhai's own namespace, for constants.
const GLOBAL: &str = "global";

/// The module names that one set's scripts can write, with the names the engine has for them.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    known: BTreeMap<String, String>,
    /// By what a script writes for a pack: the pack's modules.
    packs: BTreeMap<String, BTreeMap<String, String>>,
    pack: String,
}

/// The name of the module in `file`, a file of `lib/`.
pub fn module_name(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".rhai").unwrap_or(name)
}

/// The name under which the engine knows module `name` of `pack`; also the key of its faults.
pub fn bound(name: &str, pack: &str) -> String {
    format!("{name}@{}", safe(pack))
}

/// The name under which the engine knows module `name` of `pack` where a script writes the pack before it (`pack::name`).
/// It stands for a module that contains only this one, with the same id: Rhai takes the source of a function from the
/// first name of its path.
pub fn bound_in(name: &str, pack: &str) -> String {
    format!("{}@@{}", namespace(pack), bound(name, pack))
}

/// Registers a module in the engine under both names that scripts are resolved to.
pub fn register(engine: &mut Engine, name: &str, pack: &str, module: Rc<Module>) {
    let mut inner = Module::new();
    inner.set_id(module.id().unwrap_or_default());
    inner.set_sub_module(name, module.clone());
    inner.build_index();
    engine.register_static_module(bound(name, pack), module);
    engine.register_static_module(bound_in(name, pack), inner.into());
}

/// The key of the faults of a module that is not available, of the name that the engine has for it.
pub fn key(bound: &str) -> String {
    let (root, rest) = bound.split_once("::").unwrap_or((bound, ""));
    match root.split_once("@@") {
        Some((_, module)) => module.to_owned(),
        None if root.contains("@?") && !rest.is_empty() => format!("{root}::{rest}"),
        None => root.to_owned(),
    }
}

/// The key of the faults of lexicon `name` of `pack`.
pub fn lexicon_key(name: &str, pack: &str) -> String {
    format!("lexicon {name}@{}", safe(pack))
}

/// Rhai splits names at `::`, which a pack's name may contain.
fn safe(pack: &str) -> String {
    pack.replace("::", ";")
}

/// What a script writes for a pack: its name, with `_` for each sign that no name in the language may have.
pub fn namespace(pack: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' };
    let name: String = pack.chars().map(fits).collect();
    match name.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("_{name}"),
        false => name,
    }
}

/// A name as its author wrote it: without what binding put into it.
pub fn as_written(name: &str) -> String {
    let Some((before, after)) = name.split_once('@') else { return name.to_owned() };
    let rest = after.find("::").map_or("", |at| &after[at..]);
    format!("{before}{rest}")
}

/// What the source of a file of `lib/` is called at run time.
pub fn source(set: &ScriptSet, file: &ScriptFile) -> String {
    format!("{}@{}", file.path, set.pack)
}

/// The set whose file of `lib/` has this source.
pub fn set_of_source(sets: &[Arc<ScriptSet>], wanted: &str) -> Option<usize> {
    if !wanted.starts_with("lib/") {
        return None;
    }
    let is = |set: &Arc<ScriptSet>| set.lib.iter().any(|file| source(set, file) == wanted);
    sets.iter().position(is)
}

/// The sets that `sets[at]` names in its `depends`, as indices, in that order; all others for what is typed at a prompt.
pub fn depends(sets: &[Arc<ScriptSet>], at: usize) -> Vec<usize> {
    if sets[at].replaces {
        return (0..sets.len()).filter(|&on| on != at).collect();
    }
    let place = |name: &String| sets.iter().position(|set| set.pack == *name);
    let seen = sets[at].depends.iter().chain(&sets[at].beside);
    seen.filter_map(place).filter(|&on| on != at).collect()
}

/// The sets that `sets[at]` is built on, as indices: those it names in its `depends`, but for rules typed at a prompt.
pub fn built_on(sets: &[Arc<ScriptSet>], at: usize) -> Vec<usize> {
    let place = |name: &String| sets.iter().position(|set| set.pack == *name);
    sets[at].depends.iter().filter_map(place).filter(|&on| on != at).collect()
}

/// The names of a set's modules, those that cannot be read among them.
pub fn modules(set: &ScriptSet) -> impl Iterator<Item = &str> {
    let unread = set.unread.keys().filter(|path| path.starts_with("lib/"));
    let paths = set.lib.iter().map(|file| &file.path).chain(unread);
    paths.map(|path| module_name(path))
}

/// The module names that scripts of `sets[at]` can write. A pack's own goes first, then the names of packs, then modules
/// that one pack of `depends` alone has.
pub fn roots(sets: &[Arc<ScriptSet>], at: usize) -> Roots {
    let own = &sets[at];
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    known.insert(GLOBAL.to_owned(), GLOBAL.to_owned());
    for name in modules(own) {
        known.entry(name.to_owned()).or_insert_with(|| bound(name, &own.pack));
    }
    let below = depends(sets, at);
    let mut packs: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let mut shared: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for set in below.iter().map(|&on| &sets[on]) {
        modules(set).for_each(|name| shared.entry(name).or_default().push(&set.pack));
    }
    for set in below.iter().map(|&on| &sets[on]).chain([own]) {
        let inner = |name: &str| (name.to_owned(), bound_in(name, &set.pack));
        packs.entry(namespace(&set.pack)).or_insert_with(|| modules(set).map(inner).collect());
    }
    for (name, having) in shared {
        let root = match having[..] {
            [pack] => bound(name, pack),
            _ => ambiguous(name, &own.pack),
        };
        if !packs.contains_key(name) {
            known.entry(name.to_owned()).or_insert(root);
        }
    }
    Roots { known, packs, pack: own.pack.clone() }
}

/// What stands for a name that several packs have.
fn ambiguous(name: &str, pack: &str) -> String {
    format!("{name}@!{}", safe(pack))
}

impl Roots {
    /// The engine's name for what a script calls `name` before `::`, where `next` follows that.
    pub fn bind(&self, name: &str, next: &str) -> String {
        let inner = || self.packs.get(name)?.get(next);
        match self.known.get(name).or_else(inner) {
            Some(root) => root.clone(),
            None => format!("{name}@?{}", safe(&self.pack)),
        }
    }

    /// The key of the faults of the module that a script calls by these names.
    pub fn key(&self, names: &[&str]) -> String {
        let root = self.bind(names[0], names.get(1).copied().unwrap_or_default());
        let rest: String = names[1..].iter().map(|name| format!("::{name}")).collect();
        key(&format!("{root}{rest}"))
    }

    /// The names of modules there are, sorted.
    pub fn names(&self) -> Vec<String> {
        let own = self.known.keys().filter(|name| *name != GLOBAL).cloned();
        let inner = self
            .packs
            .iter()
            .flat_map(|(pack, modules)| modules.keys().map(move |name| format!("{pack}::{name}")));
        let mut all: Vec<String> = own.chain(inner).collect();
        all.sort();
        all
    }
}

/// A script that is being compiled: binds the names before `::`.
pub struct Binding {
    roots: Rc<Roots>,
    text: String,
    /// Where each line begins.
    lines: Vec<usize>,
    /// By the byte where a module's name begins: the name, and what follows its `::`.
    names: HashMap<usize, (String, String)>,
    /// What the modules named so far are bound to.
    bound: BTreeSet<String>,
}

impl Binding {
    /// For `text`; `None` where it names no module at all.
    pub fn of(roots: &Rc<Roots>, text: &str) -> Option<Binding> {
        // Rhai reads the text anyway, so what looks like a name inside a string is never asked for.
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let mut names = HashMap::new();
        for (colons, _) in text.match_indices("::") {
            let before = text[..colons].trim_end();
            let start = before.trim_end_matches(is_name).len();
            let after = text[colons + 2..].trim_start();
            let next = &after[..after.find(|c| !is_name(c)).unwrap_or(after.len())];
            if !before[..start].trim_end().ends_with("::") {
                names.insert(start, (before[start..].to_owned(), next.to_owned()));
            }
        }
        if names.is_empty() {
            return None;
        }
        let mut lines = vec![0];
        lines.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        let (roots, text, bound) = (roots.clone(), text.to_owned(), BTreeSet::new());
        Some(Binding { roots, text, lines, names, bound })
    }

    /// The engine's names for the modules that the script names.
    pub fn bound(&self) -> impl Iterator<Item = &str> {
        self.bound.iter().map(String::as_str)
    }

    /// The token to take for `token`.
    pub fn bind(&mut self, token: Token, at: Position) -> Token {
        let Token::Identifier(name) = &token else { return token };
        let Some((_, next)) =
            self.offset(at).and_then(|at| self.names.get(&at)).filter(|known| known.0 == **name)
        else {
            return token;
        };
        let root = self.roots.bind(name, next);
        self.bound.insert(root.clone());
        Token::Identifier(Box::new(root.into()))
    }

    /// The byte at a place.
    fn offset(&self, at: Position) -> Option<usize> {
        let (line, column) = (at.line()?, at.position()?);
        let start = *self.lines.get(line - 1)?;
        let (offset, _) = self.text[start..].char_indices().nth(column.checked_sub(1)?)?;
        Some(start + offset)
    }
}

/// A module named in a script, with the place of its first name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path<'a> {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Its names: `["conflict", "war"]` of `conflict::war::at_war`.
    pub names: Vec<&'a str>,
}

/// The modules that `text` names, outside comments and the plain text of strings.
pub fn paths(text: &str) -> Vec<Path<'_>> {
    let mut found: Vec<Path<'_>> = Vec::new();
    if !text.contains("::") {
        return found;
    }
    let mut code = code(text).peekable();
    // The path that the lexeme before belongs to goes on.
    let mut goes_on = false;
    while let Some(lexeme) = code.next() {
        let is_name = lexeme.kind == LexemeKind::Name;
        let is_module = is_name && code.next_if(|next| next.text == "::").is_some();
        match (goes_on, found.last_mut()) {
            (true, Some(path)) if is_module => path.names.push(lexeme.text),
            _ if is_module => {
                found.push(Path { start: lexeme.start, names: vec![lexeme.text] });
            }
            _ => {}
        }
        goes_on = is_module;
    }
    found
}

/// Why a lexicon cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoLexicon {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The key of the fault it comes of, where the lexicon is there and cannot be read.
    pub cause: Option<String>,
}

/// The phrases of the lexicon that scripts of `sets[at]` call `name`: its own, `pack::name`, or one that a single pack of
/// its `depends` has.
pub fn lexicon<'a>(
    sets: &'a [Arc<ScriptSet>],
    at: usize,
    name: &str,
) -> Result<&'a [String], NoLexicon> {
    let below = depends(sets, at);
    if let Some((pack, inner)) = name.split_once("::") {
        let is = |&on: &usize| sets[on].pack == pack || namespace(&sets[on].pack) == pack;
        return match std::iter::once(at).chain(below).find(is) {
            Some(on) => of_set(&sets[on], inner)
                .unwrap_or_else(|| Err(none(name, &sets[on], std::iter::empty()))),
            None => Err(unnamed(sets, at, name, inner, |set| set.pack == pack)),
        };
    }
    if let Some(own) = of_set(&sets[at], name) {
        return own;
    }
    let having: Vec<usize> =
        below.iter().copied().filter(|&on| of_set(&sets[on], name).is_some()).collect();
    match having[..] {
        [] => Err(unnamed(sets, at, name, name, |_| true)),
        [on] => of_set(&sets[on], name)
            .unwrap_or_else(|| Err(none(name, &sets[on], std::iter::empty()))),
        _ => {
            let each = having.iter().map(|&on| format!("lexicon(\"{}::{name}\")", sets[on].pack));
            let packs: Vec<&str> = having.iter().map(|&on| sets[on].pack.as_str()).collect();
            Err(NoLexicon {
                message: format!("{} each have a lexicon {name:?}", packs.join(" and ")),
                help: format!("say which: {}", each.collect::<Vec<_>>().join(" or ")),
                cause: None,
            })
        }
    }
}

/// The lexicon of that very set; `None` where it has none of that name.
fn of_set<'a>(set: &'a ScriptSet, name: &str) -> Option<Result<&'a [String], NoLexicon>> {
    if let Some(phrases) = set.lexicons.get(name) {
        return Some(Ok(phrases));
    }
    let path = format!("lexicons/{name}.txt");
    set.unread.contains_key(&path).then(|| {
        Err(NoLexicon {
            message: format!("the lexicon {name:?} cannot be read"),
            help: "correct the file first".to_owned(),
            cause: Some(lexicon_key(name, &set.pack)),
        })
    })
}

/// No lexicon is in sight: whether a pack has it that is loaded and not named.
fn unnamed(
    sets: &[Arc<ScriptSet>],
    at: usize,
    name: &str,
    inner: &str,
    meant: impl Fn(&ScriptSet) -> bool,
) -> NoLexicon {
    let below = depends(sets, at);
    let other = (0..sets.len()).filter(|on| *on != at && !below.contains(on));
    let mut other = other.map(|on| &sets[on]).filter(|set| meant(set));
    match other.find(|set| of_set(set, inner).is_some()) {
        Some(set) => NoLexicon {
            message: format!(
                "the lexicon {inner:?} is one of the pack {}, which {} does not name in its `depends`",
                set.pack, sets[at].pack
            ),
            help: format!("add {} to `depends` in pack.toml", set.pack),
            cause: None,
        },
        None => none(name, &sets[at], below.iter().map(|&on| &*sets[on])),
    }
}

/// So many lexicons are listed where one is not found.
const MOST_LISTED: usize = 20;

fn none<'a>(name: &str, own: &ScriptSet, below: impl Iterator<Item = &'a ScriptSet>) -> NoLexicon {
    let mut known: Vec<&str> = own.lexicons.keys().map(String::as_str).collect();
    known.extend(below.flat_map(|set| set.lexicons.keys().map(String::as_str)));
    known.sort_unstable();
    known.dedup();
    let near = suggest(name, known.iter().copied()).map(str::to_owned);
    let help = match (near, known.len()) {
        (Some(near), _) => format!("did you mean {near:?}?"),
        (None, 0) => "put a list, one phrase a line, into lexicons/NAME.txt of the pack, or name the pack that has it \
            in `depends`"
            .to_owned(),
        (None, count) if count > MOST_LISTED => {
            format!("the pack and those in its `depends` have {count} others; name the pack that has it in `depends`")
        }
        (None, _) => format!("the pack has {}", known.join(", ")),
    };
    NoLexicon { message: format!("there is no lexicon {name:?}"), help, cause: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(pack: &str, depends: &[&str], modules: &[&str], lexicons: &[&str]) -> Arc<ScriptSet> {
        let file =
            |name: &&str| ScriptFile { path: format!("lib/{name}.rhai"), text: String::new() };
        Arc::new(ScriptSet {
            pack: pack.into(),
            depends: depends.iter().map(|&name| name.to_owned()).collect(),
            lib: modules.iter().map(file).collect(),
            lexicons: lexicons.iter().map(|&n| (n.to_owned(), vec![pack.to_owned()])).collect(),
            ..ScriptSet::default()
        })
    }

    fn sets() -> Vec<Arc<ScriptSet>> {
        vec![
            set("a", &[], &["util", "war"], &["arms", "few"]),
            set("b-2", &[], &["util"], &["arms", "cars"]),
            set("c", &[], &["far"], &["far"]),
            set("d", &["a", "b-2"], &["own"], &["cars"]),
        ]
    }

    #[test]
    fn modules_are_bound_to_the_pack_that_is_meant() {
        let bind = |at: usize, name: &str, next: &str| roots(&sets(), at).bind(name, next);
        assert_eq!(bind(3, "own", "f"), "own@d");
        assert_eq!(bind(3, "war", "f"), "war@a");
        assert_eq!(bind(3, "a", "war"), "a@@war@a");
        assert_eq!(bind(3, "b_2", "util"), "b_2@@util@b-2");
        assert_eq!(bind(3, "b_2", "war"), "b_2@?d");
        assert_eq!(bind(3, "util", "f"), "util@!d");
        assert_eq!(bind(3, "far", "f"), "far@?d");
        assert_eq!(bind(0, "util", "f"), "util@a");
        assert_eq!(bind(1, "war", "f"), "war@?b-2");
        let key = |names: &[&str]| roots(&sets(), 3).key(names);
        assert_eq!(key(&["a", "war"]), "war@a");
        assert_eq!(key(&["a", "no"]), "a@?d::no");
        assert_eq!(super::key("a@?d::no"), "a@?d::no");
        for (name, written) in
            [("b_2@@util@b-2::util::f", "b_2::util::f"), ("util@!d", "util"), ("x", "x")]
        {
            assert_eq!(as_written(name), written);
        }
    }

    #[test]
    fn lexicons_are_own_or_qualified_or_of_one_pack_alone() {
        let sets = sets();
        let of = |at: usize, name: &str| lexicon(&sets, at, name).map(|found| found[0].as_str());
        assert_eq!(of(3, "cars"), Ok("d"));
        assert_eq!(of(3, "few"), Ok("a"));
        assert_eq!(of(3, "b-2::cars"), Ok("b-2"));
        assert_eq!(of(3, "b_2::cars"), Ok("b-2"));
        assert!(of(3, "arms").is_err_and(|why| why.help.contains("\"b-2::arms\"")));
        assert!(of(3, "far").is_err_and(|why| why.help.contains("add c to `depends`")));
        assert!(of(3, "c::far").is_err_and(|why| why.help.contains("add c to `depends`")));
        assert!(of(0, "nope").is_err_and(|why| why.help == "the pack has arms, few"));
    }

    #[test]
    fn the_modules_a_text_names_are_found() {
        let text = "a::b::c(1) + \"x::y\" /* q::r */ + d :: e(f::G)";
        let found: Vec<Vec<&str>> = paths(text).into_iter().map(|path| path.names).collect();
        assert_eq!(found, [vec!["a", "b"], vec!["d"], vec!["f"]]);
    }
}
