//! What a session shows when it begins.

use super::state::Session;
use crate::repl::show::{counted, hanging};
use crate::repl::surface::Tone;

impl Session {
    /// The first text of a session: what is loaded, and how to begin.
    pub fn greeting(&mut self, version: &str) -> String {
        let (articles, rules) =
            (self.corpus.live.borrow().len(), self.corpus.live.borrow().coder().rules().len());
        let events: usize = match self.corpus.live.borrow_mut().tally() {
            Ok(tallies) => tallies.iter().map(|tally| tally.events).sum(),
            Err(_) => 0,
        };
        let mut text = format!(
            "{} {version}: {}, {} of {}, {}\n",
            self.view.surface.paint(Tone::Strong, "dateline"),
            counted(articles, "article"),
            counted(rules, "rule"),
            match self.rules.sources.names()[..] {
                [] => "no pack".to_owned(),
                ref names => names.join(", "),
            },
            counted(events, "event"),
        );
        let hint = match self.rules.sources.folders().is_empty() {
            true => "query the corpus, write rules, or type :help",
            false => "query the corpus, write rules, save a rule file in an editor, or type :help",
        };
        text = hanging(&self.view.surface, text.trim_end());
        text + hanging(&self.view.surface, &self.view.surface.paint(Tone::Faint, hint)).as_str()
    }
}
