//! Compares the definition files with the engine: each function that scripts can call has a doc, each doc a function,
//! and the number of arguments, their types and the result are those registered.

use super::{CallForm, Param, Reference, Signature, TYPES, read};
use crate::script::api;
use crate::script::console::{self, docs};
use crate::script::engine::{self, Limits};
use crate::script::host::Host;
use rhai::Engine;
use std::collections::BTreeMap;

/// Functions registered only to refuse what Rhai would allow, or in place of Rhai's own; they need no documentation.
const REFUSED: &[&str] =
    &["sleep", "sort", "sort_by", "sort_desc", "order", "order_by", "order_desc"];

/// Types by their name in Rust, with their name in Rhai.
const PLAIN: &[(&str, &str)] = &[
    ("i64", "int"),
    ("bool", "bool"),
    ("string", "String"),
    ("String", "String"),
    ("array", "Array"),
    ("Vec<Dynamic>", "Array"),
    ("map", "Map"),
    ("Fn", "FnPtr"),
    ("()", "()"),
    ("Dynamic", "?"),
    ("", "?"),
];

/// The most arguments for which a variadic function is registered.
const MOST: usize = 16;

/// A function as registered with the engine. Types are named as in the reference; `?` is any type.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone)]
struct Registered {
    name: String,
    property: bool,
    params: Vec<String>,
    returns: String,
}

impl Registered {
    /// The line to add to a definition file.
    fn stub(&self) -> String {
        if self.name.starts_with(|c: char| !c.is_alphabetic() && c != '_') {
            return format!("op {}({}) -> {};", self.name, self.params.join(", "), self.returns);
        }
        let param = |(at, kind): (usize, &String)| match shown_variable(kind) {
            Some(name) if at == 0 => format!("{name}: {kind}"),
            _ => format!("{}: {kind}", (b'a' + at as u8) as char),
        };
        let params: Vec<String> = self.params.iter().enumerate().map(param).collect();
        let get = if self.property { "get " } else { "" };
        format!("fn {get}{}({}) -> {};", self.name, params.join(", "), self.returns)
    }

    /// Whether `signature` describes it.
    fn is_documented_by(&self, signature: &Signature) -> bool {
        let documented = &signature.params;
        let same_arity = match documented.last() {
            Some(last) if last.rest => self.params.len() >= documented.len(),
            _ => self.params.len() == documented.len(),
        };
        let documented = documented.iter().chain(documented.last().into_iter().cycle());
        signature.property == self.property
            && same_arity
            && self
                .params
                .iter()
                .zip(documented)
                .all(|(kind, documented)| kind == "?" || has(&documented.kind, kind))
            && (self.returns == "?" || self.returns == signature.returns)
    }

    /// Whether it takes arguments of these types.
    fn takes(&self, property: bool, kinds: &[&str]) -> bool {
        self.property == property
            && self.params.len() == kinds.len()
            && self.params.iter().zip(kinds).all(|(param, kind)| param == "?" || param == kind)
    }
}

fn shown_variable(kind: &str) -> Option<String> {
    let known = TYPES.iter().any(|(_, shown)| *shown == kind);
    known.then(|| if kind == "Match" { "m".into() } else { kind.to_lowercase() })
}

/// Whether a documented type such as `A | B` includes `kind`.
fn has(documented: &str, kind: &str) -> bool {
    documented.split(" | ").any(|one| one == kind)
}

/// The reference's name for a type. A type in neither table keeps its Rust name, which the message then shows.
fn kind(rust: &str) -> String {
    let mut bare = rust.trim().trim_start_matches("&mut ").trim_start_matches('&').trim();
    for wrapper in ["Result<", "RhaiResultOf<"] {
        if let Some(at) = bare.find(wrapper).filter(|at| !bare[..*at].contains('<')) {
            let inside = &bare[at + wrapper.len()..];
            bare = inside.split(", ").next().unwrap_or(inside).trim_end_matches('>');
        }
    }
    let last = |text: &str| text.rsplit("::").next().unwrap_or(text).to_owned();
    let short = match bare.split_once('<') {
        Some((outer, inner)) => format!("{}<{}>", last(outer), last(inner.trim_end_matches('>'))),
        None => last(bare),
    };
    let known = PLAIN.iter().chain(TYPES).find(|(name, _)| *name == short);
    known.map_or(short, |(_, shown)| (*shown).to_owned())
}

/// The functions of an engine that are not built into Rhai.
fn registered(engine: &Engine) -> Vec<Registered> {
    let one = |info: rhai::FuncInfo<'_>| {
        let data = info.metadata;
        let (property, name) = match data.name.strip_prefix("get$") {
            Some(name) => (true, name.to_owned()),
            None => (false, data.name.to_string()),
        };
        let typed = |param: &str| kind(param.split_once(':').map_or(param, |(_, kind)| kind));
        // Functions registered in a module have only the ids of their types.
        let params = (0..data.num_params)
            .map(|at| {
                data.params_info.get(at).map_or_else(|| by_id(data.param_types[at]), |p| typed(p))
            })
            .collect();
        let returns = if data.return_type.is_empty() {
            if data.params_info.is_empty() { "?".to_owned() } else { "()".to_owned() }
        } else {
            kind(&data.return_type)
        };
        let found = Registered { name, property, params, returns };
        (!REFUSED.contains(&found.name.as_str())).then_some(found)
    };
    let mut found = engine.collect_fn_metadata(None, one, false);
    found.sort();
    found.dedup();
    found
}

fn by_id(id: std::any::TypeId) -> String {
    let text = std::any::TypeId::of::<rhai::ImmutableString>();
    if id == text { "String".into() } else { "?".into() }
}

/// All combinations of one type for each of `params`.
fn choices(params: &[Param]) -> Vec<Vec<&str>> {
    let mut all: Vec<Vec<&str>> = vec![Vec::new()];
    for param in params {
        let kinds: Vec<&str> = param.kind.split(" | ").collect();
        let longer =
            all.iter().flat_map(|begun| kinds.iter().map(|kind| [begun, &[*kind][..]].concat()));
        all = longer.collect();
    }
    all
}

/// What is registered and not documented: the lines to add.
fn undocumented(registered: &[Registered], reference: &Reference) -> Vec<String> {
    let documented = |function: &&Registered| {
        let mut entries = reference.entries().filter(|entry| entry.name == function.name);
        entries.any(|entry| entry.signatures.iter().any(|one| function.is_documented_by(one)))
    };
    registered.iter().filter(|function| !documented(function)).map(Registered::stub).collect()
}

/// What is documented and not registered.
fn unregistered(registered: &[Registered], reference: &Reference) -> Vec<String> {
    let mut by_name: BTreeMap<&str, Vec<&Registered>> = BTreeMap::new();
    registered
        .iter()
        .for_each(|function| by_name.entry(&function.name).or_default().push(function));
    let mut missing = Vec::new();
    for entry in reference.entries() {
        let known = by_name.get(entry.name.as_str()).map_or(&[][..], Vec::as_slice);
        for signature in &entry.signatures {
            let rest = signature.params.last().is_some_and(|param| param.rest);
            let lengths = if rest {
                signature.params.len()..=MOST
            } else {
                signature.params.len()..=signature.params.len()
            };
            let absent = lengths.into_iter().find_map(|length| {
                // Of the combinations for variadic arguments only those of a single type are tried: there are too many.
                let choices = match signature.params.split_last() {
                    Some((last, fixed)) if rest => choices(fixed)
                        .into_iter()
                        .flat_map(|begun| {
                            let more = length - begun.len();
                            last.kind
                                .split(" | ")
                                .map(move |kind| [&begun[..], &vec![kind; more]].concat())
                        })
                        .collect(),
                    _ => choices(&signature.params),
                };
                choices.into_iter().find(|kinds| {
                    !known.iter().any(|function| function.takes(signature.property, kinds))
                })
            });
            if let Some(kinds) = absent {
                missing.push(format!("{}, called with ({})", signature.shown, kinds.join(", ")));
            }
        }
    }
    missing
}

/// The functions that rules can call.
fn rule_functions() -> Vec<Registered> {
    registered(&engine::build(&Limits::default(), &Host::default()))
}

/// The functions that can be called at the prompt, including those of rules.
fn prompt_functions() -> Vec<Registered> {
    registered(console::testing::bare().engine())
}

/// The documentation of rules' functions alone.
fn rule_reference() -> Reference {
    read::read(api::DEFINITIONS, &[]).0
}

#[test]
fn every_function_has_a_doc() {
    let (reference, problems) = read::read(api::DEFINITIONS, docs::DEFINITIONS);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let undocumented = [
        undocumented(&rule_functions(), &rule_reference()),
        undocumented(&prompt_functions(), &reference),
    ]
    .concat();
    assert!(
        undocumented.is_empty(),
        "{} functions that scripts can call have no doc, or differ from it in arity, a type or the result. Correct or add \
         these lines, each under a doc comment (`///`: meaning, `# Errors`, an example fenced as rhai: \
         tests/reference/example.rs describes the format), in the definition file beside the code that registers them (src/script/api/*.d.rhai, for \
         the prompt alone src/script/console/*.d.rhai); enter a new file in DEFINITIONS of src/script/api/mod.rs or src/script/console/docs.rs, a new type in TYPES of \
         src/script/reference/mod.rs. Give each argument a name; methods of one name and length may share a line, their \
         types joined by ` | `; where the result is `?`, give the types it may have.\n\n{}\n",
        undocumented.len(),
        undocumented.join("\n")
    );
}

#[test]
fn every_doc_has_a_function() {
    let (reference, _) = read::read(api::DEFINITIONS, docs::DEFINITIONS);
    let missing = [
        unregistered(&rule_functions(), &rule_reference()),
        unregistered(&prompt_functions(), &reference),
    ]
    .concat();
    assert!(
        missing.is_empty(),
        "documented in script/api/*.d.rhai or script/console/*.d.rhai and not registered so:\n{}",
        missing.join("\n")
    );
}

#[test]
fn every_doc_is_complete() {
    let (reference, _) = read::read(api::DEFINITIONS, docs::DEFINITIONS);
    let types: Vec<&str> = TYPES.iter().chain(PLAIN).map(|(_, shown)| *shown).collect();
    for entry in reference.entries() {
        let name = entry.full_name();
        assert!(!entry.examples.is_empty(), "{name} has no example");
        assert!(
            entry.summary.len() <= 120 && entry.summary.ends_with(['.', '?']),
            "{name}: {:?}",
            entry.summary
        );
        let params = entry.signatures.iter().flat_map(|signature| &signature.params);
        let documented = entry.signatures.iter().map(|signature| &signature.returns);
        for kinds in params.clone().map(|param| &param.kind).chain(documented) {
            for kind in kinds.split(" | ") {
                assert!(types.contains(&kind), "{name}: there is no type {kind}");
            }
        }
        for param in params.filter(|_| entry.form != CallForm::Operator) {
            assert!(param.name.len() > 1 || param.name == "m", "{name}: name its parameters");
        }
    }
    let mut names: Vec<String> =
        reference.entries().map(super::ReferenceEntry::full_name).collect();
    names.sort();
    let twin = names.windows(2).find(|pair| pair[0] == pair[1]);
    assert!(twin.is_none(), "two entries for {twin:?}");
    assert!(
        reference.groups().iter().all(|group| !group.about.is_empty() && !group.entries.is_empty())
    );
}

#[test]
fn differences_are_found_and_the_lines_to_add_are_given() {
    let mut engine = engine::build(&Limits::default(), &Host::default());
    engine.register_fn("twice", |pattern: &mut crate::pattern::Pattern, _: &str| pattern.clone());
    engine.register_get("part", |_: &mut crate::script::view::Moment| -> i64 { 0 });
    let reference = rule_reference();
    assert_eq!(
        undocumented(&registered(&engine), &reference),
        ["fn get part(m: Match) -> int;", "fn twice(pattern: Pattern, b: String) -> Pattern;"]
    );
    // A function of the prompt is not available to rules.
    let (both, _) = read::read(api::DEFINITIONS, docs::DEFINITIONS);
    assert!(
        unregistered(&rule_functions(), &both).iter().any(|missing| missing.starts_with("kwic("))
    );
    assert!(
        undocumented(&prompt_functions(), &reference)
            .iter()
            .any(|stub| stub.starts_with("fn kwic("))
    );
    let changed = [
        (
            "fn gap(pattern: Pattern, tokens: int) -> Pattern;",
            "fn gap(pattern: Pattern, tokens: String) -> Pattern;",
        ),
        (
            "fn near(left: Pattern | String | Array, right: Pattern | String | Array, gap: int)",
            "fn near(left: Pattern)",
        ),
        ("op !(String) -> Pattern;", "op !(String) -> bool;"),
        ("fn actor() -> Pattern;", "fn actress() -> Pattern;"),
    ];
    for (sound, wrong) in changed {
        let file = api::DEFINITIONS[0].1;
        assert!(file.contains(sound), "{sound}");
        let file = file.replace(sound, wrong);
        let files = [&[("build.d.rhai", file.as_str())], &api::DEFINITIONS[1..]].concat();
        let (reference, _) = read::read(&files, &[]);
        assert_eq!(undocumented(&rule_functions(), &reference).len(), 1, "{wrong}");
        let absent = unregistered(&rule_functions(), &reference).len();
        // A wrong result type is found only by `undocumented`: `unregistered` compares arguments.
        assert_eq!(absent, usize::from(!wrong.starts_with("op")), "{wrong}");
    }
}
