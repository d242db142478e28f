//! `:save`: writes a rule typed at the prompt into a pack.

use crate::pack::{home, write};
use crate::repl::command::{usage, words};
use crate::repl::paths::shown_path;
use crate::repl::paths::{canonical, expand_home, relative_to_cwd, same_file};
use crate::repl::refusal::Refusal;
use crate::repl::reply::{Reply, ReplyEnd};
use crate::repl::rulebook::Rulebook;
use crate::repl::session::Session;
use crate::repl::show::{counted, hanging};
use crate::repl::surface::Tone;
use crate::script::console::{TypedRule, declaration_id, is_kind};
use crate::script::edit;
use std::path::{Path, PathBuf};

/// `:save RULE FILE`
pub fn save(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let names = words(line)?;
    let (id, path) = match &names[..] {
        [id, path] => (id, path),
        [id] => {
            typed(session, id)?;
            return Err(ask_for_file(session, id));
        }
        _ => return Err(usage("save")),
    };
    let typed = typed(session, id)?;
    let id = &typed.id;
    if is_kind(id) {
        let help = ":save RULE FILE writes a rule of the kind, and the kind with it";
        return Err(Refusal::new("a kind is saved with a rule of it".to_owned(), help));
    }
    let file = file(path, id);
    refuse_shipped_pack(session, &file)?;
    let home = home::home(&file);
    let root = home.clone().unwrap_or_else(|| folder_of(&file));
    refuse_non_rule_folder(&file, &root)?;
    refuse_other_file(path, &file)?;
    refuse_duplicate(session, id, &file, home.as_deref())?;
    let single_file = session.rules.sources.is_single_file(&canonical(&file));
    if home.is_none()
        && !single_file
        && std::fs::read_dir(&root).is_ok_and(|mut inside| inside.next().is_some())
    {
        let message = format!(
            "{} is not a pack, and contains other files",
            shown_path(&relative_to_cwd(&root))
        );
        let example = root.join("mypack").join(file.file_name().unwrap_or_default());
        return Err(Refusal::new(
            message,
            format!(
                "make a pack in its own folder, :save {id} {}; or :load a rule file first and save into that",
                shown_path(&relative_to_cwd(&example))
            ),
        ));
    }
    let unwritten = |error: std::io::Error| {
        let help = "nothing was written, and the rule stays as typed; name another file";
        Refusal::new(format!("cannot write {}: {error}", shown_path(&file)), help)
    };
    let old = write::read(&file).map_err(unwritten)?;
    let examples = examples(session, id);
    let name = plain(id);
    let text = edit::renamed(&typed.text, id, name);
    let placed = edit::place(&old, name, &text, &examples)
        .map_err(|objection| Refusal::new(objection.message, objection.help))?;
    let mut text = String::new();
    if home.is_none() && !single_file {
        let name =
            root.file_name().map_or("mine".to_owned(), |name| name.to_string_lossy().into_owned());
        let depends = depends(session, &root);
        write::create(&root, &name, &depends).map_err(unwritten)?;
        text.push_str(&format!(
            "a new pack was created: {}\n",
            shown_path(&relative_to_cwd(&root.join("pack.toml")))
        ));
    }
    let kind = typed_kind(session, id, &placed.text);
    let whole = match &kind {
        Some(kind) => format!("{}\n{}", placed.text, kind.text),
        None => placed.text.clone(),
    };
    write::replace(&file, &whole).map_err(unwritten)?;
    let what = if placed.replaced { "replaced" } else { "added" };
    text.push_str(&format!("{id} {what} in {}", shown_path(&file)));
    if !examples.is_empty() {
        text.push_str(&format!(", with {} of this session", counted(examples.len(), "example")));
    }
    text.push('\n');
    for (good, lost) in &placed.lost {
        let sort = if *good { "example" } else { "counterexample" };
        let note = format!("its {sort} in the file was removed: {}\n", crate::sink::safe(lost));
        text.push_str(&session.view.surface.paint(Tone::Changed, note));
    }
    if let Some(kind) = &kind {
        text.push_str(&format!("{} declared there too\n", kind.id));
    }
    let saved: Vec<&str> =
        [id.as_str()].into_iter().chain(kind.as_ref().map(|kind| kind.id.as_str())).collect();
    let (report, faulty) = move_to_pack(session, &saved, &root, single_file)?;
    text.push_str(&report);
    Ok(Reply { text, end: if faulty { ReplyEnd::Fault } else { ReplyEnd::Fine } })
}

/// A rule's id without the pack prefix that a typed rule may have.
fn plain(id: &str) -> &str {
    id.split_once(':').map_or(id, |(_, name)| name)
}

fn typed(session: &Session, id: &str) -> Result<TypedRule, Refusal> {
    let all = session.rules.current.typed();
    let shown = |typed: &&TypedRule| session.ids_of(std::slice::from_ref(&typed.id))[0] == id;
    if let Some(typed) = all.iter().find(|typed| typed.id == id).or(all.iter().find(shown)) {
        return Ok(typed.clone());
    }
    session.rule_id(id)?;
    let message = format!("{id} was not typed here: it is in its pack already");
    Err(Refusal::new(message, format!(":rules {id} shows it; type it again to change it")))
}

/// The typed declaration of the kind of rule `id`, if `text` does not declare it.
fn typed_kind(session: &Session, id: &str, text: &str) -> Option<TypedRule> {
    let live = session.corpus.live.borrow();
    let kind = &live.coder().rules().iter().find(|rule| rule.id == *id)?.kind;
    let declared =
        session.rules.current.typed().iter().find(|typed| typed.id == declaration_id(kind))?;
    let opening = format!("kind(\"{kind}\")");
    let has_one = text.lines().any(|line| line.trim_start().starts_with(&opening));
    (!has_one).then(|| declared.clone())
}

fn ask_for_file(session: &Session, id: &str) -> Refusal {
    let folders = session.rules.sources.folders();
    let home = find_rule(session, id, None).map(|(_, place)| place).filter(|place| place.exists());
    let example = match folders.last() {
        _ if home.is_some() => relative_to_cwd(&home.unwrap_or_default()),
        Some(folder) => file(&folder.to_string_lossy(), id),
        None => PathBuf::from(format!("mypack/{}.rhai", topic(id))),
    };
    Refusal::new(
        "save it where?",
        format!("write :save {id} FILE, such as :save {id} {}", shown_path(&example)),
    )
}

fn topic(id: &str) -> &str {
    plain(id).split('/').next().unwrap_or(id)
}

/// The rule file meant; for a folder, a file in it named after the rule's topic.
fn file(path: &str, id: &str) -> PathBuf {
    let path = expand_home(path);
    match path.extension().is_some_and(|extension| extension == "rhai") && !path.is_dir() {
        true => path,
        false => path.join(format!("{}.rhai", topic(id))),
    }
}

fn folder_of(file: &Path) -> PathBuf {
    let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    file.parent().map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// Refuses files in folders of a pack that hold no rules, and `.d.rhai` files.
fn refuse_non_rule_folder(file: &Path, root: &Path) -> Result<(), Refusal> {
    let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let inner = file.strip_prefix(root).unwrap_or(&file);
    let top = inner.iter().next().map(|part| part.to_string_lossy().into_owned());
    let elsewhere = ["lib", "fixtures", "lexicons", "gazetteers"];
    if inner.iter().count() > 1 && top.as_deref().is_some_and(|top| elsewhere.contains(&top)) {
        let message = format!("{} contains no rules", top.unwrap_or_default());
        return Err(Refusal::new(
            message,
            "rule files belong in the pack's folder, or in other subfolders of it",
        ));
    }
    if file.to_string_lossy().ends_with(".d.rhai") {
        return Err(Refusal::new(".d.rhai files are definitions for editors", "name a .rhai file"));
    }
    Ok(())
}

fn refuse_shipped_pack(session: &Session, file: &Path) -> Result<(), Refusal> {
    let first =
        file.iter().next().map(|part| part.to_string_lossy().into_owned()).unwrap_or_default();
    let shipped = session.pack_source.shipped_packs();
    match shipped.contains(&first) && !Path::new(&first).exists() {
        true => Err(Refusal::new(
            format!("{first} is a pack shipped inside the program: it cannot be written"),
            "save into your own pack: mypack/rules.rhai; it is loaded together with it",
        )),
        false => Ok(()),
    }
}

/// The pack file that contains a rule of this id, as name and path: in a loaded pack, or in the one at `home`, loaded
/// or not.
fn find_rule(session: &Session, id: &str, home: Option<&Path>) -> Option<(String, PathBuf)> {
    let of_pack = id.split_once(':').map(|(pack, _)| pack);
    let quoted = format!("rule(\"{}\")", plain(id));
    let more = home.and_then(|home| session.pack_source.pack(&home.to_string_lossy()).ok());
    let packs =
        more.iter().flat_map(|supplied| &supplied.packs).chain(session.rules.current.packs());
    for pack in packs.filter(|pack| of_pack.is_none_or(|of| pack.manifest.name == of)) {
        if let Some(file) = pack.scripts.rules.iter().find(|file| file.text.contains(&quoted)) {
            let name = format!("{}/{}", pack.manifest.name, file.path);
            return Some((name, Path::new(&pack.root).join(&file.path)));
        }
    }
    None
}

/// Refuses to save a rule to another file than the one that contains it: two rules of one id are a fault.
fn refuse_duplicate(
    session: &Session,
    id: &str,
    file: &Path,
    home: Option<&Path>,
) -> Result<(), Refusal> {
    let Some((name, place)) = find_rule(session, id, home) else { return Ok(()) };
    if same_file(&place, file) {
        return Ok(());
    }
    let help = match place.exists() {
        false => "that pack is shipped inside the program: give your rule its own id (rule(\"mine/...\"))".to_owned(),
        true => format!("save it there, :save {id} {}, or give it its own id", shown_path(&relative_to_cwd(&place))),
    };
    Err(Refusal::new(format!("{id} exists in {name} already"), help))
}

/// Refuses an existing file, or a name with an extension, that is not .rhai.
fn refuse_other_file(path: &str, file: &Path) -> Result<(), Refusal> {
    let meant = expand_home(path);
    let other = meant.extension().is_some_and(|extension| extension != "rhai");
    match meant.is_file() && meant != *file || (other && !meant.is_dir()) {
        true => Err(Refusal::new(
            format!("{} is not a rule file", shown_path(&meant)),
            "its name must end in .rhai, or name a folder",
        )),
        false => Ok(()),
    }
}

/// The sentences of the rule's events that were accepted (true) or rejected in this session, with the last verdict on
/// each.
fn examples(session: &Session, id: &str) -> Vec<(bool, String)> {
    let mut found: Vec<(bool, String)> = Vec::new();
    let ids = session.ids_of(&[id.to_owned()]);
    for (good, event) in session.gold.judged.iter().filter(|(_, event)| ids.contains(&event.rule)) {
        let text = event.evidence.text.split_whitespace().collect::<Vec<_>>().join(" ");
        found.retain(|(_, known)| *known != text);
        found.push((*good, text));
    }
    found
}

/// The packs that a new pack in `root` has to depend on, since the rule may use their lexicons and kinds: shipped
/// ones by name, those on disk by relative path.
fn depends(session: &Session, root: &Path) -> Vec<String> {
    let relative = |folder: &PathBuf| {
        let mut up = PathBuf::new();
        for above in root.ancestors() {
            if let Ok(inner) = folder.strip_prefix(above) {
                return Some(up.join(inner).to_string_lossy().into_owned());
            }
            up.push("..");
        }
        None
    };
    let shipped = session.pack_source.shipped_packs();
    let names = session.rules.sources.names().into_iter();
    let named = names.filter(|name| shipped.iter().any(|known| known == name)).map(str::to_owned);
    let folders = session.rules.sources.requested_folders();
    named.chain(folders.iter().filter_map(relative)).collect()
}

/// Moves the saved rules from the prompt to their pack, and applies the result.
fn move_to_pack(
    session: &mut Session,
    saved: &[&str],
    root: &Path,
    single_file: bool,
) -> Result<(String, bool), Refusal> {
    let root = canonical(root);
    let known = single_file || session.rules.sources.folders().contains(&root);
    if !known {
        session.rules.sources.add(&*session.pack_source, &root.to_string_lossy())?;
    }
    let reread = session.rules.sources.reread(&*session.pack_source);
    let left = |typed: &&TypedRule| !saved.contains(&typed.id.as_str());
    let typed = session.rules.current.typed().iter().filter(left).cloned().collect();
    let rules = Rulebook::new(reread.packs, typed);
    let faults = session.corpus.live.borrow_mut().trial(rules.all())?;
    let fresh: Vec<_> =
        faults.iter().filter(|fault| !session.rules.faults.contains(fault)).cloned().collect();
    let mut text = session.view.faults(&fresh);
    session.rules.record(rules.packs().to_vec(), &faults);
    let applied = session.apply(rules, &format!("{} saved", saved.join(", ")))?;
    text.push_str(&applied.faults);
    // Usually nothing changes: the rule written is the one typed.
    if !applied.text.is_empty() {
        text.push_str(&format!("{}{}\n", applied.text, applied.summary));
    }
    if !known {
        let folder = relative_to_cwd(&root).display().to_string();
        let folder = shlex::try_quote(&folder).map_or(folder.clone(), |quoted| quoted.into_owned());
        let folder = crate::legible::line(&folder);
        let note = format!(
            "the pack is loaded and watched; `dateline run --pack {folder}` codes with it outside this session"
        );
        let note = session.view.surface.paint(Tone::Faint, note);
        text.push_str(&hanging(&session.view.surface, &note));
    }
    Ok((text, !fresh.is_empty()))
}
