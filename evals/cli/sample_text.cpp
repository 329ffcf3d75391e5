#include "evals/cli/sample_text.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace assay::cli {

namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool is_fence(std::string_view line) {
  const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
  return starts_with(line.substr(begin), "```") || starts_with(line.substr(begin), "~~~");
}

bool is_bare_fence(std::string_view line) {
  const std::size_t end = line.find_last_not_of(" \t\r");
  return line.substr(0, end + 1) == "```";
}

/// A line that prose does not have. "# ..." may be a heading as well as a comment, so it is not
/// one.
bool is_code(std::string_view line) {
  for (const char* start : {"def ", "class ", "import ", "from ", "async def ", "@", "\"\"\"",
                            "'''", "#include", "using ", "//", "/*", "#!", "try:", "print(",
                            "if __name__", "template", "typedef ", "struct "}) {
    if (starts_with(line, start)) {
      return true;
    }
  }
  const std::size_t end = line.find_last_not_of(" \t\r");
  const bool closes = end != std::string_view::npos && (line[end] == ';' || line[end] == '{');
  const std::size_t word =
      line.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
  const bool assigns =
      word != 0 && word != std::string_view::npos && starts_with(line.substr(word), " = ");
  return closes || assigns;
}

/// Whether some line outside the fenced blocks is code.
bool has_code_outside(const std::vector<std::string_view>& lines) {
  bool inside = false;
  for (const std::string_view line : lines) {
    inside = is_fence(line) ? !inside : inside;
    if (!inside && is_code(line)) {
      return true;
    }
  }
  return false;
}

/// A program may hold fences in its comments and "</think>" in its strings; a reply has them at the
/// beginning of lines, with prose around.
bool is_reply(std::string_view text, const std::vector<std::string_view>& lines) {
  const auto ends_thinking = [](std::string_view line) { return starts_with(line, "</think>"); };
  if (starts_with(text, "<think>") || std::any_of(lines.begin(), lines.end(), ends_thinking)) {
    return true;
  }
  const auto first = std::find_if(lines.begin(), lines.end(), [](std::string_view line) {
    return line.find_first_not_of(" \t\r") != std::string_view::npos;
  });
  const bool fenced = std::any_of(lines.begin(), lines.end(), is_fence);
  if (!fenced || first == lines.end()) {
    return false;
  }
  const bool indented = first->front() == ' ' || first->front() == '\t';
  return is_fence(*first) || (!indented && !has_code_outside(lines));
}

/// A completion that was begun within a fence ends with it.
std::string without_closing_fence(const std::string& text,
                                  const std::vector<std::string_view>& lines) {
  const auto fences = std::count_if(lines.begin(), lines.end(), is_fence);
  const auto closing = std::find_if(lines.begin(), lines.end(), is_bare_fence);
  if (fences != 1 || closing == lines.end()) {
    return text;
  }
  return text.substr(0, static_cast<std::size_t>(closing->data() - text.data()));
}

}  // namespace

std::optional<std::string> program_of_sample(const std::string& text, SampleText meaning,
                                             const CodeTests& tests) {
  const std::vector<std::string_view> lines = lines_of(text);
  if (meaning == SampleText::reply || is_reply(text, lines)) {
    return std::nullopt;
  }
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    return std::string();
  }
  return meaning == SampleText::completion ? tests.prompt + without_closing_fence(text, lines)
                                           : text;
}

}  // namespace assay::cli
