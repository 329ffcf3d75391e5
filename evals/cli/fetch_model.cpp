#include "evals/cli/fetch_model.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "datasets/hub.hpp"
#include "engine/core/error.hpp"
#include "evals/cli/download_folder.hpp"
#include "evals/cli/transfer_line.hpp"

namespace assay::cli {

namespace {

namespace fs = std::filesystem;

fs::path folder_of(const ModelFetch& fetch) {
  if (!fetch.folder.empty()) {
    return fetch.folder;
  }
  const fs::path models = download_folder("models");
  if (models.empty()) {
    throw UsageError("no folder for models: name one with -o DIR, or set ASSAY_CACHE or HOME");
  }
  return models / fetch.name;
}

void show(const HubPlan& plan) {
  const std::size_t n_files = plan.n_present + plan.downloads.size();
  std::cout << fmt::format("{}: commit {} (licence {})\n", plan.model, plan.commit.substr(0, 12),
                           plan.license.empty() ? "not stated: see " + plan.page : plan.license);
  if (plan.is_gated) {
    std::cout << fmt::format("  gated: its terms are at {}\n", plan.page);
  }
  std::cout << fmt::format("  {} files, {}\n", n_files, size_text(plan.bytes));
  if (plan.n_present > 0) {
    std::cout << fmt::format("  already there: {} of {} files\n", plan.n_present, n_files);
  }
  if (plan.is_update) {
    std::cout << "  replaces files of another commit\n";
  }
  std::cout << fmt::format("  {} {}\n", plan.downloads.empty() ? "in" : "to", plan.folder.string())
            << std::flush;
}

void show_end(const ModelFetch& fetch, const HubPlan& plan) {
  std::cout << fmt::format("  {}\n", plan.is_pinned ? "as published, by their checksums"
                                                    : "no checksum is known for all of them");
  if (!plan.has_tokenizer) {
    std::cout << fmt::format(
        "  No tokenizer.json or tiktoken.model: make one with transformers, "
        "AutoTokenizer.from_pretrained(\"{0}\").save_pretrained(\"{0}\")\n",
        plan.folder.string());
    return;
  }
  std::cout << fmt::format("  Next: assay run gsm8k -m {}\n",
                           fetch.folder.empty() ? plan.model : plan.folder.string());
}

}  // namespace

bool names_a_model(const std::string& name) {
  return is_model_name(name) && !name.ends_with(".yaml") && !name.ends_with(".yml") &&
         !fs::is_regular_file(name);
}

Step step_for_model(const ModelFetch& fetch, const Interrupt& interrupt) {
  TransferLine questions;
  HubPlan found = plan_model(fetch.name, folder_of(fetch), questions.options(interrupt));
  return [plan = std::move(found), fetch, &interrupt] {
    show(plan);
    if (fetch.dry_run) {
      return;
    }
    if (!plan.downloads.empty()) {
      TransferLine line;
      fetch_model(plan, line.options(interrupt), fetch.at_once);
    }
    show_end(fetch, plan);
  };
}

}  // namespace assay::cli
