//! Questions before money moves, and the rules that forbid it.

use super::Pair;

pub(super) const ALL: &[Pair] = &[
    ("operation", "operación"),
    ("environment", "ambiente"),
    ("filled in", "completado"),
    ("not shown", "sin mostrar"),
    ("{} more fields", "{} campos más"),
    ("dangerous", "peligrosa"),
    ("read-only", "de solo lectura"),
    ("safe-mutation", "una mutación segura"),
    ("{} is {}: it was not confirmed, and nothing was sent", "{} es {}: no se confirmó, y no se envió nada"),
    ("the price", "el precio"),
    ("the command", "el comando"),
    (
        "--expect must be AMOUNT:RECIPIENT, such as 20000:3001112233",
        "--expect debe ser MONTO:DESTINATARIO, por ejemplo 20000:3001112233",
    ),
    (
        "the request is not the expected one: {} differs; nothing was sent",
        "la solicitud no es la esperada: {} difiere; no se envió nada",
    ),
    (
        "compare --expect with the request (--dry-run shows it)",
        "compare --expect con la solicitud (--dry-run la muestra)",
    ),
    ("until midnight in {}", "hasta la medianoche en {}"),
    ("of what any 26 hours may move", "de lo que se puede mover en 26 horas"),
    ("{}: {}; nothing was sent", "{}: {}; no se envió nada"),
    ("{}; the policy is {}", "{}; la política es {}"),
    (
        "a dangerous request by hand is none of the operations that the policy names",
        "una solicitud peligrosa hecha a mano no es ninguna de las operaciones que nombra la política",
    ),
    (
        "nobody can tell to whom a request by hand goes, and recipients are limited",
        "nadie puede decir a quién va una solicitud hecha a mano, y los destinatarios tienen límite",
    ),
    ("use the command of the operation", "use el comando de la operación"),
    ("{} may not run here", "{} no puede ejecutarse aquí"),
    ("whoever keeps the policy may change it", "quien administra la política puede cambiarla"),
    (
        "{} is none of the operations that may run here",
        "{} no es ninguna de las operaciones que pueden ejecutarse aquí",
    ),
    ("{} is no recipient that the policy names", "{} no es un destinatario que nombre la política"),
    ("whoever keeps the policy may add it", "quien administra la política puede agregarlo"),
    (
        "amounts are limited, and none of the limits is in {}",
        "los montos tienen límite, y ninguno de los límites está en {}",
    ),
    (
        "whoever keeps the policy may add a rule with that \"currency\"",
        "quien administra la política puede agregar una regla con esa \"currency\"",
    ),
    (
        "nobody can tell how much {} moves, and amounts are limited",
        "nadie puede decir cuánto mueve {}, y los montos tienen límite",
    ),
    (
        "state what one call costs: \"prices\": {{}: \"...\"}",
        "indique lo que cuesta una llamada: \"prices\": {{}: \"...\"}",
    ),
    ("{} is left {}", "quedan {} {}"),
    ("{} is more than the {} that one call may move", "{} supera los {} que puede mover una llamada"),
    (
        "{} is more than what is left of the {} that a day may move",
        "{} supera lo que queda de los {} que se pueden mover en un día",
    ),
    (
        "the same {} was done at {}: this one was not sent",
        "la misma llamada {} se hizo el {}: esta no se envió",
    ),
    (
        "the same {} was begun at {} and its outcome is unknown: this one was not sent",
        "la misma llamada {} se inició el {} y no se sabe en qué quedó: esta no se envió",
    ),
    (
        "the same {} was sent at {} and its outcome is unknown: this one was not sent",
        "la misma llamada {} se envió el {} y no se sabe en qué quedó: esta no se envió",
    ),
    ("if it is to be done once more, add {}", "si debe hacerse una vez más, agregue {}"),
    (
        "look up what came of it; if it was not done, add {}",
        "consulte en qué quedó; si no se hizo, agregue {}",
    ),
    (
        "find out what came of it; if it was not done, add {}",
        "averigüe en qué quedó; si no se hizo, agregue {}",
    ),
    (
        "that time is still to come, for this machine's clock says {}: one of the two is wrong",
        "esa hora aún no llega, pues el reloj de este equipo marca {}: una de las dos está mal",
    ),
    (
        "the call that this one repeats had another idempotency key, {}",
        "la llamada que esta repite tenía otra clave de idempotencia, {}",
    ),
    (
        "leave the key out: the repeat takes that of the earlier call, so that both are done once",
        "omita la clave: la repetición toma la de la llamada anterior, para que ambas se hagan una sola vez",
    ),
    ("the same call was done", "la misma llamada se hizo"),
    ("the same call was begun, outcome unknown,", "la misma llamada se inició, sin saberse en qué quedó,"),
    ("the same call was sent, outcome unknown,", "la misma llamada se envió, sin saberse en qué quedó,"),
    ("{} at {}", "{} el {}"),
];
