//! How good the clusters are, on labelled logs and beside drain3.
//!
//!     cargo bench --bench score_clusters             # with drain3, in a venv under target/
//!     cargo bench --bench score_clusters -- no-peer
//!
//! Reads `NAME.log` (a message a line) and `NAME.truth` (the id of its true
//! template) from `../shared/data/loghub`, or from the folder that
//! `LABELLED_LOGS` names. docs/clusters.md explains the columns.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use issue_gardener::cluster::{Clusterer, Summarizer};
use issue_gardener::model::{Facts, Record, Sink};
use issue_gardener::redact::Redactor;
use mimalloc::MiMalloc;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How often each log is read for its speed: what is done once for all records
/// is then as small a part as it is of a real log.
const PASSES: usize = 20;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("score_clusters: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::var_os("LABELLED_LOGS")
        .map_or_else(|| package.join("../shared/data/loghub"), PathBuf::from);
    if !folder.is_dir() {
        println!("skipped: no labelled logs at {}", folder.display());
        return Ok(());
    }
    let logs = read_logs(&folder)?;
    let ours: Vec<Scored> = logs.iter().map(score_ours).collect::<Result<_>>()?;
    print_table("issue-gardener", &ours);
    if !std::env::args().any(|argument| argument == "no-peer") {
        let peer = score_drain3(package, &logs)?;
        print_table("drain3", &peer);
        let faster = |ours: f64| ours / mean_speed(&peer, |s| s.lines_per_second);
        println!(
            "issue-gardener is {:.1} times as fast on one core, {:.1} times on {}",
            faster(mean_speed(&ours, |s| s.lines_per_second)),
            faster(mean_speed(&ours, |s| s.on_all_cores)),
            cores(),
        );
    }
    Ok(())
}

/// One labelled log.
struct Log {
    name: String,
    lines: Vec<String>,
    truth: Vec<String>,
}

fn read_logs(folder: &Path) -> Result<Vec<Log>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "log"));
    paths.sort();
    paths.iter().map(|path| read_log(path)).collect()
}

fn read_log(path: &Path) -> Result<Log> {
    let lines = |path: &Path| -> Result<Vec<String>> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Ok(text.lines().map(str::to_owned).collect())
    };
    let log = Log {
        name: path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        lines: lines(path)?,
        truth: lines(&path.with_extension("truth"))?,
    };
    ensure!(
        log.lines.len() == log.truth.len(),
        "{}: a label a line",
        log.name
    );
    Ok(log)
}

/// What one log scored.
struct Scored {
    name: String,
    scores: Scores,
    /// Share of lines whose group is the same after a shuffle.
    stable: f64,
    /// On one core.
    lines_per_second: f64,
    on_all_cores: f64,
}

fn score_ours(log: &Log) -> Result<Scored> {
    let ids = cluster(&log.lines)?;
    let (shuffled, order) = shuffle(&log.lines);
    let after = cluster(&shuffled)?;
    Ok(Scored {
        lines_per_second: lines_per_second(&log.lines, 1),
        on_all_cores: lines_per_second(&log.lines, cores()),
        ..Scored::of(log, &ids, &after, &order)
    })
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

impl Scored {
    /// `ids` of a log's lines, and `after` of its lines in another `order`.
    fn of(log: &Log, ids: &[String], after: &[String], order: &[usize]) -> Self {
        let mut back = vec![String::new(); ids.len()];
        for (id, place) in after.iter().zip(order) {
            back[*place].clone_from(id);
        }
        Self {
            name: log.name.clone(),
            scores: Scores::of(ids, &log.truth),
            stable: same_groups(ids, &back),
            lines_per_second: 0.0,
            on_all_cores: 0.0,
        }
    }
}

/// The cluster id of each line, as `bot cluster --assignments` writes them.
fn cluster(lines: &[String]) -> Result<Vec<String>> {
    let mut summarizer = Summarizer::new(Redactor::default(), true);
    for line in lines {
        summarizer.record(&Record::text(line));
    }
    let mut out = Vec::new();
    let assignments = summarizer.finish().assignments.context("assignments")?;
    assignments.write(&mut out)?;
    let ids: Vec<String> = String::from_utf8(out)?.lines().map(str::to_owned).collect();
    ensure!(
        ids.len() == lines.len(),
        "{} ids for {} lines",
        ids.len(),
        lines.len()
    );
    Ok(ids)
}

/// Clusters and all; the best of several runs.
fn lines_per_second(lines: &[String], threads: usize) -> f64 {
    let once = || {
        let started = Instant::now();
        let mut whole = Clusterer::new(Redactor::default());
        std::thread::scope(|scope| {
            let parts: Vec<_> = (0..threads)
                .map(|_| {
                    let mut part = whole.fork();
                    scope.spawn(move || {
                        for line in std::iter::repeat_n(lines, PASSES).flatten() {
                            part.add((), &Record::text(line), Facts::new());
                        }
                        part
                    })
                })
                .collect();
            for part in parts {
                match part.join() {
                    Ok(part) => whole.merge(part),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
        std::hint::black_box(whole.finish());
        started.elapsed().as_secs_f64()
    };
    let best = (0..5).map(|_| once()).fold(f64::INFINITY, f64::min);
    ratio(lines.len() * PASSES * threads, 1) / best
}

/// The lines in another order, and the place that each came from.
fn shuffle(lines: &[String]) -> (Vec<String>, Vec<usize>) {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    fastrand::Rng::with_seed(1).shuffle(&mut order);
    (
        order.iter().map(|place| lines[*place].clone()).collect(),
        order,
    )
}

fn score_drain3(package: &Path, logs: &[Log]) -> Result<Vec<Scored>> {
    let (here, venv) = (
        package.join("benches/drain3"),
        package.join("target/drain3"),
    );
    let python = venv.join("bin/python");
    if call(Command::new(&python).args(["-c", "import drain3"])).is_err() {
        call(
            Command::new("python3")
                .args(["-m", "venv", "--clear"])
                .arg(&venv),
        )?;
        let requirements = here.join("requirements.txt");
        call(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", "-r"])
                .arg(requirements),
        )?;
    }
    let drain3 = |name: &str, lines: &[String], passes: usize| -> Result<(Vec<String>, f64)> {
        let log = venv.join(name).with_extension("log");
        std::fs::write(&log, lines.join("\n"))?;
        let mut script = Command::new(&python);
        script
            .arg(here.join("cluster.py"))
            .arg(&venv)
            .arg(passes.to_string());
        let seconds: f64 = call(script.arg(&log))?
            .rsplit(' ')
            .next()
            .context("seconds")?
            .trim()
            .parse()?;
        let ids = std::fs::read_to_string(log.with_extension("ids"))?;
        let ids: Vec<String> = ids.lines().map(str::to_owned).collect();
        ensure!(ids.len() == lines.len(), "{name}: an id a line");
        Ok((ids, ratio(lines.len() * passes, 1) / seconds))
    };
    let score = |log: &Log| {
        let (ids, speed) = drain3(&log.name, &log.lines, PASSES)?;
        let (shuffled, order) = shuffle(&log.lines);
        let (after, _) = drain3("shuffled", &shuffled, 1)?;
        Ok(Scored {
            lines_per_second: speed,
            ..Scored::of(log, &ids, &after, &order)
        })
    };
    logs.iter().map(score).collect()
}

fn call(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?}: {errors}");
    Ok(String::from_utf8(output.stdout)?)
}

/// Grouping accuracy, F1 of groups, and pairwise precision and recall (Zhu et
/// al., ICSE-SEIP 2019; Jiang et al., ISSTA 2024 for FGA).
struct Scores {
    ga: f64,
    fga: f64,
    precision: f64,
    recall: f64,
    groups: usize,
    true_groups: usize,
}

impl Scores {
    fn of(ids: &[String], truth: &[String]) -> Self {
        let (groups, true_groups) = (by_id(ids), by_id(truth));
        let right = groups
            .values()
            .filter(|lines| true_groups.get(&truth[lines[0]]) == Some(lines));
        let sizes: Vec<usize> = right.map(Vec::len).collect();
        let both: Vec<String> = ids
            .iter()
            .zip(truth)
            .map(|(a, b)| format!("{a} {b}"))
            .collect();
        let together = pairs(&by_id(&both));
        Self {
            ga: ratio(sizes.iter().sum(), ids.len()),
            fga: ratio(2 * sizes.len(), groups.len() + true_groups.len()),
            precision: ratio(together, pairs(&groups)),
            recall: ratio(together, pairs(&true_groups)),
            groups: groups.len(),
            true_groups: true_groups.len(),
        }
    }
}

/// The lines of each id, ascending.
fn by_id(ids: &[String]) -> HashMap<&String, Vec<usize>> {
    let mut groups: HashMap<&String, Vec<usize>> = HashMap::new();
    for (line, id) in ids.iter().enumerate() {
        groups.entry(id).or_default().push(line);
    }
    groups
}

fn pairs(groups: &HashMap<&String, Vec<usize>>) -> usize {
    groups.values().map(|g| g.len() * (g.len() - 1) / 2).sum()
}

/// Share of lines whose group holds the same lines in both.
fn same_groups(one: &[String], other: &[String]) -> f64 {
    let (groups, others) = (by_id(one), by_id(other));
    let same = groups
        .values()
        .filter(|lines| others.get(&other[lines[0]]) == Some(lines));
    ratio(same.map(Vec::len).sum(), one.len())
}

#[allow(clippy::cast_precision_loss)]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// Over logs of equal length.
fn mean_speed(all: &[Scored], speed: fn(&Scored) -> f64) -> f64 {
    let seconds: f64 = all.iter().map(|s| speed(s).recip()).sum();
    ratio(all.len(), 1) / seconds
}

fn print_table(who: &str, all: &[Scored]) {
    println!("\n{who:<14}    GA    FGA  pair precision  recall  stable  lines/s  groups (true)");
    for scored in all {
        let Scored { name, scores, .. } = scored;
        println!(
            "{name:<14} {:.3}  {:.3}  {:>14.4}  {:.4}  {:.4}  {:>7.0}  {} ({})",
            scores.ga,
            scores.fga,
            scores.precision,
            scores.recall,
            scored.stable,
            scored.lines_per_second,
            scores.groups,
            scores.true_groups
        );
    }
    let mean = |value: fn(&Scored) -> f64| all.iter().map(value).sum::<f64>() / ratio(all.len(), 1);
    println!(
        "{:<14} {:.3}  {:.3}  {:>14.4}  {:.4}  {:.4}  {:>7.0}",
        "mean",
        mean(|s| s.scores.ga),
        mean(|s| s.scores.fga),
        mean(|s| s.scores.precision),
        mean(|s| s.scores.recall),
        mean(|s| s.stable),
        mean_speed(all, |s| s.lines_per_second),
    );
}
