#include "tests/support/scripted_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <utility>

namespace assay::test {

namespace {

void check(bool fine, const char* what) {
  if (!fine) {
    throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
  }
}

/// One request off the wire; empty when the client has left. `rest` is what came after it.
std::optional<SeenRequest> read_request(int socket, std::string& rest) {
  const auto more = [&] {
    char buffer[65536];
    const ssize_t got = ::recv(socket, buffer, sizeof buffer, 0);
    rest.append(buffer, got > 0 ? static_cast<std::size_t>(got) : 0);
    return got > 0;
  };
  std::size_t end = 0;
  while ((end = rest.find("\r\n\r\n")) == std::string::npos) {
    if (!more()) {
      return std::nullopt;
    }
  }
  SeenRequest request;
  request.head = rest.substr(0, end);
  rest.erase(0, end + 4);
  request.method = request.head.substr(0, request.head.find(' '));
  const std::size_t path = request.method.size() + 1;
  request.path = request.head.substr(path, request.head.find(' ', path) - path);
  const std::size_t length = request.head.find("Content-Length: ");
  const std::size_t size =
      length == std::string::npos ? 0 : std::stoul(request.head.substr(length + 16));
  while (rest.size() < size) {
    if (!more()) {
      return std::nullopt;
    }
  }
  request.body = rest.substr(0, size);
  rest.erase(0, size);
  return request;
}

bool send_all(int socket, const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t wrote = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (wrote <= 0) {
      return false;
    }
    sent += static_cast<std::size_t>(wrote);
  }
  return true;
}

std::string chunk(const std::string& bytes) {
  char size[32];
  std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
  return size + bytes + "\r\n";
}

}  // namespace

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script)) {
  models_ = reply(200, nlohmann::json{{"data", {{{"id", "tiny"}, {"owned_by", "tests"}}}}});
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  check(listener_ >= 0, "socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  check(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0, "bind");
  check(::listen(listener_, 128) == 0, "listen");
  check(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0, "getsockname");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  stop();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void ScriptedServer::stop() {
  if (stopped_.exchange(true)) {
    return;
  }
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  const std::lock_guard lock(mutex_);
  for (const int socket : sockets_) {
    const linger hard{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    ::shutdown(socket, SHUT_RDWR);
  }
}

std::string ScriptedServer::url() const {
  return "http://127.0.0.1:" + std::to_string(port_) + "/v1";
}

void ScriptedServer::set_models(ScriptedReply reply) {
  const std::lock_guard lock(mutex_);
  models_ = std::move(reply);
}

std::vector<SeenRequest> ScriptedServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void ScriptedServer::accept_all() {
  while (!stopped_) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) {
      continue;
    }
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ++connections_;
    const std::lock_guard lock(mutex_);
    sockets_.insert(socket);
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void ScriptedServer::serve(int socket) {
  std::string rest;
  while (std::optional<SeenRequest> request = read_request(socket, rest)) {
    const bool asks_models = request->path.ends_with("/models");
    if (!asks_models) {
      const std::lock_guard lock(mutex_);
      request->index = requests_.size();
      requests_.push_back(*request);
    }
    int now = asks_models ? 0 : ++at_once_;
    int most = most_at_once_;
    while (now > most && !most_at_once_.compare_exchange_weak(most, now)) {
    }
    const ScriptedReply answer_now = asks_models ? [this] {
      const std::lock_guard lock(mutex_);
      return models_;
    }()
                                                 : script_(*request);
    const bool stays = answer(socket, *request, answer_now);
    if (!asks_models && answer_now.end != ScriptedReply::End::keep) {
      --at_once_;
    }
    if (!stays) {
      break;
    }
  }
  const std::lock_guard lock(mutex_);
  sockets_.erase(socket);
  ::close(socket);
}

/// False: the connection ends.
bool ScriptedServer::answer(int socket, const SeenRequest& request, const ScriptedReply& reply) {
  for (std::size_t i = 0; i < reply.pieces.size(); ++i) {
    if (reply.before_piece) {
      reply.before_piece(i);
    }
    // Before its last bytes, since the client may send the next request as soon as it has them.
    if (i + 1 == reply.pieces.size() && reply.end == ScriptedReply::End::keep &&
        !request.path.ends_with("/models")) {
      --at_once_;
    }
    if (!send_all(socket, reply.pieces[i])) {
      return false;
    }
  }
  if (reply.end == ScriptedReply::End::stall) {
    char byte = 0;
    while (::recv(socket, &byte, 1, 0) > 0) {
    }
  }
  if (reply.end == ScriptedReply::End::reset) {
    const linger hard{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  }
  return reply.end == ScriptedReply::End::keep;
}

ScriptedReply text_reply(int status, const std::string& body, const std::string& type,
                         const std::string& more_headers) {
  return {{"HTTP/1.1 " + std::to_string(status) + " Scripted\r\nServer: scripted/1.0\r\n" +
           "Content-Type: " + type + "\r\n" + more_headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body},
          ScriptedReply::End::keep,
          {}};
}

ScriptedReply reply(int status, const nlohmann::json& body, const std::string& more_headers) {
  return text_reply(status, body.dump(), "application/json", more_headers);
}

nlohmann::json chat_answer(const std::string& content, const std::string& reason,
                           const std::string& reasoning) {
  nlohmann::json message = {{"role", "assistant"}, {"content", content}};
  if (!reasoning.empty()) {
    message["reasoning_content"] = reasoning;
  }
  return {{"id", "x"},
          {"choices", {{{"index", 0}, {"message", message}, {"finish_reason", reason}}}},
          {"usage", {{"prompt_tokens", 7}, {"completion_tokens", 20}, {"total_tokens", 27}}}};
}

ScriptedReply event_stream(const std::vector<std::string>& events) {
  ScriptedReply stream;
  stream.pieces.emplace_back(
      "HTTP/1.1 200 OK\r\nServer: scripted/1.0\r\nContent-Type: text/event-stream; "
      "charset=utf-8\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  for (const std::string& event : events) {
    stream.pieces.push_back(chunk("data: " + event + "\n\n"));
  }
  stream.pieces.emplace_back("0\r\n\r\n");
  return stream;
}

std::vector<std::string> chat_events(const std::vector<std::string>& deltas,
                                     const std::string& reason) {
  const auto event = [](const nlohmann::json& delta, const nlohmann::json& finish) {
    return nlohmann::json{
        {"choices", {{{"index", 0}, {"delta", delta}, {"finish_reason", finish}}}}}
        .dump();
  };
  std::vector<std::string> events = {event({{"role", "assistant"}}, nullptr)};
  for (const std::string& delta : deltas) {
    events.push_back(event({{"content", delta}}, nullptr));
  }
  if (!reason.empty()) {
    events.push_back(event(nlohmann::json::object(), reason));
    events.push_back(nlohmann::json{{"choices", nlohmann::json::array()},
                                    {"usage", {{"prompt_tokens", 7}, {"completion_tokens", 20}}}}
                         .dump());
  }
  events.emplace_back("[DONE]");
  return events;
}

ScriptedReply byte_by_byte(const ScriptedReply& reply) {
  ScriptedReply slow = reply;
  slow.pieces.clear();
  for (const std::string& piece : reply.pieces) {
    for (const char byte : piece) {
      slow.pieces.emplace_back(1, byte);
    }
  }
  return slow;
}

ScriptedReply cut(const ScriptedReply& reply, std::size_t bytes, ScriptedReply::End end) {
  ScriptedReply part = reply;
  part.end = end;
  part.pieces.clear();
  for (const std::string& piece : reply.pieces) {
    const std::size_t taken = std::min(bytes, piece.size());
    if (taken > 0) {
      part.pieces.push_back(piece.substr(0, taken));
    }
    bytes -= taken;
  }
  return part;
}

}  // namespace assay::test
