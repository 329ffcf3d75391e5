#include "engine/serving/http/http_server.hpp"

#include <fmt/format.h>

#include <utility>  // Boost 1.74 uses std::exchange without it

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "engine/core/error.hpp"
#include "engine/serving/http/connection.hpp"

namespace assay::http {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::chrono::milliseconds accept_pause{100};

asio::ip::tcp::endpoint endpoint_of(asio::io_context& io, const HttpSettings& settings) {
  error_code error;
  const auto found = asio::ip::tcp::resolver(io).resolve(
      settings.host, std::to_string(settings.port),
      asio::ip::resolver_base::passive | asio::ip::resolver_base::numeric_service, error);
  if (error || found.empty()) {
    throw InfrastructureError(
        fmt::format("--host {}: no such address here: {}", settings.host, error.message()));
  }
  return found.begin()->endpoint();
}

}  // namespace

class HttpServer::Implementation {
 public:
  Implementation(const HttpSettings& settings, Handler handler)
      : shared_{settings, std::move(handler), {}, [this] { io_.stop(); }, false}, acceptor_(io_) {
    const asio::ip::tcp::endpoint endpoint = endpoint_of(io_, settings);
    try {
      acceptor_.open(endpoint.protocol());
      acceptor_.set_option(asio::socket_base::reuse_address(true));
      acceptor_.bind(endpoint);
      acceptor_.listen();
      endpoint_ = acceptor_.local_endpoint();
    } catch (const boost::system::system_error& failure) {
      throw InfrastructureError(fmt::format(
          "cannot listen on {}:{}: {}; choose another --port (0 takes one that is free)",
          settings.host, settings.port, failure.code().message()));
    }
    accept();
  }

  ~Implementation() {
    shared_.on_drained = [] {};
  }
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;

  [[nodiscard]] asio::ip::tcp::endpoint endpoint() const { return endpoint_; }

  void run() { io_.run(); }

  void post(std::function<void()> action) { asio::post(io_, std::move(action)); }

  void post_after(int seconds, std::function<void()> action) {
    wait(std::chrono::seconds(seconds), std::move(action));
  }

  void drain() {
    shared_.draining = true;
    error_code ignored;
    acceptor_.close(ignored);
    for (Connection* connection : shared_.connections) {
      connection->close_if_idle();
    }
    if (shared_.connections.empty()) {
      io_.stop();
    }
  }

 private:
  void accept() {
    acceptor_.async_accept([this](error_code error, asio::ip::tcp::socket socket) {
      if (shared_.draining) {
        return;
      }
      if (error) {
        return wait(accept_pause, [this] { accept(); });  // out of descriptors, for instance
      }
      if (shared_.connections.size() < shared_.settings.connection_limit) {
        error_code ignored;
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
        std::make_shared<Connection>(std::move(socket), shared_)->read();
      }
      accept();
    });
  }

  void wait(std::chrono::milliseconds time, std::function<void()> action) {
    auto timer = std::make_shared<asio::steady_timer>(io_, time);
    timer->async_wait([timer, action = std::move(action)](error_code error) {
      if (!error) {
        action();
      }
    });
  }

  Shared shared_;  // outlives the connections, which io_ owns
  asio::io_context io_{1};
  asio::ip::tcp::acceptor acceptor_;
  asio::ip::tcp::endpoint endpoint_;
};

HttpServer::HttpServer(const HttpSettings& settings, Handler handler)
    : implementation_(std::make_unique<Implementation>(settings, std::move(handler))) {}

HttpServer::~HttpServer() = default;

std::string HttpServer::address() const {
  const asio::ip::tcp::endpoint endpoint = implementation_->endpoint();
  const std::string host = endpoint.address().to_string();
  return endpoint.address().is_v6() ? fmt::format("[{}]:{}", host, endpoint.port())
                                    : fmt::format("{}:{}", host, endpoint.port());
}

int HttpServer::port() const { return implementation_->endpoint().port(); }

bool HttpServer::is_loopback() const { return implementation_->endpoint().address().is_loopback(); }

void HttpServer::run() { implementation_->run(); }

void HttpServer::post(std::function<void()> action) { implementation_->post(std::move(action)); }

void HttpServer::post_after(int seconds, std::function<void()> action) {
  implementation_->post_after(seconds, std::move(action));
}

void HttpServer::drain() { implementation_->drain(); }

}  // namespace assay::http
