//! The file of a group: a constant for each operation, and the list of them.

use proc_macro2::{Ident, Span};
use quote::quote;
use rayon::prelude::*;

use super::format;
use super::layout::{Group, Layout, Member};
use super::names;
use super::operation;
use crate::error::Error;

/// The list's own name, which no operation takes.
const LIST: &str = "OPERATIONS";

/// Renders the operations of a folder.
pub fn file(layout: &Layout<'_>, group: &Group<'_>) -> Result<(String, Vec<u8>), Error> {
    let path = format!("src/api/{}.rs", group.module);
    let mut items: Vec<String> = group
        .members
        .par_iter()
        .map(|member| {
            let (name, value) = (constant(member), operation::tokens(layout, member));
            format::item(&path, quote!(const #name: Operation = #value;))
        })
        .collect::<Result<_, _>>()?;
    let names = group.members.iter().map(constant);
    let list = quote!(
        /// The operations, in the order of the collection.
        pub static OPERATIONS: &[Operation] = &[#(#names),*];
    );
    items.insert(0, format::item(&path, list)?);
    let mut uses = vec!["crate::runtime::core::spec::*"];
    if group.members.iter().any(|member| !member.arguments.is_empty()) {
        uses.insert(0, "super::schemas");
    }
    let content = format::file(&layout.notice, "Operations of one folder of the collection.", &uses, &items);
    Ok((path, content))
}

fn constant(member: &Member<'_>) -> Ident {
    Ident::new(&names::constant(&member.stem, &[LIST]), Span::call_site())
}
