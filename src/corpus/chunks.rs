//! Cuts a corpus into [`Chunk`]s, on one thread: finds the files, reads their manifests, and passes on small files by
//! name.

use super::assemble::Container;
use super::block::{BLOCK, Blocks};
use super::chunk::{Chunk, TextFile};
use super::compression::{self, Compression, CountingReader};
use super::format::FileKind;
use super::manifest::{self, CorpusManifest};
use super::members::members;
use super::part::{Part, PartCutter};
use super::walk::{self, InputFile, InputSource};
use super::warc::WarcBlocks;
use super::zip::{Archive, MOST_DEPTH};
use super::{CorpusError, ReadOptions, document, sniff};
use crate::file::plain as files;
use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Opens the corpus in `paths`: files, folders, `-` for standard input. Only names are read before the first chunk is
/// requested.
pub fn open(paths: &[PathBuf], options: &ReadOptions) -> Chunks {
    Chunks::new(walk::items(paths), HashMap::new(), options)
}

/// A corpus embedded in the program: names with `/` between folders, and bytes. A `manifest.toml` among them applies to
/// the files beside it; other files that are not articles are ignored.
pub fn embedded(files: Vec<(String, Cow<'static, [u8]>)>, options: &ReadOptions) -> Chunks {
    let (manifests, files): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|(name, _)| Path::new(name).file_name() == Some(manifest::NAME.as_ref()));
    let mut items: Vec<Result<InputFile, CorpusError>> = Vec::new();
    let mut known = HashMap::new();
    for (name, bytes) in manifests {
        match CorpusManifest::parse(&name, &bytes) {
            Ok(read) => drop(known.insert(folder_of(&name), Some(Arc::new(read)))),
            Err(error) => items.push(Err(error)),
        }
    }
    items.extend(files.into_iter().filter_map(|(name, bytes)| walk::carried(name, bytes)).map(Ok));
    Chunks::new(items, known, options)
}

/// Bytes on disk of all `paths`; `None` if standard input is among them.
pub fn size_hint_bytes(paths: &[PathBuf]) -> Option<u64> {
    walk::items(paths).iter().flatten().map(|item| item.size).sum()
}

/// A corpus that is being cut into chunks.
pub struct Chunks {
    items: VecDeque<Result<InputFile, CorpusError>>,
    options: ReadOptions,
    /// Manifests by folder; `None` if there is none, or an invalid one.
    manifests: HashMap<PathBuf, Option<Arc<CorpusManifest>>>,
    files: Vec<TextFile>,
    weight: u64,
    blocks: Option<Blocks>,
    warc: Option<WarcBlocks>,
    #[cfg(feature = "parquet")]
    rows: Option<(Arc<Container>, super::columnar::RowBlocks)>,
    /// Chunks ready to be returned.
    ready: VecDeque<Result<Chunk, CorpusError>>,
    /// What is odd in folders; the next chunk tells it.
    remarks: Vec<String>,
    /// Which part of it is wanted; `None`: all.
    part: Option<PartCutter>,
}

impl Iterator for Chunks {
    type Item = Result<Chunk, CorpusError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.next_chunk()?;
        Some(next.map(|chunk| chunk.remarked(std::mem::take(&mut self.remarks))))
    }
}

impl Chunks {
    fn next_chunk(&mut self) -> Option<Result<Chunk, CorpusError>> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            if let Some(blocks) = &mut self.blocks {
                match blocks.next_block().map(|block| block.map(Chunk::of_block)) {
                    Some(chunk) if self.wants(&chunk) => return Some(chunk),
                    Some(_) if !self.is_past() => {}
                    _ => self.blocks = None,
                }
                continue;
            }
            if let Some(blocks) = &mut self.warc {
                match blocks.next_block() {
                    Some(chunk) if self.wants(&chunk) => return Some(chunk),
                    Some(_) if !self.is_past() => {}
                    _ => self.warc = None,
                }
                continue;
            }
            #[cfg(feature = "parquet")]
            if let Some((container, rows)) = &mut self.rows {
                let container = Arc::clone(container);
                match rows.next().map(|next| next.map(|read| Chunk::of_rows(container, read))) {
                    Some(chunk) if self.wants(&chunk) => return Some(chunk),
                    Some(_) if !self.is_past() => {}
                    _ => self.rows = None,
                }
                continue;
            }
            match self.items.pop_front() {
                Some(Ok(item)) => {
                    if self.part.as_mut().is_none_or(|part| part.enter(&item)) {
                        self.take(item);
                    }
                }
                Some(Err(error)) => {
                    self.flush();
                    self.give(Err(error));
                }
                None => {
                    self.flush();
                    if self.ready.is_empty() {
                        return None;
                    }
                }
            }
        }
    }

    fn new(
        items: Vec<Result<InputFile, CorpusError>>,
        manifests: HashMap<PathBuf, Option<Arc<CorpusManifest>>>,
        options: &ReadOptions,
    ) -> Self {
        Chunks {
            items: items.into(),
            options: options.clone(),
            manifests,
            files: Vec::new(),
            weight: 0,
            blocks: None,
            warc: None,
            #[cfg(feature = "parquet")]
            rows: None,
            ready: VecDeque::new(),
            remarks: Vec::new(),
            part: None,
        }
    }

    /// Only a part of the corpus; its first chunk must not have been taken.
    ///
    /// # Errors
    /// Standard input is among the files: nobody knows where it ends.
    pub fn part(mut self, part: Part) -> Result<Chunks, CorpusError> {
        let mut bytes = 0;
        for item in self.items.iter().flatten() {
            bytes += item.size.ok_or_else(|| CorpusError::NoParts { path: item.name.clone() })?;
        }
        self.part = Some(PartCutter::new(part, bytes));
        Ok(self)
    }

    /// Whether a chunk of the file that is being cut is wanted.
    fn wants(&mut self, chunk: &Result<Chunk, CorpusError>) -> bool {
        let bytes = chunk.as_ref().map_or(0, Chunk::bytes);
        self.part.as_mut().is_none_or(|part| part.advance(bytes))
    }

    /// Whether nothing more of the file that is being cut is wanted.
    fn is_past(&self) -> bool {
        self.part.as_ref().is_some_and(PartCutter::is_past)
    }

    /// Whether the current file is wanted where it is not cut.
    fn owns_file(&self) -> bool {
        self.part.as_ref().is_none_or(PartCutter::owns_file)
    }

    /// Returns a chunk next that is a whole file, or says why there is none.
    fn give(&mut self, chunk: Result<Chunk, CorpusError>) {
        if self.owns_file() {
            self.ready.push_back(chunk);
        }
    }

    fn take(&mut self, item: InputFile) {
        if item.kind == FileKind::Zip && !matches!(item.source, InputSource::Stdin) {
            return self.take_archive(item);
        }
        let container = self.container(&item);
        let InputFile { source, kind, compression, size, remark, .. } = item;
        self.remarks.extend(remark);
        let size = size.unwrap_or(0);
        match source {
            InputSource::File(path) => {
                let file = TextFile { path, kind, compression, container };
                // A worker looks at what is in a small file, unless it may be anything, also what is cut here.
                let is_whole =
                    matches!(kind, FileKind::Text | FileKind::Document) && !file.container.guessed;
                match is_whole && size < BLOCK as u64 {
                    true => self.keep(file, size),
                    false => self.open(file, size),
                }
            }
            InputSource::Memory(bytes) => {
                self.flush();
                self.in_memory(bytes, (kind, compression), container, size);
            }
            InputSource::Stdin => {
                self.flush();
                let kind = self.options.stdin_kind;
                self.stream(io::stdin(), (kind, Compression::Plain), container, kind.is_some());
            }
            InputSource::Member(archive, at) => {
                self.flush();
                self.member(&archive, at, (kind, compression), container);
            }
        }
    }

    /// Puts the members of an archive in its place.
    fn take_archive(&mut self, item: InputFile) {
        self.flush();
        self.part.iter_mut().for_each(PartCutter::take_whole);
        if !self.owns_file() {
            return;
        }
        match self.archive(&item) {
            Err(error) => self.give(Err(error)),
            Ok(archive) if archive.is_document() => {
                self.items.push_front(Ok(InputFile { kind: FileKind::Document, ..item }));
            }
            Ok(archive) if archive.depth > MOST_DEPTH => {
                let reason = "it is inside of two other archives; unpack these".to_owned();
                self.give(Err(CorpusError::Packed { path: item.name, reason }));
            }
            Ok(archive) => {
                self.remarks.extend(item.remark);
                let found = members(archive, &item.name);
                for (folder, read) in found.manifests {
                    self.manifests.insert(PathBuf::from(folder), Some(Arc::new(read)));
                }
                for file in found.files.into_iter().rev() {
                    self.items.push_front(file);
                }
            }
        }
    }

    fn archive(&self, item: &InputFile) -> Result<Archive, CorpusError> {
        let failed = |error: io::Error| CorpusError::io(Path::new(&item.name), &error);
        let (packed, depth): (Box<dyn Read + Send>, usize) = match &item.source {
            InputSource::File(path) if item.compression == Compression::Plain => {
                return Archive::of_file(path.clone(), &item.name);
            }
            InputSource::File(path) => (Box::new(files::open_named(path).map_err(failed)?), 0),
            InputSource::Memory(bytes) => (Box::new(Cursor::new(bytes.clone())), 0),
            InputSource::Member(archive, at) => {
                let member = &archive.members[*at];
                let packed = archive.packed(member).map_err(failed)?;
                (Box::new(member.unpack(packed, &item.name)?), archive.depth + 1)
            }
            InputSource::Stdin => (Box::new(io::stdin()), 0),
        };
        let inside = item.compression.unpack(packed).map_err(failed)?;
        let bytes = document::archive_bytes(inside, &item.name, &self.options)?;
        Archive::of_bytes(bytes.into(), &item.name, depth)
    }

    /// A member of an archive; what is counted are its packed bytes.
    fn member(
        &mut self,
        archive: &Archive,
        at: usize,
        (named, compression): (FileKind, Compression),
        container: Arc<Container>,
    ) {
        let failed = |error: io::Error| CorpusError::io(Path::new(&container.path), &error);
        let member = &archive.members[at];
        let opened = archive.packed(member).map_err(failed).and_then(|packed| {
            let (counted, taken) = CountingReader::new(packed);
            let inside = member.unpack(counted, &container.path)?;
            Ok((compression::content(Box::new(inside), compression).map_err(failed)?, taken))
        });
        match opened {
            Err(error) => self.give(Err(error)),
            Ok((inside, taken)) => {
                let (first, inside) = compression::peeked(inside, document::SAMPLE);
                let kind = sniff::kind(&first, Some(named), &self.options);
                self.unpacked(inside, taken, kind, container);
            }
        }
    }

    /// Passes a file on by its name.
    fn keep(&mut self, file: TextFile, size: u64) {
        if !self.owns_file() {
            return;
        }
        self.files.push(file);
        self.weight += size;
        if self.weight >= BLOCK as u64 {
            self.flush();
        }
    }

    /// Returns the small files collected so far as a chunk.
    fn flush(&mut self) {
        if !self.files.is_empty() {
            let files = std::mem::take(&mut self.files);
            let weight = std::mem::take(&mut self.weight);
            self.ready.push_back(Ok(Chunk::of_files(files, weight)));
        }
    }

    /// Opens a file that may hold many articles. If it turns out to be read whole, a worker does that.
    fn open(&mut self, file: TextFile, size: u64) {
        let opened = files::open_named(&file.path).and_then(|opened| {
            let is_plain = opened.metadata()?.is_file();
            let (counted, taken) = CountingReader::new(opened);
            if file.kind == FileKind::Warc {
                self.warc(Box::new(counted), taken, file.compression, Arc::clone(&file.container));
                return Ok(None);
            }
            let inside = compression::content(Box::new(counted), file.compression)?;
            Ok(Some((compression::peeked(inside, document::SAMPLE), taken, is_plain)))
        });
        match opened {
            Ok(None) => self.flush(),
            Err(error) => {
                self.flush();
                self.give(Err(CorpusError::io(&file.path, &error)));
            }
            Ok(Some(((first, inside), taken, is_plain))) => {
                let kind = sniff::kind(&first, Some(file.kind), &self.options);
                #[cfg(feature = "parquet")]
                if is_plain && file.compression == Compression::Plain && super::columnar::is(&first)
                {
                    return self.open_rows(file, size);
                }
                if is_plain && matches!(kind, FileKind::Text | FileKind::Document) {
                    return self.keep(file, size);
                }
                self.flush();
                self.unpacked(inside, taken, kind, file.container);
            }
        }
    }

    /// Opens a large table, whose rows are read one after the other, however many there are.
    #[cfg(feature = "parquet")]
    fn open_rows(&mut self, file: TextFile, size: u64) {
        self.flush();
        let TextFile { path, container, .. } = file;
        let input = || files::open_named(&path);
        match super::columnar::RowBlocks::open(input, size, &container.path, &self.options) {
            Ok(rows) => self.rows = Some((container, rows)),
            Err(error) => self.give(Err(error)),
        }
    }

    fn in_memory(
        &mut self,
        bytes: Cow<'static, [u8]>,
        (named, compression): (FileKind, Compression),
        container: Arc<Container>,
        size: u64,
    ) {
        let first = &bytes[..bytes.len().min(document::SAMPLE)];
        let is_packed =
            compression != Compression::Plain || Compression::sniff(first) != Compression::Plain;
        let kind = sniff::kind(first, Some(named), &self.options);
        if !is_packed && matches!(kind, FileKind::Text | FileKind::Document) {
            self.give(Ok(Chunk::of_text(container, bytes, size)));
        } else {
            self.stream(Cursor::new(bytes), (Some(named), compression), container, false);
        }
    }

    /// Bytes that are looked at to see what they are, unless the user said it.
    fn stream(
        &mut self,
        packed: impl Read + Send + 'static,
        (named, compression): (Option<FileKind>, Compression),
        container: Arc<Container>,
        is_given: bool,
    ) {
        let (counted, taken) = CountingReader::new(packed);
        if named == Some(FileKind::Warc) {
            return self.warc(Box::new(counted), taken, compression, container);
        }
        let inside = match compression::content(Box::new(counted), compression) {
            Ok(inside) => inside,
            Err(error) => {
                let error = CorpusError::io(Path::new(&container.path), &error);
                return self.give(Err(error));
            }
        };
        let (first, inside) = compression::peeked(inside, document::SAMPLE);
        let kind = match named {
            Some(given) if is_given => given,
            _ => sniff::kind(&first, named, &self.options),
        };
        self.unpacked(inside, taken, kind, container);
    }

    /// A WARC file is unpacked record by record, so that what follows a broken one is read.
    fn warc(
        &mut self,
        packed: Box<dyn Read + Send>,
        taken: Arc<AtomicU64>,
        compression: Compression,
        container: Arc<Container>,
    ) {
        let blocks =
            WarcBlocks::new(packed, taken, compression, Arc::clone(&container), &self.options);
        match blocks {
            Ok(blocks) => self.warc = Some(blocks),
            Err(error) => self.give(Err(CorpusError::io(Path::new(&container.path), &error))),
        }
    }

    /// The content of a file of this kind.
    fn unpacked(
        &mut self,
        inside: Box<dyn Read + Send>,
        taken: Arc<AtomicU64>,
        kind: FileKind,
        container: Arc<Container>,
    ) {
        match kind {
            FileKind::Jsonl | FileKind::Csv | FileKind::Tsv => {
                self.blocks = Some(Blocks::new(inside, taken, container, kind, &self.options));
            }
            FileKind::Zip => {
                let name = container.path.clone();
                match document::archive_bytes(inside, &name, &self.options) {
                    Err(error) => self.give(Err(error)),
                    Ok(bytes) => self.take_archive(walk::in_memory(name, bytes, FileKind::Zip)),
                }
            }
            FileKind::Warc => self.warc(inside, taken, Compression::Plain, container),
            FileKind::Text | FileKind::Document => {
                let read = document::bytes_of(inside, &container, &self.options);
                let weight = taken.load(std::sync::atomic::Ordering::Relaxed);
                let chunk = |bytes| Chunk::of_text(container, Cow::Owned(bytes), weight);
                self.give(read.map(chunk));
            }
        }
    }

    fn container(&mut self, item: &InputFile) -> Arc<Container> {
        let stem = if item.name == "-" { "stdin" } else { walk::stem(&item.name) };
        let manifest = match &item.source {
            InputSource::File(path) => self.manifest_beside(path),
            InputSource::Memory(_) | InputSource::Member(..) => {
                self.manifests.get(&folder_of(&item.name)).cloned().flatten()
            }
            InputSource::Stdin => None,
        };
        Arc::new(Container {
            path: item.name.clone(),
            stem: stem.to_owned(),
            manifest,
            guessed: item.guessed,
        })
    }

    /// The manifest in the folder of the file at `path`, read once per folder; an invalid one is reported once.
    fn manifest_beside(&mut self, path: &Path) -> Option<Arc<CorpusManifest>> {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        if let Some(known) = self.manifests.get(&folder) {
            return known.clone();
        }
        let path = folder.join(manifest::NAME);
        let read = match files::read(&path, manifest::MOST_BYTES) {
            Ok(bytes) => CorpusManifest::parse(&path.display().to_string(), &bytes)
                .map(|read| Some(Arc::new(read))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(CorpusError::io(&path, &error)),
        };
        let known = read.unwrap_or_else(|error| {
            self.ready.push_back(Err(error));
            None
        });
        self.manifests.insert(folder, known.clone());
        known
    }
}

fn folder_of(name: &str) -> PathBuf {
    Path::new(name).parent().unwrap_or(Path::new("")).to_owned()
}
