//! Expands paths to input files, in a fixed order: folders are walked in sorted order, and only known extensions are
//! used.

use super::compression::{self, Compression};
use super::format::{FileKind, kind_of};
use super::wrapped::{self, Value};
use super::zip::Archive;
use super::{CorpusError, ReadOptions, document, foreign, manifest, sniff};
use crate::file::plain;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

/// An input file.
pub(super) struct InputFile {
    /// The path as given.
    pub name: String,
    pub source: InputSource,
    /// What its name says; its content may say otherwise.
    pub kind: FileKind,
    /// Whether neither its name nor its first bytes decided its kind.
    pub guessed: bool,
    pub compression: Compression,
    /// Bytes on disk, if known.
    pub size: Option<u64>,
    /// What to say of the folder that it was found in, if it is the first file found there.
    pub remark: Option<String>,
}

/// Where bytes come from.
pub(super) enum InputSource {
    File(PathBuf),
    Memory(Cow<'static, [u8]>),
    /// The member of an archive with this number.
    Member(Arc<Archive>, usize),
    Stdin,
}

/// The kind of content that a folder's file of this name is taken for, compressed or not; `None` if it is passed over.
pub(super) fn kind_of_file(name: &str) -> Option<FileKind> {
    kind_of(Compression::of(name).1).filter(|_| !is_record(name))
}

/// Whether an entry of a folder is looked at: what is hidden is not.
pub(super) fn is_shown(entry: &walkdir::DirEntry) -> bool {
    entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
}

/// A file's name without its folders and its extensions for compression and kind. Other dots are part of the name.
pub(super) fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', std::path::MAIN_SEPARATOR]).next().unwrap_or(name);
    let inner = Compression::of(file).1;
    match inner.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => inner,
    }
}

/// All files in `paths`; a path that fails is replaced by an error.
pub(super) fn items(paths: &[PathBuf]) -> Vec<Result<InputFile, CorpusError>> {
    let mut found = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            let compression = Compression::Plain;
            found.push(Ok(InputFile {
                name: "-".to_owned(),
                source: InputSource::Stdin,
                kind: FileKind::Text,
                guessed: false,
                compression,
                size: None,
                remark: None,
            }));
            continue;
        }
        match std::fs::metadata(path) {
            Err(error) => found.push(Err(CorpusError::io(path, &error))),
            Ok(known) if known.is_dir() => walk(path, &mut found),
            Ok(known) => found.push(named(path, known.len())),
        }
    }
    found
}

/// A file named by the user: with an unknown extension it is a text, which is then told.
fn named(path: &Path, size: u64) -> Result<InputFile, CorpusError> {
    let name = path.display().to_string();
    let (compression, inner) = Compression::of(&name);
    let known = kind_of(inner).or_else(|| packed_kind(path, inner));
    if let (None, Some(what)) = (known, foreign::by_name(inner)) {
        return Err(CorpusError::Foreign { path: name, what });
    }
    Ok(InputFile {
        source: InputSource::File(path.to_owned()),
        kind: known.unwrap_or(FileKind::Text),
        guessed: known.is_none(),
        compression,
        size: Some(size),
        remark: None,
        name,
    })
}

/// What a file is whose name no format has: old programs named rich text ".doc", and an archive may have lost the ending
/// of its name.
fn packed_kind(path: &Path, name: &str) -> Option<FileKind> {
    if !path.is_file() {
        return None; // what a pipe holds can be read only once
    }
    if is_word(name) {
        let (first, _) = compression::peeked(Box::new(plain::open(path).ok()?), document::SAMPLE);
        return super::rtf::is(&first).then_some(FileKind::Document);
    }
    if foreign::by_name(name).is_some() {
        return None;
    }
    let (first, _) = compression::peeked(Box::new(plain::open(path).ok()?), PK.len());
    let archive = first.starts_with(PK).then(|| Archive::of_file(path.to_owned(), ""))?.ok()?;
    // Documents of other programs are archives too.
    let is_document = archive.is_document()
        || ["mimetype", "META-INF/MANIFEST.MF"].iter().any(|name| archive.member(name).is_some());
    (!is_document).then_some(FileKind::Zip)
}

/// How an archive of the form ZIP begins.
const PK: &[u8] = b"PK\x03\x04";

/// Whether a name is that of a document of Word of the form before 2007.
pub(super) fn is_word(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("doc"))
}

fn walk(folder: &Path, found: &mut Vec<Result<InputFile, CorpusError>>) {
    let (before, mut passed_over) = (found.len(), PassedOver::default());
    let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    for entry in entries.filter_entry(is_shown) {
        match entry {
            Err(error) => found.push(Err(walk_error(folder, error))),
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => match picked(&entry) {
                None => passed_over.add(&entry.file_name().to_string_lossy()),
                Some(picked) if entry.file_type().is_file() => found.push(Ok(picked)),
                Some(InputFile { name, .. }) => {
                    let reason = "it is a pipe, a socket or a device".to_owned();
                    found.push(Err(CorpusError::Unreadable { path: name, reason }));
                }
            },
        }
    }
    let path = folder.display().to_string();
    let told = passed_over.told();
    if found.len() == before {
        let told = told.map(|told| format!(" ({told})")).unwrap_or_default();
        found.push(Err(CorpusError::NoArticles { path, told }));
    } else if let Some(first) = found[before..].iter_mut().find_map(|found| found.as_mut().ok()) {
        first.remark = told.map(|told| {
            format!(
                "{path}: {told}; name a file itself to have it read, or convert it to text first"
            )
        });
    }
}

/// The files of a folder whose names are not those of articles, by their endings.
#[derive(Default)]
pub(super) struct PassedOver(BTreeMap<String, u64>);

impl PassedOver {
    /// Adds a file, unless such a file lies beside articles on purpose.
    pub fn add(&mut self, file: &str) {
        let is_text = kind_of(Compression::of(file).1).is_some();
        if is_beside(file) && is_text {
            *self.0.entry("README or LICENSE".to_owned()).or_default() += 1;
            return;
        }
        let ending = match Compression::of(file).1.rsplit_once('.') {
            Some((_, ending)) => format!(".{}", ending.to_ascii_lowercase()),
            None => "without an ending".to_owned(),
        };
        if !is_beside(file) {
            *self.0.entry(ending).or_default() += 1;
        }
    }

    /// "3 files are passed over: .html 1, .json 2".
    pub fn told(&self) -> Option<String> {
        let endings: Vec<String> = self
            .0
            .iter()
            .take(ENDINGS)
            .map(|(ending, count)| match foreign::by_name(ending) {
                Some(what) => format!("{ending} {count} ({})", foreign::advice(what)),
                None => format!("{ending} {count}"),
            })
            .collect();
        let (count, more) = (self.0.values().sum::<u64>(), self.0.len().saturating_sub(ENDINGS));
        let more = if more > 0 { format!(" and {more} more endings") } else { String::new() };
        let files = if count == 1 { "1 file is" } else { &*format!("{count} files are") };
        (count > 0).then(|| format!("{files} passed over: {}{more}", endings.join(", ")))
    }
}

/// Whether a file of this name lies beside articles on purpose: it describes the folder, or a run.
pub(super) fn is_beside(file: &str) -> bool {
    let stem = Compression::of(file).1.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let is_named = |names: &[&str]| names.iter().any(|name| stem.eq_ignore_ascii_case(name));
    file == manifest::NAME || is_record(file) || is_named(&BESIDE)
}

/// Whether a file of this name is the record of a run.
fn is_record(file: &str) -> bool {
    file.ends_with(".run.json")
}

/// Files that describe a folder, of any ending.
const BESIDE: [&str; 3] = ["readme", "license", "licence"];

/// So many endings are named.
const ENDINGS: usize = 8;

/// A file of a folder, if its name is that of articles, or if no format has its name and its content is plain.
fn picked(entry: &walkdir::DirEntry) -> Option<InputFile> {
    let file = entry.file_name().to_string_lossy();
    if is_record(&file) {
        return None;
    }
    let (compression, inner) = Compression::of(&file);
    let kind = match kind_of(inner) {
        _ if is_beside(&file) => return None,
        Some(kind) => kind,
        None if is_word(inner) => packed_kind(entry.path(), inner)?,
        None if foreign::by_name(inner).is_none() && entry.file_type().is_file() => {
            kind_inside(entry.path(), compression)?
        }
        None => return None,
    };
    let size = entry.metadata().ok().map(|known| known.len());
    let name = entry.path().display().to_string();
    Some(InputFile {
        source: InputSource::File(entry.path().to_owned()),
        kind,
        guessed: false,
        compression,
        size,
        remark: None,
        name,
    })
}

/// What a file is by its content alone, where that is sure enough: to pass over a page or a list of articles because of
/// its name would be a silent loss.
fn kind_inside(path: &Path, compression: Compression) -> Option<FileKind> {
    let packed = plain::open(path).ok()?;
    let inside = compression::content(Box::new(packed), compression).ok()?;
    let (first, _) = compression::peeked(inside, document::SAMPLE);
    let options = ReadOptions::default();
    let kind = sniff::known(&first, None, &options)?;
    let name = path.to_string_lossy();
    if first.starts_with(PK) && packed_kind(path, &name) == Some(FileKind::Zip) {
        return Some(FileKind::Zip);
    }
    let is_sure = match kind {
        FileKind::Document => document::is_known(&first),
        // Programs keep all sorts of things in JSON.
        FileKind::Jsonl => {
            let blank = first.len() - first.trim_ascii_start().len();
            let value = wrapped::value(&first, blank, &options.fields);
            matches!(value, Value::Record | Value::Records)
        }
        FileKind::Csv | FileKind::Warc => true,
        FileKind::Text | FileKind::Tsv | FileKind::Zip => false,
    };
    is_sure.then_some(kind)
}

fn walk_error(folder: &Path, error: walkdir::Error) -> CorpusError {
    let path = error.path().unwrap_or(folder).to_owned();
    let reason = error.to_string();
    match error.into_io_error() {
        Some(error) => CorpusError::io(&path, &error),
        None => CorpusError::Unreadable { path: path.display().to_string(), reason },
    }
}

/// An embedded file, if its name is that of articles.
pub(super) fn carried(name: String, bytes: Cow<'static, [u8]>) -> Option<InputFile> {
    let (compression, inner) = Compression::of(&name);
    let kind = kind_of(inner)?;
    let size = Some(bytes.len() as u64);
    Some(InputFile {
        source: InputSource::Memory(bytes),
        kind,
        guessed: false,
        compression,
        size,
        remark: None,
        name,
    })
}

/// A file whose content is in memory.
pub(super) fn in_memory(name: String, bytes: Vec<u8>, kind: FileKind) -> InputFile {
    let size = Some(bytes.len() as u64);
    InputFile {
        source: InputSource::Memory(bytes.into()),
        kind,
        guessed: false,
        compression: Compression::Plain,
        size,
        remark: None,
        name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_has_no_folder_and_no_extension() {
        assert_eq!(stem("a/b.c/wire.txt"), "wire");
        assert_eq!(stem("wire.2016-09-28.jsonl.gz"), "wire.2016-09-28");
        assert_eq!(stem("plain"), "plain");
        assert_eq!(stem("-"), "-");
    }
}
