// assay fetch: the data of suites, from where their authors publish them.
#include "datasets/fetch.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <iostream>

#include "evals/cli/command.hpp"
#include "evals/interrupt.hpp"

namespace assay::cli {

namespace {

namespace fs = std::filesystem;

struct FetchOptions {
  std::vector<std::string> suites;
  std::string data;
  bool dry_run = false;
};

/// On a terminal one live line, in a pipe one a minute.
class TransferLine {
 public:
  void show(std::uint64_t bytes, std::uint64_t total) {
    const auto now = std::chrono::steady_clock::now();
    if (now - shown_ < (live_ ? std::chrono::milliseconds(100) : std::chrono::minutes(1))) {
      return;
    }
    shown_ = now;
    const std::string size = fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
    const std::string text =
        total == 0 ? size
                   : fmt::format("{} of {:.1f} MB, {} %", size, static_cast<double>(total) / 1e6,
                                 100 * bytes / total);
    std::cerr << (live_ ? "\r\x1b[K  " : "  ") << text << (live_ ? "" : "\n") << std::flush;
    open_ = live_;
  }

  void note(const std::string& line) {
    clear();
    std::cerr << "  " << line << std::endl;
  }

  void clear() {
    if (open_) {
      std::cerr << "\r\x1b[K" << std::flush;
      open_ = false;
    }
  }

 private:
  bool live_ = ::isatty(STDERR_FILENO) != 0;
  bool open_ = false;  ///< a live line stands there
  std::chrono::steady_clock::time_point shown_ = std::chrono::steady_clock::now();
};

/// A name of the Hugging Face Hub: what `--model` takes elsewhere.
bool names_a_model(const std::string& name) {
  const std::size_t slash = name.find('/');
  return slash != std::string::npos && slash > 0 &&
         name.find('/', slash + 1) == std::string::npos && !name.ends_with(".yaml") &&
         !name.ends_with(".yml") && name.front() != '.' && !fs::exists(name);
}

[[noreturn]] void refuse_model(const std::string& name) {
  throw UsageError(
      fmt::format("{}: models are not downloaded in this version; get the directory with "
                  "`hf download {} --local-dir DIR`, and name it with --model DIR",
                  name, name));
}

void transfer(const DownloadRequest& request, const Interrupt& interrupt) {
  TransferLine line;
  DownloadOptions options;
  options.progress = [&](std::uint64_t bytes, std::uint64_t total) { line.show(bytes, total); };
  options.note = [&](const std::string& note) { line.note(note); };
  options.stopped = [&] { return interrupt.stopped().load(); };
  try {
    download(request, options);
  } catch (...) {
    line.clear();
    throw;
  }
  line.clear();
}

std::string checked(const FetchPlan& plan) {
  const std::size_t files = plan.present.size() + plan.downloads.size();
  return plan.is_pinned
             ? fmt::format("as published, by {} sha256", files == 1 ? "its" : "their")
             : fmt::format("no checksum is known for {}", files == 1 ? "it" : "all of them");
}

/// Several files go to one folder.
void show_downloads(const std::vector<FetchedFile>& files) {
  for (const FetchedFile& file : files) {
    std::cout << fmt::format("  from {}\n", file.request.url);
  }
  const fs::path& first = files.front().request.target;
  std::cout << fmt::format("  to   {}\n",
                           (files.size() == 1 ? first : first.parent_path()).string());
  for (const FetchedFile& file : files) {
    if (!file.replaced.empty()) {
      std::cout << fmt::format("  replaces another {} with the sha256 {}\n",
                               files.size() == 1 ? "file" : file.request.target.filename().string(),
                               file.replaced);
    }
  }
}

/// False where there is nothing to download.
bool show(const FetchPlan& plan) {
  std::cout << fmt::format("{}: {} (licence {})\n", plan.suite, plan.title, plan.license);
  if (plan.is_builtin) {
    std::cout << "  built in: there is nothing to fetch\n";
    return false;
  }
  if (plan.downloads.empty()) {
    const std::size_t more = plan.present.size() - 1;
    std::cout << fmt::format("  already there: {}{}\n", plan.present.front().string(),
                             more == 0 ? "" : fmt::format(" and {} more", more));
    std::cout << fmt::format("  {}\n", checked(plan));
    return false;
  }
  if (!plan.present.empty()) {
    std::cout << fmt::format("  already there: {} of {} files\n", plan.present.size(),
                             plan.present.size() + plan.downloads.size());
  }
  show_downloads(plan.downloads);
  if (!plan.is_pinned) {
    std::cout << fmt::format("  {}\n", checked(plan));
  }
  std::cout << std::flush;
  return true;
}

void fetch(const FetchPlan& plan, const Interrupt& interrupt) {
  std::uintmax_t bytes = 0;
  for (const FetchedFile& file : plan.downloads) {
    transfer(file.request, interrupt);
    bytes += fs::file_size(file.request.target);
  }
  std::cout << fmt::format("  {:.1f} MB{}\n", static_cast<double>(bytes) / 1e6,
                           plan.is_pinned ? ", " + checked(plan) : "");
}

ExitCode execute(const FetchOptions& options) {
  const fs::path data = fetch_directory(options.data);
  std::vector<FetchPlan> plans;  // mistakes in any of the names come before the first download
  for (const std::string& suite : options.suites) {
    if (names_a_model(suite)) {
      refuse_model(suite);
    }
    plans.push_back(plan_fetch(suite, data));
  }
  const Interrupt interrupt;
  for (const FetchPlan& plan : plans) {
    if (show(plan) && !options.dry_run) {
      fetch(plan, interrupt);
    }
  }
  return ExitCode::done;
}

}  // namespace

Command add_fetch(CLI::App& app) {
  CLI::App* command = app.add_subcommand("fetch", "Downloads the data of suites, with checksums");
  const auto options = std::make_shared<FetchOptions>();
  command->add_option("suites", options->suites, "names, or paths of YAML files")->required();
  command->add_option("--data", options->data,
                      "directory to write to, DIR/<suite>/<file> [$ASSAY_DATA, or the cache]");
  command->add_flag("--dry-run", options->dry_run, "show what is downloaded to where, and stop");
  return {command, [options] { return execute(*options); }};
}

}  // namespace assay::cli
