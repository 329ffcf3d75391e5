#include "engine/bench/machine_probe.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <thread>
#include <vector>

namespace assay::bench {

namespace {

constexpr std::size_t buffer_bytes = std::size_t{512} << 20;
constexpr int passes = 7;

/// Eight independent sums, so that additions do not wait for each other.
std::uint64_t sum(const std::uint64_t* begin, const std::uint64_t* end) {
  std::uint64_t sums[8] = {};
  for (const std::uint64_t* at = begin; at + 8 <= end; at += 8) {
    for (int i = 0; i < 8; ++i) {
      sums[i] += at[i];
    }
  }
  std::uint64_t total = 0;
  for (const std::uint64_t part : sums) {
    total += part;
  }
  return total;
}

double seconds_of_one_pass(const std::vector<std::uint64_t>& buffer, int threads) {
  std::vector<std::uint64_t> sums(static_cast<std::size_t>(threads));
  std::vector<std::thread> running;
  const std::size_t share = buffer.size() / sums.size();
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t t = 0; t < sums.size(); ++t) {
    running.emplace_back([&, t] {
      const std::uint64_t* begin = buffer.data() + t * share;
      sums[t] = sum(begin, begin + share);
    });
  }
  for (std::thread& thread : running) {
    thread.join();
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  volatile std::uint64_t used = 0;  // the sums must not be optimised away
  for (const std::uint64_t part : sums) {
    used = used + part;
  }
  return elapsed.count();
}

}  // namespace

double measured_read_bandwidth(int threads) {
  const std::vector<std::uint64_t> buffer(buffer_bytes / sizeof(std::uint64_t), 1);
  double best = seconds_of_one_pass(buffer, threads);
  for (int pass = 1; pass < passes; ++pass) {
    best = std::min(best, seconds_of_one_pass(buffer, threads));
  }
  return static_cast<double>(buffer_bytes) / best;
}

std::string machine_name() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  const std::string key = "model name\t: ";
  std::string name = "unknown processor";
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.rfind(key, 0) == 0) {
      name = line.substr(key.size());
      break;
    }
  }
  return name + ", " + std::to_string(std::thread::hardware_concurrency()) + " threads";
}

}  // namespace assay::bench
