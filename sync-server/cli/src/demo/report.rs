//! The work report of the cellar job, as Chen's phone makes it.

use std::path::{Path, PathBuf};

use doorstep_core::Company;
use doorstep_domain::text::Language;

use super::stage::Stage;
use super::story::Jobs;
use crate::failure::{Doing as _, Failure};

/// Writes the report and says where.
pub(crate) fn write(stage: &Stage, jobs: &Jobs, dir: &Path) -> Result<PathBuf, Failure> {
    let company = Company {
        name: "Longfor Property Repair".to_owned(),
        contact: Some("Hotline 400 000 0000".to_owned()),
    };
    let page = stage.chen.core.work_report(jobs.cellar, &Language::english(), &company, None);
    let page = page.doing("making the work report")?;
    let path = dir.join("work-report.html");
    std::fs::write(&path, page).doing("writing the work report")?;
    Ok(path)
}
