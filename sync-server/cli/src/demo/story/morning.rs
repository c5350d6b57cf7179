//! 08:00. The office hands out the day's jobs, both phones take them along.

use doorstep_domain::id::CaseId;

use super::super::clock::moment;
use super::super::office::NewJob;
use super::super::stage::Stage;
use crate::failure::Failure;

/// The day's jobs.
pub(crate) struct Jobs {
    /// The owner refuses the quote (catalogue scenario 4).
    pub(crate) refused: CaseId,
    /// Bulb and toilet in one half-hour (scenario 5).
    pub(crate) cellar: CaseId,
    /// A part is missing, a second visit follows (scenario 6).
    pub(crate) two_visits: CaseId,
    /// The owner rejects the new time (scenario 2).
    pub(crate) appointment: CaseId,
    /// Nobody is at home (scenario 1).
    pub(crate) absent: CaseId,
}

impl Jobs {
    /// All of them, in the order of the day.
    pub(crate) fn all(&self) -> [CaseId; 5] {
        [self.refused, self.cellar, self.two_visits, self.appointment, self.absent]
    }
}

pub(crate) fn tell(stage: &Stage) -> Result<Jobs, Failure> {
    stage.narrator.chapter("Monday morning, in the office");
    let job = |service, customer, address, report, hour, minute| {
        let start_ms = moment(0, hour, minute);
        stage.office.create_job(&NewJob {
            service,
            customer,
            address,
            report,
            start_ms,
            users: &["chen", "lin"],
        })
    };
    let jobs = Jobs {
        refused: job("tianli-slip", "Mrs Zhou", "Building 2, 101", "the tap in the bathroom drips", 9, 15)?,
        cellar: job(
            "longfor-dispatch",
            "Mr Wang",
            "Building 3, 402",
            "cellar lamp dark, toilet blocked",
            10,
            5,
        )?,
        two_visits: job(
            "longfor-dispatch",
            "Ms Li",
            "Building 5, 1203",
            "the kitchen drain stands still",
            11,
            30,
        )?,
        appointment: job(
            "longfor-dispatch",
            "Mr Zhao",
            "Building 7, 601",
            "the balcony socket is dead",
            14,
            0,
        )?,
        absent: job("repair-centre", "Mrs Sun", "Building 9, 303", "the hall lamp flickers", 16, 30)?,
    };
    stage.narrator.says("Office", "makes five jobs and gives them to Chen and to Lin, his team leader");
    for phone in stage.phones() {
        phone.says("takes the day along");
        phone.sync()?;
    }
    let list = stage.chen.core.jobs(&Default::default()).unwrap_or_default();
    stage.narrator.adds(&format!("{} jobs, price books and checklists are on Chen's phone", list.len()));
    Ok(jobs)
}
