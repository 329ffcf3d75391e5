// What every sub-command gives the command line: its flags, and what to do when it is named.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "engine/core/error.hpp"
#include "engine/engine.hpp"
#include "graders/grader.hpp"

namespace assay::cli {

using Action = std::function<ExitCode()>;

struct Command {
  CLI::App* app = nullptr;
  Action action;
};

Command add_run(CLI::App& app);
Command add_try(CLI::App& app);
Command add_grade(CLI::App& app);
Command add_show(CLI::App& app);
Command add_report(CLI::App& app);
Command add_replay(CLI::App& app);
Command add_compare(CLI::App& app);
Command add_gate(CLI::App& app);
Command add_export(CLI::App& app);
Command add_merge(CLI::App& app);
Command add_fetch(CLI::App& app);
Command add_list(CLI::App& app);
Command add_tokenize(CLI::App& app);
Command add_verify(CLI::App& app);
Command add_serve(CLI::App& app);
Command add_doctor(CLI::App& app);

/// Parses and runs; returns the process's exit code. Errors go to stderr as one line,
/// "assay: message".
int run_program(int argc, char** argv);

/// Adds the flags of a model that runs here.
void add_device_flags(CLI::App& app, ModelSpec& spec);

/// The same, and those of a model behind a server.
void add_model_flags(CLI::App& app, ModelSpec& spec);

/// Adds --data; see data_directory.
void add_data_flag(CLI::App& app, std::string& data);

/// Where the data of suites lie: the flag, else $ASSAY_DATA, else the folder data of the cache
/// ($ASSAY_CACHE, $XDG_CACHE_HOME/assay or ~/.cache/assay) if it is there, else none. Throws
/// UsageError if what the user named is not a directory.
[[nodiscard]] std::filesystem::path data_directory(const std::string& flag);

/// The same for writing: it need not be there yet. Throws UsageError if nothing names one.
[[nodiscard]] std::filesystem::path fetch_directory(const std::string& flag);

/// For opening outputs before the work. Throws InfrastructureError unless a file can be made or
/// changed at `path`, UsageError if a run file lies there: only `run` and `merge` write those.
void check_output(const std::filesystem::path& path);

/// What was typed, for the manifest; empty where /proc is not there. No flag takes a secret.
[[nodiscard]] std::string command_line();

/// Adds --sandbox auto|strict|container.
void add_sandbox_flag(CLI::App& app, std::string& policy);
[[nodiscard]] SandboxPolicy sandbox_policy(const std::string& name);

}  // namespace assay::cli
