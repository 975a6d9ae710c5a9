//! What the operator of a server reads: its help, its start and its commands.

use super::Pair;

pub(super) const ALL: &[Pair] = &[
    // Help
    ("Usage:", "Uso:"),
    ("serve over HTTP; without it over stdio", "servir por HTTP; sin ella, por stdio"),
    ("--surface WHICH", "--surface CUÁL"),
    ("print-config CLIENT", "print-config CLIENTE"),
    (
        "{} print-config CLIENT [--absolute] [{}] [--http | --url https://HOST/mcp]",
        "{} print-config CLIENTE [--absolute] [{}] [--http | --url https://HOST/mcp]",
    ),
    (
        "operations, routes or search: how operations become tools",
        "operations, routes o search: cómo se ofrecen las operaciones",
    ),
    ("--names WHICH", "--names CUÁLES"),
    (
        "own or published: names and result envelope of the version published before",
        "own o published: nombres y sobre de resultado de la versión publicada antes",
    ),
    ("only the operations of these folders", "solo las operaciones de estas carpetas"),
    (
        "only these operations, besides those of --toolset",
        "solo estas operaciones, además de las de --toolset",
    ),
    ("not these operations", "no estas operaciones"),
    (
        "only operations that change nothing; wins over the other options",
        "solo operaciones que no cambian nada; prevalece sobre las demás opciones",
    ),
    (
        "print the version, with --json also where it came from",
        "imprimir la versión; con --json, también su origen",
    ),
    ("print this text", "imprimir este texto"),
    (
        "print what the configuration of a client needs (--list shows the names)",
        "imprimir lo que necesita la configuración de un cliente (--list muestra los nombres)",
    ),
    (
        "ask the server on this machine how it is (HTTP mode)",
        "preguntar al servidor de esta máquina cómo está (modo HTTP)",
    ),
    (
        "list the calls that wait for your approval, or approve one (--yes answers the question)",
        "listar las llamadas que esperan su aprobación, o aprobar una (--yes responde la pregunta)",
    ),
    (
        "check that no entry of the audit log was changed, taken out or cut off",
        "comprobar que ninguna entrada del registro de auditoría se cambió, se quitó o se cortó",
    ),
    (
        "show the last calls with their outcome, or the last entries [--limit NUMBER] [--json]",
        "mostrar las últimas llamadas con su resultado, o las últimas entradas [--limit NÚMERO] [--json]",
    ),
    ("{} takes one of {}", "{} lleva uno de {}"),
    (
        "print all entries of the audit log, one JSON object a line",
        "imprimir todas las entradas del registro de auditoría, un objeto JSON por línea",
    ),
    (
        "log in once and keep the session on this machine, so that no variable holds a password",
        "iniciar sesión una vez y guardarla en esta máquina: ninguna variable lleva la contraseña",
    ),
    (
        "[--env NAME] [--profile NAME] [--browser | --device | --console | --stdin] [--store-credentials] [--json]",
        "[--env NOMBRE] [--profile NOMBRE] [--browser | --device | --console | --stdin] [--store-credentials] [--json]",
    ),
    ("forget the session, here and at the server", "olvidar la sesión, aquí y en el servidor"),
    ("tell who is logged in, and until when", "decir quién inició sesión, y hasta cuándo"),
    (
        "Credentials (each also as NAME_FILE with the path of a file that holds it):",
        "Credenciales (cada una también como NOMBRE_FILE con la ruta de un archivo que la contiene):",
    ),
    ("for the login (required)", "para iniciar sesión (obligatoria)"),
    ("Variables of HTTP mode:", "Variables del modo HTTP:"),
    ("{} (or {}_FILE)", "{} (o {}_FILE)"),
    // Settings
    ("cannot start, {} problems were found", "no puede iniciar: se encontraron {} problemas"),
    ("is not set", "no está definida"),
    ("{} needs a value", "{} necesita un valor"),
    ("it must be a whole number", "debe ser un número entero"),
    (
        "it must be the address of a server, without user and password",
        "debe ser la dirección de un servidor, sin usuario ni contraseña",
    ),
    (
        "warning: the address is not encrypted, so that others on the way can read the token and use it; put a proxy that speaks TLS before the server and use https",
        "advertencia: la dirección no está cifrada, así que otros pueden leer el token en el camino y usarlo; ponga delante del servidor un proxy que hable TLS y use https",
    ),
    ("{} cannot be used here", "no se puede usar {} aquí"),
    ("see {} --help", "vea {} --help"),
    (
        "{} cannot start, because these variables are not set: {}",
        "{} no puede iniciar porque faltan estas variables: {}",
    ),
    (
        "set them in the environment or in the client's configuration: {}",
        "defínalas en el entorno o en la configuración del cliente: {}",
    ),
    (
        "a secret can also lie in a file that NAME_FILE names, such as {}_FILE",
        "un secreto también puede estar en un archivo que indique NOMBRE_FILE, por ejemplo {}_FILE",
    ),
    (
        "log in once, and no variable is needed: {}\notherwise {}",
        "inicie sesión una vez, y no hará falta ninguna variable: {}\nsi no, {}",
    ),
    (
        "{}: the value is a placeholder such as <PASSWORD>, which counts as not set",
        "{}: el valor es un marcador como <PASSWORD>, que cuenta como no definido",
    ),
    ("{}={} cannot be used", "{}={} no se puede usar"),
    ("{}={} cannot be read: {}", "{}={} no se puede leer: {}"),
    (
        "{} of this folder is not trusted and sets harmless variables only; {}={} reads all of it",
        "el {} de esta carpeta no es de confianza y solo define variables inofensivas; {}={} lo lee entero",
    ),
    ("there is no home folder; set {}", "no hay carpeta personal; defina {}"),
    (
        "credentials are sent to the built-in login {} only; remove the variable",
        "las credenciales se envían solo al inicio de sesión incorporado {}; elimine la variable",
    ),
    ("this API has no login", "esta API no tiene inicio de sesión"),
    (
        "{} declares no address, so no call can be made",
        "{} no declara ninguna dirección, así que no se puede llamar",
    ),
    ("{} is that of {}", "{} es la de {}"),
    ("did you mean {}?", "¿quiso decir {}?"),
    ("choose from {}", "elija entre {}"),
    ("the value comes from {} or from the variable", "el valor viene de {} o de la variable"),
    (
        "it is no operation; name operations one by one, by id or tool name",
        "no es ninguna operación; nómbrelas una por una, por id o por nombre de herramienta",
    ),
    ("it must be a number of seconds, 1 to 3600", "debe ser un número de segundos, de 1 a 3600"),
    ("it must be a whole number of seconds", "debe ser un número entero de segundos"),
    ("it must be a whole number, 0 for no limit", "debe ser un número entero; 0, sin límite"),
    ("it must be a port number, 0 to 65535", "debe ser un número de puerto, de 0 a 65535"),
    ("it must be debug, info, warn or error", "debe ser debug, info, warn o error"),
    ("it must be text or json", "debe ser text o json"),
    ("it must be stdio or http", "debe ser stdio o http"),
    ("it must be auto, on or off", "debe ser auto, on u off"),
    ("rights are read, write and money", "los derechos son read, write y money"),
    (
        "{} is not on this machine, so clients must show a token: set {} or {}",
        "{} no es de esta máquina, así que los clientes deben mostrar un token: defina {} o {}",
    ),
    (
        "tokens that can be guessed, shorter than 128 bits or made of the words of an example: {}",
        "tokens que se pueden adivinar, de menos de 128 bits o hechos con las palabras de un ejemplo: {}",
    ),
    ("make one with: openssl rand -hex 32", "cree uno con: openssl rand -hex 32"),
    (
        "it cannot be written ({}), so dangerous operations could not run",
        "no se puede escribir ({}), así que las operaciones peligrosas no podrían ejecutarse",
    ),
    (
        "set {} to a place that this server may write to, or offer only what changes nothing with {}",
        "defina {} con un lugar donde este servidor pueda escribir, u ofrezca solo lo que no cambia nada con {}",
    ),
    (
        "{}: every user of this machine may write to {} (mode {}) and so change what is recorded there; run chmod o-w {}",
        "{}: cualquier usuario de este equipo puede escribir en {} (modo {}) y así cambiar lo que ahí se registra; ejecute chmod o-w {}",
    ),
    (
        "{}={} cannot be written ({}): calls that change something will be refused",
        "{}={} no se puede escribir ({}): se rechazarán las llamadas que cambian algo",
    ),
    (
        "{}={} cannot be written ({}): refused logins are forgotten at a restart, and repeated ones may lock the account",
        "{}={} no se puede escribir ({}): los inicios de sesión rechazados se olvidan al reiniciar, y repetirlos puede bloquear la cuenta",
    ),
    // The start
    ("cannot listen on {}={} {}={}: {}", "no se puede escuchar en {}={} {}={}: {}"),
    ("stop what uses the port, or choose another with {}", "cierre lo que usa el puerto o elija otro con {}"),
    (
        "only this machine can connect; {}=0.0.0.0 with {} opens the server to others",
        "solo esta máquina puede conectarse; {}=0.0.0.0 con {} abre el servidor a otras",
    ),
    (
        "tokens that can be guessed, which would be refused outside this machine: {}",
        "tokens que se pueden adivinar, y que fuera de esta máquina serían rechazados: {}",
    ),
    (
        "dangerous tools are refused over HTTP: no token has the right money ({} with {}=read,write,money gives it)",
        "las herramientas peligrosas se rechazan por HTTP: ningún token tiene el derecho money ({} con {}=read,write,money lo da)",
    ),
    ("{} is not offered: set {} to have it", "{} no se ofrece: defina {} para tenerla"),
    (
        "uses the session of profile {} in {} that is kept on this machine",
        "usa la sesión del perfil {} en {} guardada en esta máquina",
    ),
    (
        "{} dangerous tools ask a person first; {}=<operation>,... lets named ones run unasked",
        "{} herramientas peligrosas preguntan antes a una persona; {}=<operación>,... permite las nombradas",
    ),
    ("run without asking a person ({}): {}", "corren sin preguntar a una persona ({}): {}"),
    // Commands
    ("the server at {} is not well: {}", "el servidor en {} no está bien: {}"),
    ("{} --http starts one", "{} --http inicia uno"),
    ("leave --http and --url out", "omita --http y --url"),
    ("leave --absolute out", "omita --absolute"),
    ("nothing waits", "nada espera"),
    ("{} cannot be used: {}", "{} no se puede usar: {}"),
    ("no call waits as {}", "ninguna llamada espera como {}"),
    ("{} approve lists the calls that wait", "{} approve muestra las llamadas que esperan"),
    ("not approved", "no aprobada"),
    ("{} approved", "{} aprobada"),
    ("nobody can be asked here", "aquí no se puede preguntar a nadie"),
    ("add --yes", "agregue --yes"),
    ("approve? [y/N] ", "¿aprobar? [s/N] "),
    ("{} is no client that this server knows", "este servidor no conoce ningún cliente {}"),
    ("{} print-config --list shows all", "{} print-config --list los muestra todos"),
    ("the name of a client is missing", "falta el nombre de un cliente"),
    ("the program's path cannot be read", "no se puede leer la ruta del programa"),
    (
        "the configuration of {} cannot name a server that runs already",
        "la configuración de {} no puede nombrar un servidor que ya está en marcha",
    ),
    (
        "Log in once on this machine: {} {}. For variables instead, add {}.",
        "Inicie sesión una vez en esta máquina: {} {}. Para usar variables, agregue {}.",
    ),
];
