//! What an operation moves and to whom, as a constant.

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::Member;
use super::schemas::option;
use crate::model::Money;

/// The value.
pub fn tokens(member: &Member<'_>) -> TokenStream {
    let Money { amount, recipient, price } = &member.operation.money;
    if member.operation.money == Money::default() {
        return quote!(Money::UNSTATED);
    }
    let path = |stated: &Option<String>| option(stated.as_deref().map(|path| member.argument_path(path)));
    let (amount, recipient, price) = (path(amount), path(recipient), option(price.as_deref()));
    quote!(Money { amount: #amount, recipient: #recipient, price: #price })
}
