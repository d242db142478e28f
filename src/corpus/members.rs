//! The members of an archive as input files, by the rules by which a folder's files are: hidden ones are not looked at,
//! those whose names are not those of articles are passed over and counted.

use super::compression::Compression;
use super::format::{FileKind, kind_of};
use super::manifest::{self, CorpusManifest};
use super::walk::{InputFile, InputSource, PassedOver, is_beside, is_word};
use super::zip::Archive;
use super::{CorpusError, rtf};
use std::io::Read;
use std::sync::Arc;

/// What an archive holds.
pub(super) struct Members {
    /// Its files, in order.
    pub files: Vec<Result<InputFile, CorpusError>>,
    /// Its manifests, each with its folder's path.
    pub manifests: Vec<(String, CorpusManifest)>,
}

/// The members of the archive whose path is `path`.
pub(super) fn members(archive: Archive, path: &str) -> Members {
    let archive = Arc::new(archive);
    let mut found = Members { files: Vec::new(), manifests: Vec::new() };
    let (mut passed_over, mut first) = (PassedOver::default(), None);
    for (at, member) in archive.members.iter().enumerate() {
        if !is_shown(&member.name) {
            continue;
        }
        let (folders, file) = member.name.rsplit_once('/').unwrap_or(("", &member.name));
        let name = format!("{path}/{}", member.name);
        if file == manifest::NAME {
            let folder = match folders {
                "" => path.to_owned(),
                folders => format!("{path}/{folders}"),
            };
            match read_manifest(&archive, at, &name) {
                Ok(read) => found.manifests.push((folder, read)),
                Err(error) => found.files.push(Err(error)),
            }
            continue;
        }
        let compression = Compression::of(file).0;
        let Some(kind) = kind(&archive, at, file) else {
            passed_over.add(file);
            continue;
        };
        first = first.or(Some(found.files.len()));
        found.files.push(Ok(InputFile {
            source: InputSource::Member(Arc::clone(&archive), at),
            kind,
            guessed: false,
            compression,
            size: Some(member.size),
            remark: None,
            name,
        }));
    }
    if archive.shadowed > 0 {
        let (path, count) = (path.to_owned(), archive.shadowed);
        found.files.push(Err(CorpusError::SameNames { path, count }));
    }
    let told = passed_over.told();
    match first.and_then(|at| found.files[at].as_mut().ok()) {
        Some(first) => {
            first.remark = told.map(|told| {
                format!(
                    "{path}: {told}; unpack it and convert them to text first if they hold articles"
                )
            });
        }
        None => {
            let told = told.map(|told| format!(" ({told})")).unwrap_or_default();
            let path = path.to_owned();
            found.files.push(Err(CorpusError::NoMembers { path, told }));
        }
    }
    found
}

/// Whether a member is looked at: what is hidden, or what macOS adds, is not.
fn is_shown(name: &str) -> bool {
    let mut parts = name.split('/');
    !parts.any(|part| part.is_empty() || part.starts_with('.') || part == "__MACOSX")
}

/// How a member of this name is taken in; `None` if it is passed over.
fn kind(archive: &Archive, at: usize, file: &str) -> Option<FileKind> {
    let (compression, inner) = Compression::of(file);
    let is_rich = is_word(inner) && compression == Compression::Plain && is_rich_text(archive, at);
    let kind = kind_of(inner).or_else(|| is_rich.then_some(FileKind::Document));
    kind.filter(|_| !is_beside(file))
}

/// Whether a member is rich text, whatever its name says.
fn is_rich_text(archive: &Archive, at: usize) -> bool {
    let member = &archive.members[at];
    let mut first = Vec::new();
    let inside = archive.packed(member).ok().and_then(|packed| member.unpack(packed, "").ok());
    let is_read = inside.is_some_and(|inside| inside.take(SAMPLE).read_to_end(&mut first).is_ok());
    is_read && rtf::is(&first)
}

/// So many bytes of a member are looked at.
const SAMPLE: u64 = 64;

fn read_manifest(archive: &Archive, at: usize, name: &str) -> Result<CorpusManifest, CorpusError> {
    let failed = |error: std::io::Error| CorpusError::Packed {
        path: name.to_owned(),
        reason: error.to_string(),
    };
    let member = &archive.members[at];
    let unpacked = member.unpack(archive.packed(member).map_err(failed)?, name)?;
    let mut bytes = Vec::new();
    unpacked.take(manifest::MOST_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > manifest::MOST_BYTES {
        let limit = manifest::MOST_BYTES;
        return Err(CorpusError::TooLarge { path: name.to_owned(), line: None, limit });
    }
    CorpusManifest::parse(name, &bytes)
}
