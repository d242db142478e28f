//! A Rust file as `tidy` sees it: code with comments and literals replaced by spaces, line by line, and which lines
//! are test code. A small lexer, not a parser: it finds the ends of comments, strings and characters, and matching
//! braces.

/// A file, blanked. Lines count from 0.
pub struct Lexed {
    /// The file's code: comments and the contents of quotes are spaces. As long as the file, in characters.
    pub code: String,
    /// For each line, whether a comment that is not a doc comment begins on it.
    pub commented: Vec<bool>,
    /// For each line, whether it belongs to an item under `#[cfg(test)]`.
    pub test: Vec<bool>,
    /// Names of modules declared `#[cfg(test)] mod name;`: their files are test code as a whole.
    pub test_modules: Vec<String>,
}

impl Lexed {
    /// Reads `text`.
    pub fn new(text: &str) -> Lexed {
        let count = text.lines().count();
        let mut lexed = Lexed {
            code: String::with_capacity(text.len()),
            commented: vec![false; count],
            test: vec![false; count],
            test_modules: Vec::new(),
        };
        lexed.blank(text);
        lexed.mark_tests();
        lexed
    }

    /// The line that holds byte `at` of the code.
    pub fn line(&self, at: usize) -> usize {
        self.code[..at].matches('\n').count()
    }

    fn blank(&mut self, text: &str) {
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        let mut line = 0;
        while at < chars.len() {
            let end = literal_end(&chars, at);
            let is_comment = chars[at] == '/' && end > at;
            let is_doc = matches!(chars.get(at + 2), Some('/' | '!'));
            if is_comment && !is_doc {
                self.commented[line] = true;
            }
            // Anything else is one character of code.
            for &c in &chars[at..end.max(at + 1)] {
                line += usize::from(c == '\n');
                self.code.push(if end > at && c != '\n' { ' ' } else { c });
            }
            at = end.max(at + 1);
        }
    }

    fn mark_tests(&mut self) {
        let whole = self.code.starts_with("#![cfg(test)]") || self.code.contains("\n#![cfg(test)]");
        if whole {
            self.test.fill(true);
        }
        let mut from = 0;
        while let Some(found) = self.code[from..].find("#[cfg(test)]") {
            let start = from + found;
            let end = item_end(&self.code, start);
            let item = &self.code[start..end];
            let module = item.strip_suffix(';').and_then(|item| item.split_once("mod "));
            self.test_modules.extend(module.map(|(_, name)| name.trim().to_owned()));
            let lines = self.line(start)..=self.line(end - 1);
            self.test[lines].fill(true);
            from = end;
        }
    }
}

/// The end of the item that begins at `start`: past its `;`, or past the brace that closes it.
fn item_end(code: &str, start: usize) -> usize {
    let mut depth = 0;
    for (at, c) in code[start..].char_indices() {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 && matches!(c, '}' | ';') {
            return start + at + 1;
        }
    }
    code.len()
}

/// The end of the comment, string or character that begins at `at`; `at` itself if none begins there.
fn literal_end(chars: &[char], at: usize) -> usize {
    let next = chars.get(at + 1).copied().unwrap_or(' ');
    let inside_word = at > 0 && is_word(chars[at - 1]);
    match chars[at] {
        '/' if next == '/' => position(chars, at, |_, c| c == '\n'),
        '/' if next == '*' => block_end(chars, at),
        '"' => quoted_end(chars, at, '"'),
        // 'a' and '\n' are characters, 'a alone is a lifetime.
        '\'' if next == '\\' || chars.get(at + 2) == Some(&'\'') => quoted_end(chars, at, '\''),
        'b' if matches!(next, '"' | '\'') && !inside_word => quoted_end(chars, at + 1, next),
        'b' | 'c' if next == 'r' && !inside_word => raw_end(chars, at + 1).unwrap_or(at),
        'r' if !inside_word => raw_end(chars, at).unwrap_or(at),
        _ => at,
    }
}

fn position(chars: &[char], from: usize, holds: impl Fn(usize, char) -> bool) -> usize {
    (from..chars.len()).find(|&at| holds(at, chars[at])).unwrap_or(chars.len())
}

fn block_end(chars: &[char], at: usize) -> usize {
    let mut depth = 0;
    let mut at = at;
    while at < chars.len() {
        match chars[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The end of a literal whose opening quote is at `at`.
fn quoted_end(chars: &[char], at: usize, quote: char) -> usize {
    let mut at = at + 1;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// The end of a raw string whose `r` is at `at`.
fn raw_end(chars: &[char], at: usize) -> Option<usize> {
    let open = position(chars, at + 1, |_, c| c != '#');
    let hashes = open - at - 1;
    if chars.get(open) != Some(&'"') {
        return None;
    }
    let closes = |at: usize, c: char| {
        c == '"' && chars[at + 1..].iter().take_while(|&&c| c == '#').count() >= hashes
    };
    Some((position(chars, open + 1, closes) + 1 + hashes).min(chars.len()))
}

/// Whether `c` can be in an identifier.
pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
