//! ZIP files: written without clocks, so that the same content makes the same bytes; read with limits, so that a small
//! file cannot unpack to more than memory holds.

use std::io::{self, Cursor, Read, Write};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// A ZIP file that is being written to `W`, which need not be able to go back.
pub struct ZipFile<W: Write> {
    writer: ZipWriter<StreamWriter<W>>,
}

impl<W: Write> ZipFile<W> {
    /// Starts a file.
    pub fn new(out: W) -> Self {
        ZipFile { writer: ZipWriter::new_stream(out) }
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// It cannot be written, or an entry has that name.
    pub fn entry(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(0o644);
        self.writer.start_file(name, options)?;
        self.writer.write_all(content)
    }

    /// Writes the list of entries.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(self) -> io::Result<W> {
        Ok(self.writer.finish()?.into_inner())
    }
}

/// Whether bytes begin as a ZIP file does.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The entries of a ZIP file that are wanted, by name, in the order of the file; folders are left out.
///
/// # Errors
/// It is no ZIP file, is broken or encrypted, or the wanted entries have more than `most` bytes.
pub fn entries(
    bytes: &[u8],
    most: u64,
    wanted: impl Fn(&str) -> bool,
) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut found = Vec::new();
    let mut left = most;
    for at in 0..archive.len() {
        let entry = archive.by_index(at)?;
        let name = entry.name()?.into_owned();
        if entry.is_dir() || !wanted(&name) {
            continue;
        }
        let mut content = Vec::new();
        // The size in the list of entries may be wrong.
        let read = entry.take(left + 1).read_to_end(&mut content)? as u64;
        if read > left {
            let message = format!("its entries have more than {} MB", most >> 20);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        left -= read;
        found.push((name, content));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_too_much_is_refused() {
        let write = || {
            let mut file = ZipFile::new(Vec::new());
            file.entry("a/é.txt", "قتلوا".as_bytes()).unwrap();
            file.entry("b.bin", &[0; 5000]).unwrap();
            file.finish().unwrap()
        };
        let bytes = write();
        assert!(is_zip(&bytes) && bytes == write());
        let all = entries(&bytes, 10_000, |_| true).unwrap();
        assert_eq!(all[0], ("a/é.txt".to_owned(), "قتلوا".as_bytes().to_vec()));
        assert_eq!(entries(&bytes, 100, |name| name.starts_with('a')).unwrap().len(), 1);
        let told = entries(&bytes, 100, |_| true).unwrap_err().to_string();
        assert!(told.contains("more than"), "{told}");
        assert!(entries(&bytes[..60], 100, |_| true).is_err());
    }
}
