//! A browser to test pages in: Chromium without a window, driven over two pipes by its own protocol (the DevTools
//! protocol: one JSON message each way, ended by a zero byte). Nothing else is needed, no driver and no network.

use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// How long an answer may take before the browser counts as hanging.
const PATIENCE: Duration = Duration::from_secs(120);

/// A browser with one page.
pub struct Chromium {
    process: Child,
    to: File,
    from: Receiver<Value>,
    session: Option<String>,
    last: u64,
    /// Errors of the page and its requests, as they came.
    pub complaints: Vec<String>,
    _folder: TempDir,
}

/// The browser of this machine; `None`, with a message, where there is none.
pub fn find() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let names = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    let found = named.or_else(|| names.iter().map(PathBuf::from).find(|path| path.exists()));
    if found.is_none() {
        eprintln!("skipped: no Chromium here; install it, or name it in CHROMIUM");
    }
    found
}

impl Chromium {
    /// Starts it with a page of this size in pixels.
    pub fn start(program: &Path, width: u32, height: u32) -> Chromium {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let pipes = ["to", "from"].map(|name| folder.path().join(name));
        let made = Command::new("mkfifo").args(&pipes).status().expect("mkfifo runs");
        assert!(made.success());
        // The browser reads descriptor 3 and writes descriptor 4; only a shell opens these without unsafe code.
        let process = Command::new("sh")
            .args(["-c", "in=$1; out=$2; shift 2; exec \"$@\" 3<\"$in\" 4>\"$out\"", "sh"])
            .args(&pipes)
            .arg(program)
            .args(["--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-sync"])
            .args(["--disable-component-update", "--disable-quic", "--disable-dev-shm-usage"])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell runs");
        let to = File::options().write(true).open(&pipes[0]).expect("the pipe to the browser");
        let from = File::open(&pipes[1]).expect("the pipe from the browser");
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let mut reader = BufReader::new(from);
            let mut message = Vec::new();
            while reader.read_until(0, &mut message).is_ok_and(|length| length > 0) {
                message.pop();
                let Ok(value) = serde_json::from_slice(&message) else { break };
                if sender.send(value).is_err() {
                    break;
                }
                message.clear();
            }
        });
        let (session, complaints) = (None, Vec::new());
        let mut browser =
            Chromium { process, to, from: receiver, session, last: 0, complaints, _folder: folder };
        browser.attach(width, height);
        browser
    }

    fn attach(&mut self, width: u32, height: u32) {
        let made = self.call("Target.createTarget", json!({ "url": "about:blank" }));
        let page = made["targetId"].as_str().expect("a page").to_owned();
        let attach = json!({ "targetId": page, "flatten": true });
        let attached = self.call("Target.attachToTarget", attach);
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
        self.resize(width, height);
    }

    /// Gives the page another size.
    pub fn resize(&mut self, width: u32, height: u32) {
        let size = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500,
        });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Sends a command and gives its result.
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let mut message = json!({ "id": self.last, "method": method, "params": params });
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).expect("the browser reads");
        loop {
            let answer = self.next();
            if answer["id"] == self.last {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
        }
    }

    /// The next message; complaints are noted.
    fn next(&mut self) -> Value {
        let message = self.from.recv_timeout(PATIENCE).expect("the browser answers");
        let params = &message["params"];
        match message["method"].as_str() {
            Some("Runtime.exceptionThrown") => {
                self.complaints.push(format!("exception: {}", params["exceptionDetails"]));
            }
            Some("Runtime.consoleAPICalled") if params["type"] == "error" => {
                self.complaints.push(format!("console: {}", params["args"]));
            }
            Some("Log.entryAdded") => self.complaints.push(format!("log: {}", params["entry"])),
            Some("Network.requestWillBeSent") => {
                let url = params["request"]["url"].as_str().unwrap_or_default();
                // The icons of the browser's own controls are data.
                if !url.starts_with("file:") && !url.starts_with("data:") {
                    self.complaints.push(format!("request: {url}"));
                }
            }
            _ => {}
        }
        message
    }

    /// Opens a file, at `hash` where that is not empty, and waits until it has drawn itself.
    pub fn open(&mut self, path: &str, hash: &str) {
        let mark = if hash.is_empty() { "" } else { "#" };
        // Another page first: to change only the part behind # would load nothing.
        self.call("Page.navigate", json!({ "url": "about:blank" }));
        self.call("Page.navigate", json!({ "url": format!("file://{path}{mark}{hash}") }));
        let ready = "location.protocol === 'file:' && document.readyState === 'complete' && \
                     document.getElementById('report')?.hidden === false";
        for _ in 0..2_000 {
            if self.eval(ready) == true {
                self.settle();
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("{path} does not load");
    }

    /// Waits until what was asked for in the next frame is done.
    pub fn settle(&mut self) {
        let frames =
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";
        self.eval(&format!("{frames}.then(() => {frames})"));
    }

    /// The value of an expression in the page; of a promise what it gives.
    pub fn eval(&mut self, expression: &str) -> Value {
        let asked =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let result = self.call("Runtime.evaluate", asked);
        assert!(result["exceptionDetails"].is_null(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// The text of the first element that a selector finds.
    pub fn text(&mut self, selector: &str) -> String {
        let found =
            self.eval(&format!("document.querySelector({selector:?})?.textContent ?? null"));
        found.as_str().unwrap_or_else(|| panic!("no element {selector}")).to_owned()
    }

    /// Clicks the first element that a selector finds.
    pub fn click(&mut self, selector: &str) {
        let found = self.eval(&format!("document.querySelector({selector:?}) !== null"));
        assert_eq!(found, true, "no element {selector}");
        self.eval(&format!(
            "document.querySelector({selector:?}).dispatchEvent(new MouseEvent('click', {{ bubbles: true, cancelable: true }}))"
        ));
        self.settle();
    }

    /// Presses a key, as its name in the browser: "Enter", "ArrowDown", "/".
    pub fn press(&mut self, key: &str) {
        let mut down = json!({ "type": "keyDown", "key": key, "code": key });
        let code = match key {
            "Enter" => 13,
            "Escape" => 27,
            "Tab" => 9,
            "End" => 35,
            "Home" => 36,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            _ => 0,
        };
        down["windowsVirtualKeyCode"] = code.into();
        if key == "Enter" {
            down["text"] = "\r".into();
        }
        self.call("Input.dispatchKeyEvent", down.clone());
        down["type"] = "keyUp".into();
        self.call("Input.dispatchKeyEvent", down);
        self.settle();
    }

    /// Fails where the page complained or asked for anything but itself.
    pub fn expect_quiet(&mut self) {
        self.settle();
        assert!(self.complaints.is_empty(), "{:#?}", self.complaints);
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
