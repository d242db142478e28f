//! Tests of dates and tolls from end to end: small articles, coded by the program with the shipped pack. The forms of
//! phrases are tested where they are read (`text::temporal`, `text::numbers`, `frame::count`).

mod common;

use common::{Shelf, dateline, project};
use serde_json::{Value, json};

/// The events of each of `texts`, articles published on `date`, coded in one run.
fn coded(date: &str, texts: &[&str]) -> Vec<Vec<Value>> {
    let shelf = Shelf::new();
    let row =
        |(at, text): (usize, &&str)| json!({ "id": at.to_string(), "date": date, "text": text });
    let rows: Vec<String> = texts.iter().enumerate().map(|one| row(one).to_string()).collect();
    let path = shelf.put("articles.jsonl", rows.join("\n"));
    let pack = project("rules/syria").to_string_lossy().into_owned();
    let ran = dateline(&["run", "--quiet", "--format", "jsonl", "--pack", &pack, &path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let events = ran.events();
    let of = |at: usize| {
        let id = at.to_string();
        events.iter().filter(|event| event["article"]["id"] == id.as_str()).cloned().collect()
    };
    (0..texts.len()).map(of).collect()
}

/// The values counted as `what` in all events of an article.
fn values(events: &[Value], what: &str) -> Vec<u64> {
    let counts = events.iter().flat_map(|event| event["counts"].as_array().into_iter().flatten());
    counts
        .filter(|count| count["what"] == what)
        .filter_map(|count| count["value"].as_u64())
        .collect()
}

#[test]
fn phrases_date_the_act() {
    let rows = [
        ("Rebels shelled Idlib on the last Friday of September.", "2016-09-30", "2016-09-30"),
        ("Rebels shelled Idlib on the first Monday of October.", "2016-10-03", "2016-10-03"),
        ("Rebels shelled Idlib on Monday 5 and Tuesday 6 September.", "2016-09-05", "2016-09-06"),
        ("Rebels shelled Idlib on 3, 5 and 7 October.", "2016-10-03", "2016-10-07"),
        ("Rebels shelled Idlib on 19-Nov-12.", "2012-11-19", "2012-11-19"),
        ("Rebels shelled Idlib on Tuesday last week.", "2016-10-11", "2016-10-11"),
        ("Rebels shelled Idlib at 2016-08-05T14:20:00.", "2016-08-05T14:20", "2016-08-05T14:20"),
        ("Rebels shelled Idlib on 25.08.2016.", "2016-08-25", "2016-08-25"),
        ("Rebels shelled Idlib on Easter Monday.", "2016-03-28", "2016-03-28"),
        ("Rebels shelled Idlib a fortnight ago.", "2016-10-05", "2016-10-05"),
        (
            "Rebels shelled Idlib shortly after midnight on Tuesday.",
            "2016-10-18T00:00",
            "2016-10-18T02:59",
        ),
    ];
    let texts = rows.map(|(text, ..)| text);
    for ((text, start, end), events) in rows.iter().zip(coded("2016-10-19", &texts)) {
        let act = events.iter().find(|event| event["kind"] == "shelling");
        let date = &act.unwrap_or_else(|| panic!("{text}: {events:#?}"))["date"];
        assert_eq!((&date["start"], &date["end"]), (&json!(start), &json!(end)), "{text}");
    }
}

#[test]
fn names_and_addresses_date_nothing() {
    let texts = [
        "The army shelled Idlib https://news.example/2015/12/25/homs-attack, killing 12 people.",
        "The Sunday Telegraph reported that rebels shelled Idlib, killing 12 people.",
        "Rebels shelled Idlib, killing 12 people, the March 14 alliance said.",
        "The 17 November group shelled Idlib, killing 12 people.",
        "The February 23 Brigade shelled Idlib, killing 12 people.",
    ];
    for (text, events) in texts.iter().zip(coded("2016-10-19", &texts)) {
        assert!(!events.is_empty(), "{text}");
        for event in events {
            let date = &event["date"];
            assert_eq!(
                (&date["start"], &date["basis"]),
                (&json!("2016-10-19"), &json!("published")),
                "{text}"
            );
            assert_eq!(event["realis"], "actual", "{text}");
        }
    }
}

#[test]
fn figures_of_the_dead() {
    let rows: [(&str, &[u64]); 16] = [
        ("The army shelled Idlib, killing five people, a doctor said.", &[5]),
        ("The war in Syria has killed 275 000 people.", &[275_000]),
        ("The war in Syria has killed 2,75,000 people.", &[275_000]),
        ("The war in Syria has killed nearly half a million people.", &[500_000]),
        ("War in Syria killed one and a half thousand people in Idlib.", &[1_500]),
        ("The army shelled Idlib. In August 2016 civilians were killed there.", &[]),
        ("The army shelled Idlib. One of the 12 wounded soldiers died.", &[1]),
        ("The army shelled Idlib. Two thirds of the 12 fighters were killed.", &[8]),
        ("The army shelled Idlib. Of the 40 people killed, 12 were children.", &[40, 12]),
        ("The army shelled Idlib. Shells killed ~12 people.", &[12]),
        ("The army shelled Idlib, killing 12 people in Idlib and seven in Homs.", &[12, 7]),
        ("A suicide bomber killed himself and 12 soldiers in Idlib.", &[1, 12]),
        ("The army shelled Idlib. The death toll rose by three to 15.", &[15]),
        ("The army shelled Idlib. It says 12, not 15, people were killed.", &[12]),
        (
            "The army shelled Idlib, killing 12 people.\n\nAn earlier version of this article said that 20 people were killed.",
            &[12],
        ),
        ("The army shelled Idlib. There was no immediate word on casualties.", &[]),
    ];
    let texts = rows.map(|(text, _)| text);
    for ((text, wanted), events) in rows.iter().zip(coded("2016-10-19", &texts)) {
        assert_eq!(values(&events, "killed"), *wanted, "{text}");
        assert_eq!(values(&events, "casualties"), Vec::<u64>::new(), "{text}");
        assert!(events.iter().all(|event| event["claimant"]["text"] != "first"), "{text}");
    }
}
