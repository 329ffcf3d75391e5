#include "graders/sandbox/packet.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "engine/core/error.hpp"
#include "graders/sandbox/fork_protocol.hpp"

namespace assay {

std::pair<FileDescriptor, FileDescriptor> make_packet_sockets() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    throw InfrastructureError(
        fmt::format("cannot make a socket to a sandbox: {}; raise 'ulimit -n'",
                    std::strerror(errno)));  // NOLINT(concurrency-mt-unsafe)
  }
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

bool send_packet(int socket, std::initializer_list<iovec> parts, const std::vector<int>& fds) {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(fork_protocol::most_fds * sizeof(int))> ancillary{};
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(parts.begin());  // NOLINT: sendmsg's old signature
  message.msg_iovlen = parts.size();
  if (!fds.empty()) {
    message.msg_control = ancillary.data();
    message.msg_controllen = CMSG_SPACE(fds.size() * sizeof(int));
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(fds.size() * sizeof(int));
    std::memcpy(CMSG_DATA(header), fds.data(), fds.size() * sizeof(int));
  }
  return ::sendmsg(socket, &message, MSG_NOSIGNAL) > 0;
}

}  // namespace assay
