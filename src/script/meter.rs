//! What the script that runs on this thread has used: operations, time, memory. Rhai counts only its own steps, so that
//! the functions given to scripts add their work here, and a limit on operations limits the work.
//!
//! One script at a time runs on a thread, which is why the counts belong to the thread: all functions of the language
//! reach them without carrying them along.

use super::error::{ScriptResult, StopReason, fail};
use std::cell::Cell;
use std::time::{Duration, Instant};

/// Bytes of patterns and texts that a statement of a rule file may make.
pub const STATEMENT_BYTES: u64 = 32 << 20;
/// Bytes of patterns and texts that all statements of a pack may make.
pub const PACK_BYTES: u64 = 128 << 20;
/// Bytes of compiled regexes, estimated, that a statement may make.
pub const STATEMENT_REGEXES: u64 = 8 << 20;
/// Bytes of compiled regexes, estimated, that all statements of a pack may make.
pub const PACK_REGEXES: u64 = 32 << 20;
/// What a run may use.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// Operations.
    pub operations: u64,
    /// Whether fewer operations are left of its pack than a run may use otherwise.
    pub operations_of_pack: bool,
    /// Time.
    pub time: Duration,
    /// Bytes of patterns and texts that it may make.
    pub bytes: u64,
    /// Bytes of compiled regexes, estimated.
    pub regexes: u64,
}

/// What runs have used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// Operations: those that Rhai counts, and those that functions added.
    pub operations: u64,
    /// Bytes of patterns and texts made.
    pub bytes: u64,
    /// Bytes of compiled regexes, estimated.
    pub regexes: u64,
}

impl Used {
    /// The sum of both.
    pub fn and(self, other: Used) -> Used {
        Used {
            operations: self.operations.saturating_add(other.operations),
            bytes: self.bytes.saturating_add(other.bytes),
            regexes: self.regexes.saturating_add(other.regexes),
        }
    }
}

#[derive(Default)]
struct Meter {
    allowed: Cell<Option<Allowance>>,
    late_at: Cell<Option<Instant>>,
    /// Operations that Rhai has counted.
    counted: Cell<u64>,
    /// Operations that functions have added.
    added: Cell<u64>,
    bytes: Cell<u64>,
    regexes: Cell<u64>,
}

thread_local! {
    static METER: Meter = Meter::default();
}

/// A run that is measured; dropped at its end.
pub struct Run(());

/// Begins to measure a run on this thread. Without that nothing is limited here, as at the prompt of a session.
pub fn begin(allowed: Allowance) -> Run {
    METER.with(|meter| {
        meter.allowed.set(Some(allowed));
        meter.late_at.set(Some(Instant::now() + allowed.time));
        for count in [&meter.counted, &meter.added, &meter.bytes, &meter.regexes] {
            count.set(0);
        }
    });
    Run(())
}

impl Run {
    /// What it has used so far.
    pub fn used(&self) -> Used {
        METER.with(|meter| Used {
            operations: meter.counted.get() + meter.added.get(),
            bytes: meter.bytes.get(),
            regexes: meter.regexes.get(),
        })
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        METER.with(|meter| {
            meter.allowed.set(None);
            meter.late_at.set(None);
        });
    }
}

/// Notes that Rhai has counted so many operations of the run; gives the reason to stop it, if there is one.
pub fn step(operations: u64) -> Option<StopReason> {
    METER.with(|meter| {
        let allowed = meter.allowed.get()?;
        meter.counted.set(operations);
        if operations + meter.added.get() > allowed.operations {
            return Some(StopReason::Operations { of_pack: allowed.operations_of_pack });
        }
        // A single step may take long, so that counting steps does not limit time; to read the clock takes as long as a step.
        let late = operations.is_multiple_of(16)
            && meter.late_at.get().is_some_and(|at| Instant::now() > at);
        late.then_some(StopReason::Deadline)
    })
}

/// Adds work that a function is about to do, in operations. The next step stops a run that has used up its own.
pub fn add(operations: usize) {
    METER.with(|meter| meter.added.set(meter.added.get().saturating_add(operations as u64)));
}

/// Counts bytes of a text or pattern that a script makes. Each 64 of them are an operation too.
///
/// # Errors
/// Where the statement, or its pack, makes more than it may.
pub fn hold(bytes: usize) -> ScriptResult<()> {
    add(bytes / 64);
    let exceeded = METER.with(|meter| {
        let most = meter.allowed.get().map(|allowed| allowed.bytes);
        exceeded(&meter.bytes, bytes, most)
    });
    exceeded.map_or(Ok(()), |most| Err(too_much("patterns and texts", most, STATEMENT_BYTES)))
}

/// Counts a regex, by its estimated size when compiled. Each 8 bytes of it are an operation too: to compile takes long.
///
/// # Errors
/// Where those of the statement, or of its pack, are together larger than they may.
pub fn regex(bytes: usize) -> ScriptResult<()> {
    add(bytes / 8);
    let exceeded = METER.with(|meter| {
        let most = meter.allowed.get().map(|allowed| allowed.regexes);
        exceeded(&meter.regexes, bytes, most)
    });
    exceeded.map_or(Ok(()), |most| Err(too_much("regexes", most, STATEMENT_REGEXES)))
}

/// Adds bytes to a count; gives the most that is allowed where the count is now larger.
fn exceeded(count: &Cell<u64>, bytes: usize, most: Option<u64>) -> Option<u64> {
    let now = count.get().saturating_add(bytes as u64);
    count.set(now);
    most.filter(|most| now > *most)
}

/// The error of making too much: `most` is what was left, `of_statement` what a statement may make at most.
fn too_much(what: &str, most: u64, of_statement: u64) -> super::error::ScriptError {
    let message = match most < of_statement {
        true => format!(
            "the {what} of this pack take too much memory: this statement has {} kB left",
            most / 1024
        ),
        false => format!("the {what} of this statement take more than {} MB", most >> 20),
    };
    fail(
        &message,
        "does a loop make them? Make fewer or shorter ones, and put lists of phrases into lexicons/",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_of_functions_counts_like_steps() {
        let allowed = Allowance {
            operations: 100,
            operations_of_pack: false,
            time: Duration::from_secs(600),
            bytes: 1_000,
            regexes: 10,
        };
        let run = begin(allowed);
        assert!(step(50).is_none());
        add(49);
        assert!(step(51).is_none() && step(52).is_some());
        assert!(hold(900).is_ok() && hold(101).is_err());
        assert!(regex(10).is_ok() && regex(1).is_err());
        assert_eq!(
            run.used(),
            Used { operations: 52 + 49 + 14 + 1 + 1, bytes: 1_001, regexes: 11 }
        );
        drop(run);
        assert!(step(1_000).is_none() && hold(1 << 40).is_ok());
    }
}
