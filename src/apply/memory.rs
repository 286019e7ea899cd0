//! What new issues remember of others: so that one that is deleted, moved or
//! made a discussion is known to have been there, and not made again.

use super::{Applying, Done};
use crate::model::IssueNumber;
use crate::model::issue::IssuePatch;
use crate::ownership::{IssueNumbers, Section, digest_key, remember_made, short};
use crate::plan::{Action, CreateIssue, Plan};
use crate::tracker::{Found, Writer};

/// The issues that were made in a run, and where they are remembered.
pub(crate) struct IssueMemory {
    /// Not remembered in any issue yet.
    fresh: IssueNumbers,
    /// Made in this run.
    made: IssueNumbers,
    home: Option<IssueNumber>,
}

impl IssueMemory {
    pub(crate) fn of(plan: &Plan) -> Self {
        let remember = plan.remember.clone().unwrap_or_default();
        Self {
            fresh: remember.made,
            made: IssueNumbers::new(),
            home: remember.home,
        }
    }

    /// A create that remembers the issues made before it.
    pub(crate) fn within(&self, create: &CreateIssue) -> CreateIssue {
        let mut create = create.clone();
        let mut known = self.made.clone();
        known.extend(self.fresh.clone());
        if let Some(body) = remember_made(&create.issue.body, &known) {
            create.issue.body = body;
        }
        create
    }

    /// Notes issues that were made: each remembers those before it.
    pub(crate) fn learn(&mut self, done: &[Done]) {
        for done in done {
            self.learn_one(done);
        }
    }

    fn learn_one(&mut self, done: &Done) {
        if done.action != Action::Create {
            return;
        }
        self.fresh.clear();
        if done.key == digest_key(done.key.instance()) {
            return;
        }
        let name = short(&done.key).to_owned();
        self.home.get_or_insert(done.number);
        self.made.insert(name.clone(), done.number);
        self.fresh.insert(name, done.number);
    }

    /// Has another issue remember the last one. Where that fails, nothing is
    /// lost but this memory.
    pub(crate) async fn finish<W: Writer, P>(self, applying: &Applying<'_, W, P>) {
        let Some(home) = self.home.filter(|_| !self.fresh.is_empty()) else {
            return;
        };
        if self.fresh.values().any(|number| *number == home) {
            return;
        }
        if let Err(error) = self.write(home, applying).await {
            tracing::warn!(number = home, %error, "what was made could not be remembered");
        }
    }

    async fn write<W: Writer, P>(
        &self,
        home: IssueNumber,
        applying: &Applying<'_, W, P>,
    ) -> Result<(), crate::tracker::TrackerError> {
        applying.writer.ready().await?;
        let Found::Issue(issue) = applying.writer.issue(home).await? else {
            return Ok(());
        };
        let ours = applying.trust.counts(&issue.author) && !issue.locked;
        if !ours || Section::find(&issue.body).ok().flatten().is_none() {
            return Ok(());
        }
        if let Some(body) = remember_made(&issue.body, &self.fresh) {
            let patch = IssuePatch {
                body: Some(body),
                ..IssuePatch::default()
            };
            applying.writer.edit(home, &patch).await?;
        }
        Ok(())
    }
}
