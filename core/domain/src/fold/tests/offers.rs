//! Quotes to choose from, newer prices, and money.

use super::*;

const OTHER: QuoteId = QuoteId([4; 8]);

fn offered_as(quote: QuoteId, book: u8) -> QuoteOffered {
    QuoteOffered { quote, price_book: PriceBookId([book; 32]), ..offered() }
}

fn answered(quote: QuoteId, accepted: bool, options: Option<FactId>) -> Consented {
    Consented { quote: Some(quote), options, ..consented(accepted) }
}

/// Two quotes, offered as options by a technician.
fn two_options() -> (World, Signer, FactId) {
    let (mut world, start) = World::new();
    let chen = signer(2, "technician");
    let first = world.tell(&chen, &[start], offered_as(QUOTE, 9));
    let second = world.tell(&chen, &[first], offered_as(OTHER, 9));
    let options = OptionsOffered { visit: VISIT, options: vec![QUOTE, OTHER], recommended: Some(OTHER) };
    let offer = world.tell(&chen, &[second], options);
    (world, chen, offer)
}

fn accepted(state: &State) -> Vec<QuoteId> {
    state.accepted_quotes().map(|(id, _)| id).collect()
}

#[test]
fn a_consent_to_one_option_supersedes_the_others() {
    let (mut world, chen, offer) = two_options();
    let first = world.tell(&chen, &[offer], answered(QUOTE, true, Some(offer)));
    assert_eq!(accepted(&world.state()), [QUOTE]);
    let changed = world.tell(&chen, &[first], answered(OTHER, true, Some(offer)));
    let state = world.state();
    assert_eq!(accepted(&state), [OTHER], "the customer changed his mind");
    assert_eq!(state.quotes[&QUOTE].superseded_by, Some(OTHER));
    assert!(state.quotes[&QUOTE].consent.as_ref().unwrap().value, "what was said stays visible");
    world.tell(&chen, &[changed], answered(OTHER, false, Some(offer)));
    let state = world.state();
    assert_eq!(state.quotes[&QUOTE].superseded_by, None, "what was taken back supersedes nothing");
}

/// The hash of a fact is luck, and a clock can be set back: neither says which of two consents came last.
#[test]
fn a_consent_that_was_given_after_a_refusal_is_the_last_one_whatever_the_clock_says() {
    let entry = |accepted: bool| Consented { what: ConsentWhat::Entry, quote: None, ..consented(accepted) };
    for accepted in [true, false] {
        for back_ms in [0, 1_000] {
            let (mut world, start) = World::new();
            let chen = signer(2, "technician");
            let before = world.clock;
            let first = world.tell(&chen, &[start], entry(!accepted));
            world.clock = before - back_ms;
            world.tell(&chen, &[first], entry(accepted));
            let state = world.state();
            let said: Vec<bool> = state.visits[&VISIT].consents.iter().map(|it| it.body.accepted).collect();
            assert_eq!(said, [!accepted, accepted], "set back by {back_ms}");
        }
    }
}

#[test]
fn two_phones_that_took_different_options_leave_a_decision() {
    let (mut world, chen, offer) = two_options();
    let li = signer(4, "technician");
    let one = world.tell(&chen, &[offer], answered(QUOTE, true, Some(offer)));
    let other = world.tell(&li, &[offer], answered(OTHER, true, Some(offer)));
    let state = world.state();
    let [decision] = &state.decisions[..] else { panic!("{:?}", state.decisions) };
    assert_eq!(decision.aspect, Aspect::Choice(offer));
    assert_eq!(accepted(&state).len(), 1, "meanwhile one counts, on every device the same");
    world.tell(&signer(3, "leader"), &[one, other], Decided { chosen: one });
    assert_eq!(accepted(&world.state()), [QUOTE]);
}

#[test]
fn options_are_quotes_that_were_shown_and_a_choice_is_one_of_them() {
    let (mut world, chen, offer) = two_options();
    let unknown = QuoteId([8; 8]);
    let bad = OptionsOffered { visit: VISIT, options: vec![QUOTE, unknown], recommended: None };
    let bad = world.tell(&chen, &[offer], bad);
    let shown = world.tell(&chen, &[bad], offered_as(unknown, 9));
    let stranger = world.tell(&chen, &[shown], answered(unknown, true, Some(offer)));
    assert_eq!(world.illegal(), [(bad, Illegal::NoQuote), (stranger, Illegal::NoReference)]);
}

#[test]
fn a_quote_remembers_for_which_prices_the_customer_answered() {
    let (mut world, start) = World::new();
    let chen = signer(2, "technician");
    let first = world.tell(&chen, &[start], offered_as(QUOTE, 9));
    let yes = world.tell(&chen, &[first], answered(QUOTE, true, None));
    let pack = Some(PackId([7; 32]));
    let moved = world.tell(&chen, &[yes], QuoteOffered { pack, ..offered_as(QUOTE, 10) });
    let quote = &world.state().quotes[&QUOTE];
    assert_eq!(quote.price_book, PriceBookId([10; 32]));
    assert_eq!(quote.answered_for, Some(PriceBookId([9; 32])));
    assert_eq!(quote.packs, BTreeSet::from([PackId([7; 32])]));
    world.tell(&chen, &[moved], answered(QUOTE, true, None));
    assert_eq!(world.state().quotes[&QUOTE].answered_for, Some(PriceBookId([10; 32])));
}

#[test]
fn money_can_always_be_recorded_for_a_quote_that_was_shown() {
    let (mut world, start) = World::new();
    let (chen, office) = (signer(2, "technician"), signer(1, "office"));
    let paid = |quote, amount_minor| Paid {
        visit: VISIT,
        quote,
        amount_minor,
        method: "cash".into(),
        purpose: PaymentPurpose::Balance,
        reference: None,
    };
    let cancelled = world.tell(&office, &[start], Cancelled { reason: "moved away".into() });
    let kept = world.tell(&chen, &[cancelled], paid(None, 500));
    let unknown = world.tell(&chen, &[kept], paid(Some(QUOTE), 500));
    let state = world.state();
    assert_eq!(state.payments.iter().map(|paid| paid.fact).collect::<Vec<_>>(), [kept]);
    assert_eq!(world.illegal(), [(unknown, Illegal::NoQuote)]);
}
