// One exchange with an HTTP server, whose bytes go to the end of a part.
#pragma once

#include <string>

#include "datasets/download.hpp"
#include "datasets/partial_file.hpp"

namespace assay {

enum class TransferEnd {
  answered,     ///< with any status; the whole body has come
  broken,       ///< somewhere on the way
  unreachable,  ///< no server was reached, and none will be in a moment
  stopped,      ///< as DownloadOptions::stopped asked for
};

struct TransferOutcome {
  TransferEnd end = TransferEnd::broken;
  std::string error;  ///< libcurl's words for an end that is no answer
  int status = 0;
  bool resumed = false;  ///< the bytes are a continuation of the part's
  std::string content_range;
  std::string retry_after;
};

/// Asks for the rest where a part is there and can be continued, else for the whole. Throws
/// InfrastructureError for a server that sends other bytes than it was asked for, and for what
/// PartialFile cannot write.
[[nodiscard]] TransferOutcome transfer(const DownloadRequest& request,
                                       const DownloadOptions& options, PartialFile& part);

}  // namespace assay
