// SHA-256, the one hash of every identity: weights, suites, samples.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace assay {

/// Incremental SHA-256 (FIPS 180-4, by OpenSSL's libcrypto).
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  Sha256& update(std::string_view bytes);

  /// Ends the stream. No further call is allowed.
  [[nodiscard]] std::array<std::uint8_t, 32> digest();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Lower-case hexadecimal digest of `bytes`.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// First eight bytes of the digest of `bytes`, little endian: a key for Philox.
[[nodiscard]] std::uint64_t sha256_key(std::string_view bytes);

[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> bytes);

}  // namespace assay
