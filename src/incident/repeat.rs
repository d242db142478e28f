//! Articles that repeat another: a story is counted once, however many articles print it.

use super::group::MentionPair;
use super::links::MentionLinks;
use super::mention::IncidentMention;
use std::collections::BTreeMap;

/// Gives the mentions of an article that repeats another the story of that one. Where no mention of the other is among
/// them, the articles that repeat it share the story of the first of them.
pub fn set_stories(mentions: &mut [IncidentMention]) {
    if mentions.iter().all(|mention| mention.event.article.repeats.is_none()) {
        return;
    }
    let mut story_of: BTreeMap<&str, u32> = BTreeMap::new();
    let own = mentions.iter().filter(|mention| mention.event.article.repeats.is_none());
    for mention in own {
        story_of.entry(&mention.event.article.id).or_insert(mention.article);
    }
    for mention in mentions {
        if let Some(first) = &mention.event.article.repeats {
            mention.story = *story_of.entry(first).or_insert(mention.article);
        }
    }
}

/// At most so many mentions of one kind are compared in words with one of a repeat, which bounds the cost of hostile
/// input.
const LOOKED_AT: usize = 64;

/// Each mention of an article that repeats another, with the same mention there: of the same kind, in the same passage
/// or one that is slightly changed.
pub fn pairs(mentions: &[IncidentMention], links: &MentionLinks) -> Vec<MentionPair> {
    let mut repeating =
        mentions.iter().zip(0u32..).filter(|(mention, _)| mention.is_of_repeat()).peekable();
    if repeating.peek().is_none() {
        return Vec::new();
    }
    let mut of_kind: BTreeMap<(u32, &str), Vec<u32>> = BTreeMap::new();
    let mut of_passage: BTreeMap<(u32, &str, &str), Vec<u32>> = BTreeMap::new();
    for (mention, at) in mentions.iter().zip(0u32..) {
        if !mention.is_of_repeat() && links.has(at) {
            let (article, kind) = (mention.article, mention.event.kind.as_str());
            of_kind.entry((article, kind)).or_default().push(at);
            let passage = mention.event.evidence.text.as_str();
            of_passage.entry((article, kind, passage)).or_default().push(at);
        }
    }
    let same = |(mention, at): (&IncidentMention, u32)| {
        if !links.has(at) {
            return None;
        }
        let (story, kind) = (mention.story, mention.event.kind.as_str());
        let passage = mention.event.evidence.text.as_str();
        let exact = of_passage.get(&(story, kind, passage)).and_then(|found| {
            let trigger = |at: &&u32| {
                mentions[**at as usize].event.trigger.text == mention.event.trigger.text
            };
            found.iter().take(LOOKED_AT).find(trigger).or(found.first())
        });
        let edited = || {
            let is_copy = |at: &&u32| mentions[**at as usize].wording.is_copy(&mention.wording);
            of_kind.get(&(story, kind))?.iter().take(LOOKED_AT).find(is_copy)
        };
        Some(MentionPair::of_repeat(at, *exact.or_else(edited)?))
    };
    repeating.filter_map(same).collect()
}

/// Those of the mentions of a group that count: of each story the mentions of one article, the one that repeats no
/// other if it is in the group.
pub fn counted<'m, 'e>(members: &[&'m IncidentMention<'e>]) -> Vec<&'m IncidentMention<'e>> {
    let mut article_of: BTreeMap<u32, u32> = BTreeMap::new();
    for mention in members {
        let article = article_of.entry(mention.story).or_insert(mention.article);
        if mention.article == mention.story {
            *article = mention.article;
        }
    }
    let is_counted =
        |mention: &&&IncidentMention| article_of.get(&mention.story) == Some(&mention.article);
    members.iter().filter(is_counted).copied().collect()
}

#[cfg(test)]
mod tests {
    use crate::event::{Counted, Event};
    use crate::incident::testing::{mention, strike};
    use crate::incident::{Incident, join};

    /// The only incident of `events`.
    fn incident(events: &[Event]) -> Incident {
        let mut found = join(events, &[strike()]).incidents;
        assert_eq!(found.len(), 1);
        found.remove(0)
    }

    fn report(article: &str, dead: u64, repeats: Option<&str>) -> Event {
        let mut event = mention(article, 1, "air_strike").town("Gullhaven").killed(dead).0;
        event.article.repeats = repeats.map(str::to_owned);
        event
    }

    #[test]
    fn an_article_that_repeats_another_is_no_further_source() {
        let alone = incident(&[report("a", 9, None), report("c", 9, None)]);
        let printed = [report("a", 9, None), report("b", 9, Some("a")), report("c", 9, None)];
        let again = incident(&printed);
        assert_eq!((again.articles, again.repeats, again.mentions()), (2, 1, 2));
        assert_eq!(again.members.len(), 3);
        assert_eq!(again.members[1].repeats.as_deref(), Some("a"));
        assert_eq!(again.outlets, ["a wire", "c wire"]);
        assert_eq!((&again.corroboration, &again.id), (&alone.corroboration, &alone.id));
        assert_eq!(again.corroboration[0].voices, 2);
        let each = printed.map(|mut event| {
            event.article.repeats = None;
            event
        });
        assert_eq!((incident(&each).articles, incident(&each).corroboration[0].voices), (3, 3));
    }

    #[test]
    fn a_figure_that_only_a_repeat_gives_is_kept_and_disputes_nothing() {
        let updated = incident(&[report("a", 9, None), report("b", 12, Some("a"))]);
        let toll = updated.tolls.iter().find(|toll| toll.what == Counted::Killed).unwrap();
        assert_eq!((toll.low, toll.high, toll.figures.len()), (9, 12, 2));
        assert_eq!(updated.contradiction, []);
        let own = incident(&[report("a", 9, None), report("b", 12, None)]);
        assert_eq!(own.contradiction.len(), 1);
    }

    #[test]
    fn what_is_repeated_joins_whatever_day_and_place_are_known() {
        let vague = |article: &str, day: &str, repeats: Option<&str>| {
            let mut event = mention(article, 1, "air_strike").on(day).0;
            event.evidence.text =
                "Jets went back to the mill, and left nothing of it, a man said.".into();
            event.article.repeats = repeats.map(str::to_owned);
            event
        };
        let printed = [vague("a", "2016-08-11", None), vague("b", "2016-08-19", Some("a"))];
        let joined = incident(&printed);
        assert_eq!((joined.articles, joined.repeats), (1, 1));
        assert_eq!(joined.members[1].why, ["the article repeats a"]);
        assert_eq!(
            (&joined.members[0].with, joined.members[1].with.as_deref()),
            (&None, Some("a/1/air_strike"))
        );
        assert_eq!(joined.date, printed[0].date);
        let own = [vague("a", "2016-08-11", None), vague("b", "2016-08-19", None)];
        assert_eq!(join(&own, &[strike()]).incidents.len(), 2);
    }

    #[test]
    fn of_repeats_whose_story_is_not_there_one_counts() {
        let both = [report("b", 9, Some("gone")), report("c", 9, Some("gone"))];
        let joined = incident(&both);
        assert_eq!((joined.articles, joined.repeats, joined.mentions()), (1, 1, 1));
        assert_eq!(joined.outlets, ["b wire"]);
        let turned = [both[1].clone(), both[0].clone()];
        assert_eq!(incident(&turned), joined);
    }
}
