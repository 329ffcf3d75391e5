#include "reports/statistics/trace_repeats.hpp"

#include <bit>
#include <cstdint>

namespace assay::statistics {

namespace {

constexpr std::uint64_t base = 0x9ddfea08eb382d69U;  // of the rolling polynomial

/// Calls visit(at, hash) for each run of `length` words.
template <typename Visit>
void for_each_run(const std::vector<TraceWord>& words, std::size_t length, Visit visit) {
  std::uint64_t leaving = 1;  // base ^ length, the weight of the word that leaves
  for (std::size_t i = 0; i < length; ++i) {
    leaving *= base;
  }
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    hash = hash * base + words[i].hash;
    if (i >= length) {
      hash -= leaving * words[i - length].hash;
    }
    if (i + 1 >= length) {
      visit(i + 1 - length, hash);
    }
  }
}

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
  Runs runs(words.size());
  for_each_run(words, rule.length, [&](std::size_t at, std::uint64_t hash) {
    Occurrence& run = runs.of(hash);
    if (run.count > 0 && at < run.last + rule.length) {
      return;
    }
    run.count = run.count > 0 && at > run.last + rule.within ? 1 : run.count + 1;
    run.last = static_cast<std::uint32_t>(at);
    if (run.count >= rule.times) {
      cover(loops, at, at + rule.length);
    }
  });
  return loops;
}

std::vector<Stretch> find_echoes(const std::vector<TraceWord>& words,
                                 const std::vector<TraceWord>& source, std::size_t length) {
  std::vector<Stretch> echoes;
  if (source.size() < length) {
    return echoes;
  }
  Runs runs(source.size());
  for_each_run(source, length, [&](std::size_t, std::uint64_t hash) { runs.of(hash).count = 1; });
  for_each_run(words, length, [&](std::size_t at, std::uint64_t hash) {
    if (runs.of(hash).count > 0) {
      cover(echoes, at, at + length);
    }
  });
  return echoes;
}

}  // namespace assay::statistics
