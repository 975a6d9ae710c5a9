//! A payment link made with the real tool, handed to a payer over WhatsApp, and found again: by an agent that runs the
//! commands that it was told, and fills in what only a person or the answer knows.

use codegen_sandbox::{Api, KAPSO_API_KEY, KAPSO_PHONE_NUMBER_ID, Sandbox};
use codegen_tests::cli::{Cli, Run, finish};
use serde_json::Value;
use tempfile::TempDir;

struct Desk {
    pay: Sandbox,
    kapso: Sandbox,
    cli: Cli,
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let start = |api| Sandbox::start(api).expect("the sandbox starts");
        let (pay, kapso) = (start(Api::Pay), start(Api::Kapso));
        let cli = Cli::new(&pay);
        cli.log_in();
        let desk = Self { pay, kapso, cli, folder: tempfile::tempdir().expect("a folder") };
        let stored =
            desk.run(&format!("refacil-pay-cli config set-kapso --phone-number-id {KAPSO_PHONE_NUMBER_ID}"));
        assert_eq!(stored.code, 0, "{stored:?}");
        desk
    }

    fn run(&self, line: &str) -> Run {
        let mut command = self.cli.shell(line, self.folder.path());
        command.env("REFACIL_PAY_CLI_WHATSAPP_URL", self.kapso.url());
        command.env("REFACIL_PAY_CLI_KAPSO_API_KEY", KAPSO_API_KEY).env("CLAUDECODE", "1");
        finish(self.cli.with_login(&mut command))
    }
}

#[test]
fn a_link_is_made_handed_over_and_found_again_by_the_commands_that_are_told() {
    let desk = Desk::new();
    let made = desk.run(
        "refacil-pay-cli cash-in-link-create --amount 73500 --user-metadata.identifier till-3 \
         --user-metadata.url-commerce https://ana.example.com --webhook-url https://ana.example.com/n --json",
    );
    assert_eq!(made.code, 0, "{made:?}");
    let answer: Value = serde_json::from_str(&made.stdout).expect("the API's JSON");
    let told: Value = serde_json::from_str(made.stderr.lines().last().expect("a line")).expect("JSON");
    let url = answer["data"]["url"].as_str().expect("a link");
    assert!(!made.stderr.contains(url), "a hint quotes no answer: {}", made.stderr);
    let command = |purpose: &str| {
        let next = told["next"].as_array().expect("a list").iter();
        let hint = next.into_iter().find(|hint| hint["for"] == purpose).expect(purpose);
        hint["command"].as_str().expect("a command").to_owned()
    };
    let send = command("whatsapp").replace("NUMBER", "+573151112233").replace("URL", url);
    let first = desk.run(&send);
    assert_eq!(first.code, 7, "a new recipient is confirmed: {first:?}");
    let sent = desk.run(&format!("{send} --yes --json"));
    assert_eq!(sent.code, 0, "{sent:?}");
    let state = desk.kapso.state();
    let text = state["messages"][0]["body"].as_str().expect("a text");
    assert_eq!(
        text,
        format!(
            "Refácil Pay\nEnlace de pago\n\nHola, Refácil Pay te envió un cobro por 73.500 COP. \
             Puedes pagarlo aquí, con el medio que prefieras:\n{url}"
        )
    );
    assert_eq!(state["messages"][0]["to"], "573151112233");
    let found = desk.run(&format!("{} --json", command("status")));
    assert!(found.code == 0 && found.stdout.contains(r#""exists":true"#), "{found:?}");
    let links = desk.pay.requests();
    let made = links.iter().filter(|request| request.path.contains("payment-link")).count();
    assert_eq!(made, 1, "nothing was made again");
}
