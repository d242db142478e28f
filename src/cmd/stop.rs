//! Ctrl-C and SIGTERM while a command runs: the flag they set, and how the command then ends.

use super::output::Output;
use super::{CommandOutcome, note};
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A flag that Ctrl-C and SIGTERM set. A second signal exits at once.
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

/// From now on Ctrl-C and SIGTERM end the program at once, whatever flags were registered before: while somebody is asked,
/// nothing looks at a flag.
pub fn stop_at_once() -> io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let always = Arc::new(AtomicBool::new(true));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&always))?;
    }
    Ok(())
}

/// Discards the output and reports that the command was stopped.
pub fn stopped(output: &mut Output) -> CommandOutcome {
    output.discard();
    note("stopped; no file was written or replaced");
    CommandOutcome::Interrupted
}
