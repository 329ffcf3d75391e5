"""Our chat formats against the checkpoints' own templates, rendered by Jinja as transformers does.

    python compare.py ASSAY LLAMA_CPP [--goldens]

LLAMA_CPP is a source tree of llama.cpp (the sdist of llama-cpp-python has one below vendor/): its
models/templates, and the templates quoted in tests/test-chat-template.cpp. For each template and conversation
`assay tokenize --messages` must choose the format by the template's text, print the text that Jinja gives, and
the ids that the tokenizers library gives for that text. Writes results.json; with --goldens also
tests/golden/chat/renders.json, the texts that the unit tests hold the formats to. Exit 1 if anything differs.
"""
import codecs
import json
import re
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import jinja2
import jinja2.sandbox
import tokenizers
from tokenizers import Tokenizer, pre_tokenizers

HERE = Path(__file__).resolve().parent
GOLDEN = HERE.parents[2] / "tests" / "golden" / "chat" / "renders.json"

DEEPSEEK = ["<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>", "<think>", "</think>"]
CHATML = ["<|im_start|>", "<|im_end|>", "<think>", "</think>"]
GLM = ["[gMASK]", "<sop>", "<|system|>", "<|user|>", "<|assistant|>", "<think>", "</think>"]
LLAMA = ["<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]
HARMONY = ["<|start|>", "<|end|>", "<|message|>", "<|channel|>", "<|return|>"]
KIMI = ["<|im_end|>", "<|im_user|>", "<|im_assistant|>", "<|im_system|>", "<|im_middle|>"]
ON, OFF = {"enable_thinking": True}, {"enable_thinking": False}

# Format, template, special tokens, and the template's variables with thinking and without.
TEMPLATES = [
    ("deepseek-r1", "deepseek-ai-DeepSeek-R1-Distill-Llama-8B", DEEPSEEK, {}, None),
    ("deepseek-r1", "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B", DEEPSEEK, ON, None),
    ("deepseek-v3.1", "deepseek-ai-DeepSeek-V3.1", DEEPSEEK, {"thinking": True}, {"thinking": False}),
    ("deepseek-v3.1", "deepseek-ai-DeepSeek-V3.1 as published", DEEPSEEK, {"thinking": True}, {"thinking": False}),
    ("deepseek-v2", "test: DeepSeek-V2", DEEPSEEK, {}, {}),
    ("qwen2.5", "Qwen-Qwen2.5-7B-Instruct", CHATML, {}, {}),
    ("qwen3", "Qwen-Qwen3-0.6B", CHATML, ON, OFF),
    ("qwen3-thinking", "Qwen-QwQ-32B", CHATML, ON, None),
    ("glm-4.7", "GLM-4.7-Flash", GLM, ON, OFF),
    ("glm-4.5", "GLM-4.6", GLM, ON, OFF),
    ("llama-3.1", "meta-llama-Llama-3.1-8B-Instruct", LLAMA, {}, {}),
    ("llama-3.1", "meta-llama-Llama-3.2-3B-Instruct", LLAMA, {}, {}),
    ("llama-3.1", "meta-llama-Llama-3.3-70B-Instruct", LLAMA, {}, {}),
    ("harmony", "openai-gpt-oss-120b", HARMONY, {"date": True}, None),
    ("moonlight", "moonshotai-Kimi-K2", KIMI, {}, {}),
    ("chatml", "test: teknium/OpenHermes-2.5-Mistral-7B", CHATML, {}, {}),
    ("mistral", "test: mistralai/Mistral-7B-Instruct-v0.2 (mistralai 'v1' template with a system prompt)",
     ["<s>", "</s>"], {}, {}),
]
CONVERSATIONS = [
    [("user", "2+2?")],
    [("user", "")],
    [("system", "Be brief."), ("user", "Hi")],
    [("system", ""), ("user", "Hi")],
    [("system", "  Put the answer in \\boxed{}.\n"), ("user", "\n\n  What is 12 mod 5?  \n")],
    [("user", "a"), ("assistant", "b"), ("user", "c")],
    [("user", "a"), ("assistant", "<think>\nhm\n</think>\n\n b "), ("user", "c")],
    [("system", "s"), ("user", "a"), ("assistant", "<think></think>x</think>y"), ("user", "c"), ("assistant", "\nd\n"),
     ("user", "e")],
    [("user", "漢字 🤔 naïve <b>x</b> < 3 > [INST] {{ bos_token }} /nothink")],
    [("user", "Quote: <thinking> and <|x|>"), ("assistant", "  "), ("user", "why?")],
]


def template_text(llama_cpp, name):
    if name.startswith("test: "):
        source = (llama_cpp / "tests" / "test-chat-template.cpp").read_text(encoding="utf-8")
        entry = source.split(f'"{name[6:]}"', 1)[1]
        literal = re.search(r'template_str= \*/ (?:U8C\()?"((?:[^"\\]|\\.)*)"', entry).group(1)
        return codecs.decode(literal.encode("ascii", "backslashreplace"), "unicode_escape")
    published = name.removesuffix(" as published")
    text = (llama_cpp / "models" / "templates" / f"{published}.jinja").read_text(encoding="utf-8")
    # llama.cpp's copy closes a thinking that was never opened; the checkpoint's does not open it.
    return text if name == published else text.replace("<think></think>", "</think>")


def render(text, messages, variables, specials):
    def fail(message):
        raise jinja2.exceptions.TemplateError(message)

    environment = jinja2.sandbox.ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True,
                                                               extensions=["jinja2.ext.loopcontrols"])
    environment.globals["raise_exception"] = fail
    environment.filters["tojson"] = lambda value, **_: json.dumps(value, ensure_ascii=False)
    if "date" in variables:
        environment.globals["strftime_now"] = lambda _: "2025-06-28"
    eos = next((token for token in specials if token in ("<｜end▁of▁sentence｜>", "</s>")), "<|im_end|>")
    begins = ("<｜begin▁of▁sentence｜>", "<s>", "<|begin_of_text|>")
    return environment.from_string(text).render(
        messages=[{"role": role, "content": content} for role, content in messages], add_generation_prompt=True,
        bos_token=next((token for token in specials if token in begins), ""), eos_token=eos, **variables)


def checkpoint(directory, text, specials):
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    vocab = {letter: at for at, letter in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    pairs = [("Ċ", "Ċ"), ("Ġ", "Ġ"), ("h", "i")]
    vocab |= {left + right: 256 + at for at, (left, right) in enumerate(pairs)}
    document = {
        "version": "1.0", "truncation": None, "padding": None, "normalizer": None, "pre_tokenizer": byte_level,
        "post_processor": None, "decoder": byte_level,
        "added_tokens": [{"id": len(vocab) + at, "content": token, "special": True, "normalized": False,
                          "lstrip": False, "rstrip": False, "single_word": False} for at, token in enumerate(specials)],
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
                  "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "vocab": vocab,
                  "merges": [" ".join(pair) for pair in pairs]}}
    (directory / "tokenizer.json").write_text(json.dumps(document))
    (directory / "tokenizer_config.json").write_text(json.dumps({"chat_template": text}))
    return Tokenizer.from_str(json.dumps(document))


def main():
    program, llama_cpp = sys.argv[1], Path(sys.argv[2])
    rows, goldens, wrong = [], [], 0
    for format_name, name, specials, *modes in TEMPLATES:
        text = template_text(llama_cpp, name)
        compared = 0
        with tempfile.TemporaryDirectory() as scratch:
            library = checkpoint(Path(scratch), text, specials)
            for thinking, variables in zip((True, False), modes):
                for conversation in CONVERSATIONS if variables is not None else []:
                    expected = render(text, conversation, variables, specials)
                    file = Path(scratch) / "messages.json"
                    messages = [{"role": role, "content": content} for role, content in conversation]
                    file.write_text(json.dumps(messages))
                    command = [program, "tokenize", "-m", scratch, "--messages", str(file), "--json"]
                    ran = subprocess.run(command + ([] if thinking else ["--no-thinking"]), capture_output=True)
                    got = json.loads(ran.stdout) if ran.returncode == 0 else {"text": ran.stderr.decode()}
                    forged = any(token in content for token in specials for _, content in conversation)
                    same = got["text"] == expected and got["format"] == format_name and (
                        forged or got["ids"] == library.encode(expected, add_special_tokens=False).ids)
                    if not same:
                        wrong += 1
                        print(f"{name}, thinking {thinking}:\n  ours   {got}\n  theirs {expected!r}")
                    compared += 1
                    goldens.append({"format": format_name, "template": name, "thinking": thinking,
                                    "messages": messages, "text": expected})
        rows.append({"template": name, "format": format_name, "compared": compared})
        print(name, compared)
    result = {"date": date.today().isoformat(), "jinja2": jinja2.__version__, "tokenizers": tokenizers.__version__,
              "differing": wrong, "templates": rows}
    (HERE / "results.json").write_text(json.dumps(result, indent=1) + "\n")
    if "--goldens" in sys.argv:
        GOLDEN.parent.mkdir(exist_ok=True)
        lines = ",\n".join(json.dumps(golden, ensure_ascii=False) for golden in goldens)
        GOLDEN.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
