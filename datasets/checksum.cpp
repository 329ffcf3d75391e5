#include "datasets/checksum.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <cerrno>
#include <fstream>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/core/file_error.hpp"
#include "engine/core/hash.hpp"

namespace assay {

namespace {

namespace fs = std::filesystem;

template <typename Sink>
void read_pieces(const fs::path& path, const Sink& sink) {
  std::ifstream file(path, std::ios::binary);
  std::vector<char> piece(std::size_t{1} << 20);
  if (!file) {
    throw_read_error(path, errno);
  }
  while (file) {
    file.read(piece.data(), std::ssize(piece));
    sink(std::string_view(piece.data(), static_cast<std::size_t>(file.gcount())));
  }
  if (file.bad()) {
    throw_read_error(path, errno);
  }
}

std::string sha256_of(const fs::path& path) {
  Sha256 hash;
  read_pieces(path, [&](std::string_view piece) { hash.update(piece); });
  return to_hex(hash.digest());
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { ::EVP_MD_CTX_free(context); }
};

}  // namespace

std::string git_blob_id(const fs::path& path) {
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(::EVP_MD_CTX_new());
  if (context == nullptr || ::EVP_DigestInit_ex(context.get(), ::EVP_sha1(), nullptr) != 1) {
    throw InfrastructureError("SHA-1 is not available from this machine's OpenSSL");
  }
  const std::string head = fmt::format("blob {}", fs::file_size(path));
  ::EVP_DigestUpdate(context.get(), head.c_str(), head.size() + 1);
  read_pieces(path, [&](std::string_view piece) {
    ::EVP_DigestUpdate(context.get(), piece.data(), piece.size());
  });
  std::vector<std::uint8_t> digest(20);
  ::EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
  return to_hex(digest);
}

std::string difference(const DownloadRequest& request, const fs::path& file) {
  if (request.size && fs::file_size(file) != *request.size) {
    return fmt::format("it has {} bytes, not {}", fs::file_size(file), *request.size);
  }
  if (!request.sha256.empty()) {
    const std::string hash = sha256_of(file);
    return hash == request.sha256 ? ""
                                  : fmt::format("its sha256 is {}, not {}", hash, request.sha256);
  }
  if (!request.git_blob.empty()) {
    const std::string id = git_blob_id(file);
    return id == request.git_blob
               ? ""
               : fmt::format("git's id of it is {}, not {}", id, request.git_blob);
  }
  return {};
}

}  // namespace assay
