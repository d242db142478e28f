//! A web server on this machine that serves a folder, and a few addresses that no honest one has.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A running server; it ends with the test program.
pub struct Server {
    /// Its address, such as `http://127.0.0.1:4711`.
    pub url: String,
    /// How many requests it answered.
    pub requests: Arc<AtomicUsize>,
}

impl Server {
    /// Serves a folder.
    pub fn start(folder: &Path) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (folder, requests) = (folder.to_owned(), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counted.fetch_add(1, Ordering::Relaxed);
                let folder = folder.clone();
                // A client that goes away is no failure of the server.
                std::thread::spawn(move || drop(answer(stream, &folder)));
            }
        });
        Server { url, requests }
    }
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let path = first.split(' ').nth(1).unwrap_or("/").trim_start_matches('/').to_owned();
    let head =
        |status: &str, more: &str| format!("HTTP/1.1 {status}\r\nConnection: close\r\n{more}\r\n");
    if path.starts_with("round/") {
        return stream.write_all(
            head("302 Found", &format!("Location: /{path}x\r\nContent-Length: 0\r\n")).as_bytes(),
        );
    }
    if path.starts_with("endless/") {
        stream.write_all(head("200 OK", "").as_bytes())?;
        let block = vec![b'x'; 1 << 16];
        loop {
            stream.write_all(&block)?;
        }
    }
    let file: PathBuf = folder.join(&path);
    match std::fs::read(&file) {
        Ok(bytes) => {
            stream.write_all(
                head("200 OK", &format!("Content-Length: {}\r\n", bytes.len())).as_bytes(),
            )?;
            stream.write_all(&bytes)
        }
        Err(_) => stream.write_all(head("404 Not Found", "Content-Length: 0\r\n").as_bytes()),
    }
}
