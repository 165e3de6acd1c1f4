"""mutants: every small change that a fixed list of operators makes to a source.

Only the bodies of functions are changed: tables of parameters have no say in an
epoch that has its parameters pinned. Guards (RF_REQUIRE) and reserve() are left
as they are: they compute nothing. Code is read by its layout (a function
begins in the first column, binary operators stand between spaces), which the
house's format guarantees.
"""
import re
from dataclasses import dataclass

COMPARISONS = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<"), ">=": (">", "<"), "==": ("!=",), "!=": ("==",)}
ARITHMETIC = {"+": ("-",), "-": ("+",), "*": ("/",), "/": ("*",), "%": ("/",)}
ASSIGNMENTS = {"+=": ("-=", "="), "-=": ("+=", "="), "*=": ("/=", "=")}
LOGIC = {"&&": ("||",), "||": ("&&",)}
CONTROL = ("if", "for", "while", "switch")


@dataclass(frozen=True)
class Mutant:
    path: str
    start: int  # in the file's text
    end: int
    text: str   # in its place
    operator: str

    def apply(self, source):
        return source[:self.start] + self.text + source[self.end:]

    def line(self, source):
        return source.count("\n", 0, self.start) + 1

    def key(self, source):
        """(original, mutated): the lines it touches, so that a file of equivalents outlives other edits."""
        first = source.rfind("\n", 0, self.start) + 1
        if self.end - self.start < 8 and source[first:self.start].strip() == "" and self.text == ";":
            first = source.rfind("\n", 0, first - 1) + 1  # a lone break says little without what it ends
        last = source.find("\n", self.end - 1 if self.end > self.start else self.end)
        squeeze = lambda s: " ".join(s.split())
        return (squeeze(source[first:last]),
                squeeze(source[first:self.start] + self.text + source[self.end:last]))


def blanked(source):
    """The source with comments, texts and guards overwritten, so that places stay."""
    def over(match):
        text = match.group(0)
        if text.startswith('"'):
            return '"' + "~" * (len(text) - 2) + '"'
        return re.sub(r"[^\n]", " ", text)
    return re.sub(r'//[^\n]*|RF_REQUIRE\([^;]*;|[\w.]+\.reserve\([^;]*;|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', over, source)


def bodies(code):
    """(from, to) of what stands between a function's braces."""
    found = []
    for match in re.finditer(r"^(?!namespace|struct|class|enum|constexpr parameter_rule)\w[^;{}]*\)(?: const)? \{",
                             code, re.M):
        depth, at = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(code[at], 0)
            at += 1
        found.append((match.end(), at - 1))
    return found


def closing(code, at):
    """The place of the bracket that closes the one at `at`."""
    pairs, depth = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}, 0
    while True:
        depth += pairs.get(code[at], 0)
        if depth == 0:
            return at
        at += 1


def statements(code, start, end):
    """(from, to, conditional) of everything that ends in ';' and controls nothing."""
    at, begin, conditional = start, start, False
    while at < end:
        control = re.compile(r"\s*(?:else\s+)?(%s)(?: constexpr)? \(" % "|".join(CONTROL)).match(code, at)
        if control and not code[begin:at].strip():
            at = closing(code, control.end() - 1) + 1
            begin, conditional = at, control.group(1) == "if"
            continue
        other = re.compile(r"\s*(else\b|case (?:[^:]|::)+:(?!:)|default:)").match(code, at)
        if other and not code[begin:at].strip():
            at = begin = other.end()
            conditional = other.group(1) == "else"
            continue
        char = code[at]
        if char == ";":
            yield begin, at + 1, conditional
            begin, conditional = at + 1, False
        elif char in "([" or (char == "{" and code[begin:at].strip()):
            at = closing(code, at)
        elif char in "{}":
            begin, conditional = at + 1, False
        at += 1


def split_arguments(code, start, end):
    parts, depth, begin = [], 0, start
    for at in range(start, end):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(code[at], 0)
        if code[at] == "," and depth == 0:
            parts.append((begin, at))
            begin = at + 1
    parts.append((begin, end))
    strip = lambda a, b: (a + len(code[a:b]) - len(code[a:b].lstrip()), b - len(code[a:b]) + len(code[a:b].rstrip()))
    return [strip(a, b) for a, b in parts]


def in_body(path, source, code, start, end):
    def make(a, b, text, operator):
        return Mutant(path, a, b, text, operator)

    def between_spaces(table, operator):
        for symbol, others in table.items():
            for match in re.finditer(r"(?<= )%s(?=[ \n])" % re.escape(symbol), code[start:end]):
                for other in others:
                    yield make(start + match.start(), start + match.end(), other, operator)

    yield from between_spaces(ARITHMETIC, "arithmetic")
    yield from between_spaces(COMPARISONS, "comparison")
    yield from between_spaces(ASSIGNMENTS, "assignment")
    yield from between_spaces(LOGIC, "logic")
    yield from constants(make, code, start, end)
    for match in re.finditer(r"\b(if|while) \(", code[start:end]):
        a = start + match.end()
        b = closing(code, a - 1)
        if ";" in code[a:b]:  # if (initialiser; condition)
            a = code.index(";", a) + 2
        only_not = re.fullmatch(r"![\w.:()*]+", code[a:b])  # the operator `negation` does the same
        if " = " not in code[a:b] and not only_not:
            yield make(a, b, "!(" + source[a:b] + ")", "condition")
    for match in re.finditer(r"\bstd::(min|max)\b", code[start:end]):
        yield make(start + match.start(1), start + match.end(1), {"min": "max", "max": "min"}[match.group(1)], "min/max")
    for match in re.finditer(r"(?<![\w!])!(?=[\w(])", code[start:end]):
        yield make(start + match.start(), start + match.end(), "", "negation")
    for match in re.finditer(r"\+\+|--", code[start:end]):
        yield make(start + match.start(), start + match.end(), "--" if match.group(0) == "++" else "++", "increment")
    for match in re.finditer(r"(?<=[ (])-(?=[\w(])", code[start:end]):
        yield make(start + match.start(), start + match.end(), "", "sign")
    for match in re.finditer(r"\b(true|false)\b", code[start:end]):
        yield make(start + match.start(), start + match.end(), "false" if match.group(1) == "true" else "true", "constant")
    yield from branches(make, source, code, start, end)
    yield from arguments(make, source, code, start, end)
    yield from removals(make, source, code, start, end)
    yield from names(make, source, code, start, end)


def constants(make, code, start, end):
    for match in re.finditer(r"(?<![\w.~])(\d+\.\d*|\.\d+|\d+)(?![\w.])", code[start:end]):
        text, a, b = match.group(1), start + match.start(), start + match.end()
        if re.search(r"<[^<>()]*$", code[max(0, a - 40):a].split("\n")[-1]) and re.match(r"[^<>\n ]*>", code[b:b + 20]):
            continue  # a template's argument
        if "." in text:
            values = [repr(float(text) + 1), repr(float(text) - 1)] + ([repr(float(text) * 2)] if float(text) else [])
        else:
            n = int(text)
            values = [str(n + 1)] + ([str(n - 1)] if n > 0 else []) + ([str(n * 2)] if n > 2 else [])
        for value in values:
            yield make(a, b, value, "constant")


def branches(make, source, code, start, end):
    """a ? b : c becomes a ? c : b; of a chain, the first."""
    for match in re.finditer(r" \? ", code[start:end]):
        middle = at = start + match.end()
        depth = nested = 0
        colon = None
        while at < end:
            char = code[at]
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(char, 0)
            if depth < 0 or (depth == 0 and char in ";,"):
                break
            if depth == 0 and code[at:at + 3] == " ? ":
                nested += 1
            if depth == 0 and re.match(r"\s: ", code[at:at + 3]):
                if nested == 0 and colon is None:
                    colon = at
                nested -= 1
            at += 1
        if colon is None:
            continue
        b, c = source[middle:colon], source[colon:at].lstrip()[2:]
        if b.strip() != c.strip():
            yield make(middle, at, f"({c.strip()}) : ({b.strip()})", "branches")


def arguments(make, source, code, start, end):
    for match in re.finditer(r"\b(?!(?:%s|return|switch)\b)([\w:.>-]+)([({])(?=[^)}])" % "|".join(CONTROL), code[start:end]):
        name = match.group(1)
        if name in ("std::min", "std::max", "RF_REQUIRE") or name.endswith("return"):
            continue
        a = start + match.start(2)
        parts = split_arguments(code, a + 1, closing(code, a))
        for (a1, b1), (a2, b2) in zip(parts, parts[1:]):
            if source[a1:b1] and source[a1:b1] != source[a2:b2]:
                yield make(a1, b2, source[a2:b2] + source[b1:a2] + source[a1:b1], "arguments")


DECLARATION = re.compile(r"(const |constexpr |auto |std::\w+(<[^;=]*>)? \w|[\w:]+(<[^;=]*>)?[&*]? [*&]?\w+( =|;|\(|\{|,)|"
                         r"using |struct |RF_REQUIRE)")


def removals(make, source, code, start, end):
    for a, b, conditional in statements(code, start, end):
        a += len(code[a:b]) - len(code[a:b].lstrip())
        text = code[a:b]
        if text.startswith("return"):
            if conditional or text == "return;":
                yield make(a, b, ";", "early return")
            continue
        if ".reserve(" in text:
            continue  # says nothing of what is computed
        if text == ";" or (DECLARATION.match(text) and not re.match(r"[\w.\[\]>-]+ [+*/-]?= ", text)):
            continue
        yield make(a, b, ";", "statement")


def names(make, source, code, start, end):
    """A parameter's name becomes the next one's."""
    found = [m for m in re.finditer(r'"[a-z_]+\.[a-z_.0-9]+"', source[start:end])]
    for here, there in zip(found, found[1:] + found[:1]):
        if here.group(0) != there.group(0):
            yield make(start + here.start(), start + here.end(), there.group(0), "parameter")


def mutants_of(path, source):
    code, seen, found = blanked(source), set(), []
    for start, end in bodies(code):
        for mutant in in_body(path, source, code, start, end):
            same = (mutant.start, mutant.end, mutant.text)
            if same not in seen:
                seen.add(same)
                found.append(mutant)
    return sorted(found, key=lambda m: (m.start, m.end, m.operator, m.text))
