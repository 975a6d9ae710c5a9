//! The small API of the tests as a program: tests run it as a process of its own.

use codegen_runtime::runtime::core::spec::*;

#[path = "../tests/shop/mod.rs"]
mod shop;

/// The same shop, which also tells of money that it gave back: whole and signed.
static OF_TWO_NOTICES: Api = Api {
    notices: &[
        shop::notices::NOTICE,
        Notice {
            operation: "returned",
            title: "Shop - money back",
            key: "RETURN_KEY",
            key_about: "the shop's support hands it out",
            signature: Signature::Body {
                hash: SignatureHash::Sha256,
                header: "x-sign",
                pair: None,
                prefix: "",
                text: "{body}",
                time: None,
                encoding: SignEncoding::Hex,
            },
            delivery: &["id"],
            reference: "payout",
            created: None,
            status: NoticeStatus { field: "state", paid: &["\"BACK\""] },
            proof: None,
            fresh: &["id"],
            events: &[NoticeEvent {
                name: "money-back",
                about: "It was given back",
                example: None,
                without: &[],
                set: &[("state", "\"BACK\"")],
            }],
        },
    ],
    groups: &[
        shop::GROUP,
        Group {
            name: "returns",
            title: "Returns",
            operations: &[Operation {
                id: "returned",
                command: &["returned"],
                title: "Money back",
                summary: "Arrives at your own server.",
                method: "POST",
                path: "/returned",
                class: Class::SafeMutation,
                nature: Nature::Callback,
                timeout_ms: 2_000,
                docs: r#"{"examples":[{"name":"back","body":{"payout":"r-0","state":"BACK"}}]}"#,
                ..Operation::EMPTY
            }],
        },
    ],
    ..shop::SHOP
};

fn main() -> std::process::ExitCode {
    // One program for both: which it stands for is the test's choice, not a user's.
    let chosen = std::env::var("TEST_API").unwrap_or_default();
    codegen_runtime::runtime::cli::run(if chosen == "two-notices" { &OF_TWO_NOTICES } else { &shop::API })
}
