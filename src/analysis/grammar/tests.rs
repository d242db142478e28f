//! Sentences with who does what to whom, and two treebanks where they can be had.

use super::*;
use crate::text::testing::document;

/// "verb < subject > object / agent", for each verb group of the first sentence; parts that were not found are "-".
fn read(text: &str) -> Vec<String> {
    let document = document(text, None);
    let sentence = analyse(&document, document.sentences()[0].tokens.clone());
    let name = |phrase: Option<usize>| {
        phrase.map_or("-".to_owned(), |phrase| {
            let joined: Vec<_> = (sentence.joined(phrase))
                .map(|nth| document.surface(sentence.phrases[nth].head).to_owned())
                .collect();
            joined.join("+")
        })
    };
    (sentence.verbs.iter())
        .map(|verb| {
            let main = document.surface(verb.main);
            let not = if verb.negated.is_some() { "not " } else { "" };
            let (subject, object, agent) =
                (name(verb.subject), name(verb.object), name(verb.agent));
            match verb.voice {
                Voice::Active => format!("{not}{main}: {subject} > {object}"),
                Voice::Passive => format!("{not}{main}: {agent} > {subject}"),
            }
        })
        .collect()
}

#[test]
fn who_does_what_to_whom() {
    let mut wrong = Vec::new();
    for (text, groups) in [
        ("Rebels attacked the town on Monday.", &["attacked: Rebels > town"][..]),
        ("The town was attacked by rebels.", &["attacked: rebels > town"]),
        ("Turkey, Jordan and Iraq condemned the raid.", &["condemned: Turkey+Jordan+Iraq > raid"]),
        (
            "The minister said rebels shelled a school.",
            &["said: minister > -", "shelled: rebels > school"],
        ),
        (
            "People wounded in the raid were taken to a clinic.",
            &["wounded: - > People", "taken: - > People"],
        ),
        (
            "The army, which took the hill, shelled the town.",
            &["took: army > hill", "shelled: army > town"],
        ),
        (
            "Troops entered the city and arrested ten men.",
            &["entered: Troops > city", "arrested: Troops > men"],
        ),
        (
            "The president ordered troops to leave the valley.",
            &["ordered: president > troops", "leave: troops > valley"],
        ),
        ("No group attacked the convoy.", &["not attacked: group > convoy"]),
        ("The army did not shell the market.", &["not shell: army > market"]),
        ("When rebels attacked, soldiers fled.", &["attacked: rebels > -", "fled: soldiers > -"]),
        (
            "Jets bombed a market, killing ten people.",
            &["bombed: Jets > market", "killing: Jets > people"],
        ),
        ("Ten civilians killed in air strike.", &["killed: - > civilians"]),
        ("\"We shall return,\" said the minister.", &["return: We > -", "said: minister > -"]),
        (
            "After heavy shelling the army said it had withdrawn.",
            &["said: army > -", "withdrawn: it > -"],
        ),
        ("The town that rebels captured fell.", &["captured: rebels > town", "fell: town > -"]),
        (
            "Five soldiers were killed and ten wounded.",
            &["killed: - > soldiers", "wounded: - > ten"],
        ),
        (
            "MSF said that the hospital in Millis Idlib province was hit directly by two airstrikes.",
            &["said: MSF > -", "hit: airstrikes > hospital"],
        ),
        (
            "A hospital funded by a charity [MSF] in a rebel-held province was destroyed by airstrikes.",
            &["funded: charity > hospital", "destroyed: airstrikes > hospital"],
        ),
        (
            "Fighters raided the base, the market and the police station in Djibo.",
            &["raided: Fighters > base+market+station"],
        ),
        ("A 67-year-old man was wounded.", &["wounded: - > man"]),
        (
            "The president, who visited Moscow on Friday, rejected the offer.",
            &["visited: president > Moscow", "rejected: president > offer"],
        ),
        (
            "Officials blamed the army for the raid and called for an inquiry.",
            &["blamed: Officials > army", "called: Officials > -"],
        ),
        (
            "The rebels said on Monday that government troops had shelled the town.",
            &["said: rebels > -", "shelled: troops > town"],
        ),
        (
            "Police fired tear gas and arrested the protesters.",
            &["fired: Police > gas", "arrested: Police > protesters"],
        ),
        (
            "The army is besieging towns that are controlled by rebels.",
            &["besieging: army > towns", "controlled: rebels > towns"],
        ),
        (
            "The Russian military said six of its bombers had flown from Russia.",
            &["said: military > -", "flown: six > -"],
        ),
        ("The army struck at dawn.", &["struck: army > -"]),
        (
            "The soldiers who fought rebels attacked the convoy.",
            &["fought: soldiers > rebels", "attacked: soldiers > convoy"],
        ),
        (
            "The soldiers who had been fighting the rebels shelled the town.",
            &["fighting: soldiers > rebels", "shelled: soldiers > town"],
        ),
        (
            "Soldiers fighting rebels shelled the town.",
            &["fighting: Soldiers > rebels", "shelled: Soldiers > town"],
        ),
        (
            "The convoy, attacked by rebels on Monday, burned.",
            &["attacked: rebels > convoy", "burned: convoy > -"],
        ),
        (
            "The rebels who attacked the convoy fled.",
            &["attacked: rebels > convoy", "fled: rebels > -"],
        ),
        ("They shot down a plane.", &["shot: They > plane"]),
        ("The army carried out a strike.", &["carried: army > strike"]),
        ("They gave the rebels arms.", &["gave: They > arms"]),
        ("Russia offered Syria a truce.", &["offered: Russia > truce"]),
    ] {
        let found = read(text);
        if found != groups {
            wrong.push(format!("{text}\n  found {found:?}\n  right {groups:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
