//! The words that this module knows, in English, Spanish and Portuguese; of French and German what heads a table.
//!
//! All words are folded: lower case, no accents, no punctuation; see [`super::fold`].

use super::{Column, Target};
use crate::model::Kind;

/// Headings of columns. A heading counts when all of it is one of these phrases, filler words aside.
pub(super) const COLUMNS: &[(Column, &str)] = &[
    (
        Column::Name,
        "field|fields|field name|parameter|parameters|param|params|parameter name|param name|name|key|key name\
        |attribute|attributes|attribute name|property|properties|property name|column|variable|variable name\
        |argument|element|input|member|body parameter|body param|body field|request parameter|request field\
        |response field|response parameter|json field|form field|form parameter\
        |campo|campos|nombre|nombre campo|parametro|parametros|nombre parametro|atributo|atributos|propiedad\
        |propiedades|variable|clave|llave|elemento|nome|nome campo|nome parametro|propriedade|chave|variavel\
        |champ|champs|nom|nom champ|nom parametre|parametre|parametres|propriete|attribut|attributs|feld|felder\
        |feldname|parametername|eigenschaft",
    ),
    (
        Column::Header,
        "header|headers|header name|encabezado|encabezados|cabecera|cabeceras|cabecalho|cabecalhos",
    ),
    (
        Column::QueryName,
        "query parameter|query parameters|query param|query params|query|query string parameter\
        |parametro consulta|parametro query|parametros query",
    ),
    (
        Column::PathName,
        "path parameter|path parameters|path param|path params|path variable|path variables|url parameter\
        |url parameters|url param|parametro ruta|parametro path|parametro url",
    ),
    (
        Column::Type,
        "type|data type|datatype|types|field type|value type|kind|json type|tipo|tipo dato|tipo datos|tipos\
        |tipo dado|tipo dados|tipo campo|type donnee|type donnees|typ|datentyp|feldtyp",
    ),
    (
        Column::Required,
        "required|mandatory|obligatory|compulsory|req|reqd|needed|is required|presence|required optional\
        |optional required|mandatory optional|m o|r o|o m|cardinality|requirement|necessity|requirednes\
        |requerido|requerida|obligatorio|obligatoria|obligatoriedad|es requerido|es obligatorio|necesario\
        |obrigatorio|obrigatoria|obrigatoriedade|requirido|necessario\
        |obligatoire|requis|requise|pflicht|pflichtfeld|erforderlich|notwendig",
    ),
    (
        Column::Optional,
        "optional|is optional|opcional|es opcional|optionnel|optionnelle|facultatif|facultative",
    ),
    (
        Column::Description,
        "description|descriptions|desc|note|notes|meaning|comment|comments|remark|remarks|detail|details\
        |explanation|info|information|purpose|about|definition|usage|use\
        |descripcion|descripciones|significado|nota|notas|comentario|comentarios|observacion|observaciones\
        |detalle|detalles|explicacion|uso|definicion|proposito\
        |descricao|descricoes|observacao|observacoes|detalhe|detalhes|explicacao|definicao|finalidade\
        |commentaire|commentaires|remarque|remarques|signification\
        |beschreibung|bedeutung|bemerkung|bemerkungen|erklarung|hinweis",
    ),
    (
        Column::Example,
        "example|examples|example value|sample|sample value|sample data|value|ejemplo|ejemplos|valor ejemplo\
        |muestra|valor|exemplo|exemplos|valor exemplo|exemple|exemples|beispiel|beispiele|beispielwert",
    ),
    (
        Column::Choices,
        "allowed values|allowed value|possible values|possible value|valid values|accepted values|values|enum\
        |enumeration|enum values|options|choices|valores posibles|valores permitidos|valores validos\
        |valores aceptados|valores|opciones|enumeracion|valores possiveis|valores aceitos|opcoes\
        |valeurs possibles|valeurs autorisees|valeurs acceptees|mogliche werte|zulassige werte|erlaubte werte|werte",
    ),
    (
        Column::Default,
        "default|default value|defaults|valor por defecto|por defecto|defecto|predeterminado\
        |valor predeterminado|valor omision|padrao|valor padrao",
    ),
    (
        Column::Limits,
        "limit|limits|constraint|constraints|restriction|restrictions|rule|rules|validation|validations|range\
        |min max|format|formats|restricciones|restriccion|limite|limites|validacion|validaciones|regla|reglas\
        |rango|formato|restricoes|restricao|validacao|validacoes|regras|faixa|limits and meaning",
    ),
    (
        Column::Length,
        "length|size|max length|maxlength|maximum length|max size|max chars|max characters|longitud\
        |longitud maxima|largo|tamano|tamano maximo|max longitud|long max|tamanho|tamanho maximo|comprimento\
        |max caracteres|maximo caracteres\
        |longueur|longueur maximale|taille|taille max|lange|maximale lange|max lange",
    ),
    (
        Column::ShortestLength,
        "min length|minlength|minimum length|min chars|longitud minima|largo minimo|tamano minimo|tamanho minimo",
    ),
    (Column::Smallest, "min|minimum|min value|minimum value|minimo|valor minimo"),
    (Column::Largest, "max|maximum|max value|maximum value|maximo|valor maximo"),
    (
        Column::Place,
        "in|location|located in|sent in|where|place|parameter type|param type|parameter in|ubicacion|donde|en\
        |tipo parametro|localizacao|onde|em",
    ),
    (Column::Pattern, "pattern|regex|regexp|regular expression|patron|expresion regular|expressao regular"),
    (Column::Unit, "unit|units|unidad|unidades|unidade"),
    (Column::Nullable, "nullable|null|allows null|acepta null|nulo|anulable"),
    (
        Column::Status,
        "http|http status|http code|http status code|status code|status|response code|response status\
        |http response|codigo http|estado http|status http|codigo estado|codigo status|codigo respuesta\
        |estado|codigo resposta|codigo retorno|http statuscode|statuscode",
    ),
    (
        Column::Code,
        "code|error code|errorcode|error codes|error id|error type|error|error key|internal code|codigo\
        |codigo error|error codigo|codigo interno|codigo erro|erro",
    ),
    (
        Column::Message,
        "message|error message|text|error text|body|response body|mensaje|mensaje error|texto|mensagem\
        |mensagem erro",
    ),
    (
        Column::Cause,
        "cause|when|reason|why|case|situation|condition|causa|cuando|motivo|razon|caso|quando|razao|condicion\
        |meaning and what to do|description and solution|possible cause|causa posible",
    ),
    (
        Column::Condition,
        "applies to|applies when|applies if|only if|only for|only when|required if|required when|conditions|solo si|solo para\
        |aplica|aplica a|aplica si|aplica para|obligatorio si|obligatorio cuando|requerido si|condiciones|somente se\
        |aplica se|obrigatorio se|obrigatorio quando|condicao|condicoes",
    ),
    (
        Column::Action,
        "what to do|do|fix|solution|action|resolution|how to fix|how to solve|remedy|suggested action|hint\
        |que hacer|solucion|accion|como resolver|o que fazer|que fazer|solucao|acao|retry|advice",
    ),
];

/// Words without weight in a heading.
pub(super) const FILLERS: &str =
    "of the a an in for is de del la el los las do da dos das para du des le les der die";

/// Headings and labels that say what follows; the first row with a word of the text decides.
pub(super) const TARGETS: &[(Target, &str)] = &[
    (
        Target::Errors,
        "error errors errores erro erros failure failures fault faults fallos falhas exceptions refusals",
    ),
    (
        Target::Nothing,
        "example examples sample samples ejemplo ejemplos exemplo exemplos test tests prueba pruebas teste testes \
         changelog history",
    ),
    (
        Target::Response,
        "response responses answer answers respuesta respuestas resposta respostas returns returned return \
         retorno retorna devuelve output outputs salida salidas saida reply replies receive result results resultado",
    ),
    (Target::Headers, "header headers encabezado encabezados cabecera cabeceras cabecalho cabecalhos"),
    (Target::Path, "path ruta caminho"),
    (Target::Query, "query querystring consulta"),
    (Target::Body, "body cuerpo corpo payload form formdata"),
    (
        Target::Request,
        "request requests peticion solicitud requisicao pedido parameter parameters params param parametro \
         parametros field fields campo campos attribute attributes atributo atributos property properties \
         propiedades propriedades argument arguments argumentos input inputs entrada entradas variables send sent",
    ),
];

/// Columns and cells that say where a parameter goes.
pub(super) const PLACES: &[(Target, &str)] = &[
    (Target::Path, "path url uri ruta caminho"),
    (Target::Query, "query querystring search consulta"),
    (Target::Headers, "header headers encabezado cabecera cabecalho"),
    (Target::Body, "body form formdata json payload cuerpo corpo request"),
    (Target::Response, "response respuesta resposta"),
];

pub(super) const YES: &str = "yes y true required mandatory m r req must always obligatory compulsory si s sim verdadero \
     verdadeiro obligatorio obligatoria requerido requerida obrigatorio obrigatoria siempre sempre oui obligatoire \
     requis ja pflicht pflichtfeld erforderlich x 1";
pub(super) const NO: &str = "no n false optional o opt not never nao falso opcional none 0 facultativo facultativa non nein \
     facultatif facultative optionnel";
/// Marks that stand for yes and no in a cell of their own.
pub(super) const TICKS: &str = "✓✔✅☑●🗸";
pub(super) const CROSSES: &str = "✗✘❌✖☐○-–—";

/// Words that make a statement depend on something else.
pub(super) const CONDITIONS: &str = "if when unless depending depends except whenever only conditional conditionally cond si cuando salvo \
     excepto segun depende dependiendo solo condicional quando caso exceto conforme apenas somente \
     dependendo lorsque sauf selon sofern wenn falls";
/// Words that make a statement one about an earlier version.
pub(super) const PAST: &str = "older old earlier previously previous formerly former before legacy deprecated once antes anterior \
     anteriores anteriormente antiguo antigua antigamente antigo antiga obsoleto obsoleta";

/// Types as documents name them, with the form that some imply.
pub(super) const TYPES: &[(Kind, Option<&str>, &str)] = &[
    (
        Kind::String,
        None,
        "string strings str text texts texto textos cadena cadenas varchar char chars character characters \
         alphanumeric alfanumerico alfanumerica nvarchar enum enumeration stringa cstring numericstring base64 \
         caracteres password chaine chaines zeichenkette",
    ),
    (
        Kind::Integer,
        None,
        "integer integers int int32 int64 int16 bigint long short entero enteros enteiro inteiro inteiros uint uint32 \
         uint64 smallint whole entier ganzzahl",
    ),
    (
        Kind::Number,
        None,
        "number numbers num numeric numero numeros numerico numerica decimal decimals float double real money amount \
         currency monto moneda valor",
    ),
    (
        Kind::Boolean,
        None,
        "boolean booleans bool booleano booleana booleanos logico logica flag bit booleen wahrheitswert",
    ),
    (Kind::Array, None, "array arrays list lista listas lists arreglo arreglos vector collection tableau"),
    (
        Kind::Object,
        None,
        "object objects objeto objetos json map dict dictionary hash struct obj record jsonobject objet objekt",
    ),
    (Kind::Any, None, "any mixed cualquiera qualquer variant"),
    (Kind::String, Some("date"), "date fecha data"),
    (Kind::String, Some("date-time"), "datetime date-time timestamp-iso fechahora isodate"),
    (Kind::String, Some("uuid"), "uuid guid"),
    (Kind::String, Some("email"), "email e-mail correo"),
    (Kind::String, Some("uri"), "url uri link enlace"),
    (Kind::String, Some("ip"), "ip ipaddress ipv4 ipv6"),
    (Kind::String, Some("binary"), "file binary archivo fichero arquivo blob upload"),
];

/// Words of the language that are types only where nothing but types stands.
pub(in super::super) const AMBIGUOUS_TYPES: &str = "any mixed amount currency monto moneda valor money hash map record collection link enlace \
     data flag bit short real password vector characters caracteres whole logica logico";

/// Words that count characters.
pub(in super::super) const LENGTHS: &str = "length len characters character chars char caracteres caracter longitud largo comprimento digits \
     digitos letters letras";

/// Words between "at most" and its number.
pub(in super::super) const LIMIT_FILLERS: &str = "of is be to the value allowed permitted accepted de es valor permitido permitida que a or equal \
     number size tamano tamanho numero permitidos";

/// Words of a list that names examples, not all values.
pub(in super::super) const OPEN_LISTS: &str = "etc example examples including among seen others other such ejemplo ejemplos exemplo otros otras \
     outros like incluyendo";

/// Words between "one of" and its values.
pub(in super::super) const LIST_FILLERS: &str = "are is son es sao the following these los siguientes as set to equal exactly values value valores \
     text string os seguintes";

/// Words in bold that open a remark, not a field.
pub(in super::super) const REMARKS: &str = "note notes important warning caution tip hint example examples nota notas importante aviso atencion \
     advertencia ejemplo observacion atencao exemplo";
