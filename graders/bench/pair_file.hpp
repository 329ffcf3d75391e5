// Pairs of answers in tab-separated rows: T, F or ?, the gold answer, the answer; "#" begins a
// remark. "<<7|ab>>" stands for "ab" seven times, and may stand within another, so that long inputs
// have short rows. For the benchmark and the tests.
#pragma once

#include <fmt/format.h>

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/error.hpp"

namespace assay {

struct AnswerPair {
  char equal = '?';  ///< 'T', 'F', or '?' where only the cost is of interest
  std::string gold;
  std::string answer;
};

/// Throws DataError for a "<<" without its "|", its ">>" or its number.
inline std::string with_repetitions(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    if (text.substr(0, 2) != "<<") {
      result += text.front();
      text.remove_prefix(1);
      continue;
    }
    const std::size_t bar = text.find('|');
    const std::string count(text.substr(2, bar == std::string_view::npos ? 0 : bar - 2));
    std::size_t end = bar;
    for (int depth = 1; depth > 0 && end != std::string_view::npos;) {
      end = text.find_first_of("<>", end + 1);
      if (end != std::string_view::npos && text.substr(end, 2) == "<<") {
        ++depth;
        ++end;
      } else if (end != std::string_view::npos && text.substr(end, 2) == ">>") {
        --depth;
        ++end;
      }
    }
    if (count.empty() || count.size() > 5 || end == std::string_view::npos ||
        count.find_first_not_of("0123456789") != std::string::npos) {
      throw DataError(fmt::format("'{}' is no repetition: write <<7|text>>", text.substr(0, 40)));
    }
    const std::string piece = with_repetitions(text.substr(bar + 1, end - bar - 2));
    for (int i = std::stoi(count); i > 0; --i) {
      result += piece;
    }
    text.remove_prefix(end + 1);
  }
  return result;
}

/// Throws DataError naming the line.
inline std::vector<AnswerPair> read_answer_pairs(const std::string& path) {
  std::ifstream file(path);
  std::vector<AnswerPair> pairs;
  int line_number = 0;
  for (std::string line; std::getline(file, line);) {
    ++line_number;
    if (line.empty() || line[0] == '#') {
      continue;
    }
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    if (first != 1 || second == std::string::npos ||
        std::string_view("TF?").find(line[0]) == std::string_view::npos) {
      throw DataError(fmt::format(
          "{}:{}: not 'T|F|?', gold and answer with tabs between: correct it", path, line_number));
    }
    pairs.push_back({line[0], with_repetitions(line.substr(first + 1, second - first - 1)),
                     with_repetitions(line.substr(second + 1))});
  }
  return pairs;
}

}  // namespace assay
