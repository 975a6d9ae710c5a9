//! A flow as a constant; its fields by the names that arguments have.

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::Layout;
use crate::model::{Flow, FlowLookup, FlowStep};

/// The value.
pub fn tokens(layout: &Layout<'_>, flow: &Flow) -> TokenStream {
    let Flow { name, title, description, steps } = flow;
    let steps = steps.iter().map(|step| self::step(layout, step));
    quote!(Flow { name: #name, title: #title, description: #description, steps: &[#(#steps),*] })
}

fn step(layout: &Layout<'_>, step: &FlowStep) -> TokenStream {
    let FlowStep { operations, ask, set, take, look_up, confirm, note, .. } = step;
    let argument = |field: &String| {
        let members = operations.iter().filter_map(|id| layout.operation(id));
        let mut known = members.filter_map(|member| member.known_path(field));
        known.next().unwrap_or_else(|| field.clone())
    };
    let ask = ask.iter().map(argument);
    let confirm = confirm.iter().map(argument);
    let set = set.iter().map(|(field, value)| {
        let (field, json) = (argument(field), value.to_string());
        quote!((#field, #json))
    });
    let take = take.iter().map(|(field, place)| {
        let field = argument(field);
        quote!((#field, #place))
    });
    let look_up = look_up.iter().map(|FlowLookup { field, operation, answer, .. }| {
        let field = argument(field);
        quote!(FlowLookup { field: #field, operation: #operation, answer: #answer })
    });
    quote!(FlowStep {
        operations: &[#(#operations),*],
        ask: &[#(#ask),*],
        set: &[#(#set),*],
        take: &[#(#take),*],
        look_up: &[#(#look_up),*],
        confirm: &[#(#confirm),*],
        note: #note,
    })
}
