//! The story of two days, one file per chapter.

mod absent;
mod appointment;
mod cellar;
mod evening;
mod morning;
mod refused;
mod second_visit;

pub(crate) use morning::Jobs;

use super::figures::Figures;
use super::stage::Stage;
use crate::failure::Failure;

/// Tells everything, in the order of the clock.
pub(crate) fn tell(stage: &Stage) -> Result<(Figures, Jobs), Failure> {
    let jobs = morning::tell(stage)?;
    refused::tell(stage, &jobs)?;
    cellar::tell(stage, &jobs)?;
    second_visit::tell_first(stage, &jobs)?;
    appointment::tell(stage, &jobs)?;
    absent::tell(stage, &jobs)?;
    evening::tell(stage, &jobs)?;
    second_visit::tell_second(stage, &jobs)?;
    Ok((Figures::of(stage, &jobs)?, jobs))
}
