//! The one place where commands write to standard output and standard error. What is written for people passes
//! [`legible`] here, so that no name from a pack, a file or an argument controls the terminal; what programs read keeps
//! its bytes, unless it goes to a terminal.

use super::{colored, colored_output};
use dateline::legible;
use std::io::{self, IsTerminal, Stdout, Write};

/// Writes text for people, of any number of lines, to standard output.
pub fn print(text: &str) -> anyhow::Result<()> {
    Ok(show(text)?)
}

/// [`print`], for callers that have only errors of writing.
pub fn show(text: &str) -> io::Result<()> {
    write(&legible::block(text, colored_output()))
}

/// Writes one line for people to standard output. Line ends in `text` are escaped.
pub fn print_line(text: &str) -> anyhow::Result<()> {
    Ok(write(&format!("{}\n", legible::brief(text)))?)
}

/// Writes text for programs to standard output: unchanged, unless that is a terminal.
pub fn print_data(text: &str) -> anyhow::Result<()> {
    match io::stdout().is_terminal() {
        true => print(text),
        false => Ok(write(text)?),
    }
}

fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Writes one message, in one line of readable length, to standard error. If that is closed the message is dropped.
pub fn note(message: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", legible::brief(message));
}

/// Writes text of several lines to standard error, such as faults. The names in it are escaped by whoever laid it out.
pub fn note_lines(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", legible::block(text, colored()));
}

/// Text for people that is written to an output other than by [`print`].
pub fn prose(text: &str, styles: bool) -> Vec<u8> {
    legible::block(text, styles).into_owned().into_bytes()
}

/// Standard output for a command's result: as it is to a file or pipe; to a terminal without what would control it.
pub struct GatedStdout {
    out: Stdout,
    is_terminal: bool,
    /// The start of a character whose rest has not come yet.
    begun: Vec<u8>,
}

impl GatedStdout {
    /// The standard output of this process.
    pub fn open() -> GatedStdout {
        let out = io::stdout();
        GatedStdout { is_terminal: out.is_terminal(), out, begun: Vec::new() }
    }
}

impl Write for GatedStdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_terminal {
            return self.out.write(bytes);
        }
        self.begun.extend_from_slice(bytes);
        let shown = shown(&mut self.begun, colored_output());
        self.out.write_all(shown.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The whole lines of `begun`, made harmless; the rest stays in it, unless it is long.
fn shown(begun: &mut Vec<u8>, styles: bool) -> String {
    let end = match begun.iter().rposition(|byte| *byte == b'\n') {
        Some(at) => at + 1,
        None if begun.len() < LONGEST_REST => 0,
        None => match std::str::from_utf8(begun) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => begun.len(),
        },
    };
    let whole: Vec<u8> = begun.drain(..end).collect();
    legible::block(&String::from_utf8_lossy(&whole), styles).into_owned()
}

/// A line of more bytes is written in parts.
const LONGEST_REST: usize = 1 << 16;

impl Drop for GatedStdout {
    fn drop(&mut self) {
        if !self.begun.is_empty() {
            let rest = String::from_utf8_lossy(&self.begun).into_owned();
            // The terminal is closed: nobody sees it.
            let _ = self.out.write_all(legible::block(&rest, false).as_bytes());
            let _ = self.out.flush();
        }
    }
}

/// Has panics reported like other messages: their texts may quote what was read.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, |place| format!(" at {place}"));
        let payload = panic.payload();
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("unknown");
        note(&format!("internal error{place}: {text}"));
        note("please report it, with what was run");
        let trace = std::backtrace::Backtrace::capture();
        if trace.status() == std::backtrace::BacktraceStatus::Captured {
            note_lines(&trace.to_string());
        }
    }));
}

/// Prints clap's text about wrong arguments, or the help that was asked for; the exit code. The arguments quoted in it are
/// in one line each.
pub fn show_usage(mut error: clap::Error) -> u8 {
    use clap::error::ContextValue;
    let context: Vec<_> = error.context().map(|(kind, value)| (kind, value.clone())).collect();
    let one_line = |text: &str| legible::brief(text).into_owned();
    for (kind, value) in context {
        let value = match value {
            ContextValue::String(text) => ContextValue::String(one_line(&text)),
            ContextValue::Strings(texts) => {
                ContextValue::Strings(texts.iter().map(|text| one_line(text)).collect())
            }
            // Suggestions may quote an argument; only then are their colours lost.
            ContextValue::StyledStrs(texts) => ContextValue::StyledStrs(
                texts
                    .into_iter()
                    .map(|text| match text.to_string() {
                        plain if plain.contains(legible::is_hidden) => one_line(&plain).into(),
                        _ => text,
                    })
                    .collect(),
            ),
            _ => continue,
        };
        error.insert(kind, value);
    }
    let styles = if error.use_stderr() { colored() } else { colored_output() };
    let text = match styles {
        true => error.render().ansi().to_string(),
        false => error.render().to_string(),
    };
    let text = legible::block(&text, styles);
    // A closed output takes no text.
    let _ = match error.use_stderr() {
        true => io::stderr().lock().write_all(text.as_bytes()),
        false => io::stdout().lock().write_all(text.as_bytes()),
    };
    u8::try_from(error.exit_code()).unwrap_or(2)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_terminal_gets_whole_characters_without_controls() {
        let mut begun = Vec::new();
        let mut all = String::new();
        for part in "{\"a\":\"é\u{202e}\u{9b}\"}\nrest".as_bytes().chunks(1) {
            begun.extend_from_slice(part);
            all.push_str(&shown(&mut begun, false));
        }
        assert_eq!(all, "{\"a\":\"é\\u{202e}\\u{9b}\"}\n");
        assert_eq!(begun, b"rest");
        let mut long = "é".repeat(super::LONGEST_REST).into_bytes();
        long.pop();
        let part = shown(&mut long, false);
        assert!(part.chars().all(|c| c == 'é') && long == [0xc3]);
    }
}
