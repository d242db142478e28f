//! Cuts a corpus into [`Chunk`]s, on one thread: finds the files, reads their manifests, and hands small files out by name.

use super::assemble::Container;
use super::block::{BLOCK, Blocks};
use super::chunk::{Chunk, TextFile};
use super::compression::{Compression, Counting};
use super::manifest::{self, Manifest};
use super::options::Kind;
use super::walk::{self, Feed, InputFile};
use super::{CorpusError, ReadOptions, plain};
use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Opens the corpus that `paths` name: files, folders, `-` for standard input. Nothing but names is read before the
/// first chunk is asked for.
pub fn open(paths: &[PathBuf], options: &ReadOptions) -> Chunks {
    Chunks::new(walk::items(paths), HashMap::new(), options)
}

/// The corpus that a program carries in itself: names with `/` between folders, and bytes. A `manifest.toml` among
/// them counts for the files beside it; other names that are no article's are left out.
pub fn embedded(files: Vec<(String, Cow<'static, [u8]>)>, options: &ReadOptions) -> Chunks {
    let (manifests, files): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|(name, _)| Path::new(name).file_name() == Some(manifest::NAME.as_ref()));
    let mut items: Vec<Result<InputFile, CorpusError>> = Vec::new();
    let mut known = HashMap::new();
    for (name, bytes) in manifests {
        match Manifest::parse(&name, &bytes) {
            Ok(read) => drop(known.insert(folder_of(&name), Some(Arc::new(read)))),
            Err(error) => items.push(Err(error)),
        }
    }
    items.extend(files.into_iter().filter_map(|(name, bytes)| walk::carried(name, bytes)).map(Ok));
    Chunks::new(items, known, options)
}

/// Bytes on disk of all that `paths` name; `None` where standard input is among them.
pub fn size_hint_bytes(paths: &[PathBuf]) -> Option<u64> {
    walk::items(paths).iter().flatten().map(|item| item.size).sum()
}

/// A corpus, being cut into chunks.
pub struct Chunks {
    items: VecDeque<Result<InputFile, CorpusError>>,
    options: ReadOptions,
    /// By folder; `None` where there is none, or a bad one.
    manifests: HashMap<PathBuf, Option<Arc<Manifest>>>,
    files: Vec<TextFile>,
    weight: u64,
    blocks: Option<Blocks>,
    /// Ready to be given out.
    ready: VecDeque<Result<Chunk, CorpusError>>,
}

impl Iterator for Chunks {
    type Item = Result<Chunk, CorpusError>;

    fn next(&mut self) -> Option<Self::Item> {
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
}

impl Chunks {
    fn new(
        items: Vec<Result<InputFile, CorpusError>>,
        manifests: HashMap<PathBuf, Option<Arc<Manifest>>>,
        options: &ReadOptions,
    ) -> Self {
        Chunks {
            items: items.into(),
            options: options.clone(),
            manifests,
            files: Vec::new(),
            weight: 0,
            blocks: None,
            ready: VecDeque::new(),
        }
    }

    fn take(&mut self, item: InputFile) {
        let container = self.container(&item);
        let InputFile { feed, kind, packing, size, .. } = item;
        let size = size.unwrap_or(0);
        match (feed, kind) {
            (Feed::File(path), Some(Kind::Text)) => {
                self.files.push(TextFile { path, packing, container });
                self.weight += size;
                if self.weight >= BLOCK as u64 {
                    self.flush();
                }
            }
            (Feed::File(path), kind) => {
                self.flush();
                match File::open(&path) {
                    Ok(file) => self.stream(file, kind, packing, container),
                    Err(error) => self.ready.push_back(Err(CorpusError::io(&path, &error))),
                }
            }
            (Feed::Memory(bytes), Some(Kind::Text)) if packing == Compression::Plain => {
                self.flush();
                self.ready.push_back(Ok(Chunk::of_text(container, bytes, size)));
            }
            (Feed::Memory(bytes), kind) => {
                self.flush();
                self.stream(Cursor::new(bytes), kind, packing, container);
            }
            (Feed::Stdin, _) => {
                self.flush();
                self.stdin(container);
            }
        }
    }

    /// Gives out the small files gathered so far.
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
        kind: Option<Kind>,
        packing: Compression,
        container: Arc<Container>,
    ) {
        let (counted, taken) = Counting::new(packed);
        match packing.unpack(Box::new(counted)) {
            Err(error) => {
                self.ready.push_back(Err(CorpusError::io(Path::new(&container.path), &error)))
            }
            Ok(inside) => self.unpacked(inside, taken, kind, container),
        }
    }

    fn unpacked(
        &mut self,
        inside: Box<dyn Read + Send>,
        taken: Arc<AtomicU64>,
        kind: Option<Kind>,
        container: Arc<Container>,
    ) {
        match kind {
            Some(kind @ (Kind::Jsonl | Kind::Csv)) => {
                self.blocks = Some(Blocks::new(inside, taken, container, kind, &self.options));
            }
            _ => {
                let read = plain::read_limited(inside, &container, &self.options);
                let weight = taken.load(std::sync::atomic::Ordering::Relaxed);
                let chunk = |bytes| Chunk::of_text(container, Cow::Owned(bytes), weight);
                self.ready.push_back(read.map(chunk));
            }
        }
    }

    /// Standard input: its first bytes tell the packing and, where the user did not, the kind.
    fn stdin(&mut self, container: Arc<Container>) {
        let failed = |error: io::Error| CorpusError::io(Path::new("-"), &error);
        let (counted, taken) = Counting::new(io::stdin());
        let opened = peeked(Box::new(counted), 4).and_then(|(first, whole)| {
            let inside = Compression::sniff(&first).unpack(whole)?;
            peeked(inside, 256)
        });
        match opened {
            Err(error) => self.ready.push_back(Err(failed(error))),
            Ok((first, inside)) => {
                let shown =
                    first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&first).trim_ascii_start();
                let guess = if shown.starts_with(b"{") { Kind::Jsonl } else { Kind::Text };
                let kind = self.options.stdin_kind.unwrap_or(guess);
                self.unpacked(inside, taken, Some(kind), container);
            }
        }
    }

    fn container(&mut self, item: &InputFile) -> Arc<Container> {
        let stem = if item.name == "-" { "stdin" } else { walk::stem(&item.name) };
        let manifest = match &item.feed {
            Feed::File(path) => self.manifest_beside(path),
            Feed::Memory(_) => self.manifests.get(&folder_of(&item.name)).cloned().flatten(),
            Feed::Stdin => None,
        };
        Arc::new(Container { path: item.name.clone(), stem: stem.to_owned(), manifest })
    }

    /// The manifest in the folder of the file at `path`, read once a folder; a bad one is reported once.
    fn manifest_beside(&mut self, path: &Path) -> Option<Arc<Manifest>> {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        if let Some(known) = self.manifests.get(&folder) {
            return known.clone();
        }
        let path = folder.join(manifest::NAME);
        let read = match std::fs::read(&path) {
            Ok(bytes) => Manifest::parse(&path.display().to_string(), &bytes)
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

/// The first bytes of `whole`, at most `len` of them, and all of it.
fn peeked(
    mut whole: Box<dyn Read + Send>,
    len: u64,
) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut first = Vec::new();
    (&mut whole).take(len).read_to_end(&mut first)?;
    Ok((first.clone(), Box::new(Cursor::new(first).chain(whole))))
}
