//! The payment methods: their ids, lives, and the fields each one wants.

use std::time::Duration;

use super::{
    form::{Form, Need},
    lookups::BANKS,
};
use crate::clock::Moment;

/// How long a resource of a method lives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Life {
    /// What was asked for, in seconds, but no less than this.
    AtLeast(u64),
    /// This many seconds, whatever was asked for.
    Fixed(u64),
    /// To the end of the day in Bogota, whatever was asked for.
    EndOfDay,
}

pub(super) struct Method {
    pub(super) id: u64,
    pub(super) name: &'static str,
    life: Life,
}

const METHODS: [Method; 10] = [
    Method { id: 130, name: "Nequi", life: Life::AtLeast(43_200) },
    Method { id: 131, name: "Daviplata", life: Life::AtLeast(43_200) },
    Method { id: PSE, name: "PSE", life: Life::AtLeast(1_800) },
    Method { id: PSE_GATEWAY, name: "PSE Gateway", life: Life::AtLeast(1_800) },
    Method { id: 153, name: "Recaudo Efectivo", life: Life::AtLeast(86_400) },
    Method { id: 163, name: "TPaga", life: Life::AtLeast(43_200) },
    Method { id: 248, name: "QR Interoperable", life: Life::EndOfDay },
    Method { id: 250, name: "Llaves dinámicas Bre-B", life: Life::Fixed(600) },
    Method { id: 273, name: "Tarjetas", life: Life::AtLeast(3_600) },
    Method { id: 277, name: "WhatsApp", life: Life::AtLeast(2_592_000) },
];

pub(super) const PSE: u64 = 117;
pub(super) const PSE_GATEWAY: u64 = 262;
/// The only way out: Bre-B.
pub(super) const WITHDRAW: u64 = 264;

const NATURAL: [&str; 7] = ["RCN", "TI", "CC", "TE", "CE", "PA", "DIE"];
const LEGAL: [&str; 1] = ["NIT"];

impl Method {
    pub(super) fn find(id: f64) -> Option<&'static Self> {
        METHODS.iter().find(|method| method.id as f64 == id)
    }

    pub(super) fn minimum(&self) -> u64 {
        match self.life {
            Life::AtLeast(seconds) => seconds,
            Life::Fixed(_) | Life::EndOfDay => 0,
        }
    }

    pub(super) fn ends(&self, now: Moment, asked: Option<f64>) -> Moment {
        match self.life {
            Life::AtLeast(least) => now.plus(Duration::from_secs(asked.map_or(least, |asked| asked as u64))),
            Life::Fixed(seconds) => now.plus(Duration::from_secs(seconds)),
            Life::EndOfDay => now.end_of_local_day(),
        }
    }
}

/// Inspects `paymentMethod`; an unknown id is refused.
pub(super) fn inspect(form: &mut Form<'_>) -> Option<&'static Method> {
    let id = form.number("id", Need::Required)?;
    let Some(method) = Method::find(id) else {
        let known: Vec<_> = METHODS.iter().map(|method| method.id.to_string()).collect();
        form.object_to("id", &format!("must be one of the following values: {}", known.join(", ")));
        return None;
    };
    match method.id {
        130 | 131 => {
            form.required_text("cellphone", 1..=usize::MAX);
        }
        PSE | PSE_GATEWAY => pse(form),
        163 => {
            form.boolean("isQr", Need::Optional);
        }
        248 => {
            for name in ["cellphone", "documentType", "documentNumber"] {
                form.text(name, Need::Optional, 1..=usize::MAX);
            }
            form.text_or_number("merchantId", Need::Optional);
        }
        250 => {
            for name in ["cellphone", "docType", "docNumber"] {
                form.required_text(name, 1..=usize::MAX);
            }
            form.text_or_number("merchantId", Need::Required);
        }
        273 => {
            form.required_text("description", 1..=255);
        }
        277 => {
            form.required_text("cellphone", 1..=usize::MAX);
            form.text_or_number("whatsappAccountId", Need::Required);
            form.url("pdfUrl", Need::Optional, &["https"]);
            form.text("templateName", Need::Optional, 1..=usize::MAX);
        }
        _ => {}
    }
    Some(method)
}

fn pse(form: &mut Form<'_>) {
    let person = form.one_of("typePerson", Need::Required, &["0", "1"]);
    let documents: &[&str] = if person.as_deref() == Some("1") { &LEGAL } else { &NATURAL };
    form.one_of("documentType", Need::Required, documents);
    for name in ["documentNumber", "name", "cellphone", "address"] {
        form.required_text(name, 1..=usize::MAX);
    }
    let banks: Vec<_> = BANKS.iter().map(|(id, _)| *id).collect();
    form.one_of("bankId", Need::Required, &banks);
    form.email("email");
}
