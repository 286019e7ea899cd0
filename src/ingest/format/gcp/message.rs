//! What a log entry says, for people and for clustering.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};
use sonic_rs::LazyValue;

use crate::ingest::framing::trace;
use crate::ingest::syntax::scalar::{Scalar, first};

/// The members of a `jsonPayload` that are read.
#[derive(Debug, Default)]
pub(crate) struct Payload<'a> {
    /// Stack trace, exception, message: the first there is.
    pub(crate) text: Option<Cow<'a, str>>,
    pub(crate) logger: Scalar<'a>,
    pub(crate) service: Scalar<'a>,
    pub(crate) version: Scalar<'a>,
    pub(crate) environment: Scalar<'a>,
}

/// Names that logging libraries give these things.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields<'a> {
    #[serde(borrow, alias = "stackTrace")]
    stack_trace: Scalar<'a>,
    #[serde(borrow)]
    exception: Option<LazyValue<'a>>,
    #[serde(borrow)]
    message: Scalar<'a>,
    #[serde(borrow)]
    msg: Scalar<'a>,
    #[serde(borrow)]
    event: Scalar<'a>,
    #[serde(borrow)]
    error: Option<LazyValue<'a>>,
    #[serde(borrow)]
    logger: Scalar<'a>,
    #[serde(borrow)]
    logger_name: Scalar<'a>,
    #[serde(borrow)]
    name: Scalar<'a>,
    #[serde(borrow)]
    service: Scalar<'a>,
    /// Error Reporting's.
    #[serde(borrow, rename = "serviceContext")]
    service_context: Option<ServiceContext<'a>>,
    #[serde(borrow)]
    environment: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ServiceContext<'a> {
    #[serde(borrow)]
    service: Scalar<'a>,
    #[serde(borrow)]
    version: Scalar<'a>,
}

/// An exception or error that is an object.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Thrown<'a> {
    #[serde(borrow)]
    stack: Scalar<'a>,
    #[serde(borrow)]
    stacktrace: Scalar<'a>,
    #[serde(borrow)]
    stack_trace: Scalar<'a>,
    #[serde(borrow)]
    traceback: Scalar<'a>,
    #[serde(borrow)]
    message: Scalar<'a>,
}

/// An audit log's payload.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Audit<'a> {
    #[serde(borrow, rename = "methodName", alias = "method_name")]
    method_name: Scalar<'a>,
    #[serde(borrow, rename = "resourceName", alias = "resource_name")]
    resource_name: Scalar<'a>,
    #[serde(borrow)]
    status: Option<RpcStatus<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RpcStatus<'a> {
    code: Option<i64>,
    #[serde(borrow)]
    message: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct HttpRequest<'a> {
    #[serde(borrow, rename = "requestMethod", alias = "request_method")]
    method: Scalar<'a>,
    #[serde(borrow, rename = "requestUrl", alias = "request_url")]
    url: Scalar<'a>,
    #[serde(borrow)]
    status: Scalar<'a>,
}

/// Read with all its fields, of which few are kept: entries are moved about.
impl<'de: 'a, 'a> Deserialize<'de> for Payload<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Fields::deserialize(deserializer).map(Self::from)
    }
}

impl<'a> From<Fields<'a>> for Payload<'a> {
    fn from(fields: Fields<'a>) -> Self {
        let context = fields.service_context.as_ref();
        let text = first([&fields.stack_trace])
            .or_else(|| fields.exception.as_ref().and_then(exception))
            .or_else(|| first([&fields.message, &fields.msg, &fields.event]))
            .or_else(|| fields.error.as_ref().and_then(exception));
        let loggers = [&fields.logger, &fields.logger_name, &fields.name];
        let service = context.map_or_else(Scalar::default, |context| context.service.clone());
        Self {
            text: text.map(unescaped),
            logger: named(loggers),
            service: named([&fields.service, &service]),
            version: context.map_or_else(Scalar::default, |context| context.version.clone()),
            environment: fields.environment.clone(),
        }
    }
}

fn named<'a, const N: usize>(scalars: [&Scalar<'a>; N]) -> Scalar<'a> {
    let found = scalars.into_iter().find(|scalar| scalar.as_str().is_some());
    found.cloned().unwrap_or_default()
}

/// Where an entry's message may be.
pub(crate) struct Sources<'e, 'a> {
    /// What the `jsonPayload` says.
    pub(crate) payload: Option<Cow<'a, str>>,
    pub(crate) text: &'e Scalar<'a>,
    pub(crate) proto: Option<&'e LazyValue<'a>>,
    pub(crate) http: Option<&'e LazyValue<'a>>,
    /// The whole entry.
    pub(crate) entry: &'a str,
}

impl<'a> Sources<'_, 'a> {
    /// The `jsonPayload`'s own text, else `textPayload`, an audit log's
    /// method, the request, or the payload as it is.
    pub(crate) fn message(self) -> Option<Cow<'a, str>> {
        if let Some(text) = self
            .payload
            .or_else(|| self.text.clone().text().map(unescaped))
        {
            return Some(text);
        }
        // Rare enough to look for it again.
        let json = ["jsonPayload", "json_payload"]
            .into_iter()
            .find_map(|name| sonic_rs::get_from_str(self.entry, [name]).ok());
        let json = json.as_ref();
        self.proto
            .and_then(audit)
            .or_else(|| json.and_then(audit))
            .or_else(|| self.http.and_then(request))
            .or_else(|| json.or(self.proto).and_then(whole))
    }
}

fn parse<'a, T: Deserialize<'a>>(json: &LazyValue<'a>) -> Option<T> {
    sonic_rs::from_str(raw(json)?).ok()
}

/// The value's text, for as long as the entry lives.
fn raw<'a>(json: &LazyValue<'a>) -> Option<&'a str> {
    match json.as_raw_cow() {
        Cow::Borrowed(raw) => Some(raw),
        Cow::Owned(_) => None,
    }
}

/// The payload itself, where it says nothing under a known name.
fn whole<'a>(json: &LazyValue<'a>) -> Option<Cow<'a, str>> {
    raw(json)
        .filter(|raw| !matches!(*raw, "{}" | "null"))
        .map(Cow::Borrowed)
}

/// An exception or error: the text itself, or the object's trace or message.
fn exception<'a>(json: &LazyValue<'a>) -> Option<Cow<'a, str>> {
    if let Some(text) = parse::<Scalar<'a>>(json).and_then(Scalar::text) {
        return Some(text);
    }
    let thrown: Thrown<'a> = parse(json)?;
    first([
        &thrown.stack,
        &thrown.stacktrace,
        &thrown.stack_trace,
        &thrown.traceback,
        &thrown.message,
    ])
}

/// `METHOD on RESOURCE`, with the status where it is one of failure.
fn audit<'a>(json: &LazyValue<'a>) -> Option<Cow<'a, str>> {
    let Audit {
        method_name,
        resource_name,
        status,
    } = parse(json)?;
    let method = method_name.text()?;
    let status = status.unwrap_or_default();
    let failed = status.code.filter(|code| *code != 0);
    let failed = failed.map(|code| format!(" failed with status {code}"));
    let why = status.message.text().map(|why| format!(": {why}"));
    let resource = resource_name.text().map(|name| format!(" on {name}"));
    let parts = [failed, why, resource].into_iter().flatten();
    Some(Cow::Owned(
        parts.fold(method.into_owned(), |text, part| text + &part),
    ))
}

/// `METHOD /path STATUS`, without the query, which varies and may hold secrets.
fn request<'a>(json: &LazyValue<'a>) -> Option<Cow<'a, str>> {
    let HttpRequest {
        method,
        url,
        status,
    } = parse(json)?;
    let url = url.text()?;
    let path = url::Url::parse(&url).map_or_else(
        |_| url.split(['?', '#']).next().unwrap_or_default().to_owned(),
        |url| url.path().to_owned(),
    );
    let method = method.text().unwrap_or(Cow::Borrowed("GET"));
    let status = status.text().map(|s| format!(" {s}")).unwrap_or_default();
    Some(Cow::Owned(format!("{method} {path}{status}")))
}

/// Real line breaks for the two characters `\n`, where the text is a stack
/// trace written on one line by a formatter that escapes. Elsewhere they are
/// what the message is about (`'backend\n' contains white space`).
fn unescaped(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains("\\n") || text.contains('\n') {
        return text;
    }
    if !trace::is_trace(text.split("\\n")) {
        return text;
    }
    Cow::Owned(
        text.replace("\\r\\n", "\n")
            .replace("\\n", "\n")
            .replace("\\t", "\t"),
    )
}
