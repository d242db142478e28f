//! Ctrl-C and SIGTERM while a command runs: the flag they set, and what is done then.

use super::output::Output;
use super::{Outcome, note};
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A flag that Ctrl-C sets. A second Ctrl-C ends the program at once.
pub fn stop_flag() -> io::Result<Arc<AtomicBool>> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag;
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_shutdown(signal, 130, Arc::clone(&stop))?;
        flag::register(signal, Arc::clone(&stop))?;
    }
    Ok(stop)
}

/// Takes back what was written and says so.
pub fn stopped(output: &mut Output) -> Outcome {
    output.discard();
    note("stopped; no file was written or replaced");
    Outcome::Interrupted
}
