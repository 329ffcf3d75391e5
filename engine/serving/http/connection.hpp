// One client of the HTTP server: requests are read from its socket one after the other, and the
// response to each is written before the next is read.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>  // Boost 1.74 uses std::exchange without it

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstddef>
#include <deque>
#include <optional>

#include "engine/serving/http/http_server.hpp"

namespace assay::http {

class Connection;

/// What the connections of a server share.
struct Shared {
  HttpSettings settings;
  HttpServer::Handler handler;
  std::set<Connection*> connections;
  std::function<void()> on_drained;
  bool draining = false;
};

/// It lives as long as an operation on its socket, or the response that it waits for.
class Connection final : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::ip::tcp::socket socket, Shared& shared);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Waits for the next request.
  void read();

  /// Ends a connection that waits for no response.
  void close_if_idle();

  void write(std::string bytes);

  /// The response is complete.
  void finish();

  void close();

  void on_hang_up(std::function<void()> action) { on_hang_up_ = std::move(action); }

  [[nodiscard]] bool keeps_alive() const { return keep_alive_ && !shared_.draining; }
  [[nodiscard]] bool chunks() const { return parser_->get().version() >= 11; }
  [[nodiscard]] bool head_only() const;

 private:
  using error_code = boost::system::error_code;
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void set_time_limit();
  void take_header(error_code error);
  void read_body();
  void take(error_code error);
  void reject(error_code error);
  void watch();
  void look();
  void write_next();
  void written(error_code error);
  void next_request();
  void linger();
  void drop_input();
  void hang_up();

  boost::beast::tcp_stream stream_;
  Shared& shared_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::deque<std::string> outbox_;
  std::size_t unsent_ = 0;    // bytes in it
  std::size_t requests_ = 0;  // answered so far
  std::function<void()> on_hang_up_;
  bool keep_alive_ = false;
  bool answering_ = false;  // a request has come and its response is not out
  bool ended_ = false;      // that response is complete
  bool closed_ = false;
};

}  // namespace assay::http
