//! Honest hints to clients, from the class of what a tool runs.

use rmcp::model::ToolAnnotations;

use crate::runtime::core::spec::{Class, Nature, Operation};
use crate::runtime::core::text::visible_capped;

/// The hints of one operation. What the protocol assumes anyway is not repeated: the world is open, and a mutation
/// is not idempotent.
pub(super) fn of(operation: &Operation) -> ToolAnnotations {
    let mut hints = of_class(&visible_capped(operation.title, 80), operation.class);
    if operation.class.is_mutation() && matches!(operation.method, "PUT" | "DELETE") {
        hints = hints.idempotent(true);
    }
    if operation.nature == Nature::Callback {
        hints = hints.open_world(false);
    }
    hints
}

/// The hints of a tool that may run operations up to that class.
pub(super) fn of_class(title: &str, class: Class) -> ToolAnnotations {
    ToolAnnotations::with_title(title)
        .read_only(class == Class::ReadOnly)
        .destructive(class == Class::Dangerous)
}
