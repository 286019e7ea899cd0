//! Which reader takes which report, and where in it the results are.

use std::io::Read;

use crate::ingest::error::ReadError;
use crate::ingest::format::cargo::Cargo;
use crate::ingest::format::codeclimate::CodeClimate;
use crate::ingest::format::depcruise::{self, Depcruise};
use crate::ingest::format::eslint::Eslint;
use crate::ingest::format::findings::Findings;
use crate::ingest::format::github_alerts::GithubAlerts;
use crate::ingest::format::jscpd::{self, Jscpd};
use crate::ingest::format::json::Json;
use crate::ingest::format::rdjson::{self, Rdjson};
use crate::ingest::format::sonar::{self, Sonar};
use crate::ingest::format::{checkstyle, importlinter, junit, sarif};
use crate::ingest::framing::elements::{Analyzed, Elements};
use crate::ingest::framing::items::Lines;
use crate::ingest::framing::spool::Spool;
use crate::ingest::results::collect::{ReadResults, Results};
use crate::ingest::source::decode::{Bytes, Decoded};
use crate::ingest::source::limits::Limits;
use crate::ingest::source::open::Stored;
use crate::ingest::syntax::member;
use crate::ingest::syntax::scan::Scanner;
use crate::ingest::syntax::xml::Xml;
use crate::model::format::Format;
use crate::model::{Sink, SourceSpec, Time};

/// Longer lines of JSON are unreadable.
pub(crate) const MAX_JSON_LINE: usize = 32 << 20;

/// How one report is to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Report<'s> {
    pub(crate) spec: &'s SourceSpec,
    pub(crate) limits: &'s Limits,
    /// Each line is a JSON object of its own.
    pub(crate) lines: bool,
}

impl Report<'_> {
    /// Reads a report of any format that gives results.
    pub(crate) fn read<S: Sink>(
        self,
        format: Format,
        decoded: Decoded,
        results: &mut Results<'_, S>,
    ) -> Result<(), ReadError> {
        let depth = self.limits.depth;
        match format {
            Format::Sarif => {}
            Format::Junit => results.run_of("junit", None),
            Format::Eslint => results.run_of("ESLint", None),
            Format::Depcruise => results.run_of("dependency-cruiser", None),
            Format::Jscpd => results.run_of("jscpd", None),
            Format::Importlinter => results.run_of("import-linter", None),
            _ => results.names_no_tools(),
        }
        match format {
            Format::Sarif => {
                let scan = Scanner::new(decoded.read, depth);
                sarif::read(scan, decoded.stored, &decoded.over, results)
            }
            Format::Junit => junit::read(Xml::new(decoded.read, depth), results),
            Format::Checkstyle => checkstyle::read(Xml::new(decoded.read, depth), results),
            Format::Importlinter => {
                importlinter::read(Lines::new(decoded.read, MAX_JSON_LINE), results)
            }
            Format::Findings => self.plain(decoded.read, &mut Findings::default(), results),
            Format::Cargo => results.read(
                Lines::new(decoded.read, MAX_JSON_LINE),
                &mut Cargo::default(),
            ),
            Format::Eslint => self.plain(decoded.read, &mut Eslint, results),
            Format::CodeClimate => self.plain(decoded.read, &mut CodeClimate, results),
            Format::GithubAlerts => self.plain(decoded.read, &mut GithubAlerts, results),
            Format::Rdjson if self.lines => {
                self.plain(decoded.read, &mut Rdjson::default(), results)
            }
            Format::Rdjson => self.document(
                decoded,
                rdjson::POINTER,
                &[rdjson::SOURCE, rdjson::SEVERITY],
                results,
                |of| {
                    Ok(Rdjson::new(
                        of.seen_at(rdjson::SOURCE),
                        of.seen_at(rdjson::SEVERITY),
                    ))
                },
            ),
            Format::Sonar => {
                self.document(decoded, sonar::POINTER, &[sonar::RULES], results, |of| {
                    Ok(Sonar::new(of.seen_at(sonar::RULES)))
                })
            }
            Format::Jscpd => self.listing(
                decoded,
                (jscpd::POINTER, &[]),
                (jscpd::STATISTICS, jscpd::files),
                results,
                |_| Ok(Jscpd),
            ),
            Format::Depcruise => self.listing(
                decoded,
                (depcruise::POINTER, &[depcruise::CRUISED]),
                (depcruise::MODULES, depcruise::files),
                results,
                |of| Ok(Depcruise::new(of.seen_at(depcruise::CRUISED))),
            ),
            Format::Json | Format::Gcp | Format::Text => {
                self.document(decoded, "", &[], results, |_| Json::new(self.spec))
            }
        }
    }

    /// Results that need nothing around them: lines, or elements.
    fn plain<R: Read, S: Sink>(
        self,
        read: R,
        reader: &mut impl ReadResults,
        results: &mut Results<'_, S>,
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
    fn document<S: Sink, F: ReadResults>(
        self,
        decoded: Decoded,
        pointer: &str,
        watched: &[&str],
        results: &mut Results<'_, S>,
        reader: impl FnOnce(&Elements<Bytes>) -> Result<F, ReadError>,
    ) -> Result<(), ReadError> {
        let elements = elements(self.spec, self.limits, decoded.read, pointer, watched);
        self.spooled(elements, decoded.stored, results, reader)
    }

    /// As [`Report::document`], where a member says which files were analyzed.
    fn listing<S: Sink, F: ReadResults>(
        self,
        decoded: Decoded,
        (pointer, watched): (&str, &[&str]),
        (member, files): (&'static str, Analyzed),
        results: &mut Results<'_, S>,
        reader: impl FnOnce(&Elements<Bytes>) -> Result<F, ReadError>,
    ) -> Result<(), ReadError> {
        let mut elements = elements(self.spec, self.limits, decoded.read, pointer, watched);
        elements.listing(member, files);
        self.spooled(elements, decoded.stored, results, reader)
    }

    fn spooled<S: Sink, F: ReadResults>(
        self,
        mut elements: Elements<Bytes>,
        stored: Option<Stored>,
        results: &mut Results<'_, S>,
        reader: impl FnOnce(&Elements<Bytes>) -> Result<F, ReadError>,
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

    /// What the document says beside its results.
    fn around<R: Read, S: Sink>(self, elements: &Elements<R>, results: &mut Results<'_, S>) {
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
