//! Tests of joining with invented mentions: mentions of one occurrence are joined, others are not, and the order of the
//! input changes nothing.

use super::testing::{EventBuilder, mention, place, strike};
use super::{Incident, JoinedIncidents, join};
use crate::event::{
    CivilTime, Claimant, Counted, DateBasis, DatePrecision, Event, PlacePrecision, Realis, Stance,
};
use crate::script::{IncidentSpec, SharedAttribute};
use proptest::prelude::*;

pub(super) fn joined(builder: Vec<EventBuilder>) -> Vec<Incident> {
    let events: Vec<Event> = builder.into_iter().map(|builder| builder.0).collect();
    join(&events, &[strike()]).incidents
}

/// The articles of each incident.
fn articles(incidents: &[Incident]) -> Vec<Vec<&str>> {
    incidents
        .iter()
        .map(|incident| {
            let mut ids: Vec<&str> =
                incident.members.iter().map(|member| member.article.as_str()).collect();
            ids.dedup();
            ids
        })
        .collect()
}

pub(super) fn raid(article: &str) -> EventBuilder {
    mention(article, 1, "air_strike")
}

pub(super) fn dead(article: &str, sentence: u32, value: u64) -> EventBuilder {
    mention(article, sentence, "casualties").killed(value)
}

#[test]
fn two_outlets_on_one_town_and_day_are_joined() {
    let incidents = joined(vec![
        raid("a").town("Gullhaven"),
        dead("a", 2, 20),
        raid("b").town("Gullhaven"),
        dead("b", 2, 24),
    ]);
    let [incident] = &incidents[..] else { panic!("one incident: {incidents:#?}") };
    assert_eq!((incident.articles, incident.members.len()), (2, 4));
    let toll = &incident.tolls[0];
    assert_eq!((toll.what, toll.low, toll.high, toll.open), (Counted::Killed, 20, 24, false));
    assert_eq!(incident.contradiction[0].about, "killed");
    let says: Vec<&str> =
        incident.contradiction[0].sides.iter().map(|side| side.says.as_str()).collect();
    assert_eq!(says, ["killed 20", "killed 24"]);
    assert_eq!(incident.place.as_ref().map(|place| place.text.as_str()), Some("Gullhaven"));
    assert_eq!(incident.date.start, "2016-08-11".parse().ok());
    let roles: Vec<&str> = incident.members.iter().map(|member| member.role).collect();
    assert_eq!(roles, ["act", "toll", "act", "toll"]);
    let why = &incident.members[0].why;
    assert!(why.iter().any(|why| why == "same day: 2016-08-11"), "{why:?}");
}

#[test]
fn other_towns_days_and_parties_are_not_joined() {
    let russia = |builder: EventBuilder| builder.by("Russia", "RUS");
    let incidents = joined(vec![
        russia(raid("a").town("Gullhaven")),
        russia(raid("b").town("Marlow")),
        russia(raid("c").town("Gullhaven").on("2016-08-14")),
        raid("d").town("Gullhaven").by("Israel", "ISR"),
    ]);
    assert_eq!(incidents.len(), 4, "{:?}", articles(&incidents));
}

#[test]
fn a_vague_mention_joins_one_group_and_does_not_merge_groups() {
    let quarter = |article: &str, name: &str, at| {
        raid(article).at(place(name, PlacePrecision::Area, Some(at)))
    };
    let town = || place("Gullhaven", PlacePrecision::Town, Some((35.10, 36.20)));
    let incidents = joined(vec![
        quarter("a", "Old Mole", (35.12, 36.20)).killed(9),
        quarter("b", "Saltmarsh", (35.08, 36.20)).killed(40),
        raid("c").at(town()).killed(9),
        raid("d").at(place("Coast", PlacePrecision::Region, None)),
    ]);
    assert_eq!(articles(&incidents), [vec!["d"], vec!["a", "c"], vec!["b"]]);
}

#[test]
fn planned_and_background_mentions_are_not_joined_to_reported_ones() {
    let incidents = joined(vec![
        raid("a").town("Gullhaven"),
        raid("b").town("Gullhaven").with_stance(Stance::Attributed, Realis::Future),
        raid("c").town("Gullhaven").with_stance(Stance::Asserted, Realis::Historical),
    ]);
    assert_eq!(incidents.len(), 3);
}

#[test]
fn a_denial_is_joined_to_the_act_it_denies() {
    let mut denied = raid("b").town("Gullhaven").with_stance(Stance::Denied, Realis::Actual).0;
    denied.claimant = Some(claimant("the air force"));
    let incidents = joined(vec![raid("a").town("Gullhaven"), EventBuilder(denied)]);
    let [incident] = &incidents[..] else { panic!("one incident: {incidents:#?}") };
    let [dispute] = &incident.contradiction[..] else { panic!("{:?}", incident.contradiction) };
    assert_eq!((dispute.about.as_str(), dispute.sides.len()), ("act", 2));
    assert!(dispute.sides[1].claimants.iter().eq(["air force"]));
    assert!(incident.corroboration.is_empty(), "{:?}", incident.corroboration);
}

pub(super) fn claimant(name: &str) -> Claimant {
    Claimant {
        text: name.into(),
        name: None,
        code: None,
        start: 0,
        end: 1,
        cue: None,
        via: Vec::new(),
    }
}

#[test]
fn a_toll_is_joined_to_the_nearest_act_of_any_rule() {
    let shelling =
        IncidentSpec { id: "shelling".into(), acts: vec!["shelling".into()], ..strike() };
    let events = [
        raid("a").town("Gullhaven").0,
        mention("a", 3, "shelling").town("Gullhaven").0,
        dead("a", 4, 7).0,
    ];
    let incidents = join(&events, &[strike(), shelling]).incidents;
    let members: Vec<(&str, usize)> =
        incidents.iter().map(|incident| (incident.rule.as_str(), incident.members.len())).collect();
    assert_eq!(members, [("shelling", 2), ("strike", 1)]);
}

#[test]
fn a_passage_about_another_place_is_not_joined() {
    let mut turned = dead("a", 6, 7).0;
    turned.evidence.text = "Separately, seven people died on the coast road.".into();
    let mut unknown = dead("b", 2, 7).0;
    (unknown.evidence.text, unknown.place) = ("Seven died in Otherwhere.".into(), None);
    let incidents = joined(vec![
        mention("a", 5, "air_strike").town("Gullhaven"),
        EventBuilder(turned),
        raid("b").town("Marlow"),
        EventBuilder(unknown),
    ]);
    assert!(incidents.iter().all(|incident| incident.members.len() == 1), "{incidents:#?}");
}

#[test]
fn very_different_tolls_prevent_joining_by_town_and_day_alone() {
    let incidents = joined(vec![
        raid("a").town("Gullhaven").killed(20),
        raid("b").town("Gullhaven").killed(200),
    ]);
    assert_eq!(incidents.len(), 2);
    let incidents = joined(vec![
        raid("a").town("Gullhaven").killed(20).by("Russia", "RUS"),
        raid("b").town("Gullhaven").killed(200).by("Russia", "RUS"),
    ]);
    assert_eq!(incidents.len(), 1, "the same party did it, and the toll is disputed");
    assert_eq!(incidents[0].contradiction[0].about, "killed");
}

#[test]
fn one_toll_with_two_actors_is_a_contradiction_about_the_actor() {
    let incidents = joined(vec![
        raid("a").town("Gullhaven").killed(31).by("Russia", "RUS"),
        raid("b").town("Gullhaven").killed(31).by("Israel", "ISR"),
    ]);
    let [incident] = &incidents[..] else { panic!("one incident: {incidents:#?}") };
    assert!(incident.contradiction.iter().any(|dispute| dispute.about == "actor"));
    let agreed = incident.corroboration.iter().find(|agreed| agreed.about == "killed");
    assert_eq!(agreed.map(|agreed| agreed.voices), Some(2));
}

#[test]
fn children_among_the_dead_are_a_partial_figure() {
    let mut raid = raid("a").town("Gullhaven").killed(20).0;
    let mut children = super::testing::killed(6);
    children.whom = Some("children".into());
    raid.counts.push(children);
    let incidents = joined(vec![EventBuilder(raid)]);
    let toll = &incidents[0].tolls[0];
    assert_eq!((toll.low, toll.high), (20, 20));
    assert_eq!(toll.figures.iter().filter(|figure| figure.part).count(), 1);
}

#[test]
fn a_copied_passage_is_not_a_second_voice() {
    let copy = |article: &str| {
        let mut builder = raid(article).town("Gullhaven").killed(9).0;
        builder.evidence.text =
            "Jets struck the fish market of Gullhaven, killing nine people.".into();
        EventBuilder(builder)
    };
    let incidents = joined(vec![copy("a"), copy("b")]);
    assert_eq!((incidents.len(), incidents[0].articles), (1, 2));
    assert_eq!(incidents[0].corroboration, []);
}

#[test]
fn different_modes_are_not_joined_where_the_rule_compares_modes() {
    let rule = IncidentSpec {
        acts: vec!["abduction".into()],
        same: vec![SharedAttribute::Place, SharedAttribute::Mode],
        ..strike()
    };
    let moded = |article: &str, mode: &str| {
        let mut event = mention(article, 1, "abduction").town("Gullhaven").0;
        event.mode = Some(mode.into());
        event
    };
    let events = [moded("a", "taken"), moded("b", "released"), moded("c", "taken")];
    assert_eq!(join(&events, &[rule]).incidents.len(), 2);
}

#[test]
fn meetings_are_joined_by_participants() {
    let rule = IncidentSpec {
        acts: vec!["meeting".into()],
        same: vec![SharedAttribute::Actor],
        ..strike()
    };
    let met = |article: &str, names: [(&str, &str); 2]| {
        let mut event = mention(article, 1, "meeting").by(names[0].0, names[0].1).0;
        let other = mention(article, 1, "meeting").by(names[1].0, names[1].1).0;
        event.actor.extend(other.actor);
        event
    };
    let (usa, russia, iran) = (("United States", "USA"), ("Russia", "RUS"), ("Iran", "IRN"));
    let events = [met("a", [usa, russia]), met("b", [russia, usa]), met("c", [russia, iran])];
    let incidents = join(&events, &[rule]).incidents;
    assert_eq!(incidents.len(), 2);
    assert_eq!(incidents.iter().map(|incident| incident.articles).max(), Some(2));
}

#[test]
fn duplicate_events_become_one_member() {
    let events = [raid("a").town("Gullhaven").0, raid("a").town("Gullhaven").0];
    let JoinedIncidents { incidents, duplicates } = join(&events, &[strike()]);
    assert_eq!((incidents.len(), incidents[0].members.len(), duplicates), (1, 1, 1));
    let mut other = raid("a").town("Marlow").0;
    other.article.path = "elsewhere.txt".into();
    let (one, two) = ([events[0].clone(), other.clone()], [other, events[0].clone()]);
    assert_eq!(join(&one, &[strike()]), join(&two, &[strike()]));
}

#[test]
fn later_reports_keep_the_incident_id() {
    let published = |mut builder: EventBuilder, day: &str| {
        builder.0.article.published = Some(day.into());
        builder
    };
    let first = || published(raid("m").town("Gullhaven"), "2016-08-11");
    let id = joined(vec![first()])[0].id.clone();
    let incidents = joined(vec![published(raid("a").town("Gullhaven"), "2016-08-12"), first()]);
    assert_eq!((incidents.len(), &incidents[0].id), (1, &id));
}

#[test]
fn many_mentions_of_one_town_and_day_are_one_group() {
    let events: Vec<Event> =
        (0..20_000).map(|at| raid(&format!("a{at:05}")).town("Gullhaven").0).collect();
    let incidents = join(&events, &[strike()]).incidents;
    assert_eq!((incidents.len(), incidents[0].articles), (1, 20_000));
}

/// Any mention: few towns, days, parties and figures, so that many are compatible.
fn any_mention() -> impl Strategy<Value = Event> {
    let kind = prop::sample::select(vec!["air_strike", "casualties", "denial", "shelling"]);
    let towns = prop::option::of(prop::sample::select(vec![
        ("Gullhaven", PlacePrecision::Town, 35.10),
        ("Marlow", PlacePrecision::Town, 35.13),
        ("Old Mole", PlacePrecision::Area, 35.11),
        ("Coast", PlacePrecision::Region, 35.10),
        ("Syria", PlacePrecision::Country, 35.0),
    ]));
    let parties = prop::option::of(prop::sample::select(vec![
        ("Russia", "RUS"),
        ("US-led coalition", "IMGMIL"),
        ("United States", "USA"),
        ("rebels", "SYRREB"),
    ]));
    let stances = prop::sample::select(vec![Stance::Asserted, Stance::Denied, Stance::Alleged]);
    let rest = (0u64..60, 0u8..4, 0u8..4, stances);
    ((0u8..9, 1u32..6), kind, towns, parties, rest).prop_map(|(at, kind, town, party, rest)| {
        let ((article, sentence), (value, day, realis, stance)) = (at, rest);
        let mut builder =
            mention(&format!("a{article}"), sentence, kind).on(&format!("2016-08-1{day}"));
        if let Some((name, precision, lat)) = town {
            builder = builder.at(place(name, precision, Some((lat, 36.2))));
        }
        if let Some((name, code)) = party {
            builder = builder.by(name, code);
        }
        if value > 20 {
            builder = builder.killed(value - 20);
        }
        if day == 3 {
            (builder.0.date.precision, builder.0.date.basis) =
                (DatePrecision::Unknown, DateBasis::Published);
        }
        builder.with_stance(stance, if realis == 0 { Realis::Future } else { Realis::Actual }).0
    })
}

/// Gives distinct ids to equal mentions, as a coder does.
fn numbered(mut events: Vec<Event>) -> Vec<Event> {
    for (at, event) in events.iter_mut().enumerate() {
        event.id = format!("{:04x}", (at * 7919) % 65_521);
    }
    events
}

fn rules() -> [IncidentSpec; 2] {
    let shelling =
        IncidentSpec { id: "shelling".into(), acts: vec!["shelling".into()], ..strike() };
    [strike(), shelling]
}

proptest! {
    #[test]
    fn odd_events_do_not_panic(
        values in prop::collection::vec(any::<u64>(), 1..6),
        day in "\\PC{0,12}|[0-9]{4}-[0-9]{2}-[0-9]{2}",
        name in "\\PC{0,8}",
        at in any::<(f64, f64)>(),
        numbers in any::<(u32, u32, u32)>(),
    ) {
        let odd = |article: &str| {
            let mut builder = mention(article, 1, "air_strike").at(place(&name, PlacePrecision::Area, Some(at)));
            builder = builder.on(&day).by(&name, &name);
            builder.0.counts = values.iter().map(|&value| super::testing::killed(value)).collect();
            (builder.0.evidence.sentence, builder.0.evidence.start, builder.0.trigger.start) = numbers;
            builder.0
        };
        let incidents = join(&[odd("a"), odd("b"), dead("a", 1, values[0]).0], &rules());
        prop_assert!(!incidents.incidents.is_empty());
    }

    #[test]
    fn order_of_events_does_not_matter(
        events in prop::collection::vec(any_mention(), 0..40).prop_map(numbered).prop_shuffle(),
    ) {
        let mut sorted = events.clone();
        sorted.sort_by(|a, b| a.id.cmp(&b.id));
        prop_assert_eq!(join(&events, &rules()), join(&sorted, &rules()));
    }

    #[test]
    fn a_mention_is_in_one_incident_of_a_rule_and_each_incident_has_an_act(
        events in prop::collection::vec(any_mention(), 0..40).prop_map(numbered),
    ) {
        for rule in rules() {
            let incidents = join(&events, std::slice::from_ref(&rule)).incidents;
            let mut seen: Vec<&str> = Vec::new();
            for incident in &incidents {
                prop_assert!(incident.members.iter().any(|member| rule.acts.contains(&member.kind)));
                for member in &incident.members {
                    prop_assert!(!seen.contains(&member.event.as_str()));
                    seen.push(&member.event);
                    prop_assert_eq!(member.with.is_some(), incident.members.len() > 1);
                    prop_assert_eq!(member.why.is_empty(), member.with.is_none());
                }
            }
            let acts = events.iter().filter(|event| rule.acts.contains(&event.kind)).count();
            prop_assert_eq!(seen.iter().filter(|id| {
                events.iter().any(|event| event.id == **id && rule.acts.contains(&event.kind))
            }).count(), acts, "every act is told of");
        }
    }

    #[test]
    fn incidents_do_not_mix_towns_or_distant_days(
        events in prop::collection::vec(any_mention(), 0..60).prop_map(numbered),
    ) {
        for incident in join(&events, &rules()).incidents {
            let members = incident.members.iter();
            let events: Vec<&Event> =
                members.filter_map(|m| events.iter().find(|e| e.id == m.event && e.kind != "denial")).collect();
            let mut towns: Vec<&str> = events
                .iter()
                .filter_map(|event| event.place.as_ref())
                .filter(|place| place.precision == PlacePrecision::Town)
                .map(|place| place.text.as_str())
                .collect();
            towns.sort();
            towns.dedup();
            prop_assert!(towns.len() < 2, "{:?}", towns);
            let days = events.iter().filter(|event| event.date.basis != DateBasis::Published);
            let mut days: Vec<_> = days.filter_map(|event| event.date.start).collect();
            days.sort();
            let day = |time: Option<&CivilTime>| time.map(|time| super::time::day(time.date));
            if let (Some(first), Some(last)) = (day(days.first()), day(days.last())) {
                prop_assert!(last - first <= 1, "{:?}", days);
            }
        }
    }

    #[test]
    fn scores_and_reasons_are_symmetric(a in any_mention(), b in any_mention()) {
        let events = numbered(vec![a, b]);
        let (events, _) = super::mention::in_order(&events);
        let mentions = super::mention::mentions(&events, &std::collections::BTreeSet::from(["denial"]));
        if let [a, b] = &mentions[..] {
            for link in [None, Some(0), Some(2)] {
                let one = super::judge::judge(a, b, link, &strike());
                let other = super::judge::judge(b, a, link, &strike());
                prop_assert_eq!(&one, &other);
                if let Some(verdict) = one {
                    prop_assert_eq!(verdict.reasons(a, b), verdict.reasons(b, a));
                    prop_assert!(!verdict.reasons(a, b).is_empty());
                }
            }
        }
    }
}
