// The tokenizer against the vectors that llama.cpp keeps beside its vocabularies.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "engine/checkpoint/tokenizer.hpp"
#include "engine/core/file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/gguf.hpp"

using namespace assay;
using nlohmann::json;

namespace {

using Ids = std::vector<std::int32_t>;

constexpr int normal = 1, unknown = 2, control = 3, user_defined = 4;  // token types of GGUF

const json byte_level{{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", false}};

/// Splits by expressions and digits, then the bytes.
json cuts(const std::vector<std::string>& expressions, std::optional<bool> each_digit) {
  json steps = json::array();
  for (const std::string& expression : expressions) {
    steps.push_back({{"type", "Split"},
                     {"pattern", {{"Regex", expression}}},
                     {"behavior", "Isolated"},
                     {"invert", false}});
  }
  if (each_digit) {
    steps.push_back({{"type", "Digits"}, {"individual_digits", *each_digit}});
  }
  steps.push_back(byte_level);
  return {{"type", "Sequence"}, {"pretokenizers", steps}};
}

json document(const json& vocabulary, const json& merges, const json& added) {
  return {{"added_tokens", added},
          {"decoder", byte_level},
          {"model", {{"type", "BPE"}, {"vocab", vocabulary}, {"merges", merges}}}};
}

json added_token(const json& content, std::size_t id, bool special) {
  return {{"content", content}, {"id", id}, {"special", special}, {"normalized", false}};
}

json from_byte_level(const json& fields, const json& pre_tokenizer) {
  const json& tokens = fields.at("tokenizer.ggml.tokens");
  const json& types = fields.at("tokenizer.ggml.token_type");
  json vocabulary;
  json added = json::array();
  for (std::size_t id = 0; id < tokens.size(); ++id) {
    if (types[id] == control || types[id] == user_defined) {
      added.push_back(added_token(tokens[id], id, types[id] == control));
    } else {
      vocabulary[tokens[id].get<std::string>()] = id;
    }
  }
  json made = document(vocabulary, fields.at("tokenizer.ggml.merges"), added);
  made["pre_tokenizer"] = pre_tokenizer;
  return made;
}

/// As transformers converts SentencePiece: merges are all pairs that make a token, by its score.
json from_sentencepiece(const json& fields) {
  const json& tokens = fields.at("tokenizer.ggml.tokens");
  const json& types = fields.at("tokenizer.ggml.token_type");
  std::map<std::string, std::size_t> ids;
  json added = json::array();
  for (std::size_t id = 0; id < tokens.size(); ++id) {
    ids[tokens[id].get<std::string>()] = id;
    if (types[id] == unknown || types[id] == control) {
      added.push_back(added_token(tokens[id], id, true));
    }
  }
  const auto is_normal = [&](const std::string& token) {
    const auto at = ids.find(token);
    return at != ids.end() && types[at->second] == normal;
  };
  std::vector<std::pair<float, std::pair<std::string, std::string>>> merges;
  for (std::size_t id = 0; id < tokens.size(); ++id) {
    const auto token = tokens[id].get<std::string>();
    for (std::size_t cut = 1; cut < token.size() && types[id] == normal; ++cut) {
      if (is_normal(token.substr(0, cut)) && is_normal(token.substr(cut))) {
        const auto score = fields.at("tokenizer.ggml.scores")[id].get<float>();
        merges.push_back({score, {token.substr(0, cut), token.substr(cut)}});
      }
    }
  }
  std::stable_sort(merges.begin(), merges.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  json pairs = json::array();
  for (const auto& [score, pair] : merges) {
    pairs.push_back({pair.first, pair.second});
  }
  const json space = {{"String", " "}}, sign = {{"String", "▁"}};
  json made = document(ids, pairs, added);
  made["model"].update({{"byte_fallback", true}, {"unk_token", "<unk>"}, {"fuse_unk", true}});
  made["normalizer"] = {{"type", "Sequence"},
                        {"normalizers",
                         {{{"type", "Prepend"}, {"prepend", "▁"}},
                          {{"type", "Replace"}, {"pattern", space}, {"content", "▁"}}}}};
  made["decoder"] = {{"type", "Sequence"},
                     {"decoders",
                      {{{"type", "Replace"}, {"pattern", sign}, {"content", " "}},
                       {{"type", "ByteFallback"}},
                       {{"type", "Fuse"}},
                       {{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}}}}};
  return made;
}

std::vector<std::string> records(const std::string& content) {
  const std::string separator = "\n__ggml_vocab_test__\n";
  std::vector<std::string> found;
  std::size_t at = 0;
  for (std::size_t end = 0; end != std::string::npos; at = end + separator.size()) {
    end = content.find(separator, at);
    found.push_back(content.substr(at, end - at));
  }
  return found;
}

/// Checks every record, and that as many were there as llama.cpp has.
void check_vectors(const std::string& name, const json& tokenizer_json) {
  const auto base = test::shared_data("tokenizers/ggml-vocab-" + name + ".gguf").string();
  const test::TemporaryDirectory directory;
  replace_file(directory.path() / "tokenizer.json", tokenizer_json.dump());
  const Tokenizer tokenizer = Tokenizer::open(directory.path());
  const std::vector<std::string> texts = records(read_file(base + ".inp"));
  std::istringstream lines(read_file(base + ".out"));
  std::size_t checked = 0;
  for (std::string line; checked < texts.size() && std::getline(lines, line); ++checked) {
    std::istringstream numbers(line);
    Ids expected;
    for (std::int32_t id = 0; numbers >> id;) {
      expected.push_back(id);
    }
    INFO(name << " " << json(texts[checked]).dump(-1, ' ', true));
    CHECK(tokenizer.encode(texts[checked]) == expected);
    CHECK(tokenizer.encode_plain(texts[checked]) == expected);
    CHECK(tokenizer.decode(expected) == texts[checked]);
  }
  CHECK(checked >= 40);
}

json fields_of(const std::string& name) {
  return test::Gguf::read(test::shared_data("tokenizers/ggml-vocab-" + name + ".gguf"));
}

bool is_there(const std::string& name) {
  return std::filesystem::exists(test::shared_data("tokenizers/ggml-vocab-" + name + ".gguf"));
}

}  // namespace

TEST_CASE("GPT-2's vocabulary gives llama.cpp's ids") {
  if (!is_there("gpt-2")) {
    ASSAY_SKIP("no GGUF vocabularies in the shared data");
  }
  json cut = byte_level;
  cut["use_regex"] = true;
  check_vectors("gpt-2", from_byte_level(fields_of("gpt-2"), cut));
}

TEST_CASE("DeepSeek-Coder's vocabulary gives llama.cpp's ids") {
  if (!is_there("deepseek-coder")) {
    ASSAY_SKIP("no GGUF vocabularies in the shared data");
  }
  check_vectors("deepseek-coder",
                from_byte_level(fields_of("deepseek-coder"),
                                cuts({"[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+",
                                      "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+"},
                                     true)));
}

TEST_CASE("DeepSeek-LLM's vocabulary, that of V2, gives llama.cpp's ids") {
  if (!is_there("deepseek-llm")) {
    ASSAY_SKIP("no GGUF vocabularies in the shared data");
  }
  const std::string letters =
      "\\s?[A-Za-z\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u01ba\u01bc-\u01bf\u01c4-\u0293"
      "\u0295-\u02af\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u038a\u038c"
      "\u038e-\u03a1\u03a3-\u03f5\u03f7-\u0481\u048a-\u052f\u0531-\u0556\u10a0-\u10c5\u13a0"
      "-\u13f5\u13f8-\u13fd\u1c90-\u1cba\u1cbd-\u1cbf\u1d00-\u1d2b\u1d6b-\u1d77\u1d79-"
      "\u1d9a\u1e00-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57\u1f59\u1f5b"
      "\u1f5d\u1f5f-\u1f7d\u1f80-\u1fb4\u1fb6-\u1fbc\u1fbe\u1fc2-\u1fc4\u1fc6-\u1fcc\u1fd0-"
      "\u1fd3\u1fd6-\u1fdb\u1fe0-\u1fec\u1ff2-\u1ff4\u1ff6-\u1ffc\u2102\u2107\u210a-\u2113"
      "\u2115\u2119-\u211d\u2124\u2126\u2128\u212a-\u212d\u212f-\u2134\u2139\u213c-\u213f"
      "\u2145-\u2149\u214e\u2183\u2184\u2c00-\u2c7b\u2c7e-\u2ce4\u2ceb-\u2cee\u2cf2\u2cf3"
      "\ua640-\ua66d\ua680-\ua69b\ua722-\ua76f\ua771-\ua787\ua78b-\ua78e\uab70-\uabbf\ufb00"
      "-\ufb06\ufb13-\ufb17\uff21-\uff3a\uff41-\uff5a\U00010400-\U0001044f\U000104b0-"
      "\U000104d3\U000104d8-\U000104fb\U00010c80-\U00010cb2\U00010cc0-\U00010cf2\U000118a0-"
      "\U000118df\U0001e900-\U0001e943]+";
  check_vectors(
      "deepseek-llm",
      from_byte_level(fields_of("deepseek-llm"),
                      cuts({"[\\r\\n]", letters,
                            "\\s?[!-/:-~\uff01-\uff0f\uff1a-\uff5e\u2018-\u201f\u3000-\u3002]+",
                            "\\s+$", "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+"},
                           false)));
}

TEST_CASE("Llama 2's vocabulary, SentencePiece's with byte fallback, gives llama.cpp's ids") {
  if (!is_there("llama-spm")) {
    ASSAY_SKIP("no GGUF vocabularies in the shared data");
  }
  check_vectors("llama-spm", from_sentencepiece(fields_of("llama-spm")));
}
