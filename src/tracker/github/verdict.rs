//! What an answer means for the request: pure, from status, headers and body.

use std::time::Duration;

use http::{StatusCode, header};

use super::DIALECT;
use super::transport::{Answer, needed_scope};
use super::wire::WireError;
use crate::model::Time;
use crate::tracker::{Quota, TrackerError};

/// The kinds of answer, by what is done about them.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// 2xx: read it.
    Good(Answer),
    /// 304: what was kept still holds.
    Unchanged,
    /// A limit refused it, before it took effect.
    Limited(Limit),
    /// It may work another time; for a write it is not known whether it did (5xx).
    Transient {
        what: String,
        wait: Option<Duration>,
    },
    /// What was asked for is elsewhere.
    Moved(String),
    /// It was understood and will not be done.
    Refused(Refusal),
}

/// A rate limit that refused a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    /// How long GitHub asks to wait, where it says.
    pub(crate) asked: Option<Duration>,
}

/// An answer that is final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// GitHub's words, in one line.
    pub(crate) what: String,
    pub(crate) scope: Option<String>,
}

/// Returns what is to be done about an answer.
pub(crate) fn judge(answer: Answer) -> Verdict {
    let status = answer.status;
    match status.as_u16() {
        200..=299 => Verdict::Good(answer),
        304 => Verdict::Unchanged,
        301 | 302 | 307 | 308 => match answer.header("location") {
            Some(location) => Verdict::Moved(location.to_owned()),
            None => Verdict::Refused(refusal(&answer)),
        },
        408 | 500..=599 => Verdict::Transient {
            what: said(&answer),
            wait: retry_after(&answer),
        },
        403 | 429 => {
            let refusal = refusal(&answer);
            match limit(&answer, &refusal.what) {
                Some(limit) => Verdict::Limited(limit),
                None => Verdict::Refused(refusal),
            }
        }
        _ => Verdict::Refused(refusal(&answer)),
    }
}

fn refusal(answer: &Answer) -> Refusal {
    Refusal {
        status: answer.status,
        what: said(answer),
        scope: needed_scope(answer),
    }
}

/// The status, and the server's own words if it has any.
fn said(answer: &Answer) -> String {
    let error: WireError = serde_json::from_slice(&answer.body).unwrap_or_default();
    match error.summary().as_str() {
        "" => answer.status.to_string(),
        summary => format!("{}: {summary}", answer.status.as_u16()),
    }
}

/// Returns whether a 403 or 429 is a rate limit, and the wait it asks for.
/// <https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#rate-limit-errors>
fn limit(answer: &Answer, what: &str) -> Option<Limit> {
    if let Some(wait) = retry_after(answer) {
        return Some(Limit { asked: Some(wait) });
    }
    if answer.header("x-ratelimit-remaining") == Some("0") {
        let asked = until_reset(answer);
        return Some(Limit { asked });
    }
    let what = what.to_ascii_lowercase();
    let named = ["rate limit", "abuse detection", "submitted too quickly"]
        .iter()
        .any(|words| what.contains(words));
    let limited = named || answer.status == StatusCode::TOO_MANY_REQUESTS;
    limited.then_some(Limit { asked: None })
}

/// `Retry-After`, as seconds or as a date.
fn retry_after(answer: &Answer) -> Option<Duration> {
    let value = answer.header(header::RETRY_AFTER)?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    (http_date(value)? - date(answer)?).to_std().ok()
}

/// From the answer's own `Date` to `x-ratelimit-reset`: no local clock has a
/// part in it. GitHub's windows are an hour, so more is nonsense.
fn until_reset(answer: &Answer) -> Option<Duration> {
    let reset: i64 = answer.header("x-ratelimit-reset")?.parse().ok()?;
    let wait = reset.checked_sub(date(answer)?.timestamp())?;
    let wait = Duration::from_secs(u64::try_from(wait).ok()?);
    Some(wait.min(Duration::from_hours(1)))
}

/// Returns the server's time when it answered.
pub(crate) fn date(answer: &Answer) -> Option<Time> {
    http_date(answer.header(header::DATE)?)
}

fn http_date(value: &str) -> Option<Time> {
    let date = chrono::DateTime::parse_from_rfc2822(value).ok()?;
    Some(date.to_utc())
}

/// The quota of REST calls, where an answer tells it.
pub(crate) fn quota(answer: &Answer) -> Option<Quota> {
    if answer.header("x-ratelimit-resource").unwrap_or("core") != "core" {
        return None;
    }
    Some(Quota {
        remaining: answer.header("x-ratelimit-remaining")?.parse().ok()?,
        limit: answer.header("x-ratelimit-limit")?.parse().ok()?,
        resets_in: until_reset(answer)?,
    })
}

impl Refusal {
    /// With what a 403 takes, where the server does not say.
    pub(crate) fn or_scope(mut self, scope: &str) -> Self {
        self.scope.get_or_insert_with(|| scope.to_owned());
        self
    }

    /// As an error: `action` is a verb phrase, `target` what it is about.
    pub(crate) fn into_error(self, action: &str, target: &str) -> TrackerError {
        let lower = self.what.to_ascii_lowercase();
        let closed = ["archived", "locked", "disabled"]
            .iter()
            .any(|word| lower.contains(word));
        match self.status.as_u16() {
            401 => TrackerError::Unauthorized {
                what: self.what,
                target: target.to_owned(),
                variables: DIALECT.credentials.token_variables,
            },
            403 if closed => closed_error(self.what, target),
            410 => closed_error(self.what, target),
            403 => TrackerError::Forbidden {
                action: action.to_owned(),
                what: self.what,
                scope: self.scope,
            },
            404 => TrackerError::NotFound {
                target: target.to_owned(),
            },
            400 | 422 => TrackerError::Invalid {
                action: action.to_owned(),
                what: self.what,
            },
            _ => TrackerError::Malformed {
                target: target.to_owned(),
                what: self.what,
            },
        }
    }
}

fn closed_error(what: String, target: &str) -> TrackerError {
    TrackerError::Closed {
        target: target.to_owned(),
        what,
    }
}

impl Refusal {
    /// 410 to an issue by itself: deleted, unless the whole tracker is off.
    pub(crate) fn is_deleted(&self) -> bool {
        self.status == StatusCode::GONE && !self.what.to_ascii_lowercase().contains("disabled")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, HeaderName, HeaderValue};

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::try_from(*name).unwrap();
            map.insert(name, HeaderValue::try_from(*value).unwrap());
        }
        Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: map,
            body: body.to_owned().into(),
        }
    }

    fn limit(status: u16, headers: &[(&str, &str)], body: &str) -> Option<Limit> {
        match judge(answer(status, headers, body)) {
            Verdict::Limited(limit) => Some(limit),
            _ => None,
        }
    }

    /// A limit that asks for so many seconds, or does not say.
    fn asks(seconds: Option<u64>) -> Limit {
        let asked = seconds.map(Duration::from_secs);
        Limit { asked }
    }

    const DATE: (&str, &str) = ("date", "Mon, 15 Sep 2025 20:00:00 GMT");

    #[test]
    fn waits_are_counted_on_the_servers_own_clock() {
        let used_up = ("x-ratelimit-remaining", "0");
        // 1757966400 is the Date.
        let cases = [
            (
                vec![DATE, used_up, ("x-ratelimit-reset", "1757966500")],
                Some(100),
            ),
            (
                vec![DATE, used_up, ("x-ratelimit-reset", "99999999999")],
                Some(3600),
            ),
            (
                vec![DATE, used_up, ("x-ratelimit-reset", "1757966000")],
                None,
            ),
            (
                vec![DATE, used_up, ("x-ratelimit-reset", "-9223372036854775808")],
                None,
            ),
            (vec![DATE, used_up, ("x-ratelimit-reset", "soon")], None),
            (vec![used_up, ("x-ratelimit-reset", "1757966500")], None),
            (vec![DATE, ("retry-after", "30"), used_up], Some(30)),
            (
                vec![DATE, ("retry-after", "Mon, 15 Sep 2025 20:02:00 GMT")],
                Some(120),
            ),
        ];
        for (headers, wait) in cases {
            assert_eq!(limit(403, &headers, ""), Some(asks(wait)), "{headers:?}");
        }
    }

    #[test]
    fn a_limit_is_told_from_a_refusal() {
        let secondary = r#"{"message": "You have exceeded a secondary rate limit."}"#;
        assert_eq!(limit(403, &[], secondary), Some(asks(None)));
        assert_eq!(limit(429, &[], ""), Some(asks(None)));
        assert_eq!(
            limit(403, &[], r#"{"message": "Must have admin rights."}"#),
            None
        );
        assert_eq!(limit(403, &[("x-ratelimit-remaining", "12")], ""), None);
        assert_eq!(limit(404, &[("retry-after", "5")], ""), None);
    }

    #[test]
    fn a_failing_server_may_say_when_to_come_back() {
        match judge(answer(503, &[("retry-after", "7")], "<html>")) {
            Verdict::Transient { what, wait } => {
                assert_eq!(wait, Some(Duration::from_secs(7)));
                assert_eq!(what, "503 Service Unavailable");
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_quota_is_that_of_rest() {
        let headers = [
            DATE,
            ("x-ratelimit-limit", "5000"),
            ("x-ratelimit-remaining", "4990"),
            ("x-ratelimit-reset", "1757967000"),
        ];
        let expected = Quota {
            remaining: 4990,
            limit: 5000,
            resets_in: Duration::from_mins(10),
        };
        assert_eq!(quota(&answer(200, &headers, "")), Some(expected));
        let mut graphql = headers.to_vec();
        graphql.push(("x-ratelimit-resource", "graphql"));
        assert_eq!(quota(&answer(200, &graphql, "")), None);
        assert_eq!(quota(&answer(200, &headers[..2], "")), None);
    }
}
