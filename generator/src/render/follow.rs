//! What can be done with an answer, as a constant.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::layout::Member;
use super::schemas::option;
use crate::model::{Feed, Follow, PageStep, Pages, Scan, Wait};

/// The value.
pub fn tokens(member: &Member<'_>) -> TokenStream {
    let Follow { wait, pages, scan, feeds } = &member.operation.follow;
    let pages = pages.as_ref().and_then(|found| self::pages(member, found));
    if wait.is_none() && pages.is_none() && scan.is_none() && feeds.is_empty() {
        return quote!(Follow::NOTHING);
    }
    let (wait, pages, scan) =
        (option(wait.as_ref().map(self::wait)), option(pages), option(scan.as_ref().map(self::scan)));
    let feeds = feeds
        .iter()
        .map(|Feed { operation, values }| quote!(Feed { operation: #operation, values: &[#(#values),*] }));
    quote!(Follow { wait: #wait, pages: #pages, scan: #scan, feeds: &[#(#feeds),*] })
}

fn wait(wait: &Wait) -> TokenStream {
    let Wait { field, done, failed, again } = wait;
    quote!(Wait { field: #field, done: &[#(#done),*], failed: &[#(#failed),*], again: #again })
}

/// None where no argument carries the page.
fn pages(member: &Member<'_>, pages: &Pages) -> Option<TokenStream> {
    let argument = match pages.by {
        PageStep::Link => String::new(),
        _ => member.known_path(&pages.parameter)?,
    };
    let size = option(pages.size.as_deref().and_then(|size| member.known_path(size)));
    let step = match &pages.by {
        PageStep::Number { first } => {
            let first = Literal::u64_unsuffixed(*first);
            quote!(PageStep::Number { first: #first })
        }
        PageStep::Offset => quote!(PageStep::Offset),
        PageStep::Cursor { next } => quote!(PageStep::Cursor { next: #next }),
        PageStep::Link => quote!(PageStep::Link),
    };
    Some(quote!(Pages { argument: #argument, size: #size, step: #step }))
}

fn scan(scan: &Scan) -> TokenStream {
    let Scan { field, always } = scan;
    quote!(Scan { field: #field, always: #always })
}
