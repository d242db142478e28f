//! The `dateline` program as a user runs it: whole processes, timed from outside, their results read back.

use crate::job::Outcome;
use crate::reference::HitSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// One configuration of the program.
pub struct Program {
    /// Its name in the table.
    pub name: &'static str,
    /// The pack's folder.
    pub pack: PathBuf,
    /// `--format`.
    pub format: &'static str,
    /// `--jobs`.
    pub jobs: usize,
    /// The path of the result.
    pub out: PathBuf,
}

impl Program {
    fn command(&self, articles: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.arg("run").arg(articles).arg("--pack").arg(&self.pack);
        command.args(["--format", self.format]).arg("-o").arg(&self.out);
        command.args(["--jobs", &self.jobs.to_string()]);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command
    }

    /// Starts it. Its output goes to a file: a full pipe that nobody reads would block it.
    fn start(&self, articles: &Path) -> Outcome<Child> {
        // A result left from an earlier run must not be mistaken for this run's.
        let _ = fs::remove_file(&self.out);
        let said = fs::File::create(self.said())?;
        Ok(self.command(articles).stderr(said).spawn()?)
    }

    fn said(&self) -> PathBuf {
        self.out.with_extension("stderr")
    }

    /// Runs it; returns the wall time of the whole process.
    pub fn time(&self, articles: &Path) -> Outcome<Duration> {
        let begun = Instant::now();
        let status = self.start(articles)?.wait()?;
        let taken = begun.elapsed();
        self.judge(status)?;
        Ok(taken)
    }

    /// Runs it untimed; returns its peak resident memory in bytes, where the system reports it.
    pub fn peak(&self, articles: &Path) -> Outcome<Option<u64>> {
        let mut child = self.start(articles)?;
        let mut peak = None;
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            peak = high_water(child.id()).or(peak);
            thread::sleep(Duration::from_millis(1));
        };
        self.judge(status)?;
        Ok(peak)
    }

    /// An error with the reason, unless the run succeeded and left a result.
    fn judge(&self, status: ExitStatus) -> Outcome<()> {
        if status.success() && self.out.is_file() {
            return Ok(());
        }
        let wrote = if self.out.is_file() { "wrote its result" } else { "wrote no result" };
        let said = fs::read_to_string(self.said()).unwrap_or_default();
        Err(format!("{}: dateline ended with {status} and {wrote}\n{said}", self.name).into())
    }

    /// The pairs it wrote as `--format hits`: `article<TAB>rule`, one per line.
    pub fn hits(&self) -> Outcome<HitSet> {
        let written = fs::read_to_string(&self.out)?;
        let mut hits = HitSet::new();
        for (at, line) in written.lines().enumerate() {
            let Some((article, rule)) = line.split_once('\t') else {
                let line_no = at + 1;
                return Err(
                    format!("{}:{line_no}: no tab in it: {line}", self.out.display()).into()
                );
            };
            *hits.entry((article.to_owned(), rule.to_owned())).or_default() += 1;
        }
        Ok(hits)
    }

    /// The number of lines it wrote.
    pub fn lines(&self) -> Outcome<usize> {
        Ok(fs::read(&self.out)?.iter().filter(|&&byte| byte == b'\n').count())
    }
}

/// The peak memory of the living child `id`, as counted by Linux; elsewhere unknown.
fn high_water(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilo| kilo * 1024)
}

/// Writes the pack in `plain` again as `closures`, with a one-line closure in every rule; returns the number of rules.
///
/// A rule of the bench pack is one line that opens with `rule(` and ends with `;`: the closure goes before that.
pub fn write_closure_pack(plain: &Path, closures: &Path) -> Outcome<usize> {
    fs::create_dir_all(closures)?;
    let mut count = 0;
    for entry in fs::read_dir(plain)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        let mut written = String::new();
        for line in fs::read_to_string(&path)?.lines() {
            let rule = line.strip_suffix(';').filter(|line| line.starts_with("rule("));
            count += usize::from(rule.is_some());
            match rule {
                Some(rule) => written += &format!("{rule}.code(|m| #{{ words: m.trigger() }});\n"),
                None => written += &format!("{line}\n"),
            }
        }
        fs::write(closures.join(name), written)?;
    }
    Ok(count)
}
