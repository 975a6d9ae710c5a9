//! The stand-ins over real HTTP.

mod binary;
mod commerce_examples;
mod commerce_login;
mod commerce_refusals;
mod commerce_sales;
mod commerce_soat;
mod control;
mod faults;
mod kapso;
mod oauth;
mod pay_cash_in;
mod pay_login;
mod pay_notices;
mod pay_payouts;
mod pay_tokens;
mod pay_webhooks;
mod support;
