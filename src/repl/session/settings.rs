//! The table of settings. `:set`, its help and its completion are made from it.

use crate::repl::refusal::Refusal;
use crate::suggest::suggest;

/// The values of all settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether there are colours; `None`: decided by the terminal.
    pub color: Option<bool>,
    /// Width in columns; `None`: that of the terminal.
    pub width: Option<usize>,
    /// The largest number of rows of a list.
    pub rows: usize,
    /// Sentences shown for each rule that changed.
    pub sentences: usize,
    /// Whether long replies are paged.
    pub pager: bool,
    /// Whether the time of each entry is shown.
    pub timing: bool,
    /// The coder's name in gold; `None`: the user's name.
    pub coder: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            color: None,
            width: None,
            rows: 200,
            sentences: 8,
            pager: true,
            timing: false,
            coder: None,
        }
    }
}

/// One setting.
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// The allowed values, as text.
    pub values: &'static str,
    /// What it does.
    pub summary: &'static str,
    get: fn(&Settings) -> String,
    set: fn(&mut Settings, &str) -> Option<()>,
}

fn switch(value: &str) -> Option<bool> {
    match value {
        "on" | "yes" | "true" => Some(true),
        "off" | "no" | "false" => Some(false),
        _ => None,
    }
}

fn auto<T>(value: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    match value {
        "auto" => Some(None),
        value => parse(value).map(Some),
    }
}

fn on_off(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}

/// All settings.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "color",
        values: "on, off, auto",
        summary: "colours; auto: where the terminal has them and NO_COLOR is not set",
        get: |s| s.color.map_or_else(|| "auto".to_owned(), on_off),
        set: |s, value| auto(value, switch).map(|color| s.color = color),
    },
    Setting {
        name: "width",
        values: "a number from 40 to 1000, auto",
        summary: "width of replies, in columns; auto: as the terminal",
        get: |s| s.width.map_or_else(|| "auto".to_owned(), |width| width.to_string()),
        set: |s, value| {
            let parse = |value: &str| value.parse().ok().filter(|w| (40..=1000).contains(w));
            auto(value, parse).map(|width| s.width = width)
        },
    },
    Setting {
        name: "rows",
        values: "a number, 1 or more",
        summary: "rows of a list to show",
        get: |s| s.rows.to_string(),
        set: |s, value| value.parse().ok().filter(|&rows| rows > 0).map(|rows| s.rows = rows),
    },
    Setting {
        name: "sentences",
        values: "a number",
        summary: "sentences to show for each rule that an edit affected",
        get: |s| s.sentences.to_string(),
        set: |s, value| value.parse().ok().map(|count| s.sentences = count),
    },
    Setting {
        name: "pager",
        values: "on, off",
        summary: "whether replies longer than the window are shown in a pager",
        get: |s| on_off(s.pager),
        set: |s, value| switch(value).map(|pager| s.pager = pager),
    },
    Setting {
        name: "timing",
        values: "on, off",
        summary: "whether the time of every entry is shown",
        get: |s| on_off(s.timing),
        set: |s, value| switch(value).map(|timing| s.timing = timing),
    },
    Setting {
        name: "coder",
        values: "a name",
        summary: "the coder's name, as written to gold",
        get: |s| s.coder.clone().unwrap_or_else(|| "the user of this machine".to_owned()),
        set: |s, value| {
            s.coder = Some(value.to_owned());
            Some(())
        },
    },
];

impl Settings {
    /// The value of a setting, as text.
    pub fn get(&self, setting: &Setting) -> String {
        (setting.get)(self)
    }

    /// Sets `name` to `value`.
    pub fn set(&mut self, name: &str, value: &str) -> Result<&'static Setting, Refusal> {
        let setting = setting(name)?;
        (setting.set)(self, value.trim()).ok_or_else(|| {
            let message = format!("{name} cannot be {value:?}");
            Refusal::new(message, format!("allowed: {}", setting.values))
        })?;
        Ok(setting)
    }
}

/// The setting of that name.
pub fn setting(name: &str) -> Result<&'static Setting, Refusal> {
    SETTINGS.iter().find(|setting| setting.name == name).ok_or_else(|| {
        let help = match suggest(name, SETTINGS.iter().map(|setting| setting.name)) {
            Some(near) => format!("did you mean {near}?"),
            None => ":set lists them".to_owned(),
        };
        Refusal::new(format!("no setting {name:?}"), help)
    })
}
