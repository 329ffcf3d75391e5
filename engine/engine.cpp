#include "engine/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <thread>
#include <utility>

#include "engine/backend/cpu/dispatch.hpp"
#include "engine/backend/open_backend.hpp"
#include "engine/backend/reference/reference_backend.hpp"
#include "engine/checkpoint/config.hpp"
#include "engine/checkpoint/hub_cache.hpp"
#include "engine/core/error.hpp"
#include "engine/model/loaded_model.hpp"
#include "engine/model/memory_room.hpp"
#include "engine/model/verify.hpp"
#include "engine/open_local.hpp"
#include "engine/remote/open_remote.hpp"
#include "engine/serving/http/service.hpp"
#include "engine/serving/local_generator.hpp"

namespace assay {

namespace {

namespace fs = std::filesystem;

constexpr const char* builtin_name = "assay-tiny";
constexpr int most_batch = 65536;

/// Words, digits, symbols and code, so that a checkpoint meets what it will be asked.
constexpr const char* text_to_verify_with =
    "A train leaves the station at 9:40 and travels 126 km at 84 km/h. When does it arrive? Let t "
    "be "
    "the time in hours. Then t = 126 / 84 = 3/2, which is one hour and 30 minutes, so the train "
    "arrives at 11:10. We check: 84 * 1.5 = 126. Therefore the answer is $\\boxed{11{:}10}$.\n\n"
    "def arrival(start: float, distance: float, speed: float) -> float:\n"
    "    return start + distance / speed\n\nassert abs(arrival(9.667, 126, 84) - 11.167) < 1e-3\n";

int cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

WeightType weight_type(const std::string& name) {
  if (name == "auto") {
    return WeightType::stored;
  }
  if (name == "bf16") {
    return WeightType::bf16;
  }
  if (name == "f32") {
    return WeightType::f32;
  }
  if (name == "q8") {
    return WeightType::q8;
  }
  if (name == "q4") {
    return WeightType::q4;
  }
  throw UsageError(fmt::format("--weights {}: not supported; use auto, bf16, f32, q8 or q4", name));
}

/// A flag that would change nothing was meant for another model.
void check_flags_fit(const ModelSpec& spec, bool remote) {
  const RemoteFlags& flags = spec.remote;
  const std::pair<const char*, bool> for_servers[] = {{"--model-name", !flags.model_name.empty()},
                                                      {"--api", !flags.api.empty()},
                                                      {"--api-key-env", !flags.api_key_env.empty()},
                                                      {"--header", !flags.headers.empty()},
                                                      {"--body", !flags.body.empty()},
                                                      {"--extra", !flags.extra.empty()},
                                                      {"--concurrency", flags.concurrency != 0}};
  const std::pair<const char*, bool> for_local[] = {{"--device", spec.device != "auto"},
                                                    {"--weights", spec.weights != "auto"}};
  for (const auto& [flag, given] : for_servers) {
    if (given && !remote) {
      throw UsageError(fmt::format(
          "{}: belongs to a model behind a server, and -m {} runs here; leave it out, or give "
          "the server's address, e.g. -m http://127.0.0.1:8000/v1",
          flag, spec.model));
    }
  }
  for (const auto& [flag, given] : for_local) {
    if (given && remote) {
      throw UsageError(fmt::format(
          "{}: belongs to a model that runs here, and -m {} is behind a server; leave it out", flag,
          spec.model));
    }
  }
}

void check_numbers(const ModelSpec& spec) {
  if (spec.threads < 0) {
    throw UsageError(fmt::format("--threads {}: must be at least 0 (one per core)", spec.threads));
  }
  if (spec.max_batch < 1 || spec.max_batch > most_batch) {
    throw UsageError(
        fmt::format("--max-batch {}: must be from 1 to {}", spec.max_batch, most_batch));
  }
}

std::unique_ptr<LocalGenerator> open_generator(const ModelSpec& spec) {
  SchedulerSettings settings;
  settings.max_batch = spec.max_batch;
  std::unique_ptr<LoadedModel> model = open_local(spec);
  if (const std::optional<std::uint64_t> free = model->backend->free_memory()) {
    settings.cache_limit = cache_share(*free);
  }
  return std::make_unique<LocalGenerator>(std::move(model), settings);
}

/// Empty if the settings name no variable.
std::string api_key(const ServeSettings& settings) {
  if (settings.api_key_env.empty()) {
    return {};
  }
  const char* key = std::getenv(settings.api_key_env.c_str());  // NOLINT(concurrency-mt-unsafe)
  if (key == nullptr || *key == '\0') {
    throw UsageError(
        fmt::format("--api-key-env {}: this variable is not set; export it, or leave "
                    "the flag out for a server without a key",
                    settings.api_key_env));
  }
  return key;
}

class LocalServer final : public ModelServer {
 public:
  LocalServer(const ModelSpec& spec, const ServeSettings& settings)
      : has_key_(!settings.api_key_env.empty()),
        service_(
            open_generator(spec), http_settings(settings),
            {api_key(settings), static_cast<std::size_t>(settings.queue), settings.grace_seconds}) {
  }

  [[nodiscard]] const ModelInfo& info() const override { return service_.generator().info(); }

  [[nodiscard]] std::string address() const override {
    return fmt::format("http://{}/v1", service_.server().address());
  }

  [[nodiscard]] std::string warning() const override {
    if (has_key_ || service_.server().is_loopback()) {
      return {};
    }
    return fmt::format(
        "everybody who reaches {} can use this model: ask for a key with "
        "--api-key-env NAME, or leave --host out",
        service_.server().address());
  }

  void run() override { service_.run(); }
  void stop() override { service_.stop(); }

 private:
  static http::HttpSettings http_settings(const ServeSettings& settings) {
    http::HttpSettings http;
    http.host = settings.host;
    http.port = settings.port;
    http.body_limit = static_cast<std::size_t>(settings.body_mib) << 20U;
    return http;
  }

  bool has_key_;
  http::Service service_;
};

DeviceReport cpu_report() {
  const char* kernels = cpu::available_kernels().front()->name;
  return {"cpu", fmt::format("{}, {} core{}", kernels, cores(), cores() == 1 ? "" : "s"), true};
}

}  // namespace

std::unique_ptr<LoadedModel> open_local(const ModelSpec& spec, const char* remedy) {
  check_flags_fit(spec, remote::is_remote(spec.model));
  if (remote::is_remote(spec.model)) {
    throw UsageError(fmt::format("-m {}: this is a model behind a server; {}", spec.model, remedy));
  }
  check_numbers(spec);
  const WeightType type = weight_type(spec.weights);
  const fs::path directory = checkpoint_directory(spec.model);
  OpenedBackend opened = open_backend(spec.device, spec.threads);
  if (spec.on_note && !opened.note.empty()) {
    spec.on_note(opened.note);
  }
  std::unique_ptr<LoadedModel> model =
      load_model(directory, type, std::move(opened.backend), spec.on_load);
  model->info.source = spec.model;
  if (is_hub_name(spec.model) && !fs::is_directory(spec.model)) {
    model->info.name = spec.model;
  }
  return model;
}

std::unique_ptr<Generator> open_model(const ModelSpec& spec) {
  check_flags_fit(spec, remote::is_remote(spec.model));
  if (remote::is_remote(spec.model)) {
    check_numbers(spec);
    return remote::open_remote(remote::resolve(spec.model, spec.remote));
  }
  return open_generator(spec);
}

std::unique_ptr<ModelServer> serve(const ModelSpec& spec, const ServeSettings& settings) {
  if (remote::is_remote(spec.model)) {
    throw UsageError(fmt::format(
        "-m {}: is behind a server already; give a checkpoint directory or 'builtin'", spec.model));
  }
  return std::make_unique<LocalServer>(spec, settings);
}

VerifyReport verify_model(const VerifySpec& spec) {
  const std::unique_ptr<LoadedModel> model =
      open_local(spec.model, "only a checkpoint can be verified layer by layer");
  std::vector<std::int32_t> ids = model->tokenizer.encode_plain(text_to_verify_with);
  if (spec.tokens < 1 || static_cast<std::size_t>(spec.tokens) > ids.size()) {
    throw UsageError(fmt::format("--tokens {}: must be from 1 to {}", spec.tokens, ids.size()));
  }
  ids.resize(static_cast<std::size_t>(spec.tokens));
  VerifyReport report{model->info, "the same weights", {}};
  const DecoderParts candidate{*model->backend, model->config, model->weights};
  const bool in_host_memory = !model->backend->free_memory();
  if (spec.against.empty() && spec.model.weights == "auto" && in_host_memory) {
    const std::unique_ptr<Backend> reference = reference::make_backend();
    report.found = verify(candidate, {*reference, model->config, model->weights}, ids);
    return report;
  }
  const std::string directory = spec.against.empty() ? spec.model.model : spec.against;
  const std::unique_ptr<LoadedModel> reference =
      load_model(checkpoint_directory(directory), WeightType::stored, reference::make_backend());
  report.reference = directory + " as it is stored";
  report.found =
      verify(candidate, {*reference->backend, reference->config, reference->weights}, ids);
  return report;
}

fs::path checkpoint_directory(const std::string& model) {
  if (model == "builtin") {
    return builtin_model_directory();
  }
  if (fs::is_directory(model)) {
    return model;
  }
  if (fs::path(model).extension() == ".gguf") {
    throw UsageError(fmt::format("-m {}: {}", model, gguf_is_not_loaded));
  }
  if (!is_hub_name(model)) {
    throw UsageError(fmt::format(
        "-m {}: no such model: there is no directory of that name; give a checkpoint directory "
        "(config.json, model.safetensors, tokenizer.json), 'builtin' for the built-in model, or "
        "the address of a server, e.g. http://127.0.0.1:8000/v1",
        model));
  }
  if (std::optional<fs::path> found = find_in_hub_caches(model)) {
    return *std::move(found);
  }
  const std::vector<fs::path> places = hub_places(model);
  throw UsageError(fmt::format(
      "-m {}: there is no directory of that name, and no such model in {} or {}: download it with "
      "'assay fetch {}', or set HF_HOME to the cache that has it",
      model, places.front().string(), places.back().string(), model));
}

fs::path builtin_model_directory() {
  std::vector<fs::path> places;
  const char* share = std::getenv("ASSAY_SHARE");  // NOLINT(concurrency-mt-unsafe): read-only
  if (share != nullptr && *share != '\0') {
    places.push_back(fs::path(share) / "models" / builtin_name);
  }
  places.push_back(fs::path(ASSAY_SOURCE_DIR) / "engine" / "checkpoint" / builtin_name);
  places.push_back(fs::path(ASSAY_INSTALL_DIR) / "models" / builtin_name);
  std::string looked;
  for (const fs::path& place : places) {
    if (fs::exists(place / "config.json")) {
      return place;
    }
    looked += (looked.empty() ? "" : ", ") + place.string();
  }
  throw InfrastructureError(fmt::format(
      "the built-in model was not found; looked in {}; set ASSAY_SHARE to the directory that holds "
      "models/{}",
      looked, builtin_name));
}

std::vector<DeviceReport> probe_devices() {
  std::vector<DeviceReport> reports = {cpu_report()};
  const CudaDevices found = find_cuda_devices();
  for (const std::string& name : found.names) {
    reports.push_back({fmt::format("cuda:{}", reports.size() - 1), name, true});
  }
  if (found.names.empty()) {
    reports.push_back({"cuda", found.why_none, false});
  }
  return reports;
}

}  // namespace assay
