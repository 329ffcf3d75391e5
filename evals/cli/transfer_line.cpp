#include "evals/cli/transfer_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>

namespace assay::cli {

std::string size_text(std::uint64_t bytes) {
  const auto size = static_cast<double>(bytes);
  return size < 1e9 ? fmt::format("{:.1f} MB", size / 1e6) : fmt::format("{:.1f} GB", size / 1e9);
}

TransferLine::TransferLine() : live_(::isatty(STDERR_FILENO) != 0) {}

TransferLine::~TransferLine() { clear(); }

DownloadOptions TransferLine::options(const Interrupt& interrupt) {
  DownloadOptions options;
  options.progress = [this](std::uint64_t bytes, std::uint64_t total) { show(bytes, total); };
  options.note = [this](const std::string& line) { note(line); };
  options.stopped = [&interrupt] { return interrupt.stopped().load(); };
  return options;
}

void TransferLine::show(std::uint64_t bytes, std::uint64_t total) {
  const auto now = std::chrono::steady_clock::now();
  if (now - shown_ < (live_ ? std::chrono::milliseconds(100) : std::chrono::minutes(1))) {
    return;
  }
  shown_ = now;
  const std::string size = size_text(bytes);
  const std::string text =
      total == 0 ? size
                 : fmt::format("{} of {}, {} %", size, size_text(total), 100 * bytes / total);
  std::cerr << (live_ ? "\r\x1b[K  " : "  ") << text << (live_ ? "" : "\n") << std::flush;
  open_ = live_;
}

void TransferLine::note(const std::string& line) {
  clear();
  std::cerr << "  " << line << std::endl;
}

void TransferLine::clear() {
  if (open_) {
    std::cerr << "\r\x1b[K" << std::flush;
    open_ = false;
  }
}

}  // namespace assay::cli
