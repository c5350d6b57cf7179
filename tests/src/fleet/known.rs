//! Seeds that once found a bug in the product. They are always run, whatever else is.

use std::ops::ControlFlow;

use super::report::Violation;
use super::template::Template;
use super::{Shape, one, parallel};

/// Steps of each.
const STEPS: u32 = 200;

/// Runs them all; what fails again.
pub(super) fn failures(template: &Template) -> Vec<Violation> {
    let mut found = Vec::new();
    parallel::on_all_processors(
        0..KNOWN.len() as u64,
        |index| {
            let (seed, nodes) = KNOWN[usize::try_from(index).unwrap_or(usize::MAX)];
            one(template, seed, Shape { steps: STEPS, nodes }, false).violation
        },
        |violation| {
            found.extend(violation);
            ControlFlow::Continue(())
        },
    );
    found
}

/// A seed, and over how many nodes.
///
/// A server that went back in silence: orders in rounds below those that a phone knew (1), `denied` or `need` for what it
/// had acknowledged (4, 22), also of a case that had been taken away (299); `denied` instead of a word that the case was
/// erased, for whom the restored log had never let see it (1047); own work that no comparison covers, in a case that was
/// taken away and waits for its photo (2240). Declared: a grant that it had forgotten (11); a change that the restored office
/// refused counted as held there, and each comparison began everything anew (1567, 5021); an actor that went on with a case
/// which had left its phone and came back from a server that had lost its changes (11376, 11994). A file from somebody who
/// sees every case (14, 36); one that came to the office before the giver was seen to have the case (20565). A word that a
/// photo is stored, of a case whose beginning stands before the cursor in a log that went back in silence: the phone could
/// take nothing any more (41173). A photo that nobody took any more: of a job that was taken away (101887); of a case that was
/// erased, in a log that had never heard of it (500419). A photo that a log had stored before it went back in silence, and that no
/// comparison missed (605681, 609178).
///
/// The fleet itself: a forked change that came again, in a case that was taken away at once (505); the rest of a case whose
/// beginning a restore took from everybody (1296, 20332), and what follows what it took (11405); a photo of a case that
/// had been erased in a log which lost the whole case later (705899); a change that
/// builds on one which is nowhere any more (712952).
const KNOWN: &[(u64, usize)] = &[
    (1, 1),
    (4, 1),
    (11, 1),
    (14, 1),
    (22, 1),
    (36, 1),
    (299, 1),
    (505, 1),
    (1047, 1),
    (1296, 1),
    (1567, 1),
    (2240, 1),
    (5021, 1),
    (11376, 1),
    (11405, 1),
    (11994, 1),
    (20332, 1),
    (20565, 1),
    (41173, 1),
    (101_887, 2),
    (500_419, 1),
    (605_681, 2),
    (609_178, 1),
    (705_899, 1),
    (712_952, 1),
];
