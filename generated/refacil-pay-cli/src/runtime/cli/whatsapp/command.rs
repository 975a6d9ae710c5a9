//! The commands about messages, as the command line has them.

use clap::{Arg, ArgMatches, Command};

use super::super::super::core::ledger::Again;
use super::super::super::core::spec::{Api, Class};
use super::super::super::extras::whatsapp::kapso;
use super::super::claim;
use super::super::tree::Reach;

const WORD: &str = "whatsapp";
const SET: &str = "set-kapso";
const GET: &str = "get-kapso";
const CLEAR: &str = "clear-kapso";

// In the manner of all our own arguments.
const TO: &str = "--to";
const COMMAND_KEY: &str = "--command-key";
const URL: &str = "--url";
const AMOUNT: &str = "--amount";
const MESSAGE: &str = "--message";
const API_KEY: &str = "--api-key";
const PHONE_NUMBER_ID: &str = "--phone-number-id";
const MERCHANT_NAME: &str = "--merchant-name";
const DEFAULT_PHONE: &str = "--default-phone";

/// A command about messages.
#[derive(Debug)]
pub enum Whatsapp {
    /// Sends one.
    Send(Letter),
}

/// A message as it is asked for.
#[derive(Debug)]
pub struct Letter {
    /// To whom; else to the stored number.
    pub to: Option<String>,
    /// What it is about.
    pub command_key: Option<String>,
    /// What the payer opens.
    pub url: Option<String>,
    /// How much.
    pub amount: Option<String>,
    /// Own words.
    pub message: Option<String>,
    /// Whether it may be one that was sent before, perhaps.
    pub again: Again,
}

/// A command about whose number sends messages.
#[derive(Debug)]
pub enum Kapso {
    /// Stores what is given.
    Set(Sender),
    /// Shows it.
    Get,
    /// Forgets it.
    Clear,
}

/// What a command line says of the sender.
#[derive(Debug, Default)]
pub struct Sender {
    /// The key, or `-` for one on standard input.
    pub api_key: Option<String>,
    /// The id of the sending number.
    pub phone_number_id: Option<String>,
    /// Title of messages.
    pub merchant_name: Option<String>,
    /// Who gets messages that name nobody.
    pub default_phone: Option<String>,
}

/// The commands, where the API says what is sent.
#[must_use]
pub fn commands(api: &'static Api, reach: &Reach<'_>) -> Vec<Command> {
    if api.whatsapp.is_none() {
        return Vec::new();
    }
    let group = Command::new(WORD).about("Send what a command made to a payer over WhatsApp");
    vec![reach.entered(group, |group| {
        group.subcommand_required(true).arg_required_else_help(true).subcommand(send(api))
    })]
}

fn flag(id: &'static str, value: &'static str, help: &str) -> Arg {
    Arg::new(id).long(id.trim_start_matches('-')).value_name(value).help(help.to_owned())
}

fn send(api: &'static Api) -> Command {
    let messages = api.whatsapp.iter().flat_map(|whatsapp| whatsapp.messages);
    let keys: Vec<&str> = messages.map(|message| message.key).collect();
    let about = match keys.as_slice() {
        [] => "What it is about".to_owned(),
        keys => format!("What it is about: {}", keys.join(", ")),
    };
    Command::new("send")
        .about(kapso::SEND.title)
        .args([
            flag(TO, "NUMBER", "Recipient with country code, such as +573001234567; else the stored one"),
            flag(COMMAND_KEY, "KEY", &about),
            flag(URL, "URL", "What the payer opens"),
            flag(AMOUNT, "TEXT", "How much, as the payer reads it"),
            flag(MESSAGE, "TEXT", "Your own text, in place of the one for --command-key"),
            claim::flag().help("Send it although nobody knows whether the same was sent before"),
        ])
        .after_help(format!("{}. A failed message changes nothing of what it is about.", kapso::WINDOW))
}

/// What the command line asks for, where the word is one of these.
#[must_use]
pub fn read(word: &str, matches: &ArgMatches) -> Option<Whatsapp> {
    let (_, matches) = matches.subcommand().filter(|_| word == WORD)?;
    Some(Whatsapp::Send(Letter {
        to: text(matches, TO),
        command_key: text(matches, COMMAND_KEY),
        url: text(matches, URL),
        amount: text(matches, AMOUNT),
        message: text(matches, MESSAGE),
        again: claim::said(matches),
    }))
}

fn text(matches: &ArgMatches, id: &str) -> Option<String> {
    matches.get_one::<String>(id).cloned()
}

/// What the command of these words can do, where it is one that others than this machine notice.
#[must_use]
pub fn class(words: &[&str]) -> Option<Class> {
    (words == kapso::SEND.command).then_some(kapso::SEND.class)
}

/// Those of `config`.
#[must_use]
pub fn config_commands(api: &'static Api) -> Vec<Command> {
    if api.whatsapp.is_none() {
        return Vec::new();
    }
    let variable = api.variable(kapso::API_KEY);
    let key = format!("Kapso's key; - reads it from standard input; else {variable} or a prompt gives it");
    let set = Command::new(SET)
        .about("Store whose number sends WhatsApp messages, for this profile; changes only what is given")
        .args([
            flag(API_KEY, "KEY", &key),
            flag(PHONE_NUMBER_ID, "ID", "Id of the sending number, as Kapso shows it"),
            flag(MERCHANT_NAME, "NAME", "Title of messages; an empty one removes it"),
            flag(DEFAULT_PHONE, "NUMBER", "Who gets messages without --to; an empty one removes it"),
        ]);
    vec![
        set,
        Command::new(GET).about("Show whose number sends WhatsApp messages, without the key"),
        Command::new(CLEAR).about("Forget the number and its key"),
    ]
}

/// What is asked of `config`, where the word is one of ours.
#[must_use]
pub fn read_config(word: &str, matches: &ArgMatches) -> Option<Kapso> {
    Some(match word {
        SET => Kapso::Set(Sender {
            api_key: text(matches, API_KEY),
            phone_number_id: text(matches, PHONE_NUMBER_ID),
            merchant_name: text(matches, MERCHANT_NAME),
            default_phone: text(matches, DEFAULT_PHONE),
        }),
        GET => Kapso::Get,
        CLEAR => Kapso::Clear,
        _ => return None,
    })
}
