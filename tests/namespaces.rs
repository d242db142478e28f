//! Tests that each pack is a namespace: independent packs give the same events together as alone, and names of other
//! packs are visible only through `depends`.

mod common;

use common::{Ran, STRIKE, Shelf, dateline};
use serde_json::Value;

const YEMEN: &[(&str, &str)] = &[
    ("lib/util.rhai", "fn seen() { lexicon(\"arms\") }\nfn mode() { words::deep() }\n"),
    ("lib/words.rhai", "fn deep() { \"yemeni\" }\n"),
    ("lexicons/arms.txt", "rifles\n"),
    (
        "flight.rhai",
        "rule(\"flight/seen\").kind(\"flight\").when(util::seen() & lexicon(\"arms\"))\n    .code(|m| #{ mode: util::mode() });\nincident(\"flight\").of(\"flight\");\n",
    ),
];

const MALI: &[(&str, &str)] = &[
    ("lib/util.rhai", "fn seen() { lexicon(\"arms\") }\nfn mode() { words::deep() }\n"),
    ("lib/words.rhai", "fn deep() { \"malian\" }\n"),
    ("lexicons/arms.txt", "convoys\n"),
    (
        "flight.rhai",
        "rule(\"flight/seen\").kind(\"passage\").when(util::seen())\n    .code(|m| #{ mode: util::mode() });\nincident(\"flight\").of(\"passage\");\n",
    ),
];

const TEXT: &str =
    "Rifles were carried in Sanaa. Convoys passed Gao. Rifles and convoys were seen.\n";

/// A pack with a list of dependencies.
fn pack(shelf: &Shelf, name: &str, depends: &[&str], files: &[(&str, &str)]) -> String {
    let at = shelf.pack(name, files);
    let depends: Vec<String> = depends.iter().map(|name| format!("{name:?}")).collect();
    let depends = format!("depends = [{}]\n", depends.join(", "));
    shelf.put(&format!("{name}/pack.toml"), depends + common::manifest(name, files).as_str());
    at
}

/// Events without the attributes that change with a qualified id: the rule and the event's id.
fn bare(ran: &Ran) -> Vec<String> {
    let mut events = ran.events();
    for event in &mut events {
        event["rule"] = Value::Null;
        event["id"] = Value::Null;
        // It covers all packs of a run.
        event["coded_by"] = Value::Null;
    }
    let mut lines: Vec<String> = events.iter().map(Value::to_string).collect();
    lines.sort();
    lines
}

fn rules(ran: &Ran) -> Vec<String> {
    let mut rules: Vec<String> =
        ran.events().iter().map(|event| event["rule"].as_str().unwrap().to_owned()).collect();
    rules.sort();
    rules.dedup();
    rules
}

#[test]
fn packs_with_equal_rule_ids_run_together_in_any_order() {
    let shelf = Shelf::new();
    let (yemen, mali) = (shelf.pack("yemen", YEMEN), shelf.pack("mali", MALI));
    let text = shelf.put("news.txt", TEXT);
    let alone = [&yemen, &mali].map(|pack| dateline(&["run", "--pack", pack, &text]));
    assert!(alone.iter().all(|ran| ran.code == 0 && rules(ran) == ["flight/seen"]), "{alone:?}");
    let mut expected: Vec<String> = alone.iter().flat_map(bare).collect();
    expected.sort();
    for [first, second] in [[&yemen, &mali], [&mali, &yemen]] {
        let both = dateline(&["run", "-p", first, "-p", second, &text]);
        assert_eq!((both.code, both.err.as_str()), (0, ""));
        assert_eq!(bare(&both), expected);
        assert_eq!(rules(&both), ["mali:flight/seen", "yemen:flight/seen"]);
        let joined = dateline(&["incidents", "-p", first, "-p", second, &text]);
        let ids = ["mali:flight", "yemen:flight"];
        assert!(ids.iter().all(|id| joined.out.contains(id)), "{joined:?}");
    }
}

#[test]
fn a_rule_can_be_named_with_its_pack_or_plainly_if_unambiguous() {
    let shelf = Shelf::new();
    let (yemen, mali) = (shelf.pack("yemen", YEMEN), shelf.pack("mali", MALI));
    let text = shelf.put("news.txt", TEXT);
    for rule in ["flight/seen", "yemen:flight/seen"] {
        let ran = dateline(&["explain", "-p", &yemen, "--rule", rule, &text]);
        assert!(ran.code == 0 && ran.out.contains("flight/seen"), "{ran:?}");
    }
    let both = ["-p", yemen.as_str(), "-p", mali.as_str(), "--rule"];
    let explain = |rule: &str| dateline(&[&["explain"], &both[..], &[rule, &text]].concat());
    let ran = explain("mali:flight/seen");
    assert!(ran.code == 0 && ran.out.contains("mali:flight/seen"), "{ran:?}");
    let ran = explain("flight/seen");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("mali:flight/seen or yemen:flight/seen"), "{}", ran.err);
}

#[test]
fn names_of_dependencies_resolve_with_or_without_the_pack() {
    let shelf = Shelf::new();
    pack(&shelf, "yemen", &[], YEMEN);
    let rule = "rule(\"own/one\").kind(\"k\").when(yemen::util::seen() & lexicon(\"yemen::arms\"))\n    .code(|m| #{ mode: yemen::util::mode(), note: `${util::mode()}` });\n";
    let own = pack(&shelf, "own", &["../yemen"], &[("own.rhai", rule)]);
    let text = shelf.put("news.txt", TEXT);
    let ran = dateline(&["run", "-p", &own, &text]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let events = ran.events();
    let own = events.iter().find(|event| event["rule"] == "own/one").expect("an event");
    assert_eq!(own["mode"], "yemeni");
}

#[test]
fn an_ambiguous_name_must_have_its_pack() {
    let shelf = Shelf::new();
    pack(&shelf, "yemen", &[], YEMEN);
    pack(&shelf, "mali", &[], MALI);
    let rules = "rule(\"own/module\").kind(\"k\").when(util::seen());\nrule(\"own/lexicon\").kind(\"k\").when(lexicon(\"arms\"));\nrule(\"own/fine\").kind(\"k\").when(mali::util::seen());\n";
    let own = pack(&shelf, "own", &["../yemen", "../mali"], &[("own.rhai", rules)]);
    let ran = dateline(&["run", "-p", &own, &shelf.put("news.txt", TEXT)]);
    assert_eq!(ran.code, 1);
    for told in [
        "yemen and mali each have a module `util`",
        "say which: yemen::util or mali::util",
        "yemen and mali each have a lexicon \"arms\"",
        "lexicon(\"yemen::arms\") or lexicon(\"mali::arms\")",
    ] {
        assert!(ran.err.contains(told), "{told}:\n{}", ran.err);
    }
    let events = ran.events();
    assert!(events.iter().any(|event| event["rule"] == "own/fine"), "{}", ran.out);
}

#[test]
fn a_name_of_a_pack_outside_depends_is_an_error_that_names_the_pack() {
    let shelf = Shelf::new();
    let yemen = pack(&shelf, "yemen", &[], YEMEN);
    let rules = "rule(\"own/module\").kind(\"k\").when(util::seen());\nrule(\"own/lexicon\").kind(\"k\").when(lexicon(\"arms\"));\nrule(\"own/qualified\").kind(\"k\").when(yemen::util::seen());\n";
    let own = pack(&shelf, "own", &[], &[("own.rhai", rules)]);
    for order in [["-p", yemen.as_str(), "-p", &own], ["-p", own.as_str(), "-p", &yemen]] {
        let text = shelf.put("news.txt", TEXT);
        let ran = dateline(&[&["run"], &order[..], &[text.as_str()]].concat());
        assert_eq!(ran.code, 1);
        let told = ran.err.matches("add yemen to `depends` in pack.toml").count();
        assert_eq!(told, 3, "{}", ran.err);
    }
}

#[test]
fn a_fault_of_lib_or_a_lexicon_is_reported_once_with_the_rules_lost() {
    let shelf = Shelf::new();
    let mut rules = "let held = util::f();\nfn mine(m) { util::g(m) }\n".to_owned();
    for number in 0..50 {
        let line = match number % 5 {
            0 => format!("rule(\"r/{number}\").kind(\"k\").when(util::f());\n"),
            1 => format!("rule(\"r/{number}\").kind(\"k\").when(held & \"x\");\n"),
            2 => format!("rule(\"r/{number}\").kind(\"k\").when(\"mill\").code(|m| util::g(m));\n"),
            3 => format!("rule(\"r/{number}\").kind(\"k\").when(\"mill\").code(|m| mine(m));\n"),
            _ => format!(
                "rule(\"r/{number}\").kind(\"k\").when(\"mill\").code(|m| #{{ note: m.has(held) }});\n"
            ),
        };
        rules.push_str(&line);
    }
    rules.push_str("rule(\"l/1\").kind(\"k\").when(lexicon(\"arms\"));\n");
    rules.push_str("rule(\"fine\").kind(\"k\").when(\"air strike\");\n");
    let files: &[(&str, &str)] = &[("lib/util.rhai", "fn f( {\n"), ("all.rhai", &rules)];
    let own = shelf.pack("own", files);
    shelf.put("own/lexicons/arms.txt", b"caf\xe9\n");
    let ran = dateline(&["run", "-p", &own, &shelf.put("news.txt", STRIKE)]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.err.matches("error: ").count(), 2, "{}", ran.err);
    assert!(ran.err.contains("own/lib/util.rhai:1"), "{}", ran.err);
    assert!(ran.err.contains("it prevents 50 rules from loading"), "{}", ran.err);
    assert!((0..50).all(|number| ran.err.contains(&format!("r/{number}"))), "{}", ran.err);
    assert!(
        ran.err.contains("not UTF-8") && ran.err.contains("it prevents one rule from loading: l/1")
    );
    assert_eq!(ran.events().len(), 1);
}

#[test]
fn of_two_packs_of_one_name_the_first_is_used_and_a_fault_reported() {
    let shelf = Shelf::new();
    let one = shelf.pack("yemen", YEMEN);
    let manifest = "name = \"yemen\"\nversion = \"0.1.0\"\n";
    shelf.put("other/pack.toml", manifest);
    shelf.put("other/x.rhai", "rule(\"x\").kind(\"k\").when(\"convoys\");\n");
    let ran = dateline(&["run", "-p", &one, "-p", &shelf.at("other"), &shelf.put("n.txt", TEXT)]);
    assert_eq!(ran.code, 1);
    for told in
        ["two different packs are named yemen", "/yemen and ", "/other", "change one of the names"]
    {
        assert!(ran.err.contains(told), "{told}:\n{}", ran.err);
    }
    assert_eq!(rules(&ran), ["flight/seen"]);
}

#[test]
fn a_dependency_cycle_of_packs_is_reported() {
    let shelf = Shelf::new();
    let a = pack(&shelf, "a", &["../b"], &[]);
    pack(&shelf, "b", &["../c"], &[]);
    pack(&shelf, "c", &["../b"], &[]);
    let ran = dateline(&["check", &a]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("b -> c -> b"), "{}", ran.err);
}

#[test]
fn a_pack_on_disk_may_depend_on_a_shipped_one() {
    let shelf = Shelf::new();
    let rule = "rule(\"own/craft\").kind(\"k\").when(lexicon(\"conflict::aircraft\"));\n";
    let own = pack(&shelf, "own", &["conflict"], &[("own.rhai", rule)]);
    let text = shelf.put("news.txt", "Warplanes were seen over the town.\n");
    let ran = dateline(&["run", "-p", &own, &text]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(rules(&ran).contains(&"own/craft".to_owned()), "{}", ran.out);
    let both = dateline(&["check", "syria", &own]);
    assert_eq!((both.code, both.err.as_str()), (0, ""));
    let gone = pack(&shelf, "gone", &["cnflict"], &[]);
    let ran = dateline(&["check", &gone]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("depends on \"cnflict\"") && ran.err.contains("conflict, syria"));
}

#[test]
fn misleading_ids_and_module_names_are_faults() {
    let shelf = Shelf::new();
    pack(&shelf, "yemen", &[], YEMEN);
    let files: &[(&str, &str)] = &[
        ("lib/yemen.rhai", "fn f() { \"x\" }\n"),
        ("lib/global.rhai", "fn f() { \"x\" }\n"),
        ("own.rhai", "rule(\"a:b\").kind(\"k\").when(\"x\");\nincident(\"a:b\").of(\"k\");\n"),
    ];
    let own = pack(&shelf, "own", &["../yemen"], files);
    let ran = dateline(&["check", &own]);
    assert_eq!(ran.code, 1);
    for told in [
        "the module `yemen` has the name of the pack yemen",
        "`global` is a name of the language",
        "a rule's id cannot contain `:`",
        "an incident rule's id cannot contain `:`",
        "rule(\"a/b\")",
    ] {
        assert!(ran.err.contains(told), "{told}:\n{}", ran.err);
    }
}

#[test]
fn too_many_modules_in_a_pack_are_a_fault() {
    let shelf = Shelf::new();
    let own = shelf.pack("own", &[("own.rhai", "rule(\"r/last\").kind(\"k\").when(m99::f());\n")]);
    for number in 0..65 {
        let number = if number == 64 { 99 } else { number };
        shelf.put(&format!("own/lib/m{number:02}.rhai"), "fn f() { \"x\" }\n");
    }
    let ran = dateline(&["check", &own]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("more than 64 modules"), "{}", ran.err);
    assert!(ran.err.contains("it prevents one rule from loading: r/last"), "{}", ran.err);
    assert_eq!(ran.err.matches("error: ").count(), 1, "{}", ran.err);
}

/// A pack whose table gives the Herons the code `code`, with a rule of a kind that others have too.
fn herons(shelf: &Shelf, name: &str, code: &str, word: &str) -> String {
    let table = format!("name,aliases,kind,country,code\nHeron Brigade,Herons,rebel,,{code}\n");
    let rule = format!("rule(\"{name}/seizure\").kind(\"seizure\").when({word:?});\n");
    shelf.put(&format!("{name}/gazetteers/actors.csv"), table);
    pack(shelf, name, &["../base"], &[("seizure.rhai", &rule)])
}

#[test]
fn independent_packs_share_neither_names_nor_duplicates() {
    let shelf = Shelf::new();
    pack(
        &shelf,
        "base",
        &[],
        &[("base.rhai", "rule(\"base/left\").kind(\"exit\").when(\"left\");\n")],
    );
    let (one, other) =
        (herons(&shelf, "one", "YEMREB", "seized"), herons(&shelf, "other", "MLIREB", "hill"));
    let text = shelf.put("news.txt", "The Herons seized the hill and the mill.\n");
    let alone = [&one, &other].map(|pack| dateline(&["run", "--pack", pack, &text]));
    let mut expected: Vec<String> = alone.iter().flat_map(bare).collect();
    expected.sort();
    assert_eq!(expected.len(), 2, "one event each, of one kind and sentence: {expected:#?}");
    assert!(expected.iter().any(|event| event.contains("YEMREB")), "{expected:#?}");
    assert!(expected.iter().any(|event| event.contains("MLIREB")), "{expected:#?}");
    for [first, second] in [[&one, &other], [&other, &one]] {
        let both = dateline(&["run", "-p", first, "-p", second, &text]);
        assert_eq!((both.code, both.err.as_str()), (0, ""));
        assert_eq!(bare(&both), expected);
    }
}

#[test]
fn a_dependent_pack_shares_names_and_duplicates_with_its_dependencies() {
    let shelf = Shelf::new();
    pack(
        &shelf,
        "base",
        &[],
        &[("base.rhai", "rule(\"base/seizure\").kind(\"seizure\").when(\"seized\");\n")],
    );
    let one = herons(&shelf, "one", "YEMREB", "hill");
    let text = shelf.put("news.txt", "The Herons seized the hill.\n");
    let ran = dateline(&["run", "-p", &one, &text]);
    let events = ran.events();
    assert_eq!(events.len(), 1, "{events:#?}");
    assert_eq!(events[0]["rule"], "base/seizure");
    assert_eq!(events[0]["actor"][0]["code"], "YEMREB");
}
