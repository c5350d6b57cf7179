//! The words for enumerations and for the small words that facts carry: one table for the report and for the
//! pages of the office.

use doorstep_domain::case::{Handing, RecordCopy};
use doorstep_domain::document::LineField;
use doorstep_domain::fact::{
    Area, CallResult, ConsentWhat, CustodyMove, DoorMethod, Kind, PaymentPurpose, Phase, ReversalCause,
    Satisfaction, SignatureRole, StockPlace, VisitOutcome,
};
use doorstep_domain::fold::{Illegal, Outcome};
use doorstep_domain::pack::{Audience, Channel, Section};
use doorstep_domain::text::Language;

use super::{ITEM, QUANTITY, QUOTE, STRUCK_OUT, VISIT, WHAT, Word, word};
use crate::model::CheckState;

/// The outcome of a job.
#[must_use]
pub const fn outcome(outcome: &Outcome) -> Word {
    match outcome {
        Outcome::Open => word("Open", "处理中"),
        Outcome::WaitingForPart { .. } => word("Waiting for a part", "待配件"),
        Outcome::Completed { .. } => word("Completed", "已完成"),
        Outcome::Declined { .. } => word("Declined by the customer", "客户放弃维修"),
        Outcome::Cancelled { .. } => word("Cancelled", "已取消"),
        Outcome::Coordinated { .. } => word("Coordination order", "已转协调单"),
    }
}

/// How a visit ended.
#[must_use]
pub const fn visit_outcome(outcome: VisitOutcome) -> Word {
    match outcome {
        VisitOutcome::Done => word("Done", "完成"),
        VisitOutcome::Absent => word("Nobody home", "家中无人"),
        VisitOutcome::Declined => word("Quote declined", "客户未接受报价"),
        VisitOutcome::Unfinished => word("Not finished", "未完成"),
    }
}

/// What a payment is for.
#[must_use]
pub const fn purpose(purpose: PaymentPurpose) -> Word {
    match purpose {
        PaymentPurpose::Deposit => word("before the work", "预付"),
        PaymentPurpose::Balance => word("the amount due", "应付款"),
        PaymentPurpose::Refund => word("given back", "退款"),
        PaymentPurpose::Other => word("other", "其他"),
    }
}

/// Where the work is.
#[must_use]
pub const fn area(area: Area) -> Word {
    match area {
        Area::Indoor => word("In the home", "户内"),
        Area::Public => word("Public area", "公共区域"),
    }
}

/// What came of a call.
#[must_use]
pub const fn call_result(result: CallResult) -> Word {
    match result {
        CallResult::Agreed => word("agreed", "同意"),
        CallResult::Refused => word("refused", "拒绝"),
        CallResult::Reached => word("reached", "已接通"),
        CallResult::NoAnswer => word("no answer", "无人接听"),
        CallResult::WrongNumber => word("number does not exist", "空号"),
    }
}

/// How somebody made himself heard.
#[must_use]
pub const fn door_method(method: DoorMethod) -> Word {
    match method {
        DoorMethod::Bell => word("Bell", "按门铃"),
        DoorMethod::Knock => word("Knock", "敲门"),
    }
}

/// What a customer agreed to.
#[must_use]
pub const fn consent(what: ConsentWhat) -> Word {
    match what {
        ConsentWhat::Quote => word("Quote", "报价"),
        ConsentWhat::Risk => word("Risk", "风险"),
        ConsentWhat::Entry => word("Entering the home", "入户"),
        ConsentWhat::Move => word("Moving things", "移动物品"),
        ConsentWhat::Custody => word("Taking it along", "带走物品"),
        ConsentWhat::Data => word("Data", "数据处理"),
        ConsentWhat::Fee => word("Fee", "收费"),
        ConsentWhat::Open => word("Opening it", "打开柜子或设备"),
        ConsentWhat::Other => word("Other", "其他事项"),
    }
}

/// In which capacity somebody signs.
#[must_use]
pub const fn signature_role(role: SignatureRole) -> Word {
    match role {
        SignatureRole::CustomerAccept => word("Customer, accepting the work", "客户验收"),
        SignatureRole::CustomerQuoteConsent => word("Customer, agreeing to the quote", "客户确认报价"),
        SignatureRole::CustomerRiskConsent => word("Customer, taking the risk", "客户确认风险"),
        SignatureRole::LeaderPublicAccept => {
            word("Leader, accepting for the public area", "班长公共区域验收")
        }
        SignatureRole::LeaderVerify => word("Leader, verifying", "班长核实"),
        SignatureRole::TechnicianHandIn => word("Technician, handing in", "服务人员交单"),
        SignatureRole::CustomerCoordinationResult => word("Customer, on the result", "客户确认协调结果"),
        SignatureRole::ManagerInspect => word("Manager, inspecting", "主管检查"),
        SignatureRole::LeaderInspect => word("Team leader, inspecting", "班长检查"),
        SignatureRole::CustomerBooking => word("Customer, confirming the booking", "客户预约确认"),
        SignatureRole::CustomerCustodyOut => word("Customer, handing over", "客户确认带走"),
        SignatureRole::CustomerCustodyBack => word("Customer, having it back", "客户确认归还"),
        SignatureRole::CustomerRefusal => word("Customer, refusing", "客户拒绝"),
        SignatureRole::TeamReceive => word("Team, for receipt", "班组签收"),
        SignatureRole::OfficeProxy => word("Office, in place of the customer", "办公室代签"),
        SignatureRole::SupervisorAccept => word("Supervisor, accepting the work", "主管验收"),
        SignatureRole::CustomerCancel => word("Customer, cancelling", "客户取消订单"),
        SignatureRole::CustomerReturn => word("Customer, returning goods", "客户退货"),
        SignatureRole::StoreManager => word("Store manager", "店长"),
        SignatureRole::GeneralManager => word("General manager", "总经理"),
        SignatureRole::DepartmentHead => word("Head of department", "部门负责人"),
        SignatureRole::ClientStamp => word("Client, with stamp", "客户盖章"),
        SignatureRole::OfficeAccept => word("Office, accepting the work", "办公室验收"),
        SignatureRole::SecondWorker => word("Second worker", "第二名工作人员"),
    }
}

/// Why a deduction got its counter-entry.
#[must_use]
pub const fn reversal(cause: ReversalCause) -> Word {
    match cause {
        ReversalCause::WrongAccount => word("wrong account", "账户刷错"),
        ReversalCause::WrongCard => word("wrong card", "卡刷错"),
        ReversalCause::WrongOrder => word("wrong order", "工单刷错"),
        ReversalCause::Reopened => word("the job is open again", "工单重新打开"),
        ReversalCause::Cancelled => word("the job was cancelled", "工单已取消"),
        ReversalCause::Amount => word("the amount has changed", "金额有变"),
        ReversalCause::Twice => word("deducted twice", "重复扣费"),
    }
}

/// Whose copy it is.
#[must_use]
pub const fn audience(audience: Audience) -> Word {
    match audience {
        Audience::Desk => word("For the front desk", "前台留存"),
        Audience::Team => word("For the team", "班组留存"),
        Audience::Archive => word("For the archive", "客服归档"),
        Audience::Customer => word("For the customer", "客户留存"),
    }
}

/// What a copy is called: as its form says, else by who gets it.
#[must_use]
pub fn copy_titled(copy: &RecordCopy, language: &Language) -> String {
    let title = copy.title.as_ref().map(|title| title.get(language));
    title.unwrap_or_else(|| audience(copy.audience).say(language)).to_owned()
}

/// The audience that a fact names by a word.
pub(crate) fn audience_named(name: &str) -> Option<Word> {
    Some(match name {
        "desk" => word("Front desk", "前台"),
        "team" => word("Team", "班组"),
        "archive" => word("Archive", "客服归档"),
        "customer" => word("Customer", "客户"),
        _ => return None,
    })
}

/// How a copy is handed out.
#[must_use]
pub const fn handing(how: Handing) -> Word {
    match how {
        Handing::Paper => word("on paper", "纸质"),
        Handing::Shown => word("shown on the screen", "屏幕出示"),
        Handing::Message => word("as a message", "短信或消息"),
    }
}

/// What a person is to the legal owner, by the word of the fact.
pub(crate) fn relation_named(name: &str) -> Option<Word> {
    Some(match name {
        "owner" => word("owner", "业主"),
        "tenant" => word("tenant", "租户"),
        "family" => word("family", "家属"),
        "neighbour" => word("neighbour", "邻居"),
        _ => return None,
    })
}

/// Why a fact was taken out of effect, by the word of the ruling: what the server writes by itself. What a person
/// wrote stands for itself.
#[must_use]
pub fn ruling_named(reason: &str) -> Option<Word> {
    Some(match reason {
        "malformed" => word("It cannot be read", "内容无法识别"),
        "too_large" => word("It is too large", "内容过大"),
        "not_yours" => word("Its author was not allowed to do this", "作者无权执行此操作"),
        "certificate_revoked" => word("The phone was taken out of use before", "该手机此前已停用"),
        "accepted" => word("Accepted after all", "已重新接受"),
        _ => return None,
    })
}

/// Why a fact has no effect.
#[must_use]
pub fn illegal(reason: Illegal) -> Word {
    match reason {
        Illegal::CreatedTwice => word("the job was made before", "该单已创建"),
        Illegal::NotCreated => word("the job was not made yet", "该单尚未创建"),
        Illegal::NoVisit => word("there is no such visit", "没有该次上门"),
        Illegal::NoQuote => word("the quote was not shown", "报价尚未出示"),
        Illegal::VisitEnded => word("the visit had ended", "该次上门已结束"),
        Illegal::PhaseBackwards => word("the visit was further already", "上门进度已在其后"),
        Illegal::Outcome("completed") => word("the job was completed", "工单已完成"),
        Illegal::Outcome("declined") => word("the customer had declined", "客户已放弃维修"),
        Illegal::Outcome("cancelled") => word("the job was cancelled", "工单已取消"),
        Illegal::Outcome("coordinated") => word("it was a coordination order", "已转协调单"),
        Illegal::Outcome("open") => word("the job was open", "工单处于进行中"),
        Illegal::Outcome("waiting_for_part") => word("the job waited for a part", "工单在等配件"),
        Illegal::Outcome(_) => word("the job did not allow it", "工单状态不允许"),
        Illegal::Escalated => word("the leader settles the time", "时间由班长确定"),
        Illegal::Authority => word("the role does not allow it", "该角色无权操作"),
        Illegal::NothingMoved => word("nothing was moved", "没有物料移动"),
        Illegal::Dissatisfied => {
            word("the customer was dissatisfied and has not signed since", "客户不满意后尚未重新签字")
        }
        Illegal::NoReference => word("what it refers to is not known", "所引用的记录未知"),
    }
}

/// Why there is one more visit, by the word of the fact.
pub(crate) fn visit_reason_named(name: &str) -> Option<Word> {
    Some(match name {
        "absent" => word("nobody home before", "上次无人在家"),
        "part missing" => word("part missing", "缺配件"),
        "rework" => word("rework", "返工"),
        _ => return None,
    })
}

/// How far a visit is.
#[must_use]
pub const fn phase(phase: Phase) -> Word {
    match phase {
        Phase::Planned => word("Planned", "待上门"),
        Phase::Travelling => word("On the way", "在途"),
        Phase::Arrived => word("Arrived", "到达"),
        Phase::Working => word("At work", "作业中"),
        Phase::Ended => word("Ended", "已结束"),
    }
}

pub(crate) const fn line_field(field: LineField) -> Word {
    match field {
        LineField::Quote => QUOTE,
        LineField::Visit => VISIT,
        LineField::Item => ITEM,
        LineField::What => WHAT,
        LineField::Quantity => QUANTITY,
        LineField::Cost => word("Cost", "成本"),
        LineField::Deleted => STRUCK_OUT,
    }
}

/// What kind of thing happened.
#[must_use]
pub const fn kind(kind: Kind) -> Word {
    match kind {
        Kind::Created => word("Job made", "建单"),
        Kind::VisitPlanned => word("Visit planned", "安排上门"),
        Kind::Assigned => word("Assigned", "派工"),
        Kind::Appointed => word("Appointment", "预约"),
        Kind::Escalated => word("Handed to the leader", "转班长"),
        Kind::CallLogged => word("Call", "电话"),
        Kind::DoorAttempted => word("At the door", "敲门"),
        Kind::PhaseEntered => word("Visit", "上门"),
        Kind::WorkStarted => word("Work started", "开始作业"),
        Kind::WorkStopped => word("Work stopped", "停止作业"),
        Kind::Fetched => word("Fetching", "取料"),
        Kind::StepDone => word("Step done", "步骤完成"),
        Kind::PhotoTaken => word("Photo", "拍照"),
        Kind::QuoteOffered => word("Quote shown", "出示报价"),
        Kind::Consented => word("The customer decided", "客户答复"),
        Kind::Signed => word("Signed", "签名"),
        Kind::Rated => word("Rated", "客户评价"),
        Kind::Completed => word("Job completed", "完工"),
        Kind::Declined => word("Job declined", "客户放弃维修"),
        Kind::Cancelled => word("Job cancelled", "取消"),
        Kind::WaitingForPart => word("Waiting for a part", "待配件"),
        Kind::VisitEnded => word("Visit ended", "上门结束"),
        Kind::Coordinated => word("Made a coordination order", "转协调单"),
        Kind::Linked => word("Linked", "关联"),
        Kind::EntryAdded => word("Entry", "协调记录"),
        Kind::Reopened => word("Opened again", "重新打开"),
        Kind::Archived => word("Archived", "归档"),
        Kind::CopyDelivered => word("Copy handed out", "联次送达"),
        Kind::Approved => word("Approval", "审批"),
        Kind::NoticeSeen => word("Notice read", "已阅通知"),
        Kind::Decided => word("Decided", "已裁定"),
        Kind::HandedOver => word("File handed over", "移交"),
        Kind::OptionsOffered => word("Quotes to choose from", "出示多个方案"),
        Kind::Paid => word("Payment", "收付款"),
        Kind::Deducted => word("Taken from an account", "账户扣费"),
        Kind::DeductionReversed => word("Deduction reversed", "扣费冲正"),
        Kind::PartMoved => word("Part moved", "物料移动"),
        Kind::CustodyMoved => word("Custody", "代管物品"),
        Kind::Resumed => word("Can go on", "恢复处理"),
        Kind::FollowedUp => word("Follow-up", "回访"),
        Kind::ApprovalAsked => word("Approval asked for", "申请批准"),
        Kind::WorkerPresent => word("Colleague present", "同事在场"),
        Kind::ChecklistMoved => word("Newer checklist", "改用新版清单"),
        Kind::PhotoMarked => word("Photo marked", "标注照片"),
        Kind::Held => word("Legal hold", "法定保留"),
    }
}

/// Where a part can be.
#[must_use]
pub const fn stock_place(place: StockPlace) -> Word {
    match place {
        StockPlace::Van => word("van", "车上"),
        StockPlace::Warehouse => word("warehouse", "仓库"),
        StockPlace::Customer => word("customer", "客户处"),
        StockPlace::Workshop => word("workshop", "维修站"),
        StockPlace::Supplier => word("supplier", "供应商"),
        StockPlace::Scrap => word("scrap", "报废"),
    }
}

/// What happened with something of the customer's.
#[must_use]
pub const fn custody_move(moved: CustodyMove) -> Word {
    match moved {
        CustodyMove::Out => word("Taken along", "带走"),
        CustodyMove::Extended => word("Later return agreed", "约定延期归还"),
        CustodyMove::Back => word("Brought back", "归还"),
    }
}

/// How a customer is reached.
#[must_use]
pub const fn channel(channel: Channel) -> Word {
    match channel {
        Channel::Phone => word("by phone", "电话"),
        Channel::Visit => word("at the door", "上门"),
        Channel::Any => word("by phone or at the door", "电话或上门"),
    }
}

/// A field of a card that somebody corrected, such as `customer.phone`.
#[must_use]
pub fn correction_named(field: &str) -> Option<Word> {
    Some(match field {
        "customer.name" => word("the customer's name", "客户姓名"),
        "customer.phone" => word("the customer's telephone number", "客户电话"),
        "site.address" => word("the address", "地址"),
        "site.time_zone" => word("the time zone", "时区"),
        "reporter.name" => word("the name of who reported it", "报修人姓名"),
        "reporter.phone" => word("the telephone number of who reported it", "报修人电话"),
        "asset.model" => word("the model", "型号"),
        "asset.serial" => word("the serial number", "序列号"),
        _ => return None,
    })
}

/// What a customer says afterwards.
#[must_use]
pub const fn satisfaction(satisfied: Satisfaction) -> Word {
    match satisfied {
        Satisfaction::NotSaid => word("nothing said", "未表态"),
        Satisfaction::Satisfied => word("satisfied", "满意"),
        Satisfaction::Dissatisfied => word("dissatisfied", "不满意"),
    }
}

/// A part of the record, by its heading.
pub(crate) const fn section(section: Section) -> Word {
    match section {
        Section::Visits => super::VISITS,
        Section::Checklist => super::CHECKLIST,
        Section::Coverage => super::COVERAGE,
        Section::Prices => super::PRICE,
        Section::Trace => word("How the price came about", "价格依据"),
        Section::Materials => super::MATERIALS,
        Section::Consents => super::CONSENTS,
        Section::Ratings => super::RATING,
        Section::Photos => super::PHOTOS,
        Section::Entries => super::ENTRIES,
        Section::Decisions => super::DECISIONS,
        Section::Lost => super::LOST,
        Section::History => super::TIMELINE,
        Section::Copies => super::COPIES,
    }
}

pub(crate) const fn check_state(state: CheckState) -> Word {
    match state {
        CheckState::Done => word("Done", "完成"),
        CheckState::Missing => word("Missing", "缺少"),
        CheckState::Open => word("Not done", "未做"),
        CheckState::NotApplicable => word("Does not apply", "不适用"),
    }
}
