//! Sales: refused when they should be, paid from the balance, looked up afterwards.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    data::{Data, Kind, Outcome, Product, Request},
    envelope::{self, framework, refusal, refusal_with},
    quotes::{self, Quote, Quotes, play, service_of},
    rules::{at, text_at},
    soat,
};
use crate::{clock::Moment, money::Money, reply::Reply, test_values::COMMERCE_BLACKLISTED};

const OPENING: Money = Money::pesos(5_000_000);
/// How long the same sale counts as a duplicate.
const DUPLICATE_WINDOW: Duration = Duration::from_secs(300);
/// How long Transfiya takes to end a transfer.
const TRANSFER_TIME: Duration = Duration::from_secs(10);

const FAILED: u64 = 0;
const SUCCESSFUL: u64 = 1;
const IN_PROGRESS: u64 = 9;

struct Sale {
    id: u64,
    product: u64,
    kind: Kind,
    amount: Money,
    service: String,
    status: u64,
    created: Moment,
    transaction: Option<String>,
    extra: Value,
    /// Of a transfer: how it ends, and whether it has.
    transfer: Option<(Outcome, bool)>,
}

impl Sale {
    fn json(&self) -> Value {
        json!({
            "id": self.id,
            "amount": self.amount.json(),
            "serviceNumber": self.service,
            "status": self.status,
            "productId": self.product,
            "createdAt": self.created.iso(),
            "transactionId": self.transaction,
            "extra": self.extra,
        })
    }
}

pub(super) struct Sales {
    sales: Vec<Sale>,
    pub(super) balance: Money,
}

impl Default for Sales {
    fn default() -> Self {
        Self { sales: Vec::new(), balance: OPENING }
    }
}

impl Sales {
    pub(super) fn sell(
        &mut self,
        data: &Data,
        quotes: &mut Quotes,
        (request, product): (&Request, &Product),
        body: &Value,
        now: Moment,
    ) -> Result<Reply, Reply> {
        let service = service_of(body);
        let phone = text_at(body, "data.cellphone").unwrap_or_default();
        if [service.as_str(), phone].contains(&COMMERCE_BLACKLISTED) {
            return Err(refusal(data, "products.errors.blacklisted"));
        }
        let outcome = play(request, &service)?;
        let amount = amount(data, product, body)?;
        if self.is_duplicate(product.id, &service, amount, now) {
            return Err(refusal(data, "products.errors.transactionDuplicate"));
        }
        let quote = match quotes::is_demanded(request) {
            true => Some(demanded(data, quotes, request, product, body, amount)?),
            false => None,
        };
        let before = self.balance;
        // A withdrawal pays the point of sale back, and only once the transfer has ended.
        if product.kind != Kind::TransfiyaWithdrawal {
            if amount > self.balance {
                return Err(refusal(data, "products.errors.userBalance"));
            }
            self.balance = self.balance.minus(amount);
        }
        if let Some(index) = quote {
            quotes.open.remove(index);
        }
        let id = 438_927_667 + self.sales.len() as u64;
        let transfers = matches!(product.kind, Kind::TransfiyaDeposit | Kind::TransfiyaWithdrawal);
        self.sales.push(Sale {
            id,
            product: product.id,
            kind: product.kind,
            amount,
            service: service.clone(),
            status: if product.kind == Kind::TransfiyaWithdrawal { IN_PROGRESS } else { SUCCESSFUL },
            created: now,
            transaction: transfers.then(|| Uuid::new_v4().to_string()),
            extra: extra(product.kind, &service),
            transfer: transfers.then_some((outcome, false)),
        });
        Ok(envelope::success(json!({
            "date": now.millis(),
            "sellId": id,
            "payload": {
                "preBalance": before.json(),
                "posBalance": self.balance.json(),
                "tmpBalance": 0,
                "debt": 0,
                "billData": receipt(product, &service, amount, phone),
            },
        })))
    }

    fn is_duplicate(&self, product: u64, service: &str, amount: Money, now: Moment) -> bool {
        self.sales.iter().any(|sale| {
            (sale.product, sale.service.as_str(), sale.amount) == (product, service, amount)
                && now.since(sale.created) < DUPLICATE_WINDOW
        })
    }

    /// Ends the transfers whose time has come.
    pub(super) fn settle(&mut self, now: Moment) {
        for sale in &mut self.sales {
            let Some((outcome, ended @ false)) = &mut sale.transfer else { continue };
            if now.since(sale.created) < TRANSFER_TIME {
                continue;
            }
            *ended = true;
            let failed = *outcome == Outcome::Failed;
            match (sale.kind, failed) {
                (Kind::TransfiyaWithdrawal, true) => sale.status = FAILED,
                (Kind::TransfiyaWithdrawal, false) => {
                    sale.status = SUCCESSFUL;
                    self.balance = self.balance.plus(sale.amount);
                }
                // The sale stays successful; the money comes back.
                (_, true) => self.balance = self.balance.plus(sale.amount),
                (_, false) => {}
            }
        }
    }

    pub(super) fn find(&self, data: &Data, id: &str) -> Result<Value, Reply> {
        let Ok(id) = id.parse::<u64>() else {
            return Err(framework(400, "Validation failed (numeric string is expected)"));
        };
        let sale = self.sales.iter().find(|sale| sale.id == id);
        sale.map(Sale::json).ok_or_else(|| refusal(data, "server.notFound"))
    }

    /// The policy of a plate, on the day of its sale only.
    pub(super) fn policy(&self, request: &Request, plate: &str, now: Moment) -> Result<Value, Reply> {
        let sold = self.sales.iter().any(|sale| {
            sale.kind == Kind::Previsora
                && sale.service == plate
                && sale.created.local_date() == now.local_date()
        });
        let issued = match play(request, plate)? {
            Outcome::Issued => true,
            Outcome::NotIssued => false,
            _ => sold,
        };
        Ok(if issued { soat::policy(plate, now) } else { json!({"license": plate, "issued": false}) })
    }

    pub(super) fn state(&self) -> Value {
        let state = |sale: &Sale| {
            let mut state = sale.json();
            let back = sale.kind == Kind::TransfiyaDeposit && sale.transfer == Some((Outcome::Failed, true));
            state["reversed"] = json!(back);
            state
        };
        self.sales.iter().map(state).collect()
    }
}

/// The fixed price, else what the body offers.
fn amount(data: &Data, product: &Product, body: &Value) -> Result<Money, Reply> {
    if let Some(price) = product.price() {
        return Ok(price);
    }
    let offered = at(body, "amount").and_then(Money::read);
    let amount = offered.ok_or_else(|| framework(400, "amount must be a number"))?;
    match amount > Money::ZERO {
        true => Ok(amount),
        false => Err(refusal_with(data, "AMOUNT_OUT_OF_RANGE.min", &[("{min}", "1")])),
    }
}

/// The quote that the sale repeats, amount included.
fn demanded(
    data: &Data,
    quotes: &Quotes,
    request: &Request,
    product: &Product,
    body: &Value,
    amount: Money,
) -> Result<usize, Reply> {
    let found = quotes.matching(request, product.id, body);
    // The sheet documents no error for a foreign hash; this one at least names the field.
    let index = found.ok_or_else(|| refusal(data, "validators.hash.isNotEmpty"))?;
    let due = quotes.open.get(index).map_or(amount, |quote: &Quote| quote.amount);
    let limit = due.json().to_string();
    if amount < due {
        return Err(refusal_with(data, "AMOUNT_OUT_OF_RANGE.min", &[("{min}", &limit)]));
    }
    if amount > due {
        return Err(refusal_with(data, "AMOUNT_OUT_OF_RANGE.max", &[("{max}", &limit)]));
    }
    Ok(index)
}

fn extra(kind: Kind, service: &str) -> Value {
    match kind {
        // Looks encrypted, and opens nothing.
        Kind::Pin | Kind::Energy => {
            let bytes: Vec<u8> = (0..3).flat_map(|_| Uuid::new_v4().into_bytes()).collect();
            json!(STANDARD.encode(bytes))
        }
        Kind::Previsora | Kind::Axa => json!(soat::policy_url(service)),
        _ => Value::Null,
    }
}

fn receipt(product: &Product, service: &str, amount: Money, phone: &str) -> Value {
    json!({
        "fields": [
            {"label": "Producto", "value": product.name},
            {"label": "Referencia", "value": service},
        ],
        "costs": [{"label": "Valor", "value": amount.json()}],
        "messages": [],
        "stringInformation": [],
        "footerInformation": [],
        "share": {"cellphone": phone, "message": format!("{}: {service}", product.name)},
    })
}
