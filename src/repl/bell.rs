//! Ctrl-C while an entry is evaluated: it sets the flag that evaluation looks at, says so when that does not help, and
//! ends the process where nothing else does. At the prompt the editor sees the key itself.

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::Duration;

/// The exit code of a process that Ctrl-C ended.
pub const STOPPED: i32 = 130;

/// The press, of those during one entry, that ends the process.
const LAST: u32 = 4;

/// How long after a press the flag is set again: an entry that was just about to begin would clear it.
const AGAIN: Duration = Duration::from_millis(40);

/// What the session does at the moment, as far as Ctrl-C is concerned.
#[derive(Clone, Default)]
pub struct Doing(Arc<AtomicU8>);

const LOADING: u8 = 0;
const WORKING: u8 = 1;
const WAITING: u8 = 2;

impl Doing {
    /// An entry is evaluated.
    pub fn work(&self) {
        self.0.store(WORKING, Ordering::SeqCst);
    }

    /// The user has the word.
    pub fn wait(&self) {
        self.0.store(WAITING, Ordering::SeqCst);
    }

    fn now(&self) -> u8 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A press of Ctrl-C that somebody else has to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rung {
    /// While a line is awaited: it is to be dropped. An editor that sees keys has no need of it.
    AtPrompt,
    /// The entry does not stop yet; to be said, with how many presses more end the process.
    Patience(u32),
}

/// What a press of Ctrl-C comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Nothing,
    Stop,
    Patience(u32),
    Die,
}

/// Counts presses during one evaluation.
#[derive(Default)]
struct Count(u32);

impl Count {
    fn press(&mut self, doing: u8) -> Answer {
        match doing {
            // Nothing was typed yet that could be lost.
            LOADING => return Answer::Die,
            WORKING => self.0 += 1,
            _ => {
                self.0 = 0;
                return Answer::Nothing;
            }
        }
        match self.0 {
            1 => Answer::Stop,
            pressed if pressed < LAST => Answer::Patience(LAST - pressed),
            _ => Answer::Die,
        }
    }
}

/// Listens for Ctrl-C from now on, on a thread of its own. `interrupt` is the flag that evaluation looks at; `rung` is called
/// with what cannot be done here.
///
/// # Errors
/// The system does not let the signal be caught.
pub fn listen(
    doing: Doing,
    interrupt: Arc<AtomicBool>,
    rung: impl Fn(Rung) + Send + 'static,
) -> io::Result<()> {
    let (mut rings, write) = UnixStream::pair()?;
    signal_hook::low_level::pipe::register(signal_hook::consts::SIGINT, write)?;
    let thread = std::thread::Builder::new().name("bell".into());
    thread.spawn(move || {
        let mut count = Count::default();
        let mut byte = [0];
        loop {
            let pressed = count.0 > 0;
            if pressed && doing.now() != WORKING {
                count = Count::default();
            }
            // A refusal would only mean that the flag is not set again.
            let _ = rings.set_read_timeout(pressed.then_some(AGAIN));
            match rings.read(&mut byte) {
                Ok(0) => return,
                Ok(_) => answer(count.press(doing.now()), &interrupt, &rung),
                Err(_) if doing.now() == WORKING => interrupt.store(true, Ordering::SeqCst),
                Err(_) => {}
            }
        }
    })?;
    Ok(())
}

fn answer(answer: Answer, interrupt: &AtomicBool, rung: &impl Fn(Rung)) {
    match answer {
        Answer::Nothing => rung(Rung::AtPrompt),
        Answer::Stop => interrupt.store(true, Ordering::SeqCst),
        Answer::Patience(more) => {
            interrupt.store(true, Ordering::SeqCst);
            rung(Rung::Patience(more));
        }
        Answer::Die => std::process::exit(STOPPED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presses_grow_in_meaning() {
        let mut count = Count::default();
        let work: Vec<Answer> = (0..4).map(|_| count.press(WORKING)).collect();
        assert_eq!(work, [Answer::Stop, Answer::Patience(2), Answer::Patience(1), Answer::Die]);
        assert_eq!(count.press(WAITING), Answer::Nothing);
        assert_eq!(count.press(WORKING), Answer::Stop, "each evaluation counts anew");
        assert_eq!(Count::default().press(LOADING), Answer::Die);
    }

    #[test]
    fn a_signal_sets_the_flag_while_an_entry_runs() {
        let (doing, flag) = (Doing::default(), Arc::new(AtomicBool::new(false)));
        doing.work();
        listen(doing.clone(), flag.clone(), |_| {}).unwrap();
        signal_hook::low_level::raise(signal_hook::consts::SIGINT).unwrap();
        while !flag.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        // An entry that begins just then clears it; it is set again.
        flag.store(false, Ordering::SeqCst);
        while !flag.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        doing.wait();
        flag.store(false, Ordering::SeqCst);
    }
}
