#include "reports/html/trace_store.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <system_error>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "reports/html/escape.hpp"

namespace assay::html {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t bytes_a_shard = 1'000'000;

std::string deflated(const std::string& text) {
  std::string packed(compressBound(text.size()), '\0');
  uLongf size = packed.size();
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): zlib's bytes are unsigned
  const int result = compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                              reinterpret_cast<const Bytef*>(text.data()), text.size());
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
  if (result != Z_OK) {
    throw InfrastructureError("zlib cannot compress a trace: out of memory");
  }
  packed.resize(size);
  return packed;
}

bool is_shard(const fs::path& file) {
  const std::string stem = file.stem().string();
  return file.extension() == ".js" && stem.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

void InlineTraces::add(const std::string& id, const nlohmann::json& problem) {
  elements_ += fmt::format("<script type=\"application/json\" id=\"problem-{}\">{}</script>\n", id,
                           json_text(problem));
}

TraceShards::TraceShards(fs::path directory) : directory_(std::move(directory)) {
  std::error_code error;
  fs::create_directories(directory_, error);
  if (error) {
    throw InfrastructureError(fmt::format("{}: cannot create the folder of the traces: {}",
                                          directory_.string(), error.message()));
  }
  for (const auto& entry : fs::directory_iterator(directory_)) {
    if (is_shard(entry.path())) {
      fs::remove(entry.path(), error);
    }
  }
}

void TraceShards::add(const std::string& id, const nlohmann::json& problem) {
  std::string packed = base64(deflated(json_text(problem)));
  shard_bytes_ += packed.size();
  shard_[id] = std::move(packed);
  shard_of_[id] = shards_;
  if (shard_bytes_ >= bytes_a_shard) {
    flush();
  }
}

void TraceShards::flush() {
  if (shard_.empty()) {
    return;
  }
  replace_file(directory_ / fmt::format("{}.js", shards_),
               "assayTraces(" + json_text(shard_) + ");\n");
  shard_ = nlohmann::json::object();
  shard_bytes_ = 0;
  ++shards_;
}

std::string TraceShards::markup() {
  flush();
  return fmt::format("<script type=\"application/json\" id=\"shards\">{}</script>\n",
                     json_text({{"directory", directory_.filename().string()},
                                {"shard_of", std::move(shard_of_)}}));
}

}  // namespace assay::html
