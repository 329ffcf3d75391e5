#include "engine/checkpoint/chat_family.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "engine/core/error.hpp"

namespace assay {

namespace {

constexpr const char* built_in =
    "DeepSeek R1, V3, V3.1 and V2, Qwen 2.5 and 3, GLM 4.5 to 4.7, Llama 3, Harmony (gpt-oss), "
    "Moonlight, Mistral and ChatML";

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// Whether a template has `part` with a line break where that has one, written out or as "\n".
bool has_line(std::string_view text, std::string part) {
  if (has(text, part)) {
    return true;
  }
  for (std::size_t at = part.find('\n'); at != std::string::npos; at = part.find('\n', at + 2)) {
    part.replace(at, 1, "\\n");
  }
  return has(text, part);
}

/// The literal between two marks of a template: the system text that it falls back on.
std::optional<std::string> literal(std::string_view text, std::string_view begin,
                                   std::string_view end) {
  for (std::size_t at = text.find(begin); at != std::string_view::npos;
       at = text.find(begin, at + 1)) {
    std::string_view rest = text.substr(at + begin.size());
    if (rest.starts_with("\\n") || rest.starts_with('\n')) {
      rest.remove_prefix(rest.front() == '\n' ? 1 : 2);
    }
    const std::size_t stop = rest.find(end);
    const std::string_view found = rest.substr(0, stop);
    if (stop != std::string_view::npos && !found.empty() &&
        found.find_first_of("{}'\"<") == std::string_view::npos) {
      return std::string(found);
    }
  }
  return std::nullopt;
}

ChatFamily deepseek_r1() {
  return {.name = "deepseek-r1",
          .beginning = "<｜begin▁of▁sentence｜>",
          .system = {},
          .user = {"<｜User｜>", ""},
          .assistant = {"<｜Assistant｜>", "<｜end▁of▁sentence｜>"},
          .generation = "<｜Assistant｜>",
          .kept = KeptThinking::after_last_tag,
          .thinking_on = "<think>\n",
          .start = ThinkingStart::open,
          .turn_end = "<｜end▁of▁sentence｜>"};
}

ChatFamily deepseek_v3() {
  ChatFamily family = deepseek_r1();
  family.name = "deepseek-v3";
  family.kept = KeptThinking::all;
  family.thinking_on = "";
  family.thinking_off = "";
  family.start = ThinkingStart::none;
  return family;
}

/// `closed` is what stands for no thinking: "</think>".
ChatFamily deepseek_v31(const std::string& closed) {
  ChatFamily family = deepseek_r1();
  family.name = "deepseek-v3.1";
  family.assistant.before += closed;
  family.kept = KeptThinking::after_first_tag;
  family.thinking_on = "<think>";
  family.thinking_off = closed;
  return family;
}

ChatFamily deepseek_v2() {
  return {.name = "deepseek-v2",
          .beginning = "<｜begin▁of▁sentence｜>",
          .system = {"", "\n\n"},
          .user = {"User: ", "\n\n"},
          .assistant = {"Assistant: ", "<｜end▁of▁sentence｜>"},
          .generation = "Assistant:",
          .thinking_off = "",
          .turn_end = "<｜end▁of▁sentence｜>"};
}

ChatFamily chatml() {
  return {.name = "chatml",
          .beginning = "",
          .system = {"<|im_start|>system\n", "<|im_end|>\n"},
          .user = {"<|im_start|>user\n", "<|im_end|>\n"},
          .assistant = {"<|im_start|>assistant\n", "<|im_end|>\n"},
          .generation = "<|im_start|>assistant\n",
          .thinking_off = "",
          .turn_end = "<|im_end|>"};
}

ChatFamily qwen3(bool opened) {
  ChatFamily family = chatml();
  family.name = opened ? "qwen3-thinking" : "qwen3";
  family.kept = KeptThinking::after_last_tag;
  family.newlines = LeadingNewlines::dropped_after_thinking;
  if (opened) {
    family.thinking_on = "<think>\n";
    family.thinking_off.reset();
    family.start = ThinkingStart::open;
  } else {
    family.thinking_off = "<think>\n\n</think>\n\n";
    family.start = ThinkingStart::undecided;
  }
  return family;
}

ChatFamily glm47() {
  return {.name = "glm-4.7",
          .beginning = "[gMASK]<sop>",
          .system = {"<|system|>", ""},
          .user = {"<|user|>", ""},
          .assistant = {"<|assistant|></think>", ""},
          .generation = "<|assistant|>",
          .kept = KeptThinking::after_last_tag,
          .assistant_trimmed = true,
          .thinking_on = "<think>",
          .thinking_off = "</think>",
          .start = ThinkingStart::open,
          .turn_end = "<|user|>"};
}

ChatFamily glm45() {
  ChatFamily family = glm47();
  family.name = "glm-4.5";
  family.system.before += "\n";
  family.user.before += "\n";
  family.assistant.before = "<|assistant|>\n<think></think>";
  family.assistant_lead = "\n";
  family.thinking_on = "";
  family.thinking_off = "\n<think></think>";
  family.user_suffix_off = "/nothink";
  family.start = ThinkingStart::undecided;
  return family;
}

ChatFamily llama3() {
  return {.name = "llama-3",
          .beginning = "<|begin_of_text|>",
          .system = {"<|start_header_id|>system<|end_header_id|>\n\n", "<|eot_id|>"},
          .user = {"<|start_header_id|>user<|end_header_id|>\n\n", "<|eot_id|>"},
          .assistant = {"<|start_header_id|>assistant<|end_header_id|>\n\n", "<|eot_id|>"},
          .generation = "<|start_header_id|>assistant<|end_header_id|>\n\n",
          .trimmed = true,
          .thinking_off = "",
          .turn_end = "<|eot_id|>"};
}

/// The date is the template's own, so that a prompt does not change from day to day.
ChatFamily llama31() {
  ChatFamily family = llama3();
  family.name = "llama-3.1";
  family.system.before += "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n";
  family.system_text = "";
  return family;
}

/// With the date of the example in OpenAI's documentation of the format, for the same reason.
ChatFamily harmony() {
  return {
      .name = "harmony",
      .beginning =
          "<|start|>system<|message|>You are ChatGPT, a large language model trained by "
          "OpenAI.\nKnowledge cutoff: 2024-06\nCurrent date: 2025-06-28\n\nReasoning: medium\n\n"
          "# Valid channels: analysis, commentary, final. Channel must be included for every "
          "message.<|end|>",
      .system = {"<|start|>developer<|message|># Instructions\n\n", "\n\n<|end|>"},
      .user = {"<|start|>user<|message|>", "<|end|>"},
      .assistant = {"<|start|>assistant<|channel|>final<|message|>", "<|end|>"},
      .generation = "<|start|>assistant",
      .start = ThinkingStart::undecided,
      .channels = true,
      .turn_end = "<|return|>"};
}

ChatFamily moonlight() {
  return {.name = "moonlight",
          .beginning = "",
          .system = {"<|im_system|>system<|im_middle|>", "<|im_end|>"},
          .user = {"<|im_user|>user<|im_middle|>", "<|im_end|>"},
          .assistant = {"<|im_assistant|>assistant<|im_middle|>", "<|im_end|>"},
          .generation = "<|im_assistant|>assistant<|im_middle|>",
          .system_text = "You are a helpful assistant",
          .thinking_off = "",
          .turn_end = "<|im_end|>"};
}

/// Mixtral's; `spaced` is the later template of the same models.
ChatFamily mistral(bool spaced) {
  return {.name = "mistral",
          .beginning = "<s>",
          .system = {"", "\n\n"},
          .user = {spaced ? " [INST] " : "[INST] ", " [/INST]"},
          .assistant = {spaced ? " " : "", "</s>"},
          .generation = "",
          .system_joins_user = true,
          .thinking_off = "",
          .turn_end = "</s>"};
}

ChatFamily deepseek_of(std::string_view text) {
  if (has(text, "<think></think>")) {
    return deepseek_v31("<think></think>");
  }
  if (has(text, "'</think>'}}") && has(text, "'<think>'}}")) {
    return deepseek_v31("</think>");
  }
  return has(text, "</think>") ? deepseek_r1() : deepseek_v3();
}

ChatFamily chatml_of(std::string_view text) {
  if (has_line(text, "<|im_start|>assistant\n<think>\n'")) {
    ChatFamily family = qwen3(true);
    if (!has(text, "'</think>' in ")) {
      family.newlines = LeadingNewlines::dropped;  // QwQ
    }
    return family;
  }
  if (has(text, "enable_thinking")) {
    return qwen3(false);
  }
  ChatFamily family = chatml();
  family.system_text = literal(text, "<|im_start|>system", "<|im_end|>");
  if (family.system_text && has(*family.system_text, "Qwen")) {
    family.name = "qwen2.5";
  }
  return family;
}

ChatFamily moonlight_of(std::string_view text) {
  ChatFamily family = moonlight();
  family.system_text = literal(text, "<|im_system|>system<|im_middle|>", "<|im_end|>");
  return family;
}

/// A mark that a template of the family has and no other, and the family.
struct Mark {
  const char* mark;
  ChatFamily (*family)(std::string_view text);
};

const std::initializer_list<Mark>& marks() {
  static const std::initializer_list<Mark> all = {
      {"<|channel|>", [](std::string_view) { return harmony(); }},
      {"<|start_header_id|>",
       [](std::string_view text) {
         return has(text, "Cutting Knowledge Date") ? llama31() : llama3();
       }},
      {"[gMASK]", [](std::string_view text) { return has(text, "nothink") ? glm45() : glm47(); }},
      {"<|im_middle|>", moonlight_of},
      {"<|im_start|>", chatml_of},
      {"<｜User｜>", deepseek_of},
      {"User: ", [](std::string_view) { return deepseek_v2(); }},
      {"[INST]", [](std::string_view text) { return mistral(has(text, "' [INST] '")); }}};
  return all;
}

bool is_architecture(const std::string& name, std::initializer_list<const char*> some) {
  return std::find(some.begin(), some.end(), name) != some.end();
}

std::optional<ChosenFamily> by_tokens(const std::string& architecture, const Tokenizer& tokenizer) {
  const auto there = [&](const char* token) { return tokenizer.special_id(token).has_value(); };
  if (there("<|channel|>") && there("<|start|>")) {
    return {{harmony(), "no chat template, but the token <|channel|>"}};
  }
  if (there("<｜User｜>") && there("<think>")) {
    return {{deepseek_r1(), "no chat template, but the tokens <｜User｜> and <think>"}};
  }
  if (there("<｜User｜>")) {
    return {{deepseek_v3(), "no chat template, but the token <｜User｜>"}};
  }
  if (there("<|start_header_id|>")) {
    return {{llama3(), "no chat template, but the token <|start_header_id|>"}};
  }
  if (there("[gMASK]") && there("<think>")) {
    return {{glm47(), "no chat template, but the tokens [gMASK] and <think>"}};
  }
  if (there("<|im_middle|>")) {
    return {{moonlight(), "no chat template, but the token <|im_middle|>"}};
  }
  if (there("<|im_start|>")) {
    const bool thinks = there("<think>") &&
                        is_architecture(architecture, {"Qwen3ForCausalLM", "Qwen3MoeForCausalLM"});
    return {{thinks ? qwen3(false) : chatml(), "no chat template, but the token <|im_start|>"}};
  }
  if (architecture == "DeepseekV2ForCausalLM") {
    return {{deepseek_v2(), "no chat template, but the architecture DeepseekV2ForCausalLM"}};
  }
  return std::nullopt;
}

}  // namespace

ChosenFamily choose_chat_family(const std::string& architecture, const Tokenizer& tokenizer) {
  const std::string& text = tokenizer.chat_template();
  if (text.empty()) {
    if (auto chosen = by_tokens(architecture, tokenizer)) {
      return *chosen;
    }
    throw DataError(fmt::format(
        "there is no chat_template.jinja or chat_template in tokenizer_config.json, and the "
        "tokenizer has no token of a known chat format ({}): a base model answers no chat, use the "
        "instruction-tuned one, or serve it elsewhere and give its address to --model",
        built_in));
  }
  for (const Mark& mark : marks()) {
    if (has(text, mark.mark)) {
      return {mark.family(text), fmt::format("the chat template in {} has {}",
                                             tokenizer.chat_template_file(), mark.mark)};
    }
  }
  throw DataError(fmt::format(
      "{}: the chat template is of none of the built-in formats ({}): serve the model elsewhere, "
      "e.g. with vLLM, and give its address to --model",
      tokenizer.chat_template_file(), built_in));
}

}  // namespace assay
