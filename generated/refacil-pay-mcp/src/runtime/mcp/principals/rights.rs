//! What a principal may do: read, change what can be changed back, move money.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::{Api, Class, Nature, Operation};
use crate::runtime::core::words::{Said, say};
use crate::runtime::mcp::variables;

/// One right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::runtime::mcp) enum Right {
    /// Read-only operations.
    Read,
    /// Operations that change something and are not dangerous.
    Write,
    /// Dangerous operations; a person is still asked.
    Money,
}

/// All rights, in the order in which texts name them.
const ALL: [Right; 3] = [Right::Read, Right::Write, Right::Money];

impl Right {
    /// Its name in configuration and in answers.
    pub(in crate::runtime::mcp) const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Money => "money",
        }
    }

    /// The right of that name.
    pub(in crate::runtime::mcp) fn named(name: &str) -> Option<Self> {
        ALL.into_iter().find(|right| right.name() == name)
    }

    /// The right that a call needs. It follows from the operation, whatever tool stands for it.
    pub(in crate::runtime::mcp) fn needed(operation: &Operation, arguments: &Map<String, Value>) -> Self {
        match (operation.nature, operation.class) {
            // An explanation sends nothing; a delivery does, to this machine.
            (Nature::Callback, _) if arguments.contains_key("to") => Self::Write,
            (Nature::Callback | Nature::Login | Nature::Token, _) | (Nature::Call, Class::ReadOnly) => {
                Self::Read
            }
            (Nature::Call, Class::SafeMutation) => Self::Write,
            (Nature::Call, Class::Dangerous) => Self::Money,
        }
    }
}

/// The rights of one principal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::runtime::mcp) struct Rights(BTreeSet<Right>);

impl Rights {
    /// Every right: for the person at this machine, over stdio.
    pub(in crate::runtime::mcp) fn all() -> Self {
        Self(ALL.into())
    }

    /// What a caller over HTTP has where nobody said otherwise: everything but money.
    pub(in crate::runtime::mcp) fn usual() -> Self {
        Self([Right::Read, Right::Write].into())
    }

    /// The right is among them.
    pub(in crate::runtime::mcp) fn has(&self, right: Right) -> bool {
        self.0.contains(&right)
    }

    /// Their names, as a scope is written (RFC 6749, 3.3).
    pub(in crate::runtime::mcp) fn names(&self) -> String {
        self.0.iter().map(|right| right.name()).collect::<Vec<_>>().join(" ")
    }

    /// These and one more.
    pub(in crate::runtime::mcp) fn with(&self, right: Right) -> Self {
        let mut more = self.clone();
        more.0.insert(right);
        more
    }

    /// The call is within the rights.
    ///
    /// # Errors
    /// It is not; the failure says which right is missing, and how it is given.
    pub(in crate::runtime::mcp) fn check(
        &self,
        operation: &Operation,
        arguments: &Map<String, Value>,
        api: &Api,
    ) -> Result<(), Failure> {
        let right = Right::needed(operation, arguments);
        if self.has(right) {
            return Ok(());
        }
        let message = say(
            "{} needs the right {}, which this caller does not have; nothing was sent",
            &[&operation.id, &right.name()],
        );
        Err(Failure::new(Exit::Refused, "right-missing", message).hint(how_to_give(api)))
    }
}

/// How a caller comes to have a right, for the hint of a refusal.
pub(in crate::runtime::mcp) fn how_to_give(api: &Api) -> Said {
    say(
        "the operator gives it to a token: {} with {}=read,write,money, or {}",
        &[
            &variables::MCP_TOKEN.full_name(api),
            &variables::MCP_TOKEN_RIGHTS.full_name(api),
            &variables::MCP_TOKENS_FILE.full_name(api),
        ],
    )
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        Self(rights.into_iter().collect())
    }
}
