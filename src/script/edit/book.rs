//! What each item of a script depends on: the `let`s, as they are meant where it is, and the functions, which are
//! the same all over the file.

use crate::script::items::{Action, Item};
use std::collections::{BTreeMap, BTreeSet};

/// A script's items and what they depend on.
pub struct Book<'a> {
    /// The items, in order.
    pub items: Vec<Item<'a>>,
    /// By item: the names it uses with what makes their values there, the definition first, then what changed it.
    on: Vec<BTreeMap<&'a str, Vec<usize>>>,
}

impl<'a> Book<'a> {
    /// Reads what `items` depend on.
    pub fn new(items: Vec<Item<'a>>) -> Book<'a> {
        let mut book = Book { items, on: Vec::new() };
        let mut current: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for at in 0..book.items.len() {
            let item = &book.items[at];
            let uses = item.uses();
            let seen = |name: &&'a str| Some((*name, current.get(name)?.clone()));
            let on = match item.action {
                Action::Function(..) => BTreeMap::new(),
                _ => uses.iter().filter_map(seen).collect(),
            };
            match item.action {
                Action::Define(name) => drop(current.insert(name, vec![at])),
                Action::Change(name) => current.entry(name).or_default().push(at),
                Action::Other => {
                    let known = uses.iter().filter_map(|name| Some((*name, current.get(name)?)));
                    let known: Vec<&str> = known.map(|(name, _)| name).collect();
                    known.into_iter().for_each(|name| current.entry(name).or_default().push(at));
                }
                Action::Function(..) | Action::Call(..) => {}
            }
            book.on.push(on);
        }
        book
    }

    /// What makes the value of `name` before item `place`; empty where it has none there.
    pub fn meant(&self, name: &str, place: usize) -> Vec<usize> {
        let mut made = Vec::new();
        for (at, item) in self.items[..place].iter().enumerate() {
            match item.action {
                Action::Define(defined) if defined == name => made = vec![at],
                Action::Change(changed) if changed == name => made.push(at),
                Action::Other if !made.is_empty() && item.uses().contains(name) => made.push(at),
                _ => {}
            }
        }
        made
    }

    /// The functions of that name and number of parameters.
    pub fn functions(&self, name: &str, parameters: usize) -> Vec<usize> {
        let wanted = Action::Function(name, parameters);
        (0..self.items.len()).filter(|&at| self.items[at].action == wanted).collect()
    }

    /// What item `at` depends on, name by name; each overload of a function by itself.
    pub fn groups(&self, at: usize) -> Vec<(&'a str, Vec<usize>)> {
        let values = self.on[at].iter().map(|(name, made)| (*name, made.clone()));
        let uses = self.items[at].uses();
        let called = self.items.iter().enumerate().filter_map(|(other, item)| match item.action {
            Action::Function(name, _) if other != at && uses.contains(name) => {
                Some((name, vec![other]))
            }
            _ => None,
        });
        values.chain(called).collect()
    }

    /// All that item `at` depends on, in the order of the script.
    pub fn stands_on(&self, at: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            let on = self.groups(at).into_iter().flat_map(|(_, made)| made);
            open.extend(on.filter(|&on| found.insert(on)));
        }
        found.remove(&at);
        found
    }

    /// Whether these items say what those of `other` say, and so does all they depend on.
    pub fn says_as(&self, own: &[usize], other: &Book<'_>, others: &[usize]) -> bool {
        let said = |book: &Book<'_>, made: &[usize]| -> Vec<blake3::Hash> {
            let mut known = BTreeMap::new();
            made.iter().map(|&at| book.said(at, &mut known)).collect()
        };
        said(self, own) == said(other, others)
    }

    /// What item `at` comes to: its gist and what the values it uses come to. Items only depend on earlier ones.
    fn said(&self, at: usize, known: &mut BTreeMap<usize, blake3::Hash>) -> blake3::Hash {
        // In order, so that the depth of the calls does not grow with the length of a chain of `let`s.
        let mut below: Vec<usize> = self.values_below(at).into_iter().collect();
        below.push(at);
        for at in below {
            let mut hash = blake3::Hasher::new();
            hash.update(self.items[at].gist().as_bytes());
            for (name, made) in &self.on[at] {
                hash.update(name.as_bytes()).update(&[made.len() as u8]);
                made.iter().filter_map(|on| known.get(on)).for_each(|on| {
                    hash.update(on.as_bytes());
                });
            }
            known.insert(at, hash.finalize());
        }
        known[&at]
    }

    /// The items whose values item `at` is made of.
    fn values_below(&self, at: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            open.extend(self.on[at].values().flatten().filter(|&&on| found.insert(on)));
        }
        found
    }
}
