// Runs CUDA kernels on the host, thread by thread: see README.md for what that shows.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/cuda_emulator/fiber.hpp"

namespace assay::cuda_emulator {

/// What a kernel did wrong: a race, a read of nothing, an index beyond, a barrier that some miss.
struct KernelFault : std::logic_error {
  using std::logic_error::logic_error;
};

/// For tests; the defaults are those of a quiet, large device.
struct Settings {
  std::uint32_t order = 0;  ///< of the threads: 0 rising, else shuffled by this seed
  int devices = 1;
  int driver = 13000;  ///< the CUDA that it knows, 12.4 as 12040; 0: there is none
  std::size_t memory = std::size_t{64} << 30;  ///< bytes
};

[[nodiscard]] Settings& settings();

struct Index {
  unsigned x = 0;
  unsigned y = 0;
  unsigned z = 0;
};

/// One block at a time; its threads are fibers that run until a barrier or a shuffle.
class Block {
 public:
  static constexpr unsigned warp_size = 32;

  /// Calls `body` once a thread. Throws KernelFault, or what a body threw.
  void run(unsigned threads, const std::function<void()>& body);

  void sync_threads();
  void sync_warp();

  /// `bits` of lane `from` of this warp; all lanes must call it.
  [[nodiscard]] std::uint64_t exchange(std::uint64_t bits, unsigned from);

  [[nodiscard]] unsigned thread() const noexcept { return current_; }
  [[nodiscard]] std::uint64_t run_number() const noexcept { return run_number_; }

  /// A moment of a thread, as far as barriers order it.
  struct Moment {
    unsigned thread = 0;
    std::uint64_t block_epoch = 0;
    std::uint64_t warp_epoch = 0;
  };
  [[nodiscard]] Moment now() const;

  /// Did a barrier come between `before` and now, for this thread?
  [[nodiscard]] bool ordered(const Moment& before) const;

 private:
  enum class Meeting { none, block_barrier, warp_barrier, shuffle };

  /// Where threads wait for one another.
  struct Barrier {
    unsigned members = 0;
    unsigned arrived = 0;
    std::uint64_t passed = 0;
    Meeting kind = Meeting::none;
  };

  struct Warp {
    Barrier barrier;
    std::uint64_t epoch = 0;
    std::array<std::array<std::uint64_t, warp_size>, 2> slots{};
  };

  struct Thread {
    Fiber fiber;
    const Barrier* waits_for = nullptr;
    std::uint64_t seen = 0;  // of waits_for->passed
  };

  void meet(Barrier& barrier, Meeting kind);
  bool step();
  [[nodiscard]] std::string deadlock() const;
  [[nodiscard]] Warp& warp() { return warps_[current_ / warp_size]; }

  std::vector<std::unique_ptr<Thread>> threads_;
  std::vector<unsigned> order_;
  std::vector<Warp> warps_;
  Barrier all_;
  unsigned count_ = 0;
  unsigned left_ = 0;
  unsigned current_ = 0;
  std::uint64_t run_number_ = 0;
  std::uint64_t epoch_ = 0;
  std::exception_ptr failure_;
};

[[nodiscard]] Block& block();

/// The value of another lane of the warp.
template <typename T>
[[nodiscard]] T exchange(unsigned mask, T value, unsigned from) {
  static_assert(sizeof(T) <= 8);
  if (mask != 0xffffffffU) {
    throw KernelFault("thread " + std::to_string(block().thread()) + " shuffles with mask " +
                      std::to_string(mask) + "; the emulator knows only whole warps, 4294967295");
  }
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(T));
  bits = block().exchange(bits, from);
  std::memcpy(&value, &bits, sizeof(T));
  return value;
}

/// An element of shared memory, and who touched it last.
template <typename T>
struct Cell {
  T value{};
  std::uint64_t written_in = 0;  // the block's run number; another block's value is none
  Block::Moment writer;
  // The last reader since it was written, the last of another thread than it, and the last of
  // another warp: a write that none of them forbids follows all reads.
  std::array<std::optional<Block::Moment>, 3> readers;
};

[[noreturn]] void race(const char* name, std::size_t index, const char* what, unsigned other);

/// Shared memory as ASSAY_SHARED gives it to a kernel. Each access is checked against its bounds,
/// and against accesses by other threads that no barrier orders.
template <typename T>
class SharedArray {
 public:
  SharedArray(const char* name, std::vector<Cell<T>>& cells, std::size_t count)
      : name_(name), cells_(cells) {
    if (cells_.size() < count) {
      cells_.resize(count);
    }
    count_ = count;
  }

  // NOLINTNEXTLINE(cppcoreguidelines-special-member-functions): a view, dropped where it is used
  class Reference {
   public:
    Reference(const SharedArray& array, std::size_t index) : array_(array), index_(index) {}
    Reference(const Reference&) = default;
    ~Reference() = default;
    operator T() const { return array_.read(index_); }  // NOLINT(google-explicit-constructor)
    Reference& operator=(T value) {
      array_.write(index_, value);
      return *this;
    }
    Reference& operator=(const Reference& other) { return *this = T{other}; }
    Reference& operator+=(T value) { return *this = T{*this} + value; }

   private:
    const SharedArray& array_;
    std::size_t index_;
  };

  template <typename Integer>
  [[nodiscard]] Reference operator[](Integer index) const {
    return {*this, static_cast<std::size_t>(index)};
  }

 private:
  Cell<T>& cell(std::size_t index) const {
    if (index >= count_) {
      throw KernelFault("shared memory " + std::string(name_) + "[" + std::to_string(index) +
                        "] is beyond its " + std::to_string(count_) + " elements, thread " +
                        std::to_string(block().thread()));
    }
    return cells_[index];
  }

  T read(std::size_t index) const {
    Cell<T>& found = cell(index);
    if (found.written_in != block().run_number()) {
      throw KernelFault("shared memory " + std::string(name_) + "[" + std::to_string(index) +
                        "] is read, thread " + std::to_string(block().thread()) +
                        ", before it is written");
    }
    if (!block().ordered(found.writer)) {
      race(name_, index, "reads what was written by", found.writer.thread);
    }
    const Block::Moment now = block().now();
    auto& [last, other_thread, other_warp] = found.readers;
    if (last && last->thread != now.thread) {
      other_thread = last;
      if (last->thread / Block::warp_size != now.thread / Block::warp_size) {
        other_warp = last;
      }
    }
    last = now;
    return found.value;
  }

  void write(std::size_t index, T value) const {
    Cell<T>& found = cell(index);
    if (found.written_in == block().run_number()) {
      if (!block().ordered(found.writer)) {
        race(name_, index, "writes over", found.writer.thread);
      }
      for (const std::optional<Block::Moment>& reader : found.readers) {
        if (reader && !block().ordered(*reader)) {
          race(name_, index, "writes what is read by", reader->thread);
        }
      }
    }
    found.value = value;
    found.written_in = block().run_number();
    found.writer = block().now();
    found.readers = {};
  }

  const char* name_;
  std::vector<Cell<T>>& cells_;
  std::size_t count_ = 0;
};

/// Runs `body` for every thread of every block, block after block. A KernelFault names `kernel`,
/// the block and its threads.
void launch(const char* kernel, Index grid, Index threads, const std::function<void()>& body);

}  // namespace assay::cuda_emulator
