//! Signals that end a command: Ctrl-C, SIGTERM, SIGHUP. One thread waits for them, for all commands: temporary files are
//! removed before the process ends, and a command that can stop by itself is told so.

use super::{CommandOutcome, note};
use dateline::file::staged;
use signal_hook::consts::{SIGINT, SIGTERM};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
#[cfg(unix)]
use std::time::Duration;

/// How long a command may take to stop by itself. It is longer than workers are given, and shorter than a second.
#[cfg(unix)]
const PATIENCE: Duration = Duration::from_millis(900);

/// What a signal does.
static ANSWER: Mutex<StopAnswer> = Mutex::new(StopAnswer::End);

/// The flag of the commands that stop by themselves.
static STOP: Mutex<Option<Arc<AtomicBool>>> = Mutex::new(None);

/// What a signal does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StopAnswer {
    /// It ends the process, which then counts as ended by it.
    End,
    /// It sets the flag; a second one ends the process, with the exit code of a stop. So does [`PATIENCE`], if what the
    /// command does then never looks at the flag.
    Flag,
    /// It ends the process, with the exit code of a stop.
    Exit,
}

/// A flag that a signal sets from now on. A second signal ends the process at once.
///
/// # Errors
/// The system does not allow the signals to be caught.
pub fn stop_flag() -> io::Result<Arc<AtomicBool>> {
    set(StopAnswer::Flag);
    let mut stop = STOP.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(flag) = &*stop {
        return Ok(Arc::clone(flag));
    }
    let flag = Arc::new(AtomicBool::new(false));
    if cfg!(not(unix)) {
        for signal in [SIGINT, SIGTERM] {
            let stopped = Arc::clone(&flag);
            signal_hook::flag::register_conditional_shutdown(signal, 130, stopped)?;
            signal_hook::flag::register(signal, Arc::clone(&flag))?;
        }
    }
    *stop = Some(Arc::clone(&flag));
    Ok(flag)
}

/// From now on a signal ends the program at once, with the exit code of a stop: while somebody is asked, nothing looks
/// at a flag.
///
/// # Errors
/// The system does not allow the signals to be caught.
pub fn stop_at_once() -> io::Result<()> {
    set(StopAnswer::Exit);
    if cfg!(not(unix)) {
        let always = Arc::new(AtomicBool::new(true));
        for signal in [SIGINT, SIGTERM] {
            let always = Arc::clone(&always);
            signal_hook::flag::register_conditional_shutdown(signal, 130, always)?;
        }
    }
    Ok(())
}

fn set(answer: StopAnswer) {
    *ANSWER.lock().unwrap_or_else(PoisonError::into_inner) = answer;
}

/// Removes what was written to temporary files and reports that the command was stopped.
pub fn stopped() -> CommandOutcome {
    drop(staged::remove_all());
    note("stopped; no file was written or replaced");
    CommandOutcome::Interrupted
}

/// Ends the process of a command that was stopped while a thread of it does not end.
pub fn exit_stopped() -> ! {
    let outcome = stopped();
    let _removed = staged::remove_all();
    std::process::exit(super::exit_number(outcome).into())
}

/// Waits for signals from now on, on a thread of its own. `own_interrupt`: the session answers Ctrl-C itself.
///
/// # Errors
/// The system does not allow the signals to be caught.
#[cfg(unix)]
pub fn watch(own_interrupt: bool) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGXFSZ};
    use std::io::Read;
    use std::os::unix::net::UnixStream;
    use std::sync::atomic::AtomicUsize;
    let (mut wakes, write) = UnixStream::pair()?;
    let last = Arc::new(AtomicUsize::new(0));
    // nohup and shells have some signals ignored, and they stay so: a job in the background is not ended by the Ctrl-C
    // that is meant for another, whatever the command does with it otherwise.
    let ignored = ignored();
    let is_wanted = |signal: i32| match signal {
        SIGINT => !own_interrupt && ignored.is_none_or(|ignored| !is_in(ignored, SIGINT)),
        SIGHUP => ignored.is_some_and(|ignored| !is_in(ignored, SIGHUP)),
        _ => true,
    };
    for signal in [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|&signal| is_wanted(signal)) {
        let number = usize::try_from(signal).unwrap_or_default();
        signal_hook::flag::register_usize(signal, Arc::clone(&last), number)?;
        signal_hook::low_level::pipe::register(signal, write.try_clone()?)?;
    }
    // A file that grows beyond what the process may write: with a handler, which does nothing, the write fails and says
    // so. Ignored it would be so for the programs started from here, too.
    signal_hook::flag::register(SIGXFSZ, Arc::default())?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        let mut byte = [0];
        while wakes.read(&mut byte).is_ok_and(|count| count > 0) {
            let signal = i32::try_from(last.load(Ordering::SeqCst)).unwrap_or(SIGTERM);
            answer(signal);
        }
    })?;
    Ok(())
}

/// Elsewhere the commands register what they need; what one leaves that is killed is removed by the next.
#[cfg(not(unix))]
pub fn watch(_own_interrupt: bool) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn answer(signal: i32) {
    let answer = *ANSWER.lock().unwrap_or_else(PoisonError::into_inner);
    let flag = STOP.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let is_first = flag.is_some_and(|flag| !flag.swap(true, Ordering::SeqCst));
    if answer == StopAnswer::Flag && is_first && end_later() {
        return;
    }
    end((answer == StopAnswer::End).then_some(signal))
}

/// Ends the process after [`PATIENCE`], whatever its other threads wait for; false if that cannot be promised.
#[cfg(unix)]
fn end_later() -> bool {
    let late = std::thread::Builder::new().name("late stop".to_owned());
    let started = late.spawn(|| {
        std::thread::sleep(PATIENCE);
        end(None)
    });
    started.is_ok()
}

/// Removes temporary files and ends the process: by this signal, or with the exit code of a stop.
#[cfg(unix)]
fn end(signal: Option<i32>) -> ! {
    // Held until the end, so that no other thread makes a file meanwhile.
    let _removed = staged::remove_all();
    if let Some(signal) = signal {
        // Fails only for signals that are unknown.
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
    std::process::exit(super::exit_number(CommandOutcome::Interrupted).into())
}

/// The signals that were ignored when the program started, a bit each; `None` where the system does not say.
#[cfg(unix)]
fn ignored() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(mask.trim(), 16).ok()
}

#[cfg(unix)]
fn is_in(mask: u64, signal: i32) -> bool {
    u32::try_from(signal - 1)
        .ok()
        .and_then(|bit| mask.checked_shr(bit))
        .is_some_and(|rest| rest & 1 == 1)
}
