//! Cuts a corpus into [`Chunk`]s, on one thread: finds the files, reads their manifests, and passes on small files by
//! name.

use super::assemble::Container;
use super::block::{BLOCK, Blocks};
use super::chunk::{Chunk, TextFile};
use super::compression::{Compression, CountingReader};
use super::format::FileKind;
use super::manifest::{self, CorpusManifest};
use super::walk::{self, InputFile, InputSource};
use super::warc::WarcBlocks;
use super::{CorpusError, ReadOptions, csv, document, foreign};
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
    /// Chunks ready to be returned.
    ready: VecDeque<Result<Chunk, CorpusError>>,
    /// What is odd in folders; the next chunk tells it.
    remarks: Vec<String>,
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
                match blocks.next_block() {
                    Some(block) => return Some(block),
                    None => self.blocks = None,
                }
                continue;
            }
            if let Some(blocks) = &mut self.warc {
                match blocks.next_block() {
                    Some(block) => return Some(block),
                    None => self.warc = None,
                }
                continue;
            }
            match self.items.pop_front() {
                Some(Ok(item)) => self.take(item),
                Some(Err(error)) => {
                    self.flush();
                    self.ready.push_back(Err(error));
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
            ready: VecDeque::new(),
            remarks: Vec::new(),
        }
    }

    fn take(&mut self, item: InputFile) {
        let container = self.container(&item);
        let InputFile { source, kind, compression, size, remark, .. } = item;
        self.remarks.extend(remark);
        let size = size.unwrap_or(0);
        match (source, kind) {
            (InputSource::File(path), Some(FileKind::Text | FileKind::Document)) => {
                self.files.push(TextFile { path, compression, container });
                self.weight += size;
                if self.weight >= BLOCK as u64 {
                    self.flush();
                }
            }
            (InputSource::File(path), kind) => {
                self.flush();
                match files::open_named(&path) {
                    Ok(file) => self.stream(file, kind, compression, container),
                    Err(error) => self.ready.push_back(Err(CorpusError::io(&path, &error))),
                }
            }
            (InputSource::Memory(bytes), Some(FileKind::Text | FileKind::Document))
                if compression == Compression::Plain =>
            {
                self.flush();
                self.ready.push_back(Ok(Chunk::of_text(container, bytes, size)));
            }
            (InputSource::Memory(bytes), kind) => {
                self.flush();
                self.stream(Cursor::new(bytes), kind, compression, container);
            }
            (InputSource::Stdin, _) => {
                self.flush();
                self.stdin(container);
            }
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

    fn stream(
        &mut self,
        packed: impl Read + Send + 'static,
        kind: Option<FileKind>,
        compression: Compression,
        container: Arc<Container>,
    ) {
        let (counted, taken) = CountingReader::new(packed);
        if kind == Some(FileKind::Warc) {
            self.warc(Box::new(counted), taken, compression, container);
            return;
        }
        match compression.unpack(Box::new(counted)) {
            Err(error) => {
                self.ready.push_back(Err(CorpusError::io(Path::new(&container.path), &error)))
            }
            Ok(inside) => self.unpacked(inside, taken, kind, container),
        }
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
            Err(error) => {
                self.ready.push_back(Err(CorpusError::io(Path::new(&container.path), &error)))
            }
        }
    }

    fn unpacked(
        &mut self,
        inside: Box<dyn Read + Send>,
        taken: Arc<AtomicU64>,
        kind: Option<FileKind>,
        container: Arc<Container>,
    ) {
        match kind {
            Some(kind @ (FileKind::Jsonl | FileKind::Csv | FileKind::Tsv)) => {
                self.blocks = Some(Blocks::new(inside, taken, container, kind, &self.options));
            }
            Some(FileKind::Warc) => self.warc(inside, taken, Compression::Plain, container),
            _ => {
                let read = document::bytes_of(inside, &container, &self.options);
                let weight = taken.load(std::sync::atomic::Ordering::Relaxed);
                let chunk = |bytes| Chunk::of_text(container, Cow::Owned(bytes), weight);
                self.ready.push_back(read.map(chunk));
            }
        }
    }

    /// Standard input: its first bytes decide the compression and, unless the user gave it, the kind.
    fn stdin(&mut self, container: Arc<Container>) {
        let failed = |error: io::Error| CorpusError::io(Path::new("-"), &error);
        let (counted, taken) = CountingReader::new(io::stdin());
        let opened = peeked(Box::new(counted), 4).and_then(|(first, whole)| {
            let inside = Compression::sniff(&first).unpack(whole)?;
            peeked(inside, SHOWN)
        });
        match opened {
            Err(error) => self.ready.push_back(Err(failed(error))),
            Ok((first, inside)) => {
                let shown =
                    first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&first).trim_ascii_start();
                let is_rich_text = foreign::by_content(shown).is_some();
                let is_json = !is_rich_text && (shown.starts_with(b"{") || is_list(shown));
                let guess = match () {
                    () if is_json => FileKind::Jsonl,
                    () if csv::is_header(shown, &self.options) => FileKind::Csv,
                    () => FileKind::Text,
                };
                let kind = self.options.stdin_kind.unwrap_or(guess);
                self.unpacked(inside, taken, Some(kind), container);
            }
        }
    }

    fn container(&mut self, item: &InputFile) -> Arc<Container> {
        let stem = if item.name == "-" { "stdin" } else { walk::stem(&item.name) };
        let manifest = match &item.source {
            InputSource::File(path) => self.manifest_beside(path),
            InputSource::Memory(_) => self.manifests.get(&folder_of(&item.name)).cloned().flatten(),
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

/// So many bytes of standard input are looked at to decide its kind.
const SHOWN: u64 = 4096;

/// Whether a text is a JSON list of objects, as far as its beginning shows.
fn is_list(text: &[u8]) -> bool {
    let inner = text.strip_prefix(b"[").map(|rest| rest.trim_ascii_start());
    inner.is_some_and(|inner| inner.starts_with(b"{"))
}

fn folder_of(name: &str) -> PathBuf {
    Path::new(name).parent().unwrap_or(Path::new("")).to_owned()
}

/// The first bytes of `whole`, at most `len`, and a reader over all of it.
fn peeked(
    mut whole: Box<dyn Read + Send>,
    len: u64,
) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut first = Vec::new();
    (&mut whole).take(len).read_to_end(&mut first)?;
    Ok((first.clone(), Box::new(Cursor::new(first).chain(whole))))
}
