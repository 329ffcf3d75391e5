// Many HTTP transfers in one thread, over libcurl: TLS with verified certificates, proxies from the
// environment, connections kept alive, and an end to transfers that have fallen silent.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/remote/clock.hpp"

namespace assay::remote {

struct HttpRequest {
  std::string url;
  std::vector<std::string> headers;  ///< "Name: value"
  std::string body;                  ///< POSTed; empty: GET
};

/// Silence ends a transfer, length never does.
struct Patience {
  std::chrono::milliseconds connect{30000};
  std::chrono::milliseconds first{1800000};   ///< sent to first byte of the body: queue and prompt
  std::chrono::milliseconds silence{300000};  ///< between two pieces of the body
};

enum class HttpFailure {
  none,
  connect,  ///< no such host, nobody listens, TLS refused
  cut,      ///< the connection broke, or the body is shorter than announced
  silence,
  reader,  ///< the reader of the body threw; `error` is what it said
};

/// What is known of a response before its body.
struct HttpHead {
  int status = 0;
  std::string content_type;
  std::string retry_after;
  std::string server;
  std::string location;
};

struct HttpOutcome {
  std::uint64_t id = 0;
  HttpFailure failure = HttpFailure::none;
  std::string error;  ///< one line, where failure is not none
  HttpHead head;      ///< status 0: no response came
};

/// Takes the body as it comes. What it throws ends the transfer as HttpFailure::reader.
using BodyReader = std::function<void(const HttpHead& head, std::string_view bytes)>;

/// Not thread-safe but for wake().
class HttpClient {
 public:
  HttpClient(Patience patience, std::shared_ptr<Clock> clock);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Begins a transfer. `id` must not be in flight.
  void start(std::uint64_t id, const HttpRequest& request, BodyReader reader);

  /// Moves bytes, waits at most `wait` for more, and gives the transfers that ended.
  [[nodiscard]] std::vector<HttpOutcome> poll(std::chrono::milliseconds wait);

  /// Ends every transfer without an outcome; closes its connection, so that the server can stop.
  void abort_all();

  /// Lets a waiting poll() return. From any thread.
  void wake();

  [[nodiscard]] std::size_t in_flight() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::remote
