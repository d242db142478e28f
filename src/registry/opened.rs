//! A pack as an archive in memory: the one form in which packs travel, whatever they were before.

use super::{RegistryError, Result, secret, sign};
use crate::pack::archive::{self, SIGNATURE};
use crate::pack::depends;
use crate::pack::{Manifest, Store};
use semver::Version;
use std::collections::BTreeMap;
use std::path::Path;

/// A pack's archive, opened.
pub struct OpenedPack {
    /// The archive.
    pub bytes: Vec<u8>,
    /// Its manifest.
    pub manifest: Manifest,
    /// The hash over its files.
    pub tree: String,
    /// The signature in it.
    pub signature: Option<String>,
    /// How many files it holds.
    pub files: usize,
}

impl OpenedPack {
    /// Opens an archive; `place` names it in messages.
    ///
    /// # Errors
    /// Bytes that are no archive of a pack, a manifest that cannot be used, a signature over something else.
    pub fn read(bytes: Vec<u8>, place: &str) -> Result<OpenedPack> {
        let store =
            archive::read(&bytes).map_err(|why| RegistryError::Archive(place.into(), why))?;
        let text = |path: &str| -> Result<Option<String>> {
            let Some(bytes) = store.read(path)? else { return Ok(None) };
            let wrong =
                |_| RegistryError::Manifest(place.into(), format!("its {path} is not UTF-8"));
            String::from_utf8(bytes.into_owned()).map(Some).map_err(wrong)
        };
        let Some(manifest) = text("pack.toml")? else {
            let why = "it has no pack.toml at its top: build it with `dateline pack build`";
            return Err(RegistryError::Manifest(place.into(), why.into()));
        };
        let manifest = Manifest::parse(&manifest)
            .map_err(|why| RegistryError::Manifest(format!("{place}/pack.toml"), why))?;
        if let Some(why) = manifest.building_problem() {
            return Err(RegistryError::Manifest(format!("{place}/pack.toml"), why));
        }
        let signature = text(SIGNATURE)?;
        let tree = store.tree("", &Default::default())?;
        let Store::Memory(all) = &store else { return not_in_memory(place) };
        let files = all.len() - usize::from(signature.is_some());
        Ok(OpenedPack { manifest, tree, signature, files, bytes })
    }

    /// Opens the archive at `path`.
    ///
    /// # Errors
    /// The file cannot be read, or as for [`OpenedPack::read`].
    pub fn open(path: &Path) -> Result<OpenedPack> {
        let unread = |why| RegistryError::Read(path.to_owned(), why);
        if std::fs::metadata(path).map_err(unread)?.len() > archive::MOST_BYTES {
            let place = path.display().to_string();
            return Err(RegistryError::Archive(place, archive::ArchiveError::TooLarge));
        }
        OpenedPack::read(super::read_file(path)?, &path.display().to_string())
    }

    /// Makes an archive of these files, by path.
    ///
    /// # Errors
    /// Files that no archive may hold, or as for [`OpenedPack::read`].
    pub fn pack(files: &BTreeMap<String, Vec<u8>>, place: &str) -> Result<OpenedPack> {
        let bytes =
            archive::write(files).map_err(|why| RegistryError::Archive(place.into(), why))?;
        OpenedPack::read(bytes, place)
    }

    /// The same pack with this signature in it.
    ///
    /// # Errors
    /// Not for a pack that was read.
    pub fn with_signature(&self, signature: &str, place: &str) -> Result<OpenedPack> {
        let store =
            archive::read(&self.bytes).map_err(|why| RegistryError::Archive(place.into(), why))?;
        let Store::Memory(files) = store else { return not_in_memory(place) };
        let mut files: BTreeMap<String, Vec<u8>> =
            files.into_iter().map(|(path, bytes)| (path, bytes.into_owned())).collect();
        files.insert(SIGNATURE.to_owned(), signature.as_bytes().to_vec());
        OpenedPack::pack(&files, place)
    }

    /// Refuses what its author must not share: a secret key in it.
    ///
    /// # Errors
    /// There is one.
    pub fn check_secrets(&self, place: &str) -> Result<()> {
        let store =
            archive::read(&self.bytes).map_err(|why| RegistryError::Archive(place.into(), why))?;
        let Store::Memory(files) = &store else { return not_in_memory(place) };
        secret::refuse(files.iter().map(|(path, bytes)| (path, bytes.as_ref())), place)
    }

    /// What a signature of it says.
    pub fn subject(&self) -> sign::Subject<'_> {
        sign::Subject {
            name: &self.manifest.name,
            version: &self.manifest.version,
            tree: &self.tree,
        }
    }

    /// Its version; the manifest was checked.
    pub fn version(&self) -> Version {
        depends::version(&self.manifest.version).unwrap_or(Version::new(0, 0, 0))
    }

    /// Name and version, for messages.
    pub fn label(&self) -> String {
        format!("{} {}", self.manifest.name, self.manifest.version)
    }
}

/// The error for an archive that is not in memory; reading one always gives that.
fn not_in_memory<T>(place: &str) -> Result<T> {
    let why = "its files are not in memory".to_owned();
    Err(RegistryError::Archive(place.into(), archive::ArchiveError::Broken(why)))
}
