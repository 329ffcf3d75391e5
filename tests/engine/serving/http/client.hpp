// A client that speaks HTTP/1.1 byte by byte, so that tests can also speak it wrongly, and stop in
// the middle.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace assay::test {

struct Reply {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;                            ///< without the framing of chunks

  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(body); }

  /// The data of each event but the last, which must be [DONE].
  [[nodiscard]] std::vector<nlohmann::json> events() const {
    std::vector<nlohmann::json> events;
    std::size_t from = 0;
    bool done = false;
    for (std::size_t end = 0; (end = body.find("\n\n", from)) != std::string::npos;
         from = end + 2) {
      const std::string data = body.substr(from + 6, end - from - 6);  // after "data: "
      done = data == "[DONE]";
      if (!done) {
        events.push_back(nlohmann::json::parse(data));
      }
    }
    if (!done) {
      throw std::runtime_error("the stream has no [DONE]: " + body);
    }
    return events;
  }
};

class RawClient {
 public:
  explicit RawClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{120, 0};  // of a test that would otherwise hang
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { hang_up(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }

  void hang_up() {
    if (socket_ >= 0) {
      ::close(socket_);
    }
    socket_ = -1;
  }

  void send(const std::string& bytes) const {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const ssize_t count = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) {
        return;  // the server has had enough; what it said is to be read
      }
      sent += static_cast<std::size_t>(count);
    }
  }

  void post(const std::string& path, const std::string& body,
            const std::string& headers = "") const {
    send("POST " + path + " HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n" +
         headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }

  void get(const std::string& path) const {
    send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
  }

  /// Reads until `text` has come. False if the server ended the connection before.
  bool wait_for(const std::string& text) {
    while (input_.find(text) == std::string::npos) {
      if (!receive()) {
        return false;
      }
    }
    return true;
  }

  /// The next response, whole.
  Reply read() {
    if (!wait_for("\r\n\r\n")) {
      throw std::runtime_error("the server said only: " + input_);
    }
    Reply reply = parse_head();
    if (reply.headers["transfer-encoding"] == "chunked") {
      while (read_chunk(reply.body)) {
      }
    } else {
      const auto length = reply.headers.find("content-length");
      const std::size_t size = length == reply.headers.end() ? 0 : std::stoul(length->second);
      while (input_.size() < size && receive()) {
      }
      reply.body = take(size);
    }
    return reply;
  }

 private:
  bool receive() {
    char bytes[4096];
    const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count > 0) {
      input_.append(bytes, static_cast<std::size_t>(count));
    }
    return count > 0;
  }

  std::string take(std::size_t size) {
    if (size > input_.size()) {
      throw std::runtime_error("the server stopped in the middle of a body");
    }
    std::string taken = input_.substr(0, size);
    input_.erase(0, size);
    return taken;
  }

  Reply parse_head() {
    std::string head = take(input_.find("\r\n\r\n") + 4);
    Reply reply;
    reply.status = std::stoi(head.substr(9, 3));
    std::size_t from = head.find("\r\n") + 2;
    for (std::size_t end = 0; (end = head.find("\r\n", from)) != from; from = end + 2) {
      std::string name = head.substr(from, head.find(':', from) - from);
      std::transform(name.begin(), name.end(), name.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      reply.headers[name] = head.substr(from + name.size() + 2, end - from - name.size() - 2);
    }
    return reply;
  }

  bool read_chunk(std::string& body) {
    if (!wait_for("\r\n")) {
      throw std::runtime_error("the server stopped between chunks: " + body);
    }
    const std::size_t size = std::stoul(input_, nullptr, 16);
    take(input_.find("\r\n") + 2);
    while (input_.size() < size + 2 && receive()) {
    }
    body += take(size);
    take(2);
    return size > 0;
  }

  int socket_;
  bool connected_ = false;
  std::string input_;
};

inline Reply post(int port, const std::string& path, const nlohmann::json& body) {
  RawClient client(port);
  client.post(path, body.dump());
  return client.read();
}

inline Reply get(int port, const std::string& path) {
  RawClient client(port);
  client.get(path);
  return client.read();
}

}  // namespace assay::test
