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
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
        /// A complaint (投诉).
        Complaint = 2 "complaint",
        /// A customer takes an order back (取消订单).
        Cancellation = 3 "cancellation",
        /// A return or an exchange (退换货).
        Return = 4 "return",
        /// A customer is cared for after a sale or a visit (跟踪回访).
        FollowUp = 5 "follow_up",
        /// An agreement that lasts (合同).
        Contract = 6 "contract",
        /// Something that a customer books (预约).
        Booking = 7 "booking",
        /// Any other form of the desk: a survey, a register, a patrol, a report (登记).
        Record = 8 "record",
    }
);

impl CaseKind {
    /// Whether it belongs to the desk: a case with a checklist of its own whose one visit is its course.
    #[must_use]
    pub const fn is_desk(self) -> bool {
        !matches!(self, Self::Job | Self::Coordination)
    }
}
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
    /// How somebody made himself known at the door; either counts (catalogue rule AMB-03).
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
        /// Taking something along.
        Custody = 4 "custody",
        /// What happens to data, e.g. that there is nothing to back up.
        Data = 5 "data",
        /// A fee beside the quote, e.g. of a visit out of hours.
        Fee = 6 "fee",
        /// Opening a cabinet or a device.
        Open = 7 "open",
        /// Something else, which the step says.
        Other = 8 "other",
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
        /// The customer confirms a booking.
        CustomerBooking = 9 "customer_booking",
        /// The customer hands something over.
        CustomerCustodyOut = 10 "customer_custody_out",
        /// The customer has it back.
        CustomerCustodyBack = 11 "customer_custody_back",
        /// The customer refuses work or a free repair.
        CustomerRefusal = 12 "customer_refusal",
        /// The team signs for a dispatched job.
        TeamReceive = 13 "team_receive",
        /// The office signs a booking in place of a customer who cannot.
        OfficeProxy = 14 "office_proxy",
        /// The supervisor accepts the work.
        SupervisorAccept = 15 "supervisor_accept",
        /// The customer cancels an order.
        CustomerCancel = 16 "customer_cancel",
        /// The customer returns goods.
        CustomerReturn = 17 "customer_return",
        /// The store manager confirms.
        StoreManager = 18 "store_manager",
        /// The general manager approves.
        GeneralManager = 19 "general_manager",
        /// The head of a department approves.
        DepartmentHead = 20 "department_head",
        /// A client signs and stamps.
        ClientStamp = 21 "client_stamp",
        /// The second worker signs.
        SecondWorker = 22 "second_worker",
        /// The office accepts, before the customer does (catalogue table 2.12, S18 row 7).
        OfficeAccept = 27 "office_accept",
    }
);

impl SignatureRole {
    /// Whether work counts as accepted under it. A corporate client does so with its stamp (catalogue table 2.8,
    /// row 4).
    #[must_use]
    pub const fn is_acceptance(self) -> bool {
        matches!(
            self,
            Self::CustomerAccept
                | Self::LeaderPublicAccept
                | Self::LeaderVerify
                | Self::SupervisorAccept
                | Self::ClientStamp
        )
    }

    /// Whether the customer, who pays, accepts the work under it, and with it what it costs.
    #[must_use]
    pub const fn is_acceptance_by_customer(self) -> bool {
        matches!(self, Self::CustomerAccept | Self::ClientStamp)
    }

    /// Whether only somebody who leads can sign so. On the phone of another it is provisional until somebody
    /// who leads confirms it (scenario 12).
    #[must_use]
    pub const fn is_of_lead(self) -> bool {
        matches!(
            self,
            Self::LeaderPublicAccept
                | Self::LeaderVerify
                | Self::LeaderInspect
                | Self::ManagerInspect
                | Self::OfficeProxy
                | Self::SupervisorAccept
                | Self::StoreManager
                | Self::GeneralManager
                | Self::DepartmentHead
                | Self::OfficeAccept
        )
    }
}
coded!(
    /// What money is paid for.
    PaymentPurpose {
        /// Before the work.
        Deposit = 0 "deposit",
        /// The rest, or all of it.
        Balance = 1 "balance",
        /// Given back.
        Refund = 2 "refund",
        /// Something else.
        Other = 3 "other",
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
coded!(
    /// Where a part can be.
    StockPlace {
        /// In the van of a user.
        Van = 0 "van",
        /// In the company's store.
        Warehouse = 1 "warehouse",
        /// At the customer's.
        Customer = 2 "customer",
        /// In the workshop.
        Workshop = 3 "workshop",
        /// With whoever sells it, or takes old parts back.
        Supplier = 4 "supplier",
        /// Thrown away.
        Scrap = 5 "scrap",
    }
);
coded!(
    /// What happened to something in custody.
    CustodyMove {
        /// Taken along.
        Out = 0 "out",
        /// It stays longer; a later return is agreed.
        Extended = 1 "extended",
        /// Brought back.
        Back = 2 "back",
    }
);
coded!(
    /// How a customer was asked afterwards.
    FollowUpChannel {
        /// By telephone.
        Phone = 0 "phone",
        /// At the door.
        Visit = 1 "visit",
    }
);
coded!(
    /// What a customer says afterwards.
    Satisfaction {
        /// Nothing either way.
        NotSaid = 0 "not_said",
        /// Satisfied.
        Satisfied = 1 "satisfied",
        /// Dissatisfied.
        Dissatisfied = 2 "dissatisfied",
    }
);
coded!(
    /// How a phone knows who is there.
    WorkerHow {
        /// The badge was scanned.
        Badge = 0 "badge",
        /// A PIN was checked.
        Pin = 1 "pin",
        /// He says so on his own phone.
        OwnPhone = 2 "own_phone",
    }
);
coded!(
    /// Why a deduction got its counter-entry.
    ReversalCause {
        /// The card was swiped on the wrong account.
        WrongAccount = 0 "wrong_account",
        /// The card was not the customer's.
        WrongCard = 1 "wrong_card",
        /// It was swiped for another order.
        WrongOrder = 2 "wrong_order",
        /// The job is open again.
        Reopened = 3 "reopened",
        /// The job was cancelled.
        Cancelled = 4 "cancelled",
        /// What it costs has changed since.
        Amount = 5 "amount",
        /// It was deducted before.
        Twice = 6 "twice",
    }
);

impl ReversalCause {
    /// Whether somebody swiped wrongly: what counts in the error rate of a worker (catalogue rule K-03).
    #[must_use]
    pub const fn is_error(self) -> bool {
        matches!(self, Self::WrongAccount | Self::WrongCard | Self::WrongOrder)
    }
}
coded!(
    /// What can be drawn over a photo.
    MarkForm {
        /// From the first point to the second, which it points at.
        Arrow = 0 "arrow",
        /// A circle, or an ellipse, in the box between two opposite corners.
        Circle = 1 "circle",
        /// Words at one point.
        Text = 2 "text",
        /// A line by hand through all points.
        Freehand = 3 "freehand",
    }
);
