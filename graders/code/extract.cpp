#include "graders/code/extract.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "graders/text.hpp"

namespace assay {

namespace {

struct Block {
  std::string language;
  std::string text;
  bool closed = false;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    std::string_view line = text.substr(0, end + 1);
    text.remove_prefix(end + 1);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) {
      line.remove_suffix(1);
    }
    lines.push_back(line);
  }
  return lines;
}

struct Fence {
  std::size_t indent = 0;
  std::size_t length = 0;
  char mark = '`';
  std::string_view info;
};

/// Three or more back-ticks or tildes at a line's start (in a list, indented).
std::optional<Fence> fence_of(std::string_view line) {
  Fence fence;
  fence.indent = std::min(line.find_first_not_of(" \t"), line.size());
  line.remove_prefix(fence.indent);
  if (line.empty() || (line[0] != '`' && line[0] != '~')) {
    return std::nullopt;
  }
  fence.mark = line[0];
  fence.length = std::min(line.find_first_not_of(fence.mark), line.size());
  fence.info = trimmed(line.substr(fence.length));
  if (fence.length < 3 || fence.info.find('`') != std::string_view::npos) {
    return std::nullopt;
  }
  return fence;
}

std::vector<Block> fenced_blocks(std::string_view answer) {
  std::vector<Block> blocks;
  std::optional<Fence> open;
  for (const std::string_view line : lines_of(answer)) {
    const std::optional<Fence> fence = fence_of(line);
    if (!open && fence) {
      open = fence;
      blocks.push_back({lower(fence->info.substr(0, fence->info.find_first_of(" {"))), "", false});
    } else if (open && fence && fence->info.empty() && fence->mark == open->mark &&
               fence->length >= open->length) {
      blocks.back().closed = true;
      open.reset();
    } else if (open) {
      const std::size_t blank = std::min(line.find_first_not_of(" \t"), line.size());
      blocks.back().text += line.substr(std::min(blank, open->indent));
      blocks.back().text += '\n';
    }
  }
  return blocks;
}

bool is_python(const Block& block) {
  constexpr std::array names = {"python", "python3", "py", "py3"};
  return std::any_of(names.begin(), names.end(),
                     [&](const char* name) { return block.language == name; });
}

bool is_identifier(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// A line `def name(`; any name if `name` is empty.
bool defines(std::string_view program, std::string_view name) {
  for (std::string_view line : lines_of(program)) {
    line = trimmed(line);
    if (line.substr(0, 6) == "async ") {
      line = trimmed(line.substr(6));
    }
    if (line.substr(0, 4) != "def ") {
      continue;
    }
    line = trimmed(line.substr(4));
    const auto end = std::find_if_not(line.begin(), line.end(), is_identifier);
    const auto length = static_cast<std::size_t>(end - line.begin());
    if (length > 0 && (name.empty() || line.substr(0, length) == name)) {
      return true;
    }
  }
  return false;
}

bool blank(std::string_view text) { return trimmed(text).empty(); }

/// The first line that holds something, with its indentation.
std::string_view first_line(std::string_view text) {
  for (const std::string_view line : lines_of(text)) {
    if (!blank(line)) {
      return line;
    }
  }
  return {};
}

bool starts_like_code(std::string_view answer, CodeLayout layout) {
  const std::string_view line = first_line(answer);
  constexpr std::array starts = {"def ", "import ", "from ", "class ", "async def ", "@"};
  if (layout == CodeLayout::humaneval && (line.substr(0, 4) == "    " || line[0] == '\t')) {
    return true;
  }
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view start) { return line.substr(0, start.size()) == start; });
}

template <typename Wanted>
const Block* last_block(const std::vector<Block>& blocks, Wanted wanted) {
  const auto found = std::find_if(blocks.rbegin(), blocks.rend(), wanted);
  return found == blocks.rend() ? nullptr : &*found;
}

}  // namespace

ExtractedProgram extract_program(std::string_view answer, const CodeTests& tests) {
  std::vector<Block> blocks = fenced_blocks(answer);
  blocks.erase(std::remove_if(blocks.begin(), blocks.end(),
                              [](const Block& block) { return blank(block.text); }),
               blocks.end());
  const auto defining = [&](const Block& block) {
    return is_python(block) && defines(block.text, tests.entry_point);
  };
  const char* rule = "last Python block that defines the function";
  const Block* block = last_block(blocks, defining);
  if (block == nullptr) {
    block = last_block(blocks, is_python);
    rule = "last Python block";
  }
  if (block == nullptr) {
    block = last_block(blocks, [](const Block&) { return true; });
    rule = "last fenced block";
  }
  if (block != nullptr) {
    return {block->text, std::string(rule) + (block->closed ? "" : ", never closed"),
            block->closed};
  }
  if (!blank(answer) && starts_like_code(answer, tests.layout)) {
    return {std::string(answer), "whole answer", true};
  }
  return {};
}

std::vector<std::string> program_units(const std::string& program, const CodeTests& tests) {
  if (tests.layout != CodeLayout::humaneval) {
    return {program};
  }
  if (defines(program, tests.entry_point)) {
    return {tests.prompt + "\n    pass\n", program};
  }
  const std::string_view line = first_line(program);
  const bool indented = !line.empty() && (line[0] == ' ' || line[0] == '\t');
  std::string body;
  for (const std::string_view text : lines_of(program)) {
    body += indented || blank(text) ? "" : "    ";
    body += text;
    body += '\n';
  }
  return {tests.prompt + (tests.prompt.empty() || tests.prompt.back() == '\n' ? "" : "\n") + body};
}

}  // namespace assay
