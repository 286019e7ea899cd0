//! A webhook's payload, as far as it concerns the program. Pure.
//!
//! Only fields that decide something are read; all else may be missing or of
//! any kind. <https://docs.github.com/en/webhooks/webhook-events-and-payloads>

use serde::Deserialize;
use serde_json::Value;

use crate::model::issue::{Author, CommentId, IssueNumber};
use crate::model::{Repository, Time};

/// A request that an event makes of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebhookEvent {
    /// A comment that may hold commands.
    Comment(Box<CommentEvent>),
    /// A run, on schedule or by hand.
    Sync {
        /// Only say what would be done.
        dry_run: bool,
    },
    /// Nothing, and why.
    Ignored(String),
}

/// A new comment on an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentEvent {
    /// The issue.
    pub number: IssueNumber,
    /// The comment.
    pub id: CommentId,
    /// Its text when it was written. What it was edited to later is never read.
    pub body: String,
    /// Who wrote it.
    pub author: Author,
    /// When.
    pub at: Time,
    /// Where, as far as the payload says.
    pub repository: Option<Repository>,
}

/// Reads an event.
///
/// # Errors
/// A payload that lacks what its event always has.
pub fn read(name: &str, payload: &str) -> Result<WebhookEvent, serde_json::Error> {
    match name {
        "issue_comment" => comment(payload),
        "schedule" => Ok(WebhookEvent::Sync { dry_run: false }),
        "workflow_dispatch" => {
            let dispatch: Dispatch = serde_json::from_str(payload)?;
            let dry_run = dispatch.is_set("dry-run") || dispatch.is_set("dry_run");
            Ok(WebhookEvent::Sync { dry_run })
        }
        other => Ok(WebhookEvent::Ignored(format!(
            "events of type {other} ask for nothing"
        ))),
    }
}

fn comment(payload: &str) -> Result<WebhookEvent, serde_json::Error> {
    let CommentAction { action } = serde_json::from_str(payload)?;
    if action != "created" {
        return Ok(WebhookEvent::Ignored(format!(
            "a comment that was {action} is not read again"
        )));
    }
    let wire: PayloadBody = serde_json::from_str(payload)?;
    if wire.issue.pull_request.is_some() {
        return Ok(WebhookEvent::Ignored("it is on a pull request".to_owned()));
    }
    let user = wire.comment.user.unwrap_or(PayloadUser {
        login: "ghost".to_owned(),
        kind: String::new(),
    });
    Ok(WebhookEvent::Comment(Box::new(CommentEvent {
        number: wire.issue.number,
        id: CommentId(wire.comment.id),
        body: wire.comment.body.unwrap_or_default(),
        author: Author {
            bot: user.kind == "Bot",
            login: user.login,
            can_write: false,
        },
        at: wire.comment.created_at,
        repository: wire
            .repository
            .and_then(|repository| Repository::parse(&repository.full_name)),
    })))
}

#[derive(Deserialize)]
struct CommentAction {
    action: String,
}

#[derive(Deserialize)]
struct PayloadBody {
    issue: PayloadIssue,
    comment: PayloadComment,
    repository: Option<PayloadRepository>,
}

#[derive(Deserialize)]
struct PayloadIssue {
    number: IssueNumber,
    pull_request: Option<Value>,
}

#[derive(Deserialize)]
struct PayloadComment {
    id: u64,
    body: Option<String>,
    /// Null where the account was deleted since.
    user: Option<PayloadUser>,
    created_at: Time,
}

#[derive(Deserialize)]
struct PayloadUser {
    login: String,
    #[serde(default, rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct PayloadRepository {
    full_name: String,
}

#[derive(Deserialize)]
struct Dispatch {
    #[serde(default)]
    inputs: Value,
}

impl Dispatch {
    /// Inputs of every type come as text.
    fn is_set(&self, name: &str) -> bool {
        match self.inputs.get(name) {
            Some(Value::Bool(set)) => *set,
            Some(Value::String(text)) => text == "true",
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn comment(change: impl Fn(&mut Value)) -> WebhookEvent {
        let mut payload = json!({
            "action": "created",
            "issue": { "number": 7 },
            "comment": {
                "id": 42, "body": "/bot mute", "created_at": "2025-09-15T20:00:00Z",
                "user": { "login": "ada", "type": "User" },
            },
            "repository": { "full_name": "octo/hello" },
        });
        change(&mut payload);
        read("issue_comment", &payload.to_string()).unwrap()
    }

    #[test]
    fn a_new_comment_on_an_issue_is_read() {
        let WebhookEvent::Comment(said) = comment(|_| {}) else {
            panic!("ignored");
        };
        assert_eq!(
            (said.number, said.id, said.body.as_str()),
            (7, CommentId(42), "/bot mute")
        );
        assert_eq!(said.repository.unwrap().to_string(), "octo/hello");
        assert!(!said.author.bot);
    }

    #[test]
    fn edits_deletions_and_pull_requests_are_not() {
        let edited = comment(|p| p["action"] = json!("edited"));
        assert_eq!(
            edited,
            WebhookEvent::Ignored("a comment that was edited is not read again".into())
        );
        let pull = comment(|p| p["issue"]["pull_request"] = json!({ "url": "x" }));
        assert_eq!(
            pull,
            WebhookEvent::Ignored("it is on a pull request".into())
        );
    }

    #[test]
    fn a_dispatch_can_be_dry() {
        for (payload, dry) in [
            (json!({ "inputs": { "dry-run": "true" } }), true),
            (json!({ "inputs": { "dry-run": true } }), true),
            (json!({ "inputs": { "dry-run": "false" } }), false),
            (json!({ "inputs": null }), false),
            (json!({}), false),
        ] {
            let event = read("workflow_dispatch", &payload.to_string()).unwrap();
            assert_eq!(event, WebhookEvent::Sync { dry_run: dry }, "{payload}");
        }
        assert_eq!(
            read("schedule", "{}").unwrap(),
            WebhookEvent::Sync { dry_run: false }
        );
    }

    #[test]
    fn what_is_no_payload_is_an_error() {
        assert!(read("issue_comment", "{}").is_err());
        assert!(read("issue_comment", "not json").is_err());
    }
}
