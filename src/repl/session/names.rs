//! The names that completion offers, kept up to date. An edit shall be told within a blink, so that nothing large is
//! copied where it did not change.

use super::state::Session;
use crate::coder;
use crate::repl::symbols::Symbols;
use crate::script::ScriptSet;
use std::sync::Arc;

fn sorted(mut names: Vec<String>) -> Arc<Vec<String>> {
    names.sort();
    names.dedup();
    Arc::new(names)
}

impl Session {
    /// Has console and names see the rules of the moment.
    pub(super) fn refresh(&mut self) {
        let sets = coder::sets(self.rules.all());
        let alike = |(a, b): (&Arc<ScriptSet>, &Arc<ScriptSet>)| {
            a.pack == b.pack && a.lib == b.lib && a.lexicons == b.lexicons
        };
        if self.sets.len() != sets.len() || !self.sets.iter().zip(&sets).all(alike) {
            self.console.take(&sets);
        }
        self.sets = sets;
        let live = self.live.borrow();
        let names = live.coder().gazetteer();
        let same = self.gazetteer.as_ref().is_some_and(|known| Arc::ptr_eq(known, names));
        let actors = match same {
            true => self.symbols.actors.clone(),
            false => sorted(names.actor_names()),
        };
        self.gazetteer = Some(names.clone());
        let lexicons = self.rules.all().iter().flat_map(|pack| pack.scripts.lexicons.keys());
        let mut packs = self.pack_source.shipped_packs();
        packs.extend(self.sources.names().into_iter().map(str::to_owned));
        let symbols = Symbols {
            rules: sorted(live.coder().rules().iter().map(|rule| rule.id.clone()).collect()),
            kinds: sorted(live.coder().kinds()),
            lexicons: sorted(lexicons.cloned().collect()),
            packs: sorted(packs),
            actors,
            ..(*self.symbols).clone()
        };
        drop(live);
        self.symbols = Arc::new(symbols);
        self.refresh_symbols();
    }

    /// The articles' ids, after a corpus was read.
    pub(super) fn refresh_articles(&mut self) {
        let articles = Arc::new(self.queries.borrow().ids().to_vec());
        self.symbols = Arc::new(Symbols { articles, ..(*self.symbols).clone() });
    }

    /// The names that change with every entry.
    pub(in crate::repl) fn refresh_symbols(&mut self) {
        let symbols = Symbols {
            variables: self.console.variables().into_iter().map(|v| (v.name, v.on)).collect(),
            functions: self.console.typed_functions(),
            events: Arc::new(self.listed.iter().map(|event| event.id.clone()).collect()),
            ..(*self.symbols).clone()
        };
        self.symbols = Arc::new(symbols);
    }
}
