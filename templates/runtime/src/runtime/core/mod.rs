//! Rules about money, secrets and requests, without network: drivers send what is prepared here and report what
//! came back.

pub mod answer;
pub mod arguments;
pub mod audit;
pub mod call;
pub mod callback;
pub mod confirmation;
pub mod credentials;
pub mod decimal;
pub mod docs;
pub mod dotted;
pub mod failure;
pub mod jwt;
pub mod login;
pub mod nearest;
pub mod oauth;
pub mod plan;
pub mod redact;
pub mod renewal;
pub mod request;
pub mod scrub;
pub mod session;
pub mod spec;
pub mod target;
pub mod text;
pub mod validate;
