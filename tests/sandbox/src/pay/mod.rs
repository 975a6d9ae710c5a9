//! Refácil Pay: payments in and out, behind single-use tokens.

mod auth;
mod bodies;
mod envelope;
mod form;
mod lookups;
mod methods;
mod notices;
mod payments;
mod tokens;
mod webhooks;

use serde_json::{Value, json};

use crate::{clock::Moment, deliver::Notice, error::Error, money::Money, reply::Reply, world::Call};
use envelope::{refusal, success};
use form::Form;
use payments::{APPROVED, Kind, PENDING, PROCESSING, Payment, Payments};
use webhooks::{CASH_IN, CASH_OUT};

/// What each of the two balances starts with.
const OPENING: Money = Money::pesos(1_000_000);

/// All state of the stand-in.
pub(crate) struct Pay {
    sessions: auth::Sessions,
    tokens: tokens::Tokens,
    payments: Payments,
    webhooks: webhooks::Webhooks,
    /// What came in.
    exchange: Money,
    /// What withdrawals draw on.
    dispersion: Money,
}

impl Pay {
    pub(crate) fn new() -> Self {
        Self {
            sessions: auth::Sessions::default(),
            tokens: tokens::Tokens::default(),
            payments: Payments::default(),
            webhooks: webhooks::Webhooks::default(),
            exchange: OPENING,
            dispersion: OPENING,
        }
    }

    pub(crate) fn answer(&mut self, call: &Call<'_>) -> Reply {
        let status = if call.request.method == "POST" { 201 } else { 200 };
        match self.route(call) {
            Ok(data) => success(status, data),
            Err(refusal) => refusal,
        }
    }

    fn route(&mut self, call: &Call<'_>) -> Result<Value, Reply> {
        let now = call.now;
        let body = call.json_body().map_err(|error| refusal(400, error.to_string()))?;
        let (method, path) = call.route();
        if (method, path) == ("POST", "/auth/login") {
            return self.sessions.login(&body, now).map(|token| json!({"token": token}));
        }
        let webhook_id = path.strip_prefix("/user-webhooks/").and_then(|rest| rest.strip_suffix("/status"));
        let known = match (method, path) {
            ("GET" | "POST", "/user-webhooks") | ("GET", "/merchant/enrollment-data") => true,
            ("PATCH", _) => webhook_id.is_some(),
            ("POST", _) => POSTS.contains(&path),
            _ => false,
        };
        if !known {
            return Err(refusal(404, format!("Cannot {method} {path}")));
        }
        self.sessions.check(call)?;
        match (method, path) {
            ("POST", "/trx-token/generate") => {
                self.tokens.issue(&body, now).map(|token| json!({"token": token}))
            }
            ("POST", "/cash-in/generate/payment-link/token" | "/cash-in/generate/payment-method/token") => {
                self.tokens.spend(call)?;
                let stored = self.webhooks.active(CASH_IN).is_some();
                let read = if path.contains("payment-link") { bodies::link } else { bodies::method };
                Ok(self.payments.collect(read(&body, stored)?, now).created())
            }
            ("POST", "/cash-out/generate/withdraw-method/token") => {
                self.tokens.spend(call)?;
                self.withdraw(&body, now)
            }
            ("POST", "/customer/getbalance") => self.balance(&body),
            ("POST", "/payment/status") => self.payment_status(&body),
            ("POST", "/payment/customer-reference/status") => self.customer_reference_status(&body),
            ("POST", "/payment/features") => lookups::features(&body),
            ("GET", "/merchant/enrollment-data") => Ok(lookups::enrollment()),
            ("GET", "/user-webhooks") => Ok(self.webhooks.list()),
            ("POST", "/user-webhooks") => self.webhooks.create(&body, now),
            _ => self.webhooks.set_status(webhook_id.unwrap_or_default(), &body, now),
        }
    }

    fn withdraw(&mut self, body: &Value, now: Moment) -> Result<Value, Reply> {
        let order = bodies::withdrawal(body, self.webhooks.active(CASH_OUT).is_some())?;
        if self.payments.is_paid_out(&order.reference1) {
            return Err(refusal(409, format!("reference1 already exists: {}", order.reference1)));
        }
        if order.amount > self.dispersion {
            return Err(refusal(400, "Insufficient balance"));
        }
        self.dispersion = self.dispersion.minus(order.amount);
        Ok(self.payments.pay_out(order, now).created())
    }

    fn balance(&self, body: &Value) -> Result<Value, Reply> {
        let mut form = Form::new(body);
        form.number("userId", form::Need::Optional);
        form.finish()?;
        Ok(json!({"balanceExchange": self.exchange.json(), "dispersionExchange": self.dispersion.json()}))
    }

    fn payment_status(&self, body: &Value) -> Result<Value, Reply> {
        let mut form = Form::new(body);
        let reference = form.required_text("reference", 1..=usize::MAX).unwrap_or_default();
        form.finish()?;
        let found = self.payments.find(&reference);
        let payment = found.ok_or_else(|| refusal(404, format!("Payment not found: {reference}")))?;
        Ok(json!({"reference": payment.reference, "status": payment.status}))
    }

    fn customer_reference_status(&self, body: &Value) -> Result<Value, Reply> {
        let mut form = Form::new(body);
        let reference = form.required_text("customerReference", 1..=usize::MAX).unwrap_or_default();
        form.finish()?;
        Ok(match self.payments.find_by_customer_reference(&reference) {
            None => json!({"exists": false}),
            Some(Payment { id, status, reference, .. }) => {
                json!({"exists": true, "id": id, "status": status, "reference": reference})
            }
        })
    }

    pub(crate) fn move_payment(
        &mut self,
        reference: &str,
        status: u64,
        now: Moment,
    ) -> Result<Notice, Error> {
        let payment = self.payments.advance(reference, status, now)?;
        match (payment.kind, status) {
            (Kind::Link | Kind::Method, APPROVED) => self.exchange = self.exchange.plus(payment.net()),
            (Kind::Withdrawal, APPROVED | PENDING | PROCESSING) | (Kind::Link | Kind::Method, _) => {}
            (Kind::Withdrawal, _) => self.dispersion = self.dispersion.plus(payment.amount),
        }
        let kind = if payment.kind == Kind::Withdrawal { CASH_OUT } else { CASH_IN };
        let url = payment.webhook.clone().or_else(|| self.webhooks.active(kind).map(str::to_owned));
        Ok(Notice { reference: reference.to_owned(), url, payload: notices::payload(payment) })
    }

    pub(crate) fn set_balance(&mut self, balance: Money) {
        self.dispersion = balance;
    }

    pub(crate) fn state(&self) -> Value {
        json!({
            "api": "pay",
            "balance": self.dispersion.json(),
            "balances": {"balanceExchange": self.exchange.json(), "dispersionExchange": self.dispersion.json()},
            "logins": self.sessions.logins(),
            "tokens": self.tokens.state(),
            "resources": self.payments.state(),
            "webhooks": self.webhooks.list(),
        })
    }
}

/// Routes of that method besides login and user webhooks.
const POSTS: [&str; 8] = [
    "/trx-token/generate",
    "/cash-in/generate/payment-link/token",
    "/cash-in/generate/payment-method/token",
    "/cash-out/generate/withdraw-method/token",
    "/customer/getbalance",
    "/payment/status",
    "/payment/customer-reference/status",
    "/payment/features",
];
