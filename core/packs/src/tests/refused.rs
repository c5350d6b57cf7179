use doorstep_domain::fact::{ConsentWhat, SignatureRole};

use super::{CHECKLIST, PRICES, findings, lamp, lamp_with};
use crate::{Finding, compile_sources};

/// Publishing the test pack with one replacement finds exactly this.
fn refuses(file: &str, from: &str, to: &str, expected: &[&str]) {
    assert_eq!(findings(compile_sources(&lamp_with(file, from, to))), expected, "{from} -> {to}");
}

#[test]
fn a_finding_has_file_path_expression_and_reason() {
    let broken = lamp_with(CHECKLIST, "when: answers.ladder", "when: answers.lader");
    let report = compile_sources(&broken).unwrap_err();
    assert_eq!(
        report.findings[0],
        Finding {
            file: CHECKLIST.into(),
            line: Some(17),
            path: "steps[1].when".into(),
            expression: Some("answers.lader".into()),
            reason: "unknown name `answers.lader`; did you mean `answers.ladder`?".into(),
        }
    );
    assert_eq!(
        report.to_string(),
        "checklists/lamp.yaml:17: steps[1].when: `answers.lader` unknown name `answers.lader`; did you mean `answers.ladder`?"
    );
}

#[test]
fn a_choice_may_have_one_option_and_not_none() {
    let options = "          - { id: bulb, title: { zh-CN: 灯泡, en: Bulb } }
          - { id: wiring, title: { zh-CN: 线路, en: Wiring } }
";
    let without = |options: &str, left: &str| findings(compile_sources(&lamp_with(CHECKLIST, options, left)));
    assert_eq!(without(options.lines().last().unwrap(), ""), Vec::<String>::new());
    let none = without(
        &format!(
            "options:
{options}"
        ),
        "options: []
",
    );
    let expected =
        "checklists/lamp.yaml: steps[2].kind.choice.options: has 0 options; 1 to 1000 are possible";
    assert!(none.iter().any(|finding| finding == expected), "{none:#?}");
}

#[test]
fn everything_wrong_is_found_at_once() {
    let mut sources = lamp_with(CHECKLIST, "when: answers.ladder", "when: 1 + 1");
    let prices = String::from_utf8(sources[PRICES].clone()).unwrap();
    sources.insert(PRICES.into(), prices.replace("rounding: jiao }", "rounding: fen }").into_bytes());
    let head = String::from_utf8(sources["pack.yaml"].clone()).unwrap();
    sources.insert("pack.yaml".into(), head.replace("form: order", "form: slip").into_bytes());
    assert_eq!(
        findings(compile_sources(&sources)),
        [
            "checklists/lamp.yaml: steps[1].when: `1 + 1` is Int, but Bool is needed here",
            "pack.yaml: services.lamp-home.form: there is no form `slip`",
            "pack.yaml: forms.order: is not used by any service",
            "prices/standard.yaml: unlisted.rounding: `fen` is not one of the roundings",
        ]
    );
}

#[test]
fn a_limit_that_no_answer_can_be_is_refused() {
    refuses(
        CHECKLIST,
        r#"min: "1.0", max: "6.0""#,
        r#"min: "1.25", max: "6.00""#,
        &[
            "checklists/lamp.yaml: steps[1].kind.number.min: has more digits after the point than `scale` allows, 1",
        ],
    );
}

#[test]
fn expressions_are_refused_where_they_stand() {
    refuses(
        CHECKLIST,
        r#"answers.fault == "bulb""#,
        r#"answers.fault == "buld""#,
        &[
            r#"checklists/lamp.yaml: steps[4].when: `answers.fault == "buld"` compares answers.fault with `buld`, which it can never be (bulb, wiring)"#,
        ],
    );
    refuses(
        CHECKLIST,
        r#"dec("1.5")"#,
        "1.5",
        &[
            "checklists/lamp.yaml: steps[1].constraint.check: `answers.ladder_length >= 1.5` there are no floats: write dec(\"1.5\")",
        ],
    );
    refuses(
        PRICES,
        r#"answers.fault == "bulb""#,
        "quote.paid",
        &["prices/standard.yaml: items.change_bulb.when: `quote.paid` unknown name `quote.paid`"],
    );
    refuses(
        CHECKLIST,
        "when: quote.paid",
        "when: answers.customer_signs",
        &[
            "checklists/lamp.yaml: steps[3].when: `answers.customer_signs` unknown name `answers.customer_signs`",
        ],
    );
}

#[test]
fn references_of_a_checklist_lead_somewhere() {
    refuses(
        CHECKLIST,
        "phase: work",
        "phase: repair",
        &["checklists/lamp.yaml: steps[2].phase: there is no phase `repair`"],
    );
    refuses(
        CHECKLIST,
        "after: [fault]",
        "after: [cause]",
        &["checklists/lamp.yaml: steps[3].after: there is no step `cause`"],
    );
    refuses(
        CHECKLIST,
        "requires: [ladder]",
        "requires: [ring]",
        &["checklists/lamp.yaml: outcomes.absent.requires: there is no step `ring`"],
    );
    refuses(
        CHECKLIST,
        "scale: grades",
        "scale: stars",
        &["checklists/lamp.yaml: steps[5].kind: there is no scale `stars`"],
    );
    refuses(
        CHECKLIST,
        "what: quote",
        "what: entry",
        &[
            "checklists/lamp.yaml: steps[3].kind.consent.what: there is no word `entry` in the checklist or in pack.yaml",
        ],
    );
    refuses(
        CHECKLIST,
        "role: customer_accept",
        "role: owner",
        &[
            "checklists/lamp.yaml: steps[6].kind.signature.role: there is no signer `owner`",
            "pack.yaml: services.lamp-home.acceptance.indoor[0]: no signature step of the checklist `lamp` asks `customer_accept`",
        ],
    );
}

#[test]
fn references_of_the_pack_lead_somewhere() {
    refuses(
        "pack.yaml",
        "create_job: [office]",
        "create_job: [boss]",
        &["pack.yaml: permissions.create_job: there is no role `boss`"],
    );
    refuses(
        "pack.yaml",
        "role: office",
        "role: desk",
        &["pack.yaml: services.lamp-home.follow_ups[0].role: there is no role `desk`"],
    );
    refuses(
        "pack.yaml",
        "absent: absent",
        "absent: away",
        &["pack.yaml: services.lamp-home.reasons.absent: there is no list of reasons `away`"],
    );
    refuses(
        "pack.yaml",
        "guidance: [door]",
        "guidance: [bell]",
        &["pack.yaml: services.lamp-home.guidance[0]: there is no guidance card `bell`"],
    );
    refuses(
        "pack.yaml",
        "price_book: standard",
        "price_book: special",
        &[
            "pack.yaml: services.lamp-home.price_book: there is no price book `special`",
            "prices/standard.yaml: is not used by any service",
            "prices/standard.yaml: items.change_bulb.when: `answers.fault == \"bulb\"` unknown name `answers.fault`",
        ],
    );
}

#[test]
fn a_pack_asks_for_nothing_that_facts_cannot_say() {
    let consents = ConsentWhat::ALL.iter().map(|what| what.name()).collect::<Vec<_>>().join(", ");
    let roles = SignatureRole::ALL.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ");
    refuses(
        CHECKLIST,
        "  absent: {",
        "  away: {",
        &["checklists/lamp.yaml: outcomes.away: `away` is none of: done, absent, declined, unfinished"],
    );
    refuses(
        CHECKLIST,
        "what: quote",
        "what: after",
        &[&format!("checklists/lamp.yaml: steps[3].kind.consent.what: `after` is none of: {consents}")],
    );
    refuses(
        "pack.yaml",
        "signers:\n",
        "signers:\n  owner: { title: { zh-CN: 业主, en: Owner }, by: customer }\n",
        &[&format!("pack.yaml: signers.owner: `owner` is none of: {roles}")],
    );
    refuses(
        "pack.yaml",
        "override_appointment: [leader,",
        "override_appointment: [technician,",
        &[
            "pack.yaml: permissions.override_appointment: `technician` has not the authority for it; those who have are leader, supervisor, manager, office",
        ],
    );
    refuses(
        "pack.yaml",
        "en: Technician }, rank: 1",
        "en: Technician }, rank: 3",
        &["pack.yaml: roles.technician.rank: is above that of `leader`, who has more authority"],
    );
}

#[test]
fn ids_are_well_formed_and_different() {
    refuses(
        CHECKLIST,
        "id: replaced",
        "id: ladder",
        &["checklists/lamp.yaml: steps[4].id: `ladder` is there already"],
    );
    refuses(
        CHECKLIST,
        "id: replaced",
        "id: Re-placed",
        &[
            "checklists/lamp.yaml: steps[4].id: `Re-placed` is not an id such as pipe_plan: a small letter, then small letters, digits and _",
        ],
    );
    refuses(
        CHECKLIST,
        "id: wiring",
        "id: bulb",
        &["checklists/lamp.yaml: steps[2].kind: an option is there twice"],
    );
    refuses(
        "pack.yaml",
        "id: lamp-repair",
        "id: Lamp Repair",
        &["pack.yaml: id: `Lamp Repair` is not an id such as my-service"],
    );
}

#[test]
fn texts_exist_in_every_language_and_in_no_other() {
    refuses(
        CHECKLIST,
        "zh-CN: 故障, en: Fault",
        "en: Fault",
        &["checklists/lamp.yaml: steps[2].title: has no text in zh-CN"],
    );
    refuses(
        CHECKLIST,
        "en: Bulb }",
        "en: \" \" }",
        &["checklists/lamp.yaml: steps[2].kind.choice.options[0].title: has an empty text in en"],
    );
    refuses(
        "pack.yaml",
        "en: Lamp repair }",
        "en: Lamp repair, de: Lampen }",
        &["pack.yaml: title: is in de, which the pack does not declare"],
    );
    refuses(
        "guidance.yaml",
        "zh-CN: 您好，我是物业维修。, ",
        "",
        &["guidance.yaml: door.lines[0]: has no text in zh-CN"],
    );
}

#[test]
fn steps_that_wait_for_each_other_are_refused() {
    refuses(
        CHECKLIST,
        "    must: must\n    gating: true",
        "    must: must\n    after: [replaced]",
        &[
            "checklists/lamp.yaml: steps[2].after: the step waits for itself",
            "checklists/lamp.yaml: steps[3].after: the step waits for itself",
            "checklists/lamp.yaml: steps[4].after: the step waits for itself",
        ],
    );
    refuses(
        CHECKLIST,
        "    kind: yes_no\n    must: must",
        "    kind: yes_no\n    must: must\n    when: answers.fault == 'bulb' || answers.ladder",
        &["checklists/lamp.yaml: steps: these steps wait for each other: ladder -> ladder"],
    );
    refuses(
        CHECKLIST,
        "must: must\n    gating: true",
        "must: must\n    when: answers.replaced",
        &[
            "checklists/lamp.yaml: steps: these steps wait for each other: fault -> replaced -> consent -> fault",
        ],
    );
}

#[test]
fn a_checklist_that_cannot_be_completed_is_refused() {
    let constraint = |check: &str| {
        format!(
            "must: must\n    constraint: {{ check: '{check}', message: {{ zh-CN: 不行, en: Not so }} }}\n    gating: true"
        )
    };
    let refuses = |check: &str, expected: &[&str]| {
        refuses(CHECKLIST, "must: must\n    gating: true", &constraint(check), expected);
    };
    refuses(
        r#"answers.fault == "bulb" && job.area == "indoor""#,
        &[
            "checklists/lamp.yaml: steps: found no answers with which a visit of lamp-home can end as `done`, job.area = public, quote.paid = true; `fault` stands in the way",
        ],
    );
    refuses(
        "answers.ladder && answers.ladder_length > dec(\"6.0\")",
        &[
            "checklists/lamp.yaml: steps: found no answers with which a visit of lamp-home can end as `done`, job.area = indoor, quote.paid = true; `fault` stands in the way",
        ],
    );
    refuses("answers.ladder && answers.ladder_length > dec(\"5.9\")", &[]);
    refuses(
        r#"!answers.ladder && answers.fault == "wiring""#,
        &["checklists/lamp.yaml: steps[4].when: `replaced` is never asked: its condition holds in no visit"],
    );
}

#[test]
fn a_condition_that_yaml_reads_as_a_tag_is_named() {
    let reason = |tag: &str| {
        format!(
            "checklists/lamp.yaml: steps[1].when: begins with `{tag}`, which YAML reads as a tag: put the text into quotes"
        )
    };
    refuses(CHECKLIST, "when: answers.ladder", "when: !answers.ladder", &[&reason("!answers.ladder")]);
    refuses(CHECKLIST, "when: answers.ladder", "when: !(answers.ladder)", &[&reason("!(answers.ladder)")]);
}

#[test]
fn structure_is_refused_with_its_path() {
    refuses(
        CHECKLIST,
        "must: should",
        "must: perhaps",
        &["checklists/lamp.yaml: steps[5].must: unknown variant `perhaps`; known: must, should, conditional"],
    );
    refuses(
        CHECKLIST,
        "evidence: [{",
        "evidense: [{",
        &["checklists/lamp.yaml: steps[4].evidense: unknown field `evidense`; did you mean `evidence`?"],
    );
    refuses(
        "pack.yaml",
        "prepare_within_min: 5",
        "prepare_within_min: ~",
        &[
            "pack.yaml: services.lamp-home.parameters.prepare_within_min: invalid type: null, expected a value or `not_configured`",
        ],
    );
    refuses(
        "pack.yaml",
        "      prepare_within_min: 5\n",
        "",
        &["pack.yaml: services.lamp-home.parameters: missing field `prepare_within_min`"],
    );
    refuses(
        PRICES,
        "markup: \"1.30\"",
        "markup: 1.30",
        &["prices/standard.yaml: unlisted.markup: invalid type: floating point `1.3`, expected a string"],
    );
}

#[test]
fn a_key_written_twice_is_not_a_silent_loss() {
    let twice = lamp_with(PRICES, "  wiring:\n", "  change_bulb:\n");
    let found = findings(compile_sources(&twice));
    assert!(found[0].starts_with("prices/standard.yaml: is not YAML: "), "{found:?}");
    assert!(found[0].contains("duplicate"), "{found:?}");
}

#[test]
fn misplaced_files_are_refused() {
    let mut sources = lamp();
    sources.insert("checklists/old/lamp.yaml".into(), Vec::new());
    sources.remove("pack.yaml");
    assert_eq!(
        findings(compile_sources(&sources)),
        ["checklists/old/lamp.yaml: is not a part of a pack", "pack.yaml: is missing"]
    );
}

#[test]
fn a_step_that_is_never_asked_is_found() {
    refuses(
        CHECKLIST,
        "when: answers.ladder",
        "when: answers.ladder && !answers.ladder",
        &[
            "checklists/lamp.yaml: steps[1].when: `ladder_length` is never asked: its condition holds in no visit",
        ],
    );
}

#[test]
fn a_record_that_is_kept_no_time_at_all_is_refused() {
    refuses(
        "pack.yaml",
        "free: { years: 1 }",
        "free: { years: 0 }",
        &[
            "pack.yaml: services.lamp-home.retention.free: is no time at all: write `not_configured`, or how many years",
        ],
    );
}

#[test]
fn nothing_is_brought_back_that_nobody_took_along() {
    let rating = "kind: { rating: { scale: grades } }\n    must: should\n    when: job.area == \"indoor\"";
    let back = |when: &str| format!("kind: {{ custody_back: {{ signed: false }} }}\n    must: must\n{when}");
    refuses(
        CHECKLIST,
        rating,
        &back(""),
        &[
            "checklists/lamp.yaml: steps: found no answers with which a visit of lamp-home can end as `done`, job.area = indoor, quote.paid = true; `rating` stands in the way",
        ],
    );
    refuses(CHECKLIST, rating, &back("    when: job.custody_out"), &[]);
}

#[test]
fn what_is_hidden_is_hidden_from_roles_that_exist_and_do_not_lead() {
    let privacy = "retention: { free: { years: 1 }, paid: { years: 2 }, coordination: long_term }
    privacy: { hide: [], from: [leader, dancer], shown_from: { minutes_before: 0 }, hidden_after_min: 60, always: [phone], relay_number: ' ' }";
    refuses(
        "pack.yaml",
        "retention: { free: { years: 1 }, paid: { years: 2 }, coordination: long_term }",
        privacy,
        &[
            "pack.yaml: services.lamp-home.privacy.hide: names nothing that is hidden",
            "pack.yaml: services.lamp-home.privacy.from: there is no role `dancer`",
            "pack.yaml: services.lamp-home.privacy.from: `leader` leads and must see whom the visits are for",
            "pack.yaml: services.lamp-home.privacy.always: `phone` is not among what is hidden",
            "pack.yaml: services.lamp-home.privacy.shown_from: shows the address only when somebody should be there",
            "pack.yaml: services.lamp-home.privacy.relay_number: is empty: write `not_configured`, or the number",
        ],
    );
}

#[test]
fn a_default_is_an_answer_of_its_step_and_belongs_to_a_case_of_the_desk() {
    let of_a_job = "checklists/lamp.yaml: steps[1].default: a case of the desk begins with it, and `lamp-home` is none: a later visit would begin without";
    let default = |default: &str, expected: &[&str]| {
        let to = format!("    when: answers.ladder\n    default: {default}\n");
        refuses(CHECKLIST, "    when: answers.ladder\n", &to, expected);
    };
    default("dec(\"2.5\")", &[of_a_job]);
    default(
        "dec(\"9.0\")",
        &["checklists/lamp.yaml: steps[1].default: is no answer to `ladder_length`: at most 6.0", of_a_job],
    );
    default(
        "daysBetween(visit.date, visit.date)",
        &[
            "checklists/lamp.yaml: steps[1].default: `daysBetween(visit.date, visit.date)` is Int, but Decimal is needed here",
        ],
    );
    default(
        "answers.ladder",
        &["checklists/lamp.yaml: steps[1].default: `answers.ladder` unknown name `answers.ladder`"],
    );
    refuses(
        CHECKLIST,
        "    must: must\n    gating: true",
        "    must: must\n    default: '\"bulb\"'\n    gating: true",
        &["checklists/lamp.yaml: steps[2].default: a step that is signed off is looked at first"],
    );
}

#[test]
fn an_offer_does_not_depend_on_what_is_chosen_of_it() {
    let fault = "          - { id: wiring, title: { zh-CN: 线路, en: Wiring } }\n";
    let offered = |options: &str, when: &str| {
        format!("{fault}    offered: [{{ options: [{options}], when: '{when}' }}]\n")
    };
    refuses(
        CHECKLIST,
        fault,
        &offered("wiring", r#"answers.fault == "bulb""#),
        &[
            "checklists/lamp.yaml: steps[2].offered[0].when: reads the answer of `fault` itself, whose options it decides on",
        ],
    );
    refuses(
        CHECKLIST,
        fault,
        &offered("wiring, cable", "answers.ladder_length"),
        &[
            "checklists/lamp.yaml: steps[2].offered[0].options: there is no option `cable`",
            "checklists/lamp.yaml: steps[2].offered[0].when: `answers.ladder_length` is Decimal, but Bool is needed here",
        ],
    );
    // Nobody can answer what offers nothing.
    refuses(
        CHECKLIST,
        fault,
        &offered("bulb, wiring", "answers.ladder && !answers.ladder"),
        &[
            "checklists/lamp.yaml: steps: found no answers with which a visit of lamp-home can end as `done`, job.area = indoor, quote.paid = true; `fault` stands in the way",
        ],
    );
}
