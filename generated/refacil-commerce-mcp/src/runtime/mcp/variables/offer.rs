//! What is offered, and as which tools.

use super::{Needs, Variable};

/// How operations become tools.
pub(in super::super) const SURFACE: Variable = Variable {
    name: "MCP_SURFACE",
    needs: Needs::Nothing,
    default: "operations",
    secret: false,
    about: "operations (a tool each), routes (one tool for each method and path) or search (a few tools for all)",
};
/// Under which names tools are listed.
pub(in super::super) const NAMES: Variable = Variable {
    name: "MCP_NAMES",
    needs: Needs::Nothing,
    default: "own",
    secret: false,
    about: "own, or published: names and result envelope of the version published before",
};
/// Folders whose operations are offered.
pub(in super::super) const TOOLSET: Variable = Variable {
    name: "MCP_TOOLSET",
    needs: Needs::Nothing,
    default: "",
    secret: false,
    about: "only the operations of these folders, separated by commas",
};
/// Operations that are offered.
pub(in super::super) const TOOLS: Variable = Variable {
    name: "MCP_TOOLS",
    needs: Needs::Nothing,
    default: "",
    secret: false,
    about: "only these operations, by tool name or id and separated by commas; adds to MCP_TOOLSET",
};
/// Operations that are not offered.
pub(in super::super) const EXCLUDE_TOOLS: Variable = Variable {
    name: "MCP_EXCLUDE_TOOLS",
    needs: Needs::Nothing,
    default: "",
    secret: false,
    about: "operations that are not offered, by tool name or id and separated by commas",
};
/// Nothing that changes anything.
pub(in super::super) const READ_ONLY: Variable = Variable {
    name: "MCP_READ_ONLY",
    needs: Needs::Nothing,
    default: "false",
    secret: false,
    about: "true offers only operations that change nothing, whatever else is chosen",
};
