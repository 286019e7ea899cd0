//! The folder itself: which file is which issue, atomic writes, the lock.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::model::IssueNumber;
use crate::tracker::TrackerError;

/// How often a lock held by another is tried again.
const POLL: Duration = Duration::from_millis(50);

/// Files of issues by number: `960.md` or `960-any-words.md`. Two files with
/// one number are an error, since one of them would be lost.
pub(crate) fn issues(folder: &Path) -> Result<BTreeMap<IssueNumber, PathBuf>, TrackerError> {
    let mut files = BTreeMap::new();
    for path in entries(folder)? {
        let Some(number) = number_of(&path) else {
            continue;
        };
        if let Some(other) = files.insert(number, path.clone()) {
            return Err(broken(
                &path,
                format!("{} has the number {number} too", other.display()),
            ));
        }
    }
    Ok(files)
}

/// Returns where an issue's comments are.
pub(crate) fn comments_folder(folder: &Path, number: IssueNumber) -> PathBuf {
    folder.join(format!("{number}.comments"))
}

/// Files of an issue's comments by id: `960.comments/3.md`.
pub(crate) fn comments(
    folder: &Path,
    number: IssueNumber,
) -> Result<BTreeMap<u64, PathBuf>, TrackerError> {
    let files = entries(&comments_folder(folder, number))?;
    Ok(files
        .into_iter()
        .filter_map(|path| Some((number_of(&path)?, path)))
        .collect())
}

/// The file of a comment on whichever issue.
pub(crate) fn comment(folder: &Path, id: u64) -> Result<Option<PathBuf>, TrackerError> {
    for path in entries(folder)? {
        if let Some(number) = commented(&path)
            && let Some(file) = comments(folder, number)?.remove(&id)
        {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// The highest id of any comment in the folder.
pub(crate) fn last_comment(folder: &Path) -> Result<u64, TrackerError> {
    let mut last = 0;
    for path in entries(folder)? {
        if commented(&path).is_some() {
            let ids = entries(&path)?.into_iter().filter_map(|p| number_of(&p));
            last = ids.fold(last, u64::max);
        }
    }
    Ok(last)
}

/// The highest number that an issue has or, by its comments, had.
pub(crate) fn last_issue(folder: &Path) -> Result<IssueNumber, TrackerError> {
    let numbers = entries(folder)?
        .into_iter()
        .filter_map(|path| number_of(&path).or_else(|| commented(&path)));
    Ok(numbers.max().unwrap_or(0))
}

fn number_of(path: &Path) -> Option<u64> {
    let stem = path.file_name()?.to_str()?.strip_suffix(".md")?;
    stem.split('-').next()?.parse().ok()
}

fn commented(path: &Path) -> Option<IssueNumber> {
    path.file_name()?
        .to_str()?
        .strip_suffix(".comments")?
        .parse()
        .ok()
}

/// Returns the entries of a folder; none if it does not exist yet.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, TrackerError> {
    let listing = match std::fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(broken(folder, error.to_string())),
    };
    listing
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()
        .map_err(|error| broken(folder, error.to_string()))
}

/// A file's text; an error names the first line that is not UTF-8.
pub(crate) fn read(path: &Path) -> Result<String, TrackerError> {
    let bytes = std::fs::read(path).map_err(|error| broken(path, error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + memchr::memchr_iter(b'\n', valid).count();
        at_line(path, line, "this is not UTF-8".to_owned())
    })
}

/// Replaces a file in one step that survives a crash.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), TrackerError> {
    let write = || -> io::Result<()> {
        let folder = folder_of(path);
        written(folder, text)?.persist(path)?;
        sync(folder)
    };
    write().map_err(|error| broken(path, error.to_string()))
}

/// Makes a file in one step; false if something is there already.
pub(crate) fn make(path: &Path, text: &str) -> Result<bool, TrackerError> {
    let write = || -> io::Result<bool> {
        let folder = folder_of(path);
        std::fs::create_dir_all(folder)?;
        match written(folder, text)?.persist_noclobber(path) {
            Ok(_) => sync(folder).map(|()| true),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error.error),
        }
    };
    write().map_err(|error| broken(path, error.to_string()))
}

/// Takes a file away for good.
pub(crate) fn remove(path: &Path) -> Result<(), TrackerError> {
    std::fs::remove_file(path)
        .and_then(|()| sync(folder_of(path)))
        .map_err(|error| broken(path, error.to_string()))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

/// A synced temporary file beside the place that it is for.
fn written(folder: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Readable as any other file: temporary ones are private by default.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Makes a rename last: it is an entry of the folder.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Locks the folder against other processes until the file is dropped.
pub(crate) fn lock(folder: &Path, wait: Duration) -> Result<File, TrackerError> {
    let path = folder.join(".lock");
    let failed = |error: io::Error| broken(&path, error.to_string());
    std::fs::create_dir_all(folder).map_err(failed)?;
    let file = File::options()
        .create(true)
        .append(true)
        .open(&path)
        .map_err(failed)?;
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
            Err(TryLockError::WouldBlock) if started.elapsed() < wait => {
                std::thread::sleep(POLL);
            }
            Err(TryLockError::WouldBlock) => {
                return Err(broken(&path, "another run is writing here".to_owned()));
            }
        }
    }
}

pub(crate) fn broken(path: &Path, what: String) -> TrackerError {
    TrackerError::Folder {
        path: path.display().to_string(),
        what,
    }
}

pub(crate) fn at_line(path: &Path, line: usize, what: String) -> TrackerError {
    TrackerError::Folder {
        path: format!("{}:{line}", path.display()),
        what,
    }
}
