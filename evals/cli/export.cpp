// assay export: run files in the formats that other tools read.
#include <fmt/format.h>

#include <array>
#include <iostream>
#include <streambuf>

#include "engine/core/atomic_file.hpp"
#include "evals/cli/command.hpp"
#include "reports/export/eee.hpp"
#include "reports/export/inspect.hpp"
#include "reports/export/jsonl.hpp"
#include "reports/export/lm_eval.hpp"
#include "reports/run/completeness.hpp"
#include "reports/run/run_file.hpp"

namespace assay::cli {

namespace {

struct ExportOptions {
  std::string run;
  std::string format = "jsonl";
  std::string out;
  bool canonical = false;
};

/// What makes files of other harnesses' layouts; each gives back the files that it wrote.
struct Layout {
  const char* name;
  std::vector<std::filesystem::path> (*write)(const RunFile&, const std::filesystem::path&);
};

constexpr std::array<Layout, 3> layouts = {{
    {"lm-eval", export_lm_eval},
    {"inspect", export_inspect},
    {"eee", export_eee},
}};

/// A stream into a file that appears when it is whole.
class FileBuffer : public std::streambuf {
 public:
  explicit FileBuffer(AtomicFile& file) : file_(file) {}

 protected:
  std::streamsize xsputn(const char* bytes, std::streamsize count) override {
    file_.write({bytes, static_cast<std::size_t>(count)});
    return count;
  }
  int_type overflow(int_type c) override {
    const char byte = traits_type::to_char_type(c);
    file_.write({&byte, 1});
    return c;
  }

 private:
  AtomicFile& file_;
};

void write_rows(const RunFile& file, const ExportOptions& options) {
  if (options.out.empty()) {
    export_jsonl(file, std::cout, options.canonical);
    return;
  }
  check_output(options.out);
  AtomicFile out(options.out);
  FileBuffer buffer(out);
  std::ostream stream(&buffer);
  stream.exceptions(std::ios::badbit);  // so that the file's own error comes through
  export_jsonl(file, stream, options.canonical);
  out.commit();
}

void check(const ExportOptions& options) {
  if (options.canonical) {
    throw UsageError(fmt::format("--canonical is for --to jsonl, not {}", options.format));
  }
  if (options.out.empty()) {
    throw UsageError(
        fmt::format("--to {} writes files: name their directory with -o", options.format));
  }
}

ExitCode execute(const ExportOptions& options) {
  if (options.format == "jsonl") {
    const RunFile file = RunFile::read(options.run);
    print_incomplete(file, std::cerr);
    write_rows(file, options);
    return ExitCode::done;
  }
  for (const Layout& layout : layouts) {
    if (options.format == layout.name) {
      check(options);
      if (std::filesystem::exists(options.out)) {
        check_output(options.out);
      }
      const RunFile file = RunFile::read(options.run);
      print_incomplete(file, std::cerr);
      for (const auto& path : layout.write(file, options.out)) {
        std::cerr << fmt::format("Wrote {}\n", path.string());
      }
      return ExitCode::done;
    }
  }
  throw UsageError(fmt::format("--to {}: must be jsonl, lm-eval, inspect or eee", options.format));
}

}  // namespace

Command add_export(CLI::App& app) {
  CLI::App* command = app.add_subcommand("export", "A run in another format");
  const auto options = std::make_shared<ExportOptions>();
  command->add_option("run", options->run, "run file")->required();
  command
      ->add_option("--to", options->format,
                   "jsonl, lm-eval, inspect (.eval logs) or eee (Every Eval Ever 0.3.0)")
      ->capture_default_str();
  command->add_flag("--canonical", options->canonical,
                    "only what identity and verdict are made of, sorted: runs are equal when\n"
                    "these bytes are");
  command->add_option("-o,--out", options->out,
                      "jsonl: file [standard output]; else a directory, or for inspect a .eval\n"
                      "file; files of the same run that are there are replaced");
  return {command, [options] { return execute(*options); }};
}

}  // namespace assay::cli
