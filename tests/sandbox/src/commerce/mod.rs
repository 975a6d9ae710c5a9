//! Refácil Commerce: queries and sales of many products over a few routes.

mod auth;
mod catalogue;
mod collections;
mod data;
mod envelope;
mod quotes;
mod rules;
mod sales;
mod soat;

use serde_json::{Value, json};

use crate::{clock::Moment, error::Error, money::Money, reply::Reply, world::Call};
use data::{Data, Product, Request};
use envelope::{framework, refusal, success};
use rules::text_at;

const QUERY: &str = "/product/query";
const SELL: &str = "/sells/sell";
const SALE: &str = "/sells/sale/";

/// All state of the stand-in, and its rules.
pub(crate) struct Commerce {
    data: Data,
    sessions: auth::Sessions,
    quotes: quotes::Quotes,
    sales: sales::Sales,
    collections: collections::Collections,
}

impl Commerce {
    pub(crate) fn new() -> Result<Self, Error> {
        Ok(Self {
            data: Data::load()?,
            sessions: auth::Sessions::default(),
            quotes: quotes::Quotes::default(),
            sales: sales::Sales::default(),
            collections: collections::Collections::default(),
        })
    }

    pub(crate) fn answer(&mut self, call: &Call<'_>) -> Reply {
        self.sales.settle(call.now);
        self.route(call).unwrap_or_else(|refusal| refusal)
    }

    fn route(&mut self, call: &Call<'_>) -> Result<Reply, Reply> {
        let (data, now) = (&self.data, call.now);
        let body = call.json_body().map_err(|error| framework(400, &error.to_string()))?;
        let (method, path) = call.route();
        let sale =
            path.strip_prefix(SALE).filter(|id| method == "GET" && !id.is_empty() && !id.contains('/'));
        match (method, path) {
            ("POST", "/auth/login-api") => return self.sessions.login(data, &body, call).map(success),
            ("POST", "/collection/submit-transaction") => return self.collections.submit(data, &body, call),
            _ if sale.is_none() && data.first(method, path).is_none() => {
                return Err(refusal(data, "framework.notFound"));
            }
            _ => self.sessions.check(data, call)?,
        }
        match (method, path) {
            ("GET", "/product/list") => Ok(success(catalogue::list(data))),
            ("GET", "/product/packages") => Ok(success(catalogue::packages(data))),
            ("GET", "/product/commissions") => Ok(success(catalogue::commissions(data))),
            ("GET", "/product/categories") => Ok(success(catalogue::categories(data))),
            ("POST", "/product/search") => {
                if let Some(request) = data.request("product-search") {
                    rules::check(data, request, &body)?;
                }
                Ok(success(catalogue::search(data, text_at(&body, "query").unwrap_or_default())))
            }
            ("POST", QUERY) => {
                let (request, product) = recognise(data, QUERY, &body)?;
                match request.slug.as_str() {
                    "consult-soat-previsora" => {
                        let plate = text_at(&body, "license").unwrap_or_default();
                        self.sales.policy(request, plate, now).map(success)
                    }
                    _ => self.quotes.query(data, request, product, &body, now),
                }
            }
            ("POST", SELL) => {
                let recognised = recognise(data, SELL, &body)?;
                self.sales.sell(data, &mut self.quotes, recognised, &body, now)
            }
            // The one answer without an envelope.
            _ => self.sales.find(data, sale.unwrap_or_default()).map(|sale| Reply::json(200, &sale)),
        }
    }

    pub(crate) fn set_balance(&mut self, balance: Money) {
        self.sales.balance = balance;
    }

    pub(crate) fn state(&mut self, now: Moment) -> Value {
        self.sales.settle(now);
        json!({
            "api": "commerce",
            "balance": self.sales.balance.json(),
            "logins": self.sessions.logins(),
            "open_quotes": self.quotes.open.len(),
            "sales": self.sales.state(),
            "collections": self.collections.state(),
        })
    }
}

/// Finds out which request a body is, and whether it keeps that request's rules.
fn recognise<'a>(data: &'a Data, path: &str, body: &Value) -> Result<(&'a Request, &'a Product), Reply> {
    let unknown = || refusal(data, "products.errors.notFound");
    let first = data.first("POST", path).ok_or_else(unknown)?;
    rules::check_product(data, first, body)?;
    let id = body.get("productId").and_then(Value::as_u64).ok_or_else(unknown)?;
    let product = data.product(id).ok_or_else(unknown)?;
    let request = data.recognise(path, id, text_at(body, "queryType")).ok_or_else(unknown)?;
    rules::check(data, request, body)?;
    if product.disabled {
        return Err(refusal(data, "products.errors.disabled"));
    }
    if product.orphan {
        return Err(refusal(data, "products.errors.providers.notFound"));
    }
    Ok((request, product))
}
