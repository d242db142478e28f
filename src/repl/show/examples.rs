//! Shows examples that failed.

use super::wrapped;
use crate::check::examples::ExampleReport;
use crate::repl::surface::{Surface, Tone};
use crate::sink::safe;

/// The examples that failed, with what was expected and what was found.
pub fn failures(surface: &Surface, examined: &ExampleReport) -> String {
    let mut text = String::new();
    for failure in &examined.failures {
        let head = format!("{}: {}", safe(&failure.rule), failure.sort.name());
        text.push_str(&format!("{}\n", surface.paint(Tone::Removed, head)));
        text.push_str(&wrapped(surface, 2, &safe(&failure.text)));
        text.push_str(&wrapped(surface, 4, &format!("expected {}", safe(&failure.expected))));
        for came in &failure.came {
            text.push_str(&wrapped(surface, 4, &format!("got {}", safe(came))));
        }
    }
    text
}
