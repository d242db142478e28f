//! Finds secret keys of minisign among the files of a pack: whoever shares one lets everybody sign as its author.

use super::{RegistryError, Result};
use memchr::memmem;

/// How the line of a secret key begins: with its algorithms, protected by a password and not.
const HEADS: [&[u8]; 2] = [b"RWRTY0Iy", b"RWQAAEIy"];
/// The letters of such a line, without those that only fill it up.
const LETTERS: usize = 211;

/// Refuses files that hold a secret key; `place` is the pack's folder or archive.
///
/// # Errors
/// One does.
pub fn refuse<'a>(
    files: impl IntoIterator<Item = (&'a String, &'a [u8])>,
    place: &str,
) -> Result<()> {
    match files.into_iter().find(|(_, bytes)| holds_key(bytes)) {
        None => Ok(()),
        Some((path, _)) => Err(RegistryError::Use(format!(
            "{place}: {path} holds a secret key, with which everybody who gets the pack could sign as you: move it out of \
             the pack; if somebody may have got it, make a new key with `dateline pack keygen`"
        ))),
    }
}

/// Whether there is a secret key in the bytes, anywhere; or they begin as the file of one.
fn holds_key(bytes: &[u8]) -> bool {
    begins_as_key(bytes)
        || HEADS.iter().any(|head| memmem::find_iter(bytes, head).any(|at| is_key(&bytes[at..])))
}

fn is_key(bytes: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    bytes.iter().take_while(|byte| is_letter(byte)).take(LETTERS).count() == LETTERS
}

/// Whether the first line is the comment of a secret key. A signature's comment may name the key that made it.
fn begins_as_key(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Some(rest) = bytes.strip_prefix(b"untrusted comment:") else { return false };
    let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
    memmem::find(line, b"secret key").is_some() && !line.trim_ascii().starts_with(b"signature")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::sign::{Protection, Signer, Subject, generate};

    #[test]
    fn a_secret_key_is_found_wherever_it_is() {
        let (public, secret) = generate(Protection::None).unwrap();
        let (_, protected) = generate(Protection::Password("x".to_owned())).unwrap();
        for key in [&secret, &protected] {
            let line = key.lines().nth(1).unwrap();
            for text in [
                key.clone(),
                key.replace('\n', "\r\n"),
                line.to_owned(),
                format!("{{\"key\": \"{line}\"}}"),
                format!("untrusted comment: minisign encrypted secret key\n{}", &line[..40]),
            ] {
                assert!(holds_key(text.as_bytes()), "{text}");
            }
        }
        let signer = Signer::read(&secret, || Ok(None)).unwrap();
        let subject = Subject { name: "a", version: "1.0.0", tree: "0" };
        let signature = signer.pack(&subject, "2026-11-30").unwrap();
        let other = "untrusted comment: signature from minisign secret key\nRWQ\n";
        for text in [public.as_str(), &signature, other, "the secret key RWRTY0Iy", ""] {
            assert!(!holds_key(text.as_bytes()), "{text}");
        }
    }
}
