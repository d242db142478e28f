//! Which reading of a name applies in its context: "Damascus" that denies is a government, "in Damascus" a city. Looks
//! only at the words beside the name; `frame` weighs whole sentences.

use super::builder::Gazetteer;
use super::entry::{EntryKind, NameForm, Reading};
use super::found::FoundName;
use super::hit::NameHit;
use super::index::key;
use super::place_words::is_scene;
use crate::text::Document;
use std::ops::Range;

/// Words after which a name is a place.
pub(super) const LOCAL: &[&str] = &[
    "in",
    "near",
    "inside",
    "outside",
    "around",
    "across",
    "throughout",
    "into",
    "over",
    "at",
    "within",
    "toward",
    "towards",
    "through",
    "via",
    "beyond",
    "northern",
    "southern",
    "eastern",
    "western",
    "north",
    "south",
    "east",
    "west",
    "central",
    "northeastern",
    "northwestern",
    "southeastern",
    "southwestern",
    "rural",
    "downtown",
    "neighboring",
    "neighbouring",
    "besieged",
    "embattled",
    "outskirts",
    "greater",
];

/// Words before which a name is a place.
pub(super) const LOCAL_AFTER: &[&str] = &[
    "city",
    "town",
    "village",
    "province",
    "provinces",
    "governorate",
    "countryside",
    "border",
    "region",
    "district",
    "districts",
    "neighborhood",
    "neighbourhood",
    "neighborhoods",
    "neighbourhoods",
    "suburb",
    "suburbs",
    "area",
    "areas",
    "desert",
    "coast",
    "territory",
    "soil",
    "airspace",
    "capital",
    "road",
    "highway",
    "river",
    "cities",
    "towns",
    "villages",
    "refugee",
    "department",
    "frontier",
    "mountains",
];

/// Words after which a state or a capital is an actor.
const PARTY_BEFORE: &[&str] = &[
    "by",
    "with",
    "against",
    "accuse",
    "accused",
    "accuses",
    "accusing",
    "blame",
    "blamed",
    "blames",
    "blaming",
    "urge",
    "urged",
    "urges",
    "urging",
    "condemn",
    "condemned",
    "ask",
    "asked",
    "asks",
    "told",
    "between",
    "pressed",
    "warned",
    "warns",
    "warning",
    "criticized",
    "criticised",
    "called",
    "calling",
    "persuade",
    "both",
    "pro",
    "anti",
    "force",
    "pressure",
    "support",
    "demand",
];

/// Words before which a name is an actor; forms of other verbs are recognised by their endings.
const PARTY_AFTER: &[&str] = &[
    "has",
    "had",
    "have",
    "was",
    "were",
    "is",
    "are",
    "will",
    "would",
    "could",
    "should",
    "may",
    "might",
    "must",
    "says",
    "said",
    "denies",
    "denied",
    "did",
    "does",
    "also",
    "and",
    "led",
    "backed",
    "began",
    "hits",
    "rejects",
    "accuses",
    "blames",
    "wants",
    "insists",
    "calls",
    "urges",
    "warns",
    "backs",
    "supports",
    "condemns",
    "agrees",
    "seeks",
    "vows",
    "claims",
    "announces",
    "gave",
    "sent",
    "took",
];

/// The hit of `names` at `tokens`, its entries sorted by fit; `sentence` limits the context used.
pub(super) fn judge(
    gazetteer: &Gazetteer,
    document: &Document,
    sentence: Range<usize>,
    tokens: Range<usize>,
    mut names: Vec<FoundName>,
) -> NameHit {
    let day = document.article.layout.published.map(|published| published.date);
    let reading = |name: &FoundName| gazetteer.entry(name.entry).reading();
    let places = names.iter().all(|name| reading(name) == Reading::Place);
    let actors = names.iter().any(|name| reading(name) == Reading::Actor);
    let first = match (places, actors) {
        (true, _) => Reading::Place,
        (_, true) => Reading::Actor, // "warplanes" are an actor first and a weapon second
        _ => Reading::Weapon,
    };
    let mixed = names.iter().any(|name| reading(name) == Reading::Place)
        && names.iter().any(|name| reading(name) != Reading::Place);
    let wanted = if mixed { prefer(gazetteer, document, sentence, &tokens, &names) } else { first };
    let described = described(document, &tokens);
    // A stable sort: names of equal fit keep the order of their rank.
    names.sort_by_key(|name| {
        let entry = gazetteer.entry(name.entry);
        (
            reading(name) != wanted,
            !entry.holds_on(day),
            described.is_some_and(|kind| kind != entry.kind),
        )
    });
    let mut entries = Vec::with_capacity(names.len());
    for name in &names {
        if !entries.contains(&name.entry) {
            entries.push(name.entry);
        }
    }
    let form = names.first().map_or(NameForm::Name, |name| name.form);
    let reading = entries.first().map_or(wanted, |&id| gazetteer.entry(id).reading());
    NameHit { tokens, entries, reading, form }
}

/// The kind of place that the next word indicates: "Aleppo province" is the province.
fn described(document: &Document, tokens: &Range<usize>) -> Option<EntryKind> {
    let mut buffer = String::new();
    let next =
        (tokens.end < document.len()).then(|| key(document.surface(tokens.end), &mut buffer));
    match next {
        Some(
            "province" | "governorate" | "department" | "countryside" | "region" | "state"
            | "oblast",
        ) => Some(EntryKind::Region),
        Some("city" | "town" | "village") => Some(EntryKind::Town),
        _ => None,
    }
}

fn prefer(
    gazetteer: &Gazetteer,
    document: &Document,
    sentence: Range<usize>,
    tokens: &Range<usize>,
    names: &[FoundName],
) -> Reading {
    let (mut one, mut two) = (String::new(), String::new());
    let before = if tokens.start > sentence.start {
        key(document.surface(tokens.start - 1), &mut one)
    } else {
        ""
    };
    let before_is_the = before == "the";
    let joined = tokens.end < sentence.end && is_close(document, tokens.end - 1);
    let after = if joined { key(document.surface(tokens.end), &mut two) } else { "" };
    let adjective = names.iter().any(|name| name.form == NameForm::Adjective);
    let state = names.iter().any(|name| {
        matches!(gazetteer.entry(name.entry).kind, EntryKind::State)
            && name.form != NameForm::Capital
    });
    if LOCAL_AFTER.contains(&after) {
        return Reading::Place;
    }
    if names.iter().any(|name| gazetteer.entry(name.entry).kind == EntryKind::Site) {
        // "At the White House" is a place; a house that does anything stands for who sits there.
        let article = key(document.surface(tokens.start), &mut one) == "the";
        let before = tokens.start.checked_sub(1 + usize::from(!article && before_is_the));
        let before = before.filter(|at| *at >= sentence.start);
        let before = before.map_or("", |at| key(document.surface(at), &mut one));
        let sited =
            matches!(before, "at" | "in" | "outside" | "near" | "inside" | "around" | "into");
        return if sited { Reading::Place } else { Reading::Actor };
    }
    if adjective {
        return Reading::Actor;
    }
    if PARTY_BEFORE.contains(&before) {
        return Reading::Actor;
    }
    if LOCAL.contains(&before) {
        return Reading::Place;
    }
    // "In the United States": a country whose name has an article, unless it modifies a noun.
    if state && before_is_the && tokens.start > sentence.start + 1 {
        let mut buffer = String::new();
        let outer = key(document.surface(tokens.start - 2), &mut buffer);
        let ends = matches!(
            after,
            "" | "and"
                | "or"
                | "on"
                | "in"
                | "at"
                | "after"
                | "when"
                | "where"
                | "since"
                | "for"
                | "to"
                | "by"
        );
        if ends && matches!(outer, "in" | "inside" | "across" | "within" | "throughout") {
            return Reading::Place;
        }
    }
    if matches!(before, "of" | "from" | "to" | "on") {
        let outer = if tokens.start > sentence.start + 1 {
            key(document.surface(tokens.start - 2), &mut one)
        } else {
            ""
        };
        return if is_party_frame(outer) { Reading::Actor } else { Reading::Place };
    }
    let mut words = Vec::new();
    // "Moscow is under pressure" is the government, "Maputo burned on Monday" the city.
    if !state && matches!(after, "burned" | "burnt" | "fell" | "falls" | "woke" | "changed") {
        let next = tokens.end..(tokens.end + 6).min(sentence.end);
        let mut buffer = String::new();
        words.extend(next.map(|at| key(document.surface(at), &mut buffer).to_owned()));
    }
    if is_scene(words.iter().map(String::as_str)) {
        return Reading::Place;
    }
    let speaks = PARTY_AFTER.contains(&after) || (after.len() > 4 && after.ends_with("ed"));
    if state || speaks { Reading::Actor } else { Reading::Place }
}

/// Words whose "of" or "to" introduces an actor: "the government of", "a call to".
fn is_party_frame(word: &str) -> bool {
    matches!(
        word,
        "government"
            | "army"
            | "president"
            | "minister"
            | "call"
            | "calls"
            | "appeal"
            | "message"
            | "speaking"
            | "ally"
            | "allies"
            | "behalf"
            | "accusation"
            | "accusations"
            | "support"
            | "sanctions"
            | "contacts"
            | "pressure"
            | "help"
            | "thanks"
            | "threat"
            | "warning"
            | "blame"
            | "anger"
    )
}

/// Whether only space, a hyphen or a possessive ending follows token `at`.
pub(super) fn is_close(document: &Document, at: usize) -> bool {
    document
        .gap_after(at)
        .chars()
        .all(|c| matches!(c, ' ' | '\n' | '-' | '\'' | '’' | 's' | '"' | '“'))
}
