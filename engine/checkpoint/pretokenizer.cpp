#define PCRE2_CODE_UNIT_WIDTH 8
#include "engine/checkpoint/pretokenizer.hpp"

#include <fmt/format.h>
#include <pcre2.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <new>
#include <utility>

#include "engine/checkpoint/json_file.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

using nlohmann::json;

/// The split of GPT-2, which ByteLevel makes with `use_regex`.
constexpr std::string_view gpt2_expression =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

/// PCRE2's \s has U+180E, which left White_Space in Unicode 6.3, after Perl's; the tokenizers
/// library goes by White_Space.
std::string with_white_space_property(std::string_view pattern) {
  std::string result;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '\\' || i + 1 == pattern.size()) {
      result += pattern[i];
      continue;
    }
    ++i;
    if (pattern[i] == 's' || pattern[i] == 'S') {
      result += pattern[i] == 's' ? R"(\p{White_Space})" : R"(\P{White_Space})";
    } else {
      result += {'\\', pattern[i]};
    }
  }
  return result;
}

struct FreeCode {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeMatchData {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

std::string pcre2_message(int error) {
  PCRE2_UCHAR buffer[256] = {};
  pcre2_get_error_message(error, buffer, sizeof buffer);
  return {std::begin(buffer), std::find(std::begin(buffer), std::end(buffer), PCRE2_UCHAR{0})};
}

void require(const json& step, const char* key, const json& only, const std::string& where) {
  if (step.contains(key) && step.at(key) != only) {
    throw DataError(
        fmt::format("{}.{} is {}, but only {} is supported: use a checkpoint with a "
                    "tokenizer of the byte-level BPE family",
                    where, key, excerpt(step.at(key)), only.dump()));
  }
}

std::string type_of(const json& step) { return step.is_object() ? step.value("type", "") : ""; }

/// The steps of a Sequence, however deep, in order.
void flatten(const json& step, const std::string& where,
             std::vector<std::pair<json, std::string>>& steps) {
  if (type_of(step) != "Sequence") {
    steps.emplace_back(step, where);
    return;
  }
  const json parts = step.value("pretokenizers", json::array());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    flatten(parts.at(i), fmt::format("{}.pretokenizers[{}]", where, i), steps);
  }
}

std::string split_pattern(const json& step, const std::string& where) {
  require(step, "behavior", "Isolated", where);
  require(step, "invert", false, where);
  const json pattern = step.value("pattern", json::object());
  if (!pattern.is_object() || !pattern.contains("Regex") || !pattern.at("Regex").is_string()) {
    throw DataError(
        fmt::format("{}.pattern is {}, but only {{\"Regex\": \"...\"}} is supported: "
                    "get the file again",
                    where, excerpt(pattern)));
  }
  return pattern.at("Regex").get<std::string>();
}

/// The expression of one step; empty for a ByteLevel that does not split.
std::string pattern_of(const json& step, bool is_last, const std::string& where) {
  const std::string type = type_of(step);
  if (type == "Split" && !is_last) {
    return split_pattern(step, where);
  }
  if (type == "ByteLevel" && is_last) {
    require(step, "add_prefix_space", false, where);
    return step.value("use_regex", true) ? std::string(gpt2_expression) : "";
  }
  throw DataError(
      fmt::format("{}.type is '{}', but supported are Split, and ByteLevel as the last: use a "
                  "checkpoint with a tokenizer of the byte-level BPE family",
                  where, type));
}

}  // namespace

class PreTokenizer::Expression {
 public:
  Expression(const std::string& pattern, const std::string& where) {
    const std::string adapted = with_white_space_property(pattern);
    int error = 0;
    PCRE2_SIZE at = 0;
    // A pointer to const unsigned char is what the library calls text.
    code_.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(adapted.data()), adapted.size(),
                              PCRE2_UTF | PCRE2_UCP, &error, &at, nullptr));
    if (code_ == nullptr) {
      throw DataError(fmt::format("{}: the expression {} is not supported ({}): get the file again",
                                  where, excerpt(pattern), pcre2_message(error)));
    }
    std::uint32_t may_be_empty = 0;
    pcre2_pattern_info(code_.get(), PCRE2_INFO_MATCHEMPTY, &may_be_empty);
    if (may_be_empty != 0) {
      throw DataError(
          fmt::format("{}: the expression {} can match an empty text, which is not "
                      "supported: get the file again",
                      where, excerpt(pattern)));
    }
    pcre2_jit_compile(code_.get(),
                      PCRE2_JIT_COMPLETE);  // without it matching is slower, that is all
  }

  /// Appends the matches in `text` and what lies between them.
  void split(std::string_view text, std::vector<std::string_view>& pieces) const {
    const std::unique_ptr<pcre2_match_data, FreeMatchData> match(
        pcre2_match_data_create_from_pattern(code_.get(), nullptr));
    if (match == nullptr) {
      throw std::bad_alloc();
    }
    std::size_t at = 0;
    while (at < text.size()) {
      const int count = pcre2_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(text.data()),
                                    text.size(), at, PCRE2_NO_UTF_CHECK, match.get(), nullptr);
      if (count == PCRE2_ERROR_NOMATCH) {
        break;
      }
      if (count < 0) {
        throw InfrastructureError(fmt::format("cannot split a text of {} bytes into tokens: {}",
                                              text.size(), pcre2_message(count)));
      }
      const PCRE2_SIZE* span = pcre2_get_ovector_pointer(match.get());
      if (span[0] > at) {
        pieces.push_back(text.substr(at, span[0] - at));
      }
      pieces.push_back(text.substr(span[0], span[1] - span[0]));
      at = span[1];
    }
    if (at < text.size()) {
      pieces.push_back(text.substr(at));
    }
  }

 private:
  std::unique_ptr<pcre2_code, FreeCode> code_;
};

PreTokenizer::PreTokenizer(const json& description, const std::string& source) {
  std::vector<std::pair<json, std::string>> steps;
  flatten(description, source + ": pre_tokenizer", steps);
  if (steps.empty()) {
    throw DataError(source + ": pre_tokenizer has no steps: get the file again");
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& [step, where] = steps[i];
    const std::string pattern = pattern_of(step, i + 1 == steps.size(), where);
    if (!pattern.empty()) {
      expressions_.push_back(std::make_unique<const Expression>(pattern, where));
    }
  }
}

PreTokenizer::~PreTokenizer() = default;
PreTokenizer::PreTokenizer(PreTokenizer&&) noexcept = default;
PreTokenizer& PreTokenizer::operator=(PreTokenizer&&) noexcept = default;

std::vector<std::string_view> PreTokenizer::split(std::string_view text) const {
  std::vector<std::string_view> pieces;
  if (!text.empty()) {
    pieces.push_back(text);
  }
  for (const auto& expression : expressions_) {
    std::vector<std::string_view> finer;
    for (const std::string_view piece : pieces) {
      expression->split(piece, finer);
    }
    pieces = std::move(finer);
  }
  return pieces;
}

}  // namespace assay
