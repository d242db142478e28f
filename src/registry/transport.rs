//! How the files of an index are got: from a folder, or over HTTP with the feature `net`. Sizes are limited while
//! reading. What is got is only bytes; `index` decides whether they are believed.

use super::source::file_path;
use super::{RegistryError, Result};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Where the files of an index lie.
pub enum Transport {
    /// A folder on this machine.
    Folder(PathBuf),
    /// A web server.
    #[cfg(feature = "net")]
    Web(web::Web),
}

impl Transport {
    /// The way to the index at an address.
    ///
    /// # Errors
    /// The address is not one, or over HTTP in a program built without the network.
    pub fn open(url: &str) -> Result<Transport> {
        if let Some(path) = file_path(url) {
            return match Path::new(&path).is_dir() {
                true => Ok(Transport::Folder(PathBuf::from(path))),
                false => Err(RegistryError::Index(format!(
                    "there is no folder {path} for the index {url}: check the address, or plug in the disk it is on"
                ))),
            };
        }
        web(url)
    }

    /// A file of the index, at most `limit` bytes; `None` if there is none.
    ///
    /// # Errors
    /// It cannot be got, or is larger.
    pub fn get(&self, path: &str, limit: u64) -> Result<Option<Vec<u8>>> {
        match self {
            Transport::Folder(folder) => from_folder(&folder.join(path), limit),
            #[cfg(feature = "net")]
            Transport::Web(web) => web.get(path, limit),
        }
    }
}

fn too_large(place: &str, limit: u64) -> RegistryError {
    RegistryError::Index(format!("{place} is larger than {limit} bytes, which it may have"))
}

fn from_folder(path: &Path, limit: u64) -> Result<Option<Vec<u8>>> {
    let unread = |why| RegistryError::Read(path.to_owned(), why);
    let file = match crate::file::plain::open(path) {
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        file => file.map_err(unread)?,
    };
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(unread)?;
    match bytes.len() as u64 > limit {
        true => Err(too_large(&path.display().to_string(), limit)),
        false => Ok(Some(bytes)),
    }
}

#[cfg(not(feature = "net"))]
fn web(url: &str) -> Result<Transport> {
    Err(RegistryError::Network(format!(
        "this dateline was built without the network, which {url} needs: build it with the feature \"net\", which is on \
         by default, or copy the index and give its folder"
    )))
}

#[cfg(feature = "net")]
fn web(url: &str) -> Result<Transport> {
    Ok(Transport::Web(web::Web::new(url)))
}

#[cfg(feature = "net")]
mod web {
    //! Files over HTTP.

    use super::{RegistryError, Result, too_large};
    use std::time::Duration;
    use ureq::Agent;

    /// The most redirections of one request.
    const MOST_REDIRECTS: u32 = 4;
    /// How long one request may take from its beginning to its last byte.
    const PATIENCE: Duration = Duration::from_secs(120);
    /// How long a server may say nothing.
    const SILENCE: Duration = Duration::from_secs(30);

    /// A web server's folder.
    pub struct Web {
        url: String,
        agent: Agent,
        patience: Duration,
    }

    impl Web {
        /// The folder at an address.
        pub fn new(url: &str) -> Web {
            Web::with_patience(url, PATIENCE)
        }

        fn with_patience(url: &str, patience: Duration) -> Web {
            let config = Agent::config_builder()
                // An address with https never leads to one without.
                .https_only(url.starts_with("https://"))
                .max_redirects(MOST_REDIRECTS)
                .timeout_global(Some(patience))
                .timeout_resolve(Some(SILENCE))
                .timeout_connect(Some(SILENCE))
                .timeout_recv_response(Some(SILENCE))
                .user_agent(concat!("dateline/", env!("CARGO_PKG_VERSION")))
                .build();
            Web { url: url.trim_end_matches('/').to_owned(), agent: config.into(), patience }
        }

        /// A file below it.
        pub fn get(&self, path: &str, limit: u64) -> Result<Option<Vec<u8>>> {
            let url = format!("{}/{path}", self.url);
            let failed = |why: ureq::Error| match why {
                ureq::Error::BodyExceedsLimit(_) => too_large(&url, limit),
                ureq::Error::Timeout(ureq::Timeout::Global | ureq::Timeout::PerCall) => {
                    RegistryError::Network(format!(
                        "cannot get {url}: it was not there after {} seconds: try again later, or copy the index to this \
                         machine and give its folder",
                        self.patience.as_secs()
                    ))
                }
                why => RegistryError::Network(format!("cannot get {url}: {why}")),
            };
            let mut response = match self.agent.get(&url).call() {
                Err(ureq::Error::StatusCode(404 | 410)) => return Ok(None),
                response => response.map_err(failed)?,
            };
            // The limit must not be reached for the bytes to be whole.
            let body = response.body_mut().with_config().limit(limit + 1);
            let bytes = body.read_to_vec().map_err(failed)?;
            match bytes.len() as u64 > limit {
                true => Err(too_large(&url, limit)),
                false => Ok(Some(bytes)),
            }
        }
    }
    #[cfg(test)]
    mod tests {
        use super::*;
        use std::io::{Read, Write};
        use std::net::TcpListener;
        use std::time::Instant;

        #[test]
        fn a_server_that_sends_a_byte_now_and_then_does_not_hold_a_command() {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("http://{}", listener.local_addr().unwrap());
            std::thread::spawn(move || {
                for mut stream in listener.incoming().flatten() {
                    let _ = stream.read(&mut [0; 1 << 12]);
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                    while stream.write_all(b"x").is_ok() {
                        std::thread::sleep(Duration::from_millis(100));
                    }
                }
            });
            let begun = Instant::now();
            let web = Web::with_patience(&url, Duration::from_secs(1));
            let told = web.get("index.json", 1 << 20).unwrap_err().to_string();
            assert!(told.contains("was not there after 1 seconds"), "{told}");
            assert!(begun.elapsed() < Duration::from_secs(30));
        }
    }
}
