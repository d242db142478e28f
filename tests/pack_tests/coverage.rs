//! What `dateline test --coverage` lists, and that measuring changes no event.

use super::SoundPack;
use crate::common::{deep, packs, project};
use dateline::coder::Coder;
use dateline::corpus::{ReadOptions, open};
use dateline::pack::{self, Pack, Store};
use dateline::script::instrument::instrument;
use dateline::script::probe::Probe;
use std::sync::Arc;

/// The lines on what was not reached, and the count.
fn listed(pack: &SoundPack) -> Vec<String> {
    let ran = pack.test(&["--coverage"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let told = |line: &&str| line.contains("not reached") || line.contains("branches reached");
    ran.out.lines().filter(told).map(|line| line.replace(&pack.path, "sound")).collect()
}

#[test]
fn branches_that_no_example_reaches_are_listed_and_counted_whole() {
    let pack = SoundPack::new();
    assert_eq!(
        listed(&pack),
        [
            "not reached: sound/truce.rhai:3: not: \"play\" (truce/told)",
            "not reached: sound/truce.rhai:9: when: \"armistice\" (truce/told)",
            "not reached: sound/truce.rhai:10: unless: \"butter truce\" (truce/told)",
            "sound: 7 of 10 branches reached by an example or fixture",
        ]
    );
    let more = ".counterexample(\"A play about a truce.\")\n    .counterexample(\"The butter truce ended.\")\n    \
                .example(\"The armistice held.\")\n    .known_miss(";
    pack.change("truce.rhai", ".known_miss(", more);
    assert_eq!(listed(&pack), ["sound: 10 of 10 branches reached by an example or fixture"]);
}

#[test]
fn branches_of_closures_and_functions_are_measured() {
    let pack = SoundPack::new();
    pack.put("lib/modes.rhai", "fn mode(n) {\n    switch n {\n        0 => \"none\",\n        _ => \"some\",\n    }\n}\nfn unused() { 1 }\n");
    pack.put(
        "more.rhai",
        "let two = any(\"two\");\nrule(\"lull/told\").kind(\"ceasefire\").when(\"lull\").given(\"front\" | \"border\")\n    \
         .code(|m| #{ mode: modes::mode(if m.has(two) { 2 } else { 0 }) })\n    \
         .example(\"A lull on the front.\", #{ mode: \"none\" }).counterexample(\"A lull.\");\n",
    );
    let found = listed(&pack);
    let new: Vec<&str> =
        found.iter().filter(|line| !line.contains("truce.rhai")).map(String::as_str).collect();
    assert_eq!(
        new,
        [
            "not reached: sound/lib/modes.rhai:4: case: _ => \"some\",",
            "not reached: sound/lib/modes.rhai:7: body: fn unused() { 1 }",
            "not reached: sound/more.rhai:2: given: \"border\" (lull/told)",
            "not reached: sound/more.rhai:3: if: .code(|m| #{ mode: modes::mode(if m.has(two) { 2 } else { 0 }) })",
            "sound: 13 of 20 branches reached by an example or fixture",
        ]
    );
}

/// The events of the shipped articles and all fixtures, as JSON.
fn events(packs: &[Arc<Pack>]) -> Vec<String> {
    let (coder, faults) = Coder::new(packs);
    assert_eq!(faults, []);
    let options = ReadOptions::default();
    let mut worker = coder.worker();
    let mut found = Vec::new();
    let articles: Vec<_> =
        ["corpus", "rules/conflict/fixtures", "rules/syria/fixtures"].map(project).into();
    for chunk in open(&articles, &options) {
        for article in chunk.expect("articles").articles(&options).into_iter().flatten() {
            let coded = worker.code(article);
            found.extend(coded.events.iter().map(|event| serde_json::to_string(event).unwrap()));
        }
    }
    found
}

#[test]
fn measuring_changes_no_event_of_the_shipped_packs() {
    for name in ["conflict", "syria"] {
        deep(|| {
            let (loaded, _) = pack::load(&Store::Disk, &packs::folder(name)).expect("a pack");
            let probe = Probe::default();
            let mut branches = 0;
            let probed: Vec<Arc<Pack>> = loaded
                .iter()
                .map(|pack| {
                    let probed = instrument(&pack.scripts, &probe);
                    assert_eq!(probed.unmeasured, [""; 0], "{name}");
                    branches += probed.branches.len();
                    Arc::new(Pack { scripts: Arc::new(probed.set), ..(**pack).clone() })
                })
                .collect();
            let plain = events(&loaded);
            assert!(plain.len() > 50 && plain == events(&probed), "{name}");
            assert!(branches > 50 && probe.ran().len() > 20, "{name}: {branches} branches");
        });
    }
}
