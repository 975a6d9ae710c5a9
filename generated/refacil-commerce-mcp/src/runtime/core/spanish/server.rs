//! What the MCP server says of calls: its answers, its questions and its refusals.

use super::Pair;

pub(super) const ALL: &[Pair] = &[
    // Answers
    ("{} succeeded (HTTP {}).", "{} se completó (HTTP {})."),
    (
        "{} The answer was too large and has been cut; narrow the question to see the rest.",
        "{} La respuesta era demasiado grande y se recortó; acote la pregunta para ver el resto.",
    ),
    (
        "{}: the request was sent and its outcome is unknown. Do not repeat it; look it up first.",
        "{}: la solicitud se envió y no se sabe en qué quedó. No la repita; consúltela primero.",
    ),
    (
        "{}: the API refused it with HTTP {}; the structured content holds what it said.",
        "{}: la API la rechazó con HTTP {}; el contenido estructurado trae lo que dijo.",
    ),
    (
        "{}: it was not sent, because a step before it failed with HTTP {}.",
        "{}: no se envió, porque un paso anterior falló con HTTP {}.",
    ),
    ("{} {} tells what happened.", "{} {} dice qué pasó."),
    (
        "{} {} tells what happened, with {}: only the answer of that call knew it.",
        "{} {} dice qué pasó, con {}: solo la respuesta de esa llamada lo sabía.",
    ),
    ("{} Hint: {}.", "{} Sugerencia: {}."),
    ("{}: logged in until {}.", "{}: sesión iniciada hasta {}."),
    ("{}: logged in.", "{}: sesión iniciada."),
    (
        "{}: the API gave a token. Tools that need one fetch their own for each call.",
        "{}: la API dio un token. Las herramientas que necesitan uno obtienen el suyo en cada llamada.",
    ),
    (
        "Your own server receives this call; the API is not called by this tool.",
        "Esta llamada la recibe su propio servidor; esta herramienta no llama a la API.",
    ),
    (
        "{} is a call that your own server receives; nothing was sent.",
        "{} es una llamada que recibe su propio servidor; no se envió nada.",
    ),
    (
        "{}: the documented example was delivered; the answer was HTTP {}.",
        "{}: el ejemplo documentado se entregó; la respuesta fue HTTP {}.",
    ),
    ("the example was not delivered: {}", "el ejemplo no se entregó: {}"),
    ("start the server that should receive it", "inicie el servidor que debe recibirlo"),
    ("examples are not delivered in production", "los ejemplos no se entregan en producción"),
    ("the documentation holds no example to deliver", "la documentación no trae un ejemplo que entregar"),
    ("Recent changes", "Cambios recientes"),
    (
        "Calls of the last ten minutes that change something, with the address of each answer.",
        "Llamadas de los últimos diez minutos que cambian algo, con la dirección de cada respuesta.",
    ),
    (
        "send each message by itself: several in one list are not taken",
        "envíe cada mensaje por separado: no se aceptan varios en una lista",
    ),
    ("Success", "Operación exitosa"),
    (
        "not used, for the server fills it in by itself: {}",
        "no se usa, porque el servidor lo completa por sí mismo: {}",
    ),
    // Refusals
    ("there is no tool named {}", "no hay una herramienta llamada {}"),
    ("there is no method {}", "no existe el método {}"),
    ("the parameters of {} cannot be read", "los parámetros de {} no se pueden leer"),
    ("there is no resource {}", "no existe el recurso {}"),
    ("this server failed during the call", "este servidor falló durante la llamada"),
    ("this server failed during the login", "este servidor falló durante el inicio de sesión"),
    ("the call was cancelled before it was sent", "la llamada se canceló antes de enviarse"),
    (
        "the call was cancelled while it waited for approval",
        "la llamada se canceló mientras esperaba la aprobación",
    ),
    (
        "is not taken: the credentials are configured by the operator",
        "no se recibe: las credenciales las configura el operador",
    ),
    (
        "{} needs the right {}, which this caller does not have; nothing was sent",
        "{} exige el derecho {}, que quien llama no tiene; no se envió nada",
    ),
    (
        "the operator gives it to a token: {} with {}=read,write,money, or {}",
        "el operador se lo da a un token: {} con {}=read,write,money, o {}",
    ),
    (
        "this token lacks the right {}; nothing was sent",
        "este token no tiene el derecho {}; no se envió nada",
    ),
    ("too many requests", "demasiadas solicitudes"),
    ("the server is busy", "el servidor está ocupado"),
    ("the request is too large", "la solicitud es demasiado grande"),
    ("the request broke off", "la solicitud se interrumpió"),
    ("the request came too slowly", "la solicitud llegó con demasiada lentitud"),
    ("the server cannot start: {}", "el servidor no puede iniciar: {}"),
    ("no request can be sent: {}", "no se puede enviar ninguna solicitud: {}"),
    ("the conversation with the client failed: {}", "la conversación con el cliente falló: {}"),
    ("the API refused the token in {}, or it has ended", "la API rechazó el token de {}, o ya venció"),
    (
        "the operator puts a good token in {} and restarts this server",
        "el operador pone en {} un token válido y reinicia este servidor",
    ),
    (
        "the API refused the session that came with the request, or it has ended",
        "la API rechazó la sesión que vino con la solicitud, o ya venció",
    ),
    (
        "send a good one in X-API-Authorization: Bearer <session>",
        "envíe una válida en X-API-Authorization: Bearer <sesión>",
    ),
    (
        "the operator corrects the credentials and restarts this server",
        "el operador corrige las credenciales y reinicia este servidor",
    ),
    (
        "the API refused the login twice, so it is not tried again: another try may lock the account",
        "la API rechazó dos veces el inicio de sesión, así que no se intenta de nuevo: otro intento puede bloquear la cuenta",
    ),
    (
        "the credentials in variables win over this session when the server runs",
        "las credenciales de las variables prevalecen sobre esta sesión cuando el servidor corre",
    ),
    ("warning: {}", "advertencia: {}"),
    ("MCP token required", "Token MCP requerido"),
    (
        "send Authorization: Bearer <token>, or X-MCP-Token",
        "envíe Authorization: Bearer <token>, o X-MCP-Token",
    ),
    ("Account not allowed", "Cuenta no permitida"),
    (
        "this token may not use that X-Secret-ID; the operator lists it in the file of tokens",
        "este token no puede usar ese X-Secret-ID; el operador lo indica en el archivo de tokens",
    ),
    ("Session not allowed", "Sesión no permitida"),
    (
        "this token may not bring a session with X-API-Authorization: Bearer <session>",
        "este token no puede traer una sesión con X-API-Authorization: Bearer <sesión>",
    ),
    // Tokens of clients
    ("line {} is no JSON", "la línea {} no es JSON"),
    ("it must be a JSON object", "debe ser un objeto JSON"),
    ("others may write it: chmod go-w", "otros pueden escribirlo: chmod go-w"),
    ("{} is not known", "{} no se conoce"),
    ("{} must be a text", "{} debe ser un texto"),
    ("{} is no variable of the credentials", "{} no es una variable de las credenciales"),
    ("{} is missing", "falta {}"),
    ("must be a list of at least one token", "debe ser una lista con al menos un token"),
    (
        "name must be 1 to 40 letters, digits, dots, hyphens or underscores",
        "name debe tener de 1 a 40 letras, dígitos, puntos, guiones o guiones bajos",
    ),
    (
        "needs token, or sha256 with 64 hexadecimal digits",
        "necesita token, o sha256 con 64 dígitos hexadecimales",
    ),
    ("own_session must be true or false", "own_session debe ser true o false"),
    ("rights must be a list of read, write and money", "rights debe ser una lista de read, write y money"),
    ("secret_ids must be a list of texts", "secret_ids debe ser una lista de textos"),
    ("secret_ids: there is no account {}", "secret_ids: no existe la cuenta {}"),
    ("the name {} is taken", "el nombre {} ya se usa"),
    ("the token of {} is also another's", "el token de {} también es de otro"),
    // A person's yes
    ("product", "producto"),
    ("this is a repeat", "esto es una repetición"),
    ("moves ({})", "mueve ({})"),
    ("to ({})", "para ({})"),
    ("Confirm", "Confirmar"),
    ("Yes: do exactly this, now.", "Sí: haga exactamente esto, ahora."),
    ("no question can be asked: {}", "no se puede hacer ninguna pregunta: {}"),
    (
        "the question was not answered in time; call again to be asked again",
        "la pregunta no se respondió a tiempo; llame de nuevo para que se pregunte otra vez",
    ),
    (
        "this client cannot ask a person; the operator may allow the operation by starting the server with {}={}",
        "este cliente no puede preguntar a una persona; el operador puede permitir la operación si inicia el servidor con {}={}",
    ),
    (
        "the person said no; do not call it again unless they ask for it",
        "la persona dijo que no; no la llame de nuevo a menos que se lo pidan",
    ),
    (
        "the confirmation has expired, was used before, or belongs to another call; call again without it to be asked again",
        "la confirmación venció, ya se usó o corresponde a otra llamada; llame de nuevo sin ella para que se pregunte otra vez",
    ),
    ("another reference", "otra referencia"),
    ("{} cannot be used ({}), so nothing was sent", "{} no se puede usar ({}), así que no se envió nada"),
    ("waits for the operator: {} approve {}", "espera al operador: {} approve {}"),
    ("make the folder writable", "dé permiso de escritura a la carpeta"),
    (
        "{} waited {} seconds for the operator's approval, which did not come; nothing was sent",
        "{} esperó {} segundos la aprobación del operador, que no llegó; no se envió nada",
    ),
    (
        "ask the operator, call again, and have them run `{} approve` while it waits (this one was {})",
        "avise al operador, llame de nuevo y pídale que ejecute `{} approve` mientras espera (esta era {})",
    ),
    ("{}  {}\n  caller: {}{}", "{}  {}\n  quien llama: {}{}"),
];
