//! Watching folders and files: what is saved while the session lives. Editors write by rename, in several steps, with
//! files of their own beside; what is told here is the paths that a person would say changed. The session says what is to
//! be watched and judges what changed; nothing is read here.

use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long files must be quiet before they are told of. The steps in which an editor saves (write beside, rename, set
/// the mode) are a few milliseconds apart, and a person notices nothing under fifty.
const QUIET: Duration = Duration::from_millis(30);

/// Called with paths that changed, on a thread of its own.
type Tell = Arc<dyn Fn(Vec<PathBuf>) + Send + Sync>;

/// Watches what it was told to.
pub struct Watcher {
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    tell: Tell,
    wanted: Arc<Mutex<Wanted>>,
    /// What is being watched, and which folder it was then; `None`: it was not there.
    roots: BTreeMap<Root, Option<Identity>>,
    /// What could not be watched and was told.
    failed: Vec<Root>,
}

/// A folder that is watched, with all below or for a file in it.
type Root = (PathBuf, bool);

/// What tells a folder from another one of the same name.
type Identity = (u64, u64);

/// What changes are told of, as it was given and with its full path.
#[derive(Default)]
struct Wanted {
    folders: Vec<(PathBuf, PathBuf)>,
    files: Vec<(PathBuf, PathBuf)>,
}

impl Watcher {
    /// A watcher of nothing yet, that calls `tell` with what changed.
    ///
    /// # Errors
    /// The system watches no files, or no more of them.
    pub fn new(tell: impl Fn(Vec<PathBuf>) + Send + Sync + 'static) -> Result<Watcher, String> {
        let tell: Tell = Arc::new(tell);
        let wanted = Arc::new(Mutex::new(Wanted::default()));
        let (seen, told) = (wanted.clone(), tell.clone());
        let handle = move |result: DebounceEventResult| {
            let changed = changed(&result, &seen.lock().unwrap_or_else(PoisonError::into_inner));
            if !changed.is_empty() {
                told(changed);
            }
        };
        let debouncer = new_debouncer(QUIET, None, handle)
            .map_err(|error| format!("saved files cannot be noticed here: {error}"))?;
        Ok(Watcher { debouncer, tell, wanted, roots: BTreeMap::new(), failed: Vec::new() })
    }

    /// Watches `paths`, folders with all below, and nothing else. Asked again with the same paths it looks whether a folder
    /// vanished or came back; that is told as a change of it. Gives what cannot be watched, each once.
    pub fn set(&mut self, paths: &[PathBuf]) -> Vec<String> {
        let mut wanted = Wanted::default();
        let mut roots: BTreeMap<Root, PathBuf> = BTreeMap::new();
        for path in paths {
            let full = full(path);
            let known = self.roots.contains_key(&(full.clone(), true));
            if full.is_dir() || known && !full.is_file() {
                roots.insert((full.clone(), true), path.clone());
                wanted.folders.push((path.clone(), full));
            } else {
                // A file that is not there may come; so may a folder.
                let folder = full.parent().unwrap_or(&full).to_owned();
                roots.insert((folder, false), path.clone());
                wanted.files.push((path.clone(), full));
            }
        }
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner) = wanted;
        let gone: Vec<Root> =
            self.roots.keys().filter(|root| !roots.contains_key(*root)).cloned().collect();
        for root in gone {
            self.drop_root(&root);
            self.failed.retain(|failed| *failed != root);
        }
        let mut failures = Vec::new();
        let mut moved = Vec::new();
        for (root, given) in roots {
            let before = self.roots.get(&root).copied();
            let now = identity(&root.0);
            if before == Some(now) {
                continue;
            }
            if before.is_some() {
                moved.push(given);
                self.drop_root(&root);
            }
            failures.extend(self.take_root(root, now));
        }
        if !moved.is_empty() {
            (self.tell)(moved);
        }
        failures
    }

    fn drop_root(&mut self, root: &Root) {
        self.roots.remove(root);
        // What is gone from the disk is no longer watched already.
        let _ = self.debouncer.unwatch(&root.0);
        // One folder may be watched in both ways.
        let other = (root.0.clone(), !root.1);
        if self.roots.remove(&other).is_some() {
            self.take_root(other, identity(&root.0));
        }
    }

    /// Watches a folder that is there; gives what is to be said where that fails for the first time.
    fn take_root(&mut self, root: Root, now: Option<Identity>) -> Option<String> {
        // Of the two ways the deeper one tells all.
        let deeper = self.roots.contains_key(&(root.0.clone(), true));
        let mode = if root.1 { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        let done = match now.is_some() && (root.1 || !deeper) {
            true => self.debouncer.watch(&root.0, mode),
            false => Ok(()),
        };
        let failed = done.err().filter(|_| !self.failed.contains(&root));
        let said = failed.map(|error| {
            self.failed.push(root.clone());
            format!("{} cannot be watched: {error}; :reload reads it again", root.0.display())
        });
        self.roots.insert(root, now);
        said
    }
}

/// The full path, which is the form that changes are told in.
fn full(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    // `.` and doubled slashes go; links stay as they are.
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    full.components().collect()
}

#[cfg(unix)]
fn identity(folder: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let metadata = folder.metadata().ok()?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(folder: &Path) -> Option<Identity> {
    let created = folder.metadata().ok()?.created().ok();
    let since = created.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    Some(since.map_or((0, 0), |since| (since.as_secs(), u64::from(since.subsec_nanos()))))
}

/// The paths that changed, as they were given to be watched; each once.
fn changed(result: &DebounceEventResult, wanted: &Wanted) -> Vec<PathBuf> {
    let all = || -> Vec<PathBuf> {
        wanted.folders.iter().chain(&wanted.files).map(|(given, _)| given.clone()).collect()
    };
    // Where events were lost, anything may have changed.
    let Ok(events) = result else { return all() };
    if events.iter().any(|event| event.need_rescan()) {
        return all();
    }
    let writes = events.iter().filter(|event| !is_reading(&event.kind));
    let mut found: Vec<PathBuf> =
        writes.flat_map(|event| &event.paths).filter_map(|path| wanted.given(path)).collect();
    found.sort();
    found.dedup();
    found
}

/// Whether nothing was written: a file was opened or read, or closed after it was read.
fn is_reading(kind: &EventKind) -> bool {
    use notify_debouncer_full::notify::event::{AccessKind, AccessMode};
    matches!(kind, EventKind::Access(access) if *access != AccessKind::Close(AccessMode::Write))
}

impl Wanted {
    /// The path in the form in which it was given to be watched, if a change of it is to be told.
    fn given(&self, path: &Path) -> Option<PathBuf> {
        let path: PathBuf = path.components().collect();
        if let Some((given, _)) = self.files.iter().find(|(_, full)| *full == path) {
            return Some(given.clone());
        }
        if is_scratch(&path) {
            return None;
        }
        let below = |(given, full): &(PathBuf, PathBuf)| match path.strip_prefix(full).ok()? {
            rest if rest.as_os_str().is_empty() => Some(given.clone()),
            rest => Some(given.join(rest)),
        };
        self.folders.iter().find_map(below)
    }
}

/// Whether the file is one that editors write beside the one they edit: vim's swap files and its probe `4913`, backups
/// (`a~`, `#a#`), locks (`.#a`), others' (`a.tmp`, `.a.kate-swp`, `a___jb_tmp___`, GNOME's `.goutputstream-`).
fn is_scratch(path: &Path) -> bool {
    let Some(name) = path.file_name() else { return false };
    let name = name.to_string_lossy();
    let ends =
        [".swp", ".swo", ".swx", ".swpx", "~", ".tmp", ".kate-swp", "___jb_tmp___", "___jb_old___"];
    let starts = [".#", ".goutputstream-", ".sed"];
    name == "4913"
        || name.len() > 1 && name.starts_with('#') && name.ends_with('#')
        || ends.iter().any(|end| name.ends_with(end))
        || starts.iter().any(|start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::mpsc::{self, Receiver};

    struct Scene {
        _folder: tempfile::TempDir,
        root: PathBuf,
        watcher: Watcher,
        told: Receiver<Vec<PathBuf>>,
    }

    fn scene() -> Scene {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let (send, told) = mpsc::channel();
        let watcher = Watcher::new(move |paths| send.send(paths).unwrap_or(())).unwrap();
        Scene { _folder: folder, root, watcher, told }
    }

    impl Scene {
        /// Waits until `path` is told; gives all that was told till then.
        #[track_caller]
        fn wait_for(&self, path: &Path) -> Vec<PathBuf> {
            let mut seen = Vec::new();
            while !seen.iter().any(|seen| seen == path) {
                match self.told.recv_timeout(Duration::from_secs(30)) {
                    Ok(paths) => seen.extend(paths),
                    Err(_) => panic!("{} is not told, but {seen:?}", path.display()),
                }
            }
            seen
        }
    }

    #[test]
    fn files_of_a_folder_are_told_and_scratch_files_are_not() {
        let mut scene = scene();
        let pack = scene.root.join("pack");
        fs::create_dir_all(pack.join("lexicons")).unwrap();
        assert_eq!(scene.watcher.set(std::slice::from_ref(&pack)), Vec::<String>::new());
        for scratch in [".a.rhai.swp", "4913", "a.rhai~", ".#a.rhai", "#a.rhai#"] {
            fs::write(pack.join(scratch), "x").unwrap();
        }
        fs::write(pack.join("lexicons/a.txt"), "one").unwrap();
        let mut seen = scene.wait_for(&pack.join("lexicons/a.txt"));
        // By rename, as editors write.
        fs::write(pack.join("a.rhai~"), "two").unwrap();
        fs::rename(pack.join("a.rhai~"), pack.join("a.rhai")).unwrap();
        seen.extend(scene.wait_for(&pack.join("a.rhai")));
        let wanted = [pack.join("a.rhai"), pack.join("lexicons/a.txt"), pack.join("lexicons")];
        assert!(seen.iter().all(|path| wanted.contains(path)), "{seen:?}");
    }

    #[test]
    fn a_file_is_watched_through_its_folder() {
        let mut scene = scene();
        let (gold, other) = (scene.root.join("gold.jsonl"), scene.root.join("other"));
        scene.watcher.set(std::slice::from_ref(&gold));
        fs::write(&other, "x").unwrap();
        fs::write(&gold, "1").unwrap();
        scene.wait_for(&gold);
        fs::write(scene.root.join("new"), "2").unwrap();
        fs::rename(scene.root.join("new"), &gold).unwrap();
        let seen = scene.wait_for(&gold);
        assert!(seen.iter().all(|path| *path == gold), "{seen:?}");
    }

    #[test]
    fn a_folder_that_vanishes_and_comes_back_is_watched_again() {
        let mut scene = scene();
        let pack = scene.root.join("pack");
        fs::create_dir(&pack).unwrap();
        let watched = [pack.clone()];
        scene.watcher.set(&watched);
        fs::rename(&pack, scene.root.join("away")).unwrap();
        scene.watcher.set(&watched);
        scene.wait_for(&pack);
        fs::create_dir(&pack).unwrap();
        scene.watcher.set(&watched);
        scene.wait_for(&pack);
        while scene.told.try_recv().is_ok() {}
        fs::write(pack.join("a.rhai"), "x").unwrap();
        scene.wait_for(&pack.join("a.rhai"));
    }

    #[test]
    fn what_is_no_longer_wanted_is_no_longer_told() {
        let mut scene = scene();
        let (one, two) = (scene.root.join("one"), scene.root.join("two"));
        fs::create_dir(&one).unwrap();
        fs::create_dir(&two).unwrap();
        scene.watcher.set(&[one.clone(), two.clone()]);
        fs::write(one.join("a"), "x").unwrap();
        scene.wait_for(&one.join("a"));
        scene.watcher.set(std::slice::from_ref(&two));
        fs::write(one.join("b"), "x").unwrap();
        fs::write(two.join("c"), "x").unwrap();
        let seen = scene.wait_for(&two.join("c"));
        assert!(!seen.contains(&one.join("b")), "{seen:?}");
    }

    #[test]
    fn paths_are_told_as_they_were_given() {
        let wanted = Wanted {
            folders: vec![("rules".into(), "/a/rules".into())],
            files: vec![("./g.jsonl".into(), "/a/g.jsonl".into())],
        };
        let given = |path: &str| wanted.given(Path::new(path));
        assert_eq!(given("/a/rules/x/y.rhai"), Some("rules/x/y.rhai".into()));
        assert_eq!(given("/a/rules"), Some("rules".into()));
        assert_eq!(given("/a/./g.jsonl"), Some("./g.jsonl".into()));
        assert_eq!((given("/a/other"), given("/a/rules/.x.swp")), (None, None));
    }
}
