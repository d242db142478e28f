//! The result of one test of a pack, in a form that all reports share.

use std::fmt;

/// The groups of a pack's tests, in the order they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Suite {
    /// Examples, counterexamples and known misses of the rules.
    Examples,
    /// Whole articles with golden events.
    Fixtures,
    /// Articles that must give no event.
    Quiet,
    /// Gold, with the least scores.
    Gold,
}

impl Suite {
    /// All of them.
    pub const ALL: &[Suite] = &[Suite::Examples, Suite::Fixtures, Suite::Quiet, Suite::Gold];

    /// Its name: that of its folder in a pack, except for the examples, which are in rule files.
    pub fn name(self) -> &'static str {
        match self {
            Suite::Examples => "examples",
            Suite::Fixtures => "fixtures",
            Suite::Quiet => "quiet",
            Suite::Gold => "gold",
        }
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestCase {
    /// Its group.
    pub suite: Suite,
    /// Its name, unique in the group of a pack.
    pub name: String,
    /// The rule that it tests, if it tests one.
    pub rule: Option<String>,
    /// What it is about, for the heading of a failure: the rule's id, or the name.
    pub subject: String,
    /// The file inside the pack.
    pub file: Option<String>,
    /// The line there, from 1.
    pub line: Option<usize>,
    /// Why it failed, one line each; empty if it passed.
    pub failure: Vec<String>,
    /// Whether `--bless` makes it pass.
    pub can_bless: bool,
}

impl TestCase {
    /// A test that passed.
    pub fn passed(suite: Suite, name: &str, file: Option<&str>) -> TestCase {
        TestCase {
            suite,
            name: name.to_owned(),
            rule: None,
            subject: name.to_owned(),
            file: file.map(str::to_owned),
            line: None,
            failure: Vec::new(),
            can_bless: false,
        }
    }

    /// A test that failed, with the lines that say why and what to do.
    pub fn failed(suite: Suite, name: &str, file: Option<&str>, why: Vec<String>) -> TestCase {
        TestCase { failure: why, ..TestCase::passed(suite, name, file) }
    }

    /// Whether it failed.
    pub fn has_failed(&self) -> bool {
        !self.failure.is_empty()
    }
}
