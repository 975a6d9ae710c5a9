//! What a call is made of, and what may still be put into it before it is sent.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use secrecy::ExposeSecret;
use serde_json::{Map, Value};

use super::super::automatic::Filled;
use super::super::failure::Failure;
use super::super::idempotency::{self, Key};
use super::super::retry::Retries;
use super::super::spec::{Api, Operation};
use super::super::target::Target;
use super::Call;

impl Call {
    /// Nothing is sent again by itself.
    pub fn without_retries(&mut self) {
        self.retries = Retries::none();
    }

    /// Waits this long for each answer, instead of the operation's own limit.
    pub const fn use_time_limit(&mut self, limit: Duration) {
        self.time_limit = Some(limit);
    }

    /// The longest wait for the answer.
    #[must_use]
    pub fn time_limit(&self) -> Duration {
        self.time_limit.unwrap_or(Duration::from_millis(self.operation.timeout_ms))
    }

    /// The key by which the API recognises a repeat of an earlier call of the user's.
    ///
    /// # Errors
    /// The API honours no key here, or it is not acceptable.
    pub fn use_idempotency_key(&mut self, key: &str) -> Result<(), Failure> {
        idempotency::check(self.operation, key)?;
        self.idempotency_key = Key::Given(key.to_owned());
        Ok(())
    }

    /// The API.
    #[must_use]
    pub const fn api(&self) -> &'static Api {
        self.api
    }

    /// The operation.
    #[must_use]
    pub const fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The arguments.
    #[must_use]
    pub const fn arguments(&self) -> &Map<String, Value> {
        &self.arguments
    }

    /// What the tool filled in.
    #[must_use]
    pub const fn filled(&self) -> &Filled {
        &self.filled
    }

    /// Puts the public address where it is wanted.
    ///
    /// # Errors
    /// The field takes no such address.
    pub fn put_public_ip(&mut self, address: IpAddr) -> Result<(), Failure> {
        self.filled.put_public_ip(self.operation, &mut self.arguments, address)
    }

    /// Puts the address for notices where it is wanted.
    ///
    /// # Errors
    /// The field takes no such address.
    pub fn put_notice_address(&mut self, address: &str) -> Result<(), Failure> {
        self.filled.put_notice_address(self.operation, &mut self.arguments, address)
    }

    /// The arguments as an earlier call had them, for which these references were made.
    #[must_use]
    pub fn arguments_with(&self, references: &BTreeMap<String, Value>) -> Map<String, Value> {
        let (mut arguments, mut filled) = (self.arguments.clone(), self.filled.clone());
        filled.keep_references(&mut arguments, references);
        arguments
    }

    /// Takes over the references that were made for an earlier call which this one repeats.
    pub fn keep_references(&mut self, earlier: &BTreeMap<String, Value>) {
        self.filled.keep_references(&mut self.arguments, earlier);
    }

    /// Where it goes.
    #[must_use]
    pub const fn target(&self) -> &Target {
        &self.target
    }

    /// The key by which an API may recognise a repeat of this call.
    #[must_use]
    pub fn idempotency_key(&self) -> &str {
        self.idempotency_key.as_str()
    }

    /// Whether it can take over the key of an earlier call that it repeats.
    ///
    /// # Errors
    /// The caller named another key.
    pub fn check_repeat_of(&self, key: &str) -> Result<(), Failure> {
        self.idempotency_key.check_repeat_of(key)
    }

    /// Takes over the key of an earlier call that this one repeats.
    ///
    /// # Errors
    /// The caller named another key.
    pub fn keep_idempotency_key(&mut self, key: String) -> Result<(), Failure> {
        self.check_repeat_of(&key)?;
        self.idempotency_key = Key::Own(key);
        Ok(())
    }

    /// The tokens that the call now uses, to be removed from texts.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let session = self.session.iter().map(|session| &session.token);
        session.chain(self.tokens.iter().map(|(_, token)| token)).map(ExposeSecret::expose_secret)
    }
}
