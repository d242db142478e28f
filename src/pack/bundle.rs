//! Loaded packs as bytes, for another process or machine that has the same program: all files that they are made of,
//! those of shipped packs excepted. Nothing is looked for when they are opened: neither folders nor archives nor a lock.
//!
//! A bundle is an archive ([`super::archive`]) with a folder for each pack, named by its number, and `bundle.json`, which
//! says what each pack is. What is opened is compared with the hashes that the packs had.

use super::find::files_of;
use super::loader::{ASKED, CARRIED, Loader, PackLocation};
use super::{
    Manifest, Origin, Pack, PackError, PacksAndFaults, Store, Surroundings, archive, tree,
};
use crate::script::ScriptSet;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The file that says what is in a bundle.
const INDEX: &str = "bundle.json";

/// The format of that file.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Index {
    format: u32,
    /// The version of the program that wrote it.
    dateline: String,
    packs: Vec<Bundled>,
}

/// A pack of a bundle, as it was loaded.
#[derive(Serialize, Deserialize)]
struct Bundled {
    name: String,
    version: String,
    /// Its folder or archive where it was loaded, for messages and records.
    root: String,
    /// The path of the rule file, if it consists of one.
    file: Option<String>,
    depends: Vec<String>,
    beside: Vec<String>,
    from: String,
    key: Option<String>,
    tree: Option<String>,
    /// Its rules hash.
    rules: String,
    /// Whether the program carries it, so that its files are not in the bundle.
    is_shipped: bool,
}

/// Whether these bytes are a bundle rather than the archive of one pack.
pub fn is_bundle(store: &Store) -> bool {
    matches!(store.read(INDEX), Ok(Some(_)))
}

/// The bytes of a bundle of `packs`, as `pack::combine` returns them. `shipped` makes the store of the packs that the
/// program carries, `given` has those that were loaded from memory. The same packs give the same bytes.
///
/// # Errors
/// A file of a pack cannot be read any more, or was changed since it was loaded.
pub fn write(
    packs: &[Arc<Pack>],
    shipped: impl Fn() -> Store,
    given: &Store,
) -> Result<Vec<u8>, PackError> {
    let mut files = BTreeMap::new();
    let mut index =
        Index { format: FORMAT, dateline: super::PROGRAM_VERSION.to_owned(), packs: Vec::new() };
    for (number, pack) in packs.iter().enumerate() {
        let is_given = pack.provenance.origin == Origin::Memory && given.is_folder(&pack.root);
        let is_shipped = pack.provenance.origin == Origin::Memory && !is_given;
        let opened;
        let (store, root) = match is_given {
            true => (given, pack.root.as_str()),
            false => {
                opened = files_of(pack, &shipped)?;
                (&opened.0, opened.1)
            }
        };
        if !is_shipped {
            for (path, hash) in pack.provenance.files.iter() {
                let bytes = store.read(&store.join(root, path))?;
                match bytes.filter(|bytes| tree::file_hash(bytes) == *hash) {
                    Some(bytes) => files.insert(format!("{number}/{path}"), bytes.into_owned()),
                    None => return Err(changed(&pack.root, path)),
                };
            }
        }
        index.packs.push(bundled(pack, pack.tree(store)?, is_shipped));
    }
    let text =
        serde_json::to_vec_pretty(&index).map_err(|error| PackError::Absent(error.to_string()))?;
    files.insert(INDEX.to_owned(), text);
    archive::write(&files).map_err(|error| PackError::Archive(INDEX.into(), error))
}

fn changed(root: &str, path: &str) -> PackError {
    PackError::OtherTree(format!(
        "{root}/{path} was changed since the pack was loaded: load it again"
    ))
}

fn bundled(pack: &Pack, tree: String, is_shipped: bool) -> Bundled {
    let (scripts, from) = (&pack.scripts, &pack.provenance);
    Bundled {
        name: pack.manifest.name.clone(),
        version: pack.manifest.version.clone(),
        root: pack.root.clone(),
        file: pack.file.clone(),
        depends: scripts.depends.clone(),
        beside: scripts.beside.clone(),
        from: from.from.clone(),
        key: from.key.clone(),
        tree: Some(tree),
        rules: scripts.hash.clone(),
        is_shipped,
    }
}

/// The packs of a bundle, whose files are in `store` ([`archive::read`]); `shipped` are the packs that the program
/// carries.
///
/// # Errors
/// It is no bundle, or one of another version of the program, or its packs have not the hashes that it names.
pub fn open(store: &Store, shipped: &Store) -> Result<PacksAndFaults, PackError> {
    let bad = |why: String| PackError::Absent(format!("these bytes are no packs: {why}"));
    let text = store.read(INDEX)?.ok_or_else(|| bad(format!("{INDEX} is missing")))?;
    let index: Index =
        serde_json::from_slice(&text).map_err(|error| bad(format!("{INDEX}: {error}")))?;
    if index.format != FORMAT {
        return Err(bad(format!("{INDEX} has the format {}, not {FORMAT}", index.format)));
    }
    let mut loader = Loader::new(store, shipped, Surroundings::default());
    for (number, bundled) in index.packs.iter().enumerate() {
        let place = match bundled.is_shipped {
            true => PackLocation { shelf: CARRIED, root: bundled.root.clone() },
            false => PackLocation { shelf: ASKED, root: number.to_string() },
        };
        let pack = match bundled.is_shipped {
            true => loader.shipped(&place, bundled)?,
            false => loader.unbundled(store, &place, bundled)?,
        };
        if pack.scripts.hash != bundled.rules {
            return Err(PackError::OtherTree(format!(
                "the pack {} {} was bundled by dateline {} and is another one here, in dateline {}: install the same \
                 version on all machines",
                bundled.name,
                bundled.version,
                index.dateline,
                super::PROGRAM_VERSION
            )));
        }
        loader.put(place, pack);
    }
    Ok(loader.finish())
}

impl Loader<'_> {
    /// A pack that the program carries; those below it are loaded.
    fn shipped(&mut self, place: &PackLocation, bundled: &Bundled) -> Result<Pack, PackError> {
        let manifest = self.manifest(place)?;
        let paths = self.list(place)?;
        self.read(place, manifest, bundled.depends.clone(), &paths)
    }

    /// A pack whose files are in the bundle.
    fn unbundled(
        &mut self,
        store: &Store,
        place: &PackLocation,
        bundled: &Bundled,
    ) -> Result<Pack, PackError> {
        let text = store.read(&format!("{}/pack.toml", place.root))?;
        let mut manifest = match text {
            Some(text) => Manifest::parse(&String::from_utf8_lossy(&text))
                .map_err(|why| PackError::BadManifest(bundled.root.clone(), why))?,
            None => Manifest::named(&bundled.name, &bundled.version),
        };
        (manifest.name, manifest.version) = (bundled.name.clone(), bundled.version.clone());
        let paths = self.list(place)?;
        let mut pack = self.read(place, manifest, bundled.depends.clone(), &paths)?;
        pack.root.clone_from(&bundled.root);
        pack.file.clone_from(&bundled.file);
        let from = &mut pack.provenance;
        (from.from, from.key, from.tree) =
            (bundled.from.clone(), bundled.key.clone(), bundled.tree.clone());
        pack.scripts = Arc::new(ScriptSet {
            lone: bundled.file.is_some(),
            beside: bundled.beside.clone(),
            ..(*pack.scripts).clone()
        });
        Ok(pack)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{combine, load, load_beside, load_file};
    use std::fs;
    use std::path::Path;

    fn shipped() -> Store {
        Store::memory([
            ("base/pack.toml", "name = 'base'\nversion = '0.3.0'\n"),
            ("base/lib/words.rhai", "fn calm() { \"truce\" | \"cease-fire\" }\n"),
        ])
    }

    fn write_all(folder: &Path, files: &[(&str, &str)]) {
        for (path, text) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    fn opened(bytes: &[u8], carried: &Store) -> Result<PacksAndFaults, PackError> {
        open(&archive::read(bytes).unwrap(), carried)
    }

    /// A study on disk with a pack beside it, one in an archive and a shipped one, and a rule file.
    #[test]
    fn packs_of_every_origin_are_the_same_from_a_bundle() {
        let folder = tempfile::tempdir().unwrap();
        write_all(
            folder.path(),
            &[
                (
                    "study/pack.toml",
                    "name = 'study'\nversion = '1.0.0'\ndepends = ['../near', 'base']\n",
                ),
                ("study/truce.rhai", "rule(\"truce/any\").kind(\"calm\").when(words::calm());\r\n"),
                ("study/README.md", "Not loaded.\n"),
                ("near/pack.toml", "name = 'near'\nversion = '0.1.0'\n"),
                ("near/lexicons/town.txt", "Gullhaven\nNorth Quay\n"),
                ("alone.rhai", "rule(\"alone/raid\").kind(\"raid\").when(\"raid\");\n"),
            ],
        );
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let given = Store::memory([
            ("given-0/pack.toml", "name = 'sent'\nversion = '2.0.0'\n"),
            ("given-0/siege.rhai", "rule(\"siege/any\").kind(\"siege\").when(\"siege\");\n"),
        ]);
        let groups = [
            load_beside(&Store::Disk, &path("study"), &shipped()).unwrap().0,
            load_file(&path("alone.rhai"), &shipped()).unwrap().0,
            load(&given, "given-0").unwrap().0,
        ];
        let (packs, _) = combine(&groups);
        let bytes = write(&packs, shipped, &given).unwrap();
        assert_eq!(bytes, write(&packs, shipped, &given).unwrap());
        fs::remove_dir_all(folder.path().join("study")).unwrap();

        let (again, faults) = opened(&bytes, &shipped()).unwrap();
        assert!(faults.is_empty(), "{faults:?}");
        let names = |packs: &[Arc<Pack>]| -> Vec<_> {
            let each = packs.iter();
            each.map(|pack| {
                (pack.name().to_owned(), pack.version().to_owned(), pack.scripts.hash.clone())
            })
            .collect()
        };
        assert_eq!(names(&again), names(&packs));
        let beside = again.last().map(|pack| (pack.scripts.lone, pack.scripts.beside.clone()));
        assert_eq!(beside, packs.last().map(|pack| (true, pack.scripts.beside.clone())));
    }

    #[test]
    fn a_bundle_from_another_version_is_refused() {
        let (packs, _) = load(&shipped(), "base").unwrap();
        let bytes = write(&packs, shipped, &Store::memory::<&str, &str>([])).unwrap();
        let other = Store::memory([
            ("base/pack.toml", "name = 'base'\nversion = '0.3.0'\n"),
            ("base/lib/words.rhai", "fn calm() { \"truce\" }\n"),
        ]);
        let refused = opened(&bytes, &other).unwrap_err().to_string();
        assert!(refused.contains("the pack base 0.3.0 was bundled by dateline"), "{refused}");
        let none = open(&Store::memory([("a", "b")]), &shipped()).unwrap_err().to_string();
        assert!(none.contains("bundle.json is missing"), "{none}");
    }

    #[test]
    fn a_file_that_was_changed_is_told() {
        let folder = tempfile::tempdir().unwrap();
        write_all(
            folder.path(),
            &[("p/pack.toml", "name = 'p'\nversion = '0.1.0'\n"), ("p/a.rhai", "")],
        );
        let path = folder.path().join("p").to_string_lossy().into_owned();
        let (packs, _) = load(&Store::Disk, &path).unwrap();
        write_all(folder.path(), &[("p/a.rhai", "// edited\n")]);
        let error = write(&packs, shipped, &Store::memory::<&str, &str>([])).unwrap_err();
        assert!(error.to_string().contains("a.rhai was changed since"), "{error}");
    }
}
