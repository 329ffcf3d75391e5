#include "graders/code/extract.hpp"

#include <algorithm>
#include <cctype>
#include <functional>
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

/// Names that a fence gives a language; its own name if it is not listed.
std::vector<std::string> fence_names(const std::string& language) {
  if (language == "python") {
    return {"python", "python3", "py", "py3"};
  }
  if (language == "cpp") {
    return {"cpp", "c++", "cc", "cxx", "c++11", "c++14", "c++17", "c++20", "cpp17", "cpp20"};
  }
  return {lower(language)};
}

bool is_identifier(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

/// The identifier at the start of `text`.
std::string_view identifier(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_identifier);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

/// A line `def name(`; any name if `name` is empty.
bool is_definition(std::string_view line, std::string_view name) {
  line = trimmed(line);
  if (starts_with(line, "async ")) {
    line = trimmed(line.substr(6));
  }
  if (!starts_with(line, "def ")) {
    return false;
  }
  const std::string_view found = identifier(trimmed(line.substr(4)));
  return !found.empty() && (name.empty() || found == name);
}

/// A line at the outermost level that gives `name` a value otherwise: a lambda, a class, an import.
bool is_binding(std::string_view line, std::string_view name) {
  const std::string_view word = identifier(line);
  if (word == name) {
    const std::string_view rest = trimmed(line.substr(word.size()));
    return starts_with(rest, ":") || (starts_with(rest, "=") && !starts_with(rest, "=="));
  }
  if (word == "class") {
    return identifier(trimmed(line.substr(word.size()))) == name;
  }
  if (word != "from" && word != "import") {
    return false;
  }
  for (std::size_t at = line.find(name); at != std::string_view::npos;
       at = line.find(name, at + 1)) {
    if (!is_identifier(line[at - 1]) && identifier(line.substr(at)) == name) {
      return true;
    }
  }
  return false;
}

bool defines(std::string_view program, const CodeTests& tests) {
  const std::string& name = tests.entry_point;
  if (tests.language != "python") {
    return !name.empty() && program.find(name + "(") != std::string_view::npos;
  }
  const std::vector<std::string_view> lines = lines_of(program);
  return std::any_of(lines.begin(), lines.end(), [&](std::string_view line) {
    return is_definition(line, name) || (!name.empty() && is_binding(line, name));
  });
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

bool is_indented(std::string_view program) {
  const std::string_view line = first_line(program);
  return !line.empty() && (line[0] == ' ' || line[0] == '\t');
}

/// Tests with a prompt may be answered by the rest of it.
bool continues_prompt(const CodeTests& tests) {
  return tests.layout == CodeLayout::humaneval || tests.layout == CodeLayout::evalplus ||
         tests.layout == CodeLayout::program;
}

bool starts_like_code(std::string_view answer, const CodeTests& tests) {
  const std::string_view line = first_line(answer);
  if (continues_prompt(tests) && (starts_with(line, "    ") || line[0] == '\t')) {
    return true;
  }
  const bool python = tests.language == "python";
  static const std::vector<std::string_view> python_starts = {
      "def ", "import ", "from ", "class ", "async def ", "@", "#!", "if __name__"};
  static const std::vector<std::string_view> other_starts = {
      "#include", "using ",  "//",        "/*",      "template", "int ",
      "void ",    "struct ", "class ",    "static ", "import ",  "package ",
      "fn ",      "func ",   "function ", "const ",  "#!"};
  const std::vector<std::string_view>& starts = python ? python_starts : other_starts;
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view start) { return starts_with(line, start); });
}

struct Rule {
  const char* name;
  std::function<bool(const Block&)> wanted;
};

std::vector<Rule> rules_for(const CodeTests& tests) {
  const std::vector<std::string> names = fence_names(tests.language);
  const bool python = tests.language == "python";
  const auto matching = [names](const Block& block) {
    return std::find(names.begin(), names.end(), block.language) != names.end();
  };
  const auto defining = [&tests](const Block& block) {
    return tests.layout != CodeLayout::stdin_io && defines(block.text, tests);
  };
  return {
      {python ? "last Python block that defines the function"
              : "last block of the language that defines the function",
       [=](const Block& block) { return matching(block) && defining(block); }},
      {"last unnamed block that defines the function",
       [=](const Block& block) { return block.language.empty() && defining(block); }},
      {python ? "last Python block" : "last block of the language", matching},
      {"last fenced block", [](const Block&) { return true; }},
  };
}

/// The last one that is wanted: of those that were closed, if there are any.
const Block* last_block(const std::vector<Block>& blocks, const Rule& rule) {
  auto found = std::find_if(blocks.rbegin(), blocks.rend(),
                            [&](const Block& block) { return block.closed && rule.wanted(block); });
  if (found == blocks.rend()) {
    found = std::find_if(blocks.rbegin(), blocks.rend(), rule.wanted);
  }
  return found == blocks.rend() ? nullptr : &*found;
}

/// LiveCodeBench's rule: what stands between the last two lines that hold a fence.
ExtractedProgram between_last_fences(std::string_view answer) {
  const std::vector<std::string_view> lines = lines_of(answer);
  std::vector<std::size_t> fences;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find("```") != std::string_view::npos) {
      fences.push_back(i);
    }
  }
  ExtractedProgram extracted;
  if (fences.size() < 2) {
    return extracted;
  }
  for (std::size_t i = fences[fences.size() - 2] + 1; i < fences.back(); ++i) {
    extracted.program += lines[i];
    extracted.program += '\n';
  }
  extracted.rule = "between the last two fences";
  return extracted;
}

}  // namespace

ExtractedProgram extract_program(std::string_view answer, const CodeTests& tests) {
  if (tests.extraction == whole_answer) {
    return blank(answer) ? ExtractedProgram()
                         : ExtractedProgram{std::string(answer), "the sample as it is", true};
  }
  if (tests.extraction == last_two_fences) {
    return between_last_fences(answer);
  }
  std::vector<Block> blocks = fenced_blocks(answer);
  blocks.erase(std::remove_if(blocks.begin(), blocks.end(),
                              [](const Block& block) { return blank(block.text); }),
               blocks.end());
  for (const Rule& rule : rules_for(tests)) {
    if (const Block* block = last_block(blocks, rule)) {
      return {block->text, std::string(rule.name) + (block->closed ? "" : ", never closed"),
              block->closed};
    }
  }
  if (!blank(answer) && starts_like_code(answer, tests)) {
    return {std::string(answer), "whole answer", true};
  }
  return {};
}

ProgramParts program_parts(const std::string& program, const CodeTests& tests) {
  ProgramParts parts;
  if (!tests.preamble.empty()) {
    parts.context.push_back(tests.preamble);
  }
  const bool has_prompt = !tests.prompt.empty() && tests.layout != CodeLayout::functional &&
                          tests.extraction != whole_answer;
  if (!has_prompt || (!is_indented(program) && defines(program, tests))) {
    if (has_prompt) {
      parts.context.push_back(tests.prompt + "\n    pass\n");
    }
    parts.program = program;
    return parts;
  }
  std::string body;
  for (const std::string_view text : lines_of(program)) {
    body += is_indented(program) || blank(text) ? "" : "    ";
    body += text;
    body += '\n';
  }
  parts.program = tests.prompt + (tests.prompt.back() == '\n' ? "" : "\n") + body;
  return parts;
}

}  // namespace assay
