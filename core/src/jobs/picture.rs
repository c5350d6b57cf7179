//! A signature as a picture.

use doorstep_domain::id::{CaseId, FactId, Hash};
use doorstep_domain::signature::Strokes;
use doorstep_report::signature_png;

use crate::core::Core;
use crate::error::Error;
use crate::store::items;

impl Core {
    /// A signature as a PNG, black on white, `width` points wide: the same lines as in the report.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such signature, or its strokes are not on this device.
    pub fn signature_png(&self, case: CaseId, signature: FactId, width: u32) -> Result<Vec<u8>, Error> {
        let not_here = || Error::NotFound("signature");
        let strokes = self.view(case, |_, store, case, _| {
            let mut given = case.state().visits.values().flat_map(|visit| &visit.signatures);
            let given = given.find(|given| given.fact == signature).ok_or_else(not_here)?;
            let (id, name) = (case.id(), Hash(given.body.strokes.0));
            store.read(|connection| items::small_blob(connection, id, name)?.ok_or_else(not_here))
        })?;
        let strokes = Strokes::from_bytes(&strokes).map_err(|_| Error::Untrusted("strokes"))?;
        signature_png(&strokes, width).ok_or_else(not_here)
    }
}
