//! A call before it is sent: whether all of it is there, and what it would send.

use serde_json::{Map, Value};
use url::Url;

use super::super::failure::{Exit, Failure};
use super::super::redact;
use super::super::request::{Absent, Purpose, Request};
use super::super::spec::{Class, Origin, Provider, Source};
use super::super::words::say;
use super::Call;

impl Call {
    /// Goes on at another page of the same list, which an answer named.
    ///
    /// # Errors
    /// That is no read, or the page lies on another origin, where no credential goes.
    pub fn go_on_at(&mut self, page: Url) -> Result<(), Failure> {
        let is_read = self.operation.class == Class::ReadOnly && self.operation.method == "GET";
        if !is_read || self.preview()?.url.origin() != page.origin() {
            let message = say("the next page of {} lies elsewhere: it is not read", &[&self.operation.id]);
            return Err(Failure::new(Exit::Refused, "foreign-page", message));
        }
        self.page = Some(page);
        Ok(())
    }

    /// The page with the credentials that travel in the address.
    pub(super) fn at_page(&self, page: &Url, usual: &Url) -> Url {
        let mut url = page.clone();
        let missing = self
            .operation
            .headers
            .iter()
            .filter(|header| header.in_query && !page.query_pairs().any(|(name, _)| name == header.name));
        for header in missing {
            let value = usual.query_pairs().find(|(name, _)| name == header.name);
            if let Some((name, value)) = value {
                url.query_pairs_mut().append_pair(&name, &value);
            }
        }
        url
    }

    /// Every configured value that the call needs is there. A dry run does without; a driver asks before it asks a person.
    ///
    /// # Errors
    /// One is missing; the failure names its variable.
    pub fn check_settings(&self) -> Result<(), Failure> {
        if let Some(Origin::Setting(name)) = self.operation.foreign_origin {
            self.credentials.address(self.api, name)?;
        }
        for header in self.operation.headers {
            let names = match header.source {
                Source::Setting(name) => [Some(name), None],
                Source::Basic { user, password } => [Some(user), password],
                _ => [None, None],
            };
            for name in names.into_iter().flatten() {
                self.credentials.setting(self.api, name)?;
            }
        }
        Ok(())
    }

    /// What the call would send, with the sources of values that are not at hand.
    ///
    /// # Errors
    /// As in [`Call::new`], which has checked it already.
    pub fn preview(&self) -> Result<Request, Failure> {
        self.sender(Absent::Name).request(self.operation, &self.arguments, Purpose::Main)
    }

    /// Like [`Call::preview`], built from the arguments with their secret values masked: a secret shows nowhere in it,
    /// neither in the address nor in a header or a body of whatever encoding.
    ///
    /// # Errors
    /// As in [`Call::preview`].
    pub fn masked_preview(&self) -> Result<Request, Failure> {
        self.masked(&self.arguments)
    }

    /// Like [`Call::masked_preview`], with the sources of values that the tool filled in from these providers: two calls
    /// for which a caller said the same have the same one.
    ///
    /// # Errors
    /// As in [`Call::preview`].
    pub fn blanked_preview(&self, which: impl Fn(Provider) -> bool) -> Result<Request, Failure> {
        self.masked(&self.filled.blanked(&self.arguments, which))
    }

    fn masked(&self, arguments: &Map<String, Value>) -> Result<Request, Failure> {
        let masked = redact::without_secrets(self.operation, arguments);
        self.sender(Absent::Name).request(self.operation, &masked, Purpose::Main)
    }
}
