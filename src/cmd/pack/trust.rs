//! `dateline pack trust`: whose keys may sign packs on this machine.

use super::keys::wanted_key;
use crate::cmd::{CommandOutcome, note, print, print_line};
use anyhow::bail;
use clap::{Args, ValueEnum};
use dateline::legible::brief;
use dateline::registry::seen::Seen;
use dateline::registry::store::UserStore;
use dateline::registry::trust::{Required, Trust, change, set_key, set_required, trust_file};
use std::fmt::Write;

/// The arguments of `pack trust`.
#[derive(Debug, Args)]
pub struct TrustArgs {
    /// A public key, or the .pub file with it
    #[arg(value_name = "KEY", requires = "who")]
    pub key: Option<String>,
    /// Whose key it is
    #[arg(long = "as", value_name = "WHO", requires = "key")]
    pub who: Option<String>,
    /// Packs that only this key may sign, such as arms or water-*; repeatable [default: it may sign any]
    #[arg(long, value_name = "GLOB", requires = "key")]
    pub names: Vec<String>,
    /// What is required of archives on this machine
    #[arg(long, value_enum, value_name = "POLICY")]
    pub require: Option<Policy>,
    /// Forget which serial and key an index had, after its curator said why they changed
    #[arg(long, value_name = "ADDRESS")]
    pub forget: Option<String>,
}

/// What is required of archives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Policy {
    /// Signatures are not looked at
    None,
    /// A pack that was signed when it was locked must be signed by the same key
    Lock,
    /// Every archive must be signed by a key that you trust
    Signed,
}

impl Policy {
    fn name(self) -> &'static str {
        match self {
            Policy::None => "none",
            Policy::Lock => "lock",
            Policy::Signed => "signed",
        }
    }
}

/// Changes or shows the trust file.
pub fn run(args: &TrustArgs) -> anyhow::Result<CommandOutcome> {
    if let Some(url) = &args.forget {
        let store = UserStore::of_user()?;
        let url = url.trim_end_matches('/');
        match Seen::beside(store.folder()).forget(url)? {
            true => print_line(&format!("forgot what was seen of {url}"))?,
            false => {
                bail!("nothing was seen of the index {url}: write its address as [depends] has it")
            }
        }
    }
    let key = args.key.as_deref().map(wanted_key).transpose()?;
    if key.is_some() || args.require.is_some() {
        let path = change(|document| {
            if let (Some(key), Some(who)) = (&key, &args.who) {
                set_key(document, key, who, &args.names)?;
            }
            if let Some(policy) = args.require {
                set_required(document, policy.name());
            }
            Ok(())
        })?;
        note(&format!("wrote {}", path.display()));
    } else if args.forget.is_some() {
        return Ok(CommandOutcome::Fine);
    }
    print(&shown(&Trust::read()?))?;
    Ok(CommandOutcome::Fine)
}

fn shown(trust: &Trust) -> String {
    let place = trust_file().map_or(String::new(), |path| path.display().to_string());
    let required = match trust.require {
        Required::None => "none: signatures are not looked at",
        Required::Lock => {
            "lock: a pack that was signed when it was locked must be signed by the same key"
        }
        Required::Signed => "signed: every archive must be signed by one of these keys",
    };
    let mut text = format!("{}\nrequire = {required}\n", brief(&place));
    for key in &trust.keys {
        let names = match key.names.is_empty() {
            true => "any name that no other key has".to_owned(),
            false => key.names.join(", "),
        };
        let _ = writeln!(text, "{}", brief(&format!("{} ({}): {names}", key.key, key.who)));
    }
    if trust.keys.is_empty() {
        text.push_str("no keys\n");
    }
    text
}
