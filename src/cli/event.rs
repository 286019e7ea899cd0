//! `bot event`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::Path;

use super::args::{self, Common};
use super::exit::{Exit, Failure};
use super::open_tracker::OpenTracker;
use super::session::{Session, exit_of, var, write_summary};
use super::sync;
use crate::command::act::{self, CommandContext, CommandOutcome, SourceComment};
use crate::command::answer::{self, Reply};
use crate::command::authorize::{self, SortedCommands};
use crate::command::explain::{self, Next};
use crate::command::payload::{self, CommentEvent, WebhookEvent};
use crate::command::{Command, CommandTarget, MissingIssue, ParsedCommand, parse};
use crate::model::{Target, parse_words};
use crate::observe::{Observed, observe_issue};
use crate::plan::{Plan, guard};
use crate::render::Escaper;
use crate::report::display;
use crate::tracker::{Dialect, Found, Hosting, Reaction, Reader as _, Writer as _};

/// GitHub sends no payload that is larger.
/// <https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap>
const MAX_PAYLOAD: u64 = 25 * 1024 * 1024;

/// Acts on the event that a workflow runs for.
pub(crate) async fn run(common: &Common, args: &args::EventArgs) -> Result<Exit, Failure> {
    let name = given(args.name.clone(), "GITHUB_EVENT_NAME", "--name")?;
    let path = args.path.as_ref().map(|path| path.display().to_string());
    let path = given(path, "GITHUB_EVENT_PATH", "--path")?;
    let payload = load(Path::new(&path))?;
    let event = payload::read(&name, &payload).map_err(|error| {
        let why = parse_words::plain(&error.to_string());
        Failure::unusable(format!("{path}: not a payload of the event {name}: {why}"))
    })?;
    match event {
        WebhookEvent::Ignored(why) => Ok(ignore(common, &why)),
        WebhookEvent::Sync { dry_run } => {
            let sync = args::SyncArgs {
                inputs: args.inputs.clone(),
                dry_run: dry_run || args.dry_run,
                force: false,
            };
            sync::sync(common, &sync).await
        }
        WebhookEvent::Comment(said) => comment(common, args, &said).await,
    }
}

fn given(option: Option<String>, variable: &str, flag: &str) -> Result<String, Failure> {
    option
        .or_else(|| var(variable))
        .ok_or_else(|| Failure::unusable(format!("no event: give {flag}, or set {variable}")))
}

fn load(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let failed = |error: std::io::Error| Failure::unusable(format!("{shown}: {error}"));
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut text = String::new();
    file.take(MAX_PAYLOAD + 1)
        .read_to_string(&mut text)
        .map_err(failed)?;
    if text.len() as u64 > MAX_PAYLOAD {
        return Err(Failure::unusable(format!(
            "{shown}: larger than any payload of GitHub's ({MAX_PAYLOAD} bytes)"
        )));
    }
    Ok(text)
}

fn ignore(common: &Common, why: &str) -> Exit {
    common.streams().note(&format!("nothing to do: {why}"));
    Exit::Done
}

/// Reads a comment's commands, asks who may, acts, and answers.
async fn comment(
    common: &Common,
    args: &args::EventArgs,
    said: &CommentEvent,
) -> Result<Exit, Failure> {
    let given = parse(&said.body);
    if given.is_empty() {
        return Ok(ignore(common, "the comment holds no command"));
    }
    let session = Session::open(common)?;
    let target = session.target(common)?;
    if let Some(why) = elsewhere(&target, said) {
        return Ok(ignore(common, &why));
    }
    let opened = OpenTracker::open(&session, &target).await?;
    if !args.dry_run {
        opened.tracker.claim().map_err(Failure::unusable)?;
    }
    let author = &said.author;
    if let Some(why) = authorize::ignored(author, &said.body, &opened.trust, &session.rules.bots) {
        return Ok(ignore(common, &why));
    }
    let login = &said.author.login;
    let role = opened
        .tracker
        .permission(login)
        .await
        .map_err(Failure::unusable)?;
    let sorted = authorize::sort(given, role, &session.rules.commands);
    let handler = CommentHandler {
        opened: &opened,
        args,
        said,
    };
    if sorted.allowed.is_empty() {
        handler.react(Reaction::Refused).await;
        return Ok(ignore(
            common,
            &format!("{login} may not give these commands"),
        ));
    }
    handler.handle(sorted).await
}

/// Returns why a comment is not acted on that was made in another place than
/// the one that is written to: its issue number would mean another issue.
fn elsewhere(target: &Target, said: &CommentEvent) -> Option<String> {
    match (target.repository(), &said.repository) {
        (Some(ours), Some(theirs)) if !ours.is(theirs) => {
            Some(format!("the comment is in {theirs}, the target is {ours}"))
        }
        (Some(_), None) => Some("the payload names no repository".to_owned()),
        (None, Some(theirs)) => Some(format!(
            "the comment is in {theirs}, the target is a folder"
        )),
        _ => None,
    }
}

/// The other issue that the commands are about: a merge's target, or the one
/// that an earlier merge is taken back from.
fn other_issue(given: &[ParsedCommand], target: CommandTarget<'_>) -> Option<u64> {
    let merge = given.iter().find_map(|one| match one.command {
        Ok(Command::Merge(number)) => Some(number),
        _ => None,
    });
    let reopens = given.iter().any(|one| one.command == Ok(Command::Reopen));
    let back = || target.decisions().merged_into().filter(|_| reopens);
    merge.or_else(back)
}

/// Where the commands of one comment are carried out.
struct CommentHandler<'a> {
    opened: &'a OpenTracker<'a>,
    args: &'a args::EventArgs,
    said: &'a CommentEvent,
}

impl CommentHandler<'_> {
    async fn handle(&self, sorted: SortedCommands) -> Result<Exit, Failure> {
        let observed = self.observe(self.said.number).await?;
        let Some(target) = CommandTarget::of(&observed, self.said.number) else {
            return Ok(self.nothing("the issue is not there any more"));
        };
        if target.issue().locked {
            return Ok(self.nothing("the issue is locked"));
        }
        let other = other_issue(&sorted.allowed, target);
        let others = match other {
            Some(number) => Some((number, self.observe(number).await?)),
            None => None,
        };
        let missing = self.missing(&sorted.allowed).await?;
        let source = SourceComment {
            comment: self.said.id,
            by: self.said.author.login.clone(),
            at: self.said.at,
        };
        let tracker = self.opened.target.to_string();
        let context = CommandContext {
            target,
            other: others
                .as_ref()
                .and_then(|(n, seen)| CommandTarget::of(seen, *n)),
            missing: &missing,
            source: &source,
            redactor: &self.opened.session.redactor,
            escaper: self.escaper(),
            now: self.opened.session.now(),
            run: &self.opened.session.run,
            tracker: &tracker,
            instance: &self.opened.session.rules.instance,
        };
        let acted = act::act(&context, &sorted.allowed);
        self.carry_out(&context, acted, sorted).await
    }

    fn escaper(&self) -> Escaper {
        self.opened.session.renderer.escaper()
    }

    async fn observe(&self, number: u64) -> Result<Observed, Failure> {
        let label = &self.opened.session.rules.label;
        observe_issue(&self.opened.tracker, &self.opened.trust, label, number)
            .await
            .map_err(Failure::unusable)
    }

    /// Numbers that the commands name and that are no issue's, each with why.
    /// A folder may be beside a tracker whose numbers its issues name.
    async fn missing(
        &self,
        given: &[ParsedCommand],
    ) -> Result<BTreeMap<u64, MissingIssue>, Failure> {
        let named: BTreeSet<u64> = given
            .iter()
            .filter_map(|one| match one.command {
                Ok(Command::Relate { number, .. } | Command::Merge(number)) => Some(number),
                _ => None,
            })
            .collect();
        let mut missing = BTreeMap::new();
        if Dialect::of(self.opened.target).hosting == Hosting::Folder {
            return Ok(missing);
        }
        for number in named {
            let found = self.opened.tracker.issue(number).await;
            let why = match found.map_err(Failure::unusable)? {
                Found::Issue(_) | Found::PullRequest => continue,
                Found::Missing => MissingIssue::NotFound { number },
                Found::Gone => MissingIssue::Deleted { number },
                Found::Transferred(to) => MissingIssue::Moved { number, to },
            };
            missing.insert(number, why);
        }
        Ok(missing)
    }

    fn nothing(&self, why: &str) -> Exit {
        self.opened
            .session
            .streams
            .note(&format!("nothing to do: {why}"));
        Exit::Done
    }

    /// Writes what was decided, syncs if that was asked for, and answers last:
    /// an answer tells what is so by then.
    async fn carry_out(
        &self,
        context: &CommandContext<'_>,
        mut acted: CommandOutcome,
        sorted: SortedCommands,
    ) -> Result<Exit, Failure> {
        let streams = &self.opened.session.streams;
        let refusals = sorted
            .refused
            .into_iter()
            .map(|(one, needed)| Reply::Refused {
                name: one.name,
                needed,
            });
        acted.replies.extend(refusals);
        if self.args.dry_run {
            streams.plan(&acted.plan).map_err(Failure::unusable)?;
            return Ok(Exit::Done);
        }
        let mut exit = self.write(&acted.plan, &mut acted.replies).await?;
        if acted.sync {
            let synced = self.sync(&mut acted.replies).await?;
            exit = if exit == Exit::Done { synced } else { exit };
        }
        self.answer(context, &acted.replies).await?;
        self.react(answer::reaction(&acted.replies)).await;
        Ok(exit)
    }

    async fn write(&self, plan: &Plan, replies: &mut Vec<Reply>) -> Result<Exit, Failure> {
        if plan.is_noop() {
            return Ok(Exit::Done);
        }
        let outcome = self.opened.write(plan).await;
        self.opened
            .session
            .streams
            .synced(plan, &outcome)
            .map_err(Failure::unusable)?;
        write_summary(self.opened.session, plan, Some(&outcome))?;
        let undone = outcome.failed.iter().chain(&outcome.skipped).next();
        replies.extend(undone.map(|undone| Reply::Failed(undone.reason.clone())));
        Ok(exit_of(plan.errors.is_empty(), outcome.is_incomplete()))
    }

    async fn sync(&self, replies: &mut Vec<Reply>) -> Result<Exit, Failure> {
        let (plan, _) = match self.plan().await {
            Ok(planned) => planned,
            Err(failure) => {
                replies.push(Reply::Failed(failure.message.clone()));
                self.opened.session.streams.failure(&failure.message);
                return Ok(failure.exit);
            }
        };
        if let Err(refusal) = guard(&plan, &self.opened.session.rules.limits) {
            replies.push(Reply::Failed(refusal.to_string()));
            return Ok(Exit::Refused);
        }
        let mut exit = self.write(&plan, replies).await?;
        if !plan.errors.is_empty() {
            replies.push(Reply::Failed(plan.errors.join("; ")));
            exit = Exit::Incomplete;
        }
        replies.push(Reply::Synced(display::summary(&plan)));
        Ok(exit)
    }

    /// Returns what a sync would do now, and the problems without any decision.
    async fn plan(&self) -> Result<(Plan, crate::triage::Triage), Failure> {
        let cursors = self.opened.session.cursors(self.opened.target);
        self.opened.plan(&self.args.inputs, &cursors, true).await
    }

    async fn answer(&self, context: &CommandContext<'_>, replies: &[Reply]) -> Result<(), Failure> {
        let explained = if replies.contains(&Reply::Explain) {
            self.explain(context).await?
        } else {
            String::new()
        };
        let Some(text) = answer::text(replies, &explained, self.escaper()) else {
            return Ok(());
        };
        let text = self.opened.session.redactor.redact(&text);
        let number = context.target.issue().number;
        let comments = self.opened.tracker.comments(number).await;
        let mut comments = comments.map_err(Failure::unusable)?;
        comments.retain(|comment| self.opened.trust.counts(&comment.author));
        let Some(change) = act::answering(context, &text, &comments) else {
            return Ok(());
        };
        let mut plan = act::nothing(context);
        plan.changes = vec![change];
        let outcome = self.opened.write(&plan).await;
        self.opened
            .session
            .streams
            .synced(&plan, &outcome)
            .map_err(Failure::unusable)
    }

    /// Over what the tracker holds now, decisions of this comment included.
    async fn explain(&self, context: &CommandContext<'_>) -> Result<String, Failure> {
        let number = context.target.issue().number;
        let observed = self.observe(number).await?;
        let target = CommandTarget::of(&observed, number).unwrap_or(context.target);
        let planned = self.plan().await;
        let next = match &planned {
            Ok((plan, triage)) => {
                let key = target.tracked().map(|(key, _)| key);
                let mut problems = triage.problems.iter();
                Next::Known {
                    plan,
                    problem: problems.find(|p| key.is_some_and(|key| p.has_key(key))),
                }
            }
            Err(failure) => Next::Unknown(&failure.message),
        };
        let rules = &self.opened.session.rules;
        Ok(explain::markdown(target, rules, next, self.escaper()))
    }

    /// A reaction that cannot be given is no failure of the command.
    async fn react(&self, reaction: Reaction) {
        if self.args.dry_run {
            return;
        }
        if let Err(error) = self.opened.tracker.react(self.said.id, reaction).await {
            tracing::warn!(%error, "no reaction could be given");
        }
    }
}
