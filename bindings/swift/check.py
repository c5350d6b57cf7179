"""Checks hand-written Swift where no Swift compiler is: its syntax, and its use of the generated interface.

    check.py GENERATED.swift DIRECTORY...

Of a directory it reads the Swift, and what documents show of it. What it finds: syntax errors; calls of the core's services with other names or labels than they have; records made with
other fields than they have; cases that an enum does not have; a `switch` without `default` that forgets a case. It
knows no types: what it does not find may still not compile.
"""

import pathlib
import re
import sys

import tree_sitter
import tree_sitter_swift

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_swift.language()))

# What a service is called where it is used; other objects may have methods of the same name.
SERVICES = {"$0", "core", "jobs", "visits", "evidence", "around", "client", "prepared", "DoorstepCore"}

LONGEST_LINE = 120


class Interface:
    """The generated interface: parameters of functions and records, cases of enums."""

    def __init__(self, text: str):
        text = re.sub(r"/\*\*.*?\*/", "", text, flags=re.S)
        self.functions: dict[str, list] = {}
        self.records: dict[str, list] = {}
        self.enums: dict[str, set] = {}
        for name, parameters in re.findall(r"(?:open|static) func `?(\w+)`?\((.*?)\)\s*(?:throws|->|\{)", text):
            self.functions.setdefault(name, []).append(fields(parameters))
        for kind, name, body in re.findall(r"^public\s+(struct|enum) (\w+)[^{]*\{(.*?)^\}", text, re.S | re.M):
            made = re.search(r"public init\((.*?)\)\s*\{", body, re.S)
            if kind == "struct" and made:
                self.records[name] = fields(made[1])
            if kind == "enum":
                self.enums[name] = set(re.findall(r"^\s*(?:indirect )?case `?(\w+)`?", body, re.M))


def fields(parameters: str) -> list:
    """Label and whether it may be left out, for each parameter."""
    found = re.findall(r"`?(\w+)`?: [^,=]+(=)?", parameters)
    return [(label, default == "=") for label, default in found]


def fits(labels: list, parameters: list) -> bool:
    """Whether a call with these labels is one of these parameters, some of which may be left out."""
    rest = list(labels)
    for label, is_optional in parameters:
        if rest and rest[0] == label:
            rest.pop(0)
        elif not is_optional:
            return False
    return not rest


def text(node) -> str:
    return node.text.decode()


def shown(document: str) -> bytes:
    """The Swift that a document shows, each line where it was; each example in a scope of its own."""
    is_swift, lines = False, []
    for line in document.split("\n"):
        if line.startswith("```"):
            lines.append("do {" if line.startswith("```swift") else "}" if is_swift else "")
            is_swift = line.startswith("```swift")
        else:
            lines.append(line if is_swift and not line.startswith("import ") else "")
    return "\n".join(lines).encode()


def walk(node):
    yield node
    for child in node.children:
        yield from walk(child)


def labels(call) -> list | None:
    """The labels of a call's arguments; None if it has a trailing closure or takes arguments without labels."""
    arguments = [child for child in call.children[-1].children if child.type == "value_arguments"]
    if not arguments or arguments[-1] is not call.children[-1].children[-1]:
        return None
    values = [child for child in arguments[0].children if child.type == "value_argument"]
    names = [child for value in values for child in value.children if child.type == "value_argument_label"]
    return [text(name) for name in names] if len(names) == len(values) else None


class File:
    """One file and what is wrong with it."""

    def __init__(self, path: pathlib.Path):
        self.path = path
        self.source = path.read_bytes() if path.suffix == ".swift" else shown(path.read_text(encoding="utf-8"))
        self.root = PARSER.parse(self.source).root_node
        self.troubles: list[str] = []

    def trouble(self, node, words: str):
        self.troubles.append(f"{self.path}:{node.start_point[0] + 1}: {words}")

    def check_syntax(self):
        for node in walk(self.root):
            if node.type == "ERROR" or node.is_missing:
                self.trouble(node, "this is no Swift")
        for number, line in enumerate(self.source.decode().split("\n"), 1):
            if len(line) > LONGEST_LINE:
                self.troubles.append(f"{self.path}:{number}: longer than {LONGEST_LINE}")

    def enums(self) -> dict:
        """The enums that this file declares."""
        found = {}
        for node in walk(self.root):
            body = next((child for child in node.children if child.type == "enum_class_body"), None)
            if body is not None:
                entries = [entry for entry in body.children if entry.type == "enum_entry"]
                names = [text(c).strip("`") for e in entries for c in e.children if c.type == "simple_identifier"]
                name = next(text(child) for child in node.children if child.type == "type_identifier")
                found[f"{self.path}:{name}"] = set(names)
        return found

    def check_calls(self, interface: Interface):
        for call in (node for node in walk(self.root) if node.type == "call_expression"):
            callee, given = call.children[0], labels(call)
            if given is None:
                continue
            if callee.type == "simple_identifier":
                parameters = interface.records.get(text(callee))
                if parameters is not None and not fits(given, parameters):
                    self.trouble(call, f"{text(callee)}({', '.join(given)}) is made of {parameters}")
            elif callee.type == "navigation_expression" and text(callee.children[0]) in SERVICES:
                self.check_method(call, text(callee.children[-1]).lstrip(".").strip("`"), given, interface)

    def check_method(self, call, name: str, given: list, interface: Interface):
        known = interface.functions.get(name)
        if known is None and text(call.children[0].children[0]) in {"core", "client", "DoorstepCore"}:
            self.trouble(call, f"the core has no `{name}`")
        elif known is not None and not any(fits(given, parameters) for parameters in known):
            self.trouble(call, f"{name}({', '.join(given)}) takes {known}")
        elif known is None and "case" in given:
            self.trouble(call, f"no service has `{name}`")

    def check_cases(self, interface: Interface):
        for node in (node for node in walk(self.root) if node.type == "navigation_expression"):
            owner, member = text(node.children[0]), text(node.children[-1]).lstrip(".").strip("`")
            cases = interface.enums.get(owner)
            if cases is not None and member not in cases | {"self", "allCases", "all", "init"}:
                self.trouble(node, f"{owner} has no `{member}`")

    def check_switches(self, enums: dict):
        for node in (node for node in walk(self.root) if node.type == "switch_statement"):
            entries = [child for child in node.children if child.type == "switch_entry"]
            if any(child.type == "default_keyword" for entry in entries for child in entry.children):
                continue
            patterns = [child for entry in entries for child in entry.children if child.type == "switch_pattern"]
            cases = [re.match(r"(?:let )?\.`?(\w+)", text(pattern)) for pattern in patterns]
            if not cases or not all(cases):
                continue
            seen = {case[1] for case in cases}
            candidates = [(name, known) for name, known in enums.items() if seen <= known]
            if not candidates:
                self.trouble(node, f"no enum has all of {sorted(seen)}")
            elif all(known != seen for _, known in candidates):
                name, known = min(candidates, key=lambda one: len(one[1]))
                self.trouble(node, f"forgets {sorted(known - seen)} of {name.rsplit(':', 1)[-1]}")


def main() -> int:
    interface = Interface(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    skipped = {"generated", "build", ".build"}
    folders = [pathlib.Path(directory) for directory in sys.argv[2:]]
    paths = sorted(path for folder in folders for kind in ("*.swift", "*.md") for path in folder.rglob(kind))
    files = [File(path) for path in paths if not skipped & set(path.parts)]
    enums = dict(interface.enums)
    for file in files:
        enums |= file.enums()
    for file in files:
        file.check_syntax()
        file.check_calls(interface)
        file.check_cases(interface)
        file.check_switches(enums)
    files = [file for file in files if file.source.strip()]
    troubles = [trouble for file in files for trouble in file.troubles]
    print("\n".join(troubles + [f"{len(files)} files with Swift, {len(troubles)} troubles"]))
    return 1 if troubles or not files else 0


if __name__ == "__main__":
    sys.exit(main())
