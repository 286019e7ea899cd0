//! Answers kept for conditional requests: an unchanged page is answered 304,
//! which costs neither a body nor, on GitHub, the rate limit.
//! <https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate>

use std::collections::HashMap;
use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::model::key::content_hash;

/// An answer of the server that is kept for conditional requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cached {
    /// The address that it was asked from, whole.
    pub url: String,
    /// The `ETag` to ask with.
    pub etag: String,
    /// Its `Link` header, which a 304 may leave out.
    pub link: Option<String>,
    /// Its body.
    pub body: String,
}

/// Where answers are kept. Losing one only costs a request.
pub trait Cache: Send + Sync + fmt::Debug {
    /// Returns the answer kept for an address.
    fn get(&self, url: &str) -> Option<Cached>;
    /// Keeps an answer, in place of an earlier one.
    fn put(&self, cached: Cached);
}

/// Keeps answers for as long as the process lives.
#[derive(Debug, Default)]
pub struct MemoryCache(Mutex<HashMap<String, Cached>>);

impl Cache for MemoryCache {
    fn get(&self, url: &str) -> Option<Cached> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(url).cloned()
    }

    fn put(&self, cached: Cached) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(cached.url.clone(), cached);
    }
}

/// Keeps answers in a folder, one file an address, from run to run.
///
/// What cannot be read or written is as if it were not there.
#[derive(Debug)]
pub struct FolderCache {
    folder: PathBuf,
}

impl FolderCache {
    /// In this folder; it is made when the first answer is kept.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    fn file(&self, url: &str) -> PathBuf {
        self.folder.join(format!("{}.json", content_hash(url)))
    }

    fn write(&self, cached: &Cached) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(&serde_json::to_vec(cached)?)?;
        file.persist(self.file(&cached.url))?;
        Ok(())
    }
}

impl Cache for FolderCache {
    fn get(&self, url: &str) -> Option<Cached> {
        let cached = read(&self.file(url))?;
        (cached.url == url).then_some(cached)
    }

    fn put(&self, cached: Cached) {
        if let Err(error) = self.write(&cached) {
            tracing::warn!(folder = %self.folder.display(), %error, "the cache could not be written");
        }
    }
}

fn read(file: &Path) -> Option<Cached> {
    let bytes = std::fs::read(file).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cached(url: &str, body: &str) -> Cached {
        Cached {
            url: url.to_owned(),
            etag: "\"1\"".to_owned(),
            link: None,
            body: body.to_owned(),
        }
    }

    #[test]
    fn both_keep_the_last_answer_of_each_address() {
        let folder = tempfile::tempdir().unwrap();
        let caches: [Box<dyn Cache>; 2] = [
            Box::new(MemoryCache::default()),
            Box::new(FolderCache::new(folder.path().join("http"))),
        ];
        for cache in caches {
            assert_eq!(cache.get("a"), None);
            cache.put(cached("a", "old"));
            cache.put(cached("a", "new"));
            cache.put(cached("b", "other"));
            assert_eq!(cache.get("a"), Some(cached("a", "new")));
        }
    }

    #[test]
    fn a_broken_file_is_no_answer() {
        let folder = tempfile::tempdir().unwrap();
        let cache = FolderCache::new(folder.path());
        std::fs::write(cache.file("a"), b"{\"url\": \"a\", ").unwrap();
        assert_eq!(cache.get("a"), None);
    }
}
