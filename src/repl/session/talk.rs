//! The session as the seat speaks to it.

use super::Session;
use crate::repl::known::Known;
use crate::repl::reply::Reply;
use crate::repl::seat::Talk;
use crate::repl::surface::Surface;
use std::path::PathBuf;
use std::sync::Arc;

impl Talk for Session {
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

    fn known(&self) -> Arc<Known> {
        Session::known(self)
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
