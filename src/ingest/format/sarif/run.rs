//! What a run says of all its results: tool, rules, files, and how it went.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Deserialize;

use super::message::Strings;
use super::own::own;
use super::uris::{Base, Uris};
use super::wire;
use crate::ingest::error::{InputPosition, ReadError};
use crate::ingest::results::secrets;
use crate::ingest::syntax::scalar::Scalar;
use crate::ingest::syntax::time;
use crate::model::coverage::category;
use crate::model::{RuleInfo, Time};

/// Words of a notification that are shown.
const SHOWN: usize = 200;

/// A rule's part in its results.
#[derive(Debug, Clone, Default)]
pub(crate) struct RunRule {
    pub(crate) id: String,
    pub(crate) level: Option<String>,
    /// 0 to 10, as CVSS; GitHub's `security-severity`.
    pub(crate) security: Option<f64>,
    pub(crate) strings: Strings,
    /// What it is about, for results that say nothing.
    pub(crate) description: Option<String>,
    /// The description that all its results share.
    pub(crate) info: Arc<RuleInfo>,
    pub(crate) help_uri: Option<String>,
    /// It finds secrets.
    pub(crate) secret: bool,
}

/// One tool component: the driver or an extension.
#[derive(Debug, Default)]
struct RunComponent {
    name: Option<String>,
    guid: Option<String>,
    rules: Vec<RunRule>,
    strings: Strings,
}

#[derive(Debug, Default)]
struct RunInvocation {
    overrides: Vec<LevelOverride>,
    problem: Option<String>,
    failed: bool,
}

#[derive(Debug)]
struct LevelOverride {
    rule: RuleKey<'static>,
    level: String,
}

/// A reference to a rule, resolved as late as possible.
#[derive(Debug, Clone, Default)]
pub(crate) struct RuleKey<'a> {
    pub(crate) id: Option<Cow<'a, str>>,
    pub(crate) index: Option<usize>,
    pub(crate) component: Option<ComponentKey>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct ComponentKey {
    name: Option<String>,
    guid: Option<String>,
    index: Option<usize>,
}

/// A run without its results.
#[derive(Debug, Default)]
pub(crate) struct SarifRun {
    /// The driver first.
    components: Vec<RunComponent>,
    /// Rule id -> component and index.
    by_id: HashMap<String, (usize, usize)>,
    invocations: Vec<RunInvocation>,
    pub(crate) uris: Uris,
    /// What is put on every finding.
    pub(crate) labels: BTreeMap<String, String>,
    external: bool,
    ended: Option<Time>,
}

/// Parses and takes out; see [`own`].
macro_rules! take {
    ($bytes:expr, $at:expr, $type:ty, $take:expr) => {
        own::<$type, _>($bytes, $at, $take)
    };
}

impl SarifRun {
    pub(crate) fn tool(&mut self, bytes: &[u8], at: InputPosition) -> Result<(), ReadError> {
        self.components = take!(bytes, at, wire::SarifTool<'_>, |tool| {
            let all = std::iter::once(tool.driver).chain(tool.extensions);
            all.map(component).collect()
        })?;
        for (number, component) in self.components.iter().enumerate() {
            for (index, rule) in component.rules.iter().enumerate() {
                self.by_id.entry(rule.id.clone()).or_insert((number, index));
            }
        }
        Ok(())
    }

    pub(crate) fn artifacts(&mut self, bytes: &[u8], at: InputPosition) -> Result<(), ReadError> {
        take!(bytes, at, Vec<wire::Artifact<'_>>, |artifacts| {
            for (at, artifact) in artifacts.into_iter().enumerate() {
                let is_target = |role: &Scalar<'_>| role.as_str() == Some("analysisTarget");
                if artifact.roles.iter().any(is_target) {
                    self.uris.targets.insert(at);
                }
                self.uris.artifacts.push(Base::from(artifact.location));
            }
        })
    }

    pub(crate) fn bases(&mut self, bytes: &[u8], at: InputPosition) -> Result<(), ReadError> {
        self.uris.bases = take!(bytes, at, BTreeMap<String, wire::ArtifactLocation<'_>>, |bases| {
            bases.into_iter().map(|(id, base)| (id, Base::from(base))).collect()
        })?;
        Ok(())
    }

    pub(crate) fn invocations(&mut self, bytes: &[u8], at: InputPosition) -> Result<(), ReadError> {
        take!(bytes, at, Vec<wire::SarifInvocation<'_>>, |invocations| {
            for invocation in invocations {
                self.invocation(invocation);
            }
        })
    }

    fn invocation(&mut self, invocation: wire::SarifInvocation<'_>) {
        if let Some(folder) = invocation.working_directory.uri.clone().string() {
            self.uris.folders.push(folder);
        }
        let ended = invocation.end_time_utc.clone().text();
        self.ended = self.ended.max(ended.and_then(|text| time::parse(&text)));
        let failed = invocation.execution_successful == Some(false);
        let problem = problem(&invocation, failed);
        let overrides = invocation
            .rule_configuration_overrides
            .into_iter()
            .filter_map(|over| {
                Some(LevelOverride {
                    level: over.configuration.level.string()?,
                    rule: over.descriptor.into(),
                })
            });
        self.invocations.push(RunInvocation {
            overrides: overrides.collect(),
            problem,
            failed,
        });
    }

    pub(crate) fn automation(&mut self, bytes: &[u8], at: InputPosition) -> Result<(), ReadError> {
        let id = take!(bytes, at, wire::AutomationDetails<'_>, |details| details
            .id
            .string())?;
        self.label("category", id);
        Ok(())
    }

    pub(crate) fn version_control(
        &mut self,
        bytes: &[u8],
        at: InputPosition,
    ) -> Result<(), ReadError> {
        take!(bytes, at, Vec<wire::VersionControl<'_>>, |all| {
            for details in all {
                self.uris.mapped.push(Base::from(details.mapped_to));
                self.label("repository", details.repository_uri.string());
                self.label("revision", details.revision_id.string());
                self.label("branch", details.branch.string());
            }
        })
    }

    fn label(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value {
            self.labels.entry(name.to_owned()).or_insert(value);
        }
    }

    /// Are results kept elsewhere (3.15)?
    pub(crate) fn external(&mut self, bytes: &[u8], at: InputPosition) -> Result<(), ReadError> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct References {
            results: Vec<serde::de::IgnoredAny>,
        }
        self.external = take!(bytes, at, References, |references| !references
            .results
            .is_empty())?;
        Ok(())
    }

    pub(crate) fn tool_name(&self) -> Option<String> {
        self.components.first()?.name.clone()
    }

    /// Returns which of its tool's analyses it is.
    pub(crate) fn category(&self) -> Option<String> {
        self.labels.get("category").map(|id| category(id))
    }

    /// When the tool stopped.
    pub(crate) fn ended(&self) -> Option<Time> {
        self.ended
    }

    /// A tool that stopped before it reported anything says nothing at all.
    pub(crate) fn check_empty(&self) -> Result<(), ReadError> {
        match self.invocations.iter().find(|invocation| invocation.failed) {
            Some(failed) => Err(ReadError::new(failed.problem.clone().unwrap_or_default())),
            None => Ok(()),
        }
    }

    /// Returns why the run may have seen less than all.
    pub(crate) fn problems(&self) -> impl Iterator<Item = String> {
        let external = self
            .external
            .then(|| "keeps results in other files, which are not read".to_owned());
        let invocations = self
            .invocations
            .iter()
            .filter_map(|invocation| invocation.problem.clone());
        invocations.chain(external)
    }

    /// The rule that a result or an override refers to (3.27.5 to 3.27.7).
    pub(crate) fn rule(&self, key: &RuleKey<'_>) -> Option<&RunRule> {
        let component = match &key.component {
            None => self.components.first(),
            Some(reference) => self.component(reference),
        };
        let by_index = key.index.and_then(|index| component?.rules.get(index));
        by_index.or_else(|| self.rule_by_id(key.id.as_deref()?))
    }

    fn component(&self, key: &ComponentKey) -> Option<&RunComponent> {
        if let Some(index) = key.index {
            return self.components.get(index + 1);
        }
        self.components.iter().find(|component| {
            let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
            same(&key.guid, &component.guid)
                || key.guid.is_none() && same(&key.name, &component.name)
        })
    }

    /// By id, or by the start of a hierarchical one: `CA1000/1` is `CA1000`.
    fn rule_by_id(&self, mut id: &str) -> Option<&RunRule> {
        loop {
            if let Some((component, rule)) = self.by_id.get(id) {
                return self.components.get(*component)?.rules.get(*rule);
            }
            id = id.rsplit_once('/')?.0;
        }
    }

    /// Strings that messages of all rules of a component may name.
    pub(crate) fn shared_strings(&self) -> impl Iterator<Item = &Strings> {
        self.components.iter().map(|component| &component.strings)
    }

    /// The level that the user's configuration gives a rule in an invocation.
    pub(crate) fn override_level(&self, invocation: Option<usize>, rule: &RunRule) -> Option<&str> {
        let invocation = self.invocations.get(invocation.unwrap_or(0))?;
        let over = invocation.overrides.iter().find(|over| {
            self.rule(&over.rule)
                .is_some_and(|target| target.id == rule.id)
        })?;
        Some(&over.level)
    }
}

impl From<wire::RuleReference<'_>> for RuleKey<'static> {
    fn from(reference: wire::RuleReference<'_>) -> Self {
        Self {
            id: reference.id.string().map(Cow::Owned),
            index: reference.index.number(),
            component: reference.tool_component.as_ref().map(Into::into),
        }
    }
}

impl From<&wire::ComponentReference<'_>> for ComponentKey {
    fn from(reference: &wire::ComponentReference<'_>) -> Self {
        Self {
            name: reference.name.clone().string(),
            guid: reference.guid.clone().string(),
            index: reference.index.number(),
        }
    }
}

fn component(component: wire::ToolComponent<'_>) -> RunComponent {
    RunComponent {
        name: component.name.string(),
        guid: component.guid.string(),
        rules: component.rules.into_iter().map(rule).collect(),
        strings: Strings::new(component.global_message_strings),
    }
}

fn rule(rule: wire::ReportingDescriptor<'_>) -> RunRule {
    let summary = rule.short_description.text.string();
    let security = rule.properties.security_severity.number();
    let info = RuleInfo {
        summary: summary.clone(),
    };
    let description = summary.or_else(|| rule.full_description.text.string());
    RunRule {
        secret: is_tagged_secret(&rule.properties),
        id: rule.id.string().unwrap_or_default(),
        level: rule.default_configuration.level.string(),
        security,
        strings: Strings::new(rule.message_strings),
        description,
        info: Arc::new(info),
        help_uri: rule.help_uri.string(),
    }
}

/// Returns whether tags say that a secret is found, as Trivy's `secret` does.
pub(crate) fn is_tagged_secret(properties: &wire::RuleProperties<'_>) -> bool {
    let mut tags = properties.tags.iter().filter_map(Scalar::as_str);
    tags.any(secrets::is_tag)
}

/// Returns what an invocation says went wrong.
fn problem(invocation: &wire::SarifInvocation<'_>, failed: bool) -> Option<String> {
    let all = || {
        invocation
            .tool_execution_notifications
            .iter()
            .chain(&invocation.tool_configuration_notifications)
    };
    let is_error = |notification: &&wire::Notification<'_>| {
        notification
            .level
            .clone()
            .text()
            .is_some_and(|level| level.eq_ignore_ascii_case("error"))
    };
    let errors = all().filter(is_error).count();
    if errors == 0 && !failed {
        return None;
    }
    let said = all()
        .find(is_error)
        .or_else(|| all().next().filter(|_| failed));
    let text = |scalar: &Scalar<'_>| scalar.clone().string();
    let detail = said
        .and_then(|n| text(&n.message.text))
        .or_else(|| text(&invocation.exit_code_description));
    let what = if failed {
        "its tool says that it failed".to_owned()
    } else {
        format!("its tool reports {errors} of its own errors")
    };
    Some(match detail {
        None => what,
        Some(detail) => {
            let end = detail.floor_char_boundary(SHOWN);
            let line = detail[..end]
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            format!("{what}: {line}")
        }
    })
}
