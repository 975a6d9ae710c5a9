//! `whatsapp send`: one message, with everything that holds for other calls that change something.

use jiff::Timestamp;
use serde_json::json;

use super::super::super::account::prompt;
use super::super::super::core::automatic;
use super::super::super::core::call::Call;
use super::super::super::core::confirmation;
use super::super::super::core::credentials::Credentials;
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::nearest::nearest;
use super::super::super::core::spec::{Api, Message, Whatsapp};
use super::super::super::core::stakes::Stakes;
use super::super::super::core::text::visible;
use super::super::super::core::validate::Problem;
use super::super::super::extras::whatsapp::compose::{MAX_CHARACTERS, Parts, Speechless};
use super::super::super::extras::whatsapp::kapso;
use super::super::super::extras::whatsapp::number::Number;
use super::super::claim;
use super::super::context::Context;
use super::super::driver::Driver;
use super::super::dry_run;
use super::super::output;
use super::super::parser::{Confirmation, Effect};
use super::super::printer::Printer;
use super::command::Letter;
use super::number;
use super::store::{Kept, Store};

/// Another place for Kapso, on this machine: for tests. Without the prefix.
const URL: &str = "WHATSAPP_URL";
/// The number that sends, where none is stored. Without the prefix.
const PHONE_NUMBER_ID: &str = "KAPSO_PHONE_NUMBER_ID";
/// An amount is a few words.
const LONGEST_AMOUNT: usize = 60;

/// Sends the message, or shows what would be sent.
///
/// # Errors
/// It cannot be composed, nobody confirmed a new recipient, or it was not sent.
pub fn run(context: &Context, printer: &Printer, letter: &Letter) -> Result<(), Failure> {
    let Some(whatsapp) = &context.api.whatsapp else {
        return Err(Failure::new(Exit::Other, "no-whatsapp", "this program sends no messages"));
    };
    let store = Store::of(context);
    let kept = store.read(&context.profile)?;
    let (to, text) = composed(context.api, whatsapp, letter, &kept)?;
    let context = &toward_kapso(context, whatsapp)?;
    let credentials = credentials(context, &kept)?;
    credentials.secrets().for_each(|secret| printer.hide_token(secret));
    let id = sending_number(context, &kept);
    let arguments = kapso::arguments(id.as_deref().unwrap_or(&unset(context)), &to, &text);
    let mut call =
        Call::new(context.api, &kapso::SEND, context.target.clone(), arguments, credentials.clone())?;
    if context.effect == Effect::DryRun {
        return dry_run::run(context, &call, printer);
    }
    if id.is_none() || !credentials.has(kapso::API_KEY) {
        return Err(not_configured(context));
    }
    let ledger = context.messages();
    if let Some(earlier) = ledger.check(context.api, &call, letter.again, Timestamp::now())? {
        printer.note(&format!("this is a repeat: {}", earlier.told().english()));
    }
    confirm(context, &call, &kept, &to)?;
    let driver = Driver::new(context, printer, credentials)?;
    let entry = ledger.begin(context.api, &mut call, letter.again, Timestamp::now())?;
    let outcome = driver.perform(&mut call);
    // An answer that names no message proves none.
    let outcome = outcome.and_then(|done| kapso::accepted(&done.body).map(|_| done));
    claim::settle(printer, &ledger, entry, &outcome);
    let accepted = outcome.map_err(kapso::not_sent).and_then(|done| kapso::accepted(&done.body))?;
    if let Err(failure) = store.remember(&context.profile, &to) {
        printer.warning(&format!("the recipient will count as a new one: {failure}"));
    }
    let told = json!({
        "sent": true,
        "to": to.to_string(),
        "messageId": accepted.id,
        "status": accepted.status,
        "commandKey": letter.command_key,
        "time": Timestamp::now().to_string(),
    });
    printer.data(&told, |_| match accepted.status.as_str() {
        "accepted" => format!("sent to {to}"),
        other => format!("sent to {to} ({})", visible(other)),
    });
    printer.aside(&json!({"note": kapso::WINDOW}), kapso::WINDOW);
    Ok(())
}

/// To whom, and what: everything that is wrong at once.
fn composed(
    api: &Api,
    whatsapp: &Whatsapp,
    letter: &Letter,
    kept: &Kept,
) -> Result<(Number, String), Failure> {
    let mut problems = Vec::new();
    let mut checked = |found: Result<(), Problem>| problems.extend(found.err());
    let mut to = None;
    checked(recipient(letter, kept).map(|number| to = Some(number)));
    let mut about = None;
    checked(message(whatsapp, letter.command_key.as_deref()).map(|message| about = message));
    checked(url(letter.url.as_deref()));
    checked(amount(letter.amount.as_deref()));
    let amount = letter.amount.as_deref().map(|amount| readable(api, whatsapp, amount.trim()));
    let parts = Parts {
        about,
        url: letter.url.as_deref().map(str::trim),
        amount: amount.as_deref(),
        merchant: kept.merchant_name.as_deref(),
        own: letter.message.as_deref(),
    };
    let text = parts.text(whatsapp);
    checked(text.as_ref().map(drop).map_err(|why| speechless(*why)));
    match (to, text) {
        (Some(to), Ok(text)) if problems.is_empty() => Ok((to, text)),
        _ => Err(Failure::invalid(problems)),
    }
}

fn recipient(letter: &Letter, kept: &Kept) -> Result<Number, Problem> {
    match (&letter.to, &kept.default_phone) {
        (Some(text), _) => number::of("--to", text),
        (None, Some(stored)) => number::of("the stored default phone", stored),
        (None, None) => Err(Problem::new("--to", "must be given: no default phone is stored")),
    }
}

fn message(whatsapp: &Whatsapp, key: Option<&str>) -> Result<Option<&'static Message>, Problem> {
    let Some(key) = key else { return Ok(None) };
    whatsapp.message(key).map(Some).ok_or_else(|| {
        let keys = || whatsapp.messages.iter().map(|message| message.key);
        let help = match nearest(key, keys()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("known are {}", keys().collect::<Vec<_>>().join(", ")),
        };
        Problem::new("--command-key", format!("names nothing that has a message; {help}"))
    })
}

/// Nobody is sent to an address that is not encrypted, or that hides whose it is.
fn url(text: Option<&str>) -> Result<(), Problem> {
    let Some(text) = text else { return Ok(()) };
    let fault = automatic::webhook_url(text.trim()).err();
    match fault {
        None => Ok(()),
        Some(_) => Err(Problem::new("--url", "must be an https address without user and password")),
    }
}

fn amount(text: Option<&str>) -> Result<(), Problem> {
    let fine = |text: &str| {
        text.chars().count() <= LONGEST_AMOUNT && visible(text) == text && !text.trim().is_empty()
    };
    match text {
        Some(text) if !fine(text) => {
            Err(Problem::new("--amount", format!("must be one line of at most {LONGEST_AMOUNT} characters")))
        }
        _ => Ok(()),
    }
}

/// Digits alone get groups and the currency.
fn readable(api: &Api, whatsapp: &Whatsapp, amount: &str) -> String {
    match (output::grouped(amount, whatsapp.language), api.currency) {
        (Some(grouped), Some(currency)) => format!("{grouped} {currency}"),
        _ => amount.to_owned(),
    }
}

fn speechless(why: Speechless) -> Problem {
    match why {
        Speechless::Nothing => {
            Problem::new("--url", "or --amount or --message must be given: there is nothing to say")
        }
        Speechless::TooLong(length) => Problem::new(
            "--message",
            format!("makes a text of {length} characters, and WhatsApp takes {MAX_CHARACTERS}"),
        ),
        Speechless::Hidden => Problem::new("--message", "holds characters that nobody sees"),
    }
}

/// The same program, talking to Kapso. Its address is that of the description, or one on this machine.
fn toward_kapso(context: &Context, whatsapp: &Whatsapp) -> Result<Context, Failure> {
    let api: &'static Api = Box::leak(Box::new(kapso::api(context.api, whatsapp)));
    context.toward(api, std::env::var(api.variable(URL)).ok().filter(|url| !url.is_empty()).as_deref())
}

/// The key of a variable, else the stored one.
fn credentials(context: &Context, kept: &Kept) -> Result<Credentials, Failure> {
    let mut credentials = context.credentials()?;
    if !credentials.has(kapso::API_KEY)
        && let Some(key) = kept.key(context.vault())?
    {
        credentials.settings.insert(kapso::API_KEY, key);
    }
    Ok(credentials)
}

fn sending_number(context: &Context, kept: &Kept) -> Option<String> {
    let named = std::env::var(context.api.variable(PHONE_NUMBER_ID)).ok();
    named.filter(|id| kapso::is_phone_number_id(id)).or_else(|| kept.phone_number_id.clone())
}

/// What stands in a dry run for a number that nobody configured.
fn unset(context: &Context) -> String {
    format!("<{}>", context.api.variable(PHONE_NUMBER_ID))
}

fn not_configured(context: &Context) -> Failure {
    let message = "the message was not sent: no number of Kapso and its key are stored for this profile";
    let command = context.caller().command(&["config", "set-kapso"], &[]);
    let key = context.api.variable(kapso::API_KEY);
    Failure::new(Exit::Other, "whatsapp-not-configured", message).hint(format!(
        "{command} --phone-number-id ID --api-key - stores them; {key} and {} do for one run",
        context.api.variable(PHONE_NUMBER_ID)
    ))
}

/// Whoever never got a message from here gets none without a yes: a wrong number hands a payment to a stranger.
fn confirm(context: &Context, call: &Call, kept: &Kept, to: &Number) -> Result<(), Failure> {
    if let Some(expected) = &context.expected {
        Stakes::of(call.operation(), call.arguments()).check(expected)?;
    }
    if kept.knows(to) || context.confirmation == Confirmation::Given {
        return Ok(());
    }
    let refused = |how: &'static str| {
        let message =
            format!("{to} never got a message from here: it was not confirmed, and nothing was sent");
        Err(Failure::new(Exit::Refused, "confirmation-needed", message).hint(how))
    };
    if !prompt::can_ask() {
        return refused("check the number with whoever gave it, then repeat the command with --yes");
    }
    match prompt::confirm(&confirmation::question(call)?)? {
        true => Ok(()),
        false => refused("answer yes, or add --yes, to send it"),
    }
}
