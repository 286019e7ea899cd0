//! The parts of SARIF 2.1.0 that are read, as they are written. Anything may
//! be missing or of another shape: tools differ from the schema in small ways.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::ingest::syntax::scalar::{Scalar, ScalarMembers};

/// An index; -1, the schema's default, is none.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(from = "i64")]
pub(crate) struct SarifIndex(Option<usize>);

impl From<i64> for SarifIndex {
    fn from(number: i64) -> Self {
        Self(usize::try_from(number).ok())
    }
}

impl SarifIndex {
    pub(crate) fn of<T>(self, list: &[T]) -> Option<&T> {
        list.get(self.0?)
    }

    pub(crate) fn number(self) -> Option<usize> {
        self.0
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SarifMessage<'a> {
    #[serde(borrow)]
    pub(crate) text: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) markdown: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) id: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) arguments: Vec<Scalar<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SarifTool<'a> {
    #[serde(borrow)]
    pub(crate) driver: ToolComponent<'a>,
    #[serde(borrow)]
    pub(crate) extensions: Vec<ToolComponent<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ToolComponent<'a> {
    #[serde(borrow)]
    pub(crate) name: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) guid: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) rules: Vec<ReportingDescriptor<'a>>,
    #[serde(borrow)]
    pub(crate) global_message_strings: BTreeMap<String, SarifMessage<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ReportingDescriptor<'a> {
    #[serde(borrow)]
    pub(crate) id: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) short_description: SarifMessage<'a>,
    #[serde(borrow)]
    pub(crate) full_description: SarifMessage<'a>,
    #[serde(borrow)]
    pub(crate) message_strings: BTreeMap<String, SarifMessage<'a>>,
    #[serde(borrow)]
    pub(crate) default_configuration: Configuration<'a>,
    #[serde(borrow)]
    pub(crate) help_uri: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) properties: RuleProperties<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Configuration<'a> {
    #[serde(borrow)]
    pub(crate) level: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RuleProperties<'a> {
    #[serde(borrow, rename = "security-severity")]
    pub(crate) security_severity: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) tags: Vec<Scalar<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Artifact<'a> {
    #[serde(borrow)]
    pub(crate) location: ArtifactLocation<'a>,
    #[serde(borrow)]
    pub(crate) roles: Vec<Scalar<'a>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ArtifactLocation<'a> {
    #[serde(borrow)]
    pub(crate) uri: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) uri_base_id: Scalar<'a>,
    pub(crate) index: SarifIndex,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SarifInvocation<'a> {
    pub(crate) execution_successful: Option<bool>,
    #[serde(borrow)]
    pub(crate) exit_code_description: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) working_directory: ArtifactLocation<'a>,
    #[serde(borrow)]
    pub(crate) rule_configuration_overrides: Vec<ConfigurationOverride<'a>>,
    #[serde(borrow)]
    pub(crate) tool_execution_notifications: Vec<Notification<'a>>,
    #[serde(borrow)]
    pub(crate) tool_configuration_notifications: Vec<Notification<'a>>,
    #[serde(borrow)]
    pub(crate) end_time_utc: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ConfigurationOverride<'a> {
    #[serde(borrow)]
    pub(crate) configuration: Configuration<'a>,
    #[serde(borrow)]
    pub(crate) descriptor: RuleReference<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Notification<'a> {
    #[serde(borrow)]
    pub(crate) level: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) message: SarifMessage<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct AutomationDetails<'a> {
    #[serde(borrow)]
    pub(crate) id: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct VersionControl<'a> {
    #[serde(borrow)]
    pub(crate) repository_uri: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) revision_id: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) branch: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) mapped_to: ArtifactLocation<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct RuleReference<'a> {
    #[serde(borrow)]
    pub(crate) id: Scalar<'a>,
    pub(crate) index: SarifIndex,
    #[serde(borrow)]
    pub(crate) tool_component: Option<ComponentReference<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ComponentReference<'a> {
    #[serde(borrow)]
    pub(crate) name: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) guid: Scalar<'a>,
    pub(crate) index: SarifIndex,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Res<'a> {
    #[serde(borrow)]
    pub(crate) rule_id: Scalar<'a>,
    pub(crate) rule_index: SarifIndex,
    #[serde(borrow)]
    pub(crate) rule: RuleReference<'a>,
    #[serde(borrow)]
    pub(crate) kind: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) level: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) message: SarifMessage<'a>,
    #[serde(borrow)]
    pub(crate) locations: Vec<SarifLocation<'a>>,
    #[serde(borrow)]
    pub(crate) related_locations: Vec<SarifLocation<'a>>,
    #[serde(borrow)]
    pub(crate) code_flows: Vec<CodeFlow<'a>>,
    #[serde(borrow)]
    pub(crate) fingerprints: ScalarMembers<'a>,
    #[serde(borrow)]
    pub(crate) partial_fingerprints: ScalarMembers<'a>,
    #[serde(borrow)]
    pub(crate) suppressions: Vec<Suppression<'a>>,
    #[serde(borrow)]
    pub(crate) baseline_state: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) occurrence_count: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) fixes: Vec<Fix<'a>>,
    #[serde(borrow)]
    pub(crate) properties: RuleProperties<'a>,
    pub(crate) provenance: ResultProvenance,
}

/// The members of a result that its identity needs, read before all else.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Prints<'a> {
    #[serde(borrow)]
    pub(crate) locations: Vec<Spot<'a>>,
    #[serde(borrow)]
    pub(crate) message: SarifMessage<'a>,
    #[serde(borrow)]
    pub(crate) fingerprints: ScalarMembers<'a>,
    #[serde(borrow)]
    pub(crate) partial_fingerprints: ScalarMembers<'a>,
}

/// A location without what is said of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Spot<'a> {
    #[serde(borrow)]
    pub(crate) physical_location: PhysicalSpot<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct PhysicalSpot<'a> {
    #[serde(borrow)]
    pub(crate) artifact_location: ArtifactLocation<'a>,
    #[serde(borrow)]
    pub(crate) region: RegionStart<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct RegionStart<'a> {
    #[serde(borrow)]
    pub(crate) start_line: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ResultProvenance {
    pub(crate) invocation_index: SarifIndex,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Suppression<'a> {
    #[serde(borrow)]
    pub(crate) status: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Fix<'a> {
    #[serde(borrow)]
    pub(crate) description: SarifMessage<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SarifLocation<'a> {
    #[serde(borrow)]
    pub(crate) physical_location: PhysicalLocation<'a>,
    #[serde(borrow)]
    pub(crate) logical_locations: Vec<LogicalLocation<'a>>,
    #[serde(borrow)]
    pub(crate) message: SarifMessage<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct PhysicalLocation<'a> {
    #[serde(borrow)]
    pub(crate) artifact_location: ArtifactLocation<'a>,
    #[serde(borrow)]
    pub(crate) region: Region<'a>,
    #[serde(borrow)]
    pub(crate) context_region: ContextRegion<'a>,
}

/// The lines around a region (3.29.5).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ContextRegion<'a> {
    #[serde(borrow)]
    pub(crate) snippet: Snippet<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Region<'a> {
    #[serde(borrow)]
    pub(crate) start_line: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) start_column: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) end_line: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) snippet: Snippet<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Snippet<'a> {
    #[serde(borrow)]
    pub(crate) text: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct LogicalLocation<'a> {
    #[serde(borrow)]
    pub(crate) fully_qualified_name: Scalar<'a>,
    #[serde(borrow)]
    pub(crate) name: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct CodeFlow<'a> {
    #[serde(borrow)]
    pub(crate) thread_flows: Vec<ThreadFlow<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ThreadFlow<'a> {
    #[serde(borrow)]
    pub(crate) locations: Vec<FlowStep<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct FlowStep<'a> {
    #[serde(borrow)]
    pub(crate) location: SarifLocation<'a>,
}
