// assay verify: does a backend compute what the checkpoint says? Layer by layer against the fp64
// reference.
#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "evals/cli/command.hpp"

namespace assay::cli {

namespace {

struct VerifyOptions {
  VerifySpec spec;
  double tolerance = 1e-10;
  bool json = false;
};

void print_json(const VerifyReport& report, const LayerDifference* beyond) {
  nlohmann::json layers = nlohmann::json::array();
  for (const LayerDifference& layer : report.found.layers) {
    layers.push_back({{"layer", layer.layer}, {"nmse", layer.nmse}, {"ulp", layer.ulp}});
  }
  std::cout << nlohmann::json{{"model", report.model.name},
                              {"numerics", report.model.numerics.text()},
                              {"reference", report.reference},
                              {"layers", layers},
                              {"logprob", report.found.logprob},
                              {"agreeing", report.found.agreeing},
                              {"positions", report.found.positions},
                              {"good", beyond == nullptr}}
                   .dump()
            << '\n';
}

void print_table(const VerifyReport& report) {
  std::cout << fmt::format("{} on {}, against fp64 on {}\n\n  layer      nmse       ulp\n",
                           report.model.name, report.model.hardware, report.reference);
  for (const LayerDifference& layer : report.found.layers) {
    std::cout << fmt::format("  {:>5}  {:>8.1e}  {:>8.1f}\n", layer.layer, layer.nmse, layer.ulp);
  }
  std::cout << fmt::format(
      "\nlog-probabilities differ by at most {:.1e} nats; the likeliest token agrees at {} of {} "
      "places\n",
      report.found.logprob, report.found.agreeing, report.found.positions);
}

ExitCode execute(const VerifyOptions& options) {
  if (!std::isfinite(options.tolerance) || options.tolerance < 0.0) {
    throw UsageError(fmt::format("--tolerance {}: must be 0 or more", options.tolerance));
  }
  const VerifyReport report = verify_model(options.spec);
  const LayerDifference* beyond = first_beyond(report.found, options.tolerance);
  if (options.json) {
    print_json(report, beyond);
  } else {
    print_table(report);
    std::cout << (beyond == nullptr
                      ? fmt::format("good: every layer is within nmse {:.0e}\n", options.tolerance)
                      : fmt::format("NOT good: layer {} differs by nmse {:.1e}, more than {:.0e}\n",
                                    beyond->layer, beyond->nmse, options.tolerance));
  }
  return beyond == nullptr ? ExitCode::done : ExitCode::no_go;
}

}  // namespace

Command add_verify(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("verify", "Hold a model's arithmetic against the fp64 reference");
  const auto options = std::make_shared<VerifyOptions>();
  command
      ->add_option("-m,--model", options->spec.model.model, "a checkpoint's directory, or builtin")
      ->required();
  command->add_option("--against", options->spec.against,
                      "the checkpoint that the reference runs, e.g. the one before a conversion");
  command->add_option("--tokens", options->spec.tokens, "tokens of a text of ours to feed");
  command->add_option("--tolerance", options->tolerance,
                      "largest normalised mean square error of a layer; exit 1 beyond it");
  command->add_flag("--json", options->json, "one JSON object");
  add_model_flags(*command, options->spec.model);
  return {command, [options] { return execute(*options); }};
}

}  // namespace assay::cli
