//! A client for the tests.

use std::time::Duration;

use codegen_sandbox::{Api, COMMERCE_SECRET, COMMERCE_USER, PAY_PASSWORD, PAY_USER, Sandbox};
use reqwest::{Method, blocking::Client};
use serde_json::{Value, json};

pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub headers: reqwest::header::HeaderMap,
}

impl Answer {
    pub fn text(&self, pointer: &str) -> &str {
        self.body.pointer(pointer).and_then(Value::as_str).expect(pointer)
    }

    pub fn messages(&self) -> Vec<&str> {
        self.body["message"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|text| text.as_str().expect("text"))
            .collect()
    }
}

pub struct Shop {
    pub sandbox: Sandbox,
    pub http: Client,
    pub bearer: Option<String>,
}

impl Shop {
    pub fn closed(api: Api) -> Self {
        let sandbox = Sandbox::start(api).expect("a sandbox");
        let http = Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().expect("a client");
        Self { sandbox, http, bearer: None }
    }

    pub fn pay() -> Self {
        let mut shop = Self::closed(Api::Pay);
        let login = shop.post("/auth/login", &json!({"username": PAY_USER, "password": PAY_PASSWORD}));
        shop.bearer = Some(login.text("/data/token").to_owned());
        shop
    }

    pub fn commerce() -> Self {
        let mut shop = Self::closed(Api::Commerce);
        shop.login_to_commerce();
        shop
    }

    pub fn login_to_commerce(&mut self) {
        let login =
            self.post("/auth/login-api", &json!({"username": COMMERCE_USER, "secretKey": COMMERCE_SECRET}));
        self.bearer = Some(login.text("/data/token").to_owned());
    }

    pub fn try_send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Answer, reqwest::Error> {
        let mut request = self.http.request(method, format!("{}{path}", self.sandbox.url()));
        if let Some(bearer) = &self.bearer {
            request = request.bearer_auth(bearer);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text()?;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(Answer { status, body, headers })
    }

    pub fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
        self.try_send(method, path, headers, body).expect("an answer")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, &[], Some(body))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None)
    }

    pub fn token(&self, service: &str) -> String {
        let answer = self.post("/trx-token/generate", &json!({"service": service}));
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.text("/data/token").to_owned()
    }

    /// Fetches the token of the path, then calls it.
    pub fn post_with_token(&self, path: &str, body: &Value) -> Answer {
        let token = self.token(path);
        self.send(Method::POST, path, &[("x-transaction-token", &token)], Some(body))
    }

    pub fn advance(&self, seconds: u64) {
        self.sandbox.advance_clock(Duration::from_secs(seconds));
    }

    pub fn balance(&self) -> i64 {
        self.sandbox.state()["balance"].as_i64().expect("pesos")
    }
}

pub const LINK: &str = "/cash-in/generate/payment-link/token";
pub const METHOD: &str = "/cash-in/generate/payment-method/token";
pub const WITHDRAW: &str = "/cash-out/generate/withdraw-method/token";

pub fn link() -> Value {
    json!({"amount": 50000, "brandId": 79, "expiresIn": 60, "reference1": "435sdfsd01",
        "reference2": {"Label": {"Description": "Abono"}, "Data": {"ConciliationCode": "FCO"},
                       "Commerce": {"storeId": "1"}},
        "returnUrl": "https://url-tucomercio.com", "showSummary": true,
        "webhookUrl": "https://my-server.com/webhooks/saldo",
        "userMetadata": {"ip": "1.2.3.2", "identifier": "123467", "urlCommerce": "https://url-tucomercio.com"}})
}

pub fn pse() -> Value {
    json!({"id": 117, "documentType": "CC", "typePerson": "0", "bankId": "1022", "documentNumber": "52019859",
        "name": "Ana", "cellphone": "3105293225", "address": "Calle 1", "email": "ana@example.com"})
}

pub fn with_method(method: Value, expires_in: Option<u64>) -> Value {
    let mut body = link();
    body["paymentMethod"] = method;
    match expires_in {
        Some(seconds) => body["expiresIn"] = json!(seconds),
        None => drop(body.as_object_mut().expect("a body").shift_remove("expiresIn")),
    }
    body
}

pub fn withdrawal(amount: i64, reference1: &str) -> Value {
    json!({"amount": amount, "reference1": reference1,
        "webhookRequest": "https://my-server.com/webhooks/dispersion",
        "withdrawMethod": {"id": 264, "key": "@REPRUEBAL7717"},
        "userMetadata": {"identifier": "1234567890", "ip": "127.0.0.1",
                         "urlCommerce": "https://url-tucomercio.com"}})
}

/// The body without the field at a dotted path.
pub fn without(body: &Value, path: &str) -> Value {
    let mut body = body.clone();
    let (parent, name) = path.rsplit_once('.').map_or(("", path), |(parent, name)| (parent, name));
    let pointer = if parent.is_empty() { String::new() } else { format!("/{}", parent.replace('.', "/")) };
    let parent = body.pointer_mut(&pointer).and_then(Value::as_object_mut).expect(path);
    parent.shift_remove(name).expect(path);
    body
}

/// The body with another value at a dotted path.
pub fn with(body: &Value, path: &str, value: Value) -> Value {
    let mut body = body.clone();
    let mut place = &mut body;
    for name in path.split('.') {
        place = &mut place[name];
    }
    *place = value;
    body
}
