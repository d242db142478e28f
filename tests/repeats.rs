//! Tests of articles that repeat an earlier one: which are found, what their events and the incidents say, and that it
//! is the same for any number of threads, in the live session and when verified.

mod common;

use common::{Ran, Shelf, dateline, deep, packs};
use dateline::corpus::{self, ReadOptions};
use dateline::live::LiveCorpus;
use dateline::script::Limits;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

/// A wire story of an invented raid, in paragraphs.
fn story(dead: &str) -> [String; 4] {
    [
        format!("Jets bombed a fish market in Aleppo on Thursday, killing at least {dead} people, a doctor at the town's only working hospital said."),
        "The planes came in low over the river shortly after dawn, when traders were setting up their stalls, and dropped their load twice within a few minutes, according to two drivers who were waiting at the bridge.".into(),
        "Rescue teams dug through the rubble with their hands, since the only crane of the district had run out of fuel, and carried the wounded to a school in which a clinic was set up last year.".into(),
        "The air force did not answer questions about the raid. A truce brokered a week ago had been holding in most of the province, though shells fell on its outskirts every night.".into(),
    ]
}

fn line(id: &str, outlet: &str, title: &str, text: &str) -> String {
    let article =
        json!({ "id": id, "outlet": outlet, "title": title, "text": text, "date": "2016-08-12" });
    format!("{article}\n")
}

/// The wire's story, its reprints, an update, and a story of its own.
fn reports() -> Vec<String> {
    let whole = story("nine").join("\n\n");
    let cut = story("nine")[..3].join("\n\n");
    let edited = whole.replace("shortly after dawn", "at dawn").to_uppercase();
    let own = "A raid on a bakery in Homs killed three guards on Thursday, the mayor said. He spoke to reporters at the gate of \
        the old mill, and gave no details of what the guards had been doing there so late at night. A convoy with flour that was \
        due in the morning turned back, and shops stayed shut until noon while crews cleared glass from the street outside.";
    vec![
        line("wire", "First Wire", "Raid on market", &whole),
        line("own", "Example Post", "Bakery hit", own),
        line(
            "paper",
            "Example Post",
            "Traders killed at dawn",
            &format!("By A. Reporter\n\n{whole}"),
        ),
        line("short", "Third Gazette", "Raid on market", &cut),
        line("capitals", "Fourth Gazette", "RAID", &edited),
        line("update", "First Wire", "Raid on market kills more", &story("fourteen").join("\n\n")),
        line("longer", "Fifth Gazette", "Raid", &format!("{whole}\n\n{own}")),
    ]
}

/// The mark of each article with events.
fn marks(ran: &Ran) -> BTreeMap<String, Option<String>> {
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let events = ran.events();
    let article = |event: &Value| {
        let article = &event["article"];
        (text(&article["id"]).expect("an id"), text(&article["repeats"]))
    };
    events.iter().map(article).collect()
}

fn expected() -> BTreeMap<String, Option<String>> {
    let wire = Some("wire".to_owned());
    let each = [
        ("wire", None),
        ("own", None),
        ("paper", wire.clone()),
        ("short", wire.clone()),
        ("capitals", wire),
        ("update", None),
        ("longer", None),
    ];
    each.map(|(id, first)| (id.to_owned(), first)).into()
}

#[test]
fn reprints_cuts_and_edits_are_marked_and_news_is_not() {
    let shelf = Shelf::new();
    let path = shelf.put("news.jsonl", reports().concat());
    let ran = dateline(&["run", "-q", &path]);
    assert_eq!(marks(&ran), expected());
    let unmarked = ran.out.lines().filter(|line| !line.contains("repeats"));
    let alone = shelf.put("alone.jsonl", [0, 1, 5, 6].map(|at| reports()[at].clone()).concat());
    let alone = dateline(&["run", "-q", &alone]).out.replace("alone.jsonl", "news.jsonl");
    let bare = |line: &str| {
        let mut event: Value = serde_json::from_str(line).expect("an event");
        event["evidence"]["raw_start"] = Value::Null;
        event["evidence"]["raw_end"] = Value::Null;
        event
    };
    let (left, right): (Vec<_>, Vec<_>) =
        (unmarked.map(bare).collect(), alone.lines().map(bare).collect());
    assert_eq!(left, right, "other records are as without repeats");

    let csv = dateline(&["run", "-q", "-f", "csv", &path]).out;
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let cells = rows.deserialize().map(|row: Result<BTreeMap<String, String>, _>| {
        let row = row.expect("a row");
        (row["article"].clone(), Some(row["repeats"].clone()).filter(|first| !first.is_empty()))
    });
    assert_eq!(cells.collect::<BTreeMap<_, _>>(), expected());
    // Which article is the first does not depend on the kinds that are kept.
    let tolls = marks(&dateline(&["run", "-q", "--kind", "casualties", &path]));
    assert!(tolls.len() > 3 && tolls.iter().all(|(id, first)| expected()[id] == *first));
}

#[test]
fn marks_are_the_same_for_any_number_of_threads() {
    let shelf = Shelf::new();
    // Quiet articles between the reports, so that chunks take their time.
    let filler: String = (0..10)
        .map(|at| line(&format!("quiet-{at}"), "x", "x", &"The mill stood still. ".repeat(60)))
        .collect();
    for (at, report) in reports().into_iter().enumerate() {
        shelf.put(
            &format!("corpus/{at}.jsonl"),
            format!("{report}{filler}").replace("quiet-", &format!("q{at}-")),
        );
    }
    let corpus = shelf.at("corpus");
    let run = |jobs: &str| dateline(&["run", "-q", "--jobs", jobs, &corpus]);
    let one = run("1");
    assert_eq!(marks(&one), expected());
    assert!(run("4").out == one.out, "four jobs");
    let incidents =
        |jobs: &str| dateline(&["incidents", "-q", "-f", "jsonl", "--jobs", jobs, &corpus]).out;
    assert_eq!(incidents("1"), incidents("4"));
}

/// The incident that holds the wire's raid.
fn raid(args: &[&str]) -> Value {
    let ran = dateline(&[&["incidents", "-q", "-f", "jsonl"], args].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let holds = |incident: &Value| {
        let members = incident["members"].as_array().expect("members");
        members.iter().any(|member| {
            let text = member["evidence"].as_str().expect("a passage");
            member["article"] == "wire" && text.starts_with("Jets bombed")
        })
    };
    ran.events().into_iter().find(holds).expect("the raid")
}

#[test]
fn an_incident_counts_a_repeated_article_once_unless_asked_otherwise() {
    let shelf = Shelf::new();
    let path = shelf.put("news.jsonl", reports()[..5].concat());
    let once = raid(&[&path]);
    assert_eq!((&once["articles"], &once["repeats"]), (&json!(1), &json!(3)));
    assert_eq!(once["outlets"], json!(["First Wire"]));
    assert_eq!(once["corroboration"], json!([]));
    let of_story = |kind: &str| {
        let ran = dateline(&["incidents", "-q", "-f", "jsonl", "--kind", kind, &path]);
        ran.events().iter().filter(|incident| incident["articles"] == 1).count()
    };
    assert_eq!(of_story("ceasefire"), 1, "a vague passage of the story makes one incident");
    let repeating = once["members"].as_array().expect("members").iter();
    assert!(repeating.filter(|member| member["repeats"] == "wire").count() >= 3);

    let each = raid(&[&path, "--repeats", "count"]);
    assert_eq!((&each["articles"], &each["repeats"]), (&json!(4), &Value::Null));
    assert_eq!(each["id"], once["id"]);
    assert_eq!(each["members"].as_array().map(Vec::len), once["members"].as_array().map(Vec::len));

    let events = shelf.put("events.jsonl", dateline(&["run", "-q", &path]).out);
    assert_eq!(raid(&["--events", &events]), once);
    assert_eq!(raid(&["--events", &events, "--repeats", "count"]), each);
}

/// A report that is written on the same lines each day.
fn daily(town: &str, day: &str, hit: &str) -> String {
    format!(
        "The mission said on {day} that its observers in the province had spent the morning at the bridge, where armed men refused to let their patrol pass. \
         Warplanes bombed a {hit} in the town of {town} on {day}, killing five people, a doctor said. \
         Observers at the mill were not able to say who had fired the shots that were heard at noon, at a distance of some kilometres to the north of the river. \
         The mission called on all sides to take heavy weapons back from the line, to clear the road of mines, and to let repair crews reach the pumping station. \
         It said again that its freedom of movement was limited, and that cameras at the crossing had been without power for most of the week."
    )
}

#[test]
fn a_report_on_the_lines_of_another_about_another_town_day_or_month_is_no_repeat() {
    let shelf = Shelf::new();
    let dated = |id: &str, date: &str, text: &str| {
        let article = json!({ "id": id, "title": "Daily report", "text": text, "date": date });
        format!("{article}\n")
    };
    let first = daily("Aleppo", "Thursday", "market");
    let path = shelf.put(
        "daily.jsonl",
        [
            dated("first", "2016-08-12", &first),
            dated("town", "2016-08-12", &daily("Khan Sheikhoun", "Thursday", "market")),
            dated("day", "2016-08-13", &daily("Aleppo", "Friday", "market")),
            dated("month", "2016-09-16", &daily("Aleppo", "Thursday", "school")),
            dated("reprint", "2016-08-14", &first.replace("again that", "that")),
            dated("archive", "2016-12-30", &first),
        ]
        .concat(),
    );
    let marked = marks(&dateline(&["run", "-q", &path]));
    let repeating: Vec<&str> =
        marked.iter().filter(|(_, first)| first.is_some()).map(|(id, _)| id.as_str()).collect();
    assert_eq!(marked.len(), 6);
    assert_eq!(repeating, ["archive", "reprint"]);
    let ran = dateline(&["incidents", "-q", "-f", "jsonl", "--kind", "air_strike", &path]);
    assert!(ran.out.contains("Khan Sheikhoun"), "{}", ran.out);
}

#[test]
fn marks_are_verified_where_all_articles_are_coded_again() {
    let shelf = Shelf::new();
    let path = shelf.put("news.jsonl", reports().concat());
    let events = shelf.at("events.jsonl");
    assert_eq!(dateline(&["run", "-q", "-o", &events, &path]).code, 0);
    for scope in [&["--all"][..], &["--sample", "2"]] {
        let ran = dateline(&[&["verify", &events, &path], scope].concat());
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    }
    let text = fs::read_to_string(&events).expect("events");
    fs::write(&events, text.replace("\"repeats\":\"wire\"", "\"repeats\":\"own\""))
        .expect("a file");
    let changed = dateline(&["verify", &events, &path, "--all"]);
    assert!(changed.out.contains("events  differ: 0 came, 0 went"), "{}", changed.out);
}

#[test]
fn the_live_session_marks_what_a_run_marks() {
    let shelf = Shelf::new();
    let path = shelf.put("news.jsonl", reports().concat());
    let batch = dateline(&["run", "-q", &path]);
    deep(|| {
        let loaded = dateline::pack::load(&dateline::pack::Store::Disk, &packs::folder("syria"));
        let packs = loaded.expect("a pack").0;
        let options = ReadOptions::default();
        let mut live = LiveCorpus::new(2, Limits::default(), Arc::default()).expect("threads");
        let chunks = corpus::open(&[path.into()], &options);
        assert!(live.load(chunks, &options, |_| {}).expect("no interrupt").is_empty());
        live.update(&packs).expect("no interrupt");
        let events = live.events().expect("no interrupt");
        let lines: String = events
            .iter()
            .flatten()
            .map(|event| format!("{}\n", serde_json::to_string(event).expect("JSON")))
            .collect();
        assert_eq!(lines, batch.out);
        let tally = live.tally_kinds().expect("no interrupt");
        let strikes = tally.iter().find(|tally| tally.kind == "air_strike").expect("strikes");
        let of_kind = |event: &&dateline::Event| event.kind == "air_strike";
        assert_eq!(strikes.events, events.iter().flatten().filter(of_kind).count());
        let counts = |events: &&Vec<dateline::Event>| {
            events.iter().any(|event| of_kind(&event) && event.article.repeats.is_none())
        };
        assert_eq!(strikes.articles, events.iter().filter(counts).count());
        // Without rules nothing is compared; with them it is found again.
        live.update(&[]).expect("no interrupt");
        assert!(live.events().expect("no interrupt").iter().all(Vec::is_empty));
        live.update(&packs).expect("no interrupt");
        assert_eq!(live.events().expect("no interrupt"), events);
    });
}
