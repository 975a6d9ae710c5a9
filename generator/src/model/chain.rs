use std::sync::Arc;

use serde::Serialize;

/// A value that a script of one request stores and that other requests use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chain {
    /// Index of the producing request.
    pub producer_index: usize,
    /// Name of the variable.
    pub variable: String,
    /// Where in the answer it comes from: `data.token`, `items[0].id`; a header's name where the source is a header;
    /// empty for the whole body.
    pub json_path: String,
    /// Which part of the answer that is.
    pub source: ChainSource,
    /// The call that stores it, as written: `pm.environment.set`.
    pub setter: String,
    /// Indices of requests that use it, ascending.
    pub consumers: Vec<usize>,
    /// Where requests use the variable, whichever of them gave it its value. All chains of one variable share these: a
    /// collection in which every request keeps its token would fill the square of its size with them.
    #[serde(skip)]
    pub uses: Arc<[ChainUse]>,
}

/// Part of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChainSource {
    /// A JSON body.
    #[default]
    Body,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

/// One use of a variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainUse {
    /// Index of the request.
    pub index: usize,
    /// Where in it.
    #[serde(flatten)]
    pub place: Use,
}

/// Where a request uses a variable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "in", content = "name")]
pub enum Use {
    /// Scheme, host or path of the URL.
    Url,
    /// A query parameter of that name.
    Query(String),
    /// A header of that name.
    Header(String),
    /// A field of the body by its dotted path; empty for a raw text.
    Body(String),
    /// Its auth, stated or inherited.
    Auth,
    /// A script of it reads the variable.
    Script,
}
