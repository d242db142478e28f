//! The session as the seat speaks to it.

use super::Session;
use crate::repl::reply::Reply;
use crate::repl::session_thread::SessionHandler;
use crate::repl::show::{counted, hanging};
use crate::repl::surface::{Surface, Tone};
use crate::repl::symbols::Symbols;
use std::path::PathBuf;
use std::sync::Arc;

impl Session {
    /// What a person is met with: what is loaded, and where to begin.
    pub fn greeting(&mut self, version: &str) -> String {
        let (articles, rules) =
            (self.live.borrow().len(), self.live.borrow().coder().rules().len());
        let events: usize = match self.live.borrow_mut().tally() {
            Ok(tallies) => tallies.iter().map(|tally| tally.events).sum(),
            Err(_) => 0,
        };
        let mut text = format!(
            "{} {version}: {}, {} of {}, {}\n",
            self.surface.paint(Tone::Strong, "dateline"),
            counted(articles, "article"),
            counted(rules, "rule"),
            match self.sources.names()[..] {
                [] => "no pack".to_owned(),
                ref names => names.join(", "),
            },
            counted(events, "event"),
        );
        let hint = match self.sources.folders().is_empty() {
            true => "ask, write rules, or type :help",
            false => "ask, write rules, save a rule file in an editor, or type :help",
        };
        text = hanging(&self.surface, text.trim_end());
        text + hanging(&self.surface, &self.surface.paint(Tone::Faint, hint)).as_str()
    }
}

impl SessionHandler for Session {
    fn eval(&mut self, entry: &str) -> Reply {
        Session::eval(self, entry)
    }

    fn files_changed(&mut self, paths: &[PathBuf]) -> Reply {
        Session::files_changed(self, paths)
    }

    fn tick(&mut self) -> Reply {
        Session::tick(self)
    }

    fn watched(&self) -> Vec<PathBuf> {
        Session::watched(self)
    }

    fn symbols(&self) -> Arc<Symbols> {
        Session::symbols(self)
    }

    fn set_surface(&mut self, surface: Surface) {
        Session::set_surface(self, surface);
    }

    fn prompt(&self) -> String {
        Session::prompt(self)
    }

    fn pager(&self) -> bool {
        Session::pager(self)
    }

    fn leave(&mut self) -> Reply {
        Session::leave(self)
    }
}
