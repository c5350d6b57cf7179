"""A technician who asks the phone what is missing and does it. Nothing in here knows one pack from another."""

import doorstep_ffi as ds

from world import Phone, strokes


class Technician:
    """One job in a technician's hands."""

    def __init__(self, phone: Phone, case: str):
        self.phone, self.case = phone, case
        self.visit = self.job().state.current_visit
        self.kinds = {step.id: step.kind for step in phone.jobs.template(case).steps}

    def job(self):
        """The job as the screen shows it."""
        return self.phone.jobs.job(self.case)

    def do(self, command, *arguments):
        """A command of a visit, at the version on the screen."""
        return command(self.case, self.job().version, self.visit, *arguments)

    def missing(self, outcome="done"):
        """Why the visit cannot end like this yet."""
        return self.phone.jobs.why_not(self.case, self.visit, outcome)

    def do_steps(self, outcome="done"):
        """Does what can be done alone, until something else is needed."""
        while any(self._do_one(missing) for missing in self.missing(outcome)):
            pass

    def _do_one(self, missing) -> bool:
        what, visits = missing.what, self.phone.visits
        if what.is_ANSWER() or what.is_OPTIONS():
            self._answer(missing.step)
        elif what.is_PHOTOS():
            self.take_photo(missing.step, what.role or "note")
        elif what.is_ARRIVAL():
            self.do(visits.enter_phase, ds.Phase.ARRIVED)
        elif what.is_CALL():
            self.do(visits.log_call, ds.NewCall(purpose=what.purpose, result=ds.CallResult.AGREED))
        elif what.is_CONSENT() and what.to in ("entry", "risk", "move"):
            self.consent(ds.ConsentWhat[what.to.upper()], step=missing.step)
        elif what.is_ID_SHOWN() or what.is_ENTRY() or what.is_CONFIRMATION():
            try:
                self.do(visits.finish_step, missing.step)
            except ds.DoorstepError.Rejected:
                return False
        else:
            return False
        return True

    def take_photo(self, step: str, role: str):
        """A photo, as the camera left it in a file."""
        path = self.phone.write_photo(len(self.job().photos))
        return self.do(self.phone.evidence.take_photo, step, role, path)

    def _answer(self, step: str):
        kind = self.kinds[step]
        value = None
        if kind.is_TICK():
            value = ds.AnswerValue.BOOL(True)
        elif kind.is_YES_NO():
            value = ds.AnswerValue.BOOL(step in ("alone", "customer_can_sign"))
        elif kind.is_CHOICE():
            ids = [option.id for option in kind.options]
            value = ds.AnswerValue.TEXT("paid" if "paid" in ids else ids[0])
        elif kind.is_NUMBER():
            value = ds.AnswerValue.INT(30)
        elif kind.is_TEXT():
            value = ds.AnswerValue.TEXT("as reported")
        if value is not None:
            answers = [ds.Answer(key=ds.answer_key(self.visit, step, None), value=value)]
        else:
            ids = [option.id for option in kind.options]
            chosen = ["none"] if "none" in ids else ids
            answers = [ds.Answer(key=ds.answer_key(self.visit, step, option), value=ds.AnswerValue.BOOL(True))
                       for option in chosen]
        self.phone.jobs.answer(self.case, self.job().version, answers)

    def consent(self, what, step=None, quote=None):
        """The customer agrees."""
        person = ds.Person(name="Mr Wang", relation="owner")
        self.do(self.phone.visits.consent,
                ds.Consent(what=what, step=step, quote=quote, is_accepted=True, person=person))

    def add_line(self, quote: str, item=None, what="", cost_minor=None):
        """One line of a quote."""
        line = ds.NewLine(quote=quote, visit=self.visit, item=item, what=what, quantity="1", cost_minor=cost_minor)
        return self.phone.jobs.add_line(self.case, self.job().version, line)

    def sign(self, role, quote) -> str:
        """The customer signs what the screen shows; returns exactly that."""
        prepared = self.phone.evidence.prepare_signature(self.case, self.visit, role, quote, "")
        signature = ds.NewSignature(signer=ds.Person(name="Mr Wang"), strokes=strokes())
        self.phone.evidence.sign(prepared, signature)
        return prepared.text()
