//! What a build without some features answers, so that an app is the same program with and without them.

use doorstep_domain::id::CaseId;

use crate::{Core, Error};

#[cfg(not(feature = "pdf"))]
impl Core {
    /// The work report as a PDF, which this build cannot make.
    ///
    /// # Errors
    /// [`Error::NotBuiltIn`], always.
    pub fn report_pdf(
        &self,
        _: CaseId,
        _: &doorstep_domain::text::Language,
        _: &doorstep_report::Company,
        _: Option<doorstep_domain::pack::Audience>,
    ) -> Result<Vec<u8>, Error> {
        Err(Error::NotBuiltIn("PDF"))
    }

    /// The price list as a PDF, which this build cannot make.
    ///
    /// # Errors
    /// [`Error::NotBuiltIn`], always.
    pub fn price_list_pdf(
        &self,
        _: CaseId,
        _: &doorstep_domain::text::Language,
        _: &doorstep_report::Company,
    ) -> Result<Vec<u8>, Error> {
        Err(Error::NotBuiltIn("PDF"))
    }
}

#[cfg(not(feature = "png"))]
impl Core {
    /// A signature as a PNG, which this build cannot draw.
    ///
    /// # Errors
    /// [`Error::NotBuiltIn`], always.
    pub fn signature_png(&self, _: CaseId, _: doorstep_domain::id::FactId, _: u32) -> Result<Vec<u8>, Error> {
        Err(Error::NotBuiltIn("PNG"))
    }
}
