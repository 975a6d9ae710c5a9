//! What holds for the names of any collection.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{Names, Subject, name};

/// Name, route, method, folder, and perhaps another name.
type Drawn = (&'static str, &'static str, &'static str, Option<&'static str>, Option<String>);

fn subjects() -> impl Strategy<Value = Vec<Subject>> {
    let word = prop_oneof![
        Just("Users"),
        Just("Get user"),
        Just("Create"),
        Just("копия"),
        Just("获取"),
        Just("🚀"),
        Just(""),
        Just("Copy of Create user"),
        Just("Users 2"),
        Just("a very long name that goes on and on for ever"),
    ];
    let route = prop_oneof![Just("/users"), Just("/users/{id}"), Just("/v1/orders/{id}/items"), Just("/")];
    let method = prop_oneof![Just("GET"), Just("POST"), Just("DELETE")];
    let folder = proptest::option::of(prop_oneof![Just("Users"), Just("1. Orders"), Just("✨")]);
    let one = (word, route, method, folder, any::<Option<String>>());
    proptest::collection::vec(one, 1..12).prop_map(|all| {
        let subject = |(index, (word, route, method, folder, odd)): (usize, Drawn)| Subject {
            index,
            folders: folder.map(str::to_owned).into_iter().collect(),
            name: odd.unwrap_or_else(|| word.to_owned()),
            method: method.to_owned(),
            asks: false,
            route: route.to_owned(),
            hints: Vec::new(),
        };
        all.into_iter().enumerate().map(subject).collect()
    })
}

fn by_index(subjects: &[Subject]) -> BTreeMap<usize, Names> {
    subjects.iter().map(|subject| subject.index).zip(name(subjects)).collect()
}

proptest! {
    #[test]
    fn names_are_unique_short_and_plain(subjects in subjects()) {
        let names = name(&subjects);
        let unique = |values: Vec<String>| values.iter().collect::<BTreeSet<_>>().len() == values.len();
        prop_assert!(unique(names.iter().map(|names| names.id.clone()).collect()));
        prop_assert!(unique(names.iter().map(|names| names.mcp.clone()).collect()));
        prop_assert!(unique(names.iter().map(|names| names.cli.join(" ")).collect()));
        for names in &names {
            let plain = |text: &str, mark: u8| {
                !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == mark)
            };
            prop_assert!(names.mcp.len() <= 40 && plain(&names.mcp, b'_'), "{names:?}");
            prop_assert!(names.cli.iter().all(|word| plain(word, b'-')), "{names:?}");
        }
    }

    #[test]
    fn the_order_of_requests_decides_nothing(subjects in subjects(), turn in 0_usize..12) {
        let mut turned = subjects.clone();
        turned.rotate_left(turn % subjects.len());
        prop_assert_eq!(by_index(&subjects), by_index(&turned));
    }
}
