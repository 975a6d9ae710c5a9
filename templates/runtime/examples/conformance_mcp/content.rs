//! Tools that answer at once, each with another kind of content.

use rmcp::model::{CallToolResult, ContentBlock, ResourceContents};

/// One pixel.
pub const IMAGE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
/// No sound.
const SOUND: &str = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=";

/// The answer of the tool of that name.
pub fn of_tool(name: &str) -> Option<CallToolResult> {
    let text = |text: &str| ContentBlock::text(text);
    let image = || ContentBlock::image(IMAGE, "image/png");
    Some(match name {
        "test_simple_text" => {
            CallToolResult::success(vec![text("This is a simple text response for testing.")])
        }
        "test_image_content" => CallToolResult::success(vec![image()]),
        "test_audio_content" => CallToolResult::success(vec![ContentBlock::audio(SOUND, "audio/wav")]),
        "test_embedded_resource" => {
            let contents =
                ResourceContents::text("This is an embedded resource content.", "test://embedded-resource");
            CallToolResult::success(vec![ContentBlock::resource(contents)])
        }
        "test_multiple_content_types" => {
            let contents =
                ResourceContents::text(r#"{"test":"data","value":123}"#, "test://mixed-content-resource");
            let contents = ContentBlock::resource(contents.with_mime_type("application/json"));
            CallToolResult::success(vec![text("Multiple content types test:"), image(), contents])
        }
        "test_error_handling" => {
            CallToolResult::error(vec![text("This tool intentionally returns an error for testing")])
        }
        "json_schema_2020_12_tool" | "test_header_tool" => CallToolResult::success(vec![text("taken")]),
        _ => return None,
    })
}
