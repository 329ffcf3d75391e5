#!/usr/bin/env python3
"""Seeds for checkpoint_fuzz: the configuration of every golden architecture, and safetensors files
of one tensor of each element type.

usage: tests/fuzz/make_seeds.py FOLDER
"""
import json
import pathlib
import struct
import sys

GOLDEN = pathlib.Path(__file__).parent.parent / "golden" / "architectures"
BYTES = {"F32": 4, "F16": 2, "BF16": 2, "F8_E4M3": 1, "U8": 1, "I64": 8}


def safetensors(dtype):
    data = bytes(6 * BYTES[dtype])
    header = json.dumps({"w": {"dtype": dtype, "shape": [2, 3], "data_offsets": [0, len(data)]},
                         "__metadata__": {"format": "pt"}}).encode()
    return struct.pack("<Q", len(header)) + header + data


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for golden in sorted(GOLDEN.glob("*.json")):
        config = json.loads(golden.read_text())["config"]
        (folder / golden.name).write_text(json.dumps(config))
    for dtype in BYTES:
        (folder / f"{dtype}.safetensors").write_bytes(safetensors(dtype))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
