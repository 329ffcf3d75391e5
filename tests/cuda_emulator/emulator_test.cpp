// The emulator's own tests: kernels that are right, and kernels with planted faults that it must
// find.
#include <cuda_runtime.h>

#include <algorithm>
#include <numeric>

#include "engine/backend/cuda/launch.hpp"
#include "engine/backend/cuda/shared_memory.cuh"
#include "tests/support/catch.hpp"

namespace assay::cuda_emulator {

namespace {

constexpr int threads = 64;
constexpr unsigned whole_warp = 0xffffffffU;

enum class Fault { none, missing_barrier, race, beyond, unwritten, missed_barrier, missed_shuffle };

/// Each thread takes its neighbour's number, by way of shared memory.
__global__ void neighbour_kernel(const int* in, int* out, Fault fault) {
  ASSAY_SHARED(int, values, threads);
  const auto i = static_cast<int>(threadIdx.x);
  if (fault == Fault::missed_barrier && i == 5) {
    return;
  }
  if (fault != Fault::unwritten || i != 7) {
    values[i] = in[i];
  }
  if (fault == Fault::race) {
    values[i / 2 * 2] = in[i];
  }
  if (fault != Fault::missing_barrier) {
    __syncthreads();
  }
  const int beside = fault == Fault::beyond ? i + 1 : (i + 1) % threads;
  out[i] = values[beside];
}

__global__ void warp_kernel(int* out, Fault fault) {
  const auto i = static_cast<int>(threadIdx.x);
  if (fault == Fault::missed_shuffle && i == 3) {
    out[i] = 0;
    return;
  }
  int sum = i;
  for (int distance = 16; distance > 0; distance /= 2) {
    sum += __shfl_xor_sync(whole_warp, sum, distance);
  }
  int before = __shfl_up_sync(whole_warp, i, 1);
  out[i] = 1000 * sum + before;
}

/// Thread 32 waits for its own warp, but not for thread 0, which read before the others.
__global__ void far_reader_kernel(int* out) {
  ASSAY_SHARED(int, value, 1);
  const auto i = static_cast<int>(threadIdx.x);
  if (i == 0) {
    value[0] = 7;
  }
  __syncthreads();
  if (i == 0 || i == 33 || i == 34) {
    out[i] = value[0];
  }
  __syncwarp();
  if (i == 32) {
    value[0] = 8;
  }
}

/// Block (1, 0, 0) shuffles with half a warp.
__global__ void mask_kernel(int* out) {
  const unsigned mask = blockIdx.x == 1 ? 0xffffU : whole_warp;
  out[threadIdx.x] = __shfl_xor_sync(mask, static_cast<int>(threadIdx.x), 1);
}

__global__ void place_kernel(int* out) {
  const unsigned block = (blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
  out[block * blockDim.x + threadIdx.x] += static_cast<int>(block);
}

std::vector<int> neighbours(Fault fault) {
  std::vector<int> in(threads);
  std::iota(in.begin(), in.end(), 100);
  std::vector<int> out(threads, -1);
  cuda::launch({"neighbour"}, dim3(1), dim3(threads), nullptr, neighbour_kernel, in.data(),
               out.data(), fault);
  return out;
}

std::string fault_of(Fault fault) {
  try {
    neighbours(fault);
  } catch (const KernelFault& found) {
    return found.what();
  }
  return "none";
}

/// Another order of the threads while it lives.
class Order {
 public:
  explicit Order(std::uint32_t seed) { settings().order = seed; }
  ~Order() { settings().order = 0; }
  Order(const Order&) = delete;
  Order& operator=(const Order&) = delete;
};

}  // namespace

TEST_CASE("a block's threads exchange values through shared memory, in any order of theirs") {
  for (const std::uint32_t seed : {0U, 1U, 2U, 3U}) {
    const Order order(seed);
    const std::vector<int> out = neighbours(Fault::none);
    for (int i = 0; i < threads; ++i) {
      CHECK(out[static_cast<std::size_t>(i)] == 100 + (i + 1) % threads);
    }
  }
}

TEST_CASE("a warp's lanes shuffle among themselves") {
  std::vector<int> out(threads);
  cuda::launch({"warp"}, dim3(1), dim3(threads), nullptr, warp_kernel, out.data(), Fault::none);
  for (int i = 0; i < threads; ++i) {
    const int sum = i < 32 ? 496 : 1520;
    CHECK(out[static_cast<std::size_t>(i)] == 1000 * sum + (i % 32 == 0 ? i : i - 1));
  }
}

TEST_CASE("every block of a grid runs once") {
  std::vector<int> out(std::size_t{2} * 3 * 4 * 32);
  cuda::launch({"place"}, dim3(2, 3, 4), dim3(32), nullptr, place_kernel, out.data());
  for (std::size_t i = 0; i < out.size(); ++i) {
    CHECK(out[i] == static_cast<int>(i / 32));
  }
}

TEST_CASE("planted faults of kernels are found, in every order of threads") {
  for (const std::uint32_t seed : {0U, 1U, 2U, 3U}) {
    const Order order(seed);
    CHECK_THAT(fault_of(Fault::missing_barrier),
               Catch::Contains("race") || Catch::Contains("before it is written"));
    CHECK_THAT(fault_of(Fault::race), Catch::Contains("race on shared memory values["));
    CHECK_THAT(fault_of(Fault::beyond), Catch::Contains("values[64] is beyond its 64 elements"));
    CHECK_THAT(fault_of(Fault::unwritten),
               Catch::Contains("values[7] is read, thread 6, before it is written"));
    CHECK_THAT(fault_of(Fault::missed_barrier),
               Catch::Contains("63 of 64 threads wait") &&
                   Catch::Contains("thread 5 is at the end; thread 0 is at __syncthreads"));
    CHECK(fault_of(Fault::none) == "none");
  }
  std::vector<int> out(threads);
  CHECK_THROWS_AS(cuda::launch({"warp"}, dim3(1), dim3(threads), nullptr, warp_kernel, out.data(),
                               Fault::missed_shuffle),
                  KernelFault);
  CHECK_THROWS_AS(
      cuda::launch({"warp"}, dim3(1), dim3(33), nullptr, warp_kernel, out.data(), Fault::none),
      KernelFault);
}

TEST_CASE("a fault of a kernel names the kernel, the block and the threads") {
  std::vector<int> out(threads);
  CHECK_THROWS_WITH(
      cuda::launch({"mask"}, dim3(2), dim3(threads), nullptr, mask_kernel, out.data()),
      Catch::Contains("kernel mask, block (1, 0, 0): thread 0 shuffles with mask 65535"));
  CHECK_THROWS_WITH(
      cuda::launch({"far"}, dim3(1), dim3(threads), nullptr, far_reader_kernel, out.data()),
      "kernel far, block (0, 0, 0): race on shared memory value[0]: thread 32 writes what is read "
      "by thread 0, with no barrier between them");
}

TEST_CASE("the emulated device has as much memory as it is given, and says so") {
  const std::size_t before = settings().memory;
  settings().memory = 1000;
  void* memory = nullptr;
  CHECK(cudaMalloc(&memory, 1001) == cudaErrorMemoryAllocation);
  REQUIRE(cudaMalloc(&memory, 600) == cudaSuccess);
  std::size_t free = 0;
  std::size_t total = 0;
  CHECK(cudaMemGetInfo(&free, &total) == cudaSuccess);
  CHECK(free == 400);
  CHECK(cudaFree(memory) == cudaSuccess);
  CHECK(cudaFree(&memory) == cudaErrorInvalidValue);
  settings().memory = before;
}

}  // namespace assay::cuda_emulator
