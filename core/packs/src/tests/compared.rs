use doorstep_domain::checklist::{Kind, Scale};
use doorstep_domain::pack::{Configured, Link, Pack, SignedBy};
use doorstep_domain::price::ItemKind;
use doorstep_domain::text::{Language, Text};

use super::priced::with_rules;
use super::warranty::warranty;
use super::{CHECKLIST, findings, lamp, lamp_with, published};
use crate::{builtin, compare};

/// What stands against a change of a pack as its next version.
fn against(pack: &Pack, change: impl FnOnce(&mut Pack)) -> Vec<String> {
    let mut next = pack.clone();
    next.version += 1;
    change(&mut next);
    findings(compare(pack, &next))
}

/// Compares the test pack with a changed version 2 of itself.
fn compared(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut next = lamp_with(file, from, to);
    let head = String::from_utf8(next["pack.yaml"].clone()).unwrap();
    next.insert("pack.yaml".into(), head.replace("version: 1", "version: 2").into_bytes());
    findings(compare(&published(&lamp()).pack, &published(&next).pack))
}

#[test]
fn what_people_read_and_new_options_may_change() {
    assert!(compared(CHECKLIST, "en: Is a ladder needed?", "en: Do you need a ladder?").is_empty());
    assert!(
        compared(
            CHECKLIST,
            "- { id: bulb,",
            "- { id: socket, title: { zh-CN: 插座, en: Socket } }\n          - { id: bulb,"
        )
        .is_empty()
    );
    assert!(compared(CHECKLIST, "must: should", "must: conditional").is_empty());
}

#[test]
fn a_step_never_changes_its_meaning() {
    assert_eq!(
        compared(CHECKLIST, "kind: yes_no", "kind: tick"),
        ["checklists/lamp.yaml: steps[0]: `ladder` was a yes_no and is a tick; give it a new id"]
    );
    assert_eq!(
        compared(CHECKLIST, "scale: 1, min", "scale: 2, min"),
        [
            "checklists/lamp.yaml: steps[1]: `ladder_length` changed its digits after the point from 1 to 2; give it a new id"
        ]
    );
    assert_eq!(
        compared(CHECKLIST, "kind: yes_no", "kind: yes_no\n    scope: job"),
        ["checklists/lamp.yaml: steps[0]: `ladder` changed its scope; give it a new id"]
    );
    assert_eq!(
        compared(CHECKLIST, "id: wiring", "id: cable"),
        ["checklists/lamp.yaml: steps[2]: `fault` lost its option `wiring`; give it a new id"]
    );
}

#[test]
fn versions_rise_and_a_new_lineage_starts_anew() {
    let lamp = published(&lamp()).pack;
    assert_eq!(findings(compare(&lamp, &lamp)), ["pack.yaml: version: 1 does not come after 1"]);
    let mut next = lamp.clone();
    next.version = 2;
    next.services.clear();
    assert_eq!(
        findings(compare(&lamp, &next)),
        ["pack.yaml: services.lamp-home: was in the previous version; jobs name it"]
    );
    next.lineage = 2;
    assert_eq!(compare(&lamp, &next), Ok(()));
}

#[test]
fn what_signatures_certificates_and_ratings_name_stays() {
    let lamp = published(&lamp()).pack;
    assert_eq!(
        against(&lamp, |next| {
            next.roles.remove("leader");
            next.signers.remove("customer_accept");
        }),
        [
            "pack.yaml: roles: lost `leader`; certificates name it",
            "pack.yaml: signers: lost `customer_accept`; signatures name it",
        ]
    );
    assert_eq!(
        against(&lamp, |next| {
            next.signers.get_mut("customer_accept").unwrap().by = SignedBy::Roles(vec!["leader".into()]);
        }),
        ["pack.yaml: signers.customer_accept: is signed by others than before; give it a new id"]
    );
    assert_eq!(
        against(&lamp, |next| {
            let checklist = next.checklists.get_mut("lamp").unwrap();
            checklist.outcomes.remove("absent");
            let Some(Scale::Grades { grades }) = checklist.scales.get_mut("grades") else { unreachable!() };
            grades.remove(1);
        }),
        [
            "checklists/lamp.yaml: outcomes: lost `absent`; visits ended so",
            "checklists/lamp.yaml: scales.grades: lost its grade `bad`; ratings name it",
        ]
    );
    assert_eq!(
        against(&lamp, |next| {
            let scale = Scale::Score { min: 0, max: 100 };
            next.checklists.get_mut("lamp").unwrap().scales.insert("grades".into(), scale);
        }),
        ["checklists/lamp.yaml: scales.grades: means something else than before; give it a new id"]
    );
}

#[test]
fn what_runs_in_jobs_under_way_stays() {
    let lamp = published(&lamp()).pack;
    let found = against(&lamp, |next| {
        let service = next.services.get_mut("lamp-home").unwrap();
        service.timing.timers.remove(0);
        service.timing.duties.clear();
        service.follow_ups[0].id = "visit".into();
    });
    assert_eq!(
        found,
        [
            "pack.yaml: services.lamp-home.timing.timers: lost `come`; it runs in jobs under way",
            "pack.yaml: services.lamp-home.timing.duties: lost `weekly_entry`; it runs in cases under way",
            "pack.yaml: services.lamp-home.follow_ups: lost `call`; tasks and their results name it",
        ]
    );
    let warranty = published(&warranty()).pack;
    let component =
        "pack.yaml: services.warranty.coverage.components: lost `swing_motor`; declared verdicts name it";
    let lost = |next: &mut Pack| {
        let coverage = next.services.get_mut("warranty").unwrap().coverage.as_mut().unwrap();
        coverage.components.retain(|component| component.id != "swing_motor");
    };
    assert_eq!(against(&warranty, lost), [component]);
    let property = published(&builtin("property-repair").unwrap()).pack;
    let found = against(&property, |next| {
        next.services.get_mut("longfor-dispatch").unwrap().links.remove(Link::COORDINATION);
    });
    assert_eq!(
        found,
        ["pack.yaml: services.longfor-dispatch.links: lost `coordination`; linked cases name it"]
    );
}

#[test]
fn what_lines_and_payments_name_stays() {
    let priced = published(&with_rules()).pack;
    let (name, book) = priced.price_books.first_key_value().unwrap();
    let (service, _) = priced.services.first_key_value().unwrap();
    let file = format!("prices/{name}.yaml");
    let first = |keys: Option<&String>| keys.unwrap().clone();
    let (item, surcharge) = (first(book.items.keys().next()), first(book.surcharges.keys().next()));
    let discount = first(book.discounts.keys().next());
    let method = first(book.payment.as_ref().unwrap().methods.keys().next());
    let found = against(&priced, |next| {
        let book = next.price_books.get_mut(name).unwrap();
        book.items.remove(&item);
        book.surcharges.remove(&surcharge);
        book.discounts.remove(&discount);
        book.payment.as_mut().unwrap().methods.remove(&method);
        book.currency.minor_digits = 0;
    });
    assert_eq!(
        found,
        [
            format!("{file}: currency: is another one; costs on lines are amounts of it"),
            format!("{file}: items: lost `{item}`; lines of quotes name it"),
            format!("{file}: surcharges: lost `{surcharge}`; accepted quotes carry it"),
            format!("{file}: discounts: lost `{discount}`; lines of quotes name it"),
            format!("{file}: payment.methods: lost `{method}`; payments name it"),
        ]
    );
    assert_eq!(
        against(&priced, |next| {
            next.services.get_mut(service).unwrap().price_book = Configured::NotConfigured;
        }),
        [format!(
            "pack.yaml: services.{service}.price_book: lost its prices; lines of quotes under way name them"
        )]
    );
}

#[test]
fn prices_may_change_but_not_what_one_of_an_item_is() {
    let lamp = published(&lamp()).pack;
    let change = |change: fn(&mut Pack)| against(&lamp, change);
    let otherwise =
        "prices/standard.yaml: items.change_bulb: is charged in another way or unit; give it a new code";
    fn bulb(next: &mut Pack) -> &mut doorstep_domain::price::Item<doorstep_domain::expr::Expr> {
        next.price_books.get_mut("standard").unwrap().items.get_mut("change_bulb").unwrap()
    }
    assert_eq!(change(|next| bulb(next).price = None), [""; 0]);
    assert_eq!(change(|next| bulb(next).kind = ItemKind::Fee), [otherwise]);
    assert_eq!(change(|next| bulb(next).unit = Text::verbatim("hour")), [""; 0], "a language more");
    let hour = |next: &mut Pack| {
        bulb(next).unit.0.insert(Language::english(), "an hour".into());
    };
    assert_eq!(change(hour), [otherwise]);
    // Another price book with the same codes and more is no loss.
    let moved = |next: &mut Pack| {
        let book = next.price_books.remove("standard").unwrap();
        next.price_books.insert("new".into(), book);
        next.services.get_mut("lamp-home").unwrap().price_book = Configured::Value("new".into());
    };
    assert_eq!(change(moved), [""; 0]);
}

#[test]
fn another_checklist_of_a_service_gives_its_steps_no_other_meaning() {
    let lamp = published(&lamp()).pack;
    let moved = |kind: Kind| {
        against(&lamp, |next| {
            let mut checklist = next.checklists["lamp"].clone();
            checklist.steps[0].kind = kind;
            next.checklists.insert("lamp-new".into(), checklist);
            next.services.get_mut("lamp-home").unwrap().checklist = "lamp-new".into();
        })
    };
    assert_eq!(moved(Kind::YesNo), [""; 0]);
    let changed = "checklists/lamp-new.yaml: steps[0]: `ladder` was a yes_no and is a tick; give it a new id";
    assert_eq!(moved(Kind::Tick), [changed]);
}
