//! Signatures in minisign's format, so that the program `minisign` can check them without this one. A pack's signature
//! is over five lines: `dateline-pack 1`, name, version, tree, date. Date and public key stand in its trusted comment,
//! which is signed too: the file alone is enough to check that one key signed this. Whose key it is, is for `trust`.

use super::{RegistryError, Result};
use minisign::{KeyPair, SecretKey, SecretKeyBox};
use minisign_verify::{PublicKey, Signature};

/// The first line of what is signed, and the first words of the trusted comment, of a pack.
const PACK: &str = "dateline-pack 1";
/// The first words of the trusted comment of an index's signature.
const INDEX: &str = "dateline-index 1";
/// The most bytes of a signature.
pub const MOST_BYTES: usize = 4096;

/// What a pack's signature is over.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The pack's name.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// The hash over its files.
    pub tree: &'a str,
}

impl Subject<'_> {
    /// The five lines that are signed.
    pub fn lines(&self, date: &str) -> String {
        let Subject { name, version, tree } = self;
        format!("{PACK}\n{name}\n{version}\n{tree}\n{date}\n")
    }
}

/// Who signed, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The public key.
    pub key: String,
    /// The date that the signer gave.
    pub date: String,
}

/// A secret key, ready to sign.
pub struct Signer {
    secret: SecretKey,
    key: String,
}

fn refused(message: impl Into<String>) -> RegistryError {
    RegistryError::Signature(message.into())
}

impl Signer {
    /// Reads a secret key; `password` is called if it is protected by one, and `None` asks for it at the terminal.
    ///
    /// # Errors
    /// The text is no secret key of minisign, or the password is wrong.
    pub fn read(text: &str, password: impl FnOnce() -> Result<Option<String>>) -> Result<Signer> {
        let parse = || {
            SecretKeyBox::from_string(text).map_err(|_| {
                refused(
                    "it is no secret key: make one with `dateline pack keygen`, or with minisign",
                )
            })
        };
        if public_key(text).is_ok() {
            return Err(refused("it is a public key, and no secret key: name the file beside it"));
        }
        let secret = match parse()?.into_unencrypted_secret_key() {
            Ok(secret) => secret,
            Err(_) => parse()?
                .into_secret_key(password()?)
                .map_err(|why| refused(format!("the secret key cannot be used: {why}")))?,
        };
        let public = minisign::PublicKey::from_secret_key(&secret)
            .map_err(|why| refused(format!("the secret key cannot be used: {why}")))?;
        Ok(Signer { secret, key: public.to_base64() })
    }

    /// The public key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The signature of a pack, as the text of `pack.minisig`.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn pack(&self, subject: &Subject<'_>, date: &str) -> Result<String> {
        let comment = format!("{PACK} date:{date} key:{}", self.key);
        self.sign(subject.lines(date).as_bytes(), &comment)
    }

    /// The signature of an index, over all bytes of its `index.json`.
    ///
    /// # Errors
    /// As for [`Signer::pack`].
    pub fn index(&self, bytes: &[u8]) -> Result<String> {
        self.sign(bytes, &format!("{INDEX} key:{}", self.key))
    }

    fn sign(&self, bytes: &[u8], comment: &str) -> Result<String> {
        let untrusted = Some("signature of dateline pack; check it with minisign");
        minisign::sign(None, &self.secret, bytes, Some(comment), untrusted)
            .map(|signature| signature.into_string())
            .map_err(|why| refused(format!("cannot sign: {why}")))
    }
}

/// How a new secret key is protected.
pub enum Protection {
    /// Not at all: whoever has the file can sign.
    None,
    /// By this password.
    Password(String),
    /// By a password that is asked for at the terminal.
    Asked,
}

/// The texts of a new pair of keys: of the public file, and of the secret one.
///
/// # Errors
/// The system has no random numbers.
pub fn generate(protection: Protection) -> Result<(String, String)> {
    let pair = match protection {
        Protection::None => KeyPair::generate_unencrypted_keypair(),
        Protection::Password(password) => KeyPair::generate_encrypted_keypair(Some(password)),
        Protection::Asked => KeyPair::generate_encrypted_keypair(None),
    };
    let texts = pair.and_then(|pair| {
        let comment = "secret key of dateline pack (minisign): keep it to yourself";
        Ok((pair.pk.to_box()?.into_string(), pair.sk.to_box(Some(comment))?.into_string()))
    });
    texts.map_err(|why| refused(format!("cannot make a key: {why}")))
}

/// The public key in a text: the key itself, or a file of minisign that holds it.
///
/// # Errors
/// There is none in it.
pub fn public_key(text: &str) -> Result<String> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let key = lines.next_back().unwrap_or_default();
    match PublicKey::from_base64(key) {
        Ok(_) => Ok(key.to_owned()),
        Err(_) => Err(refused(
            "it is no public key: give the line that begins with RW, or the .pub file that `dateline pack keygen` wrote",
        )),
    }
}

/// Checks a pack's signature; the key is the one that it names itself.
///
/// # Errors
/// It is damaged, or over something else than this pack.
pub fn check_pack(signature: &str, subject: &Subject<'_>) -> Result<Signed> {
    let (parsed, words) = parse(signature, PACK)?;
    let [date, key] = ["date:", "key:"].map(|word| value(&words, word));
    let (Some(date), Some(key)) = (date, key) else {
        return Err(refused(
            "the signature does not say its date and key: sign with `dateline pack sign`",
        ));
    };
    let wrong = || {
        refused(format!(
            "the signature of key {key} is not over {} {} as it is here: the files were changed after they were \
             signed, or the signature is of another pack; get it again from its author",
            subject.name, subject.version
        ))
    };
    let public = PublicKey::from_base64(&key).map_err(|_| wrong())?;
    public.verify(subject.lines(&date).as_bytes(), &parsed, false).map_err(|_| wrong())?;
    Ok(Signed { key, date })
}

/// Checks the signature of an index; returns the key, which is the one that it names itself.
///
/// # Errors
/// It is damaged, or over other bytes.
pub fn check_index(signature: &str, bytes: &[u8]) -> Result<String> {
    let (parsed, words) = parse(signature, INDEX)?;
    let Some(key) = value(&words, "key:") else {
        return Err(refused("the signature of the index does not say its key"));
    };
    let wrong =
        || refused(format!("the signature of key {key} is not over the index.json that is there"));
    let public = PublicKey::from_base64(&key).map_err(|_| wrong())?;
    public.verify(bytes, &parsed, false).map_err(|_| wrong())?;
    Ok(key)
}

/// The signature, and the words of its trusted comment after `head`.
fn parse(signature: &str, head: &str) -> Result<(Signature, Vec<String>)> {
    let damaged = || refused("the signature is damaged, or none of minisign's");
    if signature.len() > MOST_BYTES {
        return Err(damaged());
    }
    let parsed = Signature::decode(signature).map_err(|_| damaged())?;
    let Some(rest) = parsed.trusted_comment().strip_prefix(head) else {
        return Err(refused(format!("the signature is not one of `{head}`")));
    };
    let words = rest.split_whitespace().map(str::to_owned).collect();
    Ok((parsed, words))
}

fn value(words: &[String], head: &str) -> Option<String> {
    words.iter().find_map(|word| word.strip_prefix(head)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TREE: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    fn signer() -> Signer {
        let (_, secret) = generate(Protection::None).unwrap();
        Signer::read(&secret, || panic!("it has no password")).unwrap()
    }

    #[test]
    fn a_signature_is_over_name_version_tree_and_date() {
        let signer = signer();
        let subject = Subject { name: "arms", version: "1.1.0", tree: TREE };
        let text = signer.pack(&subject, "2026-11-30").unwrap();
        let signed = check_pack(&text, &subject).unwrap();
        assert_eq!((signed.key.as_str(), signed.date.as_str()), (signer.key(), "2026-11-30"));
        let other_tree = TREE.replace('0', "1");
        for other in [
            Subject { name: "alms", ..subject },
            Subject { version: "1.1.1", ..subject },
            Subject { tree: &other_tree, ..subject },
        ] {
            let why = check_pack(&text, &other).unwrap_err().to_string();
            assert!(why.contains("is not over"), "{why}");
        }
        let later = text.replace("date:2026-11-30", "date:2026-12-01");
        assert!(check_pack(&later, &subject).is_err());
        let other_key = text.replace(signer.key(), self::signer().key());
        assert!(check_pack(&other_key, &subject).is_err());
        assert!(check_index(&text, subject.lines("2026-11-30").as_bytes()).is_err());
    }

    #[test]
    fn an_index_is_signed_by_its_bytes() {
        let signer = signer();
        let text = signer.index(b"{}").unwrap();
        assert_eq!(check_index(&text, b"{}").unwrap(), signer.key());
        assert!(check_index(&text, b"{ }").is_err());
    }

    #[test]
    fn keys_are_read_as_lines_and_as_files() {
        let (public, secret) = generate(Protection::None).unwrap();
        let key = public_key(&public).unwrap();
        assert_eq!(public_key(&format!("  {key}\n")).unwrap(), key);
        assert!(public_key("RWQ").is_err() && public_key("").is_err());
        assert!(public_key(&secret).is_err());
        assert!(Signer::read(&public, || Ok(None)).is_err());
    }

    proptest! {
        #[test]
        fn no_signature_panics(text in "\\PC{0,80}(\n\\PC{0,120}){0,5}", cut in 0_usize..400) {
            let subject = Subject { name: "a", version: "1.0.0", tree: TREE };
            let _ = check_pack(&text, &subject);
            let signed = signer().pack(&subject, "2026-11-30").unwrap();
            if cut < signed.trim_end().len() && signed.is_char_boundary(cut) {
                prop_assert!(check_pack(&signed[..cut], &subject).is_err());
            }
        }
    }
}
