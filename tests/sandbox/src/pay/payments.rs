//! Payments: created pending, moved on until they end.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    bodies::{CashIn, Withdrawal},
    methods::{Method, PSE, WITHDRAW},
};
use crate::{clock::Moment, error::Error, money::Money};

pub(super) const PENDING: u64 = 1;
pub(super) const APPROVED: u64 = 2;
pub(super) const PROCESSING: u64 = 9;
const STATUSES: [u64; 6] = [0, PENDING, APPROVED, 3, 5, PROCESSING];

/// What Pay keeps of a collected payment; the sheet's example costs this much.
const FEE: Money = Money::pesos(595);

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Link,
    Method,
    Withdrawal,
}

#[derive(Clone)]
pub(super) struct Payment {
    pub(super) kind: Kind,
    pub(super) id: u64,
    pub(super) reference: String,
    pub(super) resource_id: String,
    pub(super) method_id: u64,
    pub(super) method: &'static str,
    pub(super) amount: Money,
    pub(super) brand: Value,
    pub(super) reference1: String,
    pub(super) reference2: Value,
    pub(super) webhook: Option<String>,
    pub(super) key: Option<String>,
    pub(super) status: u64,
    pub(super) created: Moment,
    pub(super) updated: Moment,
    pub(super) expires: Option<Moment>,
}

impl Payment {
    pub(super) fn fee(&self) -> Money {
        match self.kind {
            Kind::Withdrawal => Money::ZERO,
            Kind::Link | Kind::Method => FEE.min(self.amount),
        }
    }

    /// What arrives: paid, less the fee.
    pub(super) fn net(&self) -> Money {
        self.amount.minus(self.fee())
    }

    fn state(&self) -> Value {
        json!({
            "kind": match self.kind {
                Kind::Link => "link",
                Kind::Method => "method",
                Kind::Withdrawal => "withdrawal",
            },
            "reference": self.reference,
            "resourceId": self.resource_id,
            "reference1": self.reference1,
            "amount": self.amount.json(),
            "status": self.status,
            "method": self.method_id,
            "key": self.key,
            "webhookUrl": self.webhook,
            "createdAt": self.created.iso(),
            "expiresIn": self.expires.map(Moment::iso),
        })
    }

    /// What the create calls return.
    pub(super) fn created(&self) -> Value {
        let Some(expires) = self.expires else {
            return json!({"reference": self.reference, "resourceId": self.resource_id, "status": self.status});
        };
        let page = format!("https://example.com/refacilpay/resumen/{}/{}", self.brand, self.reference);
        json!({
            "url": format!("https://checkout.example.com/links/lnk-{}?sandbox=true", self.reference),
            "reference": self.reference,
            "resourceId": self.resource_id,
            "expiresIn": expires.iso(),
            "urlStatusPay": page,
            "resourceUrlId": (self.id - 1_000_000).to_string(),
            "status": self.status,
        })
    }
}

/// All payments, oldest first.
#[derive(Default)]
pub(super) struct Payments(Vec<Payment>);

impl Payments {
    pub(super) fn collect(&mut self, order: CashIn, now: Moment) -> &Payment {
        let minutes = order.expires_in.unwrap_or(60.0);
        let link_ends = || now.plus(std::time::Duration::from_secs((minutes * 60.0) as u64));
        let expires = order.method.map_or_else(link_ends, |method| method.ends(now, order.expires_in));
        let mut reference2 = order.reference2;
        if let (Value::Object(fields), Some(url)) = (&mut reference2, order.return_url) {
            fields.insert("returnUrl".to_owned(), Value::String(url));
        }
        let kind = if order.method.is_some() { Kind::Method } else { Kind::Link };
        let base = self.blank(kind, order.method, order.amount, order.reference1, now);
        let payment = Payment {
            brand: order.brand,
            reference2,
            webhook: order.webhook,
            expires: Some(expires),
            ..base
        };
        self.keep(payment)
    }

    pub(super) fn pay_out(&mut self, order: Withdrawal, now: Moment) -> &Payment {
        let base = self.blank(Kind::Withdrawal, None, order.amount, order.reference1, now);
        self.keep(Payment { webhook: order.webhook, key: Some(order.key), ..base })
    }

    fn blank(
        &self,
        kind: Kind,
        method: Option<&'static Method>,
        amount: Money,
        reference1: String,
        now: Moment,
    ) -> Payment {
        let id = 2_762_357 + self.0.len() as u64;
        let (method_id, method) = match (kind, method) {
            (_, Some(method)) => (method.id, method.name),
            (Kind::Withdrawal, None) => (WITHDRAW, "Bre-B"),
            // The payer of a link picks the method; the sandbox's payers pick PSE.
            (Kind::Link | Kind::Method, None) => (PSE, "PSE"),
        };
        Payment {
            kind,
            id,
            reference: Uuid::new_v4().to_string(),
            resource_id: id.to_string(),
            method_id,
            method,
            amount,
            brand: Value::Null,
            reference1,
            reference2: Value::Null,
            webhook: None,
            key: None,
            status: PENDING,
            created: now,
            updated: now,
            expires: None,
        }
    }

    fn keep(&mut self, payment: Payment) -> &Payment {
        self.0.push(payment);
        &self.0[self.0.len() - 1]
    }

    pub(super) fn find(&self, reference: &str) -> Option<&Payment> {
        self.0.iter().find(|payment| payment.reference == reference)
    }

    /// The latest one with that reference of the merchant's.
    pub(super) fn find_by_customer_reference(&self, reference1: &str) -> Option<&Payment> {
        self.0.iter().rev().find(|payment| payment.reference1 == reference1)
    }

    pub(super) fn is_paid_out(&self, reference1: &str) -> bool {
        self.0.iter().any(|payment| payment.kind == Kind::Withdrawal && payment.reference1 == reference1)
    }

    /// Ended payments stay as they are.
    pub(super) fn advance(&mut self, reference: &str, status: u64, now: Moment) -> Result<&Payment, Error> {
        if !STATUSES.contains(&status) {
            return Err(Error::UnknownStatus(status));
        }
        let payment = self.0.iter_mut().find(|payment| payment.reference == reference);
        let payment = payment.ok_or_else(|| Error::UnknownPayment(reference.to_owned()))?;
        if ![PENDING, PROCESSING].contains(&payment.status) {
            return Err(Error::Ended { reference: reference.to_owned(), status: payment.status });
        }
        payment.status = status;
        payment.updated = now;
        Ok(payment)
    }

    pub(super) fn state(&self) -> Value {
        self.0.iter().map(Payment::state).collect()
    }
}
