//! Tolls in sentences, a table for each class.

use super::*;
use crate::event::Bound;
use crate::text::testing::{document, tokens};
use proptest::prelude::*;

fn counted(text: &str, trigger: &str) -> Vec<(Counted, u64, Bound)> {
    let doc = document(text, None);
    let trigger = tokens(&doc, trigger);
    counts(&doc, 0, trigger, None)
        .into_iter()
        .map(|count| (count.what, count.value, count.bound))
        .collect()
}

#[track_caller]
fn check(text: &str, trigger: &str, wanted: &[(&str, u64)]) {
    let found = counted(text, trigger);
    let found: Vec<(&str, u64)> =
        found.iter().map(|(what, value, _)| (what.name(), *value)).collect();
    assert_eq!(found, wanted, "{text}");
}

#[test]
fn active_and_passive() {
    check(
        "The raid killed at least 12 farmers and wounded dozens more.",
        "killed",
        &[("killed", 12), ("wounded", 12)],
    );
    check(
        "Nine villagers were killed, along with three others.",
        "killed",
        &[("killed", 9), ("killed", 3)],
    );
    check(
        "More than 30 miners have been killed and 70 injured in the valley.",
        "killed",
        &[("killed", 30), ("wounded", 70)],
    );
    check("Three gunmen killed two clerks.", "killed", &[("killed", 2)]);
    check(
        "Six shells hit the market, killing 14 and leaving injured about 50.",
        "killing",
        &[("killed", 14), ("wounded", 50)],
    );
    check(
        "Two people, one of them a nurse, died in the fire.",
        "died",
        &[("killed", 2), ("killed", 1)],
    );
}

#[test]
fn headlines_and_capitals() {
    check("Jets kill 7 in border town", "kill", &[("killed", 7)]);
    check("15 Nurses Killed in Raid on Clinic", "Killed", &[("killed", 15)]);
    check(
        "40 civilians killed 90 injured in shelling",
        "killed",
        &[("killed", 40), ("wounded", 90)],
    );
    check(
        "TEN PEASANTS WERE MURDERED AND FIVE OTHERS WERE WOUNDED",
        "MURDERED",
        &[("killed", 10), ("wounded", 5)],
    );
}

#[test]
fn nouns_of_death() {
    check("Doctors recorded the deaths of 43 people.", "deaths", &[("killed", 43)]);
    check(
        "The centre counted 53 deaths, including 14 women and 13 children.",
        "deaths",
        &[("killed", 53), ("killed", 14), ("killed", 13)],
    );
    check("The death toll rose to 61 overnight.", "toll", &[("killed", 61)]);
    check("The blast claimed 20 lives.", "lives", &[("killed", 20)]);
    check("Medics saved the lives of 80 miners.", "lives", &[]);
    check("Some 900 died out of a population of 40000.", "died", &[("killed", 900)]);
    check("The flood killed 60 of the port's 7000 residents.", "killed", &[("killed", 60)]);
    check("The death toll climbed to 2016 on Monday.", "toll", &[("killed", 2016)]);
    check("The war has cost the lives of 136 civilians.", "lives", &[("killed", 136)]);
    check("The clashes left 13 people dead.", "dead", &[("killed", 13)]);
    check("At least 15 were killed or wounded.", "killed", &[("casualties", 15)]);
}

#[test]
fn parts_and_inverted_phrases() {
    check("Among the dead were three children.", "dead", &[("killed", 3)]);
    check("Shells fell, killing villagers including two girls.", "killing", &[("killed", 2)]);
    check("A truck hit IS killed 12 drivers.", "killed", &[("killed", 12)]);
    check(
        "Ten farmers including a boy and two girls had been killed.",
        "killed",
        &[("killed", 10), ("killed", 1), ("killed", 2)],
    );
    check("The radio reported five more deaths in the port.", "deaths", &[("killed", 5)]);
    check("Guards shot dead six smugglers.", "dead", &[("killed", 6)]);
    check("At least one nurse was wounded.", "wounded", &[("wounded", 1)]);
}

#[test]
fn one_and_none() {
    check("A child was killed.", "killed", &[("killed", 1)]);
    check("The journalist Rami Haddad was killed at the gate.", "killed", &[("killed", 1)]);
    check("There were no casualties.", "casualties", &[("casualties", 0)]);
    check("No one was hurt.", "hurt", &[("wounded", 0)]);
}

#[test]
fn detained_displaced_and_besieged_people() {
    check("Police arrested 30 protesters on Friday.", "arrested", &[("detained", 30)]);
    check("Some 40,000 people are living under siege.", "siege", &[("besieged", 40_000)]);
    check("Hundreds of thousands of people have fled the city.", "fled", &[("displaced", 100_000)]);
    check("Rebels captured three villages.", "captured", &[]);
}

#[test]
fn inverted_tolls() {
    check(
        "Raids killed 12 farmers, bringing to 45 the number killed in a day.",
        "killed",
        &[("killed", 12), ("killed", 45)],
    );
    check(
        "The number of fighters killed in the hills has risen to 39.",
        "killed",
        &[("killed", 39)],
    );
    check("The death toll from the raids was 45.", "toll", &[("killed", 45)]);
    check("The army eliminated 30 militants.", "eliminated", &[("killed", 30)]);
    check("The army eliminated 30 depots.", "eliminated", &[]);
    check(
        "Guards killed a clerk as well as five of his companions.",
        "killed",
        &[("killed", 1), ("killed", 5)],
    );
}

#[test]
fn a_repeated_toll_counts_once() {
    check("Raid kills 25 farmers A raid killed 25 farmers on Monday.", "killed", &[("killed", 25)]);
}

#[test]
fn the_kind_decides_where_the_trigger_does_not() {
    let doc = document("Some 40,000 people are living under siege.", None);
    let trigger = tokens(&doc, "living");
    assert_eq!(counts(&doc, 0, trigger.clone(), None), []);
    assert_eq!(counts(&doc, 0, trigger, Some(Counted::Besieged))[0].value, 40_000);
    let beside = |text: &str, trigger: &str, unit| {
        let doc = document(text, None);
        let found = counts(&doc, 0, tokens(&doc, trigger), Some(unit));
        found.iter().map(|count| (count.what, count.value)).collect::<Vec<_>>()
    };
    let detained = Counted::Detained;
    let text = "Officers fired into the air and picked up 17 youths.";
    assert_eq!(beside(text, "picked up", detained), [(detained, 17)]);
    assert_eq!(
        beside("The post let go 780 people on Monday.", "let go", detained),
        [(detained, 780)]
    );
    assert_eq!(beside("They picked up three bags.", "picked up", detained), []);
    let displaced = Counted::Displaced;
    let text = "Over 170,000 Afghans have gone home since October.";
    assert_eq!(beside(text, "gone home", displaced), [(displaced, 170_000)]);
    let casualties = Counted::Casualties;
    let text = "Three miners lost limbs in the blast.";
    assert_eq!(beside(text, "lost limbs", casualties), [(Counted::Wounded, 3)]);
    let text = "Villagers buried 85 people.";
    assert_eq!(beside(text, "buried", casualties), [(Counted::Killed, 85)]);
    let doc = document("Four towns, two besieged by rebels, got food.", None);
    assert_eq!(counts(&doc, 0, tokens(&doc, "besieged"), None), []);
}

#[test]
fn speakers_are_no_victims() {
    for (text, trigger, wanted) in [
        ("Shells hit the port, killing five people, a doctor said.", "killing", ("killed", 5)),
        ("Jets hit the port, killing five people, a local nurse said.", "killing", ("killed", 5)),
        ("Shells fell, wounding 10 people, two doctors said.", "wounding", ("wounded", 10)),
        ("Shells fell, wounding 10 people, according to two nurses.", "wounding", ("wounded", 10)),
        (
            "Shells fell, wounding 10 people, said a nurse at the clinic.",
            "wounding",
            ("wounded", 10),
        ),
        ("A nurse told reporters that shells had killed five people.", "killed", ("killed", 5)),
        ("Shells killed five people, the mayor told two reporters.", "killed", ("killed", 5)),
        ("Three witnesses said shells killed five people.", "killed", ("killed", 5)),
    ] {
        check(text, trigger, &[wanted]);
    }
    let text = "According to early reports, a nurse in the port was killed.";
    check(text, "killed", &[("killed", 1)]);
    let text = "According to early information eight people were killed.";
    check(text, "killed", &[("killed", 8)]);
    let text = "Two students who were arrested last week have admitted it.";
    check(text, "arrested", &[("detained", 2)]);
    let text = "Shells fell, killing five people and a doctor, residents said.";
    check(text, "killing", &[("killed", 5), ("killed", 1)]);
}

#[test]
fn parts_of_groups() {
    for (text, trigger, wanted) in [
        ("Half of the 12 fighters were killed.", "killed", vec![("killed", 6)]),
        ("Two thirds of the 12 fighters were killed.", "killed", vec![("killed", 8)]),
        ("A quarter of the 40 miners died.", "died", vec![("killed", 10)]),
        ("More than half of the 40 miners died.", "died", vec![("killed", 20)]),
        ("Some 25 percent of the 40 miners died.", "died", vec![("killed", 10)]),
        ("Most of the 12 fighters were killed.", "killed", vec![]),
        ("Three of the 12 fighters were killed.", "killed", vec![("killed", 3)]),
        ("Three out of 12 fighters were killed.", "killed", vec![("killed", 3)]),
        ("Shells killed three of its 12 guards.", "killed", vec![("killed", 3)]),
        ("One of the 12 wounded soldiers died.", "died", vec![("killed", 1), ("wounded", 12)]),
        ("Three of the wounded later died.", "died", vec![("killed", 3)]),
        ("They may be two of the seven kidnapped students.", "kidnapped", vec![("detained", 7)]),
        ("One of the two women who were injured spoke.", "injured", vec![("wounded", 2)]),
        ("Four of the nine men who have been wounded spoke.", "wounded", vec![("wounded", 9)]),
        ("Ada Roe, one of the six miners killed, was their leader.", "killed", vec![("killed", 6)]),
        (
            "Of the 40 people killed, 12 were children.",
            "killed",
            vec![("killed", 40), ("killed", 12)],
        ),
        ("Of the 40 killed, 12 were children.", "killed", vec![("killed", 40), ("killed", 12)]),
        (
            "Three of the 12 people killed were children.",
            "killed",
            vec![("killed", 3), ("killed", 12)],
        ),
        ("All of the 12 fighters were killed.", "killed", vec![("killed", 12)]),
        ("All but two of the 12 fighters were killed.", "killed", vec![("killed", 10)]),
    ] {
        check(text, trigger, &wanted);
    }
}

#[test]
fn a_toll_for_each_place() {
    for (text, trigger, wanted) in [
        (
            "Shells fell, killing 12 people in Arden and seven in Bray.",
            "killing",
            vec![("killed", 12), ("killed", 7)],
        ),
        (
            "It killed 12 in Arden, seven in Bray and three at Cole.",
            "killed",
            vec![("killed", 12), ("killed", 7), ("killed", 3)],
        ),
        (
            "Twelve people were killed in Arden and seven in Bray.",
            "killed",
            vec![("killed", 12), ("killed", 7)],
        ),
        (
            "Twelve people were killed on Monday and seven on Tuesday.",
            "killed",
            vec![("killed", 12), ("killed", 7)],
        ),
        (
            "Twelve men died near Arden and seven civilians in Bray.",
            "died",
            vec![("killed", 12), ("killed", 7)],
        ),
        (
            "It killed 12 people in Arden and seven rockets fell in Bray.",
            "killed",
            vec![("killed", 12)],
        ),
        (
            "It killed 12 people in Arden and wounded seven in Bray.",
            "killed",
            vec![("killed", 12), ("wounded", 7)],
        ),
    ] {
        check(text, trigger, &wanted);
    }
}

#[test]
fn bombers_and_their_victims() {
    for (text, trigger, wanted) in [
        (
            "A suicide bomber killed himself and 12 soldiers.",
            "killed",
            vec![("killed", 1), ("killed", 12)],
        ),
        ("The bomber killed himself and 12 others.", "killed", vec![("killed", 12)]),
        ("The men blew up, killing themselves and 12 soldiers.", "killing", vec![("killed", 12)]),
        ("The bomber killed himself along with 12 soldiers.", "killed", vec![("killed", 12)]),
        ("The bomber and 12 others were killed.", "killed", vec![("killed", 12)]),
    ] {
        check(text, trigger, &wanted);
    }
}

#[test]
fn changes_of_a_toll() {
    for (text, wanted) in [
        ("The death toll rose by three to 15.", vec![("killed", 15)]),
        ("The death toll rose from 12 to 15.", vec![("killed", 15)]),
        ("The death toll climbed three to 15.", vec![("killed", 15)]),
        ("The death toll rose by three.", vec![]),
        ("The death toll stands at 15, up from 12.", vec![("killed", 15)]),
        ("The death toll is 15, up from an earlier toll of 12.", vec![("killed", 15)]),
        ("It put the toll at 15, revising an earlier toll of 20.", vec![("killed", 15)]),
        ("It gave an initial death toll of 47.", vec![("killed", 47)]),
    ] {
        check(text, "toll", &wanted);
    }
    for (text, wanted) in [
        ("It says 12, not 15, people were killed.", vec![("killed", 12)]),
        ("Twelve people were killed, not 20 as first reported.", vec![("killed", 12)]),
        ("Twelve people were killed rather than 20.", vec![("killed", 12)]),
        ("Not one person was killed.", vec![]),
    ] {
        check(text, "killed", &wanted);
    }
}

#[test]
fn what_is_not_known_is_not_zero() {
    for text in [
        "There was no immediate word on casualties.",
        "The army gave no details about casualties.",
        "There was no word of casualties.",
        "No official figures for casualties were given.",
        "It ended without any information on casualties.",
        "There was no comment as to casualties.",
    ] {
        check(text, "casualties", &[]);
    }
    check("There were no immediate casualties.", "casualties", &[("casualties", 0)]);
}

#[test]
fn years_and_signs_beside_a_toll() {
    check("In August 2016 civilians were killed there.", "killed", &[]);
    check("On 5 March 2015 soldiers were wounded there.", "wounded", &[]);
    check("Shells killed ~12 people.", "killed", &[("killed", 12)]);
    check("Shells killed c. 12 people.", "killed", &[("killed", 12)]);
    check("Shells killed >100 people.", "killed", &[("killed", 100)]);
    check("The war has killed 275 000 people.", "killed", &[("killed", 275_000)]);
    check("The war has killed 2,75,000 people.", "killed", &[("killed", 275_000)]);
    check("The war has killed nearly half a million people.", "killed", &[("killed", 500_000)]);
}

#[test]
fn things_and_times_are_not_counted() {
    check(
        "Four barrel bombs killed six people 20 km from here in a three-hour raid.",
        "killed",
        &[("killed", 6)],
    );
    check("Helicopters dropped four barrel bombs.", "dropped", &[]);
    check("The strike killed 18 people in 2015.", "killed", &[("killed", 18)]);
}

proptest! {
    #[test]
    fn any_text_and_any_trigger_are_counted(
        text in "\\PC{0,60}|((killed|wounded|were|was|no|a|child|deaths|of|20|two|and|including|people|left|dead|among|toll|to|half|himself|not|in|doctor|said|[,;.~-])[ ]?){0,24}",
        start in 0usize..40, len in 0usize..6,
    ) {
        let doc = document(&text, None);
        for count in counts(&doc, 0, start..start + len, None) {
            prop_assert!(count.high.is_none_or(|high| high >= count.low));
        }
    }
}
