//! Where calls go, and as whom.

use super::{Needs, Variable};

/// Where the API lives.
pub(in super::super) const BASE_URL: Variable = Variable {
    name: "BASE_URL",
    needs: Needs::Nothing,
    default: "",
    secret: false,
    about: "address of the API: one that it declares, or one on this machine",
};
/// The pinned login route.
pub(in super::super) const AUTH_ENDPOINT: Variable = Variable {
    name: "AUTH_ENDPOINT",
    needs: Needs::Login,
    default: "",
    secret: false,
    about: "path of the login; it is built in, and another value stops the start",
};
/// Whose kept session.
pub(in super::super) const PROFILE: Variable = Variable {
    name: "MCP_PROFILE",
    needs: Needs::Sessions,
    default: "default",
    secret: false,
    about: "profile whose session, kept by the command login, is used; variables with credentials win over it",
};
/// Which deployment, by name.
pub(in super::super) const ENV: Variable = Variable {
    name: "MCP_ENV",
    needs: Needs::Nothing,
    default: "",
    secret: false,
    about: "name of the declared environment, in place of its address",
};
/// Shortens the life of a session.
pub(in super::super) const TOKEN_CACHE_TTL: Variable = Variable {
    name: "TOKEN_CACHE_TTL",
    needs: Needs::Sessions,
    default: "",
    secret: false,
    about: "seconds that a session is kept; never longer than the API documents",
};
/// A session token that the operator got elsewhere.
pub(in super::super) const ACCESS_TOKEN: Variable = Variable {
    name: "ACCESS_TOKEN",
    needs: Needs::Token,
    default: "",
    secret: true,
    about: "session token to use instead of a login",
};
