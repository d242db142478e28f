//! Why a pattern cannot be built, as messages to the author of a rule.

/// Why a pattern cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// A phrase without a word.
    #[error(
        "{0:?} contains no word, so it would match the empty string; give it at least one word"
    )]
    Empty(String),
    /// A phrase that starts with `*`.
    #[error(
        "{0:?} starts with a lone `*`; a phrase needs a word to be found by, so start it with one"
    )]
    StartsWithAny(String),
    /// No phrase at all.
    #[error("a pattern without parts matches nothing; give it at least one phrase")]
    NoParts,
    /// A regex that does not compile.
    #[error("the regex {0:?} does not compile: {1}")]
    Regex(String, String),
    /// A regex that matches the empty string.
    #[error("the regex {0:?} matches the empty string; make at least one part of it required")]
    EmptyRegex(String),
    /// A regex over several words without a word that every match contains.
    #[error(
        "the regex {0:?} spans several words and has no whole word that every match must contain; \
         add such a word, or use seq(\"...\", \"...\").gap(n)"
    )]
    UnboundRegex(String),
    /// A pattern that was combined with itself repeatedly until it became too large.
    #[error("the pattern has more than {0} parts")]
    TooLarge(usize),
    /// A pattern that was put into itself repeatedly until it became too deep.
    #[error("the pattern is nested more than {0} levels deep")]
    TooDeep(usize),
    /// A regex that would take too much time and memory.
    #[error("the regex {0} is too large when compiled: more than {1} MB")]
    LargeRegex(String, usize),
    /// A control character where a regex escape was meant.
    #[error(
        "the regex {0:?} contains a control character: \"\\b\" in plain quotes is not a regex escape; \
         write it in backquotes: regex(`\\bword`)"
    )]
    ControlCharacter(String),
}

impl PatternError {
    /// What to do, where the message does not say it.
    pub fn help(&self) -> &'static str {
        match self {
            PatternError::TooLarge(_) => {
                "a pattern joined to itself in a loop doubles each time; put lists into any([...])"
            }
            PatternError::TooDeep(_) => {
                "is a pattern put into itself in a loop? Put parts side by side: any([...]), all([...])"
            }
            PatternError::LargeRegex(..) => {
                "classes such as \\w and \\pL hold thousands of letters and repeats copy them: write [a-z], repeat \
                 less, or use seq(...) and any([...])"
            }
            _ => "",
        }
    }
}
