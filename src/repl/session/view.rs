//! How a session shows replies: settings, width and colours, and the list shown last.

use super::settings::Settings;
use crate::event::Event;
use crate::repl::show;
use crate::repl::surface::{Surface, Tone};
use crate::script::Fault;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Settings, surface and the list shown last.
pub struct ViewState {
    /// What the user set.
    pub settings: Settings,
    /// Width and colours in use, with the settings applied.
    pub surface: Surface,
    /// Width and colours of the terminal, without the settings.
    pub given: Surface,
    /// The events shown last; their numbers in commands count from 1.
    pub listed: Vec<Arc<Event>>,
}

impl ViewState {
    /// With the default settings.
    pub fn new(surface: Surface) -> ViewState {
        ViewState { settings: Settings::default(), surface, given: surface, listed: Vec::new() }
    }

    /// Uses `surface` from now on, except where a setting overrides it.
    pub fn set_surface(&mut self, surface: Surface) {
        self.given = surface;
        self.surface = Surface {
            width: self.settings.width.unwrap_or(surface.width),
            color: self.settings.color.unwrap_or(surface.color),
        };
    }

    /// A fault as text for the user.
    pub fn fault(&self, fault: &Fault) -> String {
        self.fitted(&fault.render_to(self.surface.color, self.surface.width))
    }

    /// A fault or notice with its messages wrapped.
    fn fitted(&self, text: &str) -> String {
        let line = |line: &str| match line.contains(": ") && !line.contains(" | ") {
            true => show::hanging(&self.surface, line),
            false => format!("{line}\n"),
        };
        text.lines().map(line).collect()
    }

    /// Faults as text for the user, each different one once, at most 20.
    pub fn faults(&self, faults: &[Fault]) -> String {
        let mut seen = BTreeSet::new();
        let mut text = String::new();
        for fault in faults {
            let shown = self.fault(&fault.without_article());
            if seen.insert(shown.clone()) && seen.len() <= 20 {
                text.push_str(shown.trim_end());
                text.push_str("\n\n");
            }
        }
        if seen.len() > 20 {
            let more = format!("… and {} more faults\n", seen.len() - 20);
            text.push_str(&self.surface.paint(Tone::Removed, more));
        }
        text
    }
}
