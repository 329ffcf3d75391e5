// probe DIRECTORY < TEXTS: for each text, up to a zero byte, a line of its ids, a tab, and 1 if
// they give the text again, else 0. Times go to stderr.
#include <chrono>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "engine/checkpoint/tokenizer.hpp"

namespace {

void decode_lines(const assay::Tokenizer& tokenizer) {
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream numbers(line);
    const std::vector<std::int32_t> ids{std::istream_iterator<std::int32_t>(numbers), {}};
    std::cout << tokenizer.decode(ids) << '\0';
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: probe DIRECTORY [--decode]\n";
    return 1;
  }
  using Clock = std::chrono::steady_clock;
  const auto seconds = [](Clock::time_point since) {
    return std::chrono::duration<double>(Clock::now() - since).count();
  };
  const Clock::time_point start = Clock::now();
  const assay::Tokenizer tokenizer = assay::Tokenizer::open(argv[1]);
  const double opening = seconds(start);
  if (argc > 2) {
    decode_lines(tokenizer);
    return 0;
  }
  double encoding = 0;
  std::size_t bytes = 0;
  std::string text;
  while (std::getline(std::cin, text, '\0')) {
    const Clock::time_point begin = Clock::now();
    const std::vector<std::int32_t> ids = tokenizer.encode(text);
    encoding += seconds(begin);
    bytes += text.size();
    std::string line;
    for (const std::int32_t id : ids) {
      line += std::to_string(id) + ' ';
    }
    std::cout << line << (tokenizer.decode(ids) == text ? "\t1\n" : "\t0\n");
  }
  std::fprintf(stderr, "{\"open_s\": %.3f, \"encode_s\": %.3f, \"bytes\": %zu}\n", opening,
               encoding, bytes);
}
