// The facade of the engine: open a model. With generator.hpp all that evals/ sees.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/token_drift.hpp"
#include "engine/generator.hpp"
#include "engine/model/agreement.hpp"

namespace assay {

/// What the command line says about a model behind a server; empty or 0: as its YAML file says,
/// else the default.
struct RemoteFlags {
  std::string model_name;            ///< what the server calls it
  std::string api;                   ///< chat | completions
  std::string api_key_env;           ///< the environment variable that holds the key
  std::vector<std::string> headers;  ///< "NAME=VALUE", or "NAME=env:VARIABLE" for a secret
  std::vector<std::string> body;     ///< "FIELD=VALUE", VALUE as JSON or else as text
  std::string extra;                 ///< more fields of the body, one JSON object
  int concurrency = 0;               ///< most requests at a time
};

/// What the command line says about a model.
struct ModelSpec {
  /// "builtin", a checkpoint directory, a server's address ("http://host:8000/v1#name"), or a YAML
  /// file that describes one.
  std::string model = "builtin";
  std::string device = "auto";   ///< auto | cpu | reference | cuda:N
  std::string weights = "auto";  ///< auto (as stored) | bf16 | f32 | q8 | q4
  int threads = 0;               ///< 0: one per core
  int max_batch = 64;            ///< most samples decoded together; changes speed, never bits
  RemoteFlags remote;
  /// Called while the weights of a local model are read, with bytes.
  std::function<void(std::uint64_t done, std::uint64_t total)> on_load = {};
  /// Called with what a person should know of the choice of a device.
  std::function<void(const std::string& note)> on_note = {};
};

/// Opens a model for generation. Throws UsageError (unknown model, device, damaged
/// checkpoint: names file, field and remedy) or InfrastructureError.
[[nodiscard]] std::unique_ptr<Generator> open_model(const ModelSpec& spec);

/// Directory of a model that runs here: a path, "builtin", or "org/name" of a cache. Throws
/// UsageError for no such model.
[[nodiscard]] std::filesystem::path checkpoint_directory(const std::string& model);

/// What a model that runs here makes of a text or a conversation.
struct TokenizeRequest {
  std::string model = "builtin";
  std::string text;                   ///< added tokens are looked for ...
  bool document = false;              ///< ... and BOS is put before it
  std::vector<ChatMessage> messages;  ///< in the place of a text: rendered as a chat
  bool thinking = true;               ///< false: as the model's format asks for no thinking
};

struct TokenizedText {
  std::string format;  ///< of a chat: its name, and why it was chosen
  std::string reason;
  RenderedPrompt prompt;
  std::vector<std::string> tokens;  ///< the bytes of each id
};

/// Needs no weights. Throws UsageError or DataError, which name file, field and remedy.
[[nodiscard]] TokenizedText tokenize(const TokenizeRequest& request);

struct VerifySpec {
  ModelSpec model;      ///< what is tried: a local model
  std::string against;  ///< the checkpoint that the reference runs; empty: the same
  int tokens = 64;      ///< of a text of ours
};

struct VerifyReport {
  ModelInfo model;
  std::string reference;  ///< what it was held against
  Agreement found;
};

/// Runs the first tokens of a text through the model's backend and through the fp64 reference,
/// which shares the weights as they are held, or reads its own as they are stored where
/// `model.weights` or `against` asks for other ones. Throws as open_model does, and UsageError for
/// a remote model.
[[nodiscard]] VerifyReport verify_model(const VerifySpec& spec);

/// A sample as it was drawn, to be fed again token by token.
struct StoredTrace {
  std::string problem_key;
  int sample_index = 0;
  std::uint64_t seed = 0;
  SamplingParams sampling;
  std::optional<int> think_budget;
  int think_extend = 0;
  std::vector<std::int32_t> prompt_ids;
  std::vector<std::int32_t> token_ids;
  bool ended = false;  ///< the model ended it, not the budget or the context
};

/// Two models that are fed the same traces.
class Replayer {
 public:
  Replayer() = default;
  virtual ~Replayer() = default;
  Replayer(const Replayer&) = delete;
  Replayer& operator=(const Replayer&) = delete;

  [[nodiscard]] virtual const ModelInfo& before() const = 0;
  [[nodiscard]] virtual const ModelInfo& after() const = 0;

  /// One a token of the completion, and one for the end where the model ended it. Throws DataError
  /// for a trace of another vocabulary.
  [[nodiscard]] virtual std::vector<TokenDrift> replay(const StoredTrace& trace) = 0;

  /// Of one token.
  [[nodiscard]] virtual std::string text(std::int32_t id) const = 0;
};

/// Traces may have up to `most_tokens`, prompt and completion together. Throws as open_model()
/// does, and UsageError for a model behind a server and for two vocabularies.
[[nodiscard]] std::unique_ptr<Replayer> open_replay(const ModelSpec& before, const ModelSpec& after,
                                                    int most_tokens);

/// How a model is served.
struct ServeSettings {
  std::string host = "127.0.0.1";
  int port = 8000;          ///< 0: one that is free
  std::string api_key_env;  ///< the environment variable that holds the key; empty: none is asked
  int queue = 1024;         ///< most choices, waiting and decoded, at a time
  int body_mib = 16;        ///< most MiB of a request
  int grace_seconds = 30;   ///< what runs at a stop has so long to finish
};

/// A model behind an OpenAI-compatible HTTP server.
class ModelServer {
 public:
  ModelServer() = default;
  virtual ~ModelServer() = default;
  ModelServer(const ModelServer&) = delete;
  ModelServer& operator=(const ModelServer&) = delete;

  [[nodiscard]] virtual const ModelInfo& info() const = 0;

  /// "http://127.0.0.1:8000/v1"
  [[nodiscard]] virtual std::string address() const = 0;

  /// What its owner should know; empty if nothing.
  [[nodiscard]] virtual std::string warning() const = 0;

  /// Serves until stop(). Rethrows a failure of the engine.
  virtual void run() = 0;

  /// Ends run(): accepts nobody any more, and what runs finishes or is cancelled after the grace.
  /// Thread-safe.
  virtual void stop() = 0;
};

/// Takes the address; run() serves. Throws UsageError (as open_model; a model that is behind a
/// server already; no key in the variable) or InfrastructureError (the address cannot be had).
[[nodiscard]] std::unique_ptr<ModelServer> serve(const ModelSpec& spec,
                                                 const ServeSettings& settings);

/// Directory of the built-in checkpoint: beside the sources, or installed, or below
/// $ASSAY_SHARE. Throws InfrastructureError that says where it looked.
[[nodiscard]] std::filesystem::path builtin_model_directory();

struct DeviceReport {
  std::string name;     ///< "cpu", "cuda:0"
  std::string finding;  ///< "avx512, 2 cores", "not built: CMake found no CUDA toolkit"
  bool usable = false;
};

/// For `assay doctor`.
[[nodiscard]] std::vector<DeviceReport> probe_devices();

}  // namespace assay
