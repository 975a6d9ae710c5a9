//! The suite's prompts.

use rmcp::ErrorData;
use rmcp::model::{
    ContentBlock, GetPromptRequestParams, GetPromptResponse, GetPromptResult, Prompt, PromptArgument,
    PromptMessage, ResourceContents, Role,
};
use serde_json::Value;

use crate::content::IMAGE;
use crate::rounds;

/// Each with its arguments.
const ALL: &[(&str, &[&str])] = &[
    ("test_simple_prompt", &[]),
    ("test_prompt_with_arguments", &["arg1", "arg2"]),
    ("test_prompt_with_embedded_resource", &["resourceUri"]),
    ("test_prompt_with_image", &[]),
    ("test_input_required_result_prompt", &[]),
];

/// All of them.
pub fn all() -> Vec<Prompt> {
    let prompt = |(name, arguments): &(&str, &[&str])| {
        let arguments = arguments.iter().map(|name| PromptArgument::new(*name).with_required(true));
        Prompt::new(*name, Some("A fixture of the conformance suite."), Some(arguments.collect()))
    };
    ALL.iter().map(prompt).collect()
}

/// The prompt of that name.
pub fn get(request: &GetPromptRequestParams) -> Option<Result<GetPromptResponse, ErrorData>> {
    let argument = |name: &str| {
        let value = request.arguments.as_ref().and_then(|arguments| arguments.get(name));
        value.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let user = |content: ContentBlock| PromptMessage::new(Role::User, content);
    let messages = match request.name.as_str() {
        "test_simple_prompt" => vec![user(ContentBlock::text("This is a simple prompt for testing."))],
        "test_prompt_with_arguments" => {
            let (first, second) = (argument("arg1"), argument("arg2"));
            let text = format!("Prompt with arguments: arg1='{first}', arg2='{second}'");
            vec![user(ContentBlock::text(text))]
        }
        "test_prompt_with_embedded_resource" => {
            let contents =
                ResourceContents::text("Embedded resource content for testing.", argument("resourceUri"));
            let text = ContentBlock::text("Please process the embedded resource above.");
            vec![user(ContentBlock::resource(contents)), user(text)]
        }
        "test_prompt_with_image" => {
            let text = ContentBlock::text("Please analyze the image above.");
            vec![user(ContentBlock::image(IMAGE, "image/png")), user(text)]
        }
        "test_input_required_result_prompt" => return Some(rounds::prompt(request)),
        _ => return None,
    };
    Some(Ok(GetPromptResult::new(messages).into()))
}
