//! Watches folders and files for changes while the session runs. Editors save by rename, in several steps, with
//! temporary files beside; only the paths that a person would call changed are reported. The session says what to
//! watch and what a change means; no file is read here.

use crate::repl::paths::shown_path;
use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long files must be unchanged before they are reported. The steps in which an editor saves (write beside,
/// rename, set the mode) are a few milliseconds apart, and a person notices nothing under fifty.
const QUIET: Duration = Duration::from_millis(30);

/// Called with the changed paths, on a separate thread.
type ChangeCallback = Arc<dyn Fn(Vec<PathBuf>) + Send + Sync>;

/// Watches a set of folders and files.
pub struct Watcher {
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    on_change: ChangeCallback,
    watched: Arc<Mutex<WatchedPaths>>,
    /// What is watched, and the identity of the folder at that time; `None`: it did not exist.
    roots: BTreeMap<WatchRoot, Option<FolderId>>,
    /// Roots that could not be watched; each was reported.
    failed: Vec<WatchRoot>,
}

/// A watched folder; `true`: with everything below, `false`: for a file in it.
type WatchRoot = (PathBuf, bool);

/// Distinguishes a folder from a later one of the same name: device and inode.
type FolderId = (u64, u64);

/// The paths whose changes are reported: each as it was given, and its full path.
#[derive(Default)]
struct WatchedPaths {
    folders: Vec<(PathBuf, PathBuf)>,
    files: Vec<(PathBuf, PathBuf)>,
}

impl Watcher {
    /// A watcher of nothing yet, which calls `on_change` with the changed paths.
    ///
    /// # Errors
    /// The system does not watch files, or no more of them.
    pub fn new(
        on_change: impl Fn(Vec<PathBuf>) + Send + Sync + 'static,
    ) -> Result<Watcher, String> {
        let on_change: ChangeCallback = Arc::new(on_change);
        let watched = Arc::new(Mutex::new(WatchedPaths::default()));
        let (paths, callback) = (watched.clone(), on_change.clone());
        let handle = move |result: DebounceEventResult| {
            let changed = changed(&result, &paths.lock().unwrap_or_else(PoisonError::into_inner));
            if !changed.is_empty() {
                callback(changed);
            }
        };
        let debouncer = new_debouncer(QUIET, None, handle)
            .map_err(|error| format!("saved files cannot be noticed here: {error}"))?;
        Ok(Watcher { debouncer, on_change, watched, roots: BTreeMap::new(), failed: Vec::new() })
    }

    /// Watches exactly `paths`, folders with everything below. Called again with the same paths it checks whether a
    /// folder disappeared or came back, and reports that as a change of the folder. Returns messages about what
    /// cannot be watched, each once.
    pub fn set(&mut self, paths: &[PathBuf]) -> Vec<String> {
        let mut watched = WatchedPaths::default();
        let mut roots: BTreeMap<WatchRoot, PathBuf> = BTreeMap::new();
        for path in paths {
            let full = absolute(path);
            let known = self.roots.contains_key(&(full.clone(), true));
            if full.is_dir() || known && !full.is_file() {
                roots.insert((full.clone(), true), path.clone());
                watched.folders.push((path.clone(), full));
            } else {
                // A path that does not exist yet may be created, as a file or a folder.
                let folder = full.parent().unwrap_or(&full).to_owned();
                roots.insert((folder, false), path.clone());
                watched.files.push((path.clone(), full));
            }
        }
        *self.watched.lock().unwrap_or_else(PoisonError::into_inner) = watched;
        let gone: Vec<WatchRoot> =
            self.roots.keys().filter(|root| !roots.contains_key(*root)).cloned().collect();
        for root in gone {
            self.unwatch_root(&root);
            self.failed.retain(|failed| *failed != root);
        }
        let mut failures = Vec::new();
        let mut moved = Vec::new();
        for (root, given) in roots {
            let before = self.roots.get(&root).copied();
            let now = folder_id(&root.0);
            if before == Some(now) {
                continue;
            }
            if before.is_some() {
                moved.push(given);
                self.unwatch_root(&root);
            }
            failures.extend(self.watch_root(root, now));
        }
        if !moved.is_empty() {
            (self.on_change)(moved);
        }
        failures
    }

    fn unwatch_root(&mut self, root: &WatchRoot) {
        self.roots.remove(root);
        // Fails if the folder was removed: then it is no longer watched anyway.
        let _ = self.debouncer.unwatch(&root.0);
        // The same folder may also be watched in the other mode.
        let other = (root.0.clone(), !root.1);
        if self.roots.remove(&other).is_some() {
            self.watch_root(other, folder_id(&root.0));
        }
    }

    /// Watches a folder if it exists; returns a message if that fails for the first time.
    fn watch_root(&mut self, root: WatchRoot, now: Option<FolderId>) -> Option<String> {
        // A recursive watch reports everything that a flat one would.
        let deeper = self.roots.contains_key(&(root.0.clone(), true));
        let mode = if root.1 { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        let done = match now.is_some() && (root.1 || !deeper) {
            true => self.debouncer.watch(&root.0, mode),
            false => Ok(()),
        };
        let failed = done.err().filter(|_| !self.failed.contains(&root));
        let said = failed.map(|error| {
            self.failed.push(root.clone());
            format!("{} cannot be watched: {error}; :reload reads it again", shown_path(&root.0))
        });
        self.roots.insert(root, now);
        said
    }
}

/// The absolute path, as the system reports changes.
fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    // `.` and doubled slashes are removed; links are not resolved.
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    full.components().collect()
}

#[cfg(unix)]
fn folder_id(folder: &Path) -> Option<FolderId> {
    use std::os::unix::fs::MetadataExt;
    let metadata = folder.metadata().ok()?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn folder_id(folder: &Path) -> Option<FolderId> {
    let created = folder.metadata().ok()?.created().ok();
    let since = created.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    Some(since.map_or((0, 0), |since| (since.as_secs(), u64::from(since.subsec_nanos()))))
}

/// The changed paths, in the form given to [`Watcher::set`]; sorted, each once.
fn changed(result: &DebounceEventResult, watched: &WatchedPaths) -> Vec<PathBuf> {
    let all = || -> Vec<PathBuf> {
        watched.folders.iter().chain(&watched.files).map(|(given, _)| given.clone()).collect()
    };
    // If events were lost, anything may have changed.
    let Ok(events) = result else { return all() };
    if events.iter().any(|event| event.need_rescan()) {
        return all();
    }
    let writes = events.iter().filter(|event| !is_reading(&event.kind));
    let mut found: Vec<PathBuf> =
        writes.flat_map(|event| &event.paths).filter_map(|path| watched.given(path)).collect();
    found.sort();
    found.dedup();
    found
}

/// Whether nothing was written: a file was opened or read, or closed after it was read.
fn is_reading(kind: &EventKind) -> bool {
    use notify_debouncer_full::notify::event::{AccessKind, AccessMode};
    matches!(kind, EventKind::Access(access) if *access != AccessKind::Close(AccessMode::Write))
}

impl WatchedPaths {
    /// The path in the form given to [`Watcher::set`], if a change of it is to be reported.
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

    struct WatchFixture {
        _folder: tempfile::TempDir,
        root: PathBuf,
        watcher: Watcher,
        reported: Receiver<Vec<PathBuf>>,
    }

    fn scene() -> WatchFixture {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let (send, reported) = mpsc::channel();
        let watcher = Watcher::new(move |paths| send.send(paths).unwrap_or(())).unwrap();
        WatchFixture { _folder: folder, root, watcher, reported }
    }

    impl WatchFixture {
        /// Waits until `path` is reported; gives all paths reported until then.
        #[track_caller]
        fn wait_for(&self, path: &Path) -> Vec<PathBuf> {
            let mut seen = Vec::new();
            while !seen.iter().any(|seen| seen == path) {
                match self.reported.recv_timeout(Duration::from_secs(30)) {
                    Ok(paths) => seen.extend(paths),
                    Err(_) => panic!("{} is not reported, but {seen:?}", path.display()),
                }
            }
            seen
        }
    }

    #[test]
    fn changes_in_a_folder_are_reported_without_temporary_files() {
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
        let watched = [pack.join("a.rhai"), pack.join("lexicons/a.txt"), pack.join("lexicons")];
        assert!(seen.iter().all(|path| watched.contains(path)), "{seen:?}");
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
    fn a_folder_that_is_removed_and_created_again_is_watched_again() {
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
        while scene.reported.try_recv().is_ok() {}
        fs::write(pack.join("a.rhai"), "x").unwrap();
        scene.wait_for(&pack.join("a.rhai"));
    }

    #[test]
    fn a_path_no_longer_watched_is_not_reported() {
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
    fn paths_are_reported_in_the_form_given() {
        let watched = WatchedPaths {
            folders: vec![("rules".into(), "/a/rules".into())],
            files: vec![("./g.jsonl".into(), "/a/g.jsonl".into())],
        };
        let given = |path: &str| watched.given(Path::new(path));
        assert_eq!(given("/a/rules/x/y.rhai"), Some("rules/x/y.rhai".into()));
        assert_eq!(given("/a/rules"), Some("rules".into()));
        assert_eq!(given("/a/./g.jsonl"), Some("./g.jsonl".into()));
        assert_eq!((given("/a/other"), given("/a/rules/.x.swp")), (None, None));
    }
}
