"""Writes the Parquet files of this folder with pyarrow, and beside each the rows that pyarrow reads
from it as JSON. Run it in an environment with pyarrow 26: python3 tests/golden/parquet/make.py

Texts stand for what JSON lacks: decimals with all their digits, dates and timestamps in ISO 8601.
Files under refused/ use what the reader refuses by name; they have no rows beside them.
"""
import datetime
import decimal
import json
import pathlib

import numpy
import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent


def timestamp_text(scalar):
    digits = {"ms": 3, "us": 6, "ns": 9}[scalar.type.unit]
    seconds, fraction = divmod(scalar.value, 10**digits)
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    text += f".{fraction:0{digits}}" if fraction else ""
    return text + ("Z" if scalar.type.tz else "")


def value(scalar):
    kind = scalar.type
    if not scalar.is_valid:
        return None
    if pa.types.is_timestamp(kind):
        return timestamp_text(scalar)
    if pa.types.is_struct(kind):
        return {field.name: value(scalar[field.name]) for field in kind}
    if pa.types.is_map(kind):
        return [{"key": value(entry["key"]), "value": value(entry["value"])} for entry in scalar.values]
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return [value(element) for element in scalar.values]
    if pa.types.is_dictionary(kind):
        return scalar.as_py()
    if pa.types.is_float32(kind):
        return float(str(numpy.float32(scalar.as_py())))
    if pa.types.is_decimal(kind):
        return format(scalar.as_py(), "f")
    if pa.types.is_date(kind):
        return scalar.as_py().isoformat()
    if pa.types.is_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return scalar.as_py().decode()
    return scalar.as_py()


def write(name, table, rows_in=None, **options):
    """rows_in: a file of rows that several Parquet files share."""
    path = HERE / f"{name}.parquet"
    path.parent.mkdir(exist_ok=True)
    options = {"store_schema": False, **options}
    pq.write_table(table, path, **options)
    if name.startswith("refused/"):
        return
    read = pq.read_table(path)
    rows = [{c: value(read.column(c)[i]) for c in read.column_names} for i in range(read.num_rows)]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.with_name(f"{rows_in or name}.json").write_text(f"[{lines}]\n")


def flat(rows=12):
    return pa.table({
        "id": pa.array(range(rows), pa.int64()),
        "question": [f"How many are {i} and {i % 3}? ünïcödé 数" if i % 5 else None for i in range(rows)],
        "answer": [str(i + i % 3) for i in range(rows)],
        "level": pa.array([i % 4 if i % 4 else None for i in range(rows)], pa.int32()),
        "hard": pa.array([None if i % 7 == 3 else i % 2 == 0 for i in range(rows)]),
        "score": pa.array([i / 7 for i in range(rows)], pa.float64()),
    })


def lists():
    return pa.table({
        "names": pa.array([["Zoe", "Ann"], [], None, ["Bob", None, ""], ["x"]], pa.list_(pa.string())),
        "grid": pa.array([[[1, 2], [3]], [[]], [], None, [None, [4, None]]], pa.list_(pa.list_(pa.int32()))),
        "truth": pa.array([[True], [False, True], [], [None], None], pa.list_(pa.bool_())),
        "id": [1, 2, 3, 4, 5],
    })


def structures():
    step = pa.struct([("text", pa.string()), ("marks", pa.list_(pa.int64()))])
    return pa.table({
        "meta": pa.array([{"source": "a", "year": 2020}, None, {"source": None, "year": 1999}],
                         pa.struct([("source", pa.string()), ("year", pa.int32())])),
        "steps": pa.array([[{"text": "one", "marks": [1, 2]}, {"text": None, "marks": []}], [], [None, {"text": "t", "marks": None}]],
                          pa.list_(step)),
        "deep": pa.array([{"a": {"b": {"c": "x"}}}, {"a": {"b": None}}, {"a": None}],
                         pa.struct([("a", pa.struct([("b", pa.struct([("c", pa.string())]))]))])),
    })


def types():
    utc = pa.timestamp("us", tz="UTC")
    return pa.table({
        "i8": pa.array([-128, 0, 127], pa.int8()),
        "i64": pa.array([-2**63, 0, 2**63 - 1], pa.int64()),
        "u8": pa.array([0, 7, 255], pa.uint8()),
        "u32": pa.array([0, 7, 2**32 - 1], pa.uint32()),
        "u64": pa.array([0, 7, 2**64 - 1], pa.uint64()),
        "f32": pa.array([0.1, -2.5, 3e38], pa.float32()),
        "f64": pa.array([0.1, -1e300, 5e-324], pa.float64()),
        "date": pa.array([datetime.date(1, 1, 1), datetime.date(1969, 12, 31), datetime.date(9999, 12, 31)]),
        "ms": pa.array([-1, 0, 1717200000123], pa.timestamp("ms")),
        "us": pa.array([-1, 0, 1717200000123456], utc),
        "ns": pa.array([-1, 0, 1717200000123456789], pa.timestamp("ns")),
        "money": pa.array([decimal.Decimal("-0.05"), decimal.Decimal("12.30"), None], pa.decimal128(7, 2)),
        "wide": pa.array([decimal.Decimal("-1"), decimal.Decimal("99999999999999999999999999999999999999"), None], pa.decimal128(38, 0)),
        "bytes": pa.array([b"plain", b"", b"text"], pa.binary()),
        "fixed": pa.array([b"abcd", b"efgh", None], pa.binary(4)),
        "nothing": pa.nulls(3),
    })


def required():
    schema = pa.schema([pa.field("q", pa.string(), nullable=False),
                        pa.field("tags", pa.list_(pa.field("element", pa.string(), nullable=False)), nullable=False)])
    return pa.table({"q": ["a", "b"], "tags": [["x", "y"], []]}, schema)


for codec in ["NONE", "SNAPPY", "GZIP", "ZSTD"]:
    for version in ["1.0", "2.0"]:
        for dictionary in [True, False]:
            name = f"flat_{codec.lower()}_v{version[0]}_{'dictionary' if dictionary else 'plain'}"
            write(name, flat(), "flat", compression=codec, data_page_version=version, use_dictionary=dictionary)
for version in ["1.0", "2.0"]:
    write(f"lists_v{version[0]}", lists(), "lists", data_page_version=version)
    write(f"structures_v{version[0]}", structures(), "structures", data_page_version=version, compression="ZSTD")
    write(f"types_v{version[0]}", types(), "types", data_page_version=version, store_decimal_as_integer=version == "2.0")
write("pages", flat(400), data_page_size=256, write_batch_size=16, compression="GZIP")
write("row_groups", lists(), "lists", row_group_size=2)
write("fallback", flat(300), dictionary_pagesize_limit=512, data_page_size=512, write_batch_size=32)
write("checksums", flat(), "flat", write_page_checksum=True)
write("required", required())
write("item_lists", lists(), "lists", use_compliant_nested_type=False)
write("boolean_runs", flat(100).select(["hard"]), data_page_version="2.0", use_dictionary=False, column_encoding={"hard": "RLE"})
write("empty", flat(0))
write("nulls", pa.table({"a": pa.array([None] * 300, pa.string()), "b": pa.array([None] * 300, pa.list_(pa.int32()))}))
write("maps", pa.table({"m": pa.array([[("a", 1), ("b", None)], [], None], pa.map_(pa.string(), pa.int64()))}))
write("categories", pa.table({"c": pa.array(["x", "y", "x", None]).dictionary_encode()}))

numbers = pa.table({"n": pa.array(range(20), pa.int32()), "s": [f"text {i}" for i in range(20)]})
for encoding, column in [("DELTA_BINARY_PACKED", "n"), ("DELTA_LENGTH_BYTE_ARRAY", "s"), ("DELTA_BYTE_ARRAY", "s"), ("BYTE_STREAM_SPLIT", "n")]:
    write(f"refused/{encoding.lower()}", numbers, use_dictionary=False, column_encoding={column: encoding})
for codec in ["LZ4", "BROTLI"]:
    write(f"refused/{codec.lower()}", numbers, compression=codec)
write("refused/int96", pa.table({"t": pa.array([0], pa.timestamp("ns"))}), use_deprecated_int96_timestamps=True)
write("refused/time", pa.table({"t": pa.array([0], pa.time64("us"))}))
write("refused/bytes", pa.table({"b": pa.array([b"\xff\xfe"], pa.binary())}), use_dictionary=False)
when = pa.array([{"at": 0, "by": "x"}, None, {"at": None, "by": "y"}], pa.struct([("at", pa.time64("us")), ("by", pa.string())]))
write("refused/mixed", pa.table({"when": when, "names": [["a", "b"], [], ["c"]], "n": [1, 2, 3]}), row_group_size=2)
write("refused/nan", pa.table({"f": pa.array([1.0, float("nan")])}))
