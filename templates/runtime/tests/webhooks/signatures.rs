//! HMAC over fields and over whole bodies.

use codegen_runtime::runtime::core::spec::{SignEncoding, Signature, SignatureHash};
use codegen_runtime::runtime::extras::webhooks::signature::Fault;
use codegen_runtime::runtime::extras::webhooks::signature::Signed;
use codegen_runtime::runtime::extras::webhooks::verdict::{Sender, Verdict};
use proptest::prelude::*;

use crate::{BODY, NOW, check, key, notice, read, vector};

const KEY: &str = "k3y-of-the-shop";

const FIELDS: Signature = Signature::Fields {
    hash: SignatureHash::Sha1,
    fields: &["reference", "resource", "amount", "at"],
    joiner: "-",
    key_last: true,
    sign: "sign",
    encoding: SignEncoding::Hex,
};

const STRIPE: Signature = Signature::Body {
    hash: SignatureHash::Sha256,
    header: "x-signature",
    pair: Some("v1"),
    prefix: "",
    text: "{t}.{body}",
    time: Some("t"),
    encoding: SignEncoding::Hex,
};

fn body(reference: &str, resource: &str, amount: &str, at: &str, sign: &str) -> String {
    format!(
        r#"{{"reference":{reference},"resource":{resource},"amount":{amount},"at":"{at}","status":2,"sign":"{sign}"}}"#
    )
}

fn fields(reference: &str, resource: &str, amount: &str, at: &str) -> Result<(), Fault> {
    let body = body(reference, resource, amount, at, &vector("fields_sha1"));
    check(&notice(FIELDS), KEY, &[], &body, NOW)
}

const AT: &str = "2026-11-21 10:11:12";

/// The genuine reference holds what parts the fields, so its vector cannot be read in one way only.
#[test]
fn a_signature_that_could_be_read_in_two_ways_is_refused() {
    assert_eq!(fields("\"r-1\"", "2762357", "19405.10", AT), Err(Fault::Ambiguous("reference")));
    // The same signed text, with its parts moved.
    assert_eq!(fields("\"r\"", "\"1-2762357\"", "19405.10", AT), Err(Fault::Ambiguous("resource")));
    assert_eq!(fields("\"r\"", "1", "2762357", &format!("19405.10-{AT}")), Ok(()), "the one reading");
}

#[test]
fn half_of_what_parts_the_fields_cannot_move_their_ends() {
    let (hash, sign, encoding) = (SignatureHash::Sha1, "sign", SignEncoding::Hex);
    let fields = &["reference", "resource"];
    let parted = Signature::Fields { hash, fields, joiner: "--", key_last: true, sign, encoding };
    let check = |reference, resource| {
        check(&notice(parted), KEY, &[], &body(reference, resource, "1", AT, "00"), NOW)
    };
    // Both are signed as `r---1`.
    assert_eq!(check("\"r-\"", "\"1\""), Err(Fault::Ambiguous("reference")));
    assert_eq!(check("\"r\"", "\"-1\""), Err(Fault::Mismatch), "the one reading");
}

#[test]
fn each_signed_field_counts_digit_by_digit() {
    let moved = format!("19405.10-{AT}");
    for (reference, resource, amount, at) in [
        ("\"R\"", "1", "2762357", moved.as_str()),
        ("\"r\"", "2", "2762357", &moved),
        ("\"r\"", "1", "2762357.0", &moved),
        ("\"r\"", "1", "2.762357e6", &moved),
        ("\"r\"", "1.0", "2762357", &moved),
        ("\"r\"", "1", "2762357", &format!("19405.1-{AT}")),
        ("\"r\"", "1", "2762357", "x"),
    ] {
        assert_eq!(
            fields(reference, resource, amount, at),
            Err(Fault::Mismatch),
            "{reference} {resource} {amount}"
        );
    }
    for (reference, missing) in [("null", "reference"), ("{}", "reference"), ("[1]", "reference")] {
        assert_eq!(fields(reference, "1", "2762357", &moved), Err(Fault::Missing(missing)));
    }
}

#[test]
fn a_sign_is_hexadecimal_and_of_the_right_key() {
    let moved = format!("19405.10-{AT}");
    let with = |sign: &str, key: &str| {
        check(&notice(FIELDS), key, &[], &body("\"r\"", "1", "2762357", &moved, sign), NOW)
    };
    let sign = vector("fields_sha1");
    assert_eq!(with(&sign.to_uppercase(), KEY), Ok(()));
    assert_eq!(with(&sign, "another key"), Err(Fault::Mismatch));
    assert_eq!(with(&sign[..38], KEY), Err(Fault::Mismatch));
    for wrong in ["", "zz", &sign[..39]] {
        assert!(matches!(with(wrong, KEY), Err(Fault::Malformed | Fault::Mismatch)), "{wrong:?}");
    }
}

#[test]
fn the_state_stays_open_where_the_signature_does_not_cover_it() {
    let moved = format!("19405.10-{AT}");
    let payload = read(&body("\"r\"", "1", "2762357", &moved, &vector("fields_sha1")));
    let signed = Signed { headers: &[], payload: &payload };
    let of = |secret: Option<&str>| {
        let key = secret.map(key);
        Verdict::of(&notice(FIELDS), key.as_ref(), signed, NOW)
    };
    let verdict = of(Some(KEY)).expect("accepted");
    assert_eq!((verdict.signature, verdict.open.as_slice()), (Sender::Signed, &["status".to_owned()][..]));
    assert!(verdict.covers("amount") && verdict.needs_proof(&notice(FIELDS)));
    let nobody = of(None).expect("not refused");
    assert_eq!((nobody.signature, nobody.covered.len()), (Sender::Unchecked, 0));
    assert!(nobody.needs_proof(&notice(FIELDS)));
}

#[test]
fn fields_that_nothing_parts_are_not_covered() {
    let Signature::Fields { hash, fields, sign, encoding, .. } = FIELDS else { unreachable!() };
    let run_together = Signature::Fields { hash, fields, joiner: "", key_last: false, sign, encoding };
    let notice = notice(run_together);
    let trial = serde_json::json!({"reference": "a", "resource": 1, "amount": 2, "at": "b", "status": 2});
    let trial = trial.as_object().cloned().expect("an object");
    let trial = codegen_runtime::runtime::extras::webhooks::trial::signed(&notice, &key(KEY), trial, NOW);
    let payload = read(&trial.expect("signed").body);
    let verdict = Verdict::of(&notice, Some(&key(KEY)), Signed { headers: &[], payload: &payload }, NOW);
    assert!(verdict.expect("accepted").covered.is_empty());
}

#[test]
fn whole_bodies_are_signed_in_the_ways_of_the_field() {
    let stripe = format!("t={NOW},v1=00,v1={}", vector("stripe"));
    let whole = |sent: &[(&str, &str)], body: &str, now| check(&notice(STRIPE), "whsec", sent, body, now);
    assert_eq!(whole(&[("x-signature", &stripe)], BODY, NOW + 299), Ok(()));
    assert_eq!(whole(&[("x-signature", &stripe)], BODY, NOW + 301), Err(Fault::Stale));
    assert_eq!(whole(&[("x-signature", &stripe)], BODY, NOW - 301), Err(Fault::Stale));
    assert_eq!(whole(&[("x-signature", &stripe)], &BODY.replace("paid", "lost"), NOW), Err(Fault::Mismatch));
    assert_eq!(whole(&[("x-signature", &stripe)], &BODY.replace(':', ": "), NOW), Err(Fault::Mismatch));
    assert_eq!(whole(&[], BODY, NOW), Err(Fault::Absent));
    let twice = [("x-signature", stripe.as_str()), ("x-signature", "t=1,v1=00")];
    assert_eq!(whole(&twice, BODY, NOW), Err(Fault::Twice));
    let two_times = format!("t={NOW},t={},v1={}", NOW + 1, vector("stripe"));
    assert_eq!(whole(&[("x-signature", &two_times)], BODY, NOW), Err(Fault::Twice));

    let github = Signature::Body {
        hash: SignatureHash::Sha256,
        header: "x-hub-signature-256",
        pair: None,
        prefix: "sha256=",
        text: "{body}",
        time: None,
        encoding: SignEncoding::Hex,
    };
    let sign = format!("sha256={}", vector("github"));
    assert_eq!(check(&notice(github), "whsec", &[("x-hub-signature-256", &sign)], BODY, NOW), Ok(()));
    let bare = vector("github");
    assert_eq!(
        check(&notice(github), "whsec", &[("x-hub-signature-256", &bare)], BODY, NOW),
        Err(Fault::Malformed)
    );

    let svix = Signature::Body {
        hash: SignatureHash::Sha512,
        header: "svix-signature",
        pair: None,
        prefix: "v1,",
        text: "{svix-id}.{svix-timestamp}.{body}",
        time: Some("svix-timestamp"),
        encoding: SignEncoding::Base64,
    };
    let sign = format!("v1,AAAA v1,{}", vector("svix"));
    let sent = |id: &'static str| [("svix-id", id), ("svix-timestamp", "1700000000")];
    let with = |id| {
        let [id, time] = sent(id);
        check(&notice(svix), "whsec", &[id, time, ("svix-signature", &sign)], BODY, NOW)
    };
    assert_eq!(with("msg_1"), Ok(()));
    assert_eq!(with("msg_2"), Err(Fault::Mismatch));
}

proptest! {
    /// Whatever is changed of a signed body, the signature no longer fits.
    #[test]
    fn no_other_body_fits(other in "[ -~]{0,40}", at in 0_usize..27) {
        let sign = format!("t={NOW},v1={}", vector("stripe"));
        let mut body = BODY.to_owned();
        body.insert_str(at, &other);
        if body != BODY && let Ok(payload) =
            codegen_runtime::runtime::extras::webhooks::payload::Payload::read(body.as_bytes())
        {
            let headers = crate::headers(&[("x-signature", &sign)]);
            let signed = Signed { headers: &headers, payload: &payload };
            let checked = codegen_runtime::runtime::extras::webhooks::signature::check(
                &notice(STRIPE), &key("whsec"), signed, NOW,
            );
            prop_assert!(checked.is_err());
        }
    }
}
