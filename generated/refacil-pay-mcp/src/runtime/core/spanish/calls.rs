//! What comes of requests.

use super::Pair;

pub(super) const ALL: &[Pair] = &[
    ("a gateway answered instead of the API", "respondió una pasarela en lugar de la API"),
    ("the answer cannot be read", "la respuesta no se puede leer"),
    (
        "calls are not redirected; look up what came of it before you repeat it, and check the base URL",
        "las llamadas no se redirigen; consulte en qué quedó antes de repetirla, y revise la URL base",
    ),
    (
        "the server sent the call elsewhere, and calls are not redirected; check the base URL",
        "el servidor envió la llamada a otro lugar, y las llamadas no se redirigen; revise la URL base",
    ),
    (
        "this account may not do that; ask the API's support",
        "esta cuenta no puede hacer eso; consulte al soporte de la API",
    ),
    (
        "check what the call names, and that it belongs to this environment",
        "revise lo que nombra la llamada, y que pertenezca a este ambiente",
    ),
    ("wait {} seconds, then repeat the call", "espere {} segundos y repita la llamada"),
    ("wait a minute, then repeat the call", "espere un minuto y repita la llamada"),
    ("try again later", "intente más tarde"),
    ("look up what came of it before you repeat it", "consulte en qué quedó antes de repetirla"),
    ("the API answered with HTTP {}", "la API respondió con HTTP {}"),
    ("interrupted", "interrumpida"),
    ("no answer within {} seconds", "no hubo respuesta en {} segundos"),
    ("no secure connection: {}", "no hay conexión segura: {}"),
    (
        "check the system's certificates and clock, and SSL_CERT_FILE behind a company proxy",
        "revise los certificados y el reloj del sistema, y SSL_CERT_FILE detrás de un proxy corporativo",
    ),
    (
        "the answer is larger than this tool accepts",
        "la respuesta es más grande de lo que acepta esta herramienta",
    ),
    ("the answer is too large", "la respuesta es demasiado grande"),
    ("the exchange failed", "el intercambio falló"),
    ("the call was cancelled", "la llamada se canceló"),
    ("this call has succeeded, and was told so", "esta llamada se completó, y ya se informó"),
    ("the network failed: {}", "la red falló: {}"),
    (
        "check the connection and the base URL, then try again",
        "revise la conexión y la URL base, e intente de nuevo",
    ),
    ("{} was sent and its outcome is unknown: {}", "{} se envió y no se sabe en qué quedó: {}"),
    ("find out what happened before anything is repeated", "averigüe qué pasó antes de repetir nada"),
    (
        "{} is a call that your own server receives; it is never sent to the API",
        "{} es una llamada que recibe su propio servidor; nunca se envía a la API",
    ),
    ("{} answered without a token", "{} respondió sin un token"),
    ("{} could not get its token from {}: {}", "{} no pudo obtener su token de {}: {}"),
    ("{} gave no token", "{} no dio un token"),
    (
        "the next page of {} lies elsewhere: it is not read",
        "la página siguiente de {} está en otro lugar: no se lee",
    ),
    (
        "{} wants the authentication scheme {}, which this tool cannot perform",
        "{} exige el esquema de autenticación {}, que esta herramienta no maneja",
    ),
    (
        "call this operation with a tool that supports the scheme",
        "llame a esta operación con una herramienta que maneje ese esquema",
    ),
    (
        "the value of {} ({}) holds a control character, which a header cannot carry",
        "el valor de {} ({}) contiene un carácter de control, que un encabezado no admite",
    ),
    (
        "the API recognises no repeat of {} by a key",
        "la API no reconoce por una clave las repeticiones de {}",
    ),
    (
        "leave the key out; look the outcome up before anything is repeated",
        "omita la clave; consulte en qué quedó antes de repetir nada",
    ),
    (
        "the key must be 1 to {} visible ASCII characters",
        "la clave debe tener de 1 a {} caracteres ASCII visibles",
    ),
    ("{} cannot be the name of a header", "{} no puede ser el nombre de un encabezado"),
    (
        "a GET carries no body; its fields are written KEY=VALUE",
        "un GET no lleva cuerpo; sus campos se escriben CLAVE=VALOR",
    ),
    ("fields are added to an object only", "solo se agregan campos a un objeto"),
    (
        "{} cannot be set by hand: it would change where the request goes, or as whose",
        "{} no se puede fijar a mano: cambiaría adónde va la solicitud, o de quién",
    ),
    (
        "credentials come from the login and the configuration; the method is the command's own",
        "las credenciales vienen del inicio de sesión y de la configuración; el método es el del comando",
    ),
    ("{} is given twice", "{} se da dos veces"),
    (
        "this is the API's login, which answers with a session token",
        "este es el inicio de sesión de la API, que responde con un token de sesión",
    ),
    ("use the command login", "use el comando login"),
    (
        "the address is not one of {}; credentials are not sent there",
        "la dirección no es de {}; allí no se envían credenciales",
    ),
    (
        "write the path only, such as /things/1; --env chooses where it goes",
        "escriba solo la ruta, por ejemplo /cosas/1; --env elige adónde va",
    ),
    ("a blank or a control character", "un espacio o un carácter de control"),
    ("a fragment", "un fragmento"),
    ("an escaped delimiter or a semicolon", "un delimitador escapado o un punto y coma"),
    ("a percent sign without two digits", "un signo de porcentaje sin dos dígitos"),
    ("bytes that are no UTF-8", "bytes que no son UTF-8"),
    ("a control character", "un carácter de control"),
    (
        "the path holds {}, which servers read in different ways",
        "la ruta contiene {}, que los servidores leen de distintas maneras",
    ),
    (
        "write the plain path; a value with such characters goes through the operation's own command",
        "escriba la ruta simple; un valor con esos caracteres va por el comando de la operación",
    ),
    ("{}: the first {} of {} bytes", "{}: los primeros {} de {} bytes"),
    ("{}: the first {} of {} elements", "{}: los primeros {} de {} elementos"),
    ("{}: {} of {} fields", "{}: {} de {} campos"),
];
