//! Reading issues, comments and labels.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;
use serde_json::json;
use serde_json::value::RawValue;

use super::GitHub;
use super::pages::{self, NextPage, Pages};
use super::send::{Read, malformed};
use super::transport::{Call, Endpoint};
use super::verdict::Refusal;
use super::wire::{
    WireComment, WireEvent, WireIssue, WireLabel, WirePermission, WireUser, WireViewer,
};
use crate::model::issue::{Comment, Issue, IssueNumber, Label};
use crate::model::key::content_hash;
use crate::model::{Repository, Role, Time};
use crate::tracker::{Found, Identity, LabelEvent, Quota, Reader, Recent, TrackerError};

/// The characters that are escaped in a path segment or a query value.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The account that Actions' own token acts for; it may not ask.
const ACTIONS_BOT: &str = "github-actions[bot]";

/// What reading roles takes, where the server does not say.
/// <https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user>
const ROLES_SCOPE: &str = "the permission metadata=read, of an account that may push";

pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

impl GitHub {
    /// All pages of a list below the repository.
    async fn list<T: DeserializeOwned>(
        &self,
        path: String,
        target: &str,
    ) -> Result<Vec<T>, TrackerError> {
        let mut items: Vec<T> = Vec::new();
        let mut pages = Pages::default();
        let mut elsewhere: Option<String> = None;
        let mut next = Some(Endpoint::Repository(path));
        while let Some(place) = next {
            let (page, after) = match (self.page(&place, target).await, elsewhere.take()) {
                (Err(TrackerError::NotFound { .. }), Some(host)) => {
                    return Err(malformed(target, pages::not_here(&host)));
                }
                (page, host) => {
                    elsewhere = host;
                    page?
                }
            };
            let address = format!("{place:?}");
            pages.visit(&address, page.get()).map_err(|what| {
                let what = elsewhere.take().map_or(what, |host| pages::not_here(&host));
                malformed(target, what)
            })?;
            items.extend(self::items::<T>(&page, target)?);
            next = after.map(|after| {
                elsewhere = after.elsewhere;
                Endpoint::Given(after.path)
            });
        }
        Ok(items)
    }

    async fn page(
        &self,
        place: &Endpoint,
        target: &str,
    ) -> Result<(Box<RawValue>, Option<NextPage>), TrackerError> {
        let mut place = place.clone();
        // A list that moved is followed once: a second redirect is a circle.
        for _ in 0..2 {
            match self.read(&Call::get(place), target).await? {
                Read::Got(page, next) => return Ok((page, next)),
                Read::Refused(refusal) => return Err(refusal.into_error("read", target)),
                Read::Elsewhere(address) => {
                    place = Endpoint::Given(self.own_path(&address, target)?);
                }
            }
        }
        Err(malformed(target, "it redirects in circles".to_owned()))
    }

    /// Issues in order of their numbers, each once: a list that shifts while
    /// it is read repeats some.
    async fn issues(&self, query: &str) -> Result<Vec<Issue>, TrackerError> {
        let path = format!("/issues?{query}state=all&sort=created&direction=asc&per_page=100");
        let target = self.repository().to_string();
        let read: Vec<WireIssue> = self.list(path, &target).await?;
        let mut issues: Vec<Issue> = read.into_iter().filter_map(WireIssue::into_issue).collect();
        issues.sort_by_key(|issue| issue.number);
        issues.dedup_by_key(|issue| issue.number);
        for issue in &issues {
            self.saw(issue);
        }
        Ok(issues)
    }

    /// Returns where an issue went that is no longer at its number.
    async fn transferred(&self, address: &str, target: &str) -> Result<Found, TrackerError> {
        let path = self.own_path(address, target)?;
        let call = Call::get(Endpoint::Given(path));
        let there = match self.read::<WireIssue>(&call, target).await? {
            Read::Got(issue, _) => issue.address(),
            Read::Elsewhere(further) => further,
            Read::Refused(_) => String::new(),
        };
        let there = if there.is_empty() {
            address.to_owned()
        } else {
            there
        };
        Ok(Found::Transferred(there))
    }

    /// Takes note of what an edit would replace.
    pub(super) fn saw(&self, issue: &Issue) {
        let hash = fingerprint(issue);
        self.state().seen_issues.insert(issue.number, hash);
    }

    pub(super) fn saw_comment(&self, comment: &Comment) {
        let hash = content_hash(&comment.body);
        self.state().seen_comments.insert(comment.id, hash);
    }

    async fn ask_identity(&self) -> Result<Identity, TrackerError> {
        let target = "the account of the token";
        let user = Call::get(Endpoint::Root("/user".to_owned()));
        let refusal = match self.read::<WireUser>(&user, target).await? {
            Read::Got(user, _) => return Ok(Identity { login: user.login }),
            Read::Refused(refusal) if refusal.status == 401 => {
                return Err(refusal.into_error("ask", &self.repository().to_string()));
            }
            Read::Refused(refusal) => Some(refusal),
            Read::Elsewhere(_) => None,
        };
        self.identity_of_an_app(refusal).await
    }

    /// An app's token may not ask REST who it is; GraphQL tells most of them.
    async fn identity_of_an_app(&self, refusal: Option<Refusal>) -> Result<Identity, TrackerError> {
        let query = json!({ "query": "query { viewer { login } }" });
        let call = Call::with_body(http::Method::POST, Endpoint::GraphQl, query);
        let found = match self.read::<WireViewer>(&call, "the viewer").await {
            Ok(Read::Got(viewer, _)) => Ok(viewer.login()),
            Ok(_) => Ok(None),
            Err(error) => Err(error),
        };
        match found {
            Ok(Some(login)) => Ok(Identity { login }),
            _ if self.config.in_actions => Ok(Identity {
                login: ACTIONS_BOT.to_owned(),
            }),
            Ok(None) => Err(TrackerError::Forbidden {
                action: "ask whose token this is; name the account as `identity`".to_owned(),
                what: refusal.map_or_else(String::new, |refusal| refusal.what),
                scope: None,
            }),
            Err(error) => Err(error),
        }
    }
}

/// Reads the items of a page.
fn items<T: DeserializeOwned>(page: &RawValue, target: &str) -> Result<Vec<T>, TrackerError> {
    serde_json::from_str(page.get())
        .map_err(|error| malformed(target, format!("no list of the kind asked: {error}")))
}

/// Returns a hash of what an edit replaces: not labels or comments, which
/// change by themselves.
pub(crate) fn fingerprint(issue: &Issue) -> String {
    let open = issue.state.is_open();
    content_hash(&format!("{open}\0{}\0{}", issue.title, issue.body))
}

impl Reader for GitHub {
    async fn identity(&self) -> Result<Identity, TrackerError> {
        if let Some(login) = self.config.identity.clone() {
            return Ok(Identity { login });
        }
        if let Some(identity) = self.state().identity.clone() {
            return Ok(identity);
        }
        let identity = self.ask_identity().await?;
        self.state().identity = Some(identity.clone());
        Ok(identity)
    }

    async fn labelled(&self, label: &str) -> Result<Vec<Issue>, TrackerError> {
        self.issues(&format!("labels={}&", encode(label))).await
    }

    async fn made_by(&self, login: &str) -> Result<Vec<Issue>, TrackerError> {
        self.issues(&format!("creator={}&", encode(login))).await
    }

    async fn newest(&self) -> Result<Recent, TrackerError> {
        let path = "/issues?state=all&sort=created&direction=desc&per_page=100";
        let target = self.repository().to_string();
        let place = Endpoint::Repository(path.to_owned());
        let (page, _) = self.page(&place, &target).await?;
        let read: Vec<WireIssue> = items(&page, &target)?;
        let last = read.iter().map(WireIssue::number).max().unwrap_or(0);
        let issues: Vec<Issue> = read.into_iter().filter_map(WireIssue::into_issue).collect();
        for issue in &issues {
            self.saw(issue);
        }
        Ok(Recent { issues, last })
    }

    /// From the last answer's `Date`, and the time since on a clock that
    /// cannot be set.
    fn clock(&self) -> Option<Time> {
        let (date, at) = self.state().date?;
        let since = self.clock.elapsed().saturating_sub(at);
        Some(date + since)
    }

    fn quota(&self) -> Option<Quota> {
        self.state().quota
    }

    fn renamed(&self) -> Option<Repository> {
        self.state().renamed.clone()
    }

    async fn issue(&self, number: IssueNumber) -> Result<Found, TrackerError> {
        let target = self.place_of(number);
        let call = Call::get(Endpoint::Repository(format!("/issues/{number}")));
        match self.read::<WireIssue>(&call, &target).await? {
            Read::Got(issue, _) => Ok(match issue.into_issue() {
                Some(issue) => {
                    self.saw(&issue);
                    Found::Issue(issue)
                }
                None => Found::PullRequest,
            }),
            Read::Elsewhere(address) => self.transferred(&address, &target).await,
            Read::Refused(refusal) if refusal.status == 404 => Ok(Found::Missing),
            Read::Refused(refusal) if refusal.is_deleted() => Ok(Found::Gone),
            Read::Refused(refusal) => Err(refusal.into_error("read", &target)),
        }
    }

    async fn comments(&self, number: IssueNumber) -> Result<Vec<Comment>, TrackerError> {
        let path = format!("/issues/{number}/comments?per_page=100");
        let target = format!("the comments of {}", self.place_of(number));
        let read: Vec<WireComment> = self.list(path, &target).await?;
        let mut comments: Vec<Comment> = read.into_iter().map(Comment::from).collect();
        comments.sort_by_key(|comment| comment.id);
        comments.dedup_by_key(|comment| comment.id);
        for comment in &comments {
            self.saw_comment(comment);
        }
        Ok(comments)
    }

    /// A server that has no such list, or does not show it, does not tell.
    async fn label_events(&self, number: IssueNumber) -> Result<Vec<LabelEvent>, TrackerError> {
        let path = format!("/issues/{number}/events?per_page=100");
        let target = format!("the events of {}", self.place_of(number));
        let mut events: Vec<WireEvent> = match self.list(path, &target).await {
            Ok(events) => events,
            Err(TrackerError::NotFound { .. } | TrackerError::Forbidden { .. }) => Vec::new(),
            Err(error) => return Err(error),
        };
        events.sort_by_key(WireEvent::at);
        Ok(events
            .into_iter()
            .filter_map(WireEvent::labelling)
            .collect())
    }

    async fn labels(&self) -> Result<Vec<Label>, TrackerError> {
        let target = self.repository().to_string();
        let read: Vec<WireLabel> = self
            .list("/labels?per_page=100".to_owned(), &target)
            .await?;
        Ok(read.into_iter().map(Label::from).collect())
    }

    async fn all_issues(&self) -> Result<Vec<Issue>, TrackerError> {
        self.issues("").await
    }

    async fn permission(&self, login: &str) -> Result<Option<Role>, TrackerError> {
        let target = format!("the role of {login} in {}", self.repository());
        let path = format!("/collaborators/{}/permission", encode(login));
        let call = Call::get(Endpoint::Repository(path));
        match self.read::<WirePermission>(&call, &target).await? {
            Read::Got(found, _) => Ok(found.role()),
            Read::Refused(refusal) if refusal.status == 404 => Ok(None),
            Read::Refused(refusal) => Err(refusal
                .or_scope(ROLES_SCOPE)
                .into_error(&format!("read {target}"), &target)),
            Read::Elsewhere(address) => Err(malformed(&target, format!("it moved to {address}"))),
        }
    }
}
