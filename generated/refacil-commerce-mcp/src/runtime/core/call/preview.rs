//! A call before it is sent: whether all of it is there, and what it would send.

use super::super::failure::Failure;
use super::super::redact;
use super::super::request::{Absent, Purpose, Request};
use super::super::spec::{Origin, Source};
use super::Call;

impl Call {
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
                Source::Basic { user, password } => [Some(user), Some(password)],
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
        let masked = redact::without_secrets(self.operation, &self.arguments);
        self.sender(Absent::Name).request(self.operation, &masked, Purpose::Main)
    }
}
