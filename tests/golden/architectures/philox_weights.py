"""Tensors as pure functions of (seed, index in the list, scale, offset), and the safetensors file they fill.

The same in C++: tests/support/philox_checkpoint.cpp. A scale has at most ten significant bits, so that its
product with the 25 bits of a uniform number is exact and no fused multiply-add can differ.
"""
import hashlib
import json
import math

import numpy as np
import torch

SIZES = {"F32": 4, "BF16": 2, "F8_E4M3": 1, "U8": 1}


def ten_bits(value):
    """`value` to ten significant bits."""
    mantissa, exponent = math.frexp(value)
    return math.ldexp(round(mantissa * 1024), exponent - 10)


def philox4x32(counter, key):
    """Philox4x32-10 of Salmon et al. 2011 on arrays of counters [n, 4]; engine/core/philox.cpp."""
    c = [counter[:, i].astype(np.uint64) for i in range(4)]
    mask, (k0, k1) = np.uint64(0xFFFFFFFF), key
    for _ in range(10):
        p0, p1 = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [(p1 >> np.uint64(32)) ^ c[1] ^ np.uint64(k0), p1 & mask,
             (p0 >> np.uint64(32)) ^ c[3] ^ np.uint64(k1), p0 & mask]
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return np.stack(c, 1)


def random_bits(seed, index, count):
    """The first `count` numbers of tensor `index`: block b of four has the counter (b, 0, index, 0)."""
    counter = np.zeros(((count + 3) // 4, 4), np.uint64)
    counter[:, 0] = np.arange(len(counter))
    counter[:, 2] = index
    return philox4x32(counter, (seed & 0xFFFFFFFF, seed >> 32)).reshape(-1)[:count]


def stored(tensor, seed, index):
    """One tensor as the file holds it, as a torch tensor of the stored type."""
    shape, scale, offset = tensor["shape"], tensor["scale"], tensor["offset"]
    bits = random_bits(seed, index, math.prod(shape))
    if tensor["dtype"] == "U8":
        top = bits >> np.uint64(24)
        values = top if scale == 0 else np.uint64(offset) + top % np.uint64(scale)
        return torch.from_numpy(values.astype(np.uint8)).reshape(shape)
    uniform = ((bits >> np.uint64(8)).astype(np.float64) + 0.5) * 2.0**-24 * 2 - 1
    values = torch.from_numpy((uniform * scale + offset).astype(np.float32)).reshape(shape)
    types = {"F32": torch.float32, "BF16": torch.bfloat16, "F8_E4M3": torch.float8_e4m3fn}
    return values.to(types[tensor["dtype"]])


def stored_all(golden):
    return {t["name"]: stored(t, golden["seed"], i) for i, t in enumerate(golden["tensors"])}


def data_section(golden, tensors):
    """Header and bytes of the one-file checkpoint: wider types first, else the order of the list."""
    header, data = {}, b""
    for t in sorted(golden["tensors"], key=lambda t: -SIZES[t["dtype"]]):
        raw = tensors[t["name"]].contiguous().view(torch.uint8).numpy().tobytes()
        offsets = [len(data), len(data) + len(raw)]
        header[t["name"]] = {"dtype": t["dtype"], "shape": t["shape"], "data_offsets": offsets}
        data += raw
    return header, data


def write_checkpoint(golden, directory):
    """config.json and model.safetensors; returns the SHA-256 of the data section."""
    header, data = data_section(golden, stored_all(golden))
    text = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    text += b" " * (-len(text) % 8)
    (directory / "config.json").write_text(json.dumps(golden["config"]))
    (directory / "model.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + data)
    return hashlib.sha256(data).hexdigest()
