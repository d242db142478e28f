//! Tests of attribution and actors over whole articles with the shipped packs: cues of a stance, links of denials,
//! chains of attribution, short names, and names that contain words of an event.

mod common;

use common::{Shelf, dateline, project};
use serde_json::Value;

/// The events of an article, coded with the shipped Syria pack.
fn events(text: &str) -> Vec<Value> {
    let shelf = Shelf::new();
    let path = shelf.put("article.txt", text);
    let pack = project("rules/syria").to_string_lossy().into_owned();
    let ran = dateline(&["run", "--quiet", "--format", "jsonl", "--pack", &pack, &path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.events()
}

fn of<'a>(events: &'a [Value], kind: &str) -> &'a Value {
    events
        .iter()
        .find(|event| event["kind"] == kind)
        .unwrap_or_else(|| panic!("no {kind}: {events:#?}"))
}

#[test]
fn a_hedge_without_a_claimant_is_kept_as_cue() {
    let found =
        events("Harbour news\n\nWarplanes reportedly bombed a village near Homs on Monday.\n");
    let strike = of(&found, "air_strike");
    assert_eq!(strike["stance"], "attributed");
    assert_eq!(strike["stance_cue"], "reportedly");
    assert_eq!(strike["claimant"], Value::Null);
    let found = events("Harbour news\n\nWarplanes bombed a village near Homs on Monday.\n");
    assert_eq!(of(&found, "air_strike")["stance_cue"], Value::Null);
}

#[test]
fn a_denial_is_linked_to_the_event_denied() {
    let found = events(
        "Harbour news\n\nActivists said Russian warplanes bombed a village near Homs. Moscow denied that its jets had \
         bombed the village.\n",
    );
    let denial = of(&found, "denial");
    let denied = denial["denies"].as_str().expect("the event that is denied");
    let act = found.iter().find(|event| event["id"] == denied).expect("an event of the article");
    assert_eq!((&act["kind"], &act["stance"]), (&"air_strike".into(), &"denied".into()));
    assert_eq!(act["evidence"]["sentence"], denial["evidence"]["sentence"]);
    let rest = found.iter().filter(|event| event["kind"] != "denial");
    assert!(rest.clone().count() > 1 && rest.clone().all(|event| event["denies"] == Value::Null));
}

#[test]
fn a_denial_without_an_act_is_linked_to_an_earlier_event() {
    let found = events(
        "Harbour news\n\nActivists accused the Syrian army of shelling a school in Homs. Ten people died. The Syrian army \
         denied the accusation.\n",
    );
    let denied = of(&found, "denial")["denies"].as_str().expect("the event that is denied");
    let act = found.iter().find(|event| event["id"] == denied).expect("an event of the article");
    assert_eq!(act["evidence"]["sentence"], 2, "{act:#?}");
}

#[test]
fn an_intermediary_source_is_recorded_beside_the_claimant() {
    let found = events(
        "Harbour news\n\nReuters quoted local activists as saying that warplanes bombed a village near Homs.\n",
    );
    let claimant = &of(&found, "air_strike")["claimant"];
    assert_eq!(
        (&claimant["text"], &claimant["via"][0]),
        (&"local activists".into(), &"Reuters".into())
    );
}

#[test]
fn a_short_name_is_replaced_by_the_full_one_used_before() {
    let found = events(
        "Harbour news\n\nThe Syrian Observatory for Human Rights counts the dead of the war. The group said warplanes bombed \
         a village near Homs.\n",
    );
    let claimant = &of(&found, "air_strike")["claimant"];
    assert_eq!(claimant["name"], "Syrian Observatory for Human Rights");
}

#[test]
fn words_inside_a_name_are_no_trigger() {
    let name = "Raqqa is Being Slaughtered Silently";
    let war = "Rebels and the army traded fire.";
    let dead = |text: &str| {
        let found = events(&format!("Harbour news\n\n{war} {text}\n"));
        let of = found.into_iter().filter(|event| event["kind"] == "casualties");
        of.map(|event| event["trigger"]["text"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(dead(&format!("{name} opened an office in Homs.")), Vec::<String>::new());
    let told = dead(&format!("{name} said ten people were slaughtered in Homs on Monday."));
    assert!(told.len() == 1 && told[0].contains("slaughtered"), "{told:?}");
}

#[test]
fn a_toll_and_a_definite_attack_take_the_earlier_actor() {
    let found = events(
        "Harbour news\n\nRussian jets bombed a village near Homs on Monday. The bombing killed ten people.\n",
    );
    let dead = of(&found, "casualties");
    assert_eq!(dead["actor"][0]["text"], "Russian jets");
    assert_eq!(dead["recipient"][0]["text"], "ten people");
}
