//! From a source's origin to byte streams.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::ingest::error::ReadError;
use crate::ingest::source::decode::DecodedBytes;
use crate::model::{Time, similar};

/// An input that is open for reading.
pub(crate) struct Opened {
    pub(crate) read: DecodedBytes,
    /// When the file was last written.
    pub(crate) modified: Option<Time>,
    /// The same bytes once more, where they are a file's.
    pub(crate) stored: Option<Stored>,
}

impl Opened {
    /// A stream, which can be read once.
    pub(crate) fn stream(read: DecodedBytes) -> Self {
        Self {
            read,
            modified: None,
            stored: None,
        }
    }
}

/// An open file that can be read at any place, whatever else is read of it.
#[derive(Debug, Clone)]
pub(crate) struct Stored(Arc<File>);

impl Stored {
    #[cfg(unix)]
    fn of(file: &File) -> Option<Self> {
        Some(Self(Arc::new(file.try_clone().ok()?)))
    }

    /// Elsewhere, reading at a place moves where all else is read.
    #[cfg(not(unix))]
    fn of(_: &File) -> Option<Self> {
        None
    }

    /// Its bytes from a place on.
    pub(crate) fn from(&self, offset: u64) -> StoredFrom {
        StoredFrom {
            stored: self.clone(),
            offset,
        }
    }
}

/// See [`Stored::from`].
#[derive(Debug)]
pub(crate) struct StoredFrom {
    stored: Stored,
    offset: u64,
}

impl Read for StoredFrom {
    #[cfg(unix)]
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = std::os::unix::fs::FileExt::read_at(&*self.stored.0, buf, self.offset)?;
        self.offset += n as u64;
        Ok(n)
    }

    #[cfg(not(unix))]
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// One file of a source.
#[derive(Debug)]
pub(crate) struct NamedFile {
    pub(crate) path: PathBuf,
    /// What tells it from the source's other files, wherever the source's
    /// folder is.
    pub(crate) name: String,
}

/// The files of a list of paths and globs, each glob's in byte order; and
/// whether one of them may be missing without an error.
pub(crate) fn files(paths: &[PathBuf]) -> Result<(Vec<NamedFile>, bool), ReadError> {
    let mut out = Vec::new();
    let mut may_miss = paths.len() > 1;
    for path in paths {
        let text = path.to_string_lossy();
        let is_glob = text.contains(['*', '?', '[']) && fs::symlink_metadata(path).is_err();
        if is_glob {
            may_miss = true;
            let fixed = fixed_folder(&text);
            out.extend(expand(&text)?.into_iter().map(|path| {
                let name = path.to_string_lossy();
                let name = name.get(fixed..).unwrap_or(&name).to_owned();
                NamedFile { path, name }
            }));
        } else {
            out.push(NamedFile {
                path: path.clone(),
                name: text.into_owned(),
            });
        }
    }
    if out.is_empty() {
        return Err(ReadError::new("names no file"));
    }
    Ok((out, may_miss))
}

/// Bytes of a pattern's folders in which nothing varies.
fn fixed_folder(pattern: &str) -> usize {
    let varies = pattern.find(['*', '?', '[']).unwrap_or(pattern.len());
    pattern[..varies].rfind(['/', '\\']).map_or(0, |at| at + 1)
}

fn expand(pattern: &str) -> Result<Vec<PathBuf>, ReadError> {
    let found = glob::glob(pattern).map_err(|error| {
        ReadError::new(format!("`{pattern}` is not a glob")).detail(error.to_string())
    })?;
    let mut files: Vec<PathBuf> = found.flatten().filter(|path| !path.is_dir()).collect();
    files.sort_unstable_by(|a, b| {
        a.as_os_str()
            .as_encoded_bytes()
            .cmp(b.as_os_str().as_encoded_bytes())
    });
    if files.is_empty() {
        return Err(ReadError::new(format!("`{pattern}` matches no file")));
    }
    Ok(files)
}

/// Opens a file or a FIFO; refuses what is neither.
pub(crate) fn open(path: &Path) -> Result<Opened, ReadError> {
    refuse_links(path)?;
    let found = fs::metadata(path).map_err(|error| missing(path, &error))?;
    if found.is_dir() {
        return Err(ReadError::new("is a directory")
            .hint("Name its files, for instance with a glob: DIR/*.json."));
    }
    if is_fifo(&found) {
        return Ok(Opened::stream(Box::new(File::open(path)?)));
    }
    if !found.is_file() {
        return Err(ReadError::new("is neither a file nor a FIFO"));
    }
    let file = File::open(path)?;
    // The open file, not the path, says how long it is: a log that grows or is
    // rotated meanwhile is read as it was at this moment.
    let metadata = file.metadata()?;
    Ok(Opened {
        stored: Stored::of(&file),
        read: Box::new(Snapshot {
            file,
            left: metadata.len(),
        }),
        modified: metadata.modified().ok().map(Time::from),
    })
}

/// A file up to the length it had when it was opened.
struct Snapshot {
    file: File,
    left: u64,
}

impl Read for Snapshot {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let room = buf
            .len()
            .min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if room == 0 {
            return Ok(0);
        }
        let n = self.file.read(buf.get_mut(..room).unwrap_or_default())?;
        if n == 0 {
            return Err(ReadError::new("became shorter while it was read")
                .hint("Read it once it is written.")
                .into());
        }
        self.left -= n as u64;
        Ok(n)
    }
}

/// A link could lead anywhere. Only the pipes behind `/dev/fd` are followed,
/// which is how shells pass `<(command)`.
fn refuse_links(path: &Path) -> Result<(), ReadError> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    if !is_link || fs::metadata(path).is_ok_and(|found| is_fifo(&found)) {
        return Ok(());
    }
    let target = fs::read_link(path).unwrap_or_default();
    Err(ReadError::new("is a symbolic link")
        .hint(format!("Name the file itself: {}.", target.display())))
}

#[cfg(unix)]
fn is_fifo(found: &fs::Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&found.file_type())
}

#[cfg(not(unix))]
fn is_fifo(_: &fs::Metadata) -> bool {
    false
}

fn missing(path: &Path, error: &io::Error) -> ReadError {
    if error.kind() != io::ErrorKind::NotFound {
        return ReadError::new(format!("can't be opened: {error}"));
    }
    let error = ReadError::new("no such file");
    match nearest(path) {
        Some(name) => error.hint(format!("Did you mean {name}?")),
        None => error,
    }
}

/// A file beside it of nearly the same name.
fn nearest(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_string_lossy().into_owned();
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let files = fs::read_dir(folder).ok()?.flatten().take(1_000);
    let names = files.map(|entry| entry.file_name().to_string_lossy().into_owned());
    similar::most_alike(&wanted, names, 0.9)
}
