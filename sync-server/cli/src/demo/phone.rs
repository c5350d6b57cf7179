//! A phone of the story: a real core with a real SQLite file, the story's clock and a network that can be cut.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use doorstep_core::host::{Host, MemorySecretStore, SystemEntropy};
use doorstep_core::{Budget, Config, Core, Job, SyncReport, SyncStatus};
use doorstep_domain::id::{CaseId, VisitId};
use doorstep_domain::text::Language;

use super::clock::StoryClock;
use super::narrator::Narrator;
use super::network::Network;
use crate::failure::{Doing as _, Failure};

/// Somebody with a phone.
pub(crate) struct Phone {
    /// As the story calls the owner.
    pub(crate) owner: &'static str,
    pub(crate) core: Core,
    pub(crate) narrator: Arc<Narrator>,
    network: Arc<Network>,
    dir: PathBuf,
    totals: std::sync::Mutex<Totals>,
}

/// What all synchronisations of a phone carried.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Totals {
    pub(crate) round_trips: u64,
    pub(crate) bytes_up: u64,
    pub(crate) bytes_down: u64,
    pub(crate) acknowledged: u64,
}

impl Phone {
    /// Takes a new phone out of its box.
    pub(crate) fn new(
        owner: &'static str,
        dir: &Path,
        clock: &Arc<StoryClock>,
        narrator: &Arc<Narrator>,
    ) -> Result<Self, Failure> {
        let network = Network::new().doing("setting up HTTP")?;
        let host = Host {
            clock: Arc::clone(clock) as _,
            entropy: Arc::new(SystemEntropy),
            secrets: Arc::new(MemorySecretStore::default()),
            transport: Some(Arc::clone(&network) as _),
        };
        let config = Config { dir: dir.to_owned(), language: Language::english(), host };
        let core = Core::open(config).doing(&format!("opening {owner}'s phone"))?;
        let narrator = Arc::clone(narrator);
        Ok(Self { owner, core, narrator, network, dir: dir.to_owned(), totals: Default::default() })
    }

    /// Cuts this phone's network, or brings it back.
    pub(crate) fn cut(&self, cut: bool) {
        self.network.cut(cut);
    }

    /// The job as it is on this phone now.
    pub(crate) fn job(&self, case: CaseId) -> Result<Job, Failure> {
        self.core.job(case).doing(&format!("reading a job on {}'s phone", self.owner))
    }

    /// The visit that is under way.
    pub(crate) fn visit(&self, case: CaseId) -> Result<VisitId, Failure> {
        let visit = self.job(case)?.state.current_visit();
        visit.ok_or_else(|| Failure::new("reading a job", "it has no visit"))
    }

    /// One round of synchronisation, told with what it carried.
    pub(crate) fn sync(&self) -> Result<SyncReport, Failure> {
        let report =
            self.core.sync_now(Budget::default()).doing(&format!("{}'s phone synchronises", self.owner))?;
        let mut totals = self.totals.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        totals.round_trips += u64::from(report.round_trips);
        totals.bytes_up += report.bytes_up;
        totals.bytes_down += report.bytes_down;
        totals.acknowledged += u64::from(report.acked);
        drop(totals);
        self.narrator.adds(&describe(&report));
        Ok(report)
    }

    /// Fetches the font of the PDF, once for all reports of this phone. The figures of the story leave it out.
    pub(crate) fn fetch_font(&self) -> Result<(), Failure> {
        let fetched = self.core.sync_now(Budget::default()).doing("fetching the font of the PDF")?;
        self.narrator
            .says(self.owner, &format!("fetches the font of the PDF, once: {} bytes", fetched.bytes_down));
        Ok(())
    }

    pub(crate) fn totals(&self) -> Totals {
        *self.totals.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// A photo as the camera would leave it.
    pub(crate) fn camera(&self, shade: u8) -> Result<PathBuf, Failure> {
        let path = self.dir.join(format!("camera-{shade}.png"));
        let picture = picture(shade).doing("taking a photo")?;
        std::fs::write(&path, picture).doing("taking a photo")?;
        Ok(path)
    }

    /// Says what this phone's owner does.
    pub(crate) fn says(&self, what: &str) {
        self.narrator.says(self.owner, what);
    }
}

/// What one synchronisation carried, and where its round trips went: a photo takes two (is it there already?
/// take it), and all photos together one more, which brings the word that they are stored; a pack takes one.
fn describe(report: &SyncReport) -> String {
    let (photos, packs) = (report.files_sent, report.packs_fetched);
    let changes = report.round_trips.saturating_sub(2 * photos + packs);
    let mut trips = vec![format!("{changes} for changes and sign-in")];
    if photos > 0 {
        trips.push(format!("{} for {photos} photos", 2 * photos));
    }
    if packs > 0 {
        trips.push(format!("{packs} for the price book and checklists"));
    }
    let trips = match report.round_trips {
        1 => "one round trip".to_owned(),
        all => format!("{all} round trips ({})", trips.join(", ")),
    };
    let mut text = format!("{trips}, {} bytes up, {} bytes down", report.bytes_up, report.bytes_down);
    if report.status != SyncStatus::Done {
        text = format!("{:?}: {text}", report.status);
    }
    let counts = [
        (report.acked, "changes stored by the office"),
        (report.pulled, "received"),
        (report.refused, "refused"),
        (report.waiting, "still waiting"),
    ];
    for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
        text.push_str(&format!("; {count} {what}"));
    }
    text
}

/// A small picture: a wall in one shade with a lamp on it.
fn picture(shade: u8) -> Result<Vec<u8>, png::EncodingError> {
    const SIDE: u32 = 96;
    let pixel = |at: u32| {
        let (x, y) = (at % SIDE, at / SIDE);
        let is_lamp = x.abs_diff(SIDE / 2).pow(2) + y.abs_diff(SIDE / 3).pow(2) < 300;
        if is_lamp { [250, 235, 160] } else { [shade.saturating_add(90), shade.saturating_add(105), 120] }
    };
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, SIDE, SIDE);
    encoder.set_color(png::ColorType::Rgb);
    let pixels: Vec<u8> = (0..SIDE * SIDE).flat_map(pixel).collect();
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(file)
}
