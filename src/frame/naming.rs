//! The full name for a short one: "Power" for Samantha Power, "the ministry" for the Russian Defence Ministry, "the
//! group" for the monitor named before. Searches backwards from the short name. `ArticleContext` asks for parties and
//! claimants that no gazetteer knows as written.

use super::agent::PartyLookup;
use super::party::{self, PartyHit};
use crate::analysis::word_class::is_speaker_noun;
use crate::gazetteer::EntryKind;
use crate::text::Document;
use crate::text::tokens::memo::WordQuestion;
use std::ops::Range;

/// A full name, and its code where known.
pub(super) type NameAndCode = (String, Option<String>);

/// A common noun is searched at most this many tokens back.
const REACH: usize = 600;

/// "The group" may mean a monitor or an organisation at most this many sentences back.
const NEAR: usize = 6;

/// The full name of what the tokens `short` name; `None` where no earlier text has more of it.
///
/// `speaks` where they name a claimant: "the group" that says something is more likely a monitor than a faction.
pub(super) fn full_name(
    document: &Document,
    short: &Range<usize>,
    speaks: bool,
    parties: PartyLookup<'_>,
) -> Option<NameAndCode> {
    let head = short.end.checked_sub(1)?;
    if is_speaker_noun(&document.folded(head)) && short.len() == 1 {
        return None; // "Monitor" at a headline's end
    }
    if document.surface(head).starts_with(char::is_uppercase) {
        let alone = short.len() == 1
            || document.surface(short.start).starts_with(char::is_uppercase) && short.len() == 2;
        return if alone { person(document, short, head, parties) } else { None };
    }
    let opening = document.folded(short.start);
    if short.len() < 2 || short.len() > 3 || !matches!(opening.as_ref(), "the" | "this" | "its") {
        return None;
    }
    let noun = document.folded(head);
    if noun.ends_with('s') && noun != "forces" {
        return None; // "the rebels" may be any
    }
    same_noun(document, short, head, parties)
        .or_else(|| organisation(document, short, (noun.as_ref(), speaks), parties))
        .or_else(|| organisation(document, short, (noun.as_ref(), !speaks), parties))
}

/// "Abdel Rahman", called "Rami Abdel Rahman" before. Two capitalised words may already be a given name and a surname.
fn person(
    document: &Document,
    short: &Range<usize>,
    head: usize,
    parties: PartyLookup<'_>,
) -> Option<NameAndCode> {
    let behind_capital = |at: usize| {
        at > 0
            && document.gap_after(at - 1) == " "
            && document.surface(at - 1).starts_with(char::is_uppercase)
    };
    let first = document.first_place(WordQuestion::LongerName, short.clone(), behind_capital);
    if let Some(at) = first.filter(|&at| at < short.start)
        && let Some(hit) = hit_at(document, at, parties)
        && hit.kind == Some(EntryKind::Person)
        && let Some(name) = &hit.name
    {
        return Some((name.clone(), hit.code.clone()));
    }
    if short.len() > 1 {
        return None;
    }
    party::full_name(document, head).map(|name| (name, None))
}

/// An earlier phrase with the same noun and a name in it: "the Russian Defence Ministry" for "the ministry".
fn same_noun(
    document: &Document,
    short: &Range<usize>,
    head: usize,
    parties: PartyLookup<'_>,
) -> Option<NameAndCode> {
    let noun = document.folded(head).into_owned();
    for at in (short.start.saturating_sub(REACH)..short.start).rev() {
        if !document.surface(at).eq_ignore_ascii_case(&noun) {
            continue;
        }
        let Some(hit) = hit_at(document, at, parties) else { continue };
        let named = document.surface(at).starts_with(char::is_uppercase) || hit.name.is_some();
        if !named || hit.tokens.len() < 2 || hit.tokens == *short {
            continue;
        }
        let text = hit.span.cut(document.text());
        let bare = text.strip_prefix("the ").or_else(|| text.strip_prefix("The ")).unwrap_or(text);
        return Some((
            hit.name.clone().unwrap_or_else(|| bare.replace('\n', " ")),
            hit.code.clone(),
        ));
    }
    None
}

/// "The group", "the monitor": the last monitor, organisation or faction named before.
fn organisation(
    document: &Document,
    short: &Range<usize>,
    (noun, speaks): (&str, bool),
    parties: PartyLookup<'_>,
) -> Option<NameAndCode> {
    let fits = |kind: EntryKind| match noun {
        "monitor" | "watchdog" | "observatory" => kind == EntryKind::Monitor,
        "agency" => kind == EntryKind::Media,
        "organisation" | "organization" => {
            matches!(
                kind,
                EntryKind::Monitor | EntryKind::Ngo | EntryKind::Igo | EntryKind::Medical
            )
        }
        "group" if speaks => {
            matches!(kind, EntryKind::Monitor | EntryKind::Ngo | EntryKind::Medical)
        }
        "group" => matches!(kind, EntryKind::Jihadist | EntryKind::Rebel | EntryKind::Militia),
        _ => false,
    };
    let sentence = document.sentence_of(short.start)?;
    (sentence.saturating_sub(NEAR)..=sentence).rev().find_map(|nth| {
        let hits = parties(nth);
        let before = hits.iter().rev().filter(|hit| hit.tokens.end <= short.start);
        let hit = before.filter(|hit| hit.name.is_some()).find(|hit| hit.kind.is_some_and(fits))?;
        Some((hit.name.clone()?, hit.code.clone()))
    })
}

/// The party that contains the token.
fn hit_at(document: &Document, at: usize, parties: PartyLookup<'_>) -> Option<PartyHit> {
    let sentence = document.sentence_of(at)?;
    parties(sentence).iter().find(|hit| hit.tokens.contains(&at)).cloned()
}

#[cfg(test)]
mod tests {
    use crate::frame::ArticleContext;
    use crate::gazetteer::testing::{SHIPPED, document};
    use crate::gazetteer::{Gazetteer, GazetteerBuilder};
    use crate::text::testing::tokens;
    use std::rc::Rc;
    use std::sync::Arc;

    fn shipped() -> Arc<Gazetteer> {
        assert!(SHIPPED.0.len() > 1);
        let mut builder = GazetteerBuilder::new();
        for file in [
            "conflict/gazetteers/roles.csv",
            "conflict/gazetteers/states.csv",
            "syria/gazetteers/actors.csv",
        ] {
            let path = format!("{}/rules/{file}", env!("CARGO_MANIFEST_DIR"));
            let table = crate::gazetteer::Table::from_file_name(&path).expect("a table");
            builder.add_table(table, &path, &std::fs::read_to_string(&path).expect("readable"));
        }
        Arc::new(builder.build())
    }

    #[test]
    fn short_names_are_resolved_to_full_names() {
        let gazetteer = shipped();
        let name = |texts: &[&str], short: &str| {
            let numbered: Vec<(&str, u32)> = texts.iter().map(|text| (*text, 0)).collect();
            let document = Rc::new(document(&numbered, false));
            let last = document.sentences().last().expect("a sentence").span;
            let at =
                document.text()[last.start as usize..].find(short).expect("the name stands there");
            let start = last.start as usize + at;
            let found = document.tokens_in(crate::text::Span::new(start, start + short.len()));
            assert!(!found.is_empty() && !tokens(&document, short).is_empty());
            let span = document.tokens_span(found);
            let notes = ArticleContext::new(document.clone(), gazetteer.clone());
            let found =
                notes.canonical(Some(span), short).or_else(|| notes.full_name_of(span, true));
            found.map(|(name, _)| name)
        };
        let earlier_text = "On Monday the Russian Foreign Ministry spoke.";
        assert_eq!(
            name(&[earlier_text, "The ministry denied it."], "The ministry").as_deref(),
            Some("Russian Foreign Ministry")
        );
        let earlier_text = "The Syrian Observatory for Human Rights counted ten dead.";
        assert_eq!(
            name(&[earlier_text, "The group gave no names."], "The group").as_deref(),
            Some("Syrian Observatory for Human Rights")
        );
        assert_eq!(
            name(&["Envoy Hassan Karim spoke.", "Later Karim left."], "Karim").as_deref(),
            Some("Hassan Karim")
        );
        assert_eq!(name(&["Shells fell.", "The ministry denied it."], "The ministry"), None);
        assert_eq!(name(&["The Russian rebels left.", "The rebels returned."], "The rebels"), None);
    }
}
