//! What came of a request, and what the call comes to by it: the next step, another attempt, or its end.

use serde_json::Value;

use super::super::answer::{self, Broken, Response, Success};
use super::super::dotted;
use super::super::failure::{Exit, Failure, Sent};
use super::super::request::{Purpose, Request};
use super::super::spec::Class;
use super::super::words::say;
use super::Call;

/// More redirects than that are no way to an answer.
const MAX_HOPS: u8 = 5;

impl Call {
    /// The driver sent the request and tells what came of it.
    pub fn report(&mut self, report: &Result<Response, Broken>) {
        let Some(request) = self.in_flight.take() else { return };
        if let Ok(response) = report {
            if self.renews(&request, response.status) {
                self.renewed = true;
                self.session = None;
                self.tokens.clear();
                return;
            }
            if self.follows(&request, response) {
                return;
            }
        }
        let result = match report {
            Err(broken) => Err(answer::judge_broken(&request, broken)),
            Ok(response) => answer::judge(self.api, &request, response),
        };
        if self.retries.again(&request, report) {
            if let Err(failure) = result {
                self.retries.remember(&request, self.with_lookup(failure));
            }
            // A token for one call is never shown twice.
            if report.as_ref().map_or_else(|broken| broken.sent, |_| Sent::Yes) != Sent::No {
                self.tokens.clear();
            }
            return;
        }
        match (request.purpose, result) {
            (Purpose::Token, Ok(success)) => self.keep_token(&request, &success),
            (Purpose::Token, Err(failure)) => {
                self.end(self.retries.settled(Err(self.before_main(&request, failure))));
            }
            (_, Ok(success)) => self.end(Ok(success)),
            (_, Err(failure)) => self.end(self.retries.settled(Err(self.with_lookup(failure)))),
        }
    }

    /// A refusal that a login may cure is cured once: a new session, new tokens, the same arguments and key.
    fn renews(&self, request: &Request, status: u16) -> bool {
        let uses_session = request.operation.carries_session();
        uses_session && self.api.renews_on(status) && !self.renewed
    }

    /// A read follows a redirect within its origin; nothing else follows any.
    fn follows(&mut self, request: &Request, response: &Response) -> bool {
        let plain_read = request.purpose == Purpose::Main
            && matches!(request.method, "GET" | "HEAD")
            && request.body.is_none()
            && request.operation.class == Class::ReadOnly;
        let redirect = matches!(response.status, 301 | 302 | 303 | 307 | 308);
        if !plain_read || !redirect || self.hops >= MAX_HOPS {
            return false;
        }
        let Some(url) = response.redirect(&request.url) else { return false };
        self.hops += 1;
        self.redirected = Some(url);
        true
    }

    fn keep_token(&mut self, request: &Request, success: &Success) {
        let step = self.open_step().filter(|step| step.operation == request.operation.id);
        let token = step.and_then(|step| dotted::get(&success.body, step.token)).and_then(Value::as_str);
        match (step, token) {
            (Some(step), Some(token)) if !token.is_empty() => self.tokens.push((step.header, token.into())),
            _ => {
                let failure = Failure::new(
                    Exit::Other,
                    "token-missing",
                    say("{} answered without a token", &[&request.operation.id]),
                );
                self.end(self.retries.settled(Err(failure)));
            }
        }
    }

    /// A failed step means that the call itself never left.
    fn before_main(&self, step: &Request, failure: Failure) -> Failure {
        failure.with(|details| {
            details.message = say(
                "{} could not get its token from {}: {}",
                &[&self.operation.id, &step.operation.id, &details.message],
            );
            details.sent = Sent::No;
        })
    }

    pub(super) fn with_lookup(&self, failure: Failure) -> Failure {
        if self.operation.class.is_mutation() && failure.sent != Sent::No && failure.exit != Exit::Invalid {
            let lookup = answer::lookup(self.api, self.operation, &self.arguments);
            failure.with(|details| details.lookup = lookup)
        } else {
            failure
        }
    }
}
