//! Texts to be printed above the prompt while a line is typed. They are queued here until a prompt is shown, and a
//! separate delivery thread hands them over in order. rustyline's external printer is not enough alone: between two
//! lines it would write into whatever is on the screen, and it blocks its caller while no line is read. So nothing is
//! handed over before the editor reports that a line is being edited, and only the delivery thread can block.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long to wait for a text that is being delivered.
const DELIVERY_WAIT: Duration = Duration::from_millis(20);

/// The queue of texts. Clones share it.
#[derive(Clone, Default)]
pub struct Notices(Arc<NoticeQueue>);

#[derive(Default)]
struct NoticeQueue {
    state: Mutex<NoticeState>,
    changed: Condvar,
}

#[derive(Default)]
struct NoticeState {
    waiting: Vec<String>,
    /// Whether a line is being edited.
    open: bool,
    /// Whether the delivery thread is handing a text over.
    delivering: bool,
    /// Whether the session is over.
    over: bool,
}

impl Notices {
    /// Queues `text` (whole lines) to be printed as soon as a prompt is shown.
    pub fn say(&self, text: String) {
        if !text.is_empty() {
            self.state().waiting.push(text);
            self.0.changed.notify_all();
        }
    }

    /// Reports that a line is being edited: texts may be printed.
    pub fn open(&self) {
        let mut state = self.state();
        if !state.open {
            state.open = true;
            self.0.changed.notify_all();
        }
    }

    /// Reports that no line is being edited. Waits for a text that is just being delivered, but only briefly: the
    /// terminal may not take it before the next line.
    pub fn close(&self) {
        let mut state = self.state();
        state.open = false;
        let is_delivering = |state: &mut NoticeState| state.delivering;
        let _ = self.0.changed.wait_timeout_while(state, DELIVERY_WAIT, is_delivering);
    }

    /// Ends the delivery thread; returns the texts still queued.
    pub fn end(&self) -> String {
        let mut state = self.state();
        state.over = true;
        self.0.changed.notify_all();
        std::mem::take(&mut state.waiting).concat()
    }

    /// Takes the queued texts, for an editor that prints them itself between two lines.
    pub fn take(&self) -> String {
        std::mem::take(&mut self.state().waiting).concat()
    }

    /// The loop of the delivery thread: passes texts to `print` whenever a line is being edited, until
    /// [`Notices::end`]. `print` may block.
    pub fn deliver(&self, mut print: impl FnMut(String)) {
        loop {
            let mut state = self.state();
            while !state.over && (!state.open || state.waiting.is_empty()) {
                state = self.0.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if state.over {
                return;
            }
            let text = std::mem::take(&mut state.waiting).concat();
            state.delivering = true;
            drop(state);
            print(text);
            self.state().delivering = false;
            self.0.changed.notify_all();
        }
    }

    fn state(&self) -> MutexGuard<'_, NoticeState> {
        // A panic in another thread cannot leave the queue half changed.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn texts_are_queued_until_a_prompt_and_keep_their_order() {
        let notices = Notices::default();
        let (send, shown) = mpsc::channel();
        let deliver = notices.clone();
        let thread = std::thread::spawn(move || deliver.deliver(|text| send.send(text).unwrap()));
        let speaker = notices.clone();
        let speaking =
            std::thread::spawn(move || (0..500).for_each(|n| speaker.say(format!("{n}\n"))));
        let mut seen = String::new();
        while seen.lines().count() < 500 {
            notices.open();
            seen += &shown.recv().unwrap();
            notices.close();
        }
        speaking.join().unwrap();
        let expected: String = (0..500).map(|n| format!("{n}\n")).collect();
        assert_eq!(seen, expected);
        notices.close();
        notices.say("late\n".into());
        assert_eq!(notices.end(), "late\n");
        thread.join().unwrap();
        assert!(shown.try_recv().is_err());
    }
}
