//! Who wrote an entry. Few write many entries, so what is read of their labels
//! is remembered by the labels' own text.

use foldhash::fast::FixedState;
use indexmap::IndexMap;
use serde::Deserialize;
use sonic_rs::LazyValue;

use crate::ingest::syntax::scalar::{Scalar, Tolerant, first};

/// Different texts that are remembered.
const REMEMBERED: usize = 256;

/// Labels that were read, kept for entries that repeat them.
#[derive(Debug, Default)]
pub(crate) struct LabelCache {
    resources: ParsedByText<OfResource>,
    entries: ParsedByText<OfEntry>,
}

impl LabelCache {
    /// Of an entry's `resource` and `labels`.
    pub(crate) fn of(
        &mut self,
        resource: Option<&LazyValue<'_>>,
        labels: Option<&LazyValue<'_>>,
    ) -> (&OfResource, &OfEntry) {
        (
            self.resources.of(resource, OfResource::read),
            self.entries.of(labels, OfEntry::read),
        )
    }
}

/// Values by the JSON they were read from.
#[derive(Debug, Default)]
struct ParsedByText<T> {
    known: IndexMap<String, T, FixedState>,
    /// Where the last one is: what wrote an entry often wrote the one before.
    last: usize,
    nothing: T,
}

impl<T> ParsedByText<T> {
    fn of(&mut self, json: Option<&LazyValue<'_>>, read: fn(&str) -> T) -> &T {
        let Some(json) = json.map(LazyValue::as_raw_str) else {
            return &self.nothing;
        };
        let last = self.known.get_index(self.last);
        if last.is_none_or(|(known, _)| known != json) {
            self.last = self.find(json, read);
        }
        let found = self.known.get_index(self.last);
        found.map_or(&self.nothing, |(_, value)| value)
    }

    fn find(&mut self, json: &str, read: fn(&str) -> T) -> usize {
        if let Some(at) = self.known.get_index_of(json) {
            return at;
        }
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        self.known.insert_full(json.to_owned(), read(json)).0
    }
}

/// The facts that an entry's resource holds.
#[derive(Debug, Default)]
pub(crate) struct OfResource {
    pub(crate) service: Option<String>,
    pub(crate) pod: Option<String>,
    pub(crate) revision: Option<String>,
    pub(crate) instance: Option<String>,
    pub(crate) environment: Option<String>,
    pub(crate) project: Option<String>,
}

/// The facts that an entry's own labels hold.
#[derive(Debug, Default)]
pub(crate) struct OfEntry {
    pub(crate) instance: Option<String>,
    pub(crate) container: Option<String>,
    pub(crate) environment: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Resource<'a> {
    #[serde(borrow)]
    labels: Tolerant<ResourceLabels<'a>>,
}

/// Labels of the monitored resources that run code.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ResourceLabels<'a> {
    /// Cloud Run.
    #[serde(borrow)]
    service_name: Scalar<'a>,
    #[serde(borrow)]
    revision_name: Scalar<'a>,
    /// Cloud Run jobs.
    #[serde(borrow)]
    job_name: Scalar<'a>,
    /// Cloud Functions.
    #[serde(borrow)]
    function_name: Scalar<'a>,
    /// App Engine.
    #[serde(borrow)]
    module_id: Scalar<'a>,
    #[serde(borrow)]
    version_id: Scalar<'a>,
    /// Kubernetes.
    #[serde(borrow)]
    container_name: Scalar<'a>,
    #[serde(borrow)]
    pod_name: Scalar<'a>,
    /// Compute Engine.
    #[serde(borrow)]
    instance_id: Scalar<'a>,
    #[serde(borrow)]
    environment: Scalar<'a>,
    #[serde(borrow)]
    environment_name: Scalar<'a>,
    /// All of them.
    #[serde(borrow)]
    project_id: Scalar<'a>,
}

/// Labels of the entry itself.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct EntryLabels<'a> {
    #[serde(borrow, rename = "instanceId", alias = "instance_id")]
    instance: Scalar<'a>,
    #[serde(borrow)]
    environment: Scalar<'a>,
    #[serde(borrow)]
    env: Scalar<'a>,
    #[serde(
        borrow,
        alias = "deployment.environment",
        alias = "deployment.environment.name"
    )]
    deployment_environment: Scalar<'a>,
    #[serde(borrow)]
    container_name: Scalar<'a>,
}

/// Labels of another shape than usual say nothing.
fn parse<'a, T: Deserialize<'a> + Default>(json: &'a str) -> T {
    sonic_rs::from_str::<Tolerant<T>>(json).map_or_else(|_| T::default(), |tolerant| tolerant.0)
}

impl OfResource {
    fn read(json: &str) -> Self {
        let labels = parse::<Resource<'_>>(json).labels.0;
        Self {
            service: owned([
                &labels.service_name,
                &labels.job_name,
                &labels.function_name,
                &labels.module_id,
                &labels.container_name,
            ]),
            pod: owned([&labels.pod_name]),
            revision: owned([&labels.revision_name, &labels.version_id]),
            instance: owned([&labels.instance_id]),
            environment: owned([&labels.environment, &labels.environment_name]),
            project: owned([&labels.project_id]),
        }
    }
}

impl OfEntry {
    fn read(json: &str) -> Self {
        let labels = parse::<EntryLabels<'_>>(json);
        Self {
            instance: owned([&labels.instance]),
            container: owned([&labels.container_name]),
            environment: owned([
                &labels.environment,
                &labels.env,
                &labels.deployment_environment,
            ]),
        }
    }
}

fn owned<const N: usize>(scalars: [&Scalar<'_>; N]) -> Option<String> {
    first(scalars).map(Into::into)
}
