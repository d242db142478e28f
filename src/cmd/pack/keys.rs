//! `dateline pack keygen`, `sign` and `verify`: keys and signatures.

use super::sound;
use crate::cmd::output::Outputs;
use crate::cmd::{CommandOutcome, note, print_data, print_line, shipped};
use anyhow::{Context, bail};
use clap::Args;
use dateline::file::{plain, refuse_links};
use dateline::pack::archive::SIGNATURE;
use dateline::registry::build::build;
use dateline::registry::sign::{self, Protection, Signer};
use dateline::registry::trust::{Required, Trust, trust_file};
use dateline::registry::{OpenedPack, RegistryError, today};
use std::fs;
use std::io::{IsTerminal, Write, stdin};
use std::path::{Path, PathBuf};

/// The arguments of `pack keygen`.
#[derive(Debug, Args)]
pub struct KeygenArgs {
    /// The secret key to write; the public one is beside it with .pub [default: pack.key in the configuration folder]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Protect the secret key by no password: whoever gets the file can sign as you
    #[arg(long)]
    pub no_password: bool,
}

/// The arguments of `pack sign`.
#[derive(Debug, Args)]
pub struct SignArgs {
    /// An archive, which gets the signature inside, or a pack's folder, which gets pack.minisig
    #[arg(value_name = "PACK")]
    pub pack: PathBuf,
    #[command(flatten)]
    pub key: KeyArgs,
    /// The date of the signature [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<jiff::civil::Date>,
}

/// The key to sign with.
#[derive(Debug, Args)]
pub struct KeyArgs {
    /// Your secret key [default: the one that `keygen` wrote]; the variable DATELINE_KEY_PASSWORD may have its password
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

/// The arguments of `pack verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// An archive, or a pack's folder
    #[arg(value_name = "PACK")]
    pub pack: PathBuf,
    /// The public key that must have signed it, or the .pub file with it [default: what the trust file says]
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// Print only the five lines that were signed, to check them with the program `minisign`
    #[arg(long)]
    pub lines: bool,
}

/// The variable with the password of a secret key.
const PASSWORD: &str = "DATELINE_KEY_PASSWORD";

/// The secret key that is used if none is named.
fn default_key() -> anyhow::Result<PathBuf> {
    let file = trust_file().context("there is no home folder: name the key")?;
    Ok(file.with_file_name("pack.key"))
}

/// Makes a pair of keys.
pub fn keygen(args: &KeygenArgs) -> anyhow::Result<CommandOutcome> {
    let secret = match &args.output {
        Some(path) => path.clone(),
        None => default_key()?,
    };
    let public = secret.with_extension("pub");
    if let Some(path) = [&secret, &public].into_iter().find(|path| path.exists()) {
        bail!(
            "{} is there already, and a lost key cannot be replaced: name another file with -o",
            path.display()
        );
    }
    let given = std::env::var(PASSWORD).ok();
    let protection = match given {
        _ if args.no_password => Protection::None,
        Some(password) => Protection::Password(password),
        None if stdin().is_terminal() => Protection::Asked,
        None => bail!(
            "no terminal to ask for a password: put it into the variable {PASSWORD}, or write --no-password"
        ),
    };
    let (public_text, secret_text) = sign::generate(protection)?;
    if let Some(folder) = secret.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    write_new(&secret, &secret_text, true)?;
    write_new(&public, &public_text, false)?;
    print_line(&format!(
        "secret key: {} (keep it to yourself, and a copy of it in a safe place)",
        secret.display()
    ))?;
    print_line(&format!("public key: {}", public.display()))?;
    print_line(&sign::public_key(&public_text)?)?;
    Ok(CommandOutcome::Fine)
}

/// The largest key or signature that is read, in bytes.
const MOST_KEY_BYTES: u64 = 1 << 20;

/// Writes a file that must not be there yet; a secret one for its owner only.
fn write_new(path: &Path, text: &str, is_secret: bool) -> anyhow::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if is_secret {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = is_secret;
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.with_context(|| format!("cannot write {}", path.display()))
}

impl KeyArgs {
    /// The key named, or the default one; `None` if none is named and there is no default one.
    pub fn signer(&self) -> anyhow::Result<Option<Signer>> {
        let path = match &self.key {
            Some(path) => path.clone(),
            None => match default_key() {
                Ok(path) if path.exists() => path,
                _ => return Ok(None),
            },
        };
        let text = plain::read_text(&path, MOST_KEY_BYTES)
            .with_context(|| format!("cannot read the key {}", path.display()))?;
        let password = || match std::env::var(PASSWORD) {
            Ok(password) => Ok(Some(password)),
            Err(_) if stdin().is_terminal() => Ok(None),
            Err(_) => Err(RegistryError::Use(format!(
                "the key is protected by a password: put it into the variable {PASSWORD}"
            ))),
        };
        Signer::read(&text, password).map(Some).with_context(|| path.display().to_string())
    }
}

/// Signs an archive or a folder.
pub fn sign(args: &SignArgs) -> anyhow::Result<CommandOutcome> {
    let Some(signer) = args.key.signer()? else {
        bail!("there is no key: make one with `dateline pack keygen`, or name yours with --key");
    };
    let date = args.date.map_or_else(today, |date| date.to_string());
    let place = args.pack.display().to_string();
    let (pack, target) = match args.pack.is_dir() {
        true => {
            let target = args.pack.join(SIGNATURE);
            refuse_links(&args.pack, Path::new(SIGNATURE))
                .with_context(|| format!("cannot write {}", target.display()))?;
            let built = build(&args.pack, &shipped::store())?;
            (built.pack, target)
        }
        false => {
            let pack = OpenedPack::open(&args.pack)?;
            pack.check_secrets(&place)?;
            (pack, args.pack.clone())
        }
    };
    sound::check(&args.pack, "")?;
    let signature = signer.pack(&pack.subject(), &date)?;
    let bytes = match args.pack.is_dir() {
        true => signature.into_bytes(),
        false => pack.with_signature(&signature, &place)?.bytes,
    };
    let mut output = Outputs::into_packs().open(Some(&target))?;
    output.write_all(&bytes)?;
    output.commit()?;
    print_line(&format!(
        "{}: {} signed by {} on {date}",
        target.display(),
        pack.label(),
        signer.key()
    ))?;
    Ok(CommandOutcome::Fine)
}

/// Checks a signature.
pub fn verify(args: &VerifyArgs) -> anyhow::Result<CommandOutcome> {
    let (pack, found) = match args.pack.is_dir() {
        false => {
            let pack = OpenedPack::open(&args.pack)?;
            let signature = pack.signature.clone();
            (pack, signature)
        }
        true => {
            let pack = build(&args.pack, &shipped::store())?.pack;
            (pack, plain::read_text(&args.pack.join(SIGNATURE), MOST_KEY_BYTES).ok())
        }
    };
    let wanted = args.key.as_deref().map(wanted_key).transpose()?;
    let mut trust = Trust::read()?;
    if trust.require == Required::None {
        // Whoever asks wants to know.
        trust.require = Required::Lock;
    }
    let signed = match trust.judge(&pack.subject(), found.as_deref(), None) {
        Ok(Some(signed)) => signed,
        Ok(None) => {
            note(&format!(
                "{}: not signed: its author can sign it with `dateline pack sign`",
                pack.label()
            ));
            return Ok(CommandOutcome::Faults);
        }
        Err(why) => {
            note(&format!("error: {why}"));
            return Ok(CommandOutcome::Faults);
        }
    };
    if let Some(wanted) = wanted.filter(|wanted| *wanted != signed.key) {
        note(&format!("error: {}: it is signed by {}, not by {wanted}", pack.label(), signed.key));
        return Ok(CommandOutcome::Faults);
    }
    if args.lines {
        print_data(&pack.subject().lines(&signed.date))?;
    } else {
        let who = trust.shown(&signed.key);
        print_line(&format!("{}: signed by {who} on {}", pack.label(), signed.date))?;
        print_line(&format!("tree {}", pack.tree))?;
    }
    Ok(CommandOutcome::Fine)
}

/// A public key, typed or in a file.
pub fn wanted_key(given: &str) -> anyhow::Result<String> {
    let text = match Path::new(given).is_file() {
        true => plain::read_text(Path::new(given), MOST_KEY_BYTES)
            .with_context(|| format!("cannot read {given}"))?,
        false => given.to_owned(),
    };
    sign::public_key(&text).with_context(|| given.to_owned())
}
