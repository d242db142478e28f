//! Holds the definition files to the engine: each function that scripts can call has a doc, each doc a function, and
//! arity, types and result are those registered.

use super::{Form, Param, Reference, Signature, TYPES, read};
use crate::script::api;
use crate::script::console::{self, docs};
use crate::script::engine::{self, Limits};
use crate::script::host::Host;
use rhai::Engine;
use std::collections::BTreeMap;

/// Registered to refuse what Rhai would allow; nothing for authors.
const REFUSED: &[&str] = &["sleep"];

/// Rust's names of the types that both sides have, and Rhai's.
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

/// The most arguments for which a function of any number is registered.
const MOST: usize = 16;

/// A function as the engine has it: its types in the reference's words, `?` where it takes or gives anything.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone)]
struct Registered {
    name: String,
    property: bool,
    params: Vec<String>,
    returns: String,
}

impl Registered {
    /// The line that a definition file lacks.
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

    /// Whether `signature` tells of it.
    fn is_told_by(&self, signature: &Signature) -> bool {
        let told = &signature.params;
        let same_arity = match told.last() {
            Some(last) if last.rest => self.params.len() >= told.len(),
            _ => self.params.len() == told.len(),
        };
        let told = told.iter().chain(told.last().into_iter().cycle());
        signature.property == self.property
            && same_arity
            && self.params.iter().zip(told).all(|(kind, told)| kind == "?" || has(&told.kind, kind))
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

/// Whether a told type such as `A | B` holds `kind`.
fn has(told: &str, kind: &str) -> bool {
    told.split(" | ").any(|one| one == kind)
}

/// A type in the reference's words. What is in neither table comes out as Rust calls it, for the message.
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

/// What an engine has beyond what Rhai brings.
fn registered(engine: &Engine) -> Vec<Registered> {
    let one = |info: rhai::FuncInfo<'_>| {
        let data = info.metadata;
        let (property, name) = match data.name.strip_prefix("get$") {
            Some(name) => (true, name.to_owned()),
            None => (false, data.name.to_string()),
        };
        let typed = |param: &str| kind(param.split_once(':').map_or(param, |(_, kind)| kind));
        // Functions set into a module tell their types by id alone.
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

/// Every choice of one type each for `params`.
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

/// What is registered and not told: the lines to add.
fn untold(registered: &[Registered], reference: &Reference) -> Vec<String> {
    let told = |function: &&Registered| {
        let mut entries = reference.entries().filter(|entry| entry.name == function.name);
        entries.any(|entry| entry.signatures.iter().any(|one| function.is_told_by(one)))
    };
    registered.iter().filter(|function| !told(function)).map(Registered::stub).collect()
}

/// What is told and not registered.
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
                // Of many arguments of any type only those of one type are asked: there are too many others.
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

/// What rules can call.
fn real() -> Vec<Registered> {
    registered(&engine::build(&Limits::default(), &Host::default()))
}

/// What can be called at the prompt: all that rules can, and more.
fn at_the_prompt() -> Vec<Registered> {
    registered(console::testing::bare().engine())
}

/// What is told of rules alone.
fn of_rules() -> Reference {
    read::read(api::DEFINITIONS, &[]).0
}

#[test]
fn every_function_has_a_doc() {
    let (reference, problems) = read::read(api::DEFINITIONS, docs::DEFINITIONS);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let untold = [untold(&real(), &of_rules()), untold(&at_the_prompt(), &reference)].concat();
    assert!(
        untold.is_empty(),
        "{} functions that scripts can call have no doc, or differ from it in arity, a type or the result. Mend or add \
         these lines, each under a doc comment (`///`: meaning, `# Errors`, an example fenced as rhai: \
         tests/reference/example.rs tells its form), in the definition file beside the code that registers them (src/script/api/*.d.rhai, for \
         the prompt alone src/script/console/*.d.rhai); enter a new file in DEFINITIONS of src/script/api/mod.rs or src/script/console/docs.rs, a new type in TYPES of \
         src/script/reference/mod.rs. Give each argument a name; methods of one name and length may share a line, their \
         types joined by ` | `; where `?` stands for a result, say what may come.\n\n{}\n",
        untold.len(),
        untold.join("\n")
    );
}

#[test]
fn every_doc_has_a_function() {
    let (reference, _) = read::read(api::DEFINITIONS, docs::DEFINITIONS);
    let missing =
        [unregistered(&real(), &of_rules()), unregistered(&at_the_prompt(), &reference)].concat();
    assert!(
        missing.is_empty(),
        "told in script/api/*.d.rhai or script/console/*.d.rhai and not registered so:\n{}",
        missing.join("\n")
    );
}

#[test]
fn every_doc_is_whole() {
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
        let told = entry.signatures.iter().map(|signature| &signature.returns);
        for kinds in params.clone().map(|param| &param.kind).chain(told) {
            for kind in kinds.split(" | ") {
                assert!(types.contains(&kind), "{name}: there is no type {kind}");
            }
        }
        for param in params.filter(|_| entry.form != Form::Operator) {
            assert!(param.name.len() > 1 || param.name == "m", "{name}: name its parameters");
        }
    }
    let mut names: Vec<String> = reference.entries().map(super::Entry::full_name).collect();
    names.sort();
    let twin = names.windows(2).find(|pair| pair[0] == pair[1]);
    assert!(twin.is_none(), "two entries for {twin:?}");
    assert!(
        reference.groups().iter().all(|group| !group.about.is_empty() && !group.entries.is_empty())
    );
}

#[test]
fn drift_is_seen_and_the_way_out_told() {
    let mut engine = engine::build(&Limits::default(), &Host::default());
    engine.register_fn("twice", |pattern: &mut crate::pattern::Pattern, _: &str| pattern.clone());
    engine.register_get("part", |_: &mut crate::script::view::Moment| -> i64 { 0 });
    let reference = of_rules();
    assert_eq!(
        untold(&registered(&engine), &reference),
        ["fn get part(m: Match) -> int;", "fn twice(pattern: Pattern, b: String) -> Pattern;"]
    );
    // A question of the prompt is nothing for rules.
    let (both, _) = read::read(api::DEFINITIONS, docs::DEFINITIONS);
    assert!(unregistered(&real(), &both).iter().any(|missing| missing.starts_with("kwic(")));
    assert!(untold(&at_the_prompt(), &reference).iter().any(|stub| stub.starts_with("fn kwic(")));
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
        assert_eq!(untold(&real(), &reference).len(), 1, "{wrong}");
        let absent = unregistered(&real(), &reference).len();
        // What comes out is told by one side alone: a function takes its arguments, whatever it gives.
        assert_eq!(absent, usize::from(!wrong.starts_with("op")), "{wrong}");
    }
}
