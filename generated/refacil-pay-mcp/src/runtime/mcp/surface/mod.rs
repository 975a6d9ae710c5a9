//! What of the API a client sees, and under which tools: chosen once, at the start.

mod annotations;
mod description;
mod lean;
pub(super) mod list;
mod room;
pub(super) mod routes;
#[cfg(test)]
pub(super) mod sample;
pub(super) mod search;
mod selection;

pub(super) use selection::{Selection, read};

/// Under which names and with which results tools are served.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Names {
    /// Their own.
    #[default]
    Own,
    /// Those of a version that was published before.
    Published,
}

/// How operations become tools.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Surface {
    /// One tool for each operation.
    #[default]
    Operations,
    /// One tool for each method and path; where several operations share one, an argument chooses.
    Routes,
    /// A few tools that find, explain and run operations.
    Search,
}

impl Surface {
    /// All of them.
    pub(super) const ALL: [Self; 3] = [Self::Operations, Self::Routes, Self::Search];

    /// Its name as an option.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Operations => "operations",
            Self::Routes => "routes",
            Self::Search => "search",
        }
    }
}
