// HTTP/1.1 on a socket, and nothing of what is said over it: requests come in whole, responses go
// out whole or as a stream of events, and whoever hangs up is noticed.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::http {

struct HttpRequest {
  std::string method;
  std::string path;           ///< without the query
  std::string authorization;  ///< the header's value
  std::string body;
};

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// The response to one request: send() once, or begin_events(), event()... and end(). For the
/// server's thread alone. After a hang-up nothing is written.
class HttpResponse {
 public:
  HttpResponse() = default;
  virtual ~HttpResponse() = default;
  HttpResponse(const HttpResponse&) = delete;
  HttpResponse& operator=(const HttpResponse&) = delete;

  virtual void send(int status, std::string_view content_type, std::string_view body,
                    const HttpHeaders& headers = {}) = 0;

  /// 200 with server-sent events; each `data` is one line.
  virtual void begin_events() = 0;
  virtual void event(std::string_view data) = 0;
  virtual void end() = 0;

  /// `action` runs if the client goes before the end of the response.
  virtual void on_hang_up(std::function<void()> action) = 0;
};

struct HttpSettings {
  std::string host = "127.0.0.1";
  int port = 8000;                        ///< 0: one that is free
  std::size_t body_limit = 16UL << 20;    ///< bytes
  std::size_t unsent_limit = 16UL << 20;  ///< bytes that a client may leave unread
  std::size_t connection_limit = 1024;    ///< more are closed at once
  int idle_seconds = 60;  ///< for a request to arrive, or a part of a response to go
};

/// One thread does all input and output: the one in run(). The handler and every posted function
/// run there too, so that what they share needs no lock. No client can end the server: what is
/// wrong with a request ends its own connection.
class HttpServer {
 public:
  using Handler = std::function<void(HttpRequest, std::shared_ptr<HttpResponse>)>;

  /// Takes the address. Throws InfrastructureError if it cannot be had.
  HttpServer(const HttpSettings& settings, Handler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// "127.0.0.1:8000"
  [[nodiscard]] std::string address() const;
  [[nodiscard]] int port() const;
  /// Nobody on another machine can reach it.
  [[nodiscard]] bool is_loopback() const;

  /// Serves until drain() was called and the last response is out.
  void run();

  /// Runs `action` on the server's thread, after what was posted before. Thread-safe.
  void post(std::function<void()> action);

  /// Runs `action` on the server's thread after so many seconds, unless run() ends before.
  void post_after(int seconds, std::function<void()> action);

  /// Accepts nobody any more and ends each connection after the response that it waits for. On the
  /// server's thread.
  void drain();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace assay::http
