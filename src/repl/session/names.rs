//! Keeps the names that completion offers up to date. Edits must be reported quickly, so large lists are copied only
//! if they changed.

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
    /// Updates console and names to the current rules.
    pub(super) fn refresh(&mut self) {
        let sets = coder::sets(self.rules.current.all());
        let alike = |(a, b): (&Arc<ScriptSet>, &Arc<ScriptSet>)| {
            a.pack == b.pack && a.lib == b.lib && a.lexicons == b.lexicons
        };
        if self.names.sets.len() != sets.len() || !self.names.sets.iter().zip(&sets).all(alike) {
            self.input.console.take(&sets);
        }
        self.names.sets = sets;
        let live = self.corpus.live.borrow();
        let names = live.coder().gazetteer();
        let same = self.names.gazetteer.as_ref().is_some_and(|known| Arc::ptr_eq(known, names));
        let actors = match same {
            true => self.names.symbols.actors.clone(),
            false => sorted(names.actor_names()),
        };
        self.names.gazetteer = Some(names.clone());
        let lexicons =
            self.rules.current.all().iter().flat_map(|pack| pack.scripts.lexicons.keys());
        let mut packs = self.pack_source.shipped_packs();
        packs.extend(self.rules.sources.names().into_iter().map(str::to_owned));
        let symbols = Symbols {
            rules: sorted(live.coder().rules().iter().map(|rule| rule.id.clone()).collect()),
            kinds: sorted(live.coder().kinds()),
            lexicons: sorted(lexicons.cloned().collect()),
            packs: sorted(packs),
            actors,
            ..(*self.names.symbols).clone()
        };
        drop(live);
        self.names.symbols = Arc::new(symbols);
        self.refresh_symbols();
    }

    /// Updates the article ids, after a corpus was read.
    pub(super) fn refresh_articles(&mut self) {
        let articles = Arc::new(self.corpus.queries.borrow().ids().to_vec());
        self.names.symbols = Arc::new(Symbols { articles, ..(*self.names.symbols).clone() });
    }

    /// Updates the names that change with every entry.
    pub(in crate::repl) fn refresh_symbols(&mut self) {
        let symbols = Symbols {
            variables: self.input.console.variables().into_iter().map(|v| (v.name, v.on)).collect(),
            functions: self.input.console.typed_functions(),
            events: Arc::new(self.view.listed.iter().map(|event| event.id.clone()).collect()),
            ..(*self.names.symbols).clone()
        };
        self.names.symbols = Arc::new(symbols);
    }
}
