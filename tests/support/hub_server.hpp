// A Hugging Face hub of one model, "org/name", on this machine: the listing, files by commit, and
// large files behind a redirection to another host.
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "datasets/checksum.hpp"
#include "engine/core/hash.hpp"
#include "tests/support/data.hpp"
#include "tests/support/scripted_server.hpp"

namespace assay::test {

class HubServer {
 public:
  using Files = std::map<std::string, std::string>;

  /// Safetensors are large files, the others small ones.
  explicit HubServer(Files files)
      : files_(std::move(files)),
        storage_([this](const SeenRequest& request) { return answer_storage(request); }),
        hub_([this](const SeenRequest& request) { return answer_hub(request); }) {}

  [[nodiscard]] std::string url() const { return hub_.url(); }
  [[nodiscard]] const Files& files() const { return files_; }
  [[nodiscard]] const ScriptedServer& hub() const { return hub_; }
  [[nodiscard]] const ScriptedServer& storage() const { return storage_; }

  /// What to say instead; nothing: the truth.
  std::function<std::optional<ScriptedReply>(const SeenRequest&)> instead_of_hub;
  std::function<std::optional<ScriptedReply>(const SeenRequest&)> instead_of_storage;
  std::function<void(nlohmann::json&)> lie;  ///< changes the listing
  std::string commit = "0123456789abcdef0123456789abcdef01234567";

  /// Not while requests are answered.
  void replace(const std::string& name, const std::string& bytes) { files_[name] = bytes; }

  /// The bytes, or from where Range asks for them.
  static ScriptedReply file_reply(const SeenRequest& request, const std::string& bytes) {
    const std::string range = "\r\nRange: bytes=";
    const std::size_t at = request.head.find(range);
    if (at == std::string::npos) {
      return text_reply(200, bytes, "application/octet-stream", "ETag: \"one\"\r\n");
    }
    const std::size_t from = std::stoul(request.head.substr(at + range.size()));
    return text_reply(206, bytes.substr(from), "application/octet-stream",
                      "ETag: \"one\"\r\nContent-Range: bytes " + std::to_string(from) + "-" +
                          std::to_string(bytes.size() - 1) + "/" + std::to_string(bytes.size()) +
                          "\r\n");
  }

 private:
  static bool is_large(const std::string& name) { return name.ends_with(".safetensors"); }

  static std::string blob_id(const std::string& bytes) {
    const TemporaryDirectory here;
    std::ofstream(here.path() / "file", std::ios::binary) << bytes;
    return git_blob_id(here.path() / "file");
  }

  [[nodiscard]] nlohmann::json listing() const {
    nlohmann::json siblings = nlohmann::json::array();
    for (const auto& [name, bytes] : files_) {
      nlohmann::json file = {{"rfilename", name}, {"size", bytes.size()}};
      if (is_large(name)) {
        file["blobId"] = std::string(40, 'a');
        file["lfs"] = {{"sha256", sha256_hex(bytes)}, {"size", bytes.size()}, {"pointerSize", 135}};
      } else {
        file["blobId"] = blob_id(bytes);
      }
      siblings.push_back(file);
    }
    nlohmann::json answer = {{"id", "org/name"},
                             {"sha", commit},
                             {"gated", false},
                             {"cardData", {{"license", "apache-2.0"}}},
                             {"siblings", siblings}};
    if (lie) {
      lie(answer);
    }
    return answer;
  }

  ScriptedReply answer_hub(const SeenRequest& request) {
    if (instead_of_hub) {
      if (std::optional<ScriptedReply> other = instead_of_hub(request)) {
        return *other;
      }
    }
    if (request.path == "/v1/api/models/org/name/revision/main?blobs=true") {
      return reply(200, listing());
    }
    const std::string prefix = "/v1/org/name/resolve/" + commit + "/";
    const std::string name =
        request.path.starts_with(prefix) ? request.path.substr(prefix.size()) : "";
    if (files_.count(name) == 0) {
      return text_reply(404, "Entry not found");
    }
    return is_large(name) ? text_reply(302, "", "text/plain",
                                       "Location: " + storage_.url() + "/" + name + "\r\n")
                          : file_reply(request, files_.at(name));
  }

  ScriptedReply answer_storage(const SeenRequest& request) {
    if (instead_of_storage) {
      if (std::optional<ScriptedReply> other = instead_of_storage(request)) {
        return *other;
      }
    }
    return file_reply(request, files_.at(request.path.substr(4)));
  }

  Files files_;
  ScriptedServer storage_;
  ScriptedServer hub_;
};

}  // namespace assay::test
