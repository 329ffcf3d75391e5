// What a replay found: how far a model has drifted from the one that drew a run's traces, over all
// tokens, by position, and where each trace would first have gone another way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/token_drift.hpp"
#include "reports/statistics/paired.hpp"

namespace assay {

/// A place where the second model, with the sample's own random numbers, says another token.
struct Parting {
  std::size_t at = 0;  ///< token of the completion, from 0
  std::string stored;  ///< its text
  std::string chosen;
};

struct TraceName {
  std::string suite;
  std::string problem;
  int sample = 0;
};

/// Of one trace; in nats.
struct TraceDrift {
  TraceName name;
  std::size_t tokens = 0;      ///< the end counted where the model ended the trace
  double change = 0;           ///< mean size of the change of a token's log-probability
  double largest = 0;          ///< the largest
  std::size_t largest_at = 0;  ///< its token
  double divergence = 0;       ///< mean KL(before || after) of the distributions
  std::optional<Parting> first;
};

/// Of the tokens at positions [begin, end) of all traces.
struct DriftBand {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t tokens = 0;
  double change = 0;  ///< sums, until DriftReport::bands() divides them
  double largest = 0;
  double divergence = 0;
};

struct DriftModel {
  std::string name;
  std::string hash;      ///< of config, tokenizer and weights
  std::string numerics;  ///< backend, types, kernel version
};

class DriftReport {
 public:
  std::string run;  ///< path
  DriftModel before;
  DriftModel after;
  std::size_t left_out = 0;  ///< samples without token ids

  /// `text` gives a token's text. Traces come problem by problem.
  void add(TraceName name, std::span<const TokenDrift> drifts,
           const std::function<std::string(std::int32_t)>& text);

  [[nodiscard]] const std::vector<TraceDrift>& traces() const noexcept { return traces_; }
  [[nodiscard]] std::size_t tokens() const noexcept;

  /// Means, by position: 0, 16, 64, 256, ...; only bands that have tokens.
  [[nodiscard]] std::vector<DriftBand> bands() const;

  /// Mean over problems of the means over their traces; its error is that of questions.
  [[nodiscard]] statistics::PairedDifference change() const;
  [[nodiscard]] statistics::PairedDifference divergence() const;

  /// Not one log-probability differs.
  [[nodiscard]] bool exact() const noexcept;

  /// Those that part from what is stored, the earliest first.
  [[nodiscard]] std::vector<const TraceDrift*> parted() const;

 private:
  friend DriftReport read_drift(std::string_view, const std::string&);

  std::vector<TraceDrift> traces_;
  std::vector<DriftBand> bands_;
};

/// One screen.
[[nodiscard]] std::string to_text(const DriftReport& report);

/// Everything, with `schema_version`.
[[nodiscard]] nlohmann::json to_json(const DriftReport& report);

/// What to_json() wrote, for the gate. Throws DataError that names file and field.
[[nodiscard]] DriftReport read_drift(std::string_view text, const std::string& path);

}  // namespace assay
