use serde::Serialize;
use serde_json::Value;

/// Calls that together reach a goal, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// Name of words and hyphens.
    pub name: String,
    /// A few words for people.
    pub title: String,
    /// What is reached, in a sentence.
    pub description: String,
    /// The steps.
    pub steps: Vec<FlowStep>,
}

/// One call of a flow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FlowStep {
    /// The operation, or those of which one is called.
    pub operations: Vec<String>,
    /// Fields that a person gives; dotted paths of the request.
    pub ask: Vec<String>,
    /// Fields that have the same value whenever the flow is followed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<(String, Value)>,
    /// Fields whose value an earlier step was given or answered: the field, and the dotted path there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub take: Vec<(String, String)>,
    /// Fields whose value another call answers.
    pub look_up: Vec<FlowLookup>,
    /// Fields that a person sees before the call.
    pub confirm: Vec<String>,
    /// Fields of the answer that a person gets at once; dotted paths of the answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hand_over: Vec<String>,
    /// What else matters, in a sentence.
    pub note: String,
    /// What an agent that follows the flow has to know besides, each in a sentence or two.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub explain: Vec<String>,
}

/// Where the value of a field is found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FlowLookup {
    /// The field that takes it; a dotted path of the request.
    pub field: String,
    /// The read that answers it.
    pub operation: String,
    /// Its dotted path in the answer.
    pub answer: String,
    /// What people call it, where the answer lists several: a dotted path of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the read is given: its field, and the field of this call that has the value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<(String, String)>,
}
