//! Tests of the prompt as a whole.

use super::testing::console;
use super::*;

fn plain(console: &mut Console, text: &str) -> String {
    match console.eval(text) {
        Ok(EntryOutcome { value: Value::Plain(text), .. }) => text,
        other => format!("{other:?}"),
    }
}

#[test]
fn definitions_persist_between_entries() {
    let mut console = console();
    assert_eq!(
        plain(&mut console, "let a = 1; fn more(x) { x + 1 }"),
        "Ok(EntryOutcome { value: Nothing, printed: \"\", rules: [] })"
    );
    assert_eq!(plain(&mut console, "more(a) + war::two()"), "4");
    assert_eq!(plain(&mut console, "a += 5; a"), "6");
    assert_eq!(plain(&mut console, "let a = \"x\"; a"), "\"x\"");
    let variable = Variable { name: "a".into(), sort: "a text".into(), on: Some("String") };
    assert_eq!(console.variables(), [variable]);
    assert_eq!(plain(&mut console, "[1, 2].map(|n| more(n))"), "[2, 3]");
}

#[test]
fn a_mistake_is_reported_with_its_place_and_keeps_earlier_statements() {
    let mut console = console();
    let fault = console.eval("let b = 2;\nlet c = kwick(b);").unwrap_err();
    assert_eq!(fault.line, Some(2));
    assert!(fault.help.contains("kwic"), "{fault:?}");
    assert_eq!(plain(&mut console, "b"), "2");
    assert!(console.eval("c").is_err());
    let fault = console.eval("events(\"none\")").unwrap_err();
    assert_eq!((fault.message.as_str(), fault.help.as_str()), ("no kind \"none\"", "ask"));
    assert!(console.eval("fn stem(x) { x }").is_err());
}

#[test]
fn queries_return_values() {
    let mut console = console();
    let mut ask = |text: &str| console.eval(text).unwrap().value;
    assert!(
        matches!(ask("kwic(\"truce\" | lexicon(\"few\"))"), Value::Concordance(lines) if lines.len() == 1)
    );
    assert!(matches!(ask("count(\"truce\")"), Value::Tally(tally) if tally.matches == 3));
    assert!(matches!(ask("freq(stem(\"x\"))"), Value::Frequencies(_)));
    assert!(matches!(ask("stem(\"x\")"), Value::Pattern(_)));
    assert!(
        matches!(ask("events().filter(|e| e.stance() == \"attributed\")"), Value::Events(e) if e.len() == 1)
    );
    assert!(matches!(ask("article(3)"), Value::Sentences(s) if s[0].text == "Number(3)"));
    assert!(matches!(ask("sentence(\"b\", 4)"), Value::Sentences(s) if s[0].number == 4));
    assert_eq!(plain(&mut console, "kwic(\"a\").len() + count(\"a\").articles()"), "2");
    assert!(console.eval("article(0)").unwrap_err().message.contains("counts from 1"));
    assert_eq!(console.eval("print(7)").unwrap().printed, "7\n");
}

#[test]
fn a_typed_rule_includes_the_definitions_it_uses() {
    let mut console = console();
    console.eval("let t = any(\"truce\"); let unused = 3;").unwrap();
    console.eval("fn short(m) { m.text() }").unwrap();
    let said =
        console.eval("rule(\"t/x\").kind(\"k\").when(t).code(|m| #{ note: short(m) })").unwrap();
    assert_eq!(said.rules.len(), 1);
    assert_eq!(
        said.rules[0].text,
        "let t = any(\"truce\");\nfn short(m) { m.text() }\n\n\
         rule(\"t/x\").kind(\"k\").when(t).code(|m| #{ note: short(m) });\n"
    );
    assert!(matches!(said.value, Value::Nothing));
}

#[test]
fn an_endless_entry_can_be_interrupted() {
    let mut console = console();
    let flag = console.host.interrupt.clone();
    let done = Arc::new(AtomicBool::new(false));
    let seen = done.clone();
    let stopper = std::thread::spawn(move || {
        while !seen.load(Ordering::Relaxed) {
            flag.store(true, Ordering::Relaxed);
            std::thread::yield_now();
        }
    });
    let fault = console.eval("loop { }").unwrap_err();
    done.store(true, Ordering::Relaxed);
    stopper.join().unwrap();
    assert!(fault.message.contains("interrupted"), "{fault:?}");
    assert_eq!(plain(&mut console, "1 + 1"), "2");
}

/// Runs `work` on a prompt while another thread keeps setting the interrupt flag.
fn while_interrupted<T>(console: &mut Console, work: impl FnOnce(&mut Console) -> T) -> T {
    let flag = console.host.interrupt.clone();
    let done = Arc::new(AtomicBool::new(false));
    let seen = done.clone();
    let stopper = std::thread::spawn(move || {
        while !seen.load(Ordering::Relaxed) {
            flag.store(true, Ordering::Relaxed);
            std::thread::yield_now();
        }
    });
    let came = work(console);
    done.store(true, Ordering::Relaxed);
    stopper.join().unwrap();
    came
}

#[test]
fn an_interrupted_statement_leaves_the_variables_unchanged() {
    let mut console = console();
    console.eval("let n = 1; let list = [1, 2]; let other = #{ a: [3] };").unwrap();
    console.eval("let add = || { n += 1; };").unwrap();
    let stopped = [
        "loop { n += 1; list.push(n); other.a = list.len(); }",
        "let fresh = 1; loop { fresh += 1; }",
        "let late = { loop { add.call(); } };",
        "let n = { loop { } };",
        "let text = ``; loop { text = `${list.push(1)}`; }",
    ];
    for entry in stopped {
        let fault = while_interrupted(&mut console, |console| console.eval(entry).unwrap_err());
        assert!(fault.message.contains("interrupted"), "{fault:?}");
    }
    for entry in ["n = 7; n += \"x\".no_such();", "list.clear(); throw \"so\";"] {
        assert!(console.eval(entry).is_err());
    }
    assert_eq!(plain(&mut console, "[n, list, other.a]"), "[7, [], [3]]");
    assert_eq!(plain(&mut console, "add.call(); n"), "8");
    let names: Vec<String> = console.variables().into_iter().map(|v| v.name).collect();
    assert_eq!(names, ["n", "list", "other", "add", "fresh", "text"]);
}

#[test]
fn results_before_a_mistake_are_returned() {
    let mut console = console();
    let (said, fault) = console
        .entry("print(1);\nrule(\"t/x\").kind(\"k\").when(\"truce\");\nprint(2);\nkwick(3);");
    assert_eq!((said.printed.as_str(), said.rules.len()), ("1\n2\n", 1));
    assert_eq!(fault.unwrap().line, Some(4));
    assert!(matches!(said.value, Value::Nothing));
}

#[test]
fn very_long_values_and_prints_are_truncated() {
    let mut console = console();
    console.eval("let text = \"x\"; for n in 0..20 { text += text; }").unwrap();
    let shown = plain(&mut console, "text");
    assert!(shown.len() < 100_000 && shown.ends_with("(1,048,576 characters in all)"));
    assert!(
        plain(&mut console, "let list = []; list.pad(200000, 1); list")
            .ends_with("(200,000 items in all)")
    );
    let printed = console.eval("print(text); print(text); print(2)").unwrap().printed;
    assert!(
        printed.len() < 1_100_000
            && printed.ends_with("more characters were printed and are not kept)\n")
    );
    assert_eq!(console.eval("print(2)").unwrap().printed, "2\n");
}

#[test]
fn too_deep_nesting_is_a_fault() {
    let work = || {
        let mut console = console();
        let deep = |open: &str, close: &str| {
            format!("let a = {}1{};", open.repeat(5000), close.repeat(5000))
        };
        let entries = [
            deep("(", ")"),
            deep("[", "]"),
            deep("#{ a: ", "}"),
            format!("let a = {}1;", "!".repeat(5000)),
            format!("let a = {}1;", "1 + ".repeat(5000)),
            format!("let a = any(\"b\"){};", ".gap(1)".repeat(5000)),
            format!("{}{}", "if true { ".repeat(5000), "}".repeat(5000)),
            "fn down(x) { down(x + 1) } down(1)".to_owned(),
            "let a = []; loop { a = [a]; }".to_owned(),
            "let a = []; loop { a = [1, [a], 2]; }".to_owned(),
            "let a = #{}; loop { a = #{ b: a }; }".to_owned(),
            "let a = []; loop { let b = []; b.push(a); a = b; }".to_owned(),
        ];
        let faults: Vec<_> = entries.iter().map(|entry| console.eval(entry)).collect();
        for (fault, entry) in faults.iter().zip(&entries) {
            let start = &entry[..entry.len().min(40)];
            assert!(fault.as_ref().is_err_and(|fault| !fault.message.is_empty()), "{start}");
        }
        assert_eq!(plain(&mut console, "1 + 1"), "2");
    };
    let worker = std::thread::Builder::new().stack_size(8 << 20).spawn(work).unwrap();
    worker.join().unwrap();
}

#[test]
fn variables_and_functions_are_listed_with_their_types() {
    let mut console = console();
    console
        .eval("let p = any(\"x\"); let e = events()[0]; let k = kwic(p); let f = |x| x; let n = 1;")
        .unwrap();
    console.eval("fn two(a, b) { a } fn one(a) { a } fn one() { 1 } p").unwrap();
    let types: Vec<_> = console.variables().into_iter().map(|variable| variable.on).collect();
    let known = ["Pattern", "Event", "Concordance", "FnPtr", "int"].map(Some);
    assert_eq!(types, known);
    console.eval("let seen = || n;").unwrap();
    assert_eq!(console.variables()[4].on, Some("int"), "what a closure shares keeps its type");
    let typed = console.typed_functions();
    let typed: Vec<String> =
        typed.iter().map(|(name, params)| format!("{name}({})", params.join(", "))).collect();
    assert_eq!(typed, ["one()", "one(a)", "two(a, b)"]);
}

#[test]
fn messages_are_worded_for_the_prompt() {
    let mut console = console();
    let mut told = |entry: &str| {
        let fault = console.eval(entry).unwrap_err();
        format!("{}: {}", fault.message, fault.help)
    };
    let hints = [
        (
            "kwic()",
            "call it as kwic(pattern: Pattern | String | Array) -> Concordance; `:help kwic`",
        ),
        ("count(\"a\", \"b\")", "call it as count(pattern: Pattern | String | Array) -> Tally;"),
        (
            "events()[0].sentence(`x`)",
            "`sentence` does not take (Event, String): call it as event.sentence() -> int;",
        ),
        (
            "events().stance()",
            "`stance` does not take (Array): call it as event.stance() -> String;",
        ),
        ("events()[0].stance", "it is a method: write .stance()"),
        ("articles().id()", "`id` does not take (Articles)"),
        ("no_such_thing_at_all(1)", "`:help` lists what can be called"),
        ("truce", "there is no variable `truce`: `let NAME = ...` makes one"),
        ("kwic(", "close"),
        ("count(any(\"a\").gapp(2))", "did you mean `gap`?"),
        ("near(\"a\")", "call it as near(left: Pattern | String | Array"),
    ];
    for (entry, hint) in hints {
        let told = told(entry);
        assert!(told.contains(hint), "{entry}: {told}");
        assert!(!told.contains("rule of this file") && !told.contains("dateline doc"), "{told}");
    }
}

#[test]
fn rule_messages_do_not_offer_prompt_functions() {
    let rules = ScriptFile {
        path: "a.rhai".into(),
        text: "rule(\"a/b\").kind(\"c\").when(any(\"x\").len());\nlet a = kwic(\"x\");".into(),
    };
    let set = ScriptSet { pack: "p".into(), rules: vec![rules], ..ScriptSet::default() };
    let (_, faults) = crate::script::Program::load(&[Arc::new(set)], &Limits::default());
    let told: Vec<String> =
        faults.iter().map(|fault| format!("{}: {}", fault.message, fault.help)).collect();
    assert_eq!(faults.len(), 2, "{told:?}");
    assert!(told[0].contains("Pattern has no method `len`; `dateline doc Pattern`"), "{told:?}");
    assert!(told[1].starts_with("there is no function `kwic`"), "{told:?}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn a_statement_that_fails_changes_nothing(steps in proptest::collection::vec(0usize..9, 0..12)) {
        const STEPS: [&str; 9] = [
            "a += 1;",
            "list.push(a);",
            "list[0] = [list, a];",
            "map.x.y = a;",
            "map = #{ z: list };",
            "text += \"more\";",
            "add.call();",
            "let a = 9; let fresh = list;",
            "text = `${list.pop()} ${add.call()}`;",
        ];
        let mut console = console();
        console.eval("let a = 1; let list = [[1], 2]; let map = #{ x: #{ y: 3 } };").unwrap();
        console.eval("let text = \"t\"; let add = || a += 1;").unwrap();
        let state = |console: &mut Console| plain(console, "[a, list, map, text]");
        let before = (state(&mut console), console.variables());
        let body: String = steps.iter().map(|step| STEPS[*step]).collect();
        let failed = console.eval(&format!("if true {{ {body} throw 1; }}")).is_err();
        proptest::prop_assert!(failed);
        proptest::prop_assert_eq!((state(&mut console), console.variables()), before);
        proptest::prop_assert_eq!(plain(&mut console, "add.call(); a"), "2");
    }
}

#[test]
fn a_typed_rule_includes_the_statements_that_changed_its_values() {
    let mut console = console();
    console.eval("let words = [\"a\"]; fn one() { 1 } let map = #{ n: 2 }").unwrap();
    console.eval("words.push(\"b\"); words.len(); let t = any(words) // or so").unwrap();
    console.eval("t |= \"c\"").unwrap();
    let said = console
        .eval("rule(\"t/x\").kind(\"k\").when(t).code(|m| #{ n: map.n + one() }) // done")
        .unwrap();
    assert_eq!(
        said.rules[0].text,
        "fn one() { 1 }\nlet words = [\"a\"];\nlet map = #{ n: 2 };\nwords.push(\"b\");\nlet t = any(words);\n\
         t |= \"c\";\n\nrule(\"t/x\").kind(\"k\").when(t).code(|m| #{ n: map.n + one() });\n"
    );
}
