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

/// Opens a plain file as `options` say: to write it, or to make it if it is not there.
///
/// # Errors
/// As for [`OpenOptions::open`]; of kind `InvalidInput` for a folder, pipe, socket or device.
pub fn open_with(path: &Path, options: &OpenOptions) -> io::Result<File> {
    match fs::metadata(path) {
        Ok(known) => check(&known, false)?,
        Err(why) if why.kind() == io::ErrorKind::NotFound => {}
        Err(why) => return Err(why),
    }
    with(path, options.clone(), false)
}

/// The bytes of a plain file, at most `most` of them.
///
/// # Errors
/// As for [`open`]; of kind `FileTooLarge` if it has more bytes.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    rest(&mut open(path)?, most)
}

/// The bytes of a file that a person names, at most `most` of them.
///
/// # Errors
/// As for [`open_named`]; of kind `FileTooLarge` if it has more bytes.
pub fn read_named(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    rest(&mut open_named(path)?, most)
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
    with(path, OpenOptions::new().read(true).clone(), may_wait)
}

fn with(path: &Path, mut options: OpenOptions, may_wait: bool) -> io::Result<File> {
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

/// The bytes from the position of an open file to its end, at most `most` of them.
///
/// # Errors
/// It cannot be read; of kind `FileTooLarge` if it has more bytes.
pub fn rest(file: &mut File, most: u64) -> io::Result<Vec<u8>> {
    let message = format!("it has more than {} MiB, too much for such a file", most >> 20);
    let too_large = || io::Error::new(io::ErrorKind::FileTooLarge, message);
    let known = file.metadata()?.len();
    if known > most {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(known).unwrap_or(0));
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(too_large());
    }
    Ok(bytes)
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
