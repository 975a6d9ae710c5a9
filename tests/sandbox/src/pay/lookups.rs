//! Answers that need no state: what methods need, and the merchant's enrolment.

use serde_json::{Value, json};

use super::{
    envelope::refusal,
    form::{Form, Need},
    methods::{Method, PSE, PSE_GATEWAY, WITHDRAW},
};
use crate::reply::Reply;

/// Banks that PSE can take money from.
pub(super) const BANKS: [(&str, &str); 5] = [
    ("1022", "BANCO UNION COLOMBIANO"),
    ("1007", "BANCOLOMBIA"),
    ("1051", "BANCO DAVIVIENDA"),
    ("1001", "BANCO DE BOGOTA"),
    ("1507", "NEQUI"),
];

pub(super) fn features(body: &Value) -> Result<Value, Reply> {
    let mut form = Form::new(body);
    let id = form.number("id", Need::Required).unwrap_or_default();
    form.finish()?;
    let known = Method::find(id).map(|method| method.id).or((id == WITHDRAW as f64).then_some(WITHDRAW));
    match known {
        Some(PSE | PSE_GATEWAY) => {
            let banks: Value = BANKS.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
            Ok(json!({"banks": banks}))
        }
        Some(_) => Ok(json!({})),
        None => Err(refusal(404, format!("Payment method not found: {id}"))),
    }
}

/// Enrolment has ended well; the phone is an alias that Pay made up.
pub(super) fn enrollment() -> Value {
    json!({
        "status": "approved",
        "cellphone": "3059998877",
        "docType": "NIT",
        "docNumber": "900123456",
        "merchantId": "10453201",
    })
}
