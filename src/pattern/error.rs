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
    /// A control character where a regex escape was meant.
    #[error(
        "the regex {0:?} contains a control character: \"\\b\" in plain quotes is not a regex escape; \
         write it in backquotes: regex(`\\bword`)"
    )]
    ControlCharacter(String),
}
