//! From stored bytes to UTF-8: decompression, byte order marks, UTF-16.

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use flate2::read::MultiGzDecoder;

use crate::ingest::error::ReadError;
use crate::ingest::source::limits::Limits;
use crate::ingest::source::open::{Opened, Stored};

/// Decoded bytes that detection looks at.
pub(crate) const HEAD: usize = 64 << 10;

/// Decompressed bytes that are free of the ratio's limit.
const FREE: u64 = 1 << 20;

/// A stream of bytes of any kind.
pub(crate) type DecodedBytes = Box<dyn Read + Send>;

/// An input after decompression, as UTF-8.
pub(crate) struct Decoded {
    /// Its first bytes, which `read` gives too.
    pub(crate) head: Vec<u8>,
    pub(crate) read: DecodedBytes,
    /// Set once the limit on bytes has ended the stream early.
    pub(crate) over: Arc<AtomicBool>,
    /// The same bytes once more, where they are stored as they are.
    pub(crate) stored: Option<Stored>,
    /// Checksum and length of what has been read by now, decompressed.
    pub(crate) checksum: Arc<AtomicU64>,
}

/// Decompresses an input and decodes its text.
pub(crate) fn decode(opened: Opened, limits: &Limits) -> Result<Decoded, ReadError> {
    let (magic, raw) = peek(opened.read, 6)?;
    if magic.is_empty() {
        return Err(ReadError::empty());
    }
    refuse_archives(&magic)?;
    let compressed = Arc::new(AtomicU64::new(0));
    let counted = Counted {
        read: raw,
        bytes: Arc::clone(&compressed),
    };
    let (plain, is_compressed): (DecodedBytes, bool) = match magic.as_slice() {
        [0x1f, 0x8b, ..] => (Box::new(MultiGzDecoder::new(counted)), true),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => (Box::new(zstd::Decoder::new(counted)?), true),
        _ => (Box::new(counted), false),
    };
    let over = Arc::new(AtomicBool::new(false));
    let checksum = Arc::new(AtomicU64::new(0));
    let metered = Metered {
        read: plain,
        out: 0,
        crc: crc32fast::Hasher::new(),
        checksum: Arc::clone(&checksum),
        max: limits.bytes,
        ratio: is_compressed.then_some((limits.ratio, compressed)),
        over: Arc::clone(&over),
    };
    let (read, is_decoded) = to_utf8(Box::new(metered))?;
    let (head, read) = peek(read, HEAD)?;
    refuse_archives(&head)?;
    if head.starts_with(b"<<<<<<< ") {
        return Err(ReadError::new("holds the marks of a merge conflict")
            .hint("Resolve it, or write the report anew."));
    }
    if head.trim_ascii().is_empty() && head.len() < HEAD {
        return Err(ReadError::new("is empty but for white space"));
    }
    let stored = opened.stored.filter(|_| !is_compressed && !is_decoded);
    Ok(Decoded {
        head,
        read,
        over,
        stored,
        checksum,
    })
}

impl Decoded {
    /// Passes over the first bytes of what was read ahead.
    pub(crate) fn skip(&mut self, bytes: usize) -> io::Result<()> {
        io::copy(&mut self.read.by_ref().take(bytes as u64), &mut io::sink())?;
        self.head.drain(..bytes.min(self.head.len()));
        // The file starts with what is passed over.
        self.stored = None;
        Ok(())
    }
}

/// Refuses archives: what they hold could lead anywhere, and which of their
/// files is meant is not said. `head` is the start of the input, or of what it
/// decompresses to.
fn refuse_archives(head: &[u8]) -> Result<(), ReadError> {
    let kind = match head {
        // A file's header, the end of an empty archive, and the first of several parts.
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => "a zip archive",
        [b'7', b'z', 0xbc, ..] => "a 7z archive",
        [b'R', b'a', b'r', b'!', ..] => "a rar archive",
        [0xfd, b'7', b'z', b'X', ..] => "xz data",
        [b'B', b'Z', b'h', ..] => "bzip2 data",
        // POSIX.1-1988 and later, and GNU's.
        _ if head.get(257..262) == Some(b"ustar") => "a tar archive",
        _ => return Ok(()),
    };
    Err(ReadError::new(format!("is {kind}"))
        .hint("Unpack it and name its files; gzip and zstd are read as they are."))
}

/// Reads up to `n` bytes ahead.
fn peek(mut read: DecodedBytes, n: usize) -> Result<(Vec<u8>, DecodedBytes), ReadError> {
    let mut head = Vec::new();
    read.by_ref().take(n as u64).read_to_end(&mut head)?;
    let whole = Cursor::new(head.clone()).chain(read);
    Ok((head, Box::new(whole)))
}

/// Counts bytes on their way.
struct Counted<R> {
    read: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.read.read(buf)?;
        self.bytes.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Ends a stream at a number of bytes, and fails where it swells too much.
struct Metered<R> {
    read: R,
    out: u64,
    crc: crc32fast::Hasher,
    checksum: Arc<AtomicU64>,
    max: u64,
    /// Bytes out for each byte in, and the bytes in.
    ratio: Option<(u64, Arc<AtomicU64>)>,
    over: Arc<AtomicBool>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.max - self.out).unwrap_or(usize::MAX);
        if left == 0 {
            // Only a stream that has more is cut.
            if self.read.read(&mut [0])? > 0 {
                self.over.store(true, Ordering::Relaxed);
            }
            return Ok(0);
        }
        let room = buf.len().min(left);
        let n = self.read.read(buf.get_mut(..room).unwrap_or_default())?;
        self.out += n as u64;
        self.crc.update(buf.get(..n).unwrap_or_default());
        let crc = u64::from(self.crc.clone().finalize());
        self.checksum.store(crc << 32 ^ self.out, Ordering::Relaxed);
        if let Some((ratio, compressed)) = &self.ratio {
            let most =
                FREE.saturating_add(compressed.load(Ordering::Relaxed).saturating_mul(*ratio));
            if self.out > most {
                let what = format!("decompresses to more than {ratio} times its size");
                return Err(ReadError::new(what)
                    .hint("It was left unread, as it may be a decompression bomb.")
                    .into());
            }
        }
        Ok(n)
    }
}

/// Strips a UTF-8 byte order mark; turns UTF-16, with a mark or plain to see
/// by its zeros, into UTF-8. Says whether that changed anything.
fn to_utf8(read: DecodedBytes) -> Result<(DecodedBytes, bool), ReadError> {
    let (head, mut read) = peek(read, 200)?;
    let (encoding, mark): (Option<&'static Encoding>, usize) = match head.as_slice() {
        [0xef, 0xbb, 0xbf, rest @ ..] => (declared(rest), 3),
        [0xff, 0xfe, ..] => (Some(UTF_16LE), 2),
        [0xfe, 0xff, ..] => (Some(UTF_16BE), 2),
        [b'{' | b'[' | b'<', 0, ..] => (Some(UTF_16LE), 0),
        [0, b'{' | b'[' | b'<', ..] => (Some(UTF_16BE), 0),
        _ => (declared(&head), 0),
    };
    io::copy(&mut read.by_ref().take(mark as u64), &mut io::sink())?;
    let Some(encoding) = encoding else {
        return Ok((read, mark > 0));
    };
    let transcoded = Transcoded {
        read,
        decoder: encoding.new_decoder_without_bom_handling(),
        input: vec![0; 16 << 10],
        output: Vec::new(),
        given: 0,
        done: false,
    };
    Ok((Box::new(transcoded), true))
}

/// The encoding that an XML declaration names. Its parser insists on valid
/// text, so UTF-8 is decoded, too: what a test printed may be anything.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    if !head.trim_ascii_start().starts_with(b"<") {
        return None;
    }
    let head = String::from_utf8_lossy(head);
    let declaration = head
        .trim_start()
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split("?>").next());
    let name = declaration.and_then(|text| {
        let value = text
            .split_once("encoding")?
            .1
            .trim_start()
            .strip_prefix('=')?
            .trim_start();
        value.get(1..)?.split(['"', '\'']).next()
    });
    // A file that says UTF-16 and was no such thing above says nothing.
    let known = name.and_then(|name| Encoding::for_label(name.as_bytes()));
    known
        .filter(|encoding| !encoding.name().starts_with("UTF-16"))
        .or(Some(UTF_8))
}

/// UTF-8 of a stream in another encoding; what is malformed becomes U+FFFD.
struct Transcoded {
    read: DecodedBytes,
    decoder: Decoder,
    input: Vec<u8>,
    output: Vec<u8>,
    /// Bytes of `output` that were given.
    given: usize,
    done: bool,
}

impl Transcoded {
    fn refill(&mut self) -> io::Result<()> {
        let n = self.read.read(&mut self.input)?;
        self.done = n == 0;
        let input = self.input.get(..n).unwrap_or_default();
        let room = self.decoder.max_utf8_buffer_length(n).unwrap_or(3 * n + 16);
        self.output.resize(room, 0);
        let (_, _, written, _) = self
            .decoder
            .decode_to_utf8(input, &mut self.output, self.done);
        self.output.truncate(written);
        self.given = 0;
        Ok(())
    }
}

impl Read for Transcoded {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() {
            if self.done {
                return Ok(0);
            }
            self.refill()?;
        }
        let mut left = self.output.get(self.given..).unwrap_or_default();
        let n = left.read(buf)?;
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn decoded(bytes: &[u8], limits: &Limits) -> Result<(String, bool), String> {
        let raw = Box::new(Cursor::new(bytes.to_vec()));
        let mut decoded = decode(Opened::stream(raw), limits).map_err(|e| e.to_string())?;
        let mut text = String::new();
        let read = decoded.read.read_to_string(&mut text);
        read.map_err(|e| ReadError::from(e).to_string())?;
        Ok((text, decoded.over.load(Ordering::Relaxed)))
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    #[test]
    fn the_same_text_in_every_wrapping() {
        let text = "[\"é\u{1f600}\"]\n";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let zstd = zstd::encode_all(text.as_bytes(), 1).unwrap();
        let two = [gzip(&text.as_bytes()[..4]), gzip(&text.as_bytes()[4..])].concat();
        let all: [Vec<u8>; 9] = [
            text.into(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            [&[0xff, 0xfe], utf16.as_slice()].concat(),
            [&[0xfe, 0xff], utf16be.as_slice()].concat(),
            utf16,
            utf16be,
            gzip(text.as_bytes()),
            two,
            zstd,
        ];
        for bytes in all {
            let want = Ok((text.to_owned(), false));
            assert_eq!(decoded(&bytes, &Limits::default()), want, "{bytes:?}");
        }
    }

    #[test]
    fn what_is_no_input_says_so() {
        let limits = Limits::default();
        insta::assert_snapshot!(decoded(b"", &limits).unwrap_err(), @"is empty. An empty file is not a result: a tool that found nothing still writes its report.");
        insta::assert_snapshot!(decoded(b" \n", &limits).unwrap_err(), @"is empty but for white space");
        insta::assert_snapshot!(decoded(b"PK\x03\x04..", &limits).unwrap_err(), @"is a zip archive. Unpack it and name its files; gzip and zstd are read as they are.");
        let whole = gzip(b"[1,2,3]");
        insta::assert_snapshot!(decoded(&whole[..12], &limits).unwrap_err(), @"the compressed data ends early. Was the download cut off?");
    }

    #[test]
    fn limits_end_or_fail_a_stream() {
        let bomb = gzip(&vec![b' '; 40 << 20]);
        let limits = Limits::default();
        insta::assert_snapshot!(decoded(&bomb, &limits).unwrap_err(), @"decompresses to more than 200 times its size. It was left unread, as it may be a decompression bomb.");
        let limits = Limits { bytes: 3, ..limits };
        assert_eq!(decoded(b"abcd", &limits), Ok(("abc".to_owned(), true)));
        assert_eq!(decoded(b"abc", &limits), Ok(("abc".to_owned(), false)));
    }
}
