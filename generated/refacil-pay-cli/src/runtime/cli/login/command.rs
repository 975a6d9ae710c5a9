//! The commands about the account, as the command line has them.

use std::time::Duration;

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command};

use super::super::super::account::login::{Method, Password, Scope, offered};
use super::super::super::core::spec::Api;
use super::super::follow;
use super::super::tree::Reach;

/// What holds for each answer without a flag.
const USUAL: &str = "else that of each call";

/// A command about the account.
#[derive(Debug, Clone, Copy)]
pub enum Account {
    /// `login`.
    Login(How),
    /// `logout`, with the longest wait for each answer.
    Logout(Scope, Option<Duration>),
    /// `whoami`.
    WhoAmI,
    /// `register`.
    Register,
}

/// How to log in.
#[derive(Debug, Clone, Copy)]
pub struct How {
    /// The method that was asked for.
    pub(super) method: Option<Method>,
    /// What becomes of a password that is typed.
    pub(super) password: Password,
    /// The longest wait for each answer.
    pub(super) limit: Option<Duration>,
}

/// The commands that this API has.
pub fn commands(api: &'static Api, reach: &Reach<'_>) -> Vec<Command> {
    let mut commands = Vec::new();
    if api.has_sessions() {
        let command = Command::new("login").about("Log in and keep the session");
        commands.push(reach.entered(command, |command| login(api, command)));
        let command = Command::new("logout")
            .about("Forget the session of the profile and environment, here and at the server");
        commands.push(reach.entered(command, |command| {
            let all = switch("all", "Forget the sessions of all profiles and environments");
            command.arg(all).arg(follow::timeout(USUAL))
        }));
    }
    commands.push(Command::new("whoami").about("Show who is logged in, how, and for how long"));
    if api.environments.iter().any(|environment| environment.sign_up_url.is_some()) {
        commands.push(Command::new("register").about("Open the page where an account is made"));
    }
    commands
}

fn login(api: &'static Api, mut command: Command) -> Command {
    let offered = offered(api);
    let mut flags = Vec::new();
    for (at, method) in offered.iter().enumerate() {
        let Some(flag) = method.flag() else { continue };
        let mark = if at == 0 { " (the default)" } else { "" };
        command = command.arg(switch(flag, &format!("{}{mark}", about(*method))));
        flags.push(id(flag));
    }
    if offered.contains(&Method::Device) {
        let redeem = switch("redeem", "With --device: ask once whether somebody agreed to the saved code");
        command = command.arg(redeem.requires(id("device")));
    }
    if offered.contains(&Method::Console) {
        let keep = switch(
            "store-credentials",
            "Keep user and password on this machine, to renew the session without asking",
        );
        let others = ["browser", "device", "stdin"].map(id).into_iter().filter(|other| flags.contains(other));
        command = command.arg(keep.conflicts_with_all(others));
    }
    command.arg(follow::timeout(USUAL)).group(ArgGroup::new("--method").args(flags).multiple(false))
}

const fn about(method: Method) -> &'static str {
    match method {
        Method::Browser => "Agree in a browser on this machine",
        Method::Console => "Ask for user and password in the terminal",
        Method::Device => "Agree on another device, by a code",
        Method::Redeem | Method::Client => "",
        Method::Stdin => "Read a token from standard input",
    }
}

/// Identifiers of our own arguments begin with dashes, as everywhere.
fn id(flag: &'static str) -> &'static str {
    match flag {
        "browser" => "--browser",
        "console" => "--console",
        "device" => "--device",
        "stdin" => "--stdin",
        "redeem" => "--redeem",
        "store-credentials" => "--store-credentials",
        _ => "--all",
    }
}

fn switch(flag: &'static str, help: &str) -> Arg {
    Arg::new(id(flag)).long(flag).action(ArgAction::SetTrue).help(help.to_owned())
}

/// The command of that word.
#[must_use]
pub fn read(word: &str, matches: &ArgMatches) -> Option<Account> {
    let is_set = |flag| matches.try_get_one::<bool>(id(flag)).ok().flatten().copied().unwrap_or_default();
    Some(match word {
        "login" => Account::Login(How {
            method: match () {
                () if is_set("redeem") => Some(Method::Redeem),
                () if is_set("browser") => Some(Method::Browser),
                () if is_set("device") => Some(Method::Device),
                () if is_set("stdin") => Some(Method::Stdin),
                () if is_set("console") || is_set("store-credentials") => Some(Method::Console),
                () => None,
            },
            password: if is_set("store-credentials") { Password::Keep } else { Password::Forget },
            limit: follow::time_limit(matches),
        }),
        "logout" => {
            let scope = if is_set("all") { Scope::All } else { Scope::This };
            Account::Logout(scope, follow::time_limit(matches))
        }
        "whoami" => Account::WhoAmI,
        "register" => Account::Register,
        _ => return None,
    })
}
