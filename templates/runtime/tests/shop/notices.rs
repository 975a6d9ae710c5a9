//! What the shop sends to its merchants: signed, but for the state.

use codegen_runtime::runtime::core::spec::*;

/// The sign covers id, amount and time; the state is for the API to prove.
pub const NOTICE: Notice = Notice {
    operation: "notice",
    title: "Shop - notice",
    key: "NOTICE_KEY",
    key_about: "the shop's support hands it out",
    signature: Signature::Fields {
        hash: SignatureHash::Sha256,
        fields: &["id", "amount", "at"],
        joiner: "-",
        key_last: true,
        sign: "sign",
        encoding: SignEncoding::Hex,
    },
    delivery: &["id", "at", "status"],
    reference: "reference",
    created: Some("data.reference"),
    status: NoticeStatus { field: "status", paid: &["2"] },
    proof: Some(NoticeProof {
        operation: "status",
        argument: "reference",
        agrees: &[("status", "data.status")],
    }),
    fresh: &["id"],
    events: &[
        NoticeEvent {
            name: "paid",
            about: "It was paid",
            example: Some("paid"),
            without: &[],
            set: &[("status", "2"), ("amount", "50000.10"), ("at", "\"2026-11-21 10:11:12\"")],
        },
        NoticeEvent {
            name: "rejected",
            about: "It was refused",
            example: None,
            without: &[],
            set: &[("status", "3"), ("amount", "50000.10"), ("at", "\"2026-11-21 10:11:12\"")],
        },
    ],
};
