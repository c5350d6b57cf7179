//! The words for where somebody's work is. Every screen and message takes them from here.

use doorstep_domain::text::Language;

/// Where the work of a job is, as its technician asks: is it safe?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Delivery {
    /// The office holds it and has said so, signed.
    StoredSafely,
    /// The office took it.
    Sent,
    /// On this phone; nothing stands against sending it.
    Saved,
    /// On this phone; the last try reached nothing.
    WaitingForSignal,
    /// Something needs a person's decision.
    NeedsDecision,
    /// The office refused something; it is kept and shown.
    Refused,
}

impl Delivery {
    /// What people read.
    #[must_use]
    pub fn words(self, language: &Language) -> &'static str {
        let (english, chinese) = match self {
            Self::StoredSafely => ("Stored safely", "办公室已保存"),
            Self::Sent => ("Sent to the office", "已发送"),
            Self::Saved => ("Saved on this phone", "已存本机"),
            Self::WaitingForSignal => ("Waiting for signal", "等待信号"),
            Self::NeedsDecision => ("Needs a decision", "需要确认"),
            Self::Refused => ("Refused", "被退回"),
        };
        if language.0.starts_with("zh") { chinese } else { english }
    }
}
