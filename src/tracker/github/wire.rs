//! The parts of GitHub's REST answers that are used, and nothing more: other
//! servers that speak the same API differ in the rest.
//! <https://docs.github.com/en/rest/issues/issues>

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::model::issue::{
    Author, Comment, CommentId, Issue, IssuePatch, IssueState, Label, NewIssue,
};
use crate::model::{Role, Time};
use crate::tracker::{LabelEvent, Labelling};

#[derive(Debug, Deserialize)]
pub(crate) struct WireIssue {
    number: u64,
    title: String,
    body: Option<String>,
    state: String,
    state_reason: Option<String>,
    #[serde(default)]
    labels: Vec<WireLabelName>,
    user: Option<WireUser>,
    author_association: Option<String>,
    #[serde(default)]
    locked: bool,
    #[serde(default)]
    assignees: Vec<WireUser>,
    created_at: Time,
    updated_at: Time,
    closed_at: Option<Time>,
    closed_by: Option<WireUser>,
    #[serde(default)]
    comments: u64,
    #[serde(default)]
    html_url: String,
    pull_request: Option<Value>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct WireUser {
    pub(crate) login: String,
    #[serde(default, rename = "type")]
    kind: String,
}

/// A label of an issue: GitHub documents both forms.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum WireLabelName {
    Full { name: String },
    Name(String),
}

#[derive(Debug, Deserialize)]
pub(crate) struct WireLabel {
    name: String,
    #[serde(default)]
    color: String,
    description: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct WireComment {
    id: u64,
    body: Option<String>,
    user: Option<WireUser>,
    author_association: Option<String>,
    created_at: Time,
    updated_at: Time,
}

/// An event of an issue. <https://docs.github.com/en/rest/issues/events>
#[derive(Debug, Deserialize)]
pub(crate) struct WireEvent {
    #[serde(default)]
    event: String,
    /// `None`: the account was deleted.
    actor: Option<WireUser>,
    created_at: Time,
    label: Option<WireLabelName>,
}

/// A person's permission.
/// <https://docs.github.com/en/rest/collaborators/collaborators>
#[derive(Debug, Deserialize)]
pub(crate) struct WirePermission {
    /// `admin`, `write`, `read` or `none`: triage counts as read here, and maintain as write.
    #[serde(default)]
    permission: String,
    /// As the role is called; a custom role has a name of its own.
    #[serde(default)]
    role_name: String,
}

impl WirePermission {
    /// A custom role counts as the legacy permission that it includes.
    pub(crate) fn role(&self) -> Option<Role> {
        role(&self.role_name).or_else(|| role(&self.permission))
    }
}

fn role(name: &str) -> Option<Role> {
    Some(match name {
        "admin" => Role::Admin,
        "maintain" => Role::Maintain,
        "write" => Role::Write,
        "triage" => Role::Triage,
        "read" => Role::Read,
        _ => return None,
    })
}

#[derive(Debug, Deserialize)]
pub(crate) struct WireRepository {
    pub(crate) full_name: String,
}

/// GraphQL answers 200 with no data where it will not tell.
#[derive(Debug, Deserialize)]
pub(crate) struct WireViewer {
    data: Option<WireViewerData>,
}

#[derive(Debug, Deserialize)]
struct WireViewerData {
    viewer: Option<WireUser>,
}

impl WireViewer {
    pub(crate) fn login(self) -> Option<String> {
        Some(self.data?.viewer?.login)
    }
}

/// The body of an answer that is an error.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct WireError {
    #[serde(default)]
    message: String,
    #[serde(default)]
    errors: Value,
}

impl WireIssue {
    /// `None` for a pull request, which shares the numbers of issues.
    pub(crate) fn into_issue(self) -> Option<Issue> {
        if self.pull_request.is_some() {
            return None;
        }
        Some(Issue {
            number: self.number,
            title: self.title,
            body: self.body.unwrap_or_default(),
            state: state(&self.state, self.state_reason.as_deref()),
            labels: self.labels.into_iter().map(WireLabelName::into).collect(),
            author: author(self.user, self.author_association.as_deref()),
            locked: self.locked,
            assignees: self.assignees.into_iter().map(|user| user.login).collect(),
            created_at: self.created_at,
            updated_at: self.updated_at,
            closed_at: self.closed_at,
            closed_by: self.closed_by.map(|user| user.login),
            comments: self.comments,
            url: self.html_url,
        })
    }

    /// Its number, which pull requests share.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Returns where a person reads it.
    pub(crate) fn address(self) -> String {
        self.html_url
    }
}

impl WireEvent {
    pub(crate) fn at(&self) -> Time {
        self.created_at
    }

    /// The label that it put on or took off, and who did.
    pub(crate) fn labelling(self) -> Option<LabelEvent> {
        let what = match self.event.as_str() {
            "labeled" => Labelling::On,
            "unlabeled" => Labelling::Off,
            _ => return None,
        };
        Some(LabelEvent {
            label: self.label?.into(),
            by: author(self.actor, None).login,
            what,
        })
    }
}

impl From<WireLabelName> for String {
    fn from(label: WireLabelName) -> Self {
        match label {
            WireLabelName::Full { name } | WireLabelName::Name(name) => name,
        }
    }
}

impl From<WireComment> for Comment {
    fn from(comment: WireComment) -> Self {
        Self {
            id: CommentId(comment.id),
            body: comment.body.unwrap_or_default(),
            author: author(comment.user, comment.author_association.as_deref()),
            created_at: comment.created_at,
            updated_at: comment.updated_at,
        }
    }
}

impl From<WireLabel> for Label {
    fn from(label: WireLabel) -> Self {
        Self {
            name: label.name,
            color: label.color,
            description: label.description.unwrap_or_default(),
        }
    }
}

impl WireError {
    /// One line: the message, and what is wrong with which field.
    pub(crate) fn summary(&self) -> String {
        let details: Vec<String> = match &self.errors {
            Value::Array(errors) => errors.iter().filter_map(detail).collect(),
            Value::String(text) => vec![text.clone()],
            _ => Vec::new(),
        };
        match (self.message.as_str(), details.is_empty()) {
            ("", _) => details.join("; "),
            (message, true) => message.to_owned(),
            (message, false) => format!("{message}: {}", details.join("; ")),
        }
    }
}

/// `{resource, field, code, message}`, of which any may be missing.
fn detail(error: &Value) -> Option<String> {
    let text = |name: &str| error[name].as_str().filter(|text| !text.is_empty());
    if let Some(plain) = error.as_str().or_else(|| text("message")) {
        return Some(plain.to_owned());
    }
    let code = text("code")?;
    Some(match text("field") {
        Some(field) => format!("{field} {code}"),
        None => code.to_owned(),
    })
}

fn state(state: &str, reason: Option<&str>) -> IssueState {
    match (state, reason) {
        ("open", _) => IssueState::Open,
        (_, Some("not_planned")) => IssueState::NotPlanned,
        (_, Some("duplicate")) => IssueState::Duplicate,
        _ => IssueState::Completed,
    }
}

/// A deleted account's work belongs to `ghost`, as GitHub shows it.
fn author(user: Option<WireUser>, association: Option<&str>) -> Author {
    let can_write = matches!(association, Some("OWNER" | "MEMBER" | "COLLABORATOR"));
    match user {
        Some(user) => Author {
            bot: user.kind == "Bot",
            login: user.login,
            can_write,
        },
        None => Author {
            login: "ghost".to_owned(),
            bot: false,
            can_write,
        },
    }
}

/// The body of a `POST /issues`.
pub(crate) fn new_issue(issue: &NewIssue) -> Value {
    let mut fields = Map::new();
    fields.insert("title".to_owned(), issue.title.as_str().into());
    fields.insert("body".to_owned(), issue.body.as_str().into());
    fields.insert("labels".to_owned(), issue.labels.clone().into());
    if !issue.assignees.is_empty() {
        fields.insert("assignees".to_owned(), issue.assignees.clone().into());
    }
    Value::Object(fields)
}

/// The body of a `PATCH /issues/N`: only what changes.
pub(crate) fn patch(patch: &IssuePatch) -> Value {
    let mut fields = Map::new();
    if let Some(title) = &patch.title {
        fields.insert("title".to_owned(), title.as_str().into());
    }
    if let Some(body) = &patch.body {
        fields.insert("body".to_owned(), body.as_str().into());
    }
    if let Some(state) = patch.state {
        let (name, reason) = match state {
            IssueState::Open => ("open", None),
            IssueState::Completed => ("closed", Some("completed")),
            IssueState::NotPlanned => ("closed", Some("not_planned")),
            IssueState::Duplicate => ("closed", Some("duplicate")),
        };
        fields.insert("state".to_owned(), name.into());
        if let Some(reason) = reason {
            fields.insert("state_reason".to_owned(), reason.into());
        }
    }
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_issue_reads_with_what_other_servers_leave_out() {
        let wire: WireIssue = serde_json::from_value(json!({
            "number": 7, "title": "t", "body": null, "state": "closed",
            "labels": ["a", {"name": "b", "color": "fff"}], "user": null,
            "created_at": "2025-01-01T00:00:00Z", "updated_at": "2025-01-01T00:00:00.123Z",
        }))
        .unwrap();
        let issue = wire.into_issue().unwrap();
        assert_eq!(issue.labels, ["a", "b"]);
        assert_eq!(
            (issue.state, issue.body.as_str()),
            (IssueState::Completed, "")
        );
        assert_eq!(issue.author.login, "ghost");
    }

    #[test]
    fn a_role_is_the_one_named_else_the_permission_it_includes() {
        let role = |permission: &str, name: &str| {
            let wire = json!({ "permission": permission, "role_name": name });
            serde_json::from_value::<WirePermission>(wire)
                .unwrap()
                .role()
        };
        assert_eq!(role("read", "triage"), Some(Role::Triage));
        assert_eq!(role("write", "maintain"), Some(Role::Maintain));
        assert_eq!(role("write", "release manager"), Some(Role::Write));
        assert_eq!(role("admin", ""), Some(Role::Admin));
        assert_eq!(role("none", "none"), None);
    }

    #[test]
    fn errors_become_one_line() {
        let error: WireError = serde_json::from_value(json!({
            "message": "Validation Failed",
            "errors": [
                {"resource": "Issue", "field": "title", "code": "missing_field"},
                {"resource": "Issue", "code": "custom", "message": "body is too long"},
                "plain",
            ],
        }))
        .unwrap();
        insta::assert_snapshot!(error.summary(), @"Validation Failed: title missing_field; body is too long; plain");
    }
}
