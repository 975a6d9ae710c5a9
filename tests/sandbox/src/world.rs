//! The APIs behind one face.

use std::{net::IpAddr, str::FromStr};

use serde_json::Value;

use crate::{
    clock::Moment,
    commerce::Commerce,
    credentials::{COMMERCE_SECRET, COMMERCE_USER, PAY_PASSWORD, PAY_USER},
    deliver::Notice,
    error::Error,
    kapso::Kapso,
    money::Money,
    oauth::Owner,
    pay::Pay,
    received::Received,
    reply::Reply,
};

/// An API that has a stand-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    /// Refácil Pay.
    Pay,
    /// Refácil Commerce.
    Commerce,
    /// Kapso, which sends messages over WhatsApp.
    Kapso,
}

impl Api {
    /// Who may agree on the pages of the authorization server.
    pub(crate) const fn owner(self) -> Owner {
        match self {
            Self::Pay => Owner { user: PAY_USER, password: PAY_PASSWORD },
            Self::Commerce => Owner { user: COMMERCE_USER, password: COMMERCE_SECRET },
            // It has no such pages: nobody agrees to anything there.
            Self::Kapso => Owner { user: "", password: "" },
        }
    }
}

impl FromStr for Api {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "pay" => Ok(Self::Pay),
            "commerce" => Ok(Self::Commerce),
            "kapso" => Ok(Self::Kapso),
            other => Err(format!("no sandbox for `{other}`; use pay, commerce or kapso")),
        }
    }
}

/// One request to an API, with all that the answer depends on besides state.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) request: &'a Received,
    pub(crate) peer: IpAddr,
    pub(crate) now: Moment,
    /// Its bearer is an access token of the authorization server.
    pub(crate) granted: Granted,
}

/// What the authorization server says of a call's bearer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Granted {
    Yes,
    No,
}

impl<'a> Call<'a> {
    pub(crate) fn route(&self) -> (&'a str, &'a str) {
        (&self.request.method, &self.request.path)
    }

    /// The body where the caller declares JSON, as the framework behind the APIs does it.
    pub(crate) fn json_body(&self) -> Result<Value, serde_json::Error> {
        let declared =
            self.request.header("content-type").is_some_and(|kind| kind.starts_with("application/json"));
        match declared && !self.request.body.is_empty() {
            true => serde_json::from_slice(&self.request.body),
            false => Ok(Value::Object(serde_json::Map::new())),
        }
    }
}

/// State of the API that this sandbox stands in for.
pub(crate) enum World {
    Pay(Box<Pay>),
    Commerce(Box<Commerce>),
    Kapso(Kapso),
}

impl World {
    pub(crate) fn new(api: Api) -> Result<Self, Error> {
        Ok(match api {
            Api::Pay => Self::Pay(Box::new(Pay::new())),
            Api::Commerce => Self::Commerce(Box::new(Commerce::new()?)),
            Api::Kapso => Self::Kapso(Kapso::default()),
        })
    }

    pub(crate) fn answer(&mut self, call: &Call<'_>) -> Reply {
        match self {
            Self::Pay(pay) => pay.answer(call),
            Self::Commerce(commerce) => commerce.answer(call),
            Self::Kapso(kapso) => kapso.answer(call),
        }
    }

    pub(crate) fn state(&mut self, now: Moment) -> Value {
        match self {
            Self::Pay(pay) => pay.state(),
            Self::Commerce(commerce) => commerce.state(now),
            Self::Kapso(kapso) => kapso.state(),
        }
    }

    pub(crate) fn set_balance(&mut self, balance: Money) {
        match self {
            Self::Pay(pay) => pay.set_balance(balance),
            Self::Commerce(commerce) => commerce.set_balance(balance),
            // It moves no money.
            Self::Kapso(_) => {}
        }
    }

    pub(crate) fn move_payment(
        &mut self,
        reference: &str,
        status: u64,
        now: Moment,
    ) -> Result<Notice, Error> {
        match self {
            Self::Pay(pay) => pay.move_payment(reference, status, now),
            Self::Commerce(_) | Self::Kapso(_) => Err(Error::NoPayments),
        }
    }
}
