//! The catalogue: the same for everybody, whatever was sold.

use serde_json::{Value, json};

use super::data::{Category, Data, Kind, Product};

/// Categories that the product list leaves out.
const INTERNAL: [&str; 2] = ["bills", "packages"];

pub(super) fn list(data: &Data) -> Value {
    let products = data.products.iter().filter(|product| {
        let root = root_of(data, product).map(|root| root.internal_name.as_str());
        !root.is_some_and(|name| INTERNAL.contains(&name))
    });
    products.map(entry).collect()
}

pub(super) fn packages(data: &Data) -> Value {
    tree(data, |root| root.internal_name == "packages")
}

pub(super) fn categories(data: &Data) -> Value {
    tree(data, |_| true)
}

fn tree(data: &Data, wanted: impl Fn(&Category) -> bool) -> Value {
    let roots = data.categories.iter().filter(|category| category.parent.is_none() && wanted(category));
    roots
        .map(|root| {
            let children = data.categories.iter().filter(|category| category.parent == Some(root.id));
            let children: Value = children
                .map(|child| {
                    let products = data.products.iter().filter(|product| product.category_id == child.id);
                    let products: Value = products.map(entry).collect();
                    json!({"id": child.id, "name": child.name, "description": child.name,
                   "internalName": child.internal_name, "products": products})
                })
                .collect();
            json!({"id": root.id, "name": root.name, "description": root.name,
               "internalName": root.internal_name, "categories": children})
        })
        .collect()
}

fn entry(product: &Product) -> Value {
    json!({
        "id": product.id,
        "categoryId": product.category_id,
        "name": product.name,
        "needValidation": product.need_validation,
        "moduleId": 9,
        "maxFixedTip": 0,
        "description": product.name,
        "amount": product.price().map(|price| price.json()),
        "sort": product.id,
        "meta": {},
        "image": image(product),
        "status": if product.disabled { "disabled" } else { "enabled" },
    })
}

pub(super) fn commissions(data: &Data) -> Value {
    let commission = |product: &Product| {
        json!({
            "id": product.id,
            "name": product.name,
            "image": image(product),
            "fixedCommission": {"value": 0},
            "maxFixedCommission": 0,
            "commission": 1,
            "commissionType": "percentage",
            "amount": {"value": product.price().map(|price| price.json())},
            "category": root_of(data, product).map(|root| root.internal_name.clone()),
            "key": key(product),
            "overdraft": 0,
        })
    };
    data.products.iter().map(commission).collect()
}

/// Bill agreements whose name holds the words.
pub(super) fn search(data: &Data, words: &str) -> Value {
    let words = words.trim().to_lowercase();
    let bills = data.products.iter().filter(|product| product.kind == Kind::Bill);
    let found = bills.filter(|product| product.name.to_lowercase().contains(&words));
    found
        .map(|product| {
            json!({
                "id": product.agreement_id.unwrap_or(product.id),
                "name": product.name,
                "key": key(product),
                "productId": product.id,
                "needsAmountInQuery": false,
                "form": [],
            })
        })
        .collect()
}

fn root_of<'a>(data: &'a Data, product: &Product) -> Option<&'a Category> {
    let find = |id: u64| data.categories.iter().find(|category| category.id == id);
    let own = find(product.category_id)?;
    own.parent.and_then(find).or(Some(own))
}

fn image(product: &Product) -> String {
    format!("https://example.com/products/{}.png", product.id)
}

fn key(product: &Product) -> String {
    product.name.to_lowercase().replace(' ', "-")
}
