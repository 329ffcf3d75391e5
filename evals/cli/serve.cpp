// assay serve: the engine as an OpenAI-compatible server, for other harnesses.
#include <fmt/format.h>

#include <iostream>

#include "evals/cli/command.hpp"
#include "evals/interrupt.hpp"

namespace assay::cli {

namespace {

struct ServeOptions {
  ModelSpec model;
  ServeSettings settings;
};

ExitCode execute(const ServeOptions& options) {
  Interrupt interrupt;
  const std::unique_ptr<ModelServer> server = serve(options.model, options.settings);
  if (const std::string warning = server->warning(); !warning.empty()) {
    std::cerr << "Warning: " << warning << std::endl;
  }
  std::cout << fmt::format("Serving {} ({}) at {}", server->info().name,
                           server->info().numerics.text(), server->address())
            << std::endl;
  interrupt.on_stop([&] { server->stop(); });
  if (interrupt.stopped()) {
    server->stop();
  }
  server->run();
  interrupt.on_stop(nullptr);
  return ExitCode::done;
}

}  // namespace

Command add_serve(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("serve", "The engine as an OpenAI-compatible server, for other harnesses");
  const auto options = std::make_shared<ServeOptions>();
  ServeSettings& settings = options->settings;
  command->add_option("-m,--model", options->model.model, "builtin, or a checkpoint directory")
      ->capture_default_str();
  command
      ->add_option(
          "--host", settings.host,
          "the address to listen on; others than this machine's own\nloopback let others in")
      ->capture_default_str();
  command->add_option("--port", settings.port, "0 takes one that is free, and prints it")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command->add_option("--api-key-env", settings.api_key_env,
                      "environment variable with the key that clients must send");
  command
      ->add_option("--queue", settings.queue,
                   "most choices, waiting and decoded; more are refused with 429")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  command->add_option("--body-mib", settings.body_mib, "most MiB of a request")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command
      ->add_option("--grace", settings.grace_seconds,
                   "seconds that what runs has to finish after Ctrl-C")
      ->check(CLI::Range(0, 86400))
      ->capture_default_str();
  add_device_flags(*command, options->model);
  return {command, [options] { return execute(*options); }};
}

}  // namespace assay::cli
