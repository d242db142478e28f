//! Ctrl-C while an entry runs: sets the flag that evaluation polls, reports when the entry does not stop, and at last
//! ends the process. At the prompt the editor receives the key itself.

use crate::file::staged;
use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// The exit code of a process that Ctrl-C ended.
pub const STOPPED: i32 = 130;

/// The number of presses during one entry that ends the process.
const EXIT_PRESS: u32 = 4;

/// How long after a press the flag is set again: an entry that was just starting may have cleared it.
const SET_AGAIN: Duration = Duration::from_millis(40);

/// Whether the session is loading, running an entry or waiting for one. 0: loading; odd: an entry runs; even: the
/// prompt.
#[derive(Clone, Default)]
pub struct Activity(Arc<AtomicU64>);

/// The number of the running entry; `None` at the prompt.
type EntryNumber = Option<u64>;

impl Activity {
    /// An entry starts to run.
    pub fn begin_entry(&self) {
        // Odd numbers are entries, even ones the prompts between.
        self.0.fetch_or(1, Ordering::SeqCst);
    }

    /// The entry is over: the prompt is shown.
    pub fn end_entry(&self) {
        // Never back to 0, which means loading.
        let over = |now: u64| match now {
            0 => Some(2),
            _ => (now % 2 == 1).then_some(now + 1),
        };
        // If another thread did this first, nothing is left to do.
        let _ = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, over);
    }

    fn is_loading(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }

    fn entry(&self) -> EntryNumber {
        Some(self.0.load(Ordering::SeqCst)).filter(|now| now % 2 == 1)
    }
}

/// A press of Ctrl-C that the caller has to handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterruptEvent {
    /// At the prompt: the typed line is to be dropped. An editor that receives keys ignores this.
    AtPrompt,
    /// The entry still runs; holds how many more presses end the process.
    StillRunning(u32),
}

/// The effect of a press of Ctrl-C.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PressEffect {
    Nothing,
    Stop,
    StillRunning(u32),
    Exit,
}

/// Counts presses during one evaluation.
#[derive(Default)]
struct PressCount {
    entry: EntryNumber,
    presses: u32,
}

impl PressCount {
    fn press(&mut self, activity: &Activity) -> PressEffect {
        if activity.is_loading() {
            // While loading, nothing was typed that could be lost.
            return PressEffect::Exit;
        }
        let entry = activity.entry();
        if self.entry != entry {
            *self = PressCount { entry, presses: 0 };
        }
        if entry.is_none() {
            return PressEffect::Nothing;
        }
        self.presses += 1;
        match self.presses {
            1 => PressEffect::Stop,
            pressed if pressed < EXIT_PRESS => PressEffect::StillRunning(EXIT_PRESS - pressed),
            _ => PressEffect::Exit,
        }
    }

    /// Whether the entry to be stopped is still the one that runs.
    fn waits(&self, activity: &Activity) -> bool {
        self.entry.is_some() && self.entry == activity.entry()
    }
}

/// Listens for Ctrl-C on a separate thread. `interrupt` is the flag that evaluation polls; `notify` is called with
/// the presses that the caller has to handle.
///
/// # Errors
/// The system does not allow the signal to be caught.
pub fn listen(
    activity: Activity,
    interrupt: Arc<AtomicBool>,
    notify: impl Fn(InterruptEvent) + Send + 'static,
) -> io::Result<()> {
    let (mut signals, write) = UnixStream::pair()?;
    signal_hook::low_level::pipe::register(signal_hook::consts::SIGINT, write)?;
    let thread = std::thread::Builder::new().name("interrupt".into());
    thread.spawn(move || {
        let mut count = PressCount::default();
        let mut byte = [0];
        loop {
            // If this fails, the flag is only not set again.
            let _ = signals.set_read_timeout(count.waits(&activity).then_some(SET_AGAIN));
            match signals.read(&mut byte) {
                Ok(0) => return,
                Ok(_) => answer(count.press(&activity), &interrupt, &notify),
                Err(_) if count.waits(&activity) => interrupt.store(true, Ordering::SeqCst),
                Err(_) => {}
            }
        }
    })?;
    Ok(())
}

fn answer(answer: PressEffect, interrupt: &AtomicBool, notify: &impl Fn(InterruptEvent)) {
    match answer {
        PressEffect::Nothing => notify(InterruptEvent::AtPrompt),
        PressEffect::Stop => interrupt.store(true, Ordering::SeqCst),
        PressEffect::StillRunning(more) => {
            interrupt.store(true, Ordering::SeqCst);
            notify(InterruptEvent::StillRunning(more));
        }
        PressEffect::Exit => {
            let _removed = staged::remove_all();
            std::process::exit(STOPPED)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_further_press_has_a_stronger_effect() {
        let (mut count, activity) = (PressCount::default(), Activity::default());
        assert_eq!(PressCount::default().press(&activity), PressEffect::Exit, "while loading");
        activity.end_entry();
        assert_eq!(count.press(&activity), PressEffect::Nothing);
        activity.begin_entry();
        let work: Vec<PressEffect> = (0..4).map(|_| count.press(&activity)).collect();
        assert_eq!(
            work,
            [
                PressEffect::Stop,
                PressEffect::StillRunning(2),
                PressEffect::StillRunning(1),
                PressEffect::Exit
            ]
        );
    }

    #[test]
    fn presses_are_counted_for_each_entry() {
        let (mut count, activity) = (PressCount::default(), Activity::default());
        activity.begin_entry();
        assert_eq!(count.press(&activity), PressEffect::Stop);
        activity.begin_entry();
        assert!(count.waits(&activity), "the start is reported twice for one entry");
        activity.end_entry();
        activity.end_entry();
        assert!(!count.waits(&activity));
        activity.begin_entry();
        assert!(!count.waits(&activity), "the next entry was not to be stopped");
        assert_eq!(count.press(&activity), PressEffect::Stop);
    }

    #[test]
    fn a_signal_sets_the_flag_while_an_entry_runs() {
        let (activity, flag) = (Activity::default(), Arc::new(AtomicBool::new(false)));
        activity.begin_entry();
        listen(activity.clone(), flag.clone(), |_| {}).unwrap();
        signal_hook::low_level::raise(signal_hook::consts::SIGINT).unwrap();
        while !flag.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        // An entry that starts at this moment clears the flag; it is set again.
        flag.store(false, Ordering::SeqCst);
        while !flag.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        activity.end_entry();
        flag.store(false, Ordering::SeqCst);
    }
}
