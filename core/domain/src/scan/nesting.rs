//! How deeply the containers of a change are nested.
//!
//! The schema has three levels: the fixed containers, lines and notes in them, the text of a note. Whoever wants more
//! wants a reader to run out of stack. A change may put a container into one of another change, so each is judged by
//! what it makes itself and by the depth of those it builds on.

use super::columns::{self, Column};
use super::{Limits, Refused};

/// Where a change puts containers that are not inside others of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nesting {
    /// The operation that made the container around it: actor and number. `None` at the top of the document.
    pub parent: Option<([u8; 16], u64)>,
    /// How many levels the change makes there.
    pub levels: u8,
}

/// Into how many containers of others a change may put new ones. An honest one does so into two at most.
const PARENTS_MAX: usize = 16;

/// The depth of the deepest container that a change makes; 0 if it makes none. `depth_at` is the same of the earlier
/// change that holds an operation, or 0 if there is none.
///
/// # Errors
/// [`Refused::TooDeep`] beyond [`Limits::NESTING`]; those of `depth_at`.
pub fn depth<E: From<Refused>>(
    nesting: &[Nesting],
    mut depth_at: impl FnMut([u8; 16], u64) -> Result<u8, E>,
) -> Result<u8, E> {
    let mut deepest = 0;
    for nest in nesting {
        let around = nest.parent.map_or(Ok(0), |(actor, counter)| depth_at(actor, counter))?;
        deepest = deepest.max(around.saturating_add(nest.levels));
    }
    if deepest > Limits::NESTING { Err(Refused::TooDeep.into()) } else { Ok(deepest) }
}

/// Gathers the containers of a change, operation by operation.
#[derive(Debug)]
pub(crate) struct Containers {
    actor: [u8; 16],
    start_op: u64,
    /// For each operation so far that made a container, its place in `nesting` and its level there.
    made: std::collections::BTreeMap<u64, (usize, u8)>,
    nesting: Vec<Nesting>,
}

impl Containers {
    /// Of the change of an actor whose first operation has this number.
    pub(crate) fn of(actor: [u8; 16], start_op: u64) -> Self {
        Self { actor, start_op, made: std::collections::BTreeMap::new(), nesting: Vec::new() }
    }

    /// The operation of this number makes a container inside another, or at the top.
    pub(crate) fn make(&mut self, counter: u64, parent: Option<([u8; 16], u64)>) -> Result<(), Refused> {
        let own = parent.filter(|(actor, counter)| *actor == self.actor && *counter >= self.start_op);
        let (place, level) = match own.and_then(|(_, counter)| self.made.get(&counter)) {
            Some((place, level)) => (*place, level.saturating_add(1)),
            None => (self.place_of(parent)?, 1),
        };
        let nest = &mut self.nesting[place];
        nest.levels = nest.levels.max(level);
        if nest.levels > Limits::NESTING {
            return Err(Refused::TooDeep);
        }
        self.made.insert(counter, (place, level));
        Ok(())
    }

    fn place_of(&mut self, parent: Option<([u8; 16], u64)>) -> Result<usize, Refused> {
        if let Some(place) = self.nesting.iter().position(|nest| nest.parent == parent) {
            return Ok(place);
        }
        if self.nesting.len() == PARENTS_MAX {
            return Err(Refused::TooDeep);
        }
        self.nesting.push(Nesting { parent, levels: 0 });
        Ok(self.nesting.len() - 1)
    }

    /// What was gathered.
    pub(crate) fn nesting(self) -> Vec<Nesting> {
        self.nesting
    }
}

/// The actions that make a container are the even ones.
const fn makes(action: u64) -> bool {
    action.is_multiple_of(2)
}

/// The columns of the object that each operation is in.
const OBJECT_ACTOR: u32 = 1;
const OBJECT_COUNTER: u32 = 2;

/// Reads the containers that checked columns make. `actors` are the author and those whom the header lists.
pub(super) fn of_columns(
    columns: &[Column],
    actors: &[[u8; 16]],
    start_op: u64,
) -> Result<Vec<Nesting>, Refused> {
    let Some(actions) = columns::expanded(columns, columns::ACTION)? else { return Ok(Vec::new()) };
    if !actions.iter().flatten().any(|action| makes(*action)) {
        return Ok(Vec::new());
    }
    let object_actors = columns::expanded(columns, OBJECT_ACTOR)?.unwrap_or_default();
    let object_counters = columns::expanded(columns, OBJECT_COUNTER)?.unwrap_or_default();
    let Some(author) = actors.first() else { return Ok(Vec::new()) };
    let mut containers = Containers::of(*author, start_op);
    for (row, counter) in (0..actions.len()).zip(start_op..) {
        if !actions[row].is_some_and(makes) {
            continue;
        }
        let at = |numbers: &[Option<u64>]| numbers.get(row).copied().flatten();
        let actor = at(&object_actors).and_then(|index| actors.get(usize::try_from(index).ok()?));
        containers.make(counter, actor.copied().zip(at(&object_counters)))?;
    }
    Ok(containers.nesting())
}
