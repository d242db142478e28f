//! Where scripts note which of their branches run. `instrument` changes scripts so that they do; only
//! `dateline test --coverage` loads scripts changed so.

use rhai::Engine;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The function that notes a branch. Rules do not use names that begin so.
pub(super) const NOTE: &str = "__ran";

/// The branches that ran so far, by number. Shared by all engines that run the same scripts.
#[derive(Clone, Debug, Default)]
pub struct Probe(Arc<Mutex<BTreeSet<usize>>>);

impl Probe {
    /// Lets the scripts of `engine` note their branches here.
    pub(super) fn attach(&self, engine: &mut Engine) {
        let ran = self.0.clone();
        engine.register_fn(NOTE, move |number: i64| {
            let mut ran = ran.lock().unwrap_or_else(PoisonError::into_inner);
            ran.insert(usize::try_from(number).unwrap_or(usize::MAX));
        });
    }

    /// The numbers of the branches that ran.
    pub fn ran(&self) -> BTreeSet<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
