//! Small enumerations inside facts. A code never changes its meaning.

use minicbor::{Decode, Encode};

/// Unit enums travel as small integers.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $code:literal $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, serde::Serialize,
            serde::Deserialize,
        )]
        #[cbor(index_only)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$item_doc])* #[n($code)] $item,)+
        }

        impl $name {
            /// All of them, in the order of their codes.
            pub const ALL: &'static [Self] = &[$(Self::$item),+];

            /// The word of the glossary, also used in packs and scenarios.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$item => $word,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|item| item.name() == text).ok_or_else(|| {
                    let known: Vec<&str> = Self::ALL.iter().map(|item| item.name()).collect();
                    format!("`{text}` is none of: {}", known.join(", "))
                })
            }
        }
    };
}

coded!(
    /// What a case is about.
    CaseKind {
        /// A work order (派工单).
        Job = 0 "job",
        /// A coordination order (协调单).
        Coordination = 1 "coordination",
    }
);
coded!(
    /// Whose room it is. A public area is accepted by a leader instead of an owner.
    Area {
        /// Inside somebody's home.
        Indoor = 0 "indoor",
        /// Stairs, yard, plant room.
        Public = 1 "public",
    }
);
coded!(
    /// Who made the case.
    Origin {
        /// Dispatched by the office.
        Office = 0 "office",
        /// Made on the phone, with the customer standing there.
        WalkIn = 1 "walk_in",
        /// Made by a rule from another case.
        Rule = 2 "rule",
    }
);
coded!(
    /// Phases of a visit, in their order.
    Phase {
        /// Planned, nothing done yet.
        Planned = 0 "planned",
        /// On the way.
        Travelling = 1 "travelling",
        /// At the door.
        Arrived = 2 "arrived",
        /// At work inside.
        Working = 3 "working",
        /// Over, with an outcome.
        Ended = 4 "ended",
    }
);
coded!(
    /// How a visit ended.
    VisitOutcome {
        /// The work is done.
        Done = 0 "done",
        /// Nobody was at home.
        Absent = 1 "absent",
        /// The customer declined the quote.
        Declined = 2 "declined",
        /// Not finished: a part, a tool or somebody else is missing.
        Unfinished = 3 "unfinished",
    }
);
coded!(
    /// How somebody made himself known at the door.
    DoorMethod {
        /// Rang the bell.
        Bell = 0 "bell",
        /// Knocked.
        Knock = 1 "knock",
    }
);
coded!(
    /// How a call ended.
    CallResult {
        /// Somebody answered and agreed.
        Agreed = 0 "agreed",
        /// Somebody answered and refused.
        Refused = 1 "refused",
        /// Somebody answered; nothing was asked.
        Reached = 2 "reached",
        /// No answer.
        NoAnswer = 3 "no_answer",
        /// The number does not exist.
        WrongNumber = 4 "wrong_number",
    }
);
coded!(
    /// What a customer consents to.
    ConsentWhat {
        /// A quote, with its price.
        Quote = 0 "quote",
        /// A risk, with who bears it.
        Risk = 1 "risk",
        /// Entering the home.
        Entry = 2 "entry",
        /// Moving furniture or objects.
        Move = 3 "move",
    }
);
coded!(
    /// In which capacity somebody signs.
    SignatureRole {
        /// The customer accepts the work.
        CustomerAccept = 0 "customer_accept",
        /// The customer agrees to a quote.
        CustomerQuoteConsent = 1 "customer_quote_consent",
        /// The customer takes a risk upon himself.
        CustomerRiskConsent = 2 "customer_risk_consent",
        /// Team leader or customer-service supervisor accepts work in a public area.
        LeaderPublicAccept = 3 "leader_public_accept",
        /// The team leader verifies in place of a customer who cannot sign.
        LeaderVerify = 4 "leader_verify",
        /// The technician hands in.
        TechnicianHandIn = 5 "technician_hand_in",
        /// The customer signs the result of a coordination order.
        CustomerCoordinationResult = 6 "customer_coordination_result",
        /// The manager inspected.
        ManagerInspect = 7 "manager_inspect",
        /// The leader inspected.
        LeaderInspect = 8 "leader_inspect",
    }
);
coded!(
    /// Who provides a part that does not fit.
    PartChoice {
        /// The owner buys it.
        OwnerBuys = 0 "owner_buys",
        /// The owner asks the company to buy it.
        CompanyBuys = 1 "company_buys",
    }
);
