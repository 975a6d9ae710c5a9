//! Rule M10: without a terminal real money moves only as it is expected to.

use crate::process::{Machine, PAY_OUT, api};

fn pay_out(more: &[&'static str]) -> Vec<&'static str> {
    [PAY_OUT, more].concat()
}

#[test]
fn a_yes_alone_moves_no_real_money() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let error = machine.run(&pay_out(&["--env", "prod"])).error();
    assert_eq!((&error["exit_code"], &error["code"]), (&7.into(), &"confirmation-needed".into()));
    let hint = error["hint"].as_str().expect("a hint");
    let expected = "--expect AMOUNT:RECIPIENT, where AMOUNT is --amount and RECIPIENT is --recipient.key";
    assert!(hint.contains(expected), "{hint}");
    assert!(!hint.contains("50000"), "what is expected is the caller's to know: {hint}");
    // An expectation is no yes.
    let arguments: Vec<_> = pay_out(&["--env", "prod", "--expect", "50000.10:3001112233"]);
    let unconfirmed: Vec<_> = arguments.into_iter().filter(|argument| *argument != "--yes").collect();
    assert_eq!(machine.run(&unconfirmed).code, 7);
    assert!(server.received().is_empty() && machine.audit().is_empty());
}

#[test]
fn a_wrong_expectation_sends_nothing_anywhere() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    for environment in ["prod", "sandbox"] {
        for expected in
            ["50000.11:3001112233", "50000.10:300111223", "50000.10:", ":3001112233", "50000,10:3001112233"]
        {
            let error = machine.run(&pay_out(&["--env", environment, "--expect", expected])).error();
            assert_eq!(error["code"], "expectation-not-met", "{expected}");
            assert_eq!(error["exit_code"], 7);
        }
        let error = machine.run(&pay_out(&["--env", environment, "--expect", "50000.10"])).error();
        assert_eq!((&error["exit_code"], &error["param"]), (&3.into(), &"--expect".into()));
    }
    assert!(server.received().is_empty() && machine.audit().is_empty());
}

#[test]
fn the_right_expectation_is_compared_as_numbers_are() {
    for expected in ["50000.10:3001112233", "50000.1:3001112233", "5.00001e4:3001112233"] {
        let server = api();
        let machine = Machine::new(&server.url()).with_login();
        machine.run(&pay_out(&["--env", "prod", "--expect", expected])).data();
        assert_eq!(server.calls().last().map(String::as_str), Some("POST /payouts"), "{expected}");
    }
}

#[test]
fn what_has_no_amount_is_expected_by_its_name() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let delete = |expected| {
        machine
            .run(&[
                "delete",
                "/payouts/r-7",
                "--yes",
                "--json",
                "--env",
                "prod",
                "--repeat",
                "--expect",
                expected,
            ])
            .code
    };
    assert_eq!((delete("r-8"), delete("5:r-7")), (7, 7));
    assert!(server.received().is_empty());
    assert_eq!((delete("r-7"), delete(":r-7")), (0, 0));
}
