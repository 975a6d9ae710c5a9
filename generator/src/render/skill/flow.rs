//! A flow, step by step, as its page shows it.

use serde::Serialize;

use super::super::layout::Layout;
use super::super::names;
use super::call::CallView;
use super::harmless;
use crate::model::{Flow, FlowStep, Skill};

/// A flow.
#[derive(Serialize)]
pub(super) struct FlowView<'a> {
    /// Stem of its page.
    pub(super) stem: String,
    name: &'a str,
    title: &'a str,
    description: &'a str,
    steps: Vec<StepView<'a>>,
    /// Some step has to be confirmed.
    dangerous: bool,
}

/// A step: one call, or one of several.
#[derive(Serialize)]
struct StepView<'a> {
    calls: Vec<CallView<'a>>,
    note: &'a str,
    explain: Vec<&'a str>,
    /// Fields of the answer that a person gets at once.
    hand_over: Vec<&'a str>,
}

/// The stem of a flow's page.
pub(super) fn stem(flow: &Flow) -> String {
    names::file_stem(&flow.name)
}

impl<'a> FlowView<'a> {
    pub(super) fn new(layout: &'a Layout<'a>, skill: &'a Skill, flow: &'a Flow) -> Self {
        let steps: Vec<StepView<'_>> =
            flow.steps.iter().map(|step| StepView::new(layout, skill, step)).collect();
        Self {
            stem: stem(flow),
            name: harmless(&flow.name).unwrap_or("flow"),
            title: harmless(&flow.title).unwrap_or("flow"),
            description: harmless(&flow.description).unwrap_or_default(),
            dangerous: steps.iter().flat_map(|step| &step.calls).any(|call| call.dangerous),
            steps,
        }
    }
}

impl<'a> StepView<'a> {
    fn new(layout: &'a Layout<'a>, skill: &'a Skill, step: &'a FlowStep) -> Self {
        let members = step.operations.iter().filter_map(|id| layout.operation(id));
        Self {
            calls: members
                .filter_map(|member| CallView::new(layout, skill, step, member.operation))
                .collect(),
            note: harmless(&step.note).unwrap_or_default(),
            explain: step.explain.iter().filter_map(|text| harmless(text)).collect(),
            hand_over: step.hand_over.iter().filter_map(|path| harmless(path)).collect(),
        }
    }
}
