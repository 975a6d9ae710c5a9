//! A request that a person writes by hand: a method and a path. It becomes an operation like those of the API, so that
//! credentials, classes, confirmations and records hold for it without a word of their own.

mod build;
mod names;
mod pages;
mod path;
mod route;
mod shapes;

use serde_json::{Map, Value};

use super::failure::{Exit, Failure};
use super::spec::{Api, Nature, Operation};
use super::target::Target;
use build::Builder;
use path::Path;
use route::Route;

/// What a person wrote.
#[derive(Debug, Clone)]
pub struct Written {
    /// Method in capitals.
    pub method: &'static str,
    /// Path, or URL of the configured origin.
    pub path: String,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// A whole body.
    pub body: Option<Value>,
    /// Fields by name: of the query of a GET, else of the body.
    pub fields: Vec<(String, Value)>,
}

/// The operation that the request is, with its arguments. It is made once in a process and lives as long as it.
///
/// # Errors
/// The path goes elsewhere or is ambiguous, or a header or field is not the caller's to set.
pub fn operation(
    api: &Api,
    target: &Target,
    written: Written,
) -> Result<(&'static Operation, Map<String, Value>), Failure> {
    let path = Path::read(&written.path, target)?;
    let route = Route::find(api, written.method, &path.segments);
    if route.operations.iter().any(|known| known.nature == Nature::Login) {
        let message = "this is the API's login, which answers with a session token";
        return Err(Failure::new(Exit::Refused, "login-route", message).hint("use the command login"));
    }
    let mut builder = Builder::new(api, written.method, route);
    builder.path(path.segments);
    for (name, value) in path.query {
        builder.query(name, value)?;
    }
    for (name, value) in written.headers {
        builder.header(&name, value)?;
    }
    builder.data(written.body, written.fields)?;
    Ok(builder.finish())
}
