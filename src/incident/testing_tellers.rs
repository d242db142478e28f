//! What joining must make of tellers and figures, on invented mentions: one voice is counted once, parts and bounds are
//! no dispute, and a toll is in one incident.

use super::join;
use super::testing::{Made, mention, place, strike};
use super::tests::{claimant, dead, joined, raid};
use crate::event::{Claimant, Event, PlacePrecision};
use crate::script::IncidentSpec;

fn told_by(article: &str, claimants: &[(&str, Option<&str>, Option<&str>)]) -> Vec<Made> {
    let told = claimants.iter().zip(1..).map(|((text, name, code), sentence)| {
        let mut made = mention(article, sentence, "air_strike").town("Gullhaven").killed(9);
        made.0.claimant = Some(Claimant {
            name: name.map(str::to_owned),
            code: code.map(str::to_owned),
            ..claimant(text)
        });
        made
    });
    told.collect()
}

#[test]
fn a_watch_by_all_its_names_is_one_voice() {
    let (code, watch) = (Some("SYRNGOHRI"), Some("Harbour Watch"));
    let mut made = told_by(
        "a",
        &[
            ("Monitor", None, None),
            ("a monitoring group", None, None),
            ("the Harbour Watch", watch, code),
            ("Harbour Watch director Tom Pike", Some("Tom Pike"), code),
            ("Residents", None, None),
            ("residents", None, None),
        ],
    );
    let told = joined(made.iter().map(|made| Made(made.0.clone())).collect());
    assert_eq!((told.len(), &told[0].corroboration[..]), (1, &[][..]));
    made.extend(told_by("b", &[("The Coast Guard", Some("Coast Guard"), Some("SYRMIL"))]));
    let told = joined(made);
    let agreed = &told[0].corroboration[0];
    assert_eq!(agreed.voices, 2);
    assert!(agreed.say.claimants.contains("Harbour Watch"), "{agreed:?}");
    assert!(!agreed.say.claimants.contains("Tom Pike"), "{agreed:?}");
}

#[test]
fn nobodies_of_one_article_are_no_two_voices_and_two_outlets_are() {
    let told = joined(told_by("a", &[("activists", None, None), ("a resident", None, None)]));
    assert_eq!(told[0].corroboration, []);
    let mut made = told_by("a", &[("activists", None, None)]);
    made.extend(told_by("b", &[("activists", None, None)]));
    assert_eq!(joined(made)[0].corroboration[0].voices, 2);
}

fn of_whom(article: &str, figures: &[(u64, &str)]) -> Made {
    let mut made = raid(article).town("Gullhaven");
    made.0.counts = figures
        .iter()
        .map(|&(value, whom)| {
            let mut count = super::testing::killed(value);
            count.whom = Some(whom.into());
            count
        })
        .collect();
    made
}

#[test]
fn parts_that_add_up_are_no_dispute_and_neither_are_bounds() {
    let told = joined(vec![
        of_whom("a", &[(9, "people")]),
        of_whom("b", &[(4, "dockers"), (5, "sailors")]),
    ]);
    assert_eq!((told.len(), &told[0].contradiction[..]), (1, &[][..]));
    assert_eq!((told[0].tolls[0].low, told[0].tolls[0].high), (9, 9));
    let mut least = of_whom("b", &[(9, "people")]);
    (least.0.counts[0].bound, least.0.counts[0].high) = (crate::event::Bound::AtLeast, None);
    let told = joined(vec![of_whom("a", &[(9, "people")]), least]);
    assert_eq!((told.len(), &told[0].contradiction[..]), (1, &[][..]));
}

#[test]
fn a_figure_far_beyond_all_others_is_set_aside() {
    let by = |made: Made| made.by("Russia", "RUS");
    let told = joined(vec![
        by(raid("a").town("Gullhaven").killed(12)),
        by(raid("b").town("Gullhaven").killed(14)),
        by(raid("c").town("Gullhaven").killed(1102)),
    ]);
    let toll = told.iter().map(|incident| &incident.tolls[0]).find(|toll| toll.figures.len() == 3);
    let toll = toll.expect("one incident holds all");
    assert_eq!((toll.low, toll.high), (12, 14));
    assert_eq!(toll.figures.iter().filter(|figure| figure.aside).count(), 1);
}

#[test]
fn a_toll_stands_in_one_incident_though_two_rules_would_take_it() {
    let shelling =
        IncidentSpec { id: "shelling".into(), acts: vec!["shelling".into()], ..strike() };
    let beside = || {
        let mut toll = dead("a", 1, 31);
        toll.0.trigger.start = 1020;
        toll
    };
    let both = vec![raid("a").town("Gullhaven"), mention("a", 1, "shelling").town("Gullhaven")];
    let apart = vec![
        raid("b").town("Gullhaven").killed(31),
        mention("c", 1, "shelling").town("Gullhaven"),
        dead("d", 1, 31).town("Gullhaven"),
    ];
    for events in [both.into_iter().chain([beside()]).collect(), apart] {
        let events: Vec<Event> = events.into_iter().map(|made: Made| made.0).collect();
        let told = join(&events, &[shelling.clone(), strike()]).incidents;
        let members = told.iter().flat_map(|incident| &incident.members);
        assert_eq!(members.filter(|member| member.kind == "casualties").count(), 1, "{told:#?}");
    }
}

#[test]
fn reasons_say_nothing_empty() {
    let one = raid("a").at(place("Syria", PlacePrecision::Country, None));
    let toll = dead("a", 1, 9).at(place("Syria", PlacePrecision::Country, None));
    let mut toll = toll.0;
    toll.evidence = one.0.evidence.clone();
    let told = joined(vec![one, Made(toll)]);
    let why = &told[0].members[0].why;
    assert_eq!(why, &["told in one sentence", "same country: Syria", "same day: 2016-08-11"]);
}

#[test]
fn who_only_tells_is_no_doer() {
    let mut raid = raid("a").town("Gullhaven").by("Russia", "RUS").0;
    let mut teller = raid.actor[0].clone();
    (teller.text, teller.name, teller.code) = ("Abu Pike".into(), None, None);
    raid.actor.push(teller);
    raid.claimant = Some(claimant("Abu Pike"));
    let told = joined(vec![Made(raid)]);
    let names: Vec<&str> = told[0].actor.iter().map(|taker| taker.name.as_str()).collect();
    assert_eq!(names, ["Russia"]);
}

#[test]
fn a_toll_of_a_year_or_a_war_is_background() {
    for (value, text) in [
        (1102, "Fire on Gullhaven has killed 1,102 people since the raids began."),
        (130, "That brought the dead of this year to 130."),
        (350_000, "Some 350,000 died."),
    ] {
        let mut toll = dead("a", 2, value).town("Gullhaven");
        toll.0.evidence.text = text.into();
        let told = joined(vec![raid("a").town("Gullhaven").killed(12), toll]);
        assert_eq!((told.len(), told[0].tolls[0].high), (1, 12), "{text}");
    }
}

#[test]
fn a_title_and_the_same_title_with_a_name_are_one_voice() {
    let claimants = [("Mayor Pike", None, None), ("Mayor Pike of Gullhaven", None, None)];
    assert_eq!(joined(told_by("a", &claimants))[0].corroboration, []);
}
