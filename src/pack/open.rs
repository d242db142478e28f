//! Packs for programs that embed this one: from folders on disk, or from files in memory.

use super::{Pack, PackError, PacksAndFaults, Store, combine, is_rule_file, load, load_file};
use std::path::Path;

impl Pack {
    /// Loads the pack in `folder`, or the rule file at that path as a pack of one file, and its dependencies. The packs
    /// are in the order that a coder needs: dependencies first, each once.
    ///
    /// # Errors
    /// A [`PackError`] if no pack can be loaded: no folder, no manifest or an unreadable one, packs that depend on each
    /// other in a cycle. A mistake in one file of a pack is a [`Fault`](crate::Fault), returned beside the packs; the
    /// rest is usable.
    pub fn load(folder: impl AsRef<Path>) -> Result<PacksAndFaults, PackError> {
        Pack::load_all([folder])
    }

    /// Loads several packs to be used together. A pack that two of them depend on is loaded once.
    ///
    /// # Errors
    /// As for [`Pack::load`]; loading stops at the first error.
    pub fn load_all(
        folders: impl IntoIterator<Item = impl AsRef<Path>>,
    ) -> Result<PacksAndFaults, PackError> {
        let folders = folders.into_iter().map(|path| path.as_ref().to_string_lossy().into_owned());
        load_all(&Store::Disk, folders)
    }

    /// Loads the pack in the folder `root` of `files` and its dependencies. `files` are paths, with `/` as the
    /// separator, and contents; they may contain several packs. If a path occurs twice, the later file is used.
    ///
    /// ```
    /// use dateline::Pack;
    ///
    /// let (packs, faults) = Pack::from_memory("tiny", [
    ///     ("tiny/pack.toml", "name = 'tiny'\nversion = '0.1.0'\ndepends = ['../words']\n"),
    ///     ("tiny/truce.rhai", "rule(\"truce/agreed\").kind(\"ceasefire\").when(\"truce\");"),
    ///     ("words/pack.toml", "name = 'words'\nversion = '0.1.0'\n"),
    /// ])?;
    /// assert_eq!(packs.iter().map(|pack| pack.name()).collect::<Vec<_>>(), ["words", "tiny"]);
    /// assert!(faults.is_empty());
    /// # Ok::<(), dateline::PackError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Pack::load`].
    pub fn from_memory<P: Into<String>, B: Into<Vec<u8>>>(
        root: &str,
        files: impl IntoIterator<Item = (P, B)>,
    ) -> Result<PacksAndFaults, PackError> {
        load_all(&Store::memory(files), [root.to_owned()])
    }

    /// The pack's name, from its manifest.
    pub fn name(&self) -> &str {
        &self.manifest.name
    }

    /// The pack's version, from its manifest.
    pub fn version(&self) -> &str {
        &self.manifest.version
    }
}

fn load_all(
    store: &Store,
    roots: impl IntoIterator<Item = String>,
) -> Result<PacksAndFaults, PackError> {
    let (mut groups, mut faults) = (Vec::new(), Vec::new());
    for root in roots {
        let (packs, wrong) = match store {
            Store::Disk if is_rule_file(&root) => {
                load_file(&root, &Store::Memory(Default::default()))?
            }
            _ => load(store, &root)?,
        };
        groups.push(packs);
        faults.extend(wrong);
    }
    let (packs, wrong) = combine(&groups);
    faults.extend(wrong);
    Ok((packs, faults))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: (&str, &str) = ("base/pack.toml", "name = 'base'\nversion = '0.1.0'\n");

    fn on_base(name: &str) -> (String, String) {
        let manifest = format!("name = '{name}'\nversion = '0.2.0'\ndepends = ['../base']\n");
        (format!("{name}/pack.toml"), manifest)
    }

    #[test]
    fn packs_used_together_share_dependencies() {
        let folder = tempfile::tempdir().unwrap();
        let files = [on_base("one"), on_base("two"), (BASE.0.into(), BASE.1.into())];
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let roots = ["one", "two", "base"].map(|name| folder.path().join(name));
        let (packs, faults) = Pack::load_all(&roots).unwrap();
        assert_eq!(
            packs.iter().map(|pack| pack.name()).collect::<Vec<_>>(),
            ["base", "one", "two"]
        );
        assert_eq!((packs[1].version(), faults.len()), ("0.2.0", 0));
        assert_eq!(Pack::load(&roots[0]).unwrap().0.len(), 2);
    }

    #[test]
    fn paths_in_memory_may_be_spelt_in_several_ways() {
        let files =
            [("./one/pack.toml".to_owned(), on_base("one").1), (BASE.0.into(), BASE.1.into())];
        assert_eq!(Pack::from_memory("one/", files).unwrap().0.len(), 2);
    }

    #[test]
    fn a_missing_pack_is_an_error_and_a_bad_file_a_fault() {
        let none = Pack::from_memory("two", [BASE]).unwrap_err();
        assert!(matches!(none, PackError::Missing(..)), "{none}");
        let bad = ("base/a.rhai", &b"\xff"[..]);
        let (packs, faults) =
            Pack::from_memory("base", [(BASE.0, BASE.1.as_bytes()), bad]).unwrap();
        assert_eq!((packs.len(), faults.len()), (1, 1));
        assert_eq!(faults[0].file.as_deref(), Some("a.rhai"));
    }
}
