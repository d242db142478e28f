//! Packs for a program that embeds this one: from folders on disk, or from files that it holds in memory.

use super::{Loaded, Pack, PackError, Store, combine, is_rule_file, load, load_file};
use std::path::Path;

impl Pack {
    /// Loads the pack in `folder`, or the rule file of that path as a pack of one file, and those it depends on. They come in the order in which a coder takes them:
    /// dependencies first, each once.
    ///
    /// # Errors
    /// A [`PackError`] where there is no pack to work with: no folder, no manifest or one that cannot be read, packs
    /// that depend on each other in a circle. A mistake in one file of a pack is a [`Fault`](crate::Fault) beside the packs, and the
    /// rest works.
    pub fn load(folder: impl AsRef<Path>) -> Result<Loaded, PackError> {
        Pack::load_all([folder])
    }

    /// Loads several packs to be used together. A pack that two of them depend on comes once.
    ///
    /// # Errors
    /// As for [`Pack::load`]; the first that cannot be loaded ends it.
    pub fn load_all(
        folders: impl IntoIterator<Item = impl AsRef<Path>>,
    ) -> Result<Loaded, PackError> {
        let folders = folders.into_iter().map(|path| path.as_ref().to_string_lossy().into_owned());
        load_all(&Store::Disk, folders)
    }

    /// Loads the pack in the folder `root` of `files` and those it depends on. `files` are paths, with `/` between their
    /// parts, and what each file holds; several packs may lie side by side. Of two files of one path the later counts.
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
    ) -> Result<Loaded, PackError> {
        load_all(&Store::memory(files), [root.to_owned()])
    }

    /// The pack's name, as its manifest gives it.
    pub fn name(&self) -> &str {
        &self.manifest.name
    }

    /// The pack's version, as its manifest gives it.
    pub fn version(&self) -> &str {
        &self.manifest.version
    }
}

fn load_all(store: &Store, roots: impl IntoIterator<Item = String>) -> Result<Loaded, PackError> {
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
    fn packs_used_together_share_what_they_depend_on() {
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
    fn no_pack_is_an_error_and_a_bad_file_a_fault() {
        let none = Pack::from_memory("two", [BASE]).unwrap_err();
        assert!(matches!(none, PackError::Missing(..)), "{none}");
        let bad = ("base/a.rhai", &b"\xff"[..]);
        let (packs, faults) =
            Pack::from_memory("base", [(BASE.0, BASE.1.as_bytes()), bad]).unwrap();
        assert_eq!((packs.len(), faults.len()), (1, 1));
        assert_eq!(faults[0].file.as_deref(), Some("a.rhai"));
    }
}
