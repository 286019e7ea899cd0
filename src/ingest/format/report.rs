//! The ways in which reports hold their results: as lines, as elements, as
//! elements of a document that says something beside them.

use std::io::Read;

use crate::ingest::error::ReadError;
use crate::ingest::framing::elements::{Analyzed, Elements};
use crate::ingest::framing::items::Lines;
use crate::ingest::framing::spool::Spool;
use crate::ingest::results::collect::{ReadResults, Results};
use crate::ingest::source::decode::{Decoded, DecodedBytes};
use crate::ingest::source::limits::Limits;
use crate::ingest::source::open::Stored;
use crate::ingest::syntax::member;
use crate::ingest::syntax::scan::Scanner;
use crate::model::{SourceSpec, Time};

/// Longer lines of JSON are unreadable.
pub(crate) const MAX_JSON_LINE: usize = 32 << 20;

/// How one report is to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReportContext<'s> {
    pub(crate) spec: &'s SourceSpec,
    pub(crate) limits: &'s Limits,
    /// Each line is a JSON object of its own.
    pub(crate) lines: bool,
}

impl ReportContext<'_> {
    /// Results that need nothing around them: lines, or elements.
    pub(crate) fn plain<R: Read>(
        self,
        read: R,
        reader: &mut impl ReadResults,
        results: &mut Results<'_>,
    ) -> Result<(), ReadError> {
        if self.lines {
            return results.read(Lines::new(read, MAX_JSON_LINE), reader);
        }
        let mut elements = elements(self.spec, self.limits, read, "", &[]);
        let ended = results.read(&mut elements, reader);
        self.around(&elements, results);
        ended
    }

    /// Results of which something is said elsewhere in the document, maybe
    /// behind them.
    pub(crate) fn document<F: ReadResults>(
        self,
        decoded: Decoded,
        pointer: &str,
        watched: &[&str],
        results: &mut Results<'_>,
        reader: impl FnOnce(&Elements<DecodedBytes>) -> Result<F, ReadError>,
    ) -> Result<(), ReadError> {
        let elements = elements(self.spec, self.limits, decoded.read, pointer, watched);
        self.spooled(elements, decoded.stored, results, reader)
    }

    /// As [`ReportContext::document`], where a member says which files were analyzed.
    pub(crate) fn listing<F: ReadResults>(
        self,
        decoded: Decoded,
        (pointer, watched): (&str, &[&str]),
        (member, files): (&'static str, Analyzed),
        results: &mut Results<'_>,
        reader: impl FnOnce(&Elements<DecodedBytes>) -> Result<F, ReadError>,
    ) -> Result<(), ReadError> {
        let mut elements = elements(self.spec, self.limits, decoded.read, pointer, watched);
        elements.listing(member, files);
        self.spooled(elements, decoded.stored, results, reader)
    }

    fn spooled<F: ReadResults>(
        self,
        mut elements: Elements<DecodedBytes>,
        stored: Option<Stored>,
        results: &mut Results<'_>,
        reader: impl FnOnce(&Elements<DecodedBytes>) -> Result<F, ReadError>,
    ) -> Result<(), ReadError> {
        let mut spool = Spool::new(stored);
        // Where the limit on bytes cuts the document off, what came counts.
        let ended = spool.fill(&mut elements);
        self.around(&elements, results);
        for file in elements.listed() {
            results.lists(file, true);
        }
        results.read(spool.items()?, &mut reader(&elements)?)?;
        ended
    }

    /// The members of the document other than its results.
    fn around<R: Read>(self, elements: &Elements<R>, results: &mut Results<'_>) {
        results.collected(collected(self.spec, elements));
        let root = self.spec.root.as_deref();
        let root = root.and_then(|root| elements.seen_at(root)?.as_str());
        results.set_roots(root);
        if let Some(scope) = &self.spec.scope {
            let files = elements.seen_at(&scope.files).and_then(member::count);
            results.scope(scope, files);
        }
    }
}

/// Elements at the source's own pointer, else at the format's.
pub(crate) fn elements<R: Read>(
    spec: &SourceSpec,
    limits: &Limits,
    read: R,
    pointer: &str,
    watched: &[&str],
) -> Elements<R> {
    let scope = spec.scope.as_ref().map(|scope| &scope.files);
    let own = [spec.collected.as_ref(), spec.root.as_ref(), scope];
    let watched = own
        .into_iter()
        .flatten()
        .map(String::as_str)
        .chain(watched.iter().copied());
    let scan = Scanner::new(read, limits.depth);
    Elements::new(scan, spec.select.as_deref().unwrap_or(pointer), watched)
}

/// When the document says it was made.
pub(crate) fn collected<R: Read>(spec: &SourceSpec, elements: &Elements<R>) -> Option<Time> {
    member::time(elements.seen_at(spec.collected.as_deref()?)?)
}
