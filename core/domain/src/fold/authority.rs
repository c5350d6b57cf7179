//! Whose word counts more, read from the certificate that a fact names.

/// Authority of a fact's author. Fold version 1 knows three steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// Any other role: may add, decides nothing.
    Other,
    /// `technician` and other field roles: the person on the visit.
    Technician,
    /// `leader`, `supervisor`, `manager`, `office`: appointments, cancellation, archive.
    Lead,
}

impl Authority {
    /// The roles with the authority of a leader. Office and leader are equal (catalogue, S2: "leader or call
    /// centre").
    pub const LEAD_ROLES: [&'static str; 4] = ["leader", "supervisor", "manager", "office"];

    /// Roles of people on a visit (catalogue section 8.0, field).
    pub const FIELD_ROLES: [&'static str; 6] =
        ["technician", "engineer", "installer", "maintainer", "cleaner", "care_worker"];

    /// The greatest authority of some roles.
    pub fn of<'a>(roles: impl IntoIterator<Item = &'a str>) -> Self {
        let of_role = |role: &str| match role {
            role if Self::LEAD_ROLES.contains(&role) => Self::Lead,
            role if Self::FIELD_ROLES.contains(&role) => Self::Technician,
            _ => Self::Other,
        };
        roles.into_iter().map(of_role).max().unwrap_or(Self::Other)
    }
}
