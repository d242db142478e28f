//! What replies are laid out for: the width, and whether there are colours. Colour codes are written only here.

use crate::legible;
use std::fmt::Display;

/// Width and colours of the output. The editor sets it again when the window changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surface {
    /// Columns.
    pub width: usize,
    /// Whether text may be coloured and set bold.
    pub color: bool,
}

impl Default for Surface {
    fn default() -> Self {
        Surface { width: 100, color: false }
    }
}

/// The role of a piece of text, which decides its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A heading, a name that matters.
    Strong,
    /// Less important text.
    Faint,
    /// The words found: triggers, matches.
    Mark,
    /// Added events.
    Added,
    /// Removed events, and errors.
    Removed,
    /// Changed events, and warnings.
    Changed,
    /// Keywords of Rhai.
    Keyword,
    /// String literals.
    Text,
    /// Numbers.
    Number,
    /// Commands, and functions that exist.
    Name,
}

impl Tone {
    /// The ECMA-48 codes that select it, of the sixteen colours that every theme has.
    fn codes(self) -> &'static str {
        match self {
            Tone::Strong => "1",
            Tone::Faint => "2",
            Tone::Mark => "1;33",
            Tone::Added | Tone::Text => "32",
            Tone::Removed => "31",
            Tone::Changed => "33",
            Tone::Keyword => "35",
            Tone::Number | Tone::Name => "36",
        }
    }
}

impl Surface {
    /// `text` in that tone, or unchanged if there are no colours.
    pub fn paint(&self, tone: Tone, text: impl Display) -> String {
        match self.color {
            true => format!("\u{1b}[{}m{text}\u{1b}[0m", tone.codes()),
            false => text.to_string(),
        }
    }

    /// `text` as it may be printed: of hidden characters only line ends and tabs are kept, and colour codes if there are
    /// colours; others become escapes ([`legible::block`]).
    pub fn harmless(&self, text: String) -> String {
        legible::block(&text, self.color).into_owned()
    }

    /// Marks the words found: coloured, or between asterisks.
    pub fn mark(&self, text: impl Display) -> String {
        match self.color {
            true => self.paint(Tone::Mark, text),
            false => format!("*{text}*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_sequences_are_shown_except_colours() {
        let plain = Surface::default();
        let color = Surface { color: true, ..plain };
        let painted = color.paint(Tone::Added, "x");
        assert_eq!(color.harmless(painted.clone()), painted);
        assert_eq!(plain.harmless(painted), "\\u{1b}[32mx\\u{1b}[0m");
        assert_eq!(color.harmless("\u{1b}[2J\u{202e}".into()), "\\u{1b}[2J\\u{202e}");
        assert_eq!(plain.harmless(plain.paint(Tone::Added, "x")), "x");
    }
}
