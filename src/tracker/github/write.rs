//! Writing, each write checked against its answer.
//!
//! What makes something new is sent once: whether a lost answer meant success
//! is the caller's to find out. What sets something to a value is repeated,
//! but an edit only over the text that it was meant to replace: while the
//! client waited, a person may have written.

use std::time::Duration;

use http::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::DIALECT;
use super::GitHub;
use super::pacer::WriteKind;
use super::read::{encode, fingerprint};
use super::send::{Read, Sent, Tries, malformed, parse};
use super::transport::{Answer, Call, Endpoint};
use super::verdict::Refusal;
use super::wire::{self, WireComment, WireIssue, WireLabel, WireLabelName};
use crate::model::issue::{Comment, CommentId, Issue, IssueNumber, IssuePatch, Label, NewIssue};
use crate::model::key::content_hash;
use crate::tracker::{Found, Reaction, Reader as _, TrackerError, Writer};

/// A write, in words for its errors.
struct Deed {
    /// What is done, as a verb phrase.
    action: String,
    /// What it is done to.
    target: String,
}

/// The state of the place of an edit that may have to be repeated.
enum Current<T> {
    /// The edit took effect after all.
    AsWanted(T),
    /// What the edit was meant to replace.
    AsSeen,
    /// Something else.
    Changed,
}

impl GitHub {
    /// Sends what makes something new: never again once it may have taken effect.
    async fn make<T: DeserializeOwned>(
        &self,
        path: String,
        body: Value,
        deed: &Deed,
    ) -> Result<T, TrackerError> {
        let call = Call::with_body(Method::POST, Endpoint::Repository(path), body);
        let mut tries = Tries::default();
        loop {
            let sent = self.write_once(WriteKind::Creation, &call, &deed.target, &mut tries);
            let unknown = match sent.await? {
                Sent::Again => continue,
                Sent::Unknown(what) => what,
                Sent::Done(answer) => match parse(&answer) {
                    Ok(made) => return Ok(made),
                    Err(what) => what,
                },
                Sent::Refused(refusal) => return Err(deed.refused(refusal)),
                Sent::Elsewhere(address) => return Err(deed.moved(&address)),
            };
            return Err(deed.unknown(unknown));
        }
    }

    /// Sends what can be repeated without looking: a set with or without a member.
    async fn put(&self, call: &Call, deed: &Deed) -> Result<Result<Answer, Refusal>, TrackerError> {
        let mut tries = Tries::default();
        loop {
            let sent = self.write_once(WriteKind::Edit, call, &deed.target, &mut tries);
            match sent.await? {
                Sent::Again => {}
                Sent::Done(answer) => return Ok(Ok(answer)),
                Sent::Refused(refusal) => return Ok(Err(refusal)),
                Sent::Elsewhere(address) => return Err(deed.moved(&address)),
                Sent::Unknown(what) => {
                    if !self.pause(&mut tries, None).await {
                        return Err(deed.unknown(what));
                    }
                }
            }
        }
    }

    /// Sends an edit; before each repetition `current` tells what is there.
    async fn rewrite<T>(
        &self,
        call: &Call,
        deed: &Deed,
        read: impl Fn(&Answer) -> Result<T, String>,
        current: impl AsyncFn() -> Result<Current<T>, TrackerError>,
    ) -> Result<T, TrackerError> {
        let mut tries = Tries::default();
        loop {
            let sent = self.write_once(WriteKind::Edit, call, &deed.target, &mut tries);
            let unknown = match sent.await? {
                Sent::Again => None,
                Sent::Unknown(what) => Some(what),
                Sent::Refused(refusal) => return Err(deed.refused(refusal)),
                Sent::Elsewhere(address) => return Err(deed.moved(&address)),
                Sent::Done(answer) => match read(&answer) {
                    Ok(value) => return Ok(value),
                    Err(what) => Some(what),
                },
            };
            if let Some(what) = unknown
                && !self.pause(&mut tries, None).await
            {
                return Err(deed.unknown(what));
            }
            match current().await? {
                Current::AsWanted(value) => return Ok(value),
                Current::AsSeen => {}
                Current::Changed => {
                    return Err(TrackerError::Changed {
                        target: deed.target.clone(),
                    });
                }
            }
        }
    }

    async fn current_issue(
        &self,
        number: IssueNumber,
        patch: &IssuePatch,
        before: Option<&String>,
    ) -> Result<Current<Issue>, TrackerError> {
        let Found::Issue(issue) = self.issue(number).await? else {
            return Ok(Current::Changed);
        };
        Ok(if holds(&issue, patch) {
            Current::AsWanted(issue)
        } else if before == Some(&fingerprint(&issue)) {
            Current::AsSeen
        } else {
            Current::Changed
        })
    }

    async fn current_comment(
        &self,
        id: CommentId,
        body: &str,
        before: Option<&String>,
    ) -> Result<Current<Comment>, TrackerError> {
        let target = format!("comment {} of {}", id.0, self.repository());
        let place = Endpoint::Repository(format!("/issues/comments/{}", id.0));
        let comment: Comment = match self.read::<WireComment>(&Call::get(place), &target).await? {
            Read::Got(comment, _) => comment.into(),
            Read::Refused(_) | Read::Elsewhere(_) => return Ok(Current::Changed),
        };
        Ok(if same_text(&comment.body, body) {
            Current::AsWanted(comment)
        } else if before == Some(&content_hash(&comment.body)) {
            Current::AsSeen
        } else {
            Current::Changed
        })
    }
}

impl Deed {
    fn new(action: impl Into<String>, target: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            target: target.into(),
        }
    }

    fn refused(&self, refusal: Refusal) -> TrackerError {
        refusal.into_error(&self.action, &self.target)
    }

    fn unknown(&self, what: String) -> TrackerError {
        TrackerError::OutcomeUnknown {
            action: self.action.clone(),
            what,
        }
    }

    fn moved(&self, address: &str) -> TrackerError {
        TrackerError::Closed {
            target: self.target.clone(),
            what: format!("it moved to {address}"),
        }
    }

    fn not_stored(&self) -> TrackerError {
        TrackerError::NotStored {
            action: self.action.clone(),
        }
    }
}

impl Writer for GitHub {
    fn forecast(&self, creations: usize, edits: usize) -> Duration {
        let now = self.clock.elapsed();
        self.state().pacer.forecast(creations, edits, now)
    }

    async fn ready(&self) -> Result<(), TrackerError> {
        self.pace(WriteKind::Edit).await
    }

    async fn create(&self, issue: &NewIssue) -> Result<Issue, TrackerError> {
        let deed = Deed::new("create an issue", self.repository().to_string());
        let made: WireIssue = self
            .make("/issues".to_owned(), wire::new_issue(issue), &deed)
            .await?;
        let Some(made) = made.into_issue() else {
            return Err(malformed(
                &deed.target,
                "a pull request for an issue".to_owned(),
            ));
        };
        self.saw(&made);
        let stored = same_title(&made.title, &issue.title)
            && same_text(&made.body, &issue.body)
            && has_all(&made.labels, &issue.labels);
        if stored {
            return Ok(made);
        }
        let action = format!("create issue #{} as it should be", made.number);
        Err(TrackerError::NotStored { action })
    }

    async fn edit(&self, number: IssueNumber, patch: &IssuePatch) -> Result<Issue, TrackerError> {
        let deed = Deed::new(format!("edit #{number}"), self.place_of(number));
        let before = self.state().seen_issues.get(&number).cloned();
        let place = Endpoint::Repository(format!("/issues/{number}"));
        let call = Call::with_body(Method::PATCH, place, wire::patch(patch));
        let read = |answer: &Answer| {
            let issue: WireIssue = parse(answer)?;
            issue
                .into_issue()
                .ok_or_else(|| "a pull request for an issue".to_owned())
        };
        let current = async || self.current_issue(number, patch, before.as_ref()).await;
        let issue = self.rewrite(&call, &deed, read, current).await?;
        self.saw(&issue);
        if holds(&issue, patch) {
            Ok(issue)
        } else {
            Err(deed.not_stored())
        }
    }

    async fn add_labels(&self, number: IssueNumber, labels: &[String]) -> Result<(), TrackerError> {
        let deed = Deed::new(format!("label #{number}"), self.place_of(number));
        let place = Endpoint::Repository(format!("/issues/{number}/labels"));
        let call = Call::with_body(Method::POST, place, json!({ "labels": labels }));
        let answer = self
            .put(&call, &deed)
            .await?
            .map_err(|refusal| deed.refused(refusal))?;
        // An answer that cannot be read leaves it open: look.
        let now = match (labels_in(&answer), self.issue(number)) {
            (Ok(now), _) => now,
            (Err(what), look) => match look.await? {
                Found::Issue(issue) => issue.labels,
                _ => return Err(malformed(&deed.target, what)),
            },
        };
        if has_all(&now, labels) {
            Ok(())
        } else {
            Err(deed.not_stored())
        }
    }

    async fn remove_label(&self, number: IssueNumber, label: &str) -> Result<(), TrackerError> {
        let deed = Deed::new(format!("take a label off #{number}"), self.place_of(number));
        let place = Endpoint::Repository(format!("/issues/{number}/labels/{}", encode(label)));
        let call = Call {
            method: Method::DELETE,
            place,
            body: None,
        };
        match self.put(&call, &deed).await? {
            Ok(answer) => {
                let left = labels_in(&answer).unwrap_or_default();
                if has_all(&left, &[label.to_owned()]) {
                    return Err(deed.not_stored());
                }
                Ok(())
            }
            Err(refusal) if refusal.status == 404 => self.is_off(number, label, &deed).await,
            Err(refusal) => Err(deed.refused(refusal)),
        }
    }

    async fn comment(&self, number: IssueNumber, body: &str) -> Result<Comment, TrackerError> {
        let deed = Deed::new(format!("comment on #{number}"), self.place_of(number));
        let path = format!("/issues/{number}/comments");
        let made: WireComment = self.make(path, json!({ "body": body }), &deed).await?;
        let comment = Comment::from(made);
        self.saw_comment(&comment);
        if same_text(&comment.body, body) {
            Ok(comment)
        } else {
            Err(deed.not_stored())
        }
    }

    async fn edit_comment(
        &self,
        number: IssueNumber,
        id: CommentId,
        body: &str,
    ) -> Result<Comment, TrackerError> {
        let deed = Deed::new(
            format!("edit a comment of #{number}"),
            self.place_of(number),
        );
        let before = self.state().seen_comments.get(&id).cloned();
        let place = Endpoint::Repository(format!("/issues/comments/{}", id.0));
        let call = Call::with_body(Method::PATCH, place, json!({ "body": body }));
        let read = |answer: &Answer| parse::<WireComment>(answer).map(Comment::from);
        let current = async || self.current_comment(id, body, before.as_ref()).await;
        let comment = self.rewrite(&call, &deed, read, current).await?;
        self.saw_comment(&comment);
        if same_text(&comment.body, body) {
            Ok(comment)
        } else {
            Err(deed.not_stored())
        }
    }

    async fn delete_comment(&self, number: IssueNumber, id: CommentId) -> Result<(), TrackerError> {
        let action = format!("take a comment off #{number}");
        let deed = Deed::new(action, self.place_of(number));
        let call = Call {
            method: Method::DELETE,
            place: Endpoint::Repository(format!("/issues/comments/{}", id.0)),
            body: None,
        };
        match self.put(&call, &deed).await? {
            Ok(_) => Ok(()),
            Err(refusal) if matches!(refusal.status.as_u16(), 404 | 410) => Ok(()),
            Err(refusal) => Err(deed.refused(refusal)),
        }
    }

    /// GitHub answers 201 to a new reaction and 200 to one that is on already.
    async fn react(&self, id: CommentId, reaction: Reaction) -> Result<(), TrackerError> {
        let target = format!("comment {} of {}", id.0, self.repository());
        let deed = Deed::new("react to a comment", target);
        let place = Endpoint::Repository(format!("/issues/comments/{}/reactions", id.0));
        let call = Call::with_body(
            Method::POST,
            place,
            json!({ "content": DIALECT.reactions.name(reaction) }),
        );
        match self.put(&call, &deed).await? {
            Ok(_) => Ok(()),
            Err(refusal) => Err(deed.refused(refusal)),
        }
    }

    async fn create_label(&self, label: &Label) -> Result<(), TrackerError> {
        let target = format!("label `{}` of {}", label.name, self.repository());
        let deed = Deed::new("create a label", target);
        let body = json!({
            "name": label.name,
            "color": label.color,
            "description": label.description,
        });
        let call = Call::with_body(
            Method::POST,
            Endpoint::Repository("/labels".to_owned()),
            body,
        );
        match self.put(&call, &deed).await? {
            Ok(_) => Ok(()),
            // Servers word "it exists already" differently: look.
            Err(refusal) if refusal.status == 422 && self.is_defined(label).await? => Ok(()),
            Err(refusal) => Err(deed.refused(refusal)),
        }
    }
}

impl GitHub {
    async fn is_defined(&self, label: &Label) -> Result<bool, TrackerError> {
        let place = Endpoint::Repository(format!("/labels/{}", encode(&label.name)));
        let found = self
            .read::<WireLabel>(&Call::get(place), &label.name)
            .await?;
        Ok(matches!(found, Read::Got(..)))
    }

    /// After a 404 to taking a label off: the label was not on, or the issue
    /// is not there.
    async fn is_off(
        &self,
        number: IssueNumber,
        label: &str,
        deed: &Deed,
    ) -> Result<(), TrackerError> {
        match self.issue(number).await? {
            Found::Issue(issue) if !has_all(&issue.labels, &[label.to_owned()]) => Ok(()),
            Found::Issue(_) => Err(deed.not_stored()),
            _ => Err(TrackerError::NotFound {
                target: deed.target.clone(),
            }),
        }
    }
}

/// The labels that an issue is said to have now.
fn labels_in(answer: &Answer) -> Result<Vec<String>, String> {
    let labels: Vec<WireLabelName> = parse(answer)?;
    Ok(labels.into_iter().map(WireLabelName::into).collect())
}

/// Returns whether an issue is as a patch wants it. GitHub may not know a
/// closing's reason, so being closed is enough.
fn holds(issue: &Issue, patch: &IssuePatch) -> bool {
    let title = patch.title.as_ref();
    let body = patch.body.as_ref();
    title.is_none_or(|title| same_title(&issue.title, title))
        && body.is_none_or(|body| same_text(&issue.body, body))
        && patch
            .state
            .is_none_or(|state| state.is_open() == issue.state.is_open())
}

/// GitHub trims titles.
fn same_title(stored: &str, sent: &str) -> bool {
    stored.trim() == sent.trim()
}

/// Line ends and the text's end are the tracker's own affair.
fn same_text(stored: &str, sent: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
    plain(stored) == plain(sent)
}

/// GitHub's label names ignore case.
fn has_all(labels: &[String], wanted: &[String]) -> bool {
    wanted.iter().all(|wanted| {
        let wanted = wanted.to_lowercase();
        labels.iter().any(|label| label.to_lowercase() == wanted)
    })
}
