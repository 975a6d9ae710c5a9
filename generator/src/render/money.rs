//! What an operation moves and to whom, as a constant.

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::Member;
use super::schemas::option;
use crate::model::{Api, Money};
use crate::time_zone;

/// Whose midnight ends a day of money.
pub fn time_zone(api: &Api) -> TokenStream {
    let zone = api.time_zone.as_deref().and_then(|name| {
        let rule = time_zone::rule(name)?;
        Some(quote!(TimeZone { name: #name, rule: #rule }))
    });
    option(zone)
}

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
