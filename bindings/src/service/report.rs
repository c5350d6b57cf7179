//! The work report: paper for the customer, the office and the archive.

use std::path::Path;

use doorstep_core::Company;
use doorstep_domain::id::CaseId;
use doorstep_domain::pack::Audience;
use doorstep_domain::text::Language;

use super::Jobs;
use crate::error::DoorstepError;

/// A report to be written into a file.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewReport {
    /// The file; one that is there is replaced.
    pub path: String,
    /// What kind of file.
    pub format: ReportFormat,
    /// Who did the work, as the head of the paper says it.
    pub company: String,
    /// Telephone number or address for questions.
    #[uniffi(default = None)]
    pub contact: Option<String>,
    /// Whose copy it is; absent for the record itself.
    #[uniffi(default = None)]
    pub audience: Option<Audience>,
    /// Language of the reader, if it is not the app's.
    #[uniffi(default = None)]
    pub language: Option<String>,
}

/// Kinds of files for a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ReportFormat {
    /// One self-contained page, for a screen of any size and for paper.
    Html,
    /// A4, the same bytes as the office makes.
    Pdf,
}

#[uniffi::export]
impl Jobs {
    /// Writes the work report of a job into a file, with the signatures drawn in it.
    ///
    /// Blocking: HTML under 100 ms; PDF under a second, the first one after a start longer, because the font is read.
    /// Offline: yes. Errors: `NotFound` (job, pack, or the font of PDF reports, which comes with a synchronisation; the
    /// page of HTML needs none), `InvalidInput` (path), `NotEnrolled`, `Closed`, `Storage`.
    pub fn write_report(&self, case: CaseId, report: NewReport) -> Result<(), DoorstepError> {
        let NewReport { path, format, company, contact, audience, language } = report;
        let company = Company { name: company, contact };
        let language = language.map_or_else(|| self.handle.language.clone(), Language);
        self.handle.run(|core| {
            let bytes = match format {
                ReportFormat::Html => core.work_report(case, &language, &company, audience)?.into_bytes(),
                ReportFormat::Pdf => core.report_pdf(case, &language, &company, audience)?,
            };
            std::fs::write(Path::new(&path), bytes).map_err(doorstep_core::Error::File)
        })
    }

    /// Writes the price list of a job's service into a file, to be shown before the work. `audience` of the report says
    /// nothing here: prices are the same for everybody.
    ///
    /// Blocking: as `write_report`. Offline: yes. Errors: as `write_report`; `NotFound` also if the service has no prices.
    pub fn write_price_list(&self, case: CaseId, report: NewReport) -> Result<(), DoorstepError> {
        let NewReport { path, format, company, contact, audience: _, language } = report;
        let company = Company { name: company, contact };
        let language = language.map_or_else(|| self.handle.language.clone(), Language);
        self.handle.run(|core| {
            let bytes = match format {
                ReportFormat::Html => core.price_list(case, &language, &company)?.into_bytes(),
                ReportFormat::Pdf => core.price_list_pdf(case, &language, &company)?,
            };
            std::fs::write(Path::new(&path), bytes).map_err(doorstep_core::Error::File)
        })
    }
}
