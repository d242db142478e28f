//! Tests of the files of a session: saved, faulty, removed and restored; saving rules; files that must not be
//! overwritten.

use crate::desk::Desk;
use dateline::repl::ReplyEnd;

#[test]
fn a_saved_file_is_reported_as_events_added_removed_and_changed() {
    let mut desk = Desk::new();
    desk.write("war/war.rhai", "rule(\"war/shelling\").kind(\"shelling\").mode(\"heavy\").when(any(\"shelling\", \"shells\"));\n");
    let told = desk.changed("war/war.rhai");
    assert!(told.contains("war/shelling") && told.contains("+1 added"), "{told}");
    assert!(told.contains("~1 changed") && told.contains("mode: nothing → heavy"), "{told}");
    assert!(told.contains("war/war.rhai saved") || told.contains("war/war.rhai:"), "{told}");
    assert_eq!(desk.changed("war/war.rhai"), "", "no news");

    // A faulty file is reported with its position, and its last good version stays in use.
    desk.write(
        "war/war.rhai",
        "rule(\"war/shelling\").kind(\"shelling\").when(any(\"shelling\");\n",
    );
    let told = desk.changed("war/war.rhai");
    assert!(told.contains("war/war.rhai:1") && told.contains('^'), "{told}");
    assert!(told.contains("its last good version stays in use"), "{told}");
    assert!(desk.say(":events shelling").contains("2 events"));
    assert_eq!(desk.changed("war/war.rhai"), "", "told once");

    // So does a change of a lexicon that a rule uses.
    desk.write(
        "war/war.rhai",
        "rule(\"war/shelling\").kind(\"shelling\").when(lexicon(\"fire\"));\n",
    );
    let told = desk.changed("war/war.rhai");
    assert!(told.contains("fire") && told.contains("last good version"), "{told}");
    desk.write("war/lexicons/fire.txt", "shelling\nshells\n");
    let told = desk.changed("war/lexicons/fire.txt");
    assert!(told.contains("~2 changed") && told.contains("mode: heavy → nothing"), "{told}");

    // Undo does not change the file.
    let undone = desk.say(":undo");
    assert!(
        undone.contains("mode: nothing → heavy")
            && undone.contains("the files on disk are unchanged"),
        "{undone}"
    );
}

#[test]
fn a_removed_pack_stays_in_use_and_can_come_back() {
    let mut desk = Desk::new();
    desk.rename("war", "gone");
    let told = desk.changed("war/war.rhai");
    assert!(told.contains("was removed") && told.contains("stay in use"), "{told}");
    assert_eq!(desk.tick(), "", "told once");
    assert!(desk.say(":events shelling").contains("1 event"));
    desk.rename("gone", "war");
    let told = desk.tick();
    assert!(told.contains("exists again"), "{told}");

    desk.write("war/pack.toml", "name = \n");
    let told = desk.changed("war/pack.toml");
    assert!(told.contains("stays in use as it was last read"), "{told}");
    desk.write("war/pack.toml", "name = \"war\"\nversion = \"0.1.0\"\n");
    assert!(desk.changed("war/pack.toml").contains("exists again and was read"));
}

#[test]
fn a_rule_is_saved_with_its_definitions_and_examples() {
    let mut desk = Desk::new();
    desk.say("let t = any(\"truce\", \"ceasefire\");");
    desk.say("rule(\"truce/mine\").kind(\"ceasefire\").when(t).example(\"A truce was declared.\")");
    let gold = desk.path("mine.jsonl");
    desk.say(&format!(":gold {gold}"));
    desk.say(":events truce/mine");
    desk.say(":reject 2");
    let reply = desk.leave();
    assert_eq!(reply.end, ReplyEnd::Ask, "{reply:?}");
    assert!(reply.text.contains("not saved: truce/mine"));
    assert_eq!(desk.say("n"), "nothing was done\n");

    let file = desk.path("mine/truce.rhai");
    let told = desk.say(&format!(":save truce/mine {file}"));
    assert!(told.contains("a new pack was created") && told.contains("added in"), "{told}");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("let t = any(\"truce\", \"ceasefire\");\n"), "{text}");
    assert!(text.contains(".example(\"A truce was declared.\")"), "{text}");
    assert!(text.contains(".counterexample(\""), "{text}");
    assert!(desk.say(":rules truce/mine").contains("mine/truce.rhai:"));
    assert!(desk.say(":events truce/mine").contains("3 events"));
    assert_eq!(desk.leave().end, ReplyEnd::Leave);

    // The pack works without the session.
    let pack = desk.path("mine");
    let (_, faults) = dateline::pack::load(&dateline::pack::Store::Disk, &pack).unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    assert!(desk.fault(":save truce/mine x.rhai").contains("not typed here"));
    assert!(desk.fault(":save war/shelling").contains("not typed here"));
}

#[test]
fn a_changed_corpus_is_reported_once_and_read_again_on_request() {
    let mut desk = Desk::new();
    desk.write("corpus/truce.txt", "Rebels declared a truce. It held.\n");
    let told = desk.changed("corpus/truce.txt");
    assert!(told.contains("changed since the corpus was read"), "{told}");
    assert_eq!(desk.changed("corpus/truce.txt"), "");
    assert_eq!(desk.say("count(\"truce\")"), "3 matches in 3 sentences of 1 article\n");
    assert!(desk.say(":corpus").contains("changed since"));
    assert!(desk.say(":reload corpus").contains("2 articles read again"));
    assert_eq!(desk.say("count(\"truce\")"), "1 match in 1 sentence of 1 article\n");
    desk.write("more/third.txt", "A third truce was signed in Hama.\n");
    let more = desk.path("more");
    assert!(desk.say(&format!(":load {more}")).contains("1 article more, 3 in all"));
    let out = desk.path("events.jsonl");
    assert!(desk.say(&format!(":export {out}")).contains("1 event written"));
}

#[test]
fn files_in_use_are_never_overwritten() {
    let mut desk = Desk::new();
    for path in ["war/war.rhai", "corpus/truce.txt"] {
        let path = desk.path(path);
        let before = std::fs::read_to_string(&path).unwrap();
        let told = desk.fault(&format!(":export {path} jsonl"));
        assert!(told.contains("this session reads"), "{told}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
    }
    assert!(desk.fault(":export /dev/null").contains("not a regular file"));
    assert!(desk.fault(":export x.parquet").contains("determine the format"));
    let old = desk.path("old.jsonl");
    std::fs::write(&old, "mine\n").unwrap();
    assert_eq!(desk.eval(&format!(":export {old}")).end, ReplyEnd::Ask);
    assert_eq!(desk.say("n"), "nothing was done\n");
    assert_eq!(std::fs::read_to_string(&old).unwrap(), "mine\n");
    desk.eval(&format!(":export {old}"));
    assert!(desk.say("y").contains("1 event written"));
}

#[test]
fn a_rule_of_a_pack_can_be_saved_only_there() {
    let mut desk = Desk::new();
    desk.say("rule(\"war/shelling\").kind(\"shelling\").when(any(\"shelling\", \"shells\"))");
    let elsewhere = desk.path("mine/war.rhai");
    let told = desk.fault(&format!(":save war/shelling {elsewhere}"));
    assert!(told.contains("exists in war/war.rhai already"), "{told}");
    assert!(!std::path::Path::new(&elsewhere).exists());
    assert!(desk.say(":events shelling").contains("2 events"), "the typed rule stays");
    let home = desk.path("war/war.rhai");
    assert!(desk.say(&format!(":save war/shelling {home}")).contains("replaced in"));
    assert!(desk.say(":events shelling").contains("2 events"));
    desk.say("rule(\"new/one\").kind(\"k\").when(\"truce\")");
    let folder = desk.path("corpus/one.rhai");
    assert!(
        desk.fault(&format!(":save new/one {folder}"))
            .contains("is not a pack, and contains other files")
    );
}

#[test]
fn the_last_good_version_is_used_when_a_module_or_lexicon_breaks() {
    let mut desk = Desk::new();
    desk.write("war/lib/words.rhai", "fn shells() { any(\"shelling\", \"shells\") }\n");
    desk.write("war/lexicons/fire.txt", "shelling\nshells\n");
    desk.write(
        "war/war.rhai",
        "rule(\"war/shelling\").kind(\"shelling\").when(words::shells());\nrule(\"war/fire\").kind(\"fire\").when(lexicon(\"fire\"));\n",
    );
    assert!(desk.changed("war/war.rhai").contains("added"));
    let counts = |desk: &mut Desk| (desk.say(":events shelling"), desk.say(":events fire"));
    let before = counts(&mut desk);

    desk.write("war/lib/words.rhai", "fn shells( {\n");
    let told = desk.changed("war/lib/words.rhai");
    assert!(told.contains("war/lib/words.rhai") && told.contains("last good version"), "{told}");
    assert_eq!(counts(&mut desk), before);
    desk.write("war/lib/words.rhai", "fn shells() { any(\"shelling\", \"shells\") }\n");
    assert!(desk.changed("war/lib/words.rhai").contains("no faults now"));

    desk.remove("war/lexicons/fire.txt");
    let told = desk.changed("war/lexicons/fire.txt");
    assert!(told.contains("there is no lexicon") && told.contains("last good version"), "{told}");
    assert_eq!(counts(&mut desk), before);
}

#[test]
fn the_last_good_version_of_a_faulty_table_is_used() {
    let mut desk = Desk::new();
    let table = "name,kind,country,code,aliases\nHama Brigade,group,SYR,SYRREB,\n";
    desk.write("war/gazetteers/actors.csv", table);
    desk.changed("war/gazetteers/actors.csv");
    desk.write("war/war.rhai", "rule(\"war/said\").kind(\"said\").when(\"shelling\");\n");
    assert!(desk.changed("war/war.rhai").contains("added"));
    desk.write("war/gazetteers/actors.csv", "foo,bar\nx,y\n");
    let told = desk.changed("war/gazetteers/actors.csv");
    assert!(told.contains("actors.csv: its last good version stays in use"), "{told}");
    desk.write("war/gazetteers/actors.csv", table);
    assert!(desk.changed("war/gazetteers/actors.csv").contains("no faults now"));
}

#[test]
fn a_pack_that_is_not_loaded_keeps_its_rules() {
    let mut desk = Desk::new();
    desk.write("other/pack.toml", "name = \"other\"\nversion = \"0.1.0\"\n");
    desk.write("other/a.rhai", "rule(\"t/one\").kind(\"k\").when(\"truce\");\n");
    desk.say("rule(\"t/one\").kind(\"k\").when(\"market\")");
    let file = desk.path("other/b.rhai");
    assert!(desk.fault(&format!(":save t/one {file}")).contains("exists in other/a.rhai already"));
    assert!(!std::path::Path::new(&file).exists());
    let notes = desk.path("other/notes.txt");
    assert!(desk.fault(&format!(":save t/one {notes}")).contains("is not a rule file"));
    desk.say("rule(\"war/shelling\").kind(\"shelling\").when(\"shells\")");
    assert!(desk.fault(":save war/shelling").contains("war/war.rhai"));
}

#[test]
fn gold_is_no_file_that_the_session_reads() {
    let mut desk = Desk::new();
    let at = |desk: &Desk, name: &str| format!(":gold {}", desk.path(name));
    for name in ["corpus/gold.jsonl", "corpus/manifest.toml"] {
        let told = desk.fault(&at(&desk, name));
        assert!(told.contains("would lie among the articles"), "{name}: {told}");
    }
    for name in ["corpus/truce.txt", "war/new.rhai", "war/dateline.lock", "war/pack.toml"] {
        let told = desk.fault(&at(&desk, name));
        assert!(told.contains("is a file that this session reads"), "{name}: {told}");
    }
    // Gold of the pack is what its tests read, and the file in use may be named again.
    desk.write("war/gold/gold.jsonl", "");
    for name in ["war/gold/gold.jsonl", "mine.jsonl"] {
        for _ in 0..2 {
            assert!(desk.say(&at(&desk, name)).contains("nothing coded yet"), "{name}");
        }
    }
}
