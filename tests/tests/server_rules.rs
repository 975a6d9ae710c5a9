//! The rules about money, secrets and strangers' text that bind a server, each with the tests that prove it through a real
//! process; a rule whose proof is gone, ignored or never compiled is a failure.

use codegen_tests::proofs;

const RULES: &[(&str, &[&str])] = &[
    (
        "M2: an unknown outcome is a result of its own, with the call that finds out",
        &[
            "templates/runtime/tests/mcp/money.rs::a_lost_answer_is_an_unknown_outcome_with_its_lookup",
            "templates/runtime/tests/mcp/broken.rs::a_payment_whose_answer_never_comes_whole_has_an_unknown_outcome_and_is_sent_once",
            "templates/runtime/tests/mcp/protocol.rs::the_call_that_finds_out_goes_through_a_listed_tool",
            "tests/tests/mcp_faults.rs::a_payout_whose_answer_breaks_off_was_done_once_and_nobody_says_that_it_failed",
        ],
    ),
    (
        "M3: no double payment",
        &[
            "templates/runtime/tests/mcp/limits.rs::the_same_call_again_is_refused_until_the_caller_says_that_it_is_wanted",
            "templates/runtime/tests/mcp/limits.rs::a_killed_server_leaves_a_call_in_the_way_and_a_person_is_told_of_the_repeat",
        ],
    ),
    (
        "M4: what has begun to leave runs to its end",
        &[
            "templates/runtime/tests/mcp/money.rs::a_mutation_goes_on_when_its_client_leaves",
            "templates/runtime/tests/mcp/http.rs::a_signal_stops_reads_and_lets_mutations_end",
            "templates/runtime/tests/mcp/results.rs::a_client_that_vanished_reads_what_came_of_its_call",
            "templates/runtime/tests/mcp/vanish.rs::what_was_sent_ends_and_whoever_stays_is_served",
        ],
    ),
    (
        "M5: a confirmation shows what will be sent, whatever stands in it",
        &["templates/runtime/tests/mcp/money.rs::a_question_has_a_line_for_each_field_whatever_stands_in_it"],
    ),
    (
        "M6: a confirmation belongs to one call and is spent once",
        &[
            "templates/runtime/tests/mcp/money.rs::a_confirmation_belongs_to_one_call_and_is_spent_once",
            "templates/runtime/tests/mcp/clock.rs::a_confirmation_neither_ends_nor_lives_longer_by_the_wall_clock",
        ],
    ),
    (
        "M7: over HTTP money needs a token with the right to it, and a second factor where wanted",
        &[
            "templates/runtime/tests/mcp/principals.rs::without_the_right_to_money_even_a_yes_sends_nothing",
            "templates/runtime/tests/mcp/approvals.rs::without_the_operators_word_nothing_is_sent_though_the_client_says_yes_to_everything",
            "tests/tests/mcp_contract.rs::a_person_decides_about_a_payout_over_http",
        ],
    ),
    (
        "M8: limits hold, to the peso",
        &[
            "templates/runtime/tests/mcp/limits.rs::of_64_calls_through_two_servers_no_peso_goes_over",
            "templates/runtime/tests/mcp/limits.rs::state_that_cannot_be_written_refuses_dangerous_calls_only",
            "templates/runtime/tests/mcp/clock.rs::a_clock_set_back_frees_nothing_and_a_new_day_does",
        ],
    ),
    (
        "M9: rights, limits and read-only hold per operation",
        &[
            "templates/runtime/tests/mcp/principals.rs::rights_hold_for_an_operation_by_whatever_tool_it_is_called",
            "templates/runtime/tests/mcp/surface.rs::read_only_wins_over_all",
            "templates/runtime/tests/mcp/surface.rs::the_search_surface_finds_explains_and_runs_by_class",
        ],
    ),
    (
        "M12: a refused session is cured by one login and one repeat",
        &[
            "templates/runtime/tests/mcp/faults.rs::a_payment_refused_for_its_session_is_cured_once_with_a_new_token_and_the_same_reference",
            "tests/tests/mcp_faults.rs::a_refused_session_is_cured_once",
        ],
    ),
    (
        "K1: a secret stands in nothing that a server says, logs or writes",
        &[
            "templates/runtime/tests/mcp/canary.rs::no_secret_slips_out_whatever_happens",
            "templates/runtime/tests/mcp/secrets.rs::secrets_stay_inside",
        ],
    ),
    (
        "K2: credentials go to known hosts only",
        &[
            "templates/runtime/tests/mcp/start.rs::credentials_go_nowhere_else",
            "templates/runtime/tests/mcp/secrets.rs::a_redirect_carries_no_credential_away",
            "templates/runtime/tests/wire.rs::the_size_of_an_answer_is_bounded",
        ],
    ),
    (
        "K3: a working folder is not trusted",
        &["templates/runtime/tests/mcp/start.rs::a_file_of_the_working_folder_sets_harmless_variables_only"],
    ),
    (
        "K4: the lock pins what a collection may not change in silence",
        &["tests/tests/regenerate.rs::credentials_go_to_no_new_host_before_the_overlay_says_so"],
    ),
    (
        "K5: refused logins are not repeated, and secrets come from files too",
        &[
            "templates/runtime/tests/mcp/secrets.rs::two_refused_logins_stop_further_ones",
            "templates/runtime/tests/mcp/limits.rs::a_restart_is_no_new_chance_for_a_refused_login",
            "templates/runtime/tests/mcp/secrets.rs::every_secret_is_taken_from_a_file_too",
            "templates/runtime/tests/mcp/start.rs::all_missing_variables_are_named_at_once",
        ],
    ),
    (
        "K6: callers share nothing",
        &[
            "templates/runtime/tests/mcp/principals.rs::callers_share_nothing",
            "templates/runtime/tests/mcp/principals.rs::accounts_and_sessions_are_for_tokens_that_list_them",
            "templates/runtime/tests/mcp/results.rs::results_belong_to_their_caller_and_reads_leave_none",
        ],
    ),
    (
        "K7: changes leave a chain of entries, and what can leave none is not sent",
        &[
            "templates/runtime/tests/mcp/trail.rs::entries_of_two_servers_are_one_chain",
            "templates/runtime/tests/mcp/trail.rs::what_leaves_no_entry_is_not_sent",
            "templates/runtime/tests/mcp/trail.rs::what_can_leave_no_entry_is_not_even_offered",
            "templates/runtime/tests/mcp/trail.rs::entries_go_to_standard_error_where_that_is_said",
            "templates/runtime/tests/mcp/trail.rs::the_owner_of_a_log_sees_whether_it_is_whole",
            "templates/runtime/tests/mcp/trail.rs::a_call_that_a_crash_cut_short_is_listed",
            "templates/runtime/src/runtime/core/audit/tests.rs::edits_gaps_and_a_cut_end_are_found",
        ],
    ),
    (
        "T1: a collection injects nothing",
        &["tests/tests/hostile.rs::a_hostile_collection_becomes_crates_that_pass_their_tests"],
    ),
    (
        "T2: what the API says stays in structured content",
        &["templates/runtime/tests/mcp/secrets.rs::text_of_the_api_stays_in_structured_content"],
    ),
    (
        "T3: what a server passes on is harmless and short",
        &[
            "templates/runtime/tests/mcp/faults.rs::the_insides_of_a_broken_server_are_not_passed_on_whole",
            "templates/runtime/tests/mcp/secrets.rs::an_id_of_a_request_is_no_way_out_for_secrets",
        ],
    ),
    (
        "T4: a file is content, never a path",
        &["templates/runtime/tests/mcp/files.rs::a_file_is_content_never_a_path"],
    ),
];

#[test]
fn every_rule_that_binds_a_server_has_a_proof_that_runs() {
    let named = RULES.iter().map(|(rule, _)| rule.split(':').next().unwrap_or_default());
    let binding = "M2 M3 M4 M5 M6 M7 M8 M9 M12 K1 K2 K3 K4 K5 K6 K7 T1 T2 T3 T4";
    assert_eq!(named.collect::<Vec<_>>().join(" "), binding);
    let faults: Vec<String> = RULES
        .iter()
        .flat_map(|(rule, proofs)| {
            assert!(!proofs.is_empty(), "{rule}");
            proofs
                .iter()
                .filter_map(|proof| proofs::fault(proof))
                .map(move |fault| format!("{rule}: {fault}"))
        })
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}
