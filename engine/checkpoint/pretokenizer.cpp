#include "engine/checkpoint/pretokenizer.hpp"

#include <algorithm>
#include <utility>

namespace assay {

namespace {

/// The split of GPT-2, which ByteLevel makes with `use_regex`.
constexpr const char* gpt2_expression =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

/// Digits goes by Rust's is_numeric, which knows the numbers of Unicode 17 too.
const std::string numeric = R"([\p{N}\x{11DE0}-\x{11DE9}\x{16FF4}-\x{16FF6}])";

std::string with_spaces_as(std::string_view text, const std::string& space) {
  std::string result;
  for (const char letter : text) {
    result += letter == ' ' ? space : std::string(1, letter);
  }
  return result;
}

void isolate(std::string_view piece, const std::vector<SplitPattern::Match>& matches,
             std::vector<std::string_view>& out) {
  std::size_t at = 0;
  for (const auto& match : matches) {
    if (match.begin > at) {
      out.push_back(piece.substr(at, match.begin - at));
    }
    out.push_back(piece.substr(match.begin, match.end - match.begin));
    at = match.end;
  }
  if (at < piece.size()) {
    out.push_back(piece.substr(at));
  }
}

}  // namespace

PreTokenizer::PreTokenizer(const Field& description) { add(description); }

PreTokenizer::PreTokenizer(const std::vector<std::string>& expressions, const std::string& where)
    : byte_level_(true) {
  for (const std::string& expression : expressions) {
    steps_.emplace_back().pattern.push_back(SplitPattern::regex(expression, where));
  }
}

void PreTokenizer::add(const Field& description) {
  if (description.is_null()) {
    return;
  }
  if (byte_level_) {
    description.refuse("nothing after ByteLevel");
  }
  const std::string type = description.type();
  if (type == "Sequence") {
    description.at("pretokenizers").for_each([&](const Field& part) { add(part); });
  } else if (type == "Split") {
    add_split(description);
  } else if (type == "ByteLevel") {
    add_byte_level(description);
  } else if (type == "Digits") {
    const bool each = description.at("individual_digits").flag(false);
    steps_.emplace_back().pattern.push_back(
        SplitPattern::regex(numeric + std::string(each ? "" : "+"), description.where()));
  } else if (type == "Metaspace") {
    add_metaspace(description);
  } else {
    description.refuse("Split, ByteLevel, Digits, Metaspace and a Sequence of them");
  }
}

void PreTokenizer::add_split(const Field& description) {
  Step& step = steps_.emplace_back();
  step.pattern.emplace_back(description.at("pattern"));
  step.behavior = behavior_of(description.at("behavior"));
  step.invert = description.at("invert").flag(false);
}

PreTokenizer::Behavior PreTokenizer::behavior_of(const Field& name) {
  constexpr std::pair<const char*, Behavior> behaviors[] = {
      {"Removed", Behavior::removed},
      {"Isolated", Behavior::isolated},
      {"MergedWithPrevious", Behavior::merged_with_previous},
      {"MergedWithNext", Behavior::merged_with_next},
      {"Contiguous", Behavior::contiguous}};
  for (const auto& [text, behavior] : behaviors) {
    if (name.value() == text) {
      return behavior;
    }
  }
  name.refuse("Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous");
}

void PreTokenizer::add_byte_level(const Field& description) {
  Step step;
  byte_level_ = true;
  if (description.at("add_prefix_space").flag(true)) {
    step.prefix = Prefix::always;
    step.lead = " ";
  }
  if (description.at("use_regex").flag(true)) {
    step.pattern.push_back(SplitPattern::regex(gpt2_expression, description.where()));
  }
  steps_.push_back(std::move(step));
}

/// Files of before version 0.19 of the library have `add_prefix_space` for the scheme "always".
void PreTokenizer::add_metaspace(const Field& description) {
  Step step;
  const bool old_prefix = description.at("add_prefix_space").flag(true);
  const Field scheme = description.at("prepend_scheme");
  const std::string name = scheme.text(old_prefix ? "always" : "never");
  if (name != "always" && name != "first" && name != "never") {
    scheme.refuse("always, first or never");
  }
  step.prefix = name == "always" ? Prefix::always : name == "first" ? Prefix::first : Prefix::none;
  step.lead = description.at("replacement").text();
  if (step.lead.empty()) {
    description.at("replacement").fail("is empty");
  }
  step.space = step.lead;
  if (description.at("split").flag(true)) {
    step.pattern.push_back(SplitPattern::literal(step.lead));
    step.behavior = Behavior::merged_with_next;
  }
  steps_.push_back(std::move(step));
}

Pieces PreTokenizer::split(std::string_view text, bool at_start) const {
  Pieces pieces;
  if (text.empty()) {
    return pieces;
  }
  pieces.parts.push_back(text);
  for (const Step& step : steps_) {
    rewrite(step, at_start, pieces);
    if (step.pattern.empty()) {
      continue;
    }
    std::vector<std::string_view> finer;
    for (const std::string_view piece : pieces.parts) {
      cut(step, piece, finer);
    }
    pieces.parts = std::move(finer);
  }
  return pieces;
}

void PreTokenizer::rewrite(const Step& step, bool at_start, Pieces& pieces) {
  for (std::size_t i = 0; i < pieces.parts.size(); ++i) {
    std::string_view& piece = pieces.parts[i];
    if (!step.space.empty() && piece.find(' ') != std::string_view::npos) {
      piece = pieces.made.emplace_back(with_spaces_as(piece, step.space));
    }
    const bool wanted =
        step.prefix == Prefix::always || (step.prefix == Prefix::first && at_start && i == 0);
    if (wanted && !piece.starts_with(step.lead)) {
      piece = pieces.made.emplace_back(step.lead + std::string(piece));
    }
  }
}

void PreTokenizer::cut(const Step& step, std::string_view piece,
                       std::vector<std::string_view>& out) {
  thread_local std::vector<SplitPattern::Match> matches;
  matches.clear();
  step.pattern.front().find(piece, matches);
  if (step.behavior == Behavior::isolated) {
    isolate(piece, matches, out);
    return;
  }
  for (const Part& part : joined(parts_of(piece, matches, step.invert), step.behavior)) {
    out.push_back(piece.substr(part.begin, part.end - part.begin));
  }
}

/// A match joins its neighbour unless that is a match as well; as the tokenizers library does it.
std::vector<PreTokenizer::Part> PreTokenizer::joined(std::vector<Part> parts, Behavior behavior) {
  const bool backwards = behavior == Behavior::merged_with_next;
  if (backwards) {
    std::reverse(parts.begin(), parts.end());
  }
  std::vector<Part> result;
  bool previous = false;
  for (const Part& part : parts) {
    const bool joins =
        behavior == Behavior::contiguous ? part.match == previous : part.match && !previous;
    if (behavior == Behavior::removed) {
      if (!part.match) {
        result.push_back(part);
      }
    } else if (joins && !result.empty()) {
      result.back().begin = std::min(result.back().begin, part.begin);
      result.back().end = std::max(result.back().end, part.end);
    } else {
      result.push_back(part);
    }
    previous = part.match;
  }
  if (backwards) {
    std::reverse(result.begin(), result.end());
  }
  return result;
}

/// The matches and what lies between them.
std::vector<PreTokenizer::Part> PreTokenizer::parts_of(
    std::string_view piece, const std::vector<SplitPattern::Match>& matches, bool invert) {
  std::vector<Part> parts;
  std::size_t at = 0;
  for (const auto& match : matches) {
    if (match.begin > at) {
      parts.push_back({at, match.begin, invert});
    }
    parts.push_back({match.begin, match.end, !invert});
    at = match.end;
  }
  if (at < piece.size()) {
    parts.push_back({at, piece.size(), invert});
  }
  return parts;
}

}  // namespace assay
