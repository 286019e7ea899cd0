//! Requests and answers as values, whatever carried them.

use bytes::Bytes;
use http_body_util::Full;
use serde_json::{Value, json};

/// A request, taken apart.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: http::Method,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub token: Option<String>,
    pub if_none_match: Option<String>,
    pub body: Value,
}

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

/// What a client meets with.
#[derive(Debug, Clone)]
pub enum Outcome {
    Answer(Response),
    /// An answer whose body ends early.
    Cut(Response),
    /// The connection is never made.
    Refused,
    /// The connection breaks without an answer.
    Reset,
    /// Nothing comes any more, for ever.
    Hang,
}

impl Request {
    pub fn new(parts: &http::request::Parts, body: &[u8]) -> Self {
        let header = |name: http::HeaderName| {
            let value = parts.headers.get(name)?;
            Some(value.to_str().expect("a readable header").to_owned())
        };
        let query = parts.uri.query().unwrap_or_default();
        Self {
            method: parts.method.clone(),
            path: parts.uri.path().to_owned(),
            query: url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            token: header(http::header::AUTHORIZATION)
                .and_then(|value| value.strip_prefix("Bearer ").map(str::to_owned)),
            if_none_match: header(http::header::IF_NONE_MATCH),
            body: serde_json::from_slice(body).unwrap_or(Value::Null),
        }
    }

    pub fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn is_write(&self) -> bool {
        self.method != http::Method::GET && self.path != "/graphql"
    }

    /// Makes an issue or a comment.
    pub fn is_creation(&self) -> bool {
        let of_issue = self.path.ends_with("/issues") || self.path.ends_with("/comments");
        self.method == http::Method::POST && of_issue
    }

    /// A list of issues.
    pub fn is_list(&self) -> bool {
        self.method == http::Method::GET && self.path.ends_with("/issues")
    }

    fn address(&self, base: &str, page: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let others = self.query.iter().filter(|(name, _)| name != "page");
        query.extend_pairs(others);
        query.append_pair("page", &page.to_string());
        format!("{base}{}?{}", self.path, query.finish())
    }
}

impl Response {
    pub fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json; charset=utf-8".to_owned())],
            body: body.to_string(),
        }
    }

    pub fn error(status: u16, message: &str) -> Self {
        Self::json(
            status,
            &json!({ "message": message, "documentation_url": "https://docs.github.com/rest" }),
        )
    }

    pub fn invalid(field: &str, code: &str, message: &str) -> Self {
        let error =
            json!({ "resource": "Issue", "field": field, "code": code, "message": message });
        Self::json(
            422,
            &json!({ "message": "Validation Failed", "errors": [error] }),
        )
    }

    pub fn html(status: u16) -> Self {
        Self {
            status,
            headers: vec![("content-type", "text/html".to_owned())],
            body: "<!DOCTYPE html><html><body>Whoa there!</body></html>".to_owned(),
        }
    }

    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: String::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.headers.push((name, format!("{value}")));
        self
    }

    /// One page of a list, with `Link` to the next one.
    pub fn page(request: &Request, base: &str, items: &[Value], lead_back: bool) -> Self {
        let number = |name, default: usize| {
            let value = request.query(name).and_then(|value| value.parse().ok());
            value.unwrap_or(default)
        };
        let (size, page) = (
            number("per_page", 30).clamp(1, 100),
            number("page", 1).max(1),
        );
        let first = (page - 1) * size;
        let shown: Vec<&Value> = items.iter().skip(first).take(size).collect();
        let response = Self::json(200, &json!(shown));
        let next = if lead_back { 1 } else { page + 1 };
        if lead_back || first + size < items.len() {
            let address = request.address(base, next);
            return response.with("link", format!("<{address}>; rel=\"next\""));
        }
        response
    }

    pub fn into_http(self) -> http::Response<Full<Bytes>> {
        let mut response = http::Response::builder().status(self.status);
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        response.body(Full::from(self.body)).expect("an answer")
    }
}
