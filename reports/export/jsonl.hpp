// A run as JSON lines, one a sample.
#pragma once

#include <ostream>

#include "reports/run/run_file.hpp"

namespace assay {

/// Rows in the order {suite, problem, sample, kind}. `canonical`: only what identity and verdict
/// are made of (see sample_digest) and the digest; two runs are equal when these bytes are. The
/// caller checks the stream.
void export_jsonl(const RunFile& file, std::ostream& out, bool canonical);

}  // namespace assay
