use serde::Serialize;

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
    /// Fields whose value another call answers.
    pub look_up: Vec<FlowLookup>,
    /// Fields that a person sees before the call.
    pub confirm: Vec<String>,
    /// What else matters, in a sentence.
    pub note: String,
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
}
