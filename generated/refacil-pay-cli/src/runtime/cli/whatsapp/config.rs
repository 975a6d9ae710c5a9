//! `config set-kapso` and its companions: whose number sends messages, by profile.

use std::io::Read;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::super::super::account::keychain::Place;
use super::super::super::account::prompt;
use super::super::super::core::credentials::read_secret;
use super::super::super::core::failure::Failure;
use super::super::super::core::text::visible;
use super::super::super::core::validate::Problem;
use super::super::super::core::words::Said;
use super::super::super::extras::whatsapp::kapso;
use super::super::context::Context;
use super::super::manage;
use super::super::parser::Effect;
use super::super::printer::Printer;
use super::command::{Kapso, Sender};
use super::number;
use super::store::{Kept, Store};

/// No key is longer.
const LONGEST_KEY: usize = 512;
/// No title is longer.
const LONGEST_NAME: usize = 100;

/// Runs the command.
///
/// # Errors
/// What is given is not acceptable, was not confirmed, or cannot be kept.
pub fn run(context: &Context, printer: &Printer, wanted: &Kapso) -> Result<(), Failure> {
    let store = Store::of(context);
    match wanted {
        Kapso::Get => show(printer, &store.read(&context.profile)?),
        Kapso::Clear => clear(context, printer, &store)?,
        Kapso::Set(given) => set(context, printer, &store, given)?,
    }
    Ok(())
}

/// The object that was published.
fn described(kept: &Kept) -> Value {
    json!({
        "kapsoEnabled": kept.has_key() && kept.phone_number_id.is_some(),
        "phoneNumberId": kept.phone_number_id,
        "defaultPhone": kept.default_phone,
        "merchantName": kept.merchant_name,
    })
}

fn show(printer: &Printer, kept: &Kept) {
    printer.data(&described(kept), |data| match &kept.phone_number_id {
        None => "no number sends WhatsApp messages yet: config set-kapso stores one".to_owned(),
        Some(id) => {
            let text = |name: &str| visible(data[name].as_str().unwrap_or("-"));
            let (name, phone) = (text("merchantName"), text("defaultPhone"));
            format!("phone number id  {}\nmerchant name    {name}\ndefault phone    {phone}", visible(id))
        }
    });
}

fn clear(context: &Context, printer: &Printer, store: &Store) -> Result<(), Failure> {
    let real = context.effect == Effect::Real;
    let was_there = match real {
        true => store.clear(&context.profile, context.vault())?,
        false => store.read(&context.profile)?.has_key(),
    };
    let told = json!({"kapsoEnabled": false, "cleared": was_there, "dry_run": !real});
    printer.data(&told, |_| match (was_there, real) {
        (false, _) => "there was nothing to forget".to_owned(),
        (true, true) => "forgotten: the number and its key".to_owned(),
        (true, false) => "would be forgotten: the number and its key".to_owned(),
    });
    Ok(())
}

fn set(context: &Context, printer: &Printer, store: &Store, given: &Sender) -> Result<(), Failure> {
    let before = store.read(&context.profile)?;
    let checked = Checked::of(given)?;
    let key = key(context, printer, given, &before)?;
    if let Some(key) = &key {
        printer.hide_token(key.expose_secret());
    }
    let id = checked.phone_number_id.as_deref().or(before.phone_number_id.as_deref());
    if id.is_none() {
        return Err(missing("--phone-number-id", "Kapso shows it beside each connected number"));
    }
    let replaces = (key.is_some() && before.has_key())
        || checked
            .phone_number_id
            .as_ref()
            .is_some_and(|id| before.phone_number_id.as_ref().is_some_and(|old| old != id));
    if replaces {
        let question =
            format!("Profile {} sends by another number or key already. Replace it?", context.profile);
        manage::confirm(context, &question)?;
    }
    if context.effect == Effect::DryRun {
        let mut kept = before;
        checked.put(&mut kept);
        let mut data = described(&kept);
        data["kapsoEnabled"] = json!(kept.has_key() || key.is_some());
        data["dry_run"] = json!(true);
        printer.data(&data, |_| "this would be stored".to_owned());
        return Ok(());
    }
    let (kept, place) = store.change(&context.profile, |kept| {
        checked.put(kept);
        let place = key.as_ref().map(|key| kept.put_key(context.vault(), key)).transpose()?;
        Ok((kept.clone(), place))
    })?;
    printer.data(&described(&kept), |_| "stored".to_owned());
    if place == Some(Place::File) {
        printer.note(&format!("the key is kept in {}, which only you can read", store.path()));
    }
    Ok(())
}

/// What is given and acceptable; an empty text takes a value back.
struct Checked {
    phone_number_id: Option<String>,
    merchant_name: Option<Option<String>>,
    default_phone: Option<Option<String>>,
}

impl Checked {
    fn of(given: &Sender) -> Result<Self, Failure> {
        let mut problems = Vec::new();
        if let Some(id) = given.phone_number_id.as_deref().filter(|id| !kapso::is_phone_number_id(id)) {
            let words =
                if id.starts_with('+') { "is the id of a number, not the number" } else { "must be digits" };
            problems.push(Problem::new("--phone-number-id", words));
        }
        let name = given.merchant_name.as_deref().map(str::trim);
        if name.is_some_and(|name| name.chars().count() > LONGEST_NAME || visible(name) != name) {
            let words = format!("must be one line of at most {LONGEST_NAME} characters");
            problems.push(Problem::new("--merchant-name", words));
        }
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let phone = match given.default_phone.as_deref().map(str::trim) {
            None => None,
            Some("") => Some(None),
            Some(text) => match number::of("--default-phone", text) {
                Ok(number) => Some(Some(number.to_string())),
                Err(problem) => {
                    problems.push(problem);
                    None
                }
            },
        };
        if !problems.is_empty() {
            return Err(Failure::invalid(problems));
        }
        Ok(Self {
            phone_number_id: given.phone_number_id.clone(),
            merchant_name: name.map(some),
            default_phone: phone,
        })
    }

    fn put(&self, kept: &mut Kept) {
        if let Some(id) = &self.phone_number_id {
            kept.phone_number_id = Some(id.clone());
        }
        if let Some(name) = &self.merchant_name {
            kept.merchant_name.clone_from(name);
        }
        if let Some(phone) = &self.default_phone {
            kept.default_phone.clone_from(phone);
        }
    }
}

/// The key: from the flag, else where none is stored yet from its variable, else from a person.
fn key(
    context: &Context,
    printer: &Printer,
    given: &Sender,
    before: &Kept,
) -> Result<Option<SecretString>, Failure> {
    let variable = context.api.variable(kapso::API_KEY);
    let found: SecretString = match given.api_key.as_deref() {
        Some("-") => from_stdin()?.into(),
        Some(key) => {
            printer.warning("a key on a command line shows in lists of processes and in the shell's history; --api-key - reads it");
            key.into()
        }
        None if before.has_key() => return Ok(None),
        None => match read_secret(&variable, &|name| std::env::var(name).ok())? {
            Some(key) => key,
            None if prompt::can_ask() => prompt::hidden("key of Kapso")?,
            None => {
                return Err(missing(
                    "--api-key",
                    format!("give it on standard input with --api-key -, or in {variable}"),
                ));
            }
        },
    };
    let key = found.expose_secret().trim();
    if key.is_empty() || key.len() > LONGEST_KEY || !key.bytes().all(|b| b.is_ascii_graphic()) {
        let words = "is empty, too long, or holds blanks or characters that no key has";
        return Err(Failure::invalid_argument("--api-key", words));
    }
    Ok(Some(key.into()))
}

fn from_stdin() -> Result<String, Failure> {
    let mut text = String::new();
    let most = LONGEST_KEY as u64 + 2;
    std::io::stdin()
        .lock()
        .take(most)
        .read_to_string(&mut text)
        .map_err(|error| Failure::invalid_argument("--api-key", format!("cannot be read: {error}")))?;
    Ok(text)
}

fn missing(flag: &str, hint: impl Into<Said>) -> Failure {
    Failure::invalid_argument(flag, "must be given the first time").hint(hint)
}
