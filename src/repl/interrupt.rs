//! Ctrl-C while an entry is evaluated: it sets the flag that evaluation looks at, says so when that does not help, and
//! ends the process where nothing else does. At the prompt the editor sees the key itself.

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// The exit code of a process that Ctrl-C ended.
pub const STOPPED: i32 = 130;

/// The press, of those during one entry, that ends the process.
const LAST: u32 = 4;

/// How long after a press the flag is set again: an entry that was just about to begin would clear it.
const AGAIN: Duration = Duration::from_millis(40);

/// What the session does at the moment, as far as Ctrl-C is concerned.
#[derive(Clone, Default)]
pub struct Activity(Arc<AtomicU64>);

/// The number of the entry that is evaluated; none between two.
type EntryNumber = Option<u64>;

impl Activity {
    /// An entry is evaluated.
    pub fn begin_entry(&self) {
        // Numbers of entries are odd; what comes between is even.
        self.0.fetch_or(1, Ordering::SeqCst);
    }

    /// The user has the word.
    pub fn end_entry(&self) {
        // Never back to 0, which is the beginning.
        let over = |now: u64| match now {
            0 => Some(2),
            _ => (now % 2 == 1).then_some(now + 1),
        };
        // Where somebody else was quicker it is done.
        let _ = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, over);
    }

    fn is_loading(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }

    fn entry(&self) -> EntryNumber {
        Some(self.0.load(Ordering::SeqCst)).filter(|now| now % 2 == 1)
    }
}

/// A press of Ctrl-C that somebody else has to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterruptNews {
    /// While a line is awaited: it is to be dropped. An editor that sees keys has no need of it.
    AtPrompt,
    /// The entry does not stop yet; to be said, with how many presses more end the process.
    Patience(u32),
}

/// What a press of Ctrl-C comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PressEffect {
    Nothing,
    Stop,
    Patience(u32),
    Die,
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
            // Nothing was typed yet that could be lost.
            return PressEffect::Die;
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
            pressed if pressed < LAST => PressEffect::Patience(LAST - pressed),
            _ => PressEffect::Die,
        }
    }

    /// Whether the entry that was to be stopped is still evaluated, and no other.
    fn waits(&self, activity: &Activity) -> bool {
        self.entry.is_some() && self.entry == activity.entry()
    }
}

/// Listens for Ctrl-C from now on, on a thread of its own. `interrupt` is the flag that evaluation looks at; `rung` is called
/// with what cannot be done here.
///
/// # Errors
/// The system does not let the signal be caught.
pub fn listen(
    activity: Activity,
    interrupt: Arc<AtomicBool>,
    news: impl Fn(InterruptNews) + Send + 'static,
) -> io::Result<()> {
    let (mut rings, write) = UnixStream::pair()?;
    signal_hook::low_level::pipe::register(signal_hook::consts::SIGINT, write)?;
    let thread = std::thread::Builder::new().name("interrupt".into());
    thread.spawn(move || {
        let mut count = PressCount::default();
        let mut byte = [0];
        loop {
            // A refusal would only mean that the flag is not set again.
            let _ = rings.set_read_timeout(count.waits(&activity).then_some(AGAIN));
            match rings.read(&mut byte) {
                Ok(0) => return,
                Ok(_) => answer(count.press(&activity), &interrupt, &news),
                Err(_) if count.waits(&activity) => interrupt.store(true, Ordering::SeqCst),
                Err(_) => {}
            }
        }
    })?;
    Ok(())
}

fn answer(answer: PressEffect, interrupt: &AtomicBool, news: &impl Fn(InterruptNews)) {
    match answer {
        PressEffect::Nothing => news(InterruptNews::AtPrompt),
        PressEffect::Stop => interrupt.store(true, Ordering::SeqCst),
        PressEffect::Patience(more) => {
            interrupt.store(true, Ordering::SeqCst);
            news(InterruptNews::Patience(more));
        }
        PressEffect::Die => std::process::exit(STOPPED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presses_grow_in_meaning() {
        let (mut count, activity) = (PressCount::default(), Activity::default());
        assert_eq!(PressCount::default().press(&activity), PressEffect::Die, "while it begins");
        activity.end_entry();
        assert_eq!(count.press(&activity), PressEffect::Nothing);
        activity.begin_entry();
        let work: Vec<PressEffect> = (0..4).map(|_| count.press(&activity)).collect();
        assert_eq!(
            work,
            [
                PressEffect::Stop,
                PressEffect::Patience(2),
                PressEffect::Patience(1),
                PressEffect::Die
            ]
        );
    }

    #[test]
    fn each_evaluation_counts_anew() {
        let (mut count, activity) = (PressCount::default(), Activity::default());
        activity.begin_entry();
        assert_eq!(count.press(&activity), PressEffect::Stop);
        activity.begin_entry();
        assert!(count.waits(&activity), "said twice of one entry");
        activity.end_entry();
        activity.end_entry();
        assert!(!count.waits(&activity));
        activity.begin_entry();
        assert!(!count.waits(&activity), "the next entry is none that was to be stopped");
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
        // An entry that begins just then clears it; it is set again.
        flag.store(false, Ordering::SeqCst);
        while !flag.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        activity.end_entry();
        flag.store(false, Ordering::SeqCst);
    }
}
