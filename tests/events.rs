//! Tests of the guarantees of every event: its evidence can be cut out of the cleaned text and out of the raw bytes,
//! its trigger is inside its evidence, its id is unique, and the same input gives the same bytes on any number of
//! threads. Tested with the shipped packs, and with a pack that fires on nearly every sentence.

mod common;

use common::{Shelf, dateline, deep, packs, project};
use dateline::coder::Coder;
use dateline::corpus::{ReadOptions, evidence_from_raw, open};
use dateline::event::Event;
use dateline::pack::{self, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;

/// Rules on words so common that they fire on nearly every sentence.
const WIDE: &str = r#"//! Rules that fire nearly everywhere.

rule("wide/article")
    .about("An article.")
    .kind("the")
    .when(any("the", "a", "an"));

rule("wide/verb")
    .about("Something was, is or was said.")
    .kind("verb")
    .when(any("was", "were", "is", "has") | stem("say", "kill", "call"))
    .code(|m| [#{ mode: "first", words: m.text() }, #{ mode: "second", place: m.place() }]);

rule("wide/paragraph")
    .about("Once a paragraph, the words of two sentences.")
    .kind("paragraph")
    .within("paragraph")
    .when(any("of", "in", "on") & any("to", "and"));
"#;

fn wide(shelf: &Shelf) -> String {
    shelf.pack("wide", &[("wide.rhai", WIDE)])
}

/// The coder of a pack's folder, without faults.
fn coder(folder: &str) -> Coder {
    let (packs, faults) = pack::load(&Store::Disk, folder).expect("a pack");
    assert_eq!(faults, []);
    let (coder, faults) = Coder::new(&packs);
    assert_eq!(faults, []);
    coder
}

/// Codes all articles of `path` and checks each event. `raw` has the container's decompressed bytes, by path as in
/// the event. Returns the evidence texts by article and rule, and the number of events.
fn check(
    coder: &Coder,
    path: &str,
    raw: &BTreeMap<String, Vec<u8>>,
) -> Vec<(String, String, String)> {
    let kinds: BTreeSet<String> = coder.kinds().into_iter().collect();
    let mut worker = coder.worker();
    let options = ReadOptions::default();
    let mut ids = BTreeSet::new();
    let mut told = Vec::new();
    for chunk in open(&[path.into()], &options) {
        for article in chunk.expect("a corpus").articles(&options) {
            let article = article.expect("an article");
            let (text, decoding) = (article.text.clone(), article.origin.decoding);
            let bytes = &raw[&article.origin.path];
            let coded = worker.code(article);
            assert_eq!(coded.faults, []);
            for event in &coded.events {
                assert!(ids.insert(event.id.clone()), "two events have the id {}", event.id);
                assert!(kinds.contains(&event.kind), "no kind is called {}", event.kind);
                hold(event, &text);
                let evidence = &event.evidence;
                let slice = &bytes[evidence.raw_start as usize..evidence.raw_end as usize];
                assert_eq!(
                    evidence_from_raw(slice, decoding).as_deref(),
                    Some(evidence.text.as_str()),
                    "{} of {}",
                    event.rule,
                    event.article.id
                );
                told.push((event.article.id.clone(), event.rule.clone(), evidence.text.clone()));
            }
        }
    }
    told
}

/// Offsets in the cleaned text give the text that the event quotes; `str::get` fails for offsets inside a character.
fn hold(event: &Event, text: &str) {
    let cut = |start: u32, end: u32| text.get(start as usize..end as usize);
    let (evidence, trigger) = (&event.evidence, &event.trigger);
    assert_eq!(cut(evidence.start, evidence.end), Some(evidence.text.as_str()));
    assert_eq!(cut(trigger.start, trigger.end), Some(trigger.text.as_str()));
    assert!(!trigger.text.trim().is_empty(), "{}: an empty trigger", event.rule);
    assert!(
        evidence.start <= trigger.start && trigger.end <= evidence.end,
        "{}: the trigger {:?} lies outside {:?}",
        event.rule,
        trigger.text,
        evidence.text
    );
    assert!(evidence.sentence >= 1);
    for party in event.actor.iter().chain(&event.recipient) {
        if let (Some(start), Some(end)) = (party.start, party.end) {
            assert_eq!(cut(start, end), Some(party.text.as_str()), "{}", event.rule);
        }
    }
}

/// The shipped articles: id and bytes.
fn seeds() -> Vec<(String, Vec<u8>)> {
    let names = (0..5).map(|number| format!("seed-00{number}"));
    names
        .map(|id| {
            let bytes = fs::read(project("corpus").join(format!("{id}.txt"))).expect("a seed");
            (id, bytes)
        })
        .collect()
}

/// The shipped packs' folders, and the wide one.
fn folders(shelf: &Shelf) -> Vec<String> {
    let shipped = packs::names().into_iter().map(|name| packs::folder(&name));
    shipped.chain([wide(shelf)]).collect()
}

#[test]
fn evidence_can_be_cut_from_the_text_and_from_the_file() {
    let shelf = Shelf::new();
    let corpus = project("corpus").to_str().expect("a UTF-8 path").to_owned();
    let raw =
        seeds().into_iter().map(|(id, bytes)| (format!("{corpus}/{id}.txt"), bytes)).collect();
    for folder in folders(&shelf) {
        let told = deep(|| check(&coder(&folder), &corpus, &raw));
        if folder.ends_with("wide") {
            assert!(told.len() > 200, "only {} events", told.len());
        }
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

/// The seeds as JSONL, with every other letter beyond ASCII escaped, and as CSV.
fn containers() -> [(&'static str, Vec<u8>); 2] {
    let mut lines = String::new();
    let mut rows = csv::Writer::from_writer(Vec::new());
    rows.write_record(["id", "text"]).expect("memory");
    for (id, bytes) in seeds() {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut line = serde_json::json!({ "id": id, "text": text }).to_string();
        for wide in ['’', 'Â', 'â'] {
            line = line.replacen(wide, &format!("\\u{:04x}", wide as u32), 3);
        }
        lines += &line;
        lines.push('\n');
        rows.write_record([&id, &text]).expect("memory");
    }
    [("seeds.jsonl", lines.into_bytes()), ("seeds.csv", rows.into_inner().expect("memory"))]
}

#[test]
fn evidence_can_be_cut_from_every_container() {
    let shelf = Shelf::new();
    let corpus = project("corpus").to_str().expect("a UTF-8 path").to_owned();
    let plain =
        seeds().into_iter().map(|(id, bytes)| (format!("{corpus}/{id}.txt"), bytes)).collect();
    for folder in folders(&shelf) {
        deep(|| {
            let coder = coder(&folder);
            let wanted = check(&coder, &corpus, &plain);
            for (name, bytes) in containers() {
                let packed = [
                    (name.to_owned(), bytes.clone()),
                    (format!("{name}.gz"), gzip(&bytes)),
                    (format!("{name}.zst"), zstd::encode_all(&bytes[..], 3).expect("memory")),
                ];
                for (name, written) in packed {
                    let path = shelf.put(&name, written);
                    let raw = BTreeMap::from([(path.clone(), bytes.clone())]);
                    assert_eq!(check(&coder, &path, &raw), wanted, "{name}");
                }
            }
        });
    }
}

#[test]
fn output_is_the_same_for_any_number_of_jobs_and_repeated_runs() {
    let shelf = Shelf::new();
    let mut lines = String::new();
    for round in 0..12 {
        for (id, bytes) in seeds() {
            let text = String::from_utf8_lossy(&bytes);
            let line = serde_json::json!({ "id": format!("{id}-{round}"), "text": text });
            lines += &format!("{line}\n");
        }
    }
    let many = shelf.put("many.jsonl", lines);
    let corpus = project("corpus").to_str().expect("a UTF-8 path").to_owned();
    for folder in folders(&shelf) {
        let inputs = if folder.ends_with("wide") { vec![&many, &corpus] } else { vec![&corpus] };
        for input in inputs {
            let run = |jobs: &str| dateline(&["run", "--pack", &folder, "--jobs", jobs, input]);
            let one = run("1");
            assert_eq!((one.code, one.err.as_str()), (0, ""), "{folder}");
            for jobs in ["1", "2", "5"] {
                assert!(run(jobs).out == one.out, "{folder} over {input} with {jobs} jobs");
            }
        }
    }
}

#[test]
fn ids_do_not_depend_on_the_surrounding_text() {
    let shelf = Shelf::new();
    let folder = wide(&shelf);
    let sentence = "The convoy was on the road to the north and in sight of the mill.";
    let ids = |text: String| -> BTreeSet<String> {
        let path = shelf.put("story.txt", text);
        let ran = dateline(&["run", "--pack", &folder, &path]);
        let told = ran.events().into_iter().filter(|event| event["evidence"]["text"] == sentence);
        told.map(|event| event["id"].as_str().expect("an id").to_owned()).collect()
    };
    let alone = ids(format!("{sentence}\n"));
    assert_eq!(alone.len(), 4);
    let moved =
        ids(format!("A long morning passed.\n\nNobody had slept.\n\n{sentence}\n\nRain fell.\n"));
    assert_eq!(alone, moved);
}
