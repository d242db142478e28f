//! The session as `session_thread` calls it.

use super::reply::Reply;
use super::session::Session;
use super::session_thread::SessionHandler;
use super::surface::Surface;
use super::symbols::Symbols;
use std::path::PathBuf;
use std::sync::Arc;

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
