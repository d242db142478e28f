//! Makes an archive of a pack's folder. What an archive does not hold is named, with the reason.

use super::{OpenedPack, RegistryError, Result, read_file, secret, sign};
use crate::pack::archive::{self, ArchiveError, SIGNATURE};
use crate::pack::depends::Source;
use crate::pack::tree::is_packed;
use crate::pack::{Manifest, Store};
use std::collections::BTreeMap;
use std::path::Path;
use walkdir::{DirEntry, WalkDir};

/// An archive, and what of the folder is not in it.
pub struct BuiltPack {
    /// The archive.
    pub pack: OpenedPack,
    /// The files left out: path, reason.
    pub left_out: Vec<(String, String)>,
}

/// Makes an archive of the pack in `folder`; the same files give the same bytes. A signature in the folder goes with it
/// if it is over these files. `carried` are the packs of the program, which need no version.
///
/// # Errors
/// A manifest from which nothing can be built, a file that no archive holds, one with a secret key, or one that cannot be
/// read.
pub fn build(folder: &Path, carried: &Store) -> Result<BuiltPack> {
    let place = folder.display().to_string();
    let (manifest, text) = manifest(folder)?;
    let bad = |why: String| RegistryError::Manifest(format!("{place}/pack.toml"), why);
    if let Some(why) = manifest.building_problem() {
        return Err(bad(why));
    }
    depends_on_no_folder(&manifest, carried).map_err(bad)?;
    let (mut files, mut left_out) = files(folder)?;
    files.insert("pack.toml".to_owned(), text);
    secret::refuse(files.iter().map(|(path, bytes)| (path, bytes.as_slice())), &place)?;
    let signature = files.remove(SIGNATURE);
    let unsigned = OpenedPack::pack(&files, &place)?;
    let pack = match signature.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()) {
        None => unsigned,
        Some(signature) => match sign::check_pack(&signature, &unsigned.subject()) {
            Ok(_) => unsigned.with_signature(&signature, &place)?,
            Err(why) => {
                let why = format!("{why}; sign it again with `dateline pack sign`");
                left_out.push((SIGNATURE.to_owned(), why));
                unsigned
            }
        },
    };
    Ok(BuiltPack { pack, left_out })
}

/// The manifest of the pack in `folder`, and its bytes.
///
/// # Errors
/// There is none, or it cannot be used.
pub fn manifest(folder: &Path) -> Result<(Manifest, Vec<u8>)> {
    let path = folder.join("pack.toml");
    if !path.is_file() {
        return Err(RegistryError::Manifest(
            folder.display().to_string(),
            "there is no pack.toml: give the folder of a pack, or make one with `dateline pack new NAME`".into(),
        ));
    }
    let bytes = read_file(&path)?;
    let bad = |why: String| RegistryError::Manifest(path.display().to_string(), why);
    let text = std::str::from_utf8(&bytes).map_err(|_| bad("it is not UTF-8".into()))?;
    Ok((Manifest::parse(text).map_err(bad)?, bytes))
}

/// An archive holds one pack: its dependencies must be found without a path.
fn depends_on_no_folder(manifest: &Manifest, carried: &Store) -> std::result::Result<(), String> {
    for dependency in &manifest.depends {
        let path = match &dependency.source {
            Source::Path(path) => path,
            Source::Listed if !carried.is_folder(&dependency.name) => &dependency.name,
            _ => continue,
        };
        return Err(format!(
            "line {}: it depends on the folder {path:?}, and an archive holds no other pack: give the version of a shipped \
             one, [depends] with syria = \"0.1\", or publish that pack too and name it with version and from",
            dependency.line
        ));
    }
    Ok(())
}

type FilesAndLeftOut = (BTreeMap<String, Vec<u8>>, Vec<(String, String)>);

/// The files of a folder that an archive holds, with its signature, and those that it does not hold.
fn files(folder: &Path) -> Result<FilesAndLeftOut> {
    let (mut files, mut left_out) = (BTreeMap::new(), Vec::new());
    let mut bytes = 0;
    // What versions of a pack are kept with, and copies of other packs, are not expected in it.
    let is_beside = |item: &DirEntry| {
        let name = item.file_name().to_string_lossy();
        item.depth() == 1
            && (name.starts_with(".git") || name == "packs" || name == "dateline.lock")
    };
    let walk = WalkDir::new(folder).follow_links(false).sort_by_file_name().into_iter();
    for item in walk.filter_entry(|item| !is_beside(item)) {
        let item = item.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_path_buf();
            RegistryError::Read(path, error.into())
        })?;
        if item.file_type().is_dir() {
            continue;
        }
        let inner = item.path().strip_prefix(folder).unwrap_or(item.path());
        let parts: Option<Vec<&str>> = inner.iter().map(|part| part.to_str()).collect();
        let Some(path) = parts.map(|parts| parts.join("/")) else {
            left_out.push((inner.to_string_lossy().into_owned(), "its name is not UTF-8".into()));
            continue;
        };
        let why = match () {
            () if item.file_type().is_symlink() => "it is a link, which may lead out of the pack",
            () if !item.file_type().is_file() => "it is no plain file",
            () if path == SIGNATURE || is_packed(&path) => "",
            () if path.ends_with(".pack") => "it is an archive",
            () if path.ends_with(".minisig") => "it is a signature of something else",
            () => "it is hidden",
        };
        if !why.is_empty() {
            left_out.push((path, why.to_owned()));
            continue;
        }
        bytes += item.metadata().map_or(0, |meta| meta.len());
        let too_large = bytes > archive::MOST_BYTES;
        if too_large || files.len() >= archive::MOST_FILES {
            let why = if too_large { ArchiveError::TooLarge } else { ArchiveError::TooMany };
            return Err(RegistryError::Archive(folder.display().to_string(), why));
        }
        files.insert(path, read_file(item.path())?);
    }
    Ok((files, left_out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::sign::{Protection, Signer, generate};
    use std::fs;

    const MANIFEST: &str = "name = \"arms\"\nversion = \"1.1.0\"\nlicence = \"MIT\"\n";

    fn pack(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn built(folder: &tempfile::TempDir) -> Result<BuiltPack> {
        build(folder.path(), &Store::Memory(Default::default()))
    }

    #[test]
    fn the_same_files_give_the_same_bytes() {
        let files = [("pack.toml", MANIFEST), ("a.rhai", "// a\n"), ("lexicons/b.txt", "b\n")];
        let (one, two) = (pack(&files), pack(&[files[2], files[0], ("a.rhai", "// a\r\n")]));
        fs::write(two.path().join(".editor"), "x").unwrap();
        fs::write(two.path().join("dateline.lock"), "x").unwrap();
        let (one, two) = (built(&one).unwrap(), built(&two).unwrap());
        assert!(one.pack.bytes == two.pack.bytes);
        assert_eq!((one.pack.files, one.left_out.len()), (3, 0));
        assert_eq!(two.left_out, [(".editor".to_owned(), "it is hidden".to_owned())]);
    }

    #[test]
    fn a_signature_goes_with_the_files_that_it_signs() {
        let folder = pack(&[("pack.toml", MANIFEST), ("a.rhai", "// a\n")]);
        let unsigned = built(&folder).unwrap().pack;
        let signer = Signer::read(&generate(Protection::None).unwrap().1, || Ok(None)).unwrap();
        let signature = signer.pack(&unsigned.subject(), "2026-11-30").unwrap();
        fs::write(folder.path().join(SIGNATURE), &signature).unwrap();
        let signed = built(&folder).unwrap().pack;
        assert_eq!((&signed.tree, signed.signature), (&unsigned.tree, Some(signature)));
        fs::write(folder.path().join("a.rhai"), "// b\n").unwrap();
        let changed = built(&folder).unwrap();
        assert!(changed.pack.signature.is_none());
        assert!(changed.left_out[0].1.contains("sign it again"));
    }

    #[test]
    fn what_cannot_be_shared_is_refused() {
        for (manifest, wanted) in [
            ("name = \"Arms\"\nversion = \"1.1.0\"\nlicence = \"MIT\"\n", "a-z, 0-9 and -"),
            ("name = \"arms\"\nversion = \"1.1\"\nlicence = \"MIT\"\n", "three numbers"),
            ("name = \"arms\"\nversion = \"1.1.0\"\n", "no licence"),
            (
                "name = \"arms\"\nversion = \"1.1.0\"\nlicence = \"MIT\"\ndepends = [\"../x\"]\n",
                "line 4: it depends on the folder \"../x\"",
            ),
        ] {
            let why = built(&pack(&[("pack.toml", manifest)])).err().unwrap().to_string();
            assert!(why.contains(wanted), "{why}");
        }
        let why = built(&pack(&[("a.rhai", "")])).err().unwrap().to_string();
        assert!(why.contains("dateline pack new"), "{why}");
        let two = pack(&[("pack.toml", MANIFEST), ("A.rhai", ""), ("a.rhai", "")]);
        assert!(built(&two).err().unwrap().to_string().contains("capitals"));
    }
}
