//! The difference between two lists of events of one article.

use super::align::{Renamed, align};
use super::passage::Passage;
use crate::event::Event;
use crate::event::change::{Change, changes};
use crate::text::Document;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What happened to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// Only the new side has it.
    Came,
    /// Only the old side has it.
    Went,
    /// Both have it, with other attributes.
    Changed,
}

impl Way {
    /// All, in the order of reports.
    pub const ALL: [Way; 3] = [Way::Came, Way::Went, Way::Changed];

    /// Its word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Way::Came => "came",
            Way::Went => "went",
            Way::Changed => "changed",
        }
    }

    /// Its sign before a line of text.
    pub fn sign(self) -> &'static str {
        match self {
            Way::Came => "+",
            Way::Went => "-",
            Way::Changed => "~",
        }
    }
}

/// An event that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The event on the old side; `None` if it came.
    pub before: Option<Event>,
    /// The event on the new side; `None` if it went.
    pub after: Option<Event>,
    /// The attributes that differ, if both sides have it; never empty then.
    pub changes: Vec<Change>,
    /// Its sentence in its paragraph, with the triggers marked.
    pub passage: Passage,
}

impl Difference {
    /// What happened to it.
    pub fn way(&self) -> Way {
        match (&self.before, &self.after) {
            (None, _) => Way::Came,
            (_, None) => Way::Went,
            _ => Way::Changed,
        }
    }

    /// The event as it is now, or as it was if it went.
    pub fn event(&self) -> Option<&Event> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

/// The comparison of one article's events.
#[derive(Clone, Debug, Default)]
pub struct ArticleComparison {
    /// How many events are the same on both sides, by kind and rule (its new id).
    pub same: BTreeMap<(String, String), u64>,
    /// The events that differ, in order of the text.
    pub differences: Vec<Difference>,
    /// Pairs of ids, old and new, of events that both sides have under different ids.
    pub new_ids: Vec<(String, String)>,
    /// How many events quote a passage that is not at its place in the article.
    pub misplaced: u64,
}

/// Compares the events of one article. With `kinds`, only events of these kinds on either side. `document` is the
/// article, if it is at hand; else passages are no more than the evidence. Differences in article, pack, hashes and the
/// id of the rule are none; two denials of one event agree even if that event's id changed.
pub fn compare(
    before: &[Event],
    after: &[Event],
    renamed: &Renamed,
    kinds: Option<&HashSet<String>>,
    document: Option<&Document>,
) -> ArticleComparison {
    let mut compared = ArticleComparison::default();
    let pairs = align(before, after, renamed);
    let both = pairs.iter().filter_map(|&(old, new)| Some((&before[old?].id, &after[new?].id)));
    let new_ids: HashMap<&String, &String> = both.filter(|(old, new)| old != new).collect();
    for (old, new) in pairs {
        let (old, new) = (old.map(|at| &before[at]), new.map(|at| &after[at]));
        let is_wanted = |event: &Event| kinds.is_none_or(|kinds| kinds.contains(&event.kind));
        if !old.is_some_and(is_wanted) && !new.is_some_and(is_wanted) {
            continue;
        }
        let changes = match (old, new) {
            (Some(old), Some(new)) => {
                let changes = changes_between(old, new, &new_ids);
                if changes.is_empty() {
                    let key = (new.kind.clone(), new.rule.clone());
                    *compared.same.entry(key).or_default() += 1;
                    continue;
                }
                changes
            }
            _ => Vec::new(),
        };
        let passage = Passage::of(document, old, new);
        compared.misplaced += u64::from(document.is_some() && !passage.is_in_article);
        compared.differences.push(Difference {
            before: old.cloned(),
            after: new.cloned(),
            changes,
            passage,
        });
    }
    compared.new_ids = new_ids.into_iter().map(|(old, new)| (old.clone(), new.clone())).collect();
    compared.new_ids.sort();
    compared
}

/// The attributes that differ, after the id of a denied event is brought up to date.
fn changes_between(old: &Event, new: &Event, new_ids: &HashMap<&String, &String>) -> Vec<Change> {
    match old.denies.as_ref().and_then(|denied| new_ids.get(denied)) {
        Some(denied) => changes(&Event { denies: Some((*denied).clone()), ..old.clone() }, new),
        None => changes(old, new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Stance, sample};

    fn event(id: &str, rule: &str) -> Event {
        let mut event = sample();
        (event.id, event.rule) = (id.into(), rule.into());
        event
    }

    #[test]
    fn packs_and_rule_ids_are_no_difference() {
        let before = event("1", "old");
        let mut after = event("2", "new");
        after.pack_hash = "ff".into();
        after.pack_version = "9.0.0".into();
        let renamed = Renamed::from([("old".to_owned(), "new".to_owned())]);
        let compared = compare(&[before], &[after], &renamed, None, None);
        assert!(compared.differences.is_empty());
        assert_eq!(compared.same[&("air_strike".to_owned(), "new".to_owned())], 1);
        assert_eq!(compared.new_ids, [("1".to_owned(), "2".to_owned())]);
    }

    #[test]
    fn denials_of_one_event_agree_under_another_id() {
        let denial = |id, denies: &str| {
            let mut denial = event(id, "denial");
            denial.denies = Some(denies.to_owned());
            denial
        };
        let before = [event("1", "old"), denial("d", "1")];
        let after = [event("2", "new"), denial("d", "2")];
        let renamed = Renamed::from([("old".to_owned(), "new".to_owned())]);
        assert!(compare(&before, &after, &renamed, None, None).differences.is_empty());
        let compared = compare(&before, &after, &Renamed::new(), None, None);
        let ways: Vec<Way> = compared.differences.iter().map(Difference::way).collect();
        assert_eq!(ways, [Way::Came, Way::Went, Way::Changed]);
        assert_eq!(compared.differences[2].changes[0].attribute, "denies");
    }

    #[test]
    fn a_kind_is_kept_that_either_side_has() {
        let (before, mut after) = (event("1", "a"), event("1", "a"));
        after.kind = "shelling".into();
        after.stance = Stance::Denied;
        let differences = |kind: &str| {
            let kinds = HashSet::from([kind.to_owned()]);
            let sides = ([before.clone()], [after.clone()]);
            compare(&sides.0, &sides.1, &Renamed::new(), Some(&kinds), None).differences
        };
        assert_eq!((differences("air_strike").len(), differences("shelling").len()), (1, 1));
        assert!(differences("aid").is_empty());
        let names: Vec<&str> =
            differences("shelling")[0].changes.iter().map(|change| change.attribute).collect();
        assert_eq!(names, ["kind", "stance"]);
    }
}
