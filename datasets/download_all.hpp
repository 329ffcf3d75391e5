// Several downloads at once.
#pragma once

#include <vector>

#include "datasets/download.hpp"

namespace assay {

/// `at_once` at a time, begun in the order of `requests`. The functions of `options` are called by
/// one thread at a time, but `stopped` and `wait`: progress is of all files together, with a whole
/// of 0 where the size of one is not known, and notes begin with the file's name. The first failure
/// stops the other transfers, whose parts stay for the next time, and is thrown when they have
/// ended.
void download_all(const std::vector<DownloadRequest>& requests, const DownloadOptions& options,
                  int at_once);

}  // namespace assay
