//! Changes that one pack makes to the rules of another that it stands on, without a copy of it: rules left out, words
//! added to `unless`, a lowest status. They apply wherever both packs are loaded, and are a part of the rules hash of
//! the pack that makes them.

use super::{LoadedRule, Program};
use crate::pattern::Pattern;
use crate::script::spec::Overlay;
use crate::script::{Fault, ScriptSet};
use crate::suggest::suggest;
use std::collections::BTreeSet;

/// The statuses of rules, the lowest first.
const STATUSES: [&str; 3] = ["experimental", "test", "stable"];

impl Program {
    /// Applies the overlays of all sets to the rules. Returns what is wrong with them.
    pub(super) fn apply_overlays(&mut self) -> Vec<Fault> {
        let sets = self.sets.clone();
        let mut faults = Vec::new();
        for (at, set) in sets.iter().enumerate() {
            let below = self.below(at);
            for overlay in &set.overlays {
                let known = || below.iter().map(String::as_str);
                if !below.contains(&overlay.pack) {
                    let message = format!(
                        "the overlay is of {}, and this pack does not stand on a pack of that name",
                        overlay.pack
                    );
                    let help = match suggest(&overlay.pack, known()) {
                        Some(near) => format!("did you mean [overlay.{near}]?"),
                        None => "add it to [depends], or remove the overlay".to_owned(),
                    };
                    faults.push(fault(set, overlay.line, &message, &help));
                    continue;
                }
                self.apply(set, overlay, &mut faults);
            }
        }
        faults
    }

    /// The names of the packs that set `at` stands on.
    fn below(&self, at: usize) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&String> = self.sets[at].depends.iter().collect();
        while let Some(name) = open.pop() {
            if found.insert(name.clone()) {
                let set = self.sets.iter().find(|set| set.pack == *name);
                open.extend(set.iter().flat_map(|set| &set.depends));
            }
        }
        found
    }

    fn apply(&mut self, set: &ScriptSet, overlay: &Overlay, faults: &mut Vec<Fault>) {
        let is_own = |rule: &LoadedRule| rule.spec.pack == overlay.pack;
        let rules = self.rules.iter().chain(&self.replaced).chain(&self.disabled);
        let names: BTreeSet<String> =
            rules.filter(|rule| is_own(rule)).map(|rule| rule.spec.name.clone()).collect();
        let unknown = |id: &str| {
            let help = match suggest(id, names.iter().map(String::as_str)) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("`dateline doc {}` lists its rules", overlay.pack),
            };
            (format!("{} has no rule {id:?}", overlay.pack), help)
        };
        for (id, line) in &overlay.disable {
            if !names.iter().any(|name| fits(id, name)) {
                let (message, help) = unknown(id);
                faults.push(fault(set, *line, &message, &help));
            }
        }
        for (id, phrases, line) in &overlay.unless {
            if !names.contains(id) {
                let (message, help) = unknown(id);
                faults.push(fault(set, *line, &message, &help));
                continue;
            }
            let pattern = match Pattern::words(phrases) {
                Ok(pattern) => pattern,
                Err(error) => {
                    let message = format!("the phrases for {id} are no pattern: {error}");
                    faults.push(fault(set, *line, &message, ""));
                    continue;
                }
            };
            let rules = self.rules.iter_mut().filter(|rule| is_own(rule) && rule.spec.name == *id);
            for rule in rules {
                rule.spec.unless = match rule.spec.unless.take() {
                    None => Some(pattern.clone()),
                    // `any` fails only where a rule becomes too large; then the words alone must do.
                    Some(first) => {
                        Pattern::any(vec![first, pattern.clone()]).ok().or(Some(pattern.clone()))
                    }
                };
            }
        }
        let rank = |status: &str| STATUSES.iter().position(|known| *known == status).unwrap_or(0);
        let least = overlay.min_status.as_deref().map_or(0, rank);
        let is_out = |rule: &LoadedRule| {
            is_own(rule)
                && (rank(&rule.spec.status) < least
                    || overlay.disable.iter().any(|(id, _)| fits(id, &rule.spec.name)))
        };
        let (out, kept) = std::mem::take(&mut self.rules).into_iter().partition(is_out);
        self.rules = kept;
        self.disabled.extend::<Vec<LoadedRule>>(out);
        self.places.clear();
        for (at, rule) in self.rules.iter().enumerate() {
            self.places.entry(rule.spec.name.clone()).or_default().push(at);
        }
    }
}

fn fault(set: &ScriptSet, line: usize, message: &str, help: &str) -> Fault {
    Fault::of(&set.pack, Some("pack.toml"), message, help).at(&set.manifest, Some(line), Some(1))
}

/// Whether `name` fits a pattern in which `*` stands for any letters, also none.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(head) else { return false };
    let parts: Vec<&str> = rest.split('*').collect();
    let Some((last, middle)) = parts.split_last() else { return true };
    for part in middle {
        match name.find(part) {
            Some(at) => name = &name[at + part.len()..],
            None => return false,
        }
    }
    name.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_any_letters() {
        for (pattern, name, expected) in [
            ("road/*", "road/cut", true),
            ("road/*", "roads/cut", false),
            ("*", "a/b", true),
            ("*/cut", "road/cut", true),
            ("r*/c*t", "road/cut", true),
            ("a*a", "a", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c", false),
            ("road/cut", "road/cut", true),
            ("road/cu", "road/cut", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
