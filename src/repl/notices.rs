//! What is to appear above the prompt while a line is typed. Texts wait here until there is a prompt to stand above, and
//! are handed over in their order by a thread of its own. The editor's own way to print from outside cannot be relied
//! upon alone: between two lines it would write into whatever is on the screen, and it makes the caller wait while no
//! line is read. So nothing is handed over before the editor says that the line is being edited, and nobody but the
//! usher waits.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a text on its way is waited for.
const DELIVERY_WAIT: Duration = Duration::from_millis(20);

/// The texts that wait. Clones share them.
#[derive(Clone, Default)]
pub struct Notices(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: Vec<String>,
    /// Whether a line is being edited.
    open: bool,
    /// Whether the usher is handing a text over.
    delivering: bool,
    /// Whether the session is over.
    over: bool,
}

impl Notices {
    /// Lets `text` appear, whole lines, as soon as there is a prompt.
    pub fn say(&self, text: String) {
        if !text.is_empty() {
            self.state().waiting.push(text);
            self.0.changed.notify_all();
        }
    }

    /// A line is being edited from now on: the terminal takes texts.
    pub fn open(&self) {
        let mut state = self.state();
        if !state.open {
            state.open = true;
            self.0.changed.notify_all();
        }
    }

    /// No line is edited any longer. A text that is just being handed over is waited for, as long as that takes a moment
    /// only: the terminal may refuse it until the next line.
    pub fn close(&self) {
        let mut state = self.state();
        state.open = false;
        let flies = |state: &mut State| state.delivering;
        let _ = self.0.changed.wait_timeout_while(state, DELIVERY_WAIT, flies);
    }

    /// Ends the usher; gives what still waits.
    pub fn end(&self) -> String {
        let mut state = self.state();
        state.over = true;
        self.0.changed.notify_all();
        std::mem::take(&mut state.waiting).concat()
    }

    /// What waits, for an editor that shows it by itself between two lines.
    pub fn take(&self) -> String {
        std::mem::take(&mut self.state().waiting).concat()
    }

    /// Hands texts over to `print` whenever a line is edited, until the end; `print` may take its time.
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

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves texts as good as they were.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn texts_wait_for_a_prompt_and_keep_their_order() {
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
