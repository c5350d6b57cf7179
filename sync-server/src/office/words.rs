//! Every fixed word of the office, in both languages, in one table. The words for roles, outcomes and whatever else
//! facts say are those of the report: [`doorstep_report::named`].

pub(super) use doorstep_report::Word;

const fn word(english: &'static str, chinese: &'static str) -> Word {
    Word::new(english, chinese)
}

/// What leads a reader to the other language, in that language.
pub(super) const OTHER_LANGUAGE: Word = word("中文", "English");

macro_rules! words {
    ($($name:ident: $english:literal, $chinese:literal;)+) => {
        $(pub(super) const $name: Word = word($english, $chinese);)+

        /// All words of the table, for the test that none is missing.
        #[cfg(test)]
        const ALL: &[Word] = &[$($name),+];
    };
}

words! {
    // Places and head
    JOBS: "Jobs", "工单";
    OPEN: "Open", "进行中";
    NEEDS_YOU: "Needs you", "待处理";
    CLOSED: "Closed", "已结束";
    ARCHIVED: "Archived", "已归档";
    LATE: "late", "迟到";
    AS_OF: "as of", "更新于";
    // Money beside the job
    DEDUCTIONS: "Deductions", "账户扣费";
    DEDUCTED: "Deducted", "已扣费";
    TO_BE_DEDUCTED: "To be deducted", "待扣费";
    NOTHING_TO_DEDUCT: "Nothing to deduct", "无需扣费";
    NO_ACCOUNT: "Nobody said which account pays", "未选择扣费账户";
    UNKNOWN_ACCOUNT: "Not an account of this service", "不是本服务的账户";
    CLOSED_ACCOUNT: "The account paid until", "该账户扣费截止";
    REVERSED: "Reversed", "已冲正";
    WRONG_ACCOUNT: "Wrong account", "刷错账户，冲正";
    RIGHT_ACCOUNT: "The right account", "正确的账户";
    WAGES: "Wages and scores", "工资与得分";
    FIGURES: "On time", "按时率";
    MONTH: "Month", "月份";
    NO_WEIGHT: "Not configured", "未配置";
    MONTH_BEFORE: "Month before", "上月";
    MONTH_AFTER: "Month after", "下月";
    MONTHS_BEFORE: "From months before", "上月结存";
    COMPUTE: "Compute", "计算";
    AS_TABLE: "Download as table (CSV)", "下载表格（CSV）";
    NO_WAGES: "No pack says how workers are paid.", "服务包中没有工资规则。";
    NO_HOURS: "No completed hours in this month.", "本月没有已完成的工时。";
    WORKER: "Worker", "人员";
    VISITS: "Visits", "上门次数";
    HOURS: "Hours", "工时";
    BASE_PART: "Base", "基本部分";
    SCORE: "Score, %", "得分 %";
    ABOUT_WHOM: "About", "对象";
    ENTERED: "entered by hand", "人工填写";
    NO_MARKS: "No marks yet. Evaluations, ratings and follow-ups give them.", "还没有评分。考核、评价和回访会产生评分。";
    MARK_MISSING: "Not marked yet", "尚未评分";
    WEIGHT_MISSING: "Weight not configured", "权重未设置";
    PROMISE: "What was promised", "承诺事项";
    KEPT: "In time", "按时";
    TOO_LATE: "Too late", "超时";
    RATE: "Rate", "比率";
    NOTHING_DUE_IN_MONTH: "Nothing was due in this month.", "本月没有到期的时限。";
    PERFORMANCE_PART: "Performance", "绩效部分";
    SWIPE_ERRORS: "Wrong swipes of deductions", "刷卡差错（差错 / 扣费）";
    // Signing in
    SIGN_IN: "Sign in to the office", "登录办公室";
    SIGN_IN_HOW: "Open the link that the server printed when it started, or enter the token from it.",
        "请打开服务器启动时显示的链接，或输入其中的令牌。";
    TOKEN: "Token", "令牌";
    ENTER: "Sign in", "登录";
    WRONG_TOKEN: "This is not the token of this office.", "令牌不正确。";
    // List
    LATE_AND_AT_RISK: "Late and at risk", "迟到与将迟到";
    NEED_DECISION: "Need a decision", "需要确认";
    NEEDS_DECISION: "Needs a decision", "需要确认";
    UNDER_WAY: "Under way", "进行中";
    TODAY: "Today", "今天";
    TOMORROW: "Tomorrow", "明天";
    YESTERDAY: "Yesterday", "昨天";
    LATER: "Later", "以后";
    NO_TIME: "No time yet", "未预约";
    AT_THE_DESK: "At the desk", "前台事项";
    KIND: "Kind", "类别";
    EVERY_KIND: "All kinds", "全部";
    JOB_KIND: "Job", "工单";
    COMPLAINT: "Complaint", "投诉";
    CANCELLATION: "Cancellation", "取消订单";
    RETURN: "Return or exchange", "退换货";
    FOLLOW_UP_CASE: "Care after the sale", "跟踪回访";
    CONTRACT: "Contract", "合同";
    BOOKING: "Booking", "预约";
    RECORD: "Record", "登记";
    SHOW: "Show", "显示";
    BEING_HANDLED: "Being handled", "办理中";
    OPEN_COMPLAINT: "This customer has an open complaint:", "该客户有未结投诉：";
    KEPT_BY: "Kept by", "首问负责人";
    FOLLOWS_FROM: "Follows from", "来自";
    FILL_IN: "To fill in", "填写";
    DECLARE_DONE: "Done", "已办";
    ADD: "Add:", "添加";
    STRIKE_OUT: "Strike out", "划掉";
    RESTORE: "Restore", "恢复";
    COMPLETE_CASE: "Complete", "办结";
    IS_DONE: "done", "已办";
    IS_OPEN: "not done yet", "未办";
    CALL_REACHED: "reached", "已联系上";
    CALL_AGREED: "reached, agrees", "同意";
    CALL_REFUSED: "reached, refuses", "不同意";
    CALL_NO_ANSWER: "no answer", "无人接听";
    WITH_WHOM: "With whom", "联系人";
    ADD_ENTRY: "Write an entry, in ink", "填写记录（不可修改）";
    COORDINATION_ORDERS: "Coordination orders", "协调单";
    ALL_CALM: "Nobody is late, and nothing needs a decision.", "没有迟到，也没有需要确认的内容。";
    STATE: "State", "状态";
    WHEN: "Visit", "上门时间";
    NUMBER: "Number", "编号";
    CUSTOMER: "Customer and report", "客户与报修内容";
    WHERE: "Address", "地址";
    WHO: "Technicians", "服务人员";
    TOTAL: "Total", "合计";
    NEWS: "Last news", "最近动态";
    NOBODY: "Nobody yet", "未派工";
    MORE: "Show more", "显示更多";
    EMPTY: "No jobs yet", "还没有工单";
    EMPTY_NEXT: "Make the first one here, or let a technician begin one on the phone: it appears by itself.",
        "在此新建第一个工单，或由服务人员在手机上建单，会自动显示。";
    EMPTY_PACKS: "First publish a pack: start the server with --pack property-repair.",
        "请先发布服务包：启动服务器时加上 --pack property-repair。";
    NOTHING_HERE: "Nothing here", "暂无内容";
    NOTHING_HERE_NEXT: "When there is something for you to do, it stands here.", "有需要处理的内容时会显示在这里。";
    NEW_JOB: "New job", "新建工单";
    // States
    LATE_BY: "Late by", "已迟到";
    STARTS_IN: "Starts in", "距开始";
    DUE_BY: "Due by", "最晚";
    PLANNED: "Planned", "待上门";
    TRAVELLING: "On the way", "在途";
    ARRIVED: "At the door", "已到达";
    WORKING: "At work", "作业中";
    NO_NEXT_VISIT: "No next visit", "未安排下次上门";
    TO_SETTLE: "Time to settle", "待确定时间";
    WAITING_FOR_PART: "Waiting for a part", "待配件";
    COMPLETED: "Completed", "已完成";
    DECLINED: "Declined", "客户放弃";
    CANCELLED: "Cancelled", "已取消";
    COORDINATED: "Made a coordination order", "已转协调单";
    COORDINATION: "Coordination order", "协调单";
    BEING_COORDINATED: "Being coordinated", "协调中";
    SETTLED: "Settled", "已解决";
    UNREADABLE: "Cannot be read", "无法读取";
    EMERGENCY: "Emergency", "紧急";
    TO_DECIDE: "to decide", "项待确认";
    TO_LOOK_AT: "to look at", "项待查看";
    // What is due
    DEADLINE: "Due", "时限";
    DUE_TODAY: "Due today", "今日到期";
    OVERDUE: "Overdue", "已逾期";
    OVERDUE_COUNT: "overdue", "逾期";
    NOTHING_DUE: "Nothing is due.", "没有到期事项。";
    DEADLINES: "Deadlines", "时限";
    BREACHED: "A promise was broken", "有违约";
    OVER_BY: "Over by", "已超时";
    STILL_HAS: "Time left", "剩余";
    DONE_LATE_BY: "Done, over by", "完成时已超时";
    MET: "In time", "按时完成";
    PAUSED: "Stands still", "暂停计时";
    NOT_STARTED: "Not begun", "尚未开始";
    DROPPED: "No longer needed", "不再需要";
    OUT_OF_HOURS: "Outside the hours of service", "服务时间以外";
    LIMIT_NOT_CONFIGURED: "Not configured", "未设置时限";
    COUNTS_AS_BREACH: "a breach if missed", "超时即违约";
    ONLY_WARNS: "only a warning", "仅提醒";
    AGREED_INSTEAD: "a later time was agreed", "已约定顺延";
    STOOD_STILL: "stood still for", "已暂停";
    WAITS_FOR: "waits for:", "待填写：";
    THIS_WEEK: "This week", "本周";
    THIS_MONTH: "This month", "本月";
    DUTY_ENDED: "Over", "已结束";
    MISSED: "Missed:", "未完成次数：";
    // Follow-ups and vans
    FOLLOW_UPS: "Follow-ups", "回访";
    TO_ASK: "To ask", "待回访";
    ASKED: "Asked", "已回访";
    WERE_DISSATISFIED: "Dissatisfied", "不满意";
    NOBODY_TO_ASK: "Nobody to ask", "没有回访任务";
    NOBODY_TO_ASK_NEXT: "When a job is completed and its service asks for a call, it stands here.",
        "工单完成后，按服务规则需要回访的会显示在这里。";
    REWORK_PLANNED: "Being done again", "已安排返工";
    WHEN_POSSIBLE: "When possible", "适时";
    NOT_REQUIRED: "not required", "非必须";
    WRITE_DOWN: "Write down what was said", "登记回访结果";
    VANS: "Vans", "车载库存";
    NOTHING_IN_VANS: "Nothing moved yet", "还没有物料记录";
    NOTHING_IN_VANS_NEXT: "When a technician records a part, his van stands here.", "服务人员登记物料后会显示在这里。";
    BELOW_ZERO: "below zero", "负库存";
    BELOW_ZERO_WHY: "below zero: more was taken out than was recorded as loaded. Look at the movements.",
        "项为负：取出多于装车记录，请核对物料移动。";
    OLD_PART: "old part", "旧件";
    MOVES: "Movements", "物料移动";
    // Coverage and acceptance
    CHECKED_BY: "checked by", "核定：";
    NOT_CHECKED_YET: "not checked yet", "尚未核定";
    DECIDED_BY: "Decided by", "依据";
    OTHER_COMPONENTS: "Not what this job is about", "与本单无关的部件";
    WAITS_FOR_ACCEPTANCE: "Waiting for acceptance", "待验收";
    RESUME: "It can go on", "可以继续处理";
    RESUME_REASON: "Why, such as that the part is here", "原因，例如配件已到";
    // One job
    BACK: "All jobs", "全部工单";
    REPORT: "Work report", "服务单";
    REPORTED: "Reported", "报修";
    BY: "by", "报修人";
    PUBLIC_AREA: "Public area", "公共区域";
    BOTH_KEPT: "Written without knowing of each other. All are kept. Which one counts?",
        "双方互不知情，均已保留。以哪一个为准？";
    THIS_COUNTS: "This counts", "以此为准";
    USED_MEANWHILE: "used meanwhile", "暂用";
    WROTE: "at", "写于";
    VISIT: "Visit", "上门";
    APPOINTMENT: "Appointment", "预约时间";
    TECHNICIANS: "Technicians", "服务人员";
    MASKED: "Masked", "已脱敏";
    CALL_OVER: "call over", "请拨";
    ARRIVED_AT: "Arrived", "到达";
    WORKED: "Worked", "作业";
    STILL_RUNNING: "still running", "进行中";
    AT_THE_DOOR: "At the door", "敲门";
    NOT_ANSWERED: "without an answer", "次无人应答";
    IN_CHARGE: "In charge", "负责人";
    LINKED: "Belongs together", "关联单";
    MADE_OF: "Made of job", "来自工单";
    GOES_ON_IN: "Goes on in coordination order", "转为协调单";
    BELONGS_TO: "Belongs to", "关联";
    ENTRIES: "Entries", "协调记录";
    TRACKED_BY: "Tracked by", "跟进人";
    ATTITUDE: "Opinion", "意见态度";
    NEXT: "What comes next", "下一步";
    QUOTE: "Quote", "报价";
    ITEM: "Item", "项目";
    QUANTITY: "Quantity", "数量";
    AMOUNT: "Amount", "金额";
    WITHOUT_TAX: "Without tax", "不含税";
    BEFORE_WORK: "To pay before the work", "施工前需付";
    PAID: "Paid", "已付";
    PENDING: "Pending", "待确认";
    DUE: "Still to pay", "待付";
    OVERPAID: "To give back", "应退";
    NOT_CONFIRMED: "Refused", "未批准";
    APPROVE: "Approve", "批准";
    REFUSE: "Refuse", "不批准";
    OTHER_CHOSEN: "Another option was chosen", "客户选择了其他方案";
    RECOMMENDED: "Recommended", "推荐";
    ASK_AGAIN: "Prices rose since the customer agreed: ask again", "客户同意后价格上涨，需重新征得同意";
    NOT_CONFIGURED: "Not configured", "价格未配置";
    ACCEPTED: "Accepted", "客户已同意";
    REFUSED: "Refused", "客户未接受";
    OPEN_ANSWER: "Not answered yet", "客户未答复";
    SIGNATURES: "Signatures", "签名";
    COPIES: "Copies", "联次";
    HOW: "How", "方式";
    HANDED_OUT: "Handed out", "已送达";
    NOT_HERE: "Not here yet", "尚未上传";
    SAME: "Unchanged since signing", "签名后无改动";
    CHANGED: "Changed since signing", "签名后有改动";
    UNKNOWN_SINCE: "Cannot be compared", "无法核对";
    BROKEN: "Not what was signed", "与签名内容不符";
    PHOTOS: "Photos", "照片";
    ON_ITS_WAY: "The photo itself is still on its way", "原图尚未到达";
    PRICE_LIST: "Price list", "价目表";
    NOTES: "Notes", "备注";
    CORRECTIONS: "Corrections", "更正";
    KEPT_BESIDE: "Kept beside what counts", "保留的其他记录";
    COUNTS: "counts", "生效";
    TO_LOOK_AT_TITLE: "To look at", "需要查看";
    READ: "I have read it", "已阅";
    HAS_READ: "read", "已阅";
    TIMELINE: "What happened", "过程记录";
    CAME_LATER: "reached the office", "到达办公室";
    LATER_BY: "later", "后";
    CLOCK_UNSURE: "clock not sure", "时钟存疑";
    CLOCK_SAID: "the clock said", "设备时钟显示";
    HISTORY: "History", "变更历史";
    JOB_FILE: "Job file", "工单文件";
    VERIFY: "Verify", "核验";
    VERIFY_HINT: "Say of a job file what in it can be proved: who signed what, when, and what changed since. Nothing is taken in.", "核验工单文件：谁在何时签署了什么、其后有何变动。不会导入任何内容。";
    VERIFY_FILE: "Verify the file", "核验文件";
    HISTORY_HINT: "Who changed what, when, on which device. What was overwritten is kept and struck through.", "谁在何时、用哪台设备改了什么。被覆盖的内容保留并划掉。";
    OVERWRITTEN: "overwritten since", "其后被覆盖";
    NOT_PROVEN: "No device has signed for this yet", "尚无设备为此签名";
    AS_IT_WAS: "The record as it was then", "当时的记录";
    WAITS: "facts wait for others to arrive", "条记录在等待其他记录";
    // Commands
    DO: "Do", "操作";
    ASSIGN: "Give it to somebody", "派工";
    ASSIGN_OTHERS: "Others, by user id", "其他人员（用户名）";
    APPOINT: "Agree a time", "预约时间";
    FROM: "From", "开始";
    UNTIL: "Until", "结束";
    REASON: "Reason", "原因";
    ADD_NOTE: "Add a note", "添加备注";
    TEXT: "Text", "内容";
    PLAN_VISIT: "Plan one more visit", "再安排一次上门";
    COORDINATE: "Make a coordination order", "转协调单";
    COORDINATE_FROM: "A coordination order is possible from", "可转协调单的日期：";
    CANCEL: "Cancel the job", "取消工单";
    REOPEN: "Open it again", "重新打开";
    ARCHIVE: "Check off and archive", "核对并归档";
    PLACE_HOLD: "Place a legal hold", "设置法定保留";
    LIFT_HOLD: "Lift the hold", "解除保留";
    LEGAL_HOLD: "Legal hold", "法定保留";
    NOT_ERASED: "Not erased while it stands", "保留期间不删除";
    ERASE: "Erase everywhere", "彻底删除";
    ERASE_WHAT: "Facts, notes, photos and signatures of this job are erased here and on every phone that has it. \
        Only its number, and whose hours and deductions it had, stay. This cannot be undone.",
        "将在服务器和所有持有该工单的手机上删除其记录、备注、照片和签名，仅保留工单号、工时和扣款。此操作无法撤销。";
    ERASE_CONFIRM: "To confirm, type the number", "请输入工单号以确认：";
    KEPT_UNTIL: "Kept until", "保存至";
    KEPT_LONG: "Kept for the long term", "长期保存";
    KEPT_NOT_CONFIGURED: "Kept: its period is not configured", "保存期限未配置，继续保存";
    KEPT_HELD: "Kept as long as the hold stands", "法定保留期间保存";
    KEPT_NOT_ARCHIVED: "Kept: not archived", "未归档，继续保存";
    KEPT_INCOMPLETE: "Kept: something of it has not arrived", "资料未到齐，继续保存";
    FREE_ORDER: "free order", "无偿工单";
    PAID_ORDER: "paid order", "有偿工单";
    ERASED: "Erased", "已删除";
    NOTHING_ERASED: "Nothing was erased", "没有删除过的工单";
    NOTHING_ERASED_NEXT: "What was kept long enough goes by itself, and stands here then.", "到期的工单会自动删除，并显示在这里。";
    GONE_FROM_PHONES: "Gone from phones", "手机已清除";
    LEFT_NOT_HEARD: "not heard of since", "尚未联系上";
    LEFT_REVOKED: "taken out before it was heard of", "已停用，未确认";
    LEFT_HELD: "still has it", "仍持有";
    LEFT_RESCUED: "keeps it hidden: work in it never reached the office", "有未上传的内容，仍隐藏保存";
    LEFT_NOTHING: "gone", "已清除";
    BY_HAND: "By hand", "人工删除";
    THE_OFFICE: "the office", "办公室";
    SAVE: "Save", "保存";
    NOT_DONE: "Not done", "未执行";
    STALE: "The job changed meanwhile. Look again, then decide.", "工单已有更新，请再看一遍后确认。";
    NOT_FOUND: "There is no such job", "没有这个工单";
    // Phones
    PHONES: "Phones", "手机";
    NO_PHONES: "No phone yet", "还没有手机";
    WORKS: "in use", "使用中";
    TAKEN_OUT: "taken out", "已停用";
    TAKE_OUT: "Take out", "停用";
    WIPE: "Lost: take out and wipe", "丢失：停用并清除";
    WIPE_MEANS: "The phone lets go of everything that the office holds, as soon as it is heard of. What never arrived here stays on it, locked.",
        "手机一旦联网，即清除办公室已保存的全部内容；未上传的内容仍锁定保留在手机上。";
    WIPE_FORCE: "What never arrived goes as well: the phone writes it into rescue files first",
        "未上传的内容也清除：手机先写入救援文件";
    WIPE_SURE: "I am sure: this cannot be undone", "确认执行，此操作无法撤销";
    WIPE_ORDERED: "Ordered to wipe", "下令清除";
    WIPE_GONE: "jobs gone", "个工单已清除";
    WIPE_LEFT: "jobs left, locked: work in them never arrived", "个工单未上传，锁定保留";
    RESCUED_SEALED: "rescue files, sealed with the company's key", "个救援文件（已用公司密钥加密）";
    RESCUED_OPEN: "rescue files that anybody with the phone can read", "个救援文件（未加密，持机者可读）";
    WIPED: "wiped", "已清除";
    WIPED_PARTLY: "partly wiped", "部分清除";
    WIPE_NOT_HEARD: "not heard of since", "尚未联系上";
    // New job
    NO_PEOPLE: "Nobody has a phone yet: invite somebody with a one-time code.", "还没有已登记的手机，请先发放一次性登记码。";
    SERVICE: "Service", "服务项目";
    CUSTOMER_NAME: "Customer", "客户姓名";
    PHONE: "Phone", "电话";
    WHAT_REPORTED: "What was reported", "报修内容";
    TIME_ZONE: "Time zone of the place", "当地时区";
    MAKE: "Make the job", "建单";
    KNOWN_ALREADY: "Known already", "已知信息";
    NOT_KNOWN: "Not known", "未知";
    YES: "Yes", "是";
    NO: "No", "否";
    // Oddities
    CANCELLED_WHILE_DONE: "Cancelled while it was being done and signed for. The work counts.",
        "取消时现场已完工并签字，以完工为准。";
    // Around the work
    ASKED_FOR: "Asked for", "申请";
    CUSTOMER_SAYS: "The customer is", "客户表示";
    NOT_REACHED: "not reached", "未联系上";
    UNCONFIRMED: "Signed on the phone of somebody who may not sign so. Confirm it or have it signed again.",
        "在无此签字权限的人员手机上签名，请确认或重新签字。";
    IN_PLACE: "Signed in the customer's place", "代客户签字";
    WITNESS: "Witness", "见证人";
    PROVISIONAL: "Signed before the work report was complete.", "签名时工作记录尚未完成。";
    ILLEGAL: "Not possible in the state that its author saw; it has no effect.", "作者当时的状态不允许，未生效。";
    FORK: "Two records of one phone do not know of each other. Was it copied or restored?",
        "同一设备出现两条互不知晓的记录，可能被复制或恢复过。";
    RULED: "Taken out of effect by the office.", "办公室裁定不生效。";
    CLOCK_JUMPED: "The clock of the phone was moved.", "手机时钟被调整过。";
    UNKNOWN_WORKER: "A badge of nobody who works on this job. Who was there?", "工牌不属于本单人员，请核实在场的是谁。";
    UNKNOWN_KIND: "Recorded by a newer version of the app.", "由新版应用记录。";
}

/// What a case is, unless it is a job.
pub(super) fn kind(kind: &str) -> Option<Word> {
    Some(match kind {
        "coordination" => COORDINATION,
        "complaint" => COMPLAINT,
        "cancellation" => CANCELLATION,
        "return" => RETURN,
        "follow_up" => FOLLOW_UP_CASE,
        "contract" => CONTRACT,
        "booking" => BOOKING,
        "record" => RECORD,
        _ => return None,
    })
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
}
