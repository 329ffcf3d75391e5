#define PCRE2_CODE_UNIT_WIDTH 8
#include "engine/checkpoint/split_pattern.hpp"

#include <fmt/format.h>
#include <pcre2.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <new>

#include "engine/checkpoint/json_file.hpp"
#include "engine/checkpoint/unicode.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

struct FreeCode {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeMatchData {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
struct FreeMatchContext {
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
struct FreeStack {
  void operator()(pcre2_jit_stack* stack) const { pcre2_jit_stack_free(stack); }
};

template <typename T, typename Free>
std::unique_ptr<T, Free> owned(T* made) {
  if (made == nullptr) {
    throw std::bad_alloc();
  }
  return std::unique_ptr<T, Free>(made);
}

/// What matching needs besides the expression: one a thread. The stack of compiled expressions
/// grows to 16 MiB, for repetitions over texts of megabytes.
struct Workspace {
  std::unique_ptr<pcre2_match_data, FreeMatchData> match =
      owned<pcre2_match_data, FreeMatchData>(pcre2_match_data_create(1, nullptr));
  std::unique_ptr<pcre2_match_context, FreeMatchContext> context =
      owned<pcre2_match_context, FreeMatchContext>(pcre2_match_context_create(nullptr));
  std::unique_ptr<pcre2_jit_stack, FreeStack> stack = owned<pcre2_jit_stack, FreeStack>(
      pcre2_jit_stack_create(std::size_t{32} << 10, std::size_t{16} << 20, nullptr));

  Workspace() { pcre2_jit_stack_assign(context.get(), nullptr, stack.get()); }
};

Workspace& workspace() {
  thread_local Workspace mine;
  return mine;
}

std::string message_of(int error) {
  PCRE2_UCHAR buffer[256] = {};
  pcre2_get_error_message(error, buffer, sizeof buffer);
  return {std::begin(buffer), std::find(std::begin(buffer), std::end(buffer), PCRE2_UCHAR{0})};
}

/// A pointer to const unsigned char is what the library calls text.
PCRE2_SPTR text_of(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

}  // namespace

class SplitPattern::Expression {
 public:
  Expression(const std::string& pattern, const std::string& where)
      : where_(where), pattern_(excerpt(pattern)) {
    const std::string adapted = to_pcre2(pattern, where);
    int error = 0;
    PCRE2_SIZE at = 0;
    // In Ruby's syntax $ is the end of a line.
    code_.reset(pcre2_compile(text_of(adapted), adapted.size(),
                              PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE, &error, &at, nullptr));
    if (code_ == nullptr) {
      throw DataError(fmt::format("{}: the expression {} is not supported ({}): get the file again",
                                  where, pattern_, message_of(error)));
    }
    std::uint32_t may_be_empty = 0;
    pcre2_pattern_info(code_.get(), PCRE2_INFO_MATCHEMPTY, &may_be_empty);
    if (may_be_empty != 0) {
      throw DataError(
          fmt::format("{}: the expression {} can match an empty text, which is not supported: get "
                      "the file again",
                      where, pattern_));
    }
    // Without it matching is slower, that is all.
    pcre2_jit_compile(code_.get(), PCRE2_JIT_COMPLETE);
  }

  void find(std::string_view text, std::vector<Match>& matches) const {
    const Workspace& space = workspace();
    for (std::size_t at = 0; at < text.size(); at = matches.back().end) {
      const int count = pcre2_match(code_.get(), text_of(text), text.size(), at, PCRE2_NO_UTF_CHECK,
                                    space.match.get(), space.context.get());
      if (count == PCRE2_ERROR_NOMATCH) {
        return;
      }
      if (count < 0) {
        throw DataError(
            fmt::format("{}: the expression {} cannot split a text of {} bytes ({}): get the file "
                        "again, or shorten the text",
                        where_, pattern_, text.size(), message_of(count)));
      }
      const PCRE2_SIZE* span = pcre2_get_ovector_pointer(space.match.get());
      matches.push_back({span[0], span[1]});
    }
  }

 private:
  std::string where_;
  std::string pattern_;
  std::unique_ptr<pcre2_code, FreeCode> code_;
};

SplitPattern::SplitPattern(const Field& pattern) {
  const Field regex = pattern.at("Regex");
  literal_ = pattern.at("String").text("");
  if (!regex.is_null()) {
    expression_ = std::make_unique<const Expression>(regex.text(), pattern.where());
  } else if (literal_.empty()) {
    pattern.refuse(R"({"Regex": "..."} or {"String": "..."})");
  }
}

SplitPattern SplitPattern::regex(const std::string& expression, const std::string& where) {
  SplitPattern pattern;
  pattern.expression_ = std::make_unique<const Expression>(expression, where);
  return pattern;
}

SplitPattern SplitPattern::literal(const std::string& text) {
  SplitPattern pattern;
  pattern.literal_ = text;
  return pattern;
}

SplitPattern::SplitPattern() = default;
SplitPattern::~SplitPattern() = default;
SplitPattern::SplitPattern(SplitPattern&&) noexcept = default;
SplitPattern& SplitPattern::operator=(SplitPattern&&) noexcept = default;

void SplitPattern::find(std::string_view text, std::vector<Match>& matches) const {
  if (expression_ != nullptr) {
    const std::optional<std::string> older = with_older_characters(text);
    expression_->find(older ? std::string_view(*older) : text, matches);
    return;
  }
  for (std::size_t at = text.find(literal_); at != std::string_view::npos;
       at = text.find(literal_, at + literal_.size())) {
    matches.push_back({at, at + literal_.size()});
  }
}

}  // namespace assay
