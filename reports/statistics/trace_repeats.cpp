#include "reports/statistics/trace_repeats.hpp"

#include <bit>
#include <cstdint>

namespace assay::statistics {

namespace {

constexpr std::uint64_t base = 0x9ddfea08eb382d69U;  // of the rolling polynomial

std::uint64_t hash_of_run(const std::vector<TraceWord>& words, std::size_t at, std::size_t length) {
  std::uint64_t hash = 0;
  for (std::size_t i = at; i < at + length; ++i) {
    hash = hash * base + words[i].hash;
  }
  return hash;
}

/// base ^ length, the weight of the word that leaves a run when the next comes in.
std::uint64_t weight_of_leaving(std::size_t length) {
  std::uint64_t weight = 1;
  for (std::size_t i = 0; i < length; ++i) {
    weight *= base;
  }
  return weight;
}

std::uint64_t rolled(std::uint64_t hash, std::uint64_t coming, std::uint64_t weighted_leaving) {
  return hash * base + coming - weighted_leaving;
}

/// A set of hashes, small enough for the nearest cache: has all that were added, and few others.
class Sieve {
 public:
  explicit Sieve(std::size_t most) : bits_(std::bit_ceil(most / 8 + 64)) {}

  /// Whether it was there before.
  bool add(std::uint64_t hash) {
    std::uint64_t& bits = bits_[place(hash)];
    const std::uint64_t bit = std::uint64_t{1} << (hash >> 58U);
    const bool was_there = (bits & bit) != 0;
    bits |= bit;
    return was_there;
  }

  [[nodiscard]] bool has(std::uint64_t hash) const {
    return ((bits_[place(hash)] >> (hash >> 58U)) & 1U) != 0;
  }

 private:
  [[nodiscard]] std::size_t place(std::uint64_t hash) const {
    return (hash >> 26U) & (bits_.size() - 1);
  }

  std::vector<std::uint64_t> bits_;
};

struct Occurrence {
  std::uint64_t hash = 0;
  std::uint32_t last = 0;  ///< where it was counted last
  std::uint32_t count = 0;
};

/// Runs by hash: open addressing with linear probing, at most half full.
class Runs {
 public:
  explicit Runs(std::size_t most) : slots_(std::bit_ceil(2 * most + 1)) {}

  /// The run's entry, with count 0 if it is new.
  Occurrence& of(std::uint64_t hash) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = (hash ^ (hash >> 32U)) & mask;
    while (slots_[place].count > 0 && slots_[place].hash != hash) {
      place = (place + 1) & mask;
    }
    slots_[place].hash = hash;
    return slots_[place];
  }

 private:
  std::vector<Occurrence> slots_;
};

void cover(std::vector<Stretch>& stretches, std::size_t first, std::size_t last) {
  if (!stretches.empty() && first <= stretches.back().second) {
    stretches.back().second = last;
  } else {
    stretches.emplace_back(first, last);
  }
}

}  // namespace

std::vector<Stretch> find_loops(const std::vector<TraceWord>& words, const LoopRule& rule) {
  std::vector<Stretch> loops;
  if (words.size() < rule.length * rule.times) {
    return loops;
  }
  thread_local std::vector<std::uint64_t> hashes;
  hashes.resize(words.size() - rule.length + 1);
  // Most runs stand there once, and need no entry.
  Sieve seen(hashes.size());
  Sieve repeated(hashes.size());
  const std::uint64_t leaving = weight_of_leaving(rule.length);
  std::uint64_t hash = hash_of_run(words, 0, rule.length);
  for (std::size_t at = 0;; ++at) {
    hashes[at] = hash;
    if (seen.add(hash)) {
      repeated.add(hash);
    }
    if (at + 1 == hashes.size()) {
      break;
    }
    hash = rolled(hash, words[at + rule.length].hash, leaving * words[at].hash);
  }
  thread_local std::vector<std::size_t> places;
  places.clear();
  for (std::size_t at = 0; at < hashes.size(); ++at) {
    if (repeated.has(hashes[at])) {
      places.push_back(at);
    }
  }
  Runs runs(places.size());
  for (const std::size_t at : places) {
    Occurrence& run = runs.of(hashes[at]);
    if (run.count > 0 && at < run.last + rule.length) {
      continue;
    }
    run.count = run.count > 0 && at > run.last + rule.within ? 1 : run.count + 1;
    run.last = static_cast<std::uint32_t>(at);
    if (run.count >= rule.times) {
      cover(loops, at, at + rule.length);
    }
  }
  return loops;
}

std::vector<Stretch> find_echoes(const std::vector<TraceWord>& words,
                                 const std::vector<TraceWord>& source, std::size_t length) {
  std::vector<Stretch> echoes;
  if (source.size() < length) {
    return echoes;
  }
  Sieve known(source.size());
  Runs runs(source.size());
  for (std::size_t at = 0; at < source.size(); ++at) {
    known.add(source[at].hash);
    if (at + length <= source.size()) {
      runs.of(hash_of_run(source, at, length)).count = 1;
    }
  }
  const std::uint64_t leaving = weight_of_leaving(length);
  std::size_t in_a_row = 0;  // words that may be of the source
  std::uint64_t hash = 0;    // of the last `length` of them
  for (std::size_t last = 0; last < words.size(); ++last) {
    in_a_row = known.has(words[last].hash) ? in_a_row + 1 : 0;
    if (in_a_row < length) {
      continue;
    }
    const std::size_t at = last + 1 - length;
    hash = in_a_row == length ? hash_of_run(words, at, length)
                              : rolled(hash, words[last].hash, leaving * words[at - 1].hash);
    if (runs.of(hash).count > 0) {
      cover(echoes, at, at + length);
    }
  }
  return echoes;
}

}  // namespace assay::statistics
