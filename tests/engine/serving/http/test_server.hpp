// A tiny random model behind a server on a free port of the loopback, for the length of a test.
#pragma once

#include <memory>
#include <thread>
#include <utility>

#include "engine/backend/cpu/cpu_backend.hpp"
#include "engine/serving/http/service.hpp"
#include "tests/support/data.hpp"
#include "tests/support/tiny_checkpoint.hpp"

namespace assay::test {

/// Written once. Its context is long enough that a request can outlive what a test does meanwhile.
inline const std::filesystem::path& served_checkpoint() {
  static const TemporaryDirectory directory;
  static const bool written = [] {
    TinyShape shape;
    shape.context = 4096;
    TinyCheckpoint::write(directory.path(), shape);
    return true;
  }();
  (void)written;
  return directory.path();
}

inline std::unique_ptr<LocalGenerator> served_generator(int max_batch = 8) {
  SchedulerSettings settings;
  settings.max_batch = max_batch;
  settings.prefix_cache = false;  // so that free pages tell who holds some
  return std::make_unique<LocalGenerator>(
      load_model(served_checkpoint(), WeightType::stored, cpu::make_backend(1)), settings);
}

class TestServer {
 public:
  explicit TestServer(http::ServiceSettings settings = {}, http::HttpSettings http = {})
      : service_(served_generator(), on_free_port(std::move(http)), std::move(settings)),
        thread_([this] { service_.run(); }) {}
  ~TestServer() {
    service_.stop();
    join();
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  [[nodiscard]] int port() const { return service_.server().port(); }
  [[nodiscard]] LocalGenerator::Load load() const { return service_.generator().load(); }
  [[nodiscard]] const LoadedModel& model() const { return service_.generator().model(); }

  void stop() { service_.stop(); }

  /// Waits until the server has ended.
  void join() {
    if (thread_.joinable()) {
      thread_.join();
    }
  }

 private:
  static http::HttpSettings on_free_port(http::HttpSettings http) {
    http.port = 0;
    return http;
  }

  http::Service service_;
  std::thread thread_;
};

}  // namespace assay::test
