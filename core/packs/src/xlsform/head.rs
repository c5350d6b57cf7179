//! `pack.yaml` for a form: one service, the usual roles, nothing charged.

use doorstep_domain::pack::Sources;
use doorstep_domain::text::Language;
use serde_norway::Value;

use super::checklist::Built;
use super::kind::SIGNERS;
use super::settings::Settings;
use super::yaml::{list, map, ours, texts, word};
use crate::source::{PACK, checklist_file};

/// The files of the pack.
pub(super) fn sources(
    id: &str,
    settings: &Settings,
    title: &[(Language, String)],
    codes: &[Language],
    built: &Built,
) -> Sources {
    let head = head(id, settings, title, codes, built.signers);
    let mut sources = Sources::new();
    for (path, schema, value) in
        [(PACK.to_owned(), "pack", &head), (checklist_file(id), "checklist", &built.yaml)]
    {
        // Values of strings, numbers, lists and maps always have a text.
        let text = serde_norway::to_string(value).unwrap_or_default();
        let text =
            format!("# Made from an XLSForm; see docs/packs.md, and the JSON Schema `{schema}`.\n\n{text}");
        sources.insert(path, text.into_bytes());
    }
    sources
}

fn head(
    id: &str,
    settings: &Settings,
    title: &[(Language, String)],
    codes: &[Language],
    signers: usize,
) -> Value {
    let says = |chinese: &str, english: &str| Some(texts(&ours(codes, chinese, english)));
    let role = |title, rank: u32| Some(map([("title", title), ("rank", Some(rank.into()))]));
    map([
        ("id", word(id)),
        ("version", Some(settings.version.into())),
        ("lineage", Some(1.into())),
        ("title", Some(texts(title))),
        ("languages", list(codes.iter().map(|code| Value::String(code.0.clone())))),
        (
            "roles",
            Some(map([
                ("technician", role(says("服务人员", "Technician"), 1)),
                ("leader", role(says("班长", "Team leader"), 2)),
                ("office", role(says("办公室", "Office"), 2)),
            ])),
        ),
        ("permissions", Some(permissions())),
        ("signers", Some(signed_by(codes, signers))),
        ("services", Some(map([(id, Some(service(id, title, signers)))]))),
        ("forms", Some(form(title))),
        ("reasons", Some(reasons(codes))),
    ])
}

fn permissions() -> Value {
    let roles = |names: &[&str]| list(names.iter().map(|name| Value::String((*name).to_owned())));
    let everybody = roles(&["technician", "leader", "office"]);
    map([
        ("create_record", everybody.clone()),
        ("handle_desk", everybody.clone()),
        ("set_appointment", everybody),
        ("override_appointment", roles(&["leader", "office"])),
        ("work", roles(&["technician", "leader"])),
        ("archive", roles(&["leader", "office"])),
        ("cancel", roles(&["leader", "office"])),
    ])
}

fn signed_by(codes: &[Language], signers: usize) -> Value {
    let titles = [
        ("客户", "Customer"),
        ("服务人员", "Technician"),
        ("第二名工作人员", "Second worker"),
        ("主管", "Leader"),
    ];
    let who = |role: &str| match role {
        "customer_accept" => word("customer"),
        "supervisor_accept" => Some(map([("roles", list([Value::String("leader".to_owned())]))])),
        _ => Some(map([("roles", list([Value::String("technician".to_owned())]))])),
    };
    let signers = SIGNERS.iter().zip(titles).take(signers).map(|(role, (chinese, english))| {
        let title = texts(&ours(codes, chinese, english));
        ((*role).into(), map([("title", Some(title)), ("by", who(role))]))
    });
    Value::Mapping(signers.collect())
}

/// A record: a form says what is asked, and nothing of work, hours or prices. If somebody signs it, the customer does.
fn service(id: &str, title: &[(Language, String)], signers: usize) -> Value {
    let unknown = || word("not_configured");
    let accepted = list((signers > 0).then(|| Value::String(SIGNERS[0].to_owned())));
    map([
        ("title", Some(texts(title))),
        ("case", word("record")),
        ("checklist", word(id)),
        ("price_book", unknown()),
        ("form", word("form")),
        (
            "parameters",
            Some(map([
                ("prepare_within_min", unknown()),
                ("hand_in_within_days", unknown()),
                ("coordination", unknown()),
            ])),
        ),
        ("acceptance", Some(map([("indoor", accepted.clone()), ("public", accepted)]))),
        ("follow_ups", list([])),
        ("retention", Some(map([("free", unknown()), ("paid", unknown()), ("coordination", unknown())]))),
        ("reasons", Some(map([("cancelled", word("cancelled"))]))),
        ("guidance", list([])),
    ])
}

fn form(title: &[(Language, String)]) -> Value {
    let copy = map([("title", Some(texts(title))), ("indoor", word("desk")), ("public", word("desk"))]);
    map([("form", Some(map([("title", Some(texts(title))), ("copies", list([copy]))])))])
}

fn reasons(codes: &[Language]) -> Value {
    let says = |chinese: &str, english: &str| Some(texts(&ours(codes, chinese, english)));
    let mistake = map([("id", word("mistake")), ("title", says("填错了", "Made by mistake"))]);
    let list = map([
        ("title", says("取消原因", "Why it was cancelled")),
        ("reasons", list([mistake])),
        ("free_text", Some(Value::Bool(true))),
    ]);
    map([("cancelled", Some(list))])
}
