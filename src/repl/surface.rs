//! What replies are laid out for: width, and whether there are colours. Colours are written here and nowhere else.

use std::fmt::Display;

/// Where replies are read. The editor tells the session anew when the window changes.
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

/// What a stretch of text is, which decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A heading, a name that matters.
    Strong,
    /// What one reads last.
    Faint,
    /// The words found: triggers, matches.
    Mark,
    /// What came.
    Came,
    /// What went, and mistakes.
    Went,
    /// What changed, and warnings.
    Changed,
    /// Keywords of Rhai.
    Keyword,
    /// Texts in quotes.
    Text,
    /// Numbers.
    Number,
    /// Commands, functions that exist.
    Name,
}

impl Tone {
    /// The codes that select it on a terminal (ECMA-48), of the sixteen colours every theme has.
    fn codes(self) -> &'static str {
        match self {
            Tone::Strong => "1",
            Tone::Faint => "2",
            Tone::Mark => "1;33",
            Tone::Came | Tone::Text => "32",
            Tone::Went => "31",
            Tone::Changed => "33",
            Tone::Keyword => "35",
            Tone::Number | Tone::Name => "36",
        }
    }
}

impl Surface {
    /// `text` in that tone, or as it is where there are no colours.
    pub fn paint(&self, tone: Tone, text: impl Display) -> String {
        match self.color {
            true => format!("\u{1b}[{}m{text}\u{1b}[0m", tone.codes()),
            false => text.to_string(),
        }
    }

    /// The words found: coloured, or between asterisks.
    pub fn mark(&self, text: impl Display) -> String {
        match self.color {
            true => self.paint(Tone::Mark, text),
            false => format!("*{text}*"),
        }
    }
}
