//! Whom the user trusts: a file in the user's configuration folder, which nothing downloaded can change. It says which
//! keys are whose, which names only they may sign, and how much is required of packs. Verdicts are not kept: every load
//! checks again.

use super::sign::{self, Signed, Subject};
use super::{RegistryError, Result, read_file, write_file};
use crate::pack::{Origin, Pack};
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::Arc;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

/// What is required of archives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Required {
    /// Nothing: signatures are not looked at.
    None,
    /// A pack that was signed when it was locked must be signed by the same key; the default.
    #[default]
    Lock,
    /// Every archive must be signed by a key of the file.
    Signed,
}

/// A key of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedKey {
    /// The public key.
    pub key: String,
    /// Whose it is.
    pub who: String,
    /// The names of packs that only this key (and others that list them) may sign; `*` stands for any letters. Empty:
    /// it may sign any that no other key lists.
    #[serde(default)]
    pub names: Vec<String>,
}

/// The content of the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trust {
    /// What is required.
    #[serde(default)]
    pub require: Required,
    /// The keys.
    #[serde(default, rename = "key")]
    pub keys: Vec<TrustedKey>,
}

/// The file: `$XDG_CONFIG_HOME/dateline/trust.toml`, else `~/.config/dateline/trust.toml`; on Windows below `%APPDATA%`.
pub fn trust_file() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let given = variable("XDG_CONFIG_HOME").filter(|folder| folder.is_absolute());
    let windows = || variable("APPDATA").filter(|_| cfg!(windows));
    let home = || Some(variable("HOME").or_else(|| variable("USERPROFILE"))?.join(".config"));
    Some(given.or_else(windows).or_else(home)?.join("dateline").join("trust.toml"))
}

impl Trust {
    /// The user's; the default if there is no file.
    ///
    /// # Errors
    /// The file is there and cannot be used: a mistake in it must not switch checks off.
    pub fn read() -> Result<Trust> {
        match trust_file().filter(|path| path.exists()) {
            None => Ok(Trust::default()),
            Some(path) => {
                let text = String::from_utf8_lossy(&read_file(&path)?).into_owned();
                Trust::parse(&text)
                    .map_err(|why| RegistryError::Signature(format!("{}: {why}", path.display())))
            }
        }
    }

    /// Reads the text of the file.
    fn parse(text: &str) -> std::result::Result<Trust, String> {
        let trust: Trust = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        for key in &trust.keys {
            sign::public_key(&key.key).map_err(|why| format!("the key of {}: {why}", key.who))?;
        }
        Ok(trust)
    }

    /// Whose a key is.
    pub fn who(&self, key: &str) -> Option<&str> {
        self.keys.iter().find(|known| known.key == key).map(|known| known.who.as_str())
    }

    /// A key with its owner, for messages.
    pub fn shown(&self, key: &str) -> String {
        match self.who(key) {
            Some(who) => format!("{key} ({who})"),
            None => format!("{key} (not in your trust file)"),
        }
    }

    /// Checks a pack's signature. `pinned` is the key by which it was signed when it was locked. Returns who signed it;
    /// `None` if it is not signed.
    ///
    /// # Errors
    /// The signature is over something else, is of another key than the pinned one or one that the file lists for this
    /// name, or is missing where the lock or the file asks for one.
    pub fn judge(
        &self,
        subject: &Subject<'_>,
        signature: Option<&str>,
        pinned: Option<&str>,
    ) -> Result<Option<Signed>> {
        let signed = signature.map(|signature| sign::check_pack(signature, subject)).transpose();
        if self.require == Required::None {
            return Ok(signed.ok().flatten());
        }
        let name = subject.name;
        let label = format!("{name} {}", subject.version);
        let refused = |why: String| Err(RegistryError::Signature(format!("{label}: {why}")));
        let signed = match signed {
            Ok(signed) => signed,
            Err(why) => return refused(why.to_string()),
        };
        let key = signed.as_ref().map(|signed| signed.key.as_str());
        match (pinned, key) {
            (Some(pinned), None) => {
                return refused(format!(
                    "it was signed by {} when it was locked, and has no signature now: get the signed one",
                    self.shown(pinned)
                ));
            }
            (Some(pinned), Some(key)) if pinned != key => {
                return refused(format!(
                    "it was signed by {} when it was locked, and is signed by {} now: ask the author whether the key \
                     was changed; if so, run `dateline pack remove {name}` and add it again",
                    self.shown(pinned),
                    self.shown(key)
                ));
            }
            _ => {}
        }
        let owners: Vec<&TrustedKey> =
            self.keys.iter().filter(|key| key.names.iter().any(|glob| fits(glob, name))).collect();
        if !owners.is_empty() && !owners.iter().any(|owner| Some(owner.key.as_str()) == key) {
            let owners: Vec<String> = owners.iter().map(|owner| self.shown(&owner.key)).collect();
            let found = key.map_or("it is not signed".to_owned(), |key| {
                format!("it is signed by {}", self.shown(key))
            });
            return refused(format!(
                "your trust file lets only {} sign {name}, and {found}",
                owners.join(", ")
            ));
        }
        if self.require == Required::Signed && key.is_none_or(|key| self.who(key).is_none()) {
            let found = match key {
                None => "it is not signed: ask its author for a signed one".to_owned(),
                Some(key) => format!(
                    "it is signed by {key}, which is not in it: if you trust the signer, run `dateline pack trust {key} \
                     --as WHO`"
                ),
            };
            return refused(format!(
                "your trust file requires packs signed by its keys, and {found}"
            ));
        }
        Ok(signed)
    }

    /// Checks the loaded packs that are archives; folders and shipped packs are not signed.
    ///
    /// # Errors
    /// As for [`Trust::judge`].
    pub fn check_loaded(&self, packs: &[Arc<Pack>]) -> Result<()> {
        for pack in packs.iter().filter(|pack| pack.provenance.origin == Origin::Archive) {
            let tree = pack.provenance.tree.as_deref().unwrap_or_default();
            let subject = Subject { name: pack.name(), version: pack.version(), tree };
            let signature = pack.provenance.signature.as_deref();
            self.judge(&subject, signature, pack.provenance.key.as_deref())?;
        }
        Ok(())
    }
}

/// Whether a name fits a pattern in which `*` stands for any letters.
fn fits(glob: &str, name: &str) -> bool {
    match glob.split_once('*') {
        None => glob == name,
        Some((head, rest)) => name.strip_prefix(head).is_some_and(|name| {
            let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            ends.into_iter().any(|at| fits(rest, &name[at..]))
        }),
    }
}

/// Changes the user's file; comments in it are kept. Returns its path.
///
/// # Errors
/// There is no folder for it, it is not valid, or it cannot be written.
pub fn change(edit: impl FnOnce(&mut DocumentMut) -> Result<()>) -> Result<PathBuf> {
    let Some(path) = trust_file() else {
        return Err(RegistryError::Use("no home folder: set HOME or XDG_CONFIG_HOME".into()));
    };
    let text = match path.exists() {
        true => String::from_utf8_lossy(&read_file(&path)?).into_owned(),
        false => "# Whose keys may sign packs, on this machine; `dateline pack trust` writes it.\n"
            .to_owned(),
    };
    let bad = |why: String| RegistryError::Signature(format!("{}: {why}", path.display()));
    Trust::parse(&text).map_err(&bad)?;
    let mut document: DocumentMut = text.parse().map_err(|why| bad(format!("{why}")))?;
    edit(&mut document)?;
    let text = document.to_string();
    Trust::parse(&text).map_err(&bad)?;
    write_file(&path, text.as_bytes())?;
    Ok(path)
}

/// Adds a key to the file, or changes the one that is there.
pub fn set_key(document: &mut DocumentMut, key: &str, who: &str, names: &[String]) -> Result<()> {
    let keys = document.entry("key").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let Some(keys) = keys.as_array_of_tables_mut() else {
        return Err(RegistryError::Use("`key` of the trust file is written as [[key]]".into()));
    };
    let known = keys.iter().position(|table| table.get("key").and_then(Item::as_str) == Some(key));
    let at = known.unwrap_or_else(|| {
        keys.push(Table::new());
        keys.len() - 1
    });
    if let Some(table) = keys.get_mut(at) {
        table["key"] = value(key);
        table["who"] = value(who);
        if !names.is_empty() {
            table["names"] = value(names.iter().map(String::as_str).collect::<Array>());
        }
    }
    Ok(())
}

/// Sets what the file requires: `none`, `lock` or `signed`.
pub fn set_required(document: &mut DocumentMut, required: &str) {
    document["require"] = value(required);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::sign::{Protection, Signer, generate};

    const TREE: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    const ARMS: Subject<'static> = Subject { name: "arms", version: "1.1.0", tree: TREE };

    fn signer() -> Signer {
        Signer::read(&generate(Protection::None).unwrap().1, || Ok(None)).unwrap()
    }

    fn trust(require: Required, keys: &[(&Signer, &[&str])]) -> Trust {
        let key = |(signer, names): &(&Signer, &[&str])| TrustedKey {
            key: signer.key().to_owned(),
            who: "Anna".to_owned(),
            names: names.iter().map(|name| name.to_string()).collect(),
        };
        Trust { require, keys: keys.iter().map(key).collect() }
    }

    #[test]
    fn names_fit_patterns() {
        assert!(fits("arms", "arms") && fits("*", "arms") && fits("water-*", "water-"));
        assert!(fits("*-law", "aid-law") && fits("a*b*", "axxbyy"));
        assert!(!fits("arms", "arms-1") && !fits("water-*", "water") && !fits("", "a"));
    }

    #[test]
    fn the_policy_decides_and_not_what_was_downloaded() {
        let (anna, mallory) = (signer(), signer());
        let by_anna = anna.pack(&ARMS, "2026-11-30").unwrap();
        let by_mallory = mallory.pack(&ARMS, "2026-11-30").unwrap();
        let other = anna.pack(&Subject { version: "1.0.0", ..ARMS }, "2026-11-30").unwrap();
        let (own, none): (&[&str], &[&str]) = (&["arms"], &[]);
        for (require, keys, pinned, signature, wanted) in [
            // Unsigned packs run, unless they were signed when they were locked.
            (Required::Lock, None, None, None, Ok(false)),
            (Required::Lock, None, None, Some(&by_anna), Ok(true)),
            (Required::Lock, None, Some(anna.key()), Some(&by_anna), Ok(true)),
            (Required::Lock, None, Some(anna.key()), None, Err("has no signature now")),
            (Required::Lock, None, Some(anna.key()), Some(&by_mallory), Err("is signed by")),
            (Required::Lock, None, None, Some(&other), Err("is not over")),
            (Required::Lock, Some(own), None, None, Err("it is not signed")),
            (Required::Lock, Some(own), None, Some(&by_mallory), Err("lets only")),
            (Required::Lock, Some(own), None, Some(&by_anna), Ok(true)),
            (Required::Signed, None, None, None, Err("it is not signed")),
            (Required::Signed, None, None, Some(&by_anna), Err("which is not in it")),
            (Required::Signed, Some(none), None, Some(&by_anna), Ok(true)),
            (Required::Signed, Some(none), None, Some(&by_mallory), Err("which is not in it")),
            (Required::None, None, Some(anna.key()), None, Ok(false)),
            (Required::None, None, None, Some(&other), Ok(false)),
        ] {
            let keys: Vec<(&Signer, &[&str])> = keys.iter().map(|names| (&anna, *names)).collect();
            let found = trust(require, &keys).judge(&ARMS, signature.map(String::as_str), pinned);
            match (found, wanted) {
                (Ok(signed), Ok(wanted)) => assert_eq!(signed.is_some(), wanted),
                (Err(why), Err(wanted)) => {
                    assert!(why.to_string().contains(wanted), "{why}; wanted {wanted}")
                }
                (found, wanted) => panic!("{found:?}, wanted {wanted:?}"),
            }
        }
    }

    #[test]
    fn the_file_is_edited_with_its_comments() {
        let anna = signer();
        let mut document: DocumentMut = "# mine\nrequire = \"lock\" # so far\n".parse().unwrap();
        set_key(&mut document, anna.key(), "Anna", &[]).unwrap();
        set_key(&mut document, anna.key(), "Anna B.", &["arms".into()]).unwrap();
        set_required(&mut document, "signed");
        let text = document.to_string();
        let trust = Trust::parse(&text).unwrap();
        assert!(text.starts_with("# mine\n"), "{text}");
        assert_eq!((trust.keys.len(), trust.require), (1, Required::Signed));
        assert_eq!(trust.who(anna.key()), Some("Anna B."));
        assert!(Trust::parse("require = \"maybe\"").is_err());
        assert!(Trust::parse("[[key]]\nkey = \"x\"\nwho = \"y\"").is_err());
    }
}
