// One operator of the CPU backend as a benchmark: prepared operands, a call, its work.
#pragma once

#include <functional>
#include <string>

#include "engine/backend/backend.hpp"
#include "engine/bench/report.hpp"

namespace assay::bench {

/// One a core.
[[nodiscard]] int thread_count();

/// Of this machine with that many threads; measured at the first call.
[[nodiscard]] const Peaks& peaks();

/// Far above the last-level cache.
constexpr std::int64_t cold_bytes = std::int64_t{1} << 30;

/// Rows [at, at + count) of a tall matrix, moving on at each call and starting again at its end.
class Window {
 public:
  Window(const Tensor& tall, std::int64_t count) : tall_(tall), count_(count) {}

  [[nodiscard]] Tensor next() {
    at_ = at_ + 2 * count_ <= tall_.rows ? at_ + count_ : 0;
    return tall_.row_range(at_, count_);
  }

 private:
  Tensor tall_;
  std::int64_t count_;
  std::int64_t at_ = 0;
};

/// A tensor of small plain numbers, all alike.
[[nodiscard]] Tensor filled(Backend& backend, ElementType type, std::int64_t rows,
                            std::int64_t columns);

/// `rows` rows at a time of so many that those of a call are cold.
[[nodiscard]] Window cold(Backend& backend, ElementType type, std::int64_t rows,
                          std::int64_t columns);

/// Registers a benchmark. `prepare` makes the operands in a backend and gives the call to time.
void add(const std::string& name, const Work& work,
         std::function<std::function<void()>(Backend&)> prepare);

/// Operators that need a sequence, a router or a vocabulary.
void register_sequence_operators();

}  // namespace assay::bench
