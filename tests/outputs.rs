//! Tests of what commands write: no input is ever replaced, outputs appear together or not at all, devices and read-only
//! files stay what they are, and no temporary file is left behind.
#![cfg(unix)]

mod common;

use common::{GOOD, STRIKE, Shelf, dateline};
use std::fs;
use std::io::Write;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A shelf with the pack `pk`, a folder of articles `od`, and the events `events.jsonl` of them.
struct Desk {
    shelf: Shelf,
}

impl Desk {
    fn new() -> Desk {
        let shelf = Shelf::new();
        shelf.pack("pk", &[("r.rhai", GOOD)]);
        shelf.put("pk/gazetteers/places.csv", "name,kind,country\nMillton,town,SYR\n");
        shelf.put("pk/fixtures/a.txt", STRIKE);
        shelf.put("od/a.txt", STRIKE);
        shelf.put("od/in/b.txt", STRIKE);
        shelf.put("od/manifest.toml", "[defaults]\noutlet = \"Wire\"\n");
        let desk = Desk { shelf };
        desk.fine("run -p pk od -o events.jsonl");
        desk
    }

    fn args(&self, line: &str) -> Vec<String> {
        // Paths are below the shelf; everything else is an option or a word.
        let is_path = |word: &&str| {
            let top = word.split('/').next().unwrap_or_default();
            ["pk", "od", "events.jsonl", "events.jsonl.run.json"].contains(&top)
                || word.starts_with("x.")
        };
        let full = |word: &str| if is_path(&word) { self.shelf.at(word) } else { word.to_owned() };
        line.split(' ').map(full).collect()
    }

    fn run(&self, line: &str) -> common::Ran {
        let args = self.args(line);
        dateline(&args.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn fine(&self, line: &str) {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    }

    /// All files with their bytes.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        collect(self.shelf.path(), &mut found);
        found.sort();
        found
    }

    /// Runs a command that must refuse its output, and change no file.
    fn refused(&self, line: &str, told: &str) {
        let before = self.files();
        let ran = self.run(line);
        assert_eq!(ran.code, 2, "{line}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(told), "{line}: no {told:?} in {}", ran.err);
        assert!(self.files() == before, "{line} changed a file");
    }

    /// The names of temporary files below the shelf.
    fn leftovers(&self) -> Vec<String> {
        let names = self.files().into_iter().map(|(name, _)| name);
        names.filter(|name| name.contains(".dateline-")).collect()
    }
}

fn collect(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        match path.metadata() {
            Ok(known) if known.is_dir() => collect(&path, found),
            Ok(known) if known.is_file() => {
                found.push((path.to_string_lossy().into_owned(), fs::read(&path).unwrap()));
            }
            _ => found.push((path.to_string_lossy().into_owned(), Vec::new())),
        }
    }
}

#[test]
fn no_input_is_ever_an_output() {
    let desk = Desk::new();
    let read = "is one of the files to read";
    let pack = "a file of a pack";
    for (line, told) in [
        ("run -p pk od -o od/a.txt", read),
        ("run -p pk od -o od/in/b.txt", read),
        ("run -p pk od -o od/in/../a.txt", read),
        ("run -p pk od -o od/manifest.toml", read),
        ("run -p pk od/a.txt -o od/manifest.toml", read),
        ("run -p pk od -o x.jsonl --loss od/a.txt", read),
        ("run -p pk od -o x.jsonl --run-record od/a.txt", read),
        ("run -p pk od -o pk/r.rhai", pack),
        ("run -p pk od -o pk/pack.toml", pack),
        ("run -p pk od -o pk/gazetteers/places.csv", pack),
        ("run -p pk od -o pk/fixtures/a.txt", pack),
        ("run -p pk/r.rhai od -o pk/r.rhai", pack),
        ("run -p syria od -o pk/r.rhai", pack),
        ("run -p pk od -o pk/new.rhai", "would be a file of a pack"),
        ("export events.jsonl -f csv -o events.jsonl", read),
        ("export events.jsonl -f csv --loss events.jsonl", read),
        ("export events.jsonl -f csv -o pk/r.rhai", pack),
        ("incidents -p conflict --events events.jsonl -o events.jsonl", read),
        ("incidents -p conflict od -o od/a.txt", read),
        ("diff events.jsonl pk --on od -o events.jsonl", read),
        ("diff pk pk --on od -o pk/r.rhai", pack),
        ("diff pk pk --on od -o od/a.txt", read),
        ("cite events.jsonl -o events.jsonl", read),
        ("cite events.jsonl -o events.jsonl.run.json", read),
        ("doc --definitions -o pk/r.rhai", "rule file"),
        ("doc pk -o pk/r.rhai", pack),
        ("doc near -o pk/r.rhai", "rule file"),
        ("doc near -o pk/gazetteers/places.csv", pack),
        ("test pk -o pk/r.rhai", pack),
        ("test pk -o pk/fixtures/a.txt", pack),
        ("import names pk/gazetteers/places.csv -o pk/gazetteers/places.csv", ""),
    ] {
        desk.refused(line, told);
    }
}

#[test]
fn links_do_not_hide_an_input() {
    let desk = Desk::new();
    let at = |name: &str| desk.shelf.path().join(name);
    symlink(at("od/a.txt"), at("x.soft")).unwrap();
    fs::hard_link(at("od/a.txt"), at("x.hard")).unwrap();
    fs::hard_link(at("pk/r.rhai"), at("x.rule")).unwrap();
    fs::hard_link(at("pk/fixtures/a.txt"), at("x.fixture")).unwrap();
    symlink(at("od"), at("x.od")).unwrap();
    for line in [
        "run -p pk od -o x.soft",
        "run -p pk od -o x.hard",
        "run -p pk od -o x.rule",
        "run -p pk od -o x.fixture",
        "run -p pk x.od -o od/a.txt",
        "run -p pk od -o x.od/in/b.txt",
    ] {
        desk.refused(line, "write to another");
    }
}

#[test]
fn two_outputs_are_two_files() {
    let desk = Desk::new();
    desk.refused("run -p pk od -f csv -o x.csv --loss x.csv", "are one file");
    desk.refused("run -p pk od -f csv -o x.csv --run-record x.csv", "are one file");
    desk.refused("export events.jsonl -f csv -o x.csv --loss x.csv", "are one file");
    fs::hard_link(desk.shelf.put("x.one", "1"), desk.shelf.at("x.two")).unwrap();
    desk.refused("run -p pk od -f csv -o x.one --loss x.two", "are one file");
}

#[test]
fn an_output_that_the_next_run_would_read_is_refused() {
    let desk = Desk::new();
    desk.refused("run -p pk od -o od/events.jsonl", "the next run would read it");
    desk.refused("run -p pk od -f csv -o od/in/events.csv", "the next run would read it");
    // What is not read as an article may lie there, and beside the rules of a pack.
    desk.fine("run -p pk od -o od/events.out --run-record od/events.run.json");
    desk.fine("run -p pk od -o pk/events.jsonl");
    desk.fine("run -p pk od -o pk/events.jsonl");
}

#[test]
fn a_read_only_file_is_not_replaced() {
    let desk = Desk::new();
    let path = desk.shelf.put("x.jsonl", "old");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    desk.refused("run -p pk od -o x.jsonl", "read-only");
    desk.refused("run -p pk od -o x.other --loss x.jsonl", "read-only");
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
}

#[test]
fn outputs_appear_together_or_not_at_all() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let desk = Desk::new();
    desk.shelf.put("x.csv", "old");
    for line in [
        "run -p pk od -f csv -o x.csv --loss /dev/full",
        "run -p pk od -f csv -o x.csv --run-record /dev/full",
        "export events.jsonl -f csv -o x.csv --loss /dev/full",
    ] {
        desk.refused(line, "cannot write");
    }
    assert_eq!(desk.leftovers(), [""; 0]);
}

#[test]
fn devices_and_pipes_are_written_to() {
    let desk = Desk::new();
    desk.fine("run -p pk od -o /dev/null");
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    let ran = desk.run("run -p pk od -f jsonl -o /dev/stdout");
    assert_eq!((ran.code, ran.events().len()), (0, 2), "{}", ran.err);
    let pipe = desk.shelf.at("x.pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    desk.fine("run -p pk od -f jsonl -o x.pipe");
    assert_eq!(reader.join().unwrap().lines().count(), 2);
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
}

/// Starts a command that waits for standard input, and waits until it has a temporary file; `lines` are sent before.
fn waiting(desk: &Desk, line: &str, lines: usize) -> Child {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(desk.args(line))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let event = fs::read_to_string(desk.shelf.at("events.jsonl")).unwrap();
    let event = event.lines().next().unwrap().to_owned() + "\n";
    let input = child.stdin.as_mut().unwrap();
    (0..lines).for_each(|_| input.write_all(event.as_bytes()).unwrap());
    input.flush().unwrap();
    while desk.leftovers().is_empty() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it was stopped");
        std::thread::yield_now();
    }
    child
}

fn kill(child: &mut Child, signal: &str) {
    // To wait closes standard input, and a command that sees its end may be done before the signal comes.
    let input = child.stdin.take();
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
    child.wait().unwrap();
    drop(input);
}

#[test]
fn whoever_is_stopped_leaves_no_temporary_file() {
    let desk = Desk::new();
    desk.shelf.put("x.csv", "old");
    for (at, signal) in ["-INT", "-TERM", "-HUP"].into_iter().cycle().take(9).enumerate() {
        // After none, some and very many lines.
        let mut child = waiting(&desk, "export - -f csv -o x.csv --loss x.loss", at * at * 10);
        kill(&mut child, signal);
        assert_eq!(desk.leftovers(), [""; 0], "export {signal}");
        assert_eq!(fs::read_to_string(desk.shelf.at("x.csv")).unwrap(), "old");
        let mut child = waiting(&desk, "run -p pk - -f csv -o x.csv --loss x.loss", at * at * 10);
        kill(&mut child, signal);
        assert_eq!(desk.leftovers(), [""; 0], "run {signal}");
        assert_eq!(fs::read_to_string(desk.shelf.at("x.csv")).unwrap(), "old");
    }
}

#[test]
fn what_a_killed_process_left_the_next_one_removes() {
    if !Path::new("/proc/sys/kernel/random/boot_id").exists() {
        return;
    }
    let desk = Desk::new();
    let mut alive = waiting(&desk, "export - -f csv -o x.alive", 3);
    let living = desk.leftovers();
    let other = desk.shelf.put(".dateline-notes.txt", "not a temporary file");
    for lines in [0, 1, 50, 400] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"));
        let child =
            child.args(desk.args("export - -f csv -o x.csv --loss x.loss")).stdin(Stdio::piped());
        let mut child = child.spawn().unwrap();
        let event = fs::read(desk.shelf.at("events.jsonl")).unwrap();
        for _ in 0..lines {
            child.stdin.as_mut().unwrap().write_all(&event).unwrap();
        }
        while desk.leftovers().len() < living.len() + 3 {
            assert!(child.try_wait().unwrap().is_none(), "it ended before it was killed");
            std::thread::yield_now();
        }
        kill(&mut child, "-KILL");
        assert_eq!(desk.leftovers().len(), living.len() + 3, "two are left, and what is not one");
        desk.fine("export events.jsonl -f csv -o x.csv");
        assert_eq!(
            desk.leftovers().len(),
            living.len() + 1,
            "only what is still written, and what is not one"
        );
    }
    assert!(Path::new(&other).exists());
    drop(alive.stdin.take());
    assert!(alive.wait().unwrap().success());
    assert_eq!(fs::read_to_string(desk.shelf.at("x.alive")).unwrap().lines().count(), 4);
}

#[test]
fn a_signal_that_was_ignored_at_the_start_stays_so() {
    if !Path::new("/proc/self/status").exists() {
        return;
    }
    let desk = Desk::new();
    let mut child = Command::new("nohup")
        .arg(env!("CARGO_BIN_EXE_dateline"))
        .args(desk.args("export - -f csv -o x.csv"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while desk.leftovers().is_empty() {
        assert!(child.try_wait().unwrap().is_none());
        std::thread::yield_now();
    }
    let sent = Command::new("kill").args(["-HUP", &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
    child
        .stdin
        .take()
        .unwrap()
        .write_all(&fs::read(desk.shelf.at("events.jsonl")).unwrap())
        .unwrap();
    assert!(child.wait().unwrap().success());
    assert!(Path::new(&desk.shelf.at("x.csv")).exists());
}

#[test]
fn only_plain_files_of_a_pack_are_opened() {
    let desk = Desk::new();
    let manifest = desk.shelf.at("pk/pack.toml");
    fs::remove_file(&manifest).unwrap();
    assert!(Command::new("mkfifo").arg(&manifest).status().unwrap().success());
    for line in ["check pk", "run -p pk od", "test pk", "pack build pk"] {
        let ran = desk.run(line);
        assert_ne!(ran.code, 0, "{line}");
    }
    desk.refused("check pk", "it is a named pipe");
    fs::remove_file(&manifest).unwrap();
    symlink("/dev/zero", &manifest).unwrap();
    desk.refused("check pk", "it is a device");
    fs::remove_file(&manifest).unwrap();
    fs::write(&manifest, " ".repeat(9 << 20)).unwrap();
    desk.refused("check pk", "it has more than 8 MiB");
}

#[test]
fn events_and_gold_are_read_from_files_and_pipes_but_no_devices() {
    let desk = Desk::new();
    desk.refused("export /dev/zero -f csv", "it is a device");
    desk.refused("score -p pk --gold /dev/zero od", "it is a device");
    let pipe = desk.shelf.at("x.pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let writer = std::thread::spawn({
        let (pipe, events) = (pipe.clone(), fs::read(desk.shelf.at("events.jsonl")).unwrap());
        move || fs::write(pipe, events).unwrap()
    });
    let ran = desk.run("export x.pipe -f jsonl");
    writer.join().unwrap();
    assert_eq!((ran.code, ran.events().len()), (0, 2), "{}", ran.err);
}

#[test]
fn no_file_of_a_pack_is_written_through_a_link() {
    let desk = Desk::new();
    let at = |name: &str| desk.shelf.path().join(name);
    let refused = |link: &str, line: &str| {
        let outside = at("x.outside");
        // A link to a file that is not there would make one.
        let is_there = fs::rename(at(link), &outside).is_ok();
        symlink(&outside, at(link)).unwrap();
        desk.refused(line, "is a link");
        assert_eq!(outside.exists(), is_there, "{line}");
        fs::remove_file(at(link)).unwrap();
        if is_there {
            fs::rename(&outside, at(link)).unwrap();
        }
    };
    refused("pk/fixtures/a.events.jsonl", "test pk --bless");
    let key = desk.shelf.at("x.key");
    desk.fine("pack keygen --no-password -o x.key");
    refused("pk/pack.minisig", &format!("pack sign pk --key {key}"));
    refused("pk/pack.toml", "pack add world --in pk");
    refused("pk/dateline.lock", "pack add world --in pk");
    // A folder that is a link leads out of the pack, too.
    desk.shelf.pack("x.other", &[("r.rhai", GOOD)]);
    desk.shelf.put("x.other/pack.toml", "name = \"other\"\nversion = \"1.0.0\"\nlicence = \"MIT\"\nsummary = \"Other rules.\"\nauthors = [\"A\"]\n");
    desk.fine("pack build x.other -o x.other-1.pack");
    fs::create_dir(at("x.folder")).unwrap();
    symlink(at("x.folder"), at("pk/packs")).unwrap();
    desk.refused("pack add x.other-1.pack --in pk", "is a link");
    fs::remove_file(at("pk/packs")).unwrap();
    // The folder of a pack itself may be a link.
    symlink(at("pk"), at("x.pk")).unwrap();
    desk.fine("test x.pk --bless");
    assert!(at("pk/fixtures/a.events.jsonl").is_file());
}

#[test]
fn a_new_manifest_is_no_output() {
    let desk = Desk::new();
    fs::remove_file(desk.shelf.at("od/manifest.toml")).unwrap();
    for line in [
        "run -p pk od -o od/manifest.toml",
        "run -p pk od -o od/in/manifest.toml",
        "run -p pk od/a.txt -o od/manifest.toml",
    ] {
        desk.refused(line, "the next run would read it");
    }
    desk.fine("run -p pk od/in -o od/manifest.toml");
}

#[test]
fn a_name_too_long_for_one_output_leaves_all_as_they_are() {
    let desk = Desk::new();
    // The name of the record beside it is longer than a name may be.
    let name = format!("x.{}", "a".repeat(247));
    desk.shelf.put(&name, "old");
    desk.refused(&format!("run -p pk od -f csv -o {name}"), ".run.json");
    desk.refused(&format!("run -p pk od -f csv -o x.csv --loss {name}aaaaaaaa"), "cannot write");
    assert_eq!(desk.leftovers(), [""; 0]);
}

#[test]
fn a_file_that_grows_too_large_is_told_and_leaves_nothing() {
    let desk = Desk::new();
    desk.shelf.put("x.csv", "old");
    let event = fs::read_to_string(desk.shelf.at("events.jsonl")).unwrap();
    let many = desk.shelf.put("many.jsonl", event.repeat(2000));
    let before = desk.files();
    let ran = Command::new("sh")
        .args(["-c", "ulimit -f 500; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_dateline")])
        .args(["export", &many, "-o", &desk.shelf.at("x.csv")])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2), "{told}");
    assert!(told.contains("x.csv") && told.contains("File too large"), "{told}");
    assert!(desk.files() == before, "a file was changed or left");
}

#[test]
fn an_ignored_interrupt_stays_ignored_for_every_command() {
    if !Path::new("/proc/self/status").exists() {
        return;
    }
    let desk = Desk::new();
    for line in ["export - -f csv -o x.csv", "run -p pk - -f csv -o x.csv"] {
        let mut child = Command::new("sh")
            .args(["-c", "trap '' INT; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_dateline")])
            .args(desk.args(line))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while desk.leftovers().is_empty() {
            assert!(child.try_wait().unwrap().is_none(), "{line} ended");
            std::thread::yield_now();
        }
        let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(sent.unwrap().success());
        let input = match line.starts_with("run") {
            true => STRIKE.as_bytes().to_vec(),
            false => fs::read(desk.shelf.at("events.jsonl")).unwrap(),
        };
        child.stdin.take().unwrap().write_all(&input).unwrap();
        assert!(child.wait().unwrap().success(), "{line}");
        fs::remove_file(desk.shelf.at("x.csv")).unwrap();
    }
}

#[test]
fn gold_keys_and_tolls_are_read_up_to_a_limit() {
    let desk = Desk::new();
    // It has no blocks on the disk.
    let large = fs::File::create(desk.shelf.at("x.large")).unwrap();
    large.set_len(3 << 30).unwrap();
    for option in ["--gold", "--keys", "--tolls"] {
        let args = ["score", "-p", &desk.shelf.at("pk"), option, &desk.shelf.at("x.large")];
        let ran = dateline(&[&args[..], &[&desk.shelf.at("od")]].concat());
        assert_eq!(ran.code, 2, "{option}: {}", ran.err);
        assert!(ran.err.contains("it has more than 64 MiB"), "{option}: {}", ran.err);
    }
}
