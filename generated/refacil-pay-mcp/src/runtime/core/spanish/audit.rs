//! The audit log: what it tells, and whether it is as it was written.

use super::Pair;

pub(super) const ALL: &[Pair] = &[
    (", reference {}", ", referencia {}"),
    (", for {}", ", para {}"),
    (
        "the entries go to standard error, so there is no file to read or to check here",
        "las entradas van a la salida de errores, así que aquí no hay un archivo que leer o comprobar",
    ),
    (
        "look where standard error is collected: each entry is a line that begins with {}, and in the entries of one process seq has no gap and prev is the SHA-256 of the entry before",
        "búsquelas donde se recoge la salida de errores: cada entrada es una línea que empieza con {}, y en las entradas de un proceso seq no tiene saltos y prev es el SHA-256 de la entrada anterior",
    ),
    ("the audit log {} cannot be read: {}", "no se puede leer el registro de auditoría {}: {}"),
    ("the audit log was changed: {}", "el registro de auditoría fue alterado: {}"),
    ("the audit log was changed in {} places: {}", "el registro de auditoría fue alterado en {} lugares: {}"),
    (
        "compare it with a copy; what this program sent is also known to the API",
        "compárelo con una copia; la API también sabe lo que este programa envió",
    ),
    ("there are no entries yet", "todavía no hay entradas"),
    ("there are no entries yet in {}", "todavía no hay entradas en {}"),
    ("{} entries, {} to {}: none was changed", "{} entradas, de la {} a la {}: ninguna fue alterada"),
    (
        "{}; calls under way, or cut short by a crash: {} (see {})",
        "{}; llamadas en curso, o interrumpidas por una caída: {} (vea {})",
    ),
    ("{}, line {}: {}", "{}, línea {}: {}"),
    ("entry {} follows entry {}", "la entrada {} sigue a la entrada {}"),
    (
        "the line before entry {} is not the one that stood there when it was written",
        "la línea anterior a la entrada {} no es la que estaba ahí cuando se escribió",
    ),
    (
        "the head of the chain is missing: the end may have been cut off",
        "falta la cabeza de la cadena: el final pudo haberse cortado",
    ),
    ("entry {} is missing: the end was cut off", "falta la entrada {}: el final se cortó"),
    ("entries {} to {} are missing: the end was cut off", "faltan las entradas {} a {}: el final se cortó"),
    ("entries {} to {} were not written by this program", "este programa no escribió las entradas {} a {}"),
    ("entry {} is not the one that was written", "la entrada {} no es la que se escribió"),
    // A call in the list
    ("answered", "respondida"),
    ("not sent", "no enviada"),
    ("unknown", "desconocido"),
    ("unknown (no closing entry)", "desconocido (sin entrada de cierre)"),
    (", request {}", ", solicitud {}"),
];
