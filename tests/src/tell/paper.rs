//! The work reports of a story: every signature is drawn in them, and people can look at them.

use std::path::Path;

use doorstep_domain::text::Language;

use super::Stage;
use crate::world::Trouble;

/// How a drawn signature begins in a page.
const DRAWN: &str = "<svg class=\"pad\" role=\"img\"";

impl Stage<'_> {
    /// Makes the report of every job as the office sees it, in both languages, and says where one draws not all
    /// signatures of its job. Writes them into `folder`, if there is one.
    pub(super) fn papers(&self, story: &str, folder: Option<&Path>) -> Result<Vec<String>, Trouble> {
        let company = doorstep_core::Company { name: "Doorstep".to_owned(), contact: None };
        let mut wrong = Vec::new();
        for (name, case) in &self.jobs {
            let Some(job) = self.desk.job(*case)? else { continue };
            for language in [Language::chinese(), Language::english()] {
                let page = self.desk.core()?.work_report(*case, &language, &company, None)?;
                let (drawn, signed) = (page.matches(DRAWN).count(), job.signatures.len());
                if drawn != signed {
                    wrong.push(format!("the report of job {name} draws {drawn} of {signed} signatures"));
                }
                if let Some(folder) = folder {
                    std::fs::write(folder.join(format!("{story}.{name}.{}.html", language.0)), page)?;
                }
            }
        }
        Ok(wrong)
    }
}
