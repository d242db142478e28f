//! Tests of `dateline test`: every sort of test of a pack passes on the sound pack in `pack_tests/`, and fails, with
//! what to do, where that pack is changed.

mod common;
#[path = "pack_tests/coverage.rs"]
mod coverage;
#[path = "pack_tests/reports.rs"]
mod reports;

use common::{GOOD, Ran, Shelf, dateline, packs, project};
use dateline::pack::{Store, archive};
use std::collections::BTreeMap;
use std::fs;

/// A copy of the sound pack, to be changed.
struct SoundPack {
    shelf: Shelf,
    path: String,
}

impl SoundPack {
    fn new() -> Self {
        let shelf = Shelf::new();
        let source = project("tests/pack_tests/sound");
        for entry in walkdir::WalkDir::new(&source).into_iter().flatten() {
            if entry.file_type().is_file() {
                let inner = entry.path().strip_prefix(&source).expect("below the pack");
                let name = format!("sound/{}", inner.to_str().expect("UTF-8"));
                shelf.put(&name, fs::read(entry.path()).expect("a file of the pack"));
            }
        }
        let path = shelf.at("sound");
        SoundPack { shelf, path }
    }

    /// All its files, by path inside it.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let root = self.shelf.path().join("sound");
        let store = Store::Disk;
        let paths = store.list(&root.to_string_lossy()).expect("the files of the pack");
        paths.into_iter().map(|path| (path.clone(), fs::read(root.join(path)).unwrap())).collect()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.shelf.at(&format!("sound/{name}"))).expect("a file of the pack")
    }

    fn put(&self, name: &str, text: &str) {
        self.shelf.put(&format!("sound/{name}"), text);
    }

    /// Replaces `old`, which must be there, in the file `name`.
    fn change(&self, name: &str, old: &str, new: &str) {
        let text = self.read(name);
        assert!(text.contains(old), "{name} has no {old}");
        self.put(name, &text.replace(old, new));
    }

    fn remove(&self, name: &str) {
        let path = self.shelf.path().join("sound").join(name);
        match path.is_dir() {
            true => fs::remove_dir_all(path).expect("a folder of the pack"),
            false => fs::remove_file(path).expect("a file of the pack"),
        }
    }

    /// Runs `dateline test` on it with more arguments.
    fn test(&self, args: &[&str]) -> Ran {
        dateline(&[&["test", &self.path], args].concat())
    }

    /// Runs it, expects a failure, and each of these texts.
    #[track_caller]
    fn fails(&self, args: &[&str], told: &[&str]) -> Ran {
        let ran = self.test(args);
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        let all = format!("{}{}", ran.out, ran.err);
        for text in told {
            assert!(all.contains(text), "no {text:?} in:\n{all}");
        }
        ran
    }
}

#[test]
fn a_sound_pack_passes_and_the_summary_counts_all_tests() {
    let pack = SoundPack::new();
    let ran = pack.test(&[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let summary = "1 rule, 5 examples, 1 known miss among them, 1 fixture, 2 quiet articles, 2 gates, \
                   1 known exception, 0 failed";
    assert_eq!(ran.out.lines().last(), Some(format!("{}: {summary}", pack.path).as_str()));
    assert!(ran.out.contains("gold: ceasefire: F1 0.857 (95 % interval "), "{}", ran.out);
}

#[test]
fn every_shipped_pack_passes_its_tests() {
    let (mut fixtures, mut quiet) = (0, 0);
    for name in packs::names() {
        let ran = dateline(&["test", &packs::folder(&name), "--format", "json"]);
        assert_eq!(ran.code, 0, "{name}:\n{}{}", ran.err, ran.out);
        let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let counts = &report["packs"][0]["counts"];
        fixtures += counts["fixtures"].as_u64().expect("a number");
        quiet += counts["quiet"].as_u64().expect("a number");
        // The copy in the program has the same test files.
        let ran = dateline(&["test", &name, "--only", "fixtures"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}:\n{}", ran.out);
    }
    assert!(fixtures >= 6 && quiet >= 10, "{fixtures} fixtures, {quiet} quiet articles");
}

#[test]
fn a_pack_in_an_archive_is_tested_like_its_folder() {
    let pack = SoundPack::new();
    let write = |name: &str| {
        let files = pack.files();
        pack.shelf.put(name, archive::write(&files).expect("an archive"));
        pack.shelf.at(name)
    };
    let whole = write("sound-0.1.0.pack");
    let (folder, ran) = (pack.test(&["--coverage"]), dateline(&["test", &whole, "--coverage"]));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert_eq!(ran.out, folder.out.replace(&format!("{}:", pack.path), &format!("{whole}:")));

    pack.change("fixtures/week.txt", "The truce held", "The armistice held");
    let other = write("other.pack");
    let ran = dateline(&["test", &other]);
    assert!(ran.code == 1 && ran.out.contains("FAILED fixtures: week"), "{ran:?}");
    let ran = dateline(&["test", &other, "--bless"]);
    assert!(ran.code == 2 && ran.err.contains("is not a folder"), "{ran:?}");
}

#[test]
fn a_changed_fixture_fails_with_each_difference_and_is_blessed_after_it_was_shown() {
    let pack = SoundPack::new();
    let golden = "fixtures/week.events.jsonl";
    let old = pack.read(golden);
    assert!(!old.contains("pack_hash") && !old.contains("pack_version"), "{old}");
    pack.change(
        "fixtures/week.txt",
        "in Mosul on Thursday.",
        "on Thursday. The armistice held too.",
    );
    let told = [
        "FAILED fixtures: week (sound/fixtures/week.txt)",
        "came: truce/told: ceasefire/holds by \"truce\" in week 3: The truce held on Thursday.",
        "by \"armistice\" in week 4: The armistice held too.",
        "went: truce/told: ceasefire/holds by \"truce\" in week 3: The truce held in Mosul",
        "changed: truce/told: ceasefire/violated by \"ceasefire\"; evidence: sentence 4 -> sentence 5",
        "--bless writes it",
        "1 failed",
    ];
    pack.fails(&[], &told);
    assert_eq!(pack.read(golden), old, "a golden file changes only by --bless");

    let ran = pack.test(&["--bless"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains(told[1]) && ran.err.contains("wrote "), "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("ACCEPTED fixtures: week\n") && ran.out.contains(" 0 failed"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("--bless"), "{}", ran.out);
    let new = pack.read(golden);
    assert_eq!((new.lines().count(), pack.test(&[]).code), (3, 0));
    let ran = pack.test(&["--bless"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "nothing differs, nothing is written");
}

#[test]
fn a_changed_rule_shows_which_attributes_changed() {
    let pack = SoundPack::new();
    pack.change("truce.rhai", "mode: \"holds\" }\n    })", "mode: \"kept\" }\n    })");
    pack.change("truce.rhai", "#{ mode: \"holds\", place", "#{ mode: \"kept\", place");
    pack.fails(&[], &["changed: truce/told: ceasefire/kept by \"truce\"; mode: holds -> kept"]);
}

#[test]
fn fixtures_and_golden_files_belong_together() {
    let pack = SoundPack::new();
    pack.put("fixtures/deep/raid.jsonl", "{\"id\": \"r\", \"text\": \"The armistice held.\"}\n");
    pack.put("fixtures/gone.events.jsonl", "");
    pack.change("fixtures/week.events.jsonl", "{\"", "{{\"");
    pack.fails(
        &["--only", "fixtures"],
        &[
            "FAILED fixtures: deep/raid (sound/fixtures/deep/raid.jsonl)",
            "no golden events fixtures/deep/raid.events.jsonl; 1 event was coded",
            "--bless writes them",
            "there is no article for these events: remove the file, or add the article",
            "fixtures/week.events.jsonl: line 1: not an event",
        ],
    );
    pack.put("fixtures/deep/bad.jsonl", "{bad\n");
    let told = ["FAILED fixtures: fixtures/deep/bad.jsonl:1\n", "the file ends inside this object"];
    let ran = pack.fails(&["--only", "fixtures"], &told);
    assert!(!ran.out.contains("bad.events.jsonl"), "{}", ran.out);
    pack.remove("fixtures/deep/bad.jsonl");
    let ran = pack.test(&["--only", "fixtures", "--bless"]);
    assert_eq!(ran.code, 1, "a golden file without an article is for a person to remove");
    pack.remove("fixtures/gone.events.jsonl");
    assert_eq!(pack.test(&["--only", "fixtures"]).code, 0);
    assert_eq!(pack.read("fixtures/deep/raid.events.jsonl").lines().count(), 1);
}

#[test]
fn golden_events_are_not_written_from_a_pack_with_faults_or_a_shipped_one() {
    let pack = SoundPack::new();
    let old = pack.read("fixtures/week.events.jsonl");
    pack.put("bad.rhai", "rule(\"bad\").kind(\"ceasefire\").when(\"x\").example(;\n");
    pack.change("fixtures/week.txt", "truce held", "armistice held");
    let ran = pack.test(&["--bless"]);
    assert!(ran.code == 2 && ran.err.contains("no golden events were written"), "{ran:?}");
    assert_eq!(pack.read("fixtures/week.events.jsonl"), old);
}

#[test]
fn a_quiet_article_with_an_event_fails_unless_the_event_is_known() {
    let pack = SoundPack::new();
    pack.change(
        "quiet/items.jsonl",
        "Forty cakes were gone",
        "A ceasefire held and forty cakes were gone",
    );
    let told = "truce/told: ceasefire/holds by \"ceasefire\" in: A ceasefire held and forty cakes";
    pack.fails(
        &[],
        &["FAILED quiet: cakes (sound/quiet/items.jsonl)", told, "quiet/expected.jsonl as known"],
    );
    let known = "{\"article\": \"cakes\", \"kind\": \"ceasefire\", \"trigger\": \"Ceasefire\"}\n";
    pack.put("quiet/expected.jsonl", &format!("{}{known}", pack.read("quiet/expected.jsonl")));
    assert_eq!(pack.test(&[]).code, 0);

    pack.change("quiet/items.jsonl", "agreed on a truce", "met");
    pack.fails(
        &[],
        &[
            "FAILED quiet: expected.jsonl line 1 (sound/quiet/expected.jsonl:1)",
            "truce/told by \"truce\" in tennis no longer occurs: remove the line",
        ],
    );
    pack.put("quiet/expected.jsonl", "{\"article\": \"tennis\"}\n");
    pack.fails(&[], &["line 1: not a known exception: missing field `trigger`"]);
}

#[test]
fn a_known_miss_that_is_found_fails() {
    let pack = SoundPack::new();
    pack.change("truce.rhai", "known_miss(\"The guns", "known_miss(\"The armistice held. The guns");
    pack.fails(&[], &["known miss: The armistice held", "it works now: make it an example"]);
}

#[test]
fn gold_below_a_gate_fails_with_figures_and_interval() {
    let pack = SoundPack::new();
    pack.change("pack.toml", "all = 0.5, ceasefire = 0.5", "all = 0.5, ceasefire = 0.9, aid = 0.5");
    pack.fails(
        &[],
        &[
            "FAILED gold: min_f1 of ceasefire (sound/pack.toml)",
            "F1 is 0.857, and [gates] in pack.toml asks for at least 0.9",
            "F1 0.857 (95 % interval ",
            "4 mentions in gold, 3 events found, 3 right",
            "the gold has no mention of aid",
        ],
    );
    pack.change("gold/truces.articles.jsonl", "\"id\": \"three\"", "\"id\": \"four\"");
    pack.fails(&["--only", "gold"], &["no file of the folder gold holds the articles three"]);
    pack.put("gold/truces.jsonl", "{\"article\": 3}\n");
    pack.fails(&["--only", "gold"], &["gold/truces.jsonl:1: this line is not a gold mention"]);
    pack.remove("gold");
    pack.fails(&[], &["asks for a score, and the pack has no folder gold"]);
    pack.change("pack.toml", "min_f1", "min_f2");
    assert_eq!(pack.test(&[]).code, 2);
}

#[test]
fn nothing_tested_is_a_failure() {
    let pack = SoundPack::new();
    for name in ["fixtures", "quiet", "gold"] {
        pack.remove(name);
        pack.put(&format!("{name}/README.md"), "Nothing yet.");
    }
    pack.fails(
        &[],
        &[
            "the folder fixtures holds no articles",
            "the folder quiet holds no articles",
            "the folder gold holds no gold",
        ],
    );
    for name in ["fixtures", "quiet", "gold"] {
        pack.remove(name);
        let told = format!("the pack has no folder {name}: make one, or leave out --only {name}");
        pack.fails(&["--only", name], &[&told]);
    }

    let shelf = Shelf::new();
    let bare = shelf.pack("bare", &[("a.rhai", "rule(\"a\").kind(\"k\").when(\"a\");\n")]);
    let empty = shelf.pack("empty", &[]);
    let good = shelf.pack("good", &[("good.rhai", GOOD)]);
    for (args, told) in [
        (vec!["test", &bare], "no rule of the pack has an example: add .example"),
        (vec!["test", &empty], "empty has nothing to test"),
        (vec!["test", &empty, "--only", "examples"], "empty has no examples to test"),
        (vec!["test", &good, "--rule", "good/stryke"], "no rule \"good/stryke\" in these packs"),
        (vec!["test", &good, "--rule", "good/stryke"], "did you mean \"good/strike\"?"),
        (vec!["test", &good, "--rule", "good/strike", "--rule", "x*"], "no rule \"x*\""),
        (vec!["test", &good, "--rule", "good/*", "--only", "gold"], "nothing of good was tested"),
    ] {
        let ran = dateline(&args);
        let all = format!("{}{}", ran.out, ran.err);
        assert!(ran.code == 1 && all.contains(told), "{args:?}: {}\n{all}", ran.code);
    }
    assert_eq!(dateline(&["test", "no/such/pack"]).code, 2);
}

#[test]
fn a_filter_runs_a_part() {
    let pack = SoundPack::new();
    let text = "\nrule(\"calm/told\").kind(\"ceasefire\").when(\"calm\").example(\"War.\").counterexample(\"x\");\n";
    pack.put("truce.rhai", &(pack.read("truce.rhai") + text));
    pack.fails(&[], &["FAILED calm/told"]);
    let ran = pack.test(&["--rule", "truce/*"]);
    assert!(ran.code == 0 && ran.out.contains("1 rule, 5 examples"), "{ran:?}");
    assert!(
        !ran.out.contains("gate") && ran.out.contains("1 fixture, 2 quiet articles"),
        "{ran:?}"
    );
    let ran = pack.test(&["--only", "fixtures", "--only", "quiet"]);
    assert!(ran.code == 0 && ran.out.contains("sound: 1 fixture, 2 quiet articles, "), "{ran:?}");
    let both = pack.test(&["--rule", "truce/told", "--bless"]);
    assert_eq!(both.code, 2, "--bless writes whole files: {}", both.err);
}

#[test]
fn expected_names_agree_by_canonical_name() {
    let pack = SoundPack::new();
    for (place, code) in
        [("near Basra", 0), ("BASRAH", 0), ("the Basra", 0), ("Mosul", 1), ("Bas", 1)]
    {
        let text =
            pack.read("truce.rhai").replace("place: \"in Basra\"", &format!("place: \"{place}\""));
        pack.put("truce.rhai", &text);
        let ran = pack.test(&["--only", "examples"]);
        assert_eq!(ran.code, code, "{place}: {}", ran.out);
        pack.put(
            "truce.rhai",
            &text.replace(&format!("place: \"{place}\""), "place: \"in Basra\""),
        );
    }
    let shelf = Shelf::new();
    let rules = "rule(\"bomb\").kind(\"bombing\").when(\"bombed\").counterexample(\"x\")\n\
                 .example(\"Islamic State bombed a bridge near Homs.\", #{ actor: \"IS\", place: \"at Hims\" });\n";
    let mine = shelf.pack("mine", &[("bomb.rhai", rules)]);
    shelf.put("mine/pack.toml", "name = \"mine\"\nversion = \"0.1.0\"\ndepends = [\"syria\"]\n");
    let ran = dateline(&["test", &mine]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}
