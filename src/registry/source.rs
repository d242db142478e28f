//! Where packs come from: what is typed after `pack add`, and which places a pack from elsewhere may name.

use super::{RegistryError, Result};
use crate::pack::Store;
use crate::pack::depends::Source;
use crate::pack::locate::is_archive;
use std::path::Path;

/// What was typed after `pack add`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The name of a shipped pack.
    Shipped(String),
    /// A pack's folder.
    Folder(String),
    /// An archive.
    Archive(String),
    /// A repository or an index.
    Remote(Source),
}

/// Reads what was typed; `shipped` are the names of the packs that the program carries. A relative path is one from the
/// current folder.
///
/// # Errors
/// It is nothing that packs come from.
pub fn asked(from: &str, shipped: &[String]) -> Result<Asked> {
    let path = Path::new(from);
    if let Some(rest) = from.strip_prefix("git+") {
        let (url, inner) = rest.split_once("?path=").unwrap_or((rest, ""));
        let source = Source::Git { url: url.to_owned(), path: inner.trim_matches('/').to_owned() };
        return check(&source).map(|()| Asked::Remote(source));
    }
    if ["https://", "http://", "file://"].iter().any(|head| from.starts_with(head)) {
        return Ok(Asked::Remote(Source::Index(from.trim_end_matches('/').to_owned())));
    }
    if path.join("index.json").is_file() {
        return Ok(Asked::Remote(Source::Index(file_url(path)?)));
    }
    if path.join("pack.toml").is_file() {
        return Ok(Asked::Folder(from.to_owned()));
    }
    if is_archive(path) && path.is_file() {
        return Ok(Asked::Archive(from.to_owned()));
    }
    if shipped.iter().any(|name| name == from) {
        return Ok(Asked::Shipped(from.to_owned()));
    }
    if is_archive(path) && !path.exists() {
        return Err(RegistryError::Use(format!(
            "there is no archive {from}: check the path, or build it with `dateline pack build`"
        )));
    }
    Err(RegistryError::Use(format!(
        "{from:?} is nothing that packs come from: give git+URL, the address of an index (https://, file://, or its \
         folder), a pack's folder or archive, or a shipped pack ({})",
        shipped.join(", ")
    )))
}

/// The address of a folder on this machine.
fn file_url(folder: &Path) -> Result<String> {
    let full = folder.canonicalize().map_err(|why| RegistryError::Read(folder.to_owned(), why))?;
    let text = full.to_string_lossy().replace('\\', "/");
    let text = text.trim_start_matches("//?/");
    let mut url = String::from(if text.starts_with('/') { "file://" } else { "file:///" });
    for byte in text.bytes() {
        match byte {
            b'%' | b'?' | b'#' | 0..=b' ' | 127..=255 => url.push_str(&format!("%{byte:02X}")),
            byte => url.push(char::from(byte)),
        }
    }
    Ok(url)
}

/// The path of a `file://` address, with `%20` and the like decoded; `None` if it is not one.
pub fn file_path(url: &str) -> Option<String> {
    let rest = url.strip_prefix("file://")?;
    // Before the path may stand the name of this machine.
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let mut bytes = Vec::with_capacity(rest.len());
    let mut left = rest.bytes();
    while let Some(byte) = left.next() {
        match byte {
            b'%' => {
                let digits = [left.next()?, left.next()?];
                let digits = std::str::from_utf8(&digits).ok()?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
            }
            byte => bytes.push(byte),
        }
    }
    let path = String::from_utf8(bytes).ok()?;
    // On Windows the drive comes after a slash.
    let drive = path.strip_prefix('/').filter(|rest| rest.as_bytes().get(1) == Some(&b':'));
    Some(drive.map_or_else(|| path.clone(), str::to_owned))
}

/// Checks an address that will be given to the program `git`.
///
/// # Errors
/// It could be taken for an option or for a command.
pub fn check(source: &Source) -> Result<()> {
    let Source::Git { url, path } = source else { return Ok(()) };
    let refused = |why: &str| {
        Err(RegistryError::Git(format!("the address {url:?} of a repository is refused: {why}")))
    };
    if url.is_empty() || url.starts_with('-') {
        return refused("git would read it as an option");
    }
    if url.contains("::") {
        return refused("it names a helper program of git; use https://, ssh:// or a path");
    }
    if url.chars().chain(path.chars()).any(char::is_control) {
        return refused("it has control characters");
    }
    if path.split('/').any(|part| part == "..") || path.starts_with('/') {
        return refused("the folder in it leads out of it");
    }
    Ok(())
}

/// Refuses a pack with the name of one that the program carries: the two could not be told apart. `help` says what to do.
///
/// # Errors
/// It is such a name.
pub fn check_name(name: &str, carried: &Store, help: &str) -> Result<()> {
    match carried.folders().iter().any(|known| *known == name) {
        false => Ok(()),
        true => Err(RegistryError::Use(format!(
            "{name} is the name of a pack that this program carries, and two packs of one name cannot be used together: {help}"
        ))),
    }
}

/// Whether a source is on this machine.
pub fn is_local(source: &Source) -> bool {
    match source {
        Source::Git { url, .. } => {
            let scheme = url.split_once("://").map(|(scheme, _)| scheme);
            // `host:path` is short for ssh.
            let is_ssh =
                scheme.is_none() && url.split('/').next().is_some_and(|it| it.contains(':'));
            scheme == Some("file") || (scheme.is_none() && !is_ssh)
        }
        Source::Index(url) => url.starts_with("file://"),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn git(url: &str, path: &str) -> Source {
        Source::Git { url: url.into(), path: path.into() }
    }

    #[test]
    fn what_is_typed_is_understood() {
        let shipped = ["syria".to_owned()];
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        std::fs::create_dir(at("my packs")).unwrap();
        std::fs::write(at("my packs/index.json"), "{}").unwrap();
        std::fs::write(at("a-1.0.0.pack"), "").unwrap();
        std::fs::write(at("pack.toml"), "").unwrap();
        let asked = |from: &str| asked(from, &shipped).unwrap();
        assert_eq!(
            asked("git+https://host/packs?path=arms/"),
            Asked::Remote(git("https://host/packs", "arms"))
        );
        assert_eq!(asked("https://host/"), Asked::Remote(Source::Index("https://host".into())));
        let Asked::Remote(Source::Index(url)) = asked(&at("my packs")) else { panic!("no index") };
        assert!(url.ends_with("/my%20packs"), "{url}");
        let full = std::fs::canonicalize(at("my packs")).unwrap();
        assert_eq!(file_path(&url).unwrap(), full.to_str().unwrap());
        assert_eq!(asked(&at("a-1.0.0.pack")), Asked::Archive(at("a-1.0.0.pack")));
        assert_eq!(
            asked(folder.path().to_str().unwrap()),
            Asked::Folder(at("").trim_end_matches('/').into())
        );
        assert_eq!(asked("syria"), Asked::Shipped("syria".into()));
        assert!(super::asked("syra", &shipped).is_err());
        let told = super::asked(&at("b-1.0.0.pack"), &shipped).unwrap_err().to_string();
        assert!(told.starts_with("there is no archive "), "{told}");
    }

    #[test]
    fn addresses_that_git_would_run_are_refused() {
        for (url, path) in [
            ("--upload-pack=touch x", ""),
            ("-oProxyCommand=x", ""),
            ("ext::sh -c x", ""),
            ("fd::17", ""),
            ("", ""),
            ("https://host/a\nb", ""),
            ("https://host/a", "../b"),
            ("https://host/a", "/b"),
        ] {
            assert!(check(&git(url, path)).is_err(), "{url} {path}");
        }
        assert!(check(&git("git@host:group/packs.git", "a/b")).is_ok());
    }

    #[test]
    fn what_is_on_this_machine() {
        for url in ["/srv/packs", "../packs", "file:///srv/packs", "packs"] {
            assert!(is_local(&git(url, "")), "{url}");
        }
        for url in ["https://host/x", "ssh://host/x", "git@host:x", "host:x"] {
            assert!(!is_local(&git(url, "")), "{url}");
        }
        assert!(is_local(&Source::Index("file:///x".into())));
        assert_eq!(file_path("file:///C:/packs").unwrap(), "C:/packs");
        assert_eq!(file_path("file://¥:x").unwrap(), "¥:x");
        assert!(!is_local(&Source::Index("https://x".into())));
    }

    proptest! {
        #[test]
        fn no_address_panics(text in "(file://)?\\PC{0,40}") {
            let _ = file_path(&text);
            let _ = check(&git(&text, &text));
            let _ = is_local(&git(&text, ""));
        }
    }
}
