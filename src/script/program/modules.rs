//! Loads the files of `lib/`, each as a module of its pack.

use super::Program;
use super::causes::DependencyFault;
use crate::quiet::caught;
use crate::script::api::RESERVED;
use crate::script::error::panicked;
use crate::script::host::{LoadCounts, Loading};
use crate::script::meter::{self, Used};
use crate::script::naming;
use crate::script::{Fault, ScriptFile, ScriptSet};
use rhai::{AST, Module, Scope};

/// The most modules of a pack.
const MOST: usize = 64;

impl Program {
    /// Loads the modules of a set. One that does not load is reported once; its fault lists the rules that call it.
    pub(super) fn load_modules(&mut self, set: usize) {
        let sets = self.sets.clone();
        let own = &sets[set];
        for (path, fault) in &own.unread {
            let key = match path.strip_prefix("lib/") {
                Some(_) => naming::bound(naming::module_name(path), &own.pack),
                None => {
                    let name = path.trim_start_matches("lexicons/").trim_end_matches(".txt");
                    naming::lexicon_key(name, &own.pack)
                }
            };
            self.dependency_faults.push(DependencyFault { key: Some(key), fault: fault.clone() });
        }
        for (number, file) in own.lib.iter().enumerate() {
            let name = naming::module_name(&file.path);
            if let Some(fault) = self.ambiguity(set, file, name) {
                self.dependency_faults.push(DependencyFault { key: None, fault });
            }
            let loaded = match number < MOST {
                true => self.load_module(set, file),
                false => {
                    let message = format!("the pack has more than {MOST} modules");
                    let help = "put several files of lib/ into one";
                    Err(Box::new(Fault::of(&own.pack, Some(&file.path), &message, help)))
                }
            };
            match loaded {
                Ok(module) => {
                    naming::register(&mut self.engine, name, &own.pack, module.into());
                }
                Err(fault) => {
                    let key = Some(naming::bound(name, &own.pack));
                    self.dependency_faults.push(DependencyFault { key, fault: *fault });
                }
            }
        }
    }

    fn load_module(&mut self, set: usize, file: &ScriptFile) -> Result<Module, Box<Fault>> {
        let sets = self.sets.clone();
        let own = &sets[set];
        let script = self.compile(set, file, &naming::source(own, file))?;
        let hidden = shadowing(own, file, &script).into_iter();
        self.dependency_faults.extend(hidden.map(|fault| DependencyFault { key: None, fault }));
        self.host.loading.replace(Some(Loading::of(&sets, set)));
        let metered = meter::begin(self.limits.of_statement(Used::default()));
        let module = caught(|| Module::eval_ast_as_new(Scope::new(), &script, &self.engine));
        drop(metered);
        let module = module.unwrap_or_else(|| Err(panicked()));
        let loading = self.host.loading.replace(None);
        if loading.is_some_and(|loading| loading.counts() != LoadCounts::default()) {
            let message = "rules, incident rules and kinds in a file of lib/ are not loaded";
            let help = "move them to a rule file: files of lib/ hold functions";
            let fault = Fault::of(&own.pack, Some(&file.path), message, help);
            self.dependency_faults.push(DependencyFault { key: None, fault });
        }
        module.map_err(|error| Box::new(self.site(own, file, None).fault(&error)))
    }

    /// The fault of a module whose name hides another meaning of that name.
    fn ambiguity(&self, set: usize, file: &ScriptFile, name: &str) -> Option<Fault> {
        let own = &self.sets[set];
        let below = naming::depends(&self.sets, set);
        let pack = below.iter().map(|&on| &self.sets[on].pack);
        let message = match pack.into_iter().find(|pack| naming::namespace(pack) == name) {
            Some(pack) => format!(
                "the module `{name}` has the name of the pack {pack}, whose modules {} can no longer call as {name}::...",
                own.pack
            ),
            None if name == "global" => {
                "`global` is a name of the language, and no module can have it".to_owned()
            }
            None => return None,
        };
        Some(Fault::of(&own.pack, Some(&file.path), &message, "give the file another name"))
    }
}

/// The faults for functions of a script that would hide the host's functions.
pub(super) fn shadowing(set: &ScriptSet, file: &ScriptFile, script: &AST) -> Vec<Fault> {
    let hidden = script.iter_functions().filter(|function| RESERVED.contains(&function.name));
    hidden
        .map(|function| {
            let message = format!(
                "fn {} hides the function of that name in the rule language",
                function.name
            );
            let line = file
                .text
                .lines()
                .position(|line| line.trim_start().starts_with(&format!("fn {}", function.name)));
            Fault::of(&set.pack, Some(&file.path), &message, "give it another name").at(
                &file.text,
                line.map(|line| line + 1),
                Some(1),
            )
        })
        .collect()
}
