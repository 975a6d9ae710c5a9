use proptest::prelude::*;

use super::*;

fn subject(folders: &str, name: &str, method: &str, route: &str) -> Subject {
    let folders = folders.split(" > ").filter(|folder| !folder.is_empty()).map(str::to_owned).collect();
    Subject { folders, name: name.into(), method: method.into(), route: route.into(), ..Subject::default() }
}

/// Names of requests that stand beside an unrelated one, so that no folder holds everything.
fn names_of(subjects: &[(&str, &str, &str, &str)]) -> Vec<Names> {
    let mut all: Vec<Subject> = subjects
        .iter()
        .enumerate()
        .map(|(index, (folders, name, method, route))| Subject {
            index,
            ..subject(folders, name, method, route)
        })
        .collect();
    all.push(Subject { index: all.len(), ..subject("Unrelated", "Stranger", "GET", "/strangers") });
    let mut names = name(&all);
    names.pop();
    names
}

fn command(folders: &str, name: &str, method: &str, route: &str) -> String {
    names_of(&[(folders, name, method, route)])[0].cli.join(" ")
}

#[test]
fn a_request_alone_is_named_as_a_person_would() {
    let long = "Retrieve the complete list of all the transactions that were settled by the acquirer during the given \
                period for reconciliation purposes and more";
    let table = [
        // Folder and name, without saying anything twice.
        ("Users", "Create user", "POST", "/users", "users create"),
        ("Payments", "Payments list", "GET", "/payments", "payments list"),
        ("/payments", "/payments", "GET", "/payments", "payments list"),
        ("Balance", "Balance", "GET", "/balance", "balance get"),
        ("Teams", "List Team rooms", "GET", "/rooms", "teams list-rooms"),
        ("User webhooks", "Create webhook", "POST", "/user-webhooks", "user-webhooks create"),
        ("WebHooks", "Update a webhook", "PUT", "/webhooks/{id}", "web-hooks update"),
        ("Merchant enrollment", "Enrollment data", "GET", "/merchant/data", "merchant-enrollment data"),
        ("Single task request", "Approve task request", "PATCH", "/task/{id}", "single-task-request approve"),
        ("ACL (host)", "Create ACL (host) config", "POST", "/acl", "acl-host create-config"),
        ("Cash-in", "Payment link", "POST", "/cash-in", "cash-in payment-link"),
        ("Orders", "Orders for user", "GET", "/orders", "orders list-for-user"),
        ("Orders", "Order by ID", "GET", "/orders/{id}", "orders get-by-id"),
        ("Articles", "Get all articles", "GET", "/articles", "articles list"),
        ("Tags", "All tags", "GET", "/tags", "tags list"),
        ("Products", "Creates a ProductOffering", "POST", "/productOffering", "products create-offering"),
        ("Cuentas", "Movimientos", "POST", "/cuentas/movimientos", "cuentas movimientos"),
        // Numbers, marks and symbols before the name.
        ("2. Organisation > 2.1. Onboarding", "2.1.4: Userinfo", "GET", "/userinfo", "onboarding userinfo"),
        ("Refund", "1 - 💰 Refund transaction", "POST", "/refunds", "refund transaction"),
        ("Flow", "Step 3: Confirm order", "POST", "/orders/{id}/confirm", "flow confirm-order"),
        ("", "2FA setup", "POST", "/2fa", "2fa-setup"),
        // Other scripts and languages.
        ("Cuentas", "Crear sesión rápida ✨", "POST", "/sesion", "cuentas crear-sesion-rapida"),
        ("Contas", "Excluir a conta bancária", "DELETE", "/contas/{id}", "contas excluir-bancaria"),
        ("Comptes", "Solde d'un compte", "GET", "/accounts/{id}/balances", "comptes solde"),
        ("Bénéficiaires", "Lister les bénéficiaires", "GET", "/beneficiaries", "beneficiaires lister"),
        ("Abos", "Status der Zahlung abrufen", "GET", "/status", "abos status-zahlung-abrufen"),
        ("Grid", "Get DER status", "GET", "/der/{id}", "grid get-der-status"),
        ("Заказы", "Получить заказ", "GET", "/orders/{id}", "zakazy poluchit-zakaz"),
        ("", "获取用户", "GET", "/users", "huo-qu-yong-hu"),
        ("Café", "Über uns – Öffnungszeiten", "GET", "/info", "cafe uber-uns-offnungszeiten"),
        // No usable name: method and path.
        ("", "", "GET", "/user-webhooks", "user-webhooks list"),
        ("", "", "GET", "/orders/{id}", "orders get"),
        ("", "https://api.example.com/v1/orders", "POST", "/v1/orders", "orders create"),
        ("", "{{baseUrl}}/orders/:id/cancel", "POST", "/orders/{id}/cancel", "orders cancel"),
        (
            "Webhooks",
            "/user-webhooks/:id/status",
            "PATCH",
            "/user-webhooks/{id}/status",
            "webhooks update-status",
        ),
        ("Orders", "New Request", "DELETE", "/orders/{id}", "orders delete"),
        ("Orders", "🔑✨ !!! ***", "PUT", "/orders/{id}", "orders update"),
        ("", "GET", "GET", "/status", "status get"),
        ("", "123", "GET", "/", "get-root"),
        ("Buckets", "Delete", "DELETE", "/{bucket}", "buckets delete"),
        ("", "{{host}}/{{bucket}}", "PUT", "/{bucket}", "update-bucket"),
        ("", "POST /login/oauth", "POST", "/login/oauth", "sign-in create-oauth"),
        ("Search", "", "POST", "/catalog/search", "search catalog"),
        // Long names end where the explanation begins.
        (
            "Devices",
            "Get list of devices and licenses under the MSP account",
            "GET",
            "/d",
            "devices list-and-licenses",
        ),
        ("Reports", long, "GET", "/reports", "reports list-transactions"),
        // Words that are taken.
        ("", "Login", "POST", "/login", "sign-in"),
        ("Config", "Read", "GET", "/config", "configuration read"),
        ("Aux", "Read", "GET", "/aux", "aux-api read"),
        ("", "NUL", "GET", "/nul", "get-nul"),
        // Camel case and digits that belong to the name.
        (
            "AttachmentActions",
            "Get attachmentAction details",
            "GET",
            "/a/{id}",
            "attachment-actions get-details",
        ),
        ("", "OAuth2 token", "POST", "/oauth2/token", "oauth2-token"),
        ("Pines", "Product | TV GO (1014005)", "POST", "/sell", "pines product-tv-go"),
        ("", "DoGetAddress", "POST", "/service.asmx", "get-address"),
    ];
    let wrong: Vec<String> = table
        .into_iter()
        .map(|(folders, name, method, route, expected)| {
            (command(folders, name, method, route), name, expected)
        })
        .filter(|(found, _, expected)| found != expected)
        .map(|(found, name, expected)| format!("{name}: `{found}` instead of `{expected}`"))
        .collect();
    assert!(
        wrong.is_empty(),
        "{}",
        wrong.join(
            "
"
        )
    );
}

#[test]
fn clashes_are_solved_by_what_tells_the_requests_apart() {
    let ids = |subjects: &[(&str, &str, &str, &str)]| -> Vec<String> {
        names_of(subjects).into_iter().map(|names| names.id).collect()
    };
    // What stands in brackets.
    assert_eq!(
        ids(&[("M", "Create (html)", "POST", "/m"), ("M", "Create (plain text)", "POST", "/m")]),
        ["m-create-html", "m-create-plain-text"]
    );
    // Folders of the same name.
    assert_eq!(
        ids(&[("Cards > Admin", "List", "GET", "/c"), ("Users > Admin", "List", "GET", "/u")]),
        ["cards-admin-list", "users-admin-list"]
    );
    // The method.
    assert_eq!(
        ids(&[
            ("A", "AOI", "GET", "/a/{id}"),
            ("A", "AOI", "DELETE", "/a/{id}"),
            ("A", "AOI", "PATCH", "/a/{id}")
        ]),
        ["a-get-aoi", "a-delete-aoi", "a-update-aoi"]
    );
    // The path, then its parameters.
    assert_eq!(
        ids(&[("A", "Create room", "POST", "/rooms"), ("A", "Create room", "POST", "/teams/{id}/rooms")]),
        ["a-create-room", "a-create-room-teams"]
    );
    assert_eq!(
        ids(&[("A", "Find", "GET", "/x/{name}"), ("A", "Find", "GET", "/x/{orderId}")]),
        ["a-find-by-name", "a-find-by-order-id"]
    );
    // PUT and PATCH share a verb.
    assert_eq!(
        ids(&[("A", "Update", "PUT", "/x/{id}"), ("A", "Update", "PATCH", "/x/{id}")]),
        ["a-put-update", "a-patch-update"]
    );
}

#[test]
fn values_of_the_body_tell_apart_what_nothing_else_does() {
    let sell = |index, hint: &str| Subject {
        index,
        hints: vec![hint.to_owned()],
        ..subject("Sales", "Sell", "POST", "/sell")
    };
    let names = name(&[sell(0, "NETFLIX"), sell(1, "Prepaid TV"), subject("Other", "X", "GET", "/x")]);
    assert_eq!(names[0].id, "sales-sell-netflix");
    assert_eq!(names[1].cli, ["sales", "sell-prepaid-tv"]);
}

#[test]
fn identical_requests_are_counted_in_words() {
    let same = ("W", "Get details", "GET", "/w/{id}");
    let ids: Vec<String> = names_of(&[same, same, same]).into_iter().map(|names| names.id).collect();
    assert_eq!(ids, ["w-get-details", "w-get-details-second", "w-get-details-third"]);
}

#[test]
fn a_root_folder_that_holds_everything_is_skipped() {
    let all = [subject("API > Users", "List", "GET", "/users"), subject("API", "Ping", "GET", "/ping")];
    let names = name(&all);
    assert_eq!(
        (names[0].cli.as_slice(), names[1].cli.as_slice()),
        (&["users".into(), "list".into()][..], &["ping".into()][..])
    );
}

#[test]
fn a_command_is_no_group() {
    let names = names_of(&[("Status", "Codes", "GET", "/codes"), ("", "Status", "GET", "/status")]);
    assert_eq!(names[1].cli, ["status", "get"]);
}

#[test]
fn no_tool_is_called_like_one_of_the_servers_own() {
    let names = names_of(&[
        ("", "Search operations", "GET", "/operations"),
        ("Describe", "Operation", "POST", "/operations/{id}/describe"),
        ("Accounts", "Search operations", "GET", "/accounts/operations"),
    ]);
    let tools: Vec<_> = names.iter().map(|names| names.mcp.as_str()).collect();
    assert_eq!(tools, ["api_search_operations", "api_describe_operation", "accounts_search_operations"]);
    assert_eq!(names[0].cli, ["search-operations"]);
}

#[test]
fn tools_are_short_and_still_their_own() {
    let long = "Incrementally authorize transaction for installments";
    let names = names_of(&[
        ("Hosted payment page sessions", &format!("{long} (first)"), "POST", "/a"),
        ("Hosted payment page sessions", &format!("{long} (second)"), "POST", "/a"),
    ]);
    for names in &names {
        assert!(names.mcp.len() <= 40, "{}", names.mcp);
    }
    assert_ne!(names[0].mcp, names[1].mcp);
}

#[test]
fn titles_are_for_people() {
    let title = |name: &str| names_of(&[("Orders", name, "GET", "/orders/{id}")])[0].title.clone();
    assert_eq!(title("2 - 🔍 Retrieve an order"), "Retrieve an order");
    assert_eq!(title("https://x.example/orders"), "Get order");
    let titles = |method, route| names_of(&[("Orders", "", method, route)])[0].title.clone();
    assert_eq!(titles("GET", "/orders"), "List orders");
    assert_eq!(titles("POST", "/orders/{id}/cancel"), "Orders cancel");
}

#[test]
fn names_do_not_depend_on_order_or_on_others() {
    let first = subject("Users", "Create (admin)", "POST", "/users");
    let second = subject("Users", "Create (guest)", "POST", "/users");
    let third = subject("Orders", "List", "GET", "/orders");
    let forth = [first.clone(), second.clone(), third.clone()];
    let back = [third.clone(), second, first.clone()];
    let (forth, mut back) = (name(&forth), name(&back));
    back.reverse();
    assert_eq!(forth, back);
    assert_eq!(name(&[first, third])[1], forth[2]);
}

fn any_subject() -> impl Strategy<Value = Subject> {
    let text = prop_oneof![
        "[a-zA-Z0-9 ({/:.|🔑é-]{0,30}",
        Just("List".to_owned()),
        Just("Get order".to_owned()),
        Just("con".to_owned()),
        any::<String>(),
    ];
    let method = prop::sample::select(vec!["GET", "POST", "PUT", "DELETE", "PURGE"]);
    let route = prop::sample::select(vec![
        "/",
        "/orders",
        "/orders/{id}",
        "/orders/{id}/cancel",
        "",
        "/{a}/{b}",
        "/1/2",
    ]);
    (
        prop::collection::vec(text.clone(), 0..3),
        text.clone(),
        method,
        route,
        prop::collection::vec(text, 0..2),
    )
        .prop_map(|(folders, name, method, route, hints)| Subject {
            index: 0,
            folders,
            name,
            method: method.into(),
            route: route.into(),
            asks: false,
            hints,
        })
}

proptest! {
    #[test]
    fn every_name_is_usable_and_its_own(subjects in prop::collection::vec(any_subject(), 0..24)) {
        let subjects: Vec<Subject> =
            subjects.into_iter().enumerate().map(|(index, subject)| Subject { index, ..subject }).collect();
        let names = name(&subjects);
        prop_assert_eq!(names.len(), subjects.len());
        let is_word = |word: &str| {
            !word.is_empty() && !word.starts_with('-') && !word.ends_with('-')
                && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        let mut ids = std::collections::HashSet::new();
        let mut clis = std::collections::HashSet::new();
        let mut tools = std::collections::HashSet::new();
        for names in &names {
            prop_assert!(is_word(&names.id), "{:?}", names);
            prop_assert!(!names.cli.is_empty() && names.cli.iter().all(|word| is_word(word)), "{:?}", names);
            prop_assert!((1..=40).contains(&names.mcp.len()), "{:?}", names);
            prop_assert!(names.mcp.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'));
            prop_assert!(!crate::check::RESERVED_COMMANDS.contains(&names.cli[0].as_str()), "{:?}", names);
            prop_assert!(!names.title.trim().is_empty());
            prop_assert!(ids.insert(names.id.clone()), "{:?}", names);
            prop_assert!(clis.insert(names.cli.join(" ")), "{:?}", names);
            prop_assert!(tools.insert(names.mcp.clone()), "{:?}", names);
        }
        for names in &names {
            prop_assert!(names.cli.len() == 1 || !clis.contains(&names.cli[0]), "{:?}", names);
        }
    }
}

#[test]
fn hurried_names_become_those_a_person_would_type() {
    let table = [
        ("GET", "/users", "[GET] users", "list-users"),
        ("PUT", "/users/{id}", "PUT - user", "update-user"),
        ("GET", "/users/{id}", "Users", "get-user"),
        ("POST", "/users", "POST: Create", "create-user"),
        ("POST", "/users", "Copy of Create user", "create-user"),
        ("GET", "/a", "Terms &amp; <b>Conditions</b>", "terms-conditions"),
        ("GET", "/plan", "[DEPRECATED] Get plan", "get-plan"),
        ("GET", "/users", "List users - 200 OK", "list-users"),
        ("POST", "/x", "This endpoint is used to create a customer", "create-customer"),
        ("GET", "/w/{id}", "localhost:3000/w/:id", "w get"),
        ("POST", "/encode", "Encode", "encode"),
        ("GET", "/saldo", "Saldo", "saldo"),
        ("GET", "/kniga", "Получить книгу", "poluchit-knigu"),
        ("POST", "/plans", "plan1014005", "plan1014005"),
    ];
    for (method, route, request, expected) in table {
        let subject = Subject {
            method: method.into(),
            route: route.into(),
            name: request.into(),
            ..Subject::default()
        };
        assert_eq!(name(&[subject])[0].cli.join(" "), expected, "{request}");
    }
}

#[test]
fn a_post_that_only_asks_makes_nothing() {
    let asks = Subject { asks: true, ..subject("Flights", "Availabilities", "POST", "/availabilities") };
    let other = Subject { index: 1, ..subject("Unrelated", "Stranger", "GET", "/strangers") };
    assert_eq!(name(&[asks.clone(), other])[0].cli.join(" "), "flights list-availabilities");
    let reads = Subject { index: 1, ..subject("Flights", "Availabilities", "GET", "/availabilities") };
    let commands: Vec<_> = name(&[asks, reads]).into_iter().map(|names| names.id).collect();
    assert_eq!(commands, ["post-list-availabilities", "get-list-availabilities"]);
}
