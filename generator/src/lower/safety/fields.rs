//! Names of body fields that betray what a request does.

/// Field names of a body, words joined: `newPassword` and `new_password` are one.
pub(super) fn names(body: &str) -> Vec<String> {
    let raw: Vec<&str> = if body.trim_start().starts_with(['{', '[']) {
        json_keys(body)
    } else if body.contains('=') && !body.contains('<') {
        body.split('&').filter_map(|pair| pair.split('=').next()).collect()
    } else {
        Vec::new()
    };
    raw.into_iter().map(|name| crate::lower::words::words(name).concat()).collect()
}

/// Keys of a JSON text that need not parse: strings before a colon.
fn json_keys(body: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    let mut rest = body;
    while let Some((_, after)) = rest.split_once('"') {
        let Some(end) = closing_quote(after) else { break };
        let (text, tail) = after.split_at(end);
        rest = tail.get(1..).unwrap_or_default();
        if rest.trim_start().starts_with(':') {
            keys.push(text);
        }
    }
    keys
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, character)| {
        let closes = character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        closes.then_some(at)
    })
}

/// Fields that set a password whatever the method.
pub(super) const NEW_PASSWORD: &[&str] = &[
    "newpassword",
    "oldpassword",
    "currentpassword",
    "newpin",
    "oldpin",
    "newpasswd",
    "nuevacontrasena",
    "nuevaclave",
    "contrasenaactual",
    "novasenha",
    "passphrase",
    "presharedkey",
    "psk",
    "senhaatual",
    "wpapassphrase",
];

/// Bank details: who makes a record with them says where money may go.
pub(super) const BANK_DETAILS: &[&str] = &[
    "bankaccountnumber",
    "bankcode",
    "bic",
    "cbu",
    "clabe",
    "cuentabeneficiario",
    "cvu",
    "iban",
    "numerocuenta",
    "routingnumber",
    "sortcode",
    "swiftcode",
];

/// Access that comes with something made.
pub(super) const GRANTS: &[&str] =
    &["accesslevel", "isadmin", "permissions", "permisos", "permissoes", "policies", "privileges"];

/// Switches that take the money at once, or show to everybody what was private.
const SWITCHES: &[(&str, bool)] = &[
    ("capture", true),
    ("setpaid", true),
    ("ispaid", true),
    ("paid", true),
    ("private", false),
    ("captura", true),
    ("acceptdataloss", true),
];

/// A switch of a JSON body: `"capture": true`.
pub(super) fn switch(body: &str) -> Option<&str> {
    let mut pieces = body.split('"').skip(1).step_by(2).zip(body.split('"').skip(2).step_by(2));
    pieces.find_map(|(key, after)| {
        let value = after.trim_start().strip_prefix(':')?.trim_start();
        let joined = crate::lower::words::words(key).concat();
        let set = |(name, on): &&(&str, bool)| {
            *name == joined && value.starts_with(if *on { "true" } else { "false" })
        };
        SWITCHES.iter().find(set).map(|_| key)
    })
}

/// A list of what shall be deleted, in a body that does several things: `"delete": [7]`.
pub(super) fn deletes_some(body: &str) -> bool {
    let body: String = body.chars().filter(|character| !character.is_whitespace()).collect();
    ["\"delete\":[", "\"remove\":[", "\"hardDelete\"", "\"operation\":\"delete\""]
        .iter()
        .any(|key| body.split_once(key).is_some_and(|(_, after)| !after.starts_with(']')))
}

/// Fields that change credentials, access, or where money and notices go, when something existing is altered.
const STEERS: &[&str] = &[
    "accountnumber",
    "apikey",
    "bankaccount",
    "bankaccountid",
    "beneficiary",
    "emailnotificacion",
    "cbu",
    "clabe",
    "clave",
    "contrasena",
    "iban",
    "isadmin",
    "notificationemail",
    "notifyemail",
    "passcode",
    "passwd",
    "password",
    "payout",
    "payoutaccount",
    "payoutemail",
    "permisos",
    "permissions",
    "permissoes",
    "pin",
    "privileges",
    "redirecturi",
    "redirecturis",
    "redirecturl",
    "rol",
    "role",
    "roleid",
    "roleids",
    "roles",
    "routingnumber",
    "scopes",
    "secret",
    "senha",
    "urlnotificacion",
];

/// Ends of the names of fields that say where notices go: `drCallBackUrl`, `status_callback`.
const NOTICES: &[&str] = &[
    "callback",
    "callbackuri",
    "callbackurl",
    "notificationurl",
    "notifyurl",
    "webhook",
    "webhookuri",
    "webhookurl",
    "webhooks",
];

/// The first field that steers access, money or notices.
pub(super) fn steering(names: &[String]) -> Option<&str> {
    let steers = |name: &&str| STEERS.contains(name) || NOTICES.iter().any(|ending| name.ends_with(ending));
    names.iter().map(String::as_str).find(steers)
}

/// Fields that set a state.
pub(super) const STATES: &[&str] =
    &["active", "activo", "ativo", "enabled", "estado", "isactive", "situacao", "state", "status"];

/// States that destroy, or give money back.
const FINAL_STATES: &[&str] = &[
    "aprobado",
    "anulada",
    "anulado",
    "cancel",
    "cancelada",
    "cancelado",
    "canceled",
    "cancelled",
    "deleted",
    "eliminada",
    "eliminado",
    "estornado",
    "excluido",
    "reembolsado",
    "paid",
    "pagada",
    "pagado",
    "refunded",
    "revoked",
    "terminated",
    "void",
    "voided",
];

/// A state of a JSON body that is not left again: `"status": "cancelled"`.
pub(super) fn final_state(body: &str) -> Option<(&str, &str)> {
    let mut quoted = body.split('"').skip(1).step_by(2).zip(body.split('"').skip(2).step_by(2)).peekable();
    while let Some((key, between)) = quoted.next() {
        let Some((value, _)) = quoted.peek().filter(|_| between.trim() == ":") else { continue };
        let joined = crate::lower::words::words(key).concat();
        let state = crate::lower::words::words(value).concat();
        if STATES.contains(&joined.as_str()) && FINAL_STATES.contains(&state.as_str()) {
            return Some((key, value));
        }
    }
    None
}

/// Fields that say how much.
pub(super) const AMOUNTS: &[&str] = &["amount", "importe", "montante", "monto", "value", "valor"];

/// Fields that say to whom.
pub(super) const RECIPIENTS: &[&str] = &[
    "beneficiaryaccount",
    "beneficiaryid",
    "beneficiario",
    "creditaccount",
    "creditor",
    "creditoraccount",
    "cuentadestino",
    "contadestino",
    "destination",
    "destinationaccount",
    "destinationaccountid",
    "destino",
    "celular",
    "mobilenumber",
    "msisdn",
    "numerocontadestino",
    "partyb",
    "phonenumber",
    "recipientphone",
    "payee",
    "payeeid",
    "receiver",
    "receiverid",
    "recipient",
    "recipientid",
    "targetaccount",
    "to",
    "toaccount",
    "toaccountid",
    "toaddress",
    "chavepix",
];

/// The first of the names that is in the list.
pub(super) fn first_of<'a>(names: &'a [String], list: &[&str]) -> Option<&'a str> {
    names.iter().map(String::as_str).find(|name| list.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_bodies_that_do_not_parse() {
        let body = "{\n // note\n \"new_password\": {{p}}, \"a\": [\"x\", \"y\\\"z\"], \"user\": {\"toAccount\": 1,},}";
        assert_eq!(names(body), ["newpassword", "a", "user", "toaccount"]);
        assert_eq!(final_state(r#"{"a": "status", "Status" : "CANCELLED"}"#), Some(("Status", "CANCELLED")));
        assert_eq!(final_state(r#"{"status": ["cancelled"], "b": "void"}"#), None);
        assert_eq!(names("newPin=1&b="), ["newpin", "b"]);
        assert!(names("<a b=\"1\"/>").is_empty());
    }
}
