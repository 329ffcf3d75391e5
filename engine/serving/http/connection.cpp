#include "engine/serving/http/connection.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/read.hpp>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

namespace assay::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

constexpr std::uint32_t header_limit = 64U << 10U;
constexpr std::chrono::seconds linger_time{2};
constexpr std::size_t dropped_bytes = 64UL << 10U;

/// Why a request could not be read, and what its sender is told. Status 0: nobody is there to tell.
struct Rejection {
  int status = 0;
  std::string message;
};

Rejection rejection(error_code error, std::size_t body_limit) {
  using Reason = beast::http::error;
  if (error == Reason::body_limit) {
    return {413, fmt::format("the body is larger than {} bytes", body_limit)};
  }
  if (error == Reason::header_limit) {
    return {431, fmt::format("the header is larger than {} bytes", header_limit)};
  }
  const bool of_the_text = error.category() == make_error_code(Reason::bad_method).category();
  if (!of_the_text || error == Reason::end_of_stream || error == Reason::partial_message) {
    return {};
  }
  return {400, "this is not HTTP/1.1: " + error.message()};
}

/// Writes to a connection for one request; once ended it is deaf.
class Response final : public HttpResponse {
 public:
  explicit Response(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}

  /// A response that nobody completed ends its connection, so that no client waits for it.
  ~Response() override {
    if (connection_) {
      connection_->close();
    }
  }
  Response(const Response&) = delete;
  Response& operator=(const Response&) = delete;

  void send(int status, std::string_view content_type, std::string_view body,
            const HttpHeaders& headers) override {
    if (!connection_) {
      return;
    }
    std::string text = head(status, content_type);
    for (const auto& [name, value] : headers) {
      text += fmt::format("{}: {}\r\n", name, value);
    }
    text += fmt::format("Content-Length: {}\r\n\r\n", body.size());
    if (!connection_->head_only()) {
      text += body;
    }
    connection_->write(std::move(text));
    finish();
  }

  void begin_events() override {
    if (connection_) {
      connection_->write(head(200, "text/event-stream; charset=utf-8") +
                         "Cache-Control: no-cache\r\n" +
                         (connection_->chunks() ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n"));
    }
  }

  void event(std::string_view data) override {
    if (!connection_) {
      return;
    }
    const std::string text = fmt::format("data: {}\n\n", data);
    connection_->write(connection_->chunks() ? fmt::format("{:x}\r\n{}\r\n", text.size(), text)
                                             : text);
  }

  void end() override {
    if (connection_) {
      if (connection_->chunks()) {
        connection_->write("0\r\n\r\n");
      }
      finish();
    }
  }

  void on_hang_up(std::function<void()> action) override {
    if (connection_) {
      connection_->on_hang_up(std::move(action));
    }
  }

 private:
  [[nodiscard]] std::string head(int status, std::string_view content_type) const {
    const auto reason =
        beast::http::obsolete_reason(beast::http::int_to_status(static_cast<unsigned>(status)));
    return fmt::format("HTTP/1.1 {} {}\r\nServer: assay\r\nContent-Type: {}\r\nConnection: {}\r\n",
                       status, std::string_view(reason.data(), reason.size()), content_type,
                       connection_->keeps_alive() ? "keep-alive" : "close");
  }

  void finish() { std::exchange(connection_, nullptr)->finish(); }

  std::shared_ptr<Connection> connection_;
};

std::string text_of(beast::string_view text) { return {text.data(), text.size()}; }

void send_error(HttpResponse& response, int status, std::string_view message) {
  const nlohmann::json body = {{"error",
                                {{"message", message},
                                 {"type", status < 500 ? "invalid_request_error" : "server_error"},
                                 {"param", nullptr},
                                 {"code", nullptr}}}};
  response.send(status, "application/json", body.dump());
}

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, Shared& shared)
    : stream_(std::move(socket)), shared_(shared) {
  shared_.connections.insert(this);
}

Connection::~Connection() {
  shared_.connections.erase(this);
  if (shared_.draining && shared_.connections.empty()) {
    shared_.on_drained();
  }
}

bool Connection::head_only() const { return parser_->get().method() == beast::http::verb::head; }

void Connection::read() {
  parser_.emplace();
  parser_->header_limit(header_limit);
  parser_->body_limit(shared_.settings.body_limit);
  set_time_limit();
  beast::http::async_read_header(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](error_code error, std::size_t) { self->take_header(error); });
}

void Connection::close_if_idle() {
  if (!answering_) {
    close();
  }
}

void Connection::write(std::string bytes) {
  unsent_ += bytes.size();
  if (unsent_ > shared_.settings.unsent_limit && outbox_.size() > 1) {
    hang_up();
  }
  if (closed_) {
    return;
  }
  outbox_.push_back(std::move(bytes));
  if (outbox_.size() == 1) {
    write_next();
  }
}

void Connection::finish() {
  on_hang_up_ = nullptr;
  ended_ = true;
  if (outbox_.empty()) {
    next_request();
  }
}

void Connection::close() {
  on_hang_up_ = nullptr;
  if (!std::exchange(closed_, true)) {
    stream_.close();
  }
}

void Connection::set_time_limit() {
  stream_.expires_after(std::chrono::seconds(shared_.settings.idle_seconds));
}

void Connection::take_header(error_code error) {
  if (error) {
    return reject(error);
  }
  if (!beast::iequals(parser_->get()[beast::http::field::expect], "100-continue")) {
    return read_body();
  }
  static const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(stream_, asio::buffer(go_on),
                    [self = shared_from_this()](error_code failed, std::size_t) {
                      failed ? self->close() : self->read_body();
                    });
}

void Connection::read_body() {
  beast::http::async_read(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](error_code error, std::size_t) { self->take(error); });
}

void Connection::take(error_code error) {
  if (error) {
    return reject(error);
  }
  stream_.expires_never();
  answering_ = true;
  keep_alive_ = parser_->get().keep_alive() && chunks();
  watch();
  Parser::value_type& message = parser_->get();
  const std::string target = text_of(message.target());
  const auto response = std::make_shared<Response>(shared_from_this());
  try {
    shared_.handler(
        {head_only() ? "GET" : text_of(message.method_string()), target.substr(0, target.find('?')),
         text_of(message[beast::http::field::authorization]), std::move(message.body())},
        response);
  } catch (const std::exception& failure) {
    send_error(*response, 500, failure.what());
  }
}

/// What did not come as a request is answered where it can be, and ends the connection.
void Connection::reject(error_code error) {
  const Rejection why = rejection(error, shared_.settings.body_limit);
  if (why.status == 0) {
    return close();
  }
  answering_ = true;
  keep_alive_ = false;
  Response response(shared_from_this());
  send_error(response, why.status, why.message);
}

/// Notices that the client goes while it waits. What it sends meanwhile is its next request.
void Connection::watch() {
  stream_.socket().async_wait(
      asio::ip::tcp::socket::wait_read,
      [self = shared_from_this(), request = requests_](error_code error) {
        if (!error && request == self->requests_ && self->answering_ && !self->ended_) {
          self->look();
        }
      });
}

void Connection::look() {
  char byte = 0;
  const ssize_t got = ::recv(stream_.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
    hang_up();
  } else if (got < 0) {
    watch();
  }
}

void Connection::write_next() {
  set_time_limit();
  asio::async_write(
      stream_, asio::buffer(outbox_.front()),
      [self = shared_from_this()](error_code error, std::size_t) { self->written(error); });
}

void Connection::written(error_code error) {
  if (error) {
    return hang_up();
  }
  stream_.expires_never();
  unsent_ -= outbox_.front().size();
  outbox_.pop_front();
  if (!outbox_.empty()) {
    write_next();
  } else if (ended_) {
    next_request();
  }
}

void Connection::next_request() {
  if (closed_) {
    return;
  }
  answering_ = ended_ = false;
  ++requests_;
  error_code ignored;
  stream_.socket().cancel(ignored);  // the watch
  if (keeps_alive()) {
    read();
  } else {
    linger();
  }
}

/// Closes so that the client gets what was written: what it still sends is read and dropped for
/// a moment, since a socket closed with unread bytes is reset.
void Connection::linger() {
  error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(linger_time);
  drop_input();
}

void Connection::drop_input() {
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(dropped_bytes),
                          [self = shared_from_this()](error_code error, std::size_t) {
                            error ? self->close() : self->drop_input();
                          });
}

/// The client has gone, or is cut off. Whoever wrote to it may be in the midst of something.
void Connection::hang_up() {
  if (auto action = std::exchange(on_hang_up_, nullptr)) {
    asio::post(stream_.get_executor(), std::move(action));
  }
  close();
}

}  // namespace assay::http
