//! The nodes of a server: one, or two over one log, of which any may answer.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use doorstep_core::host::Time;
use doorstep_server::{Node, Options};

use super::fault;
use super::office::options;
use crate::dice::Dice;
use crate::world::{SeededEntropy, Trouble};

/// Who answers is drawn apart from the steps, so that the steps of a seed are the same with one node and with two.
pub(super) struct Nodes {
    dir: PathBuf,
    time: Time,
    entropy: Arc<SeededEntropy>,
    count: usize,
    running: Arc<Mutex<Running>>,
}

struct Running {
    nodes: Vec<Arc<Node>>,
    dice: Dice,
}

/// How many nodes a seed has if nobody says.
pub(super) fn drawn(seed: u64) -> usize {
    1 + Dice::new(seed, 3).below(2)
}

impl Nodes {
    /// Nodes that are switched off.
    pub(super) fn new(dir: &Path, time: &Time, seed: u64, count: usize) -> Self {
        Self {
            dir: dir.to_owned(),
            time: time.clone(),
            entropy: Arc::new(SeededEntropy::new(seed)),
            count,
            running: Arc::new(Mutex::new(Running { nodes: Vec::new(), dice: Dice::new(seed, 4) })),
        }
    }

    /// Starts all.
    pub(super) fn start(&self) -> Result<(), Trouble> {
        let nodes = if self.count == 1 {
            vec![Arc::new(Node::open(&self.dir, self.options())?)]
        } else {
            let first = Arc::new(Node::open_shared(&self.dir, self.options())?);
            let second = Arc::new(first.beside(&self.second_dir(), self.options())?);
            vec![first, second]
        };
        self.running().nodes = nodes;
        Ok(())
    }

    /// Stops all.
    pub(super) fn stop(&self) {
        self.running().nodes.clear();
    }

    /// One of two dies, without a word, and a new one takes its place; but sometimes, as always if there is but one, nobody
    /// is spared, and this does nothing. Whether it did.
    pub(super) fn replace_one(&self) -> Result<bool, Trouble> {
        let mut running = self.running();
        if running.nodes.len() < 2 || running.dice.below(3) == 0 {
            return Ok(false);
        }
        let which = running.dice.below(2);
        running.nodes.remove(which);
        let dir = if which == 0 { self.dir.clone() } else { self.second_dir() };
        match running.nodes[0].beside(&dir, self.options()) {
            Ok(new) => running.nodes.insert(which, Arc::new(new)),
            // The disk that both have failed meanwhile: the step starts everything again.
            Err(_) if fault::stopped(&self.dir).is_some() => {}
            Err(error) => return Err(error.into()),
        }
        Ok(true)
    }

    /// Any one that runs.
    pub(super) fn any(&self) -> Option<Arc<Node>> {
        let mut running = self.running();
        match running.nodes.len() {
            0 | 1 => running.nodes.first().cloned(),
            several => {
                let which = running.dice.below(several);
                running.nodes.get(which).cloned()
            }
        }
    }

    /// All that run.
    pub(super) fn all(&self) -> Vec<Arc<Node>> {
        self.running().nodes.clone()
    }

    fn options(&self) -> Options {
        let (running, time) = (Arc::downgrade(&self.running), self.time.clone());
        Options {
            pause: Arc::new(move |pause| pass(&running, &time, pause)),
            ..options(&self.time, &self.entropy)
        }
    }

    fn second_dir(&self) -> PathBuf {
        self.dir.with_extension("second")
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        lock(&self.running)
    }
}

fn lock(running: &Mutex<Running>) -> MutexGuard<'_, Running> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One node waits for the other: time goes on, and whoever projects does.
fn pass(running: &Weak<Mutex<Running>>, time: &Time, pause: Duration) {
    time.advance(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX));
    let nodes = running.upgrade().map(|running| lock(&running).nodes.clone()).unwrap_or_default();
    for node in nodes {
        let _ = node.project_in_turn();
    }
}
