//! What people read for the words that packs use: signer roles, consents, photo roles. A pack may say
//! it in its own way and add words of its own.

use std::collections::BTreeMap;

use super::definition::Checklist;
use crate::text::{Language, Text};

/// Word, Chinese, English. The roles are those of the catalogue's forms.
const KNOWN: &[(&str, &str, &str)] = &[
    ("customer_accept", "客户验收", "the customer, for acceptance"),
    ("customer_booking", "客户预约确认", "the customer, for the booking"),
    ("customer_quote_consent", "客户报价确认", "the customer, for the quote"),
    ("customer_risk_consent", "客户风险确认", "the customer, for the risk"),
    ("customer_cancel", "客户取消", "the customer, for the cancellation"),
    ("customer_return", "客户退货", "the customer, for the return"),
    ("customer_coordination_result", "客户确认协调结果", "the customer, for the result"),
    ("team_receive", "班组接单", "the team, for receipt"),
    ("leader_verify", "班长核实", "the team leader"),
    ("leader_public_accept", "班长公共区域验收", "the team leader, for acceptance"),
    ("manager_inspect", "主管检查", "the manager"),
    ("leader_inspect", "班长检查", "the team leader, for the inspection"),
    ("office_proxy", "办公室代签", "the office"),
    ("store_manager", "店长", "the store manager"),
    ("general_manager", "总经理批准", "the general manager"),
    ("department_head", "部门负责人批准", "the department head"),
    ("supervisor_accept", "主管验收", "the supervisor, for acceptance"),
    ("customer_custody_out", "客户确认带走", "the customer, for handing over"),
    ("customer_custody_back", "客户确认归还", "the customer, for having it back"),
    ("customer_refusal", "客户拒绝", "the customer, for the refusal"),
    ("office_accept", "办公室验收", "the office, for acceptance"),
    ("second_worker", "第二名工作人员", "the second worker"),
    ("technician_hand_in", "维修人员交单", "the technician, for handing in"),
    ("client_stamp", "客户盖章", "the client, with stamp"),
    ("quote", "报价", "the quote"),
    ("entry", "入户", "entering"),
    ("risk", "风险", "the risk"),
    ("move", "移动物品", "moving things"),
    ("custody", "带走物品", "taking it along"),
    ("data", "数据处理", "what happens to the data"),
    ("fee", "收费", "the fee"),
    ("open", "打开柜子或设备", "opening it"),
    ("other", "其他事项", "what the step says"),
    ("before", "维修前", "before"),
    ("after", "维修后", "after"),
    ("note", "留言条", "the note"),
    ("condition", "现状", "the condition"),
    ("agree_time", "预约时间", "to agree on a time"),
    ("verify_report", "核实报修", "to verify the report"),
    ("late", "告知迟到", "to say it will be late"),
    ("emergency_entry", "紧急入户", "for entry in an emergency"),
];

impl<E> Checklist<E> {
    /// What people read for a word of a fact (a signer role, a consent, what a photo shows, what a call was
    /// for): as the pack says, else as known, else the word itself.
    #[must_use]
    pub fn word(&self, word: &str) -> Text {
        name_of(word, &self.words)
    }
}

/// What people read for a word that packs and facts use, such as the role of a signer; else the word itself.
#[must_use]
pub fn known_word(word: &str) -> Text {
    name_of(word, &BTreeMap::new())
}

/// What people read for a word: as the pack says, else as known, else the word itself.
pub(super) fn name_of(word: &str, of_pack: &BTreeMap<String, Text>) -> Text {
    if let Some(text) = of_pack.get(word) {
        return text.clone();
    }
    match KNOWN.iter().find(|(known, ..)| *known == word) {
        Some((_, chinese, english)) => Text(BTreeMap::from([
            (Language::chinese(), (*chinese).to_owned()),
            (Language::english(), (*english).to_owned()),
        ])),
        None => Text::verbatim(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::{ConsentWhat, SignatureRole};

    #[test]
    fn every_role_and_consent_of_a_fact_has_a_name_for_people() {
        let roles = SignatureRole::ALL.iter().map(|role| role.name());
        for word in roles.chain(ConsentWhat::ALL.iter().map(|what| what.name())) {
            let name = name_of(word, &BTreeMap::new());
            assert_ne!(name, Text::verbatim(word), "{word}");
        }
    }

    #[test]
    fn a_pack_may_say_it_in_its_own_way() {
        let own = BTreeMap::from([("risk".to_owned(), Text::verbatim("the pipes"))]);
        assert_eq!(name_of("risk", &own), Text::verbatim("the pipes"));
        assert_eq!(name_of("open_cabinet", &own), Text::verbatim("open_cabinet"));
    }
}
