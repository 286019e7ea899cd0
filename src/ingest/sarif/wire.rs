//! The parts of SARIF 2.1.0 that are read, as they are written. Anything may
//! be missing or of another shape: tools differ from the schema in small ways.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::scalar::{Members, Scalar};

/// An index; -1, the schema's default, is none.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(from = "i64")]
pub(super) struct Index(Option<usize>);

impl From<i64> for Index {
    fn from(number: i64) -> Self {
        Self(usize::try_from(number).ok())
    }
}

impl Index {
    pub(super) fn of<T>(self, list: &[T]) -> Option<&T> {
        list.get(self.0?)
    }

    pub(super) fn number(self) -> Option<usize> {
        self.0
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Message<'a> {
    #[serde(borrow)]
    pub(super) text: Scalar<'a>,
    #[serde(borrow)]
    pub(super) markdown: Scalar<'a>,
    #[serde(borrow)]
    pub(super) id: Scalar<'a>,
    #[serde(borrow)]
    pub(super) arguments: Vec<Scalar<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Tool<'a> {
    #[serde(borrow)]
    pub(super) driver: Component<'a>,
    #[serde(borrow)]
    pub(super) extensions: Vec<Component<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Component<'a> {
    #[serde(borrow)]
    pub(super) name: Scalar<'a>,
    #[serde(borrow)]
    pub(super) guid: Scalar<'a>,
    #[serde(borrow)]
    pub(super) rules: Vec<Rule<'a>>,
    #[serde(borrow)]
    pub(super) global_message_strings: BTreeMap<String, Message<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Rule<'a> {
    #[serde(borrow)]
    pub(super) id: Scalar<'a>,
    #[serde(borrow)]
    pub(super) short_description: Message<'a>,
    #[serde(borrow)]
    pub(super) full_description: Message<'a>,
    #[serde(borrow)]
    pub(super) message_strings: BTreeMap<String, Message<'a>>,
    #[serde(borrow)]
    pub(super) default_configuration: Configuration<'a>,
    #[serde(borrow)]
    pub(super) help_uri: Scalar<'a>,
    #[serde(borrow)]
    pub(super) properties: RuleProperties<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Configuration<'a> {
    #[serde(borrow)]
    pub(super) level: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RuleProperties<'a> {
    #[serde(borrow, rename = "security-severity")]
    pub(super) security_severity: Scalar<'a>,
    #[serde(borrow)]
    pub(super) tags: Vec<Scalar<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Artifact<'a> {
    #[serde(borrow)]
    pub(super) location: ArtifactLocation<'a>,
    #[serde(borrow)]
    pub(super) roles: Vec<Scalar<'a>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ArtifactLocation<'a> {
    #[serde(borrow)]
    pub(super) uri: Scalar<'a>,
    #[serde(borrow)]
    pub(super) uri_base_id: Scalar<'a>,
    pub(super) index: Index,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Invocation<'a> {
    pub(super) execution_successful: Option<bool>,
    #[serde(borrow)]
    pub(super) exit_code_description: Scalar<'a>,
    #[serde(borrow)]
    pub(super) working_directory: ArtifactLocation<'a>,
    #[serde(borrow)]
    pub(super) rule_configuration_overrides: Vec<Override<'a>>,
    #[serde(borrow)]
    pub(super) tool_execution_notifications: Vec<Notification<'a>>,
    #[serde(borrow)]
    pub(super) tool_configuration_notifications: Vec<Notification<'a>>,
    #[serde(borrow)]
    pub(super) end_time_utc: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Override<'a> {
    #[serde(borrow)]
    pub(super) configuration: Configuration<'a>,
    #[serde(borrow)]
    pub(super) descriptor: RuleReference<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Notification<'a> {
    #[serde(borrow)]
    pub(super) level: Scalar<'a>,
    #[serde(borrow)]
    pub(super) message: Message<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct AutomationDetails<'a> {
    #[serde(borrow)]
    pub(super) id: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct VersionControl<'a> {
    #[serde(borrow)]
    pub(super) repository_uri: Scalar<'a>,
    #[serde(borrow)]
    pub(super) revision_id: Scalar<'a>,
    #[serde(borrow)]
    pub(super) branch: Scalar<'a>,
    #[serde(borrow)]
    pub(super) mapped_to: ArtifactLocation<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct RuleReference<'a> {
    #[serde(borrow)]
    pub(super) id: Scalar<'a>,
    pub(super) index: Index,
    #[serde(borrow)]
    pub(super) tool_component: Option<ComponentReference<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ComponentReference<'a> {
    #[serde(borrow)]
    pub(super) name: Scalar<'a>,
    #[serde(borrow)]
    pub(super) guid: Scalar<'a>,
    pub(super) index: Index,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Res<'a> {
    #[serde(borrow)]
    pub(super) rule_id: Scalar<'a>,
    pub(super) rule_index: Index,
    #[serde(borrow)]
    pub(super) rule: RuleReference<'a>,
    #[serde(borrow)]
    pub(super) kind: Scalar<'a>,
    #[serde(borrow)]
    pub(super) level: Scalar<'a>,
    #[serde(borrow)]
    pub(super) message: Message<'a>,
    #[serde(borrow)]
    pub(super) locations: Vec<Loc<'a>>,
    #[serde(borrow)]
    pub(super) related_locations: Vec<Loc<'a>>,
    #[serde(borrow)]
    pub(super) code_flows: Vec<CodeFlow<'a>>,
    #[serde(borrow)]
    pub(super) fingerprints: Members<'a>,
    #[serde(borrow)]
    pub(super) partial_fingerprints: Members<'a>,
    #[serde(borrow)]
    pub(super) suppressions: Vec<Suppression<'a>>,
    #[serde(borrow)]
    pub(super) baseline_state: Scalar<'a>,
    #[serde(borrow)]
    pub(super) occurrence_count: Scalar<'a>,
    #[serde(borrow)]
    pub(super) fixes: Vec<Fix<'a>>,
    #[serde(borrow)]
    pub(super) properties: RuleProperties<'a>,
    pub(super) provenance: Provenance,
}

/// What identity needs of a result, read before all else.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Prints<'a> {
    #[serde(borrow)]
    pub(super) locations: Vec<Spot<'a>>,
    #[serde(borrow)]
    pub(super) message: Message<'a>,
    #[serde(borrow)]
    pub(super) fingerprints: Members<'a>,
    #[serde(borrow)]
    pub(super) partial_fingerprints: Members<'a>,
}

/// A location without what is said of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Spot<'a> {
    #[serde(borrow)]
    pub(super) physical_location: PhysicalSpot<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PhysicalSpot<'a> {
    #[serde(borrow)]
    pub(super) artifact_location: ArtifactLocation<'a>,
    #[serde(borrow)]
    pub(super) region: RegionStart<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct RegionStart<'a> {
    #[serde(borrow)]
    pub(super) start_line: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Provenance {
    pub(super) invocation_index: Index,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Suppression<'a> {
    #[serde(borrow)]
    pub(super) status: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Fix<'a> {
    #[serde(borrow)]
    pub(super) description: Message<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Loc<'a> {
    #[serde(borrow)]
    pub(super) physical_location: PhysicalLocation<'a>,
    #[serde(borrow)]
    pub(super) logical_locations: Vec<LogicalLocation<'a>>,
    #[serde(borrow)]
    pub(super) message: Message<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PhysicalLocation<'a> {
    #[serde(borrow)]
    pub(super) artifact_location: ArtifactLocation<'a>,
    #[serde(borrow)]
    pub(super) region: Region<'a>,
    #[serde(borrow)]
    pub(super) context_region: Context<'a>,
}

/// The lines around a region (3.29.5).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Context<'a> {
    #[serde(borrow)]
    pub(super) snippet: Snippet<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Region<'a> {
    #[serde(borrow)]
    pub(super) start_line: Scalar<'a>,
    #[serde(borrow)]
    pub(super) start_column: Scalar<'a>,
    #[serde(borrow)]
    pub(super) end_line: Scalar<'a>,
    #[serde(borrow)]
    pub(super) snippet: Snippet<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Snippet<'a> {
    #[serde(borrow)]
    pub(super) text: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct LogicalLocation<'a> {
    #[serde(borrow)]
    pub(super) fully_qualified_name: Scalar<'a>,
    #[serde(borrow)]
    pub(super) name: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct CodeFlow<'a> {
    #[serde(borrow)]
    pub(super) thread_flows: Vec<ThreadFlow<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ThreadFlow<'a> {
    #[serde(borrow)]
    pub(super) locations: Vec<FlowStep<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct FlowStep<'a> {
    #[serde(borrow)]
    pub(super) location: Loc<'a>,
}
