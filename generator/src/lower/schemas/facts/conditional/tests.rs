use super::*;

/// "a=x|y,b: c must ...", one line for each statement.
fn of(text: &str) -> Vec<String> {
    let premise = |premise: &Premise| {
        let field = premise.field.as_deref().unwrap_or("?");
        if premise.values.is_empty() {
            field.to_owned()
        } else {
            format!("{field}={}", premise.values.join("|"))
        }
    };
    let demand = |demand: &Demanded| match demand {
        Demanded::Given => "given".to_owned(),
        Demanded::Absent => "absent".to_owned(),
        Demanded::Limited(facts) => {
            let values: Vec<_> = facts.choices.list.iter().map(|(value, _)| value.as_str()).collect();
            let bounds =
                [&facts.limits.low, &facts.limits.high, &facts.limits.smallest, &facts.limits.largest];
            let lengths = [facts.limits.shortest, facts.limits.longest];
            let mut words: Vec<String> = vec![values.join("|")];
            words.extend(bounds.into_iter().flatten().cloned());
            words.extend(lengths.into_iter().flatten().map(|length| format!("{length} long")));
            words.extend(facts.pattern.clone());
            words.retain(|word| !word.is_empty());
            words.join(" ")
        }
    };
    let line = |found: Statement| {
        let when: Vec<_> = found.when.iter().map(premise).collect();
        let demands: Vec<_> = found.demands.iter().map(demand).collect();
        format!("{} -> {}: {}", when.join("&"), found.subjects.join(","), demands.join(", "))
    };
    statements(text).into_iter().map(line).collect()
}

#[test]
fn the_condition_may_come_first() {
    assert_eq!(of("`kind` = `\"0\"`: `doc` is one of `A`, `B`"), ["kind=0 -> doc: A|B"]);
    assert_eq!(of("`kind` = `\"1\"`: `doc` is `N` and nothing else"), ["kind=1 -> doc: N"]);
    assert_eq!(of("If `type` is `card`, `number` is required."), ["type=card -> number: given"]);
    assert_eq!(of("Si `tipo` es `A` o `B`, `clave` es obligatoria"), ["tipo=A|B -> clave: given"]);
    assert_eq!(of("Quando `tipo` é `A`: `chave` deve ser enviada"), ["tipo=A -> chave: given"]);
    assert_eq!(of("When `a` = `x` and `b` = 2: `c` and `d` are mandatory"), ["a=x&b=2 -> c,d: given"]);
    assert_eq!(of("If `cash` is true, `card` must not be sent"), ["cash=true -> card: absent"]);
    assert_eq!(of("if `doc` = `3` (NIT, 6-11 digits): pattern `^\\d{6,11}$`"), ["doc=3 -> : ^\\d{6,11}$"]);
    assert_eq!(of("If `doc` is `CC`: 6 to 10 digits"), ["doc=CC -> : ^\\d{6,10}$"]);
}

#[test]
fn the_condition_may_come_last_or_in_brackets() {
    assert_eq!(of("Required if `type` is `card`"), ["type=card -> : given"]);
    assert_eq!(of("required when paymentMethod.type = card"), ["paymentMethod.type=card -> : given"]);
    assert_eq!(of("Obligatorio si `tipo` = 2."), ["tipo=2 -> : given"]);
    assert_eq!(of("Obrigatório quando `tipo` for `A`"), ["tipo=A -> : given"]);
    assert_eq!(of("Mandatory for 264"), ["?=264 -> : given"]);
    assert_eq!(of("Required when `email` is given"), ["email -> : given"]);
    assert_eq!(
        of("minLength 3; natural person (`t` = `F`) pattern `^a$`; legal person (`t` = `J`) pattern `^b$`"),
        ["t=F -> : ^a$", "t=J -> : ^b$"]
    );
}

#[test]
fn what_is_half_understood_states_nothing() {
    for text in [
        "Required unless `type` is `card`",
        "Required if `type` is not `card`",
        "Required if the customer lives abroad",
        "Optional if `type` is `card`",
        "If `a` = `x` or `b` = `y`, `c` is required",
        "If `type` is `card`, the answer holds a link",
        "The `hash` is required for bills",
        "Required if `type` is `card` and only then when asked",
        "`a` = `x`",
        "If `a` is `x`, `b` is not required",
    ] {
        assert_eq!(of(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn labels_name_a_case() {
    let named = |label: &str| {
        premise_of(label).map(|when| {
            when.into_iter()
                .map(|one| (one.field.unwrap_or_default(), one.values.join("|")))
                .collect::<Vec<_>>()
        })
    };
    let card = Some(vec![("type".to_owned(), "card".to_owned())]);
    for label in [
        "When `type` is `card`:",
        "Card (`type` = `card`)",
        "`type`: `card`",
        "type = card",
        "If `type=card`:",
    ] {
        assert_eq!(named(label), card, "{label}");
    }
    assert_eq!(named("Optional fields"), None);
}
