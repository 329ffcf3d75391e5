"""Golden logits and greedy traces of tiny checkpoints of every architecture, from Hugging Face transformers.

    python3 -m venv venv && venv/bin/pip install -r tests/golden/architectures/requirements.txt
    venv/bin/python tests/golden/architectures/make.py [NAME...]

writes NAME.json beside this file; README.md says what is in it. A checkpoint is written to a temporary
directory as the hub has it, loaded by from_pretrained and run in fp64 on exactly the stored values. Of many
random prompts the one is kept whose greedy trace is varied and has neither near ties nor close router choices.
"""
import contextlib
import datetime
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
import transformers
from safetensors.torch import save_file
from torch.utils._python_dispatch import TorchDispatchMode

import published
from edits import EDITS, edited
from philox_weights import stored_all, write_checkpoint
from shapes import ARCHITECTURES, VOCABULARY

HERE = Path(__file__).resolve().parent
PROMPT, STEPS = 24, 64
POSITIONS = [0, 11, 23, 24, 55, 86]  # of prompt + greedy: the first, inside, the end of the prompt, decoding
CANDIDATES = 96  # prompts
DISTINCT = 40
NEAR_TIE = 1e-3
ALIVE = 1e-3  # each of edits.py moves the logits by at least this, relative to the largest
AGREEMENT = 1e-9  # of transformers and the published formulas, relative to the largest logit


@contextlib.contextmanager
def double_precision():
    """Modules force fp32 by name (norms, softmax, routers, angles): in here that name means fp64."""
    kept = torch.float32, torch.float, torch.Tensor.float
    torch.float32 = torch.float = torch.float64
    torch.Tensor.float = torch.Tensor.double
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.float32, torch.float, torch.Tensor.float = kept
        torch.set_default_dtype(torch.float32)


class NoSinglePrecision(TorchDispatchMode):
    """Fails where an operation gives anything narrower than fp64: double_precision() has missed a place."""

    NARROW = (torch.float32, torch.bfloat16, torch.float16)

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor) and result.dtype in self.NARROW:
            raise SystemExit(f"{function} gives {result.dtype}")
        return result


# Formats that transformers does not load on every CPU, by the published formulas

def dequantise_fp8(tensors):
    """w * scale_inv of its block of 128 x 128, in fp64."""
    out = {}
    for name, tensor in tensors.items():
        if tensor.dtype == torch.float8_e4m3fn:
            scale = tensors[name + "_scale_inv"].double()
            scale = scale.repeat_interleave(128, 0).repeat_interleave(128, 1)
            tensor = tensor.float().double() * scale[:tensor.shape[0], :tensor.shape[1]]
        if not name.endswith("_scale_inv"):
            out[name] = tensor
    return out


def dequantise_mxfp4(tensors):
    """OCP microscaling: e2m1 values, low nibble first, times 2^(scale - 127). transformers holds [E, in, out]."""
    e2m1 = torch.tensor([0, .5, 1, 1.5, 2, 3, 4, 6, -0., -.5, -1, -1.5, -2, -3, -4, -6], dtype=torch.float64)
    out = {}
    for name, tensor in tensors.items():
        if name.endswith("_blocks"):
            scale = tensors[name[:-len("_blocks")] + "_scales"].double() - 127
            nibbles = torch.stack((tensor & 15, tensor >> 4), -1).flatten(-2).long()
            values = e2m1[nibbles] * torch.exp2(scale)[..., None]
            out[name[:-len("_blocks")]] = values.flatten(-2).transpose(1, 2).contiguous()
        elif not name.endswith("_scales"):
            out[name] = tensor
    return out


def load(directory, golden):
    """The checkpoint in `directory` through from_pretrained, in fp64."""
    quantised = golden["config"].get("quantization_config", {}).get("quant_method")
    if quantised:
        tensors = stored_all(golden)
        tensors = dequantise_fp8(tensors) if quantised == "fp8" else dequantise_mxfp4(tensors)
        directory = directory / "dequantised"
        directory.mkdir()
        config = {k: v for k, v in golden["config"].items() if k != "quantization_config"}
        (directory / "config.json").write_text(json.dumps(config))
        save_file(tensors, directory / "model.safetensors", metadata={"format": "pt"})
    model, info = transformers.AutoModelForCausalLM.from_pretrained(
        directory, dtype=torch.float64, attn_implementation="eager", experts_implementation="eager",
        output_loading_info=True)
    if info["missing_keys"] or info["mismatched_keys"]:
        raise SystemExit(f"transformers misses {info['missing_keys']} {info['mismatched_keys']}")
    model.double().eval()
    with double_precision():
        model.model.rotary_emb = type(model.model.rotary_emb)(model.config)
    return model, sorted(info["unexpected_keys"])


def open_checkpoint(golden):
    """The model of a golden, the tensors that it does not use, and the SHA-256 of the data section."""
    with tempfile.TemporaryDirectory() as directory:
        sha256 = write_checkpoint(golden, Path(directory))
        return *load(Path(directory), golden), sha256


class RouterMargins:
    """The least distance, token by token, between the last expert chosen and the first one not: in logits,
    and with a correction bias in biased scores (and in scores of groups)."""

    def __init__(self, model, config):
        self.config, self.margins = config, []
        for module in model.modules():
            if type(module).__name__.endswith("Router"):
                module.register_forward_pre_hook(self.see)

    def see(self, module, inputs):
        x = inputs[0].reshape(-1, inputs[0].shape[-1])
        values = torch.nn.functional.linear(x, module.weight, getattr(module, "bias", None))
        groups, k = self.config.get("n_group", 1), self.config["num_experts_per_tok"]
        correction = getattr(module, "e_score_correction_bias", None)
        if correction is not None:
            values = values.sigmoid() + correction
        margin = torch.full((len(x),), torch.inf, dtype=torch.float64)
        if groups > 1 and self.config["topk_method"] != "greedy":
            grouped = values.view(len(x), groups, -1)
            strength = grouped.amax(-1) if correction is None else grouped.topk(2, -1)[0].sum(-1)
            best = strength.topk(self.config["topk_group"] + 1)
            margin = best[0][:, -2] - best[0][:, -1]
            kept = torch.zeros_like(strength, dtype=torch.bool).scatter(1, best[1][:, :-1], True)
            values = grouped.masked_fill(~kept[..., None], -torch.inf).flatten(1)
        best = values.topk(k + 1)[0]
        self.margins.append(torch.minimum(margin, best[:, -2] - best[:, -1]).view(inputs[0].shape[0], -1)
                            if inputs[0].dim() == 3 else torch.minimum(margin, best[:, -2] - best[:, -1]))

    def least(self, batch):
        """Per sequence over all tokens and layers since the last call."""
        seen, self.margins = self.margins, []
        if not seen:
            return np.full(batch, np.inf)
        return torch.cat([m.reshape(batch, -1) for m in seen], 1).amin(1).numpy()


def prompts(config, count, seed):
    """Random ids, the beginning-of-text id first, no id that ends a text."""
    ends = config["eos_token_id"]
    ends = set(ends if isinstance(ends, list) else [ends])
    usable = [i for i in range(VOCABULARY) if i not in ends]
    ids = np.random.default_rng(seed).choice(usable, (count, PROMPT))
    if "bos_token_id" in config:
        ids[:, 0] = config["bos_token_id"]
    return ids, ends


def greedy(model, ids):
    """Continuations [n, STEPS] of the prompts, and the distance of the two top logits at each step."""
    ids, gaps, cache = torch.tensor(ids), [], None
    out, feed = [], ids
    for _ in range(STEPS):
        result = model(feed, cache=cache, use_cache=True)
        cache = result.past_key_values
        best = result.logits[:, -1].topk(2)
        gaps.append(best[0][:, 0] - best[0][:, 1])
        feed = best[1][:, :1]
        out.append(feed)
    return torch.cat(out, 1).numpy(), torch.stack(gaps, 1).numpy()


def whole_sequence(model, ids):
    """Logits [T, V] of one sequence, without a cache, proven to be fp64 throughout."""
    with torch.no_grad(), double_precision(), NoSinglePrecision():
        return model(torch.tensor([ids]), use_cache=False).logits[0].numpy()


def choose(model, margins, config, seed):
    """The prompt with the widest margins among those whose trace is varied."""
    ids, ends = prompts(config, CANDIDATES, seed)
    trace, gaps = greedy(model, ids)
    router = margins.least(len(ids))
    distinct = np.array([len(set(row)) for row in trace])
    ended = np.array([bool(ends & set(row)) for row in trace])
    score = np.minimum(gaps.min(1) / NEAR_TIE, router / 1e-4)
    good = (distinct >= DISTINCT) & ~ended & (gaps.min(1) > NEAR_TIE)
    print(f"  seed {seed}: distinct {distinct.min()}..{distinct.max()}, usable {good.sum()}")
    if not good.any():
        return None
    best = int(np.argmax(np.where(good, score, -1)))
    return ids[best].tolist(), trace[best].tolist(), float(gaps[best].min()), float(router[best])


def check_edits(golden, ids, logits):
    """How far each edit of the checkpoint moves the logits, relative to the largest."""
    moved = {}
    for key, value in EDITS[golden["name"]].items():
        other = whole_sequence(open_checkpoint(edited(golden, key, value))[0], ids)
        moved[key] = float(f"{np.abs(other - logits).max() / np.abs(logits).max():.1e}")
        if moved[key] < ALIVE:
            raise SystemExit(f"{golden['name']}: {key} moves the logits by {moved[key]} only")
    return moved


def check_published(golden, ids, logits, source):
    """The same sequence by DeepSeek's published formulas."""
    config = golden["config"]
    if "kv_lora_rank" not in config:
        return
    tensors = stored_all(golden)
    decoder = published.Decoder(config, {n: v.double().numpy() for n, v in dequantise_fp8(tensors).items()})
    difference = np.abs(decoder.logits(ids) - logits).max() / np.abs(logits).max()
    if difference > AGREEMENT:
        raise SystemExit(f"{golden['name']}: transformers is {difference} off the published formulas")
    source.append(f"agrees with the published formulas of DeepSeek's model.py to {difference:.1e}")
    if decoder.biased_tokens:
        source.append(f"the bias changes the experts of {decoder.biased_tokens} (token, layer) pairs")
    print(f"  published formulas: {difference:.2e}, biased {decoder.biased_tokens}")


def make(name, seed):
    config, tensors = ARCHITECTURES[name]()
    golden = {"name": name, "config": config, "tensors": tensors, "seed": seed}
    model, unexpected, sha256 = open_checkpoint(golden)
    margins = RouterMargins(model, config)
    with torch.no_grad(), double_precision():
        found = choose(model, margins, config, seed)
    if not found:
        return False
    prompt, trace, gap, router = found
    logits = whole_sequence(model, prompt + trace)
    if logits[PROMPT - 1:-1].argmax(-1).tolist() != trace:
        raise SystemExit(f"{name}: the trace with a cache is not the one without")
    source = [f"transformers {transformers.__version__}, torch {torch.__version__}, {datetime.date.today()}, fp64"]
    if "quantization_config" in config:
        source.append("weights dequantised by make.py")
    if unexpected:
        source.append(f"not used: {len(unexpected)} tensors of the next-token layer")
    check_published(golden, np.array(prompt + trace), logits, source)
    moved = check_edits(golden, prompt + trace, logits)
    golden = {"source": "; ".join(source), **golden, "weights_sha256": sha256,
              "prompt": prompt, "positions": POSITIONS,
              "logits": [[float(f"{v:.7g}") for v in logits[p]] for p in POSITIONS],
              "greedy": trace, "near_ties": [], "least_gap": gap, "moved_by_edits": moved}
    if np.isfinite(router):
        golden["router_margin"] = router
    write(golden)
    print(f"{name}: {len(set(trace))} distinct, gap {gap:.2e}, router {router:.2e}")
    return True


def write(golden):
    """One tensor a line, so that a change of a shape shows as one."""
    lines = [f"{json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in golden.items() if k != "tensors"]
    tensors = ",\n".join(json.dumps(t, separators=(",", ":")) for t in golden["tensors"])
    lines.insert(3, f'"tensors":[\n{tensors}]')
    (HERE / f"{golden['name']}.json").write_text("{" + ",\n".join(lines) + "}\n")


def main():
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    torch.set_num_threads(1)
    for name in sys.argv[1:] or ARCHITECTURES:
        number = list(ARCHITECTURES).index(name) + 1
        if not any(make(name, 1000 * number + attempt) for attempt in range(20)):
            raise SystemExit(f"{name}: no prompt has a varied trace without near ties")


if __name__ == "__main__":
    main()
