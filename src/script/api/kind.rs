//! `kind("name")` and its methods: declarations of kinds in rule files. The flags are those of `pack.toml`
//! (`script::kind`); `script::kinds` combines them with those of other packs once all files are loaded.

use crate::event::Codes;
use crate::ontology;
use crate::script::builder::{KindBuilder, KindDraft};
use crate::script::error::{ScriptResult, fail, label, plain};
use crate::script::host::Host;
use crate::script::kind::{FLAGS, FlagType, FlagValue, KindDeclaration};
use crate::script::meter;
use rhai::{Array, Dynamic, Engine, Map, NativeCallContext};
use std::cell::RefCell;
use std::rc::Rc;

type KindResult = ScriptResult<KindBuilder>;

/// The most kinds that a file declares.
const MOST_KINDS: usize = 1_000;

/// Registers `kind` and its methods.
pub fn register(engine: &mut Engine, host: &Host) {
    let loading = host.clone();
    engine.register_fn("kind", move |context: NativeCallContext, name: &str| -> KindResult {
        let line = context.call_position().line().unwrap_or(1);
        let name = label("kind", name)?;
        if loading.loading.borrow().is_none() {
            let help = "write it at the top of the file, beside the rules";
            return Err(fail("a kind cannot be declared inside a closure", help));
        }
        meter::hold(size_of::<KindDraft>() + name.len())?;
        loading.while_loading(|loading| {
            if loading.kinds.len() >= MOST_KINDS {
                let message = format!("the file declares more than {MOST_KINDS} kinds");
                return Err(fail(&message, "declare each kind once, in pack.toml"));
            }
            let declaration = KindDeclaration::at("", line);
            let kind = KindBuilder(Rc::new(RefCell::new(KindDraft { name, declaration })));
            loading.kinds.push(kind.clone());
            Ok(kind)
        })
    });
    for flag in FLAGS {
        let name = flag.name;
        match flag.takes {
            FlagType::Truth => {
                engine.register_fn(name, move |kind: &mut KindBuilder| -> KindResult {
                    set(kind, name, FlagValue::Truth(true))
                });
                engine.register_fn(
                    name,
                    move |kind: &mut KindBuilder, truth: bool| -> KindResult {
                        set(kind, name, FlagValue::Truth(truth))
                    },
                );
            }
            FlagType::Word(_) | FlagType::Text => {
                engine.register_fn(name, move |kind: &mut KindBuilder, text: &str| -> KindResult {
                    set(kind, name, FlagValue::Text(text.to_owned()))
                });
            }
            FlagType::Texts => {
                engine.register_fn(
                    name,
                    move |kind: &mut KindBuilder, list: Array| -> KindResult {
                        let texts = list.into_iter().map(|item| item.into_string().ok());
                        let given = match texts.collect::<Option<Vec<String>>>() {
                            Some(texts) => FlagValue::Texts(texts),
                            None => FlagValue::Other("a list with something else in it".to_owned()),
                        };
                        set(kind, name, given)
                    },
                );
            }
        }
    }
    codes(engine);
}

fn set(kind: &KindBuilder, name: &str, given: FlagValue) -> KindResult {
    meter::hold(match &given {
        FlagValue::Text(text) => text.len(),
        FlagValue::Texts(texts) => texts.iter().map(|text| size_of::<String>() + text.len()).sum(),
        _ => 0,
    })?;
    let set = kind.0.borrow_mut().declaration.set(name, given);
    set.map_err(|unfit| fail(&unfit.message, &unfit.help))?;
    Ok(kind.clone())
}

fn codes(engine: &mut Engine) {
    engine.register_fn("codes", |kind: &mut KindBuilder, codes: Map| -> KindResult {
        let codes = read_codes(&codes)?;
        kind.0.borrow_mut().declaration.codes = codes;
        Ok(kind.clone())
    });
    engine.register_fn("modes", |kind: &mut KindBuilder, modes: Map| -> KindResult {
        for (mode, codes) in &modes {
            let mode = label("mode", mode)?;
            let codes = match codes.read_lock::<Map>() {
                Some(codes) => read_codes(&codes)?,
                None => {
                    let what = plain(codes.type_name());
                    let help = ".modes(#{ lifted: #{ plover: \"RETREAT\" } })";
                    return Err(fail(&format!("the codes of a mode are a map, not {what}"), help));
                }
            };
            meter::hold(size_of::<Codes>() + mode.len())?;
            kind.0.borrow_mut().declaration.modes.insert(mode, codes);
        }
        Ok(kind.clone())
    });
}

/// Codes of the three ontologies, each checked against its codebook.
pub fn read_codes(codes: &Map) -> ScriptResult<Codes> {
    let code = |key: &str| codes.get(key).map(Dynamic::to_string);
    if let Some(key) =
        codes.keys().find(|key| !["plover", "acled", "cameo"].contains(&key.as_str()))
    {
        let help = "codes(#{ plover: \"...\", acled: \"...\", cameo: \"...\" })";
        return Err(fail(&format!("{key:?} names no ontology"), help));
    }
    for (scheme, value) in codes {
        let known = ontology::check(scheme, &value.to_string());
        known.map_err(|unknown| fail(&unknown.message, &unknown.help))?;
    }
    Ok(Codes { plover: code("plover"), acled: code("acled"), cameo: code("cameo") })
}
