//! What is offered, and as which tools.

use super::super::words::Text;
use super::Variable;

/// How operations become tools.
pub(in super::super) const SURFACE: Variable = Variable {
    name: "MCP_SURFACE",
    default: "operations",
    secret: false,
    about: Text {
        en: "operations (a tool each), routes (one tool for each method and path) or search (a few tools for all)",
        es: "operations (una herramienta cada una), routes (una por método y ruta) o search (unas pocas para todas)",
    },
};
/// Under which names tools are listed.
pub(in super::super) const NAMES: Variable = Variable {
    name: "MCP_NAMES",
    default: "own",
    secret: false,
    about: Text {
        en: "own, or published: names and result envelope of the version published before",
        es: "own, o published: nombres y sobre de resultado de la versión publicada antes",
    },
};
/// Folders whose operations are offered.
pub(in super::super) const TOOLSET: Variable = Variable {
    name: "MCP_TOOLSET",
    default: "",
    secret: false,
    about: Text {
        en: "only the operations of these folders, separated by commas",
        es: "solo las operaciones de estas carpetas, separadas por comas",
    },
};
/// Operations that are offered.
pub(in super::super) const TOOLS: Variable = Variable {
    name: "MCP_TOOLS",
    default: "",
    secret: false,
    about: Text {
        en: "only these operations, by tool name or id and separated by commas; adds to MCP_TOOLSET",
        es: "solo estas operaciones, por nombre o id y separadas por comas; se suma a MCP_TOOLSET",
    },
};
/// Operations that are not offered.
pub(in super::super) const EXCLUDE_TOOLS: Variable = Variable {
    name: "MCP_EXCLUDE_TOOLS",
    default: "",
    secret: false,
    about: Text {
        en: "operations that are not offered, by tool name or id and separated by commas",
        es: "operaciones que no se ofrecen, por nombre o id y separadas por comas",
    },
};
/// Nothing that changes anything.
pub(in super::super) const READ_ONLY: Variable = Variable {
    name: "MCP_READ_ONLY",
    default: "false",
    secret: false,
    about: Text {
        en: "true offers only operations that change nothing, whatever else is chosen",
        es: "true ofrece solo operaciones que no cambian nada, sin importar lo demás",
    },
};
