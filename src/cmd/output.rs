//! The output of a command: standard output, or a file that is replaced atomically at the end.

use super::gate::GatedStdout;
use anyhow::{Context, bail};
use dateline::file::staged::Staged;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Refuses an output file that is also an input.
pub fn keep_apart(outputs: &[Option<&Path>], inputs: &[PathBuf]) -> anyhow::Result<()> {
    let file = |path: &Path| fs::canonicalize(path).ok().filter(|path| path.is_file());
    let inputs: Vec<PathBuf> = inputs.iter().filter_map(|path| file(path)).collect();
    for output in outputs.iter().flatten() {
        if file(output).is_some_and(|output| inputs.contains(&output)) {
            bail!("{} is one of the files to read: write to another", output.display());
        }
    }
    Ok(())
}

/// An open output. If it is dropped without [`Output::commit`], an existing file is unchanged.
pub enum Output {
    /// Standard output.
    Stdout(BufWriter<GatedStdout>),
    /// A temporary file beside its target.
    Staged(Staged),
    /// A device or named pipe, which cannot be replaced.
    Direct(BufWriter<File>),
}

impl Output {
    /// Opens `path`, or standard output for none or "-".
    pub fn open(path: Option<&Path>) -> anyhow::Result<Output> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            return Ok(Output::Stdout(BufWriter::with_capacity(1 << 16, GatedStdout::open())));
        };
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
        // A symbolic link is kept: its target is replaced.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&target) {
            Ok(meta) if meta.is_dir() => bail!("{}: it is a folder; name a file in it", what()),
            Ok(meta) if !meta.is_file() => {
                let file = OpenOptions::new().write(true).open(&target).with_context(what)?;
                Ok(Output::Direct(BufWriter::new(file)))
            }
            _ => match Staged::open(&target) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => bail!("{error}"),
                staged => Ok(Output::Staged(staged.with_context(what)?)),
            },
        }
    }

    /// Whether the output is a terminal.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Output::Stdout(_)) && io::stdout().is_terminal()
    }

    /// Removes what was written to a temporary file, at once: for a process about to end without running destructors.
    pub fn discard(&mut self) {
        if let Output::Staged(out) = self {
            out.discard();
        }
    }

    /// Flushes the output, or moves the temporary file to its target.
    pub fn commit(self) -> anyhow::Result<()> {
        match self {
            Output::Stdout(mut out) => out.flush()?,
            Output::Direct(mut out) => out.flush()?,
            Output::Staged(out) => {
                let target = out.target().to_owned();
                out.commit().with_context(|| format!("cannot replace {}", target.display()))?;
            }
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Stdout(out) => out.write(bytes),
            Output::Staged(out) => out.write(bytes),
            Output::Direct(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Stdout(out) => out.flush(),
            Output::Staged(out) => out.flush(),
            Output::Direct(out) => out.flush(),
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
        let mut output = Output::open(Some(&path)).unwrap();
        output.write_all(b"half").unwrap();
        output.flush().unwrap();
        drop(output);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

        let mut output = Output::open(Some(&path)).unwrap();
        output.write_all(b"new").unwrap();
        output.commit().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_missing_folder_and_a_folder_as_target_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let message = |path: &Path| format!("{:#}", Output::open(Some(path)).err().unwrap());
        assert!(message(&folder.path().join("no/events.jsonl")).contains("make it first"));
        assert!(message(folder.path()).contains("name a file in it"));
    }
}
