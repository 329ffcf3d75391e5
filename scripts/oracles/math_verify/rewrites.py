"""Other spellings of a gold answer, and answers that are nearly but not quite it.

Each rule works on the text of the answer alone and knows by construction whether its result is
equal. A rule that does not apply yields nothing. No grader is asked.
"""
import re
from fractions import Fraction

INTEGER = re.compile(r"^-?\d+$")
DECIMAL = re.compile(r"^-?\d+\.\d+$")
FRACTION = re.compile(r"^(-?)\\d?frac\{(\d+)\}\{(\d+)\}$")
RADICAL = re.compile(r"^(-?\d*)\\sqrt\{(\d+)\}$")
PI_MULTIPLE = re.compile(r"^(-?\d+)\\pi$")
WORDS = re.compile(r"^\\text\{([A-Za-z ]+)\}$")
RELATION = re.compile(r"^([^=<>,]+)=([^=<>,]+)$")


def split_top(text, separators):
    """Pieces of `text` at separators outside brackets, with the separator before each."""
    pieces, depth, begin, before = [], 0, 0, ""
    for at, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0 and sign in separators and at > begin:
            pieces.append((before, text[begin:at]))
            before, begin = sign, at + 1
    pieces.append((before, text[begin:]))
    return pieces


def is_scalar(text):
    """An expression that may be put in brackets: no list, relation, text or unit."""
    return (not re.search(r"[,=<>%:;]|\\text|\\le|\\ge|\\in|\\cup|\\pm|\\infty|\\begin|\\circ|\\\$|_|\\mathrm|\\ldots|\\%|\\q",
                          text) and bool(re.search(r"[0-9a-zA-Z]", text)) and text.count("(") == text.count(")")
            and not re.search(r"[A-Za-z]{3,}", re.sub(r"\\[A-Za-z]+", "", text)))


def bracketed(text):
    """(opening, elements, closing) of a tuple, interval or set."""
    match = re.match(r"^\\left(\(|\[|\\\{)(.*)\\right(\)|\]|\\\})$", text.strip()) or re.match(
        r"^(\(|\[|\\\{)(.*)(\)|\]|\\\})$", text.strip())
    if not match:
        return None
    elements = [piece.strip() for _, piece in split_top(match[2].replace(r"\left", "").replace(r"\right", ""), ",")]
    return (match[1], elements, match[3]) if len(elements) > 1 else None


def of_fraction(value, spell):
    sign = "-" if value < 0 else ""
    return sign + spell % (abs(value.numerator), value.denominator)


def rational(text):
    if INTEGER.match(text) or DECIMAL.match(text):
        return Fraction(text)
    match = FRACTION.match(text)
    return Fraction(int(match[2]), int(match[3])) * (-1 if match[1] else 1) if match and int(match[3]) else None


def decimal(value):
    """All digits of a terminating decimal, and one zero more."""
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    whole, part = divmod(abs(value.numerator) * 10**digits // value.denominator, 10**digits)
    return "%s%d.%0*d0" % ("-" if value < 0 else "", whole, digits, part)


def is_list(text):
    """Several answers with commas between, no thousands separators, outside brackets."""
    return ("," in text and not re.search(r"[(\[{]|\\!", text)
            and not re.match(r"^\d{1,3}(,\d{3})+$", text))


# --- equal -------------------------------------------------------------------------------------

def equal_integer(text, dice):
    if not INTEGER.match(text):
        return
    n = int(text)
    k = dice.randint(2, 9)
    yield "integer as a fraction", r"\frac{%d}{%d}" % (n * k, k)
    yield "integer as a sum", "%d+%d" % (n - k, k)
    yield "integer with a decimal zero", "%d.0" % n
    yield "assignment", "x = %d" % n
    yield "integer minus a negative", "%d-(-%d)" % (n - k, k)
    yield "integer as a product", r"\frac{1}{%d} \cdot %d" % (k, n * k)
    if n > 0:
        yield "integer as a root", r"\sqrt{%d}" % (n * n)
        yield "integer with a unit", r"%d\text{ units}" % n
        yield "ordinary money", r"\$%d" % n
    if n >= 1000:
        yield "thousands comma", "{:,}".format(n)
        yield "thousands in braces", "{:,}".format(n).replace(",", "{,}")
    if n > 2 and (n & (n - 1)) == 0:
        yield "power of two", "2^{%d}" % (n.bit_length() - 1)


def equal_rational(text, dice):
    value = rational(text)
    if value is None or value.denominator == 1:
        return
    k = dice.randint(2, 9)
    yield "fraction with a slash", of_fraction(value, "%d/%d")
    yield "dfrac", of_fraction(value, r"\dfrac{%d}{%d}")
    yield "fraction extended", r"\frac{%d}{%d}" % (value.numerator * k, value.denominator * k)
    yield "fraction with two signs", r"\frac{%d}{%d}" % (-value.numerator, -value.denominator)
    yield "division sign", r"%d \div %d" % (value.numerator, value.denominator)
    rest = value.denominator
    while rest % 2 == 0:
        rest //= 2
    while rest % 5 == 0:
        rest //= 5
    if rest == 1:
        yield "terminating decimal", decimal(value)
    if abs(value) > 1:
        whole, part = divmod(abs(value.numerator), value.denominator)
        yield "mixed number", r"%s%d\frac{%d}{%d}" % ("-" if value < 0 else "", whole, part, value.denominator)
    if value.numerator in range(1, 10) and value.denominator in range(1, 10):
        yield "fraction without braces", r"\frac%d%d" % (value.numerator, value.denominator)


def equal_radical(text, dice):
    match = RADICAL.match(text)
    if match:
        factor = int(match[1]) if match[1] not in ("", "-") else int(match[1] + "1")
        radicand = int(match[2])
        sign = "-" if factor < 0 else ""
        yield "factor under the root", r"%s\sqrt{%d}" % (sign, factor * factor * radicand)
        yield "root in the denominator", r"\frac{%d}{\sqrt{%d}}" % (factor * radicand, radicand)
        yield "root as a power", r"%d \cdot %d^{1/2}" % (factor, radicand)
        yield "plain root", "%d*sqrt(%d)" % (factor, radicand)
        if radicand < 10:
            yield "root without braces", r"%d\sqrt%d" % (factor, radicand)
    match = PI_MULTIPLE.match(text)
    if match:
        n = int(match[1])
        yield "plain pi", "%d*pi" % n
        yield "pi in front", r"\pi \cdot %d" % n
        yield "Unicode pi", "%dπ" % n
        yield "pi in a fraction", r"\frac{%d\pi}{3}" % (3 * n)


def equal_scalar(text, dice):
    if not is_scalar(text):
        return
    k = dice.randint(2, 7)
    yield "in parentheses", r"\left(%s\right)" % text
    yield "plus and minus one", "(%s) + 1 - 1" % text
    yield "times k over k", r"\frac{%d(%s)}{%d}" % (k, text, k)
    yield "twice negated", "-(-(%s))" % text
    yield "dollar signs", "$%s$" % text
    yield "display style", r"\displaystyle %s" % text.replace(r"\frac", r"\dfrac")
    terms = split_top(text, "+-")
    if len(terms) > 1 and not text.strip().startswith(("-", "+")) and not re.search(r"\de[+-]", text):
        parts = [(sign or "+", term.strip()) for sign, term in terms]
        dice.shuffle(parts)
        yield "terms in another order", " ".join("%s %s" % part for part in parts).removeprefix("+ ")


def equal_structure(text, dice):
    found = bracketed(text)
    if found:
        opening, elements, closing = found
        yield "spaced brackets", "%s %s %s" % (opening, " , ".join(elements), closing)
        yield "left and right", r"\left%s %s \right%s" % (opening, ", ".join(elements), closing)
        if all(is_scalar(element) for element in elements):
            yield "elements extended", "%s%s%s" % (
                opening, ", ".join(r"\frac{3(%s)}{3}" % element for element in elements), closing)
        if opening == r"\{":
            shuffled = elements[:]
            dice.shuffle(shuffled)
            yield "set in another order", r"\{%s\}" % ", ".join(shuffled)
    elif is_list(text):
        elements = [element.strip() for element in text.split(",")]
        shuffled = elements[::-1]
        yield "list in another order", ", ".join(shuffled)
        yield "list as a set", r"\{%s\}" % ", ".join(elements)
        yield "list with 'and'", ", ".join(elements[:-1]) + r" \text{ and } " + elements[-1]
    if r"\cup" in text:
        parts = [part.strip() for part in text.split(r"\cup")]
        yield "union in another order", r" \cup ".join(parts[::-1])
    match = RELATION.match(text)
    if match and is_scalar(match[1]) and is_scalar(match[2]):
        left, right = match[1].strip(), match[2].strip()
        if len(left) > 2:
            yield "equation scaled", "3(%s) = 3(%s)" % (left, right)
            yield "all on one side", "%s - (%s) = 0" % (left, right)
        yield "sides exchanged", "%s = %s" % (right, left)


def equal_words(text, dice):
    match = WORDS.match(text)
    if match:
        yield "text without a command", match[1]
        yield "mathrm", r"\mathrm{%s}" % match[1]
        yield "upper case", r"\text{%s}" % match[1].upper()
    if re.match(r"^-?\d+\^\\circ$", text) or re.match(r"^-?\d+\^\{\\circ\}$", text):
        number = text.split("^")[0]
        yield "degree sign", number + "°"
        yield "degrees in words", number + r"\text{ degrees}"
        yield "degrees left out", number
    if text.endswith(r"\%"):
        yield "percent in words", text[:-2] + " percent"
        yield "bare percent sign", text[:-2] + "%"


# --- not equal ---------------------------------------------------------------------------------

def unequal_number(text, dice):
    value = rational(text)
    if value is None:
        return
    if value.denominator == 1 and INTEGER.match(text):
        n = int(text)
        yield "one more", str(n + 1)
        yield "one more, as a fraction", r"\frac{%d}{2}" % (2 * n + 1)
        yield "ten times", str(n * 10 if n else 10)
        yield "a tiny bit more", "%d.000001" % n
        yield "with another beside it", "%d, %d" % (n, n + 1)
        yield "hedged", "%d or %d" % (n, n + 1)
        yield "a digit exchanged", (str(n)[:-1] if len(str(n)) > 1 else "") + str((n + 3) % 10)
        if n:
            yield "sign changed", str(-n)
            yield "both signs", r"\pm %d" % n
            yield "with pi", r"%d\pi" % n
        if n > 1:
            yield "under a root", r"\sqrt{%d}" % n
            yield "its inverse", r"\frac{1}{%d}" % n
    else:
        if value:
            yield "fraction turned over", of_fraction(1 / value, r"\frac{%d}{%d}")
            yield "sign changed", of_fraction(-value, r"\frac{%d}{%d}")
        yield "numerator one more", of_fraction(value + Fraction(1, value.denominator), r"\frac{%d}{%d}")
        if Fraction("%.2g" % float(value)) != value:
            yield "two digits only", "%.2g" % float(value)
        yield "denominator one more", r"\frac{%d}{%d}" % (value.numerator, value.denominator + 1)


def unequal_scalar(text, dice):
    if not is_scalar(text) or rational(text) is not None or text.strip() == "0":
        return
    yield "one more", "%s + 1" % text
    yield "doubled", "2(%s)" % text
    yield "negated", "-(%s)" % text
    yield "a billionth more", "%s + 10^{-9}" % text
    numbers = list(re.finditer(r"\d+", text))
    if numbers:
        one = dice.choice(numbers)
        yield "one number changed", text[:one.start()] + str(int(one[0]) + 2) + text[one.end():]
    if r"\sqrt{" in text:
        yield "root lost", text.replace(r"\sqrt{", "{", 1)
    if r"\pi" in text:
        yield "pi as a decimal", text.replace(r"\pi", r"\cdot 3.14", 1)


def unequal_structure(text, dice):
    found = bracketed(text)
    if found:
        opening, elements, closing = found
        if opening != r"\{" and elements != elements[::-1]:
            yield "elements exchanged", opening + ", ".join(elements[::-1]) + closing
        yield "an element left out", opening + ", ".join(elements[:-1]) + closing if len(elements) > 2 else elements[0]
        yield "an element more", opening + ", ".join(elements + ["7777"]) + closing
        if is_scalar(elements[0]):
            yield "an element changed", opening + ", ".join(["%s+1" % elements[0]] + elements[1:]) + closing
        if len(elements) == 2 and (opening == "[" or closing == "]" or "infty" in text):
            turned = {"[": "(", "(": "["}
            if r"\infty" not in elements[0]:
                yield "bracket of another kind", turned[opening] + ", ".join(elements) + closing
    elif is_list(text):
        elements = [element.strip() for element in text.split(",")]
        if len(set(elements)) == len(elements):
            yield "one of the list left out", ", ".join(elements[:-1])
        yield "one more in the list", ", ".join(elements + ["7777"])
    if r"\cup" in text:
        yield "intersection for union", text.replace(r"\cup", r"\cap")
        yield "half of the union", text.split(r"\cup")[0].strip()
    match = RELATION.match(text)
    if match and is_scalar(match[1]) and is_scalar(match[2]):
        yield "a constant more on the right", "%s = %s + 1" % (match[1].strip(), match[2].strip())
    for strict, loose in (("<", r"\le "), (r"\le ", "<"), (r"\leq ", "<"), (">", r"\ge ")):
        if strict in text and loose not in text and r"\left" not in text:
            yield "strictness changed", text.replace(strict, loose)
            break


def unequal_words(text, dice):
    match = WORDS.match(text)
    if match:
        yield "another word", r"\text{%s}" % (match[1][::-1])
        yield "the word and another", r"\text{%s or not}" % match[1]
    if len(text) == 1 and text.isupper():
        yield "the next letter", chr(ord(text) + 1)


EQUAL = [equal_integer, equal_rational, equal_radical, equal_scalar, equal_structure, equal_words]
UNEQUAL = [unequal_number, unequal_scalar, unequal_structure, unequal_words]


def rewritten(text, dice):
    """(rule, answer, equal) for every rule that applies to the gold answer `text`."""
    text = re.sub(r"(?<!\\)\$", "", text).strip().rstrip(".").strip()
    for rules, equal in ((EQUAL, True), (UNEQUAL, False)):
        for rule in rules:
            for name, answer in rule(text, dice):
                if answer and answer != text:
                    yield name, answer, equal
