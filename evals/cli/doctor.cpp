// assay doctor: what this machine can do, and the remedy for what it cannot.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "datasets/suite.hpp"
#include "evals/cli/command.hpp"
#include "graders/self_check.hpp"

namespace assay::cli {

namespace {

void line(bool good, const std::string& what, const std::string& finding,
          const std::string& remedy = "") {
  std::cout << fmt::format("{:<4} {:<10} {}\n", good ? "ok" : "MISS", what, finding);
  for (std::size_t begin = 0; begin < remedy.size();) {
    const std::size_t end = std::min(remedy.find('\n', begin), remedy.size());
    std::cout << fmt::format("     {:<10} {} {}\n", "", begin == 0 ? "remedy:" : " ",
                             remedy.substr(begin, end - begin));
    begin = end + 1;
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

void print_ladder() {
  for (const SandboxRung& rung : sandbox_ladder()) {
    std::cout << fmt::format("{:<4}   level {}  {}\n", rung.available ? "ok" : "none", rung.level,
                             rung.means);
    if (!rung.why_not.empty()) {
      std::cout << fmt::format("                {}\n", rung.why_not);
    }
  }
}

bool check_attacks(SandboxPolicy policy) {
  bool good = true;
  try {
    for (const SelfCheck& check : self_check(policy)) {
      line(check.good, "self-test", fmt::format("{}: {}", check.name, check.finding));
      good = good && check.good;
    }
  } catch (const Error& error) {
    line(false, "self-test", error.what());
    return false;
  }
  return good;
}

ExitCode execute(const std::string& sandbox, bool self_test) {
  bool good = check_model();
  line(true, "suites", suite_directory().string());
  for (const DeviceReport& device : probe_devices()) {
    std::cout << fmt::format("{:<4} {:<10} {}\n", device.usable ? "ok" : "none", device.name,
                             device.finding);
  }
  const SandboxReport report = probe_sandbox(sandbox_policy(sandbox));
  line(report.usable, "sandbox", report.level + ": " + report.finding, report.remedy);
  print_ladder();
  good = good && report.usable;
  if (self_test) {
    good = check_attacks(sandbox_policy(sandbox)) && good;
  }
  std::cout << (good ? "Everything that a run needs is here.\n"
                     : "Not everything is here; see the remedies above.\n");
  return good ? ExitCode::done : ExitCode::infrastructure;
}

}  // namespace

Command add_doctor(CLI::App& app) {
  CLI::App* command = app.add_subcommand("doctor", "Check this machine: model, devices, sandbox");
  const auto sandbox = std::make_shared<std::string>("auto");
  add_sandbox_flag(*command, *sandbox);
  const auto self_test = std::make_shared<bool>(false);
  command->add_flag("--self-test", *self_test, "judge some hostile programs on this machine");
  return {command, [sandbox, self_test] { return execute(*sandbox, *self_test); }};
}

}  // namespace assay::cli
