//! The outputs of a command: standard output, or files that are replaced atomically at the end.
//!
//! Every output is opened with [`Outputs::open`], which is told what the command reads: no input and no other output is
//! ever replaced.

use super::gate::GatedStdout;
use anyhow::{Context, bail};
use dateline::corpus::{self, Conflict};
use dateline::file::identity::{self, FileId, Target};
use dateline::file::staged::Staged;
use dateline::pack::{Pack, reads};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a command reads and what it writes. What is read may be told before or after an output is opened.
#[derive(Default)]
pub struct Outputs {
    files: Vec<PathBuf>,
    articles: Vec<PathBuf>,
    packs: Vec<Arc<Pack>>,
    written: Vec<Written>,
    /// Whether outputs may be files of packs that this command does not read.
    into_packs: bool,
}

/// An output that was opened.
struct Written {
    /// As people know it.
    shown: String,
    target: Target,
}

impl Outputs {
    /// Of a command whose outputs may be files of a pack, such as tables of names.
    pub fn into_packs() -> Outputs {
        Outputs { into_packs: true, ..Outputs::default() }
    }

    /// Files that the command reads; "-" is standard input.
    ///
    /// # Errors
    /// One of them is an output.
    pub fn reads<P: AsRef<Path>>(
        &mut self,
        files: impl IntoIterator<Item = P>,
    ) -> anyhow::Result<()> {
        self.files.extend(files.into_iter().map(|path| path.as_ref().to_owned()));
        self.check()
    }

    /// Articles that the command reads: files, folders, "-" for standard input.
    ///
    /// # Errors
    /// One of them is an output.
    pub fn reads_articles(&mut self, paths: &[PathBuf]) -> anyhow::Result<()> {
        self.articles.extend_from_slice(paths);
        self.check()
    }

    /// Packs that the command reads.
    ///
    /// # Errors
    /// A file of one of them is an output.
    pub fn reads_packs(&mut self, packs: &[Arc<Pack>]) -> anyhow::Result<()> {
        self.packs.extend_from_slice(packs);
        self.check()
    }

    fn check(&self) -> anyhow::Result<()> {
        self.written.iter().try_for_each(|written| self.check_one(&written.shown, &written.target))
    }

    /// Refuses an output that is read.
    fn check_one(&self, shown: &str, target: &Target) -> anyhow::Result<()> {
        let refused = |input: &Path| {
            let same = input.display().to_string();
            let also = if same == shown { String::new() } else { format!(" ({same})") };
            bail!("{shown} is one of the files to read{also}: write to another")
        };
        let is_target = |path: &&PathBuf| target.file.is_some() && input_id(path) == target.file;
        if let Some(input) = self.files.iter().chain(&self.articles).find(is_target) {
            return refused(input);
        }
        match corpus::conflict(&self.articles, target) {
            Some(Conflict::Input(input)) => return refused(&input),
            Some(Conflict::Folder(folder)) => bail!(
                "{shown} would lie among the articles to read, in {}, and the next run would read it: write it to \
                 another folder",
                folder.display()
            ),
            None => {}
        }
        let found = self.packs.iter().find_map(|pack| reads::file_at(pack, target));
        let others = || if self.into_packs { None } else { reads::file_of_any(target) };
        if let Some(file) = found.or_else(others) {
            let of = if target.file.is_some() { "is" } else { "would be" };
            bail!("{shown} {of} a file of a pack ({}): write to another", file.display());
        }
        Ok(())
    }

    /// Opens `path`, or standard output for none or "-".
    ///
    /// # Errors
    /// It is an input, or another output, or cannot be written.
    pub fn open(&mut self, path: Option<&Path>) -> anyhow::Result<Output> {
        let path = path.filter(|path| path.as_os_str() != "-");
        let (shown, target) = match path.filter(|path| !is_stdout(path)) {
            Some(path) => (path.display().to_string(), Target::of(path)),
            None => match identity::of_stdout() {
                Ok(Some(file)) => ("standard output".to_owned(), Target::open_file(file)),
                _ => return Ok(Output::stdout()),
            },
        };
        self.check_one(&shown, &target)?;
        if let Some(other) = self.written.iter().find(|other| other.target.is_same(&target)) {
            bail!("{} and {shown} are one file: write each output to its own", other.shown);
        }
        let output = match path.filter(|path| !is_stdout(path)) {
            Some(path) => Output::at(path)?,
            None => Output::stdout(),
        };
        self.written.push(Written { shown, target });
        Ok(output)
    }
}

/// The file that an input is; of "-" the one on standard input.
fn input_id(path: &Path) -> Option<FileId> {
    match path.as_os_str() == "-" {
        true => identity::of_stdin().ok().flatten(),
        false => FileId::of(path),
    }
}

/// Whether a path is a name of standard output, which is written to and not replaced.
fn is_stdout(path: &Path) -> bool {
    ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name))
}

/// Whether a path is that of a file that the process got open: it is appended to, whatever it is.
fn is_descriptor(path: &Path) -> bool {
    path == Path::new("/dev/stderr")
        || path.starts_with("/dev/fd")
        || path.starts_with("/proc/self/fd")
}

/// An open output. If it is dropped without being committed, an existing file is unchanged.
pub enum Output {
    /// Standard output.
    Stdout(BufWriter<GatedStdout>),
    /// A temporary file beside its target.
    Staged(Staged),
    /// A device or named pipe, which cannot be replaced, and its path.
    Direct(BufWriter<File>, PathBuf),
}

impl Output {
    fn stdout() -> Output {
        Output::Stdout(BufWriter::with_capacity(1 << 16, GatedStdout::open()))
    }

    fn at(path: &Path) -> anyhow::Result<Output> {
        let what = || format!("cannot write {}", path.display());
        let packed = path.extension().filter(|end| ["gz", "zst"].iter().any(|one| *end == *one));
        if let Some(end) = packed {
            let plain = path.with_extension("");
            bail!(
                "{}: outputs are not compressed; write {} and compress it as .{}",
                what(),
                plain.display(),
                end.display()
            );
        }
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => bail!("{}: it is a folder; name a file in it", what()),
            Ok(meta) if !meta.is_file() || is_descriptor(path) => {
                let file = OpenOptions::new().append(true).open(path).with_context(what)?;
                Ok(Output::Direct(BufWriter::new(file), path.to_owned()))
            }
            // A symbolic link is kept: its target is replaced.
            _ => match Staged::open(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => bail!("{error}"),
                staged => Ok(Output::Staged(staged.with_context(what)?)),
            },
        }
    }

    /// Whether the output is a terminal.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Output::Stdout(_)) && io::stdout().is_terminal()
    }

    /// The path of the file that is being written, for a database, which is not written from its beginning to its end.
    ///
    /// # Errors
    /// It goes to standard output, a pipe or a device; or the database that it would replace is not finished.
    pub fn part(&self) -> anyhow::Result<&Path> {
        match self {
            Output::Staged(out) => {
                refuse_unfinished(out.target())?;
                Ok(out.part())
            }
            other => {
                bail!("a database cannot be written {}: name a file with -o", other.place_of())
            }
        }
    }

    /// What to say of a database that is there already: it is replaced, and no events are added to it.
    pub fn replaced(&self) -> Option<String> {
        let Output::Staged(out) = self else { return None };
        let target = out.target();
        target.is_file().then(|| {
            format!(
                "{} was there before and is replaced; events are not added to it",
                target.display()
            )
        })
    }

    /// Flushes the output, or moves the temporary file to its target.
    pub fn commit(self) -> anyhow::Result<()> {
        commit_all([self])
    }
}

/// Refuses to replace a database beside which another program keeps changes that are not in it yet: it has them open, or
/// was stopped. They would be applied to the new database and break it.
fn refuse_unfinished(target: &Path) -> anyhow::Result<()> {
    for ending in ["-wal", "-journal"] {
        let mut beside = target.as_os_str().to_owned();
        beside.push(ending);
        let is_filled = std::fs::metadata(&beside).is_ok_and(|known| known.len() > 0);
        if is_filled {
            bail!(
                "cannot replace {}: {} has changes that are not in it yet; close the program that has it open, or name \
                 another file",
                target.display(),
                Path::new(&beside).display()
            );
        }
    }
    Ok(())
}

/// Writes all outputs out, and only then moves temporary files to their targets: if one cannot be written, none of the
/// files is replaced.
pub fn commit_all(outputs: impl IntoIterator<Item = Output>) -> anyhow::Result<()> {
    let mut outputs: Vec<Output> = outputs.into_iter().collect();
    // What is sent cannot be taken back, so it goes last.
    outputs.sort_by_key(|output| !matches!(output, Output::Staged(_)));
    for output in &mut outputs {
        let what = output.place();
        output.flush().with_context(|| format!("cannot write {what}"))?;
    }
    for output in outputs {
        if let Output::Staged(out) = output {
            let target = out.target().to_owned();
            out.commit().with_context(|| format!("cannot replace {}", target.display()))?;
        }
    }
    Ok(())
}

impl Output {
    /// Where it goes, after "written".
    fn place_of(&self) -> String {
        match self {
            Output::Stdout(_) => self.place(),
            _ => format!("to {}, which is no file", self.place()),
        }
    }

    /// Where it goes, for messages.
    fn place(&self) -> String {
        match self {
            Output::Stdout(_) => "to standard output".to_owned(),
            Output::Direct(_, path) => path.display().to_string(),
            Output::Staged(out) => out.target().display().to_string(),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match self {
            Output::Stdout(out) => return out.write(bytes),
            Output::Staged(out) => out.write(bytes),
            Output::Direct(out, _) => out.write(bytes),
        };
        // Whoever writes knows only that there is an output, not which.
        let named = |why: io::Error| {
            io::Error::new(why.kind(), format!("cannot write {}: {why}", self.place()))
        };
        written.map_err(named)
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Stdout(out) => out.flush(),
            Output::Staged(out) => out.flush(),
            Output::Direct(out, _) => out.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_uncommitted_output_leaves_the_old_file_and_no_temporary_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.jsonl");
        fs::write(&path, "old").unwrap();
        let mut output = Outputs::default().open(Some(&path)).unwrap();
        output.write_all(b"half").unwrap();
        output.flush().unwrap();
        drop(output);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

        let mut output = Outputs::default().open(Some(&path)).unwrap();
        output.write_all(b"new").unwrap();
        output.commit().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_missing_folder_and_a_folder_as_target_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let message =
            |path: &Path| format!("{:#}", Outputs::default().open(Some(path)).err().unwrap());
        assert!(message(&folder.path().join("no/events.jsonl")).contains("make it first"));
        assert!(message(folder.path()).contains("name a file in it"));
    }

    #[test]
    fn what_is_read_may_be_told_after_an_output_was_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "old").unwrap();
        let mut outputs = Outputs::default();
        let output = outputs.open(Some(&path)).unwrap();
        assert!(outputs.reads([&path]).is_err());
        assert!(outputs.open(Some(&folder.path().join("./a.txt"))).is_err());
        drop(output);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    }
}
