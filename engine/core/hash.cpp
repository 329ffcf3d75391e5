#include "engine/core/hash.hpp"

#include <openssl/evp.h>

#include <new>

#include "engine/core/error.hpp"

namespace assay {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  State() {
    if (context == nullptr) {
      throw std::bad_alloc();
    }
    if (EVP_DigestInit_ex(context, EVP_sha256(), nullptr) != 1) {
      EVP_MD_CTX_free(context);
      throw InfrastructureError("SHA-256 is not available from this machine's OpenSSL");
    }
  }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::update(std::string_view bytes) {
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
  return *this;
}

std::array<std::uint8_t, 32> Sha256::digest() {
  std::array<std::uint8_t, 32> result{};
  EVP_DigestFinal_ex(state_->context, result.data(), nullptr);
  return result;
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string sha256_hex(std::string_view bytes) { return to_hex(Sha256().update(bytes).digest()); }

std::uint64_t sha256_key(std::string_view bytes) {
  const auto digest = Sha256().update(bytes).digest();
  std::uint64_t key = 0;
  for (unsigned i = 0; i < 8; ++i) {
    key |= std::uint64_t{digest[i]} << (8 * i);
  }
  return key;
}

}  // namespace assay
