// Where a page keeps a problem's prompt and samples until somebody opens it: as elements of the
// page, or, where that would be too much, compressed in files beside it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace assay::html {

class TraceStore {
 public:
  TraceStore() = default;
  virtual ~TraceStore() = default;
  TraceStore(const TraceStore&) = delete;
  TraceStore& operator=(const TraceStore&) = delete;

  /// `id` names the problem in the page's script: "RUN-PROBLEM", two numbers.
  virtual void add(const std::string& id, const nlohmann::json& problem) = 0;

  /// What the page's script finds them by; to be called once, after the last add().
  [[nodiscard]] virtual std::string markup() = 0;
};

/// One JSON element a problem.
class InlineTraces : public TraceStore {
 public:
  void add(const std::string& id, const nlohmann::json& problem) override;
  [[nodiscard]] std::string markup() override { return std::move(elements_); }

 private:
  std::string elements_;
};

/// Files 0.js, 1.js, ... in `directory`, each of some problems: a call of assayTraces() with
/// {id: base64 of zlib of JSON}, since a page from disk may load a script but not read a file.
/// Throws InfrastructureError where they cannot be written.
class TraceShards : public TraceStore {
 public:
  /// Creates the directory and takes away the shards of an earlier page.
  explicit TraceShards(std::filesystem::path directory);

  void add(const std::string& id, const nlohmann::json& problem) override;

  /// {"directory", "shard_of": {id: number}} as a JSON element.
  [[nodiscard]] std::string markup() override;

 private:
  void flush();

  std::filesystem::path directory_;
  nlohmann::json shard_ = nlohmann::json::object();
  std::size_t shard_bytes_ = 0;
  std::size_t shards_ = 0;
  nlohmann::json shard_of_ = nlohmann::json::object();
};

}  // namespace assay::html
