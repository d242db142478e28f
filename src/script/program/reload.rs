//! Reloads a program and keeps what was loaded of rule files that did not change. A live session does so at every edit.

use super::{LoadedFile, LoadedRule, Program};
use crate::script::host::Host;
use crate::script::naming;
use crate::script::{Fault, ScriptSet};
use std::rc::Rc;
use std::sync::Arc;

impl Program {
    /// Replaces the sets it was loaded from by `sets`, and runs only the rule files that changed, or all files where a
    /// lexicon or a file of `lib/` changed. The result is that of [`Program::load`]; all faults are returned again.
    pub fn reload(&mut self, sets: &[Arc<ScriptSet>]) -> Vec<Fault> {
        if self.is_partial || !alike(&self.sets, sets) {
            let host = Host {
                interrupt: self.host.interrupt.clone(),
                ignores_interrupt: self.host.ignores_interrupt.clone(),
                hashes_closures: self.host.hashes_closures,
                ..Host::default()
            };
            let (fresh, faults) = Program::load_for(sets, &self.limits, host);
            *self = fresh;
            return faults;
        }
        self.engine.set_max_operations(self.limits.load_operations);
        let old_sets = std::mem::replace(&mut self.sets, Rc::new(sets.to_vec()));
        self.roots = (0..sets.len()).map(|at| Rc::new(naming::roots(sets, at))).collect();
        let mut old_rules: Vec<Vec<LoadedRule>> = self.files.iter().map(|_| Vec::new()).collect();
        self.places.clear();
        let rules = std::mem::take(&mut self.rules).into_iter();
        let rules = rules.chain(std::mem::take(&mut self.replaced));
        let rules = rules.chain(std::mem::take(&mut self.disabled));
        rules.for_each(|rule| old_rules[rule.at].push(rule));
        old_rules.iter_mut().for_each(|rules| rules.sort_by_key(|rule| rule.order));
        let mut old: Vec<_> = std::mem::take(&mut self.files)
            .into_iter()
            .zip(old_rules)
            .filter(|(file, _)| !file.depends_on_others)
            .map(Some)
            .collect();
        for (index, set) in sets.iter().enumerate() {
            for (number, file) in set.rules.iter().enumerate() {
                let same = |kept: &&mut Option<(LoadedFile, Vec<LoadedRule>)>| {
                    kept.as_ref().is_some_and(|(kept, _)| {
                        kept.set == index && old_sets[index].rules[kept.file] == *file
                    })
                };
                let kept = old.iter_mut().find(same).and_then(Option::take);
                let has_place = |rule: &LoadedRule| self.place(index, &rule.written).is_ok();
                match kept.filter(|(_, rules)| rules.iter().all(has_place)) {
                    Some((kept, rules)) => {
                        self.keep(set, LoadedFile { file: number, ..kept }, rules)
                    }
                    None => self.load_rules(index, number),
                }
            }
        }
        self.finish_loading()
    }

    /// Goes back to `sets`, which were loaded before. The interrupt flag is ignored, since this undoes interrupted
    /// work.
    pub fn restore(&mut self, sets: &[Arc<ScriptSet>]) {
        let ignores_interrupt = self.host.ignores_interrupt.clone();
        ignores_interrupt.set(true);
        self.reload(sets);
        ignores_interrupt.set(false);
    }

    /// Keeps a file as it was loaded before; other files of its pack may have changed.
    fn keep(&mut self, set: &ScriptSet, file: LoadedFile, rules: Vec<LoadedRule>) {
        let at = self.files.len();
        self.files.push(file);
        for mut rule in rules {
            rule.at = at;
            rule.spec.pack_version.clone_from(&set.version);
            rule.spec.pack_hash.clone_from(&set.hash);
            rule.spec.unless.clone_from(&rule.own_unless);
            self.insert_rule(rule);
        }
    }
}

/// Whether rule files that are in both see the same names. A set added or removed at the end is not visible to earlier
/// ones, since a set comes after those in its `depends`; sets that could still see it by name are checked.
fn alike(old: &[Arc<ScriptSet>], new: &[Arc<ScriptSet>]) -> bool {
    let same = |(old, new): (&Arc<ScriptSet>, &Arc<ScriptSet>)| {
        old.pack == new.pack
            && (&old.depends, &old.beside) == (&new.depends, &new.beside)
            && (old.lone, old.replaces) == (new.lone, new.replaces)
            && old.lib == new.lib
            && old.lexicons == new.lexicons
            && old.unread == new.unread
    };
    let longer = if old.len() > new.len() { old } else { new };
    let more = &longer[old.len().min(new.len())..];
    let is_visible = |set: &Arc<ScriptSet>| {
        let names = |other: &Arc<ScriptSet>| {
            !Arc::ptr_eq(other, set)
                && (other.replaces
                    || other.depends.contains(&set.pack)
                    || other.beside.contains(&set.pack))
        };
        !set.lib.is_empty() || !set.unread.is_empty() || old.iter().chain(new).any(names)
    };
    old.iter().zip(new).all(same) && !more.iter().any(is_visible)
}
