//! Compares a dependency that was found with what was asked for: its name, its version, its source, its content.

use super::{CARRIED, Loader, PackLocation};
use crate::pack::depends::{self, Dependency, Source};
use crate::pack::{Manifest, Origin, PackError};

impl Loader<'_> {
    /// The error about a second pack of one name, at `second`.
    pub(super) fn twins(&self, name: &str, first: &str, second: &PackLocation) -> PackError {
        let asker = self.open.last().map_or("the command", |(_, name)| name.as_str());
        let earlier = self.asked.get(name).map_or("the command", |(asker, _)| asker.as_str());
        PackError::Twins(format!(
            "two different packs are named {name}: {earlier} needs the one at {first}, and {asker} the one at {}; \
             they cannot be used together",
            self.shown(second)
        ))
    }

    /// Checks that the pack at `below` is the one that `dependency` of `manifest` asks for: its name, its version, and
    /// the content that the lock says.
    pub(super) fn check(
        &mut self,
        manifest: &Manifest,
        dependency: &Dependency,
        below: &PackLocation,
    ) -> Result<(), PackError> {
        let (found, asker) = (self.manifest(below)?, &manifest.name);
        let (name, place) = (&dependency.name, self.shown(below));
        if dependency.source != Source::Listed && found.name != *name {
            return Err(PackError::OtherName(format!(
                "{asker} needs {name}, and the pack at {place} says that it is {}: correct the name in [depends], or get \
                 the right pack",
                found.name
            )));
        }
        let has = depends::version(&found.version);
        if let Some(minimum) = &dependency.version
            && !has.is_some_and(|version| minimum.allows(&version))
        {
            let others = match self.asked.get(&found.name) {
                Some((other, _)) if other != asker => format!(" ({other} needs it too)"),
                _ => String::new(),
            };
            let locked = self.around.locked(name).is_some();
            let help = match locked {
                true => format!("run `dateline pack update {name}`"),
                false => {
                    format!("use a version of {name} from {minimum}, up to the next that breaks")
                }
            };
            return Err(PackError::Conflict(format!(
                "{asker} needs {name} {minimum}, and the one at {place} is {}{others}: {help}",
                found.version
            )));
        }
        if let Some((other, source)) = self.asked.get(&found.name)
            && *source != dependency.source
            && (self.is_outside(dependency)
                || matches!(source, Source::Git { .. } | Source::Index(_)))
        {
            return Err(PackError::Twins(format!(
                "{other} needs {name} from {source}, and {asker} needs it from {}: let both name one source",
                dependency.source
            )));
        }
        self.check_tree(asker, name, below)
    }

    /// Compares an archive or shipped pack with the lock.
    fn check_tree(&self, asker: &str, name: &str, below: &PackLocation) -> Result<(), PackError> {
        let shelf = &self.shelves[below.shelf];
        let Some(locked) = self.around.locked(name).filter(|locked| !locked.is_folder()) else {
            return Ok(());
        };
        let tree = match (&shelf.tree, shelf.origin) {
            (Some(tree), _) => tree.clone(),
            (None, Origin::Folder) => return Ok(()),
            (None, _) => self.store(below.shelf).tree(&below.root, &Default::default())?,
        };
        if tree == locked.tree {
            return Ok(());
        }
        let place = match below.shelf {
            CARRIED => "the one that this program carries".to_owned(),
            _ => format!("the one at {}", self.shown(below)),
        };
        Err(PackError::OtherTree(format!(
            "{asker} needs {name}, and {place} is not the pack that dateline.lock names: its tree is {tree}, and \
             dateline.lock says {}; run `dateline pack update {name}` if it was changed on purpose",
            locked.tree
        )))
    }
}
