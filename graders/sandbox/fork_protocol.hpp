// Packets between the judge and a zygote, on one socket of type SOCK_SEQPACKET. Both run on one
// machine, so these are plain structs.
#pragma once

#include <cstddef>
#include <cstdint>

namespace assay::fork_protocol {

inline constexpr std::size_t most_fds = 64;
inline constexpr std::size_t most_text = 60'000;

enum class Kind : std::uint32_t {
  ready,   ///< from the zygote, once
  start,   ///< to it: a Start, then the entry and its arguments, each ended by a zero; descriptors
  handle,  ///< to it: for a handle to the running child; and its answer, with a pidfd
  ended,   ///< from it
  failed,  ///< from it: no program came to run
};

struct Start {
  Kind kind = Kind::start;
  std::uint32_t open_files = 0;
  std::uint64_t cpu_s = 0;
  std::uint64_t memory_bytes = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t threads = 0;
  std::int64_t processor = -1;  ///< to run on; -1: any
};

struct Event {
  Kind kind = Kind::ended;
  std::int32_t status = 0;  ///< as wait tells it; of `failed`, errno
  std::uint64_t cpu_us = 0;
  std::uint64_t rss_bytes = 0;
  std::uint64_t clean = 0;  ///< the scratch directory was not touched
};

}  // namespace assay::fork_protocol
