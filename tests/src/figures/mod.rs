//! Which figures of a pack no scenario covers: each is changed in turn, and some story must end differently.
//!
//! A figure is a number in the rules of a pack, also inside a condition: a price, a limit, a number of days. One
//! that can be changed without any scenario noticing is either not used or not told. Why that is so stands in
//! `docs/figures.yaml`; the list of all of them is `docs/figures.md`.

mod figure;
mod reason;
mod touched;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use doorstep_domain::pack::Sources;

use crate::scenario::Source;
use crate::tell::{Way, read_all, tell_with};
use crate::world::Trouble;
use figure::{Figure, figures_of};
use reason::Reason;
use touched::services_touched;

const REASONS: &str = "docs/figures.yaml";

const HEAD: &str = "# Figures that no scenario notices

Every number in the rules of the packs was changed by its smallest step, and the scenarios of the services that it touches were told
again. Written by `cargo run -p doorstep-tests -- figures --output docs/figures.md`, which takes its time; a figure that the
linter refuses to change counts as noticed. The reasons stand in [figures.yaml](figures.yaml).
";

/// The only way in which stories are told here: the quickest.
const WAY: Way = Way { over_http: false, eager: false };

/// Changes every figure of some packs in turn and prints those that no scenario notices and no reason explains. False
/// if there are any. With `output`, the page is written there; with `again`, only figures that this page lists are
/// tried, because those that a scenario noticed once are noticed by more scenarios too.
///
/// # Errors
/// Those of the standard output, packs or scenarios that cannot be read, and scenarios that fail by themselves.
pub fn run(
    packs: &[String],
    scenarios: &[PathBuf],
    again: Option<&Path>,
    output: Option<&Path>,
    out: &mut (dyn Write + Send),
) -> Result<bool, Trouble> {
    let stories = read_all(scenarios).map_err(|problems| problems[0].to_string())?;
    let reasons = reason::read(Path::new(REASONS))?;
    let again = again.map(fs::read_to_string).transpose()?;
    let all: Vec<String> = doorstep_packs::builtins().map(str::to_owned).collect();
    let mut page = HEAD.to_owned();
    let mut unexplained = 0;
    for name in if packs.is_empty() { &all } else { packs } {
        let sources = doorstep_packs::builtin(name).ok_or_else(|| format!("there is no pack `{name}`"))?;
        let stories: Vec<&Source> = stories.iter().filter(|story| story.scenario.pack == *name).collect();
        let figures = figures_of(&sources);
        writeln!(out, "{name}: {} figures, {} scenarios", figures.len(), stories.len())?;
        let pack = Trial { sources: &sources, stories };
        pack.stands()?;
        let is_asked = |figure: &&Figure| again.as_ref().is_none_or(|page| page.contains(&figure.in_words()));
        let asked: Vec<&Figure> = figures.iter().filter(is_asked).collect();
        let unnoticed = pack.unnoticed(&asked, out)?;
        page.push_str(&format!(
            "\n## `{name}`\n\n{} figures, {} scenarios, {} not noticed.\n",
            figures.len(),
            pack.stories.len(),
            unnoticed.len()
        ));
        unexplained += explain(name, &unnoticed, &reasons, &mut page);
    }
    if let Some(output) = output {
        fs::write(output, page)?;
    }
    writeln!(out, "{unexplained} figures that no scenario notices and no reason explains")?;
    Ok(unexplained == 0)
}

/// A pack with the stories that are told by it.
struct Trial<'a> {
    sources: &'a Sources,
    stories: Vec<&'a Source>,
}

impl Trial<'_> {
    /// The stories end well as long as nothing is changed.
    fn stands(&self) -> Result<(), Trouble> {
        let published = doorstep_packs::compile_sources(self.sources)?;
        match self.stories.iter().flat_map(|story| tell_with(story, &published, WAY)).next() {
            Some(failure) => Err(format!("without any change: {failure}").into()),
            None => Ok(()),
        }
    }

    /// The figures that no story notices, on all processors.
    fn unnoticed<'f>(
        &self,
        figures: &[&'f Figure],
        out: &mut (dyn Write + Send),
    ) -> Result<Vec<&'f Figure>, Trouble> {
        let next = AtomicUsize::new(0);
        let found = Mutex::new((BTreeSet::new(), out));
        let work = || {
            while let Some((index, figure)) = {
                let index = next.fetch_add(1, Ordering::Relaxed);
                figures.get(index).map(|figure| (index, *figure))
            } {
                if !self.is_noticed(figure) {
                    let mut found =
                        found.lock().map_err(|_| std::io::Error::other("another thread failed"))?;
                    found.0.insert(index);
                    writeln!(found.1, "  {figure}")?;
                    found.1.flush()?;
                }
            }
            Ok::<(), std::io::Error>(())
        };
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        std::thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            running.into_iter().try_for_each(|thread| {
                thread.join().unwrap_or_else(|_| Err(std::io::Error::other("a story panicked")))
            })
        })?;
        let (indices, _) = found.into_inner().map_err(|_| "another thread failed")?;
        Ok(indices.into_iter().filter_map(|index| figures.get(index).copied()).collect())
    }

    /// Whether the linter refuses the changed pack, or some story that the figure can touch ends differently.
    fn is_noticed(&self, figure: &Figure) -> bool {
        let Some(changed) = figure.changed(self.sources) else { return true };
        let Ok(published) = doorstep_packs::compile_sources(&changed) else { return true };
        let touched = services_touched(figure, self.sources);
        let may_notice = |story: &&&Source| {
            let told = story.scenario.services();
            touched
                .as_ref()
                .is_none_or(|services| services.iter().any(|touched| told.contains(touched.as_str())))
        };
        self.stories.iter().filter(may_notice).any(|story| !tell_with(story, &published, WAY).is_empty())
    }
}

/// Writes the figures under their reasons, those without one first; how many have none.
fn explain(pack: &str, unnoticed: &[&Figure], reasons: &[Reason], page: &mut String) -> usize {
    let why = |figure: &Figure| {
        reasons.iter().find(|reason| reason.explains(pack, figure)).map(|reason| &reason.why)
    };
    let mut list = |title: &str, figures: Vec<&&Figure>| {
        if !figures.is_empty() {
            page.push_str(&format!("\n{title}\n\n"));
            figures.iter().for_each(|figure| page.push_str(&format!("- {}\n", figure.in_words())));
        }
        figures.len()
    };
    let unexplained =
        list("**Not explained**", unnoticed.iter().filter(|figure| why(figure).is_none()).collect());
    let mut told = BTreeSet::new();
    for reason in reasons.iter().filter(|reason| told.insert(&reason.why)) {
        list(&reason.why, unnoticed.iter().filter(|figure| why(figure) == Some(&reason.why)).collect());
    }
    unexplained
}
