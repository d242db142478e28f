//! Tests of what offsets count: in each unit, the languages that count so cut every quoted text out of an article, from
//! JSONL and from CSV; and commands that read records read any unit, or say why not.

mod common;

use common::{Shelf, dateline};
use dateline::corpus::{ReadOptions, open};
use serde_json::{Value, json};
use std::process::{Command, Stdio};

/// Articles with characters of one to four bytes, of one and of two UTF-16 units, alone and combined.
fn articles() -> String {
    let strike =
        "Russian jets bombed a market in Aleppo on Thursday, killing 20 people, activists said.";
    let texts = [
        ("plain", strike.to_owned()),
        ("emoji", format!("😀👩‍🚒 A day of 🇸🇾 news 🎉. {strike} The 😢 town was calm. {strike}")),
        ("arabic", format!("قال المصدر إن الهدنة صامدة. {strike} وَصَلَت القافلة. {strike}")),
        ("marks", format!("The cafe\u{301} of q\u{303}ua and x\u{304} was shut. {strike}")),
        ("quotes", format!("“Nothing – at all” was heard… {strike} “{strike}”")),
    ];
    let line = |(id, text): (&str, String)| json!({ "id": id, "title": "𝒜 headline – ünd more", "text": text, "date": "2016-08-12" });
    texts.map(line).map(|line| format!("{line}\n")).concat()
}

/// The cleaned text of each article, by id.
fn texts(path: &str) -> Value {
    let options = ReadOptions::default();
    let mut texts = serde_json::Map::new();
    for chunk in open(&[path.into()], &options) {
        for article in chunk.expect("a chunk").articles(&options) {
            let article = article.expect("an article");
            texts.insert(article.id.clone(), article.text.clone().into());
        }
    }
    texts.into()
}

/// What the events quote: article, text, start, end.
fn quotations(event: &Value) -> Vec<Value> {
    let parties = ["actor", "recipient"].iter().flat_map(|name| event[name].as_array()).flatten();
    let each = [&event["evidence"], &event["trigger"], &event["claimant"]];
    let quoted = each.into_iter().chain(parties).filter(|quoted| quoted["start"].is_u64());
    let one = |q: &Value| json!([event["article"]["id"], q["text"], q["start"], q["end"]]);
    quoted.map(one).collect()
}

/// What rows of CSV quote.
fn cells(csv: &str, unit: &str) -> Vec<Value> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<std::collections::HashMap<String, String>> =
        reader.deserialize().map(|row| row.expect("a row")).collect();
    let number = |text: &str| text.parse::<u64>().expect("a number");
    rows.iter()
        .map(|row| {
            assert_eq!(row["offsets"], unit);
            json!([row["article"], row["evidence"], number(&row["start"]), number(&row["end"])])
        })
        .collect()
}

const PYTHON: &str = "
import json, sys
texts, quoted = json.load(sys.stdin)
for article, text, start, end in quoted:
    assert texts[article][start:end] == text, (article, text, start, end)
print(len(quoted))
";

const NODE: &str = "
const [texts, quoted] = JSON.parse(require('fs').readFileSync(0, 'utf8'));
for (const [article, text, start, end] of quoted) {
    if (texts[article].slice(start, end) !== text) throw new Error(JSON.stringify([article, text, start, end]));
}
console.log(quoted.length);
";

/// Lets another language cut out everything that is quoted.
fn cut_with(program: &str, argument: &str, script: &str, texts: &Value, quoted: &[Value]) {
    use std::io::Write;
    let child = Command::new(program)
        .args([argument, script])
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("skipped: there is no {program}");
        return;
    };
    let given = json!([texts, quoted]).to_string();
    child.stdin.take().expect("a pipe").write_all(given.as_bytes()).expect("a reader");
    let out = child.wait_with_output().expect("an end");
    let told = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{program}: {told}");
    assert_eq!(String::from_utf8_lossy(&out.stdout).trim(), quoted.len().to_string());
}

/// What Rust cuts out.
fn cut(text: &str, unit: &str, start: usize, end: usize) -> Option<String> {
    match unit {
        "bytes" => text.get(start..end).map(str::to_owned),
        "codepoints" => Some(text.chars().skip(start).take(end - start).collect()),
        _ => {
            let all: Vec<u16> = text.encode_utf16().collect();
            String::from_utf16(all.get(start..end)?).ok()
        }
    }
}

#[test]
fn python_javascript_and_rust_cut_out_what_events_quote() {
    let shelf = Shelf::new();
    let path = shelf.put("news.jsonl", articles());
    let texts = texts(&path);
    let mut ids: Option<Vec<Value>> = None;
    for unit in ["bytes", "codepoints", "utf16"] {
        let run = |format: &str| {
            let ran = dateline(&["run", "-q", "--offsets", unit, "--format", format, &path]);
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{unit}");
            ran
        };
        let events = run("jsonl").events();
        assert!(events.iter().all(|event| event["offsets"] == unit));
        let ids_here: Vec<Value> = events.iter().map(|event| event["id"].clone()).collect();
        assert_eq!(ids.get_or_insert(ids_here.clone()), &ids_here, "ids do not depend on the unit");
        let mut quoted: Vec<Value> = events.iter().flat_map(quotations).collect();
        assert!(quoted.len() > 3 * events.len() && events.len() > 8, "{} quoted", quoted.len());
        quoted.extend(cells(&run("csv").out, unit));
        for one in &quoted {
            let text = texts[one[0].as_str().expect("an id")].as_str().expect("a text");
            let at = |index: usize| one[index].as_u64().expect("an offset") as usize;
            assert_eq!(cut(text, unit, at(2), at(3)).as_deref(), one[1].as_str(), "{unit}: {one}");
        }
        match unit {
            "codepoints" => cut_with("python3", "-c", PYTHON, &texts, &quoted),
            "utf16" => cut_with("node", "-e", NODE, &texts, &quoted),
            _ => {}
        }
    }
}

/// The recipes of the page on the record.
const PYTHON_RECIPE: &str = r#"
import json, sys
articles, events = json.load(sys.stdin)
def cleaned(title, text):
    def lines(s): return s.replace("\r\n", "\n").replace("\r", "\n")
    title, text = lines(title).strip(), lines(text)
    first = text.strip().split("\n")[0].rstrip()
    return text if title in ("", first) else title + "\n\n" + text
for e in events:
    said = e["article"]["decoding"].split(", ")[1:]
    assert set(said) <= {"line ends made plain", "title trimmed"}, said
    a = next(a for a in articles if a["id"] == e["article"]["id"])
    text, q = cleaned(a["title"], a["text"]), e["evidence"]
    assert text[q["start"]:q["end"]] == q["text"], (e["article"], text[q["start"]:q["end"]])
    assert said or text == "\n\n".join(x for x in (a["title"], a["text"]) if x) or a["id"] == "own"
print(len(events))
"#;

#[test]
fn a_field_whose_text_is_changed_says_so_and_the_recipe_makes_it_again() {
    let shelf = Shelf::new();
    let strike = "Jets bombed a market in Aleppo on Thursday, killing 20 people, activists said.";
    let article = |(id, title, text): (&str, &str, String)| json!({ "id": id, "title": title, "text": text, "date": "2016-08-12" });
    let articles = [
        ("same", "Raid on 😀 market", format!("A day of news.\n\n{strike}")),
        ("windows", "Raid", format!("A day of 😀 news.\r\n\r\n{strike}\r\n{strike}")),
        ("mac", "Raid", format!("A day of news.\r{strike}")),
        ("blank", "  Raid on market ", format!("A day of news. {strike}")),
        ("lines", "Raid on\r\nmarket", strike.to_owned()),
        ("none", "", format!("A day of news.\n{strike}")),
        ("own", "Raid on market", format!("Raid on market\n\n{strike}")),
    ]
    .map(article);
    let path =
        shelf.put("news.jsonl", articles.iter().map(|one| format!("{one}\n")).collect::<String>());
    let events = dateline(&["run", "-q", "--offsets", "codepoints", &path]).events();
    let said = |id: &str| {
        let of = events.iter().find(|event| event["article"]["id"] == id).expect("an event");
        of["article"]["decoding"].as_str().expect("a decoding").to_owned()
    };
    for (id, words) in [
        ("same", ""),
        ("windows", ", line ends made plain"),
        ("mac", ", line ends made plain"),
        ("blank", ", title trimmed"),
        ("lines", ", line ends made plain"),
        ("none", ""),
        ("own", ""),
    ] {
        assert_eq!(said(id), format!("utf-8+json{words}"), "{id}");
    }
    cut_with("python3", "-c", PYTHON_RECIPE, &json!(articles), &events);

    let odd = shelf.put(
        "odd.jsonl",
        format!("{{\"id\":\"a\",\"text\":\"The \\ud83d of\\u000b it. {strike}\"}}\n"),
    );
    let events = dateline(&["run", "-q", &odd]).events();
    assert_eq!(
        events[0]["article"]["decoding"],
        "utf-8+json, broken escapes replaced, control characters made spaces"
    );
}

#[test]
fn raw_offsets_count_bytes_in_every_unit() {
    let shelf = Shelf::new();
    let path = shelf.put("news.jsonl", articles());
    let raw = |unit: &str| -> Vec<Value> {
        let events = dateline(&["run", "-q", "--offsets", unit, &path]).events();
        let each = events.iter().map(|event| &event["evidence"]);
        each.map(|quoted| json!([quoted["raw_start"], quoted["raw_end"]])).collect()
    };
    assert_eq!(raw("bytes"), raw("codepoints"));
    assert_eq!(raw("bytes"), raw("utf16"));
}

#[test]
fn code_and_incidents_count_as_asked() {
    let text = "😀 Russian jets bombed a market in Aleppo, killing 20 people, activists said.";
    let ran = dateline(&["code", "--offsets", "utf16", "--format", "jsonl", text]);
    let events = ran.events();
    assert!(!events.is_empty() && events.iter().all(|event| event["offsets"] == "utf16"));
    let units: Vec<u16> = text.encode_utf16().collect();
    for one in events.iter().flat_map(quotations) {
        let at = |index: usize| one[index].as_u64().expect("an offset") as usize;
        assert_eq!(String::from_utf16_lossy(&units[at(2)..at(3)]), one[1].as_str().expect("text"));
    }

    let shelf = Shelf::new();
    let path = shelf.put("news.jsonl", articles());
    let texts = texts(&path);
    let ran = dateline(&["incidents", "-q", "--offsets", "codepoints", "-f", "jsonl", &path]);
    let mut seen = 0;
    for member in ran.events().iter().flat_map(|incident| incident["members"].as_array()).flatten()
    {
        assert_eq!(member["offsets"], "codepoints");
        let claimant = &member["claimant"];
        if claimant.is_object() {
            let text = texts[member["article"].as_str().expect("an id")].as_str().expect("a text");
            let at = |name: &str| claimant[name].as_u64().expect("an offset") as usize;
            let found = cut(text, "codepoints", at("start"), at("end"));
            assert_eq!(found.as_deref(), claimant["text"].as_str());
            seen += 1;
        }
    }
    assert!(seen > 0);
    let events = shelf.put("e.jsonl", dateline(&["run", "-q", &path]).out);
    let refused = dateline(&["incidents", "--events", &events, "--offsets", "utf16"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("--offsets"), "{}", refused.err);
}

#[test]
fn records_of_any_unit_are_read() {
    let shelf = Shelf::new();
    let path = shelf.put("news.jsonl", articles());
    let file = |unit: &str| {
        let out = shelf.at(&format!("{unit}.jsonl"));
        let ran = dateline(&["run", "-q", "--offsets", unit, "-o", &out, &path]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        out
    };
    let [bytes, points, utf16] = ["bytes", "codepoints", "utf16"].map(file);
    for events in [&bytes, &points, &utf16] {
        for scope in [&["--all"][..], &["--sample", "3"]] {
            let ran = dateline(&[&["verify", events, &path], scope].concat());
            assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        }
        let exported = dateline(&["export", "-q", "-f", "jsonl", events]);
        assert_eq!(exported.out, std::fs::read_to_string(events).expect("events"));
        let incidents = |extra: &[&str]| dateline(&[&["incidents", "-q"], extra].concat()).out;
        let joined = incidents(&["-f", "csv", "--events", events]);
        assert_eq!(joined, incidents(&["-f", "csv", "--events", &bytes]));
    }
    // With the articles, offsets are converted; without them, two units cannot be compared.
    let same = dateline(&["diff", &points, &utf16, "--on", &path]);
    assert_eq!(same.code, 0, "{}{}", same.out, same.err);
    let coded = dateline(&["diff", "syria", &utf16, "--on", &path]);
    assert_eq!(coded.code, 0, "{}{}", coded.out, coded.err);
    let refused = dateline(&["diff", &points, &utf16]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("--on") && refused.err.contains("utf16"), "{}", refused.err);
    let alike = dateline(&["diff", &points, &points]);
    assert_eq!(alike.code, 0, "{}", alike.err);
}

#[test]
fn records_without_a_unit_count_bytes() {
    let shelf = Shelf::new();
    let path = shelf.put("news.jsonl", articles());
    let now = dateline(&["run", "-q", &path]).out;
    let old = shelf.put("old.jsonl", now.replace("\"offsets\":\"bytes\",", ""));
    assert_eq!(dateline(&["export", "-q", "-f", "jsonl", &old]).out, now);
    let odd = shelf.put("odd.jsonl", now.replace("\"offsets\":\"bytes\"", "\"offsets\":\"runes\""));
    let refused = dateline(&["export", "-q", "-f", "jsonl", &odd]);
    assert!(refused.err.contains("bytes, codepoints, utf16"), "{}", refused.err);
}
