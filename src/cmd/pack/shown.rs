//! How packs, trees and changes of a lock are written.

use dateline::legible::brief;
use dateline::pack::LockedPack;
use dateline::registry::trust::Trust;
use dateline::registry::update::Step;
use std::fmt::Write;

/// The first letters of a tree, enough to tell packs apart by eye.
pub fn short(tree: &str) -> &str {
    tree.get(..12).unwrap_or(tree)
}

/// A line for each pack that a change of the lock concerns.
pub fn steps(steps: &[Step], trust: &Trust) -> String {
    let mut text = String::new();
    for Step { name, old, new } in steps {
        let name = brief(name);
        let version = |pack: &LockedPack| brief(&pack.version).into_owned();
        let _ = match (old, new) {
            (None, Some(new)) => writeln!(text, "+ {name} {}{}", version(new), facts(new, trust)),
            (Some(old), None) => writeln!(text, "- {name} {}", version(old)),
            (Some(old), Some(new)) if old.version == new.version => {
                let was = match old.tree == new.tree {
                    true => String::new(),
                    false => format!(" (was tree {})", short(&old.tree)),
                };
                writeln!(text, "~ {name} {}{was}{}", version(new), facts(new, trust))
            }
            (Some(old), Some(new)) => {
                writeln!(text, "~ {name} {} -> {}{}", version(old), version(new), facts(new, trust))
            }
            (None, None) => Ok(()),
        };
    }
    text
}

/// Where a pack is from, its tree, who signed it.
fn facts(pack: &LockedPack, trust: &Trust) -> String {
    let mut text = format!("\n    from {}", brief(&pack.from));
    if !pack.tree.is_empty() {
        let _ = write!(text, "\n    tree {}", brief(&pack.tree));
    }
    match &pack.key {
        Some(key) => drop(write!(text, "\n    signed by {}", brief(&trust.shown(key)))),
        None if pack.tree.is_empty() || pack.from == "shipped" => {}
        None => text.push_str("\n    not signed"),
    }
    text
}
