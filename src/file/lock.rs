//! Advisory file locks, with a limit on the time spent waiting for another process.

use std::fs::{File, TryLockError};
use std::io;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// The lock mode: readers share a lock, a writer has it exclusively.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockMode {
    /// To read.
    Shared,
    /// To write.
    Exclusive,
}

impl LockMode {
    fn attempt(self, file: &File) -> Result<(), TryLockError> {
        match self {
            LockMode::Shared => file.try_lock_shared(),
            LockMode::Exclusive => file.try_lock(),
        }
    }

    fn wait(self, file: &File) -> io::Result<()> {
        match self {
            LockMode::Shared => file.lock_shared(),
            LockMode::Exclusive => file.lock(),
        }
    }
}

/// Acquires the lock of `file`, which lasts as long as `file` is open; `false` if another process still holds it after
/// `timeout`.
pub fn acquire(file: &File, mode: LockMode, timeout: Duration) -> io::Result<bool> {
    let deadline = Instant::now() + timeout;
    match mode.attempt(file) {
        Ok(()) => return Ok(true),
        Err(TryLockError::Error(why)) => return Err(why),
        Err(TryLockError::WouldBlock) => {}
    }
    // Polling would never succeed between two writes of a busy writer; only a blocking wait is queued by the system,
    // and it has no timeout. The channel has no capacity, so that a result is either received or refused: a thread
    // whose result comes too late releases the lock, which the clone shares with `file` and would otherwise keep.
    let waiting = file.try_clone()?;
    let (sender, receiver) = mpsc::sync_channel(0);
    std::thread::spawn(move || {
        if sender.send(mode.wait(&waiting)).is_err() {
            // If unlocking fails, closing the file releases the lock.
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
    fn waiting_for_a_lock_has_a_timeout() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let open = || File::open(file.path()).unwrap();
        let (reader, other, writer) = (open(), open(), open());
        let short = Duration::from_millis(20);
        assert!(acquire(&reader, LockMode::Shared, short).unwrap());
        assert!(acquire(&other, LockMode::Shared, short).unwrap());
        assert!(!acquire(&writer, LockMode::Exclusive, short).unwrap());
        drop((reader, other));
        assert!(acquire(&open(), LockMode::Exclusive, Duration::from_secs(5)).unwrap());
    }

    #[test]
    fn a_timed_out_wait_leaves_no_lock_behind() {
        for _ in 0..20 {
            let file = tempfile::NamedTempFile::new().unwrap();
            let open = || File::open(file.path()).unwrap();
            let (holder, late) = (open(), open());
            assert!(acquire(&holder, LockMode::Exclusive, Duration::ZERO).unwrap());
            assert!(!acquire(&late, LockMode::Exclusive, Duration::from_millis(5)).unwrap());
            // The abandoned thread acquires the lock now, before or after the next caller asks for it.
            drop(holder);
            assert!(acquire(&open(), LockMode::Exclusive, Duration::from_secs(60)).unwrap());
            drop(late);
        }
    }
}
