//! A folder in which every name and text is hostile: packs, lexicons, tables, articles, gold, keys, events, locks.

use crate::common::Shelf;
use serde_json::json;
use std::fs;
use std::process::{Command, Stdio};

/// What a name must not do: set the title, clear the screen, turn the direction, begin a line of its own.
pub const BAD: &str = "x\u{1b}]0;OWNED\u{7}\u{1b}[2J\u{9b}31m\u{202e}\u{2028}\u{e0041}\u{200e}\u{8}\r\nFORGED 0 faults";

/// A text in quotes for TOML and Rhai, whose escapes are the same.
pub fn quoted(text: &str) -> String {
    let one = |c: char| match c.is_ascii_alphanumeric() || " .-_/".contains(c) {
        true => c.to_string(),
        false => format!("\\U{:08X}", u32::from(c)),
    };
    format!("\"{}\"", text.chars().map(one).collect::<String>())
}

/// The folder.
pub struct World {
    shelf: Shelf,
}

impl World {
    /// Writes all files.
    pub fn new() -> World {
        let world = World { shelf: Shelf::new() };
        world.evil_pack();
        world.sound_pack();
        world.study();
        world.corpus();
        world.gold();
        world
    }

    /// The path of a file whose name ends in the hostile text.
    pub fn at(&self, name: &str) -> String {
        match name.rsplit_once('.') {
            Some((stem, end)) => self.shelf.at(&format!("{stem}{BAD}.{end}")),
            None => self.shelf.at(&format!("{name}{BAD}")),
        }
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        self.shelf.put(name, bytes);
    }

    /// A pack with faults of every sort.
    fn evil_pack(&self) {
        let (bad, pack) = (quoted(BAD), format!("evil{BAD}"));
        self.put(
            &format!("{pack}/pack.toml"),
            format!(
                "name = {bad}\nversion = {bad}\nsummary = {bad}\nauthors = [{bad}]\nlicence = {bad}\nlanguage = [{bad}]\n\
                 cite = {bad}\n[[data]]\npath = {bad}\nlicence = {bad}\nsource = {bad}\n[kinds.raid]\nabout = {bad}\n\
                 [gates]\nmin_f1 = {{ {bad} = 0.9, all = 0.9 }}\n[overlay.{bad}]\ndisable = [{bad}]\n"
            ),
        );
        let other = quoted(&format!("other{BAD}"));
        self.put(
            &format!("{pack}/r{BAD}.rhai"),
            format!(
                "//! {}\n//! Leaves alone {}\nlet words = lexicon(\"l{}\");\n\
                 rule({bad}).about({bad}).kind(\"raid\").when(\"raid\" & any(\"hit\", {bad})).example({bad})\n\
                 .counterexample(\"A raid hit \" + {bad} + \".\")\n\
                 .code(|m| #{{ kind: \"raid\", note: {bad}, {bad}: {bad} }});\n\
                 rule({other}).about({bad}).kind(\"raid\").when(\"truce\").code(|m| skip({bad}))\n\
                 .example(\"A truce held.\").counterexample({bad});\n\
                 rule(\"a/thrown\").about({bad}).kind(\"raid\").when(\"third\").code(|m| {{ throw {bad}; }});\n\
                 rule(\"a/given\").kind(\"raid\").when(\"raid\").given({bad} & \"siege\").unless({bad});\n\
                 incident({bad}).of(\"raid\");\n",
                BAD.replace('\n', " "),
                BAD.replace('\n', " "),
                &quoted(BAD).trim_matches('"'),
            ),
        );
        // Rules that code, whatever is wrong with the others.
        self.put(
            &format!("{pack}/s{BAD}.rhai"),
            format!(
                "//! Sound.\nrule({}).about({bad}).kind(\"raid\").when(\"raid\").code(|m| #{{ note: {bad} }})\n\
                 .example(\"A raid.\").counterexample({bad});\n\
                 rule({}).about({bad}).kind(\"raid\").when(\"truce\").code(|m| skip({bad}));\n\
                 rule(\"s/third\").kind(\"raid\").when(\"third\").code(|m| {{ throw {bad}; }});\n",
                quoted(&format!("sound{BAD}")),
                quoted(&format!("skips{BAD}")),
            ),
        );
        let faults = [
            format!("rule(\"b/a\").kind({bad}).when(\"raid\");"),
            format!("rule(\"b/b\").kind(\"raid\").status({bad}).when(\"raid\");"),
            format!("rule({bad}).kind({other}).when(lexicon({bad}));"),
            format!("rule(\"b/c\").kind(\"raid\").when(regex({bad}));"),
            format!(
                "rule(\"b/d\").kind(\"raid\").codes(#{{ cameo: {bad}, {bad}: {bad} }}).when(\"raid\");"
            ),
            format!("throw {bad};"),
            format!("import {bad} as odd;"),
            format!("kind({bad}).place({bad});"),
            format!("let a = {bad}; a.nothing({bad});"),
            "let \u{202e}x = 1;\u{1b}[2J".to_owned(),
        ];
        for (at, fault) in faults.iter().enumerate() {
            self.put(&format!("{pack}/f{at}{BAD}.rhai"), format!("//! One fault.\n\n{fault}\n"));
        }
        self.put(&format!("{pack}/lexicons/l{BAD}.txt"), format!("raid\n{BAD} (\n\u{1b}[2J*\n"));
        let cell = format!("\"{BAD}\"");
        self.put(
            &format!("{pack}/gazetteers/places.csv"),
            format!("name,kind,country,{cell}\nGullhaven,town,SYR,\n{cell},{cell},{cell},{cell}\n{cell},town,SYR,{cell}\n"),
        );
        self.put(&format!("{pack}/gazetteers/{BAD}.csv"), format!("{cell}\n{cell}\n"));
        self.put(&format!("{pack}/fixtures/x{BAD}.txt"), format!("A raid hit Gullhaven {BAD}.\n"));
        self.put(&format!("{pack}/fixtures/x{BAD}.events.jsonl"), "");
        self.put(&format!("{pack}/quiet/q{BAD}.txt"), format!("A raid hit {BAD}.\n"));
        let expected =
            json!({ "article": BAD, "rule": BAD, "kind": BAD, "trigger": BAD, "why": BAD });
        self.put(&format!("{pack}/quiet/expected.jsonl"), format!("{expected}\n"));
    }

    /// A pack without faults, whose name may be shared; everything else about it is hostile.
    fn sound_pack(&self) {
        let (bad, pack) = (quoted(BAD), format!("sound{BAD}"));
        self.put(
            &format!("{pack}/pack.toml"),
            format!(
                "name = \"roads\"\nversion = \"1.0.0\"\nsummary = {bad}\nauthors = [{bad}]\nlicence = {bad}\n\
                 [kinds.raid]\nabout = {bad}\n"
            ),
        );
        self.put(
            &format!("{pack}/a.rhai"),
            format!(
                "//! {}\nrule({bad}).about({bad}).kind(\"raid\").when(\"raid\").example(\"A raid.\").counterexample(\"None.\");\n",
                BAD.replace('\n', " ")
            ),
        );
        // Not taken into an archive.
        self.put(&format!("{pack}/.hidden{BAD}"), "x");
        self.put(
            &format!("plain{BAD}/pack.toml"),
            "name = \"plain\"\nversion = \"1.0.0\"\nlicence = \"MIT\"\n",
        );
        self.put(
            &format!("plain{BAD}/a.rhai"),
            "//! One.\nrule(\"a/b\").about(\"x\").kind(\"raid\").when(\"raid\").example(\"A raid.\").counterexample(\"No.\");\nkind(\"raid\");\n",
        );
    }

    /// A study with a lock.
    fn study(&self) {
        let bad = quoted(BAD);
        let study = format!("study{BAD}");
        self.put(
            &format!("{study}/pack.toml"),
            format!(
                "name = {bad}\nversion = {bad}\n[depends]\n{bad} = {{ path = {bad} }}\nroads = {{ path = {} }}\n",
                quoted(&self.at("sound"))
            ),
        );
        self.put(
            &format!("{study}/dateline.lock"),
            format!(
                "format = 1\n[[pack]]\nname = \"roads\"\nversion = {bad}\nfrom = {bad}\ntree = {bad}\nkey = {bad}\nneeds = [{bad}]\n"
            ),
        );
    }

    fn corpus(&self) {
        let article = |id: &str, text: &str| {
            json!({ "id": id, "title": BAD, "outlet": BAD, "date": BAD, "text": text, BAD: BAD })
                .to_string()
        };
        let lines = [
            article(
                BAD,
                &format!("A raid hit Gullhaven. A truce {BAD} held. A third came {BAD}.\n"),
            ),
            article(BAD, "A raid hit Gullhaven again.\n"),
            format!("{{\"{}\": 1}}", "\u{202e}\u{9b}"),
            format!("{{{BAD}"),
            json!({ "text": { BAD: BAD } }).to_string(),
        ];
        self.put(&format!("news{BAD}/n{BAD}.jsonl"), lines.join("\n") + "\n");
        self.put(&format!("news{BAD}/t{BAD}.txt"), format!("A raid hit Gullhaven {BAD}.\n"));
        let cell = format!("\"{BAD}\"");
        self.put(
            &format!("news{BAD}/c{BAD}.csv"),
            format!("id,text,{cell}\n{cell},A raid hit {cell}\n{cell}\n"),
        );
        self.put(&format!("news{BAD}/z{BAD}.jsonl.gz"), "no gzip");
    }

    fn gold(&self) {
        let mention = |kind: &str, evidence: &str| {
            json!({ "article": BAD, "in": "text", "kind": kind, "evidence": evidence, "trigger": evidence,
                    "actor": [BAD], "recipient": [BAD], "place": BAD, "claimant": BAD })
        };
        let lines = [mention("raid", "A raid hit"), mention(BAD, BAD), mention("raid", BAD)];
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        self.put(&format!("gold{BAD}.jsonl"), &text);
        self.put(
            &format!("broken{BAD}.jsonl"),
            format!("{{\"{BAD}\": 1}}\n{{\"article\": 3, \"\\u202e\": 1}}\n"),
        );
        let key = json!({ "docid": BAD, "text": "A RAID HIT GULLHAVEN.", "templates": [
            { "num": BAD, "optional": false, "incident_types": [BAD], "slots": { BAD: BAD } }] });
        self.put(&format!("keys{BAD}.jsonl"), format!("{key}\n"));
        let bad = quoted(BAD);
        self.put(
            &format!("types{BAD}.toml"),
            format!("task = {bad}\n[[types]]\nname = {bad}\nkinds = [\"raid\"]\n[[types]]\nname = \"y\"\nkinds = [{bad}]\n"),
        );
        let toll = json!({ "article": BAD, "killed": 3, BAD: 1 });
        self.put(&format!("tolls{BAD}.jsonl"), format!("{toll}\n"));
        let cell = format!("\"{BAD}\"");
        self.put(&format!("places{BAD}.csv"), format!("name,kind,{cell}\n{cell},{cell},{cell}\n"));
        self.put("places.csv", format!("name,kind,country\n{cell},{cell},{cell}\n"));
        self.put(&format!("dict{BAD}.txt"), format!("{BAD} [\n\u{1b}[2J_{BAD}_\n+{BAD}\n"));
        self.put(&format!("dump{BAD}.txt"), format!("1\t{BAD}\t2\nx\t\u{1b}[2J\n"));
    }

    /// Events and their record, as `run` writes them.
    pub fn events(&self) {
        let (news, pack, out) = (self.at("news"), self.at("evil"), self.at("events.jsonl"));
        let args = ["run", &news, "--pack", &pack, "-o", &out];
        let ran = self.run(&args, "");
        let text = fs::read_to_string(&out).expect("events");
        assert!(text.contains("OWNED"), "{text}{}", ran.err);
    }

    /// Runs the program in a folder with a home of its own.
    pub fn run(&self, args: &[&str], input: &str) -> Output {
        let home = self.at("home");
        fs::create_dir_all(&home).expect("a home");
        let folder = self.shelf.at("here");
        fs::create_dir_all(&folder).expect("a folder");
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        for name in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "APPDATA", "DATELINE_PASSWORD"] {
            command.env_remove(name);
        }
        command.env("HOME", &home).env("DATELINE_CODER", BAD).env("RUST_BACKTRACE", "0");
        command.current_dir(folder).args(args);
        let input_file = self.shelf.put("input", input);
        command.stdin(fs::File::open(input_file).expect("the input"));
        let output =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().expect("it runs");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Output { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
    }
}

/// What a run wrote.
pub struct Output {
    pub out: String,
    pub err: String,
    pub code: Option<i32>,
}
