//! What the server knows: accounts, issues, comments, labels, and who did what.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How many earlier versions of an issue a lagging list can choose from.
const VERSIONS: usize = 40;

/// One repository and its people.
#[derive(Debug, Clone)]
pub struct World {
    /// `OWNER/REPO`, as it is called now.
    pub name: String,
    /// Names that it had.
    pub old_names: Vec<String>,
    /// Whether answers tell who closed an issue; some servers' do not.
    pub tells_closer: bool,
    pub issues_disabled: bool,
    pub archived: bool,
    pub accounts: BTreeMap<String, Account>,
    pub tokens: BTreeMap<String, Token>,
    pub labels: BTreeMap<String, Label>,
    pub comments: BTreeMap<u64, Comment>,
    /// `role_name` of those who have one.
    pub roles: BTreeMap<String, &'static str>,
    /// Comment -> who reacted, and how.
    pub reactions: BTreeMap<u64, BTreeSet<(String, String)>>,
    /// Who put which label on or took it off, oldest first.
    pub labellings: Vec<Labelling>,
    issues: BTreeMap<u64, Versions>,
    next_number: u64,
}

/// A label that came on or off.
#[derive(Debug, Clone)]
pub struct Labelling {
    pub issue: u64,
    pub label: String,
    pub login: String,
    pub on: bool,
    pub at: Duration,
}

#[derive(Debug, Clone)]
pub struct Account {
    pub bot: bool,
    /// `author_association`.
    pub association: &'static str,
}

/// What a token may do.
#[derive(Debug, Clone)]
pub struct Token {
    pub login: String,
    /// May ask `/user`; an app's token may not.
    pub user_endpoint: bool,
    /// GraphQL tells it who it is.
    pub viewer: bool,
    /// May write: without it only its own issues can be edited, labels of new
    /// ones are dropped in silence, and locked issues are closed to it.
    pub push: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub name: String,
    pub color: String,
    pub description: String,
}

/// What is at a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Issue,
    PullRequest,
    Deleted,
    Transferred,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    pub number: u64,
    pub kind: Kind,
    pub title: String,
    pub body: String,
    pub open: bool,
    /// `state_reason`.
    pub reason: Option<&'static str>,
    pub labels: Vec<String>,
    pub author: String,
    pub locked: bool,
    pub assignees: Vec<String>,
    pub created: Duration,
    pub updated: Duration,
    pub closed: Option<Duration>,
    pub closed_by: Option<String>,
    pub comments: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub id: u64,
    pub issue: u64,
    pub body: String,
    pub author: String,
    pub created: Duration,
    pub updated: Duration,
}

/// An issue now and as it was, so that a list can lag.
#[derive(Debug, Clone)]
struct Versions {
    now: Issue,
    /// Since when each earlier version held.
    earlier: Vec<(Duration, Issue)>,
    since: Duration,
}

impl World {
    /// A repository with an owner, a stranger, and a bot whose token is `bot-token`.
    pub fn new(name: &str) -> Self {
        let mut world = Self {
            name: name.to_owned(),
            old_names: Vec::new(),
            tells_closer: true,
            issues_disabled: false,
            archived: false,
            accounts: BTreeMap::new(),
            tokens: BTreeMap::new(),
            labels: BTreeMap::new(),
            comments: BTreeMap::new(),
            roles: BTreeMap::from([("olga".to_owned(), "admin")]),
            reactions: BTreeMap::new(),
            labellings: Vec::new(),
            issues: BTreeMap::new(),
            next_number: 1,
        };
        world.account("olga", false, "OWNER");
        world.account("stranger", false, "NONE");
        world.account("gardener[bot]", true, "NONE");
        world.token("bot-token", "gardener[bot]", true);
        world
    }

    pub fn account(&mut self, login: &str, bot: bool, association: &'static str) {
        let account = Account { bot, association };
        self.accounts.insert(login.to_owned(), account);
    }

    /// A token that may ask who it is.
    pub fn token(&mut self, token: &str, login: &str, push: bool) {
        let rights = Token {
            login: login.to_owned(),
            user_endpoint: true,
            viewer: true,
            push,
        };
        self.tokens.insert(token.to_owned(), rights);
    }

    /// The number that the next issue gets; those before stay empty.
    pub fn next_number_is(&mut self, number: u64) {
        self.next_number = number;
    }

    /// A new issue, as a person or a bot makes it.
    pub fn open_issue(&mut self, author: &str, title: &str, body: &str, now: Duration) -> u64 {
        let number = self.next_number;
        self.next_number += 1;
        let issue = Issue {
            number,
            kind: Kind::Issue,
            title: title.to_owned(),
            body: body.to_owned(),
            open: true,
            reason: None,
            labels: Vec::new(),
            author: author.to_owned(),
            locked: false,
            assignees: Vec::new(),
            created: now,
            updated: now,
            closed: None,
            closed_by: None,
            comments: 0,
        };
        let versions = Versions {
            now: issue,
            earlier: Vec::new(),
            since: now,
        };
        self.issues.insert(number, versions);
        number
    }

    /// The highest number that was given, to whatever it is now.
    pub fn last_number(&self) -> u64 {
        self.next_number - 1
    }

    /// Nothing is at a number any more.
    pub fn forget(&mut self, number: u64) {
        self.issues.remove(&number);
    }

    pub fn issue(&self, number: u64) -> Option<&Issue> {
        self.issues.get(&number).map(|versions| &versions.now)
    }

    /// Changes an issue; lists may go on showing what it was.
    pub fn change(&mut self, number: u64, now: Duration, change: impl FnOnce(&mut Issue)) {
        let versions = self.issues.get_mut(&number).expect("an issue");
        let before = versions.now.clone();
        change(&mut versions.now);
        versions.now.updated = now;
        versions.earlier.push((versions.since, before));
        versions.since = now;
        let excess = versions.earlier.len().saturating_sub(VERSIONS);
        versions.earlier.drain(..excess);
    }

    /// All issues, by number.
    pub fn issues(&self) -> impl Iterator<Item = &Issue> {
        self.issues.values().map(|versions| &versions.now)
    }

    /// All issues as they were at a time.
    pub fn issues_at(&self, then: Duration) -> impl Iterator<Item = &Issue> {
        self.issues.values().filter_map(move |versions| {
            if versions.since <= then {
                return Some(&versions.now);
            }
            let earlier = versions.earlier.iter().rev();
            earlier
                .map(|(since, issue)| (*since <= then).then_some(issue))
                .find_map(|i| i)
        })
    }

    pub fn close(&mut self, number: u64, reason: &'static str, now: Duration) {
        self.change(number, now, |issue| {
            issue.open = false;
            issue.reason = Some(reason);
            issue.closed = Some(now);
            issue.closed_by = None;
        });
    }

    /// The same, by somebody.
    pub fn close_by(&mut self, login: &str, number: u64, reason: &'static str, now: Duration) {
        self.close(number, reason, now);
        if let Some(versions) = self.issues.get_mut(&number) {
            versions.now.closed_by = Some(login.to_owned());
        }
    }

    pub fn reopen(&mut self, number: u64, now: Duration) {
        self.change(number, now, |issue| {
            issue.open = true;
            issue.reason = Some("reopened");
            issue.closed = None;
            issue.closed_by = None;
        });
    }

    pub fn comment(&mut self, number: u64, author: &str, body: &str, now: Duration) -> u64 {
        let id = self
            .comments
            .keys()
            .next_back()
            .map_or(1001, |last| last + 1);
        let comment = Comment {
            id,
            issue: number,
            body: body.to_owned(),
            author: author.to_owned(),
            created: now,
            updated: now,
        };
        self.comments.insert(id, comment);
        self.change(number, now, |issue| issue.comments += 1);
        id
    }

    /// Puts labels on; unknown ones come to be, as on GitHub.
    pub fn add_labels(&mut self, login: &str, number: u64, labels: &[String], now: Duration) {
        let known: Vec<String> = labels.iter().map(|l| self.define(l)).collect();
        let mut new = Vec::new();
        self.change(number, now, |issue| {
            let on: BTreeSet<String> = issue.labels.iter().map(|l| l.to_lowercase()).collect();
            new = known;
            new.retain(|l| !on.contains(&l.to_lowercase()));
            issue.labels.extend(new.iter().cloned());
        });
        self.labellings
            .extend(new.into_iter().map(|label| Labelling {
                issue: number,
                label,
                login: login.to_owned(),
                on: true,
                at: now,
            }));
    }

    /// Whether the label was on.
    pub fn remove_label(&mut self, login: &str, number: u64, label: &str, now: Duration) -> bool {
        let before = self.issue(number).map_or(0, |issue| issue.labels.len());
        self.change(number, now, |issue| {
            issue.labels.retain(|l| !l.eq_ignore_ascii_case(label));
        });
        let was_on = self.issue(number).map_or(0, |issue| issue.labels.len()) < before;
        if was_on {
            self.labellings.push(Labelling {
                issue: number,
                label: label.to_owned(),
                login: login.to_owned(),
                on: false,
                at: now,
            });
        }
        was_on
    }

    /// The label's name as it is defined.
    pub fn define(&mut self, name: &str) -> String {
        let label = self.labels.entry(name.to_lowercase());
        let label = label.or_insert_with(|| Label {
            name: name.to_owned(),
            color: "ededed".to_owned(),
            description: String::new(),
        });
        label.name.clone()
    }
}
