// How far a download is: on a terminal one live line, in a pipe one a minute.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "datasets/download.hpp"
#include "evals/interrupt.hpp"

namespace assay::cli {

/// "1.5 MB", "16.1 GB".
[[nodiscard]] std::string size_text(std::uint64_t bytes);

class TransferLine {
 public:
  TransferLine();
  ~TransferLine();  ///< the live line goes
  TransferLine(const TransferLine&) = delete;
  TransferLine& operator=(const TransferLine&) = delete;

  /// For downloads that show themselves here and end when `interrupt` says so; both must outlive
  /// them.
  [[nodiscard]] DownloadOptions options(const Interrupt& interrupt);

 private:
  void show(std::uint64_t bytes, std::uint64_t total);
  void note(const std::string& line);
  void clear();

  bool live_;
  bool open_ = false;  ///< a live line stands there
  std::chrono::steady_clock::time_point shown_ = std::chrono::steady_clock::now();
};

}  // namespace assay::cli
