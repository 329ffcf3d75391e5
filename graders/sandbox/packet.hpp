// Packets with descriptors, on sockets of type SOCK_SEQPACKET.
#pragma once

#include <sys/uio.h>

#include <initializer_list>
#include <utility>
#include <vector>

#include "graders/sandbox/file_descriptor.hpp"

namespace assay {

/// A connected pair, closed on exec. Throws InfrastructureError.
[[nodiscard]] std::pair<FileDescriptor, FileDescriptor> make_packet_sockets();

/// One packet of all `parts`, with copies of at most 64 `fds`. False if the other side is gone.
[[nodiscard]] bool send_packet(int socket, std::initializer_list<iovec> parts,
                               const std::vector<int>& fds);

}  // namespace assay
