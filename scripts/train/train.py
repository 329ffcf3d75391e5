"""Trains assay-tiny. Data parallel over single-threaded processes (faster on few cores than one with threads).

  python train.py --data DATA --tokenizer tokenizer.json --out DIR --minutes 80 [--resume]

The schedule is a function of the training time spent so far (the sum of the step times, kept in the
checkpoint), so that a slow machine shortens the run and not the annealing. DIR gets log.jsonl and last.pt.
"""
import argparse
import json
import math
import os
import time

os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "8192")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

from data import Batches, Dataset
from model import Config, Model

BETA1, BETA2, EPSILON = 0.9, 0.98, 1e-8
UNCOUNTED = 3.0   # a step of more seconds than this compiled something: it counts as an ordinary one


def adamw(weight, gradient, mean, square, decay, lr, correct1, correct2):
    """One AdamW step on flat fp32 buffers; `decay` [n] holds the weight decay of each element."""
    mean.lerp_(gradient, 1 - BETA1)
    square.mul_(BETA2).addcmul_(gradient, gradient, value=1 - BETA2)
    weight.mul_(1 - lr * decay)
    weight.sub_(lr * (mean / correct1) / ((square / correct2).sqrt() + EPSILON))


class FlatParameters:
    """All parameters as views of one fp32 buffer, with AdamW's two moments beside it."""

    def __init__(self, model, weight_decay):
        self.parameters = list(model.parameters())
        self.weight = torch.cat([p.data.reshape(-1) for p in self.parameters])
        self.mean, self.square = torch.zeros_like(self.weight), torch.zeros_like(self.weight)
        self.decay = torch.cat([torch.full((p.numel(),), weight_decay if p.dim() > 1 else 0.0)
                                for p in self.parameters])
        at = 0
        for p in self.parameters:
            p.data = self.weight[at:at + p.numel()].view_as(p)
            at += p.numel()

    def take_gradient(self, extra):
        """The gradients and the numbers of `extra` in one new buffer; the gradients are dropped."""
        flat = torch.cat([p.grad.reshape(-1) for p in self.parameters] + [extra])
        for p in self.parameters:
            p.grad = None
        return flat

    def state(self):
        return {"weight": self.weight, "mean": self.mean, "square": self.square}

    def load(self, state):
        for name, tensor in self.state().items():
            tensor.copy_(state[name])


class Schedule:
    def __init__(self, args):
        self.args = args

    def lr(self, fraction, step):
        """Warm-up by steps, then cosine over the share of time spent down to `final_lr` of the peak."""
        a = self.args
        cosine = a.final_lr + (1 - a.final_lr) * 0.5 * (1 + math.cos(math.pi * min(fraction, 1.0)))
        return a.lr * cosine * min(1.0, (step + 1) / a.warmup)

    def bias_rate(self, fraction):
        """Step of the router biases: decays with time, and is zero for the last tenth."""
        return 0.0 if fraction >= 0.9 else self.args.bias_rate * (1 - 0.9 * fraction)


class Trainer:
    def __init__(self, rank, args):
        self.rank, self.args = rank, args
        torch.manual_seed(args.seed)
        self.config = Config(**json.loads(args.config))
        self.model = Model(self.config, torch.bfloat16 if args.bf16 else torch.float32)
        self.flat = FlatParameters(self.model, args.weight_decay)
        self.load = torch.full((len(self.model.moe_layers()), self.config.experts), 1 / self.config.experts)
        self.schedule = Schedule(args)
        self.progress = {"step": 0, "tokens": 0, "elapsed": 0.0}
        states = {}
        if args.resume:
            states = self.restore(torch.load(os.path.join(args.out, "last.pt"), map_location="cpu"))
        dataset = Dataset(args.data)
        self.streams = {name: Batches(dataset, args.batch_tokens, args.world, args.seed, longest,
                                      states.get(name, (0, 0, 0)))
                        for name, longest in (("short", args.short_length), ("all", None))}
        use_compiler = args.compile and hasattr(torch, "compile")
        self.forward = torch.compile(self.model, dynamic=True) if use_compiler else self.model
        self.adamw = torch.compile(adamw) if use_compiler else adamw

    def restore(self, saved):
        self.flat.load(saved["optimizer"])
        for layer, bias in zip(self.model.moe_layers(), saved["biases"]):
            layer.bias.copy_(bias)
        self.load.copy_(saved["load"])
        self.progress = dict(saved["progress"])
        return saved["streams"]

    def save(self):
        path = os.path.join(self.args.out, "last.pt")
        torch.save({"config": self.config.to_dict(), "args": vars(self.args), "progress": self.progress,
                    "model": {name: tensor.clone() for name, tensor in self.model.state_dict().items()},
                    "optimizer": self.flat.state(), "load": self.load,
                    "biases": [layer.bias for layer in self.model.moe_layers()],
                    "streams": {name: stream.state for name, stream in self.streams.items()}}, path + ".new")
        os.replace(path + ".new", path)

    def gradient(self, stream, seconds):
        """Summed over the ranks: gradient, and [loss sum, targets, tokens, seconds of rank 0, expert loads]."""
        ids, positions, targets = map(torch.from_numpy, stream.next(self.rank))
        loss, loads = self.forward(ids, positions, targets)
        loss.backward()
        count = int((targets >= 0).sum())
        extra = torch.cat([torch.tensor([float(loss), count, ids.numel(), seconds if self.rank == 0 else 0.0]),
                           loads.float().reshape(-1)])
        both = self.flat.take_gradient(extra)
        if self.args.world > 1:
            dist.all_reduce(both)
        return both[:-extra.numel()], both[-extra.numel():]

    def step(self, seconds):
        """One update. `seconds` is what the step before took; returns the numbers to log."""
        progress = self.progress
        fraction = progress["elapsed"] / (60 * self.args.minutes)
        stream = self.streams["short" if fraction < self.args.short_share else "all"]
        gradient, extra = self.gradient(stream, seconds)
        loss, count, tokens, took = extra[:4].tolist()
        gradient /= count
        norm = float(gradient.norm())
        if norm > self.args.clip:
            gradient *= self.args.clip / norm
        lr, step = self.schedule.lr(fraction, progress["step"]), progress["step"]
        if math.isfinite(norm):
            self.adamw(self.flat.weight, gradient, self.flat.mean, self.flat.square, self.flat.decay,
                       *map(torch.tensor, (lr, 1 - BETA1 ** (step + 1), 1 - BETA2 ** (step + 1))))
        self.balance(extra[4:].view_as(self.load), self.schedule.bias_rate(fraction))
        progress["step"] += 1
        progress["tokens"] += int(tokens)
        progress["elapsed"] += took
        return {"loss": loss / count, "norm": norm, "lr": lr, "tokens": tokens, "seconds": took}

    def balance(self, counts, rate):
        """Moves each router bias towards even load, judged on a running average."""
        self.load.lerp_(counts / counts.sum(-1, keepdim=True), 0.05)
        for layer, load in zip(self.model.moe_layers(), self.load):
            layer.bias += rate * torch.sign(load.mean() - load)

    def run(self):
        a = self.args
        seconds, typical, sums, saved_at = 0.0, 1.0, {}, time.time()
        log = open(os.path.join(a.out, "log.jsonl"), "a") if self.rank == 0 else None
        while self.progress["elapsed"] < 60 * a.minutes and self.progress["step"] < a.steps:
            began = time.time()
            numbers = self.step(seconds)
            seconds = time.time() - began
            if seconds > UNCOUNTED:
                seconds = typical
            typical = 0.9 * typical + 0.1 * seconds
            for name, value in numbers.items():
                sums[name] = sums.get(name, 0.0) + value
            if self.rank:
                continue
            if self.progress["step"] % a.log_every == 0:
                n, rate = a.log_every, sums["tokens"] / max(sums["seconds"], 1e-9)
                imbalance = float((self.load.max(-1)[0] * self.config.experts).max())
                log.write(json.dumps({**self.progress, "elapsed": round(self.progress["elapsed"], 1),
                                      "loss": round(sums["loss"] / n, 5), "lr": round(numbers["lr"], 7),
                                      "norm": round(sums["norm"] / n, 3), "tokens_per_second": round(rate),
                                      "imbalance": round(imbalance, 2)}) + "\n")
                log.flush()
                sums = {}
            if time.time() - saved_at > 60 * a.save_minutes:
                self.save()
                saved_at = time.time()
        if self.rank == 0:
            self.save()


def worker(rank, args):
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    if args.world > 1:
        dist.init_process_group("gloo", init_method="file://" + os.path.abspath(args.out) + "/rendezvous",
                                rank=rank, world_size=args.world)
    Trainer(rank, args).run()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="prefix written by data.py")
    parser.add_argument("--out", required=True)
    parser.add_argument("--minutes", type=float, default=80)
    parser.add_argument("--steps", type=int, default=10**9, help="stop early after this many steps")
    parser.add_argument("--config", default="{}", help="JSON of model.Config fields to change")
    parser.add_argument("--world", type=int, default=2, help="processes")
    parser.add_argument("--threads", type=int, default=1, help="threads a process")
    parser.add_argument("--batch-tokens", type=int, default=2048, help="tokens a step and process")
    parser.add_argument("--lr", type=float, default=3e-3)
    parser.add_argument("--final-lr", type=float, default=0.02, help="as a share of --lr")
    parser.add_argument("--warmup", type=int, default=100)
    parser.add_argument("--weight-decay", type=float, default=0.05)
    parser.add_argument("--clip", type=float, default=1.0)
    parser.add_argument("--bias-rate", type=float, default=0.005)
    parser.add_argument("--short-length", type=int, default=128)
    parser.add_argument("--short-share", type=float, default=0.06, help="share of the time on short samples only")
    parser.add_argument("--log-every", type=int, default=50)
    parser.add_argument("--save-minutes", type=float, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fp32", dest="bf16", action="store_false", help="default: bf16 products")
    parser.add_argument("--no-compile", dest="compile", action="store_false")
    parser.add_argument("--resume", action="store_true")
    return parser.parse_args()


def main():
    args = arguments()
    os.makedirs(args.out, exist_ok=True)
    rendezvous = os.path.join(args.out, "rendezvous")
    if os.path.exists(rendezvous):
        os.remove(rendezvous)
    if args.world == 1:
        worker(0, args)
    else:
        mp.spawn(worker, (args,), nprocs=args.world)


if __name__ == "__main__":
    main()
