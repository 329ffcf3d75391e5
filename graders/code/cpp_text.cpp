#include "graders/code/cpp_text.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace assay::cpp {

bool is_word(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

std::string_view word_before(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && is_word(text[begin - 1])) {
    --begin;
  }
  return text.substr(begin, end - begin);
}

namespace {

bool is_space(char letter) { return std::isspace(static_cast<unsigned char>(letter)) != 0; }

class Blanker {
 public:
  explicit Blanker(std::string_view source) : source_(source), result_(source) {}

  std::string run() {
    while (at_ < source_.size()) {
      const char letter = source_[at_];
      if (starts("//")) {
        skip_line();
      } else if (starts("/*")) {
        skip_past("*/", 2);
      } else if (letter == '"') {
        skip_string();
      } else if (letter == '\'' && !separates_digits()) {
        skip_quoted('\'');
      } else {
        ++at_;
      }
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool starts(std::string_view text) const {
    return source_.substr(at_, text.size()) == text;
  }

  void blank_to(std::size_t end) {
    for (end = std::min(end, source_.size()); at_ < end; ++at_) {
      result_[at_] = result_[at_] == '\n' ? '\n' : ' ';
    }
  }

  void skip_line() {
    std::size_t end = at_;
    do {
      end = source_.find('\n', end + 1);
    } while (end != none && source_[end - 1] == '\\');
    blank_to(end);
  }

  void skip_past(std::string_view mark, std::size_t from) {
    const std::size_t end = source_.find(mark, at_ + from);
    blank_to(end == none ? end : end + mark.size());
  }

  void skip_quoted(char quote) {
    std::size_t end = at_ + 1;
    while (end < source_.size() && source_[end] != quote && source_[end] != '\n') {
      end += source_[end] == '\\' ? 2U : 1U;
    }
    blank_to(end + 1);
  }

  void skip_string() {
    const std::string_view prefix = word_before(source_, at_);
    const bool raw = prefix == "R" || prefix == "u8R" || prefix == "uR" || prefix == "LR";
    const std::size_t open = raw ? source_.find('(', at_) : none;
    if (open == none || open - at_ > 17) {
      skip_quoted('"');
      return;
    }
    const std::string mark = ")" + std::string(source_.substr(at_ + 1, open - at_ - 1)) + "\"";
    skip_past(mark, open - at_ + 1);
  }

  [[nodiscard]] bool separates_digits() const {
    const std::string_view before = word_before(source_, at_);
    return !before.empty() && std::isdigit(static_cast<unsigned char>(before[0])) != 0;
  }

  std::string_view source_;
  std::string result_;
  std::size_t at_ = 0;
};

}  // namespace

std::string blanked(std::string_view source) { return Blanker(source).run(); }

int open_braces(std::string_view blanked_source) {
  return static_cast<int>(std::count(blanked_source.begin(), blanked_source.end(), '{') -
                          std::count(blanked_source.begin(), blanked_source.end(), '}'));
}

std::size_t closing(std::string_view text, std::size_t open, char opens, char closes) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    depth += text[i] == opens ? 1 : text[i] == closes ? -1 : 0;
    if (depth == 0) {
      return i;
    }
  }
  return none;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_space(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

std::vector<std::string_view> split(std::string_view list) {
  std::vector<std::string_view> result;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    const char letter = i < list.size() ? list[i] : ',';
    depth += std::string_view("<([{").find(letter) != none ? 1 : 0;
    depth -= std::string_view(">)]}").find(letter) != none ? 1 : 0;
    if (letter == ',' && (depth == 0 || i == list.size())) {
      result.push_back(list.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  return result;
}

std::vector<std::size_t> occurrences(std::string_view text, std::string_view word) {
  std::vector<std::size_t> result;
  for (std::size_t at = text.find(word); at != none; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) {
      result.push_back(at);
    }
  }
  return result;
}

std::size_t skip_spaces(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) {
    ++at;
  }
  return at;
}

}  // namespace assay::cpp
