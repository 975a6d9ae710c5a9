//! A shop whose sales share one route, for tests.

use crate::runtime::core::spec::{
    Api, BodyKind, Build, Class, Group, Kind, Location, Operation, Param, Schema,
};

static NUMBER: Schema = Schema { kind: Kind::Number, ..Schema::ANY };

const fn needed(argument: &'static str) -> Param {
    Param {
        name: argument,
        argument,
        flag: argument,
        location: Location::Body,
        required: true,
        fixed: None,
        schema: &NUMBER,
    }
}

const CALL: Operation =
    Operation { method: "POST", path: "/sales", body: BodyKind::Json, timeout_ms: 1, ..Operation::EMPTY };

/// The shop.
pub(in super::super) static SHOP: Api = Api {
    name: "shop",
    title: "Shop",
    app: "shop-mcp",
    build: Build { version: "1.0.0", generator: "", rust_version: "", collection: "", collection_sha256: "" },
    groups: &[
        Group {
            name: "goods",
            title: "Goods",
            operations: &[Operation {
                id: "list",
                tool: "list_all",
                title: "Lista de depósitos",
                summary: "All that is sold.",
                method: "GET",
                path: "/goods",
                class: Class::ReadOnly,
                ..CALL
            }],
        },
        Group {
            name: "sales",
            title: "Sales",
            operations: &[Operation {
                id: "sale",
                tool: "sell",
                aliases: &["old_sell"],
                title: "Sell",
                summary: "Sells goods.",
                params: &[needed("amount"), needed("goods")],
                ..CALL
            }],
        },
        Group {
            name: "sales-returns",
            title: "Returns",
            operations: &[Operation {
                id: "refund",
                tool: "refund_sale",
                title: "Refund",
                summary: "Gives money back.",
                class: Class::SafeMutation,
                params: &[needed("amount"), needed("sale")],
                ..CALL
            }],
        },
    ],
    ..Api::EMPTY
};
