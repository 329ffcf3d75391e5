// What /metrics shows, in the text format of Prometheus (prometheus.io/docs/instrumenting,
// "Exposition formats", version 0.0.4).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "engine/serving/local_generator.hpp"

namespace assay::http {

/// Of requests, monitoring apart. Status 499 is a client that hung up (nginx's number).
class RequestMetrics {
 public:
  void count(int status, double seconds);

  /// `in_flight` requests hold `choices` of at most `limit` choices.
  [[nodiscard]] std::string text(const LocalGenerator::Load& load, std::size_t in_flight,
                                 std::size_t choices, std::size_t limit) const;

 private:
  static constexpr std::array<double, 13> bounds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
                                                    1,     2.5,  10,    60,   600, 3600};

  std::map<int, std::uint64_t> by_status_;
  std::array<std::uint64_t, bounds.size()> at_most_{};  ///< requests of at most so many seconds
  std::uint64_t requests_ = 0;
  double seconds_ = 0;
};

}  // namespace assay::http
