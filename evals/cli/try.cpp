// assay try: one prompt, streamed, the thinking shown apart from the answer.
#include <fmt/format.h>
#include <unistd.h>

#include <iostream>

#include "evals/cli/command.hpp"
#include "evals/interrupt.hpp"
#include "evals/settings.hpp"

namespace assay::cli {

namespace {

struct TryOptions {
  ModelSpec model;
  std::string prompt;
  SamplingFlags sampling;
  std::string preset;
  std::string system_prompt;
  std::optional<int> think_budget;
  std::uint64_t seed = 0;
};

/// Thinking is dim on a terminal, and between rules in a pipe.
class Screen {
 public:
  void show(const TextDelta& delta) {
    if (delta.thinking != thinking_) {
      thinking_ = delta.thinking;
      std::cout << (thinking_ ? (colour_ ? "\033[2m" : "--- thinking ---\n")
                              : (colour_ ? "\033[0m\n" : "\n--- answer ---\n"));
    }
    std::cout << delta.text << std::flush;
  }

  void finish() const { std::cout << (thinking_ && colour_ ? "\033[0m" : "") << std::endl; }

 private:
  bool colour_ = ::isatty(STDOUT_FILENO) != 0;
  bool thinking_ = false;
};

ExitCode execute(const TryOptions& options) {
  Interrupt interrupt;
  const std::unique_ptr<Generator> generator = open_model(options.model);
  Screen screen;
  Request request;
  request.problem_key = "try";
  if (!options.system_prompt.empty()) {
    request.messages.push_back({"system", options.system_prompt});
  }
  request.messages.push_back({"user", options.prompt});
  request.sample_indices = {0};
  request.sampling =
      resolve_sampling(options.sampling, options.preset, Suite{}, generator->info().context).params;
  request.think_budget = options.think_budget;
  request.seed = options.seed;
  request.on_text = [&](const TextDelta& delta) { screen.show(delta); };
  interrupt.on_stop([&] { generator->cancel(); });
  generator->submit(std::move(request));
  const std::optional<Completion> completion = generator->next();
  screen.finish();
  if (!completion) {
    throw Interrupted("stopped");
  }
  const double seconds = completion->timings.decode_ms / 1000.0;
  const auto tokens = static_cast<double>(completion->tokens());
  std::cerr << fmt::format("{} tokens, {} of thought, {:.0f} tok/s, finish: {}\n",
                           completion->tokens(), completion->thinking_tokens(),
                           seconds > 0 ? tokens / seconds : 0.0,
                           to_string(completion->finish_reason));
  return ExitCode::done;
}

}  // namespace

Command add_try(CLI::App& app) {
  CLI::App* command = app.add_subcommand("try", "One prompt, streamed");
  const auto options = std::make_shared<TryOptions>();
  command
      ->add_option("model", options->model.model,
                   "as for assay run: builtin, a directory, an address, a YAML file")
      ->required();
  command->add_option("prompt", options->prompt, "the user message")->required();
  command->add_option("--temperature", options->sampling.temperature, "0 is greedy");
  command->add_option("--top-p", options->sampling.top_p, "nucleus sampling");
  command->add_option("--top-k", options->sampling.top_k, "0 is off");
  command->add_option("--min-p", options->sampling.min_p, "0 is off");
  command->add_option("--max-tokens", options->sampling.max_tokens, "most tokens to generate");
  command->add_option("--preset", options->preset, "sampling preset: r1, greedy");
  command->add_option("--think-budget", options->think_budget,
                      "close the thinking after so many tokens");
  command->add_option("--system", options->system_prompt, "system prompt");
  command->add_option("--seed", options->seed, "seed of the random stream");
  add_model_flags(*command, options->model);
  return {command, [options] { return execute(*options); }};
}

}  // namespace assay::cli
