//! Advisory locks on files, with a limit to the time that another process is waited for.

use std::fs::{File, TryLockError};
use std::io;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// What a lock is for: readers share it, a writer has it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// To read.
    Shared,
    /// To write.
    Exclusive,
}

impl Hold {
    fn attempt(self, file: &File) -> Result<(), TryLockError> {
        match self {
            Hold::Shared => file.try_lock_shared(),
            Hold::Exclusive => file.try_lock(),
        }
    }

    fn wait(self, file: &File) -> io::Result<()> {
        match self {
            Hold::Shared => file.lock_shared(),
            Hold::Exclusive => file.lock(),
        }
    }
}

/// Acquires the lock of `file`, which lasts as long as `file` is open; `false` where another process still holds it
/// after `patience`.
pub fn acquire(file: &File, hold: Hold, patience: Duration) -> io::Result<bool> {
    let deadline = Instant::now() + patience;
    match hold.attempt(file) {
        Ok(()) => return Ok(true),
        Err(TryLockError::Error(why)) => return Err(why),
        Err(TryLockError::WouldBlock) => {}
    }
    // Only a caller that waits in the system's own queue gets in between two lines of a busy writer, and that wait has
    // no limit of its own. The channel holds nothing, so that a result is either received or refused: a thread whose
    // result comes too late releases the lock, which the clone shares with `file` and would otherwise keep.
    let waiting = file.try_clone()?;
    let (sender, receiver) = mpsc::sync_channel(0);
    std::thread::spawn(move || {
        if sender.send(hold.wait(&waiting)).is_err() {
            // Closing the file releases the lock too, where it cannot be released by itself.
            let _ = waiting.unlock();
        }
    });
    match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        Ok(acquired) => acquired.map(|()| true),
        Err(_) => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_waited_for_and_not_forever() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let open = || File::open(file.path()).unwrap();
        let (reader, other, writer) = (open(), open(), open());
        let short = Duration::from_millis(20);
        assert!(acquire(&reader, Hold::Shared, short).unwrap());
        assert!(acquire(&other, Hold::Shared, short).unwrap());
        assert!(!acquire(&writer, Hold::Exclusive, short).unwrap());
        drop((reader, other));
        assert!(acquire(&open(), Hold::Exclusive, Duration::from_secs(5)).unwrap());
    }

    #[test]
    fn a_wait_given_up_leaves_no_lock_behind() {
        for _ in 0..20 {
            let file = tempfile::NamedTempFile::new().unwrap();
            let open = || File::open(file.path()).unwrap();
            let (holder, late) = (open(), open());
            assert!(acquire(&holder, Hold::Exclusive, Duration::ZERO).unwrap());
            assert!(!acquire(&late, Hold::Exclusive, Duration::from_millis(5)).unwrap());
            // The thread left behind gets the lock now, before or after the next caller asks for it.
            drop(holder);
            assert!(acquire(&open(), Hold::Exclusive, Duration::from_secs(60)).unwrap());
            drop(late);
        }
    }
}
