//! Calls that together reach a goal.

/// Calls in their order.
#[derive(Debug)]
pub struct Flow {
    /// Name of words and hyphens.
    pub name: &'static str,
    /// A few words for people.
    pub title: &'static str,
    /// What is reached, in a sentence.
    pub description: &'static str,
    /// The steps.
    pub steps: &'static [FlowStep],
}

/// One call of a flow. Fields are dotted paths, from the argument on.
#[derive(Debug)]
pub struct FlowStep {
    /// The operation, or those of which one is called.
    pub operations: &'static [&'static str],
    /// Fields that a person gives.
    pub ask: &'static [&'static str],
    /// Fields that always have the same value here, as JSON text.
    pub set: &'static [(&'static str, &'static str)],
    /// Fields whose value an earlier step was given or answered, each with the dotted path there.
    pub take: &'static [(&'static str, &'static str)],
    /// Fields whose value another call answers.
    pub look_up: &'static [FlowLookup],
    /// Fields that a person sees before the call.
    pub confirm: &'static [&'static str],
    /// What else matters; may be empty.
    pub note: &'static str,
}

/// Where the value of a field is found.
#[derive(Debug)]
pub struct FlowLookup {
    /// The field that takes it.
    pub field: &'static str,
    /// The read that answers it.
    pub operation: &'static str,
    /// Its dotted path in the answer.
    pub answer: &'static str,
}
