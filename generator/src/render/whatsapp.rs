//! Messages to payers as a constant.

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::Layout;
use super::schemas::option;
use crate::model::{Message, TargetKind, Whatsapp};

/// The value: `None` for targets that send no messages.
pub fn tokens(layout: &Layout<'_>) -> TokenStream {
    let found = layout.api.whatsapp.as_ref().filter(|_| layout.target.kind == TargetKind::Cli);
    option(found.map(|found| {
        let Whatsapp { base_url, title, language, messages } = found;
        let language = if language == "es" { quote!(Spanish) } else { quote!(English) };
        let messages = messages.iter().map(message);
        quote!(Whatsapp {
            base_url: #base_url,
            title: #title,
            language: Language::#language,
            messages: &[#(#messages),*],
        })
    }))
}

fn message(message: &Message) -> TokenStream {
    let Message { key, operation, label, texts, url } = message;
    let url = option(url.as_deref());
    quote!(Message { key: #key, operation: #operation, label: #label, texts: &[#(#texts),*], url: #url })
}
