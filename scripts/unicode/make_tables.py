"""Writes engine/checkpoint/unicode_tables.inc.

    pip install tokenizers==0.23.3 && python3 scripts/unicode/make_tables.py

NFC's data come from this Python's unicodedata, less the marks and decompositions that are younger than the
tables of Hugging Face's tokenizers library (those of older characters stay as they are, by the standard).
`young` are the characters that the regular expressions of that library know (Oniguruma's Unicode) and
unicodedata, of Unicode 14 as PCRE2 10.42, does not: each run of one category with an older character of that
category, of Han or not, and of as many bytes in UTF-8, which PCRE2 may match in its place.
"""
import unicodedata
from pathlib import Path

from tokenizers import Regex, normalizers, pre_tokenizers

OUT = Path(__file__).resolve().parents[2] / "engine" / "checkpoint" / "unicode_tables.inc"
NFD = normalizers.NFD()
CODES = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
CATEGORIES = "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cf".split()


def members(expression):
    cut = pre_tokenizers.Split(Regex(expression), behavior="isolated")
    found = set()
    for at in range(0, len(CODES), 1024):
        text = "".join(chr(code) + "\0" for code in CODES[at:at + 1024])
        found |= {ord(piece) for piece, (begin, end) in cut.pre_tokenize_str(text) if end - begin == 1 and piece != "\0"}
    return found


def utf8_length(code):
    return len(chr(code).encode())


def young_ranges():
    han = members(r"\p{Han}")
    category = {code: name for name in CATEGORIES for code in members(r"\p{%s}" % name)}
    unknown = {code for code in category if unicodedata.category(chr(code)) == "Cn"}
    ranges = []
    for code in sorted(unknown):
        kind = (category[code], code in han)
        if ranges and ranges[-1][1] == code - 1 and ranges[-1][2] == kind:
            ranges[-1][1] = code
        else:
            ranges.append([code, code, kind])
    known = {}
    for code in sorted(set(category) - unknown):
        known.setdefault((category[code], code in han, utf8_length(code)), []).append(code)
    return [(first, last, min(known[(*kind, utf8_length(first))], key=lambda old: abs(old - first)))
            for first, last, kind in ranges]


def library_class(code):
    """The combining class, if the library puts the character where that says, else 0."""
    value = unicodedata.combining(chr(code))
    lower, higher = "\u0334", "\u0345"  # of the classes 1 and 240
    pair = chr(code) + lower if value > 1 else higher + chr(code)
    return value if value and NFD.normalize_str("a" + pair) == "a" + pair[::-1] else 0


def combining_ranges():
    ranges = []
    for code in CODES:
        value = library_class(code)
        if value and ranges and ranges[-1][1] == code - 1 and ranges[-1][2] == value:
            ranges[-1][1] = code
        elif value:
            ranges.append([code, code, value])
    return ranges


def decompositions():
    """Code point, first, second or 0, and whether the pair is composed again."""
    for code in CODES:
        parts = unicodedata.decomposition(chr(code))
        if parts and not parts.startswith("<") and NFD.normalize_str(chr(code)) != chr(code):
            first, second = (parts.split() + ["0"])[:2]
            yield code, int(first, 16), int(second, 16), int(unicodedata.normalize("NFC", chr(code)) == chr(code))


def table(name, kind, rows):
    entries = ["{" + ",".join(f"0x{value:X}" if value > 9 else str(value) for value in row) + "}" for row in rows]
    lines, line = [], ""
    for entry in entries:
        if len(line) + len(entry) > 116:
            lines.append(line)
            line = ""
        line += entry + ","
    return f"constexpr {kind} {name}[] = {{\n" + "\n".join(lines + [line]) + "\n};\n"


def main():
    text = f"// Made by scripts/unicode/make_tables.py from Unicode {unicodedata.unidata_version}.\n"
    text += table("young", "Young", young_ranges())
    text += table("combining", "Combining", combining_ranges())
    text += table("decompositions", "Decomposition", decompositions())
    OUT.write_text(text, encoding="utf-8")
    print(f"{OUT}: {len(text)} bytes")


if __name__ == "__main__":
    main()
