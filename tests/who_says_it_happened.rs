//! Tests of realis, doers, speakers and places from end to end: small articles, coded by the program with the shipped
//! pack. What the words near a trigger do not tell: clauses above it, questions, other clauses' subjects, speakers
//! without a verb.

mod common;

use common::{Shelf, dateline, project};
use serde_json::{Value, json};

/// The events of each of `texts`, coded in one run.
fn coded(texts: &[&str]) -> Vec<Vec<Value>> {
    let shelf = Shelf::new();
    let row = |(at, text): (usize, &&str)| json!({ "id": at.to_string(), "date": "2016-10-19", "text": text });
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

/// The events of a kind.
fn of<'a>(events: &'a [Value], kind: &str) -> Vec<&'a Value> {
    events.iter().filter(|event| event["kind"] == kind).collect()
}

fn actors(event: &Value) -> Vec<&str> {
    let list = event["actor"].as_array().into_iter().flatten();
    list.filter_map(|actor| actor["text"].as_str()).collect()
}

#[test]
fn a_clause_above_the_act_says_whether_it_happened() {
    let rows = [
        (
            "Inspectors found no evidence that chlorine was used in Hama.",
            "chemical_attack",
            "hypothetical",
        ),
        ("There is no evidence that the army shelled Idlib.", "shelling", "hypothetical"),
        ("Nothing suggests that the army bombed Aleppo.", "shelling", "hypothetical"),
        ("Neither the army nor the rebels shelled Idlib on Friday.", "shelling", "negated"),
        ("It is not true that the army shelled Idlib.", "shelling", "negated"),
        ("Reports that the army shelled Idlib proved false.", "shelling", "negated"),
        ("The army did not shell Idlib on Friday.", "shelling", "negated"),
        ("Has the army used chlorine in Aleppo?", "chemical_attack", "hypothetical"),
        ("Did the rebels flee after the army shelled Idlib?", "shelling", "actual"),
        ("The army did not deny shelling Idlib.", "shelling", "actual"),
        (
            "The envoy could not say more but said that the army shelled Idlib.",
            "shelling",
            "actual",
        ),
    ];
    let texts = rows.map(|(text, ..)| text);
    for ((text, kind, realis), events) in rows.iter().zip(coded(&texts)) {
        let found: Vec<_> = of(&events, kind).iter().map(|event| &event["realis"]).collect();
        assert_eq!(found, [&json!(realis)], "{text}");
        assert!(of(&events, kind).iter().all(|event| event["stance"] != "denied"), "{text}");
    }
}

#[test]
fn the_subject_of_another_clause_does_not_do_it() {
    let rows: [(&str, &str, &[&str]); 4] = [
        (
            "The army, which rebels attacked on Monday, shelled Idlib on Friday.",
            "shelling",
            &["The army"],
        ),
        ("Police foiled a plot to bomb a market in Aleppo.", "protected_object_attack", &[]),
        ("Inspectors found no evidence that chlorine was used in Hama.", "chemical_attack", &[]),
        (
            "The army and its allies shelled Idlib on Friday.",
            "shelling",
            &["The army", "its allies"],
        ),
    ];
    let texts = rows.map(|(text, ..)| text);
    for ((text, kind, wanted), events) in rows.iter().zip(coded(&texts)) {
        let found = of(&events, kind);
        assert!(!found.is_empty(), "{text}");
        assert!(found.iter().all(|event| actors(event) == *wanted), "{text}: {found:#?}");
    }
}

#[test]
fn wars_of_prices_and_games_are_none() {
    let texts = [
        "The price war killed 12 companies in Aleppo.",
        "In the video game, soldiers bomb Aleppo and kill 12 people.",
    ];
    for (text, events) in texts.iter().zip(coded(&texts)) {
        assert!(events.is_empty(), "{text}: {events:#?}");
    }
}

#[test]
fn speakers_are_found_with_and_without_a_verb() {
    let rows = [
        (
            "According to the minister, the army shelled Idlib and killed 12 people.",
            Some("the minister"),
        ),
        (
            "According to Karim Haddad, a doctor in Idlib, the army shelled Homs.",
            Some("Karim Haddad"),
        ),
        ("The army shelled Idlib and killed 12 people, per the ministry.", Some("the ministry")),
        ("Karim Haddad: “The army shelled Idlib and killed 12 people.”", Some("Karim Haddad")),
        ("“The army shelled Idlib and killed 12 people.” — Karim Haddad", Some("Karim Haddad")),
        ("Said the minister: “The army shelled Idlib and killed 12 people.”", Some("the minister")),
        (
            "Karim Haddad is a doctor in Idlib. “The army shelled the hospital and killed 12 people,” he said.",
            Some("Karim Haddad"),
        ),
        (
            "“The army shelled Idlib,” the minister said. “It killed 12 people.”",
            Some("the minister"),
        ),
        (
            "“The war goes on,” Karim Haddad said. “We have seen the shelling of the hospital.\n\n“Until now, the army has \
             shelled the market every day.\n\n“The barrel bombs killed my brother.”",
            Some("Karim Haddad"),
        ),
        ("Q: Has the army shelled Idlib?", None),
        ("14:32 GMT - Rebels shell Idlib", None),
    ];
    let texts = rows.map(|(text, _)| text);
    for ((text, speaker), events) in rows.iter().zip(coded(&texts)) {
        assert!(!events.is_empty(), "{text}");
        for event in events {
            assert_eq!(event["claimant"]["text"].as_str(), *speaker, "{text}: {event:#?}");
        }
    }
}

#[test]
fn a_quotation_ends_where_its_speaker_is_named() {
    let unclosed = "\"The army shelled Idlib, the minister said. Rebels attacked Hama, killing 12 people. Jets bombed Homs.";
    let running = "“Last night government jets bombed Aleppo. Twelve people were killed,” said a displaced man.";
    let found = coded(&[unclosed, running]);
    let own: Vec<_> =
        found[0].iter().filter(|event| event["evidence"]["sentence"].as_u64() > Some(1)).collect();
    assert!(own.len() > 1 && own.iter().all(|event| event["stance"] == "asserted"), "{own:#?}");
    assert!(!of(&found[1], "air_strike").is_empty() && of(&found[1], "displacement").is_empty());
}

#[test]
fn places_of_acts() {
    let rows = [
        (
            "Rebels kill 12\n\nHOMS (Reuters) - Government forces shelled the city on Friday, killing 12 people, police said.",
            json!("Homs"),
        ),
        ("Rebels shelled a base in the United States, killing 12 people.", json!("United States")),
        (
            "The army shelled a convoy that had left Damascus for Homs, killing 12 people.",
            Value::Null,
        ),
        ("09:15 - Jets bombed Homs, killing five people.", json!("Homs")),
    ];
    let texts = rows.clone().map(|(text, _)| text);
    for ((text, place), events) in rows.iter().zip(coded(&texts)) {
        let act = events.iter().find(|event| event["kind"] != "casualties");
        let act = act.unwrap_or_else(|| panic!("{text}: {events:#?}"));
        assert_eq!(&act["place"]["name"], place, "{text}");
        assert!(!actors(act).concat().contains(|c: char| c.is_ascii_digit()), "{text}");
    }
}
