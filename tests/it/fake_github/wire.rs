//! GitHub's JSON, with the fields that clients may rely on.
//! <https://docs.github.com/en/rest/issues/issues>

use serde_json::{Value, json};

use super::clock::TestClock;
use super::world::{Comment, Issue, Kind, Label, Labelling, World};

pub fn issue(world: &World, base: &str, issue: &Issue) -> Value {
    let number = issue.number;
    let name = &world.name;
    let labels: Vec<Value> = issue
        .labels
        .iter()
        .filter_map(|name| world.labels.get(&name.to_lowercase()))
        .map(label)
        .collect();
    let assignees: Vec<Value> = issue.assignees.iter().map(|a| user(world, a)).collect();
    let mut value = json!({
        "id": 5_000_000 + number,
        "number": number,
        "url": format!("{base}/repos/{name}/issues/{number}"),
        "repository_url": format!("{base}/repos/{name}"),
        "html_url": format!("https://github.com/{name}/issues/{number}"),
        "title": issue.title,
        "body": if issue.body.is_empty() { Value::Null } else { issue.body.as_str().into() },
        "state": if issue.open { "open" } else { "closed" },
        "state_reason": issue.reason,
        "labels": labels,
        "user": user(world, &issue.author),
        "author_association": association(world, &issue.author),
        "locked": issue.locked,
        "assignees": assignees,
        "created_at": date(issue.created),
        "updated_at": date(issue.updated),
        "closed_at": issue.closed.map(date),
        "comments": issue.comments,
    });
    if world.tells_closer {
        let closer = issue.closed_by.as_ref();
        value["closed_by"] = closer.map_or(Value::Null, |login| user(world, login));
    }
    if issue.kind == Kind::PullRequest {
        value["pull_request"] = json!({ "url": format!("{base}/repos/{name}/pulls/{number}") });
    }
    value
}

pub fn comment(world: &World, comment: &Comment) -> Value {
    json!({
        "id": comment.id,
        "body": comment.body,
        "user": user(world, &comment.author),
        "author_association": association(world, &comment.author),
        "created_at": date(comment.created),
        "updated_at": date(comment.updated),
    })
}

pub fn labelling(world: &World, labelling: &Labelling) -> Value {
    json!({
        "event": if labelling.on { "labeled" } else { "unlabeled" },
        "actor": user(world, &labelling.login),
        "created_at": date(labelling.at),
        "label": { "name": labelling.label, "color": "ededed" },
    })
}

pub fn label(label: &Label) -> Value {
    json!({
        "name": label.name,
        "color": label.color,
        "description": if label.description.is_empty() { Value::Null } else { label.description.as_str().into() },
    })
}

pub fn user(world: &World, login: &str) -> Value {
    let bot = world.accounts.get(login).is_some_and(|account| account.bot);
    json!({ "login": login, "id": login.len(), "type": if bot { "Bot" } else { "User" } })
}

fn association(world: &World, login: &str) -> &'static str {
    world
        .accounts
        .get(login)
        .map_or("NONE", |account| account.association)
}

fn date(elapsed: std::time::Duration) -> String {
    TestClock::date_at(elapsed).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
