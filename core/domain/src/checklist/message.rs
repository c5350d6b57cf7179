//! What is missing, in words.

use super::answer::AnswerProblem;
use super::inputs::Approval;
use super::kind::WhichVisit;
use super::missing::{Missing, What};
use crate::fact::CustodyMove;
use crate::text::{Language, Text, capital};

impl Missing {
    /// One line for a list, such as `Photograph the pipe: 2 of 3 photos (before)`.
    #[must_use]
    pub fn message(&self, language: &Language) -> String {
        let (title, what) = (self.title.get(language), self.what.message(language));
        let line = language.labelled(title, &what);
        match &self.instance {
            Some(instance) => format!("{} · {line}", instance.name.get(language)),
            None => line,
        }
    }

    /// What is missing, for a line below the step itself, such as `2 of 3 photos (before)`.
    #[must_use]
    pub fn detail(&self, language: &Language) -> String {
        capital(&self.what.message(language))
    }
}

impl What {
    /// What is missing, without the step, such as `2 of 3 photos (before)`.
    #[must_use]
    pub fn message(&self, language: &Language) -> String {
        if language.is_chinese() { self.chinese(language) } else { self.english(language) }
    }

    fn chinese(&self, language: &Language) -> String {
        match self {
            Self::Answer => "未填写".to_owned(),
            Self::OtherAnswer { problem } => format!("填写有误，{}", chinese_problem(problem)),
            Self::NotOffered { chosen } => {
                format!("“{}”已不可选，请重新选择", titles(chosen, language, "、"))
            }
            Self::Options { have, need } => format!("已选 {have} 项，需 {need} 项"),
            Self::Constraint { message } => message.get(language).to_owned(),
            Self::Photos { role: None, have, need, .. } => format!("照片 {have}/{need}"),
            Self::Photos { name, have, need, .. } => format!("照片（{}）{have}/{need}", name.get(language)),
            Self::DoorAttempts { have, need, wait_s } => {
                format!("敲门 {have}/{need} 次，每次间隔 {wait_s} 秒")
            }
            Self::DoorAnswered => "尚无人应门".to_owned(),
            Self::Call { .. } => "未打电话".to_owned(),
            Self::Arrival => "未记录到达".to_owned(),
            Self::IdShown => "未出示证件".to_owned(),
            Self::Consent { name, more: Some(more), .. } => {
                format!("需客户再次同意（{}）：比已同意的多 {}", name.get(language), more.text(language))
            }
            Self::Consent { name, refused: true, .. } => format!("客户不同意（{}）", name.get(language)),
            Self::Consent { name, .. } => format!("需要客户同意（{}）", name.get(language)),
            Self::Quote => "未出示报价".to_owned(),
            Self::QuoteOptions { have, need } => format!("可选报价方案 {have}/{need}"),
            Self::Work { running: true } => "工作仍在计时".to_owned(),
            Self::Work { running: false } => "未记录工作".to_owned(),
            Self::Signature { name, provisional: true, .. } => {
                format!("签名（{}）待前面的步骤完成后生效", name.get(language))
            }
            Self::Signature { name, .. } => format!("缺少签名（{}）", name.get(language)),
            Self::Rating => "客户未评价".to_owned(),
            Self::Appointment { visit: WhichVisit::This } => "未预约时间".to_owned(),
            Self::Appointment { visit: WhichVisit::Next } => "未预约下次上门时间".to_owned(),
            Self::Entry => "无记录".to_owned(),
            Self::Coverage => "还不能判定是否在保：缺少回答，或期限没有设置".to_owned(),
            Self::Custody { moved: CustodyMove::Back } => "带走的物品尚未归还".to_owned(),
            Self::Custody { .. } => "未记录带走物品".to_owned(),
            Self::Approval { name, stands, .. } => {
                format!("{}（{}）", chinese_approval(*stands), name.get(language))
            }
            Self::Workers { have, need } => format!("在场工作人员 {have}/{need} 人，客户不计"),
            Self::Instances { have, need, .. } if have > need => {
                format!("已有 {have} 个，最多 {need} 个，请删去多余的")
            }
            Self::Instances { have, need, .. } => format!("已添加 {have} 个，至少 {need} 个"),
            Self::Duration { need_s } => format!("时间不够，至少 {need_s} 秒"),
            Self::Customer { changed: true } => "客户填写后内容有改动，请客户本人重新填写".to_owned(),
            Self::Customer { changed: false } => "须由客户本人填写，不能代填".to_owned(),
            Self::Confirmation { changed: true } => "确认后内容有改动，请重新确认".to_owned(),
            Self::Confirmation { changed: false } => "未确认完成".to_owned(),
            Self::EarlierStep { name, .. } => format!("请先完成“{}”", name.get(language)),
        }
    }

    fn english(&self, language: &Language) -> String {
        match self {
            Self::Answer => "not answered".to_owned(),
            Self::OtherAnswer { problem } => format!("not accepted, {problem}"),
            Self::NotOffered { chosen } => {
                format!("\"{}\" is not offered any more, choose again", titles(chosen, language, ", "))
            }
            Self::Options { have, need } => format!("{have} of {need} chosen"),
            Self::Constraint { message } => message.get(language).to_owned(),
            Self::Photos { role: None, have, need, .. } => format!("{have} of {need} photos"),
            Self::Photos { name, have, need, .. } => {
                format!("{have} of {need} photos ({})", name.get(language))
            }
            Self::DoorAttempts { have, need, wait_s } => {
                format!("{have} of {need} attempts at the door, {wait_s} seconds apart")
            }
            Self::DoorAnswered => "nobody has answered the door yet".to_owned(),
            Self::Call { .. } => "no call yet".to_owned(),
            Self::Arrival => "arrival not recorded".to_owned(),
            Self::IdShown => "badge not shown".to_owned(),
            Self::Consent { name, more: Some(more), .. } => {
                format!("the customer must agree again to {} ({})", more.text(language), name.get(language))
            }
            Self::Consent { name, refused: true, .. } => {
                format!("the customer does not agree ({})", name.get(language))
            }
            Self::Consent { name, .. } => format!("the customer must agree ({})", name.get(language)),
            Self::Quote => "no quote shown".to_owned(),
            Self::QuoteOptions { have, need } => format!("{have} of {need} quotes to choose from shown"),
            Self::Work { running: true } => "work is still running".to_owned(),
            Self::Work { running: false } => "no work recorded".to_owned(),
            Self::Signature { name, provisional: true, .. } => {
                format!("the signature ({}) counts once the steps before it are done", name.get(language))
            }
            Self::Signature { name, .. } => format!("signature missing ({})", name.get(language)),
            Self::Rating => "no rating by the customer".to_owned(),
            Self::Appointment { visit: WhichVisit::This } => "no appointment".to_owned(),
            Self::Appointment { visit: WhichVisit::Next } => "no appointment for the next visit".to_owned(),
            Self::Entry => "nothing recorded".to_owned(),
            Self::Coverage => "whether it is covered is not known yet: an answer is missing, or the period is not configured".to_owned(),
            Self::Custody { moved: CustodyMove::Back } => "what was taken along is not back".to_owned(),
            Self::Custody { .. } => "nothing recorded as taken along".to_owned(),
            Self::Approval { name, stands, .. } => {
                format!("{} ({})", english_approval(*stands), name.get(language))
            }
            Self::Workers { have, need } => {
                format!("{have} of {need} staff recorded as present; the customer does not count")
            }
            Self::Instances { have, need, .. } if have > need => {
                format!("{have} are there, at most {need} can be: strike out what is too many")
            }
            Self::Instances { have, need, .. } => format!("{have} of {need} added"),
            Self::Duration { need_s } => format!("too short, it takes at least {need_s} seconds"),
            Self::Customer { changed: true } => {
                "changed after the customer entered it, the customer enters it again".to_owned()
            }
            Self::Customer { changed: false } => "to be entered by the customer, nobody else may".to_owned(),
            Self::Confirmation { changed: true } => {
                "changed after it was confirmed, confirm it again".to_owned()
            }
            Self::Confirmation { changed: false } => "not confirmed as done".to_owned(),
            Self::EarlierStep { name, .. } => format!("first do \"{}\"", name.get(language)),
        }
    }
}

fn titles(chosen: &[Text], language: &Language, comma: &str) -> String {
    chosen.iter().map(|title| title.get(language)).collect::<Vec<_>>().join(comma)
}

fn chinese_approval(stands: Approval) -> &'static str {
    match stands {
        Approval::NotAsked => "尚未申请批准",
        Approval::Pending => "等待批准",
        Approval::Refused => "未获批准",
        Approval::Given => "已批准",
    }
}

fn english_approval(stands: Approval) -> &'static str {
    match stands {
        Approval::NotAsked => "approval not asked for yet",
        Approval::Pending => "waiting for approval",
        Approval::Refused => "not approved",
        Approval::Given => "approved",
    }
}

fn chinese_problem(problem: &AnswerProblem) -> String {
    match problem {
        AnswerProblem::NotAnswered => "此步骤无需填写".to_owned(),
        AnswerProblem::Type { .. } => "类型不符".to_owned(),
        AnswerProblem::Option { option } => format!("没有选项“{option}”"),
        AnswerProblem::Scale { scale: 0 } => "须为整数".to_owned(),
        AnswerProblem::Scale { scale } => format!("最多 {scale} 位小数"),
        AnswerProblem::Min { min } => format!("不得小于 {min}"),
        AnswerProblem::Max { max } => format!("不得大于 {max}"),
        AnswerProblem::Length { max_chars } => format!("最多 {max_chars} 个字"),
        AnswerProblem::Day => "日期无效".to_owned(),
        AnswerProblem::DayAndTime => "日期或时间无效".to_owned(),
    }
}
