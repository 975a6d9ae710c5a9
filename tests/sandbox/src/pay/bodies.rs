//! Bodies of the calls that create payments.

use serde_json::Value;

use super::{
    form::{Form, Need},
    methods::{self, Method, WITHDRAW},
};
use crate::{money::Money, reply::Reply};

const WEB: [&str; 2] = ["http", "https"];

/// A valid body of a cash-in.
pub(super) struct CashIn {
    pub(super) amount: Money,
    pub(super) brand: Value,
    /// Minutes for a link, seconds for a method.
    pub(super) expires_in: Option<f64>,
    pub(super) reference1: String,
    pub(super) reference2: Value,
    pub(super) return_url: Option<String>,
    pub(super) webhook: Option<String>,
    pub(super) method: Option<&'static Method>,
}

/// A valid body of a withdrawal.
pub(super) struct Withdrawal {
    pub(super) amount: Money,
    pub(super) reference1: String,
    pub(super) webhook: Option<String>,
    pub(super) key: String,
}

/// `stored_webhook`: whether the user has one that stands in for a missing one.
pub(super) fn link(body: &Value, stored_webhook: bool) -> Result<CashIn, Reply> {
    let mut form = Form::new(body);
    let cash_in = cash_in(&mut form, stored_webhook);
    let expires_in = form.at_least("expiresIn", Need::Optional, 1);
    form.finish()?;
    Ok(CashIn { expires_in, ..cash_in })
}

pub(super) fn method(body: &Value, stored_webhook: bool) -> Result<CashIn, Reply> {
    let mut form = Form::new(body);
    let cash_in = cash_in(&mut form, stored_webhook);
    let method = form.nested("paymentMethod", Need::Required, methods::inspect).flatten();
    let minimum = method.map_or(0, Method::minimum);
    let expires_in = form.at_least("expiresIn", Need::Optional, minimum);
    form.finish()?;
    Ok(CashIn { expires_in, method, ..cash_in })
}

/// The fields that links and methods share; what is missing has already made the form fail.
fn cash_in(form: &mut Form<'_>, stored_webhook: bool) -> CashIn {
    let amount = form.amount("amount").unwrap_or_default();
    let brand =
        form.number("brandId", Need::Optional).map_or_else(|| Value::from(79), |id| Value::from(id as u64));
    let reference1 = form.required_text("reference1", 1..=36).unwrap_or_default();
    let reference2 = form.object("reference2").cloned().unwrap_or_default();
    for name in ["Commerce", "Data", "Label"] {
        if reference2.get(name).is_some_and(|value| !value.is_object() && !value.is_null()) {
            form.object_to(&format!("reference2.{name}"), "must be an object");
        }
    }
    let return_url = form.url("returnUrl", Need::Optional, &WEB);
    form.boolean("showSummary", Need::Optional);
    user_metadata(form);
    let webhook = form.url("webhookUrl", webhook_need(stored_webhook), &WEB);
    CashIn { amount, brand, expires_in: None, reference1, reference2, return_url, webhook, method: None }
}

pub(super) fn withdrawal(body: &Value, stored_webhook: bool) -> Result<Withdrawal, Reply> {
    let mut form = Form::new(body);
    let amount = form.amount("amount").unwrap_or_default();
    let reference1 = form.required_text("reference1", 1..=20).unwrap_or_default();
    let webhook = form.url("webhookRequest", webhook_need(stored_webhook), &WEB);
    user_metadata(&mut form);
    let key = form.nested("withdrawMethod", Need::Required, withdraw_method).unwrap_or_default();
    form.finish()?;
    Ok(Withdrawal { amount, reference1, webhook, key })
}

fn withdraw_method(form: &mut Form<'_>) -> String {
    let id = form.number("id", Need::Required);
    if id.is_some_and(|id| id != WITHDRAW as f64) {
        form.object_to("id", &format!("must be one of the following values: {WITHDRAW}"));
    }
    let key = form.required_text("key", 1..=usize::MAX).unwrap_or_default();
    let user = key.strip_prefix('@').unwrap_or_default();
    if !key.is_empty() && (user.is_empty() || !user.chars().all(|letter| letter.is_ascii_alphanumeric())) {
        form.object_to("key", "must match ^@[A-Za-z0-9]+$ regular expression");
    }
    form.text("bankName", Need::Optional, 1..=usize::MAX);
    key
}

fn user_metadata(form: &mut Form<'_>) {
    form.nested("userMetadata", Need::Required, |user| {
        user.required_text("identifier", 1..=36);
        user.ip("ip");
        let shop = user.url("urlCommerce", Need::Required, &WEB);
        if shop.is_some_and(|url| url.chars().count() > 500) {
            user.object_to("urlCommerce", "must be shorter than or equal to 500 characters");
        }
    });
}

const fn webhook_need(stored_webhook: bool) -> Need {
    if stored_webhook { Need::Optional } else { Need::Required }
}
