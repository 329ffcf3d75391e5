#include "evals/cli/command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <new>
#include <vector>

#include "engine/core/environment.hpp"
#include "engine/core/file.hpp"
#include "evals/build_info.hpp"
#include "evals/cli/download_folder.hpp"

namespace assay::cli {

namespace {

std::string version_text() {
  const BuildInfo build = build_info();
  return fmt::format("assay {} ({}{})", build.version, build.commit,
                     build.dirty ? ", changed" : "");
}

int fail(const std::string& message, ExitCode code) {
  std::cout.flush();
  std::cerr << "assay: " << message << std::endl;
  return static_cast<int>(code);
}

int usage_failure(const CLI::App& app, const CLI::ParseError& error) {
  std::string command = "assay";
  for (const CLI::App* sub : app.get_subcommands()) {
    command += " " + sub->get_name();
  }
  return fail(fmt::format("{} (see {} --help)", error.what(), command), ExitCode::usage);
}

/// Results that a full disk or a closed pipe swallowed must not look like success.
void check_standard_output() {
  std::cout.flush();
  if (!std::cout) {
    throw InfrastructureError("cannot write to standard output: disk full, or the reader has gone");
  }
}

/// CLI11 would only say that a sub-command is missing.
void check_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || *argv[1] == '-') {
    return;
  }
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(sub->get_name());
  }
  if (std::find(names.begin(), names.end(), argv[1]) == names.end()) {
    throw UsageError(fmt::format("{}: no such command; there are {} (see assay --help)", argv[1],
                                 fmt::join(names, ", ")));
  }
}

std::string data_variable() { return environment_variable("ASSAY_DATA"); }

/// Of a model behind a server.
void add_remote_flags(CLI::App& app, RemoteFlags& flags) {
  app.add_option("--model-name", flags.model_name, "remote: what the server calls the model");
  app.add_option("--api", flags.api, "remote: chat, or completions with assay's own chat format");
  app.add_option("--api-key-env", flags.api_key_env,
                 "remote: environment variable that holds the key [OPENAI_API_KEY]");
  app.add_option("--header", flags.headers, "remote: NAME=VALUE, or NAME=env:VARIABLE for a secret")
      ->allow_extra_args(false);
  app.add_option("--body", flags.body, "remote: FIELD=VALUE, a further field of each request")
      ->allow_extra_args(false);
  app.add_option("--extra", flags.extra, "remote: further fields of each request, a JSON object");
  app.add_option("--concurrency", flags.concurrency, "remote: most requests at a time [16]")
      ->check(CLI::Range(1, 4096));
}

}  // namespace

int run_program(int argc, char** argv) {
  CLI::App app{
      "Evaluates reasoning models: runs suites of mathematics and code, judges the answers in\n"
      "isolation, and reports pass@k and tokens of thought beside reference results.",
      "assay"};
  app.set_version_flag("--version", version_text());
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  app.footer(
      "Exit codes: 0 done, whatever the scores (gate: GO); 1 NO-GO; 2 INCONCLUSIVE; 3 usage or\n"
      "configuration; 4 infrastructure, interrupted, or incomplete.");
  std::vector<Command> commands;
  for (const auto add : {add_run, add_try, add_grade, add_show, add_report, add_compare, add_gate,
                         add_replay, add_export, add_merge, add_fetch, add_list, add_tokenize,
                         add_verify, add_serve, add_doctor}) {
    commands.push_back(add(app));
  }
  try {
    check_command(app, argc, argv);
    app.parse(argc, argv);
    for (const Command& command : commands) {
      if (command.app->parsed()) {
        const ExitCode code = command.action();
        check_standard_output();
        return static_cast<int>(code);
      }
    }
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return usage_failure(app, error);
  } catch (const Error& error) {
    return fail(error.what(), error.exit_code());
  } catch (const std::bad_alloc&) {
    return fail("out of memory: use a smaller --max-batch or a machine with more memory",
                ExitCode::infrastructure);
  } catch (const std::exception& error) {
    return fail(fmt::format("internal error: {}", error.what()), ExitCode::infrastructure);
  }
  return static_cast<int>(ExitCode::usage);
}

/// On a terminal, for models that take a while to read.
void show_loading(std::uint64_t done, std::uint64_t total) {
  constexpr std::uint64_t worth_showing = std::uint64_t{256} << 20;
  static std::uint64_t shown = 101;
  const std::uint64_t percent = total == 0 ? 100 : 100 * done / total;
  if (total < worth_showing || percent == shown) {
    return;
  }
  shown = percent;
  std::cerr << fmt::format("\rloading {:.1f} GB: {} %", static_cast<double>(total) / 1e9, percent)
            << (done >= total ? "\n" : "") << std::flush;
}

void add_device_flags(CLI::App& app, ModelSpec& spec) {
  if (::isatty(STDERR_FILENO) != 0) {
    spec.on_load = show_loading;
    spec.on_note = [](const std::string& note) {  // elsewhere the run's own lines name the device
      std::cerr << fmt::format("Note: {}\n", note) << std::flush;
    };
  }
  app.add_option("--device", spec.device,
                 "auto (a GPU, else the CPU), cpu, cuda:N, reference (fp64, slow)")
      ->capture_default_str();
  app.add_option("--weights", spec.weights, "auto (as stored), bf16, f32, q8, q4")
      ->capture_default_str();
  app.add_option("--threads", spec.threads, "threads of the CPU backend; 0: one per core")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  app.add_option("--max-batch", spec.max_batch, "most samples decoded together; never changes them")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
}

void add_model_flags(CLI::App& app, ModelSpec& spec) {
  add_device_flags(app, spec);
  add_remote_flags(app, spec.remote);
}

void add_data_flag(CLI::App& app, std::string& data) {
  app.add_option("--data", data,
                 "directory of downloaded suites, DIR/<suite>/<file> [$ASSAY_DATA, or where fetch\n"
                 "puts them]");
}

void check_output(const std::filesystem::path& path) {
  constexpr std::string_view database = "SQLite format 3";
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return;  // of an export
  }
  check_writable(path);
  if (std::filesystem::is_regular_file(path, ignored)) {
    std::string begin(database.size(), '\0');
    std::ifstream(path, std::ios::binary).read(begin.data(), std::ssize(begin));
    if (begin == database) {
      throw UsageError(
          fmt::format("{} is a run file, which would be lost; name another output", path.string()));
    }
  }
}

std::string command_line() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::string line;
  for (std::string word; std::getline(file, word, '\0');) {
    const bool plain =
        !word.empty() && word.find_first_of(" \t\n'\"\\$*?&|;<>()") == std::string::npos;
    line += (line.empty() ? "" : " ") + (plain ? word : "'" + word + "'");
  }
  return line;
}

std::filesystem::path data_directory(const std::string& flag) {
  const std::string named = flag.empty() ? data_variable() : flag;
  if (named.empty()) {
    const std::filesystem::path cached = download_folder("data");
    std::error_code ignored;
    return std::filesystem::is_directory(cached, ignored) ? cached : std::filesystem::path();
  }
  if (!std::filesystem::is_directory(named)) {
    throw UsageError(
        fmt::format("{} {}: not a directory", flag.empty() ? "$ASSAY_DATA" : "--data", named));
  }
  return named;
}

std::filesystem::path fetch_directory(const std::string& flag) {
  const std::string named = flag.empty() ? data_variable() : flag;
  std::filesystem::path directory =
      named.empty() ? download_folder("data") : std::filesystem::path(named);
  if (directory.empty()) {
    throw UsageError("no folder for data: name one with --data DIR, or set ASSAY_DATA or HOME");
  }
  return directory;
}

void add_sandbox_flag(CLI::App& app, std::string& policy) {
  app.add_option("--sandbox", policy,
                 "for untrusted programs: auto, strict, or container (as root, where this host is\n"
                 "itself a throw-away container; no namespaces)")
      ->check(CLI::IsMember({"auto", "strict", "container"}))
      ->capture_default_str();
}

SandboxPolicy sandbox_policy(const std::string& name) {
  if (name == "strict") {
    return SandboxPolicy::strict;
  }
  return name == "container" ? SandboxPolicy::container : SandboxPolicy::automatic;
}

}  // namespace assay::cli
