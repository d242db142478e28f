//! A single rule file as a pack: its name is the file's stem, and it uses the `lib/`, `lexicons/` and `gazetteers/`
//! beside it. Inside a pack's folder it uses those of that pack, with its kinds and dependencies; the pack's other rule
//! files are left out.

use super::loader::{Loader, PackLocation, PacksAndFaults};
use super::{FileRole, Manifest, Pack, PackError, Store, Surroundings, archive, home};
use crate::file::plain;
use crate::script::ScriptSet;
use std::path::Path;
use std::sync::Arc;

/// The version of a pack without a manifest.
const VERSION: &str = "0.0.0";

/// Folders beside a rule file that belong to it.
pub const BESIDE: &[&str] = &["lib", "lexicons", "gazetteers"];

/// Whether a path names a rule file and not a pack.
pub fn is_rule_file(name: &str) -> bool {
    name.ends_with(".rhai") && !Path::new(name).join("pack.toml").exists()
}

/// Loads the rule file at `path`, and the dependencies of the pack it is in, if any; dependencies come first. `carried`
/// are the packs embedded in the program.
pub fn load_file(path: &str, carried: &Store) -> Result<PacksAndFaults, PackError> {
    let file = std::fs::canonicalize(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => PackError::NoFile(path.to_owned()),
        _ => PackError::Io(path.into(), error),
    })?;
    if file.is_dir() {
        return Err(PackError::Folder(path.to_owned()));
    }
    if !file.is_file() {
        return Err(PackError::NoRules(path.to_owned(), "it is not a regular file"));
    }
    let home = home::home(&file);
    let folder = home.as_deref().or(file.parent()).unwrap_or(Path::new("/"));
    let inner = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().replace('\\', "/");
    refuse_other_files(path, &file, &inner)?;
    let place = PackLocation { shelf: 0, root: folder.to_string_lossy().into_owned() };
    let around = match &home {
        Some(home) => Surroundings::of(home)?,
        None => Surroundings::default(),
    };
    let mut loader = Loader::new(&Store::Disk, carried, around);
    let stem =
        file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().replace(':', "_"));
    let mut paths = vec![inner];
    let (manifest, depends) = match home {
        None => (Manifest::named(&stem, VERSION), Vec::new()),
        Some(_) => {
            let mut manifest = loader.manifest(&place)?;
            loader.choose(&place, &manifest)?;
            let depends = loader.below(&place, &manifest)?;
            paths.push("pack.toml".to_owned());
            (manifest.name, manifest.version) = (stem, VERSION.to_owned());
            (manifest, depends)
        }
    };
    for beside in BESIDE {
        let root = Store::Disk.join(&place.root, beside);
        if Store::Disk.is_folder(&root) {
            paths.extend(Store::Disk.list(&root)?.iter().map(|inner| format!("{beside}/{inner}")));
        }
    }
    paths.sort();
    BESIDE.iter().for_each(|beside| loader.tell_passed_over(&place, beside, &manifest.name));
    let pack = loader.read(&place, manifest, depends, &paths)?;
    let scripts = ScriptSet { lone: true, ..(*pack.scripts).clone() };
    let file = Some(file.to_string_lossy().into_owned());
    let pack = Pack { file, scripts: Arc::new(scripts), ..pack };
    let (mut packs, faults) = loader.finish();
    packs.push(Arc::new(pack));
    Ok((packs, faults))
}

/// Rejects files of a pack, or beside a rule file, that contain no rules.
fn refuse_other_files(path: &str, file: &Path, inner: &str) -> Result<(), PackError> {
    let refused = |why| Err(PackError::NoRules(path.to_owned(), why));
    if inner.ends_with(".d.rhai") {
        return refused("it contains definitions for editors");
    }
    let in_lib = file.parent().is_some_and(|folder| folder.ends_with("lib"));
    let has_rules = || {
        let text = plain::read(file, archive::MOST_BYTES).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        text.contains("rule(") || text.contains("incident(")
    };
    match FileRole::of(inner) {
        Some(FileRole::Lib) => {
            refused("files in lib/ contain functions; give a rule file that calls them")
        }
        _ if in_lib && !has_rules() => {
            refused("files in lib/ contain functions; give a rule file that calls them")
        }
        Some(FileRole::Rules) => Ok(()),
        _ => refused("its pack has no rules in that folder"),
    }
}
