//! What the demo leaves on the disk: the work report of the cellar job, as Chen's phone makes it, the job itself as a file
//! that can be verified, and the phone as a bundle that can be replayed.

use std::path::{Path, PathBuf};

use doorstep_core::{Company, Error};
use doorstep_domain::text::Language;

use super::stage::Stage;
use super::story::Jobs;
use crate::failure::{Doing as _, Failure};
use crate::font;

/// The files that were written.
pub(crate) struct Outputs {
    /// The report as a page of HTML.
    pub(crate) report: PathBuf,
    /// The report as a PDF; `None` if no font is on this machine.
    pub(crate) pdf: Option<PathBuf>,
    /// The job as one file.
    pub(crate) job: PathBuf,
    /// Chen's phone as whoever helps may see it.
    pub(crate) bundle: PathBuf,
}

/// Writes everything into a folder, which is made if it is not there.
pub(crate) fn write(stage: &Stage, jobs: &Jobs, dir: &Path) -> Result<Outputs, Failure> {
    std::fs::create_dir_all(dir).doing(&format!("making {}", dir.display()))?;
    let company = Company {
        name: "Longfor Property Repair".to_owned(),
        contact: Some("Hotline 400 000 0000".to_owned()),
    };
    let page = stage.chen.core.work_report(jobs.cellar, &Language::english(), &company, None);
    let report = put(dir, "report.html", page.doing("making the work report")?.as_bytes())?;
    let pdf = pdf(stage, jobs, &company)?.map(|pdf| put(dir, "report.pdf", &pdf)).transpose()?;
    let job = dir.join("job.dsjob");
    job_file(stage, jobs, &job)?;
    let bundle = dir.join("chen.dsdiag");
    stage.chen.core.diagnostics_bundle(&[], &bundle).doing("writing the diagnostics bundle")?;
    Ok(Outputs { report, pdf, job, bundle })
}

/// The job as Chen's phone hands it to whoever holds the file, with every photo.
fn job_file(stage: &Stage, jobs: &Jobs, path: &Path) -> Result<(), Failure> {
    let (core, case) = (&stage.chen.core, jobs.cellar);
    let job = stage.chen.job(case)?;
    for photo in job.photos.iter().filter(|photo| !photo.is_here) {
        core.fetch_photo(case, photo.blob).doing("fetching a photo")?;
    }
    let seen = stage.chen.job(case)?.version;
    core.export_job(case, &seen, None, path).doing("writing the job file")?;
    Ok(())
}

/// The PDF. The office publishes its font only now: before, the figures of the story would count it.
fn pdf(stage: &Stage, jobs: &Jobs, company: &Company) -> Result<Option<Vec<u8>>, Failure> {
    let Some(file) = font::usual() else { return Ok(None) };
    font::publish(&stage.node, &file)?;
    stage.chen.fetch_font()?;
    match stage.chen.core.report_pdf(jobs.cellar, &Language::english(), company, None) {
        Err(Error::NoFont) => Ok(None),
        made => made.doing("making the PDF").map(Some),
    }
}

fn put(dir: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
    let path = dir.join(name);
    std::fs::write(&path, bytes).doing(&format!("writing {}", path.display()))?;
    Ok(path)
}
