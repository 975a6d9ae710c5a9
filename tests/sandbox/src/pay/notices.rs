//! The signed notice of a payment's new status.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha1::Sha1;

use super::{
    lookups::BANKS,
    methods::{PSE, PSE_GATEWAY},
    payments::{APPROVED, Kind, PENDING, PROCESSING, Payment},
};
use crate::credentials::{HASH_KEY, PAY_USER_ID};

pub(super) fn payload(payment: &Payment) -> Value {
    let reference_id = payment.id - 2_000_000;
    let updated = payment.updated.local();
    let amount = payment.net().json();
    let sign = sign(&[&reference_id.to_string(), &payment.resource_id, &amount.to_string(), &updated]);
    let mut notice = json!({
        "realAmount": payment.amount.json(),
        "amount": amount,
        "cost": format!("${}.00", payment.fee().json()),
        "referenceId": reference_id,
        "moduleId": 9,
        "productId": payment.method_id,
        "referenceKey": payment.reference,
        "paymentMethod": payment.method,
        "userId": PAY_USER_ID,
        "resourceId": payment.resource_id,
        "updatedAt": updated,
        "providerId": 8,
        "providerReference": (payment.id + 360_000).to_string(),
        "reference1": payment.reference1,
        "reference2": payment.reference2,
        "status": payment.status,
        "sign": sign,
    });
    if [PSE, PSE_GATEWAY].contains(&payment.method_id) {
        let (id, name) = BANKS[0];
        notice["bankId"] = json!(id);
        notice["bankName"] = json!(name);
    }
    if ![PENDING, APPROVED, PROCESSING].contains(&payment.status) {
        notice["error"] = json!({"code": "20-07A", "message": "Error técnico en Lambda"});
    }
    if payment.kind == Kind::Withdrawal {
        notice["withdraw"] = json!({
            "id": payment.id.to_string(),
            "transactionId": reference_id.to_string(),
            "userId": PAY_USER_ID,
            "providerReference": notice["providerReference"],
            "accountNumber": payment.key,
            "accountId": null,
            "createdAt": payment.created.local(),
            "updatedAt": updated,
            "deletedAt": null,
            "infoReference": payment.reference1,
            "observation": null,
        });
    }
    notice
}

/// The key ends the text that it also signs: the receiver's recipe asks for that.
fn sign(parts: &[&str; 4]) -> String {
    let text = format!("{}-{HASH_KEY}", parts.join("-"));
    let mac = Hmac::<Sha1>::new_from_slice(HASH_KEY.as_bytes());
    // HMAC takes keys of any length: there is always a sign.
    let sign = mac.map(|mac| mac.chain_update(text).finalize().into_bytes());
    sign.iter().flatten().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::sign;

    /// Made with another implementation.
    #[test]
    fn signs_as_the_recipe_says() {
        let sign = sign(&["762357", "2762357", "19405", "2023-02-16 11:11:55"]);
        assert_eq!(sign, "cf4ad16b488cab10c496afbd248fd79a074873d4");
    }
}
