//! The one vocabulary of the project: plain data that every phase after reading works on.

mod api;
mod auth;
mod automatic;
mod chain;
mod condition;
mod diagnostic;
mod flow;
mod follow;
mod identity;
mod money;
mod notice;
mod oauth;
mod operation;
mod safety;
mod schema;
mod skill;
mod translation;
mod whatsapp;

pub use api::{Api, Envelope, Environment, Group, Target, TargetKind};
pub use auth::{Auth, AuthScheme, Credential, Login, LoginField, Placement, Setting, Step};
pub use automatic::{Automatic, Provider};
pub use chain::{Chain, ChainSource, ChainUse, Use};
pub use condition::{Case, CaseField, Condition, Demand, Variants, When};
pub use diagnostic::{Diagnostic, Place, Severity};
pub use flow::{Flow, FlowLookup, FlowStep};
pub use follow::{Feed, Follow, PageStep, Pages, Scan, Wait};
pub use identity::Identity;
pub use money::Money;
pub use notice::{
    Notice, NoticeEvent, NoticeProof, NoticeStatus, SignEncoding, Signature, SignatureHash, TokenAlgorithm,
};
pub use oauth::{ClientAuthentication, Grant, OAuth, RedirectStyle};
pub use operation::{
    Body, BodyKind, DocumentedError, Example, FixedHeader, Location, Lookup, Nature, Operation, Param,
    Repeat, Response,
};
pub use safety::{Class, Evidence, Safety};
pub use schema::{Kind, Number, Property, Provenance, Schema};
pub use skill::Skill;
pub use translation::Translation;
pub use whatsapp::{Message, Whatsapp};
