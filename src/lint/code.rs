//! The codes of findings. A code keeps its meaning; a check that is dropped leaves its code unused. The first letter
//! says whether the finding fails the check, the first digit its group. The text of each is in `docs/src/lints.md`.

use serde::{Serialize, Serializer};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It is surely a mistake, and fails the check.
    Error,
    /// It is probably a mistake; the pack works.
    Warning,
}

impl Severity {
    /// Its word in messages.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A kind of finding.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct LintCode {
    /// Its code: `E` for errors or `W` for warnings, and three digits.
    pub id: &'static str,
    /// Its name in words joined by hyphens, for programs that show names.
    pub name: &'static str,
}

impl LintCode {
    /// Errors fail the check.
    pub fn severity(&self) -> Severity {
        if self.id.starts_with('E') { Severity::Error } else { Severity::Warning }
    }
}

impl Serialize for LintCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id)
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $constant:ident $id:literal $name:literal;)+) => {
        $($(#[$doc])* pub const $constant: &LintCode = &LintCode { id: $id, name: $name };)+
        /// All codes, sorted.
        pub const CODES: &[&LintCode] = &[$($constant),+];
    };
}

codes! {
    /// A fault of loading.
    FAULT "E001" "fault";
    /// A phrase that no text can contain.
    NO_TEXT "E101" "phrase-matches-no-text";
    /// A regex that no word matches.
    NO_WORD "E102" "regex-matches-no-word";
    /// A negation among parts that must follow each other.
    NEGATED_PART "E103" "negation-in-sequence";
    /// A pattern that its own `unless` or `!` always contradicts.
    CONTRADICTED "E104" "pattern-contradicts-itself";
    /// Bidirectional control characters.
    BIDIRECTIONAL "E701" "bidirectional-control";
    /// Characters without width.
    INVISIBLE "E702" "invisible-character";
    /// Letters of two scripts in one word.
    MIXED_SCRIPTS "E703" "mixed-scripts";
    /// A name that looks like one in Latin letters.
    LOOK_ALIKE "E704" "look-alike-name";
    /// An alternative that `unless` always blocks.
    BLOCKED "W105" "alternative-is-blocked";
    /// A gap that has no effect.
    IDLE_GAP "W106" "gap-without-effect";
    /// The same phrase twice among alternatives.
    REPEATED "W201" "repeated-alternative";
    /// A phrase that another alternative covers.
    SHADOWED "W202" "shadowed-alternative";
    /// Phrases that differ in hyphens, spaces or capitals alone.
    SAME_BUT_SPELLING "W203" "alternatives-differ-in-spelling-alone";
    /// A longer phrase beside a part of it, where only presence counts.
    LONGER_PHRASE "W204" "longer-phrase-without-effect";
    /// A regex that runs over text.
    SCAN "W301" "regex-forces-scan";
    /// A rule with a large share of its pack's time.
    SLOW "W302" "slow-rule";
    /// A lexicon that nothing uses.
    UNUSED_LEXICON "W401" "unused-lexicon";
    /// A function that nothing calls.
    UNUSED_FUNCTION "W402" "unused-function";
    /// A variable that nothing reads.
    UNUSED_VARIABLE "W403" "unused-variable";
    /// A rule without a description.
    NO_ABOUT "W501" "missing-about";
    /// A rule without an example.
    NO_EXAMPLE "W502" "missing-example";
    /// A rule without a counterexample.
    NO_COUNTEREXAMPLE "W503" "missing-counterexample";
    /// A rule without a status.
    NO_STATUS "W504" "missing-status";
    /// A kind that nobody declares, or two packs differently.
    KIND "W601" "undeclared-kind";
    /// A comment that allows a finding which is not there.
    IDLE_ALLOW "W901" "unused-allow";
    /// A comment that allows a finding without a reason.
    ALLOW_WITHOUT_REASON "W902" "allow-without-reason";
    /// A comment that allows a code which does not exist.
    UNKNOWN_CODE "W903" "unknown-code";
}

/// The code written `id`, in either case.
pub fn code(id: &str) -> Option<&'static LintCode> {
    CODES.iter().copied().find(|code| code.id.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use super::CODES;

    #[test]
    fn codes_are_sorted_and_well_formed() {
        assert!(CODES.windows(2).all(|two| two[0].id < two[1].id));
        for code in CODES {
            let digits = code.id.strip_prefix(['E', 'W']).unwrap_or_default();
            assert!(digits.len() == 3 && digits.chars().all(|c| c.is_ascii_digit()), "{}", code.id);
        }
    }
}
