//! Queries that lead to a sale: each answers with hashes that the sale has to send back.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    data::{Data, Kind, Outcome, Product, Request},
    envelope::{self, framework, refusal},
    rules::{at, text_at},
    soat,
};
use crate::{
    clock::Moment,
    money::Money,
    reply::Reply,
    test_values::{COMMERCE_CLOSED_REFERENCE, COMMERCE_OVERDUE_REFERENCE},
};

/// What a query promised.
pub(super) struct Quote {
    pub(super) product: u64,
    pub(super) service: String,
    pub(super) amount: Money,
    /// Fields that a sale has to repeat, by their path in the sale.
    pub(super) echoes: Vec<(&'static str, String)>,
}

/// Quotes that no sale has used yet.
#[derive(Default)]
pub(super) struct Quotes {
    pub(super) open: Vec<Quote>,
    traces: u64,
}

impl Quotes {
    pub(super) fn query(
        &mut self,
        data: &Data,
        request: &Request,
        product: &Product,
        body: &Value,
        now: Moment,
    ) -> Result<Reply, Reply> {
        let service = service_of(body);
        match service.as_str() {
            COMMERCE_OVERDUE_REFERENCE => return Err(refusal(data, "overdue.reference")),
            COMMERCE_CLOSED_REFERENCE => return Err(refusal(data, "closed.reference")),
            _ => {}
        }
        let outcome = play(request, &service)?;
        self.traces += 1;
        let (quote, answer) = match product.kind {
            Kind::Axa => soat::quote_axa(data, product, service, now),
            Kind::Previsora => soat::quote_previsora(data, product, body, service, outcome, now),
            _ => self.plain(product, body, service, now),
        };
        self.open.push(quote);
        if !request.nested {
            return Ok(envelope::success(answer));
        }
        let mut whole = json!({
            "messageCode": "success",
            "message": envelope::MESSAGE,
            "data": {"payload": answer},
        });
        if request.full_envelope {
            whole["code"] = json!("00");
            whole["errorCode"] = Value::Null;
            whole["statusCode"] = json!(200);
            whole["timestamp"] = json!(now.millis());
        }
        Ok(Reply::json(200, &whole))
    }

    /// Bills, prepaid energy and Transfiya: an amount, a reference and one echo in two fields.
    fn plain(&self, product: &Product, body: &Value, service: String, now: Moment) -> (Quote, Value) {
        let asked = at(body, "data.amount").and_then(Money::read);
        let amount = asked.filter(|_| product.kind == Kind::Energy).unwrap_or_else(|| product.due());
        let mut echo = match product.kind {
            Kind::Energy => json!({
                "contrato": service,
                "valor_venta": amount.json().to_string(),
                "idConfirmacion": Uuid::new_v4().to_string(),
                "plan": text_at(body, "data.plan").unwrap_or_default(),
                "type": text_at(body, "data.type").unwrap_or_default(),
            }),
            _ => json!({
                "agreementId": product.agreement_id.unwrap_or(product.id),
                "referencia1": service,
                "referencia2": null,
                "amount": amount.json(),
                "agreementCode": "00",
                "date": now.local_date(),
                "trace": 5000 + self.traces,
            }),
        };
        let charges = essa_charges(body, amount);
        if let Some((cleaning, energy)) = &charges {
            echo["valor_aseo"] = cleaning.clone();
            echo["valor_energia"] = energy.clone();
        }
        let hash = STANDARD.encode(echo.to_string());
        let mut answer = json!({
            "amount": amount.json(),
            "productId": product.id,
            "productName": product.name,
            "reference": service,
            "hash": hash,
            "hashEchoData": hash,
            "amountEditable": false,
        });
        if let Some((cleaning, energy)) = charges {
            answer["valorAseo"] = cleaning;
            answer["valorEnergia"] = energy;
        }
        let echoes = vec![("data.hashEchoData", hash.clone()), ("hash", hash)];
        (Quote { product: product.id, service, amount, echoes }, answer)
    }

    /// The quote that a sale repeats; `None` when it repeats none.
    pub(super) fn matching(&self, request: &Request, product: u64, body: &Value) -> Option<usize> {
        let service = service_of(body);
        let mut quotes = self.open.iter().enumerate();
        let found = quotes.find(|(_, quote)| {
            let repeats = |(path, value): &(&str, String)| {
                let own = request.fields.iter().find(|field| field.path == *path);
                let sent = at(body, path).filter(|sent| !sent.is_null());
                match sent {
                    Some(sent) => sent.as_str() == Some(value),
                    // Not asked for, or null and copied from the echo by the API.
                    None => own.is_none_or(|field| field.kind.contains("null")),
                }
            };
            quote.product == product && quote.service == service && quote.echoes.iter().all(repeats)
        });
        found.map(|(index, _)| index)
    }
}

/// Whether a sale of that request has to repeat a quote: it does where it has a field for one.
pub(super) fn is_demanded(request: &Request) -> bool {
    let echo = |path: &str| path == "hash" || path.ends_with(".hash") || path.ends_with(".hashEchoData");
    request.fields.iter().any(|field| echo(&field.path))
}

/// ESSA splits the amount; the sale repeats both parts.
fn essa_charges(body: &Value, amount: Money) -> Option<(Value, Value)> {
    at(body, "data.type")?;
    let total = amount.json().as_f64()?;
    let cleaning = (total / 2.0).floor();
    Some((json!(cleaning as i64), json!((total - cleaning) as i64)))
}

/// Plays a provider's test value: hangs, refuses, or tells which answer to make.
pub(super) fn play(request: &Request, value: &str) -> Result<Outcome, Reply> {
    let Some(scenario) = request.scenario(value) else { return Ok(Outcome::Success) };
    match scenario.outcome {
        Outcome::Timeout => Err(Reply::hanging()),
        Outcome::Refused => {
            let message = scenario.message.as_deref().unwrap_or_default();
            Err(framework(scenario.http.unwrap_or(400), message))
        }
        other => Ok(other),
    }
}

/// What a query or sale is about: bill reference, plate, document or phone.
pub(super) fn service_of(body: &Value) -> String {
    const PATHS: [&str; 7] = [
        "data.reference",
        "data.license",
        "license",
        "data.document",
        "document",
        "data.userDetail.document",
        "data.cellphone",
    ];
    PATHS.iter().find_map(|path| text_at(body, path)).unwrap_or_default().to_owned()
}
