// The CPU backend's operators at the shapes of real models. "cold": each call takes the next rows
// of operands that together are far above the last-level cache; "warm": always the same rows.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>

#include "engine/backend/cpu/cpu_backend.hpp"
#include "engine/bench/machine_probe.hpp"
#include "engine/bench/operators.hpp"
#include "engine/bench/report.hpp"
#include "engine/bench/shapes.hpp"

namespace assay::bench {

namespace {

constexpr std::int64_t cold_bytes = std::int64_t{256} << 20;

int thread_count() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

double peak_bytes() {
  static const double peak = measured_read_bandwidth(thread_count());
  return peak;
}

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

/// How many rows a matrix needs so that `count` of them at a time are cold, or just `count`.
std::int64_t rows_for(std::int64_t count, std::int64_t row_bytes, bool cold) {
  return cold ? std::max<std::int64_t>(1, cold_bytes / (count * row_bytes)) * count : count;
}

void fill(const Tensor& tensor) {
  for (std::int64_t row = 0; row < tensor.rows; ++row) {
    for (std::int64_t column = 0; column < tensor.columns; ++column) {
      if (tensor.type == ElementType::bf16) {
        tensor.row<std::uint16_t>(row)[column] = 0x3c00;  // 2^-7
      } else {
        tensor.row<float>(row)[column] = 0.5F;
      }
    }
  }
}

Tensor filled(Backend& backend, ElementType type, std::int64_t rows, std::int64_t columns) {
  const Tensor tensor = backend.allocate(type, rows, columns);
  fill(tensor);
  return tensor;
}

struct Case {
  std::int64_t rows = 1;
  std::int64_t n = 0;
  std::int64_t m = 0;
  bool cold = false;
};

void rmsnorm(benchmark::State& state, const Case& shape) {
  const auto backend = cpu::make_backend(thread_count());
  const std::int64_t rows = rows_for(shape.rows, shape.n * 4, shape.cold);
  Window x(filled(*backend, ElementType::f32, rows, shape.n), shape.rows);
  Window out(filled(*backend, ElementType::f32, rows, shape.n), shape.rows);
  const Tensor weight = filled(*backend, ElementType::f32, 1, shape.n);
  const Stopwatch watch;
  for (auto _ : state) {
    backend->rmsnorm(x.next(), weight, 1e-6, out.next());
    benchmark::ClobberMemory();
  }
  report(state, rmsnorm_work(shape.rows, shape.n), watch.seconds(), peak_bytes());
}

void linear(benchmark::State& state, const Case& shape) {
  const auto backend = cpu::make_backend(thread_count());
  const std::int64_t rows = rows_for(shape.n, shape.m * 2, shape.cold);
  Window weight(filled(*backend, ElementType::bf16, rows, shape.m), shape.n);
  const Tensor x = filled(*backend, ElementType::f32, shape.rows, shape.m);
  const Tensor out = filled(*backend, ElementType::f32, shape.rows, shape.n);
  const Stopwatch watch;
  for (auto _ : state) {
    backend->linear(x, weight.next(), out);
    benchmark::ClobberMemory();
  }
  report(state, linear_work(shape.rows, shape.n, shape.m, 2), watch.seconds(), peak_bytes());
}

using Run = void (*)(benchmark::State&, const Case&);

/// Operands above `most_warm_bytes` do not stay in every machine's cache: cold only.
void add(const std::string& name, Run run, Case shape, const Work& work) {
  constexpr double most_warm_bytes = 1 << 20;
  for (const bool cold : {false, true}) {
    if (cold || work.bytes <= most_warm_bytes) {
      shape.cold = cold;
      const std::string full =
          name + "/B:" + std::to_string(shape.rows) + (cold ? "/cold" : "/warm");
      benchmark::RegisterBenchmark(full.c_str(), run, shape)->UseRealTime();
    }
  }
}

void add_rmsnorm(const std::string& name, const Case& shape) {
  add(name, rmsnorm, shape, rmsnorm_work(shape.rows, shape.n));
}

void add_linear(const std::string& name, const Case& shape) {
  add(name, linear, shape, linear_work(shape.rows, shape.n, shape.m, 2));
}

}  // namespace

void register_cpu_operators() {
  for (const ModelShape& model : model_shapes) {
    const std::string where = "/cpu/" + std::string(model.name);
    for (const std::int64_t rows : batch_sizes) {
      const std::int64_t d = model.hidden_size;
      add_rmsnorm("rmsnorm" + where, {rows, d});
      add_linear("linear" + where + "/o_proj",
                 {rows, d, model.num_attention_heads * model.v_head_dim});
      add_linear("linear" + where + "/expert_gate_up", {rows, 2 * model.moe_intermediate_size, d});
    }
  }
}

}  // namespace assay::bench
