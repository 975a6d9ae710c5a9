//! What a server's tables say: environment variables, and clients. README says it too.

use super::Pair;

pub(super) const ALL: &[Pair] = &[
    // Variables
    (
        "file of lines NAME=value; without it a .env of the working folder sets ENVIRONMENT, PORT and TOKEN_CACHE_TTL only",
        "archivo con líneas NOMBRE=valor; sin él, un .env de la carpeta de trabajo solo define ENVIRONMENT, PORT y TOKEN_CACHE_TTL",
    ),
    ("production logs less; anything else logs more", "production registra menos; cualquier otro valor, más"),
    (
        "debug, info, warn or error; otherwise as ENVIRONMENT says",
        "debug, info, warn o error; si no, según ENVIRONMENT",
    ),
    (
        "text, or json for one object a line, also of what keeps the server from starting",
        "text, o json para un objeto por línea, también sobre lo que impide iniciar",
    ),
    (
        "dangerous operations, by id or tool name and separated by commas, that run without asking a person",
        "operaciones peligrosas, por id o nombre y separadas por comas, que corren sin preguntar a una persona",
    ),
    (
        "file in which every call that changes something is recorded; stderr sends the entries to standard error, each a line that begins with {\"audit\":",
        "archivo donde se registra toda llamada que cambia algo; con stderr las entradas van a la salida de errores, cada una en una línea que empieza con {\"audit\":",
    ),
    (
        "when set, every dangerous call also waits up to this many seconds for the operator to run the server's command approve",
        "si se define, toda llamada peligrosa espera además, hasta esos segundos, a que el operador ejecute el comando approve del servidor",
    ),
    (
        "folder for what must outlive the server: dangerous calls with their amounts, and refused logins",
        "carpeta de lo que debe sobrevivir al servidor: llamadas peligrosas con sus montos, y accesos rechazados",
    ),
    (
        "JSON file that limits dangerous tools: amounts for each call and day, recipients, operations",
        "archivo JSON que limita las herramientas peligrosas: montos por llamada y por día, destinatarios, operaciones",
    ),
    (
        "operations (a tool each), routes (one tool for each method and path) or search (a few tools for all)",
        "operations (una herramienta cada una), routes (una por método y ruta) o search (unas pocas para todas)",
    ),
    (
        "own, or published: names and result envelope of the version published before",
        "own, o published: nombres y sobre de resultado de la versión publicada antes",
    ),
    (
        "only the operations of these folders, separated by commas",
        "solo las operaciones de estas carpetas, separadas por comas",
    ),
    (
        "only these operations, by tool name or id and separated by commas; adds to MCP_TOOLSET",
        "solo estas operaciones, por nombre o id y separadas por comas; se suma a MCP_TOOLSET",
    ),
    (
        "operations that are not offered, by tool name or id and separated by commas",
        "operaciones que no se ofrecen, por nombre o id y separadas por comas",
    ),
    (
        "true offers only operations that change nothing, whatever else is chosen",
        "true ofrece solo operaciones que no cambian nada, sin importar lo demás",
    ),
    ("stdio or http (like --http)", "stdio o http (como --http)"),
    (
        "address to listen on in HTTP mode; outside this machine clients must show a token",
        "dirección de escucha en modo HTTP; fuera de esta máquina los clientes deben mostrar un token",
    ),
    ("port to listen on in HTTP mode", "puerto de escucha en modo HTTP"),
    ("token that HTTP clients must send as a bearer", "token que los clientes HTTP deben enviar como bearer"),
    (
        "rights of MCP_TOKEN: read, write, money (dangerous tools need money, and a person's yes)",
        "derechos de MCP_TOKEN: read, write, money (las peligrosas exigen money, y el sí de una persona)",
    ),
    (
        "JSON file with the tokens of several clients, their rights and their accounts",
        "archivo JSON con los tokens de varios clientes, sus derechos y sus cuentas",
    ),
    (
        "host names, separated by commas, that clients and web pages may use in HTTP mode",
        "nombres de host, separados por comas, que clientes y páginas pueden usar en modo HTTP",
    ),
    (
        "requests that each client may send in a minute in HTTP mode, 0 for no limit; on this machine there is none unless it is set",
        "solicitudes por minuto de cada cliente en modo HTTP, 0 sin límite; en esta máquina no lo hay si no se define",
    ),
    (
        "which older clients get a session in HTTP mode: auto (those that can ask a person), on (all) or off (none)",
        "qué clientes anteriores reciben una sesión en modo HTTP: auto (los que pueden preguntar), on (todos) u off (ninguno)",
    ),
    (
        "address of the API: one that it declares, or one on this machine",
        "dirección de la API: una de las declaradas, o una de esta máquina",
    ),
    (
        "path of the login; it is built in, and another value stops the start",
        "ruta del inicio de sesión; es fija, y otro valor impide el arranque",
    ),
    (
        "profile whose session, kept by the command login, is used; variables with credentials win over it",
        "perfil cuya sesión, guardada con el comando login, se usa; las variables con credenciales prevalecen",
    ),
    (
        "name of the declared environment, in place of its address",
        "nombre del ambiente declarado, en lugar de su dirección",
    ),
    (
        "seconds that a session is kept; never longer than the API documents",
        "segundos que se conserva la sesión; nunca más de lo que documenta la API",
    ),
    ("session token to use instead of a login", "token de sesión que se usa en lugar de iniciar sesión"),
    // Clients
    ("all projects", "todos los proyectos"),
    ("one project", "un proyecto"),
    ("menu", "menú"),
    ("Restart the program afterwards.", "Después reinicie el programa."),
    (
        "The file is read when it is saved; the list of servers shows the state.",
        "El archivo se lee al guardarlo; la lista de servidores muestra el estado.",
    ),
    (
        "A value may be ${NAME}, which is taken from the environment; `/mcp` shows the state.",
        "Un valor puede ser ${NOMBRE}, que se toma del entorno; `/mcp` muestra el estado.",
    ),
    (
        "A value may be ${env:NAME}, which is taken from the environment.",
        "Un valor puede ser ${env:NOMBRE}, que se toma del entorno.",
    ),
    (
        "VS Code asks for each of the `inputs` at the first start, and keeps its value.",
        "VS Code pide cada uno de los `inputs` en el primer arranque y guarda su valor.",
    ),
    (
        "Refresh the list of servers in the Cascade panel afterwards.",
        "Después actualice la lista de servidores en el panel Cascade.",
    ),
    (
        "Without `tool_timeout_sec` Codex gives up after 60 seconds, while the call still runs.",
        "Sin `tool_timeout_sec` Codex se rinde a los 60 segundos, mientras la llamada sigue en curso.",
    ),
    (
        "`/mcp` shows the state. Leave `trust` unset: it would skip the client's own confirmations.",
        "`/mcp` muestra el estado. No defina `trust`: omitiría las confirmaciones del propio cliente.",
    ),
    (
        "Restart the program afterwards. Version 1 has no level `servers`: there the entry stands right under `mcp`.",
        "Después reinicie el programa. La versión 1 no tiene el nivel `servers`: allí la entrada va directo en `mcp`.",
    ),
    ("Choose Add, then As JSON, and paste.", "Elija Add, luego As JSON, y pegue el texto."),
    ("`/mcp show` shows the state.", "`/mcp show` muestra el estado."),
    (
        "The file is cline_mcp_settings.json; it belongs to Cline alone, whichever editor it runs in.",
        "El archivo es cline_mcp_settings.json; es solo de Cline, cualquiera que sea el editor.",
    ),
    ("Start a new session afterwards.", "Después inicie una sesión nueva."),
];
