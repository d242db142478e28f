//! A pseudo-terminal of 100 by 30 that runs the program: keys are sent, the screen is read.

use expectrl::process::unix::UnixProcess;
use expectrl::session::OsSession;
use std::io::{ErrorKind, Write};
use std::process::Command;
use std::time::{Duration, Instant};

/// How long to wait for a text; long, since the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(120);

/// The codes by which the editor takes control of the terminal and releases it: those of bracketed paste.
const TAKEN: &str = "\u{1b}[?2004h";
const GIVEN_BACK: &str = "\u{1b}[?2004l";

/// A key.
pub enum Key {
    Enter,
    Up,
    Left,
    Right,
    Home,
    End,
    Backspace,
    Delete,
    Ctrl(char),
}

impl Key {
    fn codes(&self) -> String {
        match self {
            Key::Enter => "\r".to_owned(),
            Key::Up => "\u{1b}[A".to_owned(),
            Key::Left => "\u{1b}[D".to_owned(),
            Key::Right => "\u{1b}[C".to_owned(),
            Key::Home => "\u{1b}[H".to_owned(),
            Key::End => "\u{1b}[F".to_owned(),
            Key::Backspace => "\u{7f}".to_owned(),
            Key::Delete => "\u{1b}[3~".to_owned(),
            Key::Ctrl(letter) => char::from(*letter as u8 & 0x1f).to_string(),
        }
    }
}

/// The program in its terminal.
pub struct Terminal {
    session: OsSession,
    parser: vt100::Parser,
    raw: String,
    /// How many prompts were waited for.
    prompts: usize,
}

impl Terminal {
    /// Starts the program with these arguments and environment variables, without those of the machine that matter.
    pub fn start(args: &[&str], variables: &[(&str, &str)]) -> Terminal {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(args).env("TERM", "xterm-256color");
        for name in ["NO_COLOR", "PAGER", "LESS", "DATELINE_CODER"] {
            command.env_remove(name);
        }
        command.envs(variables.iter().copied());
        let mut session = OsSession::spawn(command).expect("a pseudo-terminal");
        // Echo is on, as in a real terminal; without a line editor the program relies on it.
        session.get_process_mut().set_echo(true, None).expect("a terminal that echoes");
        let parser = vt100::Parser::new(30, 100, 1000);
        let mut terminal = Terminal { session, parser, raw: String::new(), prompts: 0 };
        terminal.resize(100, 30);
        terminal
    }

    /// Gives the window another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let process: &mut UnixProcess = self.session.get_process_mut();
        process.set_window_size(columns, rows).expect("a window of that size");
        self.parser.screen_mut().set_size(rows, columns);
    }

    /// Types a text.
    pub fn write(&mut self, text: &str) {
        self.session.write_all(text.as_bytes()).expect("the terminal takes keys");
        self.session.flush().expect("the terminal takes keys");
    }

    /// Presses a key.
    pub fn key(&mut self, key: Key) {
        self.write(&key.codes());
    }

    /// Types a line.
    pub fn enter(&mut self, line: &str) {
        self.write(&format!("{line}\r"));
    }

    /// Types a line at a prompt and waits for the next prompt.
    #[track_caller]
    pub fn answer(&mut self, line: &str) {
        self.enter(line);
        self.wait_for_prompt();
    }

    /// Types a line at a prompt and waits until the program has read it, so that the keys that follow do not go to
    /// the editor.
    #[track_caller]
    pub fn run(&mut self, line: &str) {
        let given_back = |raw: &str| raw.matches(GIVEN_BACK).count();
        let before = given_back(&self.raw);
        self.enter(line);
        self.wait(line, |terminal| given_back(&terminal.raw) > before);
    }

    /// Pastes a text, as a terminal with bracketed paste does.
    pub fn paste(&mut self, text: &str) {
        self.write(&format!("\u{1b}[200~{text}\u{1b}[201~"));
    }

    /// Leaves, and expects exit code 0.
    pub fn leave(mut self) {
        self.key(Key::Ctrl('d'));
        self.wait_for_end(0);
    }

    /// What the screen shows.
    pub fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// The screen with its cells and their colours.
    #[allow(dead_code, reason = "only the test of the picture reads colours of all cells")]
    pub fn cells(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// Everything that was ever written, including control codes.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// Reads what was written; returns whether more may come.
    fn pump(&mut self) -> bool {
        let mut bytes = [0; 65536];
        match self.session.try_read(&mut bytes) {
            Ok(0) => return false,
            Ok(count) => {
                self.parser.process(&bytes[..count]);
                self.raw.push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                std::thread::sleep(Duration::from_millis(5));
            }
            // A terminal whose program has ended gives an error instead of an end of file.
            Err(_) => return false,
        }
        true
    }

    #[track_caller]
    fn wait(&mut self, what: &str, mut seen: impl FnMut(&Terminal) -> bool) {
        let start = Instant::now();
        while !seen(self) {
            let goes_on = self.pump();
            if !goes_on && seen(self) {
                return;
            }
            assert!(goes_on, "the program ended before {what}:\n{}", self.screen());
            assert!(start.elapsed() < PATIENCE, "no {what} on the screen:\n{}", self.screen());
        }
    }

    /// Waits until the screen is as it should be.
    #[track_caller]
    pub fn wait_until(&mut self, what: &str, seen: impl Fn(&str) -> bool) {
        self.wait(what, |terminal| seen(&terminal.screen()));
    }

    /// Waits for a text on the screen.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) {
        self.wait(text, |terminal| terminal.screen().contains(text));
    }

    /// Waits for a text in everything that was ever written.
    #[track_caller]
    pub fn wait_for_raw(&mut self, text: &str) {
        self.wait(text, |terminal| terminal.raw.contains(text));
    }

    /// Waits for a prompt that is new since the last call and has nothing typed after it.
    #[track_caller]
    pub fn wait_for_prompt(&mut self) {
        let before = self.prompts;
        self.wait("new prompt", |terminal| {
            let screen = terminal.screen();
            let last = screen.trim_end().lines().last().unwrap_or_default();
            terminal.prompts_of_all() > before && last == "dateline>"
        });
        self.prompts = self.prompts_of_all();
    }

    /// How many prompts there were.
    fn prompts_of_all(&self) -> usize {
        // The editor takes control with these codes; without an editor the prompt is the only sign.
        let sign = if self.raw.contains(TAKEN) { TAKEN } else { "dateline> " };
        self.raw.matches(sign).count()
    }

    /// Waits for a line of the screen that is this text, ignoring spaces at its end.
    #[track_caller]
    pub fn wait_for_line(&mut self, text: &str) {
        self.wait(text, |terminal| terminal.screen().lines().any(|line| line.trim_end() == text));
    }

    /// Waits until the cells of a text, in the last line that contains it, have the expected style.
    #[track_caller]
    pub fn wait_until_styled(&mut self, text: &str, looks: impl Fn(&vt100::Cell) -> bool) {
        self.wait(text, |terminal| {
            let contents = terminal.screen();
            let place = contents
                .lines()
                .enumerate()
                .filter_map(|(row, line)| Some((row, line.find(text)?)))
                .last();
            let Some((row, column)) = place else { return false };
            let cell = |at: usize| terminal.parser.screen().cell(row as u16, (column + at) as u16);
            (0..text.len()).all(|at| cell(at).is_some_and(&looks))
        });
    }

    /// How many cells of the screen have a colour.
    pub fn colored_cells(&self) -> usize {
        let screen = self.parser.screen();
        let (rows, columns) = screen.size();
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        cells
            .filter_map(|(row, column)| screen.cell(row, column))
            .filter(|cell| {
                cell.fgcolor() != vt100::Color::Default || cell.bgcolor() != vt100::Color::Default
            })
            .count()
    }

    /// The columns of the widest line that contains a text.
    pub fn widest_of(&self, text: &str) -> usize {
        let screen = self.screen();
        let lines = screen.lines().filter(|line| line.contains(text));
        lines.map(|line| line.trim_end().chars().count()).max().unwrap_or(0)
    }

    /// Waits until the program ends, with this exit code.
    #[track_caller]
    pub fn wait_for_end(&mut self, code: i32) {
        let start = Instant::now();
        while self.pump() {
            assert!(start.elapsed() < PATIENCE, "the program goes on:\n{}", self.screen());
        }
        let status = self.session.get_process().wait().expect("an exit status");
        let expected =
            expectrl::process::unix::WaitStatus::Exited(self.session.get_process().pid(), code);
        assert_eq!(status, expected, "{}", self.screen());
    }
}
