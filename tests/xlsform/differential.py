"""What a form asks, by somebody else: pyxform turns workbooks into XForms, lxml evaluates their XPath.

Reads one JSON file with forms and the answers of several people, writes one with what each of them is asked and which
answers break a constraint. Beyond XPath 1.0, which lxml has, only what XForms adds is here: functions, days as numbers, and
that a question which is not asked has no answer.

    differential.py WANTED.json FOUND.json
"""

import datetime
import json
import math
import re
import sys
from decimal import ROUND_FLOOR, Decimal

from lxml import etree
from pyxform.xls2xform import convert

XFORMS = "{http://www.w3.org/2002/xforms}"
TODAY = [0.0]


def text(value):
    """The string value of what XPath hands to a function."""
    if isinstance(value, list):
        return (value[0].text or "") if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        return str(int(value)) if value == int(value) else repr(value)
    return str(value)


def number(value):
    if isinstance(value, (bool, float)):
        return float(value)
    try:
        return float(text(value))
    except ValueError:
        return math.nan


def day(written):
    return float(datetime.date.fromisoformat(written).toordinal())


def date(_, value):
    written = text(value)
    return day(written) if "-" in written else number(written)


def spelled(value):
    """A text as a number: digits, a sign and a point, and nothing else."""
    if isinstance(value, (bool, float)):
        return float(value)
    return number(value) if re.fullmatch(r"[-.0-9]+", text(value)) else math.nan


def whole(_, value):
    found = spelled(value)
    return found if math.isnan(found) or math.isinf(found) else float(math.trunc(found))


def rounded(_, value, places=0.0):
    """Halves go up, as XPath says."""
    found = spelled(value)
    if math.isnan(found) or math.isinf(found):
        return found
    grain = Decimal(1).scaleb(-int(places))
    halves = Decimal(repr(found)) + grain / 2
    return float((halves / grain).to_integral_value(ROUND_FLOOR) * grain)


def substr(_, value, start, end=None):
    written = text(value)
    place = lambda at: 0 if math.isnan(at) else int(at)
    start, end = place(number(start)), len(written) if end is None else place(number(end))
    start, end = (at + len(written) if at < 0 else at for at in (start, end))
    return written[max(start, 0) : max(end, 0)]


def format_date(_, value, form):
    if not text(value):
        return ""
    then = datetime.date.fromordinal(int(number(value)))
    parts = {"%Y": f"{then.year:04}", "%y": f"{then.year % 100:02}", "%m": f"{then.month:02}", "%n": str(then.month)}
    parts |= {"%d": f"{then.day:02}", "%e": str(then.day)}
    return re.sub("%[YymndeH]", lambda part: parts[part[0]], text(form))


def chosen(value):
    return text(value).split()


def extreme(choose):
    def call(_, *values):
        numbers = [number(value) for value in values]
        return math.nan if any(map(math.isnan, numbers)) else choose(numbers)

    return call


FUNCTIONS = {
    "if": lambda _, condition, yes, no: yes if condition else no,
    "coalesce": lambda _, first, second: text(first) if text(first) else second,
    "selected": lambda _, several, one: text(one) in chosen(several),
    "count-selected": lambda _, several: float(len(chosen(several))),
    "count-non-empty": lambda _, *values: float(sum(1 for value in values if text(value))),
    "ends-with": lambda _, whole, part: text(whole).endswith(text(part)),
    "today": lambda _: TODAY[0],
    "date": date,
    "decimal-date-time": lambda _, value: date(_, value) - day("1970-01-01"),
    "regex": lambda _, value, pattern: re.fullmatch(text(pattern), text(value), re.ASCII) is not None,
    "substr": substr,
    "int": whole,
    "xf-round": rounded,
    "xf-number": lambda _, value: spelled(value),
    "format-date": format_date,
    "min": extreme(min),
    "max": extreme(max),
}


def plain(node, parent=None):
    """A copy without namespaces: paths name none, and mean that of the form."""
    name = etree.QName(node).localname
    copy = etree.Element(name) if parent is None else etree.SubElement(parent, name)
    for child in node:
        if isinstance(child.tag, str):
            plain(child, copy)
    return copy


class Form:
    """An XForm with its instance, whose nodes are filled person by person."""

    def __init__(self, workbook):
        document = etree.fromstring(convert(workbook).xform.encode())
        self.root = plain(next(iter(document.iter(XFORMS + "instance")))[0])
        self.binds = {bind.get("nodeset"): bind for bind in document.iter(XFORMS + "bind")}

    def ask(self, answers, today):
        TODAY[0] = day(today)
        found = {}
        self.visit(self.root, "/" + self.root.tag, True, answers, found)
        return found

    def visit(self, node, path, asked, answers, found):
        """In the order of the form, in which no question reads a later one."""
        bind = self.binds.get(path)
        relevant = bind.get("relevant") if bind is not None else None
        asked = asked and (relevant is None or self.holds(node, relevant))
        if len(node):
            for child in node:
                self.visit(child, f"{path}/{child.tag}", asked, answers, found)
            return
        if bind is None:
            return
        node.text = self.value(node, bind, answers.get(node.tag, "")) if asked else ""
        constraint = bind.get("constraint")
        broken = bool(node.text) and constraint is not None and not self.holds(node, constraint)
        found[node.tag] = {"asked": asked, "broken": broken}

    def value(self, node, bind, answer):
        calculate = bind.get("calculate")
        if calculate is not None:
            worked_out = text(self.evaluate(node, calculate))
            return "" if worked_out == "NaN" else worked_out
        return text(day(answer)) if answer and bind.get("type") == "date" else answer

    def holds(self, node, xpath):
        result = self.evaluate(node, xpath)
        if isinstance(result, float):
            return result != 0 and not math.isnan(result)
        return result if isinstance(result, bool) else bool(text(result))

    def evaluate(self, node, xpath):
        evaluator = etree.XPathElementEvaluator(node, extensions={(None, name): f for name, f in FUNCTIONS.items()})
        # XPath's own functions cannot be replaced, and those of XForms take more.
        return evaluator(re.sub(r"(?<![\w-])(round|number)\(", r"xf-\1(", xpath))


def judged(form):
    try:
        read = Form(form["workbook"])
        return {"error": None, "people": [read.ask(answers, form["today"]) for answers in form["people"]]}
    except Exception as error:  # pyxform has many kinds; each is a finding, with the form that it is about.
        return {"error": f"{type(error).__name__}: {error}", "people": []}


def main():
    wanted, found = sys.argv[1:]
    with open(wanted, encoding="utf-8") as file:
        forms = json.load(file)
    with open(found, "w", encoding="utf-8") as file:
        json.dump([judged(form) for form in forms], file)


if __name__ == "__main__":
    main()
