#!/usr/bin/env python3
"""Times llama.cpp at the steps of assay-bench --model: one token of each of B sequences that hold
512, and a prompt of 512. One JSON object: seconds of the fastest repetition.

    steps.py MODEL.gguf THREADS REPETITIONS
"""
import ctypes
import json
import sys
import time

import llama_cpp as llama

CONTEXT = 512


def batch_of(rows):
    """rows: (token, position, sequence, wants logits)."""
    batch = llama.llama_batch_init(len(rows), 0, 1)
    batch.n_tokens = len(rows)
    for i, (token, position, sequence, logits) in enumerate(rows):
        batch.token[i], batch.pos[i] = token, position
        batch.n_seq_id[i], batch.seq_id[i][0] = 1, sequence
        batch.logits[i] = logits
    return batch


def prompt(sequence):
    return batch_of([((b * 131 + 17) % 16384, b, sequence, b == CONTEXT - 1)
                     for b in range(CONTEXT)])


def decode(context, batch):
    begin = time.perf_counter()
    if llama.llama_decode(context, batch) != 0:
        sys.exit("llama_decode failed")
    llama.llama_synchronize(context)
    return time.perf_counter() - begin


def main():
    path, threads, repetitions = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    llama.llama_log_set(ctypes.cast(None, llama.llama_log_callback), None)
    llama.llama_backend_init()
    model = llama.llama_model_load_from_file(path.encode(), llama.llama_model_default_params())
    settings = llama.llama_context_default_params()
    settings.n_ctx, settings.n_batch, settings.n_ubatch = 8 * 1024, CONTEXT, CONTEXT
    settings.n_seq_max, settings.n_threads, settings.n_threads_batch = 8, threads, threads
    context = llama.llama_init_from_model(model, settings)
    memory = llama.llama_get_memory(context)
    found = {}
    prompts = []
    for _ in range(repetitions):
        llama.llama_memory_seq_rm(memory, 0, 0, -1)
        prompts.append(decode(context, prompt(0)))
    found["prefill/tokens:512"] = min(prompts)
    for sequence in range(1, 8):
        decode(context, prompt(sequence))
    for count in (1, 8):
        batch = batch_of([((b * 131 + 17) % 16384, CONTEXT, b, True) for b in range(count)])
        times = []
        for _ in range(5 * repetitions):
            for sequence in range(8):
                llama.llama_memory_seq_rm(memory, sequence, CONTEXT, -1)
            times.append(decode(context, batch))
        found[f"decode/B:{count}"] = min(times)
    found["system"] = llama.llama_print_system_info().decode().strip()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
