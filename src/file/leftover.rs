//! Temporary files that a killed process left: found by their names, known to be abandoned by their locks.
//!
//! The writer of a temporary file holds its lock as long as it lives; the system releases the lock of a process that
//! ended, however it ended. A lock can be trusted only between processes of one running system, so the name of a
//! temporary file says on which it was made; one of another system (a network folder) is removed only after a day.

use super::identity::FileId;
use super::plain;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

/// How the names of temporary files begin and end.
pub const PREFIX: &str = ".dateline-";
/// How they end.
pub const SUFFIX: &str = ".part";

/// After this time a temporary file of another system is taken for abandoned, if nobody holds its lock.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// How the names of the temporary files of this running system begin.
pub fn own_prefix() -> &'static str {
    static OWN: OnceLock<String> = OnceLock::new();
    OWN.get_or_init(|| {
        // Different after each start of a machine, the same in its containers.
        let id = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        let id: String = id.chars().filter(char::is_ascii_hexdigit).take(12).collect();
        if id.is_empty() { PREFIX.to_owned() } else { format!("{PREFIX}{id}-") }
    })
}

/// Removes what killed processes left in `folder`. What cannot be removed stays.
pub fn sweep(folder: &Path) {
    for item in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = item.file_name();
        let Some(name) = name.to_str() else { continue };
        let is_ours = name.starts_with(PREFIX) && name.ends_with(SUFFIX);
        // Not a link: what it leads to is something else.
        if is_ours && item.file_type().is_ok_and(|kind| kind.is_file()) {
            remove_abandoned(&item.path(), name);
        }
    }
}

fn remove_abandoned(path: &Path, name: &str) {
    let Ok(file) = plain::open(path) else { return };
    let Ok(known) = file.metadata() else { return };
    let is_local = own_prefix() != PREFIX && name.starts_with(own_prefix());
    let age = known.modified().ok().and_then(|then| SystemTime::now().duration_since(then).ok());
    if !is_local && age.is_none_or(|age| age < ABANDONED) {
        return;
    }
    // Its writer lives, or there are no locks here.
    if file.try_lock().is_err() {
        return;
    }
    if FileId::known(path, &known) == FileId::of(path) {
        // Nothing more can be done about it.
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;

    #[test]
    fn only_what_nobody_writes_any_more_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str| {
            let path = folder.path().join(name);
            fs::write(&path, "x").unwrap();
            path
        };
        let dead = put(&format!("{}dead.part", own_prefix()));
        let alive = put(&format!("{}alive.part", own_prefix()));
        let (foreign, old) = (put(".dateline-0f-far.part"), put(".dateline-0f-old.part"));
        let others = [put(".dateline-x.txt"), put("dateline-x.part"), put("x.part")];
        let held = File::open(&alive).unwrap();
        held.try_lock().unwrap();
        let day_ago = SystemTime::now() - ABANDONED - Duration::from_secs(60);
        File::options().append(true).open(&old).unwrap().set_modified(day_ago).unwrap();
        sweep(folder.path());
        assert!(!old.exists());
        assert!(own_prefix() == PREFIX || !dead.exists());
        assert!(alive.exists() && foreign.exists() && others.iter().all(|path| path.exists()));
    }
}
