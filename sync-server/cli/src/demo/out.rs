//! What the story leaves for a reader: the cellar job as a file that can be verified.

use std::path::Path;

use super::stage::Stage;
use super::story::Jobs;
use crate::failure::{Doing as _, Failure};

/// Writes the files into a folder, which is made if it is not there.
pub(crate) fn write(stage: &Stage, jobs: &Jobs, out: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(out).doing(&format!("making {}", out.display()))?;
    job_file(stage, jobs, &out.join("job.dsjob"))
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
