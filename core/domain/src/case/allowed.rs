//! Who may do what, as the pack says (catalogue section 8.1). Asked when a fact is made, on the device and at
//! the office; never by the fold afterwards, so that a new version of a pack changes nothing that happened.

use super::{Case, Writer};
use crate::fact::{Assigned, Body, CaseKind, ConsentWhat, SignatureGiven, SignatureRole};
use crate::fold::{Authority, Who};
use crate::pack::{Action, Owner, Pack, SignedBy};
use crate::rejected::Rejected;

impl Case {
    /// Whether the pack lets the writer do this.
    ///
    /// # Errors
    /// [`Rejected::Role`] with the roles that may.
    pub fn check_allowed(&self, body: &Body, writer: &Writer<'_>, pack: &Pack) -> Result<(), Rejected> {
        if let Body::Signed(signed) = body {
            return check_signer(signed, writer, pack);
        }
        if let Body::Assigned(assigned) = body {
            return self.check_owner(assigned, pack);
        }
        match self.action_of(body) {
            // The status table says that the time is with the leader, which is the better answer.
            Some(Action::OverrideAppointment) if writer.authority() < Authority::Lead => Ok(()),
            Some(action) => writer.may(action, pack),
            None => Ok(()),
        }
    }

    /// What the case is; a job as long as nobody said.
    fn kind(&self) -> CaseKind {
        self.state.created.as_ref().map_or(CaseKind::Job, |created| created.body.case_kind)
    }

    /// Whoever received a case first keeps it, if the service says so: others may join, nobody takes it over
    /// (catalogue, S14).
    fn check_owner(&self, assigned: &Assigned, pack: &Pack) -> Result<(), Rejected> {
        match self.owner(pack) {
            Some(owner) if !assigned.users.contains(&owner.user) => Err(Rejected::Invalid {
                field: "users",
                reason: format!("{} received it first and keeps it; others can only join", owner.name),
            }),
            _ => Ok(()),
        }
    }

    /// Who keeps the case, if the service says that somebody does.
    #[must_use]
    pub fn owner(&self, pack: &Pack) -> Option<&Who> {
        match self.service(pack).ok()?.service.owner? {
            Owner::FirstReceiver => self.state.created.as_ref().map(|created| &created.who),
        }
    }

    /// What a fact needs a permission for.
    fn action_of(&self, body: &Body) -> Option<Action> {
        let is_escalated = |visit| self.state.visits.get(visit).is_some_and(|visit| visit.escalated);
        Some(match body {
            Body::Created(created) => return Action::creating(created.case_kind),
            Body::Appointed(appointed) if is_escalated(&appointed.visit) => Action::OverrideAppointment,
            Body::Appointed(_) => Action::SetAppointment,
            Body::QuoteOffered(_) | Body::OptionsOffered(_) | Body::Declined(_) => Action::Quote,
            Body::Paid(paid) if paid.amount_minor < 0 => Action::Refund,
            Body::Paid(_) => Action::TakePayment,
            Body::DeductionReversed(_) => Action::Refund,
            Body::Consented(consented) if consented.what == ConsentWhat::Quote => Action::Quote,
            Body::Completed(_) | Body::WorkStarted(_) | Body::EntryAdded(_) if self.kind().is_desk() => {
                Action::HandleDesk
            }
            // Whoever tracks a coordination order brings it to its end.
            Body::Completed(_) if self.kind() == CaseKind::Coordination => Action::WriteCoordination,
            Body::WorkStarted(_) | Body::Completed(_) => Action::Work,
            Body::Coordinated(_) => Action::ConvertToCoordination,
            Body::EntryAdded(_) => Action::WriteCoordination,
            Body::FollowedUp(_) => Action::FollowUp,
            Body::Approved(_) => Action::Approve,
            Body::Held(_) => Action::Hold,
            Body::Archived(_) => Action::Archive,
            Body::Cancelled(_) => Action::Cancel,
            _ => return None,
        })
    }
}

/// Whoever has the role signs with the own device. Somebody else than its user may sign on it in person, by
/// name: the fold then counts what only a leader can sign as provisional, until a leader confirms it.
fn check_signer(signed: &SignatureGiven, writer: &Writer<'_>, pack: &Pack) -> Result<(), Rejected> {
    let Some(signer) = pack.signers.get(signed.role.name()) else { return Ok(()) };
    let SignedBy::Roles(roles) = &signer.by else { return Ok(()) };
    if !writer.roles().iter().any(|role| roles.iter().any(|allowed| allowed == role)) {
        let is_in_person = signed.signer.name.trim() != writer.name().trim();
        return if is_in_person { Ok(()) } else { Err(Rejected::Role { needed: roles.clone() }) };
    }
    let action = match signed.role {
        SignatureRole::LeaderPublicAccept => Action::AcceptPublic,
        SignatureRole::LeaderVerify | SignatureRole::OfficeProxy => Action::SignInstead,
        SignatureRole::ManagerInspect | SignatureRole::LeaderInspect => Action::InspectCoordination,
        _ => return Ok(()),
    };
    writer.may(action, pack)
}

impl Writer<'_> {
    /// Whether the pack lets this writer do something.
    ///
    /// # Errors
    /// [`Rejected::Role`] with the roles that may.
    pub fn may(&self, action: Action, pack: &Pack) -> Result<(), Rejected> {
        let Some(needed) = pack.allowed(action) else { return Ok(()) };
        let is_allowed = self.roles().iter().any(|role| needed.iter().any(|allowed| allowed == role));
        if is_allowed { Ok(()) } else { Err(Rejected::Role { needed }) }
    }
}
