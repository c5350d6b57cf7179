//! Every fixed word of the report, in both languages, in one table.
//!
//! Words that a company chooses (steps, prices, roles of its own) come from its pack and are not here.

pub mod named;

use doorstep_domain::text::Language;

pub(crate) use named::*;

/// A language that the renderer speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

/// A word in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    english: &'static str,
    chinese: &'static str,
}

impl Word {
    /// A word of another table.
    #[must_use]
    pub const fn new(english: &'static str, chinese: &'static str) -> Self {
        Self { english, chinese }
    }

    /// The word in a language.
    #[must_use]
    pub fn say(self, language: &Language) -> &'static str {
        Tongue::of(language).say(self)
    }

    /// Whether both languages have it, each in its own letters.
    #[must_use]
    pub fn is_whole(self) -> bool {
        !self.english.is_empty() && self.english.is_ascii() && !self.chinese.is_ascii()
    }
}

impl Tongue {
    /// The tongue for a language: Chinese for every kind of Chinese, else English.
    #[must_use]
    pub fn of(language: &Language) -> Self {
        match language.0.split('-').next() {
            Some("zh") => Self::Chinese,
            _ => Self::English,
        }
    }

    /// The language of its words.
    pub(crate) fn language(self) -> Language {
        Language(self.tag().to_owned())
    }

    /// Its tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// What stands between the names of a list.
    pub(crate) const fn separator(self) -> &'static str {
        match self {
            Self::English => ", ",
            Self::Chinese => "、",
        }
    }

    /// A remark in brackets, with the brackets of the language.
    #[must_use]
    pub fn in_brackets(self, remark: &str) -> String {
        match self {
            Self::English => format!(" ({remark})"),
            Self::Chinese => format!("（{remark}）"),
        }
    }

    /// A word in this tongue.
    #[must_use]
    pub const fn say(self, word: Word) -> &'static str {
        match self {
            Self::English => word.english,
            Self::Chinese => word.chinese,
        }
    }
}

const fn word(english: &'static str, chinese: &'static str) -> Word {
    Word { english, chinese }
}

macro_rules! words {
    ($($name:ident: $english:literal, $chinese:literal;)+) => {
        $(#[cfg_attr(not(feature = "pdf"), allow(dead_code, reason = "some are said in a PDF only"))]
        pub(crate) const $name: Word = word($english, $chinese);)+

        /// All words of the table, for the test that none is missing.
        #[cfg(test)]
        pub(crate) const ALL: &[Word] = &[$($name),+];
    };
}

words! {
    // Head
    WORK_REPORT: "Work report", "上门服务单";
    NUMBER: "No.", "编号";
    COPY: "Copy", "联次";
    ARCHIVED: "Archived", "已归档";
    // Subject
    CUSTOMER: "Customer", "客户";
    PHONE: "Phone", "电话";
    ADDRESS: "Address", "地址";
    REPORTED_BY: "Reported by", "报修人";
    REPORTED_AT: "Reported", "报修时间";
    REPORT: "What was reported", "报修内容";
    SERVICE: "Service", "服务项目";
    AREA: "Place", "区域";
    TECHNICIANS: "Technicians", "服务人员";
    EMERGENCY: "Emergency", "紧急";
    // Figures
    TOTAL: "Total", "合计";
    WORK_TIME: "Work time", "工时";
    RATING: "Rating", "客户评价";
    NO_RATING: "Not rated", "未评价";
    NO_TOTAL: "No total yet", "暂无合计";
    NO_PRICE: "No price shown", "未出示报价";
    // Visits
    VISITS: "Visits", "上门记录";
    VISIT: "Visit", "上门";
    NO_VISITS: "Nobody has been there yet.", "尚未上门。";
    APPOINTMENT: "Appointment", "预约时间";
    EARLIER_APPOINTMENT: "Earlier appointment", "原预约";
    ARRIVED: "Arrived", "到达";
    WORKED: "Worked", "作业";
    STILL_WORKING: "still running", "进行中";
    FETCHING: "without fetching things", "不含取料";
    CALL: "Call", "电话联系";
    AT_THE_DOOR: "At the door", "敲门";
    PROPOSED: "proposed", "提议";
    APOLOGISED: "apologised", "已致歉";
    ESCALATED: "The leader had to settle the time.", "改约被拒，由班长确定时间。";
    ANSWERED: "answered", "有人应答";
    HELD: "not to be erased", "不得删除";
    LIFTED: "lifted", "已解除";
    NO_ANSWER: "no answer", "无人应答";
    REASON: "Reason", "原因";
    RESPONSIBLE: "In charge", "负责人";
    PLAN: "Plan", "计划";
    NEXT_TIME: "When", "时间";
    REMAINING: "Still to do", "遗留事项";
    UNDER_WAY: "Not ended", "未结束";
    // Checklist
    CHECKLIST: "Checklist", "检查清单";
    STEP: "Step", "步骤";
    ANSWER: "Answer and evidence", "记录与凭证";
    STATE: "State", "状态";
    // Coverage
    COVERAGE: "Covered and paid", "保障与收费";
    COMPONENT: "Component", "部件";
    WHY: "Why", "依据";
    // Price
    PRICE: "Price", "收费明细";
    ITEM: "Item", "项目";
    QUANTITY: "Quantity", "数量";
    AMOUNT: "Amount", "金额";
    NOT_CONFIGURED: "Not configured", "价格未配置";
    ACCEPTED: "Accepted by the customer", "客户已同意";
    REFUSED: "Refused by the customer", "客户未接受";
    NOT_ANSWERED: "Not answered yet", "客户未答复";
    WITHOUT_TAX: "Without tax", "不含税";
    BEFORE_WORK: "To pay before the work", "施工前需付";
    PAID: "Paid", "已付";
    PENDING: "Pending until the office confirms", "待办公室确认";
    DUE: "Still to pay", "待付";
    OVERPAID: "To give back", "应退";
    OTHER_CHOSEN: "Another option was chosen", "客户选择了其他方案";
    AGREED_BEFORE: "Agreed to the prices before", "客户同意的是变更前的价格";
    ASK_AGAIN: "The customer must be asked again", "需重新征得客户同意";
    RECOMMENDED: "Recommended", "推荐";
    CHOICE: "Chosen option", "选定方案";
    ENTERED_BY_CUSTOMER: "entered by the customer", "客户本人填写";
    PRICES_FROM: "Prices from", "价目依据";
    UNKNOWN_WORKER: "badge of nobody who is known in this job", "工牌不属于本单人员";
    CHECKLIST_OF: "Checklist from", "清单依据";
    MATERIALS: "Materials", "材料";
    UNIT_PRICE: "Unit price", "单价";
    NOTE: "Note", "备注";
    // Price list
    PRICE_LIST: "Price list", "收费公示";
    VALID_FROM: "Valid from", "生效日期";
    LABOUR: "Work", "工时服务";
    FEES: "Services and fees", "服务与费用";
    CREDITS: "Given to the customer", "赔付";
    UNIT: "Unit", "单位";
    PRICE_EACH: "Price", "单价";
    FREE: "Free", "免费";
    BY_AGREEMENT: "By agreement", "面议";
    TERMS: "How it is charged", "收费说明";
    SURCHARGE: "Surcharge", "附加";
    DISCOUNT: "Discount", "优惠";
    UNLISTED_TERMS: "Materials that are not on this list are priced and shown before they are used.",
            "价目表外材料先报价，经客户同意后使用。";
    QUOTE_FIRST: "Work begins after the customer has agreed to the quote.", "经客户同意报价后方可施工。";
    // Consents and opinion
    CONSENTS: "Consents and refusals", "客户意见";
    AGREED: "Agreed", "同意";
    DECLINED: "Refused", "拒绝";
    OPINION: "The customer's own words", "客户原话";
    // Photos
    PHOTOS: "Photos", "照片";
    TAKEN_BACK: "taken back", "已撤销";
    PHOTO_UNREADABLE: "This picture cannot be drawn", "此照片无法显示";
    PHOTO_ELSEWHERE: "Picture not on this device", "照片不在本机";
    // Signatures
    SIGNATURES: "Signatures", "签名";
    NOT_SIGNED: "Not signed", "未签名";
    NOBODY_SIGNED: "Nobody has signed yet.", "尚无签名。";
    STROKES_ELSEWHERE: "Strokes not on this device", "笔迹不在本机";
    PROVISIONAL: "Signed before the work report was complete", "签名时工作记录尚未完成";
    UNCONFIRMED: "To be confirmed: signed on a colleague's phone", "待确认：在同事手机上签名";
    IN_PLACE: "Signed in the customer's place", "代签";
    WITNESS: "Witness", "见证人";
    SAME: "Unchanged since signing", "签名后无改动";
    UNKNOWN_SINCE: "Cannot be compared on this device", "本机无法核对签名后的改动";
    BROKEN: "The stored view is not the one that was signed", "保存的内容与签名内容不符";
    CHANGED: "Changed since signing", "签名后有改动";
    DIGEST: "Digest", "摘要";
    // Coordination
    ENTRIES: "Coordination entries", "协调记录";
    TRACKED_BY: "Tracked by", "跟进人";
    PLACE: "Where", "地点";
    CONTACT: "With", "联系人";
    CONTENT: "What", "内容";
    ATTITUDE: "Opinion", "意见态度";
    // Decisions
    DECISIONS: "Needs a decision", "需要确认";
    ALL_KEPT: "All are kept. Which one counts?", "均已保留，以哪一个为准？";
    USED_MEANWHILE: "used meanwhile", "暂用";
    LOST: "Kept beside what counts", "保留的其他记录";
    COUNTS: "Counts", "生效";
    DOES_NOT_COUNT: "Does not count", "未生效";
    // History
    TIMELINE: "What happened", "过程记录";
    WHEN: "When", "时间";
    WHAT: "What", "事项";
    WHO: "Who", "人员";
    DEVICE: "Device", "设备";
    CLOCK_UNSURE: "clock not sure", "时钟存疑";
    COPIES: "Copies handed out", "联次送达";
    // Facts and fields
    RESULT: "Result", "结果";
    QUOTE: "Quote", "报价";
    UNLISTED: "not on the price list", "价目表外";
    ESCALATION: "Time to be settled by the leader", "由班长确定时间";
    CONSENT_TO_QUOTE: "Consent to the quote", "客户对报价的答复";
    APPROVAL: "Approval", "审批";
    CORRECTION: "Correction", "更正";
    WROTE: "Wrote", "填写";
    YES: "yes", "是";
    NO: "no", "否";
    CLEARED: "cleared", "已清空";
    STRUCK_OUT: "struck out", "已划掉";
    BACK: "back", "返回";
    OLD_PART: "old part", "旧件";
    NOT_REACHED: "nobody reached", "未联系上";
    UNKNOWN_FACT: "Recorded by a newer version of the app", "由新版应用记录";
    // Foot
    SEAL: "Seal of this record", "记录校验";
    CASE: "Case", "档案号";
    RULES: "Rules", "规则";
    RULES_VERSION: "rules version", "规则版本";
    STATE_OF: "State", "版本";
    AS_OF: "Newest entry", "最新记录";
    CODE_SAYS: "The code names this case and this state of it, nothing else.", "二维码仅含本档案号与版本校验值。";
    LEFT_OUT: "Not on this copy", "本联不含";
    LETTERS_MISSING: "A box stands for a character that the font of this file does not have.",
            "方框表示本文件字体缺少的字符。";
    VERIFY: "Anyone who holds the record can check the signatures offline against these digests.",
            "持有本记录者可离线核对以上摘要与签名。";
    TIMES_IN: "Times in", "时间按";
    ZONE_UNKNOWN: "The time zone of the place is not understood; times are in UTC", "无法识别当地时区，时间按 UTC 显示";
    CHANGED_AFTER_SIGNING: "The record was changed after it was signed.", "签名后记录有改动。";
    UNSOLVED: "Some values need a decision.", "有内容需要确认。";
    MISSING_PRICES: "Prices are missing, so there is no total.", "有价格未配置，暂无合计。";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_languages() {
        for word in ALL {
            assert!(word.is_whole(), "{word:?}");
        }
    }

    #[test]
    fn a_language_finds_its_tongue() {
        let tongue = |tag: &str| Tongue::of(&Language(tag.to_owned()));
        assert_eq!(tongue("zh-CN"), Tongue::Chinese);
        assert_eq!(tongue("zh-Hans-SG"), Tongue::Chinese);
        assert_eq!(tongue("en-GB"), Tongue::English);
        assert_eq!(tongue("fr"), Tongue::English);
    }
}
