//! `--names published`: the tools of both servers under the names of the version published before, each called once,
//! with the published result.

use codegen_sandbox::{Api, Sandbox};
use codegen_tests::calls;
use codegen_tests::mcp::{Person, Server, call};
use codegen_tests::products::{Product, model};
use postman_codegen::model::Nature;
use serde_json::{Map, Value, json};

/// The published tools of Pay, and the operations that they are now.
const PAY: &[(&str, &str)] = &[
    ("auth_login", "auth-login"),
    ("trx_token_generate", "trx-token-link"),
    ("transactional_token_method", "trx-token-method"),
    ("transactional_token_withdraw", "trx-token-withdraw"),
    ("transactional_token_merchan_key_create", "trx-token-merchant-key-create"),
    ("transactional_token_merchant_key_cancel", "trx-token-merchant-key-cancel"),
    ("cash_in_generate_payment_link_token", "cash-in-link-create"),
    ("cash_in_generate_payment_method_token", "cash-in-payment-method"),
    ("cash_out_generate_withdraw_method_token", "cash-out-withdraw"),
    ("customer_getbalance", "balance"),
    ("payment_status", "payment-status"),
    ("payment_customer_reference_status", "payment-customer-reference-status"),
    ("payment_features", "payment-features"),
    ("webhook_notify", "webhook-notify"),
    ("merchant_enrollment_data", "merchant-enrollment-data"),
    ("user_webhooks", "user-webhooks-get"),
    ("create_user_webhook", "user-webhooks-post"),
    ("user_webhooks_status", "user-webhooks-id-status"),
];

/// The published tools of Commerce, and the operations that they are now.
const COMMERCE: &[(&str, &str)] = &[
    ("auth_login_api", "auth-login"),
    ("product_list", "product-list"),
    ("product_packages", "product-packages"),
    ("product_commissions", "product-commissions"),
    ("product_categories", "product-categories"),
    ("product_search", "product-search"),
    ("product_query", "product-query"),
    ("query_claro_telefonia", "query-claro-telefonia"),
    ("query_acueducto_de_bogota", "query-acueducto-bogota"),
    ("query_convenio_vendo", "query-convenio-vendo"),
    ("query", "query-prosegur-gps"),
    ("sells_sell", "sell-prosegur-gps"),
    ("query_axa", "query-soat-axa"),
    ("sell_axa", "sell-soat-axa"),
    ("query_quote", "quote-soat-previsora"),
    ("query_consult", "consult-soat-previsora"),
    ("sell_previsora", "sell-soat-previsora"),
    ("sell_luck_and_chance_rushbet", "sell-rushbet"),
    ("sell_packages_claro", "sell-package-claro"),
    ("product_directtv_prepago", "sell-directv-prepago"),
    ("sell_netflix", "sell-netflix"),
    ("product_directtv_go_1014005", "sell-directv-go-1014005"),
    ("product_directtv_go_100777", "sell-directv-go-100777"),
    ("product_directtv_go_1014004", "sell-directv-go-1014004"),
    ("query_25", "query-energy-epm"),
    ("sell", "sell-energy-epm"),
    ("query_27", "query-energy-essa"),
    ("sell_28", "sell-energy-essa"),
    ("query_29", "query-transfiya"),
    ("sell_transfiya_withdrawals", "sell-transfiya-withdrawal"),
    ("sell_transfiya_deposits", "sell-transfiya-deposit"),
    ("sells_sale_saleid", "get-sale"),
    ("collection_submit_transaction", "submit-collection"),
];

async fn every_published_tool_answers(api: Api, product: Product, name: &str, published: &[(&str, &str)]) {
    let sandbox = Sandbox::start(api).expect("the sandbox starts");
    let server = Server::new(product, &sandbox);
    let operations = model(name).operations;
    let ids: Vec<&str> = operations.iter().map(|operation| operation.id.as_str()).collect();
    let variables = [("MCP_NAMES", "published"), ("ALLOW_DANGEROUS", &ids.join(","))];
    let client = server.stdio(Person::Absent, &variables).await;
    let listed = client.list_all_tools().await.expect("a list");
    let arguments = calls::of(name);
    for (tool, id) in published {
        assert!(listed.iter().any(|known| known.name == *tool), "{tool} is not listed");
        let operation = operations.iter().find(|operation| operation.id == *id).expect("an operation");
        // A name that fits is kept as it was published.
        let published = operation.mcp == *tool || operation.aliases.iter().any(|alias| alias == tool);
        assert!(published, "{tool} is not published for {id}");
        let mut given = arguments.iter().find(|(known, _)| known == id).expect("arguments").1.clone();
        let retired = retired(operation.nature, &mut given, !operation.steps.is_empty());
        sandbox.clear_requests();
        let result = call(&client, tool, given).await;
        assert_eq!(result.structured_content, None, "{tool}: one text, as published");
        let text = result.content.first().and_then(|block| block.as_text()).expect("a text").text.clone();
        let told: Value = serde_json::from_str(&text).expect("JSON");
        let good = result.is_error != Some(true);
        assert_eq!(told["success"], json!(good), "{tool}: {text}");
        for field in ["statusCode", "data", "message"] {
            assert!(told.get(field).is_some(), "{tool} lacks {field}: {text}");
        }
        assert_eq!(told.get("error").is_some(), !good, "{tool}: {text}");
        assert_eq!(told.get("notice").is_some(), retired, "{tool}: {text}");
        let reached = operation.nature != Nature::Call || !sandbox.requests().is_empty();
        assert!(reached, "{tool} never reached the API: {text}");
    }
}

/// Adds what the published version took and this one fills in by itself.
fn retired(nature: Nature, given: &mut Map<String, Value>, takes_token: bool) -> bool {
    match nature {
        Nature::Login => !given.is_empty(),
        _ if takes_token => {
            given.insert("transactionToken".into(), "a-token-of-the-caller".into());
            true
        }
        _ => false,
    }
}

#[tokio::test]
async fn every_published_tool_of_pay_answers() {
    assert_eq!(PAY.len(), 18);
    every_published_tool_answers(Api::Pay, Product::PayMcp, "pay", PAY).await;
}

#[tokio::test]
async fn every_published_tool_of_commerce_answers() {
    assert_eq!(COMMERCE.len(), 33);
    every_published_tool_answers(Api::Commerce, Product::CommerceMcp, "commerce", COMMERCE).await;
}
