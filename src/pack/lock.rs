//! `dateline.lock`, beside a pack or a study: exactly which packs it stands on. It is sorted and made to be reviewed
//! like code; `dateline pack` writes it, loading only reads it.

use super::depends;
use crate::file::folder;
use crate::file::plain;
use crate::file::staged::Staged;
use serde::Deserialize;
use std::io::{self, Write};
use std::path::Path;

/// The name of the file.
pub const LOCK: &str = "dateline.lock";

/// The largest lock that is read, in bytes.
pub(super) const MOST_FILE: u64 = 8 << 20;
/// The format of this version.
const FORMAT: u32 = 1;
/// The most bytes of a lock that is read.
const MOST_BYTES: usize = 1 << 20;

/// Which packs something stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    packs: Vec<LockedPack>,
}

/// One pack of a lock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedPack {
    /// Its name.
    pub name: String,
    /// Its version, in full.
    pub version: String,
    /// Where it came from; of a git repository with the commit after `#`. `shipped`: from the program; `path:...`: a
    /// folder, which may change.
    pub from: String,
    /// The hash over its files; empty for a folder.
    #[serde(default)]
    pub tree: String,
    /// The key that signed it when it was first seen; `None`: it was not signed.
    #[serde(default)]
    pub key: Option<String>,
    /// The names of the packs it stands on, sorted.
    #[serde(default)]
    pub needs: Vec<String>,
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LockFile {
    format: u32,
    #[serde(default)]
    pack: Vec<LockedPack>,
}

/// A lock of any later format.
#[derive(Deserialize)]
struct FormatOnly {
    format: u32,
}

impl Lock {
    /// A lock of these packs.
    ///
    /// # Errors
    /// Two packs of one name, or a value that cannot be one, such as a tree that is no hash.
    pub fn of(packs: impl IntoIterator<Item = LockedPack>) -> Result<Lock, String> {
        let mut packs: Vec<LockedPack> = packs.into_iter().collect();
        packs.iter_mut().for_each(|pack| {
            pack.needs.sort();
            pack.needs.dedup();
        });
        packs.sort_by(|one, other| one.name.cmp(&other.name));
        if let Some(twice) = packs.windows(2).find(|two| two[0].name == two[1].name) {
            return Err(format!("it has the pack {:?} twice", twice[0].name));
        }
        packs.iter().try_for_each(LockedPack::check)?;
        Ok(Lock { packs })
    }

    /// Reads the text of a lock.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Lock, String> {
        if text.len() > MOST_BYTES {
            return Err("it is too large to be a lock".to_owned());
        }
        if let Ok(FormatOnly { format }) = toml::from_str(text)
            && format > FORMAT
        {
            return Err(format!("its format {format} is that of a newer dateline: use that"));
        }
        let conflict = ["<<<<<<< ", ">>>>>>> "].iter().any(|mark| text.contains(mark));
        let file: LockFile = toml::from_str(text).map_err(|error| match conflict {
            true => {
                "it has an unresolved merge: keep one of the sides, then run `dateline pack sync`"
                    .to_owned()
            }
            false => error.message().to_owned(),
        })?;
        if file.format != FORMAT {
            return Err(format!("its format {} is unknown", file.format));
        }
        Lock::of(file.pack)
    }

    /// Reads the lock at `path`; `None` if there is none.
    ///
    /// # Errors
    /// What is wrong with it, or why it cannot be read.
    pub fn read(path: &Path) -> Result<Option<Lock>, String> {
        match plain::read(path, MOST_FILE) {
            Ok(bytes) => {
                let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
                Lock::parse(&text).map(Some)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Writes the lock at `path`; the old one is replaced as a whole, and the new one is on the disk when this returns.
    ///
    /// # Errors
    /// The file cannot be written, or is a link.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let name = path.file_name().unwrap_or_default();
        let mut staged = Staged::open_in(folder(path), Path::new(name))?;
        staged.write_all(self.text().as_bytes())?;
        staged.commit_durably()
    }

    /// The text of the lock.
    pub fn text(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut text = format!(
            "# Which packs exactly: written by `dateline pack`, to be reviewed and kept with the rules.\nformat = {FORMAT}\n"
        );
        for pack in &self.packs {
            text.push_str("\n[[pack]]\n");
            let mut line = |key: &str, value: &str| {
                text.push_str(&format!("{key} = {}\n", quoted(value)));
            };
            line("name", &pack.name);
            line("version", &pack.version);
            line("from", &pack.from);
            if !pack.tree.is_empty() {
                line("tree", &pack.tree);
            }
            if let Some(key) = &pack.key {
                line("key", key);
            }
            if !pack.needs.is_empty() {
                let needs: Vec<String> = pack.needs.iter().map(|name| quoted(name)).collect();
                text.push_str(&format!("needs = [{}]\n", needs.join(", ")));
            }
        }
        text
    }

    /// The packs, by name.
    pub fn packs(&self) -> &[LockedPack] {
        &self.packs
    }

    /// The pack of that name.
    pub fn get(&self, name: &str) -> Option<&LockedPack> {
        self.packs.iter().find(|pack| pack.name == name)
    }
}

impl LockedPack {
    /// Whether it is a folder, which may change: its tree is not compared.
    pub fn is_folder(&self) -> bool {
        // An archive at a path has a tree.
        self.from.starts_with("path:") && self.tree.is_empty()
    }

    fn check(&self) -> Result<(), String> {
        let name = &self.name;
        if let Some(odd) = [name].into_iter().chain(&self.needs).find(|name| !is_name(name)) {
            return Err(format!("{odd:?} is not the name of a pack"));
        }
        if depends::version(&self.version).is_none() || self.version.contains('/') {
            return Err(format!("{:?} is not a version of {name}", self.version));
        }
        if !(is_tree(&self.tree) || self.is_folder()) {
            return Err(format!("the tree of {name} is not a hash of 64 hexadecimal digits"));
        }
        Ok(())
    }
}

/// Whether a text can be a pack's name in a lock or in the name of an archive: it becomes a part of a path.
pub fn is_name(name: &str) -> bool {
    let odd = |c: char| c.is_control() || "/\\:@".contains(c);
    !(name.trim().is_empty() || name.starts_with('.') || name.contains(odd))
}

/// Whether a text can be a tree: it becomes a part of a path.
pub fn is_tree(tree: &str) -> bool {
    tree.len() == 64 && tree.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn locked(name: &str) -> LockedPack {
        LockedPack {
            name: name.to_owned(),
            version: "1.1.0".to_owned(),
            from: "git+https://host/packs?path=arms#0123abc".to_owned(),
            tree: "0".repeat(64),
            key: Some("RWQ".to_owned()),
            needs: vec!["world".to_owned(), "conflict".to_owned()],
        }
    }

    #[test]
    fn a_lock_is_sorted_and_reads_as_written() {
        let folder = LockedPack { from: "path:../b".into(), tree: String::new(), ..locked("b") };
        let lock = Lock::of([folder, locked("a")]).unwrap();
        let text = lock.text();
        assert!(text.contains("needs = [\"conflict\", \"world\"]\n"), "{text}");
        assert!(text.find("\"a\"") < text.find("\"b\""));
        assert_eq!(Lock::parse(&text).unwrap(), lock);
        let shelf = tempfile::tempdir().unwrap();
        let path = shelf.path().join(LOCK);
        assert_eq!(Lock::read(&path).unwrap(), None);
        lock.write(&path).unwrap();
        assert_eq!(Lock::read(&path).unwrap(), Some(lock));
    }

    #[test]
    fn hostile_locks_are_refused() {
        let lock = |edit: fn(&mut LockedPack)| {
            let mut pack = locked("a");
            edit(&mut pack);
            Lock::of([pack]).err().unwrap_or_default()
        };
        assert_eq!(lock(|_| {}), "");
        assert!(lock(|pack| pack.name = "../x".into()).contains("not the name"));
        assert!(lock(|pack| pack.needs = vec!["a/b".into()]).contains("not the name"));
        assert!(lock(|pack| pack.tree = "../../x".into()).contains("not a hash"));
        assert!(lock(|pack| pack.tree = String::new()).contains("not a hash"));
        assert!(lock(|pack| pack.version = "1/../..".into()).contains("not a version"));
        assert!(Lock::of([locked("a"), locked("a")]).err().unwrap().contains("twice"));
        for (text, wanted) in [
            ("format = 2\nnew = 1\n", "newer dateline"),
            ("format = 0\n", "unknown"),
            ("", "missing field"),
            ("<<<<<<< ours\nformat = 1\n", "unresolved merge"),
            ("format = 1\n[[pack]]\nnam = \"a\"\n", "unknown field"),
        ] {
            let why = Lock::parse(text).err().unwrap_or_default();
            assert!(why.contains(wanted), "{text}: {why}");
        }
        assert!(Lock::parse(&"#".repeat(MOST_BYTES + 1)).is_err());
    }

    prop_compose! {
        fn packs()(
            name in "[a-z][a-z0-9-]{0,8}", version in "[0-9]{1,2}\\.[0-9]\\.[0-9](-rc\\.1)?",
            from in "\\PC{0,20}", tree in "[0-9a-f]{64}", key in prop::option::of("\\PC{1,20}"),
            needs in prop::collection::vec("[a-z]{1,6}", 0..4),
        ) -> LockedPack {
            LockedPack { name, version, from, tree, key, needs }
        }
    }

    proptest! {
        #[test]
        fn every_lock_reads_as_written(packs in prop::collection::vec(packs(), 0..6)) {
            if let Ok(lock) = Lock::of(packs.clone()) {
                prop_assert_eq!(Lock::parse(&lock.text()), Ok(lock.clone()));
                let turned: Vec<_> = packs.into_iter().rev().collect();
                prop_assert_eq!(Lock::of(turned).unwrap().text(), lock.text());
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}|(format = 1\n)?(\\[\\[pack\\]\\]\n)?[a-z]{4} = \"[a-z.]{0,4}\"\n") {
            let _ = Lock::parse(&text);
        }
    }
}
