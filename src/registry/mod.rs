//! Getting packs: builds archives, signs and checks them, fetches them from git, indexes and folders, chooses versions,
//! writes `pack.toml` and its lock. Loading packs is done in `pack`, without the network; what is fetched here goes into
//! the user's store, where loading finds it by its hash. Used only by the command.

pub mod add;
pub mod build;
pub mod edit;
pub mod git;
pub mod index;
mod opened;
pub mod publish;
pub mod resolve;
mod secret;
pub mod seen;
pub mod sign;
pub mod source;
pub mod start;
pub mod store;
pub mod study;
pub mod supply;
mod transport;
pub mod trust;
pub mod update;
pub mod vendor;

pub use opened::OpenedPack;

use crate::pack::PackError;
use crate::pack::archive::ArchiveError;
use std::io;
use std::path::{Path, PathBuf};

/// Why a pack cannot be got, built or installed. Every message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// A pack that cannot be loaded.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A file that cannot be read.
    #[error("cannot read {0}: {1}")]
    Read(PathBuf, io::Error),
    /// A file that cannot be written.
    #[error("cannot write {0}: {1}")]
    Write(PathBuf, io::Error),
    /// An archive that is refused: where it is, and why.
    #[error("{0}: {1}")]
    Archive(String, ArchiveError),
    /// A manifest that cannot be used: where it is, and why.
    #[error("{0}: {1}")]
    Manifest(String, String),
    /// The program `git`, or what it found.
    #[error("{0}")]
    Git(String),
    /// An index that is refused.
    #[error("{0}")]
    Index(String),
    /// A file that cannot be got over the network.
    #[error("{0}")]
    Network(String),
    /// A key or signature that is refused.
    #[error("{0}")]
    Signature(String),
    /// Packs that cannot be used together, or a version that is not there.
    #[error("{0}")]
    Version(String),
    /// Content that is not what the lock or an index says.
    #[error("{0}")]
    Content(String),
    /// Wrong use.
    #[error("{0}")]
    Use(String),
}

/// A result of this module.
pub type Result<T> = std::result::Result<T, RegistryError>;

/// Reads a plain file, which has no more bytes than a pack may have.
fn read_file(path: &Path) -> Result<Vec<u8>> {
    crate::file::plain::read(path, crate::pack::archive::MOST_BYTES)
        .map_err(|why| RegistryError::Read(path.to_owned(), why))
}

/// Replaces a file as a whole; it is on the disk when this returns. Folders above it are created.
fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write;
    let write = || {
        std::fs::create_dir_all(crate::file::folder(path))?;
        let mut staged = crate::file::staged::Staged::open(path)?;
        staged.write_all(bytes)?;
        staged.commit_durably()
    };
    write().map_err(|why| RegistryError::Write(path.to_owned(), why))
}

/// Replaces the file `inner` of the pack in the folder `root`, as [`write_file`] does, but through no link.
fn write_inside(root: &Path, inner: &str, bytes: &[u8]) -> Result<()> {
    use crate::file::{folder, refuse_links, staged::Staged};
    use std::io::Write;
    let path = root.join(inner);
    let write = || {
        refuse_links(root, Path::new(inner))?;
        std::fs::create_dir_all(folder(&path))?;
        let mut staged = Staged::open_in(root, Path::new(inner))?;
        staged.write_all(bytes)?;
        staged.commit_durably()
    };
    write().map_err(|why| RegistryError::Write(path.clone(), why))
}

/// Ends the process here if a test asks for it: only in debug builds, and only if a variable names this step. So the
/// tests can show that being killed at any step leaves a usable state.
fn step(name: &str) {
    if cfg!(debug_assertions) && std::env::var_os("DATELINE_KILL_AT").is_some_and(|at| at == name) {
        std::process::abort();
    }
}

/// The date of today in UTC, as 2026-11-30.
pub fn today() -> String {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}
