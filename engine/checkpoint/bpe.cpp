#include "engine/checkpoint/bpe.hpp"

#include <cstddef>
#include <queue>
#include <tuple>

namespace assay {

namespace {

std::uint64_t pair_key(std::int32_t left, std::int32_t right) {
  return (std::uint64_t{static_cast<std::uint32_t>(left)} << 32) |
         static_cast<std::uint32_t>(right);
}

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// A token in the list of what is left; id -1 where it was merged into its left neighbour.
struct Symbol {
  std::int32_t id = -1;
  std::size_t previous = none;
  std::size_t next = none;
};

/// A pair that could be merged when it was seen; out of date if its tokens have changed since.
struct Candidate {
  std::uint32_t rank = 0;
  std::size_t at = 0;
  std::int32_t left = 0;
  std::int32_t right = 0;
  std::int32_t merged = 0;

  friend bool operator>(const Candidate& a, const Candidate& b) {
    return std::tie(a.rank, a.at) > std::tie(b.rank, b.at);
  }
};

using Queue = std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>>;

}  // namespace

bool Bpe::add_merge(std::int32_t left, std::int32_t right, std::int32_t merged) {
  const Merge merge{static_cast<std::uint32_t>(merges_.size()), merged};
  return merges_.emplace(pair_key(left, right), merge).second;
}

const Bpe::Merge* Bpe::merge_of(std::int32_t left, std::int32_t right) const {
  const auto at = merges_.find(pair_key(left, right));
  return at == merges_.end() ? nullptr : &at->second;
}

void Bpe::encode(std::string_view piece, std::vector<std::int32_t>& ids) const {
  std::vector<Symbol> symbols(piece.size());
  Queue queue;
  const auto consider = [&](std::size_t at) {
    if (at == none || symbols[at].next == none) {
      return;
    }
    const std::int32_t left = symbols[at].id;
    const std::int32_t right = symbols[symbols[at].next].id;
    if (const Merge* merge = merge_of(left, right)) {
      queue.push({merge->rank, at, left, right, merge->id});
    }
  };
  for (std::size_t i = 0; i < piece.size(); ++i) {
    symbols[i] = {byte_ids_[static_cast<unsigned char>(piece[i])], i == 0 ? none : i - 1,
                  i + 1 == piece.size() ? none : i + 1};
  }
  for (std::size_t i = 0; i < piece.size(); ++i) {
    consider(i);
  }
  while (!queue.empty()) {
    const Candidate best = queue.top();
    queue.pop();
    Symbol& left = symbols[best.at];
    if (left.id != best.left || left.next == none || symbols[left.next].id != best.right) {
      continue;
    }
    Symbol& right = symbols[left.next];
    left.id = best.merged;
    left.next = right.next;
    right.id = -1;
    if (left.next != none) {
      symbols[left.next].previous = best.at;
    }
    consider(left.previous);
    consider(best.at);
  }
  for (std::size_t at = piece.empty() ? none : 0; at != none; at = symbols[at].next) {
    ids.push_back(symbols[at].id);
  }
}

}  // namespace assay
