// The routes of `assay serve`, and who waits for which sample: requests come from the HTTP server,
// go to the engine under tags of their own, and what the engine says finds its way back by tag.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "engine/serving/http/exchange.hpp"
#include "engine/serving/http/http_server.hpp"
#include "engine/serving/http/metrics.hpp"
#include "engine/serving/local_generator.hpp"

namespace assay::http {

struct ServiceSettings {
  std::string api_key;       ///< empty: none is asked for
  std::size_t queue = 1024;  ///< most choices, waiting and decoded, at a time
  int grace_seconds = 30;    ///< what runs at a stop has so long to finish
};

/// Everything but the collecting thread runs on the HTTP server's thread. An answer is a function
/// of model, prompt ids, sampling, seed and the choice's index among the n of its prompt.
class Service {
 public:
  Service(std::unique_ptr<LocalGenerator> generator, const HttpSettings& http,
          ServiceSettings settings);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  [[nodiscard]] const HttpServer& server() const noexcept { return server_; }
  [[nodiscard]] const LocalGenerator& generator() const noexcept { return *generator_; }

  /// Serves until stop(). Rethrows a failure of the engine.
  void run();

  /// Accepts nobody any more, lets what runs finish, cancels what still runs after the grace, and
  /// ends run(). Thread-safe; further calls do nothing.
  void stop();

 private:
  using Clock = std::chrono::steady_clock;

  struct Flight {
    std::unique_ptr<Exchange> exchange;
    std::uint64_t first_tag = 0;  ///< prompt p has the tag first_tag + p
    std::size_t prompts = 0;
    std::size_t choices = 0;
    Clock::time_point begin;
  };

  void handle(const HttpRequest& request, const std::shared_ptr<HttpResponse>& response);
  void answer(const HttpRequest& request, const std::shared_ptr<HttpResponse>& response);
  void check_key(const HttpRequest& request) const;
  void refuse(HttpResponse& response, int status, const std::string& message,
              const std::string& param = "");
  void generate(const HttpRequest& request, const std::shared_ptr<HttpResponse>& response);
  void submit(ApiRequest& api, std::uint64_t first_tag);
  [[nodiscard]] std::string models() const;
  [[nodiscard]] std::string health() const;

  void on_piece(std::uint64_t tag, const Piece& piece);
  void on_completion(Completion completion);
  void on_failure(std::exception_ptr failure);
  void drop(std::uint64_t first_tag, int status, const std::string& message);
  void drop_all(int status, const std::string& message);
  [[nodiscard]] Flight* flight_of(std::uint64_t tag);
  Flight take_flight(std::uint64_t first_tag, int status);
  void drain();

  void collect();

  ServiceSettings settings_;
  HttpServer server_;
  std::unique_ptr<LocalGenerator> generator_;  // its thread posts to the server
  RequestMetrics metrics_;
  std::map<std::uint64_t, Flight> flights_;  // by first tag
  std::size_t choices_ = 0;                  // of all flights
  std::uint64_t next_tag_ = 1;
  bool draining_ = false;
  std::exception_ptr failure_;

  std::mutex mutex_;  // guards the two below
  std::condition_variable submitted_;
  std::uint64_t work_ = 0;  // submissions that collect() has not seen
  bool ending_ = false;
  std::thread collector_;
};

}  // namespace assay::http
