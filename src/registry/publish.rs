//! Adds a pack to a static index in a folder, and signs the index again. `index.json` is written last: until then readers
//! see the old state, whose files all stay.

use super::index::{self, FORMAT, FileFacts, HEAD, Head, Release, SIGNATURE, list_path, pack_path};
use super::sign::Signer;
use super::{OpenedPack, RegistryError, Result, read_file, step, write_file};
use jiff::ToSpan;
use std::collections::BTreeMap;
use std::path::Path;

/// What is published besides the pack.
pub struct Publication<'a> {
    /// What the curator says of this version.
    pub note: &'a str,
    /// For how many days the index may be used.
    pub days: u32,
    /// The date of today.
    pub today: &'a str,
    /// Who signs the index; `None`: nobody, which only an index that was never signed allows.
    pub signer: Option<&'a Signer>,
}

/// Adds `pack` to the index in `folder`, which is created if need be; returns the new serial. A version that is there
/// already is accepted if it is the same.
///
/// # Errors
/// The version is there with another content, the index is not valid or signed by somebody else, or a file cannot be
/// written.
pub fn publish(pack: &OpenedPack, folder: &Path, how: &Publication<'_>) -> Result<u64> {
    let (name, version) = (&pack.manifest.name, &pack.manifest.version);
    let place = folder.join(HEAD);
    let refused = |why: String| RegistryError::Index(format!("{}: {why}", place.display()));
    let mut head = match place.exists() {
        false => Head { format: FORMAT, serial: 0, expires: String::new(), files: BTreeMap::new() },
        true => {
            let bytes = read_file(&place)?;
            check_signer(folder, &bytes, how.signer).map_err(refused)?;
            Head::parse(&bytes).map_err(refused)?
        }
    };
    let list = folder.join(list_path(name));
    let mut releases = match list.exists() {
        false => Vec::new(),
        true => index::releases(name, &read_file(&list)?)
            .map_err(|why| RegistryError::Index(format!("{}: {why}", list.display())))?,
    };
    let key = how_signed(pack)?;
    let release = Release {
        name: name.clone(),
        version: version.clone(),
        tree: pack.tree.clone(),
        size: pack.bytes.len() as u64,
        needs: pack.manifest.depends.iter().map(|one| short_name(&one.name).to_owned()).collect(),
        key,
        yanked: false,
        note: how.note.to_owned(),
    };
    match releases.iter_mut().find(|known| known.version == *version) {
        Some(known) if known.tree != pack.tree => {
            return Err(RegistryError::Index(format!(
                "{} has {name} {version} already, with another content: a version that was published never changes; raise \
                 the version in pack.toml",
                list.display()
            )));
        }
        Some(known) => *known = release,
        None => releases.push(release),
    }
    let lines = lines(&releases)?;
    let archive = pack_path(name, version);
    write_file(&folder.join(&archive), &pack.bytes)?;
    step("publish: archive");
    write_file(&list, lines.as_bytes())?;
    step("publish: list");
    head.files.insert(archive, facts(&pack.bytes));
    head.files.insert(list_path(name), facts(lines.as_bytes()));
    head.serial += 1;
    head.expires = expiry(how)?;
    let mut bytes = serde_json::to_vec_pretty(&head).map_err(|why| refused(why.to_string()))?;
    bytes.push(b'\n');
    // Between these two a reader sees a signature that does not fit, and is told to try again; never wrong packs.
    if let Some(signer) = how.signer {
        write_file(&folder.join(SIGNATURE), signer.index(&bytes)?.as_bytes())?;
        step("publish: signature");
    }
    write_file(&place, &bytes)?;
    Ok(head.serial)
}

fn how_signed(pack: &OpenedPack) -> Result<Option<String>> {
    match &pack.signature {
        Some(signature) => Ok(Some(super::sign::check_pack(signature, &pack.subject())?.key)),
        None => Ok(None),
    }
}

/// The name in an item of the list form of `depends`.
fn short_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn expiry(how: &Publication<'_>) -> Result<String> {
    let today: std::result::Result<jiff::civil::Date, _> = how.today.parse();
    let last = today.and_then(|today| today.checked_add(i64::from(how.days).days()));
    last.map(|date| date.to_string()).map_err(|why| {
        RegistryError::Use(format!("no date is {} days from today: {why}", how.days))
    })
}

fn facts(bytes: &[u8]) -> FileFacts {
    FileFacts { size: bytes.len() as u64, blake3: blake3::hash(bytes).to_hex().to_string() }
}

fn lines(releases: &[Release]) -> Result<String> {
    let mut text = String::new();
    for release in releases {
        let line = serde_json::to_string(release)
            .map_err(|why| RegistryError::Index(format!("{}: {why}", release.name)))?;
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}

/// Whether the one who publishes is the one who signed the index so far.
fn check_signer(
    folder: &Path,
    bytes: &[u8],
    signer: Option<&Signer>,
) -> std::result::Result<(), String> {
    let Ok(signature) = read_file(&folder.join(SIGNATURE)) else { return Ok(()) };
    let Some(signer) = signer else {
        return Err("it is signed: name the key with --key".to_owned());
    };
    match super::sign::check_index(&String::from_utf8_lossy(&signature), bytes) {
        Ok(key) if key != signer.key() => Err(format!(
            "it is signed by {key}, and you sign with {}: its readers would refuse it; use the same key",
            signer.key()
        )),
        // A publication that was interrupted left a signature that does not fit; this one puts it right.
        _ => Ok(()),
    }
}
