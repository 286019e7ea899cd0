//! The REST calls: from a request and the world to an answer, no faults yet.

use std::time::Duration;

use http::Method;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::http::{Request, Response};
use super::wire;
use super::world::{Issue, Kind, Token, World};

/// GitHub's bounds on a title and a body, in characters.
const TITLE: usize = 256;
const BODY: usize = 65_536;

/// One request being answered.
pub struct Route<'a> {
    pub world: &'a mut World,
    pub base: &'a str,
    pub now: Duration,
    /// What lists show: the world as it was then.
    pub listed: Duration,
    /// Writes are answered as if stored, and are not.
    pub forget: bool,
    /// Pages lead back to the first.
    pub lead_back: bool,
    pub request: &'a Request,
}

type Answer = Result<Response, Response>;

impl Route<'_> {
    pub fn answer(mut self) -> Response {
        self.dispatch().unwrap_or_else(|refusal| refusal)
    }

    fn dispatch(&mut self) -> Answer {
        let token = self.token()?;
        let path = self.request.path.clone();
        let parts: Vec<String> = path
            .trim_matches('/')
            .split('/')
            .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match (self.request.method.as_str(), parts.as_slice()) {
            ("GET", ["user"]) => self.user(&token),
            ("POST", ["graphql"]) => Ok(Self::viewer(&token)),
            (_, ["repos", owner, name, rest @ ..]) => {
                self.locate(&format!("{owner}/{name}"), rest)?;
                self.repository(&token, rest)
            }
            (_, ["repositories", "1", rest @ ..]) => self.repository(&token, rest),
            ("GET", ["repositories", "2", "issues", number]) => {
                let address = format!("https://github.com/octo/elsewhere/issues/{number}");
                let there = json!({
                    "number": 1, "title": "moved", "body": null, "state": "open", "user": null,
                    "html_url": address, "created_at": "2025-01-01T00:00:00Z",
                    "updated_at": "2025-01-01T00:00:00Z",
                });
                Ok(Response::json(200, &there))
            }
            _ => Err(not_found()),
        }
    }

    fn token(&self) -> Result<Token, Response> {
        let anonymous = || Response::error(401, "Requires authentication");
        let token = self.request.token.as_ref().ok_or_else(anonymous)?;
        let known = self.world.tokens.get(token).cloned();
        known.ok_or_else(|| Response::error(401, "Bad credentials"))
    }

    /// Sends an old name of the repository on, and knows no other.
    fn locate(&self, name: &str, rest: &[&str]) -> Result<(), Response> {
        if name.eq_ignore_ascii_case(&self.world.name) {
            return Ok(());
        }
        if !self.world.old_names.iter().any(|old| old == name) {
            return Err(not_found());
        }
        let rest = rest.join("/");
        let status = if self.request.method == Method::GET {
            301
        } else {
            307
        };
        let address = format!("{}/repositories/1/{rest}", self.base);
        Err(Response::error(status, "Moved Permanently").with("location", address))
    }

    fn user(&self, token: &Token) -> Answer {
        if !token.user_endpoint {
            return Err(Response::error(
                403,
                "Resource not accessible by integration",
            ));
        }
        Ok(Response::json(200, &wire::user(self.world, &token.login)))
    }

    fn viewer(token: &Token) -> Response {
        if token.viewer {
            let viewer = json!({ "login": token.login });
            return Response::json(200, &json!({ "data": { "viewer": viewer } }));
        }
        let error =
            json!({ "type": "FORBIDDEN", "message": "Resource not accessible by integration" });
        Response::json(200, &json!({ "data": null, "errors": [error] }))
    }

    fn repository(&mut self, token: &Token, rest: &[&str]) -> Answer {
        let is_write = self.request.is_write();
        if self.world.archived && is_write {
            return Err(Response::error(
                403,
                "Repository was archived so is read-only.",
            ));
        }
        if self.world.issues_disabled && rest.first() == Some(&"issues") {
            return Err(Response::error(
                410,
                "Issues has been disabled in this repository.",
            ));
        }
        match (self.request.method.as_str(), rest) {
            ("GET", []) => Ok(Response::json(
                200,
                &json!({ "full_name": self.world.name }),
            )),
            ("GET", ["issues"]) => Ok(self.list()),
            ("POST", ["issues"]) => self.create(token),
            ("GET", ["issues", "comments", id]) => self.one_comment(id),
            ("PATCH", ["issues", "comments", id]) => self.edit_comment(token, id),
            ("DELETE", ["issues", "comments", id]) => self.delete_comment(token, id),
            ("POST", ["issues", "comments", id, "reactions"]) => self.react(token, id),
            ("GET", ["collaborators", login, "permission"]) => self.permission(token, login),
            ("GET", ["issues", number]) => {
                let issue = self.issue(number)?;
                Ok(Response::json(
                    200,
                    &wire::issue(self.world, self.base, &issue),
                ))
            }
            ("PATCH", ["issues", number]) => self.edit(token, number),
            ("GET", ["issues", number, "comments"]) => self.comments(number),
            ("GET", ["issues", number, "events"]) => self.events(number),
            ("POST", ["issues", number, "comments"]) => self.comment(token, number),
            ("POST", ["issues", number, "labels"]) => self.add_labels(token, number),
            ("DELETE", ["issues", number, "labels", label]) => {
                self.remove_label(token, number, label)
            }
            ("GET", ["labels"]) => {
                let labels: Vec<Value> = self.world.labels.values().map(wire::label).collect();
                Ok(self.page(&labels))
            }
            ("GET", ["labels", name]) => {
                let label = self.world.labels.get(&name.to_lowercase());
                let label = label.ok_or_else(not_found)?;
                Ok(Response::json(200, &wire::label(label)))
            }
            ("POST", ["labels"]) => self.create_label(token),
            _ => Err(not_found()),
        }
    }

    fn page(&self, items: &[Value]) -> Response {
        Response::page(self.request, self.base, items, self.lead_back)
    }

    fn list(&self) -> Response {
        let labels: Vec<&str> = self
            .request
            .query("labels")
            .map_or(Vec::new(), |l| l.split(',').collect());
        let creator = self.request.query("creator");
        let all = self.request.query("state") == Some("all");
        let mut found: Vec<&Issue> = self
            .world
            .issues_at(self.listed)
            .filter(|issue| matches!(issue.kind, Kind::Issue | Kind::PullRequest))
            .filter(|issue| all || issue.open)
            .filter(|issue| creator.is_none_or(|login| issue.author.eq_ignore_ascii_case(login)))
            .filter(|issue| labels.iter().all(|l| has_label(issue, l)))
            .collect();
        if self.request.query("direction") != Some("asc") {
            found.reverse();
        }
        let size: usize = self
            .request
            .query("per_page")
            .map_or(30, |n| n.parse().unwrap());
        let page: usize = self.request.query("page").map_or(1, |n| n.parse().unwrap());
        let shown = (page - 1) * size..page * size;
        // Only what is shown is worth rendering.
        let render = |(at, issue): (usize, &&Issue)| {
            let seen = shown.contains(&at) || self.lead_back;
            if seen {
                wire::issue(self.world, self.base, issue)
            } else {
                Value::Null
            }
        };
        let items: Vec<Value> = found.iter().enumerate().map(render).collect();
        self.page(&items)
    }

    fn issue(&self, number: &str) -> Result<Issue, Response> {
        let issue = number
            .parse()
            .ok()
            .and_then(|number| self.world.issue(number));
        let issue = issue.ok_or_else(not_found)?;
        match issue.kind {
            Kind::Issue | Kind::PullRequest => Ok(issue.clone()),
            Kind::Deleted => Err(Response::error(410, "This issue was deleted")),
            Kind::Transferred => {
                let address = format!("{}/repositories/2/issues/{number}", self.base);
                Err(Response::error(301, "Moved Permanently").with("location", address))
            }
        }
    }

    fn text(&self, field: &str) -> Option<String> {
        self.request.body[field].as_str().map(str::to_owned)
    }

    fn names(&self, field: &str) -> Vec<String> {
        let names = self.request.body[field].as_array();
        let names = names.into_iter().flatten().filter_map(Value::as_str);
        names.map(str::to_owned).collect()
    }

    fn create(&mut self, token: &Token) -> Answer {
        let (title, body) = (self.text("title"), self.text("body").unwrap_or_default());
        let title = title.filter(|title| !title.trim().is_empty());
        let title = title.ok_or_else(|| Response::invalid("title", "missing_field", ""))?;
        check_length(&title, &body)?;
        let number = self
            .world
            .open_issue(&token.login, title.trim(), &body, self.now);
        if token.push {
            let labels = self.names("labels");
            self.world
                .add_labels(&token.login, number, &labels, self.now);
        }
        let assignees = self.names("assignees");
        self.world
            .change(number, self.now, |issue| issue.assignees = assignees);
        let made = self.world.issue(number).ok_or_else(not_found)?;
        Ok(Response::json(
            201,
            &wire::issue(self.world, self.base, made),
        ))
    }

    fn edit(&mut self, token: &Token, number: &str) -> Answer {
        let mut issue = self.issue(number)?;
        if !token.push && issue.author != token.login {
            return Err(forbidden().with("x-accepted-github-permissions", "issues=write"));
        }
        let (title, body) = (self.text("title"), self.text("body"));
        check_length(
            title.as_deref().unwrap_or(" "),
            body.as_deref().unwrap_or_default(),
        )?;
        let state = self.text("state");
        let reason = self.text("state_reason");
        if !self.forget {
            self.world.change(issue.number, self.now, |issue| {
                if let Some(title) = title {
                    title.trim().clone_into(&mut issue.title);
                }
                if let Some(body) = body {
                    issue.body = body;
                }
            });
            match state.as_deref() {
                Some("closed") => {
                    let reason = reason_of(reason.as_deref());
                    self.world
                        .close_by(&token.login, issue.number, reason, self.now);
                }
                Some("open") if !issue.open => self.world.reopen(issue.number, self.now),
                _ => {}
            }
            issue = self.issue(number)?;
        }
        Ok(Response::json(
            200,
            &wire::issue(self.world, self.base, &issue),
        ))
    }

    fn comments(&self, number: &str) -> Answer {
        let issue = self.issue(number)?;
        let of_issue = self
            .world
            .comments
            .values()
            .filter(|c| c.issue == issue.number);
        let comments: Vec<Value> = of_issue.map(|c| wire::comment(self.world, c)).collect();
        Ok(self.page(&comments))
    }

    fn events(&self, number: &str) -> Answer {
        let issue = self.issue(number)?;
        let of_issue = self.world.labellings.iter();
        let of_issue = of_issue.filter(|l| l.issue == issue.number);
        let events: Vec<Value> = of_issue.map(|l| wire::labelling(self.world, l)).collect();
        Ok(self.page(&events))
    }

    fn comment(&mut self, token: &Token, number: &str) -> Answer {
        let issue = self.issue(number)?;
        if issue.locked && !token.push {
            return Err(Response::error(
                403,
                "Unable to create comment because issue is locked.",
            ));
        }
        let body = self.text("body").filter(|body| !body.trim().is_empty());
        let body =
            body.ok_or_else(|| Response::invalid("body", "missing_field", "body can't be blank"))?;
        check_length(" ", &body)?;
        let id = self
            .world
            .comment(issue.number, &token.login, &body, self.now);
        Ok(Response::json(
            201,
            &wire::comment(self.world, &self.world.comments[&id]),
        ))
    }

    fn one_comment(&self, id: &str) -> Answer {
        let comment = id
            .parse()
            .ok()
            .and_then(|id: u64| self.world.comments.get(&id));
        let comment = comment.ok_or_else(not_found)?;
        Ok(Response::json(200, &wire::comment(self.world, comment)))
    }

    fn edit_comment(&mut self, token: &Token, id: &str) -> Answer {
        let body = self.text("body").unwrap_or_default();
        check_length(" ", &body)?;
        let comment = id
            .parse()
            .ok()
            .and_then(|id: u64| self.world.comments.get_mut(&id));
        let comment = comment.ok_or_else(not_found)?;
        if !token.push && comment.author != token.login {
            return Err(forbidden());
        }
        if !self.forget {
            comment.body = body;
            comment.updated = self.now;
        }
        let comment = comment.clone();
        Ok(Response::json(200, &wire::comment(self.world, &comment)))
    }

    fn delete_comment(&mut self, token: &Token, id: &str) -> Answer {
        let id: u64 = id.parse().map_err(|_| not_found())?;
        let comment = self.world.comments.get(&id).ok_or_else(not_found)?;
        if !token.push && comment.author != token.login {
            return Err(forbidden());
        }
        let issue = comment.issue;
        self.world.comments.remove(&id);
        self.world
            .change(issue, self.now, |issue| issue.comments -= 1);
        Ok(Response::empty(204))
    }

    /// 201 for a new one, 200 for one that is on already.
    fn react(&mut self, token: &Token, id: &str) -> Answer {
        let comment = id
            .parse()
            .ok()
            .filter(|id| self.world.comments.contains_key(id));
        let comment: u64 = comment.ok_or_else(not_found)?;
        let content = self.text("content").unwrap_or_default();
        if !matches!(content.as_str(), "+1" | "-1" | "confused" | "eyes") {
            return Err(Response::invalid("content", "invalid", ""));
        }
        let on = self.world.reactions.entry(comment).or_default();
        let status = if on.insert((token.login.clone(), content.clone())) {
            201
        } else {
            200
        };
        Ok(Response::json(
            status,
            &json!({ "id": 1, "content": content }),
        ))
    }

    /// The legacy permission knows neither triage nor maintain.
    fn permission(&self, token: &Token, login: &str) -> Answer {
        if !token.push {
            return Err(Response::error(
                403,
                "Must have push access to view collaborator permission.",
            ));
        }
        if !self.world.accounts.contains_key(login) {
            return Err(not_found());
        }
        let role = self.world.roles.get(login).copied().unwrap_or("read");
        let permission = match role {
            "triage" => "read",
            "maintain" => "write",
            same => same,
        };
        let user = wire::user(self.world, login);
        let body = json!({ "permission": permission, "role_name": role, "user": user });
        Ok(Response::json(200, &body))
    }

    fn add_labels(&mut self, token: &Token, number: &str) -> Answer {
        let issue = self.issue(number)?;
        if !token.push {
            return Err(forbidden());
        }
        if !self.forget {
            let labels = self.names("labels");
            self.world
                .add_labels(&token.login, issue.number, &labels, self.now);
        }
        Ok(self.labels_of(issue.number))
    }

    fn remove_label(&mut self, token: &Token, number: &str, label: &str) -> Answer {
        let issue = self.issue(number)?;
        if !token.push {
            return Err(forbidden());
        }
        if self.forget {
            return Ok(self.labels_of(issue.number));
        }
        if !self
            .world
            .remove_label(&token.login, issue.number, label, self.now)
        {
            return Err(Response::error(404, "Label does not exist"));
        }
        Ok(self.labels_of(issue.number))
    }

    fn labels_of(&self, number: u64) -> Response {
        let issue = self.world.issue(number).expect("an issue");
        let issue = wire::issue(self.world, self.base, issue);
        Response::json(200, &issue["labels"])
    }

    fn create_label(&mut self, token: &Token) -> Answer {
        if !token.push {
            return Err(forbidden());
        }
        let name = self.text("name").unwrap_or_default();
        if self.world.labels.contains_key(&name.to_lowercase()) {
            return Err(Response::invalid("name", "already_exists", ""));
        }
        self.world.define(&name);
        let (color, description) = (self.text("color"), self.text("description"));
        let label = self
            .world
            .labels
            .get_mut(&name.to_lowercase())
            .expect("a label");
        label.color = color.unwrap_or_else(|| "ededed".to_owned());
        label.description = description.unwrap_or_default();
        let label = wire::label(label);
        Ok(Response::json(201, &label))
    }
}

fn has_label(issue: &Issue, label: &str) -> bool {
    issue.labels.iter().any(|l| l.eq_ignore_ascii_case(label))
}

fn reason_of(reason: Option<&str>) -> &'static str {
    match reason {
        Some("not_planned") => "not_planned",
        Some("duplicate") => "duplicate",
        _ => "completed",
    }
}

fn check_length(title: &str, body: &str) -> Result<(), Response> {
    let too_long = |field: &str, most: usize| {
        let message = format!("{field} is too long (maximum is {most} characters)");
        Response::invalid(field, "custom", &message)
    };
    if title.chars().count() > TITLE {
        return Err(too_long("title", TITLE));
    }
    if body.chars().count() > BODY {
        return Err(too_long("body", BODY));
    }
    Ok(())
}

fn not_found() -> Response {
    Response::error(404, "Not Found")
}

fn forbidden() -> Response {
    Response::error(403, "Resource not accessible by personal access token")
}
