//! The suite's resources.

use rmcp::model::{ReadResourceResult, Resource, ResourceContents, ResourceTemplate};
use serde_json::json;

use crate::content::IMAGE;

const TEXT: &str = "test://static-text";
const BINARY: &str = "test://static-binary";
const WATCHED: &str = "test://watched-resource";

/// All that have an address of their own.
pub fn all() -> Vec<Resource> {
    [(TEXT, "text/plain"), (BINARY, "image/png"), (WATCHED, "text/plain")]
        .map(|(uri, mime)| Resource::new(uri, uri).with_mime_type(mime))
        .into()
}

/// Those whose address holds a value.
pub fn template() -> ResourceTemplate {
    ResourceTemplate::new("test://template/{id}/data", "template").with_mime_type("application/json")
}

/// The resource at that address.
pub fn read(uri: &str) -> Option<ReadResourceResult> {
    let contents = match uri {
        TEXT => ResourceContents::text("This is the content of the static text resource.", uri),
        BINARY => ResourceContents::blob(IMAGE, uri).with_mime_type("image/png"),
        WATCHED => ResourceContents::text("This resource never changes.", uri),
        _ => {
            let id = uri.strip_prefix("test://template/")?.strip_suffix("/data")?;
            let text = json!({"id": id, "templateTest": true, "data": format!("Data for ID: {id}")});
            ResourceContents::text(text.to_string(), uri).with_mime_type("application/json")
        }
    };
    Some(ReadResourceResult::new(vec![contents]))
}
