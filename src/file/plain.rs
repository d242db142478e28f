//! Opens files to read: only plain ones, or also pipes where a person named the file. A named pipe without a writer
//! would block for ever, and a device may never end.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Opens a plain file, also through a link.
///
/// # Errors
/// As for [`File::open`]; of kind `InvalidInput` for a folder, pipe, socket or device.
pub fn open(path: &Path) -> io::Result<File> {
    opened(path, false)
}

/// Opens a plain file, a named pipe or a socket: for files that a person names, who may name `<(zcat a.gz)`.
///
/// # Errors
/// As for [`File::open`]; of kind `InvalidInput` for a folder or device.
pub fn open_named(path: &Path) -> io::Result<File> {
    opened(path, true)
}

/// The bytes of a plain file, at most `most` of them.
///
/// # Errors
/// As for [`open`]; of kind `FileTooLarge` if it has more bytes.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    limited(open(path)?, most)
}

/// The bytes of a file that a person names, at most `most` of them.
///
/// # Errors
/// As for [`open_named`]; of kind `FileTooLarge` if it has more bytes.
pub fn read_named(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    limited(open_named(path)?, most)
}

/// The text of a plain file, at most `most` bytes.
///
/// # Errors
/// As for [`read`]; of kind `InvalidData` if it is not UTF-8.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    let odd = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8");
    String::from_utf8(read(path, most)?).map_err(odd)
}

fn opened(path: &Path, may_wait: bool) -> io::Result<File> {
    // Looked at before it is opened, since to open some devices has an effect; and after, since it may have been
    // replaced meanwhile. Without blocking, a pipe put in the place of a file is opened at once and then refused.
    check(&fs::metadata(path)?, may_wait)?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    if !may_wait {
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, NONBLOCK);
    }
    let file = options.open(path)?;
    check(&file.metadata()?, may_wait)?;
    Ok(file)
}

/// `O_NONBLOCK`; 0 where its value is not known.
#[cfg(unix)]
const NONBLOCK: i32 = match () {
    () if cfg!(all(
        any(target_os = "linux", target_os = "android"),
        not(any(target_arch = "mips", target_arch = "mips64", target_arch = "sparc64"))
    )) =>
    {
        0o4000
    }
    () if cfg!(any(
        target_vendor = "apple",
        target_os = "freebsd",
        target_os = "netbsd",
        target_os = "openbsd",
        target_os = "dragonfly"
    )) =>
    {
        4
    }
    () => 0,
};

fn check(known: &Metadata, may_wait: bool) -> io::Result<()> {
    let what = kind(known);
    match what {
        "a plain file" => return Ok(()),
        "a named pipe" | "a socket" if may_wait => return Ok(()),
        _ => {}
    }
    let message = format!("it is {what}, not a plain file; put what it holds into a file");
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}

/// What a file is, in words for messages.
pub fn kind(known: &Metadata) -> &'static str {
    let kind = known.file_type();
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "a named pipe";
        }
        if kind.is_socket() {
            return "a socket";
        }
    }
    match () {
        () if kind.is_file() => "a plain file",
        () if kind.is_dir() => "a folder",
        () if kind.is_symlink() => "a link",
        () => "a device",
    }
}

fn limited(file: File, most: u64) -> io::Result<Vec<u8>> {
    let known = file.metadata()?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(known.min(most)).unwrap_or(0));
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 <= most {
        return Ok(bytes);
    }
    let message = format!("it has more than {} MiB, too much for such a file", most >> 20);
    Err(io::Error::new(io::ErrorKind::FileTooLarge, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_file_is_read_up_to_the_limit() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), vec![b'a'; 1 << 20]).unwrap();
        assert_eq!(read(file.path(), 1 << 20).unwrap().len(), 1 << 20);
        let why = read(file.path(), (1 << 20) - 1).unwrap_err();
        assert_eq!(why.kind(), io::ErrorKind::FileTooLarge, "{why}");
    }

    #[test]
    fn a_folder_and_a_device_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let why = read(folder.path(), 9).unwrap_err().to_string();
        assert!(why.contains("it is a folder"), "{why}");
        if cfg!(unix) {
            let why = read_named(Path::new("/dev/zero"), 9).unwrap_err().to_string();
            assert!(why.contains("it is a device"), "{why}");
        }
    }
}
