// An HTTP server whose every answer a test writes, with the faults of real networks: bytes one by
// one, connections reset or left silent in the middle of an answer.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace assay::test {

struct SeenRequest {
  std::size_t index = 0;  ///< among all requests but GET /models
  std::string method;
  std::string path;
  std::string head;  ///< request line and headers
  std::string body;

  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(body); }
};

struct ScriptedReply {
  enum class End {
    keep,   ///< the connection stays for the next request
    close,  ///< closed, though nothing announced it
    reset,  ///< TCP reset
    stall,  ///< nothing more, until the client leaves
  };
  std::vector<std::string> pieces;  ///< raw bytes, each written by itself
  End end = End::keep;
  std::function<void(std::size_t piece)> before_piece;  ///< optional
};

class ScriptedServer {
 public:
  using Script = std::function<ScriptedReply(const SeenRequest&)>;

  explicit ScriptedServer(Script script);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] std::string url() const;  ///< "http://127.0.0.1:PORT/v1"

  /// What GET /v1/models answers; by default the one model "tiny".
  void set_models(ScriptedReply reply);

  [[nodiscard]] std::vector<SeenRequest> requests() const;
  [[nodiscard]] std::size_t connections() const { return connections_; }

  /// Most requests that were being answered at one moment.
  [[nodiscard]] int most_at_once() const { return most_at_once_; }

  /// Closes the door: later connections are refused, open ones are reset.
  void stop();

 private:
  void accept_all();
  void serve(int socket);
  bool answer(int socket, const SeenRequest& request, const ScriptedReply& reply);

  Script script_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopped_ = false;
  std::atomic<std::size_t> connections_ = 0;
  std::atomic<int> at_once_ = 0;
  std::atomic<int> most_at_once_ = 0;
  mutable std::mutex mutex_;  // guards all below
  ScriptedReply models_;
  std::vector<SeenRequest> requests_;
  std::set<int> sockets_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

/// A whole response with Content-Length.
[[nodiscard]] ScriptedReply text_reply(int status, const std::string& body,
                                       const std::string& type = "application/json",
                                       const std::string& more_headers = "");
[[nodiscard]] ScriptedReply reply(int status, const nlohmann::json& body,
                                  const std::string& more_headers = "");

/// A response to a chat: one choice.
[[nodiscard]] nlohmann::json chat_answer(const std::string& content,
                                         const std::string& reason = "stop",
                                         const std::string& reasoning = "");

/// Server-sent events in chunked encoding, each event a piece; the first piece is the head, the
/// last the end of the chunks.
[[nodiscard]] ScriptedReply event_stream(const std::vector<std::string>& events);

/// Events of one streamed answer: a delta a text, then finish_reason (none if empty), usage,
/// [DONE].
[[nodiscard]] std::vector<std::string> chat_events(const std::vector<std::string>& deltas,
                                                   const std::string& reason = "stop");

/// The same bytes, each a piece of its own.
[[nodiscard]] ScriptedReply byte_by_byte(const ScriptedReply& reply);

/// The reply broken off after `bytes` bytes.
[[nodiscard]] ScriptedReply cut(const ScriptedReply& reply, std::size_t bytes,
                                ScriptedReply::End end);

}  // namespace assay::test
