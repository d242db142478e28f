//! Runs the checks of the fuzz targets on the inputs in `fuzz/seeds`, among them each that a fuzzer once found: what was
//! mended stays mended, without a fuzzer and without nightly. `FUZZ_EDITS` is how many edits of each seed are tried as
//! well; an input that breaks a promise is put into `fuzz/artifacts`.

#[path = "../../fuzz/src/lib.rs"]
mod checks;
mod edits;

use checks::{CHECKS, Check};
use edits::{Numbers, edited};
use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

fn fuzz(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder)
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("a folder of the project");
    entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Runs the check of that name on all its seeds.
fn replay(target: &'static str) {
    let known = CHECKS.iter().find(|(name, _)| *name == target);
    let &(_, check) = known.expect("each target has a check");
    let folder = fuzz("seeds").join(target);
    let read = |name: &String| fs::read(folder.join(name)).expect("a file just found can be read");
    let seeds: Vec<(String, Vec<u8>)> =
        names(&folder).iter().map(|name| (name.clone(), read(name))).collect();
    let broken = seeds.iter().filter(|(_, bytes)| catch_unwind(|| check(bytes)).is_err());
    let broken: Vec<&str> = broken.map(|(name, _)| name.as_str()).collect();
    assert!(broken.is_empty(), "seeds of {target} that break a promise: {broken:?}");
    let wanted = std::env::var("FUZZ_EDITS").ok().and_then(|count| count.parse().ok()).unwrap_or(0);
    let found: usize = (0..wanted).map(|round| edit((target, check), &seeds, round)).sum();
    assert_eq!(found, 0, "edits of seeds that break a promise are in fuzz/artifacts/{target}");
}

/// Tries an edit of each seed; how many break a promise.
fn edit((target, check): Check, seeds: &[(String, Vec<u8>)], round: usize) -> usize {
    let mut found = 0;
    for (at, (name, bytes)) in seeds.iter().enumerate() {
        let mut numbers = Numbers::new((round * 1_000 + at) as u64);
        let other = &seeds[numbers.below(seeds.len())].1;
        let input = edited(bytes, other, &mut numbers);
        if catch_unwind(|| check(&input)).is_err() {
            found += 1;
            let folder = fuzz("artifacts").join(target);
            fs::create_dir_all(&folder).expect("a folder for what was found");
            fs::write(folder.join(format!("edit-{round}-of-{name}")), &input).expect("its file");
        }
    }
    found
}

macro_rules! replays {
    ($($target:ident)*) => {
        $(
            #[test]
            fn $target() {
                replay(stringify!($target));
            }
        )*

        /// The targets that are replayed here.
        const REPLAYED: &[&str] = &[$(stringify!($target)),*];
    };
}

replays!(
    archive coding dates decoding gazetteer json manifest pages patterns press readers records rules session warc xml
);

#[test]
fn each_check_is_a_target_with_seeds_and_is_replayed() {
    let checks: BTreeSet<String> = CHECKS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(checks, REPLAYED.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(checks, names(&fuzz("seeds")));
    let targets = names(&fuzz("fuzz_targets")).into_iter();
    assert_eq!(checks, targets.map(|name| name.trim_end_matches(".rs").to_owned()).collect());
    let manifest = fs::read_to_string(fuzz("Cargo.toml")).expect("the manifest of the targets");
    for check in &checks {
        assert!(manifest.contains(&format!("name = \"{check}\"\n")), "{check} is no target");
    }
}

/// The packages of a lock file, with their versions.
fn locked(path: &Path) -> BTreeSet<(String, String)> {
    let text = fs::read_to_string(path).expect("a lock of the project");
    let value = |line: Option<&str>, key: &str| {
        line.and_then(|line| line.strip_prefix(key)).map(|value| value.trim_matches('"').to_owned())
    };
    let packages = text.split("[[package]]").skip(1).filter_map(|package| {
        let mut lines = package.trim_start().lines();
        value(lines.next(), "name = ").zip(value(lines.next(), "version = "))
    });
    packages.collect()
}

#[test]
fn the_targets_are_built_with_the_versions_of_the_program() {
    let program = locked(&Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock"));
    let shared: BTreeSet<&str> = program.iter().map(|(name, _)| name.as_str()).collect();
    assert!(shared.contains("rhai"), "the lock is read");
    let targets = locked(&fuzz("Cargo.lock"));
    let differing: Vec<_> = targets
        .iter()
        .filter(|package| shared.contains(package.0.as_str()) && !program.contains(package))
        .collect();
    assert!(
        differing.is_empty(),
        "copy Cargo.lock to fuzz/ and run `cargo metadata --manifest-path fuzz/Cargo.toml`: {differing:?}"
    );
}
