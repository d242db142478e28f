//! Tests of joining that concern sources and figures, with invented mentions: each voice is counted once, parts and
//! bounds are no contradiction, and a toll is in one incident.

use super::join;
use super::testing::{EventBuilder, mention, place, strike};
use super::tests::{claimant, dead, joined, raid};
use crate::event::{Claimant, Event, PlacePrecision};
use crate::script::IncidentSpec;

fn attributed_to(
    article: &str,
    claimants: &[(&str, Option<&str>, Option<&str>)],
) -> Vec<EventBuilder> {
    let incidents = claimants.iter().zip(1..).map(|((text, name, code), sentence)| {
        let mut builder = mention(article, sentence, "air_strike").town("Gullhaven").killed(9);
        builder.0.claimant = Some(Claimant {
            name: name.map(str::to_owned),
            code: code.map(str::to_owned),
            ..claimant(text)
        });
        builder
    });
    incidents.collect()
}

#[test]
fn one_monitor_under_several_names_is_one_voice() {
    let (code, watch) = (Some("SYRNGOHRI"), Some("Harbour Watch"));
    let mut builder = attributed_to(
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
    let incidents = joined(builder.iter().map(|builder| EventBuilder(builder.0.clone())).collect());
    assert_eq!((incidents.len(), &incidents[0].corroboration[..]), (1, &[][..]));
    builder.extend(attributed_to("b", &[("The Coast Guard", Some("Coast Guard"), Some("SYRMIL"))]));
    let incidents = joined(builder);
    let agreed = &incidents[0].corroboration[0];
    assert_eq!(agreed.voices, 2);
    assert!(agreed.statement.claimants.contains("Harbour Watch"), "{agreed:?}");
    assert!(!agreed.statement.claimants.contains("Tom Pike"), "{agreed:?}");
}

#[test]
fn unnamed_sources_count_once_per_outlet() {
    let incidents =
        joined(attributed_to("a", &[("activists", None, None), ("a resident", None, None)]));
    assert_eq!(incidents[0].corroboration, []);
    let mut builder = attributed_to("a", &[("activists", None, None)]);
    builder.extend(attributed_to("b", &[("activists", None, None)]));
    assert_eq!(joined(builder)[0].corroboration[0].voices, 2);
}

fn of_whom(article: &str, figures: &[(u64, &str)]) -> EventBuilder {
    let mut builder = raid(article).town("Gullhaven");
    builder.0.counts = figures
        .iter()
        .map(|&(value, whom)| {
            let mut count = super::testing::killed(value);
            count.whom = Some(whom.into());
            count
        })
        .collect();
    builder
}

#[test]
fn partial_sums_and_bounds_are_no_contradiction() {
    let incidents = joined(vec![
        of_whom("a", &[(9, "people")]),
        of_whom("b", &[(4, "dockers"), (5, "sailors")]),
    ]);
    assert_eq!((incidents.len(), &incidents[0].contradiction[..]), (1, &[][..]));
    assert_eq!((incidents[0].tolls[0].low, incidents[0].tolls[0].high), (9, 9));
    let mut least = of_whom("b", &[(9, "people")]);
    (least.0.counts[0].bound, least.0.counts[0].high) = (crate::event::Bound::AtLeast, None);
    let incidents = joined(vec![of_whom("a", &[(9, "people")]), least]);
    assert_eq!((incidents.len(), &incidents[0].contradiction[..]), (1, &[][..]));
}

#[test]
fn an_outlier_figure_is_set_aside() {
    let by = |builder: EventBuilder| builder.by("Russia", "RUS");
    let incidents = joined(vec![
        by(raid("a").town("Gullhaven").killed(12)),
        by(raid("b").town("Gullhaven").killed(14)),
        by(raid("c").town("Gullhaven").killed(1102)),
    ]);
    let toll =
        incidents.iter().map(|incident| &incident.tolls[0]).find(|toll| toll.figures.len() == 3);
    let toll = toll.expect("one incident holds all");
    assert_eq!((toll.low, toll.high), (12, 14));
    assert_eq!(toll.figures.iter().filter(|figure| figure.aside).count(), 1);
}

#[test]
fn a_toll_is_in_one_incident_even_if_two_rules_accept_it() {
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
        let events: Vec<Event> =
            events.into_iter().map(|builder: EventBuilder| builder.0).collect();
        let incidents = join(&events, &[shelling.clone(), strike()]).incidents;
        let members = incidents.iter().flat_map(|incident| &incident.members);
        assert_eq!(
            members.filter(|member| member.kind == "casualties").count(),
            1,
            "{incidents:#?}"
        );
    }
}

#[test]
fn reasons_for_one_passage_are_not_trivial() {
    let one = raid("a").at(place("Syria", PlacePrecision::Country, None));
    let toll = dead("a", 1, 9).at(place("Syria", PlacePrecision::Country, None));
    let mut toll = toll.0;
    toll.evidence = one.0.evidence.clone();
    let incidents = joined(vec![one, EventBuilder(toll)]);
    let why = &incidents[0].members[0].why;
    assert_eq!(why, &["told in one sentence", "same country: Syria", "same day: 2016-08-11"]);
}

#[test]
fn a_mere_reporter_is_not_an_actor() {
    let mut raid = raid("a").town("Gullhaven").by("Russia", "RUS").0;
    let mut reporter = raid.actor[0].clone();
    (reporter.text, reporter.name, reporter.code) = ("Abu Pike".into(), None, None);
    raid.actor.push(reporter);
    raid.claimant = Some(claimant("Abu Pike"));
    let incidents = joined(vec![EventBuilder(raid)]);
    let names: Vec<&str> = incidents[0].actor.iter().map(|party| party.name.as_str()).collect();
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
        let incidents = joined(vec![raid("a").town("Gullhaven").killed(12), toll]);
        assert_eq!((incidents.len(), incidents[0].tolls[0].high), (1, 12), "{text}");
    }
}

#[test]
fn a_title_with_and_without_a_name_is_one_voice() {
    let claimants = [("Mayor Pike", None, None), ("Mayor Pike of Gullhaven", None, None)];
    assert_eq!(joined(attributed_to("a", &claimants))[0].corroboration, []);
}
