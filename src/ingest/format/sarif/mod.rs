//! SARIF 2.1.0, streamed.
//!
//! Source: OASIS, *Static Analysis Results Interchange Format Version 2.1.0*,
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; section
//! numbers below are its.
//!
//! What a result means depends on its run's rules, artifacts and invocations,
//! which may come behind it. So a run's results are set aside as they come and
//! read once the run is known: from the file itself where that can be read
//! again, else from a temporary one. They are read one at a time: memory grows
//! with rules, not with results.

mod message;
mod own;
mod prints;
mod result;
mod run;
mod uris;
mod wire;

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};

use self::prints::Usable;
use self::result::RunReader;
use self::run::SarifRun;
use crate::ingest::error::ReadError;
use crate::ingest::format::spec::{FormatReader, FormatSpec, LooksLike, ResultsReader, Tools};
use crate::ingest::framing::items::Item;
use crate::ingest::framing::spool::Spool;
use crate::ingest::results::collect::Results;
use crate::ingest::source::open::Stored;
use crate::ingest::syntax::scalar::Scalar;
use crate::ingest::syntax::scan::{JsonKind, Scanner};
use crate::model::Format;

/// The entry of the format: what tells it from others, and its reader.
pub(crate) const FORMAT: FormatSpec = FormatSpec {
    format: Format::Sarif,
    looks_like: &[LooksLike::Json(|document| document.starts("runs", "["))],
    reader: FormatReader::Results(ResultsReader {
        tools: Tools::InRuns,
        read: |report, input, results| {
            let scan = Scanner::new(input.read, report.limits.depth);
            read(scan, input.stored, &input.over, results)
        },
    }),
};

/// Reads a SARIF log, whose bytes may be `stored`, too. `over` is set once the limit on bytes has cut it off:
/// what was read till then counts.
pub(crate) fn read<R: Read>(
    scan: Scanner<R>,
    stored: Option<Stored>,
    over: &AtomicBool,
    results: &mut Results<'_>,
) -> Result<(), ReadError> {
    let mut log = Log {
        scan,
        stored,
        over,
        results,
        runs: 0,
        version: false,
    };
    log.document()
}

struct Log<'l, 'r, R> {
    scan: Scanner<R>,
    stored: Option<Stored>,
    over: &'l AtomicBool,
    results: &'l mut Results<'r>,
    runs: usize,
    version: bool,
}

impl<R: Read> Log<'_, '_, R> {
    fn document(&mut self) -> Result<(), ReadError> {
        if self.scan.kind()? != Some(JsonKind::Object) {
            return Err(ReadError::json(
                self.scan.place(),
                "expected a SARIF log, an object",
            ));
        }
        self.scan.enter()?;
        let mut first = true;
        while let Some(key) = self.scan.key(first)? {
            first = false;
            match key.as_str() {
                "version" => self.version()?,
                "runs" => self.runs()?,
                _ => self.scan.skip()?,
            }
        }
        if let Some(byte) = self.scan.peek()? {
            let what = format!("`{}` behind its end", char::from(byte));
            return Err(ReadError::json(self.scan.place(), what));
        }
        self.check()
    }

    fn version(&mut self) -> Result<(), ReadError> {
        let at = self.scan.place();
        let version = own::own::<Scalar<'_>, _>(self.scan.value()?, at, Scalar::string)?;
        self.version = true;
        let version = version.unwrap_or_default();
        if version.starts_with("2.1") || version.starts_with("2.2") {
            return Ok(());
        }
        let error = ReadError::new(format!("is SARIF {version}"))
            .at(at)
            .detail("only 2.1.0 is read");
        Err(error.hint("Let the tool write 2.1.0, or convert it: `sarif-multitool transform FILE --sarif-output-version Current`."))
    }

    fn check(&mut self) -> Result<(), ReadError> {
        if !self.version {
            return Err(ReadError::new("is SARIF without its `version`")
                .hint("The only one in use is 2.1.0."));
        }
        if self.runs == 0 {
            self.results.partial("holds no run: nothing was looked at");
        }
        Ok(())
    }

    fn runs(&mut self) -> Result<(), ReadError> {
        let at = self.scan.place();
        if self.scan.kind()? != Some(JsonKind::Array) {
            return Err(ReadError::new("`runs` is not an array").at(at));
        }
        self.scan.enter()?;
        let mut first = true;
        while self.scan.element(first)? {
            first = false;
            self.runs += 1;
            self.run()?;
        }
        Ok(())
    }

    fn run(&mut self) -> Result<(), ReadError> {
        if self.scan.kind()? != Some(JsonKind::Object) {
            return Err(ReadError::new("a run is not an object").at(self.scan.place()));
        }
        let mut run = SarifRun::default();
        let mut aside = Aside::new(self.stored.clone());
        let ended = self.members(&mut run, &mut aside);
        if ended.is_err() && !self.over.load(Ordering::Relaxed) {
            return ended;
        }
        self.deliver(run, aside)?;
        ended
    }

    fn members(&mut self, run: &mut SarifRun, aside: &mut Aside) -> Result<(), ReadError> {
        self.scan.enter()?;
        let mut first = true;
        while let Some(key) = self.scan.key(first)? {
            first = false;
            let at = self.scan.place();
            match key.as_str() {
                "results" => self.aside(aside)?,
                "tool" => run.tool(self.scan.value()?, at)?,
                "artifacts" => run.artifacts(self.scan.value()?, at)?,
                "invocations" => run.invocations(self.scan.value()?, at)?,
                "originalUriBaseIds" => run.bases(self.scan.value()?, at)?,
                "automationDetails" => run.automation(self.scan.value()?, at)?,
                "versionControlProvenance" => run.version_control(self.scan.value()?, at)?,
                "externalPropertyFileReferences" => run.external(self.scan.value()?, at)?,
                _ => self.scan.skip()?,
            }
        }
        Ok(())
    }

    /// Sets a run's results aside.
    fn aside(&mut self, aside: &mut Aside) -> Result<(), ReadError> {
        let at = self.scan.place();
        match self.scan.kind()? {
            Some(JsonKind::Array) => self.scan.enter()?,
            // Null where the tool could not look (3.14.23).
            _ if self.scan.value()? == b"null" => return Ok(()),
            _ => return Err(ReadError::new("`results` is not an array").at(at)),
        }
        aside.present = true;
        let mut first = true;
        while self.scan.element(first)? {
            first = false;
            self.scan.peek()?;
            let at = self.scan.place();
            let item = Item::new(self.scan.value()?, at);
            aside.usable.see(item);
            aside.spool.push(item)?;
            aside.count += 1;
        }
        Ok(())
    }

    fn deliver(&mut self, run: SarifRun, mut aside: Aside) -> Result<(), ReadError> {
        let Some(tool) = run.tool_name() else {
            return Err(ReadError::new("a run does not name its tool").at(self.scan.place()));
        };
        if aside.count == 0 {
            run.check_empty()?;
        }
        if !aside.present {
            self.results.partial(format!(
                "a run of {tool} holds no `results`: nothing was looked at"
            ));
        }
        for problem in run.problems() {
            self.results.partial(problem);
        }
        self.results.collected(run.ended());
        let roots = run.uris.roots();
        self.results.set_roots(roots.iter().map(String::as_str));
        self.results.run_of(&tool, run.category());
        for (path, is_target) in run.uris.listed() {
            self.results.lists(&path, is_target);
        }
        let mut reader = RunReader::new(run, tool, aside.usable, self.results.paths());
        self.results.read(aside.spool.items()?, &mut reader)?;
        self.results.end_of_run();
        Ok(())
    }
}

/// Results whose run is not known yet.
struct Aside {
    spool: Spool,
    usable: Usable,
    present: bool,
    count: u64,
}

impl Aside {
    fn new(stored: Option<Stored>) -> Self {
        Self {
            spool: Spool::new(stored),
            usable: Usable::default(),
            present: false,
            count: 0,
        }
    }
}
