//! What is configured, and the files that the program keeps.

use super::Pair;

pub(super) const ALL: &[Pair] = &[
    ("{} is not set", "{} no está definida"),
    (
        "set {}, or {}_FILE with the path of a file that holds it",
        "defina {}, o {}_FILE con la ruta de un archivo que la contenga",
    ),
    ("{} and {}_FILE are both set", "{} y {}_FILE están definidas a la vez"),
    ("keep one of them", "deje una de las dos"),
    ("it is empty", "está vacío"),
    ("no random numbers: {}", "no hay números aleatorios: {}"),
    ("{}={} is no IP address", "{}={} no es una dirección IP"),
    ("nobody says whom to ask", "nadie dice a quién preguntar"),
    ("{} is no https address", "{} no es una dirección https"),
    ("the service answered with HTTP {}", "el servicio respondió con HTTP {}"),
    ("the service answered with something else", "el servicio respondió otra cosa"),
    (
        "the public address of this machine is not known: {}",
        "no se conoce la dirección pública de esta máquina: {}",
    ),
    ("the base URL {} cannot be used: {}", "la URL base {} no se puede usar: {}"),
    ("{}={} cannot be used: {}", "{}={} no se puede usar: {}"),
    ("it must start with https:// and name a host", "debe empezar por https:// y nombrar un host"),
    ("it must not hold credentials", "no debe contener credenciales"),
    ("it must end with its path", "debe terminar en su ruta"),
    ("{} is not encrypted", "{} no está cifrada"),
    (
        "use https; plain http is for addresses on this machine only",
        "use https; http simple es solo para direcciones de esta máquina",
    ),
    (
        "plain http is for addresses on this machine only",
        "http simple es solo para direcciones de esta máquina",
    ),
    ("{} is the address of {}, not of {}", "{} es la dirección de {}, no de {}"),
    (
        "choose the environment that the address belongs to, or leave the address out",
        "elija el ambiente al que pertenece la dirección, u omita la dirección",
    ),
    (
        "{} is not an address of {}; credentials are not sent there",
        "{} no es una dirección de {}; allí no se envían credenciales",
    ),
    ("use one of {}, or an address on this machine", "use una de {}, o una dirección de esta máquina"),
    ("nothing says where {} is: {} is not set", "nada dice dónde está {}: {} no está definida"),
    (
        "set {} to the address of the API, such as https://api.example.com",
        "defina {} con la dirección de la API, por ejemplo https://api.example.com",
    ),
    (
        "the audit log {} cannot be written ({}), so nothing was sent",
        "el registro de auditoría {} no se puede escribir ({}), así que no se envió nada",
    ),
    (
        "make the folder writable, then repeat the call",
        "dé permiso de escritura a la carpeta y repita la llamada",
    ),
    (
        "{} cannot be used ({}); without it nobody could tell a repeat, so nothing was sent",
        "{} no se puede usar ({}); sin él nadie reconocería una repetición, así que no se envió nada",
    ),
    (
        "make the folder writable; a file that is damaged can be moved away once all its calls are looked up",
        "dé permiso de escritura a la carpeta; un archivo dañado se puede retirar cuando se hayan consultado todas sus llamadas",
    ),
    ("it has another format", "tiene otro formato"),
    ("it is not a plain file", "no es un archivo común"),
    ("it is a symbolic link", "es un enlace simbólico"),
    (
        "the policy {} cannot be used, so nothing was sent: {}",
        "la política {} no se puede usar, así que no se envió nada: {}",
    ),
    ("correct the file; without one nothing is limited", "corrija el archivo; sin él nada tiene límite"),
    ("it is larger than a policy can be", "es más grande de lo que puede ser una política"),
    (
        "others can change it (mode {}); run chmod go-w",
        "otros pueden cambiarlo (modo {}); ejecute chmod go-w",
    ),
    ("it belongs to another user", "pertenece a otro usuario"),
    ("it is no JSON: {}", "no es JSON: {}"),
    ("it must be an object", "debe ser un objeto"),
    ("must be a list", "debe ser una lista"),
    ("must be an object", "debe ser un objeto"),
    ("must be a text", "debe ser un texto"),
    ("must be a list of texts", "debe ser una lista de textos"),
    ("rule {} of the policy", "regla {} de la política"),
    (
        "must be an object: operations and what one call of each costs",
        "debe ser un objeto: operaciones y lo que cuesta una llamada de cada una",
    ),
    (
        "names {}, which is {}: only dangerous operations are limited",
        "nombra {}, que es {}: solo se limitan las operaciones peligrosas",
    ),
    (
        "must be an amount, such as \"100000\" or \"99.50\"",
        "debe ser un monto, por ejemplo \"100000\" o \"99.50\"",
    ),
    (", did you mean {}?", ", ¿quiso decir {}?"),
    (", known are {}", ", las conocidas son {}"),
    ("{}{} is no key here{}", "{}{} no es una clave de aquí{}"),
    ("names {}, which there is not{}", "nombra {}, que no existe{}"),
];
