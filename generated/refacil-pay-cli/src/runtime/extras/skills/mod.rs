//! Skills: what agents read about the program, and where each agent looks for it.

pub mod agents;
pub mod plan;
pub mod record;

pub use agents::{AGENTS, Agent, Homes};
pub use plan::{Found, Plan, State};
pub use record::Record;
