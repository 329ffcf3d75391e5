"""Copies a BF16 checkpoint with noise added to its routed experts.

    python noisy_experts.py engine/checkpoint/assay-tiny NOISY --noise 0.1 [--seed 1]

Each matrix of an expert gets independent normal noise of `noise` times its own standard deviation. All else is
copied as it is.
"""
import argparse
import json
import pathlib
import shutil
import struct

import numpy as np


def bf16_to_float(raw):
    return (np.frombuffer(raw, "<u2").astype("<u4") << 16).view("<f4")


def float_to_bf16(values):
    bits = values.astype("<f4").view("<u4")
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2").tobytes()


def add_noise(path, noise, rng):
    """Returns how many matrices were changed."""
    raw = bytearray(path.read_bytes())
    (length,) = struct.unpack_from("<Q", raw)
    header = json.loads(raw[8:8 + length])
    changed = 0
    for name, tensor in sorted(header.items()):
        if ".mlp.experts." not in name or not name.endswith(".weight"):
            continue
        assert tensor["dtype"] == "BF16", f"{name}: {tensor['dtype']}, not BF16"
        begin, end = (8 + length + offset for offset in tensor["data_offsets"])
        values = bf16_to_float(bytes(raw[begin:end]))
        values = values + rng.normal(0, noise * values.std(), values.shape)
        raw[begin:end] = float_to_bf16(values)
        changed += 1
    path.write_bytes(raw)
    return changed


def copy(source, target, noise, seed):
    shutil.copytree(source, target)
    changed = add_noise(pathlib.Path(target) / "model.safetensors", noise, np.random.default_rng(seed))
    assert changed > 0, f"{source}: no routed experts"
    return changed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--noise", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(copy(options.source, options.target, options.noise, options.seed), "matrices changed")


if __name__ == "__main__":
    main()
