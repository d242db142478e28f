//! Tests of annotation tools: what they are given, and what comes back as gold.

use super::common::dateline;
use super::desk::Desk;
use super::readers::python;
use dateline::file::zipped;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;

const TOOLS: [(&str, &str); 4] = [
    ("labelstudio", "tasks.json"),
    ("prodigy", "tasks.jsonl"),
    ("brat", "brat.zip"),
    ("uima", "uima.zip"),
];

/// Exports the events of all articles for a tool; the path and what was told.
fn exported(desk: &Desk, tool: &str, name: &str) -> (String, String) {
    desk.export(name, &["-f", tool, "--corpus", &desk.news, "--corpus", &desk.odd])
}

/// Imports a file of a tool; the lines of gold and what was told.
fn imported(desk: &Desk, tool: &str, path: &str) -> (Vec<Value>, String) {
    let (events, _) = desk.events();
    let ran = dateline(&["import", tool, path, "--events", &events]);
    assert_eq!(ran.code, 0, "{tool}: {}", ran.err);
    (ran.events(), ran.err)
}

fn entries(path: &str) -> BTreeMap<String, Vec<u8>> {
    let bytes = fs::read(path).expect("an archive");
    zipped::entries(&bytes, 1 << 20, |_| true).expect("a ZIP file").into_iter().collect()
}

/// The tasks of Label Studio as it exports them after the predictions were accepted.
fn submitted(path: &str) -> Vec<Value> {
    let tasks: Vec<Value> =
        serde_json::from_slice(&fs::read(path).expect("tasks")).expect("a list");
    let submit = |(at, mut task): (usize, Value)| {
        let result = task["predictions"][0]["result"].clone();
        task["id"] = (at + 1).into();
        task["annotations"] = json!([{
            "result": result, "was_cancelled": false, "completed_by": { "email": "ada@example.org" },
            "updated_at": "2026-01-02T03:04:05.678901Z",
        }]);
        task
    };
    tasks.into_iter().enumerate().map(submit).collect()
}

#[test]
fn python_cuts_every_mark_out_of_the_text() {
    let desk = Desk::new();
    let (events, records) = desk.events();
    let paths: Vec<String> =
        TOOLS.iter().map(|(tool, name)| exported(&desk, tool, name).0).collect();
    let script = r#"
import sys, json, zipfile
events, label, prodigy, brat = sys.argv[1:5]
triggers = sorted((r["article"]["id"], r["trigger"]["text"]) for r in map(json.loads, open(events, encoding="utf-8")))
found = []
for task in json.load(open(label, encoding="utf-8")):
    text = task["data"]["text"]
    for r in task["predictions"][0]["result"]:
        if r["type"] != "relation":
            v = r["value"]
            assert text[v["start"]:v["end"]] == v["text"], v
            if r["from_name"] == "event": found.append((task["data"]["article"], v["text"]))
assert sorted(found) == triggers, "labelstudio"
found = []
for task in map(json.loads, open(prodigy, encoding="utf-8")):
    text, tokens = task["text"], task["tokens"]
    for t in tokens: assert text[t["start"]:t["end"]] == t["text"]
    for s in task["spans"]:
        assert tokens[s["token_start"]]["start"] == s["start"] and tokens[s["token_end"]]["end"] == s["end"], s
        if s["label"].islower(): found.append((task["article"], text[s["start"]:s["end"]]))
assert sorted(found) == triggers, "prodigy"
archive, found = zipfile.ZipFile(brat), 0
for name in archive.namelist():
    if name.endswith(".ann"):
        text = archive.read(name[:-4] + ".txt").decode()
        for line in archive.read(name).decode().splitlines():
            if line[0] == "T":
                _, about, words = line.split("\t")
                pieces = [tuple(map(int, p.split())) for p in about.split(" ", 1)[1].split(";")]
                assert " ".join(text[a:b] for a, b in pieces) == words, line
            found += line[0] == "E"
assert found == len(triggers), "brat"
print("same")
"#;
    if let Some(told) = python(&["zipfile"], script, &[&events, &paths[0], &paths[1], &paths[2]]) {
        assert_eq!(told.trim(), "same");
    }
    let script = r#"
import sys, zipfile, cassis, io
archive, count = zipfile.ZipFile(sys.argv[1]), 0
system = cassis.load_typesystem(io.BytesIO(archive.read("TypeSystem.xml")))
for name in archive.namelist():
    if name.endswith(".json"):
        cas = cassis.load_cas_from_json(archive.read(name).decode())
        for event in cas.select("dateline.Event"):
            count += 1
            print(event.event, event.get_covered_text().replace("\n", " "), sep="\t")
            for link in (event.parties.elements if event.parties else []):
                assert link.role in ("actor", "recipient", "claimant") and link.target.get_covered_text()
"#;
    if let Some(told) = python(&["cassis", "zipfile"], script, &[&paths[3]]) {
        let marked: BTreeMap<&str, &str> =
            told.lines().filter_map(|line| line.split_once('\t')).collect();
        assert_eq!(marked.len(), records.len());
        for event in &records {
            let id = event["id"].as_str().expect("an id");
            assert_eq!(Some(marked[id]), event["trigger"]["text"].as_str());
        }
    }
}

#[test]
fn what_comes_back_unchanged_is_gold_that_the_events_agree_with() {
    let desk = Desk::new();
    let (_, records) = desk.events();
    for (tool, name) in TOOLS {
        let (path, told) = exported(&desk, tool, name);
        assert!(
            told.contains(&format!("{tool}: {0} of {0} events written", records.len())),
            "{told}"
        );
        let path = match tool {
            "labelstudio" => {
                let tasks = Value::from(submitted(&path));
                desk.shelf.put("back.json", tasks.to_string())
            }
            "prodigy" => {
                let text = fs::read_to_string(&path).expect("tasks");
                let accept = |line: &str| {
                    let mut task: Value = serde_json::from_str(line).expect("a task");
                    task["answer"] = "accept".into();
                    task["_annotator_id"] = "desk-ada".into();
                    task["_timestamp"] = 1_767_323_045.into();
                    format!("{task}\n")
                };
                desk.shelf.put("back.jsonl", text.lines().map(accept).collect::<String>())
            }
            // A folder, as brat has it.
            "brat" => {
                for (name, content) in entries(&path) {
                    // As an editor saves it that marks UTF-8.
                    let mark = if name.ends_with(".ann") { "\u{feff}" } else { "" };
                    desk.shelf
                        .put(&format!("brat/{name}"), [mark.as_bytes(), content.as_ref()].concat());
                }
                desk.shelf.at("brat")
            }
            _ => path,
        };
        let (gold, told) = imported(&desk, tool, &path);
        let all = records.len();
        let summary = format!("{all} events accepted, 0 corrected, 0 rejected, 0 added");
        assert!(told.contains(&summary), "{tool}: {told}");
        let ids = |list: &[Value], name: &str| {
            let mut ids: Vec<String> = list.iter().map(|one| one[name].to_string()).collect();
            ids.sort();
            ids
        };
        assert_eq!(ids(&gold, "event"), ids(&records, "id"), "{tool}");
        let lines: String = gold.iter().map(|line| format!("{line}\n")).collect();
        let gold = desk.shelf.put("gold.jsonl", lines);
        let scored = dateline(&[
            "score", "--gold", &gold, "--pack", &desk.pack, "--json", &desk.news, &desk.odd,
        ]);
        assert_eq!(scored.code, 0, "{}", scored.err);
        let score: Value = serde_json::from_str(&scored.out).expect("JSON");
        assert_eq!(score["overall"]["f1"], 1.0, "{tool}: {score:#}");
        for one in score["attributes"].as_array().expect("attributes") {
            assert_eq!(one["agree"], one["of"], "{tool}: {one}");
        }
    }
}

#[test]
fn label_studio_gives_back_accepted_rejected_corrected_and_new_marks() {
    let desk = Desk::new();
    let (path, _) = exported(&desk, "labelstudio", "tasks.json");
    let mut tasks = submitted(&path);
    let task = tasks.iter().position(|task| task["data"]["article"] == "007").expect("a task");
    let text = tasks[task]["data"]["text"].as_str().expect("a text").to_owned();
    let at = |words: &str| {
        let byte = text.find(words).expect("words");
        let start = text[..byte].chars().count();
        (start, start + words.chars().count())
    };
    let results = tasks[task]["annotations"][0]["result"].as_array_mut().expect("results");
    let kinds: Vec<String> = results
        .iter()
        .filter(|one| one["from_name"] == "event")
        .map(|one| one["value"]["labels"][0].as_str().expect("a kind").to_owned())
        .collect();
    assert!(
        ["air_strike", "casualties", "accusation"]
            .iter()
            .all(|kind| kinds.iter().any(|k| k == kind)),
        "{kinds:?}"
    );
    let id_of = |results: &[Value], kind: &str| {
        let is = |one: &&Value| one["from_name"] == "event" && one["value"]["labels"][0] == kind;
        results.iter().find(is).expect("a mark")["id"].clone()
    };
    let (strike, toll, blame) =
        (id_of(results, "air_strike"), id_of(results, "casualties"), id_of(results, "accusation"));
    // The toll is no event; the strike is alleged; the blame is another kind; "Witnesses" is where a new one is.
    results.retain(|one| one["id"] != toll);
    for one in results.iter_mut() {
        if one["id"] == strike && one["from_name"] == "stance" {
            one["value"]["choices"] = json!(["alleged"]);
        }
        if one["id"] == blame && one["from_name"] == "event" {
            one["value"]["labels"] = json!(["casualties"]);
        }
    }
    let (start, end) = at("Witnesses");
    results.push(json!({
        "id": "Xy1", "from_name": "event", "to_name": "text", "type": "labels",
        "value": { "start": start, "end": end, "text": "Witnesses", "labels": ["accusation"] },
    }));
    let (start, end) = at("Russia");
    results.push(json!({
        "id": "Xy2", "from_name": "part", "to_name": "text", "type": "labels",
        "value": { "start": start, "end": end, "text": "Russia", "labels": ["recipient"] },
    }));
    results.push(
        json!({ "type": "relation", "from_id": "Xy1", "to_id": "Xy2", "labels": ["recipient"] }),
    );
    let back = desk.shelf.put("back.json", Value::from(vec![tasks.remove(task)]).to_string());
    let (gold, told) = imported(&desk, "labelstudio", &back);
    assert!(told.contains("0 events accepted, 2 corrected, 1 rejected, 1 added"), "{told}");
    let line = |verdict: &str, event: &Value, kind: &str| {
        let is = |one: &&Value| {
            one["verdict"] == verdict && one["event"] == *event && one["kind"] == kind
        };
        gold.iter().find(is).unwrap_or_else(|| panic!("no {verdict} {event} {kind}: {gold:#?}"))
    };
    assert_eq!(line("accept", &strike, "air_strike")["stance"], "alleged");
    line("reject", &toll, "casualties");
    line("reject", &blame, "accusation");
    line("miss", &Value::Null, "casualties");
    let new = line("miss", &Value::Null, "accusation");
    assert_eq!((&new["trigger"], &new["recipient"]), (&"Witnesses".into(), &json!(["Russia"])));
    let evidence = new["evidence"].as_str().expect("a passage");
    assert!(evidence.contains("Witnesses said an air strike"), "{evidence}");
    assert_eq!((&new["by"], &new["in"]), (&"ada@example.org".into(), &"text".into()));
    assert!(new["at"].as_str().expect("a time").starts_with("2026-01-02T03:04:05"));
}

#[test]
fn articles_must_be_those_that_were_coded() {
    let desk = Desk::new();
    let (events, records) = desk.events();
    let out = desk.shelf.at("out.json");
    let refused = dateline(&["export", &events, "-f", "labelstudio", "-o", &out]);
    assert!(refused.code == 2 && refused.err.contains("--corpus"), "{}", refused.err);
    let other = fs::read_to_string(&desk.odd).expect("articles").replace("Gullhaven", "Ternport");
    let other = desk.shelf.put("other.jsonl", other);
    let ran = dateline(&["export", &events, "-f", "labelstudio", "-o", &out, "--corpus", &other]);
    assert!(ran.code == 2, "{}", ran.err);
    let mixed = dateline(&[
        "export",
        &events,
        "-f",
        "labelstudio",
        "-o",
        &out,
        "--corpus",
        &other,
        "--corpus",
        &desk.news,
    ]);
    assert_eq!(mixed.code, 2, "{}", mixed.err);
    assert!(mixed.err.contains("the article in the corpus has another text"), "{}", mixed.err);
    let tasks: Vec<Value> = serde_json::from_slice(&fs::read(&out).expect("tasks")).expect("JSON");
    assert!(tasks.len() >= 3, "the rest is exported");
    let only = dateline(&["export", &events, "-f", "prodigy", "-o", &out, "--corpus", &desk.news]);
    assert!(only.code == 2 && only.err.contains("no such article in the corpus"), "{}", only.err);
    let run = dateline(&["run", &desk.news, "--pack", &desk.pack, "-f", "brat"]);
    assert!(run.code == 2 && run.err.contains("dateline export"), "{}", run.err);
    assert!(!records.is_empty());
}

#[test]
fn a_text_that_changed_and_files_of_other_programs_are_told() {
    let desk = Desk::new();
    let (path, _) = exported(&desk, "brat", "brat.zip");
    let (events, _) = desk.events();
    for (name, content) in entries(&path) {
        let content = match name.as_str() {
            "a.txt" => b"Another text.".to_vec(),
            "b.ann" => b"T1\tair_strike 5000 5010\tno words\n".to_vec(),
            _ => content,
        };
        desk.shelf.put(&format!("brat/{name}"), content);
    }
    let ran = dateline(&["import", "brat", &desk.shelf.at("brat"), "--events", &events]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("2 parts were left out"), "{}", ran.err);
    assert!(
        ran.err.contains("b.ann: line 1 is no annotation") && ran.err.contains("a.ann"),
        "{}",
        ran.err
    );
    // Nothing is said of the events whose marks could not be read.
    assert!(ran.err.contains("not judged: without a mark"), "{}", ran.err);
    assert!(ran.err.contains(" 0 rejected"), "{}", ran.err);
    let table = desk.shelf.put("table.csv", "id,text\n1,a\n");
    for (tool, _) in TOOLS {
        let gold = desk.shelf.put("old.gold", "old");
        let ran = dateline(&["import", tool, &table, "--events", &events, "-o", &gold]);
        assert_eq!(ran.code, 2, "{tool}: {}", ran.err);
        assert!(ran.err.contains("table.csv"), "{tool}: {}", ran.err);
        assert_eq!(fs::read(&gold).expect("a file"), b"old");
    }
}

#[test]
fn the_interface_names_the_kinds_of_the_events() {
    let desk = Desk::new();
    let xml = desk.shelf.at("interface.xml");
    exported(&desk, "labelstudio", "tasks.json");
    let (events, _) = desk.events();
    let ran = dateline(&[
        "export",
        &events,
        "-f",
        "labelstudio",
        "--corpus",
        &desk.news,
        "--corpus",
        &desk.odd,
        "-o",
        &desk.shelf.at("t.json"),
        "--interface",
        &xml,
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = fs::read_to_string(&xml).expect("an interface");
    for words in
        ["<Label value=\"air_strike\"/>", "<Text name=\"text\"", "<Choice value=\"denied\"/>"]
    {
        assert!(text.contains(words), "{text}");
    }
    let script =
        "import sys, xml.dom.minidom as m; print(m.parse(sys.argv[1]).documentElement.tagName)";
    if let Some(told) = python(&["xml.dom.minidom"], script, &[&xml]) {
        assert_eq!(told.trim(), "View");
    }
}

/// Label Studio's tasks of the articles that were judged: one bad region, one article that nobody exported.
#[test]
fn a_bad_region_costs_only_itself_and_an_unknown_article_is_told() {
    let desk = Desk::new();
    let (path, _) = exported(&desk, "labelstudio", "tasks.json");
    let mut tasks = submitted(&path);
    let all = desk.events().1.len();
    let first = &mut tasks[0]["annotations"][0]["result"];
    let results = first.as_array_mut().expect("results");
    let region = results.iter_mut().find(|one| one["from_name"] == "event").expect("a mark");
    region["value"]["start"] = 50_000.into();
    region["value"]["end"] = 50_006.into();
    let mut other = tasks[1].clone();
    other["data"]["article"] = "elsewhere".into();
    other["id"] = 99.into();
    tasks.push(other);
    let back = desk.shelf.put("back.json", Value::from(tasks).to_string());
    let (gold, told) = imported(&desk, "labelstudio", &back);
    assert!(told.contains("task 1: the region 50000..50006 is not at the words"), "{told}");
    assert!(told.contains("task 99: no event that was exported is of elsewhere"), "{told}");
    assert!(told.contains("warning: 1 event not judged"), "{told}");
    assert!(
        told.contains(&format!("{} events accepted, 0 corrected, 0 rejected, 0 added", all - 1)),
        "{told}"
    );
    assert!(gold.iter().all(|line| line["id"] != "elsewhere"), "{gold:#?}");
    let (events, _) = desk.events();
    let ran = dateline(&["import", "labelstudio", &back, "--events", &events, "--new-articles"]);
    assert!(ran.code == 0 && !ran.err.contains("elsewhere"), "{}", ran.err);
    assert!(!ran.err.contains(" 0 added"), "{}", ran.err);
}

#[test]
fn what_came_back_untouched_is_told_where_the_tool_does_not_say_who_looked() {
    let desk = Desk::new();
    let (path, _) = exported(&desk, "brat", "brat.zip");
    let (events, _) = desk.events();
    let (_, told) = imported(&desk, "brat", &path);
    assert!(
        told.contains("came back as exported, and count as accepted; brat does not say"),
        "{told}"
    );
    let none = dateline(&["import", "brat", &path, "--events", &events, "--changed-only"]);
    assert!(none.code == 2 && none.err.contains("no gold was written"), "{}", none.err);
    for (name, content) in entries(&path) {
        let text = String::from_utf8(content).expect("text");
        // One annotator took a mark away.
        let text = if name == "b.ann" {
            text.lines()
                .filter(|line| !line.starts_with("E1\t"))
                .map(|line| format!("{line}\n"))
                .collect()
        } else {
            text
        };
        desk.shelf.put(&format!("brat/{name}"), text);
    }
    let folder = desk.shelf.at("brat");
    let ran = dateline(&["import", "brat", &folder, "--events", &events, "--changed-only"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.starts_with("1 article judged: ") && ran.err.contains(" 1 rejected"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("left out that came back as exported"), "{}", ran.err);
    let (_, prodigy) = {
        let (path, _) = exported(&desk, "prodigy", "tasks.jsonl");
        let text = fs::read_to_string(&path).expect("tasks");
        let accept = |line: &str| {
            let mut task: Value = serde_json::from_str(line).expect("a task");
            task["answer"] = "accept".into();
            let spans = task["spans"].as_array_mut().expect("spans");
            spans
                .iter_mut()
                .filter(|span| span["label"] == "accusation")
                .for_each(|span| span["label"] = "acusation".into());
            format!("{task}\n")
        };
        let back = desk.shelf.put("back.jsonl", text.lines().map(accept).collect::<String>());
        imported(&desk, "prodigy", &back)
    };
    assert!(
        prodigy.contains("of the kind \"acusation\", which no exported event has"),
        "{prodigy}"
    );
    assert!(prodigy.contains("accusation\"?"), "{prodigy}");
}
