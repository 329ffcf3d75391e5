#include "engine/model/memory_room.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

constexpr std::uint64_t gb = 1000000000;

/// Thirty billion parameters in bf16, and a cache of 54 kB a token.
constexpr MemoryNeed flash{30 * gb, 2, 54144};

std::string refusal(WeightType type, std::uint64_t free) {
  try {
    check_room(flash, type, free);
  } catch (const InfrastructureError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("weights that a device has room for are let through, with a page of cache") {
  CHECK(refusal(WeightType::stored, 140 * gb) == "");
  CHECK(refusal(WeightType::bf16, 61 * gb) == "");
  CHECK(refusal(WeightType::bf16, 60 * gb) != "");
  CHECK(refusal(WeightType::q4, 24 * gb) == "");
}

TEST_CASE("a device that is too small is told what would fit, and for how many tokens") {
  const std::string message = refusal(WeightType::stored, 40 * gb);
  CHECK(message.find("the weights take 60.0 GB") == 0);
  CHECK(message.find("40.0 GB of the device's memory are free") != std::string::npos);
  CHECK(message.find("--weights bf16") == std::string::npos);
  CHECK(message.find("--weights q8 takes 31.9 GB and leaves room for a cache of 120") !=
        std::string::npos);
  CHECK(message.find("--weights q4 takes 16.9 GB and leaves room for a cache of 341") !=
        std::string::npos);
  CHECK(message.find("--device cpu") != std::string::npos);
  CHECK(refusal(WeightType::q4, 8 * gb).find("--weights") == std::string::npos);
}

}  // namespace assay::test
