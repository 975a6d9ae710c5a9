//! What people write to models, in English, Spanish, Portuguese, French and German.

use std::sync::LazyLock;

use regex_lite::Regex;

/// How far a sign may stand from the words that make it one.
const NEAR: usize = 160;

/// A pattern, and the words of which one must be there: only what stands near them is looked at closely.
pub(super) struct Pattern {
    signs: &'static [&'static str],
    regex: Regex,
}

/// What people write to models, as [`super::plain`] leaves it: lower case, no underscores. Each needs an address or a
/// command, not a word alone.
pub(super) static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let compiled = |(signs, pattern): &(&'static [&'static str], &str)| {
        Some(Pattern { signs, regex: Regex::new(pattern).ok()? })
    };
    WRITTEN_PATTERNS.iter().filter_map(compiled).collect()
});

pub(super) type Written = (&'static [&'static str], &'static str);

pub(super) const WRITTEN_PATTERNS: &[Written] = &[
    // Set aside what was said before.
    (
        &["ignore", "disregard", "forget", "override", "bypass"],
        r"\b(ignore|disregard|forget|override|bypass)\b[^.!?]{0,30}\b(previous|prior|preceding|earlier|above|all|any|your|system|developer)\b[^.!?]{0,25}\b(instruction|prompt|rule|guideline|direction|message|context|restriction|constraint)s?\b",
    ),
    (
        &[
            "instrucc",
            "instruç",
            "instruc",
            "indicaciones",
            "reglas",
            "regras",
            "órdenes",
            "ordenes",
            "mensajes",
            "mensagens",
        ],
        r"\b(ignora|ignore|ignorar|olvida|olvide|omite|descarta|desconsidere|desconsidera|esqueça|esquece|esqueca)\b[^.!?]{0,30}\b(instruccion|instrucción|instrucciones|instruções|instrucoes|instrução|instrucao|indicaciones|reglas|regras|órdenes|ordenes|mensajes|mensagens)\b",
    ),
    (&["instruction"], r"\bnew (system )?instructions?\s*:"),
    (
        &["instrucciones", "instruções", "instrucoes"],
        r"\b(nuevas instrucciones|novas instruções|novas instrucoes)\s*:",
    ),
    // Speak to the model by what it is.
    (
        &["as a", "as an"],
        r"\bas an? (ai|a\.i\.|llm|large language model|language model|artificial intelligence|ai assistant|ai agent)\b",
    ),
    (
        &["you are", "you're", "act as", "pretend to be", "behave as"],
        r"\b(you are|you're|act as|pretend to be|behave as) (now )?(an? )?(helpful |new |unrestricted |different )*(ai|llm|assistant|chatbot|language model|jailbroken)\b",
    ),
    (
        &["dear", "hey", "hello", "attention", "note", "instruction", "important for"],
        r"\b(dear|hey|hello|attention|note to|notes? for|instructions? (to|for)|important for)( the| all| any)? (ai|llm|llms|assistant|assistants|claude|chatgpt|gpt|gemini|copilot|language models?|ai agents?|coding agents?)\b",
    ),
    (
        &["if you", "when you"],
        r"\b(if you are|if you're|when you are) (an? )?(ai|llm|language model|assistant|agent|bot reading)\b",
    ),
    (
        &["como", "eres", "és", "sos", "você é", "voce e", "actua", "actúa", "aja", "atue"],
        r"\b(como|eres|és|sos|você é|voce e|actúa como|actua como|aja como|atue como) (una |un |uma |um )?(ia|inteligencia artificial|inteligência artificial|modelo de lenguaje|modelo de linguagem|asistente de ia|assistente de ia|llm)\b",
    ),
    (
        &["si eres", "si sos", "se você", "se voce"],
        r"\b(si eres|si sos|se você é|se voce e|se você for) (una |un |uma |um )?(ia|asistente|assistente|modelo|agente|llm)\b",
    ),
    // Name the prompt, or fake its marks.
    (
        &["prompt", "message", "instruction"],
        r"\b(reveal|print|repeat|show|output|leak|expose|disclose|send|share)\b[^.!?]{0,30}\b(system|hidden|initial|developer) (prompt|message|instructions?)\b",
    ),
    (&["system prompt"], r"\b(your|the model's|the assistant's) system prompt\b"),
    (
        &["del sistema", "de sistema", "do sistema"],
        r"\b(tu|su|seu|el|o) (prompt del sistema|prompt de sistema|prompt do sistema|mensaje de sistema|mensagem de sistema)\b",
    ),
    (&["<"], r"<\|?(imstart|imend|endoftext|system|assistant|eotid|startheaderid)\|?>"),
    (&["[", "<<"], r"\[/?(inst|system)\]|<</?sys>>"),
    (&["<"], r"</?(system|system-?prompt|instructions|important|assistant|toolcall|functioncalls?)>"),
    (
        &["system", "assistant"],
        r"(^|[\n.!?] ?|\s)(system|assistant)\s*:\s*(you|ignore|from now|always|never)\b",
    ),
    // Command tools, or silence.
    (
        &["tool", "function", "mcp"],
        r"\b(you|the (assistant|model|agent|ai|llm)) (must|should|shall|need to|have to|will|are required to) (always |first |also |now |immediately |silently )*(call|invoke|use|run|execute)\b[^.!?]{0,40}\b(tools?|functions?|mcp)\b",
    ),
    (
        &["tool", "function"],
        r"\b(before|after|when|while) (using|calling|invoking|running) (this|any|other|the) (tool|function)s?\b[^.!?]{0,60}\b(you must|must|always|first|call|read|send|also)\b",
    ),
    (
        &["tool"],
        r"\b(call|invoke|execute|use) (the |this )?[a-z0-9.-]+ tool\b[^.!?]{0,40}\b(with|without|before|first|immediately|silently|and send|and pass)\b",
    ),
    (
        &["the user"],
        r"\b(do not|don't|never|without) (tell|telling|inform|informing|mention|mentioning|notify|notifying|ask|asking|alert|alerting|warn|warning)\b[^.!?]{0,20}\bthe user\b",
    ),
    (
        &["usuario", "usuário"],
        r"\b(no|nunca|sin|não|nao|sem) (le |se lo |lo )?(digas|informes|menciones|avises|preguntes|preguntar|informar|avisar|decir|diga|informe|mencione|avise|contar|conte|perguntar|pergunte)\b[^.!?]{0,25}\b(usuario|usuário)\b",
    ),
    (
        &["herramienta", "función", "ferramenta", "função", "tool"],
        r"\b(debes|debe|tienes que|deberás|deve|você deve|voce deve|precisa) (siempre |sempre |primero |primeiro )?(llamar|invocar|ejecutar|usar|utilizar|chamar|executar)\b[^.!?]{0,40}\b(herramienta|función|ferramenta|função|tool)s?\b",
    ),
    (
        &["a partir de", "desde ahora"],
        r"\b(a partir de ahora|a partir de este momento|desde ahora|a partir de agora) (tú |tu |você |voce )?(eres|serás|é|será|actúas|responde|obedece|obedeces)([ ,.]|$)",
    ),
    // French.
    (
        &["instruction", "consigne", "règles", "regles"],
        r"\b(ignore|ignorez|ignorer|oublie|oubliez|oublier)\b[^.!?]{0,30}\b(instructions?|consignes?|règles|regles)\b",
    ),
    (
        &["tu es", "vous êtes", "vous etes", "agis comme", "agissez comme", "en tant qu"],
        r"\b(tu es|vous êtes|vous etes|agis comme|agissez comme|en tant qu[e']) ?(une |un |l')?(ia|intelligence artificielle|assistant ia|modèle de langage|llm)\b",
    ),
    (
        &["utilisateur"],
        r"\b(ne|sans) (le |lui )?(dis|dites|dire|informe|informez|informer|préviens|prévenez|prévenir|mentionne|mentionnez|demande|demandez|demander)\b[^.!?]{0,20}\butilisateur\b",
    ),
    (
        &["outil"],
        r"\b(tu dois|vous devez) (toujours |d'abord |immédiatement )?(appeler|invoquer|utiliser|exécuter)\b[^.!?]{0,20}\boutil\b",
    ),
    // German.
    (
        &["anweisung", "regeln", "vorgaben"],
        r"\b(ignoriere|ignoriert|vergiss|vergesst|missachte)\b[^.!?]{0,30}\b(anweisung|anweisungen|regeln|vorgaben)\b",
    ),
    (
        &["du bist", "sie sind", "als ki"],
        r"\b(du bist|sie sind|verhalte dich wie)( jetzt| nun)? (eine |ein )?(ki|künstliche intelligenz|sprachmodell|ki-assistent|llm)\b",
    ),
    (
        &["benutzer", "nutzer", "anwender"],
        r"\b(sag|sage|sagen sie|verrate|informiere|frage|warne)\b[^.!?]{0,15}\b(benutzer|nutzer|anwender)\b[^.!?]{0,20}\b(nicht|nichts|nie)\b",
    ),
    (
        &["werkzeug", "tool", "funktion"],
        r"\b(du musst|sie müssen) (immer |zuerst |sofort )?(das |die |den )?[^.!?]{0,30}\b(werkzeug|tool|funktion)\b[^.!?]{0,30}\b(aufrufen|benutzen|ausführen)\b",
    ),
    (
        &["jailbreak", "prompt injection", "developer mode", "do anything now"],
        r"\b(jailbreak|prompt injection|developer mode enabled|do anything now)\b",
    ),
];

impl Pattern {
    /// The first match near a sign.
    pub(super) fn find<'a>(&self, text: &'a str) -> Option<&'a str> {
        let mut places: Vec<usize> =
            self.signs.iter().flat_map(|sign| text.match_indices(sign)).map(|(at, _)| at).collect();
        places.sort_unstable();
        let mut places = places.into_iter().peekable();
        while let Some(first) = places.next() {
            let mut last = first;
            while let Some(next) = places.next_if(|next| *next <= last + NEAR) {
                last = next;
            }
            let window = window(text, first, last);
            if let Some(found) = self.regex.find(window) {
                return Some(found.as_str());
            }
        }
        None
    }
}

/// The text around two places, cut between characters.
fn window(text: &str, first: usize, last: usize) -> &str {
    let mut start = first.saturating_sub(NEAR);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = (last + NEAR).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    text.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for (_, pattern) in WRITTEN_PATTERNS {
            assert!(Regex::new(pattern).is_ok(), "{pattern}");
        }
    }
}
