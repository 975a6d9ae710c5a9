//! JSON Web Tokens beside a notice.

use codegen_runtime::runtime::core::spec::{Signature, TokenAlgorithm};
use codegen_runtime::runtime::extras::webhooks::signature::Fault;

use crate::{BODY, NOW, check, notice, vector};

fn by(algorithm: TokenAlgorithm, body_digest: Option<&'static str>) -> Signature {
    Signature::Token { algorithm, header: "authorization", prefix: "Bearer ", body_digest }
}

fn with(algorithm: TokenAlgorithm, key: &str, token: &str, now: i64) -> Result<(), Fault> {
    let sent = format!("bearer {token}");
    check(&notice(by(algorithm, None)), &vector_or(key), &[("authorization", &sent)], BODY, now)
}

fn vector_or(key: &str) -> String {
    if key.starts_with("key_") { vector(key) } else { key.to_owned() }
}

#[test]
fn the_documented_algorithm_is_accepted_in_its_time() {
    for (algorithm, key, token) in [
        (TokenAlgorithm::Rs256, "key_rsa", "rs"),
        (TokenAlgorithm::Rs256, "key_rsa_pkcs1", "rs"),
        (TokenAlgorithm::Es256, "key_ec", "es"),
        (TokenAlgorithm::Hs256, "whsec", "hs"),
    ] {
        let token = vector(token);
        assert_eq!(with(algorithm, key, &token, NOW + 1), Ok(()), "{key}");
        assert_eq!(with(algorithm, key, &token, NOW + 661), Err(Fault::Expired), "{key}");
        assert_eq!(with(algorithm, key, &token, NOW - 61), Err(Fault::Expired), "{key}");
    }
    // A variable of the environment holds line breaks as two characters.
    let escaped = vector("key_rsa").replace('\n', "\\n");
    assert_eq!(with(TokenAlgorithm::Rs256, &escaped, &vector("rs"), NOW), Ok(()));
}

#[test]
fn no_other_algorithm_is_accepted_whatever_the_token_says() {
    for name in ["confused", "none", "hs", "es"] {
        assert_eq!(
            with(TokenAlgorithm::Rs256, "key_rsa", &vector(name), NOW),
            Err(Fault::Algorithm),
            "{name}"
        );
    }
    assert_eq!(
        with(TokenAlgorithm::Rs256, "key_rsa", &format!("{}.AA", vector("rs_dup")), NOW),
        Err(Fault::Malformed)
    );
    assert_eq!(with(TokenAlgorithm::Rs256, "key_rsa", &vector("rs_crit"), NOW), Err(Fault::Malformed));
    assert_eq!(with(TokenAlgorithm::Rs256, "key_rsa", &vector("rs_endless"), NOW), Err(Fault::Endless));
    assert!(matches!(with(TokenAlgorithm::Rs256, "key_ec", &vector("rs"), NOW), Err(Fault::Key(_))));
    assert!(matches!(with(TokenAlgorithm::Rs256, "no key", &vector("rs"), NOW), Err(Fault::Key(_))));
}

#[test]
fn a_changed_token_is_refused() {
    let token = vector("rs");
    for at in (0..token.len()).step_by(7) {
        let mut changed = token.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).expect("ASCII");
        if changed.trim_end_matches(['A', 'B']) != token.trim_end_matches(['A', 'B']) {
            assert!(with(TokenAlgorithm::Rs256, "key_rsa", &changed, NOW).is_err(), "{at}");
        }
    }
    for cut in ["", ".", "..", "a.b.c.d", "é.é.é"] {
        assert!(with(TokenAlgorithm::Rs256, "key_rsa", cut, NOW).is_err(), "{cut}");
    }
}

#[test]
fn a_claim_can_cover_the_body() {
    let notice = notice(by(TokenAlgorithm::Rs256, Some("body_sha256")));
    let with = |token: &str, body: &str| {
        let sent = format!("Bearer {}", vector(token));
        check(&notice, &vector("key_rsa"), &[("authorization", &sent)], body, NOW)
    };
    assert_eq!(with("rs_body", BODY), Ok(()));
    assert_eq!(with("rs_body", &BODY.replace("paid", "lost")), Err(Fault::Mismatch));
    assert_eq!(with("rs", BODY), Err(Fault::Malformed), "a token without the claim covers nothing");
}
