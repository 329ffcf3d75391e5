#include "reports/html/clip.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/format.hpp"

namespace assay::html {

namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

}  // namespace

std::size_t common_limit(std::vector<std::size_t> lengths, std::size_t budget) {
  std::sort(lengths.begin(), lengths.end());
  std::size_t left = budget;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const std::size_t share = left / (lengths.size() - i);
    if (lengths[i] > share) {
      return share;
    }
    left -= lengths[i];
  }
  return lengths.empty() ? budget : lengths.back();
}

std::string clipped(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) {
    return std::string(text);
  }
  std::size_t head = limit / 2;
  std::size_t tail = text.size() - (limit - head);
  while (head > 0 && continues(text[head])) {
    --head;
  }
  while (tail < text.size() && continues(text[tail])) {
    ++tail;
  }
  return fmt::format("{}\n[... {} bytes left out; assay show prints them ...]\n{}",
                     text.substr(0, head), with_thousands(static_cast<long long>(tail - head)),
                     text.substr(tail));
}

}  // namespace assay::html
