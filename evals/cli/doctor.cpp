// assay doctor: what this machine can do, and the remedy for what it cannot.
#include <fmt/format.h>

#include <iostream>

#include "datasets/suite.hpp"
#include "evals/cli/command.hpp"

namespace assay::cli {

namespace {

void line(bool good, const std::string& what, const std::string& finding,
          const std::string& remedy = "") {
  std::cout << fmt::format("{:<4} {:<10} {}\n", good ? "ok" : "MISS", what, finding);
  if (!remedy.empty()) {
    std::cout << fmt::format("     {:<10} remedy: {}\n", "", remedy);
  }
}

bool check_model() {
  try {
    line(true, "model", "built-in, " + builtin_model_directory().string());
    return true;
  } catch (const Error& error) {
    line(false, "model", error.what());
    return false;
  }
}

ExitCode execute(const std::string& sandbox) {
  bool good = check_model();
  line(true, "suites", suite_directory().string());
  for (const DeviceReport& device : probe_devices()) {
    std::cout << fmt::format("{:<4} {:<10} {}\n", device.usable ? "ok" : "none", device.name,
                             device.finding);
  }
  const SandboxReport report = probe_sandbox(sandbox_policy(sandbox));
  line(report.usable, "sandbox", report.level + ": " + report.finding, report.remedy);
  good = good && report.usable;
  std::cout << (good ? "Everything that a run needs is here.\n"
                     : "Not everything is here; see the remedies above.\n");
  return good ? ExitCode::done : ExitCode::infrastructure;
}

}  // namespace

Command add_doctor(CLI::App& app) {
  CLI::App* command = app.add_subcommand("doctor", "Check this machine: model, devices, sandbox");
  const auto sandbox = std::make_shared<std::string>("auto");
  add_sandbox_flag(*command, *sandbox);
  command->add_flag_callback(
      "--self-test", [] {}, "probe the sandbox by trying forbidden things in it (always done)");
  return {command, [sandbox] { return execute(*sandbox); }};
}

}  // namespace assay::cli
