#include "engine/checkpoint/bpe.hpp"

#include <algorithm>
#include <bit>
#include <queue>
#include <tuple>

#include "engine/checkpoint/utf8.hpp"

namespace assay {

namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

std::uint64_t pair_of(std::int32_t left, std::int32_t right) {
  return (std::uint64_t{static_cast<std::uint32_t>(left)} << 32) |
         static_cast<std::uint32_t>(right);
}

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

void Bpe::reserve(std::size_t merges) {
  table_.assign(std::bit_ceil(2 * merges + 2), {});
  merges_ = 0;
}

std::size_t Bpe::slot_of(std::uint64_t pair) const {
  std::uint64_t hash = pair * 0x9E3779B97F4A7C15U;
  std::size_t slot = (hash ^ (hash >> 32)) & (table_.size() - 1);
  while (table_[slot].id >= 0 && table_[slot].pair != pair) {
    slot = (slot + 1) & (table_.size() - 1);
  }
  return slot;
}

bool Bpe::add_merge(std::int32_t left, std::int32_t right, std::int32_t merged,
                    std::uint32_t rank) {
  if (2 * (merges_ + 1) > table_.size()) {
    std::vector<Merge> old = std::move(table_);
    reserve(std::max<std::size_t>(old.size(), 64));
    for (const Merge& merge : old) {
      if (merge.id >= 0) {
        table_[slot_of(merge.pair)] = merge;
        ++merges_;
      }
    }
  }
  const std::uint64_t pair = pair_of(left, right);
  Merge& slot = table_[slot_of(pair)];
  if (slot.id >= 0) {
    return false;
  }
  slot = {pair, rank, merged};
  ++merges_;
  return true;
}

const Bpe::Merge* Bpe::merge_of(std::int32_t left, std::int32_t right) const {
  if (table_.empty()) {
    return nullptr;
  }
  const Merge& slot = table_[slot_of(pair_of(left, right))];
  return slot.id < 0 ? nullptr : &slot;
}

void Bpe::first_tokens(std::string_view piece, std::vector<std::int32_t>& ids) const {
  const auto byte_id = [&](std::size_t at) {
    return alphabet_.byte_ids[static_cast<unsigned char>(piece[at])];
  };
  if (alphabet_.letters.empty()) {
    for (std::size_t at = 0; at < piece.size(); ++at) {
      ids.push_back(byte_id(at));
    }
    return;
  }
  bool was_unknown = false;
  for (std::size_t at = 0, length = 0; at < piece.size(); at += length) {
    length = utf8_prefix(piece.substr(at)).length;
    const auto letter = alphabet_.letters.find(utf8_decode(piece.substr(at)));
    const bool is_unknown = letter == alphabet_.letters.end() && byte_id(at) < 0;
    if (letter != alphabet_.letters.end()) {
      ids.push_back(letter->second);
    } else if (!is_unknown) {
      for (std::size_t i = at; i < at + length; ++i) {
        ids.push_back(byte_id(i));
      }
    } else if (!was_unknown || !alphabet_.fuse_unknown) {
      ids.push_back(alphabet_.unknown);
    }
    was_unknown = is_unknown;
  }
}

void Bpe::encode(std::string_view piece, std::vector<std::int32_t>& ids) const {
  constexpr std::size_t longest_short = 48;
  const std::size_t from = ids.size();
  first_tokens(piece, ids);
  if (ids.size() - from <= longest_short) {
    merge_short(ids, from);
  } else {
    merge_long(ids, from);
  }
}

/// Quadratic, and for words the faster way: all in place.
void Bpe::merge_short(std::vector<std::int32_t>& ids, std::size_t from) const {
  thread_local std::vector<const Merge*> merges;  // of each token with its successor
  const auto merge_at = [&](std::size_t i) {
    return i + 1 < ids.size() ? merge_of(ids[i], ids[i + 1]) : nullptr;
  };
  merges.clear();
  for (std::size_t i = from; i < ids.size(); ++i) {
    merges.push_back(merge_at(i));
  }
  while (true) {
    std::size_t best = none;
    for (std::size_t i = 0; i < merges.size(); ++i) {
      if (merges[i] != nullptr && (best == none || merges[i]->rank < merges[best]->rank)) {
        best = i;
      }
    }
    if (best == none) {
      return;
    }
    const std::size_t at = from + best;
    ids[at] = merges[best]->id;
    ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(at) + 1);
    merges.erase(merges.begin() + static_cast<std::ptrdiff_t>(best) + 1);
    merges[best] = merge_at(at);
    if (best > 0) {
      merges[best - 1] = merge_at(at - 1);
    }
  }
}

void Bpe::merge_long(std::vector<std::int32_t>& ids, std::size_t from) const {
  std::vector<Symbol> symbols(ids.size() - from);
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
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    symbols[i] = {ids[from + i], i == 0 ? none : i - 1, i + 1 == symbols.size() ? none : i + 1};
  }
  for (std::size_t i = 0; i < symbols.size(); ++i) {
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
  ids.resize(from);
  for (std::size_t at = 0; at != none; at = symbols[at].next) {
    ids.push_back(symbols[at].id);
  }
}

}  // namespace assay
