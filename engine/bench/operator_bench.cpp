#include "engine/bench/operator_bench.hpp"

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "engine/backend/cpu/cpu_backend.hpp"
#include "engine/backend/host_memory.hpp"
#include "engine/backend/weight_blocks.hpp"
#include "engine/bench/machine_probe.hpp"

namespace assay::bench {

int thread_count() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

const Peaks& peaks() {
  static const Peaks measured{measured_read_bandwidth(thread_count()),
                              measured_fma_rate(thread_count())};
  return measured;
}

Tensor filled(Backend& backend, ElementType type, std::int64_t rows, std::int64_t columns) {
  constexpr float value = 0x1p-7F;
  const Tensor tensor = backend.allocate(type, rows, columns);
  const std::vector<float> values(weight_block, value);
  const BlockValues block(values.data(), weight_block);
  for (std::int64_t row = 0; row < rows; ++row) {
    switch (type) {
      case ElementType::bf16:
        std::fill_n(tensor.row<std::uint16_t>(row), columns, round_to_bf16(value));
        break;
      case ElementType::q8:
        std::fill_n(tensor.row<BlockQ8>(row), columns / weight_block, quantize_q8(block));
        break;
      case ElementType::q4:
        std::fill_n(tensor.row<BlockQ4>(row), columns / weight_block, quantize_q4(block));
        break;
      case ElementType::f32:
        std::fill_n(tensor.row<float>(row), columns, value);
        break;
      case ElementType::i32:
        break;  // zeros
    }
  }
  return tensor;
}

Window cold(Backend& backend, ElementType type, std::int64_t rows, std::int64_t columns) {
  const std::int64_t calls = std::max<std::int64_t>(1, cold_bytes / bytes_of(type, rows * columns));
  return {filled(backend, type, calls * rows, columns), rows};
}

namespace {

/// The operands of the benchmark that ran last: its repetitions share them.
struct Prepared {
  std::string name;
  std::unique_ptr<Backend> backend;
  std::function<void()> call;
};

Prepared& prepared() {
  static Prepared last;
  return last;
}

}  // namespace

void add(const std::string& name, const Work& work,
         std::function<std::function<void()>(Backend&)> prepare) {
  const auto run = [=, prepare = std::move(prepare)](benchmark::State& state) {
    const Peaks limits = peaks();
    Prepared& last = prepared();
    if (last.name != name) {
      last.call = nullptr;
      last.backend = cpu::make_backend(thread_count());
      last.call = prepare(*last.backend);
      last.name = name;
      last.call();
    }
    const Stopwatch watch;
    for (auto _ : state) {
      last.call();
      benchmark::ClobberMemory();
    }
    report(state, work, watch.seconds(), limits);
  };
  benchmark::RegisterBenchmark(name.c_str(), run)->UseRealTime();
}

}  // namespace assay::bench
